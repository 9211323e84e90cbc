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
from dashboard.data.sources.checks import encoded, equals, text
from dashboard.data.sources.delimited import Table, read_table
from dashboard.data.sources.files import FileRef
from dashboard.data.sources.incidents import RawIncidents, take_in
from dashboard.data.sources.parquet import PARQUET_MAGIC, parquet_columns
from dashboard.data.sources.quick_csv import read_quickly
from dashboard.data.sources.report import IncidentsRead

SOURCE = Source(
    key="police-uk",
    name="Police recorded (data.police.uk)",
    owner="Home Office / police forces",
    licence="Open Government Licence v3.0",
    contact="data.police.uk/contact",
    refresh="monthly",
    caveats=(
        "Points are approximate: each incident is moved to the nearest of a fixed list of map points.",
        "Each incident has its month alone: there are no days and no times.",
        "Anti-social behaviour has no incident number, so different incidents may look alike.",
        "A month that is published again may hold other outcomes and a few other rows.",
        "It holds what was recorded, which depends on who reports to the police and how each force records.",
    ),
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
_ENCODED = ("month", "force", "place", "lsoa_code", "lsoa_name", "crime_type")
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
        empty = equals(encoded(stated), "")
        if empty.any():
            stated = _either(text(stated), text(reported), empty)
    columns["force"] = stated
    columns["place"] = encoded(columns["place"], _places)
    return take_in(ref, kind, SOURCE, RawIncidents(**columns, called=_CALLED), row_number)


def _columns(ref: FileRef) -> tuple[dict[str, pa.Array], Callable[[int], int]]:
    """The file's columns by canonical name, "reported" where it has one, and how its rows are numbered."""
    if ref.head(4) == PARQUET_MAGIC:
        found = parquet_columns(ref, _WANTED)
        row_number: Callable[[int], int] = _parquet_row
    else:
        table = _quick(ref) or read_table(ref, wanted=_WANTED)
        found = {name.casefold(): table.column(name) for name in table.names if name.casefold() in _WANTED}
        row_number = table.row_number
    missing = missing_columns(found)
    if missing:
        raise ref.error(f"it has no column {', '.join(missing)}", "Download it from data.police.uk again.")
    columns = {field: found[name.casefold()] for field, name in _CALLED.items()}
    if _REPORTED_BY.casefold() in found:
        columns["reported"] = found[_REPORTED_BY.casefold()]
    return columns, row_number


def _quick(ref: FileRef) -> Table | None:
    """Read the quick way; None where it needs the strict one, or names for a row only who reported it."""
    called = {field: name.casefold() for field, name in _CALLED.items()}
    table = read_quickly(
        ref,
        encoded=[called[field] for field in _ENCODED],
        plain=[called["incident_id"]],
        within={called["longitude"]: 180.0, called["latitude"]: 90.0},
    )
    if (
        table is None
        or missing_columns(table.names)
        or equals(encoded(table.column(called["force"])), "").any()
    ):
        return None
    return table


def _parquet_row(row: int) -> int:
    return row + 1


def _either(first: pa.Array, second: pa.Array, use_second: np.ndarray) -> pa.Array:
    return pc.if_else(pa.array(use_second), second, first)


def _places(locations: pa.Array) -> pa.Array:
    """Locations without "On or near", where that is a word of its own."""
    named = pc.starts_with(locations, f"{_ON_OR_NEAR} ")
    rest = pc.utf8_trim_whitespace(pc.utf8_slice_codeunits(locations, len(_ON_OR_NEAR)))
    nameless = pc.equal(locations, _ON_OR_NEAR)
    return pc.if_else(pc.or_(named, nameless), rest, locations)
