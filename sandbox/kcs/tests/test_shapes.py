# SPDX-License-Identifier: GPL-3.0-or-later
"""Every shape in force: the contract says what it must, the views keep the law, and nothing hangs on names."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from shapes import ALL, Shape
from support import Run, any_table, checksums, text_table

from kcs.tables import open_content


def summary(contract: dict) -> tuple:
    return (
        contract["layout"],
        contract["prediction_kind"],
        contract["link"]["kind"],
        contract["split"]["scheme"],
        contract["split"]["k"],
    )


@pytest.mark.parametrize("name", ALL)
def test_contract(name: str, run: Run) -> None:
    shape = ALL[name]()
    shape.write(run.data)
    before = checksums(run.data)
    contract = run.contract(shape.metric, shape.overrides)
    assert summary(contract) == (shape.layout, shape.kind, shape.link, shape.scheme, shape.k)
    assert contract["sample"]["id_columns"] == list(shape.ids)
    assert [target["column"] for target in contract["targets"]] == list(shape.targets)
    assert contract["sample"]["echo_columns"] == list(shape.echo)
    assert {file["role"]: file["path"] for file in contract["files"] if file["in_views"]} == dict(
        zip(("train", "test", "sample"), shape.names, strict=True)
    )
    constant, sample = text_table(run.out / "constant.csv"), text_table(run.out / "sample.csv")
    assert list(constant.columns) == list(shape.sample.columns) == list(sample.columns)
    assert len(constant) == len(shape.test)
    for column in (*shape.ids, *shape.echo):
        assert constant[column].tolist() == any_table(run.data / shape.names[2])[column].tolist()
    assert (constant[contract["sample"]["prediction_columns"]] != "").all().all()
    assert checksums(run.data) == before


def sealed_rows(run: Run, view: str, shape: Shape, plan: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    train = any_table(run.data / shape.names[0])
    return train[plan[view] == "1"], train[plan[view] == "0"]


@pytest.mark.parametrize("name", ALL)
def test_views(name: str, run: Run) -> None:
    shape = ALL[name]()
    shape.write(run.data)
    before = checksums(run.data)
    contract = run.contract(shape.metric, shape.overrides)
    staging = run.views()
    assert not (staging / "contract-split.json").exists()
    again = run.views(out="again")
    assert checksums(staging) == checksums(again)
    later = run.views([contract["split"]["views"][-1]], out="later", plan=staging / "plan.csv")
    assert checksums(later).items() <= checksums(staging).items()
    assert checksums(run.data) == before
    plan = text_table(staging / "plan.csv")
    parts = plan.to_numpy(dtype=int)
    if shape.scheme != "time":
        assert ((parts == 1).sum(axis=1) == 1).all(), "each labelled unit is sealed exactly once"
    test, train_name, test_name, sample_name = any_table(run.data / shape.names[1]), *shape.names
    link = contract["link"]
    for view in contract["split"]["views"]:
        folder = staging / "views" / view
        sealed, kept = sealed_rows(run, view, shape, plan)
        pd.testing.assert_frame_equal(any_table(folder / train_name), kept.reset_index(drop=True))
        made = any_table(folder / test_name)
        assert list(made.columns) == list(test.columns)
        own = link["test"]
        for column in made.columns:
            if (test[column] == "").all():
                assert (made[column] == "").all()
            elif column != own:
                assert made[column].tolist() == sealed[column].tolist()
        if link["kind"] == "column" and own is not None:
            assert made[own].tolist() == sealed[link["train"]].tolist()
        sample = any_table(folder / sample_name)
        answers = text_table(staging / "answers" / view / "answers.csv")
        for column in contract["sample"]["id_columns"]:
            assert answers[column].tolist() == sample[column].tolist()
        for column in shape.targets:
            title = next(t["name"] for t in contract["targets"] if t["column"] == column)
            assert sorted(answers[title]) == sorted(sealed[column])
        real = any_table(run.data / sample_name)
        for column in contract["sample"]["prediction_columns"]:
            assert set(sample[column]) <= set(real[column])
        for file in (train_name, test_name, sample_name):
            if not file.endswith("parquet"):
                was, now = open_content(run.data / file), open_content(folder / file)
                assert (was.compression, was.member) == (now.compression, now.member)
        facts = pd.read_json(staging / "answers" / view / "view.json", typ="series")
        assert facts["units"]["sealed"] == len(sealed)


@pytest.mark.parametrize("name", [name for name in ALL if name != "numbered"])
def test_names_and_order_do_not_matter(name: str, run: Run) -> None:
    """All columns renamed and shuffled, rows shuffled, files named otherwise: the same contract, scheme and K.

    Only rows that are linked by their order cannot be shuffled.
    """
    shape = ALL[name]()
    shape.write(run.data)
    first = run.contract(shape.metric)
    random = np.random.default_rng(5)
    tables = [table for table in (shape.train, shape.test, shape.sample) if table is not None]
    wide = shape.layout == "wide_classes"
    names = list(dict.fromkeys(column for table in tables[: 2 if wide else 3] for column in table.columns))
    renamed = {column: f"c{number}" for number, column in enumerate(random.permutation(names))}
    other = Run(run.root / "other")
    for file, table in zip(("alpha.csv", "beta.csv", "gamma.csv"), tables, strict=True):
        columns = random.permutation(table.columns)
        table.sample(frac=1, random_state=7)[list(columns)].rename(columns=renamed).to_csv(
            other.data / file, index=False
        )
    second = other.contract(shape.metric)
    assert summary(second) == summary(first)
    assert {target["column"] for target in second["targets"]} == {
        renamed[target["column"]] for target in first["targets"]
    }
    assert [target["classes"] for target in second["targets"]] == [
        target["classes"] for target in first["targets"]
    ] or wide
    assert second["sample"]["id_columns"] == [renamed[column] for column in first["sample"]["id_columns"]]
    assert second["split"]["column"] == (renamed[first["split"]["column"]] if first["split"]["column"] else None)
    assert second["counts"] == first["counts"]
