"""The same street files as a described source and by the reader made for them: seconds and peak memory.

A description costs what its freedom costs: any column may be anything, so nothing is typed while it is read.
What both counted is compared, value by value, before their times are reported.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from bench.alone import Cost, cost_of, cost_rows
from bench.importing import counts_of
from bench.incidents import opened, street_files
from bench.record import Row
from dashboard.data.ingest import import_paths
from dashboard.data.sources.files import FileRef
from dashboard.data.sources.mapping.description_file import read_description

INCIDENTS = 1_000_000
TURNS = 3
WORK, MEMORY = "import of a described source, CSV to served version", "peak memory of that import"
BASELINE = "the reader made for street files"
WITHIN = 3.0

DESCRIPTION = """
[source]
key = "street"
name = "Street files"
licence = "Open Government Licence v3.0"
time_precision = "month"

[place]
longitude = "Longitude"
latitude = "Latitude"

[time]
month = "Month"

[columns]
incident_id = "Crime ID"
force = "Falls within"
crime_type = "Crime type"
lsoa_code = "LSOA code"
lsoa_name = "LSOA name"
place = "Location"
"""


def measure() -> list[Row]:
    """A described source and the street reader in turn."""
    source = street_files(INCIDENTS)
    data = f"{INCIDENTS // 1_000_000} M rows of street files"
    mine, theirs = zip(*(_turn(source) for _ in range(TURNS)), strict=True)
    return cost_rows(WORK, MEMORY, data, BASELINE, mine, theirs, bars=(1 / WITHIN, 1 / WITHIN))


def _turn(source: Path) -> tuple[Cost, Cost]:
    """One import by each; raises AssertionError where they count otherwise."""
    with tempfile.TemporaryDirectory() as scratch:
        mine, theirs = Path(scratch, "described"), Path(scratch, "street")
        costs = (
            cost_of("bench.mapping:described", source, mine),
            cost_of("bench.importing:ours", source, theirs),
        )
        compare(mine, theirs)
    return costs


def described(source: str, target: str) -> None:
    """The import of street files by a description."""
    file = Path(target).with_suffix(".toml")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(DESCRIPTION, encoding="utf-8")
    import_paths(Path(target), [Path(source)], description=read_description(FileRef(file)))


def compare(mine: Path, theirs: Path) -> None:
    """Raise AssertionError where a count of a cell, area, crime type and month differs."""
    if not np.array_equal(counts_of(opened(mine)), counts_of(opened(theirs))):
        raise AssertionError("the two readers count otherwise")
