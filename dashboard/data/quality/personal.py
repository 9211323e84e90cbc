"""Refusing personal data: columns or values that look like people's names, births, numbers or addresses.

Hexscan needs none of these, so a table that brings them is refused until its description says that the
column is dropped. The check looks at what a file holds; it can't know what a supplier meant, so a column of
free text still wants a person's look. docs/data-quality.md says what it finds and what it can't.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.data.quality import personal_words as known
from dashboard.data.sources.checks import encoded, truth
from dashboard.data.sources.report import input_error

Bools = npt.NDArray[np.bool_]

OF_PREMISES = frozenset({"name", "address", "postcode", "kind", "hours", "premises_id"})
"""What a register says of premises, which are businesses: their names and addresses are no personal data."""

_TIMES = frozenset({"from", "to", "occurred_from", "occurred_to", "month", "time", "date", "hour"})
_IDS = frozenset({"incident_id", "premises_id"})
_NUMBERS = frozenset({"longitude", "latitude", "easting", "northing", "x", "y"})

_EMAIL = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}"
_PHONE = (
    r"(?:^|[^\w.,+/-])(?:"
    r"(?:\+44|0044)[ ()-]*(?:0[ ()-]*)?[1-37](?:[ ()-]*\d){8,9}"  # international
    r"|07\d{3}[ -]?\d{3}[ -]?\d{3}"  # mobile
    r"|\(?0[1-3]\d{1,4}\)?[ -]\d{3,4}[ -]?\d{3,4}"  # landline, grouped
    r")(?:$|[^\w.]|\.$)"
)
_PLAIN_PHONE = r"^\s*0(?:[12]\d{8,9}|[37]\d{9})\s*$"
_INSURANCE = (
    r"\b[A-CEGHJ-PR-TW-Za-ceghj-pr-tw-z][A-CEGHJ-NPR-TW-Za-ceghj-npr-tw-z]"
    r" ?\d{2} ?\d{2} ?\d{2} ?[A-Da-d]\b"
)
_NHS = r"(?:^|[^\w.-])(\d{3}[ -]?\d{3}[ -]?\d{4})(?:$|[^\w.-]|\.$)"
_ADDRESS = r"\b\d{1,4}[A-Za-z]?,?\s+[A-Za-z][A-Za-z' .-]+,?.*\b(?i:[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2})\b"
_DATE = (
    r"^\s*(?:(\d{4})[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}[-/. ](?:\d{1,2}|[A-Za-z]{3,9})[-/. ](\d{4}))"
    r"(?:[T ][0:]+Z?)?\s*$"
)
_LONG_AGO = 2000
"""Incidents of before this year are rare in a table; dates of birth of adults all are."""

_RARE = 0.05
_SOME = 0.3
_MOST = 0.5
_NEARLY_ALL = 0.8
_LONGEST_LOOKED_AT = 10_000
_SHOWN = 5
_NUMBERED = {"number", "no", "num", "id"}


class Finding(NamedTuple):
    """A column that looks personal: what it seems to hold, and the first row (from 0) that says so."""

    column: str
    kind: str  # "e-mail addresses"
    row: int
    value: str  # as the file has it: to be masked before it is told
    by_name: bool


def check_personal(
    columns: Mapping[str, pa.Array],
    *,
    label: str,
    dropped: Collection[str] = (),
    mapped: Mapping[str, str] | Collection[str] = (),
    row_number: Callable[[int], int] = lambda row: row + 2,
) -> None:
    """Refuse a table with personal data in a column that its description does not drop.

    `columns` are the table's, as read, by their names in the file; `dropped` names those that the
    description drops; `mapped` gives for each column that is used the field it becomes (without fields, names
    alone do). `row_number` turns a position from 0 into the number in the file (default: one header line).

    Raises InputError naming the file, row and column. The value is masked.
    """
    found = find_personal(columns, dropped=dropped, mapped=mapped)
    if not found:
        return
    first, others = found[0], [one.column for one in found[1:]]
    held = "its name says that it holds" if first.by_name else f"{masked(first.value)!r} looks like one of"
    more = f" The same goes for {', '.join(others[:_SHOWN])}" if others else ""
    more += f" and {len(others) - _SHOWN:,} more columns." if len(others) > _SHOWN else "." if others else ""
    raise input_error(
        label,
        f"{held} {first.kind}, and Hexscan keeps no personal data",
        f"Take the column out of the file, or list it under [drop] columns in its description.{more}",
        row=row_number(first.row),
        column=first.column,
    )


def find_personal(
    columns: Mapping[str, pa.Array],
    *,
    dropped: Collection[str] = (),
    mapped: Mapping[str, str] | Collection[str] = (),
) -> list[Finding]:
    """The columns that look personal, in their order, leaving out those that are dropped or empty."""
    let_go = {name.strip().casefold() for name in dropped}
    fields = dict(mapped) if isinstance(mapped, Mapping) else dict.fromkeys(mapped, "")
    roles = {name.strip().casefold(): field for name, field in fields.items()}
    found = []
    for name, values in columns.items():
        folded = name.strip().casefold()
        if folded not in let_go:
            finding = personal_kind(name, values, field=roles.get(folded, ""))
            if finding is not None:
                found.append(finding)
    return found


def personal_kind(name: str, values: pa.Array, *, field: str = "") -> Finding | None:
    """What personal data a column seems to hold, by its name or its values; None where it seems to hold none.

    `field` is the field that the description makes of it, "" where none.
    """
    if field in _NUMBERS or not _may_be_text(values):
        return None
    whole = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    codes = encoded(whole)
    texts = codes.dictionary
    place = codes.indices.to_numpy()
    rows = np.bincount(place, minlength=len(texts))
    filled = truth(pc.not_equal(texts, "")) & (rows > 0)
    if not filled.any():
        return None
    kind = "" if field in OF_PREMISES else kind_by_name(name)
    if kind and not _yes_or_no(texts, filled):
        return _finding(name, kind, filled, place, texts, by_name=True)
    return _by_values(name, field, texts, rows, filled, place)


def kind_by_name(name: str) -> str:
    """What personal data a column of that name holds; "" where the name tells nothing."""
    words = [word.casefold() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+", name)]
    said, joined = set(words), "".join(words)
    named = bool(said & {"name", "names", "nm"})
    if (
        said & known.NAME_COLUMNS
        or joined in known.NAME_COLUMNS
        or (named and said & (known.PEOPLE | known.NAME_PAIRS))
    ):
        return "people's names"
    if said & {"dob", "birthdate", "dateofbirth", "birthday"} or ("birth" in said and "place" not in said):
        return "dates of birth"
    if joined == "nhsnumber" or ("nhs" in said and (len(words) == 1 or said & _NUMBERED)):
        return "NHS numbers"
    if "nino" in said or {"national", "insurance"} <= said or joined == "ninumber":
        return "National Insurance numbers"
    if said & {"phone", "telephone", "mobile", "landline"} or joined in {
        "tel",
        "telno",
        "phoneno",
        "mobileno",
    }:
        return "telephone numbers"
    if said & {"email", "emails"} or {"e", "mail"} <= said:
        return "e-mail addresses"
    return "passport numbers" if "passport" in said else ""


def masked(value: str) -> str:
    """A value of which only the first letter and the length are left."""
    return f"{value[:1]}{'•' * min(len(value) - 1, 12)}" if value else ""


def valid_nhs_number(digits: str) -> bool:
    """Whether ten digits are an NHS number: the last one checks the others, modulo 11."""
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    check = 11 - total % 11
    return check != 10 and check % 11 == int(digits[9])


def _may_be_text(values: pa.Array) -> bool:
    kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_integer(kind))


def _yes_or_no(texts: pa.Array, filled: Bools) -> bool:
    """Whether a column named "email", say, only says whether there is one."""
    distinct = [one for one, is_filled in zip(texts.to_pylist(), filled, strict=True) if is_filled][:10]
    return all(one.casefold() in known.YES_NO for one in distinct)


def _by_values(
    name: str, field: str, texts: pa.Array, rows: np.ndarray, filled: Bools, place: np.ndarray
) -> Finding | None:
    """The first kind of which enough of the filled rows are; each look is at different texts, once."""
    looked_at = pc.utf8_slice_codeunits(texts, 0, _LONGEST_LOOKED_AT)
    total = int(rows[filled].sum())
    for kind, share, hits in _looks(field, looked_at, filled):
        of_kind = hits() & filled
        counted = int(rows[of_kind].sum())
        if counted and counted >= share * total:
            return _finding(name, kind, of_kind, place, texts, by_name=False)
    return None


def _looks(field: str, texts: pa.Array, filled: Bools) -> Sequence[tuple[str, float, Callable[[], Bools]]]:
    """Kinds to look for in a column: what it is called, the share of filled rows it takes, and where."""
    looks: list[tuple[str, float, Callable[[], Bools]]] = [
        ("e-mail addresses", 0.0, lambda: _matching(texts, _EMAIL)),
        ("National Insurance numbers", _MOST if field in _IDS else 0.0, lambda: _matching(texts, _INSURANCE)),
        ("NHS numbers", _MOST if field in _IDS else 0.0, lambda: _nhs_numbers(texts, filled)),
        ("telephone numbers", 0.0, lambda: _matching(texts, _PHONE)),
    ]
    if field not in _IDS:  # ids made of digits may begin with 0
        looks.append(("telephone numbers", _RARE, lambda: _matching(texts, _PLAIN_PHONE)))
    if field not in _TIMES:
        looks.append(("dates of birth", _SOME, lambda: _births(texts, filled)))
    if field not in OF_PREMISES:
        looks.append(
            ("people's names", _RARE if field == "place" else 0.0, lambda: _matching(texts, known.TITLES))
        )
        looks.append(("people's names", _SOME, lambda: _full_names(texts)))
        looks.append(("home addresses", _RARE, lambda: _matching(texts, _ADDRESS)))
    return looks


def _matching(texts: pa.Array, pattern: str) -> Bools:
    return truth(pc.match_substring_regex(texts, pattern))


def _nhs_numbers(texts: pa.Array, filled: Bools) -> Bools:
    """Texts with an NHS number.

    Of any ten digits one in eleven would pass as one: without gaps they count only where most do pass.
    """
    like = np.flatnonzero(_matching(texts, _NHS) & filled)
    found = [re.findall(_NHS, texts[int(i)].as_py()) for i in like]
    passes = np.array(
        [any(valid_nhs_number(re.sub(r"\D", "", one)) for one in numbers) for numbers in found], dtype=bool
    )
    grouped = np.array([any(not one.isdigit() for one in numbers) for numbers in found], dtype=bool)
    result = np.zeros(len(texts), dtype=bool)
    if len(like):
        trusted = passes & (grouped | (passes[~grouped].mean() >= _MOST if (~grouped).any() else False))
        result[like[trusted]] = True
    return result


def _births(texts: pa.Array, filled: Bools) -> Bools:
    """Dates of long ago, where nearly all texts are dates without a time of day."""
    dates = _matching(texts, _DATE) & filled
    if dates.sum() < _NEARLY_ALL * filled.sum():
        return np.zeros(len(texts), dtype=bool)
    years = [re.search(r"(?<!\d)(\d{4})(?!\d)", one) for one in texts.to_pylist()]
    old = np.array([year is not None and int(year[1]) < _LONG_AGO for year in years], dtype=bool)
    return dates & old


def _full_names(texts: pa.Array) -> Bools:
    """Texts of two or three words of which the first, or the one behind a comma, is a common first name."""
    like = _matching(texts, r"^[A-Za-z'-]+,? [A-Za-z.'-]+(?: [A-Za-z'-]+)?$")
    result = np.zeros(len(texts), dtype=bool)
    for i in np.flatnonzero(like):
        words = [word.strip(",.").casefold() for word in texts[int(i)].as_py().split(" ")]
        first = words[1] if "," in texts[int(i)].as_py() else words[0]
        result[i] = first in known.FIRST_NAMES and not known.NOT_A_PERSON & set(words)
    return result


def _finding(
    name: str, kind: str, hits: Bools, place: np.ndarray, texts: pa.Array, *, by_name: bool
) -> Finding:
    row = int(np.flatnonzero(hits[place])[0])
    return Finding(name, kind, row, str(texts[int(place[row])].as_py()), by_name)
