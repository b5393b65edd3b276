# SPDX-License-Identifier: GPL-3.0-or-later
"""Targets as people write them: spellings of labels, names of class columns, metrics that want another shape."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from shapes import table, write_table
from support import METRICS, Run, any_table, text_table

from kcs.constant import best_number, shares_of_counts
from kcs.ids import made_ids


def write(run: Run, answers: Any, sample: dict[str, Any], names: tuple[str, ...] = ("train.csv", "test.csv")) -> None:
    train, test = table(len(answers), 1, 1), table(30, 5001, 2)
    write_table(run.data / names[0], train.assign(goal=answers))
    write_table(run.data / names[1], test)
    write_table(run.data / "sample_submission.csv", pd.DataFrame({"id": test["id"]} | sample))


def cycle(*labels: str, rows: int = 90) -> list[str]:
    """Labels in turn, the first one twice as often."""
    turn = [labels[0], *labels]
    return [turn[row % len(turn)] for row in range(rows)]


@pytest.mark.parametrize(
    ("answers", "sample", "metric", "kind", "classes"),
    [
        (cycle("None", "Mild", "Severe"), {"goal": "Mild"}, "accuracy", "L", ["Mild", "None", "Severe"]),
        (cycle("None", "a"), {"a": 0.5, "None": 0.5}, "mlogloss", "PM", ["a", "None"]),
        (cycle("0.0", "1.0", "2.0"), {"goal": "0"}, "accuracy", "L", ["0", "1", "2"]),
        (cycle("0", "1", "2"), {"goal": "0.0"}, "accuracy", "L", ["0.0", "1.0", "2.0"]),
        (cycle("True", "False"), {"goal": "0"}, "accuracy", "L", ["0", "1"]),
        (cycle("1", "0"), {"goal": "False"}, "accuracy", "L", ["False", "True"]),
        (cycle("yes", "no"), {"goal": 0.5}, "auc", "P", ["no", "yes"]),
        (cycle("A b", "C/d"), {"A_b": 0.5, "C_d": 0.5}, "mlogloss", "PM", ["A b", "C/d"]),
        (cycle("1", "2", "3"), {f"Class_{i}": 0 for i in (1, 2, 3)}, "logloss", "PM", ["1", "2", "3"]),
        (cycle("3", "4", "10"), {"goal": "3"}, "qwk", "L", ["3", "4", "10"]),
    ],
)
def test_classes_are_spelled_as_the_sample_wants(
    run: Run, answers: list[str], sample: dict[str, Any], metric: str, kind: str, classes: list[str]
) -> None:
    write(run, answers, sample)
    contract = run.contract(metric)
    assert (contract["prediction_kind"], contract["targets"][0]["classes"]) == (kind, classes)
    assert contract["metric"]["proxy"] is None
    truth = text_table(run.views(["sealed-1"]) / "answers/sealed-1/answers.csv")["goal"]
    assert set(truth) <= set(classes)
    if kind == "L":
        assert set(text_table(run.out / "constant.csv")["goal"]) <= set(classes)


@pytest.mark.parametrize(
    ("answers", "sample", "asked", "key", "proxy"),
    [
        (cycle("a", "b", "c"), {"a": 0, "b": 0, "c": 0}, "auc", "mean_auc", None),
        (cycle("0", "1"), {"goal": 0.5}, "mlogloss", "logloss", None),
        (cycle("a", "b", "c"), {"goal": "a"}, "f1", "f1", "macro_f1"),
        (cycle("a", "b", "c"), {"goal": "a"}, "rmse", "rmse", "accuracy"),
        (cycle("a", "b", "c"), {"goal": "a"}, None, "accuracy", "accuracy"),
    ],
)
def test_the_metric_follows_the_shape(
    run: Run, answers: list[str], sample: dict[str, Any], asked: str | None, key: str, proxy: str | None
) -> None:
    write(run, answers, sample)
    metric = run.contract(asked)["metric"]
    assert (metric["key"], metric["proxy"]) == (key, proxy)


@pytest.mark.parametrize(
    "names", [("train.parquet", "test.parquet"), ("train.csv", "test.parquet"), ("train.parquet", "test.csv")]
)
def test_parquet_keeps_its_types(run: Run, names: tuple[str, str]) -> None:
    train, test = table(60, 1, 1), table(30, 5001, 2)
    for frame, start in ((train, "2020-01-01"), (test, "2020-02-01")):
        size = len(frame)
        frame["when"] = pd.date_range(start, periods=size)
        frame["kind"] = pd.Categorical(["x", "y"] * (size // 2))
        frame["flag"] = [True, False] * (size // 2)
        frame["count"] = pd.array([i if i % 3 else None for i in range(size)], dtype="Int64")
    train["y"] = [0, 1] * 30
    write_table(run.data / names[0], train)
    write_table(run.data / names[1], test)
    write_table(run.data / "sample_submission.csv", pd.DataFrame({"id": test["id"], "y": 0.5}))
    contract = run.contract("auc")
    types = {
        column["key"]: column["type"]
        for file in contract["files"]
        if file["role"] == "test"
        for column in file["columns"]
    }
    assert types["when"] == "date" and types["flag"] == "boolean" and types["count"] == "integer"
    staging = run.views(["sealed-1"])
    made = staging / "views/sealed-1" / names[1]
    sealed = train[(text_table(staging / "plan.csv")["sealed-1"] == "1").to_numpy()].drop(columns="y")
    if made.suffix == ".parquet":
        pd.testing.assert_frame_equal(
            pd.read_parquet(made).astype({"kind": str}), sealed.reset_index(drop=True).astype({"kind": str}),
            check_dtype=names[0] == names[1])  # fmt: skip
    else:
        assert any_table(made)["when"].tolist() == [f"{day:%Y-%m-%d}" for day in sealed["when"]]
        assert any_table(made)["flag"].tolist() == [str(flag) for flag in sealed["flag"]]


@pytest.mark.parametrize(
    ("key", "values", "best"),
    [
        ("rmse", [1, 2, 6], 3.0),
        ("mae", [1, 2, 9], 2.0),
        ("rmsle", [0, 3], 1.0),
        ("mape", [1, 1, 100, 100, 100], 1.0),
        ("smape", [1, 1, 1, 50], 1.0),
    ],
)
def test_the_best_constant_of_numbers(key: str, values: list[float], best: float) -> None:
    assert best_number(np.array(values, dtype=float), key) == pytest.approx(best, abs=1e-12)


def test_no_class_has_the_share_zero() -> None:
    shares = shares_of_counts([3, 0, 1], ["a", "b", "c"])
    assert min(shares.values()) > 0 and sum(shares.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("real", "made"),
    [
        (["1", "2", "3"], ["1", "2", "3", "4"]),
        (["10", "30", "20"], ["10", "20", "30", "40"]),
        (["t_007", "t_008"], ["t_007", "t_008", "t_009", "t_010"]),
        (["5.csv", "6.csv"], ["5.csv", "6.csv", "7.csv", "8.csv"]),
        (["k", "z", "b", "q", "a"], ["k", "z", "b", "q"]),
        (["k", "z"], None),
    ],
)
def test_made_ids_follow_the_pattern_of_the_real_ones(real: list[str], made: list[str] | None) -> None:
    assert made_ids(real, 4) == made


def test_correlations_get_a_constant_that_is_not_quite_one(run: Run) -> None:
    write(run, np.round(np.random.default_rng(0).uniform(0, 1, 60), 3), {"goal": 0})
    run.contract("pearson")
    values = text_table(run.out / "constant.csv")["goal"].astype(float)
    assert values.is_monotonic_increasing and values.nunique() == len(values) and values.max() - values.min() < 1e-5


def test_the_command_line_as_the_host_calls_it(run: Run) -> None:
    """Exit 3 and one JSON object on the last line of stdout; logs on stderr only."""
    (run.data / "notes.txt").write_text("nothing here\n")
    request = {"slug": "s", "data_hash": "0", "title": "T", "overrides": {}, "metric": None}
    (run.root / "request.json").write_text(json.dumps(request))
    folders = ["--data", run.data, "--pages", run.root / "pages", "--metrics", METRICS, "--out", run.out]
    request_file = run.root / "request.json"
    command = [sys.executable, "-B", "-m", "kcs", "prepare", "contract", "--request", request_file, *folders]
    done = subprocess.run(command, cwd=Path(__file__).resolve().parents[1], capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert done.stdout.count("\n") == 1 and '"no_sample"' in done.stdout and "Traceback" not in done.stderr
