# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of one sealed view, and what lies beside its answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kcs import cut
from kcs.answers import id_names, target_columns
from kcs.contract import is_sorted
from kcs.dialect import Dialect
from kcs.extras import held_by_text
from kcs.ids import made_ids
from kcs.inventory import Entry, real_files
from kcs.output import write_csv
from kcs.parquet import keep_rows, write_like
from kcs.plan import mixed
from kcs.readings import NUMERIC, Sheet
from kcs.submission import CellOf, Sample, constant_cells, perfect_cells
from kcs.tables import ParquetTable, TextTable, open_table
from kcs.values import BoolArray, IntArray, Reading


class Competition:
    """The tables of a competition, opened by its contract."""

    def __init__(self, data: Path, contract: Mapping[str, Any]) -> None:
        self.data, self.contract = data, contract
        self.files = {file["path"]: file for file in contract["files"]}
        by_role = {file["role"]: file for file in reversed(contract["files"]) if file["in_views"]}
        wanted = {target["column"] for target in contract["targets"]} | set(id_names(contract, "train"))
        column = contract["split"]["column"]
        self.train = self._sheet(by_role["train"], wanted | ({column} if column else set()))
        self.test = self._sheet(by_role["test"], set(id_names(contract, "test")))
        self.sample = self._sheet(by_role["sample"], None)
        self.targets = target_columns(contract, self.train)

    def _sheet(self, file: Mapping[str, Any], only: set[str] | None) -> Sheet:
        dialect = Dialect.from_json(file["dialect"]) if file["dialect"] else None
        sheet = Sheet(open_table(self.data / file["path"], file["path"], dialect), only)
        sheet.readings = [
            Reading(column["type"], column["na_is_text"], column["date_format"]) for column in file["columns"]
        ]
        return sheet

    def texts(self, column: str, rows: IntArray) -> pa.Array:
        """Cells of a train column."""
        cells = self.train.cells[self.train.columns.index(column)]
        return cells.uniques.take(pa.array(cells.codes[rows]))


@dataclass
class SealedView:
    """One view: `rows` are the sealed train records in order, `kept` says which records its training part has."""

    competition: Competition
    name: str
    rows: IntArray
    kept: BoolArray
    out: Path
    left_out: list[dict[str, str]] = field(default_factory=list)
    linked: list[str] = field(default_factory=list)
    order: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    @property
    def contract(self) -> Mapping[str, Any]:
        return self.competition.contract

    @property
    def folder(self) -> Path:
        """The view's files."""
        return self.out / "views" / self.name

    @property
    def answers(self) -> Path:
        """What lies beside the answers."""
        return self.out / "answers" / self.name

    def write(self) -> list[str]:
        """Writes everything but view.json; sentences where that cannot be done."""
        ids = self._ids()
        if ids is None:
            return ["there are fewer ids in test than sealed rows, and they follow no pattern"]
        self.folder.mkdir(parents=True)
        self.answers.mkdir(parents=True)
        self._train()
        failure = self._test(ids)
        if failure:
            return [failure]
        self._sample(ids)
        self._others()
        self._answers()
        return []

    # ids of the sealed rows in the sample's columns, in the order of the test table
    def _ids(self) -> list[pa.Array] | None:
        link, competition = self.contract["link"], self.competition
        if link["kind"] == "column":
            return [competition.texts(name, self.rows) for name in id_names(self.contract, "train")]
        if link["kind"] == "made":
            real = competition.test.cells[competition.test.columns.index(link["test"])].texts()
            made = made_ids(real, len(self.rows))
            return None if made is None else [pa.array(made, pa.string())]
        columns = []
        for name in self.contract["sample"]["id_columns"]:
            made = made_ids(competition.sample.cells[competition.sample.header.index(name)].texts(), len(self.rows))
            if made is None:
                return None
            columns.append(pa.array(made, pa.string()))
        return columns

    def _train(self) -> None:
        table = self.competition.train.table
        if isinstance(table, ParquetTable):
            keep_rows(table, self.kept, self._path(table.name))
        else:
            assert isinstance(table, TextTable)
            cut.keep_records(table, self.kept, self._path(table.name))

    def _path(self, name: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def _test(self, ids: Sequence[pa.Array]) -> str | None:
        """Writes the test table: the sealed rows in the real one's shape."""
        competition, own = self.competition, id_names(self.contract, "test")
        given = dict(zip(own, ids, strict=True)) if own else {}
        texts = ColumnTexts(competition, self.rows, given)
        test = competition.test.table
        if isinstance(test, ParquetTable):
            columns = []
            for place, key in enumerate(test.keys):
                values = texts.of(key)
                if values is None:
                    values = pa.array([competition.test.cells[place].words[0]] * len(self.rows), pa.string())
                columns.append(values)
            source = competition.train.table if isinstance(competition.train.table, ParquetTable) else None
            write_like(test, columns, self._path(test.name), source, self.rows, given)
            return None
        assert isinstance(test, TextTable)
        sources = self._sources(test, texts, given)
        if isinstance(sources, str):
            return sources
        train = competition.train.table
        cut.write_rows(self._path(test.name), test, sources, train if isinstance(train, TextTable) else None, self.rows)
        return None

    def _sources(
        self, test: TextTable, texts: ColumnTexts, given: Mapping[str, pa.Array]
    ) -> list[cut.ColumnSource] | str:
        train = self.competition.train.table
        alike = isinstance(train, TextTable) and _writes_alike(train.dialect, test.dialect)
        style = cut.quoting(test)
        own_style = cut.quoting(train) if isinstance(train, TextTable) else []
        sources: list[cut.ColumnSource] = []
        for place, key in enumerate(test.keys):
            if texts.raw(key):
                origin = train.keys.index(texts.origin(key))
                if alike and (style[place] is None or own_style[origin] is None or style[place] == own_style[origin]):
                    sources.append(cut.Raw(origin))
                    continue
            values = texts.of(key)
            if values is None:
                sources.append(cut.Same(cut.raw_cell(test, place)))
            else:
                sources.append(cut.Anew(values, style[place] is True))
        return sources

    def _sample(self, ids: Sequence[pa.Array]) -> None:
        """Writes the sample with the sealed ids, its prediction cells from the real sample, and its plain copy."""
        competition, sample = self.competition, self.competition.sample
        facts = self.contract["sample"]
        self.order = self._sample_order(ids)
        turns = np.arange(len(self.rows)) % max(1, sample.records)
        given = dict(zip(facts["id_columns"], ids, strict=True))
        columns: list[pa.Array] = []
        for place, name in enumerate(sample.header):
            cells = sample.cells[place]
            if name in given:
                columns.append(given[name].take(pa.array(self.order)))
            elif name in facts["echo_columns"] and sample.columns[place] in competition.train.columns:
                columns.append(competition.texts(sample.columns[place], self.rows[self.order]))
            else:
                columns.append(cells.uniques.take(pa.array(cells.codes[turns])))
        table = sample.table
        if isinstance(table, ParquetTable):
            write_like(table, columns, self._path(table.name), None, self.rows, {})
        else:
            assert isinstance(table, TextTable)
            style = cut.quoting(table)
            sources = [cut.Anew(values, always is True) for values, always in zip(columns, style, strict=True)]
            cut.write_rows(self._path(table.name), table, sources, None, self.rows)
        self.plain = Sample(sample.header, [values.to_pylist() for values in columns])
        self.plain.write(self.answers / "sample.csv")

    def _sample_order(self, ids: Sequence[pa.Array]) -> IntArray:
        """Which sealed row stands in each row of the sample: as the real sample stands to the real test."""
        relation = self.contract["sample"]["order"]
        rows = np.arange(len(self.rows))
        if relation == "same" or not ids:
            return rows
        if relation == "shuffled":
            return np.argsort(mixed(int(self.contract["split"]["seed"]) ^ 1, len(rows)), kind="stable")
        joined = ids[0] if len(ids) == 1 else pc.binary_join_element_wise(*ids, "\x1f")
        if np.asarray(pc.match_substring_regex(joined, r"^-?\d{1,18}$").to_numpy(zero_copy_only=False)).all():
            return np.argsort(joined.cast(pa.int64()).to_numpy(zero_copy_only=False), kind="stable")
        assert is_sorted(pc.take(joined, pc.array_sort_indices(joined)))
        return np.asarray(pc.array_sort_indices(joined).to_numpy(zero_copy_only=False), dtype=np.int64)

    def _others(self) -> None:
        """Lists what is linked unchanged; a text that names many of this view's sealed ids is left out after all."""
        competition = self.competition
        own = id_names(self.contract, "train")
        sealed = None
        if len(own) == 1:
            from kcs.values import Cells

            sealed = Cells(pa.chunked_array([competition.texts(own[0], self.rows)]))
        for path, file in competition.files.items():
            if not file["in_views"]:
                self.left_out.append({"path": path, "reason": str(file["note"])})
            elif file["role"] not in ("train", "test", "sample"):
                for real in real_files(competition.data, Entry(path, "", 0, file["count"])):
                    share = (
                        held_by_text((competition.data / real).read_bytes(), sealed) if file["format"] is None else 0.0
                    )
                    if share > 0.2:
                        self.left_out.append({"path": real, "reason": f"it names {share:.0%} of the sealed ids"})
                    else:
                        self.linked.append(real)
        lines = "".join(f"{path}\t{path}\n" for path in self.linked)
        (self.out / "views" / f"{self.name}.links.tsv").write_text(lines, encoding="utf-8")

    def _answers(self) -> None:
        """Writes answers, the perfect submission and the constant of the training part, in the sample's order."""
        contract, competition, plain = self.contract, self.competition, self.plain
        rows = self.rows[self.order]
        ids = [plain.column(name) for name in contract["sample"]["id_columns"]]
        given = [column.texts(rows) for column in competition.targets]
        names = [target["name"] for target in contract["targets"]]
        header, columns = [*contract["sample"]["id_columns"], *names], [*ids, *given]
        if contract["split"]["scheme"] in ("grouped", "time"):
            header.append("group")
            columns.append(competition.texts(contract["split"]["column"], rows).to_pylist())
        write_csv(self.answers / "answers.csv", header, zip(*columns, strict=True))
        constant = constant_cells(
            contract, plain, [column.values(np.flatnonzero(self.kept)) for column in competition.targets]
        )
        plain.write(self.answers / "constant.csv", constant)
        fill: dict[str, CellOf] = constant
        plain.write(self.answers / "perfect.csv", perfect_cells(contract, given, fill))


class ColumnTexts:
    """Where each column of the sealed test table gets its cells from."""

    def __init__(self, competition: Competition, rows: IntArray, given: Mapping[str, pa.Array]) -> None:
        self._competition, self._rows, self._given = competition, rows, given
        self._link = dict(
            zip(id_names(competition.contract, "test"), id_names(competition.contract, "train"), strict=False)
        )

    def origin(self, key: str) -> str:
        """The train column of a test column."""
        return self._link.get(key, key)

    def raw(self, key: str) -> bool:
        """Whether the cells may stand as they do in train: a train column that is not empty in the whole real test."""
        made = key in self._given and key not in self._link
        return not made and self.origin(key) in self._competition.train.columns and not self._bare(key)

    def _bare(self, key: str) -> bool:
        place = self._competition.test.columns.index(key)
        return self._competition.test.readings[place].type == "empty"

    def of(self, key: str) -> pa.Array | None:
        """The cells as texts in the writing of test; None: the real test's own one value stands in every row."""
        if key in self._given:
            return self._given[key]
        if not self.raw(key):
            return None
        competition = self._competition
        values = competition.texts(self.origin(key), self._rows)
        source, target = competition.train.table.dialect, competition.test.table.dialect
        place = competition.train.columns.index(self.origin(key))
        if competition.train.readings[place].type in NUMERIC and source.decimal != target.decimal:
            if source.thousands:
                values = pc.replace_substring(values, source.thousands, "")
            values = pc.replace_substring(values, source.decimal, target.decimal)
        return values


def _writes_alike(source: Dialect, target: Dialect) -> bool:
    return all(
        getattr(source, part) == getattr(target, part)
        for part in ("delimiter", "encoding", "quote", "decimal", "thousands")
    )
