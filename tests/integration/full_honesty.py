# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs that cheat get the score that they deserve; the floor's score is what unseen answers say."""

import csv
import json
import math
import random
import unittest
from pathlib import Path

from support import ProgramTest, write_table

PROGRAMS = Path(__file__).resolve().parent / "programs"
ROWS, TEST_ROWS = 1500, 1500


def competition(folder: Path) -> dict[str, int]:
    """x tells the class with much noise; `many` has hundreds of values and tells nothing. Returns the test's answers."""
    chance = random.Random(11)
    folder.mkdir()

    def record(i: int) -> list:
        y = int(chance.random() < 0.4)
        return [i, round(chance.gauss(y, 1.2), 4), f"v{chance.randrange(500)}", y]

    train = [record(i) for i in range(ROWS)]
    test = [record(i) for i in range(ROWS, ROWS + TEST_ROWS)]
    write_table(folder / "train.csv", ["id", "x", "many", "y"], train)
    write_table(folder / "test.csv", ["id", "x", "many"], [row[:3] for row in test])
    write_table(folder / "sample_submission.csv", ["id", "y"], [[row[0], 0.5] for row in test])
    (folder / "evaluation.md").write_text("Submissions are evaluated on area under the ROC curve.\n")
    return {str(row[0]): row[3] for row in test}


def auc(scores: list[float], answers: list[int]) -> float:
    """By ranks, ties half; independent of the product's own."""
    order = sorted(range(len(scores)), key=scores.__getitem__)
    ranks = [0.0] * len(scores)
    i = 0
    while i < len(order):
        j = i
        while j + 1 < len(order) and scores[order[j + 1]] == scores[order[i]]:
            j += 1
        for k in range(i, j + 1):
            ranks[order[k]] = (i + j) / 2 + 1
        i = j + 1
    positives = sum(answers)
    return (sum(r for r, y in zip(ranks, answers) if y) - positives * (positives + 1) / 2) / (positives * (len(answers) - positives))


def error_of(value: float, positives: int, negatives: int) -> float:
    """Standard error of an AUC (Hanley and McNeil 1982)."""
    q1, q2 = value / (2 - value), 2 * value * value / (1 + value)
    return math.sqrt((value * (1 - value) + (positives - 1) * (q1 - value**2) + (negatives - 1) * (q2 - value**2)) / (positives * negatives))


class Honesty(ProgramTest):
    def test_four_cheats_and_the_floor(self) -> None:
        folder = self.folder / "noisy"
        answers = competition(folder)
        cheats = ["encoding", "memory", "noise", "burglar"]
        programs = [a for name in cheats for a in ("--program", str(PROGRAMS / f"{name}.py"))]
        done = self.run_program("--url", folder, "--preset", "quick", "--json", *programs, timeout=1500)
        self.assertEqual(done.returncode, 0, done.stderr)
        events = self.events(done.stdout)
        finished = next(e for e in events if e["event"] == "finished")
        self.assertEqual(finished["origin"], "baseline", "no cheat may replace the floor")
        scored = {e["attempt"]: e for e in events if e["event"] == "attempt"}
        self.assertEqual(sorted(scored), [1, 2, 3, 4, 5], done.stderr)
        (job,) = (self.data / "jobs").iterdir()

        # The floor: sealed against hidden.
        with open(finished["path"], newline="") as file:
            rows = list(csv.DictReader(file))
        truth = [answers[row["id"]] for row in rows]
        hidden = auc([float(row["y"]) for row in rows], truth)
        positives = sum(truth)
        hidden_error = error_of(hidden, positives, len(truth) - positives)
        distance = abs(finished["score"] - hidden)
        self.assertLessEqual(distance, 3 * math.hypot(finished["standard_error"], hidden_error), f"sealed {finished['score']} hidden {hidden}")
        self.assertGreater(hidden, 0.65)

        # None of the cheats knows anything: their hidden score is that of chance, and so is their sealed one.
        chance_error = error_of(0.5, positives, len(truth) - positives)
        for number in (2, 3, 4, 5):
            attempt = scored[number]
            self.assertIsNotNone(attempt["score"], attempt)
            self.assertLessEqual(abs(attempt["score"] - 0.5), 3 * math.hypot(attempt["standard_error"], chance_error), json.dumps(attempt))
        for log in (job / "attempts" / "05" / "runs").glob("*/run.log"):
            self.assertIn("found 0 answers", log.read_text(), log)


if __name__ == "__main__":
    unittest.main()
