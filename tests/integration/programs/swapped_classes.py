# SPDX-License-Identifier: GPL-3.0-or-later
# The shares of the species in each breed, written into the wrong class columns.
import os

import pandas as pd

folder = next(p for p in ("/kaggle/input/" + n for n in os.listdir("/kaggle/input")) if os.path.isdir(p))
train, test = pd.read_csv(f"{folder}/train.csv"), pd.read_csv(f"{folder}/test.csv")
sample = pd.read_csv(f"{folder}/sample_submission.csv")
classes = list(sample.columns[1:])
overall = train["species"].value_counts(normalize=True).reindex(classes).fillna(0)
counts = pd.crosstab(train["primary_breed"], train["species"]).reindex(columns=classes, fill_value=0)
shares = (counts + overall).div(counts.sum(axis=1) + 1, axis=0)
predicted = shares.reindex(test["primary_breed"]).fillna(overall).clip(lower=0.01)
predicted = predicted.rename(columns={"Cat": "Dog", "Dog": "Cat"})[classes]
sample[classes] = predicted.div(predicted.sum(axis=1), axis=0).to_numpy()
sample.to_csv("/kaggle/working/submission.csv", index=False)
