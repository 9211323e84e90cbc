"""Counts by area, type and month, against the view's and against the incidents themselves."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.data import level_counts as module
from dashboard.data.area_rows import at_home, listed_areas, months_of_level
from dashboard.data.dataset import Dataset
from dashboard.data.level_counts import LevelCounts, covered_areas, level_counts
from dashboard.data.schema import Level
from dashboard.data.view import view_of
from dashboard.selection import Selection
from tests.data.small_world import SOURCE, incident, middle, records_of_two_forces, served, two_forces

CALLS = dataclasses.replace(SOURCE, key="calls", name="Calls")
KINDS = ("burglary", "drugs", "robbery")
LEVELS = (Level.FORCE, Level.PARTNERSHIP, Level.WARD, Level.LSOA)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Two forces over four months, records without a place, strays, and calls of two of the months."""
    calls = [
        incident(month, "First Police", lsoa=lsoa, at=middle(square), kind=kind)
        for month in ("2024-02", "2024-03")
        for square, lsoa in enumerate(("L1", "L2", "L3"))
        for kind in KINDS[: 1 + square]
    ]
    return served(
        tmp_path_factory.mktemp("level-counts"), records_of_two_forces(), two_forces(), also=[(CALLS, calls)]
    )


ASKED = st.tuples(
    st.sampled_from([SOURCE.key, CALLS.key]),
    st.sampled_from(LEVELS),
    st.sampled_from(["all", "R", "F1", "F2", "D1", "W1"]),
    st.lists(st.sampled_from(KINDS), min_size=1, unique=True).map(tuple),
    st.tuples(st.integers(0, 3), st.integers(0, 3)).map(sorted),
)


def kinds_of(dataset: Dataset, source: str, types: tuple[str, ...]) -> list[int]:
    return [index for index, name in enumerate(dataset.cubes[source].types) if name in types]


@settings(max_examples=120, deadline=None)
@given(asked=ASKED)
def test_the_same_as_the_view_counts(
    dataset: Dataset, asked: tuple[str, Level, str, tuple[str, ...], list[int]]
) -> None:
    source, level, among, types, (first, last) = asked
    start = dataset.first_month
    selection = Selection(start + first, start + last, (source,), area=among, types=types)
    view = view_of(dataset, selection, source)
    found, kinds = level_counts(dataset, source, level, among), kinds_of(dataset, source, types)
    rows = np.flatnonzero(np.isin(listed_areas(view, level), found.listed))
    expected = months_of_level(view, level)
    months = found.months(kinds)
    assert np.array_equal(months.monthly(), expected.monthly()[rows])
    assert np.array_equal(months.total(view.period), expected.total(view.period)[rows])
    assert np.array_equal(at_home(view, months), at_home(view, expected)[rows])
    assert np.array_equal(found.total_by_type(kinds, view.period).sum(axis=0), months.total(view.period))
    assert np.array_equal(found.at_home_by_type(kinds, view.period).sum(axis=0), at_home(view, months))
    series = sum((found.series_by_type(kind) for kind in kinds), np.zeros((len(rows), 4), dtype=np.int64))
    assert np.array_equal(series, months.monthly())


@pytest.mark.parametrize("level", LEVELS)
def test_larger_areas_hold_what_lies_in_them(dataset: Dataset, level: Level) -> None:
    tree = dataset.areas
    found = level_counts(dataset, SOURCE.key, level, "all")
    leaves = level_counts(dataset, SOURCE.key, Level.LSOA, "all")
    for kind in range(len(dataset.cubes[SOURCE.key].types)):
        for row, index in enumerate(found.listed.tolist()):
            inside = (leaves.listed >= index) & (leaves.listed <= tree.lasts[index])
            expected = leaves.series_by_type(kind)[inside].sum(axis=0)
            assert np.array_equal(found.series_by_type(kind)[row], expected)


def test_by_hand(dataset: Dataset) -> None:
    found = level_counts(dataset, SOURCE.key, Level.PARTNERSHIP, "all")
    assert [dataset.areas.codes[index] for index in found.listed] == ["D1", "D2", "D3"]
    burglary = dataset.cubes[SOURCE.key].types.index("burglary")
    # L1 has 1 of the first force and 6 of the second, L2 has 2: nine in each of the months reported
    assert found.series_by_type(burglary).tolist() == [[9, 9, 0, 9], [3, 3, 0, 3], [5, 5, 0, 5]]


def test_only_areas_that_somebody_reports_on(dataset: Dataset) -> None:
    every = covered_areas(dataset, Level.LSOA, "all")
    assert dataset.areas.covered[every].all()
    assert level_counts(dataset, SOURCE.key, Level.LSOA, "all").listed.tolist() == every.tolist()


def test_an_area_may_have_parts_of_several_forces() -> None:
    cumulated = np.array([[[0, 0, 0], [1, 2, 4], [3, 5, 9]]], dtype=np.int32)
    counts = LevelCounts(
        np.array([4, 7, 9]), cumulated, np.array([0, 0, 2]), np.array([0, 2, 1]), reporting=2
    )
    assert counts.months([0]).monthly().tolist() == [[3, 5], [0, 0], [4, 5]]
    assert counts.total_by_type([0], slice(0, 2)).tolist() == [[8, 0, 9]]
    assert counts.at_home_by_type([0], slice(0, 2)).tolist() == [[3, 0, 9]]
    assert counts.series_by_type(0).tolist() == [[3, 5], [0, 0], [4, 5]]


def test_those_of_everything_are_made_once(dataset: Dataset) -> None:
    assert level_counts(dataset, SOURCE.key, Level.WARD, "all") is level_counts(
        dataset, SOURCE.key, Level.WARD, "all"
    )


def test_where_they_are_large_they_are_kept_for_a_while_alone(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_LASTING", 0)
    before = len(dataset.recent)
    level_counts(dataset, CALLS.key, Level.PARTNERSHIP, "all")
    assert len(dataset.recent) == before + 1 or before == 24


def test_of_an_empty_choice_nothing(dataset: Dataset) -> None:
    found = level_counts(dataset, SOURCE.key, Level.WARD, "D2")
    assert found.listed.tolist() == []
    assert found.total_by_type([0, 1], slice(0, 2)).shape == (2, 0)
    assert found.months([0]).monthly().shape == (0, 4)
