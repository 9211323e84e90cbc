"""What changed, against rows counted plainly: parts add up, and are those of Scan."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from dashboard.analysis.trends import Verdict
from dashboard.data import queries
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import DisclosureError
from dashboard.data.schema import month_number
from dashboard.data.why.changed import (
    FAR,
    MOST_ROWS,
    NEAR,
    NO_POINT,
    OTHERS,
    Changed,
    Grouping,
    changed_table,
    what_changed,
)
from dashboard.selection import Selection
from tests.worlds import LSOAS, POLICE, police_rows

PERIOD = "from=2025-01&to=2025-12"
WARD = {area.code: area.ward for area in LSOAS}


def asked(dataset: Dataset, query: str) -> Selection:
    selection, problems = Selection.from_query(query, dataset.catalogue)
    assert not problems
    return selection


def found(dataset: Dataset, query: str) -> Changed:
    selection = asked(dataset, query)
    return what_changed(dataset, selection, selection.sources[0])


def northmarch() -> pd.DataFrame:
    """The only force with earlier data: its rows, by period."""
    rows = police_rows()
    rows = rows[rows.force == "Northmarch"]
    starts = month_number("2025-01")
    return rows.assign(now=rows.month >= starts, ward=rows.lsoa_code.map(WARD).fillna(""))


def plain(rows: pd.DataFrame, by: str) -> dict[str, tuple[int, int]]:
    """Before and now of each part, by pandas alone."""
    counted = rows.groupby(by).now.agg(["size", "sum"])
    return {str(key): (int(size - now), int(now)) for key, size, now in counted.itertuples()}


def parts_of(changed: Changed, by: Grouping) -> dict[str, tuple[int, int]]:
    group = next(one for one in changed.groups if one.by is by)
    return {part.key: (part.before, part.now) for part in group.rows}


class TestParts:
    def test_types_are_those_of_the_rows(self, small: Dataset) -> None:
        assert parts_of(found(small, PERIOD), Grouping.TYPE) == plain(northmarch(), "crime_type")

    def test_wards_are_those_of_the_rows_and_no_location_is_one_of_them(self, small: Dataset) -> None:
        changed = found(small, f"{PERIOD}&level=ward")
        known = {key or "no-location": counts for key, counts in plain(northmarch(), "ward").items()}
        assert parts_of(changed, Grouping.AREA) == known

    def test_near_premises_is_one_point_of_the_first_small_area(self, small: Dataset) -> None:
        rows = northmarch()
        near = (rows.longitude - (LSOAS[0].west + 0.004)).abs() < 1e-9
        where = near.map({True: NEAR, False: FAR}).where(rows.longitude.notna(), NO_POINT)
        assert parts_of(found(small, PERIOD), Grouping.PREMISES) == plain(rows.assign(where=where), "where")

    def test_one_pinned_area_is_looked_into(self, small: Dataset) -> None:
        changed = found(small, f"{PERIOD}&area=X06000001&pins=X05000001")
        rows = northmarch()
        known = plain(rows[rows.ward == "X05000001"], "lsoa_code")
        assert parts_of(changed, Grouping.AREA) == known

    def test_several_pinned_areas_are_the_parts(self, small: Dataset) -> None:
        changed = found(small, f"{PERIOD}&area=X06000001&pins=X05000001,X05000002")
        rows = northmarch()
        assert parts_of(changed, Grouping.AREA) == plain(rows[rows.ward != ""], "ward")


QUERIES = [
    PERIOD,
    f"{PERIOD}&level=lsoa",
    f"{PERIOD}&types=burglary",
    f"{PERIOD}&area=X06000001",
    f"{PERIOD}&area=X06000001&pins=X05000002",
    "from=2025-03&to=2025-05&area=X06000001&within=250",
    f"{PERIOD}&box=1.5,55.6,1.53,55.62",
]


class TestSums:
    @pytest.mark.parametrize("query", QUERIES)
    def test_every_list_adds_up_to_the_headline(self, small: Dataset, query: str) -> None:
        changed = found(small, query)
        assert changed.groups
        for group in changed.groups:
            sums = [sum(column) for column in zip(*(part[2:5] for part in group.rows), strict=True)]
            assert sums == [changed.before, changed.now, changed.change], group.by

    @pytest.mark.parametrize("query", QUERIES)
    def test_and_so_does_every_list_of_the_export(self, small: Dataset, query: str) -> None:
        selection = asked(small, query)
        own = queries.own_area(small, selection, POLICE.key)
        table = changed_table(small, selection, POLICE.key)
        sums = table.groupby("by")[["before", "now", "change"]].sum()
        assert (sums == [own.before, own.compared, own.change]).all(axis=None)

    def test_long_lists_end_with_all_others(self, demonstration: Dataset) -> None:
        changed = found(demonstration, "sources=demo-police")
        group = next(one for one in changed.groups if one.by is Grouping.TYPE)
        assert [part.key == OTHERS for part in group.rows] == [False] * MOST_ROWS + [True]
        assert group.rows[-1].parts + MOST_ROWS == len(demonstration.cubes["demo-police"].types)
        assert sum(part.change for part in group.rows) == changed.change


class TestVerdicts:
    def test_are_those_of_scan(self, demonstration: Dataset) -> None:
        selection = asked(demonstration, "sources=demo-police&area=X06000007")
        changed = what_changed(demonstration, selection, "demo-police")
        kinds = queries.types(demonstration, selection, "demo-police").set_index("crime_type")
        areas = queries.areas(demonstration, selection, "demo-police").set_index("area_code")
        for by, table in ((Grouping.TYPE, kinds), (Grouping.AREA, areas)):
            group = next(one for one in changed.groups if one.by is by)
            for part in group.rows:
                if part.key != OTHERS:
                    assert (part.now, part.before) == (table.compared[part.key], table.before[part.key])
                    assert part.verdict == table.verdict[part.key]

    def test_a_planted_rise_is_named(self, demonstration: Dataset) -> None:
        changed = found(demonstration, "sources=demo-police&types=vehicle-crime")
        group = next(one for one in changed.groups if one.by is Grouping.AREA)
        assert [part.name for part in group.main] == ["Tannerby"]
        assert group.main[0].verdict == Verdict.HIGHER

    def test_a_planted_fall_is_named(self, demonstration: Dataset) -> None:
        changed = found(demonstration, "sources=demo-police&types=burglary")
        group = next(one for one in changed.groups if one.by is Grouping.AREA)
        assert group.main[0].name == "Gannetby"
        assert group.main[0].verdict == Verdict.LOWER


class TestNothingToCompare:
    def test_without_earlier_data_there_are_no_parts(self, small: Dataset) -> None:
        changed = found(small, f"{PERIOD}&area=X06000002")
        assert changed.groups == ()
        assert "earlier" in changed.reason
        assert changed_table(small, asked(small, f"{PERIOD}&area=X06000002"), POLICE.key).empty

    def test_forces_left_out_are_named(self, small: Dataset) -> None:
        assert found(small, PERIOD).left_out == ("Southmarch",)

    def test_a_controlled_source_says_nothing(self, small: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
        controlled = dataclasses.replace(POLICE, sensitivity="controlled")
        monkeypatch.setitem(small.sources, POLICE.key, controlled)
        with pytest.raises(DisclosureError):
            found(small, PERIOD)
