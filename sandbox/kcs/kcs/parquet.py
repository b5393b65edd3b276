# SPDX-License-Identifier: GPL-3.0-or-later
"""Cuts parquet tables: the schema and compression of the original, other rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kcs.tables import ParquetTable
from kcs.values import BoolArray, IntArray


def _writer(table: ParquetTable, path: Path) -> pq.ParquetWriter:
    meta = table.file.metadata
    codec = meta.row_group(0).column(0).compression if meta.num_row_groups and meta.num_columns else "SNAPPY"
    return pq.ParquetWriter(path, table.schema, compression={"UNCOMPRESSED": "NONE"}.get(codec, codec))


def keep_rows(table: ParquetTable, keep: BoolArray, path: Path) -> None:
    """Writes the kept rows, in order."""
    with _writer(table, path) as out:
        seen = 0
        for batch in table.file.iter_batches():
            part = keep[seen : seen + len(batch)]
            out.write_table(pa.Table.from_batches([batch.filter(pa.array(part))]).cast(table.schema))
            seen += len(batch)


def write_like(
    shape: ParquetTable,
    texts: Sequence[pa.Array],
    path: Path,
    source: ParquetTable | None,
    rows: IntArray,
    given: Mapping[str, pa.Array],
) -> None:
    """Writes rows in the shape of a parquet table.

    :param texts: per column the cells as text, used where `source` cannot give the values themselves
    :param source: a parquet table whose columns of the same name hold the values; None: all from texts
    :param rows: the rows of `source` to take
    :param given: columns that come from `texts` in any case (ids)
    """
    columns = []
    for place, (name, column) in enumerate(zip(shape.columns, texts, strict=True)):
        kind = shape.schema.field(place).type
        if source is not None and name in source.columns and name not in given and not _all_null(shape, name):
            column = (
                source.file.read(columns=[name])
                .column(name)
                .take(pa.array(rows))
                .combine_chunks()
                .cast(kind, safe=False)
            )
        else:
            column = _from_text(column, kind)
        columns.append(column)
    with _writer(shape, path) as out:
        out.write_table(pa.Table.from_arrays(columns, schema=shape.schema))


def _all_null(table: ParquetTable, name: str) -> bool:
    values = table.file.read(columns=[name]).column(name)
    return bool(values.null_count == len(values))


def _from_text(texts: pa.Array, kind: Any) -> pa.Array:
    """Texts as values of a type; an empty text is null."""
    blank = pc.equal(texts, "")
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        values = texts
    else:
        values = pc.if_else(blank, pa.scalar(None, pa.string()), texts)
        if pa.types.is_boolean(kind):
            values = pc.utf8_lower(values)
        elif pa.types.is_integer(kind):
            values = pc.replace_substring_regex(values, r"\.0*$", "")
        elif pa.types.is_timestamp(kind) or pa.types.is_date(kind):
            values = pa.array(np.array(values.to_pylist(), dtype="datetime64[ns]"))
    if pa.types.is_dictionary(kind):
        return values.cast(kind.value_type).dictionary_encode().cast(kind)
    return pc.if_else(blank, pa.scalar(None, kind), values.cast(kind)) if not pa.types.is_string(kind) else values
