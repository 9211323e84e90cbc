"""Small street-level files in data.police.uk's form, for tests of the import."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context"
)
PLACED = "-1.234,54.57,On or near High Street,E01011950,Hartlepool 001A"
UNPLACED = ",,No Location,,"


def row(month: str, force: str, *, crime_id: str = "", place: str = PLACED, kind: str = "Burglary") -> str:
    """One line of a street file."""
    return f"{crime_id},{month},{force},{force},{place},{kind},,"


def write_street(
    folder: Path,
    month: str,
    rows: int | Sequence[str] = 3,
    *,
    force: str = "Cleveland Police",
    name: str = "",
) -> Path:
    """A month's file with `rows` placed burglaries, or with the lines given."""
    lines = [row(month, force) for _ in range(rows)] if isinstance(rows, int) else list(rows)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (name or f"{month}-{force.split()[0].lower()}-street.csv")
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return path
