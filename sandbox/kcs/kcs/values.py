# SPDX-License-Identifier: GPL-3.0-or-later
"""What the cells of a column are: missing, numbers, dates, labels. Distinct texts of all rows decide."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

#: Texts that usual readers take for "missing". In a column of words they may be words: see `readings`.
NA_TOKENS = ("NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "-nan", "-NaN", "null", "NULL", "None")
NUMBER = r"^\s*[-+]?(\d+\.?\d*([eE][-+]?\d+)?|\.\d+([eE][-+]?\d+)?|[iI]nf(inity)?)\s*$"
WHOLE = r"^\s*[-+]?\d+(\.0*)?\s*$"
_GROUPED = {
    (",", "."): r"^\s*[-+]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?\s*$",
    (",", None): r"^\s*[-+]?\d+(,\d+)?([eE][-+]?\d+)?\s*$",
    (".", ","): r"^\s*[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?\s*$",
}
_TRUTH = ("true", "false")


class Cells:
    """A column: its distinct texts, which of them each row holds, and how often each occurs."""

    def __init__(self, texts: pa.ChunkedArray) -> None:
        encoded = texts.dictionary_encode().combine_chunks()
        if isinstance(encoded, pa.ChunkedArray):  # no rows at all
            encoded = pa.array([], pa.string()).dictionary_encode()
        self.uniques: pa.StringArray = encoded.dictionary
        self.codes: npt.NDArray[np.int32] = encoded.indices.to_numpy(zero_copy_only=False)
        self.counts: IntArray = np.bincount(self.codes, minlength=len(self.uniques)).astype(np.int64)

    @property
    def rows(self) -> int:
        return len(self.codes)

    @cached_property
    def words(self) -> list[str]:
        """The distinct texts, in order of first appearance."""
        return list(self.uniques.to_pylist())

    @cached_property
    def blank(self) -> BoolArray:
        """Per distinct text: nothing but white space."""
        return _mask(pc.equal(pc.utf8_trim_whitespace(self.uniques), ""))

    @cached_property
    def token(self) -> BoolArray:
        """Per distinct text: one of the texts that readers take for "missing"."""
        return _mask(pc.is_in(self.uniques, value_set=pa.array(NA_TOKENS)))

    def missing(self, na_is_text: bool) -> BoolArray:
        """Per distinct text: whether it stands for no value."""
        return self.blank if na_is_text else self.blank | self.token

    def present(self, na_is_text: bool) -> pa.StringArray:
        """The distinct texts that are values."""
        return self.uniques.filter(pa.array(~self.missing(na_is_text)))

    def texts(self, rows: IntArray | None = None) -> list[str]:
        """The cells as text, of all rows or of some."""
        codes = self.codes if rows is None else self.codes[rows]
        return list(self.uniques.take(pa.array(codes)).to_pylist())

    def numbers(self, decimal: str, thousands: str | None) -> FloatArray:
        """The cells as numbers, not-a-number where one is none."""
        return parse_numbers(self.uniques, decimal, thousands)[self.codes]

    @property
    def constant(self) -> bool:
        return len(self.uniques) <= 1


def _mask(values: Any) -> BoolArray:
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype=np.bool_)


def matches(texts: pa.StringArray, pattern: str) -> BoolArray:
    """Per text: whether the pattern fits."""
    return _mask(pc.match_substring_regex(texts, pattern))


def parse_numbers(texts: pa.StringArray, decimal: str = ".", thousands: str | None = None) -> FloatArray:
    """Texts as numbers in the given writing; not-a-number where a text is none."""
    if (decimal, thousands) != (".", None):
        fits = matches(texts, _GROUPED[(decimal, thousands)]) | (matches(texts, NUMBER) if thousands == "," else False)
        plain = texts if thousands is None else pc.replace_substring(texts, thousands, "")
        if decimal != ".":
            plain = pc.replace_substring(plain, decimal, ".")
    else:
        fits, plain = matches(texts, NUMBER), texts
    values = np.full(len(texts), np.nan)
    if fits.any():
        chosen = pc.utf8_trim_whitespace(plain.filter(pa.array(fits)))
        values[fits] = chosen.cast(pa.float64()).to_numpy(zero_copy_only=False)
    return values


def decimal_marks(columns: Sequence[Cells], delimiter: str) -> tuple[str, str | None] | None:
    """Decimal mark and thousands mark of a file by its columns; None where no column tells."""
    plain_point = False
    comma: list[pa.StringArray] = []
    for cells in columns:
        present = cells.present(na_is_text=False)
        if len(present) == 0:
            continue
        if matches(present, NUMBER).all():
            fraction = matches(present, r"\.\d")
            plain_point |= bool((fraction & ~matches(present, r"^\s*[-+]?\d{1,3}\.\d{3}\s*$")).any())
        elif matches(present, r"^\s*[-+]?[\d.,]+\s*$").all():
            comma.append(present)
    if not comma:
        return (".", None) if plain_point else None
    grouped = [bool(matches(present, _GROUPED[(".", ",")]).all()) for present in comma]
    point_behind = any(matches(present, r",\d{3}\.\d").any() for present in comma)
    european = [bool(matches(present, _GROUPED[(",", ".")]).all()) for present in comma]
    if any(grouped) and (point_behind or plain_point or delimiter == "," or not any(european)):
        return ".", ","
    if any(european):
        points = any(matches(present, r"\.").any() for present, fits in zip(comma, european, strict=True) if fits)
        return ",", "." if points else None
    return (".", None) if plain_point else None


# --- dates -----------------------------------------------------------------------------------------------------------

_DATES: tuple[tuple[str, tuple[str, ...]], ...] = (
    *((rf"\d{{4}}{s}\d{{1,2}}{s}\d{{1,2}}", (f"%Y{p}%m{p}%d",)) for s, p in (("-", "-"), ("/", "/"), (r"\.", "."))),
    *(
        (rf"\d{{1,2}}{s}\d{{1,2}}{s}{y}", (f"%d{p}%m{p}{f}", f"%m{p}%d{p}{f}"))
        for s, p in (("/", "/"), ("-", "-"), (r"\.", "."))
        for y, f in ((r"\d{4}", "%Y"), (r"\d{2}", "%y"))
    ),
    *(
        (rf"\d{{1,2}}{s}[A-Za-z]{{{n}}}{s}{y}", (f"%d{s}{m}{s}{f}",))
        for s in ("-", " ", "/")
        for n, m in (("3", "%b"), ("3,9", "%B"))
        for y, f in ((r"\d{4}", "%Y"), (r"\d{2}", "%y"))
    ),
    *(
        (rf"[A-Za-z]{{{n}}} \d{{1,2}}{c} \d{{4}}", (f"{m} %d{c} %Y",))
        for c in (",", "")
        for n, m in (("3", "%b"), ("3,9", "%B"))
    ),
    (r"\d{4}-\d{2}", ("%Y-%m",)),
    (r"\d{4}/\d{2}", ("%Y/%m",)),
    (r"[A-Za-z]{3}-\d{4}", ("%b-%Y",)),
    (r"[A-Za-z]{3}-\d{2}", ("%b-%y",)),
    (r"\d{14}Z", ("%Y%m%d%H%M%SZ",)),
    (r"\d{8}", ("%Y%m%d",)),
    (r"\d{6}", ("%Y%m",)),
)
_TIMES: tuple[tuple[str, str], ...] = (
    ("", ""),
    *(
        (join + pattern, join + form)
        for join in (" ", "T")
        for pattern, form in (
            (r"\d{1,2}:\d{2}", "%H:%M"),
            (r"\d{1,2}:\d{2}:\d{2}", "%H:%M:%S"),
            (r"\d{1,2}:\d{2}:\d{2}\.\d{1,9}", "%H:%M:%S.%f"),
            (r"\d{1,2}:\d{2} [AaPp][Mm]", "%I:%M %p"),
            (r"\d{1,2}:\d{2}:\d{2} [AaPp][Mm]", "%I:%M:%S %p"),
        )
    ),
)
_ZONES: tuple[tuple[str, str], ...] = (("", ""), ("Z", "Z"), (" UTC", " UTC"), (r"[+-]\d{2}:?\d{2}", "%z"))
_WHOLE_DATES = {"%Y%m%d": 2, "%Y%m": 5}  # date formats that are whole numbers too: how many distinct ones make it sure


def date_format(texts: pa.StringArray, in_file_order: Sequence[str]) -> str | None:
    """The one format in which all texts are dates, or None.

    :param texts: distinct values of the column over all tables
    :param in_file_order: the first cells of a table, which break the tie between day first and month first
    """
    if len(texts) == 0 or not re.match(r"[\dA-Za-z]", texts[0].as_py().strip()):
        return None
    first = texts[0].as_py()
    good = []
    for date, forms in _DATES:
        begin = re.match(date, first)
        if begin is None:
            continue
        for time, time_form in _TIMES:
            for zone, zone_form in _ZONES:
                pattern = f"^{date}{time}{zone}$"
                if (time or not zone) and re.match(pattern, first) and matches(texts, pattern).all():
                    good += [form + time_form + zone_form for form in forms]
    good = [form for form in good if _parses(texts, form)]
    if len(good) > 1:
        ordered = [form for form in good if _in_order(in_file_order, form)]
        point = "." in good[0]
        american = [form for form in good if form.startswith("%m") != point]
        good = (ordered if len(ordered) == 1 else american) or good
    return good[0] if good else None


def _parses(texts: pa.StringArray, form: str) -> bool:
    if form in _WHOLE_DATES and len(texts) < _WHOLE_DATES[form]:
        return False
    some = parse_dates(texts.slice(0, 200), form)
    if np.isnat(some).any():
        return False
    values = parse_dates(texts, form)
    if np.isnat(values).any():
        return False
    years = values.astype("datetime64[Y]").astype(int) + 1970
    return form not in _WHOLE_DATES or bool((years >= 1900).all() and (years <= 2100).all())


def _in_order(texts: Sequence[str], form: str) -> bool:
    values = parse_dates(pa.array([text for text in texts if text.strip()], pa.string()), form)
    return len(values) > 2 and bool((np.diff(values) >= np.timedelta64(0)).all())


def parse_dates(texts: pa.StringArray, form: str) -> npt.NDArray[np.datetime64]:
    """Texts as moments (nanoseconds, UTC where a zone is given); not-a-time where one does not fit the format."""
    import pandas as pd

    values = pd.to_datetime(texts.to_pandas(), format=form, errors="coerce", utc="%z" in form)
    if getattr(values.dtype, "tz", None) is not None:
        values = values.dt.tz_localize(None)
    return np.asarray(values.to_numpy(dtype="datetime64[ns]"))


def is_whole_date(form: str | None) -> bool:
    """Whether a date format is also a whole number, such as 20210131."""
    return form in _WHOLE_DATES


def truth_values(texts: pa.StringArray) -> bool:
    """Whether all texts are `True` and `False` in one case or another."""
    return len(texts) > 0 and bool(_mask(pc.is_in(pc.utf8_lower(texts), value_set=pa.array(_TRUTH))).all())


def leading_zeros(texts: pa.StringArray) -> bool:
    """Whether a text is a whole number written with leading zeros, which a number would lose."""
    return bool(matches(texts, r"^0\d+$").any())


@dataclass(frozen=True)
class Reading:
    """How a column is read, one decision for all tables. `type` is a word of the contract."""

    type: str
    na_is_text: bool = False
    date_format: str | None = None
