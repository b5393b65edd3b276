# SPDX-License-Identifier: GPL-3.0-or-later
"""A full disk, and one that cannot be written: one sentence with what to do, a history that says so, nothing half written."""

import csv
import os
import subprocess
import unittest

from support import ProgramTest, small_competition


def as_root() -> list[str] | None:
    """What to put before a command that needs root; None where that is not possible."""
    if os.geteuid() == 0:
        return []
    allowed = subprocess.run(["sudo", "-n", "true"], stderr=subprocess.DEVNULL, check=False).returncode == 0
    return ["sudo", "-n"] if allowed else None


@unittest.skipIf(as_root() is None, "a small disk can only be mounted by root")
class SmallDisk(ProgramTest):
    def setUp(self) -> None:
        super().setUp()
        self.competition = self.folder / "competition"
        small_competition(self.competition)
        self.data.mkdir()

    def mount(self, size: str, options: str = "rw") -> None:
        ours = f"size={size},uid={os.getuid()},gid={os.getgid()},mode=0700,{options}"
        subprocess.run([*as_root(), "mount", "-t", "tmpfs", "-o", ours, "tmpfs", self.data], check=True)
        self.addCleanup(subprocess.run, [*as_root(), "umount", self.data], check=True)

    def errors(self, output: str) -> list[str]:
        return [line for line in output.splitlines() if line.startswith("error:")]

    def refuses(self, sentence: str, step: str) -> None:
        done = self.run_program("--url", self.competition, "--preset", "quick", timeout=60)
        self.assertEqual((done.returncode, done.stdout), (3, ""), done.stderr)
        (error,) = done.stderr.splitlines()
        self.assertIn(sentence, error)
        self.assertIn(step, error)
        self.assertIn(str(self.data), error)

    def test_a_disk_that_is_full_at_the_start(self) -> None:
        for size in ("16k", "400k", "8m"):
            with self.subTest(size=size):
                self.mount(size)
                self.refuses("full", "Free some space")

    def test_a_disk_that_cannot_be_written(self) -> None:
        self.mount("32m")
        done = self.run_program("--url", self.folder / "absent")
        self.assertEqual(done.returncode, 1, done.stderr)
        subprocess.run([*as_root(), "mount", "-o", "remount,ro", self.data], check=True)
        self.refuses("cannot be written", "Check its rights")
        listed = self.run_program("--list")
        self.assertEqual(listed.returncode, 3, listed.stdout)
        self.assertIn("Check the rights", listed.stderr)
        self.assertEqual(len(listed.stderr.splitlines()), 1)

    def fill(self) -> None:
        with open(self.data / "filler", "wb", buffering=0) as filler:
            try:
                for size in (1 << 20, 4096):
                    while filler.write(b"\0" * size) == size:
                        pass
            except OSError:
                pass  # full

    def test_a_disk_that_fills_up_while_a_program_runs(self) -> None:
        self.mount("64m")
        process = subprocess.Popen(self.command("--url", self.competition, "--preset", "quick"), stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.kill)
        self.wait_for("a program's container", lambda: self.containers("kind=run"), 120)
        self.fill()
        out, err = process.communicate(timeout=120)
        self.assertEqual((process.returncode, out), (1, ""), err)
        (error,) = self.errors(err)
        self.assertRegex(error, "disk is full|no space left")
        self.assertIn("Free some space", error)
        (job,) = self.jobs()  # read while it is full
        self.assertEqual((job["status"], job["error"]["kind"]), ("failed", "disk_low"))
        self.assertEqual(self.containers(), [])
        self.whole_or_not_at_all()
        (self.data / "filler").unlink()
        done = self.run_program("--url", self.competition, "--preset", "quick", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(sorted(job["status"] for job in self.jobs()), ["completed", "failed"])

    def whole_or_not_at_all(self) -> None:
        with open(self.competition / "sample_submission.csv", newline="") as sample:
            rows = len(list(csv.reader(sample)))
        for file in (self.data / "jobs").rglob("submission*.csv*"):
            self.assertEqual(file.suffix, ".csv", "temporary files are gone")
            if "sealed" not in str(file):
                with open(file, newline="") as kept:
                    self.assertEqual(len(list(csv.reader(kept))), rows, file)


if __name__ == "__main__":
    unittest.main()
