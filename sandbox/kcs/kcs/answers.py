# SPDX-License-Identifier: GPL-3.0-or-later
"""The answers in a train table, read by the contract: spelled as the contract spells them, and who may be sealed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np

from kcs.constant import TargetValues
from kcs.naming import TRUTH, label_key
from kcs.plan import Units, strata_of
from kcs.readings import Sheet
from kcs.values import BoolArray, FloatArray, IntArray, parse_numbers


class TargetColumn:
    """One target in the train table.

    :param target: the contract's entry
    :param train: the sheet, with the contract's readings
    """

    def __init__(self, target: Mapping[str, Any], train: Sheet) -> None:
        self.target = target
        self.place = train.columns.index(target["column"])
        self.cells = train.cells[self.place]
        self._missing = self.cells.missing(train.readings[self.place].na_is_text)
        dialect = train.table.dialect
        self._plain = (dialect.decimal, dialect.thousands) == (".", None)
        self._values = parse_numbers(self.cells.uniques, dialect.decimal, dialect.thousands)

    @cached_property
    def spelled(self) -> list[str]:
        """Per distinct text the answer in the contract's spelling; empty where missing."""
        if self.target["kind"] in ("P", "L"):
            exact = {str(label): str(label) for label in self.target["classes"]}
            folded = {label_key(str(label)): str(label) for label in self.target["classes"]}
            keys = [label_key(word) for word in self.cells.words]
            answers = [
                exact.get(word) or folded.get(key) or folded.get(TRUTH.get(key, "")) or word.strip()
                for word, key in zip(self.cells.words, keys, strict=True)
            ]
        elif self.target["kind"] == "S" or self._plain:
            answers = [word.strip() for word in self.cells.words]
        else:
            answers = [repr(value) for value in self._values.tolist()]
        return ["" if gone else answer for answer, gone in zip(answers, self._missing.tolist(), strict=True)]

    @property
    def missing(self) -> BoolArray:
        """Per record: no answer."""
        return self._missing[self.cells.codes]

    @property
    def numbers(self) -> FloatArray:
        """Per record the answer as a number, not-a-number where missing."""
        values = np.where(self._missing, np.nan, self._values)
        return values[self.cells.codes]

    @property
    def codes(self) -> IntArray:
        """Per record the number of its class in alphabetical order of the spelled answers."""
        order = {label: place for place, label in enumerate(sorted(set(self.spelled)))}
        return np.array([order[label] for label in self.spelled], dtype=np.int64)[self.cells.codes]

    def texts(self, rows: IntArray) -> list[str]:
        """The answers of some records."""
        spelled = np.array(self.spelled, dtype=object)
        return list(spelled[self.cells.codes[rows]])

    def values(self, rows: IntArray | None = None) -> TargetValues:
        """What the constant needs of some records (None: all)."""
        codes = self.cells.codes if rows is None else self.cells.codes[rows]
        if self.target["kind"] in ("P", "L", "S"):
            many = np.bincount(codes, minlength=len(self.cells.uniques)).tolist()
            counts: dict[str, int] = dict.fromkeys(map(str, self.target["classes"]), 0)
            for label, count in zip(self.spelled, many, strict=True):
                if label != "":
                    counts[label] = counts.get(label, 0) + count
            if not any(counts.values()):
                counts = {}
            return TargetValues(counts, np.empty(0))
        numbers = np.where(self._missing, np.nan, self._values)[codes]
        return TargetValues({}, numbers[~np.isnan(numbers)])


def target_columns(contract: Mapping[str, Any], train: Sheet) -> list[TargetColumn]:
    """The targets of a contract in its train table, in the contract's order."""
    return [TargetColumn(target, train) for target in contract["targets"]]


def labelled(columns: list[TargetColumn], records: int) -> BoolArray:
    """Per record: at least one target is there."""
    known = np.zeros(records, dtype=np.bool_)
    for column in columns:
        known |= ~column.missing
    return known


def id_names(contract: Mapping[str, Any], side: str) -> list[str]:
    """The id columns of the `train` or `test` table in the order of the sample's; [] where that table has none.

    The contract's `link` names a single column; ids of several columns have the sample's names in all tables.
    """
    name = contract["link"][side]
    if name is not None:
        return [str(name)]
    return [str(name) for name in contract["sample"]["id_columns"]] if contract["link"]["kind"] == "column" else []


def repeated_ids(contract: Mapping[str, Any], train: Sheet) -> BoolArray:
    """Per record: its id is missing or not its own. Such a record is never sealed: its id could not be told apart."""
    names = id_names(contract, "train")
    if not names:
        return np.zeros(train.records, dtype=np.bool_)
    cells = [train.cells[train.columns.index(name)] for name in names]
    if len(cells) == 1:
        return np.asarray((cells[0].counts > 1)[cells[0].codes] | cells[0].blank[cells[0].codes])
    code = np.zeros(train.records, dtype=np.int64)
    for one in cells:
        code = np.unique(code * len(one.uniques) + one.codes, return_inverse=True)[1].astype(np.int64)
    return np.asarray((np.bincount(code) > 1)[code])


def units_of(contract: Mapping[str, Any], train: Sheet, test: Sheet, seed: int) -> Units:
    """What a plan is made of, by the contract."""
    columns = target_columns(contract, train)
    sealable = labelled(columns, train.records) & ~repeated_ids(contract, train)
    strata: IntArray | None = None
    numbers: FloatArray | None = None
    if contract["prediction_kind"] in ("R", "R+"):
        numbers = columns[0].numbers
    elif len(columns) == 1:
        strata = columns[0].codes
    else:
        labels = []
        for column in columns:
            positive = column.target["positive"]
            is_set = np.array([float(word == positive) for word in column.spelled])[column.cells.codes].astype(np.int64)
            labels.append((np.where(column.missing, -1, is_set), int(is_set.sum())))
        strata = strata_of(labels)
    ids = set(id_names(contract, "train")) | set(id_names(contract, "test"))
    return Units(
        train, test, sealable, strata, numbers, ids, {target["column"] for target in contract["targets"]}, seed
    )
