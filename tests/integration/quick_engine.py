# SPDX-License-Identifier: GPL-3.0-or-later
"""The container engine is missing at the start: one sentence, exit 3, and nothing is lost."""

import os
import shutil
import signal
import subprocess
import unittest

from support import ProgramTest, small_competition


class EngineMissing(ProgramTest):
    def setUp(self) -> None:
        super().setUp()
        self.competition = self.folder / "competition"
        small_competition(self.competition)

    def waits_for_the_engine(self, environment: dict[str, str], sentence: str) -> None:
        done = self.run_program("--url", self.competition, "--preset", "quick", "--json", environment=environment, timeout=60)
        self.assertEqual(done.returncode, 3, done.stderr)
        errors = [line for line in done.stderr.splitlines() if line.startswith("error:")]
        self.assertEqual(len(errors), 1, done.stderr)
        self.assertIn(sentence, errors[0])
        self.assertIn("--resume", done.stderr)
        events = self.events(done.stdout)
        self.assertEqual([e["need"] for e in events if e["event"] == "needs"], ["engine_missing"])
        self.assertEqual([e["exit_code"] for e in events if e["event"] == "summary"], [3])
        (job,) = self.jobs()
        self.assertEqual((job["status"], job["needs"]), ("pending", "engine_missing"))
        self.assertIn(sentence, job["message"])

    def test_nobody_serves_the_socket(self) -> None:
        missing = {"DOCKER_HOST": f"unix://{self.folder}/nobody.sock"}
        self.waits_for_the_engine(missing, "Docker does not answer")
        checked = self.run_program("--check", environment=missing)
        self.assertEqual(checked.returncode, 3, checked.stdout)
        self.assertIn("Start Docker", checked.stdout)
        # The same command with the engine there takes up the same job.
        done = self.run_program("--url", self.competition, "--preset", "quick", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        (job,) = self.jobs()
        self.assertEqual((job["status"], job["needs"]), ("completed", None))
        self.assertEqual(self.containers(), [])

    def test_no_client_is_installed(self) -> None:
        tools = self.folder / "bin"
        tools.mkdir()
        os.symlink("/bin/sh", tools / "sh")
        self.waits_for_the_engine({"PATH": str(tools)}, "Docker is not installed")


class EngineSlow(ProgramTest):
    def test_ctrl_c_while_a_container_is_made_leaves_none(self) -> None:
        small_competition(self.folder / "competition")
        client = self.folder / "docker"
        real = shutil.which("docker")
        client.write_text(f"""#!/bin/sh
[ "$1" = create ] || exec {real} "$@"
made=$({real} "$@") && sleep 1 && echo "$made"
""")
        client.chmod(0o755)
        process = subprocess.Popen(self.command("--url", self.folder / "competition", "--preset", "quick"),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                   env=os.environ | {"KCS_ENGINE": str(client)})
        self.addCleanup(process.kill)
        self.wait_for("a container", self.containers)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 130, errors)
        self.assertEqual(self.containers(), [])


if __name__ == "__main__":
    unittest.main()
