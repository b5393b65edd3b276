# SPDX-License-Identifier: GPL-3.0-or-later
"""Small competitions of every shape in force, made from a fixed seed, with what the contract must say of them."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd


@dataclass
class Shape:
    """One competition: plain tables, how each file is written, the metric, and the expected contract."""

    metric: str | None
    train: pd.DataFrame | None
    test: pd.DataFrame
    sample: pd.DataFrame
    names: tuple[str, str, str] = ("train.csv", "test.csv", "sample_submission.csv")
    kind: str = "P"
    layout: str = "single"
    link: str = "column"
    ids: Sequence[str] = ("id",)
    targets: Sequence[str] = ("y",)
    scheme: str | None = "stratified"
    k: int = 5
    echo: Sequence[str] = ()
    overrides: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, bytes] = field(default_factory=dict)

    def write(self, folder: Path) -> Path:
        """Writes the files to a folder."""
        for name, table in zip(self.names, (self.train, self.test, self.sample), strict=True):
            if table is not None:
                write_table(folder / name, table)
        for name, content in self.extra.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        return folder


def to_csv(table: pd.DataFrame, delimiter: str = ",") -> bytes:
    """A table as csv; every cell is text already or becomes its shortest spelling."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    days = {name: column.dt.strftime("%Y-%m-%d") for name, column in table.select_dtypes("datetime").items()}
    table = table.assign(**days)
    writer.writerow(table.columns)
    writer.writerows(table.astype(object).where(table.notna(), "").itertuples(index=False))
    return out.getvalue().encode()


def write_table(path: Path, table: pd.DataFrame) -> None:
    """Writes a table as its name says."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".parquet":
        table.to_parquet(path, index=False)
        return
    content = to_csv(table, "\t" if ".tsv" in path.name else ",")
    if path.suffix == ".gz":
        content = gzip.compress(content, mtime=0)
    if path.suffix == ".zip":
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(path.stem, content)
        content = packed.getvalue()
    path.write_bytes(content)


def table(rows: int, first: int, seed: int) -> pd.DataFrame:
    """Two measures and a category, with whole-number ids from `first` on."""
    random = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "id": np.arange(first, first + rows),
            "size": np.round(random.normal(10, 3, rows), 3),
            "weight": np.round(random.uniform(0, 1, rows), 4),
            "colour": random.choice(["red", "green", "blue"], rows),
        }
    )


def pair(rows: int = 60, tests: int = 20) -> tuple[pd.DataFrame, pd.DataFrame, np.random.Generator]:
    return table(rows, 1, 1), table(tests, 1001, 2), np.random.default_rng(3)


def sample_of(test: pd.DataFrame, **columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"id": test["id"]} | {name: [value] * len(test) for name, value in columns.items()})


def probability() -> Shape:
    train, test, random = pair()
    return Shape("auc", train.assign(y=random.integers(0, 2, len(train))), test, sample_of(test, y=0.5))


def label() -> Shape:
    train, test, random = pair()
    return Shape("accuracy", train.assign(y=random.integers(0, 2, len(train))), test, sample_of(test, y=0), kind="L")


def truth() -> Shape:
    train, test, random = pair()
    return Shape(
        "accuracy",
        train.assign(y=random.choice(["True", "False"], len(train))),
        test,
        sample_of(test, y="False"),
        kind="L",
    )


def wide() -> Shape:
    train, test, _ = pair(240, 40)
    names = [f"species {i}" for i in range(99)]
    labels = [names[i % 99] for i in range(240)]
    return Shape(
        "mlogloss",
        train.assign(kind=labels),
        test,
        sample_of(test, **dict.fromkeys(names, 0.0101)),
        kind="PM",
        layout="wide_classes",
        targets=("kind",),
    )


def wide_prefixed() -> Shape:
    train, test, random = pair()
    return Shape(
        "mlogloss",
        train.assign(Status=random.choice(["C", "CL", "D"], len(train))),
        test,
        sample_of(test, Status_C=0.3, Status_CL=0.3, Status_D=0.4),
        kind="PM",
        layout="wide_classes",
        targets=("Status",),
    )


def many_labels() -> Shape:
    train, test, random = pair()
    columns = {f"tag{i}": random.integers(0, 2, len(train)) for i in range(4)}
    return Shape(
        "mean_auc",
        train.assign(**columns),
        test,
        sample_of(test, **dict.fromkeys(columns, 0.5)),
        kind="ML",
        layout="multi_output",
        targets=tuple(columns),
    )


def several_numbers() -> Shape:
    train, test, random = pair()
    train = train.assign(
        gap=np.round(random.uniform(0, 3, len(train)), 4), energy=np.round(random.uniform(0, 1, len(train)), 4)
    )
    return Shape(
        "rmsle",
        train,
        test,
        sample_of(test, energy=0.1779, gap=1.8892),
        kind="R+",
        layout="multi_output",
        targets=("energy", "gap"),
    )


def stamped() -> Shape:
    train, test, random = pair()

    def key(rows: int, start: str) -> list[str]:
        moments = pd.Timestamp(start) + pd.to_timedelta(np.sort(random.permutation(10**6)[:rows]) * 60, unit="s")
        return [f"{moment:%Y-%m-%d %H:%M:%S}.000000{i % 7 + 1}" for i, moment in enumerate(moments)]

    train["id"], test["id"] = key(len(train), "2010-01-01"), key(len(test), "2010-01-02")
    train = train.assign(fare=np.round(random.uniform(3, 50, len(train)), 2)).rename(columns={"id": "key"})
    test = test.rename(columns={"id": "key"})
    sample = pd.DataFrame({"key": test["key"], "fare": "11.35"})
    return Shape("rmse", train, test, sample, kind="R", ids=("key",), targets=("fare",))


def echoed() -> Shape:
    random = np.random.default_rng(3)

    def texts(rows: int, start: int) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "When": [f"201206{i % 28 + 1:02d}{i % 24:02d}0000Z" if i % 3 else "" for i in range(rows)],
                "Comment": [f'"Well, you said ""so"" number {i + start}\nand\\n more"' for i in range(rows)],
            }
        )

    first = texts(60, 0)
    first.insert(0, "Insult", random.integers(0, 2, 60))
    second = texts(20, 500)
    sample = second.copy()
    sample.insert(0, "Insult", 0)
    return Shape(
        "auc",
        first,
        second,
        sample,
        ids=("Comment",),
        targets=("Insult",),
        echo=("When",),
        names=("train.csv", "test.csv", "sample_submission_null.csv"),
    )


def zipped() -> Shape:
    shape = probability()
    shape.names = ("train.csv.zip", "test.csv.gz", "sampleSubmission.csv.zip")
    return shape


def tabbed() -> Shape:
    shape = label()
    shape.names = ("train.tsv", "test.tsv", "all_zeros_benchmark.tsv")
    return shape


def parquet() -> Shape:
    shape = probability()
    shape.names = ("train.parquet", "test.parquet", "sample_submission.parquet")
    return shape


def no_names() -> Shape:
    shape = probability()
    shape.names = ("обучение.csv", "проверка.csv", "образец.csv")
    return shape


def numbered() -> Shape:
    train, test, random = pair()
    train = train.drop(columns="id").assign(Activity=random.integers(0, 2, len(train)))
    sample = pd.DataFrame({"MoleculeId": np.arange(1, 21), "PredictedProbability": 0.5})
    return Shape(
        "logloss", train, test.drop(columns="id"), sample, link="order", ids=("MoleculeId",), targets=("Activity",)
    )


def made() -> Shape:
    train, test, random = pair()
    train = train.assign(y=random.choice(["a", "b", "c"], len(train)), id=[f"A{i:04d}" for i in range(len(train))])
    test["id"] = np.arange(1, 21)
    return Shape(
        "mlogloss",
        train.rename(columns={"id": "AnimalID"}),
        test,
        sample_of(test, a=1, b=0, c=0),
        kind="PM",
        layout="wide_classes",
        link="made",
        targets=("y",),
    )


def grouped() -> Shape:
    train, test, random = pair(120, 30)
    train["patient"], test["patient"] = [f"p{i // 4:02d}" for i in range(120)], [f"p{70 + i // 4}" for i in range(30)]
    return Shape("auc", train.assign(y=random.integers(0, 2, 120)), test, sample_of(test, y=0.5), scheme="grouped")


def timed() -> Shape:
    train, test, random = pair(200, 20)
    days = pd.date_range("2021-01-01", periods=110).strftime("%d.%m.%Y")
    train["day"], test["day"] = [days[i // 2] for i in random.permutation(200)], [days[100 + i // 2] for i in range(20)]
    return Shape(
        "mae",
        train.assign(y=np.round(random.uniform(0, 9, 200), 2)),
        test,
        sample_of(test, y=0),
        kind="R",
        scheme="time",
    )


def yearly() -> Shape:
    train, test, random = pair(200, 40)
    train["year"], test["year"] = random.integers(2000, 2015, 200), np.repeat([2015, 2016], 20)
    return Shape(
        "rmse",
        train.assign(y=np.round(random.uniform(0, 9, 200), 2)),
        test,
        sample_of(test, y=0),
        kind="R",
        scheme="time",
        k=3,
    )


def empty_target() -> Shape:
    shape = label()
    shape.test = shape.test.assign(y="", only="")
    assert shape.train is not None
    shape.train = shape.train.assign(only=np.arange(len(shape.train)) % 7, extra=np.arange(len(shape.train)) % 5)
    return shape


ALL: dict[str, Callable[[], Shape]] = {
    build.__name__: build
    for build in (
        probability,
        label,
        truth,
        wide,
        wide_prefixed,
        many_labels,
        several_numbers,
        stamped,
        echoed,
        zipped,
        tabbed,
        parquet,
        no_names,
        numbered,
        made,
        grouped,
        timed,
        yearly,
        empty_target,
    )
}
