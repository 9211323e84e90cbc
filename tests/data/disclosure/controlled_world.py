"""Small worlds with a controlled source, whose true counts are known: for tests and attacks."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from dashboard.data.dataset import Dataset, Library
from dashboard.data.disclosure_key import FILE
from dashboard.data.ingest import import_frames
from dashboard.data.schema import Source, month_number, month_text
from tests.data.small_world import frame, incident, middle, two_forces

AMBULANCE = Source(
    key="ambulance",
    name="Ambulance calls",
    owner="An ambulance trust",
    licence="Sharing agreement 12",
    sensitivity="controlled",
    place_precision="exact",
    time_precision="minute",
    finest_resolution=10,
    agreement="Sharing agreement 12",
)

AREAS = {"L1": middle(0), "L2": middle(1), "L3": middle(2), "L4": middle(3)}
QUARTERS = ("2024-01", "2024-04", "2024-07", "2024-10", "2025-01", "2025-04", "2025-07", "2025-10")
TYPES = ("assault", "fall", "overdose")

Truth = Mapping[tuple[str, str, str], int]
"""Incidents by area, crime type and the first month of a quarter."""


def reporter_of(area: str) -> str:
    """Who reports on an area: the first force on L1 to L3, the second on L4."""
    return "Second Police" if area == "L4" else "First Police"


def incidents_of(truth: Truth) -> list[dict[str, Any]]:
    """The incidents of a truth, spread over the months of each quarter.

    So that every month is reported, each reporter has one record of the type "tick" a month, without a place.
    """
    rows = [
        incident(
            month_text(month_number(quarter) + nth % 3),
            reporter_of(area),
            lsoa=area if AREAS.get(area) else "",
            at=AREAS.get(area),
            kind=kind,
        )
        for (area, kind, quarter), count in truth.items()
        for nth in range(count)
    ]
    quarters = sorted({quarter for _, _, quarter in truth})
    reporters = sorted({reporter_of(area) for area, _, _ in truth})
    return rows + [
        incident(month_text(month_number(quarter) + later), reporter, kind="tick")
        for quarter in quarters
        for later in range(3)
        for reporter in reporters
    ]


def controlled_world(
    folder: Path, truth: Truth, *, key: bytes = b"k" * 32, small_counts: int = 4, police: bool = False
) -> Dataset:
    """A version that serves a truth as a controlled source, protected by `key`; beside police if asked."""
    source = dataclasses.replace(AMBULANCE, small_counts=small_counts)
    sources = [(source, frame(incidents_of(truth)))]
    if police:
        open_source = Source(key="police", name="Police", owner="A force", licence="Open")
        sources.append((open_source, frame(incidents_of({**truth}))))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_bytes(key)
    import_frames(folder, sources, two_forces(), demo=False)
    dataset = Library(folder).current()
    assert dataset is not None
    return dataset


def random_truth(
    seed: int, *, areas: int = 4, types: int = 2, quarters: int = 2, largest: int = 12
) -> dict[tuple[str, str, str], int]:
    """Counts of which many are small, some 0, some large."""
    chance = np.random.default_rng(seed)
    counts = np.where(
        chance.random((areas, types, quarters)) < 0.7,
        chance.integers(0, 5, (areas, types, quarters)),
        chance.integers(5, largest + 1, (areas, types, quarters)),
    )
    return {
        (area, kind, quarter): int(counts[i, j, k])
        for i, area in enumerate(list(AREAS)[:areas])
        for j, kind in enumerate(TYPES[:types])
        for k, quarter in enumerate(QUARTERS[:quarters])
    }
