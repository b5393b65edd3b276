# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets in a real key store: gnome-keyring on a session bus of the test's own, with an own home folder."""

import json
import os
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from support import PROGRAM

APP = Path(PROGRAM).parent / "tests/unit/keystoretestapp"
# A bus that starts nothing by name: the services of the machine, and their windows, are none of the test's.
BUS = """<busconfig><type>session</type><listen>unix:path={}</listen><policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"""
SECRET = "KGAT_5ecce7a1b2c3d4e5f60718293a4b5c6d"


class RealKeyStore(unittest.TestCase):
    def setUp(self) -> None:
        place = tempfile.TemporaryDirectory(prefix="kaggle-solver-test-")
        self.addCleanup(place.cleanup)
        self.folder = Path(place.name)
        self.environment = {"PATH": os.environ["PATH"], "HOME": place.name, "XDG_RUNTIME_DIR": place.name, "LC_ALL": "C.UTF-8"}
        (self.folder / "bus.conf").write_text(BUS.format(self.folder / "session"))
        bus = self.start("dbus-daemon", f"--config-file={self.folder / 'bus.conf'}", "--nofork", "--print-address", stdout=subprocess.PIPE)
        self.assertTrue(bus.stdout.readline())
        bus.stdout.close()
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={self.folder / 'session'}"

    def start(self, *command: str, **options) -> subprocess.Popen:
        process = subprocess.Popen(command, env=self.environment, stderr=subprocess.DEVNULL, text=True, **options)
        self.addCleanup(process.wait, 20)
        self.addCleanup(process.kill)
        return process

    def bus(self, *words: str) -> str:
        call = ["dbus-send", "--session", "--print-reply", *words]
        return subprocess.run(call, env=self.environment, capture_output=True, text=True, check=True).stdout

    def start_keyring(self) -> subprocess.Popen:
        keyring = self.start("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets", stdin=subprocess.PIPE,
                             stdout=subprocess.DEVNULL)  # fmt: skip
        keyring.stdin.write("password of the test")
        keyring.stdin.close()
        deadline = time.monotonic() + 10
        while "org.freedesktop.secrets" not in self.bus("--dest=org.freedesktop.DBus", "/", "org.freedesktop.DBus.ListNames"):
            self.assertLess(time.monotonic(), deadline, "no key store came up")
            time.sleep(0.05)
        return keyring

    def program(self, limit_ms: int = 5000):
        """A process with a key store; gives what tells it a line and reads its answer."""
        process = self.start(str(APP), str(limit_ms), stdin=subprocess.PIPE, stdout=subprocess.PIPE)

        def tell(*words: str) -> dict:
            process.stdin.write(" ".join(words) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stdin.close)
        return tell

    def test_a_secret_outlives_the_process(self) -> None:
        self.start_keyring()
        first = self.program()
        self.assertEqual(first("read", "kaggle")["answer"], "not_found")
        self.assertEqual(first("remove", "kaggle")["answer"], "removed")
        for secret in ("KGAT_first", SECRET):
            self.assertEqual(first("write", "kaggle", secret)["answer"], "in store")
        self.assertEqual(first("write", "openai", "another")["answer"], "in store")
        second = self.program()
        self.assertEqual(second("read", "kaggle")["answer"], SECRET)
        self.assertEqual(second("remove", "kaggle")["answer"], "removed")
        third = self.program()
        self.assertEqual(third("read", "kaggle")["answer"], "not_found")
        self.assertEqual(third("read", "openai")["answer"], "another")
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        self.assertTrue(any(path.suffix == ".keyring" for path in files), files)
        for path in files:
            self.assertNotIn(SECRET.encode(), path.read_bytes(), path)

    def test_a_store_that_does_not_answer_is_not_waited_for_twice(self) -> None:
        keyring = self.start_keyring()
        tell = self.program(limit_ms=700)
        self.assertEqual(tell("write", "kaggle", SECRET)["answer"], "in store")
        keyring.send_signal(signal.SIGSTOP)
        silent = tell("read", "kaggle")
        self.assertEqual(silent["answer"], "no_key_store")
        self.assertTrue(700 <= silent["ms"] < 1500, silent)
        kept = tell("write", "openai", "another")
        self.assertEqual(kept["answer"], "this session")
        self.assertLess(kept["ms"], 100)
        self.assertEqual(tell("read", "openai")["answer"], "another")
        # It comes back, and is asked again.
        keyring.send_signal(signal.SIGCONT)
        deadline = time.monotonic() + 10
        while (answer := tell("read", "kaggle"))["answer"] != SECRET:
            self.assertLess(time.monotonic(), deadline, answer)
            time.sleep(0.05)

    def test_a_locked_store_that_nobody_unlocks(self) -> None:
        self.start_keyring()
        self.assertEqual(self.program()("write", "kaggle", SECRET)["answer"], "in store")
        self.bus("--dest=org.freedesktop.secrets", "/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock",
                 "array:objpath:/org/freedesktop/secrets/collection/login")  # fmt: skip
        tell = self.program()
        written = tell("write", "kaggle", "KGAT_typed_now")
        self.assertEqual(written["answer"], "this session", written)
        self.assertLess(written["ms"], 2000)
        self.assertEqual(tell("read", "kaggle")["answer"], "KGAT_typed_now")

    def test_a_bus_without_a_key_store(self) -> None:
        tell = self.program()
        absent = tell("read", "kaggle")
        self.assertEqual(absent["answer"], "no_key_store", absent)
        self.assertLess(absent["ms"], 1000)
        self.assertIn("this session", absent["sentence"])
        self.assertNotIn("freedesktop", absent["sentence"])
        self.assertIn("org.freedesktop.secrets", absent["detail"])
        self.assertEqual(tell("write", "kaggle", SECRET)["answer"], "this session")
        self.assertEqual(tell("read", "kaggle")["answer"], SECRET)
        self.assertEqual(self.program()("read", "kaggle")["answer"], "no_key_store")


if __name__ == "__main__":
    unittest.main()
