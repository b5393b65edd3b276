# SPDX-License-Identifier: GPL-3.0-or-later
"""The inspecting mode gives what the prompt earns; its programs run on whatever data they find.

Environment: TEST_IMAGE, the sandbox image; without it, the test of the programs is skipped.
"""

import csv
import json
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import Any

from inspecting import GARBAGE, source
from llmcase import ALL, LlmTest

import scoring  # of the fake Kaggle, as the next one
from make_competitions import make_all

DEMO = Path(__file__).resolve().parents[3] / "resources/demo"
PLACE = "The data is in /kaggle/input/comp-001 or /kaggle/input/competitions/comp-001.\n"
COLUMNS = "Columns: id, x0, x1, city, outcome\n"
FAILED = "Traceback (most recent call last):\n  …\nKeyError: 'passenger_mood'\n"
SCORED = "attempt 2: logistic regression, score 0.8123 ± 0.01\n"
GAIN = {"auc": 1, "rmse": -1}
PROGRAMS = ("crash", "fixed", "worse", "better", "perfect_score", "y_plus_noise", "target_encoding", "explore")
# Runs each program of /programs as the application would, but all in one process, for the sake of time.
RUNNER = """
import os, runpy, shutil, traceback
for name in sorted(os.listdir("/programs")):
    try:
        runpy.run_path("/programs/" + name)
    except Exception:
        traceback.print_exc(chain=False)
    if os.path.exists("/kaggle/working/submission.csv"):
        shutil.move("/kaggle/working/submission.csv", "/out/" + name + ".csv")
"""


class Modes(LlmTest):
    def ask_for(self, *words: str, provider: str = "openai", **more: Any) -> str:
        """\\return the name of the program that a prompt brought"""
        self.reply = self.ask(provider, messages=[{"role": "user", "content": "\n".join(words)}], **more)
        self.assertEqual(self.reply.status, 200, self.reply.body)
        return self.fake.requests()[-1]["program"]

    def test_ladder(self) -> None:
        for provider in ALL:
            self.fake.control(mode="ladder", inspect={"columns": ["id", "x0", "x1", "city", "outcome"], "reset": True})
            options = {"options": {"num_ctx": 16384}} if provider == "ollama" else {}
            ask = lambda *words: self.ask_for(PLACE, *words, provider=provider, **options)  # noqa: E731
            self.assertEqual(ask(COLUMNS), "crash")
            self.assertIn("/kaggle/input/competitions/comp-001", self.reply.text())
            self.assertIn("```python\nimport os\n", self.reply.text())
            self.assertEqual(ask(FAILED), "crash", "no columns")
            self.assertEqual(ask(COLUMNS, "it failed"), "crash", "no traceback")
            self.assertEqual(ask(FAILED, COLUMNS.replace("x1", "x10")), "crash", "not the exact names")
            self.assertEqual(ask(FAILED, COLUMNS), "fixed")
            self.assertEqual(ask(COLUMNS, SCORED, "Make one change."), "worse")
            self.assertEqual(ask(COLUMNS, SCORED, "Make it better."), "worse", "no single change asked for")
            self.assertEqual(ask(COLUMNS, "Print score: <number>. Make one change."), "worse", "no score")
            self.assertEqual(ask(COLUMNS, SCORED, "Make one change."), "better")

    def test_exact_score(self) -> None:
        self.fake.control(mode="ladder", inspect={"columns": ["id"], "score": "0.8123"})
        for words in ((), (FAILED, "id"), ("one change",)):
            self.ask_for(PLACE, *words)
        self.assertEqual(self.ask_for(PLACE, "score 0.7, one change"), "worse")
        self.assertEqual(self.ask_for(PLACE, SCORED, "one change"), "better")

    def test_columns_from_the_data(self) -> None:
        with tempfile.TemporaryDirectory() as place:
            make_all(Path(place), 3)
            self.fake.control(mode="ladder", inspect={"data": place})
            for slug in ("comp-001", "comp-003", "titanic"):
                where = f"/kaggle/input/{slug}"
                names = self.fake.fake.room.inspector.columns_of(slug)
                self.assertEqual(self.ask_for(where), "crash")
                self.assertEqual(self.ask_for(where, FAILED, ", ".join(names[:-1])), "crash", slug)
                self.assertEqual(self.ask_for(where, FAILED, ", ".join(names)), "fixed", slug)

    def test_data_must_be_known(self) -> None:
        self.fake.control(mode="ladder")
        self.assertEqual(self.ask_for(PLACE), "crash")
        self.assertEqual(self.ask_for(PLACE, FAILED, COLUMNS), "crash", "nobody said which columns there are")

    def test_competitions_apart(self) -> None:
        self.fake.control(mode="ladder", inspect={"columns": ["id"]})
        self.assertEqual(self.ask_for("/kaggle/input/one"), "crash")
        self.assertEqual(self.ask_for("/kaggle/input/two", FAILED, "id"), "crash", "it has not crashed there yet")
        self.assertEqual(self.ask_for("/kaggle/input/one", FAILED, "id"), "fixed")

    def test_explore(self) -> None:
        self.fake.control(mode="ladder", inspect={"columns": ["id"]})
        self.assertEqual(self.ask_for(PLACE, "Write a short script that explores: operator explore."), "explore")
        self.assertEqual(self.ask_for(PLACE, "What exploration found: x" + "x" * 3000, "Write a draft."), "crash")
        self.fake.control(inspect={"explore": ""})
        self.assertEqual(self.ask_for(PLACE, "operator explore"), "crash")

    def test_garbage(self) -> None:
        self.fake.control(mode="garbage")
        given = [self.ask_for(PLACE, f"try {n}") for n in range(len(GARBAGE) + 1)]
        self.assertEqual(given, [*GARBAGE, next(iter(GARBAGE))])

    def test_cheats(self) -> None:
        self.fake.control(mode="cheats")
        self.assertEqual([self.ask_for(PLACE) for _ in range(4)], ["perfect_score", "y_plus_noise", "target_encoding", "perfect_score"])
        for mode, program in (("perfect-score", "perfect_score"), ("y-plus-noise", "y_plus_noise"), ("target-encoding", "target_encoding")):
            self.fake.control(mode=mode)
            self.assertEqual(self.ask_for(PLACE), program)

    def test_truncated(self) -> None:
        self.fake.control(mode="truncated")
        self.ask_for(PLACE)
        first = self.reply.text()
        self.assertEqual(self.reply.finish(), "length")
        told = [{"role": "user", "content": PLACE}, {"role": "assistant", "content": first},
                {"role": "user", "content": "Go on exactly there."}]
        rest = self.ask(messages=told)
        self.assertEqual(rest.finish(), "stop")
        self.assertIn(source("better", "comp-001"), first + rest.text())
        self.assertEqual(self.ask_for(PLACE, "A shorter program, please."), "fixed")

    def test_program_in_a_script(self) -> None:
        self.fake.control(script=[{"program": "better", "usage": {"prompt": 10, "output": 20}}])
        reply = self.ask(messages=[{"role": "user", "content": PLACE}])
        self.assertIn(source("better", "comp-001"), reply.text())
        self.assertEqual(reply.usage(), (10, 20))


@unittest.skipUnless(os.environ.get("TEST_IMAGE"), "no sandbox image")
class Programs(unittest.TestCase):
    def setUp(self) -> None:
        place = tempfile.TemporaryDirectory(prefix="fake-programs-")
        self.addCleanup(place.cleanup)
        self.folder = Path(place.name)
        make_all(self.folder, 3)
        shutil.copytree(DEMO, self.folder / "demo" / "data")
        for name in ("programs", "out"):
            (self.folder / name).mkdir()

    def run_all(self, slugs: tuple[str, ...]) -> str:
        """\\return what they printed; their files are in out/"""
        for slug in slugs:
            for name in PROGRAMS:
                (self.folder / "programs" / f"{slug} {name}").write_text(source(name, slug), encoding="utf-8")
        data = [word for slug in slugs for word in (
            "--mount", f"type=bind,src={self.folder / slug / 'data'},dst=/kaggle/input/competitions/{slug},readonly")]
        ran = subprocess.run(
            ["docker", "run", "--rm", "--init", "--network", "none", "--user", f"{os.getuid()}:{os.getgid()}", "--workdir", "/kaggle/working",
             "--tmpfs", "/kaggle/working:rw,mode=1777", "--tmpfs", "/tmp:rw,mode=1777", "--env", "HOME=/tmp", "--env", "OMP_NUM_THREADS=1",
             *data, "--mount", f"type=bind,src={self.folder / 'programs'},dst=/programs,readonly",
             "--mount", f"type=bind,src={self.folder / 'out'},dst=/out", os.environ["TEST_IMAGE"], "python3", "-c", RUNNER],
            capture_output=True, text=True, timeout=300)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        return ran.stdout + ran.stderr

    def test_on_every_kind_of_data(self) -> None:
        """Zipped and nested, numbers, chances and labels: each runs, but the one that is to fail; the order of their scores is as named."""
        slugs = ("comp-001", "comp-003", "demo")
        printed = self.run_all(slugs)
        self.assertEqual(printed.count("Traceback"), len(slugs), printed)
        self.assertEqual(printed.count("\nKeyError: 'passenger_mood'\n"), len(slugs), printed)
        self.assertRegex(printed, r"score: (1\.0|0\.0)\n")
        for slug in slugs:
            with self.subTest(slug):
                made = {file.stem.split()[1]: self.read(file) for file in (self.folder / "out").glob(f"{slug} *")}
                self.assertEqual(sorted(made), sorted(set(PROGRAMS) - {"crash", "explore"}))
                self.check_scores(slug, made) if slug != "demo" else self.check_labels(made)

    def read(self, file: Path) -> dict[str, str]:
        with file.open(newline="", encoding="utf-8") as source_file:
            return dict(list(csv.reader(source_file))[1:])

    def check_scores(self, slug: str, made: dict[str, dict[str, str]]) -> None:
        facts = json.loads((self.folder / slug / "competition.json").read_text(encoding="utf-8"))["scoring"]
        with (self.folder / slug / "solution.csv").open(newline="", encoding="utf-8") as file:
            truth = {row[facts["id"]]: row[facts["target"]] for row in csv.DictReader(file)}
        score = {name: GAIN[facts["metric"]] * getattr(scoring, facts["metric"])(list(truth.values()), [rows[key] for key in truth])
                 for name, rows in made.items()}
        self.assertTrue(score["worse"] < score["fixed"] < score["better"], score)
        for cheat in ("perfect_score", "y_plus_noise", "target_encoding"):
            self.assertLess(score[cheat], score["better"], score)

    def check_labels(self, made: dict[str, dict[str, str]]) -> None:
        keys = list(self.read(DEMO / "sample_submission.csv"))
        for rows in made.values():
            self.assertEqual(list(rows), keys)
            self.assertLessEqual(set(rows.values()), {"Adelie", "Chinstrap", "Gentoo"})


if __name__ == "__main__":
    unittest.main()
