# SPDX-License-Identifier: GPL-3.0-or-later
"""Matches prediction columns of the sample with columns of train: by name, by class values, else the only one left."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kcs.readings import Sheet
from kcs.values import WHOLE, Cells, matches

_MANY_CLASSES = 2000


@dataclass
class Match:
    """What a train table offers for the sample's predictions.

    `strength`: 3 all by name, 2.5 classes named by value, 2 all by nearly equal names, 1.5 the only one left, 1 of
    several left the one whose name is in the prediction's name, 0 nothing. `targets` are train columns in the order of
    the predictions; `classes` maps a prediction column to the class (as train writes it) that it stands for.
    """

    strength: float = 0.0
    targets: list[str] = field(default_factory=list)
    layout: str = "single"
    classes: dict[str, str] = field(default_factory=dict)


def plain(name: str) -> str:
    """A name less everything but letters and digits, in one case."""
    return re.sub(r"[\W_]+", "", name).casefold()


def label_key(label: str) -> str:
    """What variants of one label share: blanks around, case and a final stop do not count; `1.0` is `1`."""
    text = " ".join(label.split()).rstrip(".").strip().casefold() or label.strip()
    if re.fullmatch(r"[-+]?\d+\.0*", label.strip()):
        return str(int(float(label)))
    return text


#: Truth values written as words and as numbers mean the same.
TRUTH = {"true": "1", "false": "0", "1": "true", "0": "false"}


def match_targets(sample: Sheet, predictions: Sequence[str], train: Sheet, absent: Sequence[str]) -> Match:
    """Finds the target columns.

    :param predictions: the sample's prediction columns
    :param absent: the train columns that test lacks or has empty: only these can be targets
    """
    if not predictions:
        return Match()
    layout = "multi_output" if len(predictions) > 1 else "single"
    if all(name in absent for name in predictions):
        return Match(3.0, list(predictions), layout)
    wide = _wide(predictions, train, absent)
    if wide is not None:
        return wide
    by_plain = {plain(name): name for name in absent}
    if all(plain(name) in by_plain for name in predictions):
        return Match(2.0, [by_plain[plain(name)] for name in predictions], layout)
    if len(predictions) > 1:
        return Match()
    left = [name for name in absent if _may_be_target(train.cells[train.columns.index(name)])]
    if len(left) == 1:
        return Match(1.5, left)
    predicted = plain(predictions[0])
    inside = [name for name in left if plain(name) and (plain(name) in predicted or predicted in plain(name))]
    if len(inside) == 1:
        return Match(1.0, inside)
    label = [name for name in left if _same_labels(sample, predictions[0], train, name)]
    return Match(1.0, label) if len(label) == 1 else Match()


def _wide(predictions: Sequence[str], train: Sheet, absent: Sequence[str]) -> Match | None:
    if len(predictions) < 2:
        return None
    best: tuple[float, Match] | None = None
    for name in absent:
        cells = train.cells[train.columns.index(name)]
        labels = [word for word in cells.words if word.strip()] if len(cells.uniques) <= _MANY_CLASSES else []
        if not 2 <= len({label_key(label) for label in labels}) <= 2 * len(predictions):
            continue
        classes = class_names(predictions, labels)
        if classes is None:
            continue
        known = sum(label_key(label) in {label_key(one) for one in classes.values()} for label in labels) / len(labels)
        if known >= 0.9 and (best is None or known > best[0]):
            best = (known, Match(2.5, [name], "wide_classes", classes))
    return best[1] if best else None


def class_names(columns: Sequence[str], labels: Sequence[str]) -> dict[str, str] | None:
    """The class that each column is named after, with or without a common prefix and suffix; None where that fails.

    At least half the columns must be named after a label; the others name classes that train does not show.
    """
    for fold in (str, label_key, lambda text: plain(label_key(text))):
        folded = {fold(label): label for label in labels}
        tried = set()
        for column in (columns[0], columns[-1]):
            for label in sorted(labels, key=len, reverse=True):
                for found in re.finditer(re.escape(fold(label)), fold(column)):
                    tried.add((fold(column)[: found.start()], fold(column)[found.end() :]))
        for prefix, suffix in sorted(tried, key=lambda ends: (len(ends[0]) + len(ends[1]), ends)):
            result = {}
            for column in columns:
                text = fold(column)
                if text.startswith(prefix) and text.endswith(suffix) and len(text) > len(prefix) + len(suffix):
                    inner = text[len(prefix) : len(text) - len(suffix)]
                    result[column] = folded.get(inner, inner)
            known = sum(label in folded.values() for label in result.values())
            if len(result) == len(columns) and known * 2 >= len(columns) and len(set(result.values())) == len(columns):
                return result
    return None


def _may_be_target(cells: Cells) -> bool:
    """Not constant, and no id: not a different text or a counted whole number in every row."""
    if cells.constant or (cells.blank | cells.token).all():
        return False
    if len(cells.uniques) < cells.rows:
        return True
    if not matches(cells.uniques, WHOLE).all():
        return bool(matches(cells.uniques, r"^[\s\d.,eE+-]*$").all())
    return False


def _same_labels(sample: Sheet, prediction: str, train: Sheet, name: str) -> bool:
    """Whether all labels that the sample shows occur in a train column of few values."""
    cells = train.cells[train.columns.index(name)]
    shown = [word for word in sample.cells[sample.columns.index(prediction)].words if word.strip()]
    if len(cells.uniques) > _MANY_CLASSES or not shown:
        return False
    known = {label_key(word) for word in cells.words}
    return all(label_key(word) in known for word in shown)
