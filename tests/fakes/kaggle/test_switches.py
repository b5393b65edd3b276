# SPDX-License-Identifier: GPL-3.0-or-later
"""Each switch of the fake does what it says."""

import io
import socket
import time
import unittest
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

from fakecase import SLUG, FakeTest, Reply
from scenarios import SWITCHES


class Switches(FakeTest):
    """Each of them once; test_all_are_tried holds this class to that."""

    def refused(self, reply: Reply, status: int, words: str, reason: str = "") -> None:
        self.assertEqual(reply.status, status)
        self.assertIn(words, reply.error()["message"])
        self.assertEqual([each["reason"] for each in reply.error().get("details", [])], [reason] if reason else [])

    def test_all_are_tried(self) -> None:
        text = Path(__file__).read_text(encoding="utf-8")
        self.assertEqual([name for name in SWITCHES if f'on("{name}"' not in text], [])

    def test_access(self) -> None:
        self.on("rules-not-accepted")
        self.refused(self.call("DownloadDataFiles"), 403, "You must accept this competition's rules", "RulesAcceptanceRequired")
        entered = {"group": "COMPETITION_LIST_TAB_ENTERED", "search": SLUG}
        self.assertEqual(self.call("ListCompetitions", entered).json(), {})
        self.fake.control(now="2026-11-20T08:00:00Z")
        self.fake.control(accept_rules=SLUG, after=600)
        self.assertNotIn("userHasEntered", self.call("GetCompetition").json())
        self.fake.control(now="2026-11-20T08:10:01Z")
        self.assertEqual(len(self.call("ListCompetitions", entered).json()["competitions"]), 1)
        self.assertEqual(self.call("DownloadDataFiles").status, 302)

    def test_who_may_not(self) -> None:
        self.on("identity-required")
        self.refused(self.call("DownloadDataFiles"), 403, "Identity Verify", "IdentityVerificationRequired")
        self.fake.control(clear=SLUG)
        self.on("phone-required")
        self.refused(self.call("DownloadDataFile", {"competitionName": SLUG, "fileName": "train.csv"}), 403, "phone")
        self.fake.control(clear=SLUG, name="phone-required")
        self.on("token-without-scope")
        self.refused(self.call("DownloadDataFiles"), 403, "'competitions.participate' was denied")
        self.on("private")
        self.refused(self.call("GetCompetition"), 403, "'competitions.get' was denied")
        self.assertEqual(self.call("ListCompetitions", {"search": SLUG}).json(), {})
        self.on("bad-token")
        self.refused(self.call("GetCompetition"), 401, "Unauthenticated")

    def test_entries_closed(self) -> None:
        self.fake.fake.competitions.by_slug[SLUG].facts["newEntrantDeadline"] = "2026-11-20T23:59:00Z"
        self.fake.control(now="2026-11-24T00:00:00Z")
        self.assertEqual(self.call("DownloadDataFiles").status, 302)
        self.on("rules-not-accepted")
        self.refused(self.call("DownloadDataFiles"), 403, "New entrants are currently not allowed.")

    def test_no_submission(self) -> None:
        self.on("code-only")
        self.assertTrue(self.call("GetCompetition").json()["isKernelsSubmissionsOnly"])
        self.refused(self.submit(), 400, "only accepts Submissions from Notebooks")
        self.fake.control(clear=SLUG)
        self.on("submissions-disabled")
        self.refused(self.submit(), 400, "Submissions have been disabled")
        self.fake.control(clear=SLUG)
        self.on("daily-limit-reached", total=31)
        self.assertEqual(self.call("GetSubmissionLimits").json(), {"numToday": 10, "numTotal": 31})
        self.assertNotIn("numAllowedNow", self.call("GetSubmissionLimits").json())
        self.refused(self.submit(), 400, "daily Submission allowance")

    def test_trouble(self) -> None:
        self.on("429-with-retry-after", retry_after=7, skip=1)
        replies = [self.call("GetCompetition") for _ in range(3)]
        self.assertEqual([reply.status for reply in replies], [200, 429, 200])
        self.assertEqual(replies[1].headers["Retry-After"], "7")
        self.on("429-without", "*")
        self.assertNotIn("Retry-After", (reply := self.call("ListCompetitions", {})).headers)
        self.refused(reply, 429, "Too many requests")
        self.on("500-once", method="ListDataFiles")
        self.assertEqual([self.call(method).status for method in ("GetCompetition", "ListDataFiles", "ListDataFiles")], [200, 500, 200])
        self.on("503-always", method="storage")
        self.assertEqual(self.get().status, 503)
        self.on("html-error")
        reply = self.call("GetCompetition")
        self.assertEqual((reply.status, reply.headers["Content-Type"]), (502, "text/html; charset=UTF-8"))

    def test_shapes_of_errors(self) -> None:
        message = "You must accept this competition's rules before you'll be able to download files."
        self.on("legacy-error-shape")
        self.assertEqual(((reply := self.call("DownloadDataFiles")).status, reply.json()), (403, {"code": 403, "message": message}))
        self.fake.control(clear=SLUG)
        self.on("legacy-error-with-200")
        self.assertEqual(((reply := self.call("DownloadDataFiles")).status, reply.json()), (200, {"code": 403, "message": message}))
        self.fake.control(clear=SLUG)
        self.on("empty-error-body")
        self.assertEqual(((reply := self.call("DownloadDataFiles")).status, reply.body), (403, b""))

    def test_forms_of_answers(self) -> None:
        self.on("int64-as-string")
        self.assertEqual(self.call("ListDataFiles").json()["files"][0]["totalBytes"], str(len(self.data("gender_submission.csv"))))
        self.on("nine-digit-fractions")
        self.assertRegex(self.call("GetCompetition").json()["deadline"], r"\.\d{9}Z$")
        self.on("no-pages")
        self.assertEqual(self.call("ListCompetitionPages").json(), {})
        self.on("pages-markdown", "comp-003")
        pages = self.call("ListCompetitionPages", {"competitionName": "comp-003"}).json()["pages"]
        self.assertEqual({page["mimeType"] for page in pages}, {"text/markdown"})

    def test_listings(self) -> None:
        self.on("empty-second-page")
        token = self.call("ListDataFiles").json()["nextPageToken"]
        self.assertEqual(self.call("ListDataFiles", {"competitionName": SLUG, "pageToken": token}).json(), {})
        self.on("repeating-page-token")
        token = self.call("ListDataFiles").json()["nextPageToken"]
        self.assertEqual(self.call("ListDataFiles", {"competitionName": SLUG, "pageToken": token}).json()["nextPageToken"], token)
        self.on("incomplete-listing", "many")
        self.assertEqual(len(self.call("ListDataFiles", {"competitionName": "many", "pageSize": 200}).json()["files"]), 23)

    def test_other_ways_to_the_data(self) -> None:
        self.on("bundle-404")
        self.assertEqual(self.call("DownloadDataFiles").status, 404)
        self.on("single-file-zipped")
        address = self.address("train.csv")
        self.assertTrue(urlsplit(address).path.endswith("/train.csv.zip"))
        with zipfile.ZipFile(io.BytesIO(self.send("GET", address).body)) as archive:
            self.assertEqual(archive.read("train.csv"), self.data("train.csv"))

    def test_broken_downloads(self) -> None:
        content = self.data("train.csv")
        self.on("drop-connection-at-N", at=1234)
        reply = self.get("train.csv")
        self.assertEqual((len(reply.body), reply.whole), (1234, False))
        self.assertEqual(self.get("train.csv", Range="bytes=1234-").body, content[1234:])
        self.on("truncated-body", at=500)
        reply = self.get("train.csv")
        self.assertEqual((reply.whole, reply.body), (True, content[:500]))
        self.on("etag-changes-mid-download")
        first = self.get()
        self.assertFalse(first.whole)
        second = self.get(Range=f"bytes={len(first.body)}-", **{"If-Range": first.headers["ETag"]})
        self.assertEqual(second.status, 200)
        self.assertNotEqual(second.headers["ETag"], first.headers["ETag"])
        self.assertIsNone(zipfile.ZipFile(io.BytesIO(second.body)).testzip())

    def test_slow_downloads(self) -> None:
        self.on("slow-drip", rate=200_000, method="test.csv")
        begun = time.monotonic()
        self.assertTrue(self.get("test.csv").whole)
        self.assertGreater(time.monotonic() - begun, 0.7 * len(self.data("test.csv")) / 200_000)
        self.on("stall", at=100, seconds=0.3)
        begun = time.monotonic()
        reply = self.get("train.csv")
        self.assertEqual((len(reply.body), reply.whole), (100, False))
        self.assertGreater(time.monotonic() - begun, 0.3)

    def test_marks(self) -> None:
        good = self.get("train.csv").headers["x-goog-hash"]
        self.on("no-md5")
        self.assertRegex(self.get("train.csv").headers["x-goog-hash"], r"^crc32c=[^,]+$")
        self.fake.control(clear=SLUG)
        self.on("wrong-md5")
        self.assertNotEqual(self.get("train.csv").headers["x-goog-hash"], good)
        self.on("no-ranges")
        reply = self.get("train.csv", Range="bytes=10-")
        self.assertEqual((reply.status, reply.headers.get("Accept-Ranges")), (200, None))

    def test_addresses(self) -> None:
        self.on("signed-url-expired")
        self.assertIn(b"ExpiredToken", self.get().body)
        self.assertEqual(self.get().status, 200)
        self.on("html-instead-of-data", method="train.csv")
        reply = self.get("train.csv")
        self.assertEqual((reply.status, reply.headers["Content-Type"]), (200, "text/html; charset=utf-8"))
        self.assertIn(b"<title>Kaggle: Login</title>", reply.body)
        self.on("zero-byte-file", method="test.csv")
        self.assertEqual(((reply := self.get("test.csv")).status, reply.body, reply.whole), (200, b"", True))
        self.on("redirect-loop")
        address = self.address()
        self.assertEqual(self.send("GET", address).headers["Location"], address)
        self.on("redirect-to-foreign-host")
        self.assertEqual(urlsplit(self.address("train.csv")).hostname, "storage.foreign.invalid")

    def test_bundles(self) -> None:
        def bundle() -> zipfile.ZipFile:
            made = zipfile.ZipFile(io.BytesIO(self.get().body))
            self.fake.control(clear=SLUG)
            return made
        self.on("zip-slip")
        self.assertIn("../outside.txt", bundle().namelist())
        self.on("symlink-in-zip")
        self.assertEqual(bundle().getinfo("link.csv").external_attr >> 28, 0o12)
        self.on("zip-bomb", bytes=8 * 2**20)
        bomb = bundle().getinfo("bomb.csv")
        self.assertEqual(bomb.file_size, 8 * 2**20)
        self.assertLess(bomb.compress_size, bomb.file_size / 500)
        self.on("nested-archives")
        with zipfile.ZipFile(io.BytesIO(bundle().read("data.zip"))) as inner:
            self.assertEqual(inner.read("train.csv"), self.data("train.csv"))
        self.on("latin1-csv")
        self.assertEqual(bundle().read("train.csv").decode("latin-1"), self.data("train.csv").decode())

    def test_uploads(self) -> None:
        content = self.data("gender_submission.csv")
        url = self.start_upload(content)["createUrl"]
        form = {"Content-Type": "application/x-www-form-urlencoded"}  # what an HTTP library may add by itself
        self.assertEqual([self.send("PUT", url, content, headers).status for headers in (form, {})], [403, 200])
        self.on("put-503-then-308")
        url = self.start_upload(content)["createUrl"]
        self.assertEqual(self.send("PUT", url, content).status, 503)
        state = self.ask_upload(url, content)
        at = int(state.headers["Range"].rpartition("-")[2]) + 1
        self.assertEqual((state.status, at), (308, len(content) // 2))
        self.assertEqual(self.put_part(url, content, at, len(content)).status, 200)
        self.on("put-404-expired")
        self.assertEqual([self.send("PUT", self.start_upload(content)["createUrl"], content).status for _ in range(2)], [404, 200])

    def test_upload_that_breaks_off(self) -> None:
        content = bytes(600_000)
        url = urlsplit(self.start_upload(content)["createUrl"])
        with socket.create_connection(("127.0.0.1", self.fake.port)) as raw:
            head = f"PUT {url.path}?{url.query} HTTP/1.1\r\nHost: {url.netloc}\r\nContent-Length: {len(content)}\r\n\r\n"
            raw.sendall(head.encode() + content[:300_000])
            raw.shutdown(socket.SHUT_WR)
            raw.recv(1000)
        state = self.ask_upload(url.geturl(), content)
        self.assertEqual(state.headers["Range"], f"bytes=0-{256 * 1024 - 1}")

    def test_submissions(self) -> None:
        self.on("create-timeout-but-accepted")
        with self.assertRaises(ConnectionError):
            self.submit()
        self.assertEqual([each["description"] for each in self.call("ListSubmissions").json()["submissions"]], ["a try"])
        self.on("getsubmission-404-first")
        self.assertEqual([self.call("GetSubmission", {"ref": 50000001}).status for _ in range(2)], [404, 200])
        self.on("score-error", text="ERROR: no")
        self.assertEqual(self.result()["errorDescription"], "ERROR: no")
        self.fake.control(clear=SLUG)
        self.on("score-never")
        self.assertNotIn("status", self.result())


if __name__ == "__main__":
    unittest.main()
