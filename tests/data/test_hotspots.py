"""Hotspots of made-up places: borders, gaps in the records, the demonstration's planted ones, odd asks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h3
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.data.dataset import Dataset
from dashboard.data.demo import TRUTHS, Truth
from dashboard.data.demo.truths import HOTSPOTS
from dashboard.data.hotspot_ground import areas_among, ground_of, neighbours_of
from dashboard.data.hotspots import hotspot_cells, hotspot_share, hotspots
from dashboard.data.schema import month_text
from dashboard.data.statistics import statistics
from dashboard.selection import Selection
from tests.data.small_world import SIDE, SOURCE, SOUTH, WEST, incident, middle, served, two_forces

BUSY, BESIDE = 40, 20
BORDER = WEST + 2 * SIDE, SOUTH + SIDE / 2  # between L2 of District 1 (here CSP C1) and L3 of District 2


def selected(dataset: Dataset, query: str = "") -> Selection:
    found, problems = Selection.from_query(query, dataset.catalogue)
    assert problems == ()
    return found


def spread(
    lsoa: str, column: int, month: str = "2024-01", force: str = "First Police"
) -> list[dict[str, Any]]:
    """One incident in each of some thirty cells of an LSOA's square."""
    west, south = WEST + column * SIDE, SOUTH
    points = [(west + (x + 0.5) * SIDE / 6, south + (y + 0.5) * SIDE / 6) for x in range(6) for y in range(6)]
    return [incident("2024-01", force, lsoa=lsoa, at=at) for at in points]


@pytest.fixture(scope="module")
def borders(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Quiet ground everywhere, and a busy point on the border of two partnerships, busier on one side.

    The second force reports 2024-01 only, the first also 2024-02.
    """
    rows = [row for i, lsoa in enumerate(("L1", "L2", "L3")) for row in spread(lsoa, i)]
    rows += spread("L4", 3, force="Second Police")
    rows += [incident("2024-01", lsoa="L2", at=BORDER) for _ in range(BUSY)]
    rows += [incident("2024-01", lsoa="L3", at=BORDER) for _ in range(BESIDE)]
    rows += [incident("2024-01", lsoa="L1") for _ in range(7)]  # without a point
    rows += [incident("2024-02", lsoa="L1", at=middle(0))]
    return served(tmp_path_factory.mktemp("borders"), rows, two_forces())


class TestBorders:
    def test_a_cell_on_a_border_is_judged_in_each_partnership_with_its_own_incidents(
        self, borders: Dataset
    ) -> None:
        found = hotspots(borders, selected(borders, "from=2024-01&to=2024-01"), SOURCE.key)
        cell = h3.latlng_to_cell(BORDER[1], BORDER[0], 9)
        rows = found[found.cell == cell]
        own = dict(zip(rows.area_name, rows.incidents, strict=True))
        # Of the quiet ground, a point or two may lie in the cell as well.
        assert BUSY <= own["District 1"] <= BUSY + 2
        assert BESIDE <= own["District 2"] <= BESIDE + 2

    def test_the_page_lists_it_once_with_the_sum_and_no_share_counts_twice(self, borders: Dataset) -> None:
        asked = selected(borders, "from=2024-01&to=2024-01")
        parts, cells = hotspots(borders, asked, SOURCE.key), hotspot_cells(borders, asked, SOURCE.key)
        assert len(parts) == len(cells) + 1
        assert cells.cell.is_unique
        busiest = cells.iloc[0]
        assert busiest.incidents == parts[parts.cell == busiest.cell].incidents.sum() == busiest.tested
        assert busiest.area_name == "District 1 and District 2"
        share = hotspot_share(borders, asked, SOURCE.key)
        located = 4 * 36 + BUSY + BESIDE
        assert share.cells == len(cells)
        assert share.incidents == parts.incidents.sum() == cells.incidents.sum()
        assert share.share == pytest.approx(share.incidents / located)
        assert cells.share.sum() == pytest.approx(share.share)

    def test_neighbours_stay_on_their_side(self, borders: Dataset) -> None:
        ground = ground_of(borders, SOURCE.key)
        for place in range(len(ground.partnerships)):
            cells = [f"{cell:x}" for cell in ground.cells[ground.run(place)]]
            near = neighbours_of(borders, SOURCE.key, place).toarray()
            for i, cell in enumerate(cells):
                assert {cells[j] for j in near[i].nonzero()[0]} == set(h3.grid_disk(cell, 1)) & set(cells)

    def test_ground_and_neighbours_are_kept(self, borders: Dataset) -> None:
        assert ground_of(borders, SOURCE.key) is ground_of(borders, SOURCE.key)
        assert neighbours_of(borders, SOURCE.key, 0) is neighbours_of(borders, SOURCE.key, 0)


class TestWays:
    """Rings of neighbours and the guard against chance, as chosen."""

    def test_as_usual_is_one_ring_and_the_false_discovery_rate(self, borders: Dataset) -> None:
        query = "from=2024-01&to=2024-01"
        usual = hotspots(borders, selected(borders, query), SOURCE.key)
        same = hotspots(borders, selected(borders, f"{query}&rings=1&chance=fdr"), SOURCE.key)
        pd.testing.assert_frame_equal(usual, same)
        assert set(usual.rings) == {1} and set(usual.correction) == {"false discovery rate"}

    @pytest.mark.parametrize("rings", [1, 2, 3])
    def test_neighbours_and_edge_are_those_of_the_grid(self, borders: Dataset, rings: int) -> None:
        ground = ground_of(borders, SOURCE.key)
        areas = areas_among(borders, SOURCE.key, range(len(ground.partnerships)), rings)
        assert areas_among(borders, SOURCE.key, range(len(ground.partnerships)), rings) is areas
        for place in range(len(ground.partnerships)):
            cells = [f"{cell:x}" for cell in ground.cells[ground.run(place)]]
            near = neighbours_of(borders, SOURCE.key, place, rings).toarray()
            for i, cell in enumerate(cells):
                disk = set(h3.grid_disk(cell, rings))
                assert {cells[j] for j in near[i].nonzero()[0]} == disk & set(cells)
                assert areas.edge[ground.run(place)][i] == (not disk <= set(cells))

    def test_more_rings_and_a_stricter_guard_change_what_is_called(self, borders: Dataset) -> None:
        cells = {
            (rings, chance): set(
                hotspots(
                    borders,
                    selected(borders, f"from=2024-01&to=2024-01&rings={rings}&chance={chance}"),
                    SOURCE.key,
                ).cell
            )
            for rings in (1, 2, 3)
            for chance in ("fdr", "bonferroni")
        }
        assert cells[1, "fdr"] > cells[2, "fdr"]  # where points lie far apart
        assert all(cells[rings, "bonferroni"] <= cells[rings, "fdr"] for rings in (1, 2, 3))

    def test_the_page_the_figure_and_the_export_go_by_the_same_ways(self, borders: Dataset) -> None:
        for query in ("rings=2", "rings=3&chance=bonferroni", "chance=bonferroni"):
            asked = selected(borders, f"from=2024-01&to=2024-01&{query}")
            parts, cells = hotspots(borders, asked, SOURCE.key), hotspot_cells(borders, asked, SOURCE.key)
            share = hotspot_share(borders, asked, SOURCE.key)
            assert set(parts.cell) == set(cells.cell) and share.cells == len(cells)
            assert set(cells[cells.edge].cell) == set(parts[parts.edge].cell)
            assert statistics(borders, asked, SOURCE.key).hotspots == share

    def test_a_cell_that_owes_its_incidents_to_one_point_is_told(self, borders: Dataset) -> None:
        found = hotspots(borders, selected(borders, "from=2024-01&to=2024-01"), SOURCE.key)
        cell = h3.latlng_to_cell(BORDER[1], BORDER[0], 9)
        for row in found[found.cell == cell].itertuples():
            most = BUSY if row.area_name == "District 1" else BESIDE
            assert row.spike and row.point_share == pytest.approx(most / row.incidents)
        assert not found[found.incidents < 10].spike.any()


class TestNone:
    @pytest.mark.parametrize(
        ("query", "share", "reason"),
        [
            ("area=D3&from=2024-02&to=2024-02", None, "No data for this area and period."),
            ("area=L1&from=2024-02&to=2024-02", 0, "No map cell holds 3 incidents or more: too few to"),
            ("area=D2&from=2024-02&to=2024-02", None, "There are no incidents with a point on the map."),
            ("area=D3&from=2024-01&to=2024-01", 0, "No map cell"),
            ("area=L1&from=2024-01&to=2024-01", 0, "The hotspots of the partnership lie elsewhere."),
        ],
    )
    def test_each_says_why(self, borders: Dataset, query: str, share: float | None, reason: str) -> None:
        asked = selected(borders, query)
        assert hotspots(borders, asked, SOURCE.key).empty
        assert hotspot_cells(borders, asked, SOURCE.key).empty
        found = hotspot_share(borders, asked, SOURCE.key)
        assert (found.cells, found.incidents, found.share) == (0, 0, share)
        assert found.reason.startswith(reason)

    def test_columns_stay_without_rows(self, borders: Dataset) -> None:
        some = hotspots(borders, selected(borders, "from=2024-01&to=2024-01"), SOURCE.key)
        none = hotspots(borders, selected(borders, "area=D3"), SOURCE.key)
        assert list(none.columns) == list(some.columns)
        assert list(some.columns)[:4] == ["cell", "incidents", "z", "p_adjusted"]

    def test_a_partnership_without_data_is_named_not_called_quiet(self, borders: Dataset) -> None:
        assert hotspot_share(borders, selected(borders, "from=2024-02&to=2024-02"), SOURCE.key).left_out == (
            "District 3",
        )
        assert hotspot_share(borders, selected(borders, "from=2024-01&to=2024-01"), SOURCE.key).left_out == ()

    def test_types_the_source_does_not_record(self, small: Dataset) -> None:
        asked = selected(small, "sources=march-ambulance&types=burglary")
        found = hotspot_share(small, asked, "march-ambulance")
        assert (found.share, found.reason) == (None, "This source does not record these crime types.")

    def test_places_without_names_and_equal_counts(self, tmp_path: Path) -> None:
        rows = [row for i, lsoa in enumerate(("L1", "L2")) for row in spread(lsoa, i)]
        names = ["", "", "", "", "Zeal Road", "Zeal Road", "Abbey Road", "Abbey Road"]
        rows += [incident("2024-01", lsoa="L1", at=middle(0)) | {"place": name} for name in names * 5]
        dataset = served(tmp_path, rows, two_forces())
        found = hotspots(dataset, selected(dataset), SOURCE.key)
        assert found.iloc[0].place == "Abbey Road"
        assert found.iloc[0].ward_code == "W1"


def planted() -> list[tuple[Truth, str]]:
    return [(truth, source) for truth in TRUTHS if truth.kind in HOTSPOTS for source in truth.size]


class TestDemonstration:
    @pytest.mark.parametrize(("truth", "source"), planted(), ids=lambda value: getattr(value, "key", value))
    def test_finds_what_is_planted(self, demonstration: Dataset, truth: Truth, source: str) -> None:
        seasonal = truth.kind == "seasonal hotspot"
        first, last = (
            ("2025-07", "2025-08")
            if seasonal
            else (month_text(truth.first_month), month_text(truth.last_month))
        )
        types = ",".join(truth.crime_types)
        query = f"area={truth.area_code}&types={types}&from={first}&to={last}&sources={source}"
        found = hotspots(demonstration, selected(demonstration, query), source)
        assert truth.longitude is not None and truth.latitude is not None
        # Incidents are spread over the spot, so its middle cell or one beside it.
        at = h3.latlng_to_cell(
            truth.latitude, truth.longitude, demonstration.sources[source].finest_resolution
        )
        assert set(found.cell) & set(h3.grid_disk(at, 1))


def _odd(dataset: Dataset) -> st.SearchStrategy[Selection]:
    tree = dataset.areas
    codes = [code for i, code in enumerate(tree.codes) if not tree.is_no_location(i)]
    cells = sorted({f"{cell:x}" for cube in dataset.cubes.values() for cell in cube.cells.tolist() if cell})
    months = st.integers(dataset.first_month - 2, dataset.last_month + 2)
    corner = st.tuples(st.floats(1.4, 1.6), st.floats(55.5, 55.7))
    boxes = st.tuples(corner, corner).map(lambda two: (*map(min, *two), *map(max, *two)))
    return st.builds(
        lambda period, **rest: Selection(start=min(period), end=max(period), sources=(), **rest),
        period=st.tuples(months, months).map(
            lambda pair: (max(min(pair), dataset.first_month), min(max(pair), dataset.last_month))
        ),
        area=st.sampled_from(codes),
        types=st.lists(st.sampled_from(list(dataset.types)), unique=True, max_size=2).map(tuple),
        pins=st.lists(st.sampled_from(codes), max_size=2).map(tuple),
        cells=st.lists(st.sampled_from(cells), max_size=2).map(tuple),
        box=st.none() | boxes,
    )


@settings(max_examples=150)
@given(draw=st.data())
def test_odd_selections_are_answered_and_hang_together(small: Dataset, draw: st.DataObject) -> None:
    asked = draw.draw(_odd(small))
    source = draw.draw(st.sampled_from(sorted(small.sources)))
    parts = hotspots(small, asked, source)
    assert (parts.incidents >= 3).all() and (parts.p_adjusted <= 0.05).all() and (parts.z > 0).all()
    assert (parts.selected <= parts.incidents).all()
    assert not parts.duplicated(["cell", "area_code"]).any()
    share = hotspot_share(small, asked, source)
    assert share.cells == parts.cell.nunique()
    assert share.incidents == parts.selected.sum()
    assert (share.reason == "") == (share.cells > 0)
    assert share.share is None or 0 <= share.share <= 1
    listed = hotspot_cells(small, asked, source)
    assert listed.cell.is_unique and set(parts.cell) <= set(listed.cell)
