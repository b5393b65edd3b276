# SPDX-License-Identifier: GPL-3.0-or-later
"""Which labelled units are sealed in which view: scheme, number of views, and the part of every train record.

Nothing here draws random numbers from a library: order by chance is a fixed mix of seed and record number, so that a
plan made again, anywhere, is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from kcs.readings import Sheet
from kcs.timeline import NO_TIME, Timeline, timeline
from kcs.values import BoolArray, FloatArray, IntArray

TRAIN, SEALED, LEFT_OUT = 0, 1, 2
Parts = npt.NDArray[np.int8]  # records x views
FEW_UNITS, SMALL, MEDIUM = 20, 20_000, 200_000
MOST_SEALED = 200_000
_STEPS = (5, 3, 2, 1)
_LEAST_PART = 4


@dataclass
class Units:
    """What a plan is made of. `labelled` says per train record whether it may be sealed (it has an answer and an id of
    its own); `strata` is a class number per record, or the value itself for real targets (`numbers`)."""

    train: Sheet
    test: Sheet
    labelled: BoolArray
    strata: IntArray | None
    numbers: FloatArray | None
    ids: set[str]
    targets: set[str]
    seed: int


@dataclass
class Split:
    """The value of the contract's `split`, and the plan that belongs to it."""

    scheme: str | None = None
    column: str | None = None
    reason: str = ""
    k: int = 0
    share: float = 0.0
    horizon: str | None = None
    gap: str | None = None
    cannot: str | None = None
    parts: Parts = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int8))
    timeline: Timeline | None = None

    def to_json(self, seed: int) -> dict[str, Any]:
        return {
            "scheme": self.scheme,
            "column": self.column,
            "reason": self.reason,
            "seed": seed,
            "k": self.k,
            "share": self.share,
            "horizon": self.horizon,
            "gap": self.gap,
            "views": [f"sealed-{view + 1}" for view in range(self.k)],
            "smoke": False,
            "cannot": self.cannot,
        }


def cannot(code: str, sentence: str) -> Split:
    """The split of a competition that cannot be sealed."""
    return Split(reason=sentence, cannot=code)


def views_for(units: int) -> int:
    """How many views so many labelled units get before anything shrinks their number."""
    return 0 if units < FEW_UNITS else 5 if units < SMALL else 3 if units < MEDIUM else 1


def make_plan(units: Units, pinned_time: str | None, pinned_group: str | None, most: int | None = None) -> Split:
    """Chooses the first scheme that applies and gives every record its part.

    :param pinned_time: time column that a person named
    :param pinned_group: group column that a person named
    :param most: no more views than this (disk), None: as many as the rules give
    """
    count = int(units.labelled.sum())
    k = views_for(count)
    if k == 0:
        return cannot("few_units", f"Only {count} training rows have an answer; at least {FEW_UNITS} are needed.")
    k = min(k, most or k)
    if pinned_group is None or pinned_time is not None:
        line = _time_column(units, pinned_time)
        if line is not None:
            split = _time_plan(units, line, k, pinned_time is not None)
            if split is not None:
                return split
    found = _group_column(units, k, pinned_group) if pinned_time is None else None
    if found is not None:
        return _group_plan(units, k, *found)
    return _stratified_plan(units, k)


def plan_again(units: Units, scheme: str, column: str | None, k: int, most: int | None) -> Split:
    """The plan of a scheme that was chosen before, with at most so many views.

    :raises ValueError: when the scheme no longer fits the data
    """
    k = min(k, most or k)
    place = units.train.columns.index(column) if column is not None else -1
    if scheme == "stratified":
        return _stratified_plan(units, k)
    if scheme == "grouped":
        return _group_plan(units, k, place, _groups(units.train, place), "")
    line = timeline(units.train, place, units.test, units.test.columns.index(str(column)))
    split = _time_plan(units, line, k, False) if line is not None else None
    if split is None:
        raise ValueError(f"{column} is no longer a time column")
    return split


def mixed(seed: int, size: int) -> npt.NDArray[np.uint64]:
    """A number by chance for each record: SplitMix64 of seed and record number."""
    with np.errstate(over="ignore"):
        value = np.arange(1, size + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(seed)
        value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return np.asarray(value ^ (value >> np.uint64(31)))


# --- time ------------------------------------------------------------------------------------------------------------


def _shared(units: Units) -> list[tuple[int, int]]:
    """Places of the columns that train and test share and that are no targets."""
    pairs = []
    for place, name in enumerate(units.train.columns):
        if name in units.test.columns and name not in units.targets:
            pairs.append((place, units.test.columns.index(name)))
    return pairs


def _time_column(units: Units, pinned: str | None) -> Timeline | None:
    found = []
    for place, other in _shared(units):
        if pinned is not None and units.train.columns[place] != pinned:
            continue
        if units.train.readings[place].type not in ("date", "integer"):
            continue
        line = timeline(units.train, place, units.test, other)
        if line is not None and (pinned is not None or line.after()):
            found.append(line)
    return max(found, key=lambda line: line.distinct, default=None)


def _time_plan(units: Units, line: Timeline, k: int, pinned: bool) -> Split | None:
    timed = units.labelled & (line.train != NO_TIME)
    times = np.sort(line.train[timed])
    test = line.test[line.test != NO_TIME]
    if len(times) < FEW_UNITS or len(test) == 0:
        return None
    step = line.step
    horizon = int(test.max() - test.min()) + step
    gap = max(0, int(test.min() - times[-1]) - step)
    for length, size, between in (
        (horizon, None, gap),
        (None, len(test), gap),
        (None, len(times) // 5, gap),
        (None, len(times) // 5, 0),
    ):
        bounds = _blocks(times, length, size, between, k)
        if bounds:
            break
    else:
        return None
    parts = np.full((units.train.records, len(bounds)), LEFT_OUT, dtype=np.int8)
    for view, (begin, end, last) in enumerate(bounds):
        parts[(line.train <= last) | (line.train == NO_TIME), view] = TRAIN
        parts[timed & (line.train > begin) & (line.train <= end), view] = SEALED
    dropped = _drop_new_groups(units, parts)
    why = (
        "the time column was named by a person"
        if pinned
        else f"nearly every test row is later in {line.column} than every training row "
        f"(train ends {line.moment(int(times[-1]))}, test begins {line.moment(int(test.min()))})"
    )
    reason = f"Last blocks of time by {line.column}: {why}; {len(bounds)} view(s)."
    if dropped:
        reason += f" All test values of {dropped} are new, so its sealed values leave the training part."
    begin, end, last = bounds[0]
    sealed = line.train[parts[:, 0] == SEALED]
    covered = length if length is not None else end - int(sealed.min()) + step
    return Split(
        "time",
        line.column,
        reason,
        len(bounds),
        _share(parts, units.labelled),
        line.length(covered),
        line.length(begin - last),
        None,
        parts,
        line,
    )


def _blocks(times: IntArray, length: int | None, size: int | None, gap: int, k: int) -> list[tuple[int, int, int]]:
    """Per view (begin, end, last time to train on]: sealed are the times in (begin, end]. Empty if view 1 fails."""
    bounds: list[tuple[int, int, int]] = []
    end = int(times[-1])
    total = len(times)
    for view in range(k):
        until = int(np.searchsorted(times, end, side="right"))
        if until == 0:
            break
        # Without a length: so many of the last units, and all that share the earliest of their times.
        first = int(times[max(0, until - max(FEW_UNITS, size or 0))])
        begin = end - length if length is not None else first - 1
        sealed = until - int(np.searchsorted(times, begin, side="right"))
        kept = int(np.searchsorted(times, begin - gap, side="right"))
        if sealed < FEW_UNITS or sealed * 2 > total or kept < total * (0.2 if view == 0 else 0.5):
            break
        bounds.append((begin, end, begin - gap))
        end = begin
    return bounds


def _drop_new_groups(units: Units, parts: Parts) -> str | None:
    """Takes groups of the sealed block out of the training part where all groups are new in test; the column's name."""
    found = _group_column(units, 1, None, all_new=True)
    if found is None:
        return None
    place, groups, _ = found
    for view in range(parts.shape[1]):
        sealed = np.unique(groups[parts[:, view] == SEALED])
        leaves = np.isin(groups, sealed) & (parts[:, view] == TRAIN)
        if int(((parts[:, view] == TRAIN) & ~leaves & units.labelled).sum()) < 0.2 * int(units.labelled.sum()):
            return None
    for view in range(parts.shape[1]):
        sealed = np.unique(groups[parts[:, view] == SEALED])
        parts[np.isin(groups, sealed) & (parts[:, view] == TRAIN), view] = LEFT_OUT
    return units.train.columns[place]


# --- groups ----------------------------------------------------------------------------------------------------------


def _group_column(units: Units, k: int, pinned: str | None, all_new: bool = False) -> tuple[int, IntArray, str] | None:
    """Place, group number per train record, and the reason of the column whose values test shows anew."""
    found: list[tuple[int, int, str]] = []
    for place, other in _shared(units):
        name = units.train.columns[place]
        if pinned is not None and name != pinned:
            continue
        sizes = _group_sizes(units, place)
        values = len(sizes)
        if pinned is not None:
            return (place, _groups(units.train, place), f"{name} was named by a person") if values >= 2 else None
        if name in units.ids or units.train.readings[place].type not in ("integer", "category", "text"):
            continue
        count = int(units.labelled.sum())
        if values < 2 or count < 1.5 * values:
            continue
        new = _new_share(units.train, place, units.test, other)
        chance = _chance_share(sizes, units.test.records)
        if new >= (0.99 if all_new else 0.5) and new >= 3 * chance:
            new_rows = (
                f"{round(new * units.test.records)} of {units.test.records} test rows have a value that does not occur"
            )
            reason = (
                f"{count / values:.3g} training rows per value of {name}, and "
                f"{'no test value occurs' if new == 1 else new_rows} in train (by chance it would be {chance:.0%})"
            )
            found.append((values, place, reason))
    for least in [2 * step for step in _STEPS if step <= k]:
        enough = [one for one in found if one[0] >= least]
        if enough:
            _, place, reason = min(enough, key=lambda one: (one[0], units.train.columns[one[1]]))
            return place, _groups(units.train, place), reason
    return None


def _groups(train: Sheet, place: int) -> IntArray:
    """A number per record for its value; rows without a value are groups of their own."""
    cells = train.cells[place]
    groups = cells.codes.astype(np.int64)
    gone = train.missing(place)
    groups[gone] = len(cells.uniques) + np.flatnonzero(gone)
    return groups


def _group_sizes(units: Units, place: int) -> IntArray:
    """How many labelled rows each value of a column has; a row without a value is a group of its own."""
    cells = units.train.cells[place]
    counts = np.bincount(cells.codes[units.labelled], minlength=len(cells.uniques))
    gone = cells.missing(units.train.readings[place].na_is_text)
    alone = np.ones(int(counts[gone].sum()), dtype=np.int64)
    return np.concatenate([counts[~gone & (counts > 0)].astype(np.int64), alone])


def _new_share(train: Sheet, place: int, test: Sheet, other: int) -> float:
    """Share of the test rows with a value that train lacks."""
    import pyarrow.compute as pc

    mine, theirs = train.cells[place], test.cells[other]
    if train.readings[place].type == "integer":
        unknown = ~np.isin(test.unique_numbers(other), train.unique_numbers(place))
    else:
        unknown = ~np.asarray(pc.is_in(theirs.uniques, value_set=mine.uniques).to_numpy(zero_copy_only=False))
    unknown &= ~theirs.missing(test.readings[other].na_is_text)
    return float(theirs.counts[unknown].sum()) / max(1, theirs.rows)


def _chance_share(sizes: IntArray, test_rows: int) -> float:
    """Expected share of rows with a value that the rest lacks if rows of train were divided by chance as test is."""
    rows = int(sizes.sum())
    part = test_rows / (rows + test_rows)
    return float((sizes * part ** (sizes - 1)).sum() / rows)


def _group_plan(units: Units, k: int, place: int, groups: IntArray, reason: str) -> Split:
    known = np.flatnonzero(units.labelled)
    _, member = np.unique(groups[known], return_inverse=True)
    count = int(member.max()) + 1
    while k > 1 and (count < 2 * k or len(known) < _LEAST_PART * k):
        k = next(step for step in _STEPS if step < k)
    buckets = k if k > 1 else max(5 if count >= 10 else 2, -(-len(known) // MOST_SEALED))
    part_of = _balanced(member, count, _classes(units)[known], buckets, units.seed)
    parts = np.zeros((units.train.records, k), dtype=np.int8)
    for view in range(k):
        chosen = np.flatnonzero(part_of == view)
        parts[known[np.isin(member, chosen)], view] = SEALED
    name = units.train.columns[place]
    return Split(
        "grouped", name, f"Whole groups of {name}: {reason}.", k, _share(parts, units.labelled), None, None, None, parts
    )


def _balanced(member: IntArray, count: int, classes: IntArray, parts: int, seed: int) -> IntArray:
    """A part for each group so that sizes and class shares are alike: large groups first, to the emptiest part."""
    kinds = int(classes.max()) + 1
    if kinds > 50:
        classes, kinds = np.zeros_like(classes), 1
    table = np.bincount(member * kinds + classes, minlength=count * kinds).reshape(count, kinds).astype(np.float64)
    sizes = table.sum(axis=1)
    order = np.lexsort((mixed(seed, count), -sizes))
    weight = 1 / np.maximum(table.sum(axis=0), 1)
    filled = np.zeros((parts, kinds))
    load = np.zeros(parts)
    result = np.zeros(count, dtype=np.int64)
    total = sizes.sum()
    for group in order.tolist():
        row = table[group]
        cost = ((filled + row) ** 2 * weight).sum(axis=1) - (filled**2 * weight).sum(axis=1)
        cost += ((load + sizes[group]) ** 2 - load**2) / total
        best = int(np.argmin(np.round(cost, 9)))
        result[group] = best
        filled[best] += row
        load[best] += sizes[group]
    return result


# --- strata ----------------------------------------------------------------------------------------------------------


def _classes(units: Units) -> IntArray:
    """A stratum per record: its class, or its decile of a real target."""
    if units.strata is not None:
        return units.strata
    values = units.numbers if units.numbers is not None else np.zeros(units.train.records)
    known = np.flatnonzero(units.labelled & ~np.isnan(values))
    strata = np.zeros(units.train.records, dtype=np.int64)
    order = known[np.lexsort((mixed(units.seed, units.train.records)[known], values[known]))]
    strata[order] = np.arange(len(order)) * 10 // max(1, len(order))
    return strata


def _stratified_plan(units: Units, k: int) -> Split:
    known = np.flatnonzero(units.labelled)
    while k > 1 and len(known) < _LEAST_PART * k:
        k = next(step for step in _STEPS if step < k)
    buckets = k if k > 1 else max(5, -(-len(known) // MOST_SEALED))
    strata = _classes(units)[known]
    _, member, sizes = np.unique(strata, return_inverse=True, return_counts=True)
    chance = mixed(units.seed, units.train.records)[known]
    order = np.lexsort((chance, member, sizes[member]))  # the rarest class first, each class in an order by chance
    part = np.empty(len(known), dtype=np.int64)
    part[order] = np.arange(len(known)) % buckets
    parts = np.zeros((units.train.records, k), dtype=np.int8)
    for view in range(k):
        parts[known[part == view], view] = SEALED
    by = "tenths of the target" if units.strata is None else "class"
    reason = (
        f"Rows by chance, alike in {by}: test is neither later than train, nor has it groups that train lacks; "
        f"{len(known)} labelled rows make {k} view(s)."
    )
    return Split("stratified", None, reason, k, _share(parts, units.labelled), None, None, None, parts)


def _share(parts: Parts, labelled: BoolArray) -> float:
    return round(float((parts[:, 0] == SEALED).sum()) / max(1, int(labelled.sum())), 6)


def strata_of(columns: Sequence[tuple[IntArray, int]]) -> IntArray:
    """One stratum per record from several 0/1 label columns: the rarest label that is set, else none.

    :param columns: per label the 0/1 value of each record (-1: missing) and how many records have it set
    """
    size = len(columns[0][0])
    strata = np.zeros(size, dtype=np.int64)
    for place, (values, _) in sorted(enumerate(columns), key=lambda one: -one[1][1]):
        strata[values == 1] = place + 1
    return strata
