# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page of the window, over jobs that really ran: nothing cut, everything named, everything reached by keys."""

import os
import subprocess
import unittest
from pathlib import Path

from support import PROGRAM, ProgramTest, small_competition

PICTURES = os.environ.get("PICTURES")  # folder; else the pictures are thrown away
OWN_PROGRAM = '''import pandas as pd
from pathlib import Path

# Class rates by category, smoothed: a small thing of one's own.
folder = next(Path("/kaggle/input").iterdir())
train = pd.read_csv(folder / "train.csv")
test = pd.read_csv(folder / "test.csv")
sample = pd.read_csv(folder / "sample_submission.csv")
rate = train["y"].mean()
sums = train.groupby("c")["y"].agg(["sum", "count"])
rates = (sums["sum"] + 20 * rate) / (sums["count"] + 20)
sample["y"] = test["c"].map(rates).fillna(rate) + 0.01 * test["x"]
print("score:", round(float(rate), 4))
sample.to_csv("/kaggle/working/submission.csv", index=False)
'''
BROKEN_PROGRAM = '''import pandas as pd
from pathlib import Path

folder = next(Path("/kaggle/input").iterdir())
train = pd.read_csv(folder / "train.csv")
print("columns:", list(train.columns))
print(train["Cabin"].mean())
'''


class WindowTour(ProgramTest):
    def test_every_page(self) -> None:
        named = self.folder / "ward admissions"
        small_competition(named, rows=300)
        (self.folder / "rates.py").write_text(OWN_PROGRAM)
        (self.folder / "broken.py").write_text(BROKEN_PROGRAM)
        empty = self.folder / "empty"
        empty.mkdir()
        self.run_program("--url", empty)
        self.run_program("--url", "demo", "--preset", "quick")
        done = self.run_program("--url", named, "--preset", "quick", "--program", self.folder / "rates.py", "--program", self.folder / "broken.py")
        self.assertEqual(done.returncode, 0, done.stderr)
        pictures = Path(PICTURES or self.folder / "pictures")
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
        tour = subprocess.run([Path(PROGRAM).parent / "tests/gui/windowtour", self.data, pictures], env=environment, capture_output=True, text=True)
        self.assertEqual(tour.returncode, 0, tour.stdout + tour.stderr)
        self.assertGreater(len(list(pictures.glob("*.png"))), 20)


if __name__ == "__main__":
    unittest.main()
