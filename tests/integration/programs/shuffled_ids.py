# SPDX-License-Identifier: GPL-3.0-or-later
# A fair model whose predictions are written beside the wrong ids: the test rows were shuffled on the way.
import os

import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier

folder = next(p for p in ("/kaggle/input/" + n for n in os.listdir("/kaggle/input")) if os.path.isdir(p))
train, test = pd.read_csv(f"{folder}/train.csv"), pd.read_csv(f"{folder}/test.csv")
sample = pd.read_csv(f"{folder}/sample_submission.csv")
features = ["userId", "movieId", "year", "timestamp"]
model = HistGradientBoostingClassifier(random_state=0).fit(train[features], train["liked"])
shuffled = test.sample(frac=1, random_state=0)
sample["liked"] = model.predict_proba(shuffled[features])[:, 1]
sample.to_csv("/kaggle/working/submission.csv", index=False)
