"""Rows and columns of the table."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import pytest

from dashboard.analysis.trends import Verdict
from dashboard.data import queries
from dashboard.data.dataset import Dataset
from dashboard.data.listed import ListedArea
from dashboard.data.queries import MonthsByRow
from dashboard.data.schema import Level, month_number
from dashboard.layouts import table
from dashboard.layouts.sparkline import in_quarters, in_words
from dashboard.selection import Selection
from tests import on_screen
from tests.data.small_world import SOURCE, incident, served, two_forces
from tests.worlds import POLICE

DRAWN = {"inside", "rate_text", "rate_interval", "quality", "change_short", "change_rest", "line"}
"""What the cell renderers of assets/sparkline.js read of a row."""


def area_rows(small: Dataset, **changes: Any) -> dict[str, dict[str, Any]]:
    selection = Selection.default(small.catalogue).replace(**changes)
    found = queries.areas_in_brief(small, selection, POLICE.key)
    codes = [row.area_code for row in found]
    lines = queries.months_of_areas(small, selection, POLICE.key, codes)
    chosen = selection.pins or (selection.area,)
    inside = [code for code in codes if small.areas.resolve(code) and small.areas.levels_below(code)]
    return {row["id"]: row for row in table.area_rows(found, lines, chosen=chosen, inside=inside)}


def type_rows(small: Dataset, **changes: Any) -> list[dict[str, Any]]:
    selection = Selection.default(small.catalogue).replace(**changes)
    found = queries.types_in_brief(small, selection, POLICE.key)
    lines = queries.months_of_types(small, selection, POLICE.key)
    return table.type_rows(found, small.types, lines, chosen=selection.types)


def names_in(columns: list[dict[str, Any]]) -> set[str]:
    """The fields of a row that columns read: by name, or in the small functions they hand to the grid."""
    written = set(re.findall(r"params\.data\.(\w+)", repr(columns))) - {"here_text"}  # set while hovering
    plain = [column[key] for column in columns for key in ("field", "tooltipField") if key in column]
    return {*written, *plain}


@pytest.mark.parametrize("level", ["force", "partnership", "ward", "lsoa"])
def test_rows_hold_all_that_the_columns_read(small: Dataset, level: str) -> None:
    for row in area_rows(small, level=level).values():
        assert names_in(table.area_columns("Wards", "2024", "24 months")) | DRAWN <= row.keys()
    for row in type_rows(small, types=("robbery",)):
        read = DRAWN - {"rate_text", "rate_interval", "quality"}
        assert names_in(table.type_columns("2024", "24 months")) | read <= row.keys()


def test_the_change_says_what_it_is_measured_against() -> None:
    for against, said in (("2024", "Change on 2024"), ("Jan to Jun 2024", "Change")):
        for columns in (
            table.area_columns("Wards", against, "24 months"),
            table.type_columns(against, "24 months"),
        ):
            change = next(column for column in columns if column["field"] == "change")
            assert (change["headerName"], change["headerTooltip"]) == (said, f"Change on {against}")


def test_all_that_lies_elsewhere_stands_aside(tmp_path: Path) -> None:
    strays = [incident("2024-01", lsoa="L4"), incident("2024-01", lsoa="S1", lsoa_name="Far 001A")]
    dataset = served(tmp_path, [incident("2024-01", lsoa="L1"), *strays], two_forces())
    selection = Selection.default(dataset.catalogue).replace(level="lsoa")
    found = queries.areas_in_brief(dataset, selection, SOURCE.key)
    lines = queries.months_of_areas(dataset, selection, SOURCE.key, [row.area_code for row in found])
    rows = {row["id"]: row for row in table.area_rows(found, lines, chosen=())}
    assert rows["elsewhere"]["line"]["months"] == [None]
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
    rows = area_rows(small, level="force", start=june, end=june)
    south = rows["X23000002"]
    assert (south["incidents"], south["incidents_text"], south["share_text"]) == (None, "–", "–")
    assert south["aside"] and not rows["X23000001"]["aside"]
    assert rows["X23000001"]["incidents"] > 0


def test_a_change_is_never_without_its_verdict(small: Dataset) -> None:
    counted = [row for row in type_rows(small) if row["incidents"] is not None]
    for row in [*area_rows(small, level="lsoa").values(), *counted]:
        assert re.search(
            r"(higher|lower|usual ups and downs|too few to say|no earlier data)$", row["change_text"]
        )
        assert f"{row['change_short']}{row['change_rest']}" == row["change_text"]
        assert row["change_tip"].endswith(on_screen.called(row["verdict"]))
    south = area_rows(small, level="force")["X23000002"]
    assert (south["change"], south["change_text"]) == (None, "– no earlier data")
    assert south["change_tip"] == "no earlier data"


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
        line = row["line"] or {"months": [], "chosen": [], "label": ""}
        values = [*(row | {"line": None}).values(), *line["months"], *line["chosen"], line["label"]]
        assert all(value is None or type(value) in (str, int, float, bool) for value in values)
        assert not any(isinstance(value, float) and math.isnan(value) for value in row.values())


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


def test_every_pinned_area_is_marked_and_the_area_around_is_not(small: Dataset) -> None:
    every = list(area_rows(small, level="lsoa"))
    rows = area_rows(small, level="lsoa", pins=tuple(every[:2]))
    assert [code for code, row in rows.items() if row["pinned"]] == every[:2]
    assert list(rows) == every and len(every) > 2


def test_what_holds_smaller_areas_can_be_looked_into(small: Dataset) -> None:
    rows = area_rows(small, level="partnership")
    assert {code for code, row in rows.items() if row["inside"]} == {"X06000001", "X22000002"}
    assert not any(row["inside"] for row in area_rows(small, level="lsoa").values())
    assert not any(row["inside"] for row in type_rows(small))


def test_a_poor_denominator_is_marked_beside_the_rate_alone() -> None:
    row = ListedArea(
        area_code="W1", area_name="Central", incidents=9, covered=True, residents=900.0,
        rate=10.0, rate_lower=4.6, rate_upper=19.0, share=1.0, compared=9.0, before=5.0,
        change=4.0, z=0.9, verdict=str(Verdict.WITHIN), denominator_note="few residents",
    )  # fmt: skip
    lines = MonthsByRow((24_300,), (True,), {})
    [shown] = table.area_rows([row], lines, chosen=())
    assert shown["quality"].startswith("Fewer than 1,000 people live here")
    assert shown["rate_interval"] == "(4.6 to 19.0)"
    assert shown["rate_more"] == f"{shown['rate_tip']}. {shown['quality']}"
    [without] = table.area_rows([row._replace(rate=None)], lines, chosen=())
    assert (without["quality"], without["rate_interval"], without["rate_more"]) == ("", "", "")


def test_a_small_line_in_words() -> None:
    months = [month_number(text) for text in ("2024-11", "2024-12", "2025-01")]
    assert in_words(months, [5, None, 1_200]) == (
        "3 months: 5 in November 2024, 1,200 in January 2025; "
        "fewest 5 in November 2024, most 1,200 in January 2025. 1 month without data."
    )
    assert in_words(months, [None, None, None]) == "No data in any month."
    assert in_words(months, [0, 0, 0]).endswith("most 0 in November 2024.")


@pytest.mark.parametrize(
    ("counts", "withheld", "said"),
    [
        ([5, None, 40, None], 1, "4 quarters: 5 to 40; 1 withheld; 1 without data."),
        ([0, None], 1, "2 quarters: 0 to 0; 1 withheld."),
        ([0, 5], 0, "2 quarters: 0 to 5."),
        ([None, None], 0, "2 quarters: 2 without data."),
        ([None], 1, "1 quarter: 1 withheld."),
    ],
)
def test_withheld_quarters_are_told_from_those_without_data(
    counts: list[int | None], withheld: int, said: str
) -> None:
    assert in_quarters(counts, withheld) == said


def test_the_readers_own_order_is_not_undone_by_new_rows() -> None:
    columns = [*table.area_columns("Wards", "2024", "24 months"), *table.type_columns("2024", "24 months")]
    assert not any("sort" in column or "flex" in column or "width" in column for column in columns)
    assert [column["field"] for column in columns if "initialSort" in column] == ["incidents", "incidents"]
