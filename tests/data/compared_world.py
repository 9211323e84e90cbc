"""Three partnerships of two forces, so that what is compared can be counted by hand."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.data import comparing
from dashboard.data.compared import Judged
from dashboard.data.dataset import Dataset
from dashboard.selection import Selection
from tests.data.small_world import SOURCE, incident, middle, served, two_forces

FIRST, SECOND = "First Police", "Second Police"
STARTS = {FIRST: 2024, SECOND: 2025}
BURGLARIES = {"L1": (FIRST, 1), "L2": (FIRST, 2), "L3": (FIRST, 6), "L4": (SECOND, 4)}
"""By small area who reports, and how many burglaries each month has. Partnerships: D1 is L1 and L2 (300
residents), D2 is L3 (300), D3 is L4 (400)."""

CALLS = dataclasses.replace(SOURCE, key="calls", name="Calls", place_precision="exact")


def months_of(force: str) -> Iterator[tuple[int, int]]:
    """Year and month of what a force reports."""
    for year in range(STARTS[force], 2026):
        for month in range(1, 13):
            yield year, month


def robberies(lsoa: str, year: int, month: int) -> int:
    """9 and 11 in turn in D1 (both in L1), D2 and D3; 40 in D2 in December 2025."""
    if lsoa == "L2":
        return 0
    if (lsoa, year, month) == ("L3", 2025, 12):
        return 40
    return 9 if month % 2 else 11


def incidents() -> list[dict[str, Any]]:
    rows = []
    for square, (lsoa, (force, number)) in enumerate(BURGLARIES.items()):
        for year, month in months_of(force):
            text = f"{year}-{month:02d}"
            rows += [incident(text, force, lsoa=lsoa, at=middle(square))] * number
            rows += [incident(text, force, lsoa=lsoa, at=middle(square), kind="robbery")] * robberies(
                lsoa, year, month
            )
    rows += [incident(f"2025-{month:02d}", FIRST, kind="drugs") for month in range(1, 13)]  # of no place
    return rows


def compared_world(folder: Path) -> Dataset:
    """Two forces; calls of the first force's area in 2025, but for the last two months."""
    calls = [
        incident(f"2025-{month:02d}", FIRST, lsoa="L3", at=middle(2), kind="fall") for month in range(1, 11)
    ]
    return served(folder, incidents(), two_forces(), also=[(CALLS, calls)])


def asked(dataset: Dataset, query: str) -> Selection:
    selection, problems = Selection.from_query(query, dataset.catalogue)
    assert not problems
    return selection


def of(dataset: Dataset, query: str, part: str = "compared") -> Any:
    selection = asked(dataset, query)
    return getattr(comparing, part)(dataset, selection, selection.sources[0])


def assert_same(of_type: Judged, together: Judged, crime_type: str) -> None:
    """Of one type among several, and of that type alone: sums may differ in their last digit."""
    assert of_type.crime_type == crime_type
    for own, other in zip(of_type, together._replace(crime_type=crime_type), strict=True):
        assert own == (pytest.approx(other, rel=1e-13) if isinstance(own, float) else other)
