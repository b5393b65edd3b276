# SPDX-License-Identifier: GPL-3.0-or-later
"""What the command line promises while programs run: signals, limits, seeds, locale, own programs, a troubled engine."""

import json
import os
import random
import signal
import subprocess
import threading
import time
import unittest
from pathlib import Path

from support import ProgramTest, german_locale, small_competition, unlabelled_competition, write_table

PROGRAMS = Path(__file__).resolve().parent / "programs"


class Signals(ProgramTest):
    """One job whose program never ends: stopped in each way, and taken up again each time."""

    def start_until_the_program_runs(self, *arguments: str) -> subprocess.Popen:
        left = self.containers()
        process = subprocess.Popen(self.command(*arguments, "-v"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.kill)
        self.errors: list[tuple[float, str]] = []

        def read() -> None:
            assert process.stderr
            for line in process.stderr:
                self.errors.append((time.monotonic(), line))

        self.reader = threading.Thread(target=read)
        self.reader.start()
        deadline = time.monotonic() + 120
        while not (self.is_awake() and set(self.containers()) - set(left)):
            self.assertIsNone(process.poll(), self.errors)
            self.assertLess(time.monotonic(), deadline, self.errors)
            time.sleep(0.1)
        return process

    def is_awake(self) -> bool:
        """An earlier start's log may still be there until a new container is made."""
        try:
            return any(b"awake" in log.read_bytes() for log in self.data.glob("jobs/*/attempts/02/runs/real/run.log"))
        except FileNotFoundError:  # it is being taken away
            return False

    def end(self, process: subprocess.Popen) -> tuple[int, float, str]:
        """The exit code, the time of the end, and standard output."""
        output = process.stdout.read()  # type: ignore[union-attr]
        code, ended = process.wait(timeout=30), time.monotonic()
        self.reader.join()
        process.stdout.close()  # type: ignore[union-attr]
        process.stderr.close()  # type: ignore[union-attr]
        return code, ended, output

    def job(self) -> dict:
        (job,) = self.events(self.run_program("--list", "--json").stdout)
        return job

    def test_each_way_of_stopping(self) -> None:
        folder = self.folder / "churn"
        unlabelled_competition(folder)
        first = ["--url", str(folder), "--program", str(PROGRAMS / "sleeper.py")]
        for number, code, arguments in ((signal.SIGINT, 130, first), (signal.SIGTERM, 143, ["--resume"])):
            process = self.start_until_the_program_runs(*arguments, "--out", str(self.folder / "out"))
            sent = time.monotonic()
            process.send_signal(number)
            returned, ended, output = self.end(process)
            self.assertEqual((returned, output), (code, ""))
            told = [when for when, line in self.errors if "1 unfinished: kaggle-solver --resume" in line]
            self.assertLess(told[0] - sent, 1, self.errors)
            self.assertLess(ended - sent, 5)
            self.assertEqual(self.containers(), [])
            self.assertEqual(self.job()["status"], "pending")
        process = self.start_until_the_program_runs("--resume")
        sent = time.monotonic()
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGINT)
        time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        returned, ended, _ = self.end(process)
        self.assertEqual(returned, 130)
        self.assertLess(ended - sent, 1)
        # What was left in a hurry is taken away by the next start.
        process = self.start_until_the_program_runs("--resume")
        process.send_signal(signal.SIGINT)
        self.assertEqual(self.end(process)[0], 130)
        self.assertEqual(self.containers(), [])
        self.assertFalse(list((self.folder / "out").iterdir()), "nothing half written")


class OwnProgram(ProgramTest):
    def test_a_good_program_wins_and_an_endless_one_is_stopped(self) -> None:
        """Also: options win over competition.json, and the job keeps its time."""
        folder = self.folder / "parity"
        folder.mkdir()
        chance = random.Random(3)

        def record(i: int) -> list:
            x = chance.randrange(1024)
            return [i, x, round(chance.random(), 3), bin(x).count("1") % 2]

        train = [record(i) for i in range(160)]
        test = [record(i) for i in range(160, 200)]
        write_table(folder / "train.csv", ["id", "x", "z", "y"], train)
        write_table(folder / "test.csv", ["id", "x"], [row[:2] for row in test])
        write_table(folder / "sample_submission.csv", ["id", "prediction"], [[row[0], 0.5] for row in test])
        (folder / "competition.json").write_text(json.dumps({"metric": "rmse", "target": "z", "direction": "minimize", "title": "Parity"}))
        began = time.monotonic()
        done = self.run_program("--url", folder, "--metric", "auc", "--target", "y", "--id", "id", "--direction", "maximize",
                                "--program", PROGRAMS / "parity.py", "--program", PROGRAMS / "sleeper.py", "--time-limit", "90s", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertLess(time.monotonic() - began, 150)  # job time runs while containers do; waiting for them comes on top
        finished = next(e for e in self.events(done.stdout) if e["event"] == "finished")
        self.assertEqual([finished[key] for key in ("origin", "metric", "direction", "score")], ["user", "auc", "maximize", 1.0])
        attempts = {e["attempt"]: e for e in self.events(done.stdout) if e["event"] == "attempt"}
        self.assertEqual(attempts[1]["origin"], "baseline")
        self.assertTrue(attempts[2]["best"])
        self.assertEqual(attempts[3]["outcome"], "TIMEOUT")
        self.assertIn("sleeper.py failed (TIMEOUT)", " ".join(finished["warnings"]))
        with open(finished["path"], newline="") as file:
            self.assertEqual(file.read(), "id,prediction\n" + "".join(f"{row[0]},{row[3]}\n" for row in test))
        job = Path(finished["path"]).parent
        self.assertEqual((job / "solution.py").read_bytes(), (PROGRAMS / "parity.py").read_bytes())
        self.assertIn("# Parity", (job / "report.md").read_text())
        (contract,) = self.data.glob("cache/competitions/*/*/contract/contract.json")
        self.assertEqual([target["column"] for target in json.loads(contract.read_text())["targets"]], ["y"])


class Repeatable(ProgramTest):
    def run_once(self, folder: Path, seed: int, environment: dict[str, str]) -> tuple[dict[str, bytes], list[dict]]:
        done = self.run_program("--url", folder, "--preset", "quick", "--seed", str(seed), "--json", environment=environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        events = self.events(done.stdout)
        job = Path(next(e for e in events if e["event"] == "finished")["path"]).parent
        for event in events:
            for volatile in ("time", "job_id", "path", "seconds"):
                event.pop(volatile, None)
        return {name: (job / name).read_bytes() for name in ("submission.csv", "solution.py", "report.md")}, events

    def test_a_seed_decides_all_and_the_locale_nothing(self) -> None:
        folder = self.folder / "competition"
        small_competition(folder)
        german, events = self.run_once(folder, 7, german_locale(self.folder))
        plain, again = self.run_once(folder, 7, {"LC_ALL": "C"})
        other, _ = self.run_once(folder, 8, {"LC_ALL": "C"})
        self.assertEqual(german["submission.csv"], plain["submission.csv"])
        self.assertEqual(german["solution.py"], plain["solution.py"])
        for kind in ("attempt", "finished"):
            self.assertEqual([e for e in events if e["event"] == kind], [e for e in again if e["event"] == kind])
        self.assertNotEqual(other["submission.csv"], plain["submission.csv"])
        for files, seed in ((german, b"seed 7"), (plain, b"seed 7"), (other, b"seed 8")):
            self.assertIn(seed, files["report.md"])


class TroubledEngine(ProgramTest):
    """A client in front of the real one, which misbehaves once it is asked for a certain thing."""

    def client(self, trouble: str) -> dict[str, str]:
        path = self.folder / "docker"
        path.write_text(f'#!/bin/sh\n{trouble}\nexec docker "$@"\n')
        path.chmod(0o755)
        return {"KCS_ENGINE": str(path)}

    def test_one_that_refuses_leaves_the_valid_file(self) -> None:
        folder = self.folder / "competition"
        small_competition(folder)
        trouble = 'case "$*" in create*kind=run*) echo "Error response from daemon: not today" >&2; exit 1 ;; esac'
        done = self.run_program("--url", folder, "--json", "--out", self.folder / "out", environment=self.client(trouble))
        self.assertEqual(done.returncode, 0, done.stderr)
        finished = next(e for e in self.events(done.stdout) if e["event"] == "finished")
        self.assertEqual((finished["status"], finished["origin"]), ("completed", "constant"))
        self.assertIn("not today", " ".join(finished["warnings"]))
        judged = self.run_program("--validate", finished["path"], "--sample", folder / "sample_submission.csv")
        self.assertEqual(judged.returncode, 0, judged.stdout)

    def test_a_container_that_is_just_being_made_is_taken_away(self) -> None:
        folder = self.folder / "churn"
        unlabelled_competition(folder)
        client = self.client('[ "$1" != create ] || { docker "$@" >"$0.id"; touch "$0.made"; exec sleep 60; }')
        process = subprocess.Popen(self.command("--url", folder), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                   env=os.environ | client)
        self.addCleanup(process.kill)
        deadline = time.monotonic() + 60
        while not (self.folder / "docker.made").exists():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)
        self.assertEqual(len(self.containers()), 1)
        sent = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 130, errors)
        self.assertLess(time.monotonic() - sent, 5)
        self.assertEqual(self.containers(), [])

    def test_one_that_hangs_once_is_asked_again(self) -> None:
        folder = self.folder / "churn"
        unlabelled_competition(folder)
        trouble = '[ "$1 $2" != "container inspect" ] || ! mkdir "$0.hung" 2>/dev/null || exec sleep 60'
        done = self.run_program("--url", folder, environment=self.client(trouble))
        self.assertEqual((done.returncode, done.stdout.count("submission.csv")), (0, 1), done.stderr)
        self.assertTrue((self.folder / "docker.hung").exists())
        self.assertEqual(self.containers(), [])


if __name__ == "__main__":
    unittest.main()
