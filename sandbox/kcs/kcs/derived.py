# SPDX-License-Identifier: GPL-3.0-or-later
"""A sample submission where the competition ships none: test ids, and columns from the pages or from the labels."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pyarrow as pa

from kcs.dialect import Dialect
from kcs.errors import Unusable
from kcs.readings import Sheet, read_all
from kcs.roles import Link, Roles, absent_in_test
from kcs.tables import Table
from kcs.values import NUMBER, WHOLE, matches


class _Rows(Sheet):
    """A sample that no file holds, made of texts."""

    def __init__(self, columns: Mapping[str, Sequence[str]]) -> None:
        class Made(Table):
            def texts(self, places: Sequence[int]) -> list[pa.ChunkedArray]:
                values = list(columns.values())
                return [pa.chunked_array([pa.array(values[place], pa.string())]) for place in places]

        names = list(columns)
        super().__init__(Made("", "csv", Dialect(), names, len(columns[names[0]])))
        read_all([self])


def derived_sample(
    roles: Roles, pinned_ids: Sequence[str], pinned_targets: Sequence[str], page_text: str
) -> tuple[Sheet, Link]:
    """A sample made of the test ids and the target columns, where the competition ships none."""
    train, test = roles.train, roles.test
    assert test is not None
    targets = list(pinned_targets)
    ids = [name for name in pinned_ids if name in test.columns]
    header = _page_header(page_text, test)
    if header is not None:
        ids, targets = ids or header[:1], header[1:]
    elif not targets and train is not None:
        targets = absent_in_test(train, test)
    unique = [
        name
        for name, cells in zip(test.columns, test.cells, strict=True)
        if len(cells.uniques) == cells.rows
        and (matches(cells.uniques, WHOLE).all() or not matches(cells.uniques, NUMBER).all())
    ]
    ids = ids or [name for name in unique if train is None or name in train.columns][:1] or unique[:1]
    if not ids or not targets:
        raise Unusable(
            "no_sample",
            f"There is no sample submission beside {test.name}, and neither the pages nor the labels "
            "tell which columns a submission has.",
            "Add the sample submission, or name the target and id columns.",
        )
    filler = {name: [""] * test.records for name in targets}
    made = _Rows({ids[0]: test.cells[test.columns.index(ids[0])].texts(), **filler})
    return made, Link("column", ids[:1], ids[:1])


def _page_header(page_text: str, test: Sheet) -> list[str] | None:
    """The header of an example submission in the pages: a line of names that begins with a column of test."""
    for line in page_text.splitlines():
        cells = [cell.strip().strip('"`') for cell in line.strip().strip("`").split(",")]
        if (
            len(cells) >= 2
            and cells[0] in test.columns
            and not any(cell in test.columns for cell in cells[1:])
            and all(
                re.fullmatch(r"\w[\w .()-]{0,40}", cell) and not re.fullmatch(r"[\d.]+", cell) for cell in cells[1:]
            )
        ):
            return cells
    return None
