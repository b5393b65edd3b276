# SPDX-License-Identifier: GPL-3.0-or-later
"""`kcs score` on views as they lie on disk."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kcs import metrics, score
from kcs.errors import Unusable

ROOT = Path(__file__).resolve().parents[3]
CASES = Path(os.environ.get("KCS_CASES", ROOT / "tests" / "cases"))


def contract(key: str = "auc", kind: str = "P", **more: Any) -> dict[str, Any]:
    return {
        "view_key": "ab" * 32,
        "layout": "single",
        "prediction_kind": kind,
        "metric": {"key": key, "direction": "maximize" if key in metrics.MAXIMIZED else "minimize", "proxy": None},
        "targets": [{"name": "y", "column": "y", "kind": kind, "classes": ["0", "1"], "positive": "1"}],
        "sample": {"id_columns": ["id"], "prediction_columns": ["y"]},
    } | more


def view(
    folder: Path, shape: dict[str, Any], answers: str, submission: str, constant: str | None = None
) -> dict[str, Any]:
    (folder / "answers.csv").write_text(answers, encoding="utf-8")
    (folder / "submission.csv").write_text(submission, encoding="utf-8")
    if constant is not None:
        (folder / "constant.csv").write_text(constant, encoding="utf-8")
    return score.score_view(shape, "sealed-1", folder, folder / "submission.csv")


def test_joins_by_id_text(tmp_path: Path) -> None:
    answers = "id,y\n007,1\n7,0\n1e2,1\n100,0\n"
    found = view(tmp_path, contract(), answers, "id,y\n100,0.2\n1e2,0.9\n7,0.1\n007,0.8\n")
    assert found["value"] == 1.0 and found["optimum"] and found["undefined"] is None
    assert len(found["replicates"]) == 200


def test_ids_of_several_columns(tmp_path: Path) -> None:
    shape = contract(sample={"id_columns": ["a", "b"], "prediction_columns": ["y"]})
    answers = "a,b,y\n1,23,1\n12,3,0\n1,2,0\n2,2,1\n"
    found = view(tmp_path, shape, answers, "a,b,y\n12,3,0.1\n2,2,0.8\n1,23,0.9\n1,2,0.3\n")
    assert found["value"] == 1.0


def test_missing_id_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="no row for 1 of 2 ids"):
        view(tmp_path, contract(), "id,y\na,1\nb,0\n", "id,y\na,1\nc,0\n")


def test_one_class_is_undefined(tmp_path: Path) -> None:
    found = view(tmp_path, contract(), "id,y\na,0\nb,0\n", "id,y\na,0.1\nb,0.2\n")
    assert found["value"] is None and "one class" in found["undefined"] and found["replicates"] == []


def test_empty_answers_are_skipped(tmp_path: Path) -> None:
    found = view(tmp_path, contract("rmse", "R"), 'id,y\na,1\nb,""\nc,3\n', "id,y\na,2\nb,99\nc,2\n")
    assert found["value"] == pytest.approx(1.0)


def test_groups_are_drawn_as_a_whole(tmp_path: Path) -> None:
    """Two groups whose rows are all alike: a replicate holds one of three mixtures."""
    rows = range(40)
    answers = "id,y,group\n" + "".join(f"{i},{i % 2},{i % 2}\n" for i in rows)
    found = view(tmp_path, contract("rmse", "R"), answers, "id,y\n" + "".join(f"{i},0\n" for i in rows))
    assert {round(value, 6) for value in found["replicates"]} == {0.0, round(0.5**0.5, 6), 1.0}


def test_target_called_group_is_no_group(tmp_path: Path) -> None:
    shape = contract("rmse", "R", targets=[{"name": "group", "column": "group", "kind": "R"}],
                     sample={"id_columns": ["id"], "prediction_columns": ["group"]})  # fmt: skip
    found = view(tmp_path, shape, "id,group\na,1\nb,5\nc,9\n", "id,group\na,1\nb,1\nc,1\n")
    assert len(set(found["replicates"])) > 3
    found = view(tmp_path, shape, "id,group,group\na,1,u\nb,5,u\nc,9,u\n", "id,group\na,1\nb,1\nc,1\n")
    assert len(set(found["replicates"])) == 1


def test_replicates_are_the_same_draws_for_all_submissions(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    truth = random.normal(0, 1, 50)
    answers = "id,y\n" + "".join(f"{i},{v}\n" for i, v in enumerate(truth))
    one, two = (
        view(
            tmp_path,
            contract("mse", "R"),
            answers,
            "id,y\n" + "".join(f"{i},{v + shift}\n" for i, v in enumerate(truth)),
        )
        for shift in (1, 2)
    )
    assert np.allclose(one["replicates"], 1) and np.allclose(two["replicates"], 4)
    guess = view(tmp_path, contract("mse", "R"), answers, "id,y\n" + "".join(f"{i},0\n" for i in range(50)))
    assert (
        guess["replicates"]
        == view(tmp_path, contract("mse", "R"), answers, (tmp_path / "submission.csv").read_text())["replicates"]
    )
    assert score.view_seed(contract(), "sealed-1") != score.view_seed(contract(), "sealed-2")


def test_swapped_probabilities(tmp_path: Path) -> None:
    rows = range(40)
    answers = "id,y\n" + "".join(f"{i},{i % 2}\n" for i in rows)
    turned = "id,y\n" + "".join(f"{i},{0.8 - 0.6 * (i % 2) + i / 1000}\n" for i in rows)
    constant = "id,y\n" + "".join(f"{i},0.5\n" for i in rows)
    for key in ("auc", "logloss", "gini", "average_precision", "brier"):
        found = view(tmp_path, contract(key), answers, turned, constant)
        assert [w["code"] for w in found["warnings"]] == ["worse_than_constant", "classes_swapped"], key
        assert "order of the classes" in found["warnings"][1]["sentence"]


def test_swapped_class_columns_and_labels(tmp_path: Path) -> None:
    classes = ["a", "b", "c"]
    rows = [(i, classes[i % 3]) for i in range(60)]
    answers = "id,y\n" + "".join(f"{i},{label}\n" for i, label in rows)
    targets = [{"name": "y", "column": "y", "classes": classes}]
    wide = contract("mlogloss", "PM", layout="wide_classes", targets=targets,
                    sample={"id_columns": ["id"], "prediction_columns": classes})  # fmt: skip
    moved = {"a": "0.1,0.1,0.8", "b": "0.8,0.1,0.1", "c": "0.1,0.8,0.1"}
    third = "id,a,b,c\n" + "".join(f"{i},0.34,0.33,0.33\n" for i, _ in rows)
    found = view(tmp_path, wide, answers, "id,a,b,c\n" + "".join(f"{i},{moved[x]}\n" for i, x in rows), third)
    assert [w["code"] for w in found["warnings"]] == ["worse_than_constant", "classes_swapped"]
    label = contract("accuracy", "L", targets=targets)
    other = {"a": "c", "b": "a", "c": "b"}
    most = "id,y\n" + "".join(f"{i},a\n" for i, _ in rows)
    found = view(tmp_path, label, answers, "id,y\n" + "".join(f"{i},{other[x]}\n" for i, x in rows), most)
    assert [w["code"] for w in found["warnings"]] == ["worse_than_constant", "classes_swapped"]


def test_bad_but_not_swapped(tmp_path: Path) -> None:
    answers = "id,y\n" + "".join(f"{i},{i % 2}\n" for i in range(40))
    wild = "id,y\n" + "".join(f"{i},{[0.001, 0.999][i // 2 % 2]}\n" for i in range(40))
    constant = "id,y\n" + "".join(f"{i},0.5\n" for i in range(40))
    found = view(tmp_path, contract("logloss"), answers, wild, constant)
    assert [w["code"] for w in found["warnings"]] == ["worse_than_constant"]
    assert view(tmp_path, contract("logloss"), answers, constant, constant)["warnings"] == []


def test_case_of_swapped_columns(tmp_path: Path) -> None:
    case = next(c for c in json.loads((CASES / "cases.json").read_text(encoding="utf-8"))["cases"]
                if c["id"] == "score-swapped-class-columns")  # fmt: skip
    folder, given = CASES / "files" / case["id"], case["input"]["given"]
    shape = contract("auc", "PM", layout="wide_classes",
                     targets=[{"name": "y", "column": "y", "classes": given["classes"], "positive": given["positive"]}],
                     sample={"id_columns": ["__row__"], "prediction_columns": given["classes"]})  # fmt: skip
    found = view(tmp_path, shape, (folder / "truth.csv").read_text(), (folder / "oof.csv").read_text())
    assert found["value"] == case["expect"]["values"]["auc"]
    sentences = " ".join(w["sentence"] for w in found["warnings"])
    assert all(part in sentences for part in case["expect"]["sentence"]["must_mention"])


def test_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "answers.csv").write_text("id,y\na,1\nb,0\n", encoding="utf-8")
    (tmp_path / "s.csv").write_text("id,y\na,0.9\nb,0.1\n", encoding="utf-8")
    (tmp_path / "contract.json").write_text(json.dumps(contract()), encoding="utf-8")
    items = [f"{name}={tmp_path / name}={tmp_path / 's.csv'}" for name in ("one", "two")]
    assert score.main(["--contract", str(tmp_path / "contract.json"), *items]) == 0
    views = json.loads(capsys.readouterr().out)["views"]
    assert [v["view"] for v in views] == ["one", "two"] and all(v["value"] == 1.0 for v in views)
