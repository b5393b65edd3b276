# SPDX-License-Identifier: GPL-3.0-or-later
"""Stored objects with their marks, and the zips that the fake makes: bundles, single files, and the hostile ones."""

import base64
import email.utils
import hashlib
import shutil
import stat
import threading
import zipfile
from dataclasses import dataclass
from pathlib import Path

BIG = 32 * 2**20         # bytes; bundles above are stored: packing 1 GB would take half a minute
CRC_LIMIT = 16 * 2**20   # bytes; crc32c takes Python 0.1 s a megabyte
BOMB = 256 * 2**20       # bytes that the zip bomb unpacks to, if the switch names none
DATE = (2024, 1, 1, 0, 0, 0)


def crc_table() -> list[int]:
    """Castagnoli's polynomial, reflected."""
    table = []
    for n in range(256):
        for _ in range(8):
            n = (n >> 1) ^ (0x82F63B78 if n & 1 else 0)
        table.append(n)
    return table


CRC_TABLE = crc_table()


def crc32c(content: bytes) -> int:
    crc = 0xFFFFFFFF
    for byte in content:
        crc = CRC_TABLE[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    return crc ^ 0xFFFFFFFF


@dataclass(frozen=True)
class Stored:
    """A file of the storage and its marks."""

    path: Path
    size: int      # bytes
    modified: float  # seconds since 1970
    md5: bytes
    crc: bytes     # big-endian; empty for a large one

    @property
    def etag(self) -> str:
        return f'"{self.md5.hex()}"'

    @property
    def last_modified(self) -> str:
        return email.utils.formatdate(self.modified, usegmt=True)

    def hashes(self, md5: bool = True, wrong: bool = False) -> str:
        parts = [f"crc32c={base64.b64encode(self.crc).decode()}"] if self.crc else []
        if md5:
            parts.append(f"md5={base64.b64encode(hashlib.md5(self.md5).digest() if wrong else self.md5).decode()}")
        return ",".join(parts)


class Shelf:
    """Knows each file's marks once, and makes each zip once. From any thread.
    \\param work folder for what is made"""

    def __init__(self, work: Path) -> None:
        self.work = work
        self.lock = threading.Lock()
        self.locks: dict[str, threading.Lock] = {}
        self.known: dict[tuple[Path, int, int], Stored] = {}

    def one_at_a_time(self, name: str) -> threading.Lock:
        with self.lock:
            return self.locks.setdefault(name, threading.Lock())

    def stored(self, path: Path, modified: float | None = None) -> Stored:
        facts = path.stat()
        key = (path, facts.st_size, facts.st_mtime_ns)
        with self.one_at_a_time(str(path)):
            if key in self.known:
                return self.known[key]
            with path.open("rb") as file:
                md5 = hashlib.file_digest(file, "md5").digest()
            crc = crc32c(path.read_bytes()).to_bytes(4, "big") if facts.st_size <= CRC_LIMIT else b""
            made = Stored(path, facts.st_size, facts.st_mtime if modified is None else modified, md5, crc)
            self.known[key] = made
            return made

    def bundle(self, slug: str, files: dict[str, Path], modified: float, variant: dict[str, dict], second: bool) -> Stored:
        """\\param variant switches of scenarios.IN_BUNDLE that are on
        \\param second the version after the data were uploaded anew"""
        what = "+".join([slug, *sorted(variant), *(["second"] if second else [])])
        place = self.work / f"{what}.zip"
        with self.one_at_a_time(what):
            if not place.exists():
                part = place.with_suffix(".part")
                write_bundle(part, files, variant, second)
                part.rename(place)
        return self.stored(place, modified + second)

    def zipped(self, slug: str, name: str, file: Path, modified: float) -> Stored:
        """One file alone in a zip."""
        place = self.work / f"{slug}+file+{hashlib.md5(name.encode()).hexdigest()}.zip"
        with self.one_at_a_time(place.name):
            if not place.exists():
                write_zip(place, {Path(name).name: file})
        return self.stored(place, modified)

    def again(self, slug: str, name: str, file: Path, modified: float) -> Stored:
        """The same file after an upload with one empty line more."""
        place = self.work / f"{slug}+second+{hashlib.md5(name.encode()).hexdigest()}"
        with self.one_at_a_time(place.name):
            if not place.exists():
                shutil.copyfile(file, place)
                with place.open("ab") as copy:
                    copy.write(b"\n")
        return self.stored(place, modified + 1)

    def latin1(self, slug: str, name: str, file: Path, modified: float) -> Stored:
        place = self.work / f"{slug}+latin1+{hashlib.md5(name.encode()).hexdigest()}"
        with self.one_at_a_time(place.name):
            if not place.exists():
                place.write_bytes(in_latin1(file))
        return self.stored(place, modified)


def in_latin1(file: Path) -> bytes:
    return file.read_text(encoding="utf-8").encode("latin-1", errors="replace")


def entry(name: str, size: int) -> zipfile.ZipInfo:
    """The same bytes on every machine and day."""
    made = zipfile.ZipInfo(name, DATE)
    made.external_attr = 0o644 << 16
    made.create_system = 3
    made.compress_type = zipfile.ZIP_DEFLATED
    made.file_size = size
    return made


def write_zip(place: Path, files: dict[str, Path], big: bool = False) -> None:
    with zipfile.ZipFile(place, "w") as archive:
        for name, file in files.items():
            head = entry(name, file.stat().st_size)
            if big:
                head.compress_type = zipfile.ZIP_STORED
            with file.open("rb") as source, archive.open(head, "w") as target:
                shutil.copyfileobj(source, target, 2**20)


def write_bundle(place: Path, files: dict[str, Path], variant: dict[str, dict], second: bool) -> None:
    names = sorted(files, reverse=second)  # another order: parts of both versions make no zip
    big = sum(file.stat().st_size for file in files.values()) > BIG
    if "nested-archives" in variant:
        inner = place.with_suffix(".inner.zip")
        write_zip(inner, {name: files[name] for name in names if name.endswith(".csv")}, big)
        files = {name: files[name] for name in names if not name.endswith(".csv")} | {"data.zip": inner}
        names = sorted(files, reverse=second)
    if not variant.keys() - {"nested-archives"}:
        write_zip(place, {name: files[name] for name in names}, big)
    else:
        write_hostile(place, {name: files[name] for name in names}, variant)
    place.with_suffix(".inner.zip").unlink(missing_ok=True)


def write_hostile(place: Path, files: dict[str, Path], variant: dict[str, dict]) -> None:
    with zipfile.ZipFile(place, "w") as archive:
        for name, file in files.items():
            content = in_latin1(file) if "latin1-csv" in variant and name.endswith(".csv") else file.read_bytes()
            archive.writestr(entry(name, len(content)), content)
        if "zip-slip" in variant:
            for name in ("../outside.txt", "/tmp/outside-of-the-fake.txt", "..\\outside.txt"):
                archive.writestr(entry(name, 8), b"outside\n")
        if "symlink-in-zip" in variant:
            link = entry("link.csv", 0)
            link.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(link, "/etc/passwd")
        if "zip-bomb" in variant:
            with archive.open(entry("bomb.csv", 0), "w", force_zip64=True) as bomb:
                zeros = bytes(2**20)
                for _ in range(max(1, int(variant["zip-bomb"].get("bytes", BOMB)) // len(zeros))):
                    bomb.write(zeros)
