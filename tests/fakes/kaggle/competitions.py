# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder of competitions, as the fake serves them.

ROOT/SLUG/data/…            what the bundle holds
ROOT/SLUG/pages/NAME.md     a page; .html likewise
ROOT/SLUG/competition.json  members of ApiCompetition; and scoring {metric, id, target}, leaderboard [score …]
ROOT/SLUG/solution.csv      hidden; scored against
ROOT/SLUG/scenario.json     list of switches (scenarios.py) that are on from the start
"""

import csv
import json
import random
import statistics
import threading
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from answers import Refusal
from scoring import HIGHER_IS_BETTER

OWN_MEMBERS = ("scoring", "leaderboard")
METRIC_NAMES = {"accuracy": "Categorization Accuracy", "auc": "Roc Auc Score", "logloss": "Log Loss", "rmse": "Root Mean Squared Error",
                "mae": "Mean Absolute Error"}
TEAMS = 25


def no_such(what: str = "competitions.get") -> Refusal:
    return Refusal(403, f"Permission '{what}' was denied")


@dataclass
class Competition:
    slug: str
    folder: Path
    facts: dict[str, Any]
    number: int
    files: dict[str, Path] = field(default_factory=dict)  # name with `/`, in the order of the listing
    accepted: bool = True
    accept_at: float | None = None  # when the rules are accepted after all, on the fake's clock

    @property
    def title(self) -> str:
        return self.facts.get("title") or self.slug

    @property
    def scoring(self) -> dict[str, Any] | None:
        return self.facts.get("scoring") if (self.folder / "solution.csv").exists() else None

    @property
    def modified(self) -> float:
        """Seconds since 1970 of the newest file."""
        return max((file.stat().st_mtime for file in self.files.values()), default=0.0)

    def message(self, entered: bool, code_only: bool, disabled: bool, rank: int) -> dict[str, Any]:
        """ApiCompetition.
        \param rank ours on the leaderboard, from 1; 0 without one"""
        address = f"https://www.kaggle.com/competitions/{self.slug}"
        metric = (self.facts.get("scoring") or {}).get("metric", "")
        made = {
            "id": self.number, "ref": address, "title": self.title, "url": address, "description": "", "organizationName": "Kaggle",
            "organizationRef": "kaggle", "category": "Playground", "reward": "Knowledge", "tags": [], "deadline": "2035-01-01T00:00:00Z",
            "kernelCount": 120, "teamCount": 15123, "enabledDate": "2024-01-01T00:00:00.550Z", "maxDailySubmissions": 5,
            "maxTeamSize": 5, "evaluationMetric": METRIC_NAMES.get(metric, "")}
        made |= {key: value for key, value in self.facts.items() if key not in OWN_MEMBERS}
        made |= {"userHasEntered": entered, "userRank": rank}
        made["isKernelsSubmissionsOnly"] = bool(made.get("isKernelsSubmissionsOnly")) or code_only
        made["submissionsDisabled"] = bool(made.get("submissionsDisabled")) or disabled
        return made

    def daily_limit(self) -> int:
        return int(self.facts.get("maxDailySubmissions", 5))

    def pages(self) -> list[dict[str, Any]]:
        made = []
        for file in sorted((self.folder / "pages").glob("*")):
            if file.suffix in (".md", ".html"):
                made.append({"name": file.stem, "content": file.read_text(encoding="utf-8"), "isPublished": True,
                             "postTitle": file.stem.replace("-", " ").capitalize(),
                             "mimeType": "text/markdown" if file.suffix == ".md" else "text/html"})
        return made

    def higher_is_better(self) -> bool:
        return HIGHER_IS_BETTER.get((self.facts.get("scoring") or {}).get("metric", "accuracy"), True)

    def others(self) -> list[float]:
        """Scores of invented teams, best first; the same at every start."""
        higher = self.higher_is_better()
        if "leaderboard" in self.facts:
            return sorted(map(float, self.facts["leaderboard"]), reverse=higher)
        invent = random.Random(self.slug)
        scale = 1.0
        if not higher and self.scoring and self.scoring["metric"] in ("rmse", "mae"):
            with (self.folder / "solution.csv").open(encoding="utf-8", newline="") as file:
                scale = statistics.pstdev([float(row[self.scoring["target"]]) for row in csv.DictReader(file)] or [0.0]) or 1.0
        low, high = (0.6, 0.95) if higher else (0.3 * scale, scale)
        return sorted((invent.uniform(low, high) for _ in range(TEAMS)), reverse=higher)


class Competitions:
    """All of a folder, looked at anew by `reload`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.lock = threading.Lock()
        self.by_slug: dict[str, Competition] = {}
        self.by_number: dict[int, Competition] = {}
        self.reload()

    def reload(self) -> None:
        for folder in sorted(each for each in self.root.iterdir() if each.is_dir() and not each.name.startswith(".")):
            file = folder / "competition.json"
            facts = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
            known = self.by_slug.get(folder.name)
            number = known.number if known else int(facts.get("id") or 1000 + zlib.crc32(folder.name.encode()) % 90000)
            while number in self.by_number and self.by_number[number].slug != folder.name:
                number += 1
            data = folder / "data"
            files = {each.relative_to(data).as_posix(): each for each in sorted(data.rglob("*")) if each.is_file()}
            made = Competition(folder.name, folder, facts, number, files, accepted=bool(facts.get("userHasEntered", True)))
            with self.lock:
                self.by_slug[folder.name] = self.by_number[number] = made

    def get(self, slug: Any) -> Competition:
        """\\return the competition; a refusal in Kaggle's words for a name that is none"""
        found = self.by_slug.get(slug) if isinstance(slug, str) else None
        if found is None:
            raise no_such()
        return found

    def all(self) -> list[Competition]:
        with self.lock:
            return list(self.by_slug.values())
