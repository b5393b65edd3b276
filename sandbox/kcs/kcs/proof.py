# SPDX-License-Identifier: GPL-3.0-or-later
"""The proof of a sealed view: everything it promises is looked up in the files that lie on disk.

A view is published only if this finds nothing. What it learns on the way (the perfect score, the constant's score) goes
to view.json.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kcs import extras, metrics
from kcs.answers import id_names
from kcs.dialect import Dialect
from kcs.errors import Unreadable
from kcs.output import write_json
from kcs.readings import Sheet
from kcs.score import group_labels, read_text, view_seed
from kcs.tables import Table, TextTable, open_content, open_table
from kcs.values import Cells
from kcs.viewfiles import SealedView

_EXACT = 1e-9
#: Metrics whose best value needs more than one class among the answers.
_NEED_CLASSES = frozenset(("mcc", "f1", "macro_f1"))


def prove(view: SealedView) -> list[str]:
    """Checks a view and writes its view.json; sentences on what is wrong, the gravest first."""
    failures = _paths(view) or (_shapes(view) + _hidden(view))
    if failures:
        return failures
    perfect, constant = _scores(view)
    if perfect is not None and abs(perfect - metrics.optimum(metrics.metric_key(view.contract))) > _EXACT:
        return [f"its own answers score {perfect:g} and not the best possible value"]
    train = view.competition.train.records
    write_json(
        view.answers / "view.json",
        {
            "name": view.name,
            "units": {
                "train": int(view.kept.sum()),
                "sealed": len(view.rows),
                "left_out": train - int(view.kept.sum()) - len(view.rows),
            },
            "files_left_out": view.left_out,
            "perfect_score": perfect,
            "constant_score": constant,
        },
    )
    return []


def _open(view: SealedView, name: str) -> Table:
    dialect = view.competition.files[name]["dialect"]
    return open_table(view.folder / name, name, Dialect.from_json(dialect) if dialect else None)


def _paths(view: SealedView) -> list[str]:
    """The view has the real paths less what is left out, and nothing else."""
    made = {path.relative_to(view.folder).as_posix() for path in view.folder.rglob("*") if not path.is_dir()}
    wanted = {sheet.name for sheet in _three(view)}
    failures = [f"it lacks {name}" for name in sorted(wanted - made)] + [
        f"it has {name}" for name in sorted(made - wanted)
    ]
    away = {entry["path"] for entry in view.left_out}
    failures += [f"{path} is linked though it is left out" for path in view.linked if path in away or path in made]
    failures += [
        f"{path} is not among the data" for path in view.linked if not (view.competition.data / path).is_file()
    ]
    return failures + [f"{path} is a link" for path in made if (view.folder / path).is_symlink()]


def _three(view: SealedView) -> list[Sheet]:
    return [view.competition.train, view.competition.test, view.competition.sample]


def _shapes(view: SealedView) -> list[str]:
    """Train, test and sample have the real headers, dialects and types, and as many rows as planned."""
    failures = []
    rows = [int(view.kept.sum()), len(view.rows), len(view.rows)]
    for sheet, count in zip(_three(view), rows, strict=True):
        real = sheet.table
        try:
            made = _open(view, real.name)
        except Unreadable as why:
            if count:
                failures.append(f"{real.name} cannot be read: {why}")
            continue
        if made.records != count:
            failures.append(f"{real.name} has {made.records} rows and not {count}")
        if made.columns != real.columns or made.format != real.format:
            failures.append(f"{real.name} has another header")
        if isinstance(real, TextTable) and isinstance(made, TextTable):
            packing = open_content(view.folder / real.name)
            if made.header_bytes() != real.header_bytes() or (packing.compression, packing.member) != (
                real.dialect.compression,
                real.dialect.member,
            ):
                failures.append(f"{real.name} is written otherwise")
        elif not isinstance(real, TextTable) and getattr(made, "schema", None) != getattr(real, "schema", None):
            failures.append(f"{real.name} has another schema")
    return failures


def _hidden(view: SealedView) -> list[str]:
    """No sealed id in the training part or in a kept file, and no answer in the test table."""
    failures = []
    contract, competition = view.contract, view.competition
    train = _open(view, competition.train.name) if view.kept.any() else None
    own = id_names(contract, "train")
    if own and train is not None:
        mine = [train.keys.index(name) for name in own]
        kept = _join([column.combine_chunks() for column in train.texts(mine)])
        sealed = _join([competition.texts(name, view.rows) for name in own])
        both = int(pc.sum(pc.is_in(sealed, value_set=kept)).as_py() or 0)
        if both:
            failures.append(f"{both} sealed ids are in {train.name}")
    test = _open(view, competition.test.name)
    for target in contract["targets"]:
        if target["column"] in test.keys:
            cells = Cells(test.texts([test.keys.index(target["column"])])[0])
            if not (cells.blank | cells.token).all():
                failures.append(f"{test.name} shows answers in {target['column']}")
    extra = set(test.columns) - set(competition.test.header)
    failures += [f"{test.name} has the column {name} that the real one lacks" for name in sorted(extra)]
    return failures + _kept_files(view)


def _join(columns: list[Any]) -> Any:
    return columns[0] if len(columns) == 1 else pc.binary_join_element_wise(*columns, "\x1f")


def _kept_files(view: SealedView) -> list[str]:
    """Linked files hold few sealed ids, and linked tables no column that gives the answers row by row."""
    failures = []
    competition, own = view.competition, id_names(view.contract, "train")
    sealed = Cells(pa.chunked_array([competition.texts(own[0], view.rows)])) if len(own) == 1 else None
    for path in view.linked:
        file = competition.files.get(path)
        real: Path = competition.data / path
        if file is None or file["format"] is None:
            if real.stat().st_size <= extras.LARGEST_TEXT and extras.held_by_text(real.read_bytes(), sealed) > 0.2:
                failures.append(f"{path} names sealed ids")
            continue
        table = _table(competition.data, file)
        for place in range(len(table.columns)):
            cells = Cells(table.texts([place])[0])
            for column in competition.targets:
                if cells.rows == competition.train.records and _same(
                    cells.texts(), column.texts(np.arange(cells.rows))
                ):
                    failures.append(f"{path} gives the answers away in {table.columns[place]}")
    return failures


def _table(data: Path, file: Any) -> Table:
    return open_table(
        data / file["path"], file["path"], Dialect.from_json(file["dialect"]) if file["dialect"] else None
    )


def _same(cells: list[str], answers: list[str]) -> bool:
    return [cell.strip() for cell in cells] == answers


def _scores(view: SealedView) -> tuple[float | None, dict[str, Any]]:
    """The score of the answers themselves (None where it means nothing), and the constant's with its replicates."""
    contract = view.contract
    answers = read_text(view.answers / "answers.csv")
    perfect = metrics.evaluate(contract, answers, read_text(view.answers / "perfect.csv"))
    key = metrics.metric_key(contract)
    if key in _NEED_CLASSES and any(len(set(column.texts(view.rows))) < 2 for column in view.competition.targets):
        perfect = None
    constant = read_text(view.answers / "constant.csv")
    value = metrics.evaluate(contract, answers, constant)
    groups = group_labels(contract, view.answers, answers)
    replicates = metrics.replicates(
        contract, answers, constant, view_seed(contract, view.name), groups=groups, seconds=20
    )
    return _finite(perfect), {"value": _finite(value), "replicates": [_finite(one) for one in replicates]}


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
