# SPDX-License-Identifier: GPL-3.0-or-later
"""The unmodified official SDKs work against the fake and make of it what the providers promise; what they send is what
recorded_requests.json says.

Environment: TEST_IMAGE, the sandbox image; TEST_CLIENTS, the folder of clients.lock's packages; RECORD_REQUESTS=1 writes the record anew.
"""

import json
import os
import re
import subprocess
import unittest
from pathlib import Path
from typing import Any

from answering import HELLO
from llm_server import FakeLlm
from providers import PROVIDERS
from replies import Ask, reply_from

HERE = Path(__file__).resolve().parent
RECORD = HERE / "recorded_requests.json"
JSON_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean", list: "array", dict: "object", type(None): "null"}
CODE = "```python\nimport pandas as pd\nprint(\"ok\")\n```"
SHORT = "A short script."
# What each sample says: text, thought, finish, error.
SAMPLES: dict[str, tuple[str, str, str | None, str | None]] = {
    "openai-chat": (CODE, "", "stop", None), "openai-chat-refusal": ("", "", "stop", None), "llama-server": (CODE, SHORT, "stop", None),
    "openai-chat-midstream-error": ("```python\nimport", "", None, "APIError"), "openrouter": (CODE, SHORT, "stop", None),
    "openrouter-midstream-error": ("", "", "length", "APIError"), "deepseek": (CODE, SHORT, "stop", None),
    "mistral": (CODE, SHORT, "stop", None),
    "anthropic": (CODE, "A short script is enough.", "end_turn", None), "anthropic-refusal": ("", "", "refusal", None),
    "anthropic-overloaded-200": ("", "", None, "APIStatusError"), "ollama": (CODE, SHORT, "stop", None),
    "ollama-midstream-error": ("```python\n", "", None, "ResponseError")}
# Tokens of prompt and output.
USAGE = {"openai-chat": (1210, 19), "anthropic": (1210, 83), "anthropic-refusal": (18, 5)} | dict.fromkeys(
    ("llama-server", "openrouter", "deepseek", "mistral", "ollama"), (1210, 83))
# The classes that the SDKs raise: openai, anthropic. Ollama has one.
CLASSES = {
    "400-bad-request": ("BadRequestError", "BadRequestError"), "400-context-too-long": ("BadRequestError", "BadRequestError"),
    "401": ("AuthenticationError", "AuthenticationError"), "402-billing": ("APIStatusError", "PaymentRequiredError"),
    "403": ("PermissionDeniedError", "PermissionDeniedError"), "404-model": ("NotFoundError", "NotFoundError"),
    "409": ("ConflictError", "ConflictError"), "413": ("APIStatusError", "ContentTooLargeError"),
    "422-unknown-field": ("UnprocessableEntityError", "UnprocessableEntityError"), "429-without": ("RateLimitError", "RateLimitError"),
    "429-quota": ("RateLimitError", "EnforcedSpendLimitReachedError"), "500": ("InternalServerError", "InternalServerError"),
    "503": ("InternalServerError", "ServiceUnavailableError"), "504": ("InternalServerError", "GatewayTimeoutError"),
    "529": ("InternalServerError", "OverloadedError")}
FINISH = {"truncated": ("length", "max_tokens", "length"), "content-filter": ("content_filter", "refusal", "stop"),
          "refusal": ("stop", "refusal", "stop"), "tool-call": ("tool_calls", "tool_use", "stop")}
SDKS = ("openai", "anthropic", "ollama")
LIKE_OPENAI = [name for name, provider in PROVIDERS.items() if provider.family == "openai" and name != "openai"]


class OfficialClients(unittest.TestCase):
    """One run of llm_probe.py beside the SDKs; each test looks at what came of some of its calls."""

    cases: dict[str, dict[str, Any]]

    @classmethod
    def setUpClass(cls) -> None:
        with FakeLlm() as fake:
            ran = subprocess.run(
                ["docker", "run", "--rm", "--init", "--network", "host", "--user", f"{os.getuid()}:{os.getgid()}",
                 "--tmpfs", "/tmp:rw,exec,mode=1777", "--env", "HOME=/tmp", "--env", "PYTHONDONTWRITEBYTECODE=1",
                 "--env", "PYTHONPATH=/clients:/fake", "--env", "PYTHONWARNINGS=ignore",
                 "--mount", f"type=bind,src={os.environ['TEST_CLIENTS']},dst=/clients,readonly",
                 "--mount", f"type=bind,src={HERE},dst=/fake,readonly",
                 os.environ["TEST_IMAGE"], "python3", "/fake/llm_probe.py", fake.url], capture_output=True, text=True, timeout=300)
        if ran.returncode:
            raise AssertionError(ran.stderr)
        cls.cases = json.loads(ran.stdout)["cases"]

    def said(self, case: str) -> tuple[str, str, str | None, str | None]:
        seen = self.cases[case]
        return seen.get("text", ""), seen.get("thought", ""), seen.get("finish"), seen.get("error")

    def tokens(self, case: str) -> tuple[int, int]:
        """\\return the tokens of prompt and output, by the usage that the SDK read"""
        usage = self.cases[case]["usage"]
        if "prompt_tokens" in usage:
            return usage["prompt_tokens"], usage["completion_tokens"]
        if "input_tokens" in usage:
            return usage["input_tokens"] + usage["cache_read_input_tokens"] + usage["cache_creation_input_tokens"], usage["output_tokens"]
        return usage["prompt"], usage["output"]

    # -- samples

    def test_samples_in_pieces(self) -> None:
        for name, expected in SAMPLES.items():
            for size in (1, 7, 100_000):
                with self.subTest(name, size=size):
                    self.assertEqual(self.said(f"sample {name} {size}"), expected)
                    if name in USAGE:
                        self.assertEqual(self.tokens(f"sample {name} {size}"), USAGE[name])

    def test_every_sample_is_played(self) -> None:
        self.assertEqual(sorted(file.stem for file in (HERE / "samples").iterdir()), sorted(SAMPLES))

    def test_what_the_samples_tell_besides(self) -> None:
        self.assertEqual(self.cases["sample openai-chat-refusal 1"]["refusal"], "I'm sorry, I can't help with that.")
        self.assertEqual(self.cases["sample openrouter-midstream-error 7"]["code"], "400")
        self.assertEqual(self.cases["sample anthropic-overloaded-200 1"]["type"], "overloaded_error")
        self.assertEqual(self.cases["sample ollama-midstream-error 1"]["status"], -1)

    # -- made-up answers

    def test_streamed_and_whole(self) -> None:
        for number, sdk in enumerate(SDKS):
            finish = ("stop", "end_turn", "stop")[number]
            thought = "" if sdk == "openai" else HELLO["reasoning"]
            for case in (f"{sdk} stream", f"{sdk} whole", f"{sdk} bytes", f"{sdk} crlf", f"{sdk} cr", f"{sdk} noise",
                         f"{sdk} keep-alive-comments",
                         f"{sdk} no-last-blank-line", f"{sdk} usage-twice", f"{sdk} bytes-after-done"):
                if case == "ollama bytes-after-done":
                    continue  # lines have no end but their own
                with self.subTest(case):
                    self.assertEqual(self.said(case), (HELLO["text"], thought, finish, None))
                    self.assertEqual(self.tokens(case), self.expected_usage())

    def test_compatible_servers(self) -> None:
        for name in LIKE_OPENAI:
            for case in (f"{name} stream", f"{name} whole"):
                with self.subTest(case):
                    thought = HELLO["reasoning"] if PROVIDERS[name].reasoning else ""
                    self.assertEqual(self.said(case), (HELLO["text"], thought, "stop", None))
                    self.assertEqual(self.tokens(case), self.expected_usage())

    def expected_usage(self) -> tuple[int, int]:
        model = PROVIDERS["openai"].models[0]
        used = reply_from(dict(HELLO)).used(Ask(PROVIDERS["openai"], model, {}, [("user", "Write a program – für alle 😀.")], True))
        return used.prompt, used.output

    def test_ends_other_than_stop(self) -> None:
        for name, expected in FINISH.items():
            for sdk, finish in zip(SDKS, expected):
                with self.subTest(f"{sdk} {name}"):
                    self.assertEqual(self.said(f"{sdk} {name}")[2:], (finish, None))
                    if name == "truncated":
                        self.assertTrue(HELLO["text"].startswith(self.said(f"{sdk} {name}")[0]))
                    if name == "tool-call":
                        self.assertIn("import pandas", json.loads(self.cases[f"{sdk} {name}"]["tool"])["code"])

    def test_usage_missing(self) -> None:
        self.assertIsNone(self.cases["openai usage-missing"]["usage"])
        self.assertEqual(self.tokens("ollama usage-missing"), (None, None))

    def test_model_lists(self) -> None:
        for name, provider in PROVIDERS.items():
            with self.subTest(name):
                self.assertEqual(self.cases[f"{name} models"]["models"], [model.id for model in provider.models])
        self.assertEqual(len(self.cases["anthropic models"]["requests"]), 3, "three to a page")
        self.assertEqual(self.cases["ollama models"]["window"], 40960)

    # -- errors

    def test_error_classes(self) -> None:
        for name, classes in CLASSES.items():
            for sdk, expected in zip(SDKS, (*classes, "ResponseError")):
                with self.subTest(f"{sdk} {name}"):
                    seen = self.cases[f"{sdk} error {name}"]
                    self.assertEqual((seen.get("error"), seen["status"]), (expected, int(name[:3])))
                    self.assertEqual(len(seen["requests"]), 1)
        self.assertEqual(self.cases["openai error 400-context-too-long"]["code"], "context_length_exceeded")
        self.assertEqual(self.cases["openai error 429-quota"]["code"], "insufficient_quota")

    def test_wrong_key(self) -> None:
        for sdk in ("openai", "anthropic"):
            self.assertEqual(self.said(f"{sdk} wrong key")[3], "AuthenticationError")

    def test_error_in_stream(self) -> None:
        for sdk, expected in zip(SDKS, ("APIError", "APIStatusError", "ResponseError")):
            text, _, finish, error = self.said(f"{sdk} error-in-stream")
            self.assertEqual((finish, error), (None, expected))
            self.assertTrue(text and HELLO["text"].startswith(text), text)
            self.assertEqual(self.said(f"{sdk} error-first"), ("", "", None, expected))

    def test_errors_of_compatible_servers(self) -> None:
        """Mistral ends with a finish reason; the SDK overlooks Gemini's error, which has no `data:`."""
        for name in LIKE_OPENAI:
            with self.subTest(name):
                self.assertEqual(self.said(f"{name} error 429-without")[3], "RateLimitError")
                error = {"mistral": None, "gemini": None}.get(name, "APIError")
                self.assertEqual(self.said(f"{name} error-in-stream")[3], error)
        self.assertEqual(self.said("mistral error-in-stream")[2], "error")

    def test_cut_streams(self) -> None:
        """The SDKs see no error where nothing says that the end is missing."""
        for sdk, finish in zip(SDKS, (None, None, None)):
            self.assertEqual(self.said(f"{sdk} no-end-marker")[2:], (finish, None))
            self.assertTrue(self.said(f"{sdk} cut")[3], "the connection broke")

    def test_retries(self) -> None:
        for sdk in ("openai", "anthropic"):
            for name, expected in {"429": 3, "500": 3, "429-quota": 3, "529": 2, "500-do-not-retry": 1, "400": 1}.items():
                with self.subTest(f"{sdk} {name}"):
                    self.assertEqual(self.cases[f"{sdk} retried {name}"]["requests"], ["0", "1", "2"][:expected])
            self.assertEqual(self.said(f"{sdk} retried 500")[0], HELLO["text"], "the third one is answered")
            self.assertGreaterEqual(self.cases[f"{sdk} retried 429"]["seconds"], 0.3, "twice retry-after-ms")
        self.assertEqual(self.cases["openai retried 429-too-long"]["requests"], ["0"], "more than two minutes are too long")

    # -- the record

    def test_recorded_requests(self) -> None:
        made = {sdk: self.version(sdk) for sdk in SDKS} | {"requests": self.recorded()}
        if os.environ.get("RECORD_REQUESTS"):
            RECORD.write_text(json.dumps(made, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        self.maxDiff = None
        self.assertEqual(made, json.loads(RECORD.read_text(encoding="utf-8")))

    def version(self, package: str) -> str:
        return re.findall(rf"(?m)^{package}==(\S+)", (HERE / "clients.lock").read_text(encoding="utf-8"))[0]

    def recorded(self) -> dict[str, Any]:
        """What each SDK sends for each kind of call."""
        made: dict[str, Any] = {}
        for sdk in SDKS:
            for kind in ("stream", "whole", "models"):
                for entry in self.cases[f"{sdk} {kind}"]["journal"]:
                    name = f"{sdk} {kind}" if kind != "models" else f"{sdk} {entry['path']}"
                    headers = {key: self.form(key, value) for key, value in entry["headers"]}
                    made.setdefault(name, {"verb": entry["method"], "path": entry["path"], "query": entry["query"], "headers": headers,
                                           "body": {key: JSON_TYPES[type(value)] for key, value in entry.get("body", {}).items()}})
        return made

    @staticmethod
    def form(name: str, value: str) -> str:
        """A header's value without what differs from run to run, or with the image's Python."""
        value = re.sub(r"(?<=Bearer ).*", "KEY", re.sub(r"(?<=Python/)[\d.]+", "VERSION", value))
        return {"host": re.sub(r":\d+$", ":PORT", value), "content-length": "N", "x-api-key": "KEY",
                "x-stainless-runtime-version": "VERSION"}.get(name.lower(), value)


if __name__ == "__main__":
    unittest.main()
