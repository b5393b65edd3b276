# SPDX-License-Identifier: GPL-3.0-or-later
# The mean of the target by a column with many values, taken over all rows before any split: its own validation is far too
# good, since each row's answer is part of its feature.
import os

import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict

folder = next(p for p in ("/kaggle/input/" + n for n in os.listdir("/kaggle/input")) if os.path.isdir(p))
train, test = pd.read_csv(f"{folder}/train.csv"), pd.read_csv(f"{folder}/test.csv")
means = train.groupby("many")["y"].mean()
for table in (train, test):
    table["encoded"] = table["many"].map(means).fillna(train["y"].mean())
model = LogisticRegression()
own = cross_val_predict(model, train[["encoded"]], train["y"], method="predict_proba")[:, 1]
model.fit(train[["encoded"]], train["y"])
answers = model.predict_proba(test[["encoded"]])[:, 1]
pd.DataFrame({"id": test["id"], "y": answers}).to_csv("/kaggle/working/submission.csv", index=False)
print(f"score: {roc_auc_score(train['y'], own)}")
