# SPDX-License-Identifier: GPL-3.0-or-later
"""An answer on its way: which bytes, in which pieces, with which pauses, and how it ends."""

import json
import random
from dataclasses import dataclass, field
from typing import Any, Iterator

SSE, NDJSON, JSON, HTML = "text/event-stream; charset=utf-8", "application/x-ndjson", "application/json", "text/html; charset=utf-8"


def compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def event(facts: dict[str, Any], name: str = "") -> bytes:
    """\\return one event of a stream"""
    return (f"event: {name}\n" if name else "").encode() + f"data: {compact(facts)}\n\n".encode()


class Drop(Exception):
    """No answer: the connection ends after so many seconds. Arguments: seconds, "fin" or "rst"."""


@dataclass
class Answer:
    status: int = 200
    kind: str = JSON                # content type
    events: list[bytes] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)
    framing: str = ""               # chunked, length, close; default: by whether it is a stream
    chunking: Any = "event"         # event, whole, a number of bytes, {"seed": S, "max": bytes}
    line_end: bytes = b"\n"
    bom: bool = False
    zipped: bool = False
    before_headers: float = 0       # seconds of silence
    pauses: dict[int, float] = field(default_factory=dict)  # seconds of silence before an event, by its number
    pace: float = 0                 # seconds between pieces
    cut: float | None = None        # the share of the bytes that is sent, below 1
    ending: str = "normal"          # normal, clean (as if it were whole), fin, rst
    told: dict[str, Any] | None = None  # usage, for the ledger

    @property
    def streamed(self) -> bool:
        return self.kind in (SSE, NDJSON)

    def lay_out(self) -> tuple[bytes, dict[int, float]]:
        """\\return the bytes, and the seconds of silence before a byte, by its offset"""
        made, pauses = b"\xef\xbb\xbf" if self.bom else b"", {}
        for number, content in enumerate(self.events):
            if number in self.pauses:
                pauses[len(made)] = self.pauses[number]
            made += content.replace(b"\n", self.line_end) if self.streamed and self.line_end != b"\n" else content
        if self.cut is not None:
            made = made[:int(len(made) * self.cut)]
        return made, pauses

    def pieces(self, body: bytes, pauses: dict[int, float]) -> Iterator[tuple[int, bytes]]:
        """\\return offset and bytes of each piece; one begins wherever a pause is"""
        ends = self.ends(len(body)) | {at for at in pauses if 0 < at < len(body)} | {len(body)}
        begin = 0
        for end in sorted(ends):
            if end > begin:
                yield begin, body[begin:end]
                begin = end

    def ends(self, size: int) -> set[int]:
        if isinstance(self.chunking, int):
            return set(range(self.chunking, size, self.chunking))
        if isinstance(self.chunking, dict):
            chance, at, ends = random.Random(self.chunking.get("seed", 0)), 0, set()
            most = self.chunking.get("max", size)
            while at < size:  # small ones as often as large ones
                at += min(most, max(1, int(most ** chance.random())))
                ends.add(min(at, size))
            return ends
        if self.chunking == "whole":
            return set()
        at, ends = 3 if self.bom else 0, set()
        for content in self.events:
            at += len(content) + (content.count(b"\n") * (len(self.line_end) - 1) if self.streamed else 0)
            ends.add(min(at, size))
        return ends


def plain(status: int, body: Any, *headers: tuple[str, str], kind: str = JSON) -> Answer:
    """\\param body bytes, or what becomes JSON"""
    content = body if isinstance(body, bytes) else compact(body).encode()
    return Answer(status, kind, [content], list(headers))
