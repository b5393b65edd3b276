# SPDX-License-Identifier: GPL-3.0-or-later
"""The fake keeps its contract: what it calls faithful, its control calls, its program."""

import base64
import hashlib
import http.client
import io
import json
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

from bundles import crc32c
from fakecase import SERVICE, SLUG, FakeTest, Reply
from make_competitions import make_all
from server import KEY, USER, FakeKaggle


class Rules(FakeTest):
    """What the contract calls faithful."""

    def test_prefixes_targets_and_keep_alive(self) -> None:
        body = json.dumps({"competitionName": SLUG})
        connection = http.client.HTTPConnection("127.0.0.1", self.fake.port, timeout=10)
        self.addCleanup(connection.close)
        headers, path = {"Authorization": f"Bearer {self.fake.token}"}, f"/v1/{SERVICE}/GetCompetition"
        for target in (path, f"/api{path}", f"http://localhost/api{path}"):
            connection.request("POST", target, body, headers)
            self.assertEqual(Reply(connection.getresponse()).json()["title"], "Titanic - Machine Learning from Disaster")
        connection.request("POST", path, iter([body[:5].encode(), body[5:].encode()]), headers)  # in chunks
        self.assertEqual(Reply(connection.getresponse()).status, 200)
        self.assertEqual(self.fake.requests()[2]["form"], "absolute")

    def test_credentials(self) -> None:
        basic = base64.b64encode(f"{USER}:{KEY}".encode()).decode()
        self.assertEqual(self.call("Hello", {}, "api.v1.DiagnosticsService", Authorization=f"Basic {basic}").json()["userName"], USER)
        for bad in (f"Basic {self.fake.token}", "Bearer KGAT_" + "1" * 32, ""):
            reply = self.call("GetCompetition", Authorization=bad)
            self.assertEqual((reply.status, reply.error()), (401, {"code": 401, "message": "Unauthenticated", "status": "UNAUTHENTICATED"}))
        told = self.call("IntrospectToken", {"token": self.fake.token}, "security.OAuthService").json()
        self.assertEqual((told["active"], told["username"]), (True, USER))

    def test_cookies_are_given_and_not_taken_back(self) -> None:
        self.assertIn("ka_sessionid=", self.call("GetCompetition").headers["Set-Cookie"])
        self.assertEqual(self.call("GetCompetition", Cookie="ka_sessionid=abc").status, 401)

    def test_defaults_are_absent(self) -> None:
        self.assertEqual(self.call("ListSubmissions").json(), {})
        self.fake.control(scoring_delay=60)
        self.assertNotIn("status", self.result())

    def test_unknown_names(self) -> None:
        for body in ({"competitionName": "nope"}, {"competition_name": SLUG}, {"competitionName": "https://www.kaggle.com/c/titanic"}):
            reply = self.call("GetCompetition", body)
            self.assertEqual((reply.status, reply.error()["message"]), (403, "Permission 'competitions.get' was denied"))
        self.assertEqual(self.call("Unheard").error(), {"code": 404, "message": "Not found", "status": "NOT_FOUND"})
        self.assertEqual(self.call("CreateCodeSubmission").status, 501)
        self.assertEqual(self.call("SaveKernel", service="kernels.KernelsApiService").status, 501)
        self.assertEqual(self.send("GET", f"{self.fake.url}/elsewhere").status, 404)

    def test_lists_and_pages(self) -> None:
        listed = self.call("ListCompetitions", {"search": "tita nic", "page": -1, "pageToken": ""}).json()["competitions"]
        self.assertEqual([each["ref"] for each in listed], ["https://www.kaggle.com/competitions/titanic"])
        first = self.call("ListDataFiles", {"competitionName": "many", "pageSize": 20}).json()
        names = [each["name"] for each in first["files"]]
        while token := first.get("nextPageToken"):
            first = self.call("ListDataFiles", {"competitionName": "many", "pageSize": 20, "pageToken": token}).json()
            names += [each["name"] for each in first["files"]]
        self.assertEqual(names, [f"{n:02d}.txt" for n in range(45)])
        anonymous = self.send("GET", f"{self.fake.url}/api/v1/competitions/{SLUG}/pages").json()
        self.assertEqual(anonymous, self.call("ListCompetitionPages").json())

    def test_folders(self) -> None:
        tree = self.call("ListDataTreeFiles", {"competitionName": "comp-001"}).json()
        self.assertEqual([each["name"] for each in tree["directories"]], ["docs", "tables"])
        inside = self.call("ListDataTreeFiles", {"competitionName": "comp-001", "path": "tables"}).json()
        self.assertEqual([each["relativeUrl"] for each in inside["files"]], ["tables/test.csv", "tables/train.csv"])

    def test_addresses(self) -> None:
        """Another host than the API's, and every change spoils them."""
        address = self.address()
        self.assertEqual(urlsplit(address).hostname, "localhost")
        self.assertEqual(urlsplit(self.call("DownloadDataFiles", Host="localhost").headers["Location"]).hostname, "127.0.0.1")
        reply = self.send("GET", address)
        with zipfile.ZipFile(io.BytesIO(reply.body)) as archive:
            self.assertEqual(archive.read("train.csv"), self.data("train.csv"))
        self.assertEqual(reply.headers["ETag"], f'"{hashlib.md5(reply.body).hexdigest()}"')
        self.assertIn("md5=", reply.headers["x-goog-hash"])
        changed = [address.replace("%3D%3D", "=="), address + "&more=1", address.replace("Expires=1", "Expires=2")]
        added = [{"Authorization": "Bearer x"}, {"Content-Type": "application/json"}, {"Cookie": "a=b"}]
        for url, headers in [(url, {}) for url in changed] + [(address, header) for header in added]:
            refused = self.send("GET", url, headers=headers)
            self.assertEqual(refused.status, 403)
            self.assertIn(b"SignatureDoesNotMatch", refused.body)
        self.fake.control(now="2034-01-01T00:00:00Z")
        self.assertIn(b"ExpiredToken", self.send("GET", address).body)

    def test_bundle_is_the_same_after_a_restart(self) -> None:
        etag = self.get().headers["ETag"]
        with FakeKaggle(self.root) as again:
            self.fake, first = again, self.fake
            self.assertEqual(self.get().headers["ETag"], etag)
            self.fake = first

    def test_ranges(self) -> None:
        content = self.data("train.csv")
        etag = self.get("train.csv").headers["ETag"]
        same, other = {"If-Range": etag}, {"If-Range": '"other"'}
        for begin, headers, status in ((100, {}, 206), (0, same, 206), (100, other, 200), (len(content), {}, 416)):
            reply = self.get("train.csv", Range=f"bytes={begin}-", **headers)
            self.assertEqual(reply.status, status)
            if status == 206:
                self.assertEqual(reply.headers["Content-Range"], f"bytes {begin}-{len(content) - 1}/{len(content)}")
            if status != 416:
                self.assertEqual(reply.body, content[begin:] if status == 206 else content)

    def test_crc32c(self) -> None:
        self.assertEqual(crc32c(b"123456789"), 0xE3069283)  # the check value of this CRC

    def test_uploads(self) -> None:
        content = self.data("gender_submission.csv")
        place = self.start_upload(content)
        url, half = place["createUrl"], len(content) // 2
        self.assertEqual(self.send("PUT", url, content, {"Authorization": "Bearer x"}).status, 403)
        self.assertEqual(self.ask_upload(url, content).status, 308)
        begun = self.put_part(url, content, 0, half)
        self.assertEqual((begun.status, begun.headers["Range"]), (308, f"bytes=0-{half - 1}"))
        self.assertEqual(self.call("CreateSubmission", {"competitionName": SLUG, "blobFileTokens": place["token"]}).status, 400)
        self.assertEqual(self.put_part(url, content, half, len(content)).status, 200)
        self.assertEqual(self.send("PUT", url, content).status, 410)
        made = self.call("CreateSubmission", {"competitionName": SLUG, "blobFileTokens": place["token"]})
        self.assertTrue(made.json()["message"].startswith("Successfully submitted to Titanic"))
        self.assertEqual(self.call("CreateSubmission", {"competitionName": SLUG, "blobFileTokens": place["token"]}).status, 400)
        self.assertEqual(self.send("PUT", self.start_upload(content)["createUrl"], content[:-1]).status, 400)

    def test_scores_and_errors(self) -> None:
        sample = self.data("gender_submission.csv").decode()
        lines = sample.splitlines(keepends=True)
        self.assertEqual(self.result()["status"], "COMPLETE")
        solution = (self.root / SLUG / "solution.csv").read_text().splitlines()[1:]
        perfect = "PassengerId,Survived\n" + "".join(",".join(line.split(",")[:2]) + "\n" for line in solution)
        self.assertEqual(self.result(perfect.encode())["publicScore"], "1.00000")
        self.assertEqual(self.call("GetCompetition").json()["userRank"], 1)
        for content, words in ((sample.replace("PassengerId", "NotAnId"), "ERROR: Unexpected Column:  'NotAnId' (Line 1, Column 1)\n"
                                                                          "ERROR: Required column 'PassengerId' could not be found"),
                               ("".join(lines[:-1]), "Evaluation Exception: Submission must have 418 rows"),
                               ("".join(lines[:1]) + "".join(f"{n},0\n" for n in range(1, 419)),
                                "ERROR: Unable to find 418 required key values in the 'PassengerId' column"),
                               ("".join(lines[:-1]) + "7,0\n",
                                "ERROR: Unable to find the required key value '1309' in the 'PassengerId' column")):
            got = self.result(content.encode())
            self.assertEqual((got["status"], got["errorDescription"]), ("ERROR", words))

    def test_every_metric_has_a_score(self) -> None:
        for n in range(1, 6):
            slug = f"comp-{n:03d}"
            content = (self.root / slug / "data/sample_submission.csv").read_bytes()
            ref = self.submit(content, slug).json()["ref"]
            self.assertEqual(self.call("GetSubmission", {"ref": ref}).json().get("status"), "COMPLETE", slug)

    def test_daily_limit(self) -> None:
        self.fake.control(now="2026-11-20T08:00:00Z")
        self.result(b"wrong\n1\n")
        self.assertEqual(self.call("GetSubmissionLimits").json(), {"numAllowedNow": 10})
        for _ in range(10):
            self.assertEqual(self.submit().status, 200)
        self.assertEqual(self.call("GetSubmissionLimits").json(), {"numToday": 10, "numTotal": 10})
        self.assertIn("daily Submission allowance (10) today", self.submit().error()["message"])
        self.fake.control(now="2026-11-21T00:00:01Z")
        self.assertEqual(self.call("GetSubmissionLimits").json(), {"numTotal": 10, "numAllowedNow": 10})

    def test_program_and_journal(self) -> None:
        journal = self.root.parent / f"{self.root.name}.jsonl"
        self.addCleanup(journal.unlink)
        command = [sys.executable, str(Path(__file__).with_name("server.py")), "--root", str(self.root), "--journal", str(journal)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            url = f"http://localhost:{json.loads(server.stdout.readline())['port']}"
            self.send("POST", f"{url}/v1/{SERVICE}/GetCompetition?a=b", b"{}", {"Content-Type": "application/json"})
            self.assertEqual(self.send("POST", f"{url}/_control", b'{"scoring_delay": 3}').status, 200)
            self.assertEqual(self.send("POST", f"{url}/_control", b'{"set": {"slug": "titanic", "scenario": "unheard-of"}}').status, 400)
            self.assertEqual(len(self.send("GET", f"{url}/_journal").json()), 1)
            server.send_signal(signal.SIGTERM)
            self.assertEqual(server.wait(5), 0)
        entry = json.loads(journal.read_text().splitlines()[0])
        self.assertEqual((entry["method"], entry["query"], entry["body"], entry["status"]), ("POST", "a=b", {}, 401))

    def test_bandwidth(self) -> None:
        self.fake.control(bandwidth=100_000)
        begun = time.monotonic()
        self.assertEqual(self.get("train.csv").body, self.data("train.csv"))
        self.assertGreater(time.monotonic() - begun, len(self.data("train.csv")) / 100_000 * 0.7)  # the last piece waits for none

    def test_cuts(self) -> None:
        self.fake.control(cut_at=[1000, 2000], slug=SLUG)
        content, got = self.data("train.csv"), b""
        for length in (1000, 2000, len(content)):
            reply = self.get("train.csv", **({"Range": f"bytes={len(got)}-"} if got else {}))
            got += reply.body
            self.assertEqual(len(got), length)
        self.assertEqual(got, content)

    def test_make_is_the_same_every_time(self) -> None:
        with tempfile.TemporaryDirectory() as place:
            make_all(Path(place), 2)
            for file in (each for each in Path(place).rglob("*") if each.is_file()):
                self.assertEqual(file.read_bytes(), (self.root / file.relative_to(place)).read_bytes(), file)

    def test_new_competitions_and_credentials(self) -> None:
        (self.root / "new").mkdir()
        self.addCleanup((self.root / "new").rmdir)
        self.assertEqual(self.call("GetCompetition", {"competitionName": "new"}).status, 403)
        self.fake.control(reload=True)
        self.assertEqual(self.call("GetCompetition", {"competitionName": "new"}).json()["title"], "new")
        self.fake.control(credentials={"token": "KGAT_" + "a" * 32}, forget_journal=True)
        self.assertEqual(self.call("GetCompetition").status, 401)
        self.assertEqual(len(self.fake.requests()), 1)

    def test_switches_of_a_folder(self) -> None:
        with tempfile.TemporaryDirectory() as place:
            make_all(Path(place), 0)
            (Path(place) / SLUG / "scenario.json").write_text('["no-pages", {"name": "500-once", "times": 2}]')
            with FakeKaggle(place) as self.fake:
                self.assertEqual([self.call("ListCompetitionPages").status for _ in range(3)], [500, 500, 200])
                self.assertEqual(self.call("ListCompetitionPages").json(), {})


if __name__ == "__main__":
    unittest.main()
