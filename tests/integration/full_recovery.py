# SPDX-License-Identifier: GPL-3.0-or-later
"""Killed in each stage, cancelled by Ctrl+C: the same command goes on, ends valid, and leaves no container."""

import json
import signal
import subprocess
import time
import unittest
from pathlib import Path

from support import ProgramTest, small_competition


class Recovery(ProgramTest):
    def kill_in(self, stage: str, folder) -> None:
        """Starts, and kills the program with SIGKILL as soon as the stage begins (or a little into it)."""
        process = subprocess.Popen(self.command("--url", folder, "--preset", "quick", "--json"), stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, text=True)
        assert process.stdout
        for line in process.stdout:
            event = json.loads(line)
            if event["event"] == "stage" and event["stage"] == stage and event["state"] == "started":
                break
        if stage in ("prepare", "baseline"):
            time.sleep(1.5)  # into the first container
        process.kill()
        process.wait()
        process.stdout.close()

    def test_killed_in_each_stage_it_goes_on(self) -> None:
        folder = self.folder / "competition"
        small_competition(folder)
        for stage in ("preflight", "acquire", "prepare", "brief", "baseline", "finish"):
            with self.subTest(stage=stage):
                self.kill_in(stage, folder)
        done = self.run_program("--url", folder, "--preset", "quick", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        finished = [e for e in self.events(done.stdout) if e["event"] == "finished"]
        self.assertEqual([e["status"] for e in finished], ["completed"])
        listed = self.run_program("--list", "--json")
        jobs = [line for line in listed.stdout.splitlines() if line.strip()]
        self.assertLessEqual(len(jobs), 2, "the same URL takes up its unfinished job")
        judged = self.run_program("--validate", finished[0]["path"], "--sample", folder / "sample_submission.csv")
        self.assertEqual(judged.returncode, 0, judged.stdout)
        self.assertEqual(self.containers(), [])

    def test_ctrl_c_ends_containers_and_resume_goes_on(self) -> None:
        folder = self.folder / "competition"
        small_competition(folder)
        process = subprocess.Popen(self.command("--url", folder, "--preset", "quick", "--json"), stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)
        assert process.stdout
        for line in process.stdout:
            event = json.loads(line)
            if event["event"] == "stage" and event["stage"] == "baseline" and event["state"] == "started":
                break
        time.sleep(2)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
        self.assertLess(time.monotonic() - began, 6)
        self.assertEqual(process.returncode, 130, errors)
        self.assertIn("--resume", errors)
        self.assertEqual(self.containers(), [])
        done = self.run_program("--resume", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual([e["status"] for e in self.events(done.stdout) if e["event"] == "finished"], ["completed"])



class HandedOver(ProgramTest):
    def test_a_guest_goes_on_alone(self) -> None:
        """The start that did the work ends; the one that had handed its job over does it itself."""
        folder = self.folder / "competition"
        small_competition(folder)
        first = subprocess.Popen(self.command("--url", folder, "--preset", "quick"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(first.kill)
        self.wait_for("the first again", lambda: self.containers(), 60)
        second = subprocess.Popen(self.command("--url", "demo", "--preset", "quick"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(second.kill)
        self.wait_for("the second's job", lambda: any(job["url"] == "demo" for job in self.jobs()), 60)
        first.terminate()
        self.assertEqual(first.wait(timeout=60), 143)
        said, errors = second.communicate(timeout=240)
        self.assertEqual(second.returncode, 0, errors)
        self.assertIn("it goes on elsewhere", errors)
        self.assertTrue(Path(said.strip()).is_file())
        self.assertEqual({job["status"] for job in self.jobs() if job["url"] == "demo"}, {"completed"})


if __name__ == "__main__":
    unittest.main()
