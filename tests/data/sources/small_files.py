"""Small hand-made files in suppliers' forms, for tests of the readers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dashboard.data.sources import FileRef, IncidentsRead, Kind, read_incidents

STREET_COLUMNS = (
    "Crime ID",
    "Month",
    "Reported by",
    "Falls within",
    "Longitude",
    "Latitude",
    "Location",
    "LSOA code",
    "LSOA name",
    "Crime type",
    "Last outcome category",
    "Context",
)
STREET_HEADER = ",".join(STREET_COLUMNS)
SQUARE = [[[-1.0, 54.0], [-0.9, 54.0], [-0.9, 54.1], [-1.0, 54.1], [-1.0, 54.0]]]


def street_row(
    *,
    crime_id: str = "",
    month: str = "2025-01",
    reported_by: str = "Cleveland Police",
    force: str = "Cleveland Police",
    longitude: str = "-1.234",
    latitude: str = "54.57",
    location: str = "On or near High Street",
    lsoa: str = "E01011950",
    crime_type: str = "Burglary",
) -> str:
    """One line of a street file."""
    place = f"{longitude},{latitude},{location},{lsoa},Hartlepool 001A"
    return f"{crime_id},{month},{reported_by},{force},{place},{crime_type},Under investigation,"


def street_text(rows: Sequence[str]) -> str:
    """A whole street file."""
    return "".join(f"{line}\n" for line in (STREET_HEADER, *rows))


def write(path: Path, content: str | bytes) -> FileRef:
    """A file with the content, folders made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return FileRef(path)


def read_street(folder: Path, content: str | bytes | Sequence[str]) -> IncidentsRead:
    """What the reader makes of a street file with this content, or with these rows."""
    whole = content if isinstance(content, str | bytes) else street_text(content)
    return read_incidents(write(folder / "2025-01-x-street.csv", whole), Kind.POLICE_STREET)


def feature(properties: dict[str, Any], coordinates: Any = SQUARE, kind: str = "Polygon") -> dict[str, Any]:
    """One GeoJSON feature."""
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def geojson(features: Sequence[dict[str, Any]], **members: Any) -> str:
    """A GeoJSON feature collection."""
    return json.dumps({"type": "FeatureCollection", **members, "features": list(features)})
