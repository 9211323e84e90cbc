"""Registers of premises: CSV with a header, or the headerless Open Pubs file.

Open Pubs (https://www.getthedata.com/open-pubs) has a fixed column order and writes \\N for "none".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from dashboard.data.schema import PREMISES, slug
from dashboard.data.sources.checks import RowChecks, coordinates, equals, mapped
from dashboard.data.sources.columns import folded
from dashboard.data.sources.delimited import Table, read_table
from dashboard.data.sources.files import FileRef
from dashboard.data.sources.incidents import NO_ROWS
from dashboard.data.sources.report import FileReport, PremisesRead, Register

OPEN_PUBS_COLUMNS = (
    "fas_id", "name", "address", "postcode", "easting", "northing", "latitude", "longitude",
    "local_authority",
)  # fmt: skip

_COLUMNS: dict[str, tuple[str, ...]] = {
    "premises_id": ("premises_id", "fas_id", "osm_id", "id", "licence_number", "reference"),
    "name": ("name", "premises_name", "pub_name", "trading_name"),
    "longitude": ("longitude", "long", "lon", "lng"),
    "latitude": ("latitude", "lat"),
    "address": ("address", "premises_address", "full_address"),
    "postcode": ("postcode", "post_code"),
    "kind": ("kind", "type", "premises_type", "category", "amenity"),
    "hours": ("hours", "opening_hours", "licensed_hours"),
}
_POSITION = ("name", "longitude", "latitude")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?|\\N")
_DATE = re.compile(r"(?<!\d)(20\d\d)(?:[-_](0[1-9]|1[0-2])(?:[-_](0[1-9]|[12]\d|3[01]))?)?(?!\d)")


def is_premises_header(names: Sequence[str]) -> bool:
    """Whether a header has a name and a position."""
    return all(_column(names, field) for field in _POSITION)


def is_open_pubs_row(fields: Sequence[str]) -> bool:
    """Whether a line without a header is one of Open Pubs: nine columns, the id and positions numbers."""
    numeric = (0, 4, 5, 6, 7)
    return len(fields) == len(OPEN_PUBS_COLUMNS) and all(_NUMBER.fullmatch(fields[i]) for i in numeric)


def read_premises_file(ref: FileRef, kind: str, *, headerless: bool) -> PremisesRead:
    """The register's premises; an id that stands twice is taken from the later row.

    Raises InputError for a damaged file and one without a usable row.
    """
    table = read_table(ref, names=OPEN_PUBS_COLUMNS if headerless else (), multiline=True)
    fields = {field: _column(table.names, field) for field in _COLUMNS}
    values = {field: _values(table, name) for field, name in fields.items()}
    checks = RowChecks(ref.label, table.rows, table.row_number)
    checks.reject(
        equals(values["name"], ""),
        reason="no name",
        column=fields["name"],
        sentence="is empty",
        values=values["name"],
    )
    longitude, latitude = coordinates(
        checks, values["longitude"], values["latitude"], (fields["longitude"], fields["latitude"])
    )
    checks.require_some()
    frame = pd.DataFrame(
        {
            "premises_id": values["premises_id"].to_pandas(),
            "name": values["name"].to_pandas(),
            "longitude": longitude,
            "latitude": latitude,
            "address": _addresses(values["address"], values["postcode"]),
            "kind": values["kind"].to_pandas(),
            "hours": values["hours"].to_pandas(),
        }
    )[PREMISES.names]
    given = (frame["premises_id"] != "").to_numpy() & checks.usable
    replaced = np.zeros(len(frame), dtype=bool)
    replaced[given] = frame.loc[given, "premises_id"].duplicated(keep="last").to_numpy()
    kept = frame[checks.usable & ~replaced].reset_index(drop=True)
    kept["premises_id"] = _with_own_ids(kept)
    report = FileReport(
        path=ref.label,
        kind=kind,
        rows_read=table.rows,
        rows_kept=len(kept),
        rows_replaced=int(replaced.sum()),
        rejected=checks.counts(),
        first_rejects=checks.first(),
        without_location=int(kept["longitude"].isna().sum()),
        note="" if table.rows else NO_ROWS,
    )
    return PremisesRead(_register(ref, fields["premises_id"]), kept, report)


def _column(names: Sequence[str], field: str) -> str:
    """The column for a field, "" where there is none; the first pattern that fits wins."""
    known = {folded(name): name for name in reversed(names)}
    return next((known[pattern] for pattern in _COLUMNS[field] if pattern in known), "")


def _values(table: Table, name: str) -> pa.Array:
    return (
        mapped(table.column(name), _cleaned, pa.string())
        if name
        else pa.array([""] * table.rows, pa.string())
    )


def _cleaned(value: str) -> str:
    """The value without the marks its database export left: \\N for none, backslashes before punctuation."""
    return "" if value == r"\N" else re.sub(r"\\+(?=[^\w\s\\])", "", value)


def _addresses(address: pa.Array, postcode: pa.Array) -> list[str]:
    pairs = zip(address.to_pylist(), postcode.to_pylist(), strict=True)
    return [", ".join(part for part in pair if part) for pair in pairs]


def _with_own_ids(frame: pd.DataFrame) -> list[str]:
    """The supplier's ids; where there is none, one made of name and position, the same at every import."""
    taken: Counter[str] = Counter()
    ids: list[str] = []
    for given, name, longitude, latitude in frame[["premises_id", *_POSITION]].itertuples(index=False):
        identity = given
        if not given:
            place = "" if np.isnan(longitude) else f" {latitude:.5f} {longitude:.5f}"
            made = slug(f"{name}{place}") or "premises"
            taken[made] += 1
            identity = made if taken[made] == 1 else f"{made}-{taken[made]}"
        ids.append(identity)
    return ids


def _register(ref: FileRef, id_column: str) -> Register:
    match = _DATE.search(ref.name)
    as_of = "-".join(part for part in match.groups() if part) if match else ""
    if folded(id_column) == "fas_id":
        return Register("open-pubs", "Open Pubs", as_of)
    if folded(id_column) == "osm_id":
        return Register("osm", "OpenStreetMap pubs", as_of)
    title = re.sub(r"[-_\s]+", " ", ref.stem).strip()
    return Register(slug(ref.stem) or "premises", title[:1].upper() + title[1:], as_of)
