# SPDX-License-Identifier: GPL-3.0-or-later
"""The switches: what goes otherwise than well, for one competition or for all ("*").

A switch is a name, or an object with a name and more:
  method   only for this call (DownloadDataFiles), for a download only of this file ("bundle": the bundle); 429, 500 and 503 take
           "storage" too, which they otherwise leave alone; default: all that the switch is about
  times    how often it acts, null for always; default below
  skip     how many occasions pass by first
and what the single ones take (at, seconds, retry_after, bytes, rate, text).
"""

import re
import threading
from typing import Any

ALWAYS = None
# Name, and how often it acts unless `times` says so.
SWITCHES: dict[str, int | None] = {
    # Who may what.
    "rules-not-accepted": ALWAYS, "identity-required": ALWAYS, "phone-required": ALWAYS, "private": ALWAYS, "code-only": ALWAYS,
    "submissions-disabled": ALWAYS, "daily-limit-reached": ALWAYS, "bad-token": ALWAYS, "token-without-scope": ALWAYS,
    # Trouble with any call. The three shapes change every error of the competition; alone, they bring one (rules not accepted).
    "429-with-retry-after": 1, "429-without": 1, "500-once": 1, "503-always": ALWAYS, "html-error": ALWAYS,
    "legacy-error-shape": ALWAYS, "legacy-error-with-200": ALWAYS, "empty-error-body": ALWAYS,
    # How answers look.
    "int64-as-string": ALWAYS, "nine-digit-fractions": ALWAYS, "empty-second-page": ALWAYS, "repeating-page-token": ALWAYS,
    "incomplete-listing": ALWAYS, "no-pages": ALWAYS, "pages-markdown": ALWAYS,
    # Downloads.
    "bundle-404": ALWAYS, "single-file-zipped": ALWAYS, "drop-connection-at-N": 1, "slow-drip": ALWAYS, "stall": 1,
    "etag-changes-mid-download": 1, "no-ranges": ALWAYS, "no-md5": ALWAYS, "wrong-md5": ALWAYS, "truncated-body": 1,
    "zero-byte-file": ALWAYS, "html-instead-of-data": ALWAYS,
    "signed-url-expired": 1, "redirect-to-foreign-host": ALWAYS, "redirect-loop": ALWAYS,
    # What is in the bundle.
    "zip-slip": ALWAYS, "zip-bomb": ALWAYS, "symlink-in-zip": ALWAYS, "nested-archives": ALWAYS, "latin1-csv": ALWAYS,
    # Submissions.
    "put-503-then-308": 1, "put-404-expired": 1, "create-timeout-but-accepted": 1, "getsubmission-404-first": 1, "score-error": ALWAYS,
    "score-never": ALWAYS,
}
SHAPES = {"legacy-error-shape": "legacy", "legacy-error-with-200": "legacy-200", "empty-error-body": "empty"}
IN_BUNDLE = ("zip-slip", "zip-bomb", "symlink-in-zip", "nested-archives", "latin1-csv")


def parse(given: str | dict[str, Any]) -> dict[str, Any]:
    """\\return a switch in its full form; ValueError for a name that is none."""
    switch = {"name": given} if isinstance(given, str) else dict(given)
    name = str(switch.get("name", ""))
    if at := re.fullmatch(r"drop-connection-at-(\d+)", name):
        name, switch["at"] = "drop-connection-at-N", int(at[1])
    if name not in SWITCHES:
        raise ValueError(f"no such scenario: {name}")
    switch["name"] = name
    switch.setdefault("times", SWITCHES[name])
    return switch


class Scenarios:
    """The switches that are on. From any thread."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.on: dict[str, dict[str, dict[str, Any]]] = {}
        self.cuts: dict[str, list[int]] = {}

    def set(self, slug: str, given: str | dict[str, Any]) -> None:
        switch = parse(given)
        with self.lock:
            self.on.setdefault(slug, {})[switch["name"]] = switch

    def clear(self, slug: str, name: str = "") -> None:
        with self.lock:
            if name:
                self.on.get(slug, {}).pop(name, None)
            else:
                self.on.pop(slug, None)
                self.cuts.pop(slug, None)

    def is_on(self, slug: str, name: str) -> bool:
        with self.lock:
            return any(name in self.on.get(each, {}) for each in (slug, "*"))

    def take(self, slug: str, name: str, occasion: str = "", only_named: bool = False) -> dict[str, Any] | None:
        """\\param occasion what `method` is compared with
        \\param only_named a switch without `method` does not act
        \\return the switch if it acts now; counts it"""
        with self.lock:
            for each in (slug, "*"):
                switch = self.on.get(each, {}).get(name)
                if switch is None or switch.get("method", "" if only_named else occasion) != occasion:
                    continue
                if switch.get("skip", 0) > 0:
                    switch["skip"] -= 1
                    continue
                if switch["times"] is not None:
                    if switch["times"] <= 0:
                        continue
                    switch["times"] -= 1
                return switch
        return None

    def cut(self, slug: str, begin: int, end: int) -> int | None:
        """\\return where this answer with the bytes begin … end breaks off, by `cut_at`; each offset acts once"""
        with self.lock:
            for each in (slug, "*"):
                offsets = [offset for offset in self.cuts.get(each, []) if begin < offset < end]
                if offsets:
                    self.cuts[each].remove(min(offsets))
                    return min(offsets)
        return None
