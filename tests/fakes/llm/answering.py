# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of the fake that answers: finds out who is asked for what, and makes the answer; without a connection."""

import hashlib
import json
import threading
import time
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import effects
import wire_anthropic
import wire_ollama
import wire_openai
from delivery import JSON, NDJSON, SSE, Answer, plain
from inspecting import Inspector
from llm_errors import ERRORS, REQUEST_ID, answer_of
from providers import PROVIDERS, Model, Provider, refine
from replies import Ask, Reply, reply_from, tokens
from switches import Switches, parse

SAMPLES = Path(__file__).resolve().parent / "samples"
WIRES: dict[str, Any] = {"openai": wire_openai, "anthropic": wire_anthropic, "ollama": wire_ollama}
HELLO = {"text": "A short script.\n\n```python\nimport pandas as pd\nprint(\"ok – für alle 😀\")\n```\n",
         "reasoning": "A short script is enough."}
MOST = 32 * 2**20  # bytes of a request


ENTRY = {"text", "text_file", "reasoning", "finish", "usage", "tool", "refusal", "pieces", "sample", "transcript", "transcript_file",
         "error", "body",
         "status", "kind", "headers", "chunking", "switches", "expect", "times", "program", "seconds", "ms", "param"}


def read_entry(given: dict[str, Any]) -> dict[str, Any]:
    """\\return an entry of a script with its files read; ValueError for one that is none, OSError for a file that is not there"""
    if unknown := given.keys() - ENTRY:
        raise ValueError(f"no such members of an entry: {sorted(unknown)}")
    if given.get("error", "500") not in ERRORS:
        raise ValueError(f"no such error: {given['error']}")
    entry = {"times": 1} | given | {"switches": [parse(switch) for switch in given.get("switches", [])]}
    if "text_file" in entry:
        entry["text"] = Path(entry["text_file"]).read_text(encoding="utf-8")
    if "sample" in entry:
        found = list(SAMPLES.glob(f"{entry['sample']}.*"))
        if len(found) != 1:
            raise ValueError(f"no such sample: {entry['sample']}")
        entry["transcript_file"] = found[0]
    if "transcript_file" in entry:
        entry["transcript"] = Path(entry["transcript_file"]).read_bytes()
    elif "transcript" in entry:
        entry["transcript"] = entry["transcript"].encode()
    reply_from(entry)
    return entry


class Refused(Exception):
    """Arguments: name of an error, and what its text takes."""


class Room:
    """All state of a fake; from any thread."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.switches, self.inspector = Switches(), Inspector()
        self.keys = {name: provider.key for name, provider in PROVIDERS.items()}
        self.models = {name: provider.models for name, provider in PROVIDERS.items()}
        self.script: list[dict[str, Any]] = []
        self.prices: dict[str, dict[str, int]] = {}
        self.server = "openai"      # who is at the bare address
        self.parallel, self.per_minute = 0, 0  # 0: no limit
        self.running, self.peak = 0, 0
        self.begun: list[float] = []
        self.windows: dict[str, int] = {}  # of Ollama's loaded models

    # -- who is asked for what

    def find(self, path: str, headers: dict[str, str]) -> tuple[Provider, str]:
        """\\return the provider, and the path below its base"""
        first, _, rest = path[1:].partition("/")
        if provider := PROVIDERS.get(first):
            path = "/" + rest
        elif path.startswith("/api/") and not path.startswith("/api/v1"):
            provider = PROVIDERS["ollama"]
        elif path == "/v1/messages" or "anthropic-version" in headers:
            provider = PROVIDERS["anthropic"]
        else:
            provider = PROVIDERS[self.server]
        base = provider.base
        return provider, path[len(base):] if base and path.startswith(base + "/") else path

    def check_key(self, provider: Provider, headers: dict[str, str]) -> None:
        key = self.keys[provider.name]
        given = headers.get("authorization", "").removeprefix("Bearer ")
        own = headers.get("x-api-key", "") if provider.family == "anthropic" else ""
        if key and (own or given) != key or own and given:
            text = "x-api-key header is required" if provider.family == "anthropic" and not (own or given) else None
            raise Refused("401", {"text": text})

    def model(self, provider: Provider, id: str) -> Model:
        for model in self.models[provider.name]:
            if id in (model.id, f"{model.id}:latest", model.id.removesuffix(":latest")):
                return model
        raise Refused("404-model", {"model": id})

    def answer(self, method: str, path: str, query: str, headers: dict[str, str], raw: bytes, entry: dict[str, Any]) -> Answer:
        """\\param entry of the journal, which learns who was asked
        \\return the answer; Drop, if there is to be none"""
        provider, below = self.find(path, headers)
        entry["provider"] = provider.name
        try:
            if below in ("/chat/completions", "/messages", "/v1/messages", "/api/chat") and method == "POST":
                return self.talk(provider, headers, raw, entry)
            answer = self.look_up(provider, method, below, query, headers, raw)
            for switch in self.switches.take(provider.name, "", "lists") if answer else ():
                if made := effects.instead(switch, provider, {"path": path}):
                    return made
            if answer:
                return answer
            raise Refused("404-path", {"path": f"{method} {path}"})
        except Refused as refused:
            return answer_of(provider, refused.args[0], refused.args[1])

    def look_up(self, provider: Provider, method: str, below: str, query: str, headers: dict[str, str], raw: bytes) -> Answer | None:
        """Lists and probes."""
        listed, name = self.models[provider.name], provider.name
        if method == "GET" and below.removeprefix("/v1") == "/models":
            self.check_key(provider, headers)
            if provider.family == "anthropic":
                asked = parse_qs(query)
                return plain(200, wire_anthropic.models(listed, asked.get("after_id", [""])[0], int(asked.get("limit", ["20"])[0])))
            return plain(200, wire_openai.models(provider, listed))
        if provider.family == "ollama":
            self.check_key(provider, headers)
            if (method, below) == ("POST", "/api/show"):
                return plain(200, wire_ollama.show(self.model(provider, str(json.loads(raw).get("model")))))
            found = {"/api/tags": lambda: wire_ollama.tags(listed), "/api/version": lambda: {"version": wire_ollama.VERSION},
                     "/api/ps": lambda: wire_ollama.loaded(self.windows, listed)}.get(below)
            if below == "/":
                return plain(200, b"Ollama is running", kind="text/plain; charset=utf-8")
            return plain(200, found()) if found and method == "GET" else None
        local: dict[tuple[str, str], Any] = {
            ("llama-server", "/health"): {"status": "ok"}, ("vllm", "/health"): {}, ("vllm", "/version"): {"version": "0.24.0"},
            ("llama-server", "/props"): {
                "default_generation_settings": {"n_ctx": listed[0].context}, "total_slots": 4, "model_path": "/models/qwen3.gguf",
                "model_alias": listed[0].id, "chat_template": "", "modalities": {"vision": False}, "is_sleeping": False},
            ("llama-server", "/slots"): [{"id": n, "n_ctx": listed[0].context, "is_processing": n < self.running} for n in range(4)],
            ("lmstudio", "/api/v1/models"): {"models": [
                {"key": model.id, "type": "llm", "max_context_length": model.context,
                 "loaded_instances": [{"id": model.id, "config": {"context_length": model.context, "parallel": 4}}]} for model in listed]}}
        made = local.get((name, below if below.startswith("/api") else below.removeprefix("/v1")))
        return plain(200, made) if made is not None and method == "GET" else None

    # -- a call to a model

    def talk(self, provider: Provider, headers: dict[str, str], raw: bytes, entry: dict[str, Any]) -> Answer:
        wire = WIRES[provider.family]
        self.check_key(provider, headers)
        if len(raw) > MOST:
            raise Refused("413", {})
        ask = self.understand(provider, wire, raw)
        entry |= {"model": ask.model.id, "prompt": hashlib.sha256(ask.prompt.encode()).hexdigest()}
        self.count_rate()
        acting = self.switches.take(provider.name, ask.model.id)
        for switch in acting:
            if made := effects.instead(switch, provider, {"model": ask.model.id}):
                return self.with_headers(ask, made)
        self.object(ask, wire, headers, acting)
        if provider.family == "ollama":
            self.windows[ask.model.id] = int((ask.body.get("options") or {}).get("num_ctx") or wire_ollama.WINDOW)
        step = self.next_step(ask, entry)
        acting += step.get("switches", [])
        return self.with_headers(ask, self.play(ask, wire, step, acting))

    def understand(self, provider: Provider, wire: Any, raw: bytes) -> Ask:
        try:
            body = json.loads(raw)
            model = self.model(provider, str(body["model"]))
            return wire.ask_from(provider, model, body)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Refused("400-bad-request", {"text": f"We could not parse the JSON body of your request: {error!r}"}) from error

    def object(self, ask: Ask, wire: Any, headers: dict[str, str], acting: list[dict[str, Any]]) -> None:
        if ask.provider.family == "anthropic":
            found = wire.objection(ask, headers.get("anthropic-version", ""))
        elif ask.provider.family == "ollama":
            window = next((each.get("tokens", 2048) for each in acting if each["name"] == "num-ctx-cut"), None)
            found = wire.objection(ask, window)
        else:
            found = wire.objection(ask)
        if found:
            raise Refused(found[0], {"param": found[1], "text": found[2]})
        if ask.provider.family != "ollama" and tokens(ask.prompt) + ask.limit > ask.model.context:
            raise Refused("400-context-too-long", {})

    def count_rate(self) -> None:
        """429 for what comes too fast or too much at once."""
        now = time.monotonic()
        with self.lock:
            self.begun = [each for each in self.begun if now - each < 60]
            if self.parallel and self.running > self.parallel:
                raise Refused("429-with-retry-after", {"seconds": 1})
            if self.per_minute and len(self.begun) >= self.per_minute:
                raise Refused("429-with-retry-after", {"seconds": max(1, round(60 - (now - self.begun[0]) + 0.5))})
            self.begun.append(now)

    def next_step(self, ask: Ask, entry: dict[str, Any]) -> dict[str, Any]:
        """\\return what to answer: of the script, of the inspecting mode, or the usual words"""
        with self.lock:
            if self.script:
                step = self.script[0]
                step["times"] -= 1
                if step["times"] <= 0:
                    self.script.pop(0)
                missing = [words for words in step.get("expect", []) if words not in ask.prompt]
                if missing:
                    entry["missing"] = missing
                    raise Refused("400-bad-request", {"text": f"the script expects in the prompt: {missing}"})
                return dict(step) | (self.inspector.write(ask, step["program"]) if "program" in step else {})
            if self.inspector.mode:
                program, step = self.inspector.step(ask)
                entry["program"] = program
                return step
        return dict(HELLO)

    def play(self, ask: Ask, wire: Any, step: dict[str, Any], acting: list[dict[str, Any]]) -> Answer:
        if "error" in step:
            raise Refused(step["error"], step | {"model": ask.model.id})
        for switch in acting:
            if made := effects.instead(switch, ask.provider, {"model": ask.model.id}):
                return made
        if "body" in step:
            body = step["body"] if isinstance(step["body"], (dict, list)) else step["body"].encode()
            return plain(step.get("status", 200), body, *map(tuple, step.get("headers", [])), kind=step.get("kind", JSON))
        answer = self.transcript(ask, step) if "transcript" in step else self.spoken(ask, wire, step, acting)
        answer.headers += [tuple(pair) for pair in step.get("headers", [])]
        answer.chunking = step.get("chunking", answer.chunking)
        for switch in acting:
            if answer.streamed and (change := effects.STREAM.get(switch["name"])):
                change(answer, ask, switch)
        for switch in acting:
            if change := effects.SENDING.get(switch["name"]):
                change(answer, switch)
        return answer

    def transcript(self, ask: Ask, step: dict[str, Any]) -> Answer:
        """A recorded stream, byte by byte."""
        raw = step["transcript"]
        if ask.provider.family == "ollama":
            return Answer(kind=NDJSON, events=raw.splitlines(keepends=True))
        ends = b"\r\n\r\n" if b"\r\n\r\n" in raw else b"\n\n"
        parts = raw.split(ends)
        return Answer(kind=SSE, events=[part + ends for part in parts[:-1]] + ([parts[-1]] if parts[-1] else []))

    def spoken(self, ask: Ask, wire: Any, step: dict[str, Any], acting: list[dict[str, Any]]) -> Answer:
        reply: Reply = reply_from(step)
        for switch in acting:
            if change := effects.REPLY.get(switch["name"]):
                reply = change(reply, switch)
        reply = self.within_limit(ask, reply)
        silent = ("usage" in step and step["usage"] is None) or any(switch["name"] == "usage-missing" for switch in acting)
        used = None if silent else reply.used(ask)
        if ask.stream:
            answer = Answer(kind=NDJSON if ask.provider.family == "ollama" else SSE, events=wire.stream(ask, reply, used))
        else:
            answer = plain(200, wire.whole(ask, reply, used))
        answer.told = asdict(used) | {"model": ask.model.id} if used else None
        return answer

    @staticmethod
    def within_limit(ask: Ask, reply: Reply) -> Reply:
        """No more than the request allows, unless the script tells the usage itself."""
        if not ask.limit or reply.usage or reply.used(ask).output <= ask.limit:
            return reply
        thought = reply.reasoning.encode()[:4 * ask.limit]
        left = max(0, ask.limit - tokens(reply.reasoning))
        return replace(reply, reasoning=thought.decode("utf-8", "ignore"), text=reply.text.encode()[:4 * left].decode("utf-8", "ignore"),
                       pieces=[], tool=None, finish="length")

    def with_headers(self, ask: Ask, answer: Answer) -> Answer:
        answer.headers.append((ask.provider.request_id, REQUEST_ID))
        left = str(max(0, (self.per_minute or 500) - len(self.begun)))
        limit = str(self.per_minute or 500)
        if ask.provider.name in ("openai", "groq"):
            answer.headers += [("x-ratelimit-limit-requests", limit), ("x-ratelimit-remaining-requests", left),
                               ("x-ratelimit-reset-requests", "120ms"),
                               ("x-ratelimit-limit-tokens", "200000"), ("x-ratelimit-remaining-tokens", "199000"),
                               ("x-ratelimit-reset-tokens", "6m0s")]
        if ask.provider.name == "anthropic":
            answer.headers += [("anthropic-organization-id", "org-fake"), ("anthropic-ratelimit-requests-limit", limit),
                               ("anthropic-ratelimit-requests-remaining", left),
                               ("anthropic-ratelimit-requests-reset", "2026-11-20T10:01:00Z")]
        return answer

    # -- the ledger

    def begin(self) -> None:
        with self.lock:
            self.running += 1
            self.peak = max(self.peak, self.running)

    def end(self) -> None:
        with self.lock:
            self.running -= 1

    def ledger(self, entries: list[dict[str, Any]]) -> dict[str, Any]:
        """\\param entries of the journal
        \\return of all usage that was told to the end: {"calls": n, "tokens": {model: {prompt, output, …}}, "nanodollars": by `prices`}"""
        sums: dict[str, Counter] = {}
        told = [entry["usage"] for entry in entries if entry.get("usage")]
        for usage in told:
            sums.setdefault(usage["model"], Counter()).update({name: value for name, value in usage.items() if name != "model"})
        return {"calls": len(told), "tokens": {model: dict(each) for model, each in sums.items()},
                "nanodollars": sum(self.cost(model, each) for model, each in sums.items())}

    def cost(self, model: str, used: Counter) -> int:
        """Nano-dollars; prices are nano-dollars a token: {"input", "cached", "cache_write", "output"}, the middle ones default to input."""
        price = self.prices.get(model) or {"input": 0, "output": 0}
        fresh = used["prompt"] - used["cached"] - used["cache_write"]
        return (fresh * price["input"] + used["cached"] * price.get("cached", price["input"])
                + used["cache_write"] * price.get("cache_write", price["input"]) + used["output"] * price["output"])

    # -- orders

    def set_script(self, entries: list[dict[str, Any]], behind: bool = False) -> None:
        """\\param behind True: what is left of the script comes first"""
        read = [read_entry(entry) for entry in entries]
        with self.lock:
            self.script = (self.script if behind else []) + read

    def set_models(self, given: dict[str, list[Any]]) -> None:
        for name, models in given.items():
            self.models[PROVIDERS[name].name] = refine(models)

    def set_server(self, name: str) -> None:
        self.server = PROVIDERS[name].name
