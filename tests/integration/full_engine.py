# SPDX-License-Identifier: GPL-3.0-or-later
"""The container engine goes away while a program runs: the job waits, goes on when it is back, and nothing is left over."""

import json
import os
import queue
import subprocess
import threading
import time
import unittest

from enginesocket import EngineSocket, real_socket
from support import ProgramTest, small_competition


@unittest.skipUnless(real_socket(), "the engine is not reached by a socket of this machine")
class EngineGone(ProgramTest):
    def setUp(self) -> None:
        super().setUp()
        self.competition = self.folder / "competition"
        small_competition(self.competition)
        self.socket = EngineSocket(self.folder / "engine.sock", real_socket())
        self.socket.open()
        self.addCleanup(self.socket.close)
        self.addCleanup(self.remove_containers)

    def remove_containers(self) -> None:
        if left := self.containers():
            subprocess.run(["docker", "rm", "-f", "-v", *left], stdout=subprocess.DEVNULL, check=True)

    def start(self, *options: str) -> tuple[subprocess.Popen, queue.Queue]:
        """The program behind the test's socket, and its events as they come; None is the end."""
        process = subprocess.Popen(
            self.command("--url", self.competition, "--preset", "quick", "--json", *options), stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, env=os.environ | self.socket.environment)
        self.addCleanup(process.kill)
        events: queue.Queue = queue.Queue()

        def read() -> None:
            for line in process.stdout:
                events.put(json.loads(line))
            events.put(None)

        threading.Thread(target=read, daemon=True).start()
        return process, events

    def until(self, events: queue.Queue, kind: str) -> dict:
        while event := events.get(timeout=120):
            if event["event"] == kind:
                return event
        self.fail(f"no event {kind}")

    def cut_while_a_program_runs(self) -> None:
        # Asked at the engine's own socket, so no guess about how long anything takes.
        self.wait_for("a program's container", lambda: self.containers("kind=run"), 180)
        self.socket.close()

    def test_it_comes_back_and_the_job_completes(self) -> None:
        process, events = self.start("--wait-needs", "10m")
        self.cut_while_a_program_runs()
        need = self.until(events, "needs")
        self.assertEqual(need["need"], "engine_missing")
        self.assertIn("Docker", need["message"])
        self.assertTrue(need["next_step"])
        self.assertTrue(self.containers(), "it could not be removed, so the return has something to do")
        self.socket.open()
        finished = self.until(events, "finished")
        _, errors = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0, errors)
        self.assertEqual((finished["status"], finished["origin"]), ("completed", "baseline"))
        judged = self.run_program("--validate", finished["path"], "--sample", self.competition / "sample_submission.csv")
        self.assertEqual(judged.returncode, 0, judged.stdout)
        self.assertEqual(self.containers(), [])

    def test_it_stays_away_and_a_later_start_finishes(self) -> None:
        process, _ = self.start("--wait-needs", "2s")
        self.cut_while_a_program_runs()
        began = time.monotonic()
        errors = process.stderr.read()
        process.wait(timeout=60)
        self.assertLess(time.monotonic() - began, 60)
        self.assertEqual(process.returncode, 3, errors)
        self.assertIn("error: Docker does not answer", errors)
        self.assertIn("--resume", errors)
        (job,) = self.jobs()
        self.assertEqual((job["status"], job["needs"]), ("pending", "engine_missing"))
        left = self.containers()
        self.assertTrue(left)
        done = self.run_program("--resume", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("Containers of an earlier start removed", done.stderr)
        self.assertEqual([e["status"] for e in self.events(done.stdout) if e["event"] == "finished"], ["completed"])
        self.assertEqual(self.containers(), [])


if __name__ == "__main__":
    unittest.main()
