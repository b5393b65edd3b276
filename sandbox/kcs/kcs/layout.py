# SPDX-License-Identifier: GPL-3.0-or-later
"""Recognises the shapes of competitions that get the constant only, and says why they cannot be sealed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kcs.inventory import Entry
from kcs.readings import Sheet
from kcs.roles import Roles
from kcs.values import NUMBER, Cells, matches

_RUN_LENGTH = r"^\s*\d+ \d+( \d+ \d+)*\s*$"
_SENTENCES = {
    "rle": "The predictions are masks written as run lengths.",
    "boxes": "The predictions are boxes in a text.",
    "ranked_list": "The prediction is a ranked list in one cell.",
    "pixel": "The sample has a row for every pixel.",
    "long": "The sample has several rows for every test unit.",
    "token": "The sample has a row for every token.",
    "media": "The units are files, not rows of a table.",
    "labels": "The labels are in a file of their own, apart from the training features.",
    "parts": "The training data is in several files.",
    "test_parts": "The test data is in several files.",
    "no_sample": "There is no sample submission.",
    "rows": "Several training rows belong to one id.",
}
_LATER = " Such data gets the constant submission; sealed views for it are not made yet."


def sentence(what: str) -> str:
    """Why a layout cannot be sealed, in words."""
    return _SENTENCES[what] + _LATER


def text_layout(sample: Sheet, predictions: Sequence[str]) -> str | None:
    """rle, boxes or ranked_list where a prediction cell of the sample says so."""
    for name in predictions:
        cells = sample.cells[sample.columns.index(name)]
        words = cells.uniques.filter(pa.array(~cells.blank))
        lower = name.lower()
        if len(words) and matches(words, NUMBER).all():
            continue
        if re.search(r"rle|encoded_?pixels|mask", lower) or (len(words) and matches(words, _RUN_LENGTH).all()):
            return "rle"
        if re.search(r"prediction_?string|bbox|boxes", lower):
            return "boxes"
        if len(words) and _mostly_lists(words):
            return "boxes" if matches(words, r"^[\d\s-]*\d\.\d[\d.\s-]*$").all() else "ranked_list"
    return None


def _mostly_lists(words: pa.StringArray) -> bool:
    items = np.asarray(pc.add(pc.count_substring_regex(words, r"\S\s+\S"), 1).to_numpy(zero_copy_only=False))
    plain = matches(words, r"^[\w.:-]+(\s+[\w.:-]+)+\s*$")
    codes = matches(words, r"\d")
    return bool((items >= 3).all() and plain.all() and codes.all())


def composed_ids(sample: Sheet, place: int, test: Sheet | None, entries: Sequence[Entry]) -> str | None:
    """long, token or pixel where sample ids are made of a test id and something more."""
    return separated_ids(sample, place, test, entries) or _product(sample.cells[place], test)


def separated_ids(sample: Sheet, place: int, test: Sheet | None, entries: Sequence[Entry]) -> str | None:
    """The same for ids with a separator between their parts."""
    cells = sample.cells[place]
    pieces = pc.replace_substring_regex(cells.uniques, r"[_\-:, |](\d+|[A-Za-z]\w*)$", "")
    heads = pc.unique(pieces)
    if len(heads) * 2 > len(cells.uniques):
        return None
    twice = pc.unique(pc.replace_substring_regex(pieces, r"[_\-](\d+)$", ""))
    stems = pa.array(
        sorted({PurePosixPath(entry.path).stem for entry in entries if entry.kind == "media"}), pa.string()
    )
    media = any(entry.kind == "media" for entry in entries)
    if (
        media
        and len(twice) * 4 < len(cells.uniques)
        and (len(stems) == 0 or matches(cells.uniques, r"_\d+_\d+$").all())
    ):
        return "pixel"
    if test is None:
        return "long" if media else None
    for theirs in test.cells:
        known = pc.sum(pc.is_in(heads, value_set=theirs.uniques)).as_py() or 0
        if known >= 0.9 * len(heads):
            digits = matches(cells.uniques, r"[_\-:, |]\d+$").all()
            return "token" if digits and test.records == sample.records else "long"
    return None


def _product(cells: Cells, test: Sheet | None) -> str | None:
    """Ids like record * 100 + class: whole numbers whose leading parts are whole-number ids of test."""
    if test is None or not matches(cells.uniques, r"^\d+$").all():
        return None
    numbers = cells.uniques.cast(pa.int64()).to_numpy(zero_copy_only=False)
    for scale in (10, 100, 1000, 10_000):
        heads = np.unique(numbers // scale)
        if len(heads) * 2 > len(numbers):
            continue
        for theirs in test.cells:
            if matches(theirs.uniques, r"^\d+$").all() and len(theirs.uniques):
                known = theirs.uniques.cast(pa.int64()).to_numpy(zero_copy_only=False)
                if np.isin(heads, known).mean() >= 0.9:
                    return "long"
    return None


def unusual_tables(roles: Roles, entries: Sequence[Entry]) -> str | None:
    """labels, parts, test_parts, media or rows where the tables are not one train and one test table."""
    train, test, link = roles.train, roles.test, roles.link
    if train is None or test is None or link is None:
        return None
    ids = set(link.test) | {link.train or ""}
    features = [name for name in test.columns if name not in ids]
    shared = [name for name in features if name in train.columns]
    if features and len(shared) * 2 < len(features):
        return "labels"
    for other in roles.others:
        columns = set(other.columns)
        if columns == set(train.columns) and other.records != train.records and not _overlap(other, train, link.train):
            return "parts"
        if columns == set(test.columns) and link.covered < 1 and link.test and not _overlap(other, test, link.test[0]):
            return "test_parts"
    if link.train is not None:
        cells = train.cells[train.columns.index(link.train)]
        if len(cells.uniques) < 0.95 * cells.rows:
            return "rows"
    if not [name for name in shared if name in train.columns] and any(entry.kind == "media" for entry in entries):
        return "media"
    return None


def _overlap(a: Sheet, b: Sheet, name: str | None) -> bool:
    """Whether two tables share more than a few ids (a copy rather than a further part)."""
    if name is None or name not in a.columns or name not in b.columns:
        return False
    mine, theirs = a.cells[a.columns.index(name)].uniques, b.cells[b.columns.index(name)].uniques
    return bool((pc.sum(pc.is_in(mine, value_set=theirs)).as_py() or 0) > 0.1 * len(mine))
