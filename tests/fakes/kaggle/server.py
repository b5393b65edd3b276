# SPDX-License-Identifier: GPL-3.0-or-later
"""A fake Kaggle: its API and its storage behind one port of this machine, for the application and for the official clients.

Usage: server.py --root DIR [--port N] [--journal FILE]       DIR: a folder of competitions, see competitions.py

Prints {"port": N} and serves until SIGTERM. `POST /_control` switches it (see Fake.control), `GET /_journal` tells what was asked.
"""

import argparse
import contextlib
import json
import mimetypes
import re
import signal
import socket
import sys
import tempfile
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from answers import Answer, Clock, Drop, Refusal, compact
from bundles import Shelf
from competitions import Competitions
from journal import Journal
from rpc import Rpc, parse_body
from scenarios import Scenarios, parse
from storage import UPLOADS, Delivery, Storage
from submissions import Submissions

TOKEN = "KGAT_0123456789abcdef0123456789abcdef"
USER, KEY = "alice", "00000000000000000000000000000000"
VERSION, HUB_VERSION = "2.2.5", "1.0.3"  # of the official clients; another one would make them ask for an upgrade
PIECE = 256 * 1024  # bytes
API = re.compile(r"(?:/api)?/v1/([\w.]+)/(\w+)")
PAGES = re.compile(r"(?:/api)?/v1/competitions/([\w-]+)/pages")


class Fake:
    """All parts of a fake Kaggle, without its port."""

    def __init__(self, root: Path, journal: Path | None, work: Path) -> None:
        self.clock, self.scenarios, self.journal = Clock(), Scenarios(), Journal(journal)
        self.competitions = Competitions(root)
        self.storage = Storage(self.competitions, Shelf(work), self.scenarios, self.clock)
        self.submissions = Submissions(self.scenarios, self.clock)
        self.rpc = Rpc(self.competitions, self.storage, self.submissions, self.scenarios, self.clock)
        self.rpc.credentials = {"token": TOKEN, "user": USER, "key": KEY}
        self.stopped = threading.Event()
        self.load_switches()

    def load_switches(self) -> None:
        for competition in self.competitions.all():
            file = competition.folder / "scenario.json"
            for switch in json.loads(file.read_text(encoding="utf-8")) if file.exists() else []:
                self.scenarios.set(competition.slug, switch)

    def control(self, order: dict[str, Any]) -> dict[str, Any]:
        """Carries out each member of an order:
        set {slug, scenario} or a list of these (slug "*": all); clear SLUG ("*"; with `name`: that switch alone);
        accept_rules SLUG, after SECONDS; bandwidth BYTES_PER_SECOND (0: no limit); cut_at [OFFSET …], slug SLUG;
        scoring_delay SECONDS; now ISO_DATE; credentials {token, user, key}; reload true; forget_journal true.
        \\return {"ok": true, "now": …}; ValueError or KeyError for a bad order"""
        deeds = {"set": self.set, "clear": lambda given: self.clear(given, order.get("name", "")),
                 "accept_rules": lambda given: self.accept_rules(given, float(order.get("after", 0))),
                 "bandwidth": lambda given: setattr(self.storage, "bandwidth", float(given)),
                 "cut_at": lambda given: self.scenarios.cuts.update({order.get("slug", "*"): sorted(map(int, given))}),
                 "scoring_delay": lambda given: setattr(self.submissions, "scoring_delay", float(given)),
                 "now": self.clock.set, "credentials": self.rpc.credentials.update, "reload": lambda _: self.reload(),
                 "forget_journal": lambda _: self.journal.forget()}
        unknown = order.keys() - deeds.keys() - {"name", "after", "slug"}
        if unknown or not order.keys() & deeds.keys():
            raise ValueError(f"no such order: {sorted(unknown or order)}")
        for name in deeds.keys() & order.keys():
            deeds[name](order[name])
        return {"ok": True, "now": self.clock.now().isoformat()}

    def set(self, given: dict[str, Any] | list[dict[str, Any]]) -> None:
        switches = given if isinstance(given, list) else [given]
        for each in switches:
            parse(each["scenario"])
        for each in switches:
            if parse(each["scenario"])["name"] == "rules-not-accepted":
                self.clear(each["slug"], "rules-not-accepted")
            self.scenarios.set(each["slug"], each["scenario"])

    def clear(self, slug: str, name: str) -> None:
        self.scenarios.clear(slug, name)
        for competition in self.competitions.all():
            if slug in (competition.slug, "*") and name in ("", "rules-not-accepted"):
                competition.accept_at = None

    def accept_rules(self, slug: str, after: float) -> None:
        self.competitions.by_slug[slug].accept_at = self.clock.epoch() + after

    def reload(self) -> None:
        self.competitions.reload()
        self.load_switches()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "Server"

    def setup(self) -> None:
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        with contextlib.suppress(OSError):
            super().finish()

    def log_message(self, format: str, *arguments: Any) -> None:
        """The journal tells it."""

    def do_POST(self) -> None:
        with contextlib.suppress(ConnectionError):
            self.serve()

    do_GET = do_PUT = do_HEAD = do_DELETE = do_POST

    def serve(self) -> None:
        target = urlsplit(self.path)
        self.path_only, self.query = target.path, target.query
        self.host = target.netloc or self.headers.get("Host", "")
        self.asked = {name.lower(): value for name, value in self.headers.items()}
        raw, complete = self.read_body()
        if self.path_only.startswith("/_"):
            self.entry: dict[str, Any] = {}  # nobody's business
            return self.send_whole(self.control(raw))
        self.entry = self.server.fake.journal.begin(self.describe(bool(target.netloc), raw))
        try:
            answer = self.answer(raw, complete)
            self.deliver(answer) if isinstance(answer, Delivery) else self.send_whole(answer)
        except Drop as drop:
            self.server.fake.stopped.wait(drop.args[0])
            self.hang_up()
        finally:
            self.server.fake.journal.end(self.entry)

    def describe(self, absolute: bool, raw: bytes) -> dict[str, Any]:
        entry = {"method": self.command, "form": "absolute" if absolute else "origin", "host": self.host, "path": self.path_only,
                 "query": self.query, "headers": [list(pair) for pair in self.headers.items()]}
        with contextlib.suppress(ValueError):
            if raw and "json" in self.asked.get("content-type", ""):
                return entry | {"body": json.loads(raw)}
        return entry | {"length": len(raw)}

    def read_body(self) -> tuple[bytes, bool]:
        """\\return the body, and whether it came whole"""
        if "chunked" in self.asked.get("transfer-encoding", "").lower():
            pieces = []
            while size := int(self.rfile.readline().split(b";")[0] or b"0", 16):
                pieces.append(self.rfile.read(size))
                self.rfile.readline()
            while self.rfile.readline().strip():
                pass
            return b"".join(pieces), True
        size = int(self.asked.get("content-length") or 0)
        try:
            body = self.rfile.read(size) if size else b""
        except ConnectionError:
            body = b""
        return body, len(body) == size

    def control(self, raw: bytes) -> Answer:
        if self.path_only == "/_journal":
            return Answer(200, self.server.fake.journal.all())
        try:
            return Answer(200, self.server.fake.control(parse_body(raw)))
        except (ValueError, KeyError, TypeError, Refusal) as error:
            return Answer(400, {"error": f"{type(error).__name__}: {error}"})

    def other_host(self) -> str:
        """The storage has another host name than the API."""
        name = "127.0.0.1" if self.host.split(":")[0] == "localhost" else "localhost"
        return f"{name}:{self.server.server_port}"

    def answer(self, raw: bytes, complete: bool) -> Answer | Delivery:
        fake = self.server.fake
        try:
            if self.command == "PUT" and self.path_only == UPLOADS:
                return fake.storage.put(self.query, self.asked, raw, complete)
            if self.path_only.startswith(("/kaggle-competitions-data/", "/kagglesdsdata/")) and self.command == "GET":
                return fake.storage.get(self.path_only, self.query, self.host, self.asked)
            if self.command == "GET" and (found := PAGES.fullmatch(self.path_only)):
                pages = fake.rpc.ListCompetitionPages({"competitionName": found[1]}, "")
                return self.with_api_headers(Answer(200, compact(pages)))
            found = API.fullmatch(self.path_only)
            if not found or self.command != "POST":
                raise Refusal(404, "Not found")
            return self.with_api_headers(fake.rpc.call(found[1], found[2], self.asked, parse_body(raw), self.other_host()))
        except Refusal as refusal:
            return self.with_api_headers(refusal.answer())

    def with_api_headers(self, answer: Answer) -> Answer:
        answer.headers += [
            ("X-Kaggle-ApiVersion", VERSION), ("X-Kaggle-HubVersion", HUB_VERSION), ("X-Kaggle-RequestId", uuid.uuid4().hex),
            ("X-Kaggle-MillisecondsElapsed", "12"), ("Set-Cookie", f"ka_sessionid={uuid.uuid4().hex}; path=/"),
            ("Set-Cookie", "GCLB=CKfake; path=/; HttpOnly")]
        return answer

    def head(self, status: int, headers: list[tuple[str, str]], content_type: str, length: int) -> bytes:
        self.entry["status"] = status
        phrase = self.responses.get(status, ("", ""))[0] if status != 308 else "Resume Incomplete"
        headers = [("Date", self.date_time_string()), ("Content-Type", content_type), ("Content-Length", str(length)), *headers]
        lines = [f"HTTP/1.1 {status} {phrase}", *(f"{name}: {value}" for name, value in headers), "", ""]
        return "\r\n".join(lines).encode("latin-1")

    def send_whole(self, answer: Answer) -> None:
        body = answer.bytes()
        head = self.head(answer.status, answer.headers, answer.content_type, len(body))
        self.wfile.write(head if self.command == "HEAD" else head + body)
        self.entry["sent"] = len(body)

    def deliver(self, delivery: Delivery) -> None:
        """Piece by piece, no faster than the rate, with what is to go wrong."""
        kind = mimetypes.guess_type(self.path_only)[0] or "application/octet-stream"
        self.wfile.write(self.head(delivery.status, delivery.headers, kind, delivery.end - delivery.begin))
        begun, at = time.monotonic(), delivery.begin
        stops = sorted(stop for stop in (delivery.cut, delivery.stall) if stop is not None and delivery.begin <= stop < delivery.end)
        piece = PIECE if not delivery.rate else max(1, min(PIECE, int(delivery.rate / 10)))
        with delivery.stored.path.open("rb") as file:
            file.seek(at)
            while at < delivery.end:
                if stops and at == stops[0]:
                    if at != delivery.cut:
                        self.server.fake.stopped.wait(delivery.stall_seconds)
                    return self.hang_up()
                content = file.read(min(piece, (stops[0] if stops else delivery.end) - at))
                self.wfile.write(content)
                at += len(content)
                self.entry["sent"] = at - delivery.begin
                if delivery.rate and self.server.fake.stopped.wait(max(0.0, begun + self.entry["sent"] / delivery.rate - time.monotonic())):
                    return self.hang_up()

    def hang_up(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, port: int, fake: Fake) -> None:
        self.fake = fake
        self.connections: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is none of ours."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


class FakeKaggle:
    """A fake that runs in this process: `with FakeKaggle(root) as fake: …`.
    \\param root a folder of competitions
    \\param journal JSON lines of what was asked, if wished"""

    token, user, key = TOKEN, USER, KEY

    def __init__(self, root: Path | str, journal: Path | str | None = None, port: int = 0) -> None:
        self.work = tempfile.TemporaryDirectory(prefix="fake-kaggle-")
        self.fake = Fake(Path(root), Path(journal) if journal else None, Path(self.work.name))
        self.server = Server(port, self.fake)
        self.port: int = self.server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def __enter__(self) -> "FakeKaggle":
        return self

    def __exit__(self, *_: Any) -> None:
        self.stop()

    def control(self, **order: Any) -> dict[str, Any]:
        """See Fake.control."""
        return self.fake.control(order)

    def requests(self) -> list[dict[str, Any]]:
        """The journal; see Journal."""
        return self.fake.journal.all()

    def stop(self) -> None:
        self.fake.stopped.set()
        self.server.shutdown()
        self.server.server_close()
        for connection in list(self.server.connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.fake.journal.close()
        self.work.cleanup()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--journal", type=Path)
    given = parser.parse_args()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    with FakeKaggle(given.root, given.journal, given.port) as fake:
        print(json.dumps({"port": fake.port}), flush=True)
        ended.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
