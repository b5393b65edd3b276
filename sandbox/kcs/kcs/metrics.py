# SPDX-License-Identifier: GPL-3.0-or-later
"""The metrics in force: contract, answers and submission to one value, or to the values on resamples.

A metric is *built* from answers and submission once, and gives a function of row weights (`formulas`). `None` stands
for "undefined here", never for a number. All is numpy; independent implementations stand against it in the tests.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from kcs import formulas
from kcs.formulas import NUMBER, PROBABILITY, BoolArray, FloatArray, IntArray, Scorer, TextArray, mean_of_defined

#: Builds the scorer of one target column from its contract entry, true cells and predicted cells (both text).
ColumnBuilder = Callable[[Mapping[str, Any], TextArray, TextArray], Scorer]

MAXIMIZED = frozenset(
    [
        "auc",
        "mean_auc",
        "gini",
        "average_precision",
        "accuracy",
        "balanced_accuracy",
        "f1",
        "macro_f1",
        "micro_f1",
        "mcc",
        "qwk",
        "r2",
        "pearson",
        "spearman",
    ]
)
MINIMIZED = frozenset(
    ["logloss", "mlogloss", "brier", "rmse", "mse", "mcrmse", "rmsle", "mae", "medae", "mape", "smape"]
)
IN_FORCE = MAXIMIZED | MINIMIZED
#: What programs are scored by where the competition's own metric is not in force, by prediction kind.
PROXY = {"P": "auc", "PM": "mlogloss", "ML": "mean_auc", "L": "accuracy", "R": "rmse", "R+": "rmse", "S": "accuracy"}


def metric_key(contract: Mapping[str, Any]) -> str:
    """Key of the metric that programs are scored by: the contract's, or the proxy where that one is not in force."""
    metric = contract.get("metric") or {}
    for key in (metric.get("proxy"), metric.get("key")):
        if isinstance(key, str) and key in IN_FORCE:
            return key
    return PROXY[contract["prediction_kind"]]


def direction(contract: Mapping[str, Any]) -> str:
    """`maximize` or `minimize`: the contract's word, or the proxy's own where a proxy is used."""
    metric = contract.get("metric") or {}
    key = metric_key(contract)
    if metric.get("key") == key and metric.get("direction"):
        return str(metric["direction"])
    return "maximize" if key in MAXIMIZED else "minimize"


def optimum(key: str) -> float:
    """The value that a perfect submission reaches under the metric, where the metric is defined at all."""
    return 1.0 if key in MAXIMIZED else 0.0


# --- cells -----------------------------------------------------------------------------------------------------------


def cells(column: pd.Series) -> TextArray:
    """Cells of a column as text; missing ones are empty text."""
    values = column.to_numpy(dtype=object, copy=True)
    values[pd.isna(column).to_numpy()] = ""
    return values


def _number(cell: str) -> float:
    text = cell.strip()
    if text.lower() in ("true", "false"):
        return float(text.lower() == "true")
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    return float(text)


def numbers(values: TextArray) -> FloatArray:
    """Cells as numbers, correctly rounded; a truth value is 1 or 0.

    :raises ValueError: when a cell is no number
    """
    try:
        return values.astype(np.float64)
    except ValueError:
        return np.array([_number(cell) for cell in values], dtype=np.float64)


def _same_label(cell: str, label: str) -> bool:
    if cell == label:
        return True
    try:
        return _number(cell) == _number(label)
    except ValueError:
        return cell.strip().casefold() == label.strip().casefold()


def indicator(target: Mapping[str, Any], values: TextArray) -> FloatArray:
    """1 where a cell is the positive class of the target, else 0."""
    distinct, inverse = np.unique(values.astype(str), return_inverse=True)
    return np.array([float(_same_label(str(cell), positive_class(target))) for cell in distinct])[inverse]


def positive_class(target: Mapping[str, Any]) -> str:
    """The class that a submitted probability speaks of."""
    if target.get("positive") not in (None, ""):
        return str(target["positive"])
    classes = [str(label) for label in target.get("classes") or []]
    for label in classes:
        if label.casefold() in ("1", "1.0", "true", "yes"):
            return label
    return classes[-1] if len(classes) == 2 else "1"


def class_index(classes: Sequence[str], values: TextArray) -> IntArray:
    """Position of each cell's class in the contract's list; -1 for a class that it does not know."""
    distinct, inverse = np.unique(values.astype(str), return_inverse=True)
    exact = {label: place for place, label in enumerate(classes)}
    places = []
    for cell in distinct:
        place = exact.get(str(cell), -1)
        if place < 0:
            place = next((i for i, label in enumerate(classes) if _same_label(str(cell), label)), -1)
        places.append(place)
    return np.array(places, dtype=np.int64)[inverse]


def class_columns(classes: Sequence[str], columns: Sequence[str]) -> list[str]:
    """The prediction column of each class: the same name, else the name less the columns' common prefix and suffix,
    else the same place."""
    if set(classes) <= set(columns):
        return list(classes)
    head = _common_prefix(columns)
    tail = _common_prefix([name[len(head) :][::-1] for name in columns])[::-1]
    for start in range(len(head), -1, -1):  # classes may share a beginning of their own
        for end in range(len(tail), -1, -1):
            short = {name[start : len(name) - end if end else None]: name for name in columns}
            if set(classes) <= set(short):
                return [short[label] for label in classes]
    return list(columns)


def _common_prefix(names: Sequence[str]) -> str:
    first, last = min(names), max(names)
    length = 0
    while length < min(len(first), len(last)) and first[length] == last[length]:
        length += 1
    return first[:length]


# --- contract, answers and submission to one scorer ------------------------------------------------------------------


def _label_metric(formula: Callable[[FloatArray, FloatArray, FloatArray], float | None]) -> ColumnBuilder:
    def build(target: Mapping[str, Any], truth: TextArray, prediction: TextArray) -> Scorer:
        counts = formulas.Counts(truth, prediction)
        return lambda weights: formula(*counts(weights))

    return build


def _f1(target: Mapping[str, Any], truth: TextArray, prediction: TextArray) -> Scorer:
    return formulas.pooled_f1([(indicator(target, truth), indicator(target, prediction))])


LABEL: dict[str, ColumnBuilder] = {
    "accuracy": _label_metric(formulas.accuracy),
    "balanced_accuracy": _label_metric(formulas.balanced_accuracy),
    "f1": _f1,
    "macro_f1": _label_metric(formulas.macro_f1),
    "micro_f1": _label_metric(formulas.accuracy),  # one label a row: pooled counts are those of the accuracy
    "mcc": _label_metric(formulas.mcc),
}


def answer_column(target: Mapping[str, Any], columns: Sequence[str]) -> str:
    """Name of the target's column among the answers."""
    return next(str(name) for name in (target.get("name"), target.get("column")) if name in columns)


def prediction_column(contract: Mapping[str, Any], place: int, columns: Sequence[str]) -> str:
    """Name of the submission's column that predicts the target at `place` in the contract's list."""
    target, predicted = contract["targets"][place], contract["sample"]["prediction_columns"]
    for name in (target.get("name"), target.get("column")):
        if name in predicted and name in columns:
            return str(name)
    return str(predicted[place])


def _is_number(target: Mapping[str, Any], key: str) -> bool:
    if key != "gini":
        return True
    return str(target.get("kind") or "R").startswith("R")


def build(contract: Mapping[str, Any], answers: pd.DataFrame, submission: pd.DataFrame) -> Scorer:
    """The contract's metric on a submission whose rows stand in the order of the answers.

    :param answers: target columns as text in the contract's spelling; empty cells are skipped
    :param submission: prediction columns as text
    :return: value under row weights, one per row of the answers; None where undefined
    :raises ValueError: when a prediction of a number or probability is none
    """
    key, targets = metric_key(contract), contract["targets"]
    names = list(answers.columns)
    if contract["layout"] == "wide_classes":
        truth = cells(answers[answer_column(targets[0], names)])
        known = truth != ""
        return mean_of_defined([_wide(contract, key, truth[known], submission[known])], [known])
    pairs = []
    for i, target in enumerate(targets):
        predicted = prediction_column(contract, i, list(submission.columns))
        pairs.append((cells(answers[answer_column(target, names)]), cells(submission[predicted])))
    rows: list[BoolArray] = [truth != "" for truth, _ in pairs]
    if len(targets) > 1 and key in ("mlogloss", "brier", "micro_f1") and contract["prediction_kind"] != "ML":
        known = np.logical_and.reduce(rows)
        joint = [(true[known], guess[known]) for true, guess in pairs]
        if key == "micro_f1":
            ones = [(indicator(t, a), indicator(t, b)) for t, (a, b) in zip(targets, joint, strict=True)]
            return mean_of_defined([formulas.pooled_f1(ones)], [known])
        matrices = [np.column_stack([numbers(pair[side]) for pair in joint]) for side in (0, 1)]
        return mean_of_defined([formulas.matrix_metric(key, *matrices)], [known])
    scorers = []
    for target, (true, guess), known in zip(targets, pairs, rows, strict=True):
        scorers.append(_column(key, target, true[known], guess[known]))
    return mean_of_defined(scorers, rows)


def _column(key: str, target: Mapping[str, Any], truth: TextArray, predicted: TextArray) -> Scorer:
    if len(truth) == 0:
        return lambda weights: None
    if key in LABEL:
        return LABEL[key](target, truth, predicted)
    if key in NUMBER and _is_number(target, key):
        return NUMBER[key](numbers(truth), numbers(predicted))
    return PROBABILITY[key](indicator(target, truth), numbers(predicted))


def _wide(contract: Mapping[str, Any], key: str, truth: TextArray, submission: pd.DataFrame) -> Scorer:
    target = contract["targets"][0]
    classes = [str(label) for label in target["classes"]]
    columns = class_columns(classes, contract["sample"]["prediction_columns"])
    if len(truth) == 0:
        return lambda weights: None
    probability = np.column_stack([numbers(cells(submission[name])) for name in columns])
    place = class_index(classes, truth)
    if key in LABEL or (key in NUMBER and key not in PROBABILITY):  # labels are wanted: the most probable class
        best = np.array(classes, dtype=object)[probability.argmax(axis=1)]
        return _column(key, target, truth, best)
    if key in ("auc", "average_precision", "gini") and len(classes) == 2:
        positive = classes.index(positive_class(target)) if positive_class(target) in classes else 1
        return PROBABILITY[key]((place == positive).astype(np.float64), probability[:, positive])
    return formulas.matrix_metric(key, (place[:, None] == np.arange(len(classes))).astype(np.float64), probability)


def evaluate(contract: Mapping[str, Any], answers: pd.DataFrame, submission: pd.DataFrame) -> float | None:
    """The contract's metric; rows of the submission stand in the order of the answers. None where undefined."""
    return build(contract, answers, submission)(np.ones(len(answers)))


def replicates(
    contract: Mapping[str, Any],
    answers: pd.DataFrame,
    submission: pd.DataFrame,
    view_seed: int,
    n: int = 200,
    groups: TextArray | None = None,
    seconds: float = 60.0,
) -> list[float | None]:
    """The metric on resamples with replacement, the same ones for every submission of a view.

    :param view_seed: seed of the view, so that candidates can be compared replicate by replicate
    :param n: how many; from 50 on none is begun once `seconds` have passed
    :param groups: one label per row; rows of a label are drawn as a whole. None: each row by itself
    """
    scorer = build(contract, answers, submission)
    members: IntArray | None = None
    units = len(answers)
    if groups is not None:
        distinct, inverse = np.unique(groups.astype(str), return_inverse=True)
        members, units = inverse.astype(np.int64), len(distinct)
    random = np.random.default_rng(view_seed)
    started = time.monotonic()
    values: list[float | None] = []
    while len(values) < n and not (len(values) >= 50 and time.monotonic() - started > seconds):
        drawn = np.bincount(random.integers(0, units, units), minlength=units).astype(np.float64)
        values.append(scorer(drawn if members is None else drawn[members]))
    return values
