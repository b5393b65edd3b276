# SPDX-License-Identifier: GPL-3.0-or-later
"""What was asked: one entry a request, in memory and, if wished, as JSON lines in a file."""

import json
import threading
import time
from pathlib import Path
from typing import Any


class Journal:
    """Entries have: seconds since the start, method, form (origin or absolute), host, path, query, headers as sent (pairs), body (JSON)
    or length (bytes), status (0: none was sent yet, or ever), sent (bytes of the answer's body so far)."""

    def __init__(self, file: Path | None) -> None:
        self.began = time.monotonic()
        self.entries: list[dict[str, Any]] = []
        self.lock = threading.Lock()
        self.file = file.open("a", encoding="utf-8") if file else None

    def begin(self, entry: dict[str, Any]) -> dict[str, Any]:
        """Listed from now on, so that who has the answer finds it here."""
        entry = {"seconds": round(time.monotonic() - self.began, 4)} | entry | {"status": 0, "sent": 0}
        with self.lock:
            self.entries.append(entry)
        return entry

    def end(self, entry: dict[str, Any]) -> None:
        if not self.file:
            return
        with self.lock:
            self.file.write(json.dumps(entry, ensure_ascii=False) + "\n")
            self.file.flush()

    def all(self) -> list[dict[str, Any]]:
        with self.lock:
            return [dict(entry) for entry in self.entries]

    def forget(self) -> None:
        with self.lock:
            self.entries.clear()

    def close(self) -> None:
        with self.lock:
            if self.file:
                self.file.close()
                self.file = None
