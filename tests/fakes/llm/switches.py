# SPDX-License-Identifier: GPL-3.0-or-later
"""The switches: what goes otherwise than well.

A switch is a name, or an object with a name and more:
  provider  only where this one is asked
  model     only for this model
  times     how often it acts, null for always; default below
  skip      how many occasions pass by first
  at        "chat": calls of a model, "lists": model lists and probes, "any"; default: any for a bad key and the like, a redirect and a
            model that is still loading, else chat
and what the single ones take (seconds, ms, text, param, error, after, share, how, status, to, chance, seed, tokens, size, every).
The names of all errors (llm_errors.ERRORS) are switches too: they act once, 401 to 404 and 413 always.
"""

import random
import threading
from typing import Any

from llm_errors import ERRORS

ALWAYS = None
SWITCHES: dict[str, int | None] = {
    # Instead of an answer.
    "html-page": 1, "empty-body": 1, "not-json": 1, "redirect": ALWAYS, "drop": 1, "random-429": ALWAYS,
    # What the model says.
    "usage-missing": ALWAYS, "truncated": 1, "length-no-text": 1, "content-filter": 1, "refusal": 1, "empty-completion": 1,
    "finish-unknown": 1,
    "code-in-thinking": 1, "think-tags": 1, "think-unclosed": 1, "think-close-only": 1, "tool-call": 1, "num-ctx-cut": ALWAYS,
    # What happens to a stream.
    "error-in-stream": 1, "error-first": 1, "cut": 1, "no-end-marker": 1, "no-done": 1, "usage-twice": ALWAYS, "bytes-after-done": ALWAYS,
    "noise": ALWAYS, "keep-alive-comments": ALWAYS, "duplicate-message-start": 1, "no-event-names": ALWAYS, "no-last-blank-line": ALWAYS,
    # How it comes.
    "stall-before-headers": 1, "stall-first": 1, "stall-middle": 1, "slow": ALWAYS, "chunks": ALWAYS, "crlf": ALWAYS, "cr": ALWAYS,
    "bom": ALWAYS,
    "gzip": ALWAYS, "content-length": ALWAYS, "close-delimited": ALWAYS, "retry-after-on-200": ALWAYS,
}
SWITCHES |= {name: ALWAYS if ERRORS[name].status in (401, 402, 403, 404, 413) else 1 for name in ERRORS}


ANYWHERE = {"redirect", "503-loading"} | {name for name in ERRORS if SWITCHES[name] is ALWAYS}


def parse(given: str | dict[str, Any]) -> dict[str, Any]:
    """\\return a switch in its full form; ValueError for a name that is none."""
    switch = {"name": given} if isinstance(given, str) else dict(given)
    name = str(switch.get("name", ""))
    if name not in SWITCHES:
        raise ValueError(f"no such switch: {name}")
    if switch.get("error", "500") not in ERRORS:
        raise ValueError(f"no such error: {switch['error']}")
    switch.setdefault("times", SWITCHES[name])
    switch.setdefault("at", "any" if name in ANYWHERE else "chat")
    return switch


class Switches:
    """Those that are on. From any thread."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.on: list[dict[str, Any]] = []
        self.chance: dict[int, random.Random] = {}

    def set(self, given: Any) -> None:
        parsed = [parse(each) for each in (given if isinstance(given, list) else [given])]
        with self.lock:
            self.on += parsed

    def clear(self, name: str) -> None:
        """\\param name "*": all"""
        with self.lock:
            self.on = [] if name == "*" else [each for each in self.on if each["name"] != name]

    def take(self, provider: str, model: str, at: str = "chat") -> list[dict[str, Any]]:
        """\\return those that act on this request; each counts as used"""
        acting = []
        with self.lock:
            for switch in self.on:
                if switch.get("provider", provider) != provider or switch.get("model", model) != model or switch["times"] == 0:
                    continue
                if switch["at"] not in (at, "any"):
                    continue
                if switch.get("skip", 0) > 0:
                    switch["skip"] -= 1
                    continue
                if switch["name"] == "random-429" and not self.falls(switch):
                    continue
                if switch["times"] is not None:
                    switch["times"] -= 1
                acting.append(dict(switch))
        return acting

    def falls(self, switch: dict[str, Any]) -> bool:
        chance = self.chance.setdefault(id(switch), random.Random(switch.get("seed", 0)))
        return chance.random() < switch.get("chance", 0.3)
