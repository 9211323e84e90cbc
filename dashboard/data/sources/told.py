"""What a table about areas says of itself: its name, its date, the columns it may go by."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from dashboard.data.sources.checks import RowChecks, equals, text
from dashboard.data.sources.columns import folded
from dashboard.data.sources.delimited import Table
from dashboard.data.sources.files import FileRef

_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[-_](0[1-9]|1[0-2])(?:[-_](0[1-9]|[12]\d|3[01]))?)?(?!\d)")
_WRITTEN_DATE = re.compile(r"(19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def column_of(names: Sequence[str], *known: str) -> str:
    """The first of the known columns (folded) that a header has, as it is written there; "" for none."""
    written = {folded(name): name for name in reversed(names)}
    return next((written[name] for name in known if name in written), "")


def values_of(table: Table, column: str) -> pa.Array:
    """The values of a column as text; "" in every row where there is no such column."""
    return text(table.column(column)) if column else pa.array([""] * table.rows, pa.string())


def title_of(ref: FileRef) -> str:
    """A file's name as a title, without its date: "ons-households_2021.csv" -> "Ons households"."""
    words = re.sub(r"[-_\s]+", " ", _DATE.sub(" ", ref.stem)).strip()
    return words[:1].upper() + words[1:]


def date_of(ref: FileRef) -> str:
    """The date in a file's name, "2024-03-31", "2024-03" or "2024"; "" where there is none."""
    match = _DATE.search(ref.stem)
    return "-".join(part for part in match.groups() if part) if match else ""


def is_date(written: str) -> bool:
    """Whether a text is a day, month or year as "2024-03-31", "2024-03" or "2024"."""
    return _WRITTEN_DATE.fullmatch(written) is not None


def require(checks: RowChecks, values: pa.Array, column: str) -> None:
    """Refuse rows in which a column is empty."""
    empty = equals(values, "")
    checks.reject(empty, reason=f"no {column}", column=column, sentence="is empty", values=values)


def repeated(*columns: pa.Array) -> np.ndarray:
    """Which rows hold, in these columns together, what an earlier row holds."""
    seen: set[tuple[str, ...]] = set()
    found = np.zeros(len(columns[0]), dtype=bool)
    for row, key in enumerate(zip(*(column.to_pylist() for column in columns), strict=True)):
        found[row] = key in seen
        seen.add(key)
    return found
