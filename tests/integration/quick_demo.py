# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo from URL to file, and what a person may do wrong."""

import csv
import subprocess
import unittest
from pathlib import Path

from support import PROGRAM, ROOT, ProgramTest, small_competition


class Demo(ProgramTest):
    def test_demo_ends_with_a_valid_scored_file(self) -> None:
        out = self.folder / "out"
        done = self.run_program("--url", "demo", "--preset", "quick", "--out", out, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotRegex(done.stderr.lower(), r"qt\.|xcb|plugin")  # case app-no-display: nothing looks for one
        finished = [e for e in self.events(done.stdout) if e["event"] == "finished"]
        self.assertEqual(len(finished), 1)
        job = finished[0]
        self.assertEqual(job["status"], "completed")
        self.assertEqual(job["origin"], "baseline")
        self.assertEqual(job["metric"], "accuracy")
        self.assertGreater(job["score"], 0.9)
        self.assertGreater(job["standard_error"], 0)
        path = out / "demo" / "submission.csv"
        self.assertEqual(job["path"], str(path))
        with open(path, newline="") as mine, open(ROOT / "resources/demo/sample_submission.csv", newline="") as sample:
            rows, wanted = list(csv.reader(mine)), list(csv.reader(sample))
        self.assertEqual(rows[0], wanted[0])
        self.assertEqual([row[0] for row in rows], [row[0] for row in wanted])
        self.assertEqual({row[1] for row in rows[1:]}, {"Adelie", "Chinstrap", "Gentoo"})
        for name in ("report.md", "solution.py"):
            self.assertTrue((out / "demo" / name).exists(), name)
        self.assertEqual(self.containers(), [])
        judged = self.run_program("--validate", path, "--sample", ROOT / "resources/demo/sample_submission.csv", "--json")
        self.assertEqual(judged.returncode, 0, judged.stdout)
        listed = self.run_program("--list", "--json")
        self.assertIn("completed", listed.stdout)


class WrongInput(ProgramTest):
    def test_help_and_version_need_nothing(self) -> None:
        for option in ("--help", "--version"):
            done = subprocess.run([PROGRAM, option], capture_output=True, text=True, env={"PATH": "/usr/bin:/bin"}, timeout=10)
            self.assertEqual(done.returncode, 0)
            self.assertIn("kaggle-solver", done.stdout)

    def test_nothing_to_do_names_url_and_serve(self) -> None:
        done = self.run_program()
        self.assertEqual(done.returncode, 3)
        self.assertIn("--url", done.stderr)
        self.assertIn("--serve", done.stderr)

    def test_wrong_option_is_named(self) -> None:
        done = self.run_program("--ulr", "demo")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--ulr", done.stderr)

    def test_kaggle_url_needs_an_account(self) -> None:
        nobody = {"HOME": str(self.folder), "KAGGLE_API_TOKEN": "", "KAGGLE_USERNAME": "", "KAGGLE_KEY": "", "KCS_KAGGLE_URL": "http://127.0.0.1:1"}
        done = self.run_program("--url", "https://www.kaggle.com/competitions/titanic", "--json", environment=nobody)
        self.assertEqual(done.returncode, 3, done.stderr)
        needed = [e for e in self.events(done.stdout) if e["event"] == "needs"][0]
        self.assertEqual(needed["need"], "no_token")
        self.assertIn("No Kaggle account is set up", needed["message"])

    def test_missing_and_empty_folders(self) -> None:
        done = self.run_program("--url", self.folder / "absent")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("absent", done.stderr)
        empty = self.folder / "empty"
        empty.mkdir()
        done = self.run_program("--url", empty, "--json")
        self.assertEqual(done.returncode, 1, done.stderr)
        finished = [e for e in self.events(done.stdout) if e["event"] == "finished"][0]
        self.assertEqual(finished["status"], "failed")
        self.assertTrue(finished["error"]["next_step"])

    def test_second_process_on_the_same_data_hands_over(self) -> None:
        """Two batches on one data folder: the first does the work of both."""
        folder = self.folder / "competition"
        small_competition(folder)
        first = subprocess.Popen(self.command("--url", folder, "--preset", "quick"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(first.kill)
        self.wait_for("the first job", lambda: self.containers(), 60)
        done = self.run_program("--url", folder, "--json")  # the same competition: the same job
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("runs already", done.stderr)
        self.assertEqual([event["status"] for event in self.events(done.stdout) if event["event"] == "finished"], ["completed"])
        said, errors = first.communicate(timeout=120)
        self.assertEqual(first.returncode, 0, errors)
        self.assertEqual(len(self.jobs()), 1)
        self.assertTrue(Path(said.strip()).is_file())


if __name__ == "__main__":
    unittest.main()
