# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract's list of files and columns, each with its role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc

from kcs import extras
from kcs.inventory import Entry
from kcs.plan import Split
from kcs.readings import Sheet
from kcs.roles import Link, Roles, absent_in_test, named_sample


def list_files(
    data: Path,
    contract: Mapping[str, Any],
    entries: Sequence[Entry],
    roles: Roles,
    sheets: Sequence[Sheet],
    split: Split,
) -> list[dict[str, Any]]:
    """The value of the contract's `files`, in the order of the paths."""
    by_name = {sheet.name: sheet for sheet in sheets}
    known = extras.Known(contract, roles.train, roles.test)
    records = roles.train.records if roles.train is not None else 0
    files = []
    for entry in entries:
        sheet = by_name.get(entry.path) if entry.table is not None else None
        verdict = _verdict(data, entry, sheet, roles, known, split, records)
        files.append(
            {
                "path": entry.path,
                "role": verdict.role,
                "format": sheet.table.format if sheet is not None else None,
                "dialect": sheet.table.dialect.to_json() if sheet is not None and sheet.table.format == "csv" else None,
                "records": sheet.records if sheet is not None else None,
                "columns": _columns(sheet, verdict.role, contract, roles, split) if sheet is not None else [],
                "key_columns": list(verdict.keys),
                "covers": {"train": verdict.covers[0], "test": verdict.covers[1]},
                "in_views": verdict.in_views,
                "note": verdict.note,
                "count": entry.count,
                "bytes": entry.size,
            }
        )
    return files


def _verdict(
    data: Path, entry: Entry, sheet: Sheet | None, roles: Roles, known: extras.Known, split: Split, records: int
) -> extras.Verdict:
    if sheet is not None:
        own = tuple(sorted(name for name in known.names if name in sheet.columns))
        if sheet is roles.train:
            return extras.Verdict("train", True, None, own, (1.0, 0.0))
        if sheet is roles.test:
            return extras.Verdict("test", True, None, own, (0.0, 1.0))
        if sheet is roles.sample:
            return extras.Verdict("sample", True, None, own, (0.0, 1.0))
        verdict = extras.judge_table(sheet, known, split.scheme)
        if named_sample(sheet.name):
            return replace(verdict, role="sample", in_views=False, note="it is a further sample submission")
        if sheet in roles.trains and roles.train is not None and set(sheet.columns) == set(roles.train.columns):
            return replace(verdict, role="train", in_views=False, note="it is a further file of training rows")
        return verdict
    if entry.kind == "text":
        return extras.judge_text(data / entry.path, entry.size, known.train_ids, records)
    return extras.judge_other(entry)


def _columns(sheet: Sheet, role: str, contract: Mapping[str, Any], roles: Roles, split: Split) -> list[dict[str, Any]]:
    columns = []
    for place, (name, key, reading) in enumerate(zip(sheet.header, sheet.columns, sheet.readings, strict=True)):
        columns.append(
            {
                "name": name,
                "position": place + 1,
                "key": key,
                "type": reading.type,
                "role": column_role(sheet, place, role, contract, roles, split),
                "na_is_text": reading.na_is_text,
                "date_format": reading.date_format,
            }
        )
    return columns


def column_role(sheet: Sheet, place: int, role: str, contract: Mapping[str, Any], roles: Roles, split: Split) -> str:
    """The role of a column: what it is to the task, or what a program should know of it."""
    key = sheet.columns[place]
    link = roles.link
    if role == "sample":
        sample = contract["sample"]
        name = sheet.header[place]
        return "id" if name in sample["id_columns"] else "echo" if name in sample["echo_columns"] else "target"
    if key in {target["column"] for target in contract["targets"]}:
        return "target"
    if link is not None and (key in link.test or (role == "train" and key == link.train)):
        return "id"
    if role not in ("train", "test"):
        return "feature"
    train, test = roles.train, roles.test
    if train is not None and test is not None:
        if role == "train" and key in absent_in_test(train, test):
            return "id" if _own_id(sheet, place, link) else "train_only"
        if key == split.column:
            return "time" if split.scheme == "time" else "group"
        home = train if key in train.columns else test
        if home.cells[home.columns.index(key)].constant:
            return "constant"
        if role == "test" and key not in train.columns:
            return "feature"
        if nearly_unique(train, train.columns.index(key), test, test.columns.index(key)):
            return "nearly_unique"
    return "text" if sheet.readings[place].type == "text" else "feature"


def _own_id(train: Sheet, place: int, link: Link | None) -> bool:
    """Whether a train-only column is train's own id, where test has ids of another kind."""
    cells = train.cells[place]
    return (
        link is not None
        and link.kind in ("made", "order")
        and len(cells.uniques) == cells.rows
        and (train.readings[place].type in ("integer", "category"))
    )


def nearly_unique(train: Sheet, place: int, test: Sheet, other: int) -> bool:
    """Whether a column looks like an id: nearly every row has a value of its own that test does not share.

    Words without blanks count, and whole numbers only if they are numbered densely; measures and texts do not.
    """
    mine, theirs = train.cells[place], test.cells[other]
    kind = train.readings[place].type
    known = mine.rows - int(mine.counts[mine.missing(train.readings[place].na_is_text)].sum())
    if known < 20 or len(mine.uniques) < 0.95 * known or len(theirs.uniques) < 0.9 * theirs.rows:
        return False
    if kind == "category":
        return not bool((pc.sum(pc.is_in(theirs.uniques, value_set=mine.uniques)).as_py() or 0) > 0)
    if kind != "integer":
        return False
    numbers = train.numbers(place)
    numbers = numbers[~np.isnan(numbers)]
    dense = len(np.unique(numbers)) / (numbers.max() - numbers.min() + 1) >= 0.8
    step = np.diff(numbers)
    counted = len(step) > 0 and len(np.unique(step)) == 1
    shared = np.isin(test.unique_numbers(other), train.unique_numbers(place)).any()
    return bool((dense and not shared) or counted)


def media_of(entries: Sequence[Entry], roles: Roles) -> dict[str, Any] | None:
    """Where media files are and which column of train and test names them; None where there are none."""
    folders = sorted(
        {
            entry.path
            if entry.path.endswith("/") or not entry.path
            else entry.path.rsplit("/", 1)[0] + "/"
            if "/" in entry.path
            else ""
            for entry in entries
            if entry.kind == "media"
        }
    )
    if not folders:
        return None
    by_side = {side: next((folder for folder in folders if side in folder.lower()), None) for side in ("train", "test")}
    column = roles.link.train if roles.link is not None else None
    return {"column": column, "train": by_side["train"] or folders[0], "test": by_side["test"] or folders[0]}
