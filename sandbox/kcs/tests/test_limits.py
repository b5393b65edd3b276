# SPDX-License-Identifier: GPL-3.0-or-later
"""What cannot be sealed still gets its constant and a sentence; what cannot even get that ends with one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from shapes import Shape, label, probability, to_csv
from support import METRICS, Run, call, text_table


def write(run: Run, **files: pd.DataFrame | bytes) -> Run:
    for name, content in files.items():
        path = run.data / name.replace("__", "/").replace("_csv", ".csv")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else to_csv(content))
    return run


def cannot(run: Run, code: str, metric: str | None = "auc") -> pd.DataFrame:
    """The constant of a competition that cannot be sealed for this reason; the reason is said."""
    contract = run.contract(metric)
    assert contract["split"]["cannot"] == code, contract["split"]
    assert (contract["split"]["k"], contract["split"]["views"]) == (0, [])
    assert contract["split"]["reason"].endswith(".")
    assert "cannot_be_sealed" in [one["code"] for one in contract["warnings"]]
    return text_table(run.out / "constant.csv")


def shape() -> Shape:
    return probability()


def test_no_train_file(run: Run) -> None:
    made = shape()
    write(run, test_csv=made.test, sample_submission_csv=made.sample)
    assert set(cannot(run, "no_labels")["y"]) == {"0.5"}


def test_no_labels_at_all(run: Run) -> None:
    made = shape()
    assert made.train is not None
    write(run, train_csv=made.train.assign(y=""), test_csv=made.test, sample_submission_csv=made.sample)
    assert set(cannot(run, "no_labels")["y"]) == {"0.5"}


def test_one_labelled_unit(run: Run) -> None:
    made = shape()
    assert made.train is not None
    one = made.train.assign(y=[1] + [""] * (len(made.train) - 1))
    write(run, train_csv=one, test_csv=made.test, sample_submission_csv=made.sample)
    assert len(cannot(run, "few_units")) == len(made.test)


def test_target_not_found(run: Run) -> None:
    made = shape()
    assert made.train is not None
    train = made.train.rename(columns={"y": "first"}).assign(second=np.arange(len(made.train)) % 9)
    write(run, train_csv=train, test_csv=made.test, sample_submission_csv=made.sample.rename(columns={"y": "goal"}))
    assert set(cannot(run, "no_labels")["goal"]) == {"0.5"}
    pinned = run.contract("auc", {"target": "first"})
    assert [target["column"] for target in pinned["targets"]] == ["first"]
    assert pinned["split"]["k"] == 5


def test_unknown_metric_gets_a_proxy(run: Run) -> None:
    shape().write(run.data)
    contract = run.contract(None)
    scored = {"key": "auc", "direction": "maximize"}
    assert contract["metric"] == scored | {"found_in": None, "proxy": "auc", "scored": scored}
    assert "no_metric" in [one["code"] for one in contract["warnings"]]


def test_a_metric_that_is_not_computed_gets_a_proxy(run: Run) -> None:
    shape().write(run.data)
    metric = run.contract("weighted_auc")["metric"]
    assert (metric["key"], metric["proxy"]) == ("weighted_auc", "auc")
    assert len(run.views(["sealed-1"]).joinpath("views/sealed-1/test.csv").read_text().splitlines()) == 13


def test_a_metric_that_does_not_fit_is_said(run: Run) -> None:
    label().write(run.data)
    contract = run.contract("rmsle", {"target": "colour"})
    assert contract["metric"]["proxy"] == "accuracy"
    assert "metric_misfit" in [one["code"] for one in contract["warnings"]]


def test_empty_placeholders_are_filled_by_kind(run: Run) -> None:
    made = shape()
    write(run, test_csv=made.test, sample_submission_csv=made.sample.assign(y=""))
    assert set(cannot(run, "no_labels", "auc")["y"]) == {"0.5"}
    assert set(text_table(write(run, test_csv=made.test).out / "sample.csv")["y"]) == {""}


def test_neither_sample_nor_test(run: Run) -> None:
    made = shape()
    assert made.train is not None
    write(run, train_csv=made.train)
    error = run.contract("auc")
    assert error["code"] == "no_sample"
    assert "train.csv" in error["message"] and error["message"].endswith(".") and error["next_step"].endswith(".")


def test_a_sample_that_knows_no_test_id(run: Run) -> None:
    made = shape()
    made.sample = pd.DataFrame({"id": np.arange(77_000, 77_033), "y": 0.5})
    made.write(run.data)
    error = run.contract("auc")
    assert error["code"] == "no_link"
    assert "77000" in error["message"] and "1001" in error["message"]


def test_a_stale_sample_goes_on_with_its_rows(run: Run) -> None:
    made = shape()
    made.sample = made.sample.head(15)
    made.write(run.data)
    contract = run.contract("auc")
    assert len(text_table(run.out / "constant.csv")) == 15
    assert "lacks 5 of the 20 test ids" in str(contract["warnings"])
    assert contract["split"]["k"] == 5


def test_a_sample_with_ids_that_test_lacks(run: Run) -> None:
    made = shape()
    made.test = made.test.head(15)
    made.write(run.data)
    assert len(cannot(run, "no_link")) == 20


def test_no_sample_is_derived(run: Run) -> None:
    made = shape()
    assert made.train is not None
    write(run, train_csv=made.train, test_csv=made.test)
    constant = cannot(run, "layout", "auc")
    assert list(constant.columns) == ["id", "y"] and len(constant) == len(made.test)
    assert set(constant["y"]) == {"0.5"}
    assert "format_derived" in [one["code"] for one in run.read("contract.json")["warnings"]]


def test_no_sample_and_no_labels(run: Run) -> None:
    made = shape()
    write(run, test_csv=made.test)
    assert run.contract("auc")["code"] == "no_sample"
    (run.root / "pages/evaluation.md").write_text("Submit a file:\n\n```\nid,goal\n1001,0.3\n```\n")
    assert set(cannot(run, "no_labels")["goal"]) == {"0.5"}


def test_labels_in_their_own_file(run: Run) -> None:
    made = shape()
    assert made.train is not None
    write(run, train_features_csv=made.train.drop(columns="y"), train_labels_csv=made.train[["id", "y"]],
          test_csv=made.test, sample_submission_csv=made.sample)  # fmt: skip
    constant = cannot(run, "layout", "logloss")
    rate = made.train["y"].mean()
    assert constant["y"].astype(float).tolist() == pytest.approx([rate] * len(constant))


def test_training_rows_in_several_files(run: Run) -> None:
    made = shape()
    assert made.train is not None
    write(run, train_1_csv=made.train.head(35), train_2_csv=made.train.tail(25), test_csv=made.test,
          sample_submission_csv=made.sample)  # fmt: skip
    cannot(run, "layout")


def test_several_sample_rows_per_unit(run: Run) -> None:
    made = shape()
    assert made.train is not None
    rows = [(f"{unit}_{kind}", 0.5) for unit in made.test["id"] for kind in "abc"]
    write(run, train_csv=made.train, test_csv=made.test, sample_submission_csv=pd.DataFrame(rows, columns=["id", "y"]))
    assert len(cannot(run, "layout")) == 60
    assert run.read("contract.json")["layout"] in ("long", "token")


@pytest.mark.parametrize(
    ("column", "cell", "layout", "kind", "metric"),
    [("EncodedPixels", "1 1", "rle", "M", "dice"), ("PredictionString", "14 1.0 0 0 1 1", "boxes", "B", "map_iou"),
     ("prediction", "0706016001 0706016002 0372860001", "ranked_list", "K", "map_at_k")],
)  # fmt: skip
def test_predictions_that_are_no_cells(run: Run, column: str, cell: str, layout: str, kind: str, metric: str) -> None:
    made = shape()
    assert made.train is not None
    write(run, train_csv=made.train, test_csv=made.test, sample_submission_csv=pd.DataFrame(
        {"id": made.test["id"], column: cell}))  # fmt: skip
    assert set(cannot(run, "layout", metric)[column]) == {cell}
    contract = run.read("contract.json")
    assert (contract["layout"], contract["prediction_kind"]) == (layout, kind)


def test_media_only(run: Run) -> None:
    images = {f"{side}__{number}.jpg": b"\xff\xd8" for side in ("train", "test") for number in range(30)}
    labels = pd.DataFrame({"id": [f"{number}.jpg" for number in range(30)], "y": np.arange(30) % 2})
    sample = pd.DataFrame({"id": [f"{number}.jpg" for number in range(100, 130)], "y": 0.5})
    write(run, train_csv=labels, sample_submission_csv=sample, **images)
    assert set(cannot(run, "layout", "logloss")["y"]) == {"0.5"}
    assert run.read("contract.json")["media"] is not None


def test_an_unreadable_train_file(run: Run) -> None:
    made = shape()
    write(run, train_csv=b"", test_csv=made.test, sample_submission_csv=made.sample)
    cannot(run, "format")
    assert "train.csv" in run.read("contract.json")["split"]["reason"]


def test_views_of_what_cannot_be_sealed_are_refused(run: Run) -> None:
    made = shape()
    write(run, test_csv=made.test, sample_submission_csv=made.sample)
    cannot(run, "no_labels")
    known = ("--data", run.data, "--contract", run.out / "contract.json", "--metrics", METRICS)
    code, reply = call("prepare", "views", *known, "--out", run.root / "staging", "sealed-1")
    assert code == 3 and reply["error"]["code"] == "cannot_be_sealed"


@pytest.mark.parametrize("key", ["metric", "target", "id", "positive", "group", "time", "direction"])
def test_a_person_pins_everything(run: Run, key: str) -> None:
    made = label()
    assert made.train is not None
    days = [f"2020-{i % 12 + 1:02d}-{i % 28 + 1:02d}" for i in range(60)]
    made.train = made.train.assign(other=np.arange(60) % 3, code=[f"c{i}" for i in range(60)], day=days)
    made.test = made.test.assign(code=[f"d{i}" for i in range(20)], day=days[:20])
    made.write(run.data)
    value = {"metric": "f1", "target": "other", "id": "id", "positive": "0", "group": "colour", "time": "day",
             "direction": "minimize"}[key]  # fmt: skip
    contract = run.contract(None if key == "metric" else "accuracy", {key: value})
    found = {
        "metric": contract["metric"]["key"],
        "target": contract["targets"][0]["column"],
        "id": contract["sample"]["id_columns"][0],
        "positive": contract["targets"][0]["positive"],
        "group": contract["split"]["column"],
        "time": contract["split"]["column"],
        "direction": contract["metric"]["direction"],
    }
    assert found[key] == value
    assert contract["overrides"] == {key: value}
