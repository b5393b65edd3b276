# SPDX-License-Identifier: GPL-3.0-or-later
"""Ollama's own API."""

from typing import Any

from delivery import compact
from providers import Model, Provider
from replies import Ask, Reply, Usage, text_of, tokens

WINDOW = 4096  # tokens, of a machine with little video memory, unless num_ctx says otherwise
FINISH = {"context-full": "length", "content-filter": "stop", "refusal": "stop", "tool": "stop"}
TOO_LONG = ("the prompt is longer than the context length currently available to the model; increase the context length or shorten "
            "the prompt")
VERSION = "0.20.4"


def ask_from(provider: Provider, model: Model, body: dict[str, Any]) -> Ask:
    messages = [(str(each.get("role")), text_of(each.get("content"))) for each in body.get("messages") or []]
    return Ask(provider, model, body, messages, body.get("stream") is not False)


def objection(ask: Ask, window: int | None = None) -> tuple[str, str, str] | None:
    """Also cuts a prompt that does not fit, without a word, as Ollama does.
    \\param window tokens, of a server that cuts whatever the request wants; default: num_ctx
    \\return name of a trouble, parameter, message; or None"""
    if ask.body.get("think") and not ask.model.thinks:
        return "400-bad-request", "", f"\"{ask.model.id}\" does not support thinking"
    options = ask.body.get("options") or {}
    size = window or min(int(options.get("num_ctx") or WINDOW), ask.model.context)
    if tokens(ask.prompt) <= size:
        return None
    if ask.body.get("truncate") is False and not window:
        return "400-bad-request", "", TOO_LONG
    cut(ask, size)
    return None


def cut(ask: Ask, size: int) -> None:
    """The oldest messages go, but the system's and the last one; then the middle of what is left."""
    system, rest = [m for m in ask.messages if m[0] == "system"], [m for m in ask.messages if m[0] != "system"]
    while len(rest) > 1 and tokens("\n\n".join(text for _, text in system + rest)) > size:
        rest.pop(0)
    ask.messages = system + rest
    if (have := tokens(ask.prompt)) > size:
        role, _ = ask.messages[-1]
        ask.messages = [(role, ask.prompt[:16] + ask.prompt[-(size // 2) * 4:])]
        have = size // 2 + 2
    ask.cut_to = have


def line(ask: Ask, n: int, said: dict[str, Any], **more: Any) -> bytes:
    made = {"model": ask.model.id, "created_at": f"2026-11-20T10:00:00.{n:09d}Z", "message": {"role": "assistant", "content": ""} | said,
            "done": False} | more
    return (compact(made) + "\n").encode()


def ending(reply: Reply, used: Usage | None) -> dict[str, Any]:
    made: dict[str, Any] = {"done": True, "done_reason": FINISH.get(reply.finish, reply.finish), "total_duration": 4883583458,
                            "load_duration": 1334875}
    if used:
        made |= {"prompt_eval_count": used.prompt, "prompt_eval_duration": 342546000, "eval_count": used.output,
                 "eval_duration": 4535599000}
    return made


def calls_of(reply: Reply) -> dict[str, Any]:
    return {"tool_calls": [{"function": {"name": reply.tool["name"], "arguments": reply.tool["arguments"]}}]} if reply.tool else {}


def stream(ask: Ask, reply: Reply, used: Usage | None) -> list[bytes]:
    """\\return the lines of a streamed answer; the last one has the end marker"""
    if not ask.messages:
        reason = "unload" if ask.body.get("keep_alive") == 0 else "load"
        return [line(ask, 1, {}, done=True, done_reason=reason)]
    parts = [{"thinking": reply.reasoning}] if reply.reasoning else []
    parts += [{"content": piece} for piece in reply.deltas() or [""]]
    parts += [{"content": reply.refusal}] if reply.refusal else []
    parts += [calls_of(reply)] if reply.tool else []
    made = [line(ask, n, part) for n, part in enumerate(parts, 1)]
    return made + [line(ask, len(parts) + 1, {}, **ending(reply, used))]


def whole(ask: Ask, reply: Reply, used: Usage | None) -> dict[str, Any]:
    """\\return the body of an answer that is not streamed"""
    said: dict[str, Any] = {"role": "assistant", "content": reply.text + reply.refusal} | calls_of(reply)
    said |= {"thinking": reply.reasoning} if reply.reasoning else {}
    return {"model": ask.model.id, "created_at": "2026-11-20T10:00:00.1Z", "message": said} | ending(reply, used)


def tags(listed: tuple[Model, ...]) -> dict[str, Any]:
    return {"models": [{"name": model.id, "model": model.id, "modified_at": "2026-11-01T10:00:00Z", "size": 5225388164,
                        "digest": "500a1f067a9f" + "0" * 52,
                        "details": details(model), "capabilities": abilities(model)} for model in listed]}


def details(model: Model) -> dict[str, Any]:
    return {"parent_model": "", "format": "gguf", "family": "qwen3", "families": ["qwen3"], "parameter_size": "8.2B",
            "quantization_level": "Q4_K_M"}


def abilities(model: Model) -> list[str]:
    return ["completion", "tools", *(["thinking"] if model.thinks else [])]


def show(model: Model) -> dict[str, Any]:
    return {"modelfile": "", "parameters": "temperature 0.6\n", "template": "", "details": details(model), "capabilities": abilities(model),
            "model_info": {"general.architecture": "qwen3", "qwen3.context_length": model.context}, "modified_at": "2026-11-01T10:00:00Z"}


def loaded(used: dict[str, int], listed: tuple[Model, ...]) -> dict[str, Any]:
    """\\param used the window of each model that was asked"""
    return {"models": [{"name": model.id, "model": model.id, "size": 5225388164, "size_vram": 5225388164,
                        "digest": "500a1f067a9f" + "0" * 52,
                        "details": details(model), "expires_at": "2026-11-20T10:30:00Z", "context_length": used[model.id]}
                       for model in listed if model.id in used]}
