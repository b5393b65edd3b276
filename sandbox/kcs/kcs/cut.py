# SPDX-License-Identifier: GPL-3.0-or-later
"""Cuts text tables record by record and cell by cell, as bytes: what is not changed keeps its exact spelling.

A new table is laid out from *pieces*, one per column: spans in some array of code units. Cells of the source table are
spans in its own text; only cells that must be written anew (another encoding, delimiter, decimal mark or quoting) come
from an array of freshly encoded units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kcs.dialect import Dialect
from kcs.packing import packed
from kcs.scan import Block, Units, gather
from kcs.tables import Table, TextTable
from kcs.values import BoolArray, IntArray

_UNIT = {"utf-16-le": "<u2", "utf-16-be": ">u2"}
_ROWS = 100_000


@dataclass(frozen=True)
class Piece:
    """One cell per row: a span of `units` each."""

    units: Units
    start: IntArray
    length: IntArray


def keep_records(table: TextTable, keep: BoolArray, path: Path) -> None:
    """Writes a table's header and the kept records, byte for byte and in order."""
    last = int(np.flatnonzero(keep)[-1]) if keep.any() else -1
    with packed(path, table.dialect) as out:
        out.write(table.header_bytes())
        seen = 0
        for block in table.blocks():
            rows = np.flatnonzero(keep[seen : seen + block.records])
            stop = block.next[rows].copy()
            if len(rows) and seen + int(rows[-1]) == last and not table.ends_with_line_end:
                stop[-1] = block.end[rows[-1]]  # where the original has no last line end, the cut one has none
            out.write(gather(block.units, block.start[rows], stop - block.start[rows]).tobytes())
            seen += block.records


# --- cells written anew ----------------------------------------------------------------------------------------------


def quoting(table: TextTable) -> list[bool | None]:
    """Per column: True where cells are quoted without need, False where some stand bare, None where nothing tells."""
    if table.dialect.quote is None:
        return [False] * len(table.columns)
    quote, found = ord(table.dialect.quote), [[False, False] for _ in table.columns]
    for block in table.blocks():
        for place, seen in enumerate(found):
            start, end = block.cell(place)
            full = end > start
            if not full.any() or seen[1]:
                continue
            quoted = block.units[np.minimum(start, len(block.units) - 1)] == quote
            seen[1] = bool((full & ~quoted).any())
            if not seen[1] and not seen[0]:
                seen[0] = bool((~_needs_quotes(table.cells_of(block, place), table.dialect) & quoted & full).any())
    return [False if bare else True if useless else None for useless, bare in found]


def _needs_quotes(texts: pa.Array, dialect: Dialect) -> BoolArray:
    special = "[" + "".join(f"\\x{ord(one):02x}" for one in {dialect.delimiter, dialect.quote or '"', "\r", "\n"}) + "]"
    return np.asarray(pc.match_substring_regex(texts, special).to_numpy(zero_copy_only=False), dtype=np.bool_)


def written(texts: pa.Array, dialect: Dialect, always: bool) -> Piece:
    """Texts as cells of a dialect: quoted where they must be, or wherever they are not empty (`always`).

    A character that the encoding lacks becomes a question mark, as in any file saved in it.
    """
    if dialect.quote is not None:
        needed = pa.array(
            _needs_quotes(texts, dialect)
            | (always & ~np.asarray(pc.equal(texts, "").to_numpy(zero_copy_only=False), dtype=np.bool_))
        )
        doubled = pc.replace_substring(texts, dialect.quote, dialect.quote * 2)
        around = pc.binary_join_element_wise(dialect.quote, doubled, dialect.quote, "")
        texts = pc.if_else(needed, around, texts)
    if dialect.encoding == "utf-8":
        lengths = pc.binary_length(texts).to_numpy(zero_copy_only=False).astype(np.int64)
        data = b"".join(value.encode() for value in texts.to_pylist())
        units: Units = np.frombuffer(data, dtype=np.uint8)
    else:
        parts = [value.encode(dialect.encoding, "replace") for value in texts.to_pylist()]
        units = np.frombuffer(b"".join(parts), dtype=_UNIT.get(dialect.encoding, np.uint8))
        lengths = np.array([len(part) for part in parts], dtype=np.int64) // units.dtype.itemsize
    return Piece(units, np.cumsum(lengths) - lengths, lengths)


def repeated(piece: bytes, dialect: Dialect, rows: int) -> Piece:
    """The same raw cell in every row."""
    units: Units = np.frombuffer(piece, dtype=_UNIT.get(dialect.encoding, np.uint8))
    return Piece(units, np.zeros(rows, dtype=np.int64), np.full(rows, len(units), dtype=np.int64))


def lay_out(pieces: Sequence[Piece], dialect: Dialect, rows: int) -> Units:
    """Records of a dialect from one piece per column."""
    kind = np.dtype(_UNIT.get(dialect.encoding, np.uint8))
    end = np.array([ord(one) for one in dialect.line_end], dtype=kind)
    width = len(pieces) - 1 + len(end) + int(dialect.trailing_empty)
    sizes = np.zeros(rows, dtype=np.int64) + width
    for piece in pieces:
        sizes += piece.length
    at = np.cumsum(sizes) - sizes
    out = np.empty(int(sizes.sum()), dtype=kind)
    for number, piece in enumerate(pieces):
        _put(out, at, piece)
        at = at + piece.length
        if number < len(pieces) - 1 or dialect.trailing_empty:
            out[at] = ord(dialect.delimiter)
            at = at + 1
    for offset, unit in enumerate(end):
        out[at + offset] = unit
    return out


def _put(out: Units, at: IntArray, piece: Piece) -> None:
    total = int(piece.length.sum())
    if total:
        inner = np.arange(total) - np.repeat(np.cumsum(piece.length) - piece.length, piece.length)
        out[np.repeat(at, piece.length) + inner] = piece.units[np.repeat(piece.start, piece.length) + inner]


# --- a table of sealed rows in the writing of another ----------------------------------------------------------------


class ColumnSource(Protocol):
    """Where the cells of one column of a new table come from."""

    def piece(self, block: Block | None, rows: IntArray, numbers: IntArray, target: Dialect) -> Piece:
        """The cells of some rows of a block (`rows` within it, `numbers` among all taken rows)."""


@dataclass(frozen=True)
class Raw:
    """Cells of a source table as they stand."""

    place: int

    def piece(self, block: Block | None, rows: IntArray, numbers: IntArray, target: Dialect) -> Piece:
        assert block is not None
        start, end = block.cell(self.place)
        return Piece(block.units, start[rows], end[rows] - start[rows])


@dataclass(frozen=True)
class Anew:
    """Cells given as texts, one per taken row, written in the target's way."""

    texts: pa.Array
    always: bool

    def piece(self, block: Block | None, rows: IntArray, numbers: IntArray, target: Dialect) -> Piece:
        return written(self.texts.take(pa.array(numbers)), target, self.always)


@dataclass(frozen=True)
class Same:
    """One raw cell for all rows."""

    cell: bytes

    def piece(self, block: Block | None, rows: IntArray, numbers: IntArray, target: Dialect) -> Piece:
        return repeated(self.cell, target, len(rows))


def write_rows(
    path: Path, shape: TextTable, columns: Sequence[ColumnSource], source: Table | None, take: npt.NDArray[Any]
) -> None:
    """Writes a table in the shape of another: its header, dialect and packing, with other rows.

    :param shape: the table whose header and writing are kept
    :param columns: one source per column of `shape`
    :param source: the table that `Raw` columns come from; None where there are none
    :param take: rows of `source` in ascending order, or just as many numbers as rows are wanted
    """
    with packed(path, shape.dialect) as out:
        out.write(shape.header_bytes())
        pending = b""
        for block, rows, numbers in _taken(source, take):
            out.write(pending)
            pieces = [column.piece(block, rows, numbers, shape.dialect) for column in columns]
            pending = lay_out(pieces, shape.dialect, len(rows)).tobytes()
        if pending and not shape.ends_with_line_end:
            unit = 2 if shape.dialect.encoding in _UNIT else 1
            pending = pending[: -len(shape.dialect.line_end) * unit]
        out.write(pending)


def _taken(source: Table | None, take: npt.NDArray[Any]) -> Any:
    if isinstance(source, TextTable):
        seen = 0
        for block in source.blocks():
            first, last = np.searchsorted(take, [seen, seen + block.records])
            if last > first:
                yield block, take[first:last] - seen, np.arange(first, last)
            seen += block.records
    else:
        for begin in range(0, len(take), _ROWS):
            numbers = np.arange(begin, min(begin + _ROWS, len(take)))
            yield None, numbers, numbers


def raw_cell(table: TextTable, place: int) -> bytes:
    """The first cell of a column as it stands in the file."""
    for block in table.blocks():
        start, end = block.cell(place)
        return block.units[int(start[0]) : int(end[0])].tobytes()
    return b""
