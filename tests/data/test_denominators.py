"""Where residents are a poor denominator."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pandas as pd
import pytest

from dashboard.data import queries
from dashboard.data.dataset import Dataset
from dashboard.data.denominators import denominators
from dashboard.data.inputs import Inputs
from dashboard.data.schema import PREMISES
from dashboard.data.statistics import statistics
from dashboard.selection import Selection
from tests.data.small_world import SOURCE, incident, middle, served, table, two_forces

RESIDENTS = {"L1": 2_000, "L2": 8_000, "L3": 10_000, "L4": 999}


def with_premises(folder: Path, standing: dict[int, int]) -> Dataset:
    """Two forces, RESIDENTS, and so many premises in each square."""
    rows = [("lsoa", lsoa, number, 2021, "Census 2021") for lsoa, number in RESIDENTS.items()]
    places = [
        {"premises_id": f"{square}-{n}", "name": "The Bell", "longitude": middle(square)[0],
         "latitude": middle(square)[1], "address": "", "kind": "", "hours": ""}
        for square, number in standing.items() for n in range(number)
    ]  # fmt: skip
    register = pd.DataFrame(places, columns=PREMISES.names)
    inputs: Inputs = dataclasses.replace(
        two_forces(), residents=table("residents", rows), premises=listed(register)
    )
    incidents = [incident("2024-01", lsoa=lsoa, at=middle(i)) for i, lsoa in enumerate(RESIDENTS)]
    second = [incident("2024-01", "Second Police", lsoa="L4", at=middle(3))]
    return served(folder, [*incidents, *second], inputs)


def listed(register: pd.DataFrame) -> pd.DataFrame:
    return register.assign(source="register", register="A register", as_of="2024")


def test_few_residents(tmp_path: Path) -> None:
    world = with_premises(tmp_path, {})
    assert denominators(world, "all", ["L1", "L3", "L4", "F2"]) == ["", "", "few residents", "few residents"]


@pytest.mark.parametrize(
    ("in_l1", "elsewhere", "noted"),
    [
        (4, 0, ""),  # all premises there are, but too few to say
        (5, 0, "many visitors"),
        (5, 11, "many visitors"),  # 2.50 per 1,000 residents; all areas together 0.762, three times that 2.29
        (5, 13, ""),  # 2.50; 0.857, three times that 2.57
    ],
)
def test_many_visitors(tmp_path: Path, in_l1: int, elsewhere: int, noted: str) -> None:
    world = with_premises(tmp_path, {0: in_l1, 2: elsewhere})
    assert denominators(world, "all", ["L1"]) == [noted]


def test_the_whole_is_the_area_being_looked_at_and_for_itself_the_next_larger_one(tmp_path: Path) -> None:
    world = with_premises(tmp_path, {0: 5, 2: 0})
    # D1 holds L1 and L2: 5 premises for 10,000; L1 has 5 for 2,000: five times as many
    assert denominators(world, "D1", ["L1", "L2"]) == ["many visitors", ""]
    assert denominators(world, "L1", ["L1"]) == denominators(world, world.areas.parent("L1") or "", ["L1"])


def test_what_is_no_area_has_no_note(tmp_path: Path) -> None:
    world = with_premises(tmp_path, {0: 5})
    assert denominators(world, "all", ["no-location", "unplaced", "elsewhere"]) == ["", "", ""]


def test_table_and_statistics_say_the_same(tmp_path: Path) -> None:
    world = with_premises(tmp_path, {0: 5})
    asked = Selection.default(world.catalogue).replace(area="D1", level="lsoa")
    rows = queries.areas(world, asked, SOURCE.key).set_index("area_code")
    assert rows.denominator_note.to_dict() == {"L1": "many visitors", "L2": ""}
    for code in ("L1", "L2"):
        pinned = statistics(world, asked.replace(pins=(code,)), SOURCE.key)
        assert pinned.denominator_note == rows.denominator_note[code]
    assert statistics(world, asked.replace(pins=("L1", "L2")), SOURCE.key).denominator_note == ""
