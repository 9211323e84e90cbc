"""The area cube against sums of pieces, and both ways of reading a selection against each other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.data import area_cube
from dashboard.data.area_cube import (
    Runs,
    all_types,
    between,
    build_area_cube,
    edges_of,
    in_version,
    runs_of,
    sum_of_types,
    summed_runs,
)
from dashboard.data.dataset import Dataset
from dashboard.data.grouped import GroupedMonths
from dashboard.data.ingest import import_paths
from dashboard.data.schema import InputError
from dashboard.data.store import Store
from dashboard.data.view import View, view_of
from dashboard.selection import Selection
from tests.data.small_world import SOURCE, records_of_two_forces, served, two_forces
from tests.data.street_files import write_street

AREAS, TYPES, MONTHS = 9, 3, 5
PIECES = st.lists(
    st.tuples(
        st.integers(0, AREAS - 1),
        st.lists(st.integers(0, 4), min_size=TYPES * MONTHS, max_size=TYPES * MONTHS),
    ),
    max_size=12,
)
SPAN = st.tuples(st.integers(0, AREAS - 1), st.integers(0, AREAS - 1)).map(sorted)
PERIOD = st.tuples(st.integers(0, MONTHS), st.integers(0, MONTHS)).map(sorted)
KINDS = st.lists(st.integers(0, TYPES - 1), min_size=1, unique=True).map(sorted)


def cube_of(pieces: list[tuple[int, list[int]]]) -> tuple[Any, Any]:
    """values [types, months + 1, pieces] and leaves [pieces], as in a cube."""
    counts = np.array([one for _, one in pieces], dtype=np.int32).reshape(len(pieces), TYPES, MONTHS)
    values = np.zeros((TYPES, MONTHS + 1, len(pieces)), dtype=np.int32)
    values[:, 1:] = counts.transpose(1, 2, 0).cumsum(axis=1)
    return values, np.array([leaf for leaf, _ in pieces], dtype=np.int32)


@settings(max_examples=100, deadline=None)
@given(pieces=PIECES, span=SPAN, period=PERIOD, kinds=KINDS)
def test_any_area_period_and_types_are_one_subtraction(
    pieces: list[tuple[int, list[int]]], span: list[int], period: list[int], kinds: list[int]
) -> None:
    values, leaves = cube_of(pieces)
    cube = build_area_cube(values, leaves, AREAS)
    assert (cube.dtype, cube.shape) == (np.int32, (TYPES, MONTHS + 1, AREAS + 1))
    first, last = span
    start, end = period
    inside = (leaves >= first) & (leaves <= last)
    expected = values[kinds][:, :, inside].sum(axis=2)
    found = cube[kinds][:, :, last + 1] - cube[kinds][:, :, first]
    assert np.array_equal(found, expected)
    assert np.array_equal(found[:, end] - found[:, start], expected[:, end] - expected[:, start])


@settings(max_examples=60, deadline=None)
@given(pieces=PIECES, kinds=KINDS)
def test_types_together_are_their_sum_however_many_are_left_out(
    pieces: list[tuple[int, list[int]]], kinds: list[int]
) -> None:
    values, _ = cube_of(pieces)
    together = all_types(values)
    assert np.array_equal(sum_of_types(values, together, kinds, ...), values[kinds].sum(axis=0))
    plane = sum_of_types(values, together, kinds, (MONTHS, slice(1, None)))
    assert np.array_equal(plane, values[kinds, MONTHS, 1:].sum(axis=0))


@settings(max_examples=60, deadline=None)
@given(
    pieces=PIECES,
    kinds=KINDS,
    spans=st.lists(st.integers(0, AREAS), min_size=2, max_size=8).map(sorted),
)
def test_runs_are_read_at_their_edges(
    pieces: list[tuple[int, list[int]]], kinds: list[int], spans: list[int]
) -> None:
    values, leaves = cube_of(pieces)
    cube = build_area_cube(values, leaves, AREAS)
    bounds = np.array(spans)
    runs = Runs(bounds[:-1], bounds[1:], np.arange(len(spans) - 1))
    edges = edges_of(runs)
    assert len(edges.at) == len(set(spans))
    columns = sum_of_types(cube, all_types(cube), kinds, edges.at)
    expected = cube[kinds][:, :, runs.ends].sum(axis=0) - cube[kinds][:, :, runs.starts].sum(axis=0)
    assert np.array_equal(between(columns, edges), expected)


def test_of_no_runs_nothing_is_read() -> None:
    nothing = np.array([], dtype=np.int64)
    edges = edges_of(Runs(nothing, nothing, nothing))
    assert between(np.zeros((3, 0)), edges).shape == (3, 0)


def test_months_that_a_cube_lacks_hold_nothing() -> None:
    cumulated = np.array([[0], [2], [5]])  # of two months, the first of them month 11
    assert in_version(cumulated, 11, 11, 12) is cumulated
    assert in_version(cumulated, 11, 10, 13).ravel().tolist() == [0, 0, 2, 5, 5]
    assert in_version(cumulated, 11, 11, 13).ravel().tolist() == [0, 2, 5, 5]


def test_no_type_counts_nothing() -> None:
    values, _ = cube_of([(1, [1] * TYPES * MONTHS)])
    assert not sum_of_types(values, all_types(values), [], ...).any()


def test_incidents_that_four_bytes_can_not_count_are_refused_before_they_are_counted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def count(*_: object, **__: object) -> None:
        raise AssertionError("counted all the same")

    monkeypatch.setattr(area_cube, "LARGEST", 2)
    monkeypatch.setattr("dashboard.data.build.build_cube", count)
    monkeypatch.setattr("dashboard.data.build.write_incident_table", count)
    with pytest.raises(InputError, match=r"3 incidents; Hexscan counts at most 2 in one source\."):
        import_paths(tmp_path / "data", [write_street(tmp_path / "files", "2025-01", 3)])
    assert Store(tmp_path / "data").versions() == []


@settings(max_examples=100, deadline=None)
@given(
    keys=st.lists(st.integers(-1, 3), min_size=AREAS, max_size=AREAS),
    holding=st.lists(st.integers(0, AREAS - 1), unique=True).map(sorted),
)
def test_runs_cover_each_area_that_holds_something_once(keys: list[int], holding: list[int]) -> None:
    runs = runs_of(np.array(keys), np.array(holding, dtype=np.int64))
    found = {
        area: key
        for start, end, key in zip(*(column.tolist() for column in runs), strict=True)
        for area in range(start, end)
        if area in holding
    }
    assert found == {area: keys[area] for area in holding if keys[area] >= 0}
    assert all(runs.starts[1:] >= runs.ends[:-1])


def test_runs_of_pieces_are_summed_with_gaps_between_them() -> None:
    planes = np.arange(12, dtype=np.int32).reshape(2, 6)
    runs = Runs(np.array([0, 2, 3]), np.array([1, 3, 6]), np.array([5, 6, 7]))
    assert summed_runs(planes, runs).tolist() == [[0, 2, 12], [6, 8, 30]]
    apart = Runs(np.array([1, 4]), np.array([3, 5]), np.array([5, 6]))
    assert summed_runs(planes, apart).tolist() == [[3, 4], [15, 10]]


def test_parts_of_a_group_may_lie_apart() -> None:
    counts = np.array([[1, 2, 4], [8, 16, 32]])
    found = GroupedMonths(counts, np.array([0, 0, 2]), np.array([0, 1, 1]), 3)
    assert found.monthly().tolist() == [[3, 24], [0, 0], [4, 32]]
    assert found.monthly(found.forces == 1).tolist() == [[2, 16], [0, 0], [4, 32]]
    assert found.total(slice(1, 2)).tolist() == [24, 0, 32]
    assert found.total(slice(0, 2), np.array([True, False, True])).tolist() == [9, 0, 36]


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Two forces over three months, with records without a point, without a place, and far away."""
    return served(tmp_path_factory.mktemp("area-cube"), records_of_two_forces(), two_forces())


SELECTIONS = st.builds(
    lambda area, pins, kinds, months: (area, pins if area == "all" else (), kinds, months),
    st.sampled_from(["all", "R", "F1", "F2", "D1", "W1", "L3"]),
    st.sampled_from([(), ("F1",), ("D1", "L4"), ("W1", "L1"), ("L3",)]),
    st.sampled_from([(), ("burglary",), ("drugs", "robbery"), ("burglary", "robbery")]),
    st.tuples(st.integers(0, 3), st.integers(0, 3)).map(sorted),
)


@settings(max_examples=60, deadline=None)
@given(chosen=SELECTIONS)
def test_both_ways_of_reading_whole_areas_give_the_same(
    dataset: Dataset, chosen: tuple[str, tuple[str, ...], tuple[str, ...], list[int]]
) -> None:
    area, pins, types, (first, last) = chosen
    start = dataset.first_month
    selection = Selection(start + first, start + last, (SOURCE.key,), area=area, pins=pins, types=types)
    view = View(dataset, selection, SOURCE.key)
    groups = np.arange(len(dataset.areas.codes)) % 4 - 1
    by_area, by_piece = view.months_by_area(groups, 3), view.months_by_piece(groups[view.leaves], 3)
    for force in range(len(dataset.forces) + 1):
        used = [one.monthly(one.forces == force) for one in (by_area, by_piece)]
        assert np.array_equal(*used)
    few = groups == 0
    assert np.array_equal(  # few runs, whose types are summed at their edges alone
        view.months_by_area(np.where(few, 0, -1), 1).monthly()[0], by_area.monthly()[0]
    )
    assert view.whole.total(view.period).tolist() == [view.by_piece.sum()]
    assert np.array_equal(view.months_by_type.total(view.period), view.by_type_and_piece.sum(axis=1))
    assert view.by_month().sum() == view.by_piece.sum()


@settings(max_examples=30, deadline=None)
@given(chosen=SELECTIONS)
def test_a_box_around_everything_counts_what_has_a_point(
    dataset: Dataset, chosen: tuple[str, tuple[str, ...], tuple[str, ...], list[int]]
) -> None:
    area, _, types, (first, last) = chosen
    start = dataset.first_month
    whole = Selection(start + first, start + last, (SOURCE.key,), area=area, types=types)
    view = view_of(dataset, whole, SOURCE.key)
    framed = view_of(dataset, whole.replace(box=(-10.0, 50.0, 5.0, 60.0)), SOURCE.key)
    assert framed.by_piece.tolist() == view.by_piece[view.located].tolist()
    assert (
        framed.months_by_type.total(framed.period).tolist() == framed.by_type_and_piece.sum(axis=1).tolist()
    )
    assert framed.by_month().sum() == framed.by_piece.sum()


def test_a_view_is_shared_by_selections_that_count_the_same(dataset: Dataset) -> None:
    selection, _ = Selection.from_query("?area=F1", dataset.catalogue)
    shared = view_of(dataset, selection, SOURCE.key)
    assert view_of(dataset, selection.replace(table="type", layers=("hotspots",)), SOURCE.key) is shared
    assert view_of(dataset, selection.replace(end=selection.end - 1), SOURCE.key) is not shared


def test_few_views_are_kept(dataset: Dataset) -> None:
    selection = Selection(dataset.first_month, dataset.last_month, (SOURCE.key,))
    codes = dataset.areas.codes
    for area in codes * 5:
        for place in range(3):
            view_of(dataset, selection.replace(area=area, end=selection.end - place), SOURCE.key)
    assert len(codes) * 3 > len(dataset.recent)
