# SPDX-License-Identifier: GPL-3.0-or-later
"""What the fake answers with: whole answers, refusals in Kaggle's shapes, and its clock."""

import datetime
import json
import threading
import time
from dataclasses import dataclass, field
from typing import Any

STATUS = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND", 429: "RESOURCE_EXHAUSTED",
          500: "INTERNAL", 501: "UNIMPLEMENTED", 502: "UNAVAILABLE", 503: "UNAVAILABLE"}


@dataclass
class Answer:
    """One whole HTTP answer; a dict or a list as body is sent as JSON."""

    status: int = 200
    body: Any = b""
    headers: list[tuple[str, str]] = field(default_factory=list)
    content_type: str = "application/json"

    def bytes(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body, ensure_ascii=False).encode()


class Refusal(Exception):
    """An error of the API; `shape` says how its body looks: google, legacy, legacy-200, html, empty."""

    def __init__(self, status: int, message: str, *, state: str = "", reason: str = "", url: str = "", shape: str = "google",
                 headers: list[tuple[str, str]] | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.shape = status, message, shape
        self.state, self.reason, self.url = state or STATUS.get(status, "UNKNOWN"), reason, url
        self.headers = headers or []

    def answer(self) -> Answer:
        if self.shape == "empty":
            return Answer(self.status, b"", self.headers)
        if self.shape == "html":
            page = f"<html><head><title>{self.status}</title></head><body><h1>{self.message}</h1></body></html>"
            return Answer(self.status, page.encode(), self.headers, "text/html; charset=UTF-8")
        if self.shape.startswith("legacy"):
            return Answer(200 if self.shape == "legacy-200" else self.status, {"code": self.status, "message": self.message}, self.headers)
        error: dict[str, Any] = {"code": self.status, "message": self.message, "status": self.state}
        if self.reason:
            error["details"] = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": self.reason, "metadata": {"url": self.url}}]
        return Answer(self.status, {"error": error}, self.headers)


class Drop(Exception):
    """The connection ends here, without an answer."""


def storage_error(status: int, code: str, message: str) -> Answer:
    """An error of the storage: XML."""
    text = f"<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code><Message>{message}</Message></Error>"
    return Answer(status, text.encode(), [], "application/xml; charset=UTF-8")


def compact(value: Any) -> Any:
    """Without the members that hold their default, as Kaggle's encoder leaves them out."""
    if isinstance(value, dict):
        made = {key: compact(each) for key, each in value.items()}
        return {key: each for key, each in made.items() if each is not None and each != "" and each != 0 and each != [] and each != {}}
    if isinstance(value, list):
        return [compact(each) for each in value]
    return value


class Clock:
    """The fake's time in UTC; it can be set, and then runs on."""

    def __init__(self) -> None:
        self.offset = 0.0
        self.lock = threading.Lock()

    def set(self, iso: str) -> None:
        moment = datetime.datetime.fromisoformat(iso.replace("Z", "+00:00"))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=datetime.timezone.utc)
        self.offset = moment.timestamp() - time.time()

    def epoch(self) -> float:
        return time.time() + self.offset

    def now(self) -> datetime.datetime:
        return datetime.datetime.fromtimestamp(self.epoch(), datetime.timezone.utc)


def iso(moment: datetime.datetime | float) -> str:
    """As Kaggle writes it: UTC with `Z`, milliseconds."""
    if not isinstance(moment, datetime.datetime):
        moment = datetime.datetime.fromtimestamp(moment, datetime.timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
