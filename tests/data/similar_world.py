"""Six small areas of known features, households, premises, peers and weights, to be counted by hand."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from dashboard.data.dataset import Dataset
from dashboard.data.inputs import Inputs
from dashboard.data.schema import PREMISES
from tests.data.small_world import (
    Columns,
    incident,
    link,
    middle,
    served,
    shape,
    square,
    table,
)

FORCE = "First Police"
AREAS = ("A", "B", "C", "D", "E", "F")
"""Partnerships, each of two small areas side by side: A1 and A2..."""
RESIDENTS = {
    "A": (1000, 3000),
    "B": (2000, 2000),
    "C": (500, 1500),
    "D": (4000, 4000),
    "E": (900, 100),
    "F": (10, 0),
}
INCOME = {
    "A": (10.0, 20.0),
    "B": (16.0, 20.0),
    "C": (40.0, 44.0),
    "D": (18.0, 18.0),
    "E": (30.0, 90.0),
    "F": (5.0, 5.0),
}
"""Averaged by residents: A 17.5, B 18, C 43, D 18, E 36, F 5."""
HOUSEHOLDS = {
    "A": (400, 1600),
    "B": (800, 800),
    "C": (250, 750),
    "D": (1600, 2400),
    "E": (500, 0),
    "F": (4, 0),
}
BURGLARIES = {"A": 40, "B": 20, "C": 30, "D": 40, "E": 10, "F": 1}
"""In each month of 2025, half of them in each small area, the odd one in the first."""
GROUPS = [("A", "B"), ("A", "C"), ("B", "D"), ("C", "A"), ("C", "Z")]
"""Not symmetric: B is in A's group, A not in B's; Z is not in the data."""
WEIGHTS = [("burglary", 438.0), ("robbery", 746.0), ("piracy", 2.0)]
PUBS = {"A": 20, "B": 10, "C": 0, "D": 5, "E": 5, "F": 5}


def measure(code: str, slug: str, value: float, **told: Any) -> Columns:
    """A row of the measures of areas."""
    row = {
        "level": "lsoa", "code": code, "measure": slug, "label": slug.capitalize(), "unit": "",
        "kind": "average", "value": value, "weight": float("nan"), "year": 2019, "dataset": "Index 2019",
    } | told  # fmt: skip
    return tuple(row.values())


def inputs(**changes: pd.DataFrame) -> Inputs:
    """The areas, with everything that is known of them."""
    small = {f"{area}{part}": area for area in AREAS for part in (1, 2)}
    places = {code: number for number, code in enumerate(small)}
    halves = [(f"{area}{part + 1}", area, part) for area in AREAS for part in (0, 1)]
    links = [link("lsoa", code, "district", area) for code, area in small.items()]
    links += [link("district", area, "force", "P1") for area in AREAS]
    names = [
        ("force", "P1", "First", 2024),
        *(("district", area, f"District {area}", 2024) for area in AREAS),
    ]
    measures = [measure(code, "income", INCOME[area][part]) for code, area, part in halves]
    measures += [
        measure(code, "households", HOUSEHOLDS[area][part], kind="count", year=2021, dataset="Census 2021")
        for code, area, part in halves
    ]
    pubs = [
        {"premises_id": f"{area}-{number}", "name": "The Bell", "longitude": middle(places[f"{area}1"])[0],
         "latitude": middle(0)[1], "address": "", "kind": "", "hours": ""}
        for area, many in PUBS.items() for number in range(many)
    ]  # fmt: skip
    register = pd.DataFrame(pubs, columns=PREMISES.names)
    every = Inputs(
        names=table("names", names),
        links=table("links", links),
        shapes=table("shapes", [shape("lsoa", code, square(place)) for code, place in places.items()]),
        residents=table(
            "residents",
            [("lsoa", code, RESIDENTS[area][part], 2021, "Census 2021") for code, area, part in halves],
        ),
        premises=register.assign(source="register", register="A register", as_of="2024"),
        area_measures=table("area_measures", measures),
        peer_groups=peers(
            [("", area, peer, "", f"Group {area}", "Official", "2024-03") for area, peer in GROUPS]
        ),
        harm_weights=table(
            "harm_weights", [("Severity", "2024-03-31", kind, weight) for kind, weight in WEIGHTS]
        ),
    )
    return dataclasses.replace(every, **changes)


def peers(rows: Sequence[Columns]) -> pd.DataFrame:
    return table("peer_groups", rows)


def incidents() -> list[dict[str, Any]]:
    rows = []
    for area, number in BURGLARIES.items():
        for part, many in ((1, number - number // 2), (2, number // 2)):
            code, at = f"{area}{part}", middle(AREAS.index(area) * 2 + part - 1)
            for month in range(1, 13):
                rows += [incident(f"2025-{month:02d}", FORCE, lsoa=code, at=at)] * many
    rows += [incident("2025-03", FORCE, lsoa="A1", at=middle(0), kind="robbery")] * 3
    rows += [incident("2025-03", FORCE, lsoa="B1", at=middle(2), kind="arson")] * 2
    return rows


def similar_world(folder: Path, **changes: pd.DataFrame) -> Dataset:
    return served(folder, incidents(), inputs(**changes))
