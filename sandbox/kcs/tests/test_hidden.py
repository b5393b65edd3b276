# SPDX-License-Identifier: GPL-3.0-or-later
"""A program that opens every file of a view finds no answer; data stays as it is; disk limits count."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from shapes import Shape, probability, to_csv
from support import Run, checksums, text_table


def leaky() -> Shape:
    """Ids of five characters, and beside the tables many files that hold answers in one way or another."""
    shape = probability()
    train = shape.train
    assert train is not None
    train["id"] = [f"i{number * 7919 % 10007:05d}" for number in range(len(train))]
    shape.test["id"] = [f"t{number:05d}" for number in range(len(shape.test))]
    shape.sample["id"] = shape.test["id"]
    train["copy"] = train["y"]
    shape.test["copy"] = ""
    train["hint"] = [f"h{answer}" for answer in train["y"]]
    train["shown"] = train["y"]
    shape.test["shown"] = np.arange(len(shape.test)) % 2
    shape.extra = {
        "train.pkl": pickle.dumps(train),
        "notes/readme.md": ("Rows of train: " + ", ".join(train["id"])).encode(),
        "data_dictionary.txt": b"size: in metres\n\nweight: in kilos, of course\n",
        "y_train.csv": to_csv(train[["y"]]),
        "folds.csv": to_csv(train[["id"]].assign(fold=1)),
        "colours.csv": b"colour,warm\nred,1\ngreen,0\nblue,0\n",
        "answers.txt": "\n".join(map(str, train["y"])).encode(),
    }
    return shape


def files_of(staging: Path, data: Path, view: str) -> dict[str, bytes]:
    """All that a program sees in a view: made files and links."""
    folder = staging / "views" / view
    seen = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for line in (staging / "views" / f"{view}.links.tsv").read_text().splitlines():
        inside, source = line.split("\t")
        assert not Path(inside).is_absolute() and ".." not in Path(inside).parts and inside == source
        seen[inside] = (data / source).read_bytes()
    return seen


def test_no_file_of_a_view_tells_an_answer(run: Run) -> None:
    shape = leaky()
    shape.write(run.data)
    before = checksums(run.data)
    contract = run.contract("auc")
    staging = run.views()
    assert checksums(run.data) == before
    left_out = {file["path"] for file in contract["files"] if not file["in_views"]}
    assert left_out == {"train.pkl", "notes/readme.md", "y_train.csv", "folds.csv", "answers.txt"}
    assert all(file["note"] for file in contract["files"] if not file["in_views"])
    plan, train = text_table(staging / "plan.csv"), text_table(run.data / "train.csv")
    for view in contract["split"]["views"]:
        seen = files_of(staging, run.data, view)
        assert set(seen) == {"train.csv", "test.csv", "sample_submission.csv", "data_dictionary.txt", "colours.csv"}
        sealed = train[plan[view] == "1"]
        for name, content in seen.items():
            hits = [identifier for identifier in sealed["id"] if identifier.encode() in content]
            assert hits == ([] if name not in ("test.csv", "sample_submission.csv") else list(sealed["id"]))
        made = text_table(staging / "views" / view / "test.csv")
        assert "y" not in made and "hint" not in made, "train-only columns are gone"
        assert set(made["copy"]) == {""}, "a column that test has empty is there and empty"
        assert made["shown"].tolist() == sealed["shown"].tolist(), "a leak that test shares is part of the task"
        facts = json.loads((staging / "answers" / view / "view.json").read_text())
        assert {entry["path"] for entry in facts["files_left_out"]} == left_out
    assert [one["about"] for one in contract["warnings"] if one["code"] == "gives_answer_away"] == ["shown"]


def test_answers_lie_beside_the_views_only(run: Run) -> None:
    shape = leaky()
    shape.write(run.data)
    run.contract("auc")
    staging = run.views(["sealed-1"])
    names = {path.name for path in (staging / "answers/sealed-1").iterdir()}
    assert names == {"answers.csv", "sample.csv", "perfect.csv", "constant.csv", "view.json"}
    assert {path.name for path in (staging / "views").iterdir()} == {"sealed-1", "sealed-1.links.tsv"}


@pytest.mark.parametrize(("share", "k", "cannot"), [(10.0, 5, None), (4.0, 3, None), (1.5, 1, None), (0.2, 0, "disk")])
def test_disk_lowers_the_number_of_views(run: Run, share: float, k: int, cannot: str | None) -> None:
    probability().write(run.data)
    contract = run.contract("auc")
    size = 2 * sum(path.stat().st_size for path in run.data.iterdir())
    staging = run.views(budget=int(share * size))
    changed = staging / "contract-split.json"
    split = json.loads(changed.read_text()) if changed.exists() else contract["split"]
    assert (split["k"], split["cannot"], len(split["views"])) == (k, cannot, k)
    made = sorted(path.name for path in (staging / "views").glob("*") if path.is_dir()) if k else []
    assert made == split["views"]
    assert split["reason"]


def test_a_view_that_fails_its_proof_is_deleted(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    probability().write(run.data)
    run.contract("auc")
    monkeypatch.setattr("kcs.cut.keep_records", keep_everything)
    staging = run.views(["sealed-1"])
    split = json.loads((staging / "contract-split.json").read_text())
    assert (split["cannot"], split["k"], split["views"]) == ("proof", 0, [])
    assert "train.csv" in split["reason"]
    assert not list((staging / "views").iterdir()) and not list((staging / "answers").iterdir())


def keep_everything(table: object, keep: np.ndarray, path: Path) -> None:
    path.write_bytes(table.header_bytes() + table.units[table.header_end :].tobytes())  # type: ignore[attr-defined]


def test_repeated_ids_are_never_sealed(run: Run) -> None:
    shape = probability()
    assert shape.train is not None
    shape.train.loc[1, "id"] = shape.train.loc[0, "id"]
    shape.write(run.data)
    contract = run.contract("auc")
    plan = text_table(run.views() / "plan.csv")
    assert (plan.iloc[:2] == "0").to_numpy().all()
    assert "ids_repeated" in [one["code"] for one in contract["warnings"]]


def test_a_parquet_copy_of_train_is_left_out(run: Run) -> None:
    shape = leaky()
    shape.extra = {}
    shape.write(run.data)
    pd.read_csv(run.data / "train.csv").to_parquet(run.data / "train.parquet")
    contract = run.contract("auc")
    assert {file["path"]: file["in_views"] for file in contract["files"]}["train.parquet"] is False
    seen = files_of(run.views(["sealed-1"]), run.data, "sealed-1")
    assert set(seen) == {"train.csv", "test.csv", "sample_submission.csv"}
