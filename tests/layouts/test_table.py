"""Rows and columns of the table."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dashboard.data import queries
from dashboard.data.dataset import Dataset
from dashboard.data.schema import Level, month_number
from dashboard.layouts import table
from dashboard.selection import Selection
from tests.data.small_world import SOURCE, incident, served, two_forces
from tests.worlds import POLICE


def area_rows(small: Dataset, **changes: Any) -> dict[str, dict[str, Any]]:
    selection = Selection.default(small.catalogue).replace(**changes)
    found = queries.areas(small, selection, POLICE.key)
    return {row["id"]: row for row in table.area_rows(found, chosen=selection.area)}


def type_rows(small: Dataset, **changes: Any) -> list[dict[str, Any]]:
    selection = Selection.default(small.catalogue).replace(**changes)
    found = queries.types(small, selection, POLICE.key)
    return table.type_rows(found, small.types, chosen=selection.types)


def names_in(columns: list[dict[str, Any]]) -> set[str]:
    """The fields of a row that columns read: by name, or in the small functions they hand to the grid."""
    written = re.findall(r"params\.data\.(\w+)", repr(columns))
    plain = [column[key] for column in columns for key in ("field", "tooltipField") if key in column]
    return {*written, *plain}


@pytest.mark.parametrize("level", ["force", "partnership", "ward", "lsoa"])
def test_rows_hold_all_that_the_columns_read(small: Dataset, level: str) -> None:
    for row in area_rows(small, level=level).values():
        assert names_in(table.area_columns("Wards", "2024")) <= row.keys()
    for row in type_rows(small, types=("robbery",)):
        assert names_in(table.type_columns("2024")) <= row.keys()


def test_the_change_says_what_it_is_measured_against() -> None:
    for columns in (table.area_columns("Wards", "2024"), table.type_columns("2024")):
        assert [column["headerName"] for column in columns][-1] == "Change on 2024"


def test_all_that_lies_elsewhere_stands_aside(tmp_path: Path) -> None:
    strays = [incident("2024-01", lsoa="L4"), incident("2024-01", lsoa="S1", lsoa_name="Far 001A")]
    dataset = served(tmp_path, [incident("2024-01", lsoa="L1"), *strays], two_forces())
    selection = Selection.default(dataset.catalogue).replace(level="lsoa")
    found = queries.areas_in_brief(dataset, selection, SOURCE.key)
    rows = {row["id"]: row for row in table.area_rows(found, chosen=selection.area)}
    assert [code for code, row in rows.items() if row["aside"]] == ["elsewhere"]
    assert rows["elsewhere"]["incidents_text"] == "2"
    assert rows["elsewhere"]["rate_text"] == rows["elsewhere"]["residents_text"] == "–"


def test_what_belongs_to_no_area_stands_aside(small: Dataset) -> None:
    rows = area_rows(small, level="lsoa")
    assert [code for code, row in rows.items() if row["aside"]] == ["no-location"]
    assert rows["no-location"]["rate_text"] == rows["no-location"]["residents_text"] == "–"


def test_the_selected_area_is_marked(small: Dataset) -> None:
    rows = area_rows(small, area="X06000001", level="partnership")
    assert [code for code, row in rows.items() if row["pinned"]] == ["X06000001"]


def test_no_data_is_not_zero(small: Dataset) -> None:
    june = month_number("2025-06")
    rows = area_rows(small, start=june, end=june)
    south = rows["X23000002"]
    assert (south["incidents"], south["incidents_text"], south["share_text"]) == (None, "–", "–")
    assert south["aside"] and not rows["X23000001"]["aside"]
    assert rows["X23000001"]["incidents"] > 0


def test_a_change_is_never_without_its_verdict(small: Dataset) -> None:
    counted = [row for row in type_rows(small) if row["incidents"] is not None]
    for row in [*area_rows(small, level="lsoa").values(), *counted]:
        assert re.search(
            r"(higher|lower|normal variation|too few to say|no earlier data)$", row["change_text"]
        )
    south = area_rows(small)["X23000002"]
    assert (south["change"], south["change_text"], south["change_tip"]) == (None, "– no earlier data", "")


def test_types_not_chosen_are_names_without_figures(small: Dataset) -> None:
    rows = type_rows(small, types=("robbery",))
    assert [row["id"] for row in rows] == ["robbery", "burglary", "vehicle-crime", "fall-at-home"]
    assert [row["pinned"] for row in rows] == [True, False, False, False]
    assert [row["aside"] for row in rows] == [False, True, True, True]
    assert rows[0]["share_text"] == "100.0%"
    for row in rows[1:]:
        assert {row[name] for name in ("incidents_text", "share_text", "change_text")} == {""}


def test_rows_are_plain_json(small: Dataset) -> None:
    for row in [*area_rows(small, level="lsoa").values(), *type_rows(small)]:
        assert all(value is None or type(value) in (str, int, float, bool) for value in row.values())
        assert not any(isinstance(value, float) and pd.isna(value) for value in row.values())


def test_levels_begin_with_the_natural_one() -> None:
    options = table.level_options(Level.WARD, (Level.PARTNERSHIP, Level.WARD, Level.LSOA))
    assert options == [
        {"value": table.NATURAL_LEVEL, "label": "Wards"},
        {"value": "partnership", "label": "Partnerships"},
        {"value": "lsoa", "label": "Small areas (LSOA)"},
    ]
    assert set(table.LEVEL_NAMES) == set(Level)


def test_an_empty_table_says_so_in_words() -> None:
    assert table.grid_options()["localeText"]["noRowsToShow"].endswith(".")
