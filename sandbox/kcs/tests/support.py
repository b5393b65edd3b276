# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the commands as the host does and reads what they wrote."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from kcs.__main__ import main

HERE = Path(__file__).resolve().parent
CASES = Path(os.environ.get("KCS_CASES", HERE / "../../../tests/cases")).resolve()
METRICS = Path(os.environ.get("KCS_METRICS", HERE / "../../../resources/metrics.json")).resolve()
PAGES = ("description.md", "evaluation.md", "rules.md", "data.md")


class Run:
    """A data folder and what `prepare` made of it below `root`."""

    def __init__(self, root: Path) -> None:
        self.root, self.data, self.out = root, root / "data", root / "out"
        for folder in (self.data, root / "pages"):
            folder.mkdir(parents=True, exist_ok=True)

    def take(self, folder: Path) -> Run:
        """Copies a folder in, pages apart from data."""
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                to = self.root / "pages" / path.name if path.name in PAGES else self.data / path.relative_to(folder)
                to.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, to)
        return self

    def contract(
        self, metric: str | None = None, overrides: Mapping[str, Any] | None = None, data_hash: str = "0" * 64
    ) -> dict[str, Any]:
        """`kcs prepare contract`; the contract, or the error object where it exits 3."""
        matched = (
            None if metric is None else {"key": metric, "direction": None, "found_in": "catalogue", "mentions": []}
        )
        request = {
            "slug": "small",
            "data_hash": data_hash,
            "title": "Small",
            "overrides": dict(overrides or {}),
            "metric": matched,
        }
        (self.root / "request.json").write_text(json.dumps(request))
        code, reply = call(
            "prepare",
            "contract",
            "--request",
            self.root / "request.json",
            "--data",
            self.data,
            "--pages",
            self.root / "pages",
            "--metrics",
            METRICS,
            "--out",
            self.out,
        )
        if code == 3:
            return dict(reply["error"])
        assert code == 0
        return self.read("contract.json")

    def read(self, name: str) -> dict[str, Any]:
        return dict(json.loads((self.out / name).read_text("utf-8")))

    def views(
        self,
        names: Sequence[str] | None = None,
        out: str = "staging",
        budget: int | None = None,
        plan: Path | None = None,
    ) -> Path:
        """`kcs prepare views`; the staging folder."""
        staging = self.root / out
        wanted = names if names is not None else self.read("contract.json")["split"]["views"]
        more = [] if budget is None else ["--budget-bytes", budget]
        more += [] if plan is None else ["--plan", plan]
        code, _ = call(
            "prepare",
            "views",
            "--data",
            self.data,
            "--contract",
            self.out / "contract.json",
            "--metrics",
            METRICS,
            *more,
            "--out",
            staging,
            *wanted,
        )
        assert code == 0
        return staging


def call(*arguments: object) -> tuple[int, Any]:
    """Exit code and the JSON on the last line of stdout."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = main([str(one) for one in arguments])
    lines = out.getvalue().strip().splitlines()
    return code, json.loads(lines[-1]) if lines else None


def checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def text_table(path: Path, **options: Any) -> pd.DataFrame:
    """A csv with every cell as text."""
    return pd.read_csv(path, dtype=str, keep_default_na=False, na_filter=False, **options)


def any_table(path: Path, **options: Any) -> pd.DataFrame:
    """A table of any format in force, cells as text."""
    if path.suffix == ".parquet":
        frame = pd.read_parquet(path)
        return frame.astype(object).where(frame.notna(), "").astype(str)
    return text_table(path, sep="\t" if ".tsv" in path.name else ",", **options)
