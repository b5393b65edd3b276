# SPDX-License-Identifier: GPL-3.0-or-later
"""Fills the floor's template from a `contract.json` and runs it, for tests.

The product does the same in C++ (core/solution/programtemplate); its own test compares both on the same contracts.
"""

from __future__ import annotations

import os
import pprint
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
TEMPLATE = Path(os.environ.get("KCS_FLOOR", ROOT / "resources" / "templates" / "floor.py"))
FEATURE_ROLES = {"feature", "text", "time", "nearly_unique", "id"}


def _file(entry: dict[str, Any]) -> dict[str, Any]:
    dialect = entry["dialect"] or {}
    encoding = dialect.get("encoding") or "utf-8"
    return {
        "path": entry["path"],
        "format": entry["format"],
        "delimiter": dialect.get("delimiter") or ",",
        "encoding": "utf-8-sig" if encoding == "utf-8" and dialect.get("bom") else encoding,
        "quote": dialect.get("quote"),
        "decimal": dialect.get("decimal") or ".",
        "thousands": dialect.get("thousands"),
        "header": dialect.get("header", True),
        "compression": dialect.get("compression"),
        "member": dialect.get("member"),
        "columns": [column["key"] for column in sorted(entry["columns"], key=lambda c: c["position"])],
    }


def _features(train: dict[str, Any], test: dict[str, Any], targets: list[str], roles: set[str]) -> dict[str, Any]:
    kinds: dict[str, Any] = {"numbers": [], "categories": [], "dates": {}, "texts": []}
    for column in test["columns"]:
        key, role = column["key"], column["role"]
        if key in targets or key not in train or train[key]["role"] not in roles:
            continue
        kind, own = train[key]["type"], role in ("id", "nearly_unique")
        if kind == "date":
            kinds["dates"][key] = column["date_format"] or train[key]["date_format"]
        elif kind == "text" and role != "id":
            kinds["texts"].append(key)
        elif kind in ("number", "integer") and not own:
            kinds["numbers"].append(key)
        elif kind in ("category", "boolean") and not own:
            kinds["categories"].append(key)
    return kinds


def literal(contract: dict[str, Any], slug: str) -> dict[str, Any] | None:
    """The CONTRACT of the template's head; None where no column can serve as a feature."""
    by_role = {role: [f for f in contract["files"] if f["role"] == role] for role in ("train", "test", "sample")}
    train, test = by_role["train"][0], by_role["test"][0]
    sample = next(f for f in by_role["sample"] if f["path"] == contract["sample"]["path"])
    targets = [target["column"] for target in contract["targets"]]
    link = contract["link"]
    ids = [link["test"]] if link["test"] else contract["sample"]["id_columns"] if link["kind"] == "column" else []
    train_columns = {column["key"]: column for column in train["columns"]}
    kinds = _features(train_columns, test, targets, FEATURE_ROLES)
    if not any(kinds.values()):
        kinds = _features(train_columns, test, targets, {"group"})
    if not any(kinds.values()):
        return None
    split = contract["split"]
    scheme = split["scheme"] or "stratified"
    column = split["column"] if scheme in ("grouped", "time") else None
    as_text = {c["key"] for f in (train, test) for c in f["columns"] if c["na_is_text"]} | set(ids)
    predicted = contract["sample"]["prediction_columns"]
    return {
        "slug": slug,
        "train": _file(train),
        "test": _file(test),
        "sample": _file(sample),
        "id_columns": contract["sample"]["id_columns"],
        "test_ids": ids,
        **kinds,
        "na_is_text": sorted(as_text),
        "kind": contract["prediction_kind"],
        "metric": (contract["metric"]["proxy"] or contract["metric"]["key"]),
        "targets": [
            {
                "column": target["column"],
                "predicts": predicted if contract["layout"] == "wide_classes" else [predicted[i]],
                "classes": target["classes"] or [],
                "positive": target["positive"],
                "low": target["low"],
                "high": target["high"],
                "whole": target["spelling"] == "whole",
            }
            for i, target in enumerate(contract["targets"])
        ],
        "split": {
            "scheme": scheme,
            "column": column,
            "date_format": train_columns[column]["date_format"] if column in train_columns else None,
        },
    }


def program(known: dict[str, Any]) -> str:
    """The whole program: the literal on top of the template."""
    return f"CONTRACT = {pprint.pformat(known, width=118, sort_dicts=False)}\n" + TEMPLATE.read_text(encoding="utf-8")


def run(known: dict[str, Any], data: Path, place: Path, limit: float = 60, seed: int = 0) -> tuple[str, float]:
    """Runs the program on a data folder as if `place` were /kaggle; gives what it printed and the seconds it took."""
    working = place / "working"
    (place / "input").mkdir(parents=True, exist_ok=True)
    working.mkdir(exist_ok=True)
    link = place / "input" / known["slug"]
    if not link.exists():
        link.symlink_to(data)
    script = place / "floor.py"
    script.write_text(program(known).replace("/kaggle/", f"{place}/"), encoding="utf-8")
    began = time.monotonic()
    printed = execute(script, limit, seed)
    return printed, time.monotonic() - began


def execute(script: Path, limit: float, seed: int) -> str:
    """Runs a program as the sandbox would; gives what it printed, and fails where it fails."""
    environment = os.environ | {
        "KCS_TIME_LIMIT": str(limit),
        "KCS_SEED": str(seed),
        "OMP_NUM_THREADS": "1",
        "OMP_WAIT_POLICY": "PASSIVE",
    }
    command = [sys.executable, "-B", "-W", "error::FutureWarning", str(script)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
