"""What a table about areas says of itself: its name, its date, the columns it may go by."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.data.sources.area_tables import codes
from dashboard.data.sources.checks import RowChecks, equals, text
from dashboard.data.sources.columns import folded
from dashboard.data.sources.delimited import Table
from dashboard.data.sources.files import FileRef

_OFFICIAL = re.compile(r"[A-Za-z][0-9]{8}")
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
    if not _WRITTEN_DATE.fullmatch(written):
        return False
    try:
        datetime.date.fromisoformat((written + "-01-01")[:10])
    except ValueError:
        return False
    return True


def require(checks: RowChecks, values: pa.Array, column: str) -> None:
    """Refuse rows in which a column is empty."""
    empty = equals(values, "")
    checks.reject(empty, reason=f"no {column}", column=column, sentence="is empty", values=values)


def repeated(*columns: pa.Array) -> np.ndarray:
    """Which rows hold, in these columns together, what an earlier row holds."""
    together = pd.DataFrame({place: _numbered(column) for place, column in enumerate(columns)})
    return together.duplicated().to_numpy(dtype=bool)


def official(values: pa.Array) -> pd.Series:
    """Area codes as lookups write them: official ones in capitals ("e05001234" too), others as they are."""
    distinct = pc.unique(values).to_pylist()
    written = dict(zip(distinct, codes(distinct), strict=True))
    written = {one: code.upper() if _OFFICIAL.fullmatch(code) else code for one, code in written.items()}
    return values.to_pandas().map(written).astype("str")


def _numbered(column: pa.Array) -> np.ndarray:
    """A number for each distinct value: a long table then takes little memory."""
    encoded = column.dictionary_encode()
    parts = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
    return np.asarray(parts.indices.to_numpy(zero_copy_only=False))
