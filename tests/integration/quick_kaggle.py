# SPDX-License-Identifier: GPL-3.0-or-later
"""A competition's address against the fake Kaggle: to the score, and what a person hears when something is in the way."""

import csv
import json
import unittest

from kaggle import KaggleTest
from support import ROOT

DENIED = {  # scenario: what the job waits for, a word of the sentence, the page
    "rules-not-accepted": ("accept_rules", "accept", "/rules"),
    "identity-required": ("identity_not_verified", "identity", "/settings"),
    "phone-required": ("phone_not_verified", "phone", "/settings"),
}


class Kaggle(KaggleTest):
    def test_from_the_address_to_the_score(self) -> None:
        self.competition("plants", evaluationMetric="Roc Auc Score", category="Playground", deadline="2030-01-01T00:00:00Z")
        fake = self.start()
        done = self.run_program("--url", "https://www.kaggle.com/competitions/plants/overview?x=1#y", "--submit", "--preset", "quick",
                                "--out", self.folder / "out", "--json", environment=self.account(fake))  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stderr)
        events = self.events(done.stdout)
        finished = self.of(events, "finished")[0]
        self.assertEqual((finished["status"], finished["metric"]), ("completed", "auc"))
        with open(self.folder / "out/plants/submission.csv", newline="") as file:
            self.assertEqual([row["id"] for row in csv.DictReader(file)], [str(n) for n in range(120, 160)])
        submission = finished["submission"]
        self.assertEqual(submission["state"], "scored")
        self.assertGreater(float(submission["public_score"]), 0.6)
        self.assertGreater(submission["rank"], 0)
        self.assertEqual([e["state"] for e in self.of(events, "submission")][-1], "scored")
        self.assertEqual(self.methods(fake).count("CreateSubmission"), 1)
        brief = json.loads(next(self.data.glob("jobs/*/brief.json")).read_text())
        self.assertEqual((brief["metric"]["found_in"], brief["title"]["value"]), ("kaggle", "The plants"))
        self.assertEqual(brief["goal"], {"value": "Which plant is it?", "found_in": "page"})
        self.assert_as_the_official_client(fake)
        # Again: nothing is loaded a second time, and nothing is sent without an order.
        before = self.methods(fake)
        again = self.run_program("--url", "plants", "--preset", "quick", environment=self.account(fake))
        self.assertEqual(again.returncode, 0, again.stderr)
        more = self.methods(fake)[len(before):]
        self.assertFalse({"DownloadDataFiles", "ListCompetitionPages", "CreateSubmission"} & set(more), more)
        # And without Kaggle, with the data of before.
        fake.stop()
        offline = self.run_program("--url", "plants", "--preset", "quick", "--json", environment=self.account(fake))
        self.assertEqual(offline.returncode, 0, offline.stderr)
        self.assertIn("Kaggle cannot be reached", " ".join(self.of(self.events(offline.stdout), "finished")[0]["warnings"]))

    def assert_as_the_official_client(self, fake) -> None:
        """The same method, path and forms of headers, and no key that the official message does not have."""
        recorded = json.loads((ROOT / "tests/fakes/kaggle/recorded_requests.json").read_text())
        storage = {"GET": recorded["requests"]["storage GET"], "PUT": recorded["requests"]["storage PUT"]}
        for asked in fake.requests():
            headers = {name.lower(): value for name, value in asked["headers"]}
            with self.subTest(asked["path"]):
                if asked["path"].startswith("/v1/"):
                    name = asked["path"].split("/v1/")[1]
                    self.assertEqual(asked["method"], "POST")
                    self.assertEqual(headers["content-type"], "application/json")
                    self.assertRegex(headers["authorization"], r"^Bearer KGAT_[0-9a-f]{32}$")
                    self.assertLessEqual(asked["body"].keys(), set(recorded["fields"][name]), name)
                    for key, value in asked["body"].items():
                        kind = (recorded["requests"].get(name, {}).get("body") or {}).get(key)
                        if kind:
                            self.assertEqual(type(value).__name__, {"string": "str", "number": "int", "integer": "int", "boolean": "bool"}.get(kind, kind), (name, key))
                else:
                    self.assertIn(asked["method"], storage)
                    extra = {"content-type", "authorization", "cookie"} - {name.lower() for name in storage[asked["method"]]["headers"]}
                    self.assertFalse(extra & headers.keys(), headers)
                self.assertFalse({"cookie", "origin", "referer"} & headers.keys())
        self.assertGreaterEqual({path.rsplit("/", 1)[1] for path in (each["path"] for each in fake.requests()) if path.startswith("/v1/")},
                                {"GetCompetition", "ListCompetitionPages", "DownloadDataFiles", "StartSubmissionUpload", "CreateSubmission", "GetSubmission"})  # fmt: skip

    def test_what_is_in_the_way_is_told(self) -> None:
        for slug in DENIED:
            self.competition(slug, userHasEntered=False)
        self.competition("closed", userHasEntered=False, newEntrantDeadline="2020-01-01T00:00:00Z", deadline="2031-02-03T00:00:00Z")
        self.competition("games", tags=[{"name": "simulations"}])
        self.competition("talk", tags=[{"name": "hackathon"}])
        self.competition("essay", category="Analytics")
        fake = self.start()
        for slug in DENIED:
            fake.control(set={"slug": slug, "scenario": slug})
        fake.control(set={"slug": "closed", "scenario": "rules-not-accepted"})
        slugs = [*DENIED, "closed", "games", "talk", "essay", "plants-that-are-not", "titanik"]
        done = self.run_program("--url", *slugs, "--json", environment=self.account(fake))
        self.assertEqual(done.returncode, 3, done.stderr)
        events = self.events(done.stdout)
        needs = {event["url"]: event for event in self.of(events, "needs")}
        for slug, (need, word, page) in DENIED.items():
            with self.subTest(slug):
                self.assertEqual(needs[slug]["need"], need)
                self.assertIn(word, needs[slug]["message"].lower())
                self.assertTrue(needs[slug]["action_url"].startswith("https://www.kaggle.com/"), needs[slug])
                self.assertTrue(needs[slug]["action_url"].endswith(page), needs[slug])
                self.assertTrue(needs[slug]["next_step"])
        self.assertEqual(needs["closed"]["need"], "entries_closed")
        for part in ("new entrants", "2031-02-03"):
            self.assertIn(part, needs["closed"]["message"])
        finished = {event["url"]: event for event in self.of(events, "finished")}
        kinds = {slug: event["error"]["kind"] for slug, event in finished.items()}
        self.assertEqual(kinds, {"games": "kind_unsupported", "talk": "kind_unsupported", "essay": "kind_unsupported",
                                 "plants-that-are-not": "not_found", "titanik": "not_found"})  # fmt: skip
        self.assertIn("Did you mean titanic?", finished["titanik"]["error"]["message"])
        asked = set(self.methods(fake))
        self.assertFalse(asked & {"CreateSubmission", "StartSubmissionUpload"})
        self.assertFalse([each for each in fake.requests() if each["method"] == "GET"], "not a byte of data before the way is free")
        # The history keeps what is needed.
        self.assertEqual({job["needs"] for job in self.jobs()} - {None}, {"accept_rules", "identity_not_verified", "phone_not_verified", "entries_closed"})

    def test_accounts(self) -> None:
        self.competition("plants")
        fake = self.start()
        account = self.account(fake)
        nobody = {name: value for name, value in account.items() if name != "KAGGLE_API_TOKEN"}
        for environment, need, word in ((nobody, "no_token", "No Kaggle account"),
                                        (account | {"KAGGLE_API_TOKEN": "KGAT_ffffffffffffffffffffffffffffffff"}, "key_rejected", "KAGGLE_API_TOKEN")):
            with self.subTest(need):
                done = self.run_program("--url", "plants", "--json", environment=environment)
                self.assertEqual(done.returncode, 3, done.stderr)
                event = self.of(self.events(done.stdout), "needs")[0]
                self.assertEqual(event["need"], need)
                self.assertIn(word, event["message"])
                self.assertNotIn("ffffffff", done.stdout + done.stderr)
        # Where Kaggle's own tools keep it; and in a token file.
        (self.folder / "home/.kaggle").mkdir(parents=True)
        legacy = self.folder / "home/.kaggle/kaggle.json"
        legacy.write_text(json.dumps({"username": fake.user, "key": fake.key}))
        legacy.chmod(0o600)
        found = self.run_program("--url", "plants", "--preset", "quick", environment=nobody)
        self.assertEqual(found.returncode, 0, found.stderr)
        legacy.unlink()
        tokens = self.folder / "tokens"
        tokens.write_text(f"KAGGLE_API_TOKEN={fake.token}\r\n")
        tokens.chmod(0o600)
        checked = self.run_program("--check", "--token-file", tokens, "--json", environment=nobody)
        line = next(each for each in self.events(checked.stdout) if each["name"] == "kaggle")
        self.assertEqual(line["state"], "ok", line)
        self.assertIn("alice", line["sentence"])


if __name__ == "__main__":
    unittest.main()
