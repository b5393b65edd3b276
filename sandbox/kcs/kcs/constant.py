# SPDX-License-Identifier: GPL-3.0-or-later
"""The best constant submission: one value per target that the metric rewards most, in the sample's shape."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from kcs.metrics import class_columns
from kcs.values import FloatArray

_RANKING = frozenset(["auc", "mean_auc", "weighted_auc", "bias_auc", "gini"])
_MEAN = frozenset(["rmse", "mse", "mcrmse", "r2", "gini", "explained_variance", "pearson", "spearman", "cindex"])
_SEARCHED = 50_000  # rows on which the best quantile for SMAPE is looked for


def shares(labels: Sequence[str], classes: Sequence[str]) -> dict[str, float]:
    """Share of each class, every one above 0: a class that never occurs counts as half a row."""
    counts = dict.fromkeys(classes, 0)
    for label in labels:
        counts[label] = counts.get(label, 0) + 1
    return shares_of_counts([counts[label] for label in classes], classes)


def shares_of_counts(counts: Sequence[float], classes: Sequence[str]) -> dict[str, float]:
    """The same from counts."""
    raised = list(counts) if all(count > 0 for count in counts) else [max(count, 0.5) for count in counts]
    total = math.fsum(raised)
    return {label: count / total for label, count in zip(classes, raised, strict=True)}


def best_number(values: FloatArray, key: str) -> float:
    """The constant that is best for numbers under a metric; 0 where there are none."""
    known = values[np.isfinite(values)]
    if len(known) == 0:
        return 0.0
    if key in _MEAN:
        return math.fsum(known.tolist()) / len(known)
    if key == "rmsle" and (known > -1).all():
        return math.expm1(math.fsum(np.log1p(known).tolist()) / len(known))
    if key == "mape":
        return _weighted_median(known, 1 / np.maximum(np.abs(known), np.finfo(np.float64).eps))
    if key == "smape":
        return _best_quantile(known)
    if key in ("poisson_dev", "tweedie", "gamma_dev"):
        return math.fsum(known.tolist()) / len(known)
    return float(np.median(known))


def _weighted_median(values: FloatArray, weights: FloatArray) -> float:
    order = np.argsort(values, kind="stable")
    passed = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(passed, passed[-1] / 2)])


def _best_quantile(values: FloatArray) -> float:
    some = np.sort(values)[:: max(1, len(values) // _SEARCHED)]
    candidates = np.unique(np.quantile(some, np.linspace(0, 1, 201), method="inverted_cdf"))

    def loss(candidate: float) -> float:
        size = np.abs(some) + abs(candidate)
        return float(np.mean(np.abs(some - candidate) / np.where(size == 0, 1, size)))

    return float(min(candidates, key=lambda candidate: (loss(float(candidate)), float(candidate))))


def best_label(counts: Mapping[str, int], key: str, positive: str | None) -> str:
    """The label that is best everywhere: the positive class for F1, else the most frequent (then the first) one."""
    if key in ("f1", "fbeta") and positive is not None:
        return positive
    return max(counts, key=lambda label: counts[label])


class Constant:
    """The constant of one contract, for any part of its training data.

    :param contract: kind, metric, targets and sample; read only
    """

    def __init__(self, contract: Mapping[str, Any]) -> None:
        self.contract = contract
        self.key = str(contract["metric"]["key"])
        self.kind = str(contract["prediction_kind"])

    def cells(self, columns: Sequence[TargetValues], rows: int) -> dict[str, Callable[[int], str]]:
        """For each prediction column a function from row number to cell.

        :param columns: values of the targets in a training part, in the contract's order
        :param rows: how many rows the submission has
        """
        predicted = list(self.contract["sample"]["prediction_columns"])
        if self.contract["layout"] == "wide_classes":
            target = self.contract["targets"][0]
            classes = [str(label) for label in target["classes"]]
            share = shares_of_counts([columns[0].counts.get(label, 0) for label in classes], classes)
            names = class_columns(classes, predicted)
            by_name = dict(zip(names, classes, strict=True))
            return {name: _always(repr(share[by_name[name]])) for name in predicted}
        result = {}
        for name, target, values in zip(predicted, self.contract["targets"], columns, strict=True):
            result[name] = self._single(target, values, rows)
        return result

    def _single(self, target: Mapping[str, Any], values: TargetValues, rows: int) -> Callable[[int], str]:
        if target["kind"] == "P":
            if self.key in _RANKING:
                return _always("0.5")
            total = sum(values.counts.values())
            rate = values.counts.get(str(target["positive"]), 0) / total if total else 0.5
            return _always(repr(rate))
        if target["kind"] in ("L", "S"):
            if not values.counts:
                return _always(str((target["classes"] or [""])[0]))
            return _always(best_label(values.counts, self.key, target["positive"]))
        value = best_number(values.numbers, self.key)
        if self.key in ("pearson", "spearman"):
            step = 1e-6 * max(1.0, abs(value)) / max(1, rows)
            return lambda row: repr(value + step * row)
        return _always(repr(value))


class TargetValues:
    """The answers of one target in some part of the training data: label counts, or numbers."""

    def __init__(self, counts: dict[str, int], numbers: FloatArray) -> None:
        self.counts = counts
        self.numbers = numbers


def _always(cell: str) -> Callable[[int], str]:
    return lambda row: cell


def fallback_cell(cell: str, kind: str, columns: int, first_class: str | None) -> str:
    """A sample's own prediction cell where no labels are usable, and what stands in for an empty one."""
    if cell.strip() != "":
        return cell
    if kind == "PM":
        return repr(1 / columns)
    return {"P": "0.5", "ML": "0.5"}.get(kind, first_class or "0" if kind == "L" else "0")
