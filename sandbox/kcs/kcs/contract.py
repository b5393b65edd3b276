# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the contract: the one authority on ids, targets, metric, dialects and kinds of a competition."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kcs import layout
from kcs.answers import labelled, target_columns, units_of
from kcs.derived import derived_sample
from kcs.errors import Unusable
from kcs.filelist import list_files, media_of
from kcs.inventory import Entry, inventory
from kcs.metrics import PROXY
from kcs.naming import Match, match_targets
from kcs.plan import Split, cannot, make_plan
from kcs.readings import Sheet, read_all
from kcs.roles import Link, Roles, absent_in_test, find_roles, named_sample, predictions, train_link
from kcs.task import Metric, choose, facts, make_target, sample_decimals
from kcs.values import NA_TOKENS, matches

VERSION = 1
NO_PROXY = "none"  # the metric's `proxy` where no metric in force can stand in for it
RULES = "1"  # part of the view key: views are made anew when the rules of their making change


@dataclass
class Prepared:
    """The contract with what it was made of, for constant, profile and warnings."""

    contract: dict[str, Any]
    entries: list[Entry]
    roles: Roles
    match: Match
    split: Split
    misfit: str | None
    page_text: str


def view_key(data_hash: str) -> str:
    """Names the views of a data hash under these rules (hex SHA-256)."""
    return hashlib.sha256(f"{data_hash}\n{RULES}".encode()).hexdigest()


def seed_of(key: str) -> int:
    """The seed of the plan: the first 8 bytes of the view key."""
    return int(key[:16], 16)


def names_in(overrides: Mapping[str, Any], key: str) -> list[str]:
    value = overrides.get(key)
    if value is None:
        return []
    return [value] if isinstance(value, str) else [str(one) for one in value]


def prepare(
    request: Mapping[str, Any], data: Path, pages: Path, catalogue: Mapping[str, Mapping[str, Any]]
) -> Prepared:
    """Finds the contract of a data folder.

    :param request: slug, data_hash, overrides, metric (see the command line)
    :param catalogue: metric entries by key
    :raises Unusable: when not even a constant can be written
    """
    overrides = dict(request.get("overrides") or {})
    entries = inventory(data)
    sheets = [Sheet(entry.table) for entry in entries if entry.table is not None]
    roles = find_roles(sheets, names_in(overrides, "id"), names_in(overrides, "target"))
    page_text = _page_text(pages)
    _refuse(roles, entries)
    sample_sheets = [sheet for sheet in sheets if named_sample(sheet.name) or sheet is roles.sample]
    read_all([sheet for sheet in sheets if sheet not in sample_sheets])
    read_all(sample_sheets)
    if roles.sample is None:
        roles.sample, roles.link = derived_sample(
            roles, names_in(overrides, "id"), names_in(overrides, "target"), page_text
        )
    sample, link = roles.sample, roles.link or Link("none", [])
    if roles.train is not None and roles.test is not None:
        link = roles.link = train_link(link, roles.train, roles.test, names_in(overrides, "target"))
    predicted = predictions(sample, link, roles.test)
    match = _match(roles, predicted, names_in(overrides, "target"))
    asked = _asked(request, overrides, catalogue)
    contract = _frame(request, overrides, roles, link, predicted)
    key = view_key(str(request["data_hash"]))
    contract["view_key"] = key
    misfit = _add_task(contract, roles, match, predicted, asked, overrides, catalogue, page_text)
    contract["counts"] = _counts(contract, roles)
    split = _decide_split(contract, roles, entries, predicted, overrides)
    contract["split"] = split.to_json(seed_of(key))
    contract["files"] = list_files(data, contract, entries, roles, sheets, split)
    contract["media"] = media_of(entries, roles)
    return Prepared(contract, entries, roles, match, split, misfit, page_text)


def _page_text(pages: Path) -> str:
    if not pages.is_dir():
        return ""
    texts = [path.read_text("utf-8", "replace") for path in sorted(pages.glob("*.md"))]
    return "\n".join(texts)[:200_000]


def _refuse(roles: Roles, entries: Sequence[Entry]) -> None:
    """Ends where not even a constant can be written."""
    files = ", ".join(entry.path for entry in entries[:6]) or "none"
    if roles.sample is None and roles.test is None:
        unread = [entry for entry in entries if entry.kind == "unknown" and entry.reason and entry.count == 1]
        because = f"; {unread[0].path} cannot be used: {unread[0].reason}" if unread else ""
        raise Unusable(
            "no_sample",
            "Neither a sample submission (such as sample_submission.csv) nor a test table (such as "
            f"test.csv) was found among the files: {files}{because}.",
            "Put the competition's sample submission and test table into the folder.",
        )
    if roles.sample is not None and roles.test is not None and roles.link is not None and roles.link.kind == "none":
        sample, test = roles.sample, roles.test
        if sample.records == test.records or _composed(roles, entries):
            return
        ids = (
            sample.cells[sample.columns.index(roles.link.sample[0])].texts(np.arange(min(2, sample.records)))
            if (roles.link.sample)
            else []
        )
        first = test.cells[0].texts(np.arange(min(2, test.records)))
        raise Unusable(
            "no_link",
            f"No id of {sample.name} (such as {', '.join(ids) or 'none'}; {sample.records} rows) occurs "
            f"in {test.name} (which begins with {', '.join(first)}; {test.records} rows).",
            "Check that sample submission and test table belong together, or name the id column.",
        )


def _composed(roles: Roles, entries: Sequence[Entry]) -> str | None:
    if roles.sample is None or roles.link is None or not roles.link.sample:
        return None
    return layout.composed_ids(roles.sample, roles.sample.columns.index(roles.link.sample[0]), roles.test, entries)


def _match(roles: Roles, predicted: Sequence[str], pinned: Sequence[str]) -> Match:
    if roles.train is None or roles.sample is None:
        return Match()
    absent = list(pinned) or absent_in_test(roles.train, roles.test)
    absent = [
        name for name in absent if name in roles.train.columns and name != (roles.link.train if roles.link else None)
    ]
    found = match_targets(roles.sample, predicted, roles.train, absent)
    if not found.targets and len(absent) == len(predicted) and pinned:
        return Match(3.0, absent, "multi_output" if len(absent) > 1 else "single")
    return found


def _asked(
    request: Mapping[str, Any], overrides: Mapping[str, Any], catalogue: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any] | None:
    """The metric to use: what the host matched, else a key that the overrides name."""
    asked = dict(request["metric"]) if request.get("metric") else None
    named = names_in(overrides, "metric")
    if asked is None and named and named[0] in catalogue:
        asked = {"key": named[0], "direction": None, "found_in": "user"}
    direction = names_in(overrides, "direction")
    if asked is not None and direction:
        asked["direction"] = {"max": "maximize", "min": "minimize", "higher": "maximize", "lower": "minimize"}.get(
            direction[0].lower(), direction[0].lower()
        )
    return asked


# --- sample ----------------------------------------------------------------------------------------------------------


def _frame(
    request: Mapping[str, Any], overrides: Mapping[str, Any], roles: Roles, link: Link, predicted: Sequence[str]
) -> dict[str, Any]:
    sample = roles.sample
    assert sample is not None
    header = dict(zip(sample.columns, sample.header, strict=True))
    echoes = [name for name in sample.columns if name not in link.sample and name not in predicted]
    several = len(link.test) > 1
    placeholders = {}
    for name in predicted:
        cells = sample.cells[sample.columns.index(name)]
        placeholders[header[name]] = cells.words[0] if cells.constant and cells.rows else None
    return {
        "version": VERSION,
        "slug": request.get("slug"),
        "title": request.get("title"),
        "data_hash": request["data_hash"],
        "view_key": "",
        "overrides": dict(overrides),
        "layout": "single",
        "prediction_kind": "S",
        "metric": {},
        "counts": {},
        "files": [],
        "sample": {
            "path": sample.name or None,
            "columns": sample.header,
            "id_columns": [header[name] for name in link.sample],
            "prediction_columns": [header[name] for name in predicted],
            "echo_columns": [header[name] for name in echoes],
            "rows": sample.records,
            "order": _order(sample, roles.test, link),
            "placeholders": placeholders,
        },
        "link": {
            "kind": link.kind if link.kind != "none" else None,
            "train": None if several else link.train,
            "test": None if several or not link.test else link.test[0],
            "template": None,
        },
        "media": None,
        "targets": [],
        "warnings": [],
        "split": {},
    }


def _order(sample: Sheet, test: Sheet | None, link: Link) -> str:
    """How the sample's rows stand to the test's: same, sorted or shuffled."""
    if test is None or link.kind == "order" or not link.test:
        return "same"
    ids = [_joined(sheet, names) for sheet, names in ((sample, link.sample), (test, link.test))]
    place = pc.index_in(ids[0], value_set=ids[1]).fill_null(-1).to_numpy(zero_copy_only=False)
    if (np.diff(place[place >= 0]) > 0).all():
        return "same"
    return "sorted" if is_sorted(ids[0]) else "shuffled"


def _joined(sheet: Sheet, names: Sequence[str]) -> pa.Array:
    columns = [sheet.cells[sheet.columns.index(name)] for name in names]
    texts = [cells.uniques.take(pa.array(cells.codes)) for cells in columns]
    return texts[0] if len(texts) == 1 else pc.binary_join_element_wise(*texts, "\x1f")


def is_sorted(ids: pa.Array) -> bool:
    """Whether ids ascend, as numbers or as texts."""
    if matches(ids, r"^-?\d{1,18}$").all():
        return bool((np.diff(ids.cast(pa.int64()).to_numpy(zero_copy_only=False)) >= 0).all())
    texts = ids.to_pylist()
    return all(a <= b for a, b in pairwise(texts))


# --- task and split --------------------------------------------------------------------------------------------------


def _add_task(
    contract: dict[str, Any],
    roles: Roles,
    match: Match,
    predicted: Sequence[str],
    asked: Mapping[str, Any] | None,
    overrides: Mapping[str, Any],
    catalogue: Mapping[str, Mapping[str, Any]],
    page_text: str,
) -> str | None:
    """Fills layout, kind, metric and targets; a sentence where the asked metric does not fit."""
    sample, train = roles.sample, roles.train
    assert sample is not None
    special = layout.text_layout(sample, predicted) or _composed_layout(roles, contract)
    if special in ("rle", "boxes", "ranked_list", "pixel", "long", "token") or train is None or not match.targets:
        kind, metric = _without_targets(sample, predicted, asked, catalogue, special)
        contract.update(
            layout=special or ("single" if len(predicted) < 2 else "multi_output"),
            prediction_kind=kind,
            metric=metric.to_json(),
        )
        return None
    words = {name: sample.cells[sample.columns.index(name)].words for name in predicted}
    shown = (
        [word for name in predicted for word in words[name]]
        if match.layout != "wide_classes"
        else list(match.classes.values())
    )
    found = []
    for name in match.targets:
        place = train.columns.index(name)
        if any(word in NA_TOKENS for word in shown):
            train.readings[place] = replace(train.readings[place], na_is_text=True)
        found.append(facts(train, place, shown))
    if all(fact.missing.all() for fact in found):
        kind, metric = _without_targets(sample, predicted, asked, catalogue, None)
        contract.update(layout=match.layout, prediction_kind=kind, metric=metric.to_json())
        return None
    decimals = match.layout != "wide_classes" and sample_decimals(sample, predicted[0], found[0])
    kind, metric, misfit = choose(match, found, decimals, asked, catalogue)
    positive = next(iter(names_in(overrides, "positive")), None)
    targets = []
    header = dict(zip(sample.columns, sample.header, strict=True))
    for place, (name, fact) in enumerate(zip(match.targets, found, strict=True)):
        wide = match.layout == "wide_classes"
        title = name if wide else header[predicted[place]]
        target = make_target(
            title,
            train,
            train.columns.index(name),
            fact,
            kind,
            match,
            [] if wide else words[predicted[place]],
            positive,
            page_text,
        )
        targets.append(target.to_json(train.name) | {"variants": target.variants})
    contract.update(layout=match.layout, prediction_kind=kind, metric=metric.to_json(), targets=targets)
    return misfit


def _composed_layout(roles: Roles, contract: Mapping[str, Any]) -> str | None:
    link = roles.link
    if roles.sample is None or link is None or not link.sample:
        return None
    if link.kind == "none":
        return _composed(roles, [])
    if link.kind == "order":
        return layout.separated_ids(roles.sample, roles.sample.columns.index(link.sample[0]), roles.test, [])
    return None


def _without_targets(
    sample: Sheet,
    predicted: Sequence[str],
    asked: Mapping[str, Any] | None,
    catalogue: Mapping[str, Mapping[str, Any]],
    special: str | None,
) -> tuple[str, Metric]:
    """Kind and metric by the sample alone."""
    entry = catalogue.get(str(asked["key"]), {}) if asked else {}
    kinds = [str(kind) for kind in entry.get("kinds", [])]
    by_shape = {"rle": "M", "boxes": "B", "ranked_list": "K"}.get(special or "")
    kind = by_shape or _kind_of_cells(sample, predicted)
    if len(kinds) == 1 and not by_shape and not (kinds[0] == "P" and len(predicted) > 1):
        kind = kinds[0] if kinds[0] in ("P", "PM", "ML", "L", "R", "R+", "S", "K", "M", "B") else kind
    if asked is None:
        return kind, Metric(
            PROXY.get(kind, ""),
            "minimize" if kind in ("PM", "R", "R+") else "maximize",
            None,
            PROXY.get(kind, NO_PROXY),
        )
    usable = bool(entry.get("in_force")) and not by_shape
    return kind, Metric(
        str(asked["key"]),
        str(asked.get("direction") or entry.get("direction") or "maximize"),
        asked.get("found_in"),
        None if usable else PROXY.get(kind, NO_PROXY),
    )


def _kind_of_cells(sample: Sheet, predicted: Sequence[str]) -> str:
    values = [sample.unique_numbers(sample.columns.index(name)) for name in predicted]
    words = [sample.cells[sample.columns.index(name)] for name in predicted]
    if any(np.isnan(value[~cells.blank]).any() for value, cells in zip(values, words, strict=True)):
        return "L" if all(len(cells.uniques) <= 50 for cells in words) else "S"
    known = np.concatenate([value[~np.isnan(value)] for value in values]) if values else np.empty(0)
    unit = len(known) > 0 and bool(((known >= 0) & (known <= 1)).all())
    if len(predicted) > 1 and unit:
        total = sum(sample.numbers(sample.columns.index(name)) for name in predicted)
        return "PM" if bool((np.abs(np.asarray(total) - 1) < 0.02).all()) else "ML"
    decimals = any(matches(cells.uniques, r"\.\d").any() for cells in words)
    if unit and decimals:
        return "P"
    return "L" if len(predicted) == 1 and len(known) > 1 and len(np.unique(known)) <= 20 and not decimals else "R"


def _counts(contract: Mapping[str, Any], roles: Roles) -> dict[str, int]:
    train = roles.train
    many = 0
    if train is not None and contract["targets"]:
        many = int(labelled(target_columns(contract, train), train.records).sum())
    return {
        "train": train.records if train is not None else 0,
        "labelled": many,
        "test": roles.test.records if roles.test is not None else (roles.sample.records if roles.sample else 0),
    }


def _decide_split(
    contract: Mapping[str, Any],
    roles: Roles,
    entries: Sequence[Entry],
    predicted: Sequence[str],
    overrides: Mapping[str, Any],
) -> Split:
    train, test, link = roles.train, roles.test, roles.link
    if contract["layout"] in ("rle", "boxes", "ranked_list", "pixel", "long", "token"):
        return cannot("layout", layout.sentence(contract["layout"]))
    if contract["metric"]["proxy"] == NO_PROXY:
        return cannot("metric", "No metric for this kind of prediction is in force, and none can stand in for it.")
    unread = [entry for entry in entries if entry.kind == "unknown" and _wants_table(entry)]
    if train is None or not contract["targets"]:
        if unread and train is None:
            return cannot("format", f"{unread[0].path} cannot be read: {unread[0].reason}.")
        if train is None and any(entry.kind == "media" for entry in entries):
            return cannot("layout", layout.sentence("media"))
        return cannot(
            "no_labels",
            "No column of the training table holds what the sample predicts; a person can name the target."
            if train is not None
            else "There is no training table with labels.",
        )
    if test is None:
        if any(entry.kind == "media" for entry in entries):
            return cannot("layout", layout.sentence("media"))
        code = "format" if unread else "no_test_shape"
        return cannot(
            code,
            f"{unread[0].path} cannot be read: {unread[0].reason}."
            if unread
            else "There is no test table whose shape sealed rows could take.",
        )
    unusual = layout.unusual_tables(roles, entries)
    if unusual is not None:
        return cannot("layout", layout.sentence(unusual))
    foreign = _foreign_columns(train, test, link)
    if foreign:
        return cannot("no_test_shape", f"Test has {', '.join(foreign[:5])}, which no training row has.")
    if contract["sample"]["path"] is None:
        return cannot("layout", layout.sentence("no_sample"))
    if link is None or link.kind == "none" or link.covered < 1:
        known = 0.0 if link is None else link.covered
        return cannot("no_link", f"Only {known:.1%} of the sample's ids occur in the test table.")
    units = units_of(contract, train, test, seed_of(contract["view_key"]))
    pinned = [next(iter(names_in(overrides, key)), None) for key in ("time", "group")]
    return make_plan(units, pinned[0], pinned[1])


def _foreign_columns(train: Sheet, test: Sheet, link: Link | None) -> list[str]:
    """Test columns that sealed rows could not fill: train lacks them, and they are not the same in every row."""
    ids = set(link.test) if link is not None else set()
    return [
        name
        for name, cells in zip(test.columns, test.cells, strict=True)
        if name not in train.columns and name not in ids and not cells.constant
    ]


def _wants_table(entry: Entry) -> bool:
    return bool(re.search(r"(train|test)[^/]*\.(csv|tsv|parquet|json|jsonl|zip|gz|xlsx?)", entry.path.lower()))
