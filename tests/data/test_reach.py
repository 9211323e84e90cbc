"""Near licensed premises: counted against every distance by hand, expected against a random spread."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import h3
import numpy as np
import pandas as pd
import pytest

from dashboard.data import queries
from dashboard.data.dataset import Dataset
from dashboard.data.grid import cell_text
from dashboard.data.inputs import Inputs
from dashboard.data.premises_kinds import premises_kind
from dashboard.data.reach import PremisesReach, even_points, premises_reach
from dashboard.data.statistics import statistics
from dashboard.selection import Selection
from tests.data.small_world import SOURCE, incident, middle, served, two_forces

METRES_A_DEGREE = math.pi * 6_371_008.8 / 180
FINEST = 9


def register(
    points: list[tuple[float, float]], *, name: str = "Open Pubs", as_of: str = "2024"
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "premises_id": [f"{name}-{i}" for i in range(len(points))],
            "name": [f"The Inn {i}" for i in range(len(points))],
            "longitude": [point[0] for point in points],
            "latitude": [point[1] for point in points],
            "address": "",
            "kind": "",
            "hours": "",
            "source": name,
            "register": name,
            "as_of": as_of,
        }
    )


def with_premises(*registers: pd.DataFrame) -> Inputs:
    inputs = two_forces()
    return Inputs(
        names=inputs.names,
        links=inputs.links,
        shapes=inputs.shapes,
        residents=inputs.residents,
        premises=pd.concat(registers, ignore_index=True),
    )


def haversine(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle metres, by another formula than the product's."""
    (lon, lat), (lon_, lat_) = (tuple(map(math.radians, point)) for point in (one, other))
    half = math.sin((lat_ - lat) / 2) ** 2 + math.cos(lat) * math.cos(lat_) * math.sin((lon_ - lon) / 2) ** 2
    return 2 * 6_371_008.8 * math.asin(math.sqrt(half))


def scattered(number: int = 150, *, seed: int = 5) -> list[dict[str, Any]]:
    """Incidents all over L1 to L4, and some without a location."""
    random = np.random.default_rng(seed)
    points = [(-1.5 + 0.08 * x, 54.0 + 0.02 * y) for x, y in random.random((number, 2))]
    found = [incident("2024-01", lsoa=f"L{1 + int((p[0] + 1.5) / 0.02)}", at=p) for p in points]
    return [*found, incident("2024-01"), incident("2024-01")]


PUBS = [(middle(i / 2)[0], 54.005 + 0.0011 * i) for i in range(7)]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return served(tmp_path_factory.mktemp("reach"), scattered(), with_premises(register(PUBS)))


def reach(dataset: Dataset, query: str = "") -> PremisesReach:
    selection, problems = Selection.from_query(query, dataset.catalogue)
    assert problems == ()
    return premises_reach(dataset, selection, SOURCE.key)


@pytest.mark.parametrize("metres", [40, 100, 137, 250, 399, 400])
def test_incidents_within_are_those_with_some_premises_so_near(world: Dataset, metres: int) -> None:
    points = [(one["longitude"], one["latitude"]) for one in scattered() if np.isfinite(one["longitude"])]
    near = sum(min(haversine(point, pub) for pub in PUBS) <= metres for point in points)
    found = reach(world, f"?within={metres}")
    assert 0 < near < len(points)
    assert (found.incidents, found.share) == (near, near / len(points))
    assert (found.metres, found.premises) == (metres, len(PUBS))


@pytest.mark.parametrize("metres", [100, 250, 400])
@pytest.mark.parametrize("query", ["area=F1", "area=D1&types=burglary", "area=R&pins=L1,L4"])
def test_it_is_the_number_of_the_statistics(world: Dataset, metres: int, query: str) -> None:
    selection, problems = Selection.from_query(f"?{query}&within={metres}", world.catalogue)
    assert problems == ()
    found = premises_reach(world, selection, SOURCE.key)
    assert found.incidents == statistics(world, selection, SOURCE.key).within_metres[metres]


@pytest.mark.parametrize("metres", [100, 250, 400])
def test_expected_is_what_a_random_spread_over_the_inhabited_cells_gives(world: Dataset, metres: int) -> None:
    cells = set(queries.cells(world, Selection.default(world.catalogue), SOURCE.key, FINEST).cell)
    random = np.random.default_rng(11)
    tries = zip(random.uniform(-1.52, -1.40, 60_000), random.uniform(53.99, 54.03, 60_000), strict=True)
    # A box this small is flat enough for points spread over its degrees to be spread over its ground.
    inside = [(lon, lat) for lon, lat in tries if h3.latlng_to_cell(lat, lon, FINEST) in cells]
    near = sum(min(haversine(point, pub) for pub in PUBS) <= metres for point in inside)
    expected = reach(world, f"?within={metres}").expected_share
    assert expected == pytest.approx(near / len(inside), abs=0.012)


def test_one_circle_inside_one_cell(tmp_path: Path) -> None:
    cell = h3.latlng_to_cell(54.01, -1.49, FINEST)
    lat, lon = h3.cell_to_latlng(cell)
    one = [incident("2024-01", lsoa="L1", at=(lon, lat))]
    found = reach(served(tmp_path, one, with_premises(register([(lon, lat)]))))
    exact = math.pi * 100**2 / h3.cell_area(cell, unit="m^2")
    assert found.share == 1.0
    # The worst place for a circle among 54 points is their middle: whole rings of points are in or out.
    assert found.expected_share == pytest.approx(exact, abs=4 / 54)


def test_over_circles_anywhere_in_a_cell_the_points_give_their_extent() -> None:
    cell = h3.latlng_to_cell(54.01, -1.49, FINEST)
    lat, lon = h3.cell_to_latlng(cell)
    points = list(zip(*even_points(np.array([int(cell, 16)], dtype=np.uint64))[:2], strict=True))
    random = np.random.default_rng(3)
    shares = []
    for east, north in random.uniform(-60, 60, (200, 2)):  # circles of 80 m that stay inside the cell
        at = (lon + east / METRES_A_DEGREE / math.cos(math.radians(lat)), lat + north / METRES_A_DEGREE)
        shares.append(np.mean([haversine(at, point) <= 80 for point in points]))
    exact = math.pi * 80**2 / h3.cell_area(cell, unit="m^2")
    assert np.mean(shares) == pytest.approx(exact, rel=0.03)


def test_points_are_spread_evenly_and_stand_for_the_whole_cell() -> None:
    names = [h3.latlng_to_cell(lat, -1.4, FINEST) for lat in (50.0, 54.0, 58.0)]
    cells = np.array([int(name, 16) for name in names], dtype=np.uint64)
    longitude, latitude, weights, owner = even_points(cells)
    assert [h3.latlng_to_cell(*at, FINEST) for at in zip(latitude, longitude, strict=True)] == [
        cell_text(cells[i]) for i in owner
    ]
    extent = np.bincount(owner, weights=weights) * METRES_A_DEGREE**2
    assert extent == pytest.approx([h3.cell_area(name, unit="m^2") for name in names], rel=1e-3)
    assert np.bincount(owner).tolist() == [54, 54, 54]


def test_premises_just_outside_the_area_count_as_near_but_are_not_its_own(tmp_path: Path) -> None:
    border = -1.5 + 0.02
    pubs = register([(border + 0.0002, 54.01)])
    dataset = served(
        tmp_path, [incident("2024-01", lsoa="L1", at=(border - 0.0002, 54.01))], with_premises(pubs)
    )
    found = reach(dataset, "?area=L1")
    assert (found.premises, found.incidents) == (0, 1)


def test_why_there_are_no_shares(world: Dataset, tmp_path: Path) -> None:
    cell = queries.cells(world, Selection.default(world.catalogue), SOURCE.key, FINEST).cell[0]
    pinned = reach(world, f"?cell={cell}")
    assert (pinned.share, pinned.expected_share) == (None, None)
    assert "map cell" in pinned.reason
    unknown = reach(served(tmp_path / "a", [incident("2024-01", lsoa="L1", at=middle(0))], two_forces()))
    assert (unknown.incidents, unknown.share, unknown.register) == (0, None, "")
    assert "No licensed premises are known" in unknown.reason
    nowhere = reach(served(tmp_path / "b", [incident("2024-01")], with_premises(register(PUBS))))
    assert (nowhere.incidents, nowhere.share) == (0, None)
    assert nowhere.reason == "There are no incidents with a point on the map."


def test_no_data_is_not_taken_for_no_incidents(tmp_path: Path) -> None:
    rows = [incident("2024-01", lsoa="L1", at=middle(0)), incident("2024-03", lsoa="L1", at=middle(0))]
    found = reach(served(tmp_path, rows, with_premises(register(PUBS))), "?from=2024-02&to=2024-02")
    assert (found.incidents, found.share, found.expected_share) == (0, None, None)
    assert found.reason == "No data for this area and period."


def test_distances_from_addresses_are_not_kept(world: Dataset) -> None:
    before = [reach(world, f"?within={metres}").expected_share for metres in (99, 100, 101)]
    kept = len(world._made)
    for metres in range(102, 130):
        reach(world, f"?within={metres}")
    assert len(world._made) == kept
    assert before == sorted(before) == [reach(world, f"?within={m}").expected_share for m in (99, 100, 101)]


def test_what_the_lists_are_and_how_old(tmp_path: Path) -> None:
    one = [incident("2024-01", lsoa="L1", at=middle(0))]
    both = with_premises(register(PUBS), register(PUBS, name="OpenStreetMap pubs", as_of="2025"))
    found = reach(served(tmp_path / "a", one, both))
    assert (found.register, found.as_of) == ("Open Pubs and OpenStreetMap pubs", "2024 to 2025")
    assert found.stands_in
    undated = with_premises(register(PUBS), register(PUBS, name="Town licences", as_of=""))
    found = reach(served(tmp_path / "b", one, undated))
    assert (found.as_of, found.stands_in) == ("", False)


def test_the_kind_is_the_lists_where_it_is_of_one_kind() -> None:
    assert premises_kind("nightclub", "Open Pubs") == "nightclub"
    assert premises_kind("", "Open Pubs") == "pub"
    assert premises_kind("", "Town licences") == ""
