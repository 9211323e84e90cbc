"""The months of every row of a table, against those asked for one by one."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from dashboard.data import queries
from dashboard.data.dataset import Dataset
from dashboard.data.schema import Level, month_number
from dashboard.selection import Selection
from tests.data.small_world import SOURCE, incident, middle, served, two_forces


@pytest.fixture
def world(tmp_path: Path) -> Dataset:
    """First reports January to March but not February, Second March alone; one record has no location."""
    months = [
        *[incident("2024-01", lsoa="L1", at=middle(0))] * 3,
        incident("2024-03", lsoa="L1", at=middle(0), kind="robbery"),
        incident("2024-01", lsoa="L2", at=middle(1)),
        incident("2024-03", lsoa="L3", at=middle(2)),
        incident("2024-03"),
        *[incident("2024-03", "Second Police", lsoa="L4", at=middle(3))] * 2,
    ]
    return served(tmp_path, months, two_forces())


def selection(world: Dataset, query: str = "") -> Selection:
    found, problems = Selection.from_query(query, world.catalogue)
    assert problems == ()
    return found


def of_areas(world: Dataset, query: str) -> dict[str, list[int | None]]:
    asked = selection(world, query)
    codes = [row.area_code for row in queries.areas_in_brief(world, asked, SOURCE.key)]
    return queries.months_of_areas(world, asked, SOURCE.key, codes).incidents


def test_counted_by_hand(world: Dataset) -> None:
    assert of_areas(world, "?level=lsoa") == {
        "L1": [3, None, 1],
        "L2": [1, None, 0],
        "L3": [0, None, 1],
        "L4": [None, None, 2],
        "no-location": [0, None, 1],
    }
    assert of_areas(world, "?level=ward") == {
        "W1": [3, None, 1],
        "W2": [1, None, 0],
        "unplaced": [0, None, 3],
        "no-location": [0, None, 1],
    }
    assert of_areas(world, "?level=force&types=robbery") == {"F1": [0, None, 1], "F2": [None, None, 0]}


def test_crime_types(world: Dataset) -> None:
    found = queries.months_of_types(world, selection(world, "?area=F1"), SOURCE.key)
    assert found.incidents == {"burglary": [4, None, 1], "robbery": [0, None, 1]}
    alone = queries.months_of_types(world, selection(world, "?types=robbery"), SOURCE.key)
    assert alone.incidents == {"robbery": [0, None, 1]}


def test_the_chosen_months_are_marked(world: Dataset) -> None:
    found = queries.months_of_types(world, selection(world, "?from=2024-02&to=2024-03"), SOURCE.key)
    assert found.months == tuple(month_number(f"2024-0{month}") for month in (1, 2, 3))
    assert found.chosen == (False, True, True)


def test_areas_pinned_in_the_table_leave_its_other_rows_their_months(world: Dataset) -> None:
    assert of_areas(world, "?level=lsoa&pins=L1") == of_areas(world, "?level=lsoa")


def test_a_pinned_cell_counts_what_lies_in_it_alone(world: Dataset) -> None:
    cell = queries.cells(world, selection(world, "?area=L4"), SOURCE.key, 9).cell[0]
    found = of_areas(world, f"?level=lsoa&cell={cell}")
    assert found["L4"] == [None, None, 2]
    assert {tuple(months) for code, months in found.items() if code != "L4"} == {(0, None, 0)}


@pytest.mark.parametrize("level", [level for level in Level if level is not Level.ALL])
def test_each_row_is_what_months_says_of_its_area(demonstration: Dataset, level: Level) -> None:
    asked = Selection.default(demonstration.catalogue).replace(level=level.value, types=("burglary",))
    source = asked.sources[0]
    codes = [row.area_code for row in queries.areas_in_brief(demonstration, asked, source)]
    found = queries.months_of_areas(demonstration, asked, source, codes).incidents
    assert list(found) == codes
    for code in [code for code in codes if code in demonstration.areas.positions][:12]:
        alone = asked.replace(
            area=code, level="", start=demonstration.first_month, end=demonstration.last_month
        )
        months = queries.months(demonstration, alone, source).incidents
        assert found[code] == [None if pd.isna(count) else int(count) for count in months], code
