# SPDX-License-Identifier: GPL-3.0-or-later
"""Files beside train, test and sample: which may stay in a sealed view as they are, and which are left out, and why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kcs.answers import id_names
from kcs.inventory import Entry
from kcs.readings import Sheet
from kcs.values import Cells

LARGEST_TEXT = 50_000_000
_HOLDS = 0.2  # share of the sealed ids that a kept file may hold
_SHORT = 4  # ids of fewer characters occur in any text
_TOKENS = re.compile(r"[^\s,;|\"'<>()\[\]{}=]+")


@dataclass(frozen=True)
class Verdict:
    """Role of a file, whether it is in sealed views, why not, and the shares of train and test ids it `covers`."""

    role: str
    in_views: bool
    note: str | None = None
    keys: tuple[str, ...] = ()
    covers: tuple[float, float] = (0.0, 0.0)


class Known:
    """The ids of train and test that other files are compared with."""

    def __init__(self, contract: Mapping[str, Any], train: Sheet | None, test: Sheet | None) -> None:
        self.train, self.test = train, test
        own, theirs = id_names(contract, "train"), id_names(contract, "test")
        self.train_ids = train.cells[train.columns.index(own[0])] if train is not None and len(own) == 1 else None
        self.test_ids = test.cells[test.columns.index(theirs[0])] if test is not None and len(theirs) == 1 else None
        self.names = set(own) | set(theirs) | set(contract["sample"]["id_columns"])
        self.shared = {name for sheet in (train, test) if sheet is not None for name in sheet.columns}
        self.targets = {target["column"] for target in contract["targets"]}


def judge_table(sheet: Sheet, known: Known, scheme: str | None) -> Verdict:
    """Looks at a table that is none of the three."""
    keys = tuple(name for name in sheet.columns if name in known.shared)
    own = _held(sheet, known.train_ids, known.names)
    theirs = _held(sheet, known.test_ids, known.names)
    covers = (round(own, 4), round(theirs, 4))
    if own >= _HOLDS:
        return Verdict("side", False, f"it has rows for {own:.0%} of the training ids", keys, covers)
    if theirs >= _HOLDS:
        return Verdict("side", False, f"it has rows for {theirs:.0%} of the test ids", keys, covers)
    for one, what in ((known.train, "train"), (known.test, "test")):
        if (
            one is not None
            and sheet.records == one.records
            and sheet.records > 1
            and not _shares_key(sheet, one, known)
        ):
            return Verdict(
                "unknown",
                False,
                f"it has as many rows as the {what} table and may stand row by row beside it",
                keys,
                covers,
            )
    if known.train is not None and known.targets & set(sheet.columns):
        return Verdict("side", False, "it has a column of the target", keys, covers)
    if scheme == "time" and any(reading.type == "date" for reading in sheet.readings):
        return Verdict("side", False, "it has times of its own and would reach into the sealed block", keys, covers)
    return Verdict("side" if keys else "lookup", True, None, keys, covers)


def _shares_key(sheet: Sheet, other: Sheet, known: Known) -> bool:
    return any(name in other.columns and name not in known.targets for name in sheet.columns)


def _held(sheet: Sheet, ids: Cells | None, names: set[str]) -> float:
    """The largest share of the ids that one column of the table holds.

    Short whole numbers occur in any table: they count only in a column of the id's name, or where the column is unique
    and holds nearly all of them.
    """
    if ids is None or len(ids.uniques) == 0:
        return 0.0
    long = float(np.mean(pc.utf8_length(ids.uniques).to_numpy(zero_copy_only=False))) >= _SHORT
    best = 0.0
    for name, cells in zip(sheet.columns, sheet.cells, strict=True):
        share = float(pc.sum(pc.is_in(ids.uniques, value_set=cells.uniques)).as_py() or 0) / len(ids.uniques)
        unique = len(cells.uniques) == cells.rows
        if long or name in names or (unique and share >= 0.9):
            best = max(best, share)
    return best


def judge_text(path: Path, size: int, ids: Cells | None, records: int) -> Verdict:
    """Looks at a readable text that is no table: it stays unless it holds ids of the training rows.

    :param ids: ids that may be sealed, None where there are none
    :param records: number of training rows: a text of as many lines may hold their answers in order
    """
    if size > LARGEST_TEXT:
        return Verdict("document", False, "it is too large to be searched for training ids")
    content = path.read_bytes()
    lines = sum(1 for line in content.splitlines() if line.strip())
    if records > 1 and lines in (records, records + 1):
        return Verdict("unknown", False, "it has as many lines as the training table has rows")
    share = held_by_text(content, ids)
    if share > _HOLDS:
        return Verdict("unknown", False, f"it names {share:.0%} of the training ids")
    return Verdict("document", True)


def held_by_text(content: bytes, ids: Cells | None) -> float:
    """Share of the ids that a text names; only those of at least four characters are looked for."""
    if ids is None:
        return 0.0
    long = ids.uniques.filter(pc.greater_equal(pc.utf8_length(ids.uniques), _SHORT))
    if len(long) == 0:
        return 0.0
    tokens = pa.array(sorted(set(_TOKENS.findall(content.decode("utf-8", "replace")))), pa.string())
    stripped = pc.utf8_trim(tokens, ".:!?")
    found = pc.or_(pc.is_in(long, value_set=tokens), pc.is_in(long, value_set=stripped))
    return float(pc.sum(found).as_py() or 0) / len(ids.uniques)


def judge_other(entry: Entry) -> Verdict:
    """A file that is no table and no searchable text."""
    if entry.kind == "document":
        return Verdict("document", True)
    if entry.kind == "media":
        return Verdict("media", False, "media files are not divided between views yet")
    return Verdict("unknown", False, entry.reason or "it cannot be read")
