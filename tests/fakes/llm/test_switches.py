# SPDX-License-Identifier: GPL-3.0-or-later
"""Each switch does what its name says, for each family."""

import gzip
import http.client
import re
import time
import unittest

from answering import HELLO
from llm_errors import ERRORS
from llmcase import ALL, LlmTest
from providers import PROVIDERS
from switches import SWITCHES

TEXT = HELLO["text"]


class Errors(LlmTest):
    def test_every_error_in_every_form(self) -> None:
        for name, error in ERRORS.items():
            for provider in PROVIDERS:
                with self.subTest(name, provider=provider):
                    self.on(name)
                    reply = self.ask(provider)
                    self.assertEqual(reply.status, 400 if (provider, name) == ("gemini", "401") else error.status)
                    self.check_form(provider, reply.json(), reply.status) if (provider, name) != ("ollama", "404-path") else None

    def check_form(self, provider: str, body: object, status: int) -> None:
        form = PROVIDERS[provider].errors
        if form == "flat":
            self.assertEqual((body["object"], body["raw_status_code"]), ("error", status))
        elif form == "array":
            self.assertGreaterEqual(body[0]["error"]["code"], 400)
        elif form == "ollama":
            self.assertIsInstance(body["error"], str)
        elif form == "anthropic":
            self.assertEqual((body["type"], body["request_id"][:4]), ("error", "req_"))
        elif form == "int":
            self.assertEqual(body["error"]["code"], status)
        else:
            self.assertEqual(body["error"].keys(), {"message", "type", "param", "code"})

    def test_wishes_and_ids(self) -> None:
        for name, header, value in (("429-with-retry-after", "retry-after", "2"), ("429-with-retry-after-ms", "retry-after-ms", "150"),
                                    ("500-do-not-retry", "x-should-retry", "false"), ("429-slow-down", "retry-after", "2")):
            self.on(name, seconds=2)
            self.assertEqual(self.ask().headers[header], value)
        self.on("429-with-date", seconds=2)
        self.assertRegex(self.ask().headers["retry-after"], r"^\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT$")
        for name in ("429-without", "429-quota"):
            self.on(name)
            self.assertIsNone(self.ask().headers["retry-after"])
        self.on("429-in-text")
        self.assertIn("try again in 1.574s", self.ask().json()["error"]["message"])
        self.assertEqual(self.ask().headers["x-request-id"][:4], "req_")
        self.assertEqual(self.ask("anthropic").headers["request-id"][:4], "req_")
        self.on("429-quota")
        self.assertEqual(self.ask("anthropic").json()["error"]["details"], {"error_code": "enforced_spend_limit_reached"})

    def test_times_skip_provider_and_model(self) -> None:
        self.on("500", times=2, skip=1)
        self.assertEqual([self.ask().status for _ in range(4)], [200, 500, 500, 200])
        self.on("500", provider="anthropic")
        self.assertEqual((self.ask().status, self.ask("anthropic").status), (200, 500))
        self.on("500", model="gpt-4.1")
        self.assertEqual((self.ask().status, self.ask(model="gpt-4.1").status), (200, 500))
        self.on("401")
        self.assertEqual([self.ask().status for _ in range(3)], [401, 401, 401])
        self.assertEqual(self.send("GET", self.fake.base("openai") + "/models", headers=self.headers("openai")).status, 401, "lists too")

    def test_random_429(self) -> None:
        self.on("random-429", chance=0.4, seed=5)
        first = [self.ask().status for _ in range(30)]
        self.on("random-429", chance=0.4, seed=5)
        self.assertEqual(first, [self.ask().status for _ in range(30)], "the same at every run")
        self.assertTrue(5 <= first.count(429) <= 20, first)

    def test_no_answers(self) -> None:
        self.on("html-page")
        page = self.ask()
        self.assertIn("<title>Sign in", page.body.decode())
        self.assertIn("text/html", page.headers["Content-Type"])
        self.on("empty-body")
        self.assertEqual((self.ask().status, self.ask().body != b""), (200, True))
        self.on("empty-body", status=500)
        reply = self.ask()
        self.assertEqual((reply.status, reply.body), (500, b""))
        self.on("not-json", status=502)
        self.assertEqual(self.ask().body, b"upstream connect error")
        self.on("redirect", status=301, to="http://127.0.0.1:9/x")
        reply = self.ask()
        self.assertEqual((reply.status, reply.headers["Location"]), (301, "http://127.0.0.1:9/x"))

    def test_drop(self) -> None:
        for how, error in (("fin", http.client.RemoteDisconnected), ("rst", ConnectionResetError)):
            self.on("drop", how=how, seconds=0.1)
            with self.assertRaises(ConnectionResetError) as caught:
                self.ask()
            self.assertIs(type(caught.exception), error)
        self.assertEqual([entry["status"] for entry in self.fake.requests()], [0, 0])


class Replies(LlmTest):
    def test_truncated(self) -> None:
        for provider, finish in zip(ALL, ("length", "max_tokens", "length")):
            self.on("truncated", share=0.5)
            reply = self.ask(provider)
            self.assertEqual((reply.text(), reply.finish()), (TEXT[:len(TEXT) // 2], finish))
            self.on("length-no-text")
            reply = self.ask(provider)
            self.assertEqual((reply.text(), reply.finish()), ("", finish))

    def test_refusal_and_filter(self) -> None:
        for provider, refused, filtered in (("openai", "stop", "content_filter"), ("anthropic", "refusal", "refusal"),
                                            ("ollama", "stop", "stop")):
            self.on("refusal")
            self.assertEqual(self.ask(provider).finish(), refused)
            self.on("content-filter")
            self.assertEqual(self.ask(provider).finish(), filtered)
        self.on("refusal", text="No.")
        self.assertEqual(self.ask().gather("refusal"), "No.")
        self.on("refusal")
        (end,) = [event for event in self.ask("anthropic").events() if event["type"] == "message_delta"]
        self.assertEqual(end["delta"]["stop_details"]["category"], "frontier_llm")

    def test_thinking(self) -> None:
        for provider in ("llama-server", "anthropic", "ollama", "groq"):
            self.on("code-in-thinking")
            reply = self.ask(provider)
            self.assertIn("```python", reply.thought())
            self.assertNotIn("```", reply.text())
        for name, words in (("think-tags", "</think>\n\n" + TEXT), ("think-unclosed", "<think>\n" + TEXT),
                            ("think-close-only", "</think>\n\n" + TEXT)):
            self.on(name)
            self.assertTrue(self.ask("lmstudio").text().endswith(words), name)
        self.on("think-close-only")
        self.assertNotIn("<think>", self.ask().text())

    def test_other_replies(self) -> None:
        for provider, finish in zip(ALL, ("tool_calls", "tool_use", "stop")):
            self.on("tool-call")
            reply = self.ask(provider)
            self.assertEqual((reply.text(), reply.finish()), ("", finish))
            self.assertIn(b"run_python", reply.body)
            self.on("empty-completion")
            reply = self.ask(provider)
            self.assertEqual((reply.text(), reply.ended()), ("", True))
            self.on("finish-unknown")
            self.assertEqual(self.ask(provider).finish(), "a_new_reason")
            self.on("usage-missing")
            self.assertIsNone(self.ask(provider).usage())

    def test_num_ctx_cut(self) -> None:
        self.on("num-ctx-cut")
        reply = self.ask("ollama", messages=[{"role": "user", "content": "word " * 5200}], options={"num_ctx": 16384}, truncate=False)
        self.assertEqual((reply.status, reply.usage()[0]), (200, 1026))


class Streams(LlmTest):
    def test_error_in_stream(self) -> None:
        for provider in PROVIDERS:
            for name in ("error-in-stream", "error-first"):
                self.on(name)
                reply = self.ask(provider)
                self.assertEqual((reply.status, reply.whole), (200, True), provider)
                if provider == "mistral":
                    self.assertEqual(reply.finish(), "error")
                elif provider == "gemini":
                    self.assertIn(b'{\n  "error"', reply.body)
                else:
                    self.assertTrue(reply.error(), provider)
                if name == "error-in-stream" and provider != "mistral":
                    self.assertTrue(TEXT.startswith(reply.text()) and reply.text(), provider)
                self.assertEqual(b"[DONE]" in reply.body, provider in ("vllm", "openrouter", "mistral"))
        self.on("error-in-stream", error="429-without")
        self.assertEqual(self.ask("anthropic").error()["type"], "rate_limit_error")
        self.on("error-in-stream")
        self.assertIn(b"event: error", self.ask("groq").body)

    def test_cut(self) -> None:
        for provider in ALL:
            for how, framing, whole in (("clean", None, True), ("fin", None, False), ("rst", None, False), ("fin", "content-length", False),
                                        ("fin", "close-delimited", True)):
                self.on("cut", how=how, share=0.6)
                if framing:
                    self.fake.control(set=framing)
                reply = self.ask(provider)
                self.assertEqual((reply.ended(), reply.whole), (False, whole), (provider, how, framing))
                self.assertNotIn("usage", self.fake.requests()[-1])

    def test_ends(self) -> None:
        for provider in ALL:
            self.on("no-end-marker")
            reply = self.ask(provider)
            self.assertEqual((reply.text(), reply.ended(), reply.finish(), reply.whole), (TEXT, False, None, True))
        for provider in ALL[:2]:
            self.on("no-done")
            reply = self.ask(provider)
            self.assertEqual((reply.ended(), bool(reply.finish())), (False, True))
            self.on("no-last-blank-line")
            self.assertFalse(self.ask(provider).body.endswith(b"\n"))
            self.on("bytes-after-done")
            self.assertIn(b"MORE", self.ask(provider).body[-150:])

    def test_more_events(self) -> None:
        for provider in ALL:
            self.on("noise")
            reply = self.ask(provider)
            self.assertEqual((reply.text(), b"future" in reply.body), (TEXT, True))
            self.on("usage-twice")
            self.assertEqual(self.ask(provider).usage(), self.ask(provider).usage())
        self.on("keep-alive-comments")
        self.assertGreater(self.ask().body.count(b": keep-alive\n\n"), 5)
        self.on("duplicate-message-start")
        self.assertEqual(self.ask("anthropic").body.count(b"event: message_start"), 2)
        self.on("no-event-names")
        self.assertNotIn(b"event:", self.ask("anthropic").body)

    def test_line_ends(self) -> None:
        plain = self.ask().body
        for name, end in (("crlf", b"\r\n"), ("cr", b"\r")):
            self.on(name)
            reply = self.ask()
            self.assertEqual((reply.body.count(end), reply.text()), (plain.count(b"\n"), TEXT))
        self.on("bom")
        self.assertTrue(self.ask().body.startswith(b"\xef\xbb\xbf"))

    def test_framing(self) -> None:
        self.on("content-length")
        self.assertTrue(int(self.ask().headers["Content-Length"]))
        self.on("close-delimited")
        reply = self.ask()
        self.assertEqual((reply.headers["Content-Length"], reply.headers["Transfer-Encoding"], reply.text()), (None, None, TEXT))
        self.on("gzip")
        reply = self.ask()
        self.assertIn(b"[DONE]", gzip.decompress(reply.body))
        self.on("retry-after-on-200")
        self.assertEqual(self.ask().headers["retry-after"], "30")

    def test_pieces(self) -> None:
        """The same bytes in whatever pieces they come, also inside a character and a line end."""
        for name in ("crlf", "bom"):
            self.fake.control(clear="*", set=name)
            for order in ({"size": 1}, {"size": 7}, {"seed": 1}, {"seed": 2, "max": 9}):
                self.fake.control(set={"name": "chunks", **order})
                for provider in ALL:
                    self.assertEqual(self.ask(provider).text(), TEXT)

    def test_pace(self) -> None:
        for order, least in (({"name": "stall-before-headers", "seconds": 0.3}, 0.3), ({"name": "stall-first", "seconds": 0.3}, 0.3),
                             ({"name": "stall-middle", "seconds": 0.3}, 0.3), ({"name": "slow", "ms": 40}, 0.3)):
            self.fake.control(clear="*", set=order)
            began = time.monotonic()
            self.assertEqual(self.ask().text(), TEXT)
            self.assertGreaterEqual(time.monotonic() - began, least)

    def test_each_switch_does_something(self) -> None:
        """But for those that only take time or cut into pieces, which have tests of their own."""
        long = [{"role": "user", "content": "word " * 3000}]
        plain = {provider: self.seen(provider, long) for provider in ALL}
        self.assertEqual(plain, {provider: self.seen(provider, long) for provider in ALL})
        for name in SWITCHES.keys() - {"stall-before-headers", "stall-first", "stall-middle", "slow", "chunks"}:
            with self.subTest(name):
                self.on(name, times=None, chance=1)
                self.assertNotEqual(plain, {provider: self.seen(provider, long) for provider in ALL})

    def seen(self, provider: str, messages: list[dict[str, str]]) -> object:
        try:
            reply = self.ask(provider, messages=messages, options={"num_ctx": 16384})
        except (http.client.HTTPException, ConnectionError) as error:
            return type(error)
        headers = [pair for pair in reply.headers.items() if pair[0] not in ("Date", "x-ratelimit-remaining-requests",
                                                                             "anthropic-ratelimit-requests-remaining")]
        return reply.status, headers, reply.whole, re.sub(rb"chatcmpl-\w+", b"", reply.body)

    def test_where(self) -> None:
        """A switch for calls of a model is not used up by a list."""
        lists = lambda: self.send("GET", self.fake.base("openai") + "/models", headers=self.headers("openai")).status  # noqa: E731
        self.on("500")
        self.assertEqual((lists(), self.ask().status), (200, 500))
        self.on("500", at="lists")
        self.assertEqual((self.ask().status, lists()), (200, 500))
        self.on("503-loading", times=2)
        self.assertEqual((lists(), self.ask().status, self.ask().status), (503, 503, 200))


if __name__ == "__main__":
    unittest.main()
