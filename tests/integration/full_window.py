# SPDX-License-Identifier: GPL-3.0-or-later
"""The window from one click to a restart."""

import subprocess
import time
import unittest
from pathlib import Path

from desktop import Desktop
from support import unlabelled_competition


class Window(Desktop):
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
        self.xdotool("key", "ctrl+6")
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
