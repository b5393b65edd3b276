# SPDX-License-Identifier: GPL-3.0-or-later
"""What the switches do: to a reply, to the events of a stream, and to how an answer is sent."""

import re
from dataclasses import replace
from typing import Any, Callable

import llm_errors
from delivery import HTML, Answer, Drop, event, plain
from providers import Provider
from replies import Ask, Reply

Switch = dict[str, Any]
PAGE = b"<html><head><title>Sign in to the network</title></head><body><h1>Welcome</h1></body></html>"
FOREVER = 3600.0  # seconds
HEAD = {"id": "gen-fake", "object": "chat.completion.chunk", "created": 1790000000, "model": "fake", "provider": "Fake"}
END_MARK = re.compile(rb'"(finish_reason|stop_reason|done)":(?!null|false)')


def instead(switch: Switch, provider: Provider, given: dict[str, Any]) -> Answer | None:
    """\\return what is answered in place of everything else, or None; Drop for nothing at all"""
    name = switch["name"]
    if name in llm_errors.ERRORS:
        return llm_errors.answer_of(provider, name, given | switch)
    if name == "random-429":
        return llm_errors.answer_of(provider, "429-with-retry-after", given | {"seconds": 1} | switch)
    if name == "html-page":
        return plain(switch.get("status", 200), PAGE, kind=HTML)
    if name == "empty-body":
        return plain(switch.get("status", 200), b"")
    if name == "not-json":
        return plain(switch.get("status", 200), b"upstream connect error", kind="text/plain")
    if name == "redirect":
        return plain(switch.get("status", 307), b"", ("Location", switch.get("to", "/elsewhere")))
    if name == "drop":
        raise Drop(switch.get("seconds", 0), switch.get("how", "fin"))
    return None


# -- what the model says

def truncated(reply: Reply, switch: Switch) -> Reply:
    kept = reply.text[:int(len(reply.text) * switch.get("share", 0.6))]
    return replace(reply, text=kept, pieces=[], finish="length")


def tool_call(reply: Reply, switch: Switch) -> Reply:
    code = re.search(r"```\w*\n(.*?)```", reply.text, re.S)
    arguments = {"code": code[1] if code else reply.text}
    return replace(reply, text="", pieces=[], finish="tool", tool={"name": "run_python", "arguments": arguments})


def with_text(text: str) -> Callable[[Reply, Switch], Reply]:
    """\\param text {0} is the reply's own"""
    return lambda reply, switch: replace(reply, text=text.replace("{0}", reply.text), pieces=[])


REPLY: dict[str, Callable[[Reply, Switch], Reply]] = {
    "truncated": truncated,
    "length-no-text": lambda reply, switch: replace(reply, text="", pieces=[], reasoning=reply.reasoning or "Let me think.",
                                                    finish="length"),
    "content-filter": lambda reply, switch: replace(truncated(reply, switch), finish="content-filter"),
    "refusal": lambda reply, switch: Reply(refusal=switch.get("text", "I'm sorry, I can't help with that."), finish="refusal"),
    "empty-completion": lambda reply, switch: Reply(),
    "finish-unknown": lambda reply, switch: replace(reply, finish="a_new_reason"),
    "code-in-thinking": lambda reply, switch: Reply(text=switch.get("text", "As thought out above."), reasoning=reply.text),
    "think-tags": with_text("<think>\nMaybe this:\n```python\nprint('draft')\n```\nNo, simpler.\n</think>\n\n{0}"),
    "think-unclosed": with_text("<think>\n{0}"),
    "think-close-only": with_text("Maybe this.\n</think>\n\n{0}"),
    "tool-call": tool_call,
}


# -- what happens to a stream

def first_words(events: list[bytes]) -> int:
    """\\return number of the event after which some text was sent"""
    texts = [n for n, each in enumerate(events) if b'"content":"' in each and b'"content":""' not in each or b"text_delta" in each]
    return texts[0] + 1 if texts else min(1, len(events))


def error_in_stream(answer: Answer, ask: Ask, switch: Switch) -> None:
    after = 0 if switch["name"] == "error-first" else first_words(answer.events) + switch.get("after", 0)
    name = switch.get("error", "529" if ask.provider.family == "anthropic" else "500")
    answer.events = answer.events[:after] + llm_errors.inside(ask.provider, name, switch | {"model": ask.model.id}, HEAD)
    answer.told = None


def no_end_marker(answer: Answer, ask: Ask, switch: Switch) -> None:
    """Nothing that says that it is whole; the connection ends as if it were."""
    answer.events = [each for each in answer.events if not END_MARK.search(each) and b"[DONE]" not in each and b"message_stop" not in each]
    answer.told = None


def usage_twice(answer: Answer, ask: Ask, switch: Switch) -> None:
    def times(content: bytes) -> int:
        return 2 if b'"usage":{' in content and b"message_start" not in content else 1

    answer.events = [content for content in answer.events for _ in range(times(content))]


def noise(answer: Answer, ask: Ask, switch: Switch) -> None:
    """Unknown events and fields, no choices, empty deltas."""
    if ask.provider.family == "ollama":
        more = [b'{"model":"x","created_at":"2026-11-20T10:00:00Z","message":{"role":"assistant","content":""},'
                b'"done":false,"future":{"a":[1]}}\n']
    elif ask.provider.family == "anthropic":
        more = [event({"type": "future_event", "facts": [1]}, "future_event"), b'event: ping\ndata: {"type": "ping"}\n\n']
    else:
        more = [b": a comment\n\nid: 7\nretry: 3000\n" + event(HEAD | {"choices": [], "prompt_filter_results": []}),
                event(HEAD | {"created": 1.5, "future": None,
                              "choices": [{"index": 0, "delta": {"content": None, "odd": 1}, "finish_reason": None}]})]
    at = first_words(answer.events)
    answer.events = answer.events[:at] + more + answer.events[at:]


def comments(answer: Answer, ask: Ask, switch: Switch) -> None:
    if ask.provider.family != "ollama":
        answer.events = [part for each in answer.events for part in (switch.get("text", ": keep-alive\n\n").encode(), each)]


def duplicate_start(answer: Answer, ask: Ask, switch: Switch) -> None:
    """The server begins anew in the middle of a block; what came before does not count."""
    if ask.provider.family == "anthropic":
        answer.events = answer.events[:first_words(answer.events)] + answer.events


def no_event_names(answer: Answer, ask: Ask, switch: Switch) -> None:
    answer.events = [re.sub(rb"^event: [^\n]*\n", b"", each) for each in answer.events]


def no_last_blank_line(answer: Answer, ask: Ask, switch: Switch) -> None:
    answer.events = [*answer.events[:-1], answer.events[-1].rstrip(b"\n")]


def add_after(answer: Answer, ask: Ask, switch: Switch) -> None:
    answer.events += [event({"choices": [{"index": 0, "delta": {"content": "MORE"}, "finish_reason": None}]})]


def no_done(answer: Answer, ask: Ask, switch: Switch) -> None:
    answer.events = [each for each in answer.events if b"[DONE]" not in each and b"message_stop" not in each]


def cut(answer: Answer, ask: Ask, switch: Switch) -> None:
    answer.cut, answer.ending, answer.told = switch.get("share", 0.5), switch.get("how", "clean"), None


STREAM: dict[str, Callable[[Answer, Ask, Switch], None]] = {
    "error-in-stream": error_in_stream, "error-first": error_in_stream, "no-end-marker": no_end_marker, "no-done": no_done,
    "usage-twice": usage_twice,
    "bytes-after-done": add_after, "noise": noise, "keep-alive-comments": comments, "duplicate-message-start": duplicate_start,
    "no-event-names": no_event_names, "no-last-blank-line": no_last_blank_line, "cut": cut,
}


# -- how it comes

def pause(answer: Answer, switch: Switch, number: int) -> None:
    answer.pauses[number] = switch.get("seconds", FOREVER)


def chunks(answer: Answer, switch: Switch) -> None:
    answer.chunking = switch.get("size") or {name: switch[name] for name in ("seed", "max") if name in switch}


def slow(answer: Answer, switch: Switch) -> None:
    answer.pace = switch.get("ms", 50) / 1000


SENDING: dict[str, Callable[[Answer, Switch], None]] = {
    "stall-before-headers": lambda answer, switch: setattr(answer, "before_headers", switch.get("seconds", FOREVER)),
    "stall-first": lambda answer, switch: pause(answer, switch, 0),
    "stall-middle": lambda answer, switch: pause(answer, switch, first_words(answer.events)),
    "slow": slow, "chunks": chunks,
    "crlf": lambda answer, switch: setattr(answer, "line_end", b"\r\n"),
    "cr": lambda answer, switch: setattr(answer, "line_end", b"\r"),
    "bom": lambda answer, switch: setattr(answer, "bom", True),
    "gzip": lambda answer, switch: setattr(answer, "zipped", True),
    "content-length": lambda answer, switch: setattr(answer, "framing", "length"),
    "close-delimited": lambda answer, switch: setattr(answer, "framing", "close"),
    "retry-after-on-200": lambda answer, switch: answer.headers.append(("retry-after", str(switch.get("seconds", 30)))),
}
