# SPDX-License-Identifier: GPL-3.0-or-later
"""Chat completions, of OpenAI and of the servers that are like it."""

import re
import time
from typing import Any

from delivery import compact, event
from providers import Model, Provider
from replies import Ask, Reply, Usage, text_of

FINISH = {"content-filter": "content_filter", "refusal": "stop", "tool": "tool_calls", "context-full": "length"}
ALWAYS_REASONS = re.compile(r"^(gpt-6\.[12]|gpt-5($|-(?!chat))|o\d)")
REASONS = re.compile(r"^(o\d|gpt-([5-9]|\d\d)(?!.*-chat))")
SAMPLING = ("temperature", "top_p", "presence_penalty", "frequency_penalty", "logprobs", "logit_bias")
CREATED = 1790000000  # seconds since 1970, so that answers do not differ between runs


def ask_from(provider: Provider, model: Model, body: dict[str, Any]) -> Ask:
    messages = [(str(each.get("role")), text_of(each.get("content"))) for each in body["messages"]]
    return Ask(provider, model, body, messages, bool(body.get("stream")))


def objection(ask: Ask) -> tuple[str, str, str] | None:
    """What this provider does not accept in the request.
    \\return name of a trouble, parameter, message; or None"""
    body, provider = ask.body, ask.provider
    for name, says in provider.refused.items():
        if name in body:
            return "422-unknown-field", name, says
    if not provider.takes_developer and any(role == "developer" for role, _ in ask.messages):
        return "400-unsupported-value", "messages[0].role", "'messages[0].role' does not support 'developer' with this model."
    if provider.name == "lmstudio" and (body.get("response_format") or {}).get("type") == "json_object":
        return "400-bad-request", "response_format", "'response_format.type' must be 'json_schema' or 'text'"
    if provider.name == "openai" and REASONS.match(ask.model.id):
        return reasoning_objection(ask.model.id, body)
    return None


def reasoning_objection(model: str, body: dict[str, Any]) -> tuple[str, str, str] | None:
    if "max_tokens" in body:
        return ("400-unsupported-parameter", "max_tokens", "Unsupported parameter: 'max_tokens' is not supported with this model. "
                                                           "Use 'max_completion_tokens' instead.")
    if body.get("stop"):
        return "400-unsupported-parameter", "stop", "Unsupported parameter: 'stop' is not supported with this model."
    if body.get("reasoning_effort") == "none":
        if ALWAYS_REASONS.match(model):
            return ("400-unsupported-value", "reasoning_effort", "Unsupported value: 'reasoning_effort' does not support 'none' with this "
                                                                 "model. Supported values are: 'low', 'medium', 'high'.")
        return None
    for name in SAMPLING:
        if name in body:
            return ("400-unsupported-value", name, f"Unsupported value: '{name}' does not support {body[name]} with this model. "
                                                   "Only the default (1) value is supported.")
    return None


def usage_of(provider: Provider, used: Usage) -> dict[str, Any]:
    made: dict[str, Any] = {"prompt_tokens": used.prompt, "completion_tokens": used.output, "total_tokens": used.prompt + used.output}
    if provider.name == "mistral":
        return made
    made["prompt_tokens_details"] = {"cached_tokens": used.cached} | ({"cache_write_tokens": used.cache_write} if used.cache_write else {})
    made["completion_tokens_details"] = {"reasoning_tokens": used.reasoning}
    if provider.name == "deepseek":
        made |= {"prompt_cache_hit_tokens": used.cached, "prompt_cache_miss_tokens": used.prompt - used.cached}
    if provider.name == "openrouter":
        made |= {"cost": round((used.prompt + 4 * used.output) * 1e-6, 9), "is_byok": False}
    return made


def thought_of(provider: Provider, text: str) -> dict[str, Any]:
    """\\return the part of a delta that carries reasoning, or an empty one"""
    if provider.reasoning == "array":
        return {"content": [{"type": "thinking", "thinking": [{"type": "text", "text": text}]}]}
    made = {provider.reasoning: text} if provider.reasoning else {}
    if provider.name == "openrouter":
        made["reasoning_details"] = [{"type": "reasoning.summary", "summary": text, "index": 0, "format": "openai-responses-v1"}]
    return made


def call_of(tool: dict[str, Any]) -> dict[str, Any]:
    return {"index": 0, "id": "call_fake1", "type": "function", "function": {"name": tool["name"], "arguments": compact(tool["arguments"])}}


class Chunks:
    """Makes the chunks of one streamed answer."""

    def __init__(self, ask: Ask) -> None:
        self.ask, self.provider = ask, ask.provider
        prefix = "gen-1790000000-" if ask.provider.name == "openrouter" else "chatcmpl-"
        self.head: dict[str, Any] = {"id": f"{prefix}fake{time.monotonic_ns():x}", "object": "chat.completion.chunk", "created": CREATED,
                                     "model": ask.model.id}
        if ask.provider.name == "openai":
            self.head |= {"service_tier": "default", "system_fingerprint": "fp_fake"}
        asked = (ask.body.get("stream_options") or {}).get("include_usage")
        self.with_usage = bool(asked) or ask.provider.usage_unasked

    def chunk(self, delta: dict[str, Any] | None, finish: str | None = None, **more: Any) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish} | ({} if self.provider.name == "mistral" else {"logprobs": None})
        if self.provider.name == "openrouter":
            choice["native_finish_reason"] = finish
        if self.provider.name in ("openai", "deepseek") and self.with_usage and "usage" not in more:
            more["usage"] = None
        if self.provider.name == "openai" and (self.ask.body.get("stream_options") or {}).get("include_obfuscation", True):
            more["obfuscation"] = "x" * (len(str(delta)) % 7 + 1)
        return event(self.head | {"choices": [] if delta is None else [choice]} | more)

    def first(self) -> bytes:
        more = {"x_groq": {"id": "req_fake"}} if self.provider.name == "groq" else {}
        return self.chunk({"role": "assistant", "content": ""}, **more)

    def last(self, finish: str, used: Usage | None) -> list[bytes]:
        usage = usage_of(self.provider, used) if used and self.with_usage else None
        if usage is None:
            return [self.chunk({}, finish)]
        if self.provider.usage == "own":
            return [self.chunk({}, finish), self.chunk(None, usage=usage)]
        if self.provider.usage == "trailing":
            return [self.chunk({"role": "assistant", "content": ""}, finish), self.chunk({"role": "assistant", "content": ""}, usage=usage)]
        more = {"x_groq": {"usage": usage}} if self.provider.name == "groq" else {}
        return [self.chunk({"content": ""}, finish, usage=usage, **more)]


def stream(ask: Ask, reply: Reply, used: Usage | None) -> list[bytes]:
    """\\param used None: no usage is told
    \\return the events of a streamed answer; the end marker is the last one"""
    chunks = Chunks(ask)
    made = [ask.provider.comment.encode()] if ask.provider.comment else []
    made.append(chunks.first())
    if reply.reasoning and ask.provider.reasoning:
        made.append(chunks.chunk(thought_of(ask.provider, reply.reasoning)))
    made += [chunks.chunk({"content": piece}) for piece in reply.deltas()]
    made += [chunks.chunk({"refusal": reply.refusal})] if reply.refusal else []
    if reply.tool:
        call = call_of(reply.tool)
        arguments = call["function"].pop("arguments")
        half = len(arguments) // 2
        made.append(chunks.chunk({"tool_calls": [call | {"function": call["function"] | {"arguments": ""}}]}))
        made += [chunks.chunk({"tool_calls": [{"index": 0, "function": {"arguments": part}}]})
                 for part in (arguments[:half], arguments[half:])]
    return made + chunks.last(FINISH.get(reply.finish, reply.finish), used) + [b"data: [DONE]\n\n"]


def whole(ask: Ask, reply: Reply, used: Usage | None) -> dict[str, Any]:
    """\\return the body of an answer that is not streamed"""
    said: dict[str, Any] = {"role": "assistant", "content": reply.text or (None if reply.tool or reply.refusal else "")}
    if reply.reasoning and ask.provider.reasoning == "array":
        said["content"] = thought_of(ask.provider, reply.reasoning)["content"] + [{"type": "text", "text": reply.text}]
    elif reply.reasoning:
        said |= thought_of(ask.provider, reply.reasoning)
    if reply.tool:
        said["tool_calls"] = [{name: value for name, value in call_of(reply.tool).items() if name != "index"}]
    if ask.provider.name == "openai":
        said["refusal"] = reply.refusal or None
    elif reply.refusal:
        said["refusal"] = reply.refusal
    made = {name: value for name, value in Chunks(ask).head.items()} | {"object": "chat.completion"}
    made["choices"] = [{"index": 0, "message": said, "finish_reason": FINISH.get(reply.finish, reply.finish)}]
    return made | ({"usage": usage_of(ask.provider, used)} if used else {})


def models(provider: Provider, listed: tuple[Model, ...]) -> dict[str, Any]:
    return {"object": "list", "data": [model_of(provider, model) for model in listed]}


def model_of(provider: Provider, model: Model) -> dict[str, Any]:
    made: dict[str, Any] = {"id": model.id, "object": "model", "created": CREATED, "owned_by": provider.name}
    more: dict[str, dict[str, Any]] = {
        "openai": {"shutdown_date": None}, "vllm": {"max_model_len": model.context, "root": model.id},
        "llama-server": {"meta": {"n_ctx": model.context, "n_ctx_train": model.context}},
        "openrouter": {"name": model.id, "context_length": model.context,
                       "supported_parameters": ["max_tokens", "reasoning", "temperature"],
                       "top_provider": {"context_length": model.context, "max_completion_tokens": model.output},
                       "pricing": {"prompt": "0.000001", "completion": "0.000004", "input_cache_read": "0.0000001"}},
        "groq": {"context_window": model.context, "max_completion_tokens": model.output, "active": True},
        "mistral": {"name": model.id, "max_context_length": model.context, "capabilities": {"completion_chat": True, "reasoning": True},
                    "default_model_temperature": 0.3, "deprecation": None, "aliases": []}}
    return made | more.get(provider.name, {})
