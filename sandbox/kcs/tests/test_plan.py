# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers of views, shares and the three schemes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from kcs.dialect import Dialect
from kcs.plan import LEFT_OUT, SEALED, TRAIN, Split, Units, make_plan, plan_again
from kcs.readings import Sheet, read_all
from kcs.tables import Table


class Memory(Table):
    """A table of texts in memory."""

    def __init__(self, columns: Mapping[str, Any]) -> None:
        self.values = [pa.array([str(cell) for cell in values], pa.string()) for values in columns.values()]
        super().__init__("memory", "csv", Dialect(), list(columns), len(self.values[0]))

    def texts(self, places: Sequence[int]) -> list[pa.ChunkedArray]:
        return [pa.chunked_array([self.values[place]]) for place in places]


def units(train: Mapping[str, Any], test: Mapping[str, Any], labelled: Any = None, classes: Any = None) -> Units:
    sheets = [Sheet(Memory(train)), Sheet(Memory(test))]
    read_all(sheets)
    size = sheets[0].records
    known = np.ones(size, dtype=np.bool_) if labelled is None else np.asarray(labelled)
    strata = np.zeros(size, dtype=np.int64) if classes is None else np.asarray(classes)
    return Units(sheets[0], sheets[1], known, strata, None, {"id"}, {"y"}, 7)


def numbered(size: int, tests: int = 10, labelled: Any = None, classes: Any = None) -> Units:
    return units({"id": range(size)}, {"id": range(size, size + tests)}, labelled, classes)


@pytest.mark.parametrize(
    ("size", "k", "sealed"),
    [(19, 0, 0), (20, 5, 4), (19_999, 5, 4000), (20_000, 3, 6667), (199_999, 3, 66_667), (200_000, 1, 40_000),
     (1_100_000, 1, 183_334)],
)  # fmt: skip
def test_views_and_shares(size: int, k: int, sealed: int) -> None:
    split = make_plan(numbered(size), None, None)
    assert (split.k, split.cannot) == (k, None if k else "few_units")
    if k:
        counts = (split.parts == SEALED).sum(axis=1)
        assert (split.parts[:, 0] == SEALED).sum() == sealed
        assert (counts == 1).all() if k > 1 else counts.max() == 1


def test_most_that_is_sealed() -> None:
    assert (make_plan(numbered(1_300_000), None, None).parts == SEALED).sum() <= 200_000


def test_unlabelled_units_stay_in_every_training_part() -> None:
    labelled = np.arange(100) % 4 != 0
    split = make_plan(numbered(100, labelled=labelled), None, None)
    assert (split.parts[~labelled] == TRAIN).all()
    assert ((split.parts[labelled] == SEALED).sum(axis=1) == 1).all()


def test_classes_are_alike_in_all_parts_and_rare_ones_spread() -> None:
    classes = np.array([0] * 300 + [1] * 150 + [2] * 3)
    split = make_plan(numbered(453, classes=classes), None, None)
    for label, low, high in ((0, 60, 60), (1, 30, 30), (2, 0, 1)):
        per_view = [(classes[split.parts[:, view] == SEALED] == label).sum() for view in range(5)]
        assert low <= min(per_view) and max(per_view) <= high


def test_the_seed_decides_and_nothing_else() -> None:
    one, two = numbered(200), numbered(200)
    first = make_plan(one, None, None).parts
    assert (first == make_plan(two, None, None).parts).all()
    two.seed = 8
    assert (first != make_plan(two, None, None).parts).any()


# --- groups ----------------------------------------------------------------------------------------------------------


def grouped(groups: Any, tests: Any, name: str = "who", **more: Any) -> Units:
    return units(
        {"id": range(len(groups)), name: groups, **{key: pair[0] for key, pair in more.items()}},
        {"id": range(9000, 9000 + len(tests)), name: tests, **{key: pair[1] for key, pair in more.items()}},
    )


def is_whole(split: Split, groups: Sequence[Any]) -> bool:
    for view in range(split.k):
        sealed = {group for group, part in zip(groups, split.parts[:, view], strict=True) if part == SEALED}
        kept = {group for group, part in zip(groups, split.parts[:, view], strict=True) if part == TRAIN}
        if sealed & kept:
            return False
    return True


def test_groups_stay_whole_and_parts_are_balanced() -> None:
    groups = [f"g{i}" for i in np.repeat(np.arange(40), np.arange(40) % 7 + 2)]
    split = make_plan(grouped(groups, [f"n{i // 3}" for i in range(30)]), None, None)
    assert (split.scheme, split.column, split.k) == ("grouped", "who", 5)
    assert is_whole(split, groups)
    sizes = (split.parts == SEALED).sum(axis=0)
    assert sizes.max() - sizes.min() <= 8
    assert ((split.parts == SEALED).sum(axis=1) == 1).all()


@pytest.mark.parametrize(("count", "k"), [(10, 5), (9, 3), (6, 3), (5, 2), (4, 2), (3, 1)])
def test_few_groups_make_fewer_views(count: int, k: int) -> None:
    groups = [f"g{i % count}" for i in range(120)]
    split = make_plan(grouped(groups, ["new"] * 20), None, None)
    assert (split.scheme, split.k) == ("grouped", k)
    assert is_whole(split, groups)


def test_the_coarsest_of_nested_groups_is_used() -> None:
    homes, people = [f"h{i // 8}" for i in range(160)], [f"p{i // 2}" for i in range(160)]
    made = grouped(people, [f"q{i}" for i in range(20)], home=(homes, ["other"] * 20))
    assert make_plan(made, None, None).column == "home"


@pytest.mark.parametrize("seed", range(5))
def test_an_integer_measure_is_no_group(seed: int) -> None:
    random = np.random.default_rng(seed)
    ages, new = random.integers(0, 150, 300), random.integers(0, 150, 100)
    assert make_plan(grouped(ages, new, "age"), None, None).scheme == "stratified"


def test_a_decimal_measure_is_no_group() -> None:
    values = [f"{i // 4}.5" for i in range(120)]
    assert make_plan(grouped(values, [f"{500 + i}.5" for i in range(30)]), None, None).scheme == "stratified"


def test_values_shared_with_test_are_no_groups() -> None:
    groups = [f"g{i // 4}" for i in range(120)]
    assert make_plan(grouped(groups, [f"g{i}" for i in range(30)]), None, None).scheme == "stratified"


def test_a_group_can_be_pinned() -> None:
    groups = [f"g{i // 4}" for i in range(120)]
    split = make_plan(grouped(groups, [f"g{i}" for i in range(30)]), None, "who")
    assert (split.scheme, split.column) == ("grouped", "who") and is_whole(split, groups)


# --- time ------------------------------------------------------------------------------------------------------------


def days(begin: str, count: int, each: int = 1) -> list[str]:
    moments = np.arange(np.datetime64(begin), np.datetime64(begin) + np.timedelta64(count, "D"))
    return [str(moment) for moment in np.repeat(moments, each)]


def timed(train: Sequence[Any], test: Sequence[Any], labelled: Any = None) -> Units:
    return units({"id": range(len(train)), "t": train}, {"id": range(9000, 9000 + len(test)), "t": test}, labelled)


def times(split: Split, train: Sequence[Any], view: int, part: int) -> list[Any]:
    return [time for time, one in zip(train, split.parts[:, view], strict=True) if one == part]


def test_blocks_have_the_length_of_test_and_its_gap() -> None:
    train = days("2020-01-01", 100, 3)
    split = make_plan(timed(train, days("2020-04-20", 10, 3)), None, None)
    assert (split.scheme, split.column, split.horizon, split.gap) == ("time", "t", "10 days", "10 days")
    end = np.datetime64("2020-04-09")
    for view in range(split.k):
        last = end - np.timedelta64(10 * view, "D")
        assert sorted(set(times(split, train, view, SEALED))) == days(str(last - np.timedelta64(9, "D")), 10)
        assert max(times(split, train, view, TRAIN)) == str(last - np.timedelta64(20, "D"))
        assert times(split, train, view, LEFT_OUT)
    assert split.k == 4


def test_only_the_first_view_may_keep_little() -> None:
    train = days("2020-01-01", 60, 2)
    split = make_plan(timed(train, days("2020-03-01", 30, 2)), None, None)
    assert split.k == 1
    assert len(times(split, train, 0, TRAIN)) == 60


def test_equal_times_stay_together_whatever_the_order() -> None:
    random = np.random.default_rng(1)
    train = [days("2020-01-01", 40)[i] for i in random.integers(0, 40, 400)]
    split = make_plan(timed(train, ["2020-06-01"] * 50), None, None)
    assert split.scheme == "time"
    for view in range(split.k):
        assert max(times(split, train, view, TRAIN)) < min(times(split, train, view, SEALED))


@pytest.mark.parametrize(
    ("train", "test"),
    [([2000 + i // 20 for i in range(200)], [2010] * 20),
     ([f"{2000 + i // 24}{i // 2 % 12 + 1:02d}" for i in range(240)], ["201001", "201002"] * 15),
     ([d.replace("-", "") for d in days("2020-01-01", 90, 3)], [d.replace("-", "") for d in days("2020-03-31", 10, 3)]),
     ([1_500_000_000 + 3600 * (i // 2) for i in range(200)],
      [1_500_000_000 + 3600 * (100 + i // 2) for i in range(40)]),
     ([f"{d[8:]}/{d[5:7]}/{d[:4]}" for d in days("2020-01-01", 90, 3)],
      [f"{d[8:]}/{d[5:7]}/{d[:4]}" for d in days("2020-03-31", 10, 3)])],
    ids=["years", "months", "days as numbers", "stamps", "day first"],
)  # fmt: skip
def test_every_writing_of_time(train: list[Any], test: list[Any]) -> None:
    split = make_plan(timed(train, test), None, None)
    assert split.scheme == "time" and split.k >= 1
    order = {str(time): place for place, time in enumerate(dict.fromkeys(map(str, train)))}
    latest = max(order[str(time)] for time in times(split, train, 0, TRAIN))
    assert latest < min(order[str(time)] for time in times(split, train, 0, SEALED))


def test_a_block_of_too_few_units_becomes_a_number_of_units() -> None:
    train = days("2020-01-01", 100)
    split = make_plan(timed(train, days("2020-04-10", 5)), None, None)
    assert [len(times(split, train, view, SEALED)) for view in range(split.k)] == [20, 20]


def test_overlapping_times_are_no_time_split() -> None:
    assert make_plan(timed(days("2020-01-01", 100), days("2020-03-01", 40)), None, None).scheme == "stratified"


def test_groups_that_are_all_new_leave_the_training_part() -> None:
    train = days("2020-01-01", 100, 4)
    shops = [f"s{i // 40}" for i in range(400)]
    made = units(
        {"id": range(400), "t": train, "shop": shops},
        {"id": range(9000, 9040), "t": days("2020-04-10", 10, 4), "shop": [f"new{i % 4}" for i in range(40)]},
    )
    split = make_plan(made, None, None)
    assert split.scheme == "time"
    for view in range(split.k):
        assert not set(times(split, shops, view, SEALED)) & set(times(split, shops, view, TRAIN))


def test_a_plan_made_again_is_the_same() -> None:
    groups = [f"g{i // 4}" for i in range(120)]
    for made in (
        numbered(100),
        grouped(groups, ["new"] * 20),
        timed(days("2020-01-01", 100, 3), days("2020-04-10", 10, 3)),
    ):
        first = make_plan(made, None, None)
        again = plan_again(made, str(first.scheme), first.column, first.k, None)
        assert (first.parts == again.parts).all()
