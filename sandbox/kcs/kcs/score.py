# SPDX-License-Identifier: GPL-3.0-or-later
"""`kcs score`: the competition's metric on submissions from sealed views, with replicates and warnings."""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import math
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kcs import metrics
from kcs.errors import Unusable
from kcs.formulas import FloatArray, TextArray

REPLICATES = 200
VALIDATE = "Run the validator on the file and score what it repairs."
SEPARATOR = "\x1f"  # between the cells of an id of several columns; not printable, so in no id
#: What a constant gets under metrics where that does not depend on the answers; used where no constant is given.
NO_SKILL = {"auc": 0.5, "mean_auc": 0.5, "gini": 0.0, "mcc": 0.0, "qwk": 0.0}
#: How a metric's value reads in a sentence.
WRITTEN = {"auc": "AUC", "mean_auc": "mean AUC", "gini": "Gini", "average_precision": "average precision"}


def view_seed(contract: Mapping[str, Any], view: str) -> int:
    """Seed of a view's replicates: the same for all submissions of all jobs on one data hash."""
    text = f"{contract.get('view_key', '')}/{view}/replicates"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def read_text(path: Path) -> pd.DataFrame:
    """A csv with every cell as text, nothing taken for missing, equal column names kept apart."""
    if not path.is_file():
        raise Unusable("no_file", f"The file {path.name} is not there.", "Make the view and run the program again.")
    return pd.read_csv(path, dtype=str, keep_default_na=False, na_filter=False, encoding="utf-8-sig")


def ids(table: pd.DataFrame, columns: list[str]) -> list[str] | None:
    """One text per row made of the id cells; None where the sample has no id."""
    if not columns:
        return None
    if len(columns) == 1:
        return table[columns[0]].tolist()
    return table[columns].agg(SEPARATOR.join, axis=1).tolist()


def align(answers: pd.DataFrame, submission: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """The submission's rows in the order of the answers, joined by id text.

    :raises Unusable: when an answer has no row in the submission
    """
    missing = [name for name in columns if name not in submission.columns]
    if missing:
        raise Unusable("submission_shape", f"The submission has no column {missing[0]}.", VALIDATE)
    wanted, found = ids(answers, columns), ids(submission, columns)
    if wanted is None or found is None or wanted == found:
        if len(answers) != len(submission):
            sentence = f"{len(answers)} rows are needed, the submission has {len(submission)}."
            raise Unusable("submission_shape", sentence, VALIDATE)
        return submission
    place = {name: row for row, name in reversed(list(enumerate(found)))}
    rows = [place.get(name, -1) for name in wanted]
    if min(rows, default=0) < 0:
        sentence = f"The submission has no row for {rows.count(-1)} of {len(rows)} ids."
        raise Unusable("submission_shape", sentence, VALIDATE)
    return submission.iloc[rows].reset_index(drop=True)


def group_labels(contract: Mapping[str, Any], folder: Path, answers: pd.DataFrame) -> TextArray | None:
    """Groups or time steps that replicates draw as a whole: the answers' last column `group`, if there is one."""
    with (folder / "answers.csv").open(encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file), [])
    known = set(contract["sample"]["id_columns"]) | {metrics.answer_column(t, header) for t in contract["targets"]}
    if not header or header[-1] != "group" or ("group" in known and header.count("group") == 1):
        return None
    return metrics.cells(answers.iloc[:, -1])


def better(contract: Mapping[str, Any], a: float | None, b: float | None) -> bool:
    """Whether value a is better than value b; an undefined value is neither."""
    if a is None or b is None:
        return False
    return a > b if metrics.direction(contract) == "maximize" else a < b


def exchanged(contract: Mapping[str, Any], answers: pd.DataFrame, submission: pd.DataFrame) -> pd.DataFrame | None:
    """The submission as it would be with its classes in the order that fits the answers best.

    Probabilities of two classes are mirrored. With more classes, each column (or label) goes to the class that it goes
    with most; None where that is no exchange, or where the kind has no classes.
    """
    kind, targets = contract["prediction_kind"], contract["targets"]
    if contract["layout"] == "wide_classes":
        classes = [str(label) for label in targets[0]["classes"]]
        columns = metrics.class_columns(classes, contract["sample"]["prediction_columns"])
        truth = metrics.cells(answers[metrics.answer_column(targets[0], list(answers.columns))])
        place = metrics.class_index(classes, truth)
        probability = np.column_stack([metrics.numbers(metrics.cells(submission[name])) for name in columns])
        mean = np.array([probability[place == i].mean(axis=0) if (place == i).any() else np.zeros(len(classes))
                         for i in range(len(classes))])  # fmt: skip
        order = _exchange(mean)
        if order is None:
            return None
        result = submission.copy()
        for name, source in zip(columns, order, strict=True):
            result[name] = submission[columns[source]]
        return result
    if kind in ("P", "ML"):
        result = submission.copy()
        for place_, _ in enumerate(targets):
            name = metrics.prediction_column(contract, place_, list(submission.columns))
            result[name] = [repr(1.0 - float(p)) for p in metrics.numbers(metrics.cells(submission[name]))]
        return result
    if kind == "L" and len(targets) == 1 and metrics.metric_key(contract) != "qwk":
        name = metrics.prediction_column(contract, 0, list(submission.columns))
        truth = metrics.cells(answers[metrics.answer_column(targets[0], list(answers.columns))])
        classes = sorted(set(truth) - {""} | set(submission[name]))
        if len(classes) > 200:
            return None
        counts = np.zeros((len(classes), len(classes)))
        known = truth != ""
        predicted = metrics.class_index(classes, metrics.cells(submission[name])[known])
        np.add.at(counts, (metrics.class_index(classes, truth[known]), predicted), 1)
        order = _exchange(counts / np.maximum(counts.sum(axis=0, keepdims=True), 1))
        if order is None:
            return None
        named = {classes[source]: classes[i] for i, source in enumerate(order)}
        return submission.assign(**{name: submission[name].map(named)})
    return None


def _exchange(agreement: FloatArray) -> list[int] | None:
    """For each class (row) the column that goes with it, if that is a permutation other than the identity."""
    order = [int(place) for place in agreement.argmax(axis=1)]
    return order if sorted(order) == list(range(len(order))) != order else None


def why_undefined(contract: Mapping[str, Any]) -> str:
    """A sentence for a person, shown instead of a value."""
    key = metrics.metric_key(contract)
    if key in ("auc", "mean_auc", "gini", "average_precision"):
        return "All answers of this view belong to one class: the metric does not exist here."
    if key in ("pearson", "spearman"):
        return "Answers or predictions are all the same: a correlation does not exist here."
    if key in ("r2", "qwk"):
        return "All answers of this view are the same: the metric does not exist here."
    if key == "rmsle":
        return "The logarithm of a negative value does not exist: predictions below 0 cannot be scored."
    return "The metric does not exist for these answers and predictions."


def warnings(
    contract: Mapping[str, Any],
    answers: pd.DataFrame,
    submission: pd.DataFrame,
    value: float,
    constant: float | None,
) -> list[dict[str, str]]:
    """Badges of one view: worse than the constant, and the likely reason where the classes look exchanged."""
    key = metrics.metric_key(contract)
    if constant is None:
        constant = NO_SKILL.get(key)
    if not better(contract, constant, value):
        return []
    found = [
        {"code": "worse_than_constant", "sentence": f"Worse than the constant: {value:.5g} against {constant:.5g}."}
    ]
    other = exchanged(contract, answers, submission)
    turned = None if other is None else metrics.evaluate(contract, answers, other)
    if turned is not None and better(contract, turned, constant):
        name = "1 − AUC" if key == "auc" else f"with the classes exchanged {WRITTEN.get(key, key)}"
        sentence = f"The order of the classes is probably swapped; {name} = {turned:.5g}."
        found.append({"code": "classes_swapped", "sentence": sentence})
    return found


def score_view(contract: Mapping[str, Any], view: str, folder: Path, submission_path: Path) -> dict[str, Any]:
    """Value, replicates, warnings and optimum badge of one submission against the answers in a folder."""
    answers = read_text(folder / "answers.csv")
    columns = [str(name) for name in contract["sample"]["id_columns"]]
    submission = align(answers, read_text(submission_path), columns)
    value = metrics.evaluate(contract, answers, submission)
    result: dict[str, Any] = {"view": view, "value": value, "undefined": None, "replicates": [], "warnings": [],
                              "optimum": False}  # fmt: skip
    if value is None or not math.isfinite(value):
        return result | {"value": None, "undefined": why_undefined(contract)}
    constant = None
    if (folder / "constant.csv").is_file():
        constant = metrics.evaluate(contract, answers, align(answers, read_text(folder / "constant.csv"), columns))
    groups = group_labels(contract, folder, answers)
    seed = view_seed(contract, view)
    result["replicates"] = metrics.replicates(contract, answers, submission, seed, REPLICATES, groups)
    result["warnings"] = warnings(contract, answers, submission, value, constant)
    result["optimum"] = abs(value - metrics.optimum(metrics.metric_key(contract))) <= 1e-9
    return result


def main(argv: list[str]) -> int:
    """Entry point of `kcs score`: prints one JSON line with a result per item."""
    parser = argparse.ArgumentParser(prog="kcs score", description=__doc__)
    parser.add_argument("--contract", type=Path, required=True)
    parser.add_argument("--metrics", type=Path, help="the metric catalogue; the formulas themselves are part of kcs")
    parser.add_argument("items", nargs="+", metavar="VIEW=ANSWERSDIR=SUBMISSION.csv")
    arguments = parser.parse_args(argv)
    contract = json.loads(arguments.contract.read_text(encoding="utf-8"))
    views = []
    for item in arguments.items:
        view, folder, submission = item.split("=", 2)
        try:
            views.append(score_view(contract, view, Path(folder), Path(submission)))
        except ValueError as problem:  # a cell that is no number; the validator should have refused it
            raise Unusable("submission_cells", f"View {view}: {problem}.", VALIDATE) from problem
    sys.stdout.write(json.dumps({"views": views}) + "\n")
    return 0
