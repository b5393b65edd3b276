# SPDX-License-Identifier: GPL-3.0-or-later
"""`kcs prepare contract` and `kcs prepare views`."""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kcs.answers import target_columns
from kcs.cautions import cautions
from kcs.contract import NO_PROXY, Prepared, prepare
from kcs.metrics import direction, metric_key
from kcs.output import write_json
from kcs.profile import profile
from kcs.submission import Sample, constant_cells

log = logging.getLogger("kcs.prepare")


def main(arguments: Sequence[str]) -> int:
    """The command line of `kcs prepare`."""
    parser = argparse.ArgumentParser(prog="kcs prepare")
    commands = parser.add_subparsers(dest="command", required=True)
    contract = commands.add_parser("contract", help="find the contract, profile, constant and sample of a data folder")
    contract.add_argument("--request", type=Path, required=True)
    contract.add_argument("--pages", type=Path, required=True)
    views = commands.add_parser("views", help="cut sealed views")
    views.add_argument("--contract", type=Path, required=True)
    views.add_argument("--plan", type=Path)
    views.add_argument("--budget-bytes", type=int)
    views.add_argument("names", nargs="+", metavar="NAME")
    for command in (contract, views):
        command.add_argument("--data", type=Path, required=True)
        command.add_argument("--metrics", type=Path, required=True)
        command.add_argument("--out", type=Path, required=True)
    given = parser.parse_args(arguments)
    if given.command == "contract":
        write_contract(json.loads(given.request.read_text("utf-8")), given.data, given.pages, given.metrics, given.out)
        return 0
    from kcs.views import make_views

    made = make_views(
        given.data,
        json.loads(given.contract.read_text("utf-8")),
        given.out,
        given.names,
        given.plan,
        given.budget_bytes,
    )
    print(json.dumps({"views": made}))
    return 0


def read_catalogue(path: Path) -> dict[str, dict[str, Any]]:
    """The metric catalogue by key."""
    return {str(entry["key"]): entry for entry in json.loads(path.read_text("utf-8"))["metrics"]}


def write_contract(request: Mapping[str, Any], data: Path, pages: Path, metrics: Path, out: Path) -> Prepared:
    """Writes contract.json, profile.json, constant.csv and sample.csv to `out`; the constant first.

    :raises kcs.errors.Unusable: when not even a constant can be written
    """
    out.mkdir(parents=True, exist_ok=True)
    made = prepare(request, data, pages, read_catalogue(metrics))
    contract, roles = made.contract, made.roles
    assert roles.sample is not None
    sample = Sample.of(roles.sample)
    columns = target_columns(contract, roles.train) if roles.train is not None else []
    constant = constant_cells(contract, sample, [column.values() for column in columns])
    sample.write(out / "constant.csv", constant)
    sample.write(out / "sample.csv")
    facts = profile(made)
    contract["warnings"] = cautions(made, facts)
    facts["warnings"] = contract["warnings"]
    # What programs are really scored by: readers of the contract shall not have to know the rule of proxies.
    scored = contract["metric"]["proxy"] != NO_PROXY
    contract["metric"]["scored"] = {"key": metric_key(contract), "direction": direction(contract)} if scored else None
    write_json(out / "profile.json", facts)
    write_json(out / "contract.json", contract)
    log.info(
        "contract: layout %s, kind %s, metric %s, %s",
        contract["layout"],
        contract["prediction_kind"],
        contract["metric"]["key"],
        contract["split"]["scheme"] or contract["split"]["cannot"],
    )
    return made
