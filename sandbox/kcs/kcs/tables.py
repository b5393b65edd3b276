# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables as they lie on disk: csv-like text (plain, gzip, zip of one table) and parquet, with cells as text.

Content decides what a file is; its name only says whether it wants to be a table. Cells of text tables are what stands
between the delimiters, quotes taken off; nothing is parsed here.
"""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kcs.dialect import Bytes, Dialect, detect, looks_headless
from kcs.errors import Unreadable
from kcs.scan import Block, IntArray, Units, blocks, gather

TABLE_SUFFIXES = (".csv", ".tsv", ".tab", ".psv", ".parquet", ".pq", ".data", ".dat")
_COMPRESSED = (".gz", ".zip", ".gzip")
PARQUET_MAGIC, GZIP_MAGIC, ZIP_MAGIC = b"PAR1", b"\x1f\x8b", b"PK\x03\x04"


@dataclass(frozen=True)
class Content:
    """The plain bytes of a file and how they were packed."""

    data: Bytes
    compression: str | None
    member: str | None


def named_like_table(name: str) -> bool:
    """Whether a file's name ends like that of a table, with or without an ending for compression."""
    lower = name.lower()
    for ending in _COMPRESSED:
        lower = lower.removesuffix(ending)
    return lower.endswith(TABLE_SUFFIXES)


def open_content(path: Path) -> Content:
    """The plain bytes of a file, unpacked if it is gzip or a zip of one file (whatever its name says).

    :raises Unreadable: when the archive is broken or holds more than one file
    """
    if path.stat().st_size == 0:
        raise Unreadable("the file is empty")
    with path.open("rb") as file:
        magic = file.read(4)
    try:
        if magic.startswith(GZIP_MAGIC):
            with gzip.open(path) as packed:
                return Content(np.frombuffer(packed.read(), dtype=np.uint8), "gzip", None)
        if magic == ZIP_MAGIC:
            with zipfile.ZipFile(path) as archive:
                names = [
                    name
                    for name in archive.namelist()
                    if not name.endswith("/")
                    and not name.startswith("__MACOSX/")
                    and not Path(name).name.startswith(".")
                ]
                if len(names) != 1:
                    raise Unreadable(f"the archive holds {len(names)} files")
                return Content(np.frombuffer(archive.read(names[0]), dtype=np.uint8), "zip", names[0])
    except (OSError, EOFError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as broken:
        raise Unreadable("the archive cannot be opened") from broken
    return Content(np.memmap(path, dtype=np.uint8, mode="r"), None, None)


class Table:
    """One table. `name` is its path inside the data folder, `columns` are its header cells in order."""

    def __init__(self, name: str, file_format: str, dialect: Dialect, columns: list[str], records: int) -> None:
        self.name = name
        self.format = file_format
        self.dialect = dialect
        self.columns = columns
        self.keys = unique_keys(columns)
        self.records = records
        self.size = 0  # bytes of its plain content, about

    def texts(self, places: Sequence[int]) -> list[pa.ChunkedArray]:
        """The cells of some columns (0-based) as text; a null of parquet is empty text."""
        raise NotImplementedError


def open_table(path: Path, name: str, dialect: Dialect | None = None) -> Table:
    """Opens a file as a table.

    :param path: the file
    :param name: its path inside the data folder, for messages and the contract
    :param dialect: as found earlier; None: it is found now
    :raises Unreadable: when it is none, with the reason
    """
    with path.open("rb") as file:
        magic = file.read(4)
    if magic == PARQUET_MAGIC:
        return ParquetTable(path, name)
    content = open_content(path)
    if content.data[:4].tobytes() == PARQUET_MAGIC:
        raise Unreadable("the archive holds a parquet file")
    wants = named_like_table(name) or named_like_table(content.member or "")
    if dialect is None:
        dialect = replace(detect(content.data, wants), compression=content.compression, member=content.member)
        return TextTable(name, content.data, dialect, find_header=True)
    return TextTable(name, content.data, dialect, find_header=False)


class TextTable(Table):
    """A csv-like table on its raw bytes."""

    def __init__(self, name: str, content: Bytes, dialect: Dialect, find_header: bool) -> None:
        self.content = content
        self.units: Units = dialect.units(content)
        self._grammar = dialect.grammar
        head = self._head(dialect)
        if not head:
            raise Unreadable("the file has no rows")
        if find_header and len(head) > 1 and looks_headless(head[0], head[1]):
            dialect = replace(dialect, header=False)
        columns = head[0] if dialect.header else [f"column_{i + 1}" for i in range(len(head[0]))]
        super().__init__(name, "csv", dialect, columns, 0)
        self.header_end = 0
        if dialect.header:
            self.header_end = int(next(blocks(self.units, self._grammar)).next[0])
        self.records = sum(block.records for block in self.blocks())
        self.size = len(content)
        self.ends_with_line_end = bool(len(self.units)) and int(self.units[-1]) in (10, 13)

    def _head(self, dialect: Dialect) -> list[list[str]]:
        for block in blocks(self.units, self._grammar, 1 << 16):
            widths = block.count[:2] + 1
            rows = [[""] * int(width) for width in widths]
            for place in range(int(widths.max())):
                cells = self._cells(block, place, dialect).to_pylist()
                for row, cell in zip(rows, cells, strict=False):
                    if place < len(row):
                        row[place] = cell
            return rows
        return []

    def blocks(self) -> Iterator[Block]:
        """The data records, in order."""
        yield from blocks(self.units[self.header_end :], self._grammar)

    def header_bytes(self) -> bytes:
        """The byte order mark and the header record with its line end, as they lie in the file."""
        return self.dialect.bom_bytes + self.units[: self.header_end].tobytes()

    def texts(self, places: Sequence[int]) -> list[pa.ChunkedArray]:
        chunks: list[list[pa.Array]] = [[] for _ in places]
        for block in self.blocks():
            for chunk, place in zip(chunks, places, strict=True):
                chunk.append(self.cells_of(block, place))
        return [pa.chunked_array(chunk, type=pa.string()) for chunk in chunks]

    def cells_of(self, block: Block, place: int) -> pa.Array:
        """The cells of one column in a block as text."""
        return self._cells(block, place, self.dialect)

    def _cells(self, block: Block, place: int, dialect: Dialect) -> pa.Array:
        start, end = block.cell(place)
        quoted = None
        if dialect.quote and len(block.units):
            quote = ord(dialect.quote)
            quoted = (end > start) & (block.units[np.minimum(start, len(block.units) - 1)] == quote)
            if quoted.any():
                closes = quoted & (end - start >= 2) & (block.units[np.maximum(end - 1, 0)] == quote)
                odd = quoted & ~closes
                start, end = start + closes, end - closes
                array = _to_text(block.units, start, end - start, dialect.encoding)
                doubled = pc.and_(pa.array(closes), pc.match_substring(array, '""'))
                if pc.any(doubled).as_py():
                    array = pc.if_else(doubled, pc.replace_substring(array, '""', '"'), array)
                return _mend(array, odd, dialect) if odd.any() else array
        return _to_text(block.units, start, end - start, dialect.encoding)


def _mend(array: pa.Array, odd: npt.NDArray[np.bool_], dialect: Dialect) -> pa.Array:
    """Cells that open with a quote and go on behind the closing one, read as the csv module reads them."""
    values = array.to_pylist()
    for place in np.flatnonzero(odd).tolist():
        row = next(csv.reader(io.StringIO(values[place], newline=""), delimiter=dialect.delimiter), [""])
        values[place] = dialect.delimiter.join(row)
    return pa.array(values, type=pa.string())


def _to_text(units: Units, start: IntArray, length: IntArray, encoding: str) -> pa.Array:
    data = gather(units, start, length)
    if data.dtype.itemsize == 2:
        wide = data.astype(np.uint16)
        sizes = np.where(wide < 0x80, 1, np.where(wide < 0x800, 2, 3)).astype(np.int64)
        sizes[(wide >= 0xD800) & (wide < 0xE000)] = 2
        encoded = data.tobytes().decode(encoding, "surrogatepass").encode("utf-8", "replace")
    elif encoding == "utf-8" or not (data >= 0x80).any():
        return _string_array(length, data.tobytes())
    else:
        table = np.array([len(_decode_byte(value, encoding).encode("utf-8")) for value in range(256)], dtype=np.int64)
        sizes = table[data]
        encoded = data.tobytes().decode(encoding).encode("utf-8")
    passed = np.concatenate([[0], np.cumsum(sizes)])
    stops = np.cumsum(length)
    return _string_array(passed[stops] - passed[stops - length], encoded)


def _decode_byte(value: int, encoding: str) -> str:
    return bytes([value]).decode(encoding, "replace")


def _string_array(length: IntArray, data: bytes) -> pa.Array:
    offsets = np.zeros(len(length) + 1, dtype=np.int32)
    np.cumsum(length, out=offsets[1:])
    return pa.StringArray.from_buffers(len(length), pa.py_buffer(offsets.tobytes()), pa.py_buffer(data))


class ParquetTable(Table):
    """A parquet file; values become text in the shortest spelling that keeps them."""

    def __init__(self, path: Path, name: str) -> None:
        import pyarrow.parquet as pq

        self.path = path
        try:
            self.file = pq.ParquetFile(path)
        except (pa.ArrowException, OSError) as broken:
            raise Unreadable("the parquet file cannot be opened") from broken
        self.schema: Any = self.file.schema_arrow
        super().__init__(name, "parquet", Dialect(), list(self.schema.names), self.file.metadata.num_rows)
        groups = range(self.file.metadata.num_row_groups)
        self.size = sum(self.file.metadata.row_group(group).total_byte_size for group in groups)

    def texts(self, places: Sequence[int]) -> list[pa.ChunkedArray]:
        read = self.file.read(columns=[self.columns[place] for place in places])
        return [_parquet_text(read.column(self.columns[place])) for place in places]


def _parquet_text(values: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = values.type
    if pa.types.is_dictionary(kind):
        values = values.cast(kind.value_type)
        kind = values.type
    if pa.types.is_boolean(kind):
        text = pc.if_else(values, "True", "False")
    elif pa.types.is_floating(kind):
        text = pc.replace_substring_regex(values.cast(pa.string()), r"^(-?\d+)$", r"\1.0")
    elif pa.types.is_timestamp(kind):
        text = pc.replace_substring_regex(values.cast(pa.string()), r"\.0+(Z?)$", r"\1")
        if pc.all(pc.match_substring_regex(text, r" 00:00:00Z?$"), min_count=0).as_py():
            text = pc.replace_substring_regex(text, r" 00:00:00Z?$", "")
    elif pa.types.is_nested(kind) or pa.types.is_binary(kind):
        text = pa.chunked_array([[None if value is None else str(value) for value in values.to_pylist()]], pa.string())
    else:
        text = values.cast(pa.string())
    return text.cast(pa.string()).fill_null("")


def unique_keys(names: Sequence[str]) -> list[str]:
    """Unique internal names in the way of pandas: the second `x` is `x.1`, or `x.2` where that is another's name."""
    taken = set(names)
    seen: set[str] = set()
    keys = []
    for place, name in enumerate(names):
        base = name if name != "" else f"Unnamed: {place}"
        key, number = base, 0
        while key in seen or (number and key in taken) or (name == "" and key in taken):
            number += 1
            key = f"{base}.{number}"
        seen.add(key)
        keys.append(key)
    return keys
