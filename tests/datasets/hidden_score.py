#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scores submissions on hidden test answers, by scikit-learn alone: nothing of the product takes part.

    python3 hidden_score.py HIDDEN/NAME SUBMISSION.csv [OTHER.csv]

prints one JSON line {"metric", "score", "se"}; with a second file also its score and the difference first − second with
its standard error, positive where the first is better. Errors come from 500 paired resamples of the test rows.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn import metrics as sk

RESAMPLES = 500
#: Metric key -> (function of truth and prediction, whether higher is better)
METRICS: dict[str, tuple[Callable[..., float], bool]] = {
    "auc": (sk.roc_auc_score, True),
    "rmse": (sk.root_mean_squared_error, False),
    "mae": (sk.mean_absolute_error, False),
    "accuracy": (sk.accuracy_score, True),
    "mlogloss": (lambda truth, p: float(-np.log(p[np.arange(len(truth)), truth]).mean()), False),
}


def read(folder: Path, submission: Path) -> tuple[np.ndarray, np.ndarray]:
    """Truth and prediction in the order of the answers, joined by id text."""
    facts = json.loads((folder / "metric.json").read_text(encoding="utf-8"))
    key = facts["id"]
    answers = pd.read_csv(folder / "answers.csv", dtype={key: str}, keep_default_na=False)
    found = pd.read_csv(submission, dtype={key: str}, keep_default_na=False).set_index(key).loc[answers[key]]
    truth = answers[facts["target"]].to_numpy()
    if not facts["wide"]:
        return truth, found[facts["target"]].to_numpy()
    classes = list(found.columns)
    probability = found.to_numpy(dtype=float)
    probability = np.clip(probability / probability.sum(axis=1, keepdims=True), 1e-15, 1 - 1e-15)
    return np.array([classes.index(label) for label in truth]), probability


def compare(folder: Path, submissions: list[Path]) -> dict[str, object]:
    """Scores with bootstrap errors, and the paired difference of the first two submissions."""
    key = json.loads((folder / "metric.json").read_text(encoding="utf-8"))["metric"]
    function, higher = METRICS[key]
    pairs = [read(folder, path) for path in submissions]
    size = len(pairs[0][0])
    random = np.random.default_rng(0)
    draws = [random.integers(0, size, size) for _ in range(RESAMPLES)]
    values = [function(*pair) for pair in pairs]
    resampled = np.array([[function(truth[rows], guess[rows]) for truth, guess in pairs] for rows in draws])
    result: dict[str, object] = {"metric": key, "score": values[0], "se": float(resampled[:, 0].std())}
    if len(pairs) == 2:
        sign = 1 if higher else -1
        gain = sign * (resampled[:, 0] - resampled[:, 1])
        result |= {"other": values[1], "difference": sign * (values[0] - values[1]), "se_difference": float(gain.std())}
    return result


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("submission", type=Path, nargs="+")
    arguments = parser.parse_args()
    print(json.dumps(compare(arguments.folder, arguments.submission[:2])))
