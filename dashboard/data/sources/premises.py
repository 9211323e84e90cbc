"""Registers of premises: CSV with a header, or the headerless Open Pubs file.

Open Pubs (https://www.getthedata.com/open-pubs) has a fixed column order and writes \\N for "none".
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from dashboard.data.schema import PREMISES, slug
from dashboard.data.sources.checks import RowChecks, coordinates, equals, mapped
from dashboard.data.sources.columns import folded
from dashboard.data.sources.delimited import Table, read_table
from dashboard.data.sources.files import FileRef
from dashboard.data.sources.incidents import NO_ROWS
from dashboard.data.sources.report import FIRST_REJECTS, FileReport, PremisesRead, Register, Reject

OPEN_PUBS_COLUMNS = (
    "fas_id", "name", "address", "postcode", "easting", "northing", "latitude", "longitude",
    "local_authority",
)  # fmt: skip

_COLUMNS: dict[str, tuple[str, ...]] = {
    "premises_id": ("premises_id", "fas_id", "fhrs_id", "osm_id", "id", "licence_number", "reference"),
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


@dataclasses.dataclass(frozen=True)
class RawPremises:
    """A register's columns before any check: texts without what stands for "none"; positions may be numbers.

    The two last say what the columns of the name and of the position are called in the file.
    """

    premises_id: pa.Array
    name: pa.Array
    longitude: pa.Array
    latitude: pa.Array
    address: pa.Array
    postcode: pa.Array
    kind: pa.Array
    hours: pa.Array
    name_column: str
    axes: tuple[str, str]


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
    raw = RawPremises(**values, name_column=fields["name"], axes=(fields["longitude"], fields["latitude"]))
    checks = RowChecks(ref.label, table.rows, table.row_number)
    return take_in_premises(ref, kind, _register(ref, fields["premises_id"]), raw, checks)


def take_in_premises(
    ref: FileRef,
    kind: str,
    register: Register,
    raw: RawPremises,
    checks: RowChecks,
    rejected: Mapping[str, int] | None = None,
    first_rejects: Sequence[Reject] = (),
) -> PremisesRead:
    """Check a register's rows and make the canonical frame; an id that stands twice counts once.

    `rejected` and `first_rejects` are of rows that reading the file left out. Raises InputError where there
    are rows but none is usable.
    """
    # which itself reads with what lies beside us
    from dashboard.data.quality.faults import with_rejects
    from dashboard.data.quality.reading import of_premises

    rows = len(raw.name)
    checks.reject(
        equals(raw.name, ""), reason="no name", column=raw.name_column, sentence="is empty", values=raw.name
    )
    longitude, latitude = coordinates(checks, raw.longitude, raw.latitude, raw.axes)
    checks.require_some()
    frame = pd.DataFrame(
        {
            "premises_id": raw.premises_id.to_pandas(),
            "name": raw.name.to_pandas(),
            "longitude": longitude,
            "latitude": latitude,
            "address": _addresses(raw.address, raw.postcode),
            "kind": raw.kind.to_pandas(),
            "hours": raw.hours.to_pandas(),
        }
    )[PREMISES.names]
    given = (frame["premises_id"] != "").to_numpy() & checks.usable
    replaced = np.zeros(len(frame), dtype=bool)
    replaced[given] = frame.loc[given, "premises_id"].duplicated(keep="last").to_numpy()
    kept = frame[checks.usable & ~replaced].reset_index(drop=True)
    kept["premises_id"] = _with_own_ids(kept)
    left_out = dict(rejected or {})
    told = sorted([*checks.first(), *first_rejects], key=lambda reject: reject["row"])
    report = FileReport(
        path=ref.label,
        kind=kind,
        rows_read=rows + sum(left_out.values()),
        rows_kept=len(kept),
        rows_replaced=int(replaced.sum()),
        rejected=left_out | checks.counts(),
        first_rejects=told[:FIRST_REJECTS],
        without_location=int(kept["longitude"].isna().sum()),
        note="" if rows else NO_ROWS,
    )
    quality = of_premises(
        ref.label,
        kept,
        row_number=checks.row_number,
        kept=checks.usable & ~replaced,
        rejected=checks,
        repeated=replaced,
        called=lambda field: {"name": raw.name_column, "longitude": raw.axes[0], "latitude": raw.axes[1]}.get(
            field, field
        ),
    )
    return PremisesRead(register, kept, report, with_rejects(quality, first_rejects, report.rows_read))


def _column(names: Sequence[str], field: str) -> str:
    """The column for a field, "" where there is none; the first pattern that fits wins."""
    known = {folded(name): name for name in reversed(names)}
    return next((known[pattern] for pattern in _COLUMNS[field] if pattern in known), "")


def _values(table: Table, name: str) -> pa.Array:
    return (
        mapped(table.column(name), cleaned, pa.string()) if name else pa.array([""] * table.rows, pa.string())
    )


def cleaned(value: str) -> str:
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
    if folded(id_column) == "fhrs_id":
        return Register("food-hygiene-register", "Food hygiene register", as_of)
    if folded(id_column) == "osm_id":
        return Register("osm", "OpenStreetMap pubs", as_of)
    title = re.sub(r"[-_\s]+", " ", ref.stem).strip()
    return Register(slug(ref.stem) or "premises", title[:1].upper() + title[1:], as_of)
