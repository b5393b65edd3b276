# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes sealed views: folders of the competition's shape in which some labelled rows play the test set.

The law: in every file of a sealed view a sealed unit appears exactly where and how the units of the real test set
appear in the competition's own files, and nowhere else. All else is unchanged.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kcs.answers import units_of
from kcs.errors import Unusable
from kcs.inventory import Entry, real_files
from kcs.output import write_json
from kcs.plan import SEALED, TRAIN, Parts, Split, plan_again
from kcs.proof import prove
from kcs.tables import Table
from kcs.viewfiles import Competition, SealedView

log = logging.getLogger("kcs.views")
_LINK_COST = 4096
_FEWER = (5, 3, 1)


def make_views(
    data: Path, contract: Mapping[str, Any], out: Path, names: Sequence[str], plan_file: Path | None, budget: int | None
) -> list[str]:
    """Makes the named views below `out` and returns the names of those that were made and proved.

    The first call (no `plan_file`) makes the plan too. Where views cannot be made, or fewer than planned, the new value
    of the contract's `split` is written to contract-split.json; a view that fails its proof is deleted again.

    :param budget: bytes that all views together may cost; None: no limit
    :raises Unusable: when the contract says that nothing can be sealed, or a name is not one of its views
    """
    split = dict(contract["split"])
    if split["cannot"]:
        raise Unusable(
            "cannot_be_sealed", f"Sealed views cannot be made: {split['reason']}", "Run programs in the real view."
        )
    unknown = [name for name in names if name not in split["views"]]
    if unknown:
        raise Unusable(
            "no_view",
            f"There is no view {unknown[0]}; the views are {', '.join(split['views'])}.",
            "Ask for one of these.",
        )
    out.mkdir(parents=True, exist_ok=True)
    competition = Competition(data, contract)
    parts = _read_plan(plan_file, competition.train.table, len(split["views"])) if plan_file is not None else None
    if parts is None:
        fitting = _fitting(data, contract, budget)
        if fitting == 0:
            _give_up(out, split, "disk", "The disk has no room for even one sealed view.")
            return []
        made = _plan(competition, split, fitting)
        parts = made.parts
        _write_plan(out / "plan.csv", parts)
        if made.k < split["k"]:
            split |= {
                "k": made.k,
                "share": made.share,
                "views": split["views"][: made.k],
                "reason": f"{split['reason']} The disk has room for {made.k} view(s).",
            }
            write_json(out / "contract-split.json", split)
    done = []
    for name in names:
        number = split["views"].index(name) if name in split["views"] else parts.shape[1]
        if number >= parts.shape[1]:
            continue
        view = SealedView(competition, name, np.flatnonzero(parts[:, number] == SEALED), parts[:, number] == TRAIN, out)
        failures = view.write() or prove(view)
        if failures:
            log.warning("%s: %s", name, "; ".join(failures))
            _remove(out, name)
            _give_up(out, split, "proof", f"A sealed view did not pass its proof: {failures[0]}")
            return []
        done.append(name)
    return done


def _plan(competition: Competition, split: Mapping[str, Any], most: int) -> Split:
    units = units_of(competition.contract, competition.train, competition.test, int(split["seed"]))
    return plan_again(units, str(split["scheme"]), split["column"], int(split["k"]), most)


def _fitting(data: Path, contract: Mapping[str, Any], budget: int | None) -> int:
    """How many of the planned views the budget allows: all, three, one or none."""
    k = int(contract["split"]["k"])
    if budget is None:
        return k
    written = links = 0
    for file in contract["files"]:
        if not file["in_views"]:
            continue
        if file["role"] in ("train", "test", "sample"):
            written += int(file["bytes"])
        else:
            links += len(real_files(data, Entry(file["path"], "", 0, file["count"])))
    cost = 2 * written + links * _LINK_COST  # the plain copies beside the answers cost about as much again
    return next((fewer for fewer in (k, *(step for step in _FEWER if step < k)) if fewer * cost <= budget), 0)


def _give_up(out: Path, split: dict[str, Any], code: str, sentence: str) -> None:
    write_json(out / "contract-split.json", split | {"cannot": code, "reason": sentence, "k": 0, "views": []})


def _remove(out: Path, name: str) -> None:
    for folder in (out / "views" / name, out / "answers" / name):
        shutil.rmtree(folder, ignore_errors=True)
    (out / "views" / f"{name}.links.tsv").unlink(missing_ok=True)


# --- the plan's file: one line per record of train, one column per view: 0 training part, 1 sealed, 2 left out --------


def _write_plan(path: Path, parts: Parts) -> None:
    text = np.full((len(parts), 2 * parts.shape[1]), ord(","), dtype=np.uint8)
    text[:, 0::2] = parts + ord("0")
    text[:, -1] = ord("\n")
    header = ",".join(f"sealed-{view + 1}" for view in range(parts.shape[1])) + "\n"
    path.write_bytes(header.encode() + text.tobytes())


def _read_plan(path: Path, train: Table, most: int) -> Parts:
    content = np.frombuffer(path.read_bytes(), dtype=np.uint8)
    begin = int(np.flatnonzero(content == ord("\n"))[0]) + 1
    k = content[:begin].tobytes().count(b",") + 1
    body = content[begin:]
    if k > most or len(body) != train.records * 2 * k:
        raise Unusable("bad_plan", f"{path.name} does not belong to {train.name}.", "Make the views anew without it.")
    return np.asarray(body.reshape(train.records, 2 * k)[:, 0::2] - ord("0"), dtype=np.int8)
