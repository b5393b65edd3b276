# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from support import Run


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """An empty competition in a temporary place."""
    return Run(tmp_path)
