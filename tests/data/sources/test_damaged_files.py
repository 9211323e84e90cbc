"""Whatever bytes a file holds, reading it succeeds or raises InputError: never anything else."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard.data.schema import INCIDENTS, InputError
from dashboard.data.sources import (
    AREA_KINDS,
    INCIDENT_KINDS,
    find_files,
    read_areas,
    read_incidents,
    read_premises,
    recognise,
)
from tests.data.sources.small_files import feature, geojson, street_row, street_text, write

ROUNDS = 120


def parquet() -> bytes:
    stream = io.BytesIO()
    row = {"month": 24300, "force": "A", "crime_type": "x", "longitude": -1.0, "latitude": 54.0}
    table = pa.Table.from_pylist([row] * 5, schema=INCIDENTS)
    pq.write_table(table.replace_schema_metadata({"hexscan_source": '{"key": "a"}'}), stream)
    return stream.getvalue()


def zipped(content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("2025-01/a.csv", content)
        archive.writestr("2025-01/b.csv.gz", gzip.compress(content))
    return stream.getvalue()


STREET = street_text([street_row(crime_id="a"), street_row(location='"On or near A, B"')]).encode()
SAMPLES = {
    "street": STREET,
    "gzip": gzip.compress(STREET),
    "zip": zipped(STREET),
    "geojson": geojson([feature({"LSOA21CD": "E01", "LSOA21NM": "A", "LAD24CD": "E06"})]).encode(),
    "lookup": b"lsoa11_code,change_code,lsoa21_code,ltla22_code\nE01,U,E01,E06\nE02,S,E03,E06\n",
    "population": b"lsoa21_code,age_group,usual_residents\nE01,0 to 15,5\nE01,16 and over,7\n",
    "premises": b'name,osm_id,latitude,longitude\n"The ""Star""",1,52.1,-0.4\nA,2,,\n',
    "parquet": parquet(),
}


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The content with a few bytes changed, a stretch cut out, or the end cut off."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(changed))
        changed[place] = chance.choice((0, 10, 13, 34, 44, 45, 58, 91, 123, 255, chance.randrange(256)))
    if chance.random() < 0.3:
        start = chance.randrange(len(changed))
        del changed[start : start + chance.randrange(1, 40)]
    return bytes(changed[: chance.randrange(1, len(changed) + 1)] if chance.random() < 0.2 else changed)


def read_everything(path: Path) -> str:
    """Read whatever the path holds, and say how that went."""
    try:
        for ref in find_files([path]):
            kind = recognise(ref)
            if kind is None:
                continue
            if kind in INCIDENT_KINDS:
                read_incidents(ref, kind)
            elif kind in AREA_KINDS:
                read_areas(ref, kind)
            else:
                read_premises(ref)
    except InputError as error:
        return str(error)
    return "read"


@pytest.mark.parametrize("name", SAMPLES)
def test_damage_is_an_input_error_or_harmless(tmp_path: Path, name: str) -> None:
    chance = random.Random(f"damage to {name}")  # noqa: S311 - a seeded test, no secret
    assert read_everything(write(tmp_path / "whole", SAMPLES[name]).path) == "read"
    results = [
        read_everything(write(tmp_path / f"{number}", damaged(SAMPLES[name], chance)).path)
        for number in range(ROUNDS)
    ]
    errors = [result for result in results if result != "read"]
    assert errors
    assert all("/" in error and error.endswith(".") for error in errors)
