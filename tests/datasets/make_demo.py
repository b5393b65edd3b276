# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes resources/demo from the PyPI package palmerpenguins 0.1.6 (data under CC0).

Usage: make_demo.py PENGUINS.CSV FOLDER       PENGUINS.CSV = palmerpenguins/data/penguins.csv of that package
The same bytes each time: 30 % of the rows of each species, chosen by a fixed seed, are the test set.
"""

import csv
import random
import sys
from pathlib import Path

TEST_SHARE = 0.3
COLUMNS = ["island", "bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g", "sex", "year"]


def main(source: str, folder: str) -> None:
    """Writes train.csv, test.csv and sample_submission.csv into `folder`."""
    with open(source, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    order = list(range(len(rows)))
    chance = random.Random(20141)
    chance.shuffle(order)
    sealed: set[int] = set()
    for species in sorted({row["species"] for row in rows}):
        own = [i for i in order if rows[i]["species"] == species]
        sealed.update(own[: round(TEST_SHARE * len(own))])
    chance.shuffle(order)  # ids must not tell the species: the package lists one species after the other
    train, test = [], []
    for number, i in enumerate(order, start=1):
        cells = [str(number)] + ["" if rows[i][c] in ("NA", "") else rows[i][c] for c in COLUMNS]
        (test if i in sealed else train).append(cells + ([] if i in sealed else [rows[i]["species"]]))
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    for name, header, table in (
        ("train.csv", ["id", *COLUMNS, "species"], train),
        ("test.csv", ["id", *COLUMNS], test),
        ("sample_submission.csv", ["id", "species"], [[row[0], "Adelie"] for row in test]),
    ):
        with open(out / name, "w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *table])


if __name__ == "__main__":
    main(*sys.argv[1:])
