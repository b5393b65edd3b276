# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that we write: plain csv (comma, UTF-8, LF) and JSON, always in the same bytes for the same content."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

_NEEDS_QUOTES = re.compile(r'[",\r\n]')


def csv_cell(cell: str) -> str:
    """A cell as it stands in plain csv, quoted only where it must be."""
    return '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.search(cell) else cell


def csv_row(cells: Sequence[str]) -> str:
    """A record with its line end. A record of one empty cell is quoted: a blank line would be no record."""
    if len(cells) == 1 and cells[0] == "":
        return '""\n'
    return ",".join(map(csv_cell, cells)) + "\n"


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Writes a plain csv file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(csv_row(header))
        file.writelines(csv_row(row) for row in rows)


def write_json(path: Path, value: Any) -> None:
    """Writes a JSON file for people and programs: indented, UTF-8, no not-a-number."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8")
