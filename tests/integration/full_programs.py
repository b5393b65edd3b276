# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs that go wrong in every way: each gets the right outcome and a plain sentence, and the floor stays the result."""

import shutil
import subprocess
import unittest
from dataclasses import dataclass
from pathlib import Path

from support import ROOT, ProgramTest, small_competition

CASES = ROOT / "tests/cases/files"
MEMORY_MB = 3072  # what exe-joblib-shm needs with its array in memory and in a file

# Every program can hand in something valid; it is bad on purpose, so that it never becomes the best.
PRELUDE = '''
import csv, math, os
folder = next(p for p in ("/kaggle/input/" + n for n in os.listdir("/kaggle/input")) if os.path.isdir(p))
OUT = "/kaggle/working/submission.csv"
def answer():
    with open(f"{folder}/test.csv", newline="") as source, open(OUT, "w", newline="") as out:
        rows = csv.DictReader(source)
        csv.writer(out).writerows([["id", "y"]] + [[r["id"], 1 / (1 + math.exp(float(r["x"])))] for r in rows])
def eat():
    blocks = []
    while True:
        blocks.append(b"x" * (64 << 20))
'''


@dataclass
class Bad:
    """A program, the word of its attempt, and an expression for its sentence."""

    code: str
    outcome: str
    sentence: str = "Clearly worse than the best in view 1"


PROGRAMS = {
    "memory": Bad("eat()", "OOM_CPU", f"more than {MEMORY_MB} MB of memory"),
    "child-memory": Bad("if os.fork() == 0:\n    eat()\nos.wait()\nanswer()", "screened"),
    "killed": Bad("os.kill(os.getpid(), 9)", "KILLED", "killed from outside"),
    "forks": Bad("import signal\nwhile True:\n    if os.fork() == 0:\n        signal.pause()", "EXCEPTION",
                 "Resource temporarily unavailable"),
    "fills-tmp": Bad("with open('/tmp/x', 'wb') as f:\n    while True:\n        f.write(b'x' * (16 << 20))", "SHM",
                     "No space left"),
    "symlink": Bad("os.symlink(f'{folder}/sample_submission.csv', OUT)", "BAD_SUBMISSION", "not a regular file"),
    "fifo": Bad("os.mkfifo(OUT)", "BAD_SUBMISSION", "not a regular file"),
    "huge": Bad("with open(OUT, 'wb') as f:\n    f.write(b'1,0.5\\n' * 8_000_000)", "BAD_SUBMISSION", "larger than"),
    "flood": Bad("for i in range(1100):\n    print('x' * 99 + '\\n', end='', flush=True) if i < 100 else print(('y' * 99 + '\\n') * 1000, "
                 "end='')\nanswer()", "screened"),
    "network": Bad("__import__('socket').create_connection(('1.1.1.1', 53), 5)", "EXCEPTION", "Network is unreachable"),
    "network-named": Bad("import socket", "STATIC", "no network"),
    "writes-input": Bad("open(f'{folder}/train.csv', 'a')", "EXCEPTION", "Permission denied|Read-only file system"),
    "silent": Bad("pass", "NO_OUTPUT", "without writing submission.csv"),
    "threads": Bad((CASES / "exe-threads/probe.py").read_text() + "\nanswer()", "screened"),
    "joblib": Bad((CASES / "exe-joblib-shm/solution.py").read_text() + "\nanswer()", "screened"),
}


class BadPrograms(ProgramTest):
    def setUp(self) -> None:
        super().setUp()
        self.competition = self.folder / "competition"
        small_competition(self.competition)

    def solve(self, programs: dict[str, Bad], environment: dict[str, str], *options: str) -> Path:
        """Runs them all in one job, and looks at each attempt. Returns the job's folder."""
        words: list[str | Path] = []
        for name, bad in programs.items():
            file = self.folder / f"{name}.py"
            file.write_text(PRELUDE + bad.code + "\n")
            words += ["--program", file]
        done = self.run_program("--url", self.competition, "--preset", "quick", "--json", *words, *options,
                                environment=environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        events = self.events(done.stdout)
        (finished,) = (e for e in events if e["event"] == "finished")
        self.assertEqual(finished["origin"], "baseline", "the floor is still the result")
        judged = self.run_program("--validate", finished["path"], "--sample", self.competition / "sample_submission.csv")
        self.assertEqual(judged.returncode, 0, judged.stdout)
        self.assertEqual(self.containers(), [])
        job = Path(finished["path"]).parent
        report = (job / "report.md").read_text().replace("\\", "")
        attempts = {e["name"].removesuffix(".py"): e for e in events if e["event"] == "attempt"}
        for name, bad in programs.items():
            with self.subTest(program=name):
                attempt = attempts[name]
                self.assertEqual(attempt["outcome"], bad.outcome, attempt)
                self.assertRegex(attempt["sentence"], bad.sentence)
                (row,) = (line for line in report.splitlines() if f"| {name}.py |" in line)
                self.assertIn(f"| {bad.outcome} |", row)
                self.assertRegex(row, bad.sentence)
        return job

    def log(self, job: Path, name: str, programs: dict[str, Bad]) -> Path:
        number = 2 + list(programs).index(name)  # the floor is 1
        return job / f"attempts/{number:02}/runs/sealed-1/run.log"

    def test_each_gets_its_outcome_and_a_sentence(self) -> None:
        job = self.solve(PROGRAMS, {"KCS_MEMORY_MB": str(MEMORY_MB)})
        with self.subTest("a child that was killed for memory is told"):
            self.assertIn("A child process was killed for memory.", (job / "report.md").read_text())
        with self.subTest("a flood is kept in part"):
            self.assertLess(self.log(job, "flood", PROGRAMS).stat().st_size, 70 << 20)
        with self.subTest("case exe-threads"):
            cores = int(subprocess.run(["docker", "info", "--format", "{{.NCPU}}"], capture_output=True, text=True, check=True).stdout)
            given = cores if cores < 4 else cores // (cores // 4)
            printed = dict(line.split() for line in self.log(job, "threads", PROGRAMS).read_text().splitlines())
            self.assertEqual(len(printed), 8)
            self.assertLessEqual(int(printed.pop("joblib")), given)
            self.assertEqual(set(printed.values()), {str(given)})
        with self.subTest("case exe-joblib-shm"):
            self.assertEqual(self.log(job, "joblib", PROGRAMS).read_text().count("170000000"), 4)

    def test_limits_of_time_and_disk(self) -> None:
        free = min(shutil.disk_usage(place).free for place in (self.folder, engine_folder()))
        floor_mb = (free >> 20) - 3000
        if floor_mb < 1:
            self.skipTest("less than 3 GB are free")
        programs = {
            "fills-disk": Bad("while True:\n    with open(f'/kaggle/working/{os.urandom(4).hex()}', 'wb') as f:\n"
                              "        for _ in range(8):\n            f.write(b'x' * (16 << 20))", "DISK", "disk was nearly full"),
            "endless": Bad("while True:\n    pass", "TIMEOUT", "its limit of"),
        }
        self.solve(programs, {"KCS_DISK_FLOOR_MB": str(floor_mb)}, "--time-limit", "90s")


def engine_folder() -> str:
    """Where the engine keeps volumes."""
    done = subprocess.run(["docker", "info", "--format", "{{.DockerRootDir}}"], capture_output=True, text=True, check=True)
    return done.stdout.strip()


if __name__ == "__main__":
    unittest.main()
