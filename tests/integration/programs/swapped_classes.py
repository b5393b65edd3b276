# SPDX-License-Identifier: GPL-3.0-or-later
# A fair model whose probabilities are written into the wrong class columns.
import os

import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.preprocessing import OrdinalEncoder

folder = next(p for p in ("/kaggle/input/" + n for n in os.listdir("/kaggle/input")) if os.path.isdir(p))
train, test = pd.read_csv(f"{folder}/train.csv"), pd.read_csv(f"{folder}/test.csv")
sample = pd.read_csv(f"{folder}/sample_submission.csv")
encoder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
model = HistGradientBoostingClassifier(random_state=0)
model.fit(encoder.fit_transform(train[["primary_breed"]]), train["species"])
probability = model.predict_proba(encoder.transform(test[["primary_breed"]]))
cat, dog = (list(model.classes_).index(c) for c in ("Cat", "Dog"))
for column in sample.columns[1:]:
    sample[column] = 0.0
sample["Cat"], sample["Dog"] = probability[:, dog], probability[:, cat]
sample[sample.columns[1:]] = sample[sample.columns[1:]].clip(lower=1e-3)
sample[sample.columns[1:]] = sample[sample.columns[1:]].div(sample[sample.columns[1:]].sum(axis=1), axis=0)
sample.to_csv("/kaggle/working/submission.csv", index=False)
