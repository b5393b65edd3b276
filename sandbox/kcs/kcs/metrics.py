# SPDX-License-Identifier: GPL-3.0-or-later
"""The metrics in force, each written once for plain values and for weighted resamples.

A metric is *built* from the answers and a submission (sorting, parsing and errors are done once) and gives a function
of row weights. Weights are whole counts: the value under weights equals the value on the resample that repeats each row
as often as its weight says, so replicates need no new sort. `None` stands for "undefined here", never for a number.

Everything is numpy; independent implementations stand against it in the tests.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
TextArray = npt.NDArray[np.object_]
#: Value of a metric under row weights (float counts, one per row the scorer was built on).
Scorer = Callable[[FloatArray], float | None]
#: Builds the scorer of one target column from its contract entry, true cells and predicted cells (both text).
ColumnBuilder = Callable[[Mapping[str, Any], TextArray, TextArray], Scorer]

EPSILON = 1e-15  # probabilities are clipped to [EPSILON, 1 - EPSILON] before a logarithm
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


# --- ranking ---------------------------------------------------------------------------------------------------------


def _tie_groups(values: FloatArray) -> tuple[IntArray, int]:
    """Ascending number of each value's group of equal values, and how many groups there are."""
    distinct, group = np.unique(values, return_inverse=True)
    return group.astype(np.int64), len(distinct)


def _average_ranks(group: IntArray, count: int, weights: FloatArray) -> FloatArray:
    """Average ranks in the resample that repeats each row as often as its weight says."""
    members = np.bincount(group, weights, count)
    return (np.cumsum(members) - members + (members + 1) / 2)[group]


def _auc(truth: FloatArray, score: FloatArray) -> Scorer:
    group, count = _tie_groups(score)

    def value(weights: FloatArray) -> float | None:
        positive = np.bincount(group, weights * truth, count)
        negative = np.bincount(group, weights * (1 - truth), count)
        pairs = positive.sum() * negative.sum()
        if pairs == 0:
            return None
        return float(positive @ (np.cumsum(negative) - negative / 2) / pairs)

    return value


def _average_precision(truth: FloatArray, score: FloatArray) -> Scorer:
    group, count = _tie_groups(-score)

    def value(weights: FloatArray) -> float | None:
        positive = np.bincount(group, weights * truth, count)
        if positive.sum() == 0:
            return None
        taken = np.cumsum(np.bincount(group, weights, count))
        precision = np.cumsum(positive) / np.maximum(taken, 1e-300)
        return float(positive @ precision / positive.sum())

    return value


def _covariance(a: FloatArray, b: FloatArray, weights: FloatArray) -> float:
    total = weights.sum()
    return float(weights @ ((a - weights @ a / total) * (b - weights @ b / total)) / total)


def _gini(truth: FloatArray, score: FloatArray) -> Scorer:
    """Gini(y, p) / Gini(y, y), ties averaged: the covariance with the ranks of p over that with the ranks of y."""
    by_score, by_truth = _tie_groups(score), _tie_groups(truth)

    def value(weights: FloatArray) -> float | None:
        best = _covariance(truth, _average_ranks(*by_truth, weights), weights)
        return _covariance(truth, _average_ranks(*by_score, weights), weights) / best if best > 0 else None

    return value


def _correlation(a: FloatArray, b: FloatArray, weights: FloatArray) -> float | None:
    for values in (a, b):
        seen = values[weights > 0]
        if seen.size == 0 or seen.min() == seen.max():
            return None
    spread = math.sqrt(_covariance(a, a, weights)) * math.sqrt(_covariance(b, b, weights))
    return max(-1.0, min(1.0, _covariance(a, b, weights) / spread)) if spread > 0 else None


def _pearson(truth: FloatArray, prediction: FloatArray) -> Scorer:
    return lambda weights: _correlation(truth, prediction, weights)


def _spearman(truth: FloatArray, prediction: FloatArray) -> Scorer:
    left, right = _tie_groups(truth), _tie_groups(prediction)
    return lambda weights: _correlation(_average_ranks(*left, weights), _average_ranks(*right, weights), weights)


# --- errors of numbers -----------------------------------------------------------------------------------------------


def _mean_of(loss: FloatArray, finish: Callable[[float], float] = float) -> Scorer:
    if not np.isfinite(loss).all():
        return lambda weights: None
    return lambda weights: finish(float(weights @ loss / weights.sum()))


def _rmsle(truth: FloatArray, prediction: FloatArray) -> Scorer:
    if (truth < 0).any() or (prediction < 0).any():
        return lambda weights: None
    return _mean_of((np.log1p(prediction) - np.log1p(truth)) ** 2, math.sqrt)


def _smape(truth: FloatArray, prediction: FloatArray) -> Scorer:
    size = np.abs(truth) + np.abs(prediction)
    return _mean_of(200 * np.abs(prediction - truth) / np.where(size == 0, 1, size))


def _medae(truth: FloatArray, prediction: FloatArray) -> Scorer:
    error = np.abs(truth - prediction)
    order = np.argsort(error, kind="stable")
    ascending = error[order]

    def value(weights: FloatArray) -> float | None:
        passed = np.cumsum(weights[order])
        total = passed[-1]
        low = ascending[np.searchsorted(passed, math.floor((total + 1) / 2), side="left")]
        high = ascending[np.searchsorted(passed, math.floor((total + 2) / 2), side="left")]
        return float((low + high) / 2)

    return value


def _r2(truth: FloatArray, prediction: FloatArray) -> Scorer:
    error = (truth - prediction) ** 2

    def value(weights: FloatArray) -> float | None:
        seen = truth[weights > 0]
        if seen.size == 0 or seen.min() == seen.max():
            return None
        return float(1 - weights @ error / weights.sum() / _covariance(truth, truth, weights))

    return value


# --- labels ----------------------------------------------------------------------------------------------------------


class _Counts:
    """Counts of (true, predicted) pairs, the base of every metric on labels."""

    def __init__(self, truth: TextArray, prediction: TextArray) -> None:
        labels, codes = np.unique(np.concatenate([truth, prediction]).astype(str), return_inverse=True)
        self.labels = [str(label) for label in labels]
        true, predicted = codes[: len(truth)], codes[len(truth) :]
        pairs, self.pair = np.unique(true * len(labels) + predicted, return_inverse=True)
        self.true, self.predicted = pairs // len(labels), pairs % len(labels)

    def __call__(self, weights: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Per label: right ones, true ones, predicted ones."""
        found = np.bincount(self.pair, weights, len(self.true))
        size = len(self.labels)
        right = np.bincount(self.true, found * (self.true == self.predicted), size)
        return right, np.bincount(self.true, found, size), np.bincount(self.predicted, found, size)


def _label_metric(formula: Callable[[FloatArray, FloatArray, FloatArray], float | None]) -> ColumnBuilder:
    def build(target: Mapping[str, Any], truth: TextArray, prediction: TextArray) -> Scorer:
        counts = _Counts(truth, prediction)
        return lambda weights: formula(*counts(weights))

    return build


def _accuracy(right: FloatArray, true: FloatArray, predicted: FloatArray) -> float | None:
    return float(right.sum() / true.sum())


def _balanced_accuracy(right: FloatArray, true: FloatArray, predicted: FloatArray) -> float | None:
    seen = true > 0
    return float(np.mean(right[seen] / true[seen]))


def _macro_f1(right: FloatArray, true: FloatArray, predicted: FloatArray) -> float | None:
    seen = true + predicted > 0
    return float(np.mean(2 * right[seen] / (true + predicted)[seen]))


def _mcc(right: FloatArray, true: FloatArray, predicted: FloatArray) -> float | None:
    total = true.sum()
    spread = (total**2 - predicted @ predicted) * (total**2 - true @ true)
    return float((right.sum() * total - true @ predicted) / math.sqrt(spread)) if spread > 0 else 0.0


def _f1(target: Mapping[str, Any], truth: TextArray, prediction: TextArray) -> Scorer:
    return _pooled_f1([(indicator(target, truth), indicator(target, prediction))])


def _pooled_f1(columns: Sequence[tuple[FloatArray, FloatArray]]) -> Scorer:
    both = sum((truth * prediction for truth, prediction in columns), np.zeros(1))
    either = sum((truth + prediction for truth, prediction in columns), np.zeros(1))

    def value(weights: FloatArray) -> float | None:
        size = weights @ either
        return float(2 * (weights @ both) / size) if size > 0 else 0.0

    return value


def _qwk(truth: FloatArray, prediction: FloatArray) -> Scorer:
    """Quadratic weights need no grid: its step cancels, and expected disagreement follows from the two margins."""

    def value(weights: FloatArray) -> float | None:
        share = weights / weights.sum()
        a, b = share @ truth, share @ prediction
        expected = share @ (truth - a) ** 2 + share @ (prediction - b) ** 2 + (a - b) ** 2
        return float(1 - share @ (truth - prediction) ** 2 / expected) if expected > 0 else None

    return value


# --- probabilities ---------------------------------------------------------------------------------------------------


def _logloss(truth: FloatArray, probability: FloatArray) -> Scorer:
    clipped = np.clip(probability, EPSILON, 1 - EPSILON)
    return _mean_of(-(truth * np.log(clipped) + (1 - truth) * np.log1p(-clipped)))


def _mlogloss(truth: FloatArray, probability: FloatArray) -> Scorer:
    """`truth` holds a row of class shares per unit (one 1 for a plain label)."""
    total = probability.sum(axis=1, keepdims=True)
    scaled = probability / np.where(total == 0, 1, total)
    return _mean_of(-(truth * np.log(np.clip(scaled, EPSILON, 1 - EPSILON))).sum(axis=1))


def _matrix_metric(key: str, truth: FloatArray, probability: FloatArray) -> Scorer:
    """Metrics on class probabilities as one matrix, and means over the classes for those that know two classes only."""
    if key in ("mlogloss", "logloss"):
        return _mlogloss(truth, probability)
    if key == "brier":
        return _mean_of(((truth - probability) ** 2).sum(axis=1))
    return _mean_of_defined([PROBABILITY[key](truth[:, i], probability[:, i]) for i in range(truth.shape[1])])


def _mean_of_defined(scorers: Sequence[Scorer], rows: Sequence[BoolArray] | None = None) -> Scorer:
    def value(weights: FloatArray) -> float | None:
        values = []
        for place, scorer in enumerate(scorers):
            own = weights if rows is None else weights[rows[place]]
            values.append(scorer(own) if own.sum() > 0 else None)
        defined = [one for one in values if one is not None and math.isfinite(one)]
        return float(np.mean(defined)) if defined else None

    return value


PROBABILITY: dict[str, Callable[[FloatArray, FloatArray], Scorer]] = {
    "auc": _auc,
    "mean_auc": _auc,
    "gini": _gini,
    "average_precision": _average_precision,
    "logloss": _logloss,
    "mlogloss": _logloss,
    "brier": lambda truth, probability: _mean_of((probability - truth) ** 2),
}
NUMBER: dict[str, Callable[[FloatArray, FloatArray], Scorer]] = {
    "gini": _gini,
    "qwk": _qwk,
    "rmse": lambda truth, prediction: _mean_of((truth - prediction) ** 2, math.sqrt),
    "mcrmse": lambda truth, prediction: _mean_of((truth - prediction) ** 2, math.sqrt),
    "mse": lambda truth, prediction: _mean_of((truth - prediction) ** 2),
    "rmsle": _rmsle,
    "mae": lambda truth, prediction: _mean_of(np.abs(truth - prediction)),
    "medae": _medae,
    "mape": lambda truth, prediction: _mean_of(
        np.abs(truth - prediction) / np.maximum(np.abs(truth), np.finfo(np.float64).eps)
    ),
    "smape": _smape,
    "r2": _r2,
    "pearson": _pearson,
    "spearman": _spearman,
}
LABEL: dict[str, ColumnBuilder] = {
    "accuracy": _label_metric(_accuracy),
    "balanced_accuracy": _label_metric(_balanced_accuracy),
    "f1": _f1,
    "macro_f1": _label_metric(_macro_f1),
    "micro_f1": _label_metric(_accuracy),  # one label a row: pooled counts are those of the accuracy
    "mcc": _label_metric(_mcc),
}


# --- contract, answers and submission to one scorer ------------------------------------------------------------------


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
        return _mean_of_defined([_wide(contract, key, truth[known], submission[known])], [known])
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
            return _mean_of_defined([_pooled_f1(ones)], [known])
        matrices = [np.column_stack([numbers(pair[side]) for pair in joint]) for side in (0, 1)]
        return _mean_of_defined([_matrix_metric(key, *matrices)], [known])
    scorers = []
    for target, (true, guess), known in zip(targets, pairs, rows, strict=True):
        scorers.append(_column(key, target, true[known], guess[known]))
    return _mean_of_defined(scorers, rows)


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
    return _matrix_metric(key, (place[:, None] == np.arange(len(classes))).astype(np.float64), probability)


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
