# SPDX-License-Identifier: GPL-3.0-or-later
"""Columns that tell time: dates, years, months and stamps as whole numbers, all turned into one whole-number axis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kcs.readings import Sheet
from kcs.values import IntArray

NO_TIME = np.iinfo(np.int64).min
_STAMPS = (10**9, 10**6)  # nanoseconds in the unit of a stamp: seconds or milliseconds since 1970
_DAY = 86_400 * 10**9


@dataclass
class Timeline:
    """A time column of train and test on one axis. `unit` is nanoseconds, months or years."""

    column: str
    unit: str
    train: IntArray  # NO_TIME where a row has none
    test: IntArray

    @property
    def step(self) -> int:
        """The most frequent distance of neighbouring times, the smaller one on a tie."""
        known = np.unique(np.concatenate([self.train, self.test]))
        steps = np.diff(known[known != NO_TIME])
        if len(steps) == 0:
            return 1
        values, counts = np.unique(steps, return_counts=True)
        return int(values[np.argmax(counts)])

    @property
    def distinct(self) -> int:
        return len(np.unique(self.train))

    def after(self) -> bool:
        """Whether test's first percentile lies after train's 99th."""
        train, test = self.train[self.train != NO_TIME], self.test[self.test != NO_TIME]
        if len(train) == 0 or len(test) == 0:
            return False
        return int(np.quantile(test, 0.01, method="inverted_cdf")) > int(
            np.quantile(train, 0.99, method="inverted_cdf")
        )

    def length(self, value: int) -> str:
        """A length of time in words."""
        if value == 0:
            return "none"
        if self.unit != "nanoseconds":
            return f"{value} {self.unit if value != 1 else self.unit[:-1]}"
        for size, name in ((_DAY, "day"), (3600 * 10**9, "hour"), (60 * 10**9, "minute"), (10**9, "second")):
            if value % size == 0:
                return f"{value // size} {name}{'s' if value != size else ''}"
        return f"{value / 10**9:g} seconds"

    def moment(self, value: int) -> str:
        """A point of the axis in words."""
        if self.unit == "years":
            return str(value)
        if self.unit == "months":
            return f"{value // 12}-{value % 12 + 1:02d}"
        text = str(np.datetime64(value, "ns"))[:19].replace("T", " ")
        return text.removesuffix(" 00:00:00")


def timeline(train: Sheet, place: int, test: Sheet, other: int) -> Timeline | None:
    """The time axis of a column, or None if it tells no time."""
    name, reading, theirs = train.columns[place], train.readings[place], test.readings[other]
    if reading.type == "date" and theirs.type == "date" and reading.date_format == theirs.date_format:
        mine, yours = train.moments(place), test.moments(other)
        if "%d" not in str(reading.date_format):
            return Timeline(name, "months", _months(mine), _months(yours))
        return Timeline(name, "nanoseconds", mine, yours)
    if reading.type != "integer" or theirs.type != "integer":
        return None
    first, second = train.numbers(place), test.numbers(other)
    known = np.concatenate([first[~np.isnan(first)], second[~np.isnan(second)]])
    if len(known) == 0 or not (known == np.round(known)).all():
        return None
    low, high = known.min(), known.max()
    if low >= 1900 and high <= 2100:
        return Timeline(name, "years", _whole(first, 1), _whole(second, 1))
    for scale in _STAMPS:
        since = 631_152_000 * 10**9 // scale  # 1990: smaller numbers are rather counts
        if since <= low and high <= 4 * since and len(np.unique(known)) >= 20:
            return Timeline(name, "nanoseconds", _whole(first, scale), _whole(second, scale))
    return None


def _whole(values: np.ndarray[tuple[int], np.dtype[np.float64]], scale: int) -> IntArray:
    gone = np.isnan(values)
    return np.where(gone, NO_TIME, np.where(gone, 0, values).astype(np.int64) * scale)


def _months(moments: IntArray) -> IntArray:
    months = moments.view("datetime64[ns]").astype("datetime64[M]").astype(np.int64) + 1970 * 12
    return np.where(moments == NO_TIME, NO_TIME, months)
