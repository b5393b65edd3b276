# SPDX-License-Identifier: GPL-3.0-or-later
"""Every error of the providers, in each provider's form, before a stream and inside one."""

import email.utils
import time
from dataclasses import dataclass, field
from typing import Any

from delivery import Answer, compact, event, plain
from providers import Provider


@dataclass(frozen=True)
class Error:
    """openai: type and code; anthropic: type, "" where it has none of its own; param: of OpenAI's form; details: of Anthropic's."""

    status: int
    text: str
    openai: tuple[str | None, str | None]
    anthropic: str = "api_error"
    param: str | None = None
    details: dict[str, str] | None = None
    headers: tuple[tuple[str, str], ...] = ()
    texts: dict[str, str] = field(default_factory=dict)  # other texts, by provider or family


INVALID, LIMIT = "invalid_request_error", "rate_limit_error"
CONTEXT = ("This model's maximum context length is 8192 tokens. However, your messages resulted in 11250 tokens. "
           "Please reduce the length of the messages.")
CONTEXT_WITH_OUTPUT = ("input length and `max_tokens` exceed context limit: 178959 + 64000 > 200000, decrease input length or "
                       "`max_tokens` and try again")
UNSUPPORTED = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
SPENT = "You have reached your specified workspace API usage limits. You will regain access on 2027-01-01 at 00:00 UTC."
RATE = "Rate limit reached for gpt-6.1-sol on tokens per min (TPM): Limit 200000, Used 162960, Requested 42288."
QUOTA = "You exceeded your current quota, please check your plan and billing details."
BUSY = {"ollama": "server busy, please try again.  maximum pending requests exceeded"}


def too_many(*headers: tuple[str, str], text: str = RATE) -> Error:
    return Error(429, text, ("tokens", "rate_limit_exceeded"), LIMIT, headers=headers,
                 texts={"anthropic": "This request would exceed your organization's rate limit.", "mistral": "Rate limit exceeded"} | BUSY)


ERRORS: dict[str, Error] = {
    "400-bad-request": Error(400, "Invalid request.", (INVALID, None), INVALID),
    "400-unsupported-parameter": Error(400, UNSUPPORTED, (INVALID, "unsupported_parameter"), INVALID, "max_tokens"),
    "400-unsupported-value": Error(400, "Unsupported value: 'temperature' does not support 0.2 with this model.",
                                   (INVALID, "unsupported_value"), INVALID, "temperature"),
    "400-context-too-long": Error(400, CONTEXT, (INVALID, "context_length_exceeded"), INVALID, "messages", texts={
        "anthropic": "prompt is too long: 208310 tokens > 200000 maximum", "llama-server":
        "request (11250 tokens) exceeds the available context size (8192 tokens), try increasing it", "ollama":
        "the prompt is longer than the context length currently available to the model; increase the context length or shorten the prompt",
        "gemini": "The input token count (1250000) exceeds the maximum number of tokens allowed (1048576)."}),
    "400-context-with-output": Error(400, CONTEXT, (INVALID, "context_length_exceeded"), INVALID, "messages",
                                     texts={"anthropic": CONTEXT_WITH_OUTPUT}),
    "400-spend-limit": Error(400, SPENT, (INVALID, "billing_hard_limit_reached"), INVALID),
    "400-content-policy": Error(400, "Your request was rejected as a result of our safety system.", (INVALID, "content_policy_violation"),
                                INVALID),
    "401": Error(401, "Incorrect API key provided: sk-wrong************cdef. You can find your API key in your account.",
                 (INVALID, "invalid_api_key"), "authentication_error",
                 texts={"anthropic": "invalid x-api-key", "llama-server": "Invalid API Key", "ollama": "unauthorized",
                        "gemini": "API key not valid. Please pass a valid API key."}),
    "402-billing": Error(402, "Insufficient Balance", ("unknown_error", INVALID), "billing_error", texts={
        "openrouter": "This request requires more credits, or fewer max_tokens.", "anthropic": "Your credit balance is too low."}),
    "403": Error(403, "Country, region, or territory not supported", ("request_forbidden", "unsupported_country_region_territory"),
                 "permission_error",
                 details={"error_code": "organization_on_hold"}, texts={"anthropic": "This organization is on hold."}),
    "404-model": Error(404, "The model `{model}` does not exist or you do not have access to it.", (INVALID, "model_not_found"),
                       "not_found_error",
                       texts={"anthropic": "model: {model}", "ollama": "model '{model}' not found"}),
    "404-path": Error(404, "Invalid URL ({path})", (INVALID, None), "not_found_error",
                      texts={"anthropic": "Not found", "llama-server": "File Not Found"}),
    "408": Error(408, "Request timed out.", ("server_error", None), "timeout_error"),
    "409": Error(409, "Lock timeout.", (INVALID, None), "conflict_error"),
    "413": Error(413, "Request body too large.", (INVALID, "request_too_large"), "request_too_large",
                 texts={"anthropic": "Request exceeds the maximum size"}),
    "422-unknown-field": Error(422, "Extra inputs are not permitted", (INVALID, None), INVALID),
    "429-with-retry-after": too_many(("retry-after", "{seconds}")),
    "429-with-retry-after-ms": too_many(("retry-after-ms", "{ms}")),
    "429-with-date": too_many(("retry-after", "{date}")),
    "429-in-text": too_many(text=RATE + " Please try again in 1.574s."),
    "429-without": too_many(),
    "429-slow-down": Error(429, "Traffic rose too fast.", (LIMIT, "slow_down"), LIMIT, details={"error_code": "ramp_limit_exceeded"},
                           headers=(("retry-after", "{seconds}"),)),
    "429-quota": Error(429, QUOTA, ("insufficient_quota", "insufficient_quota"), LIMIT,
                       details={"error_code": "enforced_spend_limit_reached"},
                       texts={"anthropic": "You have reached your monthly spend limit."}),
    "429-balance": Error(429, "Your credit balance is exhausted.", ("insufficient_quota", "credit_balance_exhausted"), LIMIT,
                         details={"error_code": "contract_spend_limit_reached"}),
    "429-billing-not-active": Error(429, "Your account is not active, please check your billing details.",
                                    ("billing_not_active", "billing_not_active"),
                                    LIMIT, details={"error_code": "contract_spend_limit_reached"}),
    "429-too-large": Error(429, "Request too large for gpt-6.1-sol on tokens per min (TPM): Limit 30000, Requested 42288.",
                           ("tokens", "rate_limit_exceeded"), LIMIT),
    "498-capacity": Error(498, "Flex tier capacity exceeded.", ("capacity_exceeded", "capacity_exceeded")),
    "500": Error(500, "The server had an error while processing your request. Sorry about that!", ("server_error", None),
                 texts={"anthropic": "Internal server error", "ollama": "llama runner process has terminated: exit status 2"}),
    "500-do-not-retry": Error(500, "The server had an error.", ("server_error", None), headers=(("x-should-retry", "false"),)),
    "502": Error(502, "Bad gateway.", ("server_error", None)),
    "503": Error(503, "The server is overloaded or not ready yet.", ("service_unavailable_error", "server_is_overloaded"), texts=BUSY),
    "503-loading": Error(503, "Loading model", ("unavailable_error", None)),
    "504": Error(504, "Gateway timeout.", ("server_error", None), "timeout_error"),
    "529": Error(529, "Overloaded", ("service_unavailable_error", "server_is_overloaded"), "overloaded_error"),
}
LLAMA_TYPES = {"400-context-too-long": "exceed_context_size_error", "401": "authentication_error", "404-path": "not_found_error",
               "503-loading": "unavailable_error"}
GOOGLE = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND", 429: "RESOURCE_EXHAUSTED",
          500: "INTERNAL",
          503: "UNAVAILABLE", 504: "DEADLINE_EXCEEDED"}
MISTRAL_TYPES = {401: "unauthorized", 404: "invalid_model", 422: "invalid_request_error", 429: "rate_limited"}
REQUEST_ID = "req_011CFake0123456789abcd"


def body_of(provider: Provider, name: str, given: dict[str, Any]) -> Any:
    """\\param given words of the texts (model, path), and text, param to replace the error's own
    \\return the body of an error as this provider writes it"""
    error = ERRORS[name]
    text = given.get("text") or error.texts.get(provider.name) or error.texts.get(provider.family) or error.text
    text = text.replace("{model}", str(given.get("model", "x"))).replace("{path}", str(given.get("path", "")))
    kind, code = error.openai
    param = given.get("param") or error.param
    if provider.errors == "anthropic":
        made: dict[str, Any] = {"type": error.anthropic, "message": text} | ({"details": error.details} if error.details else {})
        return {"type": "error", "error": made, "request_id": REQUEST_ID}
    if provider.errors == "ollama":
        return {"error": text}
    if provider.errors == "flat":
        if error.status == 422:
            detail = [{"type": "extra_forbidden", "loc": ["body", param], "msg": text, "input": None}]
            return {"object": "error", "message": {"detail": detail}, "type": INVALID, "param": None, "code": None, "raw_status_code": 422}
        return {"object": "error", "message": text, "type": MISTRAL_TYPES.get(error.status, "error"), "param": param,
                "code": {429: "1300"}.get(error.status, str(error.status * 10)), "raw_status_code": error.status}
    if provider.errors == "array":
        return [{"error": {"code": error.status, "message": text, "status": GOOGLE.get(error.status, "UNKNOWN")}}]
    if provider.name == "llama-server":
        made = {"code": error.status, "message": text, "type": LLAMA_TYPES.get(name, kind)}
        return {"error": made | ({"n_prompt_tokens": 11250, "n_ctx": 8192} if name == "400-context-too-long" else {})}
    if provider.name == "openrouter":
        return {"error": {"code": error.status, "message": text, "metadata": {"error_type": code or kind, "provider_name": "OpenAI"}},
                "user_id": "user_fake"}
    return {"error": {"message": text, "type": kind, "param": param, "code": error.status if provider.errors == "int" else code}}


def answer_of(provider: Provider, name: str, given: dict[str, Any]) -> Answer:
    """\\param given what a switch takes: seconds, ms, text, param; and model, path
    \\return an error instead of an answer"""
    error, seconds = ERRORS[name], given.get("seconds", 1)
    words = {"{seconds}": f"{seconds:g}", "{ms}": str(given.get("ms", 150)),
             "{date}": email.utils.formatdate(time.time() + seconds, usegmt=True)}
    headers = [(header, words.get(value, value)) for header, value in error.headers]
    if provider.errors == "ollama" and name == "404-path":
        return plain(404, b"404 page not found", kind="text/plain")
    return plain(400 if provider.errors == "array" and error.status == 401 else error.status, body_of(provider, name, given), *headers)


def inside(provider: Provider, name: str, given: dict[str, Any], head: dict[str, Any]) -> list[bytes]:
    """\\param head of the stream's chunks
    \\return what ends a stream that began with status 200"""
    body, status = body_of(provider, name, given), ERRORS[name].status
    if provider.errors == "anthropic":
        return [event(body, "error")]
    if provider.errors == "ollama":
        return [(compact(body) + "\n").encode()]
    if provider.errors == "array":
        raw = compact(body[0]).replace("{", "{\n  ", 1)
        return [(raw + "\n\n").encode()]
    if provider.name == "openrouter":
        choice = {"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": "error", "native_finish_reason": None}
        return [event(head | {"error": body["error"], "choices": [choice]}), b"data: [DONE]\n\n"]
    if provider.name == "mistral":  # it has a finish reason for it
        return [event(head | {"choices": [{"index": 0, "delta": {"content": ""}, "finish_reason": "error"}]}), b"data: [DONE]\n\n"]
    if provider.name == "groq":
        return [event({"error": body["error"] | {"status_code": status}}, "error")]
    return [event(body), *([b"data: [DONE]\n\n"] if provider.done_after_error else [])]
