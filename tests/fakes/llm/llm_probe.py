# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs beside the official SDKs, in the container: calls the fake with each of them, and prints what they made of it.

Usage: llm_probe.py URL      prints one JSON object: {case: {text, thought, usage, finish, error, status, code, seconds, requests}}
"""

import json
import sys
import time
import urllib.request
from typing import Any, Callable

import anthropic
import ollama
import openai

from providers import PROVIDERS

URL = sys.argv[1]
SIZES = (1, 7, 100_000)  # bytes
ASKED = [{"role": "user", "content": "Write a program – für alle 😀."}]
SAMPLES = {"openai-chat": "openai", "openai-chat-refusal": "openai", "openai-chat-midstream-error": "openai",
           "llama-server": "llama-server",
           "openrouter": "openrouter", "openrouter-midstream-error": "openrouter", "deepseek": "deepseek", "mistral": "mistral",
           "anthropic": "anthropic", "anthropic-refusal": "anthropic", "anthropic-overloaded-200": "anthropic", "ollama": "ollama",
           "ollama-midstream-error": "ollama"}
ERRORS = ("400-bad-request", "400-context-too-long", "401", "402-billing", "403", "404-model", "409", "413", "422-unknown-field",
          "429-without",
          "429-quota", "500", "503", "504", "529")
SWITCHES = ("error-in-stream", "error-first", "no-end-marker", "truncated", "refusal", "tool-call", "crlf", "cr", "noise",
            "keep-alive-comments",
            "content-filter", "usage-missing", "no-last-blank-line", "usage-twice", "bytes-after-done")
# Switches under which an SDK with its own two retries is watched.
RETRIED = {"429": {"name": "429-with-retry-after-ms", "ms": 150, "times": None}, "500": {"name": "500", "times": 2},
           "429-quota": {"name": "429-quota", "times": None},
           "529": {"name": "529", "times": 1}, "500-do-not-retry": {"name": "500-do-not-retry", "times": None},
           "400": {"name": "400-bad-request", "times": None},
           "429-too-long": {"name": "429-with-retry-after", "seconds": 121, "times": None}}
Seen = dict[str, Any]


def ask_fake(path: str, order: dict[str, Any] | None = None) -> Any:
    data = None if order is None else json.dumps(order).encode()
    with urllib.request.urlopen(urllib.request.Request(URL + path, data)) as answer:
        return json.loads(answer.read())


def dumped(usage: Any) -> dict[str, Any] | None:
    return usage if usage is None or isinstance(usage, dict) else usage.model_dump(exclude_none=True)


# -- one call of each SDK

def openai_client(provider: str, retries: int) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{URL}/{provider}{PROVIDERS[provider].base}", api_key=PROVIDERS[provider].key or "none",
                         max_retries=retries)


def openai_call(seen: Seen, provider: str = "openai", stream: bool = True, retries: int = 0) -> None:
    client, more = openai_client(provider, retries), {}
    if stream and "stream_options" not in PROVIDERS[provider].refused:
        more["stream_options"] = {"include_usage": True}
    answer = client.chat.completions.create(model=PROVIDERS[provider].models[0].id, messages=ASKED, stream=stream, **more)
    for part in answer if stream else [answer]:
        seen["usage"] = dumped(part.usage) or seen.get("usage")
        for choice in part.choices:
            said = (choice.delta if stream else choice.message).model_dump()
            content = said.get("content") or ""
            if isinstance(content, list):
                seen["thought"] = seen.get("thought", "") + "".join(t["text"] for each in content for t in each.get("thinking", []))
                content = "".join(each.get("text", "") for each in content)
            seen["text"] = seen.get("text", "") + content
            seen["refusal"] = seen.get("refusal", "") + (said.get("refusal") or "")
            seen["thought"] = seen.get("thought", "") + (said.get("reasoning_content") or said.get("reasoning") or "")
            seen["finish"] = choice.finish_reason or seen.get("finish")
            for call in said.get("tool_calls") or []:
                seen["tool"] = seen.get("tool", "") + (call["function"]["arguments"] or "")


def openai_models(seen: Seen, provider: str = "openai") -> None:
    seen["models"] = [model.id for model in openai_client(provider, 0).models.list()]


def anthropic_client(retries: int) -> anthropic.Anthropic:
    return anthropic.Anthropic(base_url=URL, api_key=PROVIDERS["anthropic"].key, max_retries=retries)


def anthropic_call(seen: Seen, stream: bool = True, retries: int = 0) -> None:
    facts = {"model": "claude-sonnet-5-5", "max_tokens": 1000, "messages": ASKED}
    if not stream:
        return keep_message(seen, anthropic_client(retries).messages.create(**facts))
    with anthropic_client(retries).messages.stream(**facts) as events:
        for event in events:
            if event.type == "content_block_delta":
                for name, kind in (("text", "text_delta"), ("thought", "thinking_delta"), ("tool", "input_json_delta")):
                    if event.delta.type == kind:
                        seen[name] = seen.get(name, "") + (getattr(event.delta, "text", "") or getattr(event.delta, "thinking", "")
                                                           or getattr(event.delta, "partial_json", ""))
        keep_message(seen, events.get_final_message())


def keep_message(seen: Seen, message: Any) -> None:
    seen["text"] = "".join(block.text for block in message.content if block.type == "text")
    seen["thought"] = "".join(block.thinking for block in message.content if block.type == "thinking")
    seen |= {"usage": dumped(message.usage), "finish": message.stop_reason}


def anthropic_models(seen: Seen) -> None:
    seen["models"] = [model.id for model in anthropic_client(0).models.list(limit=3)]  # more than one page


def ollama_call(seen: Seen, stream: bool = True, retries: int = 0) -> None:
    answer = ollama.Client(host=URL).chat(model="qwen3:8b", messages=ASKED, stream=stream, options={"num_ctx": 8192})
    for part in answer if stream else [answer]:
        seen["text"] = seen.get("text", "") + (part.message.content or "")
        seen["thought"] = seen.get("thought", "") + (part.message.thinking or "")
        for call in part.message.tool_calls or []:
            seen["tool"] = json.dumps(dict(call.function.arguments))
        if part.done:
            seen |= {"finish": part.done_reason, "usage": {"prompt": part.prompt_eval_count, "output": part.eval_count}}


def ollama_models(seen: Seen) -> None:
    client = ollama.Client(host=URL)
    seen["models"] = [model.model for model in client.list().models]
    seen["window"] = client.show("qwen3:8b").modelinfo["qwen3.context_length"]
    seen["loaded"] = [model.model for model in client.ps().models]


CALLS: dict[str, Callable[..., None]] = {"openai": openai_call, "anthropic": anthropic_call, "ollama": ollama_call}
MODELS: dict[str, Callable[..., None]] = {"openai": openai_models, "anthropic": anthropic_models, "ollama": ollama_models}


def wrong_key(seen: Seen, sdk: str) -> None:
    if sdk == "openai":
        openai.OpenAI(base_url=URL + "/v1", api_key="sk-wrong", max_retries=0).models.list()
    anthropic.Anthropic(base_url=URL, api_key="sk-ant-wrong", max_retries=0).models.list()


# -- all cases

def run(order: dict[str, Any], call: Callable[..., None], *words: Any, **names: Any) -> Seen:
    """\\return what came of a call: what was seen of the answer, and the error, if there was one"""
    ask_fake("/_control", {"clear": "*", "script": [], "forget_journal": True})
    ask_fake("/_control", order or {"script": []})
    seen: Seen = {}
    began = time.monotonic()
    try:
        call(seen, *words, **names)
    except Exception as error:  # whatever the SDK raises is the result
        seen |= {"error": type(error).__name__, "status": getattr(error, "status_code", None), "code": getattr(error, "code", None),
                 "type": getattr(error, "type", None)}
    journal = ask_fake("/_journal")
    return seen | {"seconds": time.monotonic() - began, "requests": [retry_count(entry) for entry in journal], "journal": journal}


def retry_count(entry: dict[str, Any]) -> str:
    return {name.lower(): value for name, value in entry["headers"]}.get("x-stainless-retry-count", "")


def all_cases() -> dict[str, Seen]:
    made: dict[str, Seen] = {}
    for sample, provider in SAMPLES.items():
        call, names = (openai_call, {"provider": provider}) if provider not in CALLS else (CALLS[provider], {})
        for size in SIZES:
            made[f"sample {sample} {size}"] = run({"script": [{"sample": sample, "chunking": size}]}, call, **names)
    for sdk, call in CALLS.items():
        made |= {f"{sdk} stream": run({}, call), f"{sdk} whole": run({}, call, stream=False), f"{sdk} models": run({}, MODELS[sdk])}
        made |= {f"{sdk} error {name}": run({"set": {"name": name, "times": 1}}, call, stream=False) for name in ERRORS}
        made |= {f"{sdk} {name}": run({"set": name}, call) for name in SWITCHES
                 if (sdk, name) != ("anthropic", "usage-missing")}  # needs it
        made[f"{sdk} cut"] = run({"set": {"name": "cut", "how": "fin"}}, call)
        made[f"{sdk} bytes"] = run({"set": {"name": "chunks", "seed": 7}}, call)
        if sdk != "ollama":
            made[f"{sdk} wrong key"] = run({}, wrong_key, sdk)
            made |= {f"{sdk} retried {name}": run({"set": switch}, call, stream=False, retries=2) for name, switch in RETRIED.items()
                     if (sdk, name) != ("anthropic", "429-too-long")}  # it would wait
    for provider in PROVIDERS:
        if provider not in CALLS:
            made |= {f"{provider} stream": run({}, openai_call, provider), f"{provider} models": run({}, openai_models, provider),
                     f"{provider} whole": run({}, openai_call, provider, stream=False),
                     f"{provider} error 429-without": run({"set": "429-without"}, openai_call, provider),
                     f"{provider} error-in-stream": run({"set": "error-in-stream"}, openai_call, provider)}
    return made


if __name__ == "__main__":
    print(json.dumps({"cases": all_cases()}))
