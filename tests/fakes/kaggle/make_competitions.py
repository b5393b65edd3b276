# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes small competitions for the fake, the same at every run: comp-001 …, and one like Titanic.

Usage: make_competitions.py --count N --out DIR [--seed S]
"""

import argparse
import csv
import io
import json
import math
import os
import random
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CITIES = ("Zürich", "Málaga", "Århus", "Oslo", "Köln")
MODIFIED = 1704067200  # seconds since 1970: 2024-01-01, so that dates do not differ between runs
WORDS = {"accuracy": "classification accuracy: the share of rows whose label is right", "auc": "area under the ROC curve (AUC)",
         "logloss": "logarithmic loss (log loss)", "rmse": "root mean squared error (RMSE)", "mae": "mean absolute error (MAE)"}


@dataclass
class Plan:
    slug: str
    title: str
    metric: str
    key: str
    target: str
    train: int  # rows
    test: int
    layout: str  # flat, nested, zipped
    pages: str   # md, html

    @property
    def is_regression(self) -> bool:
        return self.metric in ("rmse", "mae")


def write_csv(file: Path, rows: list[dict[str, Any]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(csv_text(rows), encoding="utf-8")


def csv_text(rows: list[dict[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def rows_of(plan: Plan, invent: random.Random) -> list[dict[str, Any]]:
    weights = [invent.uniform(-2, 2) for _ in range(4)]
    bonus = {city: invent.uniform(-1, 1) for city in CITIES}
    rows = []
    for n in range(plan.train + plan.test):
        numbers = [invent.gauss(0, 1) for _ in weights]
        city = invent.choice(CITIES)
        value = sum(w * x for w, x in zip(weights, numbers)) + bonus[city] + 0.3 * numbers[0] * numbers[1]
        row: dict[str, Any] = {plan.key: n + 1}
        row |= {f"x{i}": "" if invent.random() < 0.03 else f"{x:.4f}" for i, x in enumerate(numbers)}
        row |= {"city": city, "size": invent.choice(("small", "medium", "large"))}
        chance = 1 / (1 + math.exp(-1.5 * value))
        row[plan.target] = f"{100 + 20 * value + invent.gauss(0, 4):.3f}" if plan.is_regression else int(invent.random() < chance)
        rows.append(row)
    return rows


def titanic_rows(plan: Plan, invent: random.Random) -> list[dict[str, Any]]:
    rows = []
    for n in range(plan.train + plan.test):
        sex, place = invent.choice(("male", "male", "female")), invent.choice((1, 2, 3, 3))
        age, fare = max(1.0, invent.gauss(30, 14)), invent.lognormvariate(4.2 - 0.8 * place, 0.5) + 4
        chance = 1 / (1 + math.exp(-(-1.2 + 2.6 * (sex == "female") + 0.7 * (2 - place) - 0.02 * (age - 30))))
        family = invent.choice(("Martin", "Núñez", "Brown", "Müller", "Olsen"))
        cabin = "" if invent.random() < 0.77 else f"{invent.choice('ABCDE')}{invent.randrange(10, 99)}"
        rows.append({"PassengerId": n + 1, plan.target: int(invent.random() < chance), "Pclass": place,
                     "Name": f"{family}, {'Mrs.' if sex == 'female' else 'Mr.'} {invent.choice('ABCDEFGH')}.", "Sex": sex,
                     "Age": "" if invent.random() < 0.2 else f"{age:.0f}", "SibSp": invent.choice((0, 0, 0, 1, 2)),
                     "Parch": invent.choice((0, 0, 0, 1, 2)), "Ticket": str(invent.randrange(10000, 400000)), "Fare": f"{fare:.4f}",
                     "Cabin": cabin, "Embarked": invent.choice("SSSCQ")})
    return rows


def pages_of(plan: Plan) -> dict[str, str]:
    kind = "a number" if plan.is_regression else "0 or 1" if plan.metric == "accuracy" else "a probability between 0 and 1"
    sample = f"{plan.key},{plan.target}\n{plan.train + 1},0\n{plan.train + 2},0"
    if plan.pages == "html":
        return {"description": f"<h2>{plan.title}</h2><p>Predict <b>{plan.target}</b> from the other columns.</p>",
                "Evaluation": f"<h2>Metric</h2><p>Submissions are evaluated on {WORDS[plan.metric]}.</p><h3>Submission File</h3>"
                              f"<p>For each <code>{plan.key}</code> of the test set predict {kind}.</p><pre><code>{sample}\n</code></pre>",
                "data-description": "<h3>Files</h3><ul><li>train.csv</li><li>test.csv</li><li>sample_submission.csv</li></ul>"
                                    f"<p><b>{plan.target}</b>: the target</p>",
                "rules": "<p>One account per participant.</p>"}
    return {"description": f"## {plan.title}\n\nPredict **{plan.target}** from the other columns.\n",
            "evaluation": f"## Metric\n\nSubmissions are evaluated on {WORDS[plan.metric]}.\n\n### Submission File\n\n"
                          f"For each `{plan.key}` of the test set predict {kind}.\n\n```\n{sample}\n```\n",
            "data-description": "### Files\n\n* **train.csv**\n* **test.csv**\n* **sample_submission.csv**\n\n"
                                f"`{plan.target}`: the target\n",
            "rules": "One account per participant.\n"}


def write_data(plan: Plan, data: Path, train: list[dict], test: list[dict], sample: list[dict]) -> None:
    inside = data / "tables" if plan.layout == "nested" else data
    write_csv(inside / "test.csv", test)
    write_csv(data / ("gender_submission.csv" if plan.slug == "titanic" else "sample_submission.csv"), sample)
    if plan.layout == "zipped":
        with zipfile.ZipFile(data / "train.csv.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(zipfile.ZipInfo("train.csv", (2024, 1, 1, 0, 0, 0)), csv_text(train), zipfile.ZIP_DEFLATED)
    else:
        write_csv(inside / "train.csv", train)
    if plan.layout == "nested":
        (data / "docs").mkdir()
        (data / "docs" / "read me.txt").write_text("Train and test are in tables/.\n", encoding="utf-8")


def make(plan: Plan, out: Path, seed: int) -> None:
    invent = random.Random(f"{seed}/{plan.slug}")
    rows = titanic_rows(plan, invent) if plan.slug == "titanic" else rows_of(plan, invent)
    train, test = rows[:plan.train], rows[plan.train:]
    folder = out / plan.slug
    (folder / "pages").mkdir(parents=True)
    mean = sum(float(row[plan.target]) for row in train) / len(train)
    fill = f"{mean:.3f}" if plan.is_regression else 0 if plan.metric == "accuracy" else 0.5
    write_data(plan, folder / "data", train, [{k: v for k, v in row.items() if k != plan.target} for row in test],
               [{plan.key: row[plan.key], plan.target: fill} for row in test])
    write_csv(folder / "solution.csv", [{plan.key: row[plan.key], plan.target: row[plan.target],
                                         "Usage": "Public" if invent.random() < 0.5 else "Private"} for row in test])
    for name, text in pages_of(plan).items():
        (folder / "pages" / f"{name}.{plan.pages}").write_text(text, encoding="utf-8")
    facts = {"title": plan.title, "description": f"Predict {plan.target}", "maxDailySubmissions": 10 if plan.slug == "titanic" else 5,
             "category": "Getting Started" if plan.slug == "titanic" else "Playground",
             "tags": [{"ref": "tabular", "name": "tabular", "fullPath": "data type > tabular", "competitionCount": 500}],
             "scoring": {"metric": plan.metric, "id": plan.key, "target": plan.target}}
    (folder / "competition.json").write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for file in folder.rglob("*"):
        os.utime(file, (MODIFIED, MODIFIED))


def plans(count: int, seed: int) -> list[Plan]:
    """\\return `count` different ones and the one like Titanic"""
    made = [Plan("titanic", "Titanic - Machine Learning from Disaster", "accuracy", "PassengerId", "Survived", 891, 418, "flat", "md")]
    metrics, layouts = tuple(WORDS), ("flat", "nested", "flat", "zipped")
    for n in range(1, count + 1):
        invent = random.Random(f"{seed}/plan/{n}")
        metric = metrics[n % len(metrics)]
        made.append(Plan(f"comp-{n:03d}", f"Competition {n}: {'how much' if metric in ('rmse', 'mae') else 'yes or no'}", metric,
                         invent.choice(("id", "row_id", "Id")), invent.choice(("target", "outcome", "y")), invent.randrange(200, 400),
                         invent.randrange(100, 200), layouts[n % len(layouts)], "html" if n % 3 == 0 else "md"))
    return made


def make_all(out: Path, count: int, seed: int = 1) -> list[str]:
    """\\param out folder that has none of them yet
    \\return their slugs"""
    made = plans(count, seed)
    for plan in made:
        make(plan, out, seed)
    return [plan.slug for plan in made]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    print("\n".join(make_all(given.out, given.count, given.seed)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
