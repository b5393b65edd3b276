# SPDX-License-Identifier: GPL-3.0-or-later
"""Shared by the fake's own tests: a fake, asked by plain HTTP, and a reader of its streams that is none of the application's."""

import http.client
import json
import unittest
from typing import Any
from urllib.parse import urlsplit

from llm_server import FakeLlm
from providers import PROVIDERS

ASKED = [{"role": "user", "content": "Write a program."}]
PATHS = {"openai": "/chat/completions", "anthropic": "/v1/messages", "ollama": "/api/chat"}
ALL = ("openai", "anthropic", "ollama")


class Reply:
    """An HTTP answer, read as far as it came, and what it says if it is a stream."""

    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self.status, self.headers = answer.status, answer.headers
        self.whole = True
        try:
            self.body = answer.read()
        except (http.client.IncompleteRead, ConnectionError) as error:
            self.body, self.whole = getattr(error, "partial", b""), False

    def json(self) -> Any:
        return json.loads(self.body)

    def events(self) -> list[dict[str, Any]]:
        """\\return the JSON of each line that has some"""
        lines = [line.removeprefix("data:").strip() for line in self.body.decode("utf-8-sig", "ignore").splitlines()]
        return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]

    def ended(self) -> bool:
        """\\return whether the protocol's end marker came"""
        return any(mark in self.body for mark in (b"data: [DONE]", b"event: message_stop", b'"done":true'))

    def error(self) -> Any:
        return next((event["error"] for event in self.events() if "error" in event), None)

    def text(self) -> str:
        return self.gather("content", "text")

    def thought(self) -> str:
        return self.gather("thinking", "reasoning_content", "reasoning")

    def gather(self, *names: str) -> str:
        made = ""
        for event in self.events():
            parts = [choice.get("delta", {}) for choice in event.get("choices", [])] + [event.get("delta", {}), event.get("message", {})]
            made += "".join(part[name] for part in parts for name in names if isinstance(part.get(name), str))
        return made

    def finish(self) -> str | None:
        for event in self.events():
            found = [choice.get("finish_reason") for choice in event.get("choices", [])]
            for reason in (*found, event.get("delta", {}).get("stop_reason"), event.get("done_reason")):
                if reason:
                    return reason
        return None

    def usage(self) -> tuple[int, int] | None:
        """\\return tokens of prompt and output"""
        made = None
        for event in self.events():
            used = event.get("usage") or {}
            if "prompt_tokens" in used:
                made = used["prompt_tokens"], used["completion_tokens"]
            elif event.get("type") == "message_delta" and used:
                made = used["input_tokens"] + used["cache_read_input_tokens"] + used["cache_creation_input_tokens"], used["output_tokens"]
            elif "eval_count" in event:
                made = event["prompt_eval_count"], event["eval_count"]
        return made


class LlmTest(unittest.TestCase):
    def setUp(self) -> None:
        self.fake = FakeLlm()
        self.addCleanup(self.fake.stop)

    def send(self, method: str, url: str, body: Any = None, headers: dict[str, str] | None = None, timeout: float = 10) -> Reply:
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)
        content = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
        try:
            connection.request(method, f"{parts.path}?{parts.query}" if parts.query else parts.path, content, headers or {})
            return Reply(connection.getresponse())
        finally:
            connection.close()

    def headers(self, provider: str) -> dict[str, str]:
        made = {"Content-Type": "application/json"}
        if provider == "anthropic":
            return made | {"x-api-key": self.fake.key(provider), "anthropic-version": "2026-10-21"}
        return made | ({"Authorization": f"Bearer {self.fake.key(provider)}"} if self.fake.key(provider) else {})

    def body(self, provider: str, stream: bool = True) -> dict[str, Any]:
        made: dict[str, Any] = {"model": PROVIDERS[provider].models[0].id, "messages": ASKED, "stream": stream}
        if provider == "anthropic":
            made["max_tokens"] = 1000
        elif stream and PROVIDERS[provider].family == "openai" and "stream_options" not in PROVIDERS[provider].refused:
            made["stream_options"] = {"include_usage": True}
        return made

    def url(self, provider: str) -> str:
        return self.fake.base(provider) + PATHS[PROVIDERS[provider].family]

    def ask(self, provider: str = "openai", stream: bool = True, headers: dict[str, str] | None = None, timeout: float = 10,
            **more: Any) -> Reply:
        return self.send("POST", self.url(provider), self.body(provider, stream) | more, headers or self.headers(provider), timeout)

    def on(self, name: str, **more: Any) -> None:
        """Turns a switch on, and all others off."""
        self.fake.control(clear="*")
        self.fake.control(set={"name": name, **more})
