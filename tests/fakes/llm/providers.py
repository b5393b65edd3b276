# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is played: for each provider its dialect, where its API begins, its key and its models; facts of the wire only."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Model:
    id: str
    context: int = 131072  # tokens
    output: int = 32768    # tokens, 0: not told
    thinks: bool = False


@dataclass(frozen=True)
class Provider:
    """reasoning: the key of the delta that carries it ("": none is sent, "array": in the content, as Mistral does);
    usage: "own" (a chunk with choices []), "trailing" (a chunk with an empty delta), "finish" (with the finish reason);
    errors: "openai" | "int" (code is the status) | "flat" (Mistral) | "array" (Gemini) | "anthropic" | "ollama"
    comment: sent while nothing is to say yet"""

    name: str
    family: str   # openai, anthropic, ollama
    base: str     # what a client's base URL ends with, after the server's address and /<name>
    models: tuple[Model, ...]
    key: str = ""  # "": none is asked for
    errors: str = "openai"
    reasoning: str = ""
    usage: str = "own"
    usage_unasked: bool = False   # sent although no stream_options asked for it
    comment: str = ""
    done_after_error: bool = False
    request_id: str = "x-request-id"
    takes_developer: bool = True
    refused: dict[str, str] = field(default_factory=dict)  # fields of a request that it does not know, and how it says so


def known(*ids: str, **facts: Any) -> tuple[Model, ...]:
    return tuple(Model(id, **facts) for id in ids)


BIG = {"context": 1_050_000, "output": 128_000, "thinks": True}
CLAUDE = {"context": 1_000_000, "output": 128_000, "thinks": True}
EXTRA = "Extra inputs are not permitted"
PROVIDERS: dict[str, Provider] = {each.name: each for each in (
    Provider("openai", "openai", "/v1", known("gpt-6.1-sol", "gpt-6.2-sol", "gpt-6-astra", "gpt-6.1-terra", "gpt-6-luna", "gpt-5.6-sol",
                                              "gpt-5.6-luna", "gpt-5.4-mini", "gpt-5-mini", **BIG)
             + known("gpt-4.1", context=1_047_576), "sk-fake-openai-0123456789abcdef"),
    Provider("anthropic", "anthropic", "", known("claude-sonnet-5-5", "claude-opus-5-5", "claude-fable-5-1", "claude-opus-5",
                                                 "claude-opus-4-8",
                                                 "claude-sonnet-5", "claude-haiku-5-5", **CLAUDE)
             + known("claude-haiku-4-5", context=200_000, output=64_000), "sk-ant-fake-0123456789abcdef", "anthropic",
             request_id="request-id"),
    Provider("ollama", "ollama", "", known("qwen3:8b", thinks=True, context=40960) + known("qwen2.5-coder:1.5b", context=32768), "",
             "ollama"),
    Provider("llama-server", "openai", "/v1", known("qwen3", context=32768), "", "int", "reasoning_content", comment=":\n\n"),
    Provider("lmstudio", "openai", "/v1", known("qwen3-coder-30b", context=32768), "", "openai", "reasoning", takes_developer=False),
    Provider("vllm", "openai", "/v1", known("Qwen/Qwen3-Coder-30B", context=65536), "", "int", "reasoning", done_after_error=True),
    Provider("openrouter", "openai", "/api/v1", known("openai/gpt-6.1-sol", "anthropic/claude-sonnet-5-5", "openai/o3", **BIG),
             "sk-or-v1-fake-0123456789abcdef", "int", "reasoning", "trailing", True, ": OPENROUTER PROCESSING\n\n", True,
             "X-Generation-Id"),
    Provider("deepseek", "openai", "", known("deepseek-v4-pro", "deepseek-flash", "deepseek-v4-flash", context=1_000_000, output=384_000),
             "sk-fake-deepseek-0123456789abcdef", "openai", "reasoning_content", "finish", comment=": keep-alive\n\n",
             takes_developer=False,
             request_id="x-deepseek-request-id"),
    Provider("groq", "openai", "/openai/v1", known("openai/gpt-oss-120b", "qwen/qwen3-32b"), "gsk_fake0123456789abcdef", "openai",
             "reasoning",
             "finish", True),
    Provider("mistral", "openai", "/v1", known("mistral-medium-3-5", "mistral-medium-latest", "codestral-2508", context=262_144, output=0),
             "fake-mistral-0123456789abcdef", "flat", "array", "finish", True, takes_developer=False,
             refused={name: EXTRA for name in ("stream_options", "seed", "max_completion_tokens", "store")}),
    Provider("gemini", "openai", "/v1beta/openai", known("gemini-3.8-flash", "gemini-2.5-pro", context=1_048_576, output=65_536),
             "AIzaFake0123456789abcdef", "array", "", "finish", True),
)}


def refine(models: list[Any]) -> tuple[Model, ...]:
    """\\param models ids, or objects with the members of Model"""
    return tuple(Model(**each) if isinstance(each, dict) else Model(each) for each in models)
