# SPDX-License-Identifier: GPL-3.0-or-later
"""Ids for sealed rows that have none of their own: numbered on in the pattern of the real ones."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NUMBERED = re.compile(r"^(.*?)(\d+)(\D*)$", re.DOTALL)


def made_ids(real: Sequence[str], count: int) -> list[str] | None:
    """So many ids in the pattern of the real ones: their first number, step, padding, prefix and ending.

    Without a pattern the first real ids are used; None where there are not enough of them.
    """
    pattern = _pattern(real)
    if pattern is None:
        return list(real[:count]) if len(real) >= count else None
    prefix, ending, first, step, width = pattern
    return [f"{prefix}{first + step * row:0{width}d}{ending}" for row in range(count)]


def _pattern(real: Sequence[str]) -> tuple[str, str, int, int, int] | None:
    parts = [_NUMBERED.match(text) for text in real]
    found = [part for part in parts if part is not None]
    if len(found) < len(parts) or not found:
        return None
    prefix, digits, ending = found[0].groups()
    if any(part.group(1) != prefix or part.group(3) != ending for part in found):
        return None
    numbers = sorted(int(part.group(2)) for part in found)
    padded = len({len(part.group(2)) for part in found}) == 1 and any(part.group(2).startswith("0") for part in found)
    step = numbers[1] - numbers[0] if len(numbers) > 1 else 1
    if step <= 0 or numbers[-1] - numbers[0] != step * (len(numbers) - 1):
        return None
    return prefix, ending, numbers[0], step, len(digits) if padded else 0
