# SPDX-License-Identifier: GPL-3.0-or-later
"""profile.json: what the tables hold, in numbers. Facts only, no advice; texts are cut to a bounded length."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kcs.readings import NUMERIC, Sheet
from kcs.values import parse_dates

if TYPE_CHECKING:
    from kcs.contract import Prepared

VERSION = 1
TOP, ALL_BELOW, LONGEST = 4, 10, 80
_CODED = 1000  # whole numbers with more distinct values are measures: new ones in test say nothing


def profile(made: Prepared) -> dict[str, Any]:
    """The profile of a prepared competition: files with their columns, the target, the scheme."""
    roles, contract = made.roles, made.contract
    sheets = {
        sheet.name: sheet for sheet in (roles.sample, roles.test, roles.train, *roles.others) if sheet is not None
    }
    files = []
    for file in contract["files"]:
        sheet = sheets.get(file["path"])
        entry = {key: file[key] for key in ("path", "role", "format", "records", "in_views", "note", "count", "bytes")}
        entry["columns"] = (
            []
            if sheet is None
            else [
                _column(sheet, place, column["role"], roles.train if sheet is roles.test else None)
                for place, column in enumerate(file["columns"])
            ]
        )
        files.append(entry)
    return {
        "version": VERSION,
        "slug": contract["slug"],
        "title": contract["title"],
        "counts": contract["counts"],
        "files": files,
        "targets": [_target(target, roles.train) for target in contract["targets"]],
        "split": {key: contract["split"][key] for key in ("scheme", "column", "reason", "k", "share", "cannot")},
        "warnings": [],
    }


def _column(sheet: Sheet, place: int, role: str, train: Sheet | None) -> dict[str, Any]:
    cells, reading = sheet.cells[place], sheet.readings[place]
    gone = cells.missing(reading.na_is_text) & (cells.counts > 0)
    missing = int(cells.counts[gone].sum())
    known = ~gone & (cells.counts > 0)
    distinct = int(known.sum())
    facts: dict[str, Any] = {
        "name": sheet.header[place],
        "key": sheet.columns[place],
        "type": reading.type,
        "role": role,
        "missing": missing,
        "missing_share": round(missing / max(1, sheet.records), 6),
        "distinct": distinct,
        "unique": distinct == sheet.records - missing and distinct > 0,
        "min": None,
        "median": None,
        "max": None,
        "format": reading.date_format,
        "top": _top(cells.uniques, cells.counts, known),
        "length": None,
    }
    if reading.type in NUMERIC:
        values = sheet.numbers(place)
        values = values[np.isfinite(values)]
        if len(values):
            facts["min"], facts["median"], facts["max"] = map(_plain, (values.min(), np.median(values), values.max()))
    elif reading.type == "date" and distinct:
        moments = parse_dates(cells.uniques.filter(pa.array(known)), str(reading.date_format))
        facts["min"], facts["max"] = _day(moments.min()), _day(moments.max())
    elif reading.type in ("text", "category") and distinct:
        lengths = pc.utf8_length(cells.uniques).to_numpy(zero_copy_only=False)
        weights = np.where(known, cells.counts, 0)
        facts["length"] = {"mean": round(float(lengths @ weights / weights.sum()), 1), "max": int(lengths[known].max())}
    if train is not None:
        facts["values_not_in_train"], facts["unseen_rows"], facts["unseen"] = unseen(sheet, place, train)
    return facts


def _plain(value: Any) -> float | int:
    number = float(value)
    return int(number) if number == math.floor(number) and abs(number) < 2**53 else number


def _day(moment: np.datetime64) -> str:
    return str(moment)[:19].replace("T", " ").removesuffix(" 00:00:00")


def _top(uniques: pa.StringArray, counts: npt.NDArray[np.int64], known: npt.NDArray[np.bool_]) -> list[dict[str, Any]]:
    """The most frequent values with their counts; all of them where there are few."""
    places = np.flatnonzero(known)
    if len(places) == 0:
        return []
    wanted = len(places) if len(places) < ALL_BELOW else TOP
    if len(places) > 10_000:  # sorting millions of distinct texts would buy nothing
        places = places[np.argpartition(-counts[places], wanted)[: wanted * 4]]
    order = places[np.argsort(-counts[places], kind="stable")][:wanted]
    return [{"value": uniques[int(place)].as_py()[:LONGEST], "count": int(counts[place])} for place in order]


def unseen(test: Sheet, place: int, train: Sheet) -> tuple[int | None, int | None, list[str]]:
    """How many values of a test column train never shows, in how many rows, and the first of them.

    None for columns whose values are not a closed set: measures, dates, texts, ids.
    """
    name = test.columns[place]
    if name not in train.columns:
        return None, None, []
    other = train.columns.index(name)
    kind = train.readings[other].type
    mine, theirs = train.cells[other], test.cells[place]
    closed = kind in ("category", "boolean") or (kind == "integer" and len(mine.uniques) <= _CODED)
    if not closed or len(mine.uniques) * 2 > mine.rows:
        return None, None, []
    present = ~theirs.missing(test.readings[place].na_is_text) & (theirs.counts > 0)
    if kind == "integer":
        new = present & ~np.isin(test.unique_numbers(place), train.unique_numbers(other))
    else:
        new = present & ~pc.is_in(theirs.uniques, value_set=mine.uniques).to_numpy(zero_copy_only=False)
    words = theirs.uniques.filter(pa.array(new)).to_pylist()
    return len(words), int(theirs.counts[new].sum()), [word[:LONGEST] for word in words[:ALL_BELOW]]


def _target(target: dict[str, Any], train: Sheet | None) -> dict[str, Any]:
    from kcs.answers import TargetColumn

    facts = {key: target[key] for key in ("name", "column", "kind", "classes", "low", "high", "missing")}
    if train is None:
        return facts
    values = TargetColumn(target, train).values()
    if values.counts:
        most = sorted(values.counts.items(), key=lambda pair: -pair[1])[:200]
        facts["counts"] = dict(most)
    elif len(values.numbers):
        numbers = values.numbers
        spread = float(numbers.std())
        facts["mean"], facts["deviation"] = float(numbers.mean()), spread
        facts["zeros"] = int((numbers == 0).sum())
        facts["skew"] = round(float((((numbers - numbers.mean()) / spread) ** 3).mean()), 4) if spread > 0 else 0.0
        facts["quantiles"] = [float(value) for value in np.quantile(numbers, [0.05, 0.25, 0.5, 0.75, 0.95])]
    return facts
