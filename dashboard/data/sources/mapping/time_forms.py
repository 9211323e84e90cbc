"""How dates and times are written, and reading them strictly: each part checked, nothing rolled over.

A column is in one form, which its description names. "31/02/2025" is no date in any form, and "03/25/2025" is
none where days come first: neither is guessed at. All work is on whole arrays (Arrow's regular expressions).
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.data.sources.checks import equals, text, truth

FORMATS = ("iso", "day-first", "month-first", "compact", "excel")
"""2025-03-31 14:05; 31/03/2025 14:05 or 31 March 2025; 03/31/2025 2:05 PM; 20250331 1405; days since 1900."""

DAY = 86_400
FIRST_YEAR, LAST_YEAR = 1900, 2099

_CLOCK = r"(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,]\d+)?)?(?: *(?P<half>[AaPp])\.?[Mm]\.?)?"
_OFFSET = r"(?: *(?P<off>Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?"
_AFTER = rf"(?:(?:[Tt]| +|, *){_CLOCK}{_OFFSET})?"
_YEAR_FIRST = r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})(?:[-/.](?P<d>\d{1,2}))?"
_WEEKDAY = r"(?:[A-Za-z]{3,9}\.?,? +)?"
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_MONTH = r"(?P<m>\d{1,2}|[A-Za-z]{3,9})\.?"
_YEAR = r"(?P<y>\d{4}|\d{2})"
_PATTERNS = {
    "iso": (_YEAR_FIRST + _AFTER,),
    "day-first": (rf"{_WEEKDAY}{_DAY}[-/. ]+{_MONTH}[-/., ]+{_YEAR}{_AFTER}", _YEAR_FIRST + _AFTER),
    "month-first": (rf"{_WEEKDAY}{_MONTH}[-/. ]+{_DAY}[-/., ]+{_YEAR}{_AFTER}", _YEAR_FIRST + _AFTER),
    "compact": (
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"
        rf"(?:[T ]?(?P<H>\d{{2}}):?(?P<M>\d{{2}})(?::?(?P<S>\d{{2}}))?)?{_OFFSET}",
    ),
}
_MONTH_ALONE = (r"(?P<y>\d{4})[-/.]?(?P<m>\d{2})", r"(?P<m>\d{1,2}|[A-Za-z]{3,9})\.?[-/. ]+(?P<y>\d{4})")
_CLOCK_ALONE = (_CLOCK, r"(?P<H>\d{2})(?P<M>\d{2})(?P<S>\d{2})?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CENTURY = 100
_PIVOT = 69  # two digits: up to 68 this century, as POSIX has it
_EXCEL_ZERO = int(np.datetime64("1899-12-30", "D").astype(np.int64))

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclasses.dataclass(frozen=True)
class Written:
    """Dates and times as they were written, before any time zone. All arrays have one entry a value."""

    empty: Bools
    bad: Bools
    """Something is written, but it is no date in this form."""
    day: Ints
    """Days since 1970-01-01; of a month alone its first day; 0 where empty or bad."""
    second: Ints
    """Second of the day; -1 where no time of day is written."""
    offset: Ints
    """Seconds east of UTC; NO_OFFSET where none is written."""
    whole_month: Bools
    """Only a month is written."""

    def take(self, rows: Ints) -> Written:
        """The same for these values."""
        return Written(**{name: column[rows] for name, column in vars(self).items()})


NO_OFFSET = int(np.iinfo(np.int64).min)


def read_dates(values: pa.Array, form: str) -> Written:
    """Texts in one of FORMATS as dates and times."""
    written = text(values)
    empty = equals(written, "")
    if form == "excel":
        return _excel(written, empty)
    found, parts = _matched(written, _PATTERNS[form])
    return _checked(parts, found, empty)


def read_months(values: pa.Array, form: str) -> Written:
    """Texts that hold a month, with or without a day."""
    written = text(values)
    empty = equals(written, "")
    patterns = (*_MONTH_ALONE, *_PATTERNS.get(form, _PATTERNS["iso"]))
    found, parts = _matched(written, patterns)
    return _checked(parts, found, empty)


def read_clock(values: pa.Array) -> tuple[Ints, Bools]:
    """Second of the day of texts as "14:05", "2:05 PM", "1405", -1 where empty or bad; and which are bad."""
    written = text(values)
    found, parts = _matched(written, _CLOCK_ALONE)
    second, impossible = _seconds(parts)
    bad = ~equals(written, "") & (~found | impossible)
    return np.where(found & ~bad, second, -1), bad


def _matched(written: pa.Array, patterns: tuple[str, ...]) -> tuple[Bools, dict[str, pa.Array]]:
    """Which texts fit one of the patterns, and the parts of the first that fits; "" for what it lacks."""
    found = np.zeros(len(written), dtype=bool)
    parts: dict[str, pa.Array] = {name: pa.array([""] * len(written), pa.string()) for name in _PARTS}
    for pattern in patterns:
        if found.all():
            break
        groups = pc.extract_regex(written, rf"^{pattern}$")
        fits = truth(groups.is_valid()) & ~found
        if fits.any():
            mask = pa.array(fits)
            for field in groups.type:
                parts[field.name] = pc.if_else(mask, pc.struct_field(groups, field.name), parts[field.name])
            found |= fits
    return found, parts


_PARTS = ("y", "m", "d", "H", "M", "S", "half", "off")


def _checked(parts: dict[str, pa.Array], found: Bools, empty: Bools) -> Written:
    year, month, day = _number(parts["y"], 0), _month_numbers(parts["m"]), _number(parts["d"], 0)
    short = truth(pc.equal(pc.utf8_length(parts["y"]), 2))
    year = np.where(short, year + np.where(year < _PIVOT, 2000, 1900), year)
    whole_month = found & equals(parts["d"], "")
    day = np.where(whole_month, 1, day)
    possible = found & (year >= FIRST_YEAR) & (year <= LAST_YEAR) & (month >= 1) & (month <= 12)
    first = (np.where(possible, (year - 1970) * 12 + month - 1, 0)).astype("datetime64[M]")
    length = ((first + 1).astype("datetime64[D]") - first.astype("datetime64[D]")).astype(np.int64)
    possible &= (day >= 1) & (day <= length)
    second, impossible = _seconds(parts)
    offset, beyond = _offsets(parts["off"])
    possible &= ~impossible & ~beyond
    days = first.astype("datetime64[D]").astype(np.int64) + day - 1
    return Written(
        empty=empty,
        bad=~empty & ~possible,
        day=np.where(possible, days, 0),
        second=np.where(possible, second, -1),
        offset=np.where(possible, offset, NO_OFFSET),
        whole_month=whole_month & possible,
    )


def _number(values: pa.Array, unsaid: int) -> Ints:
    digits = truth(pc.utf8_is_digit(values))
    known = pc.if_else(pa.array(digits), values, str(unsaid))
    return np.asarray(known.cast(pa.int64()).to_numpy(zero_copy_only=False), dtype=np.int64)


def _month_numbers(values: pa.Array) -> Ints:
    """1 to 12, 0 for a word that is no month: "March", "mar" and "03" are 3."""
    codes = values.dictionary_encode()
    numbers = [_month_number(word) for word in codes.dictionary.to_pylist()]
    table = np.array(numbers or [0], dtype=np.int64)
    return table[codes.indices.to_numpy(zero_copy_only=False)] if len(values) else np.zeros(0, np.int64)


def _month_number(word: str) -> int:
    if word.isdecimal():
        return int(word)
    start = word.casefold()[:3]
    return _MONTHS.index(start) + 1 if start in _MONTHS else 0


def _seconds(parts: dict[str, pa.Array]) -> tuple[Ints, Bools]:
    """Second of the day, -1 where no hour is written; and where hour, minute or second can't be."""
    hour, minute, second = (_number(parts[name], 0) for name in ("H", "M", "S"))
    none = equals(parts["H"], "")
    half = pc.utf8_lower(parts["half"])
    halved, afternoon = ~equals(half, ""), equals(half, "p")
    impossible = (hour > 23) | (minute > 59) | (second > 59) | (halved & ((hour < 1) | (hour > 12)))
    hour = np.where(halved, hour % 12 + np.where(afternoon, 12, 0), hour)
    return np.where(none, -1, hour * 3600 + minute * 60 + second), impossible & ~none


def _offsets(values: pa.Array) -> tuple[Ints, Bools]:
    """Seconds east of UTC of "Z", "+01", "+01:00", "-0530"; NO_OFFSET for "". And where none can be."""
    codes = values.dictionary_encode()
    table = np.array([_offset(word) for word in codes.dictionary.to_pylist()] or [NO_OFFSET], dtype=np.int64)
    offsets = table[codes.indices.to_numpy(zero_copy_only=False)] if len(values) else np.zeros(0, np.int64)
    return offsets, (offsets != NO_OFFSET) & (np.abs(offsets) > 18 * 3600)


def _offset(word: str) -> int:
    if not word:
        return NO_OFFSET
    if not word.startswith(("+", "-")):
        return 0
    digits = word[1:].replace(":", "").ljust(4, "0")
    sign = -1 if word[0] == "-" else 1
    return sign * (int(digits[:2]) * 3600 + int(digits[2:]) * 60)


def _excel(written: pa.Array, empty: Bools) -> Written:
    """Days since 30 December 1899, parts of a day as fractions, rounded to the second."""
    numeric = truth(pc.match_substring_regex(written, r"^\d{1,5}(\.\d+)?$"))
    number = pc.if_else(pa.array(numeric), written, "0").cast(pa.float64())
    seconds: Any = np.rint(number.to_numpy(zero_copy_only=False) * DAY).astype(np.int64)
    days = seconds // DAY
    possible = numeric & (days > 60)  # before March 1900 Excel's calendar has a day too many
    whole = equals(pc.match_substring(written, "."), False)
    size = len(written)
    return Written(
        empty=empty,
        bad=~empty & ~possible,
        day=np.where(possible, days + _EXCEL_ZERO, 0),
        second=np.where(possible & ~whole, seconds % DAY, -1),
        offset=np.full(size, NO_OFFSET),
        whole_month=np.zeros(size, dtype=bool),
    )
