# SPDX-License-Identifier: GPL-3.0-or-later
"""Test and sample of a view differ from the real ones in rows only, whatever way train and test are written."""

from __future__ import annotations

import csv
import gzip
import io
from dataclasses import dataclass
from pathlib import Path

import pytest
from support import Run, text_table

from kcs.tables import open_content, open_table


@dataclass(frozen=True)
class Writing:
    """How a table is written."""

    delimiter: str = ","
    encoding: str = "utf-8"
    line_end: str = "\n"
    quoting: int = csv.QUOTE_MINIMAL
    decimal: str = "."
    last_line_end: bool = True
    packed: bool = False

    def bytes(self, rows: list[list[str]]) -> bytes:
        out = io.StringIO()
        writer = csv.writer(out, delimiter=self.delimiter, lineterminator=self.line_end, quoting=self.quoting)  # type: ignore[arg-type]
        writer.writerows(rows)
        text = out.getvalue()
        content = (text if self.last_line_end else text.removesuffix(self.line_end)).encode(self.encoding)
        return gzip.compress(content, mtime=0) if self.packed else content

    def number(self, value: float) -> str:
        return f"{value:.2f}".replace(".", self.decimal)


WRITINGS = {
    "plain": Writing(),
    "semicolons": Writing(";", decimal=","),
    "windows": Writing(encoding="windows-1252", line_end="\r\n"),
    "utf-16": Writing("\t", encoding="utf-16", line_end="\r\n"),
    "mark": Writing(encoding="utf-8-sig"),
    "quoted": Writing(quoting=csv.QUOTE_ALL),
    "open end": Writing(last_line_end=False),
    "old mac": Writing(line_end="\r"),
    "packed": Writing(packed=True),
}


def competition(run: Run, train: Writing, test: Writing) -> list[list[str]]:
    """Writes 40 train rows, 15 test rows and a sample; returns the train rows as cells in test's writing."""

    def cells(writing: Writing, row: int) -> list[str]:
        note = f'café "{row % 5}", and more' if row % 3 else f"plain {row % 5}"
        return [f"k{row:03d}", writing.number(row * 1.5 - 7), note]

    header = ["key", "size", "note"]
    rows = [[*cells(train, row), str(row % 2)] for row in range(40)]
    (run.data / "train.csv").write_bytes(train.bytes([[*header, "label"], *rows]))
    tests = [[cells(test, row)[place] for place in (0, 2, 1)] for row in range(100, 115)]
    (run.data / "test.csv").write_bytes(test.bytes([["key", "note", "size"], *tests]))
    sample = [[row[0], "0"] for row in tests]
    (run.data / "sample_submission.csv").write_bytes(test.bytes([["key", "label"], *sample]))
    return [[cells(test, row)[place] for place in (0, 2, 1)] for row in range(40)]


@pytest.mark.parametrize("of_test", WRITINGS)
@pytest.mark.parametrize("of_train", WRITINGS)
def test_a_view_is_written_like_the_real_files(run: Run, of_train: str, of_test: str) -> None:
    train, test = WRITINGS[of_train], WRITINGS[of_test]
    expected = competition(run, train, test)
    contract = run.contract("accuracy")
    staging = run.views(["sealed-1"])
    assert not (staging / "contract-split.json").exists()
    plan = text_table(staging / "plan.csv")["sealed-1"].tolist()
    sealed = [row for row, part in zip(expected, plan, strict=True) if part == "1"]
    folder = staging / "views/sealed-1"

    def body(path: Path) -> bytes:
        return open_content(path).data.tobytes()

    unpacked = Writing(**{**test.__dict__, "packed": False})
    assert body(folder / "test.csv") == unpacked.bytes([["key", "note", "size"], *sealed])
    sample = [["key", "label"], *([row[0], "0"] for row in sealed)]
    assert body(folder / "sample_submission.csv") == unpacked.bytes(sample)
    real, made = body(run.data / "train.csv"), body(folder / "train.csv")
    table = open_table(run.data / "train.csv", "train.csv")
    records = real[len(table.header_bytes()) :]
    end = train.line_end.encode("utf-16-le" if train.encoding == "utf-16" else train.encoding.removesuffix("-sig"))
    lines = records.removesuffix(end).split(end)
    kept = [line for line, part in zip(lines, plan, strict=True) if part == "0"]
    assert made == table.header_bytes() + end.join(kept) + (end if train.last_line_end else b"")
    for name in ("train.csv", "test.csv", "sample_submission.csv"):
        was, now = open_content(run.data / name), open_content(folder / name)
        assert (was.compression, was.member) == (now.compression, now.member)
    assert contract["files"][1]["dialect"]["encoding"] == {"utf-16": "utf-16-le", "utf-8-sig": "utf-8"}.get(
        test.encoding, test.encoding)  # fmt: skip


@pytest.mark.parametrize("relation", ["same", "sorted", "shuffled"])
def test_the_sample_stands_to_the_test_as_in_the_real_data(run: Run, relation: str) -> None:
    ids = [int(i * 37 % 101) for i in range(60)]
    tests = [200 + i * 7 % 31 for i in range(31)]
    sample = {"same": tests, "sorted": sorted(tests), "shuffled": [200 + i * 11 % 31 for i in range(31)]}[relation]
    (run.data / "train.csv").write_text("id,x,y\n" + "".join(f"{i},{i % 9},{i % 2}\n" for i in ids))
    (run.data / "test.csv").write_text("id,x\n" + "".join(f"{i},{i % 9}\n" for i in tests))
    (run.data / "sample_submission.csv").write_text("id,y\n" + "".join(f"{i},0.{i % 4}\n" for i in sample))
    contract = run.contract("auc")
    assert contract["sample"]["order"] == relation
    folder = run.views(["sealed-1"]) / "views/sealed-1"
    made = text_table(folder / "sample_submission.csv")["id"].tolist()
    test = text_table(folder / "test.csv")["id"].tolist()
    assert sorted(made) == sorted(test)
    assert (made == test) == (relation == "same")
    assert (made == sorted(test, key=int)) == (relation == "sorted")


def test_placeholders_come_from_the_real_sample_in_turn(run: Run) -> None:
    (run.data / "train.csv").write_text("id,x,y\n" + "".join(f"{i},{i % 9},{i % 2}\n" for i in range(60)))
    (run.data / "test.csv").write_text("id,x\n" + "".join(f"{i},1\n" for i in range(100, 105)))
    (run.data / "sample_submission.csv").write_text("id,y\n" + "".join(f"{i},0.{i % 5}0\n" for i in range(100, 105)))
    run.contract("auc")
    made = text_table(run.views(["sealed-1"]) / "views/sealed-1/sample_submission.csv")["y"].tolist()
    assert made == ["0.00", "0.10", "0.20", "0.30", "0.40", "0.00", "0.10", "0.20", "0.30", "0.40", "0.00", "0.10"]
