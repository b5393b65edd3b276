# SPDX-License-Identifier: GPL-3.0-or-later
"""What the integration tests share: the program, its containers, small competitions."""

import contextlib
import csv
import json
import os
import random
import sqlite3
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

PROGRAM = os.environ["SOLVER_UNDER_TEST"]
IMAGE = os.environ["TEST_IMAGE"]  # the sandbox image of this checkout
ROOT = Path(__file__).resolve().parents[2]
DESKTOP = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "DBUS_SESSION_BUS_ADDRESS")
# One cache for all tests: the demo's data and image are made once. Each test has a data folder of its own.


class ProgramTest(unittest.TestCase):
    """A test with a data folder, removed afterwards with what runs in it."""

    def setUp(self) -> None:
        self.place = tempfile.TemporaryDirectory(prefix="kaggle-solver-test-")
        self.addCleanup(self.place.cleanup)
        self.folder = Path(self.place.name)
        self.data = self.folder / "data"

    def command(self, *arguments: str) -> list[str]:
        return [PROGRAM, "--data-dir", str(self.data), *map(str, arguments)]

    def run_program(self, *arguments: str, timeout: float = 600, environment: dict[str, str] | None = None,
                    stdin: str | None = None) -> subprocess.CompletedProcess:
        env = {k: v for k, v in os.environ.items() if k not in DESKTOP} | (environment or {})
        return subprocess.run(self.command(*arguments), capture_output=True, text=True, timeout=timeout, env=env,
                              input=stdin if stdin is not None else "")

    def events(self, output: str) -> list[dict]:
        return [json.loads(line) for line in output.splitlines() if line.strip()]

    def jobs(self) -> list[dict]:
        """The history, as `--list --json` tells it."""
        listed = self.run_program("--list", "--json")
        self.assertEqual(listed.returncode, 0, listed.stderr)
        return self.events(listed.stdout)

    def instance(self) -> str:
        """The installation that this data folder is; empty while there is none."""
        database = self.data / "solver.db"
        if not database.exists():
            return ""
        with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
            try:
                return db.execute("SELECT value FROM meta WHERE key = 'instance'").fetchone()[0]
            except (sqlite3.Error, TypeError):  # it is just being made
                return ""

    def containers(self, *filters: str) -> list[str]:
        """Ids of containers that this data folder's installation left; `filters`: more labels without `kaggle-solver.`."""
        instance = self.instance()
        if not instance:
            return []
        labels = [f"instance={instance}", *filters]
        asked = [word for label in labels for word in ("--filter", f"label=kaggle-solver.{label}")]
        listed = subprocess.run(["docker", "ps", "-aq", *asked], capture_output=True, text=True, check=True)
        return listed.stdout.split()

    def wait_for(self, what: str, condition, seconds: float = 60):
        """Asks again and again until the condition gives something."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := condition():
                return found
            time.sleep(0.05)
        self.fail(f"not within {seconds} s: {what}")


class Batch(ProgramTest):
    """Many small jobs of one start; its tests look at what came out."""

    @staticmethod
    def words(place: Path) -> list[Path]:
        """Makes the inputs, in folders with different names, below the place."""
        raise NotImplementedError

    @classmethod
    def setUpClass(cls) -> None:
        place = tempfile.TemporaryDirectory(prefix="kaggle-solver-test-")
        cls.addClassCleanup(place.cleanup)
        cls.shared = Path(place.name)
        words = cls.words(cls.shared)
        (cls.shared / "list").write_text("".join(f"{word}\n" for word in words))
        test = cls()
        test.setUp()
        # Two small containers at a time keep two cores busy.
        cls.done = test.run_program("--urls-from", cls.shared / "list", "--jobs", "2", "--preset", "quick", "--json", "--out", cls.shared / "out",
                                    environment={"KCS_CONTAINERS": "2"}, timeout=1800)  # fmt: skip
        finished = [e for e in test.events(cls.done.stdout) if e["event"] == "finished"]
        cls.finished = {Path(event["url"]).name: event for event in finished}
        cls.left = test.containers()
        assert len(cls.finished) == len(words), cls.done.stderr

    def setUp(self) -> None:
        self.folder, self.data = self.shared, self.shared / "data"

    def test_nothing_is_left_over(self) -> None:
        self.assertEqual(self.left, [])
        kept = {Path(event["path"]).parent for event in self.finished.values() if event["status"] == "completed"}
        self.assertEqual(set((self.shared / "out").iterdir()), kept)

    def rows_of(self, name: str) -> list[dict[str, str]]:
        with open(self.finished[name]["path"], newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def assert_completed(self, name: str, *told: str) -> None:
        """Completed with a valid file; its warnings have these parts."""
        event = self.finished[name]
        self.assertEqual(event["status"], "completed", event)
        for part in told:
            self.assertIn(part, " ".join(event["warnings"]))
        (sample,) = self.data.glob(f"cache/competitions/{event['path'].split('/')[-2]}/*/contract/sample.csv")
        contract = sample.parent / "contract.json"
        judged = self.run_program("--validate", event["path"], "--sample", sample, "--contract", contract)
        self.assertEqual(judged.returncode, 0, judged.stdout)


def write_table(path: Path, header: list[str], rows: list[list]) -> None:
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def small_competition(folder: Path, rows: int = 120, seed: int = 1) -> list[list]:
    """Two classes that x tells with some noise; metric AUC. Small, so that a run takes seconds.

    \\return the answers of the test rows: id, y"""
    chance = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)

    def record(i: int) -> list:
        y = chance.random() < 0.5
        return [i, round(chance.gauss(1.0 if y else 0.0, 0.8), 4), chance.choice("abc"), int(y)]

    train = [record(i) for i in range(rows)]
    test = [record(i) for i in range(rows, rows + 40)]
    write_table(folder / "train.csv", ["id", "x", "c", "y"], train)
    write_table(folder / "test.csv", ["id", "x", "c"], [row[:3] for row in test])
    write_table(folder / "sample_submission.csv", ["id", "y"], [[row[0], 0.5] for row in test])
    (folder / "evaluation.md").write_text("Submissions are evaluated on area under the ROC curve.\n")
    return [[row[0], row[3]] for row in test]


def unlabelled_competition(folder: Path, rows: int = 5) -> None:
    """Nothing to learn from: one container, and the constant is the submission."""
    folder.mkdir(parents=True)
    write_table(folder / "test.csv", ["id", "x"], [[i, i / 2] for i in range(rows)])
    write_table(folder / "sample_submission.csv", ["id", "y"], [[i, 0] for i in range(rows)])


def german_locale(folder: Path) -> dict[str, str]:
    """Variables under which numbers have a comma; the locale is made in the folder, not on the machine."""
    name = "de_DE.UTF-8"
    made = subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", str(folder / name)], capture_output=True, text=True)
    variables = {"LOCPATH": str(folder), "LC_ALL": name}
    comma = subprocess.run(["locale", "decimal_point"], capture_output=True, text=True, env=os.environ | variables).stdout
    if comma.strip() != ",":
        raise RuntimeError(f"no German locale (package locales): {made.stderr}")
    return variables
