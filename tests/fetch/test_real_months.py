"""Real months of two neighbouring forces, served as data.police.uk does: what a download brings of one."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely

from dashboard.data.fetch import police_api
from dashboard.data.fetch.police import PoliceDownload
from dashboard.data.sources.boundaries import read_outline
from dashboard.data.sources.files import FileRef
from tests.fetch.services import PoliceService, crime
from tests.fetch.test_police import rows

MONTH = "2025-01"
CLEVELAND = ("E06000001", "E06000002", "E06000003", "E06000004")


def served(path: Path, first: int, force: str) -> list[dict[str, Any]]:
    """The rows of a published file as the interface would give them."""
    slugs = {label: slug for slug, label in police_api.CRIME_TYPES.items()}
    found = []
    with gzip.open(path, "rt", encoding="utf-8", newline="") as handle:
        for number, row in enumerate(csv.DictReader(handle), first):
            place = (float(row["Longitude"]), float(row["Latitude"])) if row["Longitude"] else None
            one = crime(number, row["Month"], place, category=slugs[row["Crime type"]], force=force)
            one["persistent_id"] = row["Crime ID"]
            found.append(one)
    return found


def key(one: dict[str, Any]) -> tuple[str, ...]:
    place = one["location"] or {"longitude": "", "latitude": ""}
    label = police_api.CRIME_TYPES[one["category"]]
    return one["persistent_id"], place["longitude"], place["latitude"], label


@pytest.mark.shared
def test_a_month_of_cleveland(
    shared_data: Path,
    run: Callable[[PoliceService], PoliceService],
    download: Callable[..., PoliceDownload],
    tmp_path: Path,
) -> None:
    """What lies in the area, exactly; of the force's own file that is all but a few rows in ten thousand."""
    files = [
        next((shared_data / "police-street-cleveland" / MONTH).glob("*.csv.gz")),
        next((shared_data / "police-street-north-east-2025" / MONTH).glob("*durham*.csv.gz")),
    ]
    own = served(files[0], 1, "cleveland")
    crimes = own + served(files[1], len(own) + 1, "durham")
    outlines = [
        path for code in CLEVELAND for path in (shared_data / "boundaries" / "lsoa").glob(f"*{code}*")
    ]
    assert len(outlines) == len(CLEVELAND)
    area = shapely.union_all([read_outline(FileRef(path)) for path in outlines])
    (month,) = download(run(PoliceService(crimes)), first=MONTH, area=area).months
    got = Counter(
        (row["Crime ID"], row["Longitude"], row["Latitude"], row["Crime type"])
        for row in rows(tmp_path / "files")
    )
    points = {
        (one["location"]["longitude"], one["location"]["latitude"]) for one in crimes if one["location"]
    }
    inside = {point for point in points if area.intersects(shapely.Point(*map(float, point)))}
    wanted = [
        one
        for one in crimes
        if (one["location"] is None and one["force"] == "cleveland")
        or (one["location"] and (one["location"]["longitude"], one["location"]["latitude"]) in inside)
    ]
    assert got == Counter(map(key, wanted))
    assert month.rows == len(wanted)
    lost = Counter(map(key, own)) - got
    assert lost.total() < len(own) / 1000
