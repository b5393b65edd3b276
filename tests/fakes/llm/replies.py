# SPDX-License-Identifier: GPL-3.0-or-later
"""What was asked and what is answered, the same for all providers; the wire modules turn it into their forms."""

import json
import math
import re
from dataclasses import dataclass, field
from typing import Any

from providers import Model, Provider

WORDS = re.compile(r"\S+\s*|\s+")


@dataclass
class Ask:
    """A request to a model, understood."""

    provider: Provider
    model: Model
    body: dict[str, Any]
    messages: list[tuple[str, str]]  # role and text, the system prompt first
    stream: bool
    cut_to: int | None = None        # tokens of the prompt that the model reads, if it does not read all

    @property
    def prompt(self) -> str:
        return "\n\n".join(text for _, text in self.messages)

    @property
    def limit(self) -> int:
        """Tokens of output that the request allows, 0 for no limit."""
        options = self.body.get("options") or {}
        given = self.body.get("max_completion_tokens") or self.body.get("max_tokens") or options.get("num_predict") or 0
        return max(0, int(given))


@dataclass
class Usage:
    """Tokens. prompt holds cached and cache_write, output holds reasoning."""

    prompt: int
    output: int
    cached: int = 0
    cache_write: int = 0
    reasoning: int = 0


@dataclass
class Reply:
    text: str = ""
    reasoning: str = ""
    finish: str = "stop"  # stop, length, context-full, content-filter, refusal, tool, error; another one goes out as it is
    usage: Usage | None = None  # None: made up from the lengths
    tool: dict[str, Any] | None = None  # {name, arguments {…}}
    refusal: str = ""
    pieces: list[str] = field(default_factory=list)  # the text as it is cut into deltas; default: by words

    def deltas(self) -> list[str]:
        """Some words each, as models do."""
        if self.pieces:
            return self.pieces
        words = WORDS.findall(self.text)
        step = max(4, math.ceil(len(words) / 400))
        return ["".join(words[i:i + step]) for i in range(0, len(words), step)]

    def used(self, ask: Ask) -> Usage:
        if self.usage:
            return self.usage
        thought = tokens(self.reasoning)
        said = self.text + self.refusal + (json.dumps(self.tool["arguments"]) if self.tool else "")
        prompt = tokens(ask.prompt) if ask.cut_to is None else ask.cut_to
        return Usage(prompt, tokens(said) + thought, reasoning=thought)


def tokens(text: str) -> int:
    """As estimates go: four bytes each."""
    return math.ceil(len(text.encode("utf-8", "surrogatepass")) / 4)


def text_of(content: Any) -> str:
    """A message's content: a string, or parts with text."""
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def reply_from(entry: dict[str, Any]) -> Reply:
    """\\param entry of a script: text, reasoning, finish, usage {prompt, output, …}, tool, refusal, pieces
    \\return the reply; TypeError for members that are none"""
    facts = {name: entry[name] for name in ("text", "reasoning", "finish", "tool", "refusal", "pieces") if name in entry}
    if isinstance(given := entry.get("usage"), dict):
        facts["usage"] = Usage(**given)
    made = Reply(**facts)
    if made.pieces and not made.text:
        made.text = "".join(made.pieces)
    return made
