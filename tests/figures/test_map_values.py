"""What the map is told to paint."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from dashboard.data.dataset import Dataset
from dashboard.data.queries import all_cells, cell_counts
from dashboard.data.schema import Level, month_number
from dashboard.data.statistics import statistics
from dashboard.figures.map_values import (
    count_limits,
    extent,
    first_resolution,
    map_values,
    outlined,
    painting,
)
from dashboard.selection import COARSEST_RESOLUTION, Selection
from tests.worlds import AMBULANCE, POLICE


def values(dataset: Dataset, resolution: int = 9, **changes: object) -> dict[str, Any]:
    selection = Selection.default(dataset.catalogue).replace(**changes)
    source = selection.sources[0]
    counts = cell_counts(dataset, selection, source, resolution)
    limits = count_limits(dataset, selection, source, resolution, counts)
    painted = painting(dataset, selection, source, resolution, counts, limits)
    found = map_values(dataset, selection, source, resolution, counts, painted, limits)
    return found | {"counts": [None if count < 0 else count for count in found["counts"].tolist()]}


def test_keys_and_plain_json(small: Dataset) -> None:
    found = values(small)
    assert {"version", "source", "resolution", "finest", "counts", "breaks", "colours", "pinned", "level",
            "outline_area", "outline_level", "fit", "message"} <= found.keys()  # fmt: skip
    assert (found["version"], found["source"], found["resolution"], found["finest"]) == (
        small.version, POLICE.key, 9, 9,
    )  # fmt: skip
    assert json.loads(json.dumps(found)) == found


@pytest.mark.parametrize("resolution", range(4, 10))
def test_counts_stand_in_the_order_of_the_outlines(small: Dataset, resolution: int) -> None:
    found = values(small, resolution)
    assert len(found["counts"]) == len(all_cells(small, POLICE.key, resolution))
    assert len(found["breaks"]) == len(found["colours"])


def test_an_empty_choice_says_so(small: Dataset) -> None:
    found = values(small, types=("fall-at-home",))
    assert not any(found["counts"])
    assert found["message"] == "No data to show on the map for this choice."  # the police records no falls
    assert found["breaks"] == [1]
    assert values(small)["message"] == ""


def test_where_nobody_reports_the_count_is_null_and_not_zero(small: Dataset) -> None:
    june = month_number("2025-06")  # Southmarch misses it
    selection = Selection.default(small.catalogue).replace(start=june, end=june)
    found = cell_counts(small, selection, POLICE.key, 9)
    counts = values(small, start=june, end=june)["counts"]
    assert [count is None for count in counts] == (~found.known).tolist()
    assert None in counts and any(counts)
    assert None not in values(small)["counts"]
    north = values(small, start=june, end=june, area="X23000001")["counts"]
    assert None not in north  # what lies outside the choice is not asked


def test_cells_are_as_fine_as_every_chosen_source_bears(small: Dataset) -> None:
    assert values(small, sources=(AMBULANCE.key,))["finest"] == 10
    assert values(small, sources=(AMBULANCE.key, POLICE.key))["finest"] == 9


def test_pinned_places_and_a_chosen_level_are_drawn_and_change_no_count(small: Dataset) -> None:
    cells = tuple(f"{cell:x}" for cell in all_cells(small, POLICE.key, 9)[:2])
    found = values(small, cells=cells, pins=("X05000004", "X22000002"), box=(1.0, 55.0, 2.0, 56.0))
    assert found["pinned"] == list(cells)
    assert [len(outline) for outline in found["pinned_outlines"]] == [6, 6]
    assert found["pinned_areas"] == [
        {"level": "ward", "codes": ["X05000004"]},
        {"level": "partnership", "codes": ["X22000002"]},
    ]
    assert found["counts"] == values(small)["counts"]
    assert [values(small, level=level)["level"] for level in ("ward", "lsoa", "force", "")] == [
        "ward", "lsoa", "", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("area", "level", "codes"),
    [
        ("all", "", []),
        ("X23000001", "partnership", ["X06000001"]),
        ("X12000001", "partnership", ["X06000001", "X22000002"]),
        ("X22000002", "partnership", ["X22000002"]),
        ("X05000004", "ward", ["X05000004"]),
        ("X01000001", "lsoa", ["X01000001"]),
    ],
)
def test_outlines_that_stand_for_an_area(small: Dataset, area: str, level: str, codes: list[str]) -> None:
    assert outlined(small, area) == (level, codes)


def test_the_map_is_fitted_to_the_area(small: Dataset) -> None:
    assert extent(small, "X01000001") == [1.50, 55.60, 1.52, 55.62]
    assert extent(small, "X06000001") == [1.50, 55.60, 1.56, 55.62]
    assert extent(small, "all") == [1.50, 55.56, 1.56, 55.62]


def test_first_resolution_is_finer_for_smaller_areas_and_within_what_the_source_bears(
    demonstration: Dataset,
) -> None:
    tree = demonstration.areas
    for finest in (7, 9, 10):
        chosen = [first_resolution(demonstration, code, finest) for code in tree.path("X01000001")]
        assert chosen == sorted(chosen)
        assert all(COARSEST_RESOLUTION <= resolution <= finest for resolution in chosen)
    assert first_resolution(demonstration, "all", 9) < 9
    assert first_resolution(demonstration, "X01000001", 9) == 9


def test_outlines_and_fit_are_known_for_every_area_that_can_be_chosen(demonstration: Dataset) -> None:
    tree = demonstration.areas
    for index in np.flatnonzero(tree.covered):
        if not tree.is_no_location(int(index)):
            west, south, east, north = extent(demonstration, tree.codes[index]) or []
            assert west < east and south < north
            assert bool(outlined(demonstration, tree.codes[index])[1]) == (tree.levels[index] != Level.ALL)


def test_no_data_on_the_map_is_what_the_figures_call_no_data(small: Dataset) -> None:
    for types in (("fall-at-home",), ()):
        selection = Selection.default(small.catalogue).replace(types=types, sources=(POLICE.key,))
        found = cell_counts(small, selection, POLICE.key, 8)
        assert found.unreported == (statistics(small, selection, POLICE.key).incidents is None)
