# SPDX-License-Identifier: GPL-3.0-or-later
"""How a text table is written: encoding, delimiter, quotes, line ends, header. All rows decide, not the first."""

from __future__ import annotations

import codecs
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from kcs.errors import Unreadable
from kcs.scan import CR, LF, Grammar, Units, blocks, gather

Bytes = npt.NDArray[np.uint8]
DELIMITERS = (",", ";", "\t", "|")
_PIECE = 1 << 24
_QUOTE = ord('"')
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_UNIT = {"utf-16-le": "<u2", "utf-16-be": ">u2"}
#: A table in a file that is not named like one must be regular; a csv may have a few odd rows.
_REGULAR, _TOLERABLE = 1.0, 0.5


@dataclass(frozen=True)
class Dialect:
    """The writing of one file. `compression` is None, `gzip` or `zip`; `member` the name inside a zip."""

    delimiter: str = ","
    encoding: str = "utf-8"
    quote: str | None = '"'
    decimal: str = "."
    thousands: str | None = None
    line_end: str = "\n"
    bom: bool = False
    header: bool = True
    compression: str | None = None
    member: str | None = None
    trailing_empty: bool = False

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def from_json(value: dict[str, Any]) -> Dialect:
        return Dialect(**{name: value[name] for name in Dialect.__dataclass_fields__ if name in value})

    @property
    def grammar(self) -> Grammar:
        end = CR if self.line_end == "\r" else LF
        return Grammar(ord(self.delimiter), ord(self.quote) if self.quote else None, end)

    @property
    def bom_bytes(self) -> bytes:
        return next(mark for mark, name in _BOMS if name == self.encoding) if self.bom else b""

    def units(self, content: Bytes) -> Units:
        """The code units of a file's content behind its byte order mark."""
        body = content[len(self.bom_bytes) :]
        if self.encoding in _UNIT:
            body = body[: len(body) // 2 * 2]
            return np.frombuffer(body, dtype=_UNIT[self.encoding])
        return body


@dataclass(frozen=True)
class Shape:
    """What a scan with one guess at the dialect saw."""

    cells: int  # cells of the first record
    records: int
    fitting: int  # records with as many cells as the first, or one empty cell more
    trailing: int  # of these, the ones with one empty cell more
    crlf: int
    longest: int  # cells of the longest record

    @property
    def share(self) -> float:
        return self.fitting / self.records if self.records else 0.0


def detect(content: Bytes, named_like_table: bool) -> Dialect:
    """Finds the dialect of a plain text (compression apart).

    :param content: all bytes of the text
    :param named_like_table: whether the file's name says that it is a table; others must be perfectly regular
    :raises Unreadable: when the text is no table
    """
    if len(content) == 0:
        raise Unreadable("the file is empty")
    encoding, bom = _encoding(content)
    base = Dialect(encoding=encoding, bom=bom)
    units = base.units(content)
    guesses: list[tuple[Shape, Grammar]] = []
    for end in _line_ends(units):
        guesses += _guesses(units, end)
    shape, grammar = max(guesses, key=_likelihood)
    if not named_like_table and (shape.cells < 2 or shape.records < 2 or shape.share < _REGULAR):
        raise Unreadable("the file is a text, not a table")
    if shape.records == 0:
        raise Unreadable("the file has no rows")
    if shape.share < _TOLERABLE:
        raise Unreadable("its rows do not have the same number of cells")
    line_end = "\r" if grammar.line_end == CR else "\r\n" if shape.crlf * 2 > shape.records else "\n"
    return replace(
        base,
        delimiter=chr(grammar.delimiter),
        quote=chr(grammar.quote) if grammar.quote is not None else None,
        line_end=line_end,
        trailing_empty=shape.records > 1 and shape.trailing >= shape.records - 1,
    )


def _line_ends(units: Units) -> list[int]:
    """LF, or CR where a text has no LF; both where lone ones of each occur, of which some may stand inside quotes."""
    if not _contains(units, LF):
        return [CR] if _contains(units, CR) else [LF]
    lone = 0
    for begin in range(0, len(units), _PIECE):
        piece = units[begin : begin + _PIECE + 1]
        lone += int(((piece[:-1] == CR) & (piece[1:] != LF)).sum())
    return [LF, CR] if lone else [LF]


def _guesses(units: Units, line_end: int) -> list[tuple[Shape, Grammar]]:
    """The dialects that the first record allows, each with what a scan of all records saw."""
    first = _first_record(units, line_end)
    has_quote = _contains(units, _QUOTE)
    found: list[tuple[Shape, Grammar]] = []
    for delimiter in DELIMITERS:
        if delimiter not in first:
            continue
        quoted = Grammar(ord(delimiter), _QUOTE, line_end)
        found.append((_shape(units, quoted), quoted))
        if has_quote and _stray_quotes(units, quoted, found[-1][0].cells):
            bare = Grammar(ord(delimiter), None, line_end)
            found.append((_shape(units, bare), bare))
    found = [guess for guess in found if guess[0].cells > 1]
    if found:
        return found
    grammar = Grammar(ord(","), _QUOTE, line_end)
    return [(_shape(units, grammar), grammar)]


def _stray_quotes(units: Units, grammar: Grammar, cells: int) -> bool:
    """Whether many cells that open with a quote do not end with one: then quotes may be ordinary text."""
    quoted = odd = 0
    for block in blocks(units, grammar):
        for place in range(cells):
            start, end = block.cell(place)
            opens = (end > start) & (block.units[np.minimum(start, len(block.units) - 1)] == grammar.quote)
            closes = (end - start > 1) & (block.units[np.maximum(end - 1, 0)] == grammar.quote)
            quoted += int(opens.sum())
            odd += int((opens & ~closes).sum())
    return odd * 10 > quoted


def _likelihood(guess: tuple[Shape, Grammar]) -> tuple[bool, float, int, int, bool, bool]:
    """Regular records first; of equally regular guesses the one with more cells, then with more records: quotes that
    swallow lines, and line ends that are none, have fewer."""
    shape, grammar = guess
    return (
        shape.records > 1,
        round(shape.share, 2),
        shape.cells,
        shape.records,
        grammar.line_end == LF,
        grammar.quote is not None,
    )


def _contains(units: Units, value: int) -> bool:
    return any((units[begin : begin + _PIECE] == value).any() for begin in range(0, len(units), _PIECE))


def _encoding(content: Bytes) -> tuple[str, bool]:
    head = content[:4].tobytes()
    for mark, name in _BOMS:
        if head.startswith(mark):
            if not _decodes(content, name):
                raise Unreadable(f"its mark says {name}, but it is not written so")
            return name, True
    sample = content[: 1 << 16]
    if len(sample) >= 4 and not sample.all():
        even, odd = (sample[0::2] == 0).mean(), (sample[1::2] == 0).mean()
        if odd > 0.4 and even < 0.1:
            return "utf-16-le", False
        if even > 0.4 and odd < 0.1:
            return "utf-16-be", False
        raise Unreadable("the file is binary")
    for encoding in ("utf-8", "windows-1252"):
        if _decodes(content, encoding):
            return encoding, False
    return "latin-1", False


def _decodes(content: Bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for begin in range(0, len(content), _PIECE):
            decoder.decode(content[begin : begin + _PIECE].tobytes(), begin + _PIECE >= len(content))
    except UnicodeDecodeError:
        return False
    return True


def _first_record(units: Units, line_end: int) -> str:
    for size in (1 << 12, 1 << 16, 1 << 22):
        for block in blocks(units[:size], Grammar(0, ord('"'), line_end)):
            return "".join(map(chr, gather(units, block.start[:1], (block.end - block.start)[:1]).tolist()))
    return ""


def _shape(units: Units, grammar: Grammar) -> Shape:
    cells = records = fitting = trailing = crlf = longest = 0
    for block in blocks(units, grammar):
        if records == 0:
            cells = int(block.count[0]) + 1
        counts = block.count + 1
        last = (
            block.separators[np.minimum(block.first + cells - 1, len(block.separators) - 1)]
            if len(block.separators)
            else block.end
        )
        one_more = (counts == cells + 1) & (last + 1 == block.end)
        records += block.records
        trailing += int(one_more.sum())
        fitting += int((counts == cells).sum() + one_more.sum())
        crlf += int((block.next - block.end == 2).sum())
        longest = max(longest, int(counts.max()))
    return Shape(cells, records, fitting, trailing, crlf, longest)


def looks_headless(first: list[str], second: list[str]) -> bool:
    """Whether the first record is data: all its cells are numbers, they do not count columns, and the next is alike."""
    numbers = [_as_number(cell) for cell in first]
    if not first or any(number is None for number in numbers) or len(set(first)) < 2:
        return False
    if all(_as_number(cell) is None for cell in second):
        return False
    values = [number for number in numbers if number is not None]
    steps = {round(b - a, 9) for a, b in pairwise(values)}
    return not (len(steps) == 1 and all(value == int(value) for value in values))


def _as_number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None
