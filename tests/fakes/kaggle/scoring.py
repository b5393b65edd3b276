# SPDX-License-Identifier: GPL-3.0-or-later
"""Scores a submission against a hidden solution, with Kaggle's words for what is wrong in it."""

import csv
import gzip
import io
import math
import zipfile
import zlib
from pathlib import Path
from typing import Any, Callable

HIGHER_IS_BETTER = {"accuracy": True, "auc": True, "rmse": False, "mae": False, "logloss": False}


class ScoringError(Exception):
    """Its text is the submission's errorDescription."""


def accuracy(truth: list[str], said: list[str]) -> float:
    return sum(same(a, b) for a, b in zip(truth, said)) / len(truth)


def same(truth: str, said: str) -> bool:
    """`1`, `1.0` and `True` against `1`: one label."""
    try:
        return float(truth) == float(said)
    except ValueError:
        return truth == said


def rmse(truth: list[str], said: list[str]) -> float:
    return math.sqrt(sum((float(a) - number(b)) ** 2 for a, b in zip(truth, said)) / len(truth))


def mae(truth: list[str], said: list[str]) -> float:
    return sum(abs(float(a) - number(b)) for a, b in zip(truth, said)) / len(truth)


def logloss(truth: list[str], said: list[str]) -> float:
    total = 0.0
    for a, b in zip(truth, said):
        p = min(max(number(b), 1e-15), 1 - 1e-15)
        total -= math.log(p if float(a) == 1 else 1 - p)
    return total / len(truth)


def auc(truth: list[str], said: list[str]) -> float:
    pairs = sorted(((number(b), float(a)) for a, b in zip(truth, said)))
    ranks, i = 0.0, 0
    while i < len(pairs):  # ties share their middle rank
        j = i
        while j < len(pairs) and pairs[j][0] == pairs[i][0]:
            j += 1
        ranks += (i + 1 + j) / 2 * sum(label for _, label in pairs[i:j])
        i = j
    ones = sum(label for _, label in pairs)
    zeros = len(pairs) - ones
    return (ranks - ones * (ones + 1) / 2) / (ones * zeros) if ones and zeros else 0.5


METRICS: dict[str, Callable[[list[str], list[str]], float]] = {
    "accuracy": accuracy, "rmse": rmse, "mae": mae, "logloss": logloss, "auc": auc}


def number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise ScoringError(f"Evaluation Exception: Submission contains a value that is not in a correct format: '{text[:40]}'") from None
    if not math.isfinite(value):
        raise ScoringError("Evaluation Exception: Submission contains null or infinite values")
    return value


def unpacked(content: bytes, name: str) -> bytes:
    """A CSV as it is, or alone in a zip or gz."""
    try:
        if name.endswith(".gz"):
            return gzip.decompress(content)
        if name.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                return archive.read(archive.infolist()[0])
    except (OSError, EOFError, IndexError, zipfile.BadZipFile, zlib.error):
        raise ScoringError("ERROR: The archive cannot be read") from None
    return content


def rows_of(content: bytes) -> tuple[list[str], list[list[str]]]:
    """\\return header and rows; empty lines do not count"""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ScoringError("ERROR: The file is not in a correct format: it is not UTF-8") from None
    rows = [row for row in csv.reader(io.StringIO(text)) if row]
    if not rows:
        raise ScoringError("Evaluation Exception: Submission is empty")
    return rows[0], rows[1:]


def check_header(header: list[str], wanted: list[str]) -> None:
    wrong = [f"ERROR: Unexpected Column:  '{name}' (Line 1, Column {n})" for n, name in enumerate(header, 1) if name not in wanted]
    wrong += [f"ERROR: Required column '{name}' could not be found" for name in wanted if name not in header]
    if wrong:
        raise ScoringError("\n".join(wrong))


def check_ids(expected: list[str], got: list[str], name: str) -> None:
    if len(got) != len(expected):
        raise ScoringError(f"Evaluation Exception: Submission must have {len(expected)} rows")
    if len(set(got)) != len(got):
        raise ScoringError(f"Evaluation Exception: Submission has duplicate values in the '{name}' column")
    there = set(got)
    missing = [each for each in expected if each not in there]
    if len(missing) == 1:
        raise ScoringError(f"ERROR: Unable to find the required key value '{missing[0]}' in the '{name}' column")
    if missing:
        raise ScoringError(f"ERROR: Unable to find {len(missing)} required key values in the '{name}' column")


def score(solution: Path, rule: dict[str, Any], content: bytes, file_name: str) -> tuple[float, float]:
    """\\param solution CSV with the id, the target and perhaps `Usage` (Public or Private)
    \\param rule metric, id, target
    \\return public and private score; ScoringError with Kaggle's words when there is none"""
    key, target = rule["id"], rule["target"]
    with solution.open(encoding="utf-8", newline="") as file:
        truth = list(csv.DictReader(file))
    header, rows = rows_of(unpacked(content, file_name))
    check_header(header, [key, target])
    if any(len(row) != len(header) for row in rows):
        raise ScoringError(f"ERROR: The file is not in a correct format: every line needs {len(header)} values")
    at, of = header.index(key), header.index(target)
    check_ids([each[key] for each in truth], [row[at] for row in rows], key)
    said = {row[at]: row[of].strip() for row in rows}
    if any(not value for value in said.values()):
        raise ScoringError(f"Evaluation Exception: Submission contains null values in the '{target}' column")
    scores = {}
    for usage in ("Public", "Private"):
        part = [each for each in truth if each.get("Usage", usage) in (usage, "")] or truth
        scores[usage] = METRICS[rule["metric"]]([each[target] for each in part], [said[each[key]] for each in part])
    return scores["Public"], scores["Private"]
