# SPDX-License-Identifier: GPL-3.0-or-later
"""Which table is the sample, which test, which train, and how rows of the sample are linked with rows of test.

Values and structure decide; names of files and columns only break ties.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import numpy as np
import pyarrow.compute as pc

from kcs.naming import match_targets
from kcs.readings import Sheet
from kcs.values import WHOLE, Cells, matches

SAMPLE_NAMES = (
    r"sample.*submission",
    r"submission.*format",
    r"submission.*example",
    r"^gender_?submission",
    r"benchmark",
    r"randompredictions",
)
_MEETS = 0.5


@dataclass
class Link:
    """How sample rows and test rows belong together.

    `kind`: column, made, order, or none. `sample` are the id columns of the sample, `test` the columns of the test
    table with the same values, `train` the id column of the train table. `covered` is the share of the sample's rows
    whose id the test table knows.
    """

    kind: str
    sample: list[str]
    test: list[str] = field(default_factory=list)
    train: str | None = None
    covered: float = 1.0


@dataclass
class Roles:
    """The three tables of a competition as far as they were found, and the tables that are none of them."""

    sample: Sheet | None
    test: Sheet | None
    train: Sheet | None
    link: Link | None
    others: list[Sheet]
    trains: list[Sheet] = field(default_factory=list)  # all tables that could be (part of) train, best first


def named_sample(path: str) -> bool:
    """Whether a file's name says that it is a sample submission."""
    name = PurePosixPath(path).name.lower()
    return any(re.search(pattern, name) for pattern in SAMPLE_NAMES)


def is_unique(cells: Cells) -> bool:
    """Whether no value occurs twice and none is missing."""
    return cells.rows > 0 and len(cells.uniques) == cells.rows and not cells.blank.any()


def share_in(cells: Cells, of: Cells) -> float:
    """Share of the distinct texts of one column that occur in another."""
    if len(cells.uniques) == 0:
        return 0.0
    return float(pc.sum(pc.is_in(cells.uniques, value_set=of.uniques)).as_py() or 0) / len(cells.uniques)


def find_roles(sheets: Sequence[Sheet], ids: Sequence[str], targets: Sequence[str]) -> Roles:
    """Finds sample, test and train among the tables.

    :param ids: id columns that a person pinned (may be empty)
    :param targets: target columns that a person pinned (may be empty)
    """
    named = [sheet for sheet in sheets if named_sample(sheet.name)]
    samples = sorted(named, key=lambda sheet: (sheet.name.count("/"), len(sheet.name), sheet.name))
    best: tuple[tuple[float, ...], Roles] | None = None
    for sample in samples or [sheet for sheet in sheets if len(sheet.columns) >= 2]:
        rest = [sheet for sheet in sheets if sheet is not sample and sheet not in named]
        for test in rest:
            link = find_link(sample, test, ids)
            if link is None or (link.kind == "order" and _has_answers(sample, test, link)):
                continue
            if link.kind == "order" and not samples and not _fixed_predictions(sample, link):
                continue
            trains = _trains(sample, test, link, rest, targets)
            train = trains[0][1] if trains else None
            if not samples and not _plausible(sample, test, link, trains):
                continue
            order = (
                float(link.kind == "column" and link.covered == 1),
                float(train is not None),
                float(link.kind == "column") * link.covered,
                float(_fixed_predictions(sample, link)) if not samples else 0.0,
                -float(_has_answers(sample, test, link)),
                trains[0][0] if trains else 0.0,
                float(test.records == sample.records),
                float("test" in PurePosixPath(test.name).name.lower()),
                -float(sample.name.count("/") * 1000 + len(sample.name)) if samples else -float(len(sample.columns)),
            )
            if best is None or order > best[0]:
                others = [sheet for sheet in sheets if sheet not in (sample, test, train)]
                best = (order, Roles(sample, test, train, link, others, [sheet for _, sheet in trains]))
    if best is not None:
        roles = best[1]
        if roles.train is None:  # what is predicted is in no table; which one is train can still be told
            roles.train = _train_by_columns(roles.test, roles.others)
            roles.others = [sheet for sheet in roles.others if sheet is not roles.train]
        return roles
    return _without_link(sheets, samples, ids, targets)


def _without_link(
    sheets: Sequence[Sheet], samples: Sequence[Sheet], ids: Sequence[str], targets: Sequence[str]
) -> Roles:
    """Roles where no table holds the sample's ids: one of them is missing, or they do not meet."""
    rest = [sheet for sheet in sheets if sheet not in samples]
    if samples:
        sample = samples[0]
        link = Link("none", [sample.columns[i] for i in id_places(sample, ids)], covered=0.0)
        trains = _trains(sample, None, link, rest, targets)
        train = trains[0][1] if trains else None
        test = _test_by_columns(train, rest)
        return Roles(
            sample,
            test,
            train,
            link,
            [sheet for sheet in rest if sheet not in (train, test)],
            [sheet for _, sheet in trains],
        )
    pairs = [
        (len(set(a.columns) & set(b.columns)), len(set(a.columns) - set(b.columns)), a, b)
        for a in rest
        for b in rest
        if a is not b
    ]
    pairs = [pair for pair in pairs if pair[0] >= max(1, len(pair[3].columns) // 2) and pair[1] >= 1]
    if pairs:
        pairs.sort(key=lambda pair: (-pair[0], pair[1], -float("train" in pair[2].name.lower()), pair[2].name))
        train, test = pairs[0][2], pairs[0][3]
        return Roles(None, test, train, None, [sheet for sheet in rest if sheet not in (train, test)], [train])
    test_only = [sheet for sheet in rest if "test" in PurePosixPath(sheet.name).name.lower()]
    test_found = test_only[0] if test_only else None
    return Roles(None, test_found, None, None, [sheet for sheet in rest if sheet is not test_found])


def _train_by_columns(test: Sheet | None, rest: Sequence[Sheet]) -> Sheet | None:
    """The table with the test table's columns and more."""
    if test is None:
        return None
    alike = [
        sheet
        for sheet in rest
        if len(set(sheet.columns) & set(test.columns)) * 2 > len(test.columns)
        and set(sheet.columns) - set(test.columns)
    ]
    return max(alike, key=lambda sheet: ("train" in sheet.name.lower(), sheet.records), default=None)


def _test_by_columns(train: Sheet | None, rest: Sequence[Sheet]) -> Sheet | None:
    if train is None:
        return None
    alike = [
        sheet
        for sheet in rest
        if sheet is not train
        and len(set(sheet.columns) & set(train.columns)) * 2 > len(sheet.columns)
        and set(train.columns) - set(sheet.columns)
    ]
    return max(alike, key=lambda sheet: ("test" in sheet.name.lower(), sheet.records), default=None)


# --- the link --------------------------------------------------------------------------------------------------------


def find_link(sample: Sheet, test: Sheet, ids: Sequence[str]) -> Link | None:
    """How a sample belongs to a test table, or None where nothing speaks for it.

    The id is what is unique in the sample and has the values of a test column; else several columns together; else,
    with equal counts, the order of the rows.
    """
    shares: dict[int, tuple[float, int]] = {}
    for place, name in enumerate(sample.columns):
        if ids and name not in ids:
            continue
        found = _twin_column(sample, place, test)
        if found is not None:
            shares[place] = found
    unique = [place for place in shares if is_unique(sample.cells[place]) and not _measure(sample.cells[place])]
    if unique:
        place = max(unique, key=lambda at: (shares[at][0], sample.columns[at] in test.columns, -at))
        share, other = shares[place]
        return Link("column", [sample.columns[place]], [test.columns[other]], covered=share)
    full = [place for place in shares if shares[place][0] == 1.0 and sample.columns[place] in test.columns]
    if full and _unique_together(sample, full):
        few = _fewest(sample, full)
        return Link("column", [sample.columns[place] for place in few], [sample.columns[place] for place in few])
    if sample.records == test.records:
        own = [place for place in id_places(sample, ids) if place not in full]
        return Link("order", [sample.columns[place] for place in own])
    return None


def _twin_column(sample: Sheet, place: int, test: Sheet) -> tuple[float, int] | None:
    """The test column that holds a sample column's values, with the share of them that it holds."""
    cells = sample.cells[place]
    if cells.constant or cells.blank.all():
        return None
    candidates = []
    for other, theirs in enumerate(test.cells):
        same = sample.columns[place] == test.columns[other]
        if theirs.constant or (is_unique(cells) and not same and len(theirs.uniques) < 0.9 * theirs.rows):
            continue
        share = share_in(cells, theirs)
        if share >= _MEETS:
            back = min(1.0, len(cells.uniques) * share / len(theirs.uniques))
            candidates.append((share, is_unique(theirs), same, back, -other))
    if not candidates:
        return None
    best = max(candidates)
    if not is_unique(cells) and not best[2]:
        return None
    return best[0], -best[4]


def _measure(cells: Cells) -> bool:
    """Whether the distinct values are numbers with decimals: such a column is no id."""
    return bool(matches(cells.uniques, r"^\s*[-+]?\d*\.\d+([eE][-+]?\d+)?\s*$").all()) and bool(
        ~matches(cells.uniques, WHOLE).all()
    )


def _unique_together(sheet: Sheet, places: Sequence[int]) -> bool:
    code = np.zeros(sheet.records, dtype=np.int64)
    for place in places:
        joint = code * len(sheet.cells[place].uniques) + sheet.cells[place].codes
        code = np.unique(joint, return_inverse=True)[1].astype(np.int64)
    return len(np.unique(code)) == sheet.records > 0


def _fewest(sheet: Sheet, places: list[int]) -> list[int]:
    """As few of the columns as are unique together, in the order of the sample."""
    kept = list(places)
    for place in sorted(places, key=lambda at: len(sheet.cells[at].uniques)):
        rest = [one for one in kept if one != place]
        if rest and _unique_together(sheet, rest):
            kept = rest
    return kept


def id_places(sample: Sheet, ids: Sequence[str]) -> list[int]:
    """The sample's id columns where no test table tells: pinned, else the unique text or whole-number column."""
    pinned = [place for place, name in enumerate(sample.columns) if name in ids]
    if pinned:
        return pinned
    unique = [
        place
        for place, cells in enumerate(sample.cells)
        if is_unique(cells) and (bool(matches(cells.uniques, WHOLE).all()) or not _measure(cells))
    ]
    named = [place for place in unique if re.search(r"(^|_|\b)id$|^id|Id$|ID$", sample.columns[place])]
    return (named or unique)[:1]


def train_link(link: Link, train: Sheet, test: Sheet, targets: Sequence[str]) -> Link:
    """Adds the train table's id column to a link: the one of the same name, else its own unique one, else made."""
    if link.kind != "column":
        return link
    if len(link.test) > 1:
        return link if all(name in train.columns for name in link.test) else _made(link)
    other = test.cells[test.columns.index(link.test[0])]
    names = [link.test[0], *(name for name in train.columns if name not in test.columns and name not in targets)]
    for name in names:
        if name not in train.columns:
            continue
        cells = train.cells[train.columns.index(name)]
        nearly = len(cells.uniques) >= 0.95 * max(1, cells.rows)
        same_kind = matches(cells.uniques, WHOLE).all() == matches(other.uniques, WHOLE).all()
        if same_kind and (name == link.test[0] or (is_unique(cells) and not _measure(cells))) and nearly:
            return Link("column", link.sample, link.test, name, link.covered)
    return _made(link)


def _made(link: Link) -> Link:
    return Link("made", link.sample, link.test, None, link.covered)


# --- train -----------------------------------------------------------------------------------------------------------


def predictions(sample: Sheet, link: Link, test: Sheet | None) -> list[str]:
    """The sample's columns that are neither id nor a copy of test content."""
    names = []
    for place, name in enumerate(sample.columns):
        if name in link.sample:
            continue
        if test is not None and name in test.columns and _echoes(sample, place, test, link):
            continue
        names.append(name)
    return names


def _echoes(sample: Sheet, place: int, test: Sheet, link: Link) -> bool:
    """Whether a sample column repeats the test column of its name (which is not empty)."""
    theirs = test.cells[test.columns.index(sample.columns[place])]
    mine = sample.cells[place]
    if (theirs.blank | theirs.token).all():
        return False
    if mine.constant and not theirs.constant:
        return False
    return share_in(mine, theirs) == 1.0


def _fixed_predictions(sample: Sheet, link: Link) -> bool:
    rest = [cells for name, cells in zip(sample.columns, sample.cells, strict=True) if name not in link.sample]
    return bool(rest) and all(cells.constant for cells in rest)


def _has_answers(sample: Sheet, test: Sheet, link: Link) -> bool:
    """Whether a would-be test table has values in a column that the sample predicts."""
    for name in predictions(sample, link, None):
        if name in test.columns:
            cells = test.cells[test.columns.index(name)]
            if not (cells.blank | cells.token).all() and share_in(sample.cells[sample.columns.index(name)], cells) < 1:
                return True
    return False


def absent_in_test(train: Sheet, test: Sheet | None) -> list[str]:
    """The train table's columns that test lacks or has empty; all of them where there is no test table."""
    if test is None:
        return list(train.columns)
    names = []
    for name, cells in zip(train.columns, train.cells, strict=True):
        if name in test.columns:
            theirs = test.cells[test.columns.index(name)]
            if not (theirs.blank | theirs.token).all() or (cells.blank | cells.token).all():
                continue
        names.append(name)
    return names


def _trains(
    sample: Sheet, test: Sheet | None, link: Link, rest: Sequence[Sheet], targets: Sequence[str]
) -> list[tuple[float, Sheet]]:
    """Tables that hold what is predicted, the best first, each with how much speaks for it."""
    found = []
    for sheet in rest:
        if sheet is test or sheet.records == 0:
            continue
        absent = absent_in_test(sheet, test)
        if targets:
            strength = 3.0 if all(name in sheet.columns for name in targets) else 0.0
        else:
            strength = match_targets(sample, predictions(sample, link, test), sheet, absent).strength
        if strength <= 0:
            continue
        shared = len(set(sheet.columns) & set(test.columns)) / len(test.columns) if test is not None else 0.0
        if strength < 2 and test is not None and shared == 0:
            continue
        named = 0.01 if "train" in PurePosixPath(sheet.name).name.lower() else 0.0
        found.append((strength + shared + named, sheet))
    return sorted(found, key=lambda pair: (-pair[0], -pair[1].records, pair[1].name))


def _plausible(sample: Sheet, test: Sheet, link: Link, trains: Sequence[tuple[float, Sheet]]) -> bool:
    """Whether a table without a telling name is a sample: it knows exactly the test rows and little else."""
    names = predictions(sample, link, test)
    if not names or not trains or trains[0][0] < 1.5 or sample.records != test.records or link.covered < 1:
        return False
    return len(sample.columns) - len(names) <= 2 and (
        _fixed_predictions(sample, link) or len(names) < len(test.columns)
    )
