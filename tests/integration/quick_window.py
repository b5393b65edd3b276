# SPDX-License-Identifier: GPL-3.0-or-later
"""The real window under Xvfb, used by keys and by the pointer; never by calls into it."""

import os
import shutil
import sqlite3
import subprocess
import threading
import time
import unittest
from pathlib import Path

from support import PROGRAM, ProgramTest, small_competition, unlabelled_competition

TOOLS = ("Xvfb", "xdotool", "xclip", "import", "compare")
PICTURES = os.environ.get("PICTURES")  # folder; then the test leaves what it saw


@unittest.skipUnless(all(shutil.which(tool) for tool in TOOLS), "needs " + " and ".join(TOOLS))
class Window(ProgramTest):
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

    def test_from_first_start_to_a_dropped_file(self) -> None:
        window = self.open()
        self.picture("start")
        folder = self.folder / "my data"
        small_competition(folder)
        # One paste with rubbish in it: what is no competition stays in the field, what is one becomes a row at once.
        self.type(str(folder))
        self.xdotool("key", "shift+Return")
        self.type("what shall I do today?")
        self.xdotool("key", "Return")
        self.wait_for("the row", lambda: len(self.jobs()) == 1, 10)
        self.picture("running")
        self.wait_for("the end of the job", lambda: self.jobs()[0][1] == "completed", 240)
        time.sleep(1)
        self.picture("completed")

        # Dragged with the pointer into another program: the same bytes under the competition's name.
        target = subprocess.Popen([str(Path(PROGRAM).parent / "tests/gui/droptarget"), "1000", "250", "400", "120"],
                                  env=self.environment(), stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.end, target)
        self.assertEqual(target.stdout.readline().strip(), "ready")
        time.sleep(0.5)
        row = ("300", "174")  # the first one, below the header and the reason why a line stayed
        self.xdotool("mousemove", *row, "mousedown", "1")
        steps = [("mousemove", str(300 + 180 * i), str(174 + 27 * i)) for i in range(1, 6)]
        for step in [("mousemove_relative", "8", "8"), ("mousemove_relative", "8", "8"), *steps, ("mousemove_relative", "2", "2")]:
            time.sleep(0.1)
            self.xdotool(*step)
        time.sleep(0.3)
        self.xdotool("mouseup", "1")
        dropped = self.dropped(target)
        self.assertEqual(dropped["action"], "copy")
        self.assertIn("text/uri-list", dropped["formats"])
        self.assertIn("text/plain", dropped["formats"])
        self.assertTrue(dropped["file"].endswith("-submission.csv"), dropped)
        (job,) = (self.data / "jobs").iterdir()
        self.assertEqual(Path(dropped["file"]).read_bytes(), (job / "submission.csv").read_bytes())

        # Remove, and undo by keys after the worst of ends; with the focus in the empty field for competitions.
        self.xdotool("mousemove", *row, "click", "1")
        self.xdotool("key", "Delete")
        self.wait_for("the removal", lambda: self.jobs()[0][2] == 1, 10)
        window.kill()
        window.wait(timeout=30)
        window = self.open()
        self.xdotool("mousemove", "300", "50", "click", "1")  # without a window manager nobody gives it the keys back
        self.xdotool("key", "ctrl+z")
        self.wait_for("the job's return", lambda: self.jobs()[0][2] == 0, 10)

        self.xdotool("key", "ctrl+q")
        self.assertEqual(window.wait(timeout=30), 0, window.stderr.read())
        self.open()
        self.picture("again")
        self.assertEqual([job[1] for job in self.jobs()], ["completed"])
        self.assertEqual(self.containers(), [])

    def test_one_click_then_everything_else(self) -> None:
        """The demo by one click; cancelled and taken up again; other starts; a paste; the same window after a restart."""
        window = self.open()
        self.xdotool("mousemove", "316", "241", "click", "1")  # Try the demo
        self.wait_for("the demo's row", lambda: self.statuses() == ["processing"], 20)
        self.wait_for("a container", lambda: self.containers(), 60)
        begin = time.monotonic()
        self.xdotool("key", "ctrl+period")
        self.wait_for("the cancellation", lambda: self.statuses() == ["cancelled"], 10)
        self.assertLess(time.monotonic() - begin, 3, "xdotool and sqlite need a part of it")
        self.wait_for("the container's end", lambda: not self.containers(), 5)
        time.sleep(1)  # until the window has seen it, too
        self.xdotool("key", "ctrl+r")
        self.wait_for("the demo's end", lambda: self.statuses() == ["completed"], 240)

        # Another start by --url becomes a row here, is followed there, and ends as if alone; one without words shows this window.
        unlabelled_competition(self.folder / "handed over")
        done = self.run_program("--url", self.folder / "handed over")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(Path(done.stdout.strip()).is_file(), done.stdout)
        self.assertEqual(self.statuses(), ["completed", "completed"])
        second = subprocess.run(self.command(), env=self.environment(), capture_output=True, text=True, timeout=20)
        self.assertEqual((second.returncode, second.stderr), (0, ""))

        # Pasted with the focus in the table: three folders become rows, the rest stays in the field.
        for name in ("ward a", "ward b", "ward c"):
            unlabelled_competition(self.folder / name)
        self.copy(f"{self.folder}/ward a\nwhat shall I do today?\n{self.folder}/ward b\nhttps://example.com/c/x\n{self.folder}/ward c\n")
        self.xdotool("mousemove", "300", "159", "click", "1")
        self.xdotool("key", "ctrl+v")
        self.wait_for("three rows", lambda: len(self.statuses()) == 5, 10)
        self.xdotool("key", "ctrl+n")
        self.xdotool("key", "ctrl+a")
        self.xdotool("key", "ctrl+c")
        time.sleep(0.3)
        self.assertEqual(self.copied().split("\n"), ["what shall I do today?", "https://example.com/c/x"])
        self.xdotool("key", "Delete")
        self.wait_for("their ends", lambda: self.statuses() == ["completed"] * 5, 240)

        # Closed and opened again it looks the same: rows, selection, tab, layout.
        self.xdotool("windowmove", self.number(), "0", "40")  # Qt wants room for a title bar above
        self.xdotool("mousemove", "300", "229", "click", "1")
        self.xdotool("key", "ctrl+5")
        before = self.looked_at("before")
        self.xdotool("key", "ctrl+q")
        self.assertEqual(window.wait(timeout=30), 0, window.stderr.read())
        self.open()
        self.picture("restarted")  # with the same row chosen, before anybody clicks
        again = self.looked_at("after")
        told = subprocess.run(["compare", "-metric", "AE", "-fuzz", "5%", str(before), str(again), "null:"], capture_output=True, text=True)
        # One row's worth: without a window manager it is chance whether the window counts as active. Another row would be two.
        self.assertLess(float(told.stderr.split()[0]), 1440 * 32, "pixels that differ")


if __name__ == "__main__":
    unittest.main()
