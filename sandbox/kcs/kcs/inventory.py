# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies in the data folder: tables, documents, media, and what we cannot read, each known by its content."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from kcs.errors import Unreadable
from kcs.tables import GZIP_MAGIC, PARQUET_MAGIC, ZIP_MAGIC, Table, named_like_table, open_table

DOCUMENT_SUFFIXES = frozenset(".md .txt .pdf .html .htm .rst .rtf .doc .docx .odt .py .r .ipynb".split())
TEXT_SUFFIXES = frozenset(".md .txt .html .htm .rst .py .r .ipynb".split())
MEDIA_SUFFIXES = frozenset(
    """
    .jpg .jpeg .png .bmp .gif .tif .tiff .webp .svg .dcm .wav .mp3 .flac .ogg .aif .aiff .m4a .mp4 .avi .mov
    .mkv .webm
    """.split()
)
#: Structured data that may hold answers in a shape that the first step does not cut.
DATA_SUFFIXES = frozenset(
    """
    .json .jsonl .ndjson .xml .sql .arff .yaml .yml .pkl .pickle .npy .npz .h5 .hdf5 .mat .rds .rdata .db
    .sqlite .feather .arrow .avro .orc .xls .xlsx .tfrecord .tfrec .bin .zip .gz .7z .rar .tar .bz2 .xz
    """.split()
)
_FOLDED = 20  # a folder with more files of one sort is listed as one entry


@dataclass
class Entry:
    """A file, or a folder of many like files (`path` ends with a slash, `count` > 1).

    `kind` is table, text (readable, no table), document (not searchable), media or unknown; `reason` says for an
    unknown one why it is not read.
    """

    path: str
    kind: str
    size: int
    count: int = 1
    table: Table | None = None
    reason: str | None = None


def inventory(data: Path) -> list[Entry]:
    """Every file below the data folder, sorted by path; hidden files and symbolic links are not data."""
    entries: list[Entry] = []
    for folder, folders, names in os.walk(data):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "__MACOSX")
        here = Path(folder)
        many: dict[str, list[Entry]] = {}
        for name in sorted(names):
            path = here / name
            if name.startswith(".") or path.is_symlink() or not path.is_file():
                continue
            many.setdefault(path.suffix.lower(), []).append(
                Entry(path.relative_to(data).as_posix(), "", path.stat().st_size)
            )
        for suffix, group in many.items():
            if len(group) > _FOLDED:
                kind = "media" if suffix in MEDIA_SUFFIXES else "unknown"
                prefix = here.relative_to(data).as_posix()
                entries.append(
                    Entry(
                        "" if prefix == "." else prefix + "/",
                        kind,
                        sum(one.size for one in group),
                        len(group),
                        None,
                        None if kind == "media" else f"{len(group)} files of one sort",
                    )
                )
            else:
                entries += [_look(data, entry) for entry in group]
    return sorted(entries, key=lambda entry: entry.path)


def _look(data: Path, entry: Entry) -> Entry:
    path = data / entry.path
    suffix = path.suffix.lower()
    if suffix in MEDIA_SUFFIXES:
        entry.kind = "media"
        return entry
    with path.open("rb") as file:
        magic = file.read(4)
    packed = magic.startswith(GZIP_MAGIC) or magic in (ZIP_MAGIC, PARQUET_MAGIC)
    wants = named_like_table(entry.path)
    if not wants and not packed and suffix in DOCUMENT_SUFFIXES - {".txt"}:
        entry.kind = "text" if suffix in TEXT_SUFFIXES else "document"
        return entry
    if not wants and not packed and suffix in DATA_SUFFIXES:
        entry.kind, entry.reason = "unknown", f"{suffix} files are not read"
        return entry
    try:
        entry.table = open_table(path, entry.path)
        entry.kind = "table"
    except Unreadable as why:
        if not wants and not packed and suffix in TEXT_SUFFIXES | {""} and entry.size:
            entry.kind = "text"
        else:
            entry.kind, entry.reason = "unknown", str(why)
    return entry


def real_files(data: Path, entry: Entry) -> list[str]:
    """The paths of the files that an entry stands for."""
    if not entry.path.endswith("/") and entry.path:
        return [entry.path]
    here = data / entry.path
    return [path.relative_to(data).as_posix() for path in sorted(here.iterdir()) if path.is_file()]
