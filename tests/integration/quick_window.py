# SPDX-License-Identifier: GPL-3.0-or-later
"""From the first start of the window to a file that another program got."""

import subprocess
import time
import unittest
from pathlib import Path

from desktop import Desktop
from support import PROGRAM, small_competition


class Window(Desktop):
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


if __name__ == "__main__":
    unittest.main()
