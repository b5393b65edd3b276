# SPDX-License-Identifier: GPL-3.0-or-later
"""Records and cells of delimited text, found by vectorised scans of its code units.

The text is never copied into Python strings: a block knows where its records and separators are, and cells are gathered
from there. So cells can be read as text and records can be cut byte for byte by the same index. Quotes follow what
readers do: a quote opens only at the start of a cell, and a doubled one inside stands for itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
Units = npt.NDArray[Any]  # uint8, or uint16 for UTF-16

LF, CR = 10, 13
BLOCK_UNITS = 1 << 24


@dataclass(frozen=True)
class Grammar:
    """The code units that matter to a scan: cell delimiter, quote (None: quotes are ordinary text), end of a line."""

    delimiter: int
    quote: int | None
    line_end: int  # LF (a CR before it belongs to the line end), or CR where a text has no LF


@dataclass(frozen=True)
class Block:
    """Whole records of a text. All positions are units from the start of the text.

    `start`, `end` (without line end) and `next` (behind the line end) are per record; blank lines are no records.
    `separators` are all delimiters outside quotes; those of record i are the `count[i]` ones from `first[i]` on.
    """

    units: Units
    start: IntArray
    end: IntArray
    next: IntArray
    separators: IntArray
    first: IntArray
    count: IntArray

    @property
    def records(self) -> int:
        return len(self.start)

    def cell(self, column: int) -> tuple[IntArray, IntArray]:
        """Start and end of one cell in every record; an empty span where a record is too short."""
        if len(self.separators) == 0:
            return (self.start if column == 0 else self.end), self.end
        last = len(self.separators) - 1
        begin, end = self.start, self.end
        if column > 0:
            before = self.separators[np.minimum(self.first + column - 1, last)] + 1
            begin = np.where(self.count >= column, before, self.end)
        behind = self.separators[np.minimum(self.first + column, last)]
        end = np.where(self.count > column, behind, self.end)
        return begin, end


def blocks(units: Units, grammar: Grammar, size: int = BLOCK_UNITS) -> Iterator[Block]:
    """Cuts a text into blocks of whole records, in order; each block holds about `size` units."""
    begin = 0
    while begin < len(units):
        taken = size
        while True:
            stop = min(begin + taken, len(units))
            final = stop == len(units)
            found = _scan(units, begin, stop, grammar, final)
            if found is not None:
                break
            taken *= 4
        block, begin = found
        if block.records:
            yield block


def _scan(units: Units, begin: int, stop: int, grammar: Grammar, final: bool) -> tuple[Block, int] | None:
    """The whole records between two positions and where the next block begins; None where not one record ends."""
    view = np.asarray(units[begin:stop])
    ends = np.flatnonzero(view == grammar.line_end)
    separators = np.flatnonzero(view == grammar.delimiter)
    if grammar.quote is not None:
        quotes = np.flatnonzero(view == grammar.quote)
        if len(quotes):
            opened, closed = _quoted(view, quotes, grammar)
            ends = _outside(ends, opened, closed)
            separators = _outside(separators, opened, closed)
    behind = ends + 1
    if final and (len(behind) == 0 or behind[-1] < len(view)):
        ends, behind = np.append(ends, len(view)), np.append(behind, len(view))
    elif len(ends) == 0:
        return None
    start = np.concatenate([[0], behind[:-1]]).astype(np.int64)
    end = ends.astype(np.int64)
    if grammar.line_end == LF:
        before = view[np.maximum(end - 1, 0)]
        end = end - ((end > start) & (before == CR) & (behind > ends)).astype(np.int64)
    full = end > start
    start, end, after = start[full], end[full], behind[full].astype(np.int64)
    first = np.searchsorted(separators, start).astype(np.int64)
    count = np.searchsorted(separators, end).astype(np.int64) - first
    block = Block(units, start + begin, end + begin, after + begin, separators.astype(np.int64) + begin, first, count)
    return block, begin + int(behind[-1])


def _outside(positions: IntArray, opened: IntArray, closed: IntArray) -> IntArray:
    if len(opened) == 0:
        return positions
    change = np.zeros(len(positions) + 1, dtype=np.int32)  # there are fewer quotes than positions: look for these
    np.add.at(change, np.searchsorted(positions, opened), 1)
    np.add.at(change, np.searchsorted(positions, closed), -1)
    return np.asarray(positions[np.cumsum(change[:-1]) == 0])


def _quoted(view: Units, quotes: IntArray, grammar: Grammar) -> tuple[IntArray, IntArray]:
    """Where quoted stretches open and close; one that does not close ends behind the view."""
    opened, closed = quotes[0::2], quotes[1::2]
    if len(closed) < len(opened):
        closed = np.append(closed, len(view))
    limits = np.array([grammar.delimiter, grammar.line_end, CR, grammar.quote], dtype=view.dtype)
    before = view[np.maximum(opened - 1, 0)]
    after = view[np.minimum(closed + 1, len(view) - 1)]
    regular = ((opened == 0) | np.isin(before, limits)) & ((closed + 1 >= len(view)) | np.isin(after, limits))
    # A quote before an opening one must be the end of a stretch (a doubled quote), not an empty cell's neighbour.
    doubled = before == grammar.quote
    doubled[0] = False
    if regular.all() and (opened[doubled] - 1 == closed[np.flatnonzero(doubled) - 1]).all():
        return opened, closed
    return _quoted_slowly(view, quotes, grammar)


def _quoted_slowly(view: Units, quotes: IntArray, grammar: Grammar) -> tuple[IntArray, IntArray]:
    """The same for texts with stray quotes, one quote after the other."""
    before = view[np.maximum(quotes - 1, 0)]
    limits = np.array([grammar.delimiter, grammar.line_end, CR], dtype=view.dtype)
    may_open = ((quotes == 0) | np.isin(before, limits)).tolist()
    places = quotes.tolist()
    opened: list[int] = []
    closed: list[int] = []
    index, total = 0, len(places)
    while index < total:
        if not may_open[index]:
            index += 1
            continue
        opened.append(places[index])
        index += 1
        while index < total and index + 1 < total and places[index + 1] == places[index] + 1:
            index += 2
        closed.append(places[index] if index < total else len(view))
        index += 1
    return np.array(opened, dtype=np.int64), np.array(closed, dtype=np.int64)


def gather(units: Units, start: IntArray, length: IntArray) -> Units:
    """The units of many spans, one behind the other."""
    total = int(length.sum())
    if total == 0:
        return np.empty(0, dtype=units.dtype)
    shift = start - (np.cumsum(length) - length)
    return np.asarray(units[np.repeat(shift, length) + np.arange(total)])
