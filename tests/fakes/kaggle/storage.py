# SPDX-License-Identifier: GPL-3.0-or-later
"""The storage side: addresses that are signed, downloads in parts, uploads that go on. At least as strict as the real one."""

import base64
import datetime
import hashlib
import hmac
import re
import secrets
import threading
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, quote, unquote

from answers import Answer, Clock, storage_error
from bundles import Shelf, Stored
from competitions import Competition, Competitions
from scenarios import IN_BUNDLE, Scenarios

KEY = b"the fake's own signing key"  # the same at every start, so that addresses outlive it
LIFE = 3 * 24 * 3600                 # seconds that a bundle's address lives
FILE_LIFE = 345600                   # seconds; of a single file's
UPLOAD_LIFE = 7 * 24 * 3600          # seconds
KEPT = 256 * 1024                    # an upload that breaks off is kept in multiples of this many bytes
UPLOADS = "/upload/storage/v1/b/kaggle-competitions-submissions/o"
LOGIN_PAGE = "<!DOCTYPE html>\n<html><head><title>Kaggle: Login</title></head><body>Please log in.</body></html>\n"
BUNDLE = re.compile(r"/kaggle-competitions-data/kaggle-v2/(\d+)/(\d+)/bundle/archive\.zip")
FILE = re.compile(r"/kagglesdsdata/competitions/(\d+)/(\d+)/(.+)")


@dataclass
class Delivery:
    """What a download is answered with."""

    stored: Stored
    slug: str
    headers: list[tuple[str, str]]
    begin: int = 0        # first byte
    end: int = 0          # after the last
    status: int = 200
    rate: float = 0       # bytes per second, 0: as fast as it goes
    cut: int | None = None    # offset where the connection breaks
    stall: int | None = None  # offset where nothing more comes …
    stall_seconds: float = 0  # … for this long


@dataclass
class Upload:
    slug: str
    size: int             # bytes, as announced
    name: str
    expires: float
    content: bytearray = field(default_factory=bytearray)
    done: bool = False
    used: bool = False    # by a submission
    lock: threading.Lock = field(default_factory=threading.Lock)


class Storage:
    def __init__(self, competitions: Competitions, shelf: Shelf, scenarios: Scenarios, clock: Clock) -> None:
        self.competitions, self.shelf, self.scenarios, self.clock = competitions, shelf, scenarios, clock
        self.lock = threading.Lock()
        self.renewed: set[str] = set()  # slugs whose data were uploaded anew meanwhile
        self.uploads: dict[str, Upload] = {}  # by upload_id
        self.tokens: dict[str, Upload] = {}
        self.bandwidth = 0.0            # bytes per second of one answer

    # -- addresses

    def query(self, path: str, host: str, expires: int) -> str:
        """\\return the whole query string of a signed address"""
        if BUNDLE.fullmatch(path):
            name = self.competitions.by_number[int(BUNDLE.fullmatch(path)[1])].slug
            signature = base64.b64encode(hmac.digest(KEY, f"{path}\n{expires}".encode(), "sha512")).decode()
            signature = quote(signature, safe="")
            return (f"GoogleAccessId=web-data@kaggle-161607.iam.gserviceaccount.com&Expires={expires}&Signature={signature}"
                    f"&response-content-disposition=attachment%3B+filename%3D{name}.zip")
        begun = datetime.datetime.fromtimestamp(expires - FILE_LIFE, datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
        signature = hmac.digest(KEY, f"{path}\n{host}\n{expires}".encode(), "sha512").hex()
        return ("X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Credential=gcp-kaggle-com%40kaggle-161607.iam.gserviceaccount.com"
                f"%2F{begun[:8]}%2Fauto%2Fstorage%2Fgoog4_request&X-Goog-Date={begun}&X-Goog-Expires={FILE_LIFE}&X-Goog-SignedHeaders=host"
                f"&X-Goog-Signature={signature}")

    def address(self, competition: Competition, name: str, host: str) -> str:
        """\\param name of a file; empty: the bundle
        \\param host with port, not the API's
        \\return the signed address"""
        if name:
            path = f"/kagglesdsdata/competitions/{competition.number}/{competition.number + 7}/{quote(name)}"
            if self.scenarios.is_on(competition.slug, "single-file-zipped"):
                path += ".zip"
        else:
            path = f"/kaggle-competitions-data/kaggle-v2/{competition.number}/{competition.number + 7}/bundle/archive.zip"
        expires = int(self.clock.epoch()) + (FILE_LIFE if name else LIFE)
        if self.scenarios.take(competition.slug, "signed-url-expired", name or "bundle"):
            expires = int(self.clock.epoch()) - 60
        if self.scenarios.take(competition.slug, "redirect-to-foreign-host", name or "bundle"):
            host = "storage.foreign.invalid"
        return f"http://{host}{path}?{self.query(path, host, expires)}"

    @staticmethod
    def expiry(query: str) -> int:
        """Seconds since 1970; 0 when the query tells none."""
        given = {key: values[0] for key, values in parse_qs(query).items()}
        try:
            if "Expires" in given:
                return int(given["Expires"])
            begun = datetime.datetime.strptime(given["X-Goog-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc)
            return int(begun.timestamp()) + FILE_LIFE
        except (KeyError, ValueError):
            return 0

    # -- downloads

    def get(self, path: str, query: str, host: str, headers: dict[str, str]) -> Answer | Delivery:
        """\\param headers names in lower case"""
        found = BUNDLE.fullmatch(path) or FILE.fullmatch(path)
        competition = self.competitions.by_number.get(int(found[1])) if found else None
        if not competition:
            return storage_error(404, "NoSuchKey", "The specified key does not exist.")
        expires = self.expiry(query)
        if {"authorization", "cookie", "content-type"} & headers.keys() or query != self.query(path, host, expires):
            return storage_error(403, "SignatureDoesNotMatch", "The signature we calculated does not match the one you provided.")
        if self.clock.epoch() >= expires:
            return storage_error(403, "ExpiredToken", "The provided token has expired.")
        if refused := self.general_trouble(competition.slug):
            return refused
        name = unquote(found[3]) if found.re is FILE else ""
        if self.scenarios.take(competition.slug, "redirect-loop", name or "bundle"):
            return Answer(302, b"", [("Location", f"http://{host}{path}?{query}")], "text/html")
        if switch := self.scenarios.take(competition.slug, "html-instead-of-data", name or "bundle"):
            return Answer(200, switch.get("text", LOGIN_PAGE).encode(), [], "text/html; charset=utf-8")
        stored = self.stored(competition, name)
        if not stored:
            return storage_error(404, "NoSuchKey", "The specified key does not exist.")
        return self.deliver(competition, name, stored, headers)

    def general_trouble(self, slug: str) -> Answer | None:
        """The switches of any call, if they are meant for the storage."""
        if switch := self.scenarios.take(slug, "429-with-retry-after", "storage", only_named=True):
            refused = storage_error(429, "TooManyRequests", "Too many requests.")
            refused.headers.append(("Retry-After", str(switch.get("retry_after", 1))))
            return refused
        for name in ("429-without", "500-once", "503-always"):
            if self.scenarios.take(slug, name, "storage", only_named=True):
                return storage_error(int(name[:3]), "ServiceUnavailable", "Please try again.")
        return None

    def stored(self, competition: Competition, name: str) -> Stored | None:
        slug, modified = competition.slug, competition.modified
        second = slug in self.renewed
        if not name:
            variant = {each: switch for each in IN_BUNDLE if (switch := self.scenarios.take(slug, each))}
            return self.shelf.bundle(slug, competition.files, modified, variant, second)
        if name in competition.files:
            file = competition.files[name]
            if second:
                return self.shelf.again(slug, name, file, modified)
            if name.endswith(".csv") and self.scenarios.is_on(slug, "latin1-csv"):
                return self.shelf.latin1(slug, name, file, modified)
            return self.shelf.stored(file)
        plain = name.removesuffix(".zip")
        return self.shelf.zipped(slug, plain, competition.files[plain], modified) if plain in competition.files else None

    def deliver(self, competition: Competition, name: str, stored: Stored, headers: dict[str, str]) -> Answer | Delivery:
        slug, occasion = competition.slug, name or "bundle"
        ranges = not self.scenarios.take(slug, "no-ranges", occasion)
        made = Delivery(stored, slug, [("ETag", stored.etag), ("Last-Modified", stored.last_modified)], 0, stored.size)
        if ranges:
            made.headers.append(("Accept-Ranges", "bytes"))
        wrong = bool(self.scenarios.take(slug, "wrong-md5", occasion))
        hashes = stored.hashes(md5=not self.scenarios.take(slug, "no-md5", occasion), wrong=wrong)
        if hashes:
            made.headers.append(("x-goog-hash", hashes))
        if not name:
            made.headers.append(("Content-Disposition", f"attachment; filename={slug}.zip"))
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", headers.get("range", ""))
        if ranges and wanted and headers.get("if-range", stored.etag) in (stored.etag, stored.last_modified):
            made.begin, made.status = int(wanted[1]), 206
            made.end = min(int(wanted[2]) + 1, stored.size) if wanted[2] else stored.size
            if made.begin >= stored.size:
                refused = storage_error(416, "InvalidRange", "The requested range cannot be satisfied.")
                refused.headers.append(("Content-Range", f"bytes */{stored.size}"))
                return refused
            made.headers.append(("Content-Range", f"bytes {made.begin}-{made.end - 1}/{stored.size}"))
        self.trouble(made, occasion)
        return made

    def trouble(self, made: Delivery, occasion: str) -> None:
        slug, middle = made.slug, (made.begin + made.end) // 2
        made.rate = self.bandwidth
        made.cut = self.scenarios.cut(slug, made.begin, made.end)
        if switch := self.scenarios.take(slug, "drop-connection-at-N", occasion):
            made.cut = int(switch.get("at", middle))
        if switch := self.scenarios.take(slug, "etag-changes-mid-download", occasion):
            made.cut = int(switch.get("at", middle))
            self.renewed.add(slug)
        if switch := self.scenarios.take(slug, "slow-drip", occasion):
            made.rate = float(switch.get("rate", 1024))
        if switch := self.scenarios.take(slug, "stall", occasion):
            made.stall, made.stall_seconds = int(switch.get("at", middle)), float(switch.get("seconds", 3600))
        if switch := self.scenarios.take(slug, "truncated-body", occasion):
            made.end = max(made.begin, int(switch.get("at", middle)))
        if made.status == 200 and self.scenarios.take(slug, "zero-byte-file", occasion):
            made.end = 0

    # -- uploads

    def start_upload(self, slug: str, size: int, name: str, host: str) -> tuple[str, str]:
        """\\return token and address"""
        token, number = "CfDJ8" + secrets.token_urlsafe(40), "ABg5-" + secrets.token_urlsafe(30)
        upload = Upload(slug, size, name, self.clock.epoch() + UPLOAD_LIFE)
        if self.scenarios.take(slug, "put-404-expired"):
            upload.expires = self.clock.epoch()
        with self.lock:
            self.uploads[number] = self.tokens[token] = upload
        return token, f"http://{host}{UPLOADS}?uploadType=resumable&upload_id={number}"

    def put(self, query: str, headers: dict[str, str], body: bytes, complete: bool) -> Answer:
        """\\param complete false when the connection broke within the body"""
        other_type = headers.get("content-type", "application/octet-stream") != "application/octet-stream"
        if {"authorization", "cookie"} & headers.keys() or other_type:
            return storage_error(403, "AccessDenied", "Access denied.")
        number = re.fullmatch(r"uploadType=resumable&upload_id=([\w-]+)", query)
        upload = self.uploads.get(number[1]) if number else None
        if not upload or self.clock.epoch() >= upload.expires:
            return storage_error(404, "NoSuchUpload", "The upload session is over.")
        with upload.lock:
            return self.take_in(upload, headers.get("content-range", ""), body, complete)

    def take_in(self, upload: Upload, content_range: str, body: bytes, complete: bool) -> Answer:
        if re.fullmatch(r"bytes \*/(\d+|\*)", content_range):
            return self.state(upload)
        if upload.done:
            return storage_error(410, "UploadDone", "The upload is complete.")
        begin, total = 0, upload.size
        if content_range:
            told = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", content_range)
            if not told or (complete and int(told[2]) + 1 - int(told[1]) != len(body)):
                return storage_error(400, "InvalidRange", "Content-Range does not fit.")
            begin, total = int(told[1]), int(told[3])
        if total != upload.size or begin > len(upload.content) or (complete and not content_range and len(body) != total):
            return storage_error(400, "InvalidArgument", f"{upload.size} bytes were announced, {len(upload.content)} are there.")
        if self.scenarios.take(upload.slug, "put-503-then-308"):
            upload.content[begin:] = body[:len(body) // 2]
            return storage_error(503, "ServiceUnavailable", "Please try again.")
        upload.content[begin:] = body if complete else body[:len(body) // KEPT * KEPT]
        return self.state(upload)

    def state(self, upload: Upload) -> Answer:
        upload.done = len(upload.content) == upload.size
        if upload.done:
            md5 = base64.b64encode(hashlib.md5(upload.content).digest()).decode()
            return Answer(200, {"kind": "storage#object", "size": str(upload.size), "md5Hash": md5})
        return Answer(308, b"", [("Range", f"bytes=0-{len(upload.content) - 1}")] if upload.content else [], "text/plain")

    def taken(self, token: Any, slug: str) -> Upload | None:
        """\\return the complete upload behind a token, once"""
        with self.lock:
            upload = self.tokens.get(token) if isinstance(token, str) else None
            if not upload or not upload.done or upload.used or upload.slug != slug:
                return None
            upload.used = True
            return upload
