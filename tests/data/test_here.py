"""What is in a cell: every list adds up, and a spike is said only where there is one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h3
import pytest

from dashboard.data import queries
from dashboard.data.dataset import Dataset
from dashboard.data.here import Here, Spike, here
from dashboard.selection import Selection
from tests.data.small_world import SOURCE, incident, middle, served, two_forces
from tests.data.test_reach import register, with_premises

LON, LAT = middle(0)
CELL = h3.latlng_to_cell(LAT, LON, 9)


def at(
    place: str, number: int, *, east: float = 0.0, kind: str = "burglary", month: str = "2024-01"
) -> list[Any]:
    """Incidents at one point of the cell, `east` degrees from its first."""
    one = incident(month, lsoa="L1", at=(LON + east, LAT), kind=kind) | {"place": place}
    return [one] * number


def found(dataset: Dataset, query: str = "", cell: str = CELL) -> Here:
    selection, problems = Selection.from_query(query, dataset.catalogue)
    assert problems == ()
    return here(dataset, selection, SOURCE.key, cell)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    rows = [
        *at("Mill Lane", 4),
        *at("Supermarket", 3, east=0.0002, kind="robbery"),
        *at("", 2, east=0.0003),
        *at("Mill Lane", 1, east=0.0003, kind="robbery"),
        *at("Mill Lane", 9, month="2024-02"),
        *[incident("2024-01", lsoa="L3", at=middle(2)) | {"place": "Elsewhere Road"}] * 5,
    ]
    return served(tmp_path_factory.mktemp("here"), rows, two_forces())


def test_places_and_the_unnamed_are_all_incidents(world: Dataset) -> None:
    one = found(world, "?from=2024-01&to=2024-01")
    assert one.places == (("Mill Lane", 5), ("Supermarket", 3))
    assert (one.unnamed, one.incidents) == (2, 10)
    assert one.types == (("burglary", 6), ("robbery", 4))
    assert one.others(1) == 3


@pytest.mark.parametrize(
    "query", ["", "from=2024-02&to=2024-02", "types=robbery", "area=F1", "area=L3", "pins=L3"]
)
def test_numbers_are_those_of_the_other_panels(world: Dataset, query: str) -> None:
    one = found(world, f"?{query}")
    selection, _ = Selection.from_query(f"?{query}&cell={CELL}", world.catalogue)
    selection = selection.replace(pins=())
    kinds = queries.types(world, selection, SOURCE.key)
    assert dict(one.types) == {k: n for k, n in zip(kinds.crime_type, kinds.incidents, strict=True) if n}
    cells = queries.cells(world, selection, SOURCE.key, 9)
    assert one.incidents == cells.incidents.sum() == sum(n for _, n in one.places) + one.unnamed


def test_it_says_what_a_cell_lies_in_even_where_nothing_happened(world: Dataset) -> None:
    assert (found(world).wards, found(world).partnerships) == ((("W1", 19),), ("D1",))
    quiet = found(world, "?types=robbery&from=2024-02&to=2024-02")
    assert (quiet.incidents, quiet.wards) == (0, (("W1", 0),))
    empty = found(world, cell=h3.latlng_to_cell(55.0, -1.0, 9))
    assert (empty.incidents, empty.wards, empty.partnerships, empty.places) == (0, (), (), ())


@pytest.mark.parametrize(
    ("rows", "spike"),
    [
        ([*at("Police Station", 10), *at("Mill Lane", 10, east=0.0002)], Spike("Police Station", 10)),
        ([*at("Police Station", 10), *at("Mill Lane", 11, east=0.0002)], None),  # less than half
        ([*at("Police Station", 9)], None),  # too few
        ([*at("Mill Lane", 30)], None),  # a street is no building
        (
            [*at("Parking Area", 8), *at("Parking Area", 8, east=0.0002), *at("Mill Lane", 1)],
            None,
        ),  # two points
    ],
)
def test_a_spike_is_one_point_of_a_kind_of_place_with_half_and_ten(
    rows: list[Any], spike: Spike | None, tmp_path: Path
) -> None:
    assert found(served(tmp_path, rows, two_forces())).spike == spike


def test_premises_in_the_cell_come_first_then_those_within_100_metres(tmp_path: Path) -> None:
    corners = h3.cell_to_boundary(CELL)
    lat, lon = h3.cell_to_latlng(CELL)
    side = [(corners[0][i] + corners[1][i]) / 2 for i in (0, 1)]

    def beyond(share: float) -> tuple[float, float]:
        """A point on the line from the middle through a side: 1 is on the side."""
        return lon + share * (side[1] - lon), lat + share * (side[0] - lat)

    to_side = h3.great_circle_distance((lat, lon), tuple(side), unit="m")
    near, far = 1 + 55 / to_side, 1 + 130 / to_side
    pubs = register([beyond(near), beyond(far), beyond(0.9)])
    twice = register([beyond(near + 0.02)], name="OpenStreetMap pubs").assign(name="The Inn 0")
    one = found(served(tmp_path, at("Mill Lane", 1), with_premises(pubs, twice)))
    assert [(p.name, p.kind, p.metres) for p in one.premises] == [
        ("The Inn 2", "pub", 0),
        ("The Inn 0", "pub", 60),
    ]


def test_a_source_says_whether_its_points_are_snapped(world: Dataset) -> None:
    assert found(world).snapped
