# SPDX-License-Identifier: GPL-3.0-or-later
"""Submissions that we write ourselves, in the shape of a sample: constants, and perfect answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kcs.constant import Constant, TargetValues, fallback_cell
from kcs.metrics import class_columns
from kcs.output import write_csv
from kcs.readings import Sheet

CellOf = Callable[[int], str]


class Sample:
    """The cells of a sample submission: header and one list of texts per column."""

    def __init__(self, header: Sequence[str], columns: Sequence[Sequence[str]]) -> None:
        self.header = list(header)
        self.columns = [list(column) for column in columns]

    @staticmethod
    def of(sheet: Sheet) -> Sample:
        """The sample that lies in a file."""
        return Sample(sheet.header, [cells.texts() for cells in sheet.cells])

    @property
    def rows(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    def column(self, name: str) -> list[str]:
        """The cells of a column by its header cell."""
        return self.columns[self.header.index(name)]

    def write(self, path: Path, predictions: Mapping[str, CellOf] | None = None) -> None:
        """Writes the sample as plain csv, its prediction cells replaced where a function for them is given."""
        given = predictions or {}
        sources: list[CellOf] = [
            given.get(name) or column.__getitem__ for name, column in zip(self.header, self.columns, strict=True)
        ]

        def rows() -> Iterator[list[str]]:
            for row in range(self.rows):
                yield [source(row) for source in sources]

        write_csv(path, self.header, rows())


def constant_cells(contract: Mapping[str, Any], sample: Sample, values: Sequence[TargetValues]) -> dict[str, CellOf]:
    """The prediction cells of the constant: the metric's best from the answers, else the sample's own values.

    :param values: the answers of a training part per target; empty where there are no usable ones
    """
    usable = bool(values) and all(value.counts or len(value.numbers) for value in values)
    if usable and contract["layout"] in ("single", "multi_output", "wide_classes"):
        return Constant(contract).cells(values, sample.rows)
    predicted = list(contract["sample"]["prediction_columns"])
    kind = str(contract["prediction_kind"])
    allowed = [str(label) for target in contract["targets"] for label in target["classes"]][:1]
    first = (
        allowed[0]
        if allowed
        else next((cell for name in predicted for cell in sample.column(name) if cell.strip()), None)
    )
    result: dict[str, CellOf] = {}
    for name in predicted:
        cells = [fallback_cell(cell, kind, len(predicted), first) for cell in sample.column(name)]
        result[name] = cells.__getitem__
    return result


def perfect_cells(
    contract: Mapping[str, Any], answers: Sequence[Sequence[str]], fill: Mapping[str, CellOf]
) -> dict[str, CellOf]:
    """The prediction cells that say exactly what the answers say.

    :param answers: per target the answers in the rows of the sample, empty where missing
    :param fill: cells for missing answers, by prediction column
    """
    predicted = list(contract["sample"]["prediction_columns"])
    if contract["layout"] == "wide_classes":
        classes = [str(label) for label in contract["targets"][0]["classes"]]
        names = class_columns(classes, predicted)
        return {name: _equals(answers[0], label, fill[name]) for name, label in zip(names, classes, strict=True)}
    result: dict[str, CellOf] = {}
    for name, target, cells in zip(predicted, contract["targets"], answers, strict=True):
        result[name] = (
            _equals(cells, str(target["positive"]), fill[name]) if target["kind"] == "P" else _given(cells, fill[name])
        )
    return result


def _equals(cells: Sequence[str], label: str, fill: CellOf) -> CellOf:
    return lambda row: fill(row) if cells[row] == "" else "1.0" if cells[row] == label else "0.0"


def _given(cells: Sequence[str], fill: CellOf) -> CellOf:
    return lambda row: cells[row] or fill(row)
