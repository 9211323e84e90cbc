"""Street-level crime as data.police.uk publishes it (CSV), or the same columns in Parquet.

Columns: https://data.police.uk/about/#columns. The files give a month, never a date or
time, and points moved to the nearest of a fixed list of places ("On or near ...").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.data.schema import Source
from dashboard.data.sources.checks import equals, mapped, text
from dashboard.data.sources.delimited import read_table
from dashboard.data.sources.files import FileRef
from dashboard.data.sources.incidents import RawIncidents, take_in
from dashboard.data.sources.parquet import PARQUET_MAGIC, parquet_columns
from dashboard.data.sources.report import IncidentsRead

SOURCE = Source(
    key="police-uk",
    name="Police recorded (data.police.uk)",
    owner="Home Office / police forces",
    licence="Open Government Licence v3.0",
)

_CALLED = {
    "incident_id": "Crime ID",
    "month": "Month",
    "force": "Falls within",
    "longitude": "Longitude",
    "latitude": "Latitude",
    "place": "Location",
    "lsoa_code": "LSOA code",
    "lsoa_name": "LSOA name",
    "crime_type": "Crime type",
}
REQUIRED = tuple(_CALLED.values())
_ON_OR_NEAR = "On or near"
_REPORTED_BY = "Reported by"
_WANTED = frozenset(name.casefold() for name in (*REQUIRED, _REPORTED_BY))


def missing_columns(names: Iterable[str]) -> list[str]:
    """The columns of street-level files that `names` lacks; their order and case do not matter."""
    known = {name.strip().casefold() for name in names}
    return [name for name in REQUIRED if name.casefold() not in known]


def read_police_street(ref: FileRef, kind: str) -> IncidentsRead:
    """The file's incidents. Raises InputError for a damaged file or one without a usable row."""
    columns, row_number = _columns(ref)
    rows = len(columns["month"])
    stated, reported = columns["force"], columns.pop("reported", None)
    if reported is not None and rows:
        empty = equals(text(stated), "")
        if empty.any():
            stated = _either(text(stated), text(reported), empty)
    columns["force"] = stated
    columns["place"] = mapped(columns["place"], _place, pa.string())
    return take_in(ref, kind, SOURCE, RawIncidents(**columns, called=_CALLED), row_number)


def _columns(ref: FileRef) -> tuple[dict[str, pa.Array], Callable[[int], int]]:
    """The file's columns by canonical name, "reported" where it has one, and how its rows are numbered."""
    if ref.head(4) == PARQUET_MAGIC:
        found = parquet_columns(ref, _WANTED)
        row_number: Callable[[int], int] = _parquet_row
    else:
        table = read_table(ref, wanted=_WANTED)
        found = {name.casefold(): table.column(name) for name in table.names if name.casefold() in _WANTED}
        row_number = table.row_number
    missing = missing_columns(found)
    if missing:
        raise ref.error(f"it has no column {', '.join(missing)}", "Download it from data.police.uk again.")
    columns = {field: found[name.casefold()] for field, name in _CALLED.items()}
    if _REPORTED_BY.casefold() in found:
        columns["reported"] = found[_REPORTED_BY.casefold()]
    return columns, row_number


def _parquet_row(row: int) -> int:
    return row + 1


def _either(first: pa.Array, second: pa.Array, use_second: np.ndarray) -> pa.Array:
    return pc.if_else(pa.array(use_second), second, first)


def _place(location: str) -> str:
    rest = location.removeprefix(_ON_OR_NEAR)
    return rest.strip() if not rest or rest.startswith(" ") else location
