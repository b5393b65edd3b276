# SPDX-License-Identifier: GPL-3.0-or-later
"""Shared by the fake's own tests: a fake with six competitions, asked by plain HTTP."""

import http.client
import json
import tempfile
import unittest
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from make_competitions import make_all
from server import FakeKaggle

SERVICE = "competitions.CompetitionApiService"
SLUG = "titanic"


class Reply:
    """An HTTP answer, read as far as it came."""

    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self.status, self.headers = answer.status, answer.headers
        self.whole = True
        try:
            self.body = answer.read()
        except (http.client.IncompleteRead, ConnectionError) as error:
            self.body, self.whole = getattr(error, "partial", b""), False

    def json(self) -> Any:
        return json.loads(self.body)

    def error(self) -> dict[str, Any]:
        return self.json()["error"]


class FakeTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        place = tempfile.TemporaryDirectory(prefix="fake-test-")
        cls.addClassCleanup(place.cleanup)
        cls.root = Path(place.name)
        make_all(cls.root, 5)
        (cls.root / "many" / "data").mkdir(parents=True)
        for n in range(45):
            (cls.root / "many/data" / f"{n:02d}.txt").write_text(f"{n}\n")

    def setUp(self) -> None:
        self.fake = FakeKaggle(self.root)
        self.addCleanup(self.fake.stop)
        self.fake.control(scoring_delay=0)

    # -- asking

    def send(self, method: str, url: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Reply:
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
        try:
            connection.request(method, f"{parts.path}?{parts.query}" if parts.query else parts.path, body, headers or {})
            return Reply(connection.getresponse())
        finally:
            connection.close()

    def call(self, method: str, body: dict[str, Any] | None = None, service: str = SERVICE, **headers: str) -> Reply:
        """\\param body of the request; default: names the competition like Titanic"""
        sent = {"Content-Type": "application/json", "Authorization": f"Bearer {self.fake.token}"} | headers
        content = json.dumps({"competitionName": SLUG} if body is None else body).encode()
        return self.send("POST", f"{self.fake.url}/v1/{service}/{method}", content, sent)

    def on(self, name: str, slug: str = SLUG, **more: Any) -> None:
        self.fake.control(set={"slug": slug, "scenario": {"name": name, **more}})

    def address(self, name: str = "") -> str:
        body = {"competitionName": SLUG} | ({"fileName": name} if name else {})
        reply = self.call("DownloadDataFile" if name else "DownloadDataFiles", body)
        self.assertEqual(reply.status, 302, reply.body)
        return reply.headers["Location"]

    def get(self, name: str = "", **headers: str) -> Reply:
        return self.send("GET", self.address(name), headers=headers)

    def data(self, name: str) -> bytes:
        return (self.root / SLUG / "data" / name).read_bytes()

    def start_upload(self, content: bytes, slug: str = SLUG) -> dict[str, str]:
        return self.call("StartSubmissionUpload", {"competitionName": slug, "contentLength": len(content), "lastModifiedEpochSeconds": 1,
                                                   "fileName": "submission.csv"}).json()

    def put_part(self, url: str, content: bytes, begin: int, end: int) -> Reply:
        return self.send("PUT", url, content[begin:end], {"Content-Range": f"bytes {begin}-{end - 1}/{len(content)}"})

    def ask_upload(self, url: str, content: bytes) -> Reply:
        return self.send("PUT", url, b"", {"Content-Range": f"bytes */{len(content)}"})

    def submit(self, content: bytes | None = None, slug: str = SLUG) -> Reply:
        content = self.data("gender_submission.csv") if content is None else content
        place = self.start_upload(content, slug)
        self.assertEqual(self.send("PUT", place["createUrl"], content).status, 200)
        return self.call("CreateSubmission", {"competitionName": slug, "blobFileTokens": place["token"], "submissionDescription": "a try"})

    def result(self, content: bytes | None = None) -> dict[str, Any]:
        """\\return the submission, scored"""
        return self.call("GetSubmission", {"ref": self.submit(content).json()["ref"]}).json()
