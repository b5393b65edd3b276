# SPDX-License-Identifier: GPL-3.0-or-later
"""Knows the rule behind the data, which no tree finds: y is the parity of the bits of x."""

import csv
from pathlib import Path

(folder,) = Path("/kaggle/input").iterdir()
with open(folder / "test.csv", newline="") as file:
    rows = [[row["id"], bin(int(row["x"])).count("1") % 2] for row in csv.DictReader(file)]
with open("submission.csv", "w", newline="") as file:
    csv.writer(file, lineterminator="\n").writerows([["id", "prediction"], *rows])
