# SPDX-License-Identifier: GPL-3.0-or-later
"""The inspecting mode: what is answered depends on what the prompt holds, so that a program that leaves something out gets nowhere.

A mode is a round of answers or a table of rules. What was given before is remembered for each competition, which is known by the path of
its data in the prompt.
"""

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from replies import Ask

PROGRAMS = Path(__file__).resolve().parent / "programs"
MISSING_COLUMN = "passenger_mood"  # of programs/crash.py
SLUG = re.compile(r"/kaggle/input/(?:competitions/)?([A-Za-z0-9][\w.-]*\w)")
TRACEBACK = re.compile(rf"KeyError: '{MISSING_COLUMN}'")
SCORE = re.compile(r"(?i)\bscore[^0-9\n]{0,24}\d+(?:\.\d+)?")
EXPLORE = re.compile(r"(?i)\bexplor(?:e|ation|ing)\b")
TAIL = 3000  # characters at the end of a prompt, where it says what is wanted now


@dataclass(frozen=True)
class Rule:
    """program: a file of programs/, or a reply of GARBAGE; after: it was given before; needs: what the prompt must hold, by the names of
    Inspector.holds; finish: how the reply ends"""

    program: str
    after: str = ""
    needs: tuple[str, ...] = ()
    finish: str = "stop"


GARBAGE = {
    "prose": "I would first look at the data, then train a model, and then write the submission.",
    "empty-fence": "Here is the program:\n\n```python\n```\n",
    "broken": "```python\nimport pandas as pd\ntrain = pd.read_csv(\nfor fold in range(5)\n    print fold\n```\n",
    "json": "{\"plan\": [\"look\", \"train\", \"write\"], \"done\": true}",
    "other-language": "```bash\npip install everything\npython solve.py\n```\n",
    "diff": "```diff\n--- a/solution.py\n+++ b/solution.py\n@@ -1 +1 @@\n-model = A()\n+model = B()\n```\n# ... rest unchanged ...\n",
}
# What is answered whatever the prompt holds: one after the other, then again from the first.
ROUNDS: dict[str, tuple[str, ...]] = {
    "crash": ("crash",), "better": ("better",), "garbage": tuple(GARBAGE), "perfect-score": ("perfect_score",),
    "y-plus-noise": ("y_plus_noise",), "target-encoding": ("target_encoding",),
    "cheats": ("perfect_score", "y_plus_noise", "target_encoding")}
# What a prompt has to earn: the first rule that fits answers.
RULES: dict[str, tuple[Rule, ...]] = {
    # Crash, repaired, the wrong direction, better.
    "ladder": (Rule("better", after="worse", needs=("score", "one change")), Rule("worse", after="fixed"),
               Rule("fixed", after="crash", needs=("traceback", "columns")), Rule("crash")),
    # The first answer ends in the middle; the rest comes when it is asked to go on, a short program when it is not.
    "truncated": (Rule("better", needs=("assistant turn",)), Rule("fixed", after="better"), Rule("better", finish="length")),
}
PLANS = {"crash": "I use every column, and one that tells the mood.",
         "fixed": "The column does not exist; I leave it out and keep to the numbers.",
         "worse": "One change: I turn the predictions round.", "better": "One change: all columns, one-hot, with products of the numbers."}


class Inspector:
    """From any thread, under the lock of its owner."""

    def __init__(self) -> None:
        self.mode = ""
        self.given: dict[str, list[str]] = {}
        self.data: Path | None = None
        self.columns: list[str] | None = None
        self.score = ""
        self.explore = EXPLORE
        self.known: dict[str, list[str]] = {}

    def choose(self, mode: str) -> None:
        """\\param mode one of ROUNDS or RULES, or "" for none"""
        if mode and mode not in ROUNDS | RULES:
            raise ValueError(f"no such mode: {mode}")
        self.mode = mode
        self.given.clear()

    def look_for(self, data: str = "", columns: list[str] | None = None, score: str | None = None, explore: str | None = None,
                 reset: bool = False) -> None:
        """\\param data a competition's folder, or one of folders that are named by their slugs: there the columns' names are read
        \\param columns their names, in place of `data`
        \\param score that the prompt must hold, to the letter; "", the default: any number behind the word "score"
        \\param explore pattern in the end of a prompt that asks for a script that only looks; "": none is one
        \\param reset true: nothing was given yet"""
        self.data, self.known = Path(data) if data else self.data, {} if data else self.known
        self.columns = columns or self.columns
        self.score = self.score if score is None else score
        if explore is not None:
            self.explore = re.compile(explore or r"(?!)")
        if reset:
            self.given.clear()

    def step(self, ask: Ask) -> tuple[str, dict[str, Any]]:
        """\\return name of the program or reply, and the entry to play"""
        slug, end = slug_of(ask.prompt), ask.prompt[-TAIL:]
        if self.explore.search(end) and "KeyError" not in end:
            return "explore", self.entry(ask, Rule("explore"), slug)
        given = self.given.setdefault(slug, [])
        if self.mode in ROUNDS:
            rule = Rule(ROUNDS[self.mode][len(given) % len(ROUNDS[self.mode])])
        else:
            rule = next(rule for rule in RULES[self.mode]
                        if rule.after in ("", *given) and all(self.holds(need, ask, slug) for need in rule.needs))
        given.append(rule.program)
        return rule.program, self.entry(ask, rule, slug)

    def write(self, ask: Ask, program: str) -> dict[str, Any]:
        """\\return the entry to play for one program, whatever the mode"""
        return self.entry(ask, Rule(program), slug_of(ask.prompt))

    def holds(self, need: str, ask: Ask, slug: str) -> bool:
        prompt = ask.prompt
        if need == "traceback":
            return bool(TRACEBACK.search(prompt))
        if need == "columns":
            return all(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", prompt) for name in self.columns_of(slug))
        if need == "score":
            return self.score in prompt if self.score else bool(SCORE.search(prompt))
        if need == "assistant turn":
            return any(role == "assistant" for role, _ in ask.messages)
        return need in prompt

    def columns_of(self, slug: str) -> list[str]:
        """\\return the names of train's columns; a name that no prompt holds, if they are not known"""
        if self.columns:
            return self.columns
        if slug not in self.known:
            folder = self.data / slug if self.data and (self.data / slug).is_dir() else self.data
            self.known[slug] = header(folder) if folder else ["\0 no data was named: inspect {data}"]
        return self.known[slug]

    def entry(self, ask: Ask, rule: Rule, slug: str) -> dict[str, Any]:
        if rule.program in GARBAGE:
            return {"text": GARBAGE[rule.program], "finish": rule.finish}
        plan = PLANS.get(rule.program, "A short program.")
        plan += " It is fitted on the training rows. It writes the file that is asked for."
        text = f"{plan}\n\n```python\n{source(rule.program, slug)}```\n"
        if rule.finish == "length":
            return {"text": text[:len(text) * 3 // 5], "finish": "length"}
        said = [told for role, told in ask.messages if role == "assistant"]
        if said and text.startswith(said[-1]):
            text = text[len(said[-1]):]
        return {"text": text, "finish": rule.finish}


def slug_of(prompt: str) -> str:
    """\\return the competition that a prompt names last, "" for none"""
    found = [name for name in SLUG.findall(prompt) if name != "competitions"]
    return found[-1] if found else ""


def header(folder: Path) -> list[str]:
    """\\return the columns of train.csv somewhere below, zipped or not"""
    for file in sorted(folder.rglob("train.csv*")):
        if file.suffix == ".zip":
            with zipfile.ZipFile(file) as archive:
                raw = archive.read(archive.namelist()[0]).decode("utf-8-sig")
        else:
            raw = file.read_text(encoding="utf-8-sig")
        return next(csv.reader(io.StringIO(raw)))
    raise ValueError(f"no train.csv in {folder}")


def source(program: str, slug: str) -> str:
    """\\return a program as one file: the lines that find the data, and its own"""
    words = (PROGRAMS / "data.py").read_text(encoding="utf-8") + "\n" + (PROGRAMS / f"{program}.py").read_text(encoding="utf-8")
    lines = [line for line in words.splitlines() if not line.startswith(("# SPDX", "from data import"))]
    return "\n".join(lines).lstrip("\n").replace("a-competition", slug or "a-competition") + "\n"
