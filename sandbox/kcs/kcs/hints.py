# SPDX-License-Identifier: GPL-3.0-or-later
"""Statistics behind warnings: repeated rows, features that give the answer away, order that tells, train against test.

All of them look at a bounded number of rows, chosen evenly, so that their cost does not grow with the data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from kcs.answers import TargetColumn, id_names
from kcs.plan import mixed
from kcs.readings import NUMERIC, Sheet
from kcs.values import FloatArray, IntArray

LEAK_ROWS, ADVERSARIAL_ROWS, FEWEST = 50_000, 10_000, 50
_COLUMNS, _PAIRS = 60, 1000  # columns of the small model; pairs of feature and target that are compared
_AUC, _CORRELATION, _ORDER = 0.99, 0.999, 0.3


def features(train: Sheet, test: Sheet, contract: Mapping[str, Any]) -> list[tuple[int, int]]:
    """Places of the columns of train and test that are neither ids nor targets and not empty in test."""
    away = (
        {target["column"] for target in contract["targets"]}
        | set(id_names(contract, "train"))
        | set(id_names(contract, "test"))
    )
    pairs = []
    for place, name in enumerate(train.columns):
        if name in test.columns and name not in away and not test.empty(test.columns.index(name)):
            pairs.append((place, test.columns.index(name)))
    return pairs


def evenly(size: int, most: int) -> IntArray:
    """At most so many row numbers, evenly spread."""
    return np.arange(size, dtype=np.int64) if size <= most else np.linspace(0, size - 1, most).astype(np.int64)


def repeated_rows(train: Sheet, test: Sheet, contract: Mapping[str, Any]) -> tuple[int, int]:
    """How many train rows repeat an earlier one's features, and how many test rows have those of a train row."""
    pairs = features(train, test, contract)
    if len(pairs) < 2:
        return 0, 0
    mine, yours = np.zeros(train.records, dtype=np.uint64), np.zeros(test.records, dtype=np.uint64)
    with np.errstate(over="ignore"):
        for place, other in pairs:
            a, b = train.cells[place], test.cells[other]
            codes = mixed(place, len(a.uniques) + len(b.uniques))
            known = pc.index_in(b.uniques, value_set=a.uniques).to_numpy(zero_copy_only=False)
            fresh = np.arange(len(a.uniques), len(a.uniques) + len(b.uniques))
            shared = np.where(np.isnan(known), fresh, np.nan_to_num(known)).astype(np.int64)
            mine = mine * np.uint64(0x100000001B3) + codes[: len(a.uniques)][a.codes]
            yours = yours * np.uint64(0x100000001B3) + codes[shared][b.codes]
    distinct = np.unique(mine)
    return train.records - len(distinct), int(np.isin(yours, distinct).sum())


def auc(truth: npt.NDArray[np.bool_], score: FloatArray) -> float | None:
    """Area under the curve, ties half; None where one class is missing."""
    positive = int(truth.sum())
    negative = len(truth) - positive
    if positive == 0 or negative == 0:
        return None
    _, group, counts = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[group]
    return float((ranks[truth].sum() - positive * (positive + 1) / 2) / (positive * negative))


def _code(sheet: Sheet, place: int, rows: IntArray) -> FloatArray:
    """A column as numbers: itself, or its codes in order of frequency for words; missing is not-a-number."""
    cells, reading = sheet.cells[place], sheet.readings[place]
    if reading.type in NUMERIC:
        return sheet.unique_numbers(place)[cells.codes[rows]]
    if reading.type == "date":
        return sheet.unique_moments(place)[cells.codes[rows]]
    values = np.argsort(np.argsort(-cells.counts, kind="stable"), kind="stable").astype(np.float64)
    values[cells.missing(reading.na_is_text)] = np.nan
    return values[cells.codes[rows]]


def leaks(train: Sheet, test: Sheet, contract: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Features with AUC above 0.99 or |r| above 0.999 against a target, each with the value in words."""
    rows = evenly(train.records, LEAK_ROWS)
    pairs = features(train, test, contract)[:_PAIRS]
    for target in contract["targets"][: max(1, _PAIRS // max(1, len(pairs)))]:
        column = TargetColumn(target, train)
        known = rows[~column.missing[rows]]
        if len(known) < FEWEST:
            continue
        real = target["kind"] in ("R", "R+")
        truth = column.numbers[known] if real else column.codes[known].astype(np.float64)
        if not real and len(np.unique(truth)) != 2:
            yield from _same_as_target(train, pairs, column, known)
            continue
        for place, _ in pairs:
            values = _code(train, place, known)
            there = ~np.isnan(values)
            if there.sum() < FEWEST:
                continue
            if real:
                if train.readings[place].type in NUMERIC and values[there].std() > 0 and truth[there].std() > 0:
                    r = float(np.corrcoef(values[there], truth[there])[0, 1])
                    if abs(r) > _CORRELATION:
                        yield train.columns[place], f"correlation {r:.4f}"
                continue
            value = auc(truth[there] == truth.max(), values[there])
            if value is not None and max(value, 1 - value) > _AUC and there.mean() > 0.5:
                yield train.columns[place], f"AUC {max(value, 1 - value):.3f}"


def _same_as_target(
    train: Sheet, pairs: list[tuple[int, int]], column: TargetColumn, known: IntArray
) -> Iterator[tuple[str, str]]:
    """Columns that are the class under other names: each value goes with one class and each class with one value."""
    truth = column.codes[known]
    for place, _ in pairs:
        codes = train.cells[place].codes[known].astype(np.int64)
        joint = len(np.unique(codes * (int(truth.max()) + 1) + truth))
        if joint == len(np.unique(codes)) == len(np.unique(truth)):
            yield train.columns[place], "one value for each class"


def order_hints(train: Sheet, contract: Mapping[str, Any]) -> Iterator[tuple[str | None, str]]:
    """Row order and numeric ids whose rank correlation with the first target is notable."""
    column = TargetColumn(contract["targets"][0], train)
    rows = evenly(train.records, LEAK_ROWS)
    known = rows[~column.missing[rows]]
    if len(known) < FEWEST or (contract["split"]["scheme"] == "time"):
        return
    real = column.target["kind"] in ("R", "R+")
    truth = column.numbers[known] if real else column.codes[known].astype(np.float64)
    candidates: list[tuple[str | None, FloatArray]] = [(None, known.astype(np.float64))]
    for name in id_names(contract, "train"):
        place = train.columns.index(name)
        if train.readings[place].type in NUMERIC:
            candidates.append((name, train.unique_numbers(place)[train.cells[place].codes[known]]))
    for candidate, values in candidates:
        if np.isnan(values).any() or len(np.unique(values)) < 2 or len(np.unique(truth)) < 2:
            continue
        r = float(np.corrcoef(_ranks(values), _ranks(truth))[0, 1])
        if abs(r) > max(_ORDER, 5 / np.sqrt(len(known))):
            yield candidate, f"rank correlation {r:.2f}"


def _ranks(values: FloatArray) -> FloatArray:
    _, group, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[group]


def adversarial_auc(train: Sheet, test: Sheet, contract: Mapping[str, Any]) -> tuple[float, str] | None:
    """How well a small model tells test rows from train rows (cross-fitted AUC), and the most telling column."""
    if min(train.records, test.records) < 2 * FEWEST:
        return None
    pairs = [(a, b) for a, b in features(train, test, contract) if _tells(train, a, contract)][:_COLUMNS]
    if not pairs:
        return None
    mine, yours = evenly(train.records, ADVERSARIAL_ROWS // 2), evenly(test.records, ADVERSARIAL_ROWS // 2)
    columns = []
    for place, other in pairs:
        columns.append(np.concatenate([_code(train, place, mine), _shared_code(train, place, test, other, yours)]))
    matrix = np.column_stack(columns)
    truth = np.concatenate([np.zeros(len(mine), dtype=np.bool_), np.ones(len(yours), dtype=np.bool_)])
    from sklearn.ensemble import HistGradientBoostingClassifier

    half = mixed(1, len(truth)) % np.uint64(2) == 0
    score = np.zeros(len(truth))
    for fold in (half, ~half):
        model = HistGradientBoostingClassifier(max_iter=25, max_leaf_nodes=15, random_state=0, early_stopping=False)
        score[fold] = model.fit(matrix[~fold], truth[~fold]).predict_proba(matrix[fold])[:, 1]
    value = auc(truth, score)
    if value is None:
        return None
    single = []
    for column, (place, _) in zip(columns, pairs, strict=True):
        alone = auc(truth, np.nan_to_num(column, nan=-1e300)) or 0.5
        single.append((max(alone, 1 - alone), train.columns[place]))
    return value, max(single)[1]


def _tells(train: Sheet, place: int, contract: Mapping[str, Any]) -> bool:
    """Whether a column can tell of drift: no text, no words that hardly repeat, and not what the split is made by."""
    kind, cells = train.readings[place].type, train.cells[place]
    if train.columns[place] == contract["split"]["column"] or kind == "text":
        return False
    return kind in NUMERIC or kind == "date" or len(cells.uniques) * 5 <= cells.rows


def _shared_code(train: Sheet, place: int, test: Sheet, other: int, rows: IntArray) -> FloatArray:
    """A test column in the codes of train; what train lacks is -1."""
    if train.readings[place].type in NUMERIC and test.readings[other].type in NUMERIC:
        return test.unique_numbers(other)[test.cells[other].codes[rows]]
    if train.readings[place].type == test.readings[other].type == "date":
        return test.unique_moments(other)[test.cells[other].codes[rows]]
    mine, theirs = train.cells[place], test.cells[other]
    order = np.argsort(np.argsort(-mine.counts, kind="stable"), kind="stable").astype(np.float64)
    known = pc.index_in(theirs.uniques, value_set=mine.uniques).to_numpy(zero_copy_only=False).astype(np.float64)
    values = np.where(np.isnan(known), -1.0, order[np.nan_to_num(known).astype(np.int64)])
    values[theirs.missing(test.readings[other].na_is_text)] = np.nan
    return values[theirs.codes[rows]]
