# SPDX-License-Identifier: GPL-3.0-or-later
"""The formulas of the metrics: from truth and prediction as arrays to a function of row weights.

Weights are whole counts: the value under weights equals the value on the resample that repeats each row as often as its
weight says. What can be done once (sorting, errors of rows) is done once, so that replicates are cheap.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
TextArray = npt.NDArray[np.object_]
#: Value of a metric under row weights (float counts, one per row the scorer was built on); None where undefined.
Scorer = Callable[[FloatArray], float | None]

EPSILON = 1e-15  # probabilities are clipped to [EPSILON, 1 - EPSILON] before a logarithm

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


class Counts:
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


def accuracy(right: FloatArray, true: FloatArray, predicted: FloatArray) -> float | None:
    """Share of right labels; from counts per label, as the next three."""
    return float(right.sum() / true.sum())


def balanced_accuracy(right: FloatArray, true: FloatArray, predicted: FloatArray) -> float | None:
    """Mean recall over the labels in the truth."""
    seen = true > 0
    return float(np.mean(right[seen] / true[seen]))


def macro_f1(right: FloatArray, true: FloatArray, predicted: FloatArray) -> float | None:
    """Mean F1 over the labels in truth or prediction."""
    seen = true + predicted > 0
    return float(np.mean(2 * right[seen] / (true + predicted)[seen]))


def mcc(right: FloatArray, true: FloatArray, predicted: FloatArray) -> float | None:
    """Matthews correlation in its form for several labels; 0 where undefined."""
    total = true.sum()
    spread = (total**2 - predicted @ predicted) * (total**2 - true @ true)
    return float((right.sum() * total - true @ predicted) / math.sqrt(spread)) if spread > 0 else 0.0


def pooled_f1(columns: Sequence[tuple[FloatArray, FloatArray]]) -> Scorer:
    """F1 of pooled counts over columns of 0/1 truth and prediction; 0 where there is no positive."""
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


def matrix_metric(key: str, truth: FloatArray, probability: FloatArray) -> Scorer:
    """Metrics on class probabilities as one matrix, and means over the classes for those that know two classes only."""
    if key in ("mlogloss", "logloss"):
        return _mlogloss(truth, probability)
    if key == "brier":
        return _mean_of(((truth - probability) ** 2).sum(axis=1))
    return mean_of_defined([PROBABILITY[key](truth[:, i], probability[:, i]) for i in range(truth.shape[1])])


def mean_of_defined(scorers: Sequence[Scorer], rows: Sequence[BoolArray] | None = None) -> Scorer:
    """Mean of the columns' values where they are defined; `rows` are the rows that each scorer was built on."""

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
