#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The yardstick: scikit-learn's HistGradientBoosting with its defaults on a competition folder of make.py.

    python3 baseline_hgb.py FOLDER HIDDEN/NAME OUT.csv [--encoding ordinal|categorical]

Numbers go in as they are. With `ordinal` every text column becomes the number of its value in sorted order; with
`categorical` those of at most 255 values are told to the model as categories, the others stay ordinal.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.preprocessing import OrdinalEncoder


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("hidden", type=Path, help="read for name and kind of the target only, never for answers")
    parser.add_argument("out", type=Path)
    parser.add_argument("--encoding", choices=["ordinal", "categorical"], default="ordinal")
    arguments = parser.parse_args()
    facts = json.loads((arguments.hidden / "metric.json").read_text(encoding="utf-8"))
    train, test = (pd.read_csv(arguments.folder / name) for name in ("train.csv", "test.csv"))
    sample = pd.read_csv(arguments.folder / "sample_submission.csv")
    names = [name for name in test.columns if name != facts["id"]]
    texts = [name for name in names if not pd.api.types.is_numeric_dtype(train[name])]
    encoder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=np.nan)
    train[texts] = encoder.fit_transform(train[texts])
    test[texts] = encoder.transform(test[texts])
    few = [name for name in texts if train[name].max() < 255] if arguments.encoding == "categorical" else []
    regression = facts["metric"] in ("rmse", "mae")
    model = (HistGradientBoostingRegressor if regression else HistGradientBoostingClassifier)(
        random_state=0, categorical_features=few or None
    )
    model.fit(train[names], train[facts["target"]])
    if facts["wide"]:
        sample[[str(label) for label in model.classes_]] = model.predict_proba(test[names])
    elif regression:
        sample[facts["target"]] = model.predict(test[names])
    else:
        sample[facts["target"]] = (
            model.predict_proba(test[names])[:, 1] if facts["metric"] != "accuracy" else model.predict(test[names])
        )
    sample.to_csv(arguments.out, index=False)


if __name__ == "__main__":
    main()
