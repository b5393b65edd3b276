# SPDX-License-Identifier: GPL-3.0-or-later
"""`python3 -m kcs COMMAND …`: exit 0 done, 3 input unusable (a JSON error on the last line), else a defect."""

from __future__ import annotations

import importlib
import json
import logging
import sys
from collections.abc import Sequence

from kcs.errors import Unusable

#: Sub-command to `module:function`; the function takes the arguments behind the name and returns the exit code.
COMMANDS = {
    "prepare": "kcs.prepare:main",
    "score": "kcs.score:main",
    "check": "kcs.check:main",
    "pages": "kcs.pages:main",
}
UNUSABLE = 3


def main(arguments: Sequence[str]) -> int:
    """Runs one command; only its modules are imported."""
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(name)s: %(message)s")
    if not arguments or arguments[0] not in COMMANDS:
        print(f"usage: python3 -m kcs {{{','.join(COMMANDS)}}} …", file=sys.stderr)
        return 2
    module, function = COMMANDS[arguments[0]].split(":")
    try:
        return int(getattr(importlib.import_module(module), function)(arguments[1:]))
    except Unusable as why:
        print(json.dumps({"error": {"code": why.code, "message": why.message, "next_step": why.next_step}}))
        return UNUSABLE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
