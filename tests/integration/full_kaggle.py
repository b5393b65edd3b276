# SPDX-License-Identifier: GPL-3.0-or-later
"""What Kaggle's side can do to a job: every switch of the fake, cuts and kills in a download, rules that are accepted later, sixty
that wait, submissions with trouble; and that the token stays where it belongs."""

import hashlib
import json
import os
import random
import re
import signal
import subprocess
import threading
import time
import unittest
from pathlib import Path

from kaggle import FakeKaggle, KaggleTest
from support import unlabelled_competition

# What ends well, whatever the server does on the way.
GOOD = ("int64-as-string", "nine-digit-fractions", "empty-second-page", "repeating-page-token", "no-pages", "pages-markdown",
        "drop-connection-at-300", "slow-drip", "stall", "etag-changes-mid-download", "no-ranges", "no-md5", "truncated-body", "signed-url-expired",
        "429-with-retry-after", "429-without", "500-once", "nested-archives", "latin1-csv", "bundle-404", "code-only", "submissions-disabled",
        "single-file-zipped", "incomplete-listing",
        "zip-bomb")  # 256 MB of nothing: what is really written counts, and there is room for that  # fmt: skip
# What cannot: the kind of the error, and whether it is one that jobs wait for.
BAD = {"wrong-md5": "checksum", "redirect-to-foreign-host": "foreign_host", "redirect-loop": "redirect_loop", "zip-slip": "unsafe_archive",
       "symlink-in-zip": "unsafe_archive", "private": "not_found"}  # fmt: skip
WAITING = {"503-always": "kaggle_away", "html-error": "kaggle_away", "legacy-error-shape": "accept_rules", "legacy-error-with-200": "accept_rules"}


def slug_of(scenario: str) -> str:
    return re.sub(r"[^a-z0-9-]", "", scenario.lower())


class Switches(KaggleTest):
    def tiny(self, slug: str, **facts) -> Path:
        folder = self.competitions / slug
        unlabelled_competition(folder / "data")
        (folder / "data" / "notes.txt").write_text("word " * 400)  # some bytes to cut
        (folder / "competition.json").write_text(json.dumps({"title": slug, **facts}))
        return folder

    def test_each_switch(self) -> None:
        for scenario in (*GOOD, *BAD, *WAITING):
            self.tiny(slug_of(scenario), userHasEntered=not scenario.startswith("legacy"))
        fake = self.start()
        for scenario in (*GOOD, *BAD, *WAITING):
            switch = {"name": scenario} | ({"times": 1} if scenario == "stall" else {}) | ({"rate": 2000} if scenario == "slow-drip" else {})
            fake.control(set={"slug": slug_of(scenario), "scenario": switch})
        fake.control(set={"slug": "single-file-zipped", "scenario": "bundle-404"})
        fake.control(set={"slug": "incomplete-listing", "scenario": "no-pages"})
        names = [slug_of(scenario) for scenario in (*GOOD, *BAD, *WAITING)]
        (self.folder / "list").write_text("\n".join(names) + "\n")
        done = self.run_program("--urls-from", self.folder / "list", "--json", "--wait-needs", "20s",
                                environment=self.account(fake, KCS_CONTAINERS="2"), timeout=900)  # fmt: skip
        events = self.events(done.stdout)
        finished = {event["url"]: event for event in self.of(events, "finished")}
        needs = {event["url"]: event for event in self.of(events, "needs")}
        for scenario in GOOD:
            with self.subTest(scenario):
                event = finished.get(slug_of(scenario), {})
                self.assertEqual(event.get("status"), "completed", event or needs.get(slug_of(scenario)))
        for scenario, kind in BAD.items():
            with self.subTest(scenario):
                event = finished.get(slug_of(scenario), {})
                self.assertEqual((event.get("error") or {}).get("kind"), kind, event or needs.get(slug_of(scenario)))
                self.assertTrue(event["error"]["next_step"])
        for scenario, need in WAITING.items():
            with self.subTest(scenario):
                self.assertEqual(needs.get(slug_of(scenario), {}).get("need"), need, finished.get(slug_of(scenario)))
        self.assertIn("takes only notebooks", " ".join(finished["code-only"]["warnings"]))
        # Nothing that was refused is in the cache.
        for scenario in BAD:
            self.assertEqual(list((self.data / "cache/competitions" / slug_of(scenario)).glob("*/data")), [], scenario)


class Waiting(KaggleTest):
    def test_rules_that_are_accepted_later(self) -> None:
        """Sixty jobs wait and hold nobody up; when one's rules are accepted it goes on by itself."""
        for n in range(60):
            self.competition(f"waits-{n}", userHasEntered=False)
        self.competition("free")
        fake = self.start()
        for n in range(60):
            fake.control(set={"slug": f"waits-{n}", "scenario": "rules-not-accepted"})
        process = subprocess.Popen(self.command("--url", *(f"waits-{n}" for n in range(60)), "free", "--preset", "quick", "--json", "--wait-needs", "10m"),
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=os.environ | self.account(fake))  # fmt: skip
        self.addCleanup(process.kill)
        events: list[dict] = []
        reader = threading.Thread(target=lambda: events.extend(json.loads(line) | {"at": time.monotonic()} for line in process.stdout), daemon=True)
        reader.start()

        def seen(kind: str, slug: str) -> dict | None:
            return next((event for event in list(events) if event["event"] == kind and event.get("url") == slug), None)

        self.wait_for("the sixty wait", lambda: len([e for e in list(events) if e["event"] == "needs"]) >= 60, 120)
        self.wait_for("the 61st is done", lambda: seen("finished", "free"), 240)
        self.assertEqual(seen("finished", "free")["status"], "completed")
        before, began = len(self.methods(fake)), time.monotonic()
        time.sleep(31)  # one round of the watcher at least
        calls = self.methods(fake)[before:]
        self.assertLessEqual(len(calls), (time.monotonic() - began) / 30 + 1, "one call in 30 s serves all")
        self.assertEqual(set(calls) - {"ListCompetitions"}, set())
        fake.control(accept_rules="waits-7")
        accepted = time.monotonic()
        again = self.wait_for("it goes on", lambda: next((e for e in list(events) if e["event"] == "stage" and e["url"] == "waits-7" and e["stage"] == "acquire"), None), 60)
        self.assertLess(again["at"] - accepted, 45)
        self.wait_for("it is done", lambda: seen("finished", "waits-7"), 240)
        self.assertEqual(seen("finished", "waits-7")["status"], "completed")
        process.send_signal(signal.SIGINT)
        process.wait(60)
        reader.join(10)
        process.stdout.close()


class Downloads(KaggleTest):
    megabytes = int(os.environ.get("DOWNLOAD_MEGABYTES", "48"))  # tests/long/download wants more

    def big(self, slug: str) -> str:
        """\\return the SHA-256 of its big file"""
        folder = self.competitions / slug
        unlabelled_competition(folder / "data")
        noise = random.Random(3).randbytes(1 << 20)
        digest = hashlib.sha256()
        with open(folder / "data/noise.bin", "wb") as file:
            for n in range(self.megabytes):
                piece = n.to_bytes(4, "big") + noise[4:]
                file.write(piece)
                digest.update(piece)
        return digest.hexdigest()

    def test_cut_and_killed_at_ten_places(self) -> None:
        wanted = self.big("noise")
        fake = self.start()
        size = self.megabytes << 20
        cuts = sorted(random.Random(11).sample(range(size // 20, size - size // 20), 10))
        fake.control(bandwidth=100_000_000 if self.megabytes > 500 else 12_000_000)
        part = self.data / "cache/competitions/noise/kaggle/download/noise.zip.part"
        least = 256 << 10  # bytes that come between two ends, else nothing is cut
        for cut, kill in zip(cuts[::2], cuts[1::2]):
            cut = max(cut, (part.stat().st_size if part.exists() else 0) + least)
            offset = max(kill, cut + least)
            fake.control(cut_at=[cut], slug="noise")
            process = subprocess.Popen(self.command("--url", "noise", "--json"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                       env=os.environ | self.account(fake))  # fmt: skip
            self.wait_for(f"{offset} bytes", lambda: part.exists() and part.stat().st_size >= offset, 180)
            process.kill()
            process.wait()
        done = self.run_program("--url", "noise", "--json", environment=self.account(fake), timeout=900)
        self.assertEqual(done.returncode, 0, done.stderr)
        kept = next(self.data.glob("cache/competitions/noise/*/data/noise.bin"))
        with kept.open("rb") as file:
            self.assertEqual(hashlib.file_digest(file, "sha256").hexdigest(), wanted)
        again = self.sent_again(fake)
        print(f"{self.megabytes} MB, {len(again)} cuts; MB sent again: {', '.join(f'{each / 1e6:.2f}' for each in again)}")
        self.assertEqual(len(again), len(cuts))
        self.assertLessEqual(sum(again), 10 << 20)
        self.assertFalse(part.parent.exists())

    def sent_again(self, fake: FakeKaggle) -> list[int]:
        """\\return for each cut the bytes that the storage had already sent when it was asked to go on"""
        gets = [each for each in fake.requests() if each["method"] == "GET"]
        parts = [(int(dict(each["headers"]).get("Range", "bytes=0-")[6:-1]), each["sent"]) for each in gets]
        return [begin + sent - after for (begin, sent), (after, _) in zip(parts, parts[1:])]


class Submissions(KaggleTest):
    def test_trouble_on_the_way(self) -> None:
        """Each of them is sent once and scored; what cannot be is told."""
        good = ("put-503-then-308", "put-404-expired", "create-timeout-but-accepted", "getsubmission-404-first")
        for slug in (*good, "score-error", "daily-limit-reached"):
            self.competition(slug)
        fake = self.start()
        for slug in (*good, "score-error", "daily-limit-reached"):
            fake.control(set={"slug": slug, "scenario": slug})
        slugs = (*good, "score-error", "daily-limit-reached")
        done = self.run_program("--url", *slugs, "--submit", "--submit-message", "from a test", "--preset", "quick", "--json",
                                environment=self.account(fake, KCS_CONTAINERS="2"), timeout=900)  # fmt: skip
        self.assertEqual(done.returncode, 1, done.stderr)
        finished = {event["url"]: event for event in self.of(self.events(done.stdout), "finished")}
        self.assertEqual({event["status"] for event in finished.values()}, {"completed"})
        for slug in good:
            with self.subTest(slug):
                self.assertEqual(finished[slug]["submission"]["state"], "scored", finished[slug])
                self.assertEqual(self.methods(fake, slug).count("CreateSubmission"), 1)
        failed = finished["score-error"]["submission"]
        self.assertEqual(failed["state"], "failed")
        self.assertTrue(failed["error"] and failed["error"] in failed["sentence"], failed)
        self.assertIn("report the difference", failed["sentence"])
        limited = finished["daily-limit-reached"]
        self.assertIn("00:00 UTC", " ".join(limited["warnings"]))
        self.assertIn("0 of 5", " ".join(limited["warnings"]))
        self.assertFalse({"StartSubmissionUpload", "CreateSubmission"} & set(self.methods(fake, "daily-limit-reached")))
        self.assertFalse([each for each in fake.requests() if each["method"] == "PUT" and "daily" in each["query"]])

    def test_killed_while_it_is_scored(self) -> None:
        self.competition("plants")
        fake = self.start()
        fake.control(scoring_delay=20)
        process = subprocess.Popen(self.command("--url", "plants", "--submit", "--preset", "quick", "--json"), stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, text=True, env=os.environ | self.account(fake))  # fmt: skip
        assert process.stdout
        for line in process.stdout:
            if json.loads(line).get("state") == "waiting":
                break
        process.kill()
        process.wait()
        process.stdout.close()
        done = self.run_program("--resume", "--json", environment=self.account(fake))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.of(self.events(done.stdout), "finished")[0]["submission"]["state"], "scored")
        self.assertEqual(self.methods(fake).count("CreateSubmission"), 1)


class Secrets(KaggleTest):
    token = "KGAT_" + hashlib.sha256(b"a secret of this test").hexdigest()[:32]

    def holders(self, needle: bytes, *places: Path) -> list[str]:
        return [str(file) for place in places for file in place.rglob("*") if file.is_file() and needle in file.read_bytes()]

    def test_the_token_stays_where_it_belongs(self) -> None:
        self.competition("plants")
        fake = self.start()
        fake.control(credentials={"token": self.token})
        home = self.folder / "home"
        environment = self.account(fake, KAGGLE_API_TOKEN=self.token)
        children: set[str] = set()
        containers: set[str] = set()
        process = subprocess.Popen(self.command("--url", "plants", "--submit", "--preset", "quick", "-vv", "--json", "--out", str(self.folder / "out")),
                                   stdout=open(self.folder / "stdout", "wb"), stderr=open(self.folder / "stderr", "wb"), env=os.environ | environment)  # fmt: skip
        while process.poll() is None:
            for entry in Path("/proc").glob("[0-9]*"):
                try:
                    parent = re.search(r"PPid:\s+(\d+)", (entry / "status").read_text())
                    if parent and int(parent[1]) == process.pid:
                        children.add((entry / "cmdline").read_text() + "\n" + (entry / "environ").read_text())
                except OSError:
                    continue
            for each in self.containers():
                told = subprocess.run(["docker", "inspect", each], capture_output=True, text=True)
                containers.add(told.stdout)
            time.sleep(0.05)
        self.assertEqual(process.returncode, 0, (self.folder / "stderr").read_text())
        self.assertTrue(children and any('"Cmd"' in each for each in containers), "the search has seen something")
        needle = self.token.encode()
        # The search itself: what is planted is found.
        (self.folder / "data" / "planted").write_bytes(b"x" + needle + b"y")
        self.assertEqual(self.holders(needle, self.data), [str(self.data / "planted")])
        (self.data / "planted").unlink()
        self.assertEqual(self.holders(needle, self.data, self.folder / "out", home), [])
        for name in ("stdout", "stderr"):
            self.assertNotIn(needle, (self.folder / name).read_bytes())
        self.assertFalse([each for each in children | containers if self.token in each])
        self.assertIn(b"GetCompetition", (self.folder / "stderr").read_bytes())
        signatures = {each["query"] for each in fake.requests() if each["query"]}
        self.assertTrue(signatures)
        log = (self.folder / "stderr").read_text() + "".join(file.read_text(errors="replace") for file in self.data.rglob("*.log"))
        self.assertFalse([each for each in signatures if each in log], "signed addresses are secrets too")


if __name__ == "__main__":
    unittest.main()
