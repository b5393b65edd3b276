# SPDX-License-Identifier: GPL-3.0-or-later
"""A screen of its own for the real window, which tests use by keys and by the pointer; never by calls into it."""

import os
import shutil
import sqlite3
import subprocess
import threading
import time
import unittest
from pathlib import Path

from support import ProgramTest

TOOLS = ("Xvfb", "xdotool", "xclip", "import", "compare")
PICTURES = os.environ.get("PICTURES")  # folder; then the test leaves what it saw


@unittest.skipUnless(all(shutil.which(tool) for tool in TOOLS), "needs " + " and ".join(TOOLS))
class Desktop(ProgramTest):
    def setUp(self) -> None:
        super().setUp()
        read, write = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1440x960x24", "-nolisten", "tcp"],
                                       pass_fds=(write,), stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as numbers:
            self.display = f":{numbers.readline().strip()}"
        self.addCleanup(self.end, self.server)

    def end(self, process: subprocess.Popen) -> None:
        process.terminate()
        process.wait(timeout=60)

    def environment(self) -> dict[str, str]:
        runtime = self.folder / "runtime"
        runtime.mkdir(mode=0o700, exist_ok=True)
        return os.environ | {"DISPLAY": self.display, "XDG_RUNTIME_DIR": str(runtime), "QT_QPA_PLATFORM": "xcb"}

    def open(self) -> subprocess.Popen:
        window = subprocess.Popen(self.command(), env=self.environment(), stderr=subprocess.PIPE, text=True)
        self.addCleanup(self.end, window)
        self.wait_for("the window", lambda: self.xdotool("search", "--onlyvisible", "--name", "Kaggle Competition Solver").strip())
        time.sleep(1)  # the first frame, and the focus in the field
        return window

    def xdotool(self, *arguments: str) -> str:
        return subprocess.run(["xdotool", *arguments], env=self.environment(), capture_output=True, text=True).stdout

    def type(self, text: str) -> None:
        self.xdotool("type", "--delay", "5", text)

    def wait_for(self, what: str, condition, seconds: float = 30):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if found := condition():
                return found
            time.sleep(0.2)
        self.picture("failed")
        self.fail(f"{what} did not come within {seconds:.0f} s")

    def picture(self, name: str) -> Path:
        file = Path(PICTURES or self.folder) / f"{name}.png"
        subprocess.run(["import", "-window", "root", str(file)], env=self.environment(), check=False)
        return file

    def number(self) -> str:
        return self.xdotool("search", "--onlyvisible", "--name", "Kaggle Competition Solver").split()[0]

    def looked_at(self, name: str) -> Path:
        """The picture with the second row clicked; without a window manager the window has to be given the keys."""
        self.xdotool("mousemove", "300", "229", "click", "1", "mousemove", "700", "400")
        self.xdotool("windowfocus", self.number())
        time.sleep(3)
        return self.picture(name)

    def copy(self, text: str) -> None:
        subprocess.run(["xclip", "-selection", "clipboard"], env=self.environment(), input=text, text=True, check=True, stdout=subprocess.DEVNULL)

    def copied(self) -> str:
        said = subprocess.run(["xclip", "-selection", "clipboard", "-o"], env=self.environment(), capture_output=True, text=True)
        return said.stdout

    def statuses(self) -> list[str]:
        return [status for _, status, removed in self.jobs() if not removed]

    def jobs(self) -> list[tuple]:
        """Slug, status and whether it is out of sight, newest last."""
        try:
            with sqlite3.connect(f"file:{self.data}/solver.db?mode=ro", uri=True) as db:
                return db.execute("SELECT slug, status, removed FROM jobs ORDER BY no").fetchall()
        except sqlite3.OperationalError:
            return []

    def dropped(self, target: subprocess.Popen) -> dict[str, str]:
        """What the other program was given."""
        lines: list[str] = []
        threading.Thread(target=lambda: lines.extend(iter(target.stdout.readline, "")), daemon=True).start()
        self.wait_for("the drop", lambda: "end\n" in lines, 10)
        return dict(line.strip().split(" ", 1) for line in lines[: lines.index("end\n")])
