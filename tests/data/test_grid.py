"""The arithmetic on cell ids, against the h3 library itself."""

from __future__ import annotations

import h3
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.data import grid

RESOLUTIONS = range(16)
POINTS = st.lists(
    st.tuples(st.floats(-180, 180), st.floats(-85, 85)), min_size=1, max_size=12
)  # longitude, latitude


def _cells(points: list[tuple[float, float]], resolution: int) -> list[str]:
    return [h3.latlng_to_cell(latitude, longitude, resolution) for longitude, latitude in points]


def _numbers(cells: list[str]) -> grid.Cells:
    return np.array([int(cell, 16) for cell in cells], dtype=np.uint64)


@pytest.mark.parametrize("resolution", RESOLUTIONS)
@given(points=POINTS)
def test_points_fall_into_the_cells_h3_says(resolution: int, points: list[tuple[float, float]]) -> None:
    longitude, latitude = np.array(points).T
    found = grid.points_to_cells(longitude, latitude, resolution)
    assert [grid.cell_text(cell) for cell in found] == _cells(points, resolution)


def test_a_point_without_a_coordinate_has_no_cell() -> None:
    longitude, latitude = np.array([np.nan, -1.0, -1.0]), np.array([54.0, np.nan, 54.0])
    found = grid.points_to_cells(longitude, latitude, 9)
    assert list(found[:2]) == [grid.NO_CELL, grid.NO_CELL]
    assert found[2] > 0


@given(points=POINTS, repeats=st.integers(1, 5), gap=st.booleans())
def test_rows_that_share_points_fall_into_the_cells_of_their_points(
    points: list[tuple[float, float]], repeats: int, gap: bool
) -> None:
    rows = [*points, (np.nan, 54.0), (1.0, np.nan)] if gap else points
    longitude, latitude = np.tile(np.array(rows), (repeats, 1)).T
    found = grid.rows_to_cells(longitude, latitude, 9)
    expected = [*_cells(points, 9), *(["0", "0"] if gap else [])]
    assert [grid.cell_text(cell) for cell in found] == expected * repeats


def test_rows_are_numbered_share_by_share(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(3)
    longitude, latitude = chance.integers(0, 9, (2, 1000)) / 10
    longitude[::50] = np.nan
    whole = grid.rows_to_cells(longitude, latitude, 9)
    monkeypatch.setattr(grid, "_SHARE", 64)
    assert grid.rows_to_cells(longitude, latitude, 9).tolist() == whole.tolist()
    assert whole.tolist() == grid.points_to_cells(longitude, latitude, 9).tolist()
    assert len(grid.rows_to_cells(longitude[:0], latitude[:0], 9)) == 0


def test_points_asked_in_several_processes_get_the_same_cells() -> None:
    chance = np.random.default_rng(4)
    longitude, latitude = chance.random(101), 54 + chance.random(101)
    latitude[7] = np.nan
    alone = grid.points_to_cells(longitude, latitude, 10)
    assert grid.points_to_cells(longitude, latitude, 10, processes=3).tolist() == alone.tolist()


@pytest.mark.parametrize("resolution", RESOLUTIONS)
@given(points=POINTS)
def test_parents_are_those_of_h3(resolution: int, points: list[tuple[float, float]]) -> None:
    cells = _cells(points, resolution)
    for coarser in range(resolution + 1):
        expected = [h3.cell_to_parent(cell, coarser) for cell in cells]
        assert [grid.cell_text(cell) for cell in grid.parents(_numbers(cells), coarser)] == expected


def test_no_cell_has_no_parent() -> None:
    assert list(grid.parents(np.array([grid.NO_CELL], dtype=np.uint64), 5)) == [grid.NO_CELL]


@pytest.mark.parametrize("resolution", RESOLUTIONS)
@given(points=POINTS, coarser=st.integers(0, 15))
def test_children_are_one_run_of_the_sorted_cells(
    resolution: int, points: list[tuple[float, float]], coarser: int
) -> None:
    coarser = min(coarser, resolution)
    cells = sorted(_cells(points, resolution))
    parent = h3.cell_to_parent(cells[0], coarser)
    run = grid.child_run(_numbers(cells), int(parent, 16), resolution)
    assert cells[run] == [cell for cell in cells if h3.cell_to_parent(cell, coarser) == parent]


def test_a_parent_without_children_is_an_empty_run() -> None:
    cells = _numbers([h3.latlng_to_cell(54.0, -1.0, 9)])
    elsewhere = int(h3.latlng_to_cell(-30.0, 20.0, 5), 16)
    run = grid.child_run(cells, elsewhere, 9)
    assert run.start == run.stop


@pytest.mark.parametrize(
    "text", ["", "zz", "0", "89195da49abfffff0", "-1", "89195DA49ABFFFF", " 1", "f" * 16]
)
def test_what_is_no_cell_is_refused(text: str) -> None:
    assert grid.cell_number(text) is None


def test_a_cell_keeps_its_text_and_resolution() -> None:
    text = h3.latlng_to_cell(54.57, -1.23, 8)
    number = grid.cell_number(text)
    assert number is not None
    assert (grid.cell_text(number), grid.cell_resolution(number)) == (text, 8)


def test_outlines_and_centres_are_those_of_h3_as_longitude_and_latitude() -> None:
    text = h3.latlng_to_cell(54.57, -1.23, 8)
    (outline,) = grid.cell_vertices(_numbers([text]))
    assert outline == pytest.approx(np.array(h3.cell_to_boundary(text))[:, ::-1])
    longitude, latitude = grid.cell_centres(_numbers([text]))
    assert (latitude[0], longitude[0]) == pytest.approx(h3.cell_to_latlng(text))


def test_distances_between_unit_vectors_are_great_circle_metres() -> None:
    vectors = grid.unit_vectors(np.array([-1.23, -1.22]), np.array([54.57, 54.58]))
    chord = float(np.linalg.norm(vectors[0] - vectors[1]))
    expected = h3.great_circle_distance((54.57, -1.23), (54.58, -1.22), unit="m")
    # h3 takes a slightly different radius of the earth
    assert float(grid.chord_to_metres(np.array(chord))) == pytest.approx(expected, rel=1e-4)
    assert grid.metres_to_chord(250.0) == pytest.approx(250.0 / grid.EARTH_RADIUS_METRES)


def test_points_whose_numbers_fall_together_are_still_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    longitude, latitude = (
        np.array([-1.2, -1.3, -1.2, np.nan, -1.4]),
        np.array([54.5, 54.6, 54.5, 54.5, np.inf]),
    )
    right = grid.points_to_cells(longitude, latitude, 9)
    assert len(set(right.tolist())) == 3
    assert grid.rows_to_cells(longitude, latitude, 9).tolist() == right.tolist()
    monkeypatch.setattr(grid, "_MIXED", (np.uint64(0), np.uint64(0)))  # every point has the same
    assert grid.rows_to_cells(longitude, latitude, 9).tolist() == right.tolist()


def test_points_of_few_digits_take_the_quick_path(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(5)
    points = chance.uniform([[-2.0], [54.0]], [[-1.0], [55.0]], (2, 300_000))
    longitude, latitude = points.astype(np.float32).astype(float)

    def slow(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(grid.pd, "factorize", slow)
    number, *found = grid._numbered(longitude, latitude)
    assert [axis[number].tolist() for axis in found] == [longitude.tolist(), latitude.tolist()]
