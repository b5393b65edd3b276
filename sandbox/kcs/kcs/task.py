# SPDX-License-Identifier: GPL-3.0-or-later
"""What is predicted: targets with classes and spelling, the kind of prediction, and the metric that fits it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from kcs.metrics import IN_FORCE, PROXY
from kcs.naming import TRUTH, Match, label_key, plain
from kcs.readings import Sheet
from kcs.values import BoolArray, Cells, FloatArray

MANY_LABELS = 20  # more distinct whole numbers than this are a measure, not labels
_POSITIVE = ("1", "true", "yes")


@dataclass
class Target:
    """One target column of train.

    `labels` maps every text of the column to the class it stands for; it is empty for numbers. `classes` are in the
    order of the sample's columns (wide), else by number or alphabet.
    """

    name: str
    column: str
    place: int
    kind: str
    classes: list[str] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    variants: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    positive: str | None = None
    spelling: str = "decimal"
    low: float | None = None
    high: float | None = None
    missing: int = 0

    def to_json(self, file: str) -> dict[str, Any]:
        return {
            "name": self.name,
            "column": self.column,
            "file": file,
            "kind": self.kind,
            "classes": self.classes,
            "positive": self.positive,
            "spelling": self.spelling,
            "low": self.low,
            "high": self.high,
            "missing": self.missing,
        }


@dataclass
class Metric:
    """The metric of the contract. `proxy` is the key that programs are scored by where `key` cannot be used."""

    key: str
    direction: str
    found_in: str | None
    proxy: str | None

    def to_json(self) -> dict[str, Any]:
        return {"key": self.key, "direction": self.direction, "found_in": self.found_in, "proxy": self.proxy}


@dataclass
class Facts:
    """What the values of a target allow: its labels joined over variants, and whether they are numbers."""

    cells: Cells
    missing: BoolArray  # per distinct text
    numeric: bool
    values: FloatArray  # per distinct text, not-a-number where none
    keys: list[str]  # label key per distinct text

    @property
    def count(self) -> int:
        """How many different labels there are."""
        return len({key for key, gone in zip(self.keys, self.missing, strict=True) if not gone})

    @property
    def whole(self) -> bool:
        known = self.values[~self.missing]
        return self.numeric and bool((known == np.round(known)).all())

    @property
    def binary(self) -> bool:
        known = {key for key, gone in zip(self.keys, self.missing, strict=True) if not gone}
        return bool(known) and (known <= {"0", "1"} or known <= {"true", "false"})

    @property
    def never_negative(self) -> bool:
        return self.numeric and not bool((self.values[~self.missing] < 0).any())


def facts(train: Sheet, place: int, sample_words: Sequence[str]) -> Facts:
    """Facts of one target column. A text like "None" counts as a label if the sample or the column's words say so."""
    cells = train.cells[place]
    reading = train.readings[place]
    shown = {word.strip() for word in sample_words}
    missing = cells.missing(reading.na_is_text)
    numeric = reading.type in ("number", "integer")
    if not numeric:
        missing = missing & ~np.array([word in shown and word.strip() != "" for word in cells.words], dtype=np.bool_)
    values = train.unique_numbers(place) if numeric else np.full(len(cells.uniques), np.nan)
    keys = [label_key(word) for word in cells.words] if len(cells.uniques) <= 5000 or not numeric else cells.words
    return Facts(cells, missing, numeric, values, keys)


def sample_decimals(sample: Sheet, name: str, fact: Facts) -> bool:
    """Whether the sample writes decimals in a prediction column that are no label of the target."""
    words = [word for word in sample.cells[sample.columns.index(name)].words if word.strip()]
    labels = {word.strip() for word in fact.cells.words}
    return any(
        re.fullmatch(r"\s*[-+]?\d*\.\d+([eE][-+]?\d+)?\s*", word) and word.strip() not in labels for word in words
    )


def structural_kind(match: Match, found: Sequence[Facts], decimals: bool) -> str:
    """The kind that target and sample speak for when no metric is known (a row of section 3's table)."""
    if match.layout == "wide_classes":
        return "PM"
    if len(found) > 1:
        if all(fact.binary for fact in found):
            return "ML"
        return "R" if all(fact.numeric for fact in found) else "L"
    fact = found[0]
    if fact.count == 2 and decimals:
        return "P"
    if fact.numeric:
        return "L" if fact.whole and fact.count <= MANY_LABELS and not decimals else "R"
    return "L" if fact.binary or _repeats(fact) else "S"


def _repeats(fact: Facts) -> bool:
    known = int(fact.cells.counts[~fact.missing].sum())
    return fact.count * 2 <= known or fact.count <= MANY_LABELS


def _possible(kind: str, match: Match, found: Sequence[Facts]) -> bool:
    """Whether a kind can be asked of these targets at all."""
    wide = match.layout == "wide_classes"
    return {
        "P": not wide and all(fact.count == 2 for fact in found),
        "PM": wide,
        "ML": not wide and len(found) > 1 and all(fact.binary for fact in found),
        "L": not wide,
        "R": not wide and all(fact.numeric for fact in found),
        "R+": not wide and all(fact.never_negative for fact in found),
        "S": not wide,
    }.get(kind, False)


def choose(
    match: Match,
    found: Sequence[Facts],
    decimals: bool,
    asked: Mapping[str, Any] | None,
    catalogue: Mapping[str, Mapping[str, Any]],
) -> tuple[str, Metric, str | None]:
    """Prediction kind, metric, and a sentence where the asked metric does not fit.

    :param asked: what the host matched: key, direction, found_in; None where nothing was found
    :param catalogue: metric entries by key
    """
    shape = structural_kind(match, found, decimals)
    if asked is None:
        return shape, _proxy_only(shape, None), None
    entry = catalogue.get(str(asked["key"]), {})
    key = str(asked["key"])
    kinds = [str(kind) for kind in entry.get("kinds", [])]
    by_kind = dict(entry.get("by_kind", {}))
    direction = str(asked.get("direction") or entry.get("direction") or "maximize")
    found_in = asked.get("found_in")
    if match.layout == "wide_classes":
        key = str(by_kind.get("PM", key))
        usable = key in IN_FORCE and ("PM" in kinds or "PM" in by_kind or bool({"L", "P"} & set(kinds)))
        return (
            "PM",
            Metric(key, direction, found_in, None if usable else PROXY["PM"]),
            None if usable else _misfit(entry),
        )
    several = len(found) > 1
    if several and all(fact.binary for fact in found) and {"P", "ML"} & set(kinds):
        key = str(by_kind.get("ML", key))
        return "ML", Metric(key, direction, found_in, None if key in IN_FORCE else PROXY["ML"]), None
    if key == "f1" and not several and found[0].count > 2:
        return "L", Metric(key, direction, found_in, "macro_f1"), _misfit(entry)
    for kind in [*([shape] if shape in kinds else []), *kinds]:
        if _possible(kind, match, found):
            return kind, Metric(key, direction, found_in, None if key in IN_FORCE else PROXY.get(kind)), None
    for kind, other in by_kind.items():
        if _possible(kind, match, found):
            return kind, Metric(str(other), direction, found_in, None if other in IN_FORCE else PROXY.get(kind)), None
    if not entry or not bool(entry.get("in_force", False)):
        return shape, Metric(key, direction, found_in, PROXY[shape]), None
    return shape, Metric(key, direction, found_in, PROXY[shape]), _misfit(entry)


def _proxy_only(kind: str, found_in: str | None) -> Metric:
    key = PROXY[kind]
    direction = "minimize" if key in ("mlogloss", "rmse") else "maximize"
    return Metric(key, direction, found_in, key)


def _misfit(entry: Mapping[str, Any]) -> str:
    title = entry.get("title", "The metric")
    return f"{title} does not fit what is predicted here; programs are scored by a proxy metric."


# --- one target ------------------------------------------------------------------------------------------------------


def make_target(
    name: str,
    train: Sheet,
    place: int,
    fact: Facts,
    kind: str,
    match: Match,
    sample_words: Sequence[str],
    pinned_positive: str | None,
    page_text: str,
) -> Target:
    """The contract's entry of one target.

    :param kind: the contract's prediction kind
    :param sample_words: texts of the sample's prediction column
    :param pinned_positive: the positive class that a person named
    :param page_text: the competition's pages, where a positive class may be named
    """
    own = {"PM": "L", "ML": "P"}.get(kind, kind)
    target = Target(name, train.columns[place], place, own, missing=int(fact.cells.counts[fact.missing].sum()))
    if fact.numeric:
        known = fact.values[~fact.missing]
        if len(known):
            target.low, target.high = float(known.min()), float(known.max())
    if own in ("P", "L"):
        _label_classes(target, fact, match, sample_words)
        if (kind != "PM" and len(target.classes) <= 2) or pinned_positive:
            target.positive = _positive(target, fact, pinned_positive, page_text)
        if own == "L":
            target.spelling = _spelling(target.classes)
    elif own == "S":
        target.spelling = "text"
    return target


def _label_classes(target: Target, fact: Facts, match: Match, sample_words: Sequence[str]) -> None:
    members: dict[str, list[tuple[str, int]]] = {}
    for word, key, count, gone in zip(
        fact.cells.words, fact.keys, fact.cells.counts.tolist(), fact.missing, strict=True
    ):
        if not gone and count:
            members.setdefault(key, []).append((word, count))
    shown = {label_key(word): word for word in sample_words if word.strip()}
    spelled: dict[str, str] = {}
    for key, variants in members.items():
        best = max(variants, key=lambda pair: (pair[1], pair[0] == pair[0].strip(), pair[0]))[0]
        spelled[key] = best.strip() or best
        if len(variants) > 1 and len({_number_text(word) for word, _ in variants}) > 1:
            target.variants[spelled[key]] = sorted(variants)
    if match.layout != "wide_classes":
        spelled = _as_the_sample(spelled, shown)
    for key, variants in members.items():
        target.labels.update({word: spelled[key] for word, _ in variants})
    if match.layout == "wide_classes":
        folded = {plain(label): label for label in spelled.values()}
        target.classes = []
        for label in match.classes.values():
            joined = spelled.get(label_key(label)) or folded.get(plain(label)) or label
            target.classes.append(joined)
    else:
        target.classes = sorted(set(spelled.values()), key=_label_order)


def _as_the_sample(spelled: dict[str, str], shown: dict[str, str]) -> dict[str, str]:
    """Labels as the sample writes them: those it shows, and the others alike where they are whole numbers or truth
    values in another writing."""
    if shown and not shown.keys() & spelled.keys() and spelled.keys() <= TRUTH.keys() and shown.keys() <= TRUTH.keys():
        words = {"1": "1", "0": "0", "true": "True", "false": "False"}
        return {key: shown.get(TRUTH[key], words[TRUTH[key]]) for key in spelled}
    whole = all(re.fullmatch(r"-?\d+", key) for key in spelled)
    for key in spelled:
        if key in shown:
            spelled[key] = shown[key]
        elif whole and shown and all(re.fullmatch(r"-?\d+", word) for word in shown.values()):
            spelled[key] = key
        elif whole and shown and all(re.fullmatch(r"-?\d+\.0", word) for word in shown.values()):
            spelled[key] = f"{key}.0"
    return spelled


def _number_text(word: str) -> str:
    return label_key(word) if re.fullmatch(r"[-+]?\d+(\.0*)?", word) else word


def _label_order(label: str) -> tuple[int, float, str]:
    try:
        return 0, float(label), label
    except ValueError:
        return 1, 0.0, label


def _positive(target: Target, fact: Facts, pinned: str | None, page_text: str) -> str | None:
    if pinned is not None:
        same = [label for label in target.classes if label_key(label) == label_key(pinned)]
        return same[0] if same else pinned
    for label in target.classes:
        if label_key(label) in _POSITIVE:
            return label
    named = [
        label
        for label in target.classes
        if len(label) > 2
        and re.search(r"probabilit(y|ies)[^.\n]{0,60}\b" + re.escape(label) + r"\b", page_text, re.IGNORECASE)
    ]
    if len(named) == 1:
        return named[0]
    count = dict.fromkeys(target.classes, 0)
    for word, many in zip(fact.cells.words, fact.cells.counts.tolist(), strict=True):
        if word in target.labels:
            count[target.labels[word]] += many
    return min(target.classes, key=lambda label: (count[label], label), default=None)


def _spelling(classes: Sequence[str]) -> str:
    if all(re.fullmatch(r"[-+]?\d+", label) for label in classes):
        return "whole"
    if all(label.lower() in ("true", "false") for label in classes):
        return "boolean"
    return "decimal" if all(re.fullmatch(r"[-+]?\d*\.\d+", label) for label in classes) else "text"
