# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a file in the compression of its original: plain, gzip, or a zip with the same member name; no time stamps."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kcs.dialect import Dialect

_EPOCH = (1980, 1, 1, 0, 0, 0)


@contextmanager
def packed(path: Path, dialect: Dialect) -> Iterator[IO[bytes]]:
    """Opens a file for writing plain bytes that arrive packed as the dialect says; equal bytes give equal files."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        if dialect.compression == "gzip":
            with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0, compresslevel=6) as out:
                yield out  # type: ignore[misc]
        elif dialect.compression == "zip":
            info = zipfile.ZipInfo(dialect.member or path.name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            with zipfile.ZipFile(file, "w") as archive, archive.open(info, "w", force_zip64=True) as member:
                yield member
        else:
            yield file
