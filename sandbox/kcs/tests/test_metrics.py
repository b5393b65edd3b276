# SPDX-License-Identifier: GPL-3.0-or-later
"""The 25 metrics in force against independent implementations, with ties, missing classes and zeros."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn import metrics as sk

from kcs import metrics

ROOT = Path(__file__).resolve().parents[3]
CASES = Path(os.environ.get("KCS_CASES", ROOT / "tests" / "cases"))
CATALOGUE = Path(os.environ.get("KCS_METRICS", ROOT / "resources" / "metrics.json"))
ROWS = 400


def contract(
    key: str, kind: str, targets: list[dict[str, Any]] | None = None, layout: str = "single", **more: Any
) -> dict[str, Any]:
    targets = targets or [{"name": "y", "column": "y", "kind": kind}]
    return {
        "layout": layout,
        "prediction_kind": kind,
        "metric": {"key": key, "direction": "maximize" if key in metrics.MAXIMIZED else "minimize", "proxy": None},
        "targets": targets,
        "sample": {"id_columns": ["id"], "prediction_columns": [t["name"] for t in targets]},
    } | more


def frame(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame(
        {
            name: [v if isinstance(v, str) else repr(v) for v in np.asarray(values).tolist()]
            for name, values in columns.items()
        }
    )


def binary(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    truth = (random.random(ROWS) < 0.3).astype(int)
    score = np.round(np.clip(random.normal(0.3 + 0.2 * truth, 0.2), 0, 1), 2)  # many ties, zeros and ones
    return truth, score


def real(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    truth = np.round(random.exponential(3, ROWS), 1) * (random.random(ROWS) > 0.1)
    return truth, np.round(np.clip(truth + random.normal(0, 1, ROWS), 0, None), 1)


def labels(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    truth = random.choice(["a", "b", "c", "d"], ROWS, p=[0.5, 0.3, 0.15, 0.05])
    truth[truth == "d"] = "c"  # d is never true, e is never predicted
    predicted = np.where(random.random(ROWS) < 0.6, truth, random.choice(["a", "b", "c", "d"], ROWS))
    truth[:7] = "e"
    return truth, predicted


def clipped(p: np.ndarray) -> np.ndarray:
    return np.clip(p, 1e-15, 1 - 1e-15)


def own_logloss(y: np.ndarray, p: np.ndarray) -> float:
    return float(np.mean([-np.log(q) if t else -np.log1p(-q) for t, q in zip(y, clipped(p), strict=True)]))


def own_gini(y: np.ndarray, p: np.ndarray) -> float:
    """Straight from the definition: area between the Lorenz curve and the diagonal, tied rows shared out evenly."""

    def area(by: np.ndarray) -> float:
        table = pd.DataFrame({"y": y.astype(float), "by": by})
        even = table.groupby("by")["y"].transform("mean")[table.sort_values("by", ascending=False, kind="stable").index]
        return float((np.cumsum(even) / y.sum()).sum() - (len(y) + 1) / 2)

    return area(p) / area(y)


def own_smape(y: np.ndarray, p: np.ndarray) -> float:
    return float(
        np.mean([0.0 if a == b == 0 else 200 * abs(b - a) / (abs(a) + abs(b)) for a, b in zip(y, p, strict=True)])
    )


PROBABILITIES: dict[str, Callable[[np.ndarray, np.ndarray], float]] = {
    "auc": sk.roc_auc_score,
    "mean_auc": sk.roc_auc_score,
    "gini": lambda y, p: 2 * sk.roc_auc_score(y, p) - 1,
    "average_precision": sk.average_precision_score,
    "logloss": own_logloss,
    "brier": sk.brier_score_loss,
}
REALS: dict[str, Callable[[np.ndarray, np.ndarray], float]] = {
    "gini": own_gini,
    "rmse": sk.root_mean_squared_error,
    "mse": sk.mean_squared_error,
    "mcrmse": sk.root_mean_squared_error,
    "rmsle": sk.root_mean_squared_log_error,
    "mae": sk.mean_absolute_error,
    "medae": sk.median_absolute_error,
    "mape": sk.mean_absolute_percentage_error,
    "smape": own_smape,
    "r2": sk.r2_score,
    "pearson": lambda y, p: float(stats.pearsonr(y, p)[0]),
    "spearman": lambda y, p: float(stats.spearmanr(y, p)[0]),
}
LABELS: dict[str, Callable[[np.ndarray, np.ndarray], float]] = {
    "accuracy": sk.accuracy_score,
    "balanced_accuracy": sk.balanced_accuracy_score,
    "f1": lambda y, p: sk.f1_score(y == "b", p == "b"),
    "macro_f1": lambda y, p: sk.f1_score(y, p, average="macro"),
    "micro_f1": lambda y, p: sk.f1_score(y, p, average="micro"),
    "mcc": sk.matthews_corrcoef,
}


@pytest.mark.parametrize("key", PROBABILITIES)
@pytest.mark.parametrize("spelling", [("0", "1"), ("no", "yes"), ("True", "False"), ("0.0", "1.0")])
def test_probabilities(key: str, spelling: tuple[str, str]) -> None:
    truth, score = binary()
    target = {"name": "y", "column": "y", "kind": "P", "classes": list(spelling), "positive": spelling[1]}
    answers = frame(id=range(ROWS), y=np.array(spelling)[truth])
    value = metrics.evaluate(contract(key, "P", [target]), answers, frame(id=range(ROWS), y=score))
    assert value == pytest.approx(PROBABILITIES[key](truth, score), abs=1e-9)


@pytest.mark.parametrize("key", REALS)
def test_real_targets(key: str) -> None:
    truth, predicted = real()
    value = metrics.evaluate(contract(key, "R"), frame(y=truth), frame(y=predicted))
    assert value == pytest.approx(REALS[key](truth, predicted), rel=1e-12, abs=1e-9)


@pytest.mark.parametrize("key", LABELS)
def test_labels(key: str) -> None:
    truth, predicted = labels()
    target = {"name": "y", "column": "y", "kind": "L", "classes": ["a", "b", "c", "d", "e", "f"], "positive": "b"}
    with np.errstate(all="ignore"):
        expected = LABELS[key](truth, predicted)
    value = metrics.evaluate(contract(key, "L", [target]), frame(y=truth), frame(y=predicted))
    assert value == pytest.approx(expected, abs=1e-9)


def test_qwk() -> None:
    random = np.random.default_rng(3)
    truth = random.integers(1, 6, ROWS)
    predicted = np.clip(truth + random.integers(-1, 3, ROWS), 1, 8)
    target = {"name": "y", "column": "y", "kind": "L", "low": 1, "high": 8}
    value = metrics.evaluate(contract("qwk", "L", [target]), frame(y=truth), frame(y=predicted))
    assert value == pytest.approx(sk.cohen_kappa_score(truth, predicted, weights="quadratic"), abs=1e-9)
    same = frame(y=np.full(ROWS, 3))
    assert metrics.evaluate(contract("qwk", "L", [target]), frame(y=truth), same) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("prefix", ["", "Class_", "c"])
@pytest.mark.parametrize("key", ["mlogloss", "brier"])
def test_wide_classes(key: str, prefix: str) -> None:
    classes = ["cat", "cow", "dog", "eel"]
    random = np.random.default_rng(5)
    truth = random.choice(classes[:3], ROWS)  # eel never shows
    probability = random.dirichlet([0.4] * 4, ROWS)
    probability[:5] = [1, 0, 0, 0]
    if key == "mlogloss":
        probability[5:50] *= 3  # not scaled
    columns = [prefix + name for name in classes]
    shape = contract(key, "PM", [{"name": "y", "column": "y", "kind": "PM", "classes": classes}], "wide_classes")
    shape["sample"]["prediction_columns"] = columns[::-1]
    submission = frame(**dict(zip(columns, probability.T, strict=True)))
    value = metrics.evaluate(shape, frame(y=truth), submission)
    place = np.array([classes.index(one) for one in truth])
    if key == "mlogloss":
        scaled = probability / probability.sum(axis=1, keepdims=True)
        expected = -np.mean(np.log(clipped(scaled))[np.arange(ROWS), place])
        inside = np.clip(scaled, 1e-15, 1 - 1e-15)
        if prefix == "":
            smooth = (inside + 1e-6) / (inside + 1e-6).sum(axis=1, keepdims=True)
            again = metrics.evaluate(shape, frame(y=truth), frame(**dict(zip(columns, smooth.T, strict=True))))
            assert again == pytest.approx(sk.log_loss(truth, smooth, labels=classes), abs=1e-9)
    else:
        expected = np.mean(((probability - np.eye(4)[place]) ** 2).sum(axis=1))
    assert value == pytest.approx(expected, abs=1e-9)


def test_wide_classes_with_other_metrics() -> None:
    classes = ["a", "b", "c"]
    random = np.random.default_rng(6)
    truth = random.choice(classes, ROWS)
    probability = random.dirichlet([1, 1, 1], ROWS)
    targets = [{"name": "y", "column": "y", "kind": "PM", "classes": classes}]

    def value(key: str) -> float | None:
        shape = contract(key, "PM", targets, "wide_classes")
        shape["sample"]["prediction_columns"] = classes
        return metrics.evaluate(shape, frame(y=truth), frame(**dict(zip(classes, probability.T, strict=True))))

    best = np.array(classes)[probability.argmax(axis=1)]
    assert value("accuracy") == pytest.approx(sk.accuracy_score(truth, best), abs=1e-9)
    assert value("auc") == pytest.approx(
        sk.roc_auc_score(truth, probability, multi_class="ovr", average="macro"), abs=1e-9
    )


def test_several_columns_and_missing_answers() -> None:
    first, second = real(1), real(2)
    hidden = [
        ["" if i % 7 == 0 else repr(float(v)) for i, v in enumerate(first[0])],
        [repr(float(v)) for v in second[0]],
    ]
    seen = np.arange(ROWS) % 7 != 0
    targets = [{"name": name, "column": name, "kind": "R"} for name in ("u", "v")]
    answers = frame(u=np.array(hidden[0], dtype=object), v=np.array(hidden[1], dtype=object))
    for key, function in REALS.items():
        value = metrics.evaluate(contract(key, "R", targets), answers, frame(u=first[1], v=second[1]))
        expected = (function(first[0][seen], first[1][seen]) + function(*second)) / 2
        assert value == pytest.approx(expected, rel=1e-12, abs=1e-9), key


def test_independent_labels_use_the_defined_columns() -> None:
    truth, score = binary(1)
    other, guess = binary(2)
    targets = [{"name": n, "column": n, "kind": "ML", "classes": ["0", "1"], "positive": "1"} for n in ("p", "q", "r")]
    answers = frame(p=truth, q=other, r=np.zeros(ROWS, dtype=int))
    submission = frame(p=score, q=guess, r=guess)
    expected = (sk.roc_auc_score(truth, score) + sk.roc_auc_score(other, guess)) / 2
    assert metrics.evaluate(contract("mean_auc", "ML", targets), answers, submission) == pytest.approx(
        expected, abs=1e-9
    )
    loss = metrics.evaluate(contract("logloss", "ML", targets), answers, submission)
    ones = [own_logloss(a, b) for a, b in ((truth, score), (other, guess), (np.zeros(ROWS), guess))]
    assert loss == pytest.approx(np.mean(ones), abs=1e-9)


def test_undefined_is_none() -> None:
    same, score = np.zeros(ROWS, dtype=int), binary()[1]
    for key in ("auc", "gini", "average_precision", "mean_auc"):
        assert metrics.evaluate(contract(key, "P"), frame(y=same), frame(y=score)) is None
    for key in ("pearson", "spearman", "r2"):
        assert metrics.evaluate(contract(key, "R"), frame(y=same), frame(y=score)) is None
    for key in ("pearson", "spearman"):
        assert metrics.evaluate(contract(key, "R"), frame(y=score), frame(y=np.full(ROWS, 0.1))) is None
    assert metrics.evaluate(contract("f1", "L"), frame(y=same), frame(y=same)) == 0
    assert metrics.evaluate(contract("mcc", "L"), frame(y=same), frame(y=same)) == 0
    assert metrics.evaluate(contract("rmsle", "R+"), frame(y=score), frame(y=score - 2)) is None


@pytest.mark.parametrize("key", sorted(metrics.IN_FORCE))
def test_replicates_are_the_metric_on_resamples(key: str) -> None:
    """Weights and repeated rows give the same value, with groups and without."""
    if key in LABELS:
        (truth, predicted), kind = labels(), "L"
    elif key == "qwk":
        truth, kind = np.random.default_rng(3).integers(1, 6, ROWS), "L"
        predicted = np.clip(truth + 1, 1, 4)
    elif key in REALS and key != "gini":
        (truth, predicted), kind = real(), "R"
    else:
        (truth, predicted), kind = binary(), "P"
    shape = contract(key, kind, [{"name": "y", "column": "y", "kind": kind, "positive": "b" if kind == "L" else "1"}])
    answers, submission = frame(y=truth), frame(y=predicted)
    for groups in (None, np.array([f"g{i % 23}" for i in range(ROWS)], dtype=object)):
        got = metrics.replicates(shape, answers, submission, view_seed=9, n=5, groups=groups)
        random = np.random.default_rng(9)
        for value in got:
            if groups is None:
                rows = random.integers(0, ROWS, ROWS)
            else:
                names = np.unique(groups.astype(str))
                rows = np.concatenate([np.flatnonzero(groups == names[g]) for g in random.integers(0, 23, 23)])
            expected = metrics.evaluate(shape, answers.iloc[rows], submission.iloc[rows])
            assert value == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_replicates_repeat_and_are_fast() -> None:
    random = np.random.default_rng(1)
    truth = (random.random(200_000) < 0.1).astype(int)
    score = np.round(random.random(200_000), 4)
    shape = contract("auc", "P")
    answers, submission = frame(y=truth), frame(y=score)
    first = metrics.replicates(shape, answers, submission, view_seed=4, n=20)
    assert first == metrics.replicates(shape, answers, submission, view_seed=4, n=20)
    assert np.std(np.array(first, dtype=float)) == pytest.approx(0.002, abs=0.001)
    assert len(metrics.replicates(shape, answers[:50], submission[:50], view_seed=4, n=200, seconds=0)) == 50


@pytest.mark.parametrize("key", sorted(metrics.IN_FORCE))
def test_perfect_submissions_reach_the_optimum(key: str) -> None:
    if key in LABELS:
        truth, kind = labels()[0], "L"
    elif key == "qwk":
        truth, kind = np.arange(ROWS) % 5, "L"
    elif key in REALS and key != "gini":
        truth, kind = real()[0], "R"
    else:
        truth, kind = binary()[0], "P"
    shape = contract(key, kind, [{"name": "y", "column": "y", "kind": kind, "positive": "b" if kind == "L" else "1"}])
    assert metrics.evaluate(shape, frame(y=truth), frame(y=truth)) == pytest.approx(metrics.optimum(key), abs=1e-9)


def test_catalogue() -> None:
    catalogue = {entry["key"]: entry for entry in json.loads(CATALOGUE.read_text(encoding="utf-8"))["metrics"]}
    assert {key for key, entry in catalogue.items() if entry["in_force"]} == metrics.IN_FORCE
    assert len(metrics.IN_FORCE) == 25
    for key in metrics.IN_FORCE:
        assert (catalogue[key]["direction"] == "maximize") == (key in metrics.MAXIMIZED)
    phrases = [phrase for entry in catalogue.values() for phrase in entry["aliases"]]
    assert len(phrases) == len(set(phrases))


def test_metric_not_in_force_is_scored_by_the_proxy() -> None:
    for kind, proxy in (("P", "auc"), ("PM", "mlogloss"), ("ML", "mean_auc"), ("L", "accuracy"), ("R+", "rmse")):
        assert metrics.metric_key(contract("custom", kind)) == proxy
    shape = contract("kappa", "L")
    shape["metric"]["proxy"] = "mcc"
    assert metrics.metric_key(shape) == "mcc" and metrics.direction(shape) == "maximize"


def score_cases() -> list[dict[str, Any]]:
    cases = json.loads((CASES / "cases.json").read_text(encoding="utf-8"))["cases"]
    return [case for case in cases if case["input"]["kind"] == "score"]


@pytest.mark.parametrize("case", score_cases(), ids=lambda case: str(case["id"]))
def test_cases(case: dict[str, Any]) -> None:
    given, folder = case["input"]["given"], CASES / "files" / case["id"]
    truth, predicted = (
        pd.read_csv(folder / given[k], dtype=str, keep_default_na=False) for k in ("truth", "predictions")
    )
    columns = [name for name in predicted.columns if name != "__row__"]
    target = {"name": "y", "column": "y", "classes": given.get("classes"), "positive": given.get("positive")}
    if len(columns) > 1:
        shape = contract(given["metric"], "PM", [target], "wide_classes")
    else:
        shape = contract(given["metric"], "P", [target | {"positive": "1"}])
    shape["sample"]["prediction_columns"] = columns
    by_view = [
        metrics.evaluate(shape, part, predicted.iloc[part.index].reset_index(drop=True))
        for _, part in truth.groupby("fold")
    ]
    expected = case["expect"]["values"]
    want = expected.get(f"{given['metric']}_by_view")
    if want:
        assert by_view == [w if w is None else pytest.approx(w, abs=1e-9) for w in want]
    joint = metrics.evaluate(shape, truth, predicted)
    assert joint == pytest.approx(expected[given["metric"]], abs=1e-9)
