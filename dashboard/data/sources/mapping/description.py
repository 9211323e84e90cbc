"""The description of a source: who owns it, and how its files turn into incidents or premises.

It lies in a TOML file that an officer can read and change; `description_file` reads it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Literal

from dashboard.data.schema import LICENSED, Source

Kind = Literal["incidents", "premises"]
Format = Literal["csv", "xlsx", "parquet", "geojson"]
System = Literal["wgs84", "osgb36", "h3", "none"]

MISSING = ("\\N", "NULL", "NaN", "N/A", "#N/A")
"""What stands for "nothing" in exported tables, besides an empty cell; a description may name others."""

INCIDENT_COLUMNS = ("incident_id", "force", "crime_type", "lsoa_code", "lsoa_name", "place")
PREMISES_COLUMNS = ("premises_id", "name", "address", "postcode", "kind", "hours")


@dataclasses.dataclass(frozen=True)
class FileForm:
    """How the file is written."""

    format: Format = "csv"
    encoding: str = "utf-8"
    delimiter: str = ","
    decimal: str = "."
    columns: tuple[str, ...] = ()  # names of the columns of a file without a header
    sheet: str = ""  # of a workbook; the first where not said
    missing: tuple[str, ...] = MISSING


@dataclasses.dataclass(frozen=True)
class PlaceForm:
    """Where the position stands: x is the longitude or easting, y the latitude or northing."""

    system: System = "none"
    x: str = ""
    y: str = ""
    cell: str = ""  # the column of H3 cells


@dataclasses.dataclass(frozen=True)
class TimeForm:
    """Where the time stands and how it is written; `begins` and the others name columns."""

    begins: str = ""
    begins_time: str = ""  # the time of day, where it stands in a column of its own
    ends: str = ""
    ends_time: str = ""
    hour: str = ""  # hour of the day as a whole number
    month: str = ""  # where the source knows no more than the month
    format: str = "iso"
    zone: str = "Europe/London"
    date_only: bool | None = None  # None: told from the data (all at midnight)
    earliest: int | None = None  # month before which nothing is taken


@dataclasses.dataclass(frozen=True)
class Description:
    """All that one description says."""

    kind: Kind
    source: Source  # of premises: what is known of the register
    as_of: str = ""  # of premises: their date
    holds: str = LICENSED  # of premises: or OTHER places
    file: FileForm = FileForm()
    place: PlaceForm = PlaceForm()
    time: TimeForm = TimeForm()
    columns: Mapping[str, str] = dataclasses.field(default_factory=dict)  # our field -> the file's column
    fixed: Mapping[str, str] = dataclasses.field(default_factory=dict)  # our field -> the same in every row
    force_in_name: str = ""  # pattern of the file's name, whose first group is the force
    forces: Mapping[str, str] = dataclasses.field(default_factory=dict)  # the file's word -> force
    dropped: tuple[str, ...] = ()
    categories: Mapping[str, str] = dataclasses.field(default_factory=dict)  # folded word -> type
    kinds: Mapping[str, str] = dataclasses.field(default_factory=dict)  # folded word -> kind of premises
    kinds_by_name: Mapping[str, str] = dataclasses.field(default_factory=dict)  # word in a name -> kind
    digest: str = ""  # SHA-256 of the description's bytes
    label: str = ""  # the description's file, for messages

    @property
    def mapped(self) -> tuple[str, ...]:
        """The file's columns that are taken in, each once, in a fixed order."""
        time, place = self.time, self.place
        named = (
            *(time.begins, time.begins_time, time.ends, time.ends_time, time.hour, time.month),
            *(place.x, place.y, place.cell),
            *self.columns.values(),
        )
        return tuple(dict.fromkeys(name for name in named if name))
