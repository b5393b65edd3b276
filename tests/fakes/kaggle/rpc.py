# SPDX-License-Identifier: GPL-3.0-or-later
"""The API: who asks, what for, and the answers of each method."""

import base64
import datetime
import io
import json
import zipfile
from collections import Counter
from pathlib import PurePosixPath
from typing import Any, Callable

from answers import Answer, Clock, Drop, Refusal, compact, iso
from competitions import Competition, Competitions, no_such
from scenarios import SHAPES, Scenarios
from storage import Storage
from submissions import TEAM, Submissions

SERVICE = "competitions.CompetitionApiService"
CODE_ONLY = "Submission not allowed:  This competition only accepts Submissions from Notebooks."
INT64 = ("totalBytes", "totalSize", "teamCount", "kernelCount", "fileCount", "totalFileCount")
DATES = ("deadline", "date", "creationDate", "submissionDate", "enabledDate", "newEntrantDeadline", "mergerDeadline", "dateCreated")
TEXT = dict[str, Any]


def token_of(offset: int) -> str:
    return "CfDJ8" + base64.urlsafe_b64encode(f"page from {offset}".encode()).decode()


def offset_of(token: str) -> int:
    try:
        return int(base64.urlsafe_b64decode(token.removeprefix("CfDJ8")).decode().rsplit(" ", 1)[1])
    except (ValueError, IndexError):
        raise Refusal(400, "Invalid page token") from None


def page_of(items: list[TEXT], body: TEXT, most: int, usual: int = 20) -> tuple[list[TEXT], str, int]:
    """\\return items of the page, token of the next one (empty: the last), offset after it"""
    size = min(int(body.get("pageSize") or usual), most)
    begin = offset_of(body["pageToken"]) if body.get("pageToken") else (max(1, int(body.get("page") or 1)) - 1) * size
    end = begin + size
    return items[begin:end], token_of(end) if end < len(items) else "", end


class Rpc:
    """Methods have the name of the call, take its body and give the answer. From any thread."""

    def __init__(self, competitions: Competitions, storage: Storage, submissions: Submissions, scenarios: Scenarios, clock: Clock) -> None:
        self.competitions, self.storage, self.submissions = competitions, storage, submissions
        self.scenarios, self.clock = scenarios, clock
        self.credentials = {"token": "", "user": "", "key": ""}

    # -- one call

    def call(self, service: str, method: str, headers: dict[str, str], body: TEXT, files_host: str) -> Answer:
        """\\param headers names in lower case
        \\param files_host host with port for addresses of the storage
        \\return the answer; Refusal and Drop are the ways that end badly"""
        slug = body.get("competitionName") if isinstance(body.get("competitionName"), str) else ""
        slug = slug or self.slug_of_ref(body.get("ref"))
        try:
            self.check_credential(headers)
            self.general_trouble(slug, method)
            answer = self.method(service, method)(body, files_host)
        except Refusal as refusal:
            if refusal.shape == "google":
                refusal.shape = next((shape for name, shape in SHAPES.items() if self.scenarios.take(slug, name, method)), "google")
            raise
        if isinstance(answer, Answer):
            return answer
        return Answer(200, self.dressed(slug, compact(answer)))

    def slug_of_ref(self, ref: Any) -> str:
        return next((each.slug for each in self.submissions.list if str(each.ref) == str(ref)), "")

    def method(self, service: str, method: str) -> Callable[[TEXT, str], Any]:
        found = METHODS.get(f"{service}/{method}")
        if found:
            return lambda body, host: found(self, body, host)
        if service == "kernels.KernelsApiService" or method == "CreateCodeSubmission":
            raise Refusal(501, "Not implemented")
        raise Refusal(404, "Not found")

    def check_credential(self, headers: dict[str, str]) -> None:
        key = base64.b64encode(f"{self.credentials['user']}:{self.credentials['key']}".encode()).decode()
        valid = (f"Bearer {self.credentials['token']}", f"Basic {key}")
        if "ka_sessionid" in headers.get("cookie", "") or headers.get("authorization") not in valid:
            raise Refusal(401, "Unauthenticated")

    def general_trouble(self, slug: str, method: str) -> None:
        take = lambda name: self.scenarios.take(slug, name, method)  # noqa: E731
        if take("bad-token"):
            raise Refusal(401, "Unauthenticated")
        if switch := take("429-with-retry-after"):
            raise Refusal(429, "Too many requests", headers=[("Retry-After", str(switch.get("retry_after", 1)))])
        if take("429-without"):
            raise Refusal(429, "Too many requests")
        if take("500-once"):
            raise Refusal(500, "Internal error encountered.")
        if take("503-always"):
            raise Refusal(503, "The service is currently unavailable.")
        if take("html-error"):
            raise Refusal(502, "Bad Gateway", shape="html")

    def dressed(self, slug: str, value: Any) -> Any:
        """Large integers and dates as the switches want them."""
        as_text, long_dates = (self.scenarios.is_on(slug, name) for name in ("int64-as-string", "nine-digit-fractions"))

        def dress(key: str, each: Any) -> Any:
            if isinstance(each, dict):
                return {name: dress(name, inner) for name, inner in each.items()}
            if isinstance(each, list):
                return [dress(key, inner) for inner in each]
            if as_text and key in INT64 and isinstance(each, int):
                return str(each)
            if long_dates and key in DATES and isinstance(each, str):
                return each[:19] + ".123456789Z"
            return each

        return dress("", value)

    def competition(self, body: TEXT) -> Competition:
        competition = self.competitions.get(body.get("competitionName"))
        if self.scenarios.is_on(competition.slug, "private"):
            raise no_such()
        return competition

    def entered(self, competition: Competition) -> bool:
        if competition.accept_at is not None:
            return self.clock.epoch() >= competition.accept_at
        return competition.accepted and not self.scenarios.is_on(competition.slug, "rules-not-accepted")

    def gate(self, competition: Competition, method: str) -> None:
        """What is only for those who take part."""
        slug = competition.slug
        if self.scenarios.take(slug, "token-without-scope", method):
            raise no_such("competitions.participate")
        if self.scenarios.take(slug, "identity-required", method):
            raise Refusal(403, "You must Identity Verify your account to perform this action.", reason="IdentityVerificationRequired",
                          url="/settings")
        if self.scenarios.take(slug, "phone-required", method):
            raise Refusal(403, "You must verify your phone number to perform this action.")
        closed = competition.facts.get("newEntrantDeadline")
        if closed and not self.entered(competition) and self.clock.now() > datetime.datetime.fromisoformat(closed.replace("Z", "+00:00")):
            raise Refusal(403, "New entrants are currently not allowed.")
        if not self.entered(competition) or any(self.scenarios.is_on(slug, name) for name in SHAPES):
            raise Refusal(403, "You must accept this competition's rules before you'll be able to download files.",
                          reason="RulesAcceptanceRequired", url=f"/competitions/{slug}/rules")

    # -- the account

    def IntrospectToken(self, body: TEXT, _host: str) -> Any:
        if body.get("token") != self.credentials["token"]:
            return {}
        return {"active": True, "username": self.credentials["user"], "userId": 1234567, "clientId": "kaggle-api",
                "scope": "resources.admin:*", "exp": int(self.clock.epoch()) + 30 * 24 * 3600}

    def Hello(self, _body: TEXT, _host: str) -> Any:
        return {"message": "Hello from Kaggle", "userName": self.credentials["user"]}

    # -- competitions

    def described(self, competition: Competition) -> TEXT:
        on = lambda name: self.scenarios.is_on(competition.slug, name)  # noqa: E731
        rank = self.submissions.rank(competition, self.credentials["user"])
        return competition.message(self.entered(competition), on("code-only"), on("submissions-disabled"), rank)

    def ListCompetitions(self, body: TEXT, _host: str) -> Any:
        found = [each for each in self.competitions.all() if not self.scenarios.is_on(each.slug, "private")]
        if body.get("group") == "COMPETITION_LIST_TAB_ENTERED":
            found = [each for each in found if self.entered(each)]
        for word in str(body.get("search") or "").lower().split():
            found = [each for each in found if word in f"{each.slug} {each.title}".lower()]
        category = str(body.get("category") or "HOST_SEGMENT_UNSPECIFIED")
        if category != "HOST_SEGMENT_UNSPECIFIED":
            wanted = category.removeprefix("HOST_SEGMENT_").replace("_", " ").lower()
            found = [each for each in found if str(each.facts.get("category", "Playground")).lower() == wanted]
        items, token, _ = page_of(found, body, 200)
        return {"competitions": [self.described(each) for each in items], "nextPageToken": token}

    def GetCompetition(self, body: TEXT, _host: str) -> Any:
        return self.described(self.competition(body))

    def ListCompetitionPages(self, body: TEXT, _host: str) -> Any:
        competition = self.competition(body)
        pages = [] if self.scenarios.take(competition.slug, "no-pages") else competition.pages()
        if body.get("pageName"):
            pages = [each for each in pages if each["name"] == body["pageName"]]
        if self.scenarios.take(competition.slug, "pages-markdown"):
            pages = [each | {"mimeType": "text/markdown"} for each in pages]
        return {"pages": pages}

    def GetLeaderboard(self, body: TEXT, _host: str) -> Any:
        table = self.submissions.table(self.competition(body), self.credentials["user"])
        items, token, _ = page_of(table, body, 200)
        return {"submissions": items, "nextPageToken": token}

    def DownloadLeaderboard(self, body: TEXT, _host: str) -> Any:
        try:
            competition = self.competition(body)
        except Refusal:
            raise Refusal(404, "Not found") from None
        rows = ["Rank,TeamId,TeamName,LastSubmissionDate,Score,SubmissionCount,TeamMemberUserNames"]
        for rank, row in enumerate(self.submissions.table(competition, self.credentials["user"]), 1):
            members = self.credentials["user"] if row["teamId"] == TEAM else f"user{row['teamId']}"
            moment = row["submissionDate"][:19].replace("T", " ")
            rows.append(f"{rank},{row['teamId']},{row['teamName']},{moment},{row['score']},1,{members}")
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            moment = self.clock.now().strftime("%Y-%m-%dT%H_%M_%S")
            archive.writestr(f"{competition.slug}-publicleaderboard-{moment}.csv", "\ufeff" + "\n".join(rows) + "\n")
        headers = [("Content-Disposition", f"attachment; filename={competition.slug}.zip"),
                   ("Last-Modified", "Mon, 01 Jan 2024 00:00:00 GMT")]
        return Answer(200, packed.getvalue(), headers, "application/zip")

    # -- data

    def data_files(self, competition: Competition) -> list[TEXT]:
        files = [{"ref": name, "name": name, "totalBytes": file.stat().st_size, "creationDate": iso(file.stat().st_mtime)}
                 for name, file in competition.files.items()]
        return files[:(len(files) + 1) // 2] if self.scenarios.is_on(competition.slug, "incomplete-listing") else files

    def ListDataFiles(self, body: TEXT, _host: str) -> Any:
        competition = self.competition(body)
        items, token, end = page_of(self.data_files(competition), body, 200)
        if self.scenarios.is_on(competition.slug, "repeating-page-token"):
            token = token_of(min(end, len(competition.files)))
        elif items and self.scenarios.is_on(competition.slug, "empty-second-page"):
            token = token or token_of(end)
        return {"files": items, "nextPageToken": token}

    def ListDataTreeFiles(self, body: TEXT, _host: str) -> Any:
        competition = self.competition(body)
        path = str(body.get("path") or "").strip("/")
        inside = PurePosixPath(path)
        files = [each for each in self.data_files(competition) if PurePosixPath(each["name"]).is_relative_to(inside)]
        if path and not files:
            raise Refusal(404, "Not found")
        own = [{"name": PurePosixPath(each["name"]).name, "relativeUrl": each["name"], "totalBytes": each["totalBytes"],
                "creationDate": each["creationDate"]} for each in files if PurePosixPath(each["name"]).parent == inside]
        deeper: dict[str, list[PurePosixPath]] = {}
        for each in files:
            rest = PurePosixPath(each["name"]).relative_to(inside)
            if len(rest.parts) > 1:
                deeper.setdefault(rest.parts[0], []).append(PurePosixPath(*rest.parts[1:]))
        folders = []
        for name, rests in deeper.items():
            below = len({rest.parts[0] for rest in rests if len(rest.parts) > 1})
            direct = sum(len(rest.parts) == 1 for rest in rests)
            folders.append({"name": name, "relativeUrl": str(inside / name), "totalDirectories": below, "totalFiles": direct,
                            "totalChildren": below + direct})
        items, token, _ = page_of(own, body, 200)
        return {"directories": folders if not body.get("pageToken") else [], "files": items, "totalDirectories": len(folders),
                "totalFiles": len(own), "totalChildren": len(folders) + len(own), "nextPageToken": token}

    def GetCompetitionDataFilesSummary(self, body: TEXT, _host: str) -> Any:
        files = self.competition(body).files
        count: Counter = Counter()
        size: Counter = Counter()
        for name, file in files.items():
            count[PurePosixPath(name).suffix] += 1
            size[PurePosixPath(name).suffix] += file.stat().st_size
        types = [{"extension": kind, "fileCount": count[kind], "totalSize": size[kind]} for kind in sorted(count)]
        return {"fileSummaryInfo": {"totalFileCount": len(files), "fileTypes": types}}

    def redirect(self, address: str) -> Answer:
        return Answer(302, b"", [("Location", address)], "text/html; charset=utf-8")

    def DownloadDataFiles(self, body: TEXT, host: str) -> Any:
        competition = self.competition(body)
        self.gate(competition, "DownloadDataFiles")
        if self.scenarios.take(competition.slug, "bundle-404") or not competition.files:
            raise Refusal(404, "Not found")
        return self.redirect(self.storage.address(competition, "", host))

    def DownloadDataFile(self, body: TEXT, host: str) -> Any:
        competition = self.competition(body)
        self.gate(competition, "DownloadDataFile")
        if body.get("fileName") not in competition.files:
            raise Refusal(404, "Not found")
        return self.redirect(self.storage.address(competition, body["fileName"], host))

    # -- submissions

    def StartSubmissionUpload(self, body: TEXT, host: str) -> Any:
        competition = self.competition(body)
        self.gate(competition, "StartSubmissionUpload")
        size, name = int(body.get("contentLength") or 0), str(body.get("fileName") or "")
        if size <= 0 or not name or "/" in name or not body.get("lastModifiedEpochSeconds"):
            raise Refusal(400, "contentLength, lastModifiedEpochSeconds and fileName are needed")
        token, address = self.storage.start_upload(competition.slug, size, name, host)
        return {"token": token, "createUrl": address}

    def CreateSubmission(self, body: TEXT, _host: str) -> Any:
        competition = self.competition(body)
        slug, facts = competition.slug, self.described(competition)
        self.gate(competition, "CreateSubmission")
        if facts["isKernelsSubmissionsOnly"]:
            raise Refusal(400, CODE_ONLY, state="FAILED_PRECONDITION")
        if facts["submissionsDisabled"]:
            raise Refusal(400, "Submissions have been disabled for this competition.", state="FAILED_PRECONDITION")
        self.submissions.check_limit(competition)
        upload = self.storage.taken(body.get("blobFileTokens"), slug)
        if not upload:
            raise Refusal(400, "The upload is not known, not complete, or already used")
        made = self.submissions.add(competition, upload, str(body.get("submissionDescription") or ""))
        if switch := self.scenarios.take(slug, "create-timeout-but-accepted"):
            raise Drop(float(switch.get("seconds", 0)))
        return {"message": f"Successfully submitted to {competition.title}", "ref": made.ref}

    def ListSubmissions(self, body: TEXT, _host: str) -> Any:
        competition = self.competition(body)
        now, user = self.clock.epoch(), self.credentials["user"]
        found = self.submissions.of(competition.slug)
        if body.get("group") == "SUBMISSION_GROUP_SUCCESSFUL":
            found = [each for each in found if each.state(now) == "COMPLETE"]
        items, token, _ = page_of([each.message(now, user) for each in found], body, 50, 50)
        return {"submissions": items, "nextPageToken": token}

    def GetSubmission(self, body: TEXT, _host: str) -> Any:
        return self.submissions.get(body.get("ref")).message(self.clock.epoch(), self.credentials["user"])

    def GetSubmissionLimits(self, body: TEXT, _host: str) -> Any:
        return self.submissions.limits(self.competition(body))


METHODS: dict[str, Callable[[Rpc, TEXT, str], Any]] = {
    "security.OAuthService/IntrospectToken": Rpc.IntrospectToken, "api.v1.DiagnosticsService/Hello": Rpc.Hello,
} | {f"{SERVICE}/{method.__name__}": method for method in (
    Rpc.ListCompetitions, Rpc.GetCompetition, Rpc.ListCompetitionPages, Rpc.ListDataFiles, Rpc.ListDataTreeFiles,
    Rpc.GetCompetitionDataFilesSummary, Rpc.DownloadDataFiles, Rpc.DownloadDataFile, Rpc.GetLeaderboard, Rpc.DownloadLeaderboard,
    Rpc.StartSubmissionUpload, Rpc.CreateSubmission, Rpc.ListSubmissions, Rpc.GetSubmission, Rpc.GetSubmissionLimits)}


def parse_body(raw: bytes) -> TEXT:
    try:
        body = json.loads(raw or b"{}")
    except ValueError:
        raise Refusal(400, "The body is no JSON") from None
    if not isinstance(body, dict):
        raise Refusal(400, "The body is no JSON object")
    return body
