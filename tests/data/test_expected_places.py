"""More than expected: made-up places counted by hand and against scipy, and what the demonstration plants."""

from __future__ import annotations

from pathlib import Path

import h3
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from dashboard.data.dataset import Dataset
from dashboard.data.demo import TRUTHS, Truth
from dashboard.data.demo.truths import HOTSPOTS
from dashboard.data.expected_found import NO_OTHERS
from dashboard.data.expected_places import more_cells, more_places, more_share
from dashboard.data.schema import month_text
from dashboard.data.statistics import statistics
from dashboard.selection import Selection
from tests.data.small_world import SOURCE, incident, middle, served, two_forces

AT_L1, AT_L2, AT_L3 = middle(0), middle(1), middle(2)


def selected(dataset: Dataset, query: str = "") -> Selection:
    found, problems = Selection.from_query(query, dataset.catalogue)
    assert problems == ()
    return found


def many(number: int, lsoa: str, at: tuple[float, float] | None, crime_type: str = "burglary") -> list[dict]:
    return [incident("2024-01", lsoa=lsoa, at=at, kind=crime_type) for _ in range(number)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """District 1: a town centre with much of everything, and a quiet cell with much burglary for that.

    District 2: burglary and drugs in one cell alone. District 3 has no data in the second month.
    """
    rows = [
        *many(60, "L1", AT_L1),
        *many(240, "L1", AT_L1, "drugs"),
        *many(12, "L2", AT_L2),
        *many(4, "L2", AT_L2, "drugs"),
        *many(40, "L2", (AT_L2[0] + 0.005, AT_L2[1]), "drugs"),
        *many(3, "L2", None),
        *many(5, "L3", AT_L3),
        *many(9, "L3", AT_L3, "drugs"),
        incident("2024-01", "Second Police", lsoa="L4", at=middle(3)),
        incident("2024-02", lsoa="L1", at=AT_L1),
    ]
    return served(tmp_path_factory.mktemp("more"), rows, two_forces())


JANUARY = "from=2024-01&to=2024-01"


def cell_at(place: tuple[float, float]) -> str:
    return h3.latlng_to_cell(place[1], place[0], 9)


class TestOthers:
    def test_the_quiet_cell_stands_out_and_the_town_centre_does_not(self, made: Dataset) -> None:
        found = more_places(made, selected(made, f"{JANUARY}&types=burglary"), SOURCE.key)
        assert list(found.cell) == [cell_at(AT_L2)]
        row = found.iloc[0]
        # In the rest of the partnership: 60 burglaries of 340 incidents.
        assert row.incidents == row.selected == 12
        assert row.expected == pytest.approx(16 * 60 / 340)
        assert row.ratio == pytest.approx(12 / row.expected)
        # Of 356 incidents 72 burglaries: the chance of 12 or more among the 16 here.
        p = stats.hypergeom.sf(11, 356, 72, 16)
        assert row.p_adjusted == pytest.approx(3 * p)  # the least of three that are tested
        assert (row.area_code, row.ward_code, row.given) == ("D1", "W2", "others")
        assert row.spike and row.point_share == 1
        mean, own = 72 / 356, 12 / 16
        at_risk, rates = np.array([300, 16, 40]), np.array([60 / 300, own, 0])
        variance = (at_risk * (rates - mean) ** 2).sum() / 356 - mean * (1 - mean) / at_risk.mean()
        weight = variance / (variance + mean * (1 - mean) / 16)
        assert row.smoothed_ratio == pytest.approx((weight * own + (1 - weight) * mean) / mean)

    def test_all_crime_has_no_other_to_be_held_against(self, made: Dataset) -> None:
        for query in ("", "&types=burglary,drugs"):
            asked = selected(made, f"{JANUARY}{query}")
            if query:  # all that this source records, whatever else there is
                assert len(made.cubes[SOURCE.key].types) == 2
            share = more_share(made, asked, SOURCE.key)
            assert (share.cells, share.share, share.reason) == (0, None, NO_OTHERS)
            assert more_cells(made, asked, SOURCE.key).empty

    def test_share_list_figure_and_export_agree(self, made: Dataset) -> None:
        asked = selected(made, f"{JANUARY}&types=burglary&hot=more")
        parts, cells = more_places(made, asked, SOURCE.key), more_cells(made, asked, SOURCE.key)
        share = more_share(made, asked, SOURCE.key)
        assert list(cells.id) == list(parts.cell)
        for column in ("expected", "ratio", "smoothed_ratio", "p_adjusted"):
            assert list(cells[column]) == list(parts[column])
        assert share.cells == len(cells) == 1 and share.incidents == cells.incidents.sum() == 12
        assert share.share == pytest.approx(12 / 78)  # those with a point
        assert cells.share.sum() == pytest.approx(share.share)
        assert statistics(made, asked, SOURCE.key).hotspots == share

    def test_a_pinned_place_changes_what_is_listed_never_what_is_called(self, made: Dataset) -> None:
        asked = selected(made, f"{JANUARY}&types=burglary&hot=more&pins=L1")
        assert more_places(made, asked, SOURCE.key).empty
        assert "lie elsewhere" in more_share(made, asked, SOURCE.key).reason
        assert list(more_cells(made, asked, SOURCE.key).id) == [cell_at(AT_L2)]


class TestResidents:
    def test_small_areas_against_their_part_of_the_residents(self, made: Dataset) -> None:
        asked = selected(made, f"{JANUARY}&types=burglary&given=residents")
        found = more_places(made, asked, SOURCE.key)
        # 75 burglaries, three of them without a point, among 100 and 200 people.
        assert list(found.small_area_code) == ["L1"] and list(found.cell) == [""]
        row = found.iloc[0]
        assert (row.incidents, row.expected) == (60, pytest.approx(25))
        assert row.p_adjusted == pytest.approx(2 * stats.binom.sf(59, 75, 1 / 3))
        assert (row.area_code, row.ward_code) == ("D1", "W1")
        longitude, latitude = middle(0)
        assert (row.longitude, row.latitude) == (pytest.approx(longitude), pytest.approx(latitude))
        share = more_share(made, asked, SOURCE.key)
        assert (share.cells, share.incidents, share.of) == (1, 60, "small area")
        assert share.share == pytest.approx(60 / 81)  # with those of the other districts

    def test_all_crime_can_be_held_against_residents(self, made: Dataset) -> None:
        found = more_places(made, selected(made, f"{JANUARY}&given=residents"), SOURCE.key)
        assert list(found.small_area_code) == ["L1"] and found.iloc[0].incidents == 300

    def test_without_residents_that_is_said(self, tmp_path: Path) -> None:
        inputs = two_forces()
        unknown = type(inputs)(names=inputs.names, links=inputs.links, shapes=inputs.shapes)
        dataset = served(tmp_path, many(9, "L1", AT_L1), unknown)
        share = more_share(dataset, selected(dataset, "given=residents"), SOURCE.key)
        assert (share.cells, share.share) == (0, None)
        assert share.reason == "How many people live in the small areas here is not known."


class TestNone:
    @pytest.mark.parametrize("given", ["others", "residents"])
    @pytest.mark.parametrize(
        ("query", "share", "reason"),
        [
            ("area=D3&from=2024-02&to=2024-02&types=burglary", None, "No data for this area and period."),
            ("area=D3&from=2024-01&to=2024-01&types=burglary", 0, "No "),
            ("area=L1&from=2024-02&to=2024-02&types=burglary", 0, "No "),
        ],
    )
    def test_each_says_why(
        self, made: Dataset, given: str, query: str, share: float | None, reason: str
    ) -> None:
        asked = selected(made, f"{query}&given={given}")
        found = more_share(made, asked, SOURCE.key)
        assert (found.cells, found.incidents, found.share) == (0, 0, share)
        assert found.reason.startswith(reason)
        assert more_places(made, asked, SOURCE.key).empty

    def test_columns_stay_without_rows(self, made: Dataset) -> None:
        asked = selected(made, f"{JANUARY}&types=burglary")
        some = more_places(made, asked, SOURCE.key)
        for query in ("area=D3&from=2024-02&to=2024-02", "given=residents&area=D3"):
            none = more_places(made, selected(made, query), SOURCE.key)
            assert list(none.columns) == list(some.columns)

    def test_a_partnership_without_data_is_named(self, made: Dataset) -> None:
        share = more_share(made, selected(made, "from=2024-02&to=2024-02&types=burglary"), SOURCE.key)
        assert share.left_out == ("District 3",)


def planted() -> list[tuple[Truth, str]]:
    found = [(truth, source) for truth in TRUTHS if truth.kind in HOTSPOTS for source in truth.size]
    return [
        (truth, source) for truth, source in found if truth.crime_types and truth.kind != "seasonal hotspot"
    ]


class TestDemonstration:
    @pytest.mark.parametrize(("truth", "source"), planted(), ids=lambda value: getattr(value, "key", value))
    def test_what_is_planted_is_more_than_all_other_crime_there_leads_to_expect(
        self, demonstration: Dataset, truth: Truth, source: str
    ) -> None:
        assert truth.longitude is not None and truth.latitude is not None
        types = ",".join(truth.crime_types)
        period = f"from={month_text(truth.first_month)}&to={month_text(truth.last_month)}"
        query = f"area={truth.area_code}&types={types}&{period}&sources={source}&hot=more"
        found = more_places(demonstration, selected(demonstration, query), source)
        at = h3.latlng_to_cell(
            truth.latitude, truth.longitude, demonstration.sources[source].finest_resolution
        )
        assert set(found.cell) & set(h3.grid_disk(at, 1))


def _odd(dataset: Dataset) -> st.SearchStrategy[Selection]:
    tree = dataset.areas
    codes = [code for i, code in enumerate(tree.codes) if not tree.is_no_location(i)]
    months = st.integers(dataset.first_month, dataset.last_month)
    return st.builds(
        lambda period, **rest: Selection(start=min(period), end=max(period), sources=(), **rest),
        period=st.tuples(months, months),
        area=st.sampled_from(codes),
        types=st.lists(st.sampled_from(list(dataset.types)), unique=True, max_size=2).map(tuple),
        pins=st.lists(st.sampled_from(codes), max_size=2).map(tuple),
        given=st.sampled_from(["others", "residents"]),
        chance=st.sampled_from(["fdr", "bonferroni"]),
    )


@settings(max_examples=100)
@given(draw=st.data())
def test_odd_selections_are_answered_and_hang_together(small: Dataset, draw: st.DataObject) -> None:
    asked = draw.draw(_odd(small))
    source = draw.draw(st.sampled_from(sorted(small.sources)))
    parts = more_places(small, asked, source)
    assert (parts.incidents >= 3).all() and (parts.p_adjusted <= 0.05).all() and (parts.ratio > 1).all()
    assert (parts.selected <= parts.incidents).all()
    share = more_share(small, asked, source)
    names = parts.cell.where(parts.cell != "", parts.small_area_code)
    assert share.cells == names.nunique() and share.incidents == parts.selected.sum()
    assert (share.reason == "") == (share.cells > 0)
    assert share.share is None or 0 <= share.share <= 1
    listed = more_cells(small, asked, source)
    assert listed.id.is_unique and set(names) <= set(listed.id)
    assert pd.notna(listed.expected).all()
