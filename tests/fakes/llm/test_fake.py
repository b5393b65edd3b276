# SPDX-License-Identifier: GPL-3.0-or-later
"""The fake answers as its providers do: keys, lists, scripts, samples, what they refuse, the journal and the ledger."""

import json
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from answering import HELLO, SAMPLES
from llmcase import ALL, LlmTest
from providers import PROVIDERS

HERE = Path(__file__).resolve().parent


class Answers(LlmTest):
    def test_streamed_and_whole(self) -> None:
        for provider in PROVIDERS:
            with self.subTest(provider):
                reply = self.ask(provider)
                self.assertEqual((reply.status, reply.finish()), (200, "end_turn" if provider == "anthropic" else "stop"))
                if provider != "mistral":
                    self.assertEqual(reply.text(), HELLO["text"])
                self.assertTrue(reply.ended() and reply.whole)
                self.assertEqual(self.fake.requests()[-1]["usage"]["output"], reply.usage()[1])
                whole = self.ask(provider, stream=False)
                self.assertIn("application/json", whole.headers["Content-Type"])
                self.assertIn("für alle", whole.body.decode())

    def test_bare_address(self) -> None:
        """Whoever is at the bare address: three dialects by their paths."""
        for path, provider in {"/v1/chat/completions": "openai", "/v1/messages": "anthropic", "/api/chat": "ollama"}.items():
            reply = self.send("POST", self.fake.url + path, self.body(provider), self.headers(provider))
            self.assertEqual((reply.status, reply.text()), (200, HELLO["text"]))
        self.fake.control(server="llama-server")
        self.assertEqual(self.send("GET", self.fake.url + "/health").json(), {"status": "ok"})
        self.assertIn("default_generation_settings", self.send("GET", self.fake.url + "/props").json())
        self.assertEqual(self.send("GET", self.fake.url + "/nowhere").json()["error"]["message"], "File Not Found")

    def test_keys(self) -> None:
        for provider in PROVIDERS:
            if self.fake.key(provider):
                for headers in ({}, {"Authorization": "Bearer wrong"}):
                    reply = self.ask(provider, headers=headers | {"anthropic-version": "2026-10-21"})
                    self.assertEqual(reply.status, 400 if provider == "gemini" else 401, provider)
        self.assertEqual(self.ask("anthropic", headers={"Authorization": "Bearer wrong"}).json()["error"]["type"], "authentication_error")
        self.assertEqual(self.ask("openai", headers={"Authorization": "Bearer wrong"}).json()["error"]["code"], "invalid_api_key")
        both = self.headers("anthropic") | {"Authorization": "Bearer " + self.fake.key("anthropic")}
        self.assertEqual(self.ask("anthropic", headers=both).status, 401, "never both")
        self.fake.control(keys={"llama-server": "mine"})
        self.assertEqual(self.ask("llama-server", headers={"Authorization": "Bearer x"}).json()["error"],
                         {"code": 401, "message": "Invalid API Key", "type": "authentication_error"})
        self.assertEqual(self.ask("llama-server").status, 200)

    def test_model_lists(self) -> None:
        for provider in PROVIDERS:
            if provider != "ollama":
                path = "/v1/models?limit=1000" if provider == "anthropic" else "/models"
                listed = self.send("GET", self.fake.base(provider) + path, headers=self.headers(provider)).json()["data"]
                self.assertEqual([each["id"] for each in listed], [model.id for model in PROVIDERS[provider].models])
        page = self.send("GET", self.fake.url + "/v1/models?limit=2&after_id=claude-opus-5-5", headers=self.headers("anthropic")).json()
        self.assertEqual(([each["id"] for each in page["data"]], page["has_more"]), (["claude-fable-5-1", "claude-opus-5"], True))
        self.assertEqual(page["data"][0]["max_input_tokens"], 1_000_000)
        window = {"vllm": "max_model_len", "groq": "context_window", "mistral": "max_context_length", "openrouter": "context_length"}
        for provider, name in window.items():
            listed = self.send("GET", self.fake.base(provider) + "/models", headers=self.headers(provider)).json()["data"]
            self.assertEqual(listed[0][name], PROVIDERS[provider].models[0].context)
        self.fake.control(models={"openai": ["mine", {"id": "small", "context": 100}]})
        listed = self.send("GET", self.fake.base("openai") + "/models", headers=self.headers("openai")).json()["data"]
        self.assertEqual([each["id"] for each in listed], ["mine", "small"])
        self.assertEqual(self.ask(model="gpt-6.1-sol").json()["error"]["code"], "model_not_found")

    def test_ollama(self) -> None:
        get = lambda path: self.send("GET", self.fake.url + path)  # noqa: E731
        self.assertEqual(get("/api/version").json(), {"version": "0.20.4"})
        self.assertEqual(self.send("GET", self.fake.base("ollama") + "/").body, b"Ollama is running")
        self.assertEqual([model["name"] for model in get("/api/tags").json()["models"]], ["qwen3:8b", "qwen2.5-coder:1.5b"])
        shown = self.send("POST", self.fake.url + "/api/show", {"model": "qwen3:8b"}).json()
        self.assertEqual((shown["model_info"]["qwen3.context_length"], "thinking" in shown["capabilities"]), (40960, True))
        self.assertEqual(self.send("POST", self.fake.url + "/api/show", {"model": "none"}).json(), {"error": "model 'none' not found"})
        self.ask("ollama", options={"num_ctx": 8192})
        self.assertEqual(get("/api/ps").json()["models"][0]["context_length"], 8192)
        self.assertEqual(self.ask("ollama", messages=[]).events()[-1]["done_reason"], "load")
        self.assertEqual(self.ask("ollama", model="qwen2.5-coder:1.5b", think=True).json(),
                         {"error": "\"qwen2.5-coder:1.5b\" does not support thinking"})

    def test_ollama_cuts_the_prompt(self) -> None:
        """Without a word, unless the request forbids it."""
        messages = [{"role": "user", "content": "FIRST " * 3000}, {"role": "user", "content": "word " * 2000 + "LAST"}]
        for window, expected in ((16384, 7002), (4096, 2501), (2048, 1026)):
            reply = self.ask("ollama", messages=messages, options={"num_ctx": window})
            self.assertEqual(reply.usage()[0], expected, window)
        self.assertEqual(self.ask("ollama", messages=messages).usage()[0], 2501, "the default window is small")
        self.assertEqual(self.ask("ollama", messages=messages, options={"num_ctx": 4096}, truncate=False).status, 400)

    # -- what is refused

    def test_openai_refuses(self) -> None:
        for field, value, code in (("max_tokens", 100, "unsupported_parameter"), ("stop", ["x"], "unsupported_parameter"),
                                   ("temperature", 0.2, "unsupported_value"), ("reasoning_effort", "none", "unsupported_value")):
            error = self.ask(**{field: value}).json()["error"]
            self.assertEqual((error["param"], error["code"]), (field, code))
        self.assertEqual(self.ask(model="gpt-4.1", max_tokens=100, temperature=0.2).status, 200)
        self.assertEqual(self.ask(max_completion_tokens=2_000_000).json()["error"]["code"], "context_length_exceeded")
        self.assertEqual(self.send("POST", self.url("openai"), b"{", self.headers("openai")).status, 400)

    def test_compatible_servers_refuse(self) -> None:
        self.assertEqual(self.ask("mistral", stream_options={"include_usage": True}).status, 422)
        self.assertIn("seed", json.dumps(self.ask("mistral", seed=1).json()["message"]["detail"]))
        self.assertEqual(self.ask("mistral", random_seed=1).status, 200)
        for provider in ("lmstudio", "deepseek"):
            self.assertEqual(self.ask(provider, messages=[{"role": "developer", "content": "x"}]).status, 400)
        self.assertEqual(self.ask("lmstudio", response_format={"type": "json_object"}).status, 400)
        self.assertEqual(self.ask("llama-server", messages=[{"role": "developer", "content": "x"}], temperature=0.2, seed=1,
                                  max_tokens=9).status, 200)

    def test_anthropic_refuses(self) -> None:
        for more, words in (({"max_tokens": None}, "max_tokens"), ({"temperature": 1.0}, "temperature"),
                            ({"max_tokens": 999_999}, "maximum allowed"),
                            ({"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}, "prefill")):
            error = self.ask("anthropic", **more).json()["error"]
            self.assertEqual(error["type"], "invalid_request_error")
            self.assertIn(words, error["message"])
        key = {"x-api-key": self.fake.key("anthropic")}
        self.assertEqual(self.ask("anthropic", headers=key).status, 400, "no version")
        self.assertEqual(self.ask("anthropic", headers=key | {"anthropic-version": "2023-06-01"}, temperature=0.5).status, 200)

    def test_limit_of_output(self) -> None:
        for provider, finish, more in (("gpt", "length", {"max_completion_tokens": 12}), ("anthropic", "max_tokens", {"max_tokens": 12}),
                                       ("ollama", "length", {"options": {"num_predict": 12}})):
            reply = self.ask("openai" if provider == "gpt" else provider, **more)
            self.assertEqual((reply.finish(), reply.usage()[1]), (finish, 12))
            self.assertTrue(HELLO["text"].startswith(reply.text()) and reply.text())

    # -- scripts

    def test_script(self) -> None:
        usage = {"prompt": 1000, "output": 50, "cached": 800, "reasoning": 20}
        for provider in ALL:
            self.fake.control(script=[{"text": "one ", "usage": usage}, {"pieces": ["zwei ", "€"], "finish": "length"}, {"error": "529"},
                                      {"body": {"odd": 1}, "status": 418, "headers": [["X-Odd", "yes"]]}, {"text": "again", "times": 2}])
            first, second = self.ask(provider), self.ask(provider)
            self.assertEqual((first.text(), first.usage()), ("one ", (1000, 50)))
            self.assertEqual((second.text(), second.finish()), ("zwei €", "max_tokens" if provider == "anthropic" else "length"))
            self.assertEqual(self.ask(provider).status, 529)
            odd = self.ask(provider)
            self.assertEqual((odd.status, odd.json(), odd.headers["X-Odd"]), (418, {"odd": 1}, "yes"))
            self.assertEqual([self.ask(provider).text() for _ in range(3)], ["again", "again", HELLO["text"]])

    def test_script_expects(self) -> None:
        self.fake.control(script=[{"text": "a", "expect": ["Write", "not there"]}])
        self.fake.control(add=[{"text": "b", "expect": ["Write"]}])
        self.assertEqual((self.ask().status, self.ask().text()), (400, "b"))
        self.assertEqual(self.fake.requests()[0]["missing"], ["not there"])

    def test_switch_of_one_entry(self) -> None:
        self.fake.control(script=[{"text": "x" * 100, "switches": ["truncated"]}, {"text": "y", "switches": ["500"]}])
        self.assertEqual((self.ask().finish(), self.ask().status, self.ask().status), ("length", 500, 200))

    def test_samples(self) -> None:
        for file in SAMPLES.iterdir():
            provider = next(name for name in ("anthropic", "ollama", "openai") if name in file.name or name == "openai")
            for chunking in ("event", "whole", 1, {"seed": 3}):
                self.fake.control(script=[{"sample": file.stem, "chunking": chunking}])
                self.assertEqual(self.ask(provider).body, file.read_bytes())

    def test_awkward_replies_from_files(self) -> None:
        """A fence inside a string, a torso without a last line end, thoughts with code, an error inside a stream, a prompt that was cut."""
        fence, torso = "```python\nREPORT = \"\"\"\n```text\nok\n```\n\"\"\"\n```\n", "Plan.\n\n```python\nmodel = make_mod"
        thought = "<think>\n```python\ndraft()\n```\n</think>\n\n```python\nfinal()\n```\n"
        with tempfile.TemporaryDirectory() as place:
            file = Path(place) / "reply"
            for text, finish in ((fence, "stop"), (torso, "length"), (thought, "stop")):
                file.write_text(text, encoding="utf-8")
                self.fake.control(script=[{"text_file": str(file), "finish": finish, "chunking": {"seed": 1}}])
                reply = self.ask()
                self.assertEqual((reply.text(), reply.finish()), (text, finish))
            good, bad = ((SAMPLES / f"{name}.sse").read_bytes() for name in ("anthropic", "anthropic-overloaded-200"))
            file.write_bytes(good[:1200] + b"\n\n" + bad)
            self.fake.control(script=[{"transcript_file": str(file)}])
            self.assertEqual(self.ask("anthropic").error()["type"], "overloaded_error")
        self.fake.control(script=[{"text": "fluent", "usage": {"prompt": 2050, "output": 310}}])
        self.assertEqual(self.ask("ollama").usage(), (2050, 310))

    # -- what was asked and used

    def test_journal(self) -> None:
        self.ask("anthropic")
        (entry,) = self.fake.requests()
        self.assertEqual((entry["provider"], entry["model"], entry["status"], entry["ending"]),
                         ("anthropic", "claude-sonnet-5-5", 200, "whole"))
        self.assertEqual(entry["body"]["max_tokens"], 1000)

    def test_ledger(self) -> None:
        self.fake.control(prices={"gpt-6.1-sol": {"input": 2000, "cached": 100, "output": 10000}},
                          script=[{"text": "a", "usage": {"prompt": 1000, "output": 50, "cached": 800}, "times": 2}])
        self.ask()
        self.ask()
        self.on("cut")
        self.ask()
        ledger = self.fake.ledger()
        self.assertEqual((ledger["calls"], ledger["nanodollars"]), (2, 2 * (200 * 2000 + 800 * 100 + 50 * 10000)))
        self.assertEqual(ledger["tokens"]["gpt-6.1-sol"]["cached"], 1600)

    def test_fifty_at_once(self) -> None:
        self.on("stall-first", seconds=1.5, times=None)
        with ThreadPoolExecutor(50) as pool:
            replies = list(pool.map(lambda _: self.ask("llama-server").text(), range(50)))
        self.assertEqual(set(replies), {HELLO["text"]})
        self.assertEqual(self.fake.peak(), 50)

    def test_limits(self) -> None:
        self.fake.control(parallel=2)
        self.on("stall-first", seconds=1, times=None)
        with ThreadPoolExecutor(6) as pool:
            answers = sorted(pool.map(lambda _: self.ask().status, range(6)))
        self.assertEqual(answers, [200, 200, 429, 429, 429, 429])
        self.fake.control(clear="*", parallel=0, per_minute=4)
        statuses = [self.ask().status for _ in range(3)]
        self.assertEqual(statuses, [200, 200, 429], "two were already counted")
        self.assertGreater(int(self.ask().headers["retry-after"]), 50)

    def test_client_that_goes_away(self) -> None:
        self.on("stall-middle")
        with self.assertRaises(TimeoutError):
            self.ask(timeout=0.3)
        gone = threading.Event()
        for _ in range(100):
            if self.fake.requests()[-1]["ending"] == "gone":
                return
            gone.wait(0.02)
        self.fail(f"the fake did not see it within 2 s: {self.fake.requests()[-1]}")

    def test_bad_orders(self) -> None:
        for order in ({"no": 1}, {"set": "no-such"}, {"mode": "no-such"}, {"set": {"name": "error-in-stream", "error": "no"}},
                      {"script": [{"txt": "a"}]}, {"script": [{"sample": "none"}]}, {"script": [{"error": "none"}]}):
            with self.assertRaises(ValueError):
                self.fake.control(**order)

    def test_command_line(self) -> None:
        with tempfile.TemporaryDirectory() as place:
            script, journal = Path(place) / "script.json", Path(place) / "journal.jsonl"
            script.write_text(json.dumps([{"text": "from a file"}]))
            command = [sys.executable, "-B", str(HERE / "llm_server.py"), "--script", str(script), "--journal", str(journal), "--order",
                       '{"server": "vllm"}']
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
                address = f"http://127.0.0.1:{json.loads(process.stdout.readline())['port']}"
                reply = self.send("POST", address + "/v1/chat/completions", self.body("vllm"))
                control = urllib.request.Request(address + "/_control", json.dumps({"set": "500"}).encode())
                with urllib.request.urlopen(control, timeout=10) as answer:
                    self.assertEqual(json.loads(answer.read()), {"ok": True})
                self.assertEqual(self.send("POST", address + "/v1/chat/completions", self.body("vllm")).status, 500)
                self.assertEqual(self.send("GET", address + "/_ledger").json()["calls"], 1)
                process.terminate()
            self.assertEqual((reply.text(), process.returncode), ("from a file", 0))
            self.assertEqual(len(journal.read_text().splitlines()), 2)


if __name__ == "__main__":
    unittest.main()
