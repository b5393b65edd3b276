# SPDX-License-Identifier: GPL-3.0-or-later
"""The bank of troubles of real users, as far as contract, profile, warnings, constant and sealed views go."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support import CASES, Run, text_table

from kcs.tables import open_table

BANK = [
    case
    for case in json.loads((CASES / "cases.json").read_text("utf-8"))["cases"]
    if case["room"] == "sandbox" and case["input"]["kind"] == "folder"
]
SPOKEN = {"auc": "auc", "rmse": "rmse", "mae": "mae", "mean absolute error": "mae", "accuracy": "accuracy",
          "multi-class log loss": "mlogloss", "log loss": "logloss"}  # fmt: skip


def metric_of(case: dict[str, Any]) -> str:
    """The metric that the case's page names; the longest match counts."""
    page = (CASES / "files" / case["id"] / "description.md").read_text("utf-8").lower()
    return SPOKEN[max((words for words in SPOKEN if words in page), key=len)]


def case(identifier: str) -> Any:
    return next(one for one in BANK if one["id"] == identifier)


@pytest.fixture
def prepared(request: pytest.FixtureRequest, run: Run) -> tuple[dict[str, Any], Run, dict[str, Any]]:
    wanted: dict[str, Any] = request.param
    run.take(CASES / "files" / wanted["id"])
    return wanted, run, run.contract(metric_of(wanted))


def with_(*keys: str) -> Any:
    """The cases whose expectation has one of these keys."""
    chosen = [one for one in BANK if set(keys) & set(one["expect"])]
    return pytest.mark.parametrize("prepared", chosen, ids=[one["id"] for one in chosen], indirect=True)


def column_of(run: Run, dotted: str) -> dict[str, Any]:
    table, column = dotted.split(".", 1)
    file = next(file for file in run.read("profile.json")["files"] if file["path"] == f"{table}.csv")
    return next(one for one in file["columns"] if one["key"] == column)


@with_("contract")
def test_contract(prepared: Any) -> None:
    wanted, _, contract = prepared
    expected = wanted["expect"]["contract"]
    train = next(file for file in contract["files"] if file["role"] == "train")
    target = contract["targets"][0]
    features = [column for column in train["columns"] if column["role"] in ("feature", "text", "group", "time")]
    found = {
        "layout": contract["layout"],
        "prediction_kind": contract["prediction_kind"],
        "id_columns": contract["sample"]["id_columns"],
        "prediction_columns": contract["sample"]["prediction_columns"],
        "class_columns": contract["sample"]["prediction_columns"],
        "targets": [one["column"] for one in contract["targets"]],
        "classes": target["classes"],
        "train_rows": contract["counts"]["train"],
        "rows_with_target": contract["counts"]["labelled"],
        "test_rows": contract["counts"]["test"],
        "features": len(features),
        "na_is_text": [column["key"] for column in train["columns"] if column["na_is_text"]],
        "row_link": {"order": "order of the test table"}.get(contract["link"]["kind"]),
    }
    assert {key: found[key] for key in expected} == expected


@with_("profile")
def test_profile(prepared: Any) -> None:
    wanted, run, _ = prepared
    for dotted, expected in wanted["expect"]["profile"].items():
        facts = column_of(run, dotted)
        found = facts | {
            "values": {one["value"]: one["count"] for one in facts["top"]},
            "unique": facts["distinct"],
            "dtype": facts["type"],
        }
        assert {key: found[key] for key in expected} == expected, dotted


@with_("read_options")
def test_read_options(prepared: Any) -> None:
    wanted, _, contract = prepared
    dialects = {file["path"]: file["dialect"] for file in contract["files"]}
    for path, expected in wanted["expect"]["read_options"].items():
        assert {key: dialects[path][key] for key in expected} == expected


@with_("constant_submission")
def test_constant(prepared: Any) -> None:
    wanted, run, contract = prepared
    expected = wanted["expect"]["constant_submission"]
    assert contract["metric"]["key"] == expected["metric"]
    constant = text_table(run.out / "constant.csv")
    assert len(constant) == expected["rows"]
    row = expected.get("row") or {contract["sample"]["prediction_columns"][0]: expected["value"]}
    for column, value in row.items():
        if "tolerance" in expected:
            assert constant[column].astype(float).tolist() == pytest.approx(
                [value] * len(constant), abs=expected["tolerance"]
            )
        else:
            assert constant[column].tolist() == [value] * len(constant)


@with_("warnings")
def test_warnings(prepared: Any) -> None:
    wanted, _, contract = prepared
    for expected in wanted["expect"]["warnings"]:
        about = [one for one in contract["warnings"] if one["about"] == expected["about"]]
        assert {word for one in about for word in one["mentions"]} >= set(expected["mentions"])
        if "counts" in expected:
            assert sorted(count for one in about for count in one["counts"]) == sorted(expected["counts"])
        if "kind" in expected:
            assert expected["kind"] in [one.get("kind") for one in about]


@with_("sealed_views")
def test_sealed_views(prepared: Any) -> None:
    wanted, run, contract = prepared
    expected, split = wanted["expect"]["sealed_views"], contract["split"]
    assert split["scheme"] == {"last block of time": "time"}.get(expected["scheme"], expected["scheme"])
    staging = run.views()
    train, plan = text_table(run.data / "train.csv"), text_table(staging / "plan.csv")
    for view in split["views"]:
        sealed, kept = train[plan[view] == "1"], train[plan[view] == "0"]
        if "group_column" in expected:
            assert split["column"] == expected["group_column"]
            assert not set(sealed[expected["group_column"]]) & set(kept[expected["group_column"]])
        if "time" in expected:
            assert split["column"] == expected["time"]
            assert kept[expected["time"]].max() < sealed[expected["time"]].min()
            assert sealed[expected["time"]].nunique() == 10
        assert len(kept) == text_table(staging / "views" / view / "train.csv").shape[0]
    if "k" in expected:
        assert split["k"] == expected["k"]
    if "rows_covered" in expected:
        assert (plan == "1").to_numpy().sum(axis=1).tolist() == [1] * expected["rows_covered"]
    for label in expected.get("rare_classes_spread", []):
        column = contract["targets"][0]["column"]
        per_view = [(train[plan[view] == "1"][column] == label).sum() for view in split["views"]]
        assert sum(per_view) == (train[column] == label).sum() and max(per_view) <= 1


# --- what single cases say in words ----------------------------------------------------------------------------------


def prepare(run: Run, identifier: str) -> dict[str, Any]:
    run.take(CASES / "files" / identifier)
    return run.contract(metric_of(case(identifier)))


def roles(contract: dict[str, Any], role: str = "train") -> dict[str, str]:
    file = next(file for file in contract["files"] if file["role"] == role)
    return {column["key"]: column["role"] for column in file["columns"]}


def sentences(contract: dict[str, Any], code: str) -> str:
    return " ".join(one["sentence"] for one in contract["warnings"] if one["code"] == code)


def test_the_empty_target_of_test_is_no_feature_and_stays_empty(run: Run) -> None:
    contract = prepare(run, "con-empty-target-in-test")
    assert roles(contract)["Outcome"] == roles(contract, "test")["Outcome"] == "target"
    made = text_table(run.views(["sealed-1"]) / "views/sealed-1/test.csv")
    assert set(made["Outcome"]) == {""}


def test_an_id_of_train_alone_is_no_feature(run: Run) -> None:
    assert roles(prepare(run, "con-wide-classes-named-by-value"))["AnimalID"] == "id"


def test_order_is_warned_of_with_both_counts(run: Run) -> None:
    assert "(9 and 9)" in sentences(prepare(run, "con-no-id-in-test"), "linked_by_order")


def test_doubled_headers_keep_three_columns_apart(run: Run) -> None:
    contract = prepare(run, "con-duplicate-header")
    file = next(file for file in contract["files"] if file["role"] == "train")
    assert [column["position"] for column in file["columns"]] == [1, 2, 3, 4, 5]
    assert [column["name"] for column in file["columns"]] == ["id", "x", "x", "x.1", "y"]
    assert len({column["key"] for column in file["columns"]}) == 5
    assert "x" in sentences(contract, "doubled_header")
    table = open_table(run.data / "train.csv", "train.csv")
    sums = [sum(map(int, texts.to_pylist())) for texts in table.texts([1, 2, 3])]
    assert sums == [66, 660, 6600]


def test_missing_targets_are_counted_and_never_sealed(run: Run) -> None:
    contract = prepare(run, "con-missing-targets")
    assert "4 training rows" in sentences(contract, "missing_targets")
    staging = run.views()
    plan, train = text_table(staging / "plan.csv"), text_table(run.data / "train.csv")
    assert (plan == "1").to_numpy().sum() == 28
    assert (plan[train["y"] == ""] == "0").to_numpy().all()


def test_codes_that_test_shares_are_not_unseen(run: Run) -> None:
    assert not sentences(prepare(run, "base-int-category-float-in-test"), "unseen_values")


def test_unseen_values_and_columns_empty_in_test_are_said(run: Run) -> None:
    contract = prepare(run, "base-unseen-and-all-missing")
    assert "grade has 2 values (Z, q) in 3 of 6 test rows" in sentences(contract, "unseen_values")
    assert "note" in sentences(contract, "empty_in_test")


def test_the_trailing_cell_is_said(run: Run) -> None:
    assert "one empty cell more" in sentences(prepare(run, "con-trailing-comma-train"), "trailing_cell")


def test_the_reason_of_groups_and_time_is_said(run: Run, tmp_path: Path) -> None:
    assert "4 training rows per value of patient_id" in prepare(run, "fold-patients")["split"]["reason"]
    other = prepare(Run(tmp_path / "other"), "fold-future-rows")["split"]
    assert "later in day than every training row" in other["reason"]
    assert (other["horizon"], other["gap"]) == ("10 days", "none")


def test_label_variants_are_joined_in_counts(run: Run) -> None:
    prepare(run, "con-label-variants")
    assert run.read("profile.json")["targets"][0]["counts"] == {"<=50K": 20, ">50K": 10}
