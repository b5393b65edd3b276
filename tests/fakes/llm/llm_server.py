# SPDX-License-Identifier: GPL-3.0-or-later
"""Fake model providers behind one port of this machine: OpenAI and the servers like it, Anthropic, Ollama.

Usage: llm_server.py [--port N] [--journal FILE] [--script FILE] [--order JSON]
       FILE: a JSON list of entries; JSON: an order, see Fake.control

Prints {"port": N} and serves until SIGTERM. `POST /_control` switches it, `GET /_journal` tells what was asked, `GET /_ledger` what
was used.
A provider's base URL is the bare address and its base, or /<name> and its base: see FakeLlm.base.
"""

import argparse
import contextlib
import gzip
import json
import select
import signal
import socket
import struct
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

sys.path.append(str(Path(__file__).resolve().parent.parent / "kaggle"))
from answering import Room  # noqa: E402
from delivery import Answer, Drop, plain  # noqa: E402
from journal import Journal  # of the fake Kaggle  # noqa: E402
from providers import PROVIDERS  # noqa: E402

TURN = 0.02  # seconds between two looks at a silent connection


class Gone(Exception):
    """The client went away."""


class Fake:
    """All parts of the fake, without its port."""

    def __init__(self, journal: Path | None) -> None:
        self.room, self.journal = Room(), Journal(journal)
        self.stopped = threading.Event()

    def control(self, order: dict[str, Any]) -> dict[str, Any]:
        """Carries out each member of an order, clear before set:
        set SWITCH or a list of these (see switches.py); clear NAME ("*": all);
        script [ENTRY …] in place of what is left of the script, add [ENTRY …] behind it;
        mode NAME ("": none), inspect {data, columns, score, explore, reset} (see inspecting.py);
        keys {provider: key ("": none is asked for)}; models {provider: [id or {id, context, output, thinks} …]};
        server PROVIDER, who is at the bare address; parallel N, per_minute N: more are answered by 429 (0: no limit);
        prices {model: {input, cached, cache_write, output}} in nano-dollars a token; forget_journal true.
        An ENTRY answers one call (times: so many): text or text_file, reasoning, finish, tool {name, arguments}, refusal,
        usage {prompt, output, cached, cache_write, reasoning} or null, pieces [the text's deltas]; or sample NAME, transcript TEXT,
        transcript_file; or error NAME (seconds, ms, param); or program NAME (of programs/); or body, status, kind; and headers
        [[name, value] …], chunking ("event", "whole", N bytes, {"seed", "max"}), switches [SWITCH …], expect [words of the prompt …].
        \\return {"ok": true}; ValueError, KeyError or TypeError for a bad order"""
        room = self.room
        deeds = {"clear": room.switches.clear, "set": room.switches.set, "script": room.set_script,
                 "add": lambda given: room.set_script(given, behind=True), "mode": room.inspector.choose,
                 "inspect": lambda given: room.inspector.look_for(**given),
                 "keys": lambda given: room.keys.update({PROVIDERS[name].name: key for name, key in given.items()}),
                 "models": room.set_models,
                 "server": room.set_server, "parallel": lambda given: setattr(room, "parallel", int(given)),
                 "per_minute": lambda given: setattr(room, "per_minute", int(given)), "prices": room.prices.update,
                 "forget_journal": lambda _: self.journal.forget()}
        unknown = order.keys() - deeds.keys()
        if unknown or not order:
            raise ValueError(f"no such order: {sorted(unknown)}")
        for name, deed in deeds.items():
            if name in order:
                deed(order[name])
        return {"ok": True}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "Server"

    def setup(self) -> None:
        super().setup()
        self.server.connections.add(self.connection)
        self.number = self.server.next_number()

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        with contextlib.suppress(OSError):
            super().finish()

    def log_message(self, format: str, *arguments: Any) -> None:
        """The journal tells it."""

    def do_POST(self) -> None:
        with contextlib.suppress(ConnectionError):
            self.serve()

    do_GET = do_HEAD = do_PUT = do_DELETE = do_POST

    def serve(self) -> None:
        target = urlsplit(self.path)
        self.asked = {name.lower(): value for name, value in self.headers.items()}
        raw = self.rfile.read(int(self.asked.get("content-length") or 0))
        fake = self.server.fake
        if target.path.startswith("/_"):
            self.entry: dict[str, Any] = {}
            return self.send(self.own(target.path, raw))
        entry = {"method": self.command, "path": target.path, "query": target.query, "connection": self.number,
                 "headers": [list(pair) for pair in self.headers.items()]}
        with contextlib.suppress(ValueError):
            entry["body"] = json.loads(raw)
        self.entry = fake.journal.begin(entry | {"length": len(raw), "ending": "none"})
        fake.room.begin()
        began = time.monotonic()
        try:
            self.send(fake.room.answer(self.command, target.path, target.query, self.asked, raw, self.entry))
        except Drop as drop:
            with contextlib.suppress(Gone):
                self.silence(drop.args[0])
            self.hang_up(drop.args[1])
        except (Gone, ConnectionError):
            self.entry["ending"] = "gone"
            self.close_connection = True
        finally:
            fake.room.end()
            self.entry["took"] = round(time.monotonic() - began, 3)
            fake.journal.end(self.entry)

    def own(self, path: str, raw: bytes) -> Answer:
        fake = self.server.fake
        try:
            if path == "/_journal":
                return plain(200, fake.journal.all())
            if path == "/_ledger":
                return plain(200, fake.room.ledger(fake.journal.all()) | {"peak": fake.room.peak})
            return plain(200, fake.control(json.loads(raw)))
        except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
            return plain(400, {"error": f"{type(error).__name__}: {error}"})

    # -- sending

    def send(self, answer: Answer) -> None:
        body, pauses = answer.lay_out()
        framing = answer.framing or ("chunked" if answer.streamed else "length")
        if answer.zipped:
            body, pauses = gzip.compress(body), {}
            answer.headers.append(("Content-Encoding", "gzip"))
        self.silence(answer.before_headers)
        length = int(len(body) / answer.cut) if answer.cut and framing == "length" else len(body)
        self.wfile.write(self.head(answer, framing, length))
        self.entry["status"] = answer.status
        for at, piece in () if self.command == "HEAD" else answer.pieces(body, pauses):
            self.silence(pauses.get(at, 0))
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece) if framing == "chunked" else piece)
            self.entry["sent"] = at + len(piece)
            self.silence(answer.pace)
        if answer.ending in ("fin", "rst"):
            self.entry["ending"] = "cut"
            return self.hang_up(answer.ending)
        if answer.told:
            self.entry["usage"] = answer.told
        self.entry["ending"] = "whole" if answer.ending == "normal" else "cut"
        if framing == "chunked":
            self.wfile.write(b"0\r\n\r\n")
        elif framing == "close" or answer.cut:
            self.hang_up("fin")

    def head(self, answer: Answer, framing: str, length: int) -> bytes:
        framed = {"chunked": [("Transfer-Encoding", "chunked")], "length": [("Content-Length", str(length))],
                  "close": [("Connection", "close")]}
        phrase = {498: "Capacity Exceeded", 529: "Overloaded"}.get(answer.status) or self.responses.get(answer.status, ("",))[0]
        headers = [("Date", self.date_time_string()), ("Content-Type", answer.kind), *framed[framing], *answer.headers]
        lines = [f"HTTP/1.1 {answer.status} {phrase}", *(f"{name}: {value}" for name, value in headers), "", ""]
        return "\r\n".join(lines).encode("latin-1")

    def silence(self, seconds: float) -> None:
        """Waits; Gone when the client or the fake ends meanwhile."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if self.server.fake.stopped.is_set():
                raise Gone
            if select.select([self.connection], [], [], min(TURN, left))[0]:
                if not self.connection.recv(1, socket.MSG_PEEK):
                    raise Gone
                time.sleep(min(TURN, left))

    def hang_up(self, how: str) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            if how == "rst":
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
            else:
                self.connection.shutdown(socket.SHUT_RDWR)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, port: int, fake: Fake) -> None:
        self.fake = fake
        self.connections: set[socket.socket] = set()
        self.count, self.count_lock = 0, threading.Lock()
        super().__init__(("127.0.0.1", port), Handler)

    def next_number(self) -> int:
        with self.count_lock:
            self.count += 1
            return self.count

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is none of ours."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


class FakeLlm:
    """A fake that runs in this process: `with FakeLlm(script=[…]) as fake: …`.
    \\param journal JSON lines of what was asked, if wished
    \\param order carried out at once, see Fake.control"""

    def __init__(self, journal: Path | str | None = None, port: int = 0, **order: Any) -> None:
        self.fake = Fake(Path(journal) if journal else None)
        if order:
            self.fake.control(order)
        self.server = Server(port, self.fake)
        self.port: int = self.server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def __enter__(self) -> "FakeLlm":
        return self

    def __exit__(self, *_: Any) -> None:
        self.stop()

    def base(self, provider: str) -> str:
        """\\return the base URL of a provider, as a user would type it"""
        return f"{self.url}/{provider}{PROVIDERS[provider].base}"

    def key(self, provider: str) -> str:
        return self.fake.room.keys[provider]

    def control(self, **order: Any) -> dict[str, Any]:
        """See Fake.control."""
        return self.fake.control(order)

    def requests(self) -> list[dict[str, Any]]:
        """The journal (see Journal), and of each: provider, model, prompt (SHA-256), connection (its number), ending (none, whole, cut,
        gone: the client went away), took (seconds), usage (if told to the end), program (of the inspecting mode), missing (of
        `expect`)."""
        return self.fake.journal.all()

    def ledger(self) -> dict[str, Any]:
        """See Room.ledger."""
        return self.fake.room.ledger(self.requests())

    def peak(self) -> int:
        """\\return the most requests at one time"""
        return self.fake.room.peak

    def stop(self) -> None:
        self.fake.stopped.set()
        self.server.shutdown()
        self.server.server_close()
        for connection in list(self.server.connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.fake.journal.close()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--journal", type=Path)
    parser.add_argument("--script", type=Path)
    parser.add_argument("--order", type=json.loads, default={})
    given = parser.parse_args()
    script = {"script": json.loads(given.script.read_text(encoding="utf-8"))} if given.script else {}
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    with FakeLlm(given.journal, given.port, **(script | given.order)) as fake:
        print(json.dumps({"port": fake.port}), flush=True)
        ended.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
