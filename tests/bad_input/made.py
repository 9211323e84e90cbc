"""Files for bad inputs, written by code: street-level CSV, zips, GeoJSON, Parquet and described tables."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.data.schema import INCIDENTS, month_number
from tests.bad_input.case import Argument
from tests.data.sources.small_files import STREET_HEADER, feature, geojson, street_row, street_text

STREET = "2025-01-cleveland-street.csv"
ROWS = tuple(street_row(crime_id=f"{number:064x}") for number in range(3))
GOOD = street_text(ROWS)
SQUARE = [[-1.25, 54.55], [-1.2, 54.55], [-1.2, 54.6], [-1.25, 54.6], [-1.25, 54.55]]

Make = Callable[[Path], Sequence[Argument]]


def file(name: str, content: str | bytes | Callable[[], str | bytes]) -> Make:
    """A single file with the content."""

    def make(folder: Path) -> Sequence[Argument]:
        told = content() if callable(content) else content
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(told.encode() if isinstance(told, str) else told)
        return [path]

    return make


def street(content: str | bytes | Callable[[], str | bytes]) -> Make:
    """A street file with the content."""
    return file(STREET, content)


def rows(*lines: str) -> Make:
    """A street file with these rows."""
    return street(street_text(lines))


def every_row(**fields: str) -> Make:
    """A street file whose three rows hold these values."""
    return rows(*(street_row(crime_id=f"{number:064x}", **fields) for number in range(3)))


def second_row(**fields: str) -> Make:
    """A street file whose second row of three holds these values."""
    return rows(ROWS[0], street_row(crime_id="f" * 64, **fields), ROWS[2])


def zipped(members: Mapping[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip with these members, named as given, whatever that does to whoever unpacks it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, compression)
    return stream.getvalue()


def parquet(rows: Sequence[Mapping[str, Any]], metadata: Mapping[str, str] | None = None) -> bytes:
    """Incidents in our own form; what a row leaves out takes a usual value."""
    usual = {"month": month_number("2025-01"), "force": "Cleveland", "crime_type": "burglary",
             "longitude": -1.23, "latitude": 54.57}  # fmt: skip
    table = pa.Table.from_pylist([usual | dict(row) for row in rows], schema=INCIDENTS)
    return written(table.replace_schema_metadata({"hexscan_source": json.dumps(metadata or {"key": "a"})}))


def written(table: Any, **options: Any) -> bytes:
    """An Arrow table as Parquet."""
    stream = io.BytesIO()
    pq.write_table(table, stream, **options)
    return stream.getvalue()


def area(coordinates: Any, code: str = "E01000001", kind: str = "Polygon") -> dict[str, Any]:
    """A boundary of a small area."""
    return feature({"LSOA21CD": code, "LSOA21NM": f"Area {code}"}, coordinates, kind)


def areas(*features: dict[str, Any], **members: Any) -> Make:
    """A file of boundaries."""
    return file("lsoa.geojson", geojson(features, **members))


DESCRIPTION = """
[source]
key = "council-log"
name = "Council log"
owner = "The council"
licence = "OGL v3.0"
place_precision = "exact"

[file]
format = "csv"
{file}

[place]
{place}

[time]
from = "When"
format = "day-first"
{time}

[columns]
force_is = "The council"
crime_type = "What"
incident_id = "Number"

[drop]
columns = ["Officer"]

[categories]
"Noise" = "anti-social-behaviour"
"""
HEADER = "Number,When,What,Longitude,Latitude"
DEGREES = 'longitude = "Longitude"\nlatitude = "Latitude"'


def entry(
    number: str = "1", when: str = "13/01/2025 14:30", what: str = "Noise", x: str = "-1.23", y: str = "54.57"
) -> str:
    """One line of a described table."""
    return f"{number},{when},{what},{x},{y}"


def log(*lines: str) -> str:
    """A described table."""
    return "".join(f"{line}\n" for line in (HEADER, *lines))


def described(
    content: str | bytes | Callable[[], bytes],
    *,
    name: str = "log.csv",
    file_says: str = "",
    place: str = DEGREES,
    time: str = "",
    description: str = DESCRIPTION,
) -> Make:
    """A table and the description by which it is imported."""

    def make(folder: Path) -> Sequence[Argument]:
        told = content() if callable(content) else content
        (folder / name).write_bytes(told.encode() if isinstance(told, str) else told)
        toml = folder / "council-log.toml"
        text = description.replace("{file}", file_says).replace("{place}", place).replace("{time}", time)
        toml.write_text(text, encoding="utf-8")
        return ["--source", str(toml), folder / name]

    return make


__all__ = ["GOOD", "ROWS", "STREET_HEADER", "street_row", "street_text"]
