# SPDX-License-Identifier: GPL-3.0-or-later
"""The scan finds the records and cells that the csv module finds, whatever the size of its blocks."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from kcs.dialect import detect
from kcs.errors import Unreadable
from kcs.scan import Grammar, blocks
from kcs.tables import TextTable, open_table, unique_keys

PIECES = ["", "a", "b c", '"q"', 'say ""hi""', "1.5", "x,y", "line\nbreak", "Ünï", "; |", " pad ", "\t"]


def random_rows(seed: int, count: int) -> list[list[str]]:
    random = np.random.default_rng(seed)
    return [[PIECES[i] for i in random.integers(0, len(PIECES), 4)] for _ in range(count)]


def written(rows: list[list[str]], delimiter: str, line_end: str, encoding: str, quoting: int) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=line_end, quoting=quoting).writerows(rows)
    return out.getvalue().encode(encoding)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "windows-1252"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_any_dialect_gives_the_cells_back(
    tmp_path: Path, seed: int, delimiter: str, line_end: str, encoding: str, quoting: int
) -> None:
    rows = [["id", "first", "second", "third"], *([str(i), *row[1:]] for i, row in enumerate(random_rows(seed, 60)))]
    (tmp_path / "t.csv").write_bytes(written(rows, delimiter, line_end, encoding, quoting))
    table = open_table(tmp_path / "t.csv", "t.csv")
    assert (table.dialect.delimiter, table.dialect.line_end) == (delimiter, line_end)
    columns = [texts.to_pylist() for texts in table.texts(range(4))]
    assert [table.columns, *map(list, zip(*columns, strict=True))] == rows


@pytest.mark.parametrize("size", [1, 7, 64, 1 << 20])
def test_blocks_of_any_size_hold_the_same_records(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    content = np.frombuffer(written(random_rows(1, 80), ",", "\n", "utf-8", csv.QUOTE_MINIMAL), dtype=np.uint8)
    found = [
        (int(start), int(end))
        for block in blocks(content, Grammar(44, 34, 10), size)
        for start, end in zip(block.start, block.next, strict=True)
    ]
    assert found[0][0] == 0 and found[-1][1] == len(content)
    assert all(a[1] == b[0] for a, b in pairwise(found))
    assert len(found) == 80


def test_stray_quotes_are_text() -> None:
    content = b'id,size,note\n1,5" pipe,a\n2,"6"" pipe","b,\nc"\n3,7" pipe,"d"\n'
    table = TextTable("t", np.frombuffer(content, dtype=np.uint8), detect(np.frombuffer(content, np.uint8), True), True)
    assert table.texts([1])[0].to_pylist() == ['5" pipe', '6" pipe', '7" pipe']
    assert table.texts([2])[0].to_pylist() == ["a", "b,\nc", "d"]


def test_quotes_that_never_close_are_text(tmp_path: Path) -> None:
    lines = ["id\ttext", *(f'{i}\t"open {i}' if i % 3 == 0 else f"{i}\tplain {i}" for i in range(40))]
    (tmp_path / "t.tsv").write_text("\n".join(lines) + "\n")
    table = open_table(tmp_path / "t.tsv", "t.tsv")
    assert table.records == 40 and table.dialect.quote is None
    assert table.texts([1])[0].to_pylist()[0] == '"open 0'


def test_short_records_blank_lines_and_no_last_line_end(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b"a,b,c\n1,2,3\n\n4,5\n7,8,9")
    table = open_table(tmp_path / "t.csv", "t.csv")
    assert [texts.to_pylist() for texts in table.texts([0, 1, 2])] == [["1", "4", "7"], ["2", "5", "8"], ["3", "", "9"]]


def test_the_delimiter_is_decided_by_all_rows(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(
        "name, full;price\n" + "".join(f"n{i};{i},5\n" if i % 2 else f"n{i};{i}\n" for i in range(30))
    )
    assert open_table(tmp_path / "t.csv", "t.csv").columns == ["name, full", "price"]


@pytest.mark.parametrize("pack", ["zip", "gzip"])
def test_packing_is_known_by_content(tmp_path: Path, pack: str) -> None:
    plain, packed = b"a,b\n1,2\n3,4\n", io.BytesIO()
    if pack == "zip":
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("inner.csv", plain)
            archive.writestr("__MACOSX/._inner.csv", b"junk")
    else:
        packed.write(gzip.compress(plain))
    (tmp_path / "test.csv").write_bytes(packed.getvalue())
    table = open_table(tmp_path / "test.csv", "test.csv")
    assert (table.dialect.compression, table.records) == (pack, 2)
    assert table.dialect.member == ("inner.csv" if pack == "zip" else None)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "empty"), (b"PK\x03\x04broken", "archive"), (b"\x1f\x8bbroken", "archive"), (b"PAR1broken", "parquet"),
     (bytes(range(256)) * 40, "binary"), (b"\xff\xfea,b\n1,2", "mark"), (b"\n\n\n", "no rows")],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_a_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "t.csv").write_bytes(content)
    with pytest.raises(Unreadable, match=reason):
        open_table(tmp_path / "t.csv", "t.csv")


def test_headless_tables_are_told_from_numbered_columns(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1,0.5,7\n2,0.25,9\n3,0.1,4\n")
    (tmp_path / "b.csv").write_text("0,1,2,3\n5,6,7,8\n1,2,3,9\n")
    assert open_table(tmp_path / "a.csv", "a.csv").records == 3
    assert open_table(tmp_path / "b.csv", "b.csv").records == 2


@pytest.mark.parametrize(
    ("names", "keys"),
    [(["x", "x", "x.1"], ["x", "x.2", "x.1"]), (["", "a", ""], ["Unnamed: 0", "a", "Unnamed: 2"]),
     (["x", "x", "x"], ["x", "x.1", "x.2"]), (["x.1", "x", "x"], ["x.1", "x", "x.2"])],
)  # fmt: skip
def test_keys_are_unique(names: list[str], keys: list[str]) -> None:
    assert unique_keys(names) == keys


def test_a_quote_never_closed_costs_no_endless_search() -> None:
    content = np.frombuffer(b'a,"b\n' * 3, dtype=np.uint8)
    assert sum(block.records for block in blocks(content, Grammar(44, 34, 10), 2)) >= 1


def test_line_breaks_in_quotes_do_not_make_quotes_text(tmp_path: Path) -> None:
    """Read without quotes these lines have two cells each as well, and there are more of them."""
    rows = [["text", "n"], *([f"well, {i}\nand more", str(i)] for i in range(30))]
    (tmp_path / "t.csv").write_bytes(written(rows, ",", "\n", "utf-8", csv.QUOTE_MINIMAL))
    table = open_table(tmp_path / "t.csv", "t.csv")
    assert (table.records, table.dialect.quote) == (30, '"')
