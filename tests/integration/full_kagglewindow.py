# SPDX-License-Identifier: GPL-3.0-or-later
"""A Kaggle competition in the window: an address is pasted, rules are accepted meanwhile, the result is submitted by keys."""

import json
import sqlite3
import time
import unittest

from desktop import Desktop
from kaggle import KaggleTest


class KaggleWindow(Desktop, KaggleTest):
    def environment(self) -> dict[str, str]:
        return super().environment() | (self.account(self.fake) if hasattr(self, "fake") else {})

    def row(self, sql: str) -> tuple:
        try:
            with sqlite3.connect(f"file:{self.data}/solver.db?mode=ro", uri=True) as db:
                return db.execute(sql).fetchone() or ()
        except sqlite3.OperationalError:
            return ()

    def test_from_a_paste_to_the_score(self) -> None:
        self.competition("plants", userHasEntered=False)
        self.fake = self.start()
        self.fake.control(set={"slug": "plants", "scenario": "rules-not-accepted"})
        self.open()
        self.copy("have a look at https://www.kaggle.com/competitions/plants/overview?x=1#y please")
        self.xdotool("windowfocus", self.number())
        self.xdotool("key", "ctrl+n")
        self.xdotool("key", "ctrl+v")
        self.xdotool("key", "Return")
        self.wait_for("the need", lambda: self.row("SELECT needs FROM jobs") == ("accept_rules",), 30)
        self.picture("needs-you")
        self.fake.control(accept_rules="plants")
        accepted = time.monotonic()
        self.wait_for("it goes on", lambda: self.row("SELECT needs FROM jobs") == ("",), 45)
        print(f"went on {time.monotonic() - accepted:.0f} s after the rules were accepted")
        self.wait_for("the end", lambda: self.statuses() == ["completed"], 240)
        self.assertNotIn("CreateSubmission", self.methods(self.fake))
        self.xdotool("mousemove", "300", "159", "click", "1")
        self.xdotool("windowfocus", self.number())
        time.sleep(1)
        self.xdotool("key", "ctrl+Return")
        self.wait_for("the dialog", lambda: "GetSubmissionLimits" in self.methods(self.fake)[-3:] and self.xdotool("search", "--onlyvisible", "--name", "Submit"), 20)
        time.sleep(1)
        self.picture("submit")
        self.xdotool("key", "Return")
        self.wait_for("the score", lambda: '"state":"scored"' in (self.row("SELECT detail FROM submissions") or ("",))[0].replace(" ", ""), 60)
        told = json.loads(self.row("SELECT detail FROM submissions")[0])
        self.assertGreater(float(told["public_score"]), 0.6)
        self.assertEqual(self.methods(self.fake).count("CreateSubmission"), 1)
        time.sleep(1)
        self.picture("scored")


if __name__ == "__main__":
    unittest.main()
