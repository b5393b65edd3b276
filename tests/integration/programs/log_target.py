# SPDX-License-Identifier: GPL-3.0-or-later
# Learns the logarithm of the target, and forgets to turn it back.
import os

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingRegressor

folder = next(p for p in ("/kaggle/input/" + n for n in os.listdir("/kaggle/input")) if os.path.isdir(p))
train, test = pd.read_csv(f"{folder}/train.csv"), pd.read_csv(f"{folder}/test.csv")
sample = pd.read_csv(f"{folder}/sample_submission.csv")
features = ["carat", "depth", "table", "x", "y", "z"]
model = HistGradientBoostingRegressor(random_state=0).fit(train[features], np.log1p(train["price"]))
sample["price"] = model.predict(test[features])
sample.to_csv("/kaggle/working/submission.csv", index=False)
