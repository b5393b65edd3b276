# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests against the fake Kaggle share."""

import json
import sys
from pathlib import Path

from support import ROOT, ProgramTest, small_competition, write_table

sys.path.insert(0, str(ROOT / "tests/fakes/kaggle"))
from server import FakeKaggle  # noqa: E402


class KaggleTest(ProgramTest):
    """A test with a fake Kaggle of its own, empty at first, and an account for it."""

    def setUp(self) -> None:
        super().setUp()
        self.competitions = self.folder / "competitions"
        self.competitions.mkdir()

    def tearDown(self) -> None:
        """After each of these tests: the account's secrets are in no file of the program, not in its database, logs, cache or results."""
        for needle in (FakeKaggle.token, FakeKaggle.token.removeprefix("KGAT_")):
            found = [str(file) for place in (self.data, self.folder / "out") for file in place.rglob("*")
                     if file.is_file() and file.stat().st_size < 20 << 20 and needle.encode() in file.read_bytes()]  # fmt: skip
            self.assertEqual(found, [])
        super().tearDown()

    def competition(self, slug: str, **facts) -> Path:
        """A small one; `facts` are members of Kaggle's answer. \\return its folder"""
        folder = self.competitions / slug
        answers = small_competition(folder / "data", seed=len(slug))
        write_table(folder / "solution.csv", ["id", "y"], answers)
        (folder / "pages").mkdir()
        (folder / "data" / "evaluation.md").rename(folder / "pages" / "Evaluation.md")
        (folder / "pages" / "description.html").write_text("<h2>About</h2><p>Which <b>plant</b> is it?</p>")
        scoring = {"metric": "auc", "id": "id", "target": "y"}
        (folder / "competition.json").write_text(json.dumps({"title": f"The {slug}", "scoring": scoring, "maxDailySubmissions": 5, **facts}))
        return folder

    def start(self) -> FakeKaggle:
        fake = FakeKaggle(self.competitions)
        self.addCleanup(fake.stop)
        fake.control(scoring_delay=1)
        return fake

    def account(self, fake: FakeKaggle, **more: str) -> dict[str, str]:
        """The environment of a person whose Kaggle is the fake."""
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        return {"HOME": str(home), "KCS_KAGGLE_URL": fake.url, "KCS_KAGGLE_STORAGE_HOSTS": "localhost 127.0.0.1",
                "KCS_KAGGLE_CALLS_PER_MINUTE": "6000", "KAGGLE_API_TOKEN": fake.token} | more  # fmt: skip

    def methods(self, fake: FakeKaggle, slug: str = "") -> list[str]:
        """Names of the API's methods that were called, for one competition or all."""
        calls = [each for each in fake.requests() if each["path"].startswith("/v1/")]
        return [each["path"].rsplit("/", 1)[1] for each in calls if slug in ("", (each.get("body") or {}).get("competitionName", ""))]

    def of(self, events: list[dict], kind: str) -> list[dict]:
        return [event for event in events if event["event"] == kind]
