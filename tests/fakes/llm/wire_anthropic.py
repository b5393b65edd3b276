# SPDX-License-Identifier: GPL-3.0-or-later
"""Anthropic's Messages API."""

import random
import re
from typing import Any

from delivery import compact
from providers import Model, Provider
from replies import Ask, Reply, Usage, text_of

FINISH = {"stop": "end_turn", "length": "max_tokens", "context-full": "model_context_window_exceeded", "content-filter": "refusal",
          "tool": "tool_use"}
OLD = re.compile(r"-4-[0-5]$")  # models that take a last assistant message
REFUSED = {"type": "refusal", "category": "frontier_llm", "explanation": "This request was blocked under the usage policy.",
           "recommended_model": "claude-opus-4-8"}
SIGNATURE = "EqQBCkYIBRgC"


def ask_from(provider: Provider, model: Model, body: dict[str, Any]) -> Ask:
    system = text_of(body.get("system"))
    messages = [("system", system)] if system else []
    messages += [(str(each.get("role")), text_of(each.get("content"))) for each in body["messages"]]
    return Ask(provider, model, body, messages, bool(body.get("stream")))


def objection(ask: Ask, version: str) -> tuple[str, str, str] | None:
    """\\return name of a trouble, parameter, message; or None"""
    body, bad = ask.body, "400-bad-request"
    if not re.fullmatch(r"2023-06-01|2026-10-21", version):
        return bad, "", "anthropic-version: header is required" if not version else f"\"{version}\" is not a valid version"
    if not isinstance(body.get("max_tokens"), int):
        return bad, "", "max_tokens: Field required"
    if ask.model.output and body["max_tokens"] > ask.model.output:
        return bad, "", (f"max_tokens: {body['max_tokens']} > {ask.model.output}, which is the maximum allowed number of output tokens "
                         f"for {ask.model.id}")
    for name in ("temperature", "top_p", "top_k"):
        if name in body and version == "2026-10-21":
            return bad, "", f"{name}: Extra inputs are not permitted"
    if not ask.messages or ask.messages[-1][0] == "assistant" and not OLD.search(ask.model.id):
        return bad, "", "This model does not support assistant message prefill. The conversation must end with a user message."
    return None


def usage_of(used: Usage) -> dict[str, Any]:
    return {"input_tokens": used.prompt - used.cached - used.cache_write, "cache_creation_input_tokens": used.cache_write,
            "cache_read_input_tokens": used.cached, "output_tokens": used.output}


def message(ask: Ask, content: list[dict[str, Any]], usage: dict[str, Any]) -> dict[str, Any]:
    return {"model": ask.model.id, "id": "msg_fake0123456789", "type": "message", "role": "assistant", "content": content,
            "stop_reason": None, "stop_sequence": None, "usage": usage | {"service_tier": "standard"}}


def event(name: str, padding: random.Random, **facts: Any) -> bytes:
    """With Anthropic's padding: blanks before the last brace."""
    text = compact({"type": name} | facts)
    return f"event: {name}\ndata: {text[:-1]}{' ' * padding.randrange(8)}}}\n\n".encode()


def blocks_of(reply: Reply) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """\\return each content block as it starts, and its deltas"""
    made: list[tuple[dict[str, Any], list[dict[str, Any]]]] = []
    if reply.reasoning:
        made.append(({"type": "thinking", "thinking": "", "signature": ""}, [{"type": "thinking_delta", "thinking": reply.reasoning},
                                                                              {"type": "signature_delta", "signature": SIGNATURE}]))
    if reply.text:
        made.append(({"type": "text", "text": ""}, [{"type": "text_delta", "text": piece} for piece in reply.deltas()]))
    if reply.tool:
        text = compact(reply.tool["arguments"])
        made.append(({"type": "tool_use", "id": "toolu_fake1", "name": reply.tool["name"], "input": {}},
                     [{"type": "input_json_delta", "partial_json": part} for part in (text[:len(text) // 2], text[len(text) // 2:])]))
    return made


def stream(ask: Ask, reply: Reply, used: Usage | None) -> list[bytes]:
    """\\return the events of a streamed answer; the end marker is the last one"""
    padding = random.Random(len(reply.text))
    zero = Usage(used.prompt, 1, used.cached, used.cache_write) if used else Usage(0, 0)
    made = [event("message_start", padding, message=message(ask, [], usage_of(zero))), b'event: ping\ndata: {"type": "ping"}\n\n']
    for index, (block, deltas) in enumerate(blocks_of(reply)):
        made.append(event("content_block_start", padding, index=index, content_block=block))
        made += [event("content_block_delta", padding, index=index, delta=delta) for delta in deltas]
        made.append(event("content_block_stop", padding, index=index))
    end = {"stop_reason": FINISH.get(reply.finish, reply.finish), "stop_sequence": None}
    end |= {"stop_details": REFUSED} if end["stop_reason"] == "refusal" else {}
    made.append(event("message_delta", padding, delta=end, **({"usage": usage_of(used)} if used else {})))
    return made + [event("message_stop", padding)]


def whole(ask: Ask, reply: Reply, used: Usage | None) -> dict[str, Any]:
    """\\return the body of an answer that is not streamed"""
    content: list[dict[str, Any]] = []
    if reply.reasoning:
        content.append({"type": "thinking", "thinking": reply.reasoning, "signature": SIGNATURE})
    content += [{"type": "text", "text": reply.text}] if reply.text else []
    if reply.tool:
        content.append({"type": "tool_use", "id": "toolu_fake1", "name": reply.tool["name"], "input": reply.tool["arguments"]})
    made = message(ask, content, usage_of(used or Usage(0, 0))) | {"stop_reason": FINISH.get(reply.finish, reply.finish)}
    return made | ({"stop_details": REFUSED} if made["stop_reason"] == "refusal" else {})


def models(listed: tuple[Model, ...], after: str, limit: int) -> dict[str, Any]:
    """One page. \\param after the last id of the page before, or "" """
    ids = [model.id for model in listed]
    first = ids.index(after) + 1 if after in ids else 0
    page = listed[first:first + limit]
    return {"data": [model_of(model) for model in page], "has_more": first + limit < len(listed), "first_id": page[0].id if page else None,
            "last_id": page[-1].id if page else None}


def model_of(model: Model) -> dict[str, Any]:
    efforts = {name: {"supported": True} for name in ("low", "medium", "high", "xhigh", "max")}
    kinds = {"adaptive": model.thinks, "enabled": not model.thinks, "disabled": True, "between_tools": False}
    return {"type": "model", "id": model.id, "display_name": model.id.replace("-", " ").title(), "created_at": "2026-05-28T00:00:00Z",
            "lifecycle": "active", "line": model.id.split("-")[1], "deprecated_at": None, "retires_at": None,
            "max_input_tokens": model.context,
            "max_tokens": model.output,
            "capabilities": {"effort": {"supported": model.thinks} | efforts, "structured_outputs": {"supported": True},
                             "thinking": {"supported": True, "types": {name: {"supported": does} for name, does in kinds.items()}},
                             "image_input": {"supported": True}}}
