# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract's warnings: what a person should know before trusting data or score. Each is one plain sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow.compute as pc

from kcs.answers import id_names, repeated_ids
from kcs.contract import Prepared
from kcs.hints import adversarial_auc, leaks, order_hints, repeated_rows
from kcs.readings import NUMERIC, Sheet
from kcs.roles import absent_in_test

Warning_ = dict[str, Any]
_ADVERSARIAL = 0.7
_LISTED = 8
_CODES = 12  # a whole number with so few values in test is a code rather than a measure


def warning(code: str, about: str | None, mentions: Sequence[str], sentence: str, **more: Any) -> Warning_:
    """One entry of the contract's `warnings`."""
    return {"code": code, "about": about, "mentions": list(mentions), "sentence": sentence, **more}


def cautions(made: Prepared, profile: Mapping[str, Any]) -> list[Warning_]:
    """All warnings of a prepared competition, the gravest first."""
    found: list[Warning_] = []
    for part in (_task, _link, _files, _targets, _columns, _rows):
        found += part(made)
    found += _unseen(profile)
    return found


def _few(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_LISTED])
    return shown if len(names) <= _LISTED else f"{shown} and {len(names) - _LISTED} more"


def _task(made: Prepared) -> Iterator[Warning_]:
    contract = made.contract
    split, metric = contract["split"], contract["metric"]
    if split["cannot"]:
        yield warning(
            "cannot_be_sealed",
            None,
            [split["cannot"]],
            f"No sealed views can be made: {split['reason']} Scores are then what programs say of themselves.",
        )
    if not contract["targets"]:
        yield warning(
            "no_labels", None, [], "No usable labels were found, so the constant repeats the sample's own values."
        )
    if made.misfit:
        yield warning("metric_misfit", metric["key"], [metric["key"]], made.misfit)
    elif metric["found_in"] is None:
        yield warning(
            "no_metric",
            None,
            [],
            f"The metric is not known; {metric['proxy']} stands in for it until a person names it."
            if metric["proxy"] != "none"
            else "The metric is not known, and none can stand in for it.",
        )
    elif metric["proxy"]:
        yield warning(
            "proxy_metric",
            metric["key"],
            [metric["key"], metric["proxy"]],
            f"The metric {metric['key']} is not computed here; programs are scored by {metric['proxy']}.",
        )
    if contract["sample"]["path"] is None:
        yield warning(
            "format_derived",
            None,
            contract["sample"]["columns"],
            "There is no sample submission; its format was derived from test ids and targets.",
        )


def _link(made: Prepared) -> Iterator[Warning_]:
    roles, contract = made.roles, made.contract
    sample, test, train, link = roles.sample, roles.test, roles.train, roles.link
    if sample is None or test is None or link is None:
        return
    if link.kind == "order":
        yield warning(
            "linked_by_order",
            link.sample[0] if link.sample else None,
            [str(sample.records), str(test.records)],
            f"Test has no id: rows of {sample.name} and {test.name} are linked by their order; "
            f"the numbers agree ({sample.records} and {test.records}).",
        )
    elif link.covered < 1:
        yield warning(
            "unknown_sample_ids",
            link.sample[0],
            [f"{link.covered:.1%}"],
            f"Only {link.covered:.1%} of the ids of {sample.name} occur in {test.name}.",
        )
    elif link.test and test.records > sample.records:
        lacking = test.records - sample.records
        yield warning(
            "stale_sample",
            link.sample[0],
            [str(lacking), str(sample.records), str(test.records)],
            f"{sample.name} has {sample.records} rows and lacks {lacking} of the {test.records} test ids; the "
            "submission has the sample's rows.",
        )
    own, theirs = id_names(contract, "train"), id_names(contract, "test")
    if train is not None and len(own) == 1 and len(theirs) == 1:
        mine, yours = train.cells[train.columns.index(own[0])], test.cells[test.columns.index(theirs[0])]
        both = int(pc.sum(pc.is_in(yours.uniques, value_set=mine.uniques)).as_py() or 0)
        if both:
            yield warning(
                "ids_overlap", own[0], [str(both)], f"{both} ids occur both in {train.name} and in {test.name}."
            )
    if train is not None:
        repeated = int(repeated_ids(contract, train).sum())
        if repeated:
            yield warning(
                "ids_repeated",
                own[0] if own else None,
                [str(repeated)],
                f"{repeated} rows of {train.name} have an id that is not theirs alone; they are never sealed.",
            )


def _files(made: Prepared) -> Iterator[Warning_]:
    for file in made.contract["files"]:
        if not file["in_views"]:
            yield warning(
                "left_out",
                file["path"] or "files",
                [file["path"]],
                f"{file['path'] or 'Many files'} is left out of sealed views: {file['note']}.",
            )
        dialect = file["dialect"]
        if dialect and dialect["trailing_empty"]:
            yield warning(
                "trailing_cell",
                file["path"],
                [file["path"]],
                f"Every data row of {file['path']} has one empty cell more than the header.",
            )
        names = [column["name"] for column in file["columns"]]
        doubled = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
        if doubled:
            yield warning(
                "doubled_header",
                file["path"],
                doubled,
                f"The header of {file['path']} has {_few(doubled)} more than once; its columns are told apart by "
                "position.",
            )


def _targets(made: Prepared) -> Iterator[Warning_]:
    for target in made.contract["targets"]:
        for label, variants in target["variants"].items():
            others = [(word, count) for word, count in variants if word != label]
            yield warning(
                "label_variants",
                target["column"],
                [word for word, _ in others],
                f"{target['column']} has other spellings of {label!r}: "
                f"{_few([f'{word!r} ({count})' for word, count in others])}; they count as one class.",
                counts=[count for _, count in others],
            )
        if target["missing"]:
            yield warning(
                "missing_targets",
                target["column"],
                [str(target["missing"])],
                f"{target['missing']} training rows have no {target['column']}; they are never sealed.",
            )


def _columns(made: Prepared) -> Iterator[Warning_]:
    train, test = made.roles.train, made.roles.test
    if train is None or test is None:
        return
    targets = {target["column"] for target in made.contract["targets"]}
    ids = set(id_names(made.contract, "train"))
    absent = [name for name in absent_in_test(train, test) if name not in targets | ids]
    gone = [name for name in absent if name not in test.columns]
    bare = [name for name in absent if name in test.columns]
    if gone:
        yield warning("train_only", gone[0], gone, f"Only {train.name} has {_few(gone)}; {test.name} lacks them.")
    if bare:
        yield warning("empty_in_test", bare[0], bare, f"{_few(bare)}: empty in all rows of {test.name}.")
    constant = [name for name, cells in zip(train.columns, train.cells, strict=True) if cells.constant]
    if constant:
        yield warning(
            "constant", constant[0], constant, f"{_few(constant)}: the same value in all rows of {train.name}."
        )
    for name in train.columns:
        if name in test.columns and name not in absent:
            yield from _two_types(train, test, name)
    for file in made.contract["files"]:
        if file["role"] == "train" and file["path"] == train.name:
            for column in file["columns"]:
                if column["role"] == "nearly_unique":
                    cells = train.cells[train.columns.index(column["key"])]
                    yield warning(
                        "nearly_unique",
                        column["key"],
                        [str(len(cells.uniques)), str(cells.rows), "test"],
                        f"{column['key']} looks like an id: {len(cells.uniques)} different values in {cells.rows} "
                        "rows, nearly unique, and no value shared with test.",
                        kind="looks like an id: nearly unique, no value shared with test",
                    )


def _two_types(train: Sheet, test: Sheet, name: str) -> Iterator[Warning_]:
    numeric = []
    for sheet in (train, test):
        place = sheet.columns.index(name)
        present = ~sheet.cells[place].missing(False)
        if sheet.readings[place].type in NUMERIC or not present.any():
            return
        numeric.append(bool(~np.isnan(sheet.unique_numbers(place)[present]).any()))
    if numeric[0] != numeric[1]:
        yield warning(
            "two_types",
            name,
            [name],
            f"{name} holds numbers in one of {train.name} and {test.name} and other text in the other.",
        )


def _rows(made: Prepared) -> Iterator[Warning_]:
    train, test, contract = made.roles.train, made.roles.test, made.contract
    if train is None or test is None or not contract["targets"]:
        return
    within, across = repeated_rows(train, test, contract)
    if within:
        yield warning(
            "rows_repeated", None, [str(within)], f"{within} row(s) of {train.name} repeat the features of another row."
        )
    if across:
        yield warning(
            "rows_shared", None, [str(across)], f"{across} row(s) of {test.name} have the features of a training row."
        )
    for name, value in leaks(train, test, contract):
        yield warning(
            "gives_answer_away",
            name,
            [name, value],
            f"{name} nearly gives the target away ({value}), in the test set too.",
        )
    for ordered, value in order_hints(train, contract):
        yield warning(
            "order_tells",
            ordered,
            [value],
            f"{ordered or 'The order of rows'} in {train.name} predicts the target ({value}).",
        )
    auc = adversarial_auc(train, test, contract)
    if auc is not None and auc[0] > _ADVERSARIAL:
        yield warning(
            "test_differs",
            auc[1],
            [f"{auc[0]:.2f}", auc[1]],
            f"Train and test can be told apart (AUC {auc[0]:.2f}), mostly by {auc[1]}.",
        )


def _unseen(profile: Mapping[str, Any]) -> list[Warning_]:
    found = []
    for file in profile["files"]:
        if file["role"] != "test":
            continue
        for column in file["columns"]:
            # A measure takes new values in every sample; only codes are a closed set.
            closed = column["type"] in ("category", "boolean") or (
                column["type"] == "integer" and column["distinct"] <= _CODES
            )
            if closed and column.get("values_not_in_train") and column["role"] in ("feature", "group"):
                many = column["values_not_in_train"]
                found.append(
                    warning(
                        "unseen_values",
                        column["key"],
                        column["unseen"],
                        f"{column['key']} has {many} value{'s' if many > 1 else ''} ({_few(column['unseen'])}) in "
                        f"{column['unseen_rows']} of {file['records']} test rows that train never shows.",
                    )
                )
    return found
