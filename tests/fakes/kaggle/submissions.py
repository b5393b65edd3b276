# SPDX-License-Identifier: GPL-3.0-or-later
"""The team's submissions: daily limit, scoring that takes its time, leaderboard."""

import threading
from dataclasses import dataclass
from typing import Any

from answers import Clock, Refusal, iso
from competitions import Competition
from scenarios import Scenarios
from scoring import ScoringError, score
from storage import Upload

TEAM = 1234567
DAY = 24 * 3600


@dataclass
class Submission:
    ref: int
    slug: str
    name: str
    size: int
    description: str
    made: float  # seconds since 1970
    due: float   # when it is scored
    public: str = ""
    private: str = ""
    error: str = ""

    def state(self, now: float) -> str:
        if now < self.due:
            return "PENDING"
        return "ERROR" if self.error else "COMPLETE"

    def message(self, now: float, user: str) -> dict[str, Any]:
        """ApiSubmission; of one that is pending the status is absent."""
        made = {"ref": self.ref, "totalBytes": self.size, "date": iso(self.made), "description": self.description, "fileName": self.name,
                "submittedBy": user, "submittedByRef": user, "teamName": user,
                "url": f"https://www.kaggle.com/submissions/{self.ref}/{self.ref}.raw"}
        state = self.state(now)
        if state == "COMPLETE":
            made |= {"status": state, "publicScore": self.public}
        if state == "ERROR":
            made |= {"status": state, "errorDescription": self.error}
        return made


class Submissions:
    """From any thread."""

    def __init__(self, scenarios: Scenarios, clock: Clock) -> None:
        self.scenarios, self.clock = scenarios, clock
        self.lock = threading.Lock()
        self.list: list[Submission] = []
        self.scoring_delay = 2.0  # seconds

    def of(self, slug: str) -> list[Submission]:
        """Newest first."""
        with self.lock:
            return [each for each in reversed(self.list) if each.slug == slug]

    def limits(self, competition: Competition) -> dict[str, Any]:
        now = self.clock.epoch()
        counted = [each for each in self.of(competition.slug) if each.state(now) != "ERROR"]
        today = sum(int(each.made // DAY) == int(now // DAY) for each in counted)
        left = max(0, competition.daily_limit() - today)
        total = len(counted)
        if switch := self.scenarios.take(competition.slug, "daily-limit-reached"):
            today, total, left = competition.daily_limit(), switch.get("total", total), 0
        return {"numToday": today, "numTotal": max(total, today), "numAllowedNow": left}

    def check_limit(self, competition: Competition) -> None:
        if self.limits(competition)["numAllowedNow"] > 0:
            return
        hours = int(24 - self.clock.epoch() % DAY / 3600)
        raise Refusal(400, "Submission not allowed: Your team has used its daily Submission allowance "
                           f"({competition.daily_limit()}) today, please try again tomorrow UTC ({hours} hours from now).",
                      state="FAILED_PRECONDITION")

    def add(self, competition: Competition, upload: Upload, description: str) -> Submission:
        now = self.clock.epoch()
        made = Submission(0, competition.slug, upload.name, upload.size, description, now, now + self.scoring_delay)
        if self.scenarios.take(competition.slug, "score-never"):
            made.due = float("inf")
        if switch := self.scenarios.take(competition.slug, "score-error"):
            made.error = switch.get("text", "Evaluation Exception: The host's metric could not score this file")
        elif not competition.scoring:
            made.error = "Evaluation Exception: This competition has no solution"
        else:
            self.judge(made, competition, bytes(upload.content))
        with self.lock:
            made.ref = 50000001 + len(self.list)
            self.list.append(made)
        return made

    @staticmethod
    def judge(made: Submission, competition: Competition, content: bytes) -> None:
        try:
            public, private = score(competition.folder / "solution.csv", competition.scoring, content, made.name)
            made.public, made.private = f"{public:.5f}", f"{private:.5f}"
        except ScoringError as error:
            made.error = str(error)

    def get(self, ref: Any) -> Submission:
        with self.lock:
            found = next((each for each in self.list if str(each.ref) == str(ref)), None)
        if not found or self.scenarios.take(found.slug, "getsubmission-404-first"):
            raise Refusal(404, "Submission not found")
        return found

    def table(self, competition: Competition, user: str) -> list[dict[str, Any]]:
        """The public leaderboard, best first; the team's best is in it."""
        now, higher = self.clock.epoch(), competition.higher_is_better()
        rows = [{"teamId": 2000000 + n, "teamName": f"team {n + 1}", "submissionDate": iso(1.7e9 + 3600 * n), "score": f"{value:.5f}"}
                for n, value in enumerate(competition.others())]
        own = [each for each in self.of(competition.slug) if each.state(now) == "COMPLETE"]
        if own:
            best = (max if higher else min)(own, key=lambda each: float(each.public))
            rows.append({"teamId": TEAM, "teamName": user, "submissionDate": iso(best.made), "score": best.public})
        return sorted(rows, key=lambda row: float(row["score"]), reverse=higher)

    def rank(self, competition: Competition, user: str) -> int:
        """Ours, from 1; 0 without a score."""
        teams = [row["teamId"] for row in self.table(competition, user)] if self.of(competition.slug) else []
        return teams.index(TEAM) + 1 if TEAM in teams else 0
