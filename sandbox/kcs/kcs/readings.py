# SPDX-License-Identifier: GPL-3.0-or-later
"""One reading per column over all tables: type, whether "NA" is a word, date format; and each file's decimal mark."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import cast, overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kcs.tables import Table
from kcs.values import (
    WHOLE,
    Cells,
    FloatArray,
    IntArray,
    Reading,
    date_format,
    decimal_marks,
    is_whole_date,
    leading_zeros,
    matches,
    parse_dates,
    parse_numbers,
    truth_values,
)

_TEXT_WORDS, _TEXT_LENGTH = 2.5, 40.0
_BYTES_AT_ONCE = 400_000_000  # a larger table is read in several passes, some columns in each
NUMERIC = ("number", "integer")


class Columns(Sequence[Cells]):
    """The cells of a table's columns. Those not loaded at the start are read when they are first asked for."""

    def __init__(self, table: Table, first: Sequence[int]) -> None:
        self._table = table
        self._loaded: dict[int, Cells] = {}
        step = max(1, len(table.columns) * _BYTES_AT_ONCE // max(1, table.size))
        for begin in range(0, len(first), step):
            places = first[begin : begin + step]
            texts = table.texts(places)
            for place in reversed(places):
                self._loaded[place] = Cells(texts.pop())

    def __len__(self) -> int:
        return len(self._table.columns)

    @overload
    def __getitem__(self, place: int) -> Cells: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Cells]: ...
    def __getitem__(self, place: int | slice) -> Cells | Sequence[Cells]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        if not 0 <= place < len(self):
            raise IndexError(place)
        if place not in self._loaded:
            self._loaded[place] = Cells(self._table.texts([place])[0])
        return self._loaded[place]


class Sheet:
    """A table with its cells in memory (each column's distinct texts and codes) and its columns' readings.

    :param only: unique names of the columns to load at once; None: all of them
    """

    def __init__(self, table: Table, only: Collection[str] | None = None) -> None:
        self.table = table
        wanted = [place for place, key in enumerate(table.keys) if only is None or key in only]
        self.cells = Columns(table, wanted)
        self.readings: list[Reading] = [Reading("empty")] * len(table.columns)

    @property
    def name(self) -> str:
        return self.table.name

    @property
    def columns(self) -> list[str]:
        """Unique names of the columns: the header's, where no name is there twice or empty."""
        return self.table.keys

    @property
    def header(self) -> list[str]:
        """The header's cells as they are."""
        return self.table.columns

    @property
    def records(self) -> int:
        return self.table.records

    def place(self, name: str) -> int | None:
        """Place of the column with this unique name or header cell; None if there is none."""
        for names in (self.columns, self.header):
            if name in names:
                return names.index(name)
        return None

    def empty(self, place: int) -> bool:
        """Whether a column has no value in any row."""
        return bool(self.cells[place].missing(self.readings[place].na_is_text).all())

    def numbers(self, place: int) -> FloatArray:
        """A column as numbers, not-a-number where a cell is none."""
        dialect = self.table.dialect
        return self.cells[place].numbers(dialect.decimal, dialect.thousands)

    def unique_numbers(self, place: int) -> FloatArray:
        """The distinct texts of a column as numbers."""
        dialect = self.table.dialect
        return parse_numbers(self.cells[place].uniques, dialect.decimal, dialect.thousands)

    def missing(self, place: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Per row of a column: whether the cell is missing."""
        cells = self.cells[place]
        return cells.missing(self.readings[place].na_is_text)[cells.codes]

    def unique_moments(self, place: int) -> FloatArray:
        """The distinct texts of a date column as seconds since 1970; not-a-number where a cell is missing."""
        values = parse_dates(self.cells[place].uniques, cast(str, self.readings[place].date_format))
        return np.where(np.isnat(values), np.nan, values.astype(np.int64) / 1e9)

    def moments(self, place: int) -> IntArray:
        """A date column as whole nanoseconds since 1970; the smallest integer where a cell is missing."""
        cells, reading = self.cells[place], self.readings[place]
        values = parse_dates(cells.uniques, cast(str, reading.date_format))
        return values.astype("datetime64[ns]").astype(np.int64)[cells.codes]


def read_all(sheets: Sequence[Sheet]) -> None:
    """Decides decimal marks per file and one reading per column name over all sheets; stores both in the sheets."""
    _set_decimals(sheets)
    together: dict[str, list[tuple[Sheet, int]]] = {}
    for sheet in sheets:
        for place, key in enumerate(sheet.columns):
            together.setdefault(key, []).append((sheet, place))
    r_style = {id(sheet): _writes_na_for_missing(sheet) for sheet in sheets}
    for members in together.values():
        reading = _read(members, any(r_style[id(sheet)] for sheet, _ in members))
        for sheet, place in members:
            bare = sheet.cells[place].missing(reading.na_is_text).all()
            sheet.readings[place] = replace(reading, type="empty") if bare else reading


def _set_decimals(sheets: Sequence[Sheet]) -> None:
    found = {}
    for sheet in sheets:
        if sheet.table.format == "csv":
            found[id(sheet)] = decimal_marks(sheet.cells, sheet.table.dialect.delimiter)
    for sheet in sheets:
        if sheet.table.format != "csv":
            continue
        marks = found[id(sheet)]
        if marks is None:  # a file that does not tell follows its neighbours of the same delimiter
            alike = [
                found[id(other)]
                for other in sheets
                if id(other) in found and other.table.dialect.delimiter == sheet.table.dialect.delimiter
            ]
            marks = next((mark for mark in alike if mark is not None), (".", None))
        sheet.table.dialect = replace(sheet.table.dialect, decimal=marks[0], thousands=marks[1])


def _numeric(sheet: Sheet, place: int) -> bool:
    present = sheet.cells[place].present(na_is_text=False)
    dialect = sheet.table.dialect
    return not np.isnan(parse_numbers(present, dialect.decimal, dialect.thousands)).any()


def _writes_na_for_missing(sheet: Sheet) -> bool:
    """Whether a file has a number column with "NA" for missing ones: then "NA" in its other columns says the same."""
    for place, cells in enumerate(sheet.cells):
        if cells.token.any() and not (cells.token | cells.blank).all() and _numeric(sheet, place):
            return True
    return False


def _read(members: Sequence[tuple[Sheet, int]], na_for_missing: bool) -> Reading:
    values = pc.unique(pa.chunked_array([sheet.cells[place].present(False) for sheet, place in members], pa.string()))
    values = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    tokens = {
        word
        for sheet, place in members
        for word in sheet.cells[place].uniques.filter(pa.array(sheet.cells[place].token)).to_pylist()
    }
    if len(values) == 0:
        return Reading("category")
    if truth_values(values):
        return Reading("boolean")
    if all(_numeric(sheet, place) for sheet, place in members) and not leading_zeros(values):
        whole = bool(matches(values, WHOLE).all())
        form = date_format(values, []) if whole and matches(values, r"^\d{8}$|^\d{6}$").all() else None
        if form is not None and is_whole_date(form):
            return Reading("date", date_format=form)
        if all(sheet.table.dialect.decimal == "." and sheet.table.dialect.thousands is None for sheet, _ in members):
            return Reading("integer" if whole else "number")
        numbers = np.concatenate([sheet.unique_numbers(place) for sheet, place in members])
        numbers = numbers[~np.isnan(numbers)]
        return Reading("integer" if bool((numbers == np.round(numbers)).all()) and whole else "number")
    form = date_format(values, members[0][0].cells[members[0][1]].texts(np.arange(min(200, members[0][0].records))))
    if form is not None:
        return Reading("date", date_format=form)
    return Reading(_word_type(values, members), na_is_text=_na_is_text(members, tokens, na_for_missing))


def _na_is_text(members: Sequence[tuple[Sheet, int]], tokens: set[str], na_for_missing: bool) -> bool:
    """In a column of words "NA" is a word where missing cells are written otherwise (empty), or nowhere as "NA"."""
    if not tokens:
        return False
    if any((sheet.cells[place].blank & (sheet.cells[place].counts > 0)).any() for sheet, place in members):
        return True
    return tokens == {"None"} or not na_for_missing


def _word_type(values: pa.StringArray, members: Sequence[tuple[Sheet, int]]) -> str:
    rows = sum(int(sheet.cells[place].counts[~sheet.cells[place].missing(False)].sum()) for sheet, place in members)
    if len(values) * 2 < rows and len(values) <= 1000:
        return "category"
    words = pc.mean(pc.add(pc.count_substring_regex(values, r"\S\s+\S"), 1)).as_py()
    length = pc.mean(pc.utf8_length(values)).as_py()
    return "text" if words >= _TEXT_WORDS or length >= _TEXT_LENGTH else "category"
