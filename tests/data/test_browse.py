"""Browsing data give what the queries give, one by one, for everything that can be hovered over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dashboard.data import queries
from dashboard.data.browse import Browse, Parts, browse, cell_changes
from dashboard.data.dataset import Dataset
from dashboard.data.grid import cell_text
from dashboard.data.incident_rows import place_names
from dashboard.data.near import near_places
from dashboard.data.row_months import RowMonths
from dashboard.selection import Selection
from tests.data.small_world import SOURCE, incident, middle, served, two_forces
from tests.worlds import POLICE

DEMO = "demo-police"
QUERIES = [
    "",
    "?level=ward",
    "?level=lsoa&types=burglary,vehicle-crime",
    "?from=2023-02&to=2023-05",
    "?from=2024-06&to=2025-12&area=X23000002",
    "?area=X06000004&types=shoplifting&from=2025-12&to=2025-12",
]


def selected(dataset: Dataset, query: str) -> Selection:
    selection, problems = Selection.from_query(query, dataset.catalogue)
    assert problems == ()
    return selection


def months_of(months: RowMonths, row: int, found: Browse) -> list[int | None]:
    """The selected months of a row, as an export has them."""
    first, last = found.period
    return months.lists()[row][first : last + 1]


def exported_months(dataset: Dataset, selection: Selection, source: str) -> list[int | None]:
    table = queries.months(dataset, selection, source)
    return [None if pd.isna(count) else int(count) for count in table.incidents]


def part(parts: Parts, cell: int, names: list[str]) -> dict[str, int]:
    own = slice(parts.starts[cell], parts.starts[cell + 1])
    pairs = zip(parts.columns[own], parts.counts[own], strict=True)
    return {names[column]: int(count) for column, count in pairs}


def without_zeros(names: Any, counts: Any) -> dict[str, int]:
    """Counts by name, as far as there are any."""
    pairs = zip(names, counts, strict=True)
    return {name: int(count) for name, count in pairs if not pd.isna(count) and count}


def a_few(number: int, total: int) -> list[int]:
    return np.linspace(0, total - 1, min(number, total)).astype(int).tolist()


@pytest.mark.parametrize("query", QUERIES)
class TestOnTheDemonstration:
    """Each cell as if it were pinned, each area as if it were chosen, each type as if it were selected."""

    RESOLUTION = 8

    @pytest.fixture
    def selection(self, demonstration: Dataset, query: str) -> Selection:
        return selected(demonstration, query)

    @pytest.fixture
    def found(self, demonstration: Dataset, selection: Selection) -> Browse:
        return browse(demonstration, selection, DEMO, self.RESOLUTION)

    def test_cells(self, demonstration: Dataset, selection: Selection, found: Browse) -> None:
        every = queries.all_cells(demonstration, DEMO, self.RESOLUTION)
        assert found.every == len(every)
        assert len(found.cell_months.incidents) == len(found.cell_changes.now) == len(found.cells)
        slugs = [slug for slug, _ in found.types]
        for row in a_few(25, len(found.cells)):
            pinned = selection.replace(cells=(cell_text(every[found.cells[row]]),))
            assert months_of(found.cell_months, row, found) == exported_months(demonstration, pinned, DEMO)
            types = queries.types(demonstration, pinned, DEMO)
            assert part(found.cell_types, row, slugs) == without_zeros(types.crime_type, types.incidents)
            areas = pd.DataFrame(queries.areas_in_brief(demonstration, pinned, DEMO))
            held = part(found.cell_areas, row, list(found.areas))
            assert held == without_zeros(areas.area_code, areas.incidents)

    def test_of_cells_without_a_row_nothing_is_known_but_the_coverage_of_the_whole(
        self, demonstration: Dataset, selection: Selection, found: Browse
    ) -> None:
        every = queries.all_cells(demonstration, DEMO, self.RESOLUTION)
        others = np.setdiff1d(np.arange(len(every)), found.cells)
        assert (len(others) > 0) == (selection.area != "all")
        expected = [None if count is None else 0 for count in months_of(found.whole_months, 0, found)]
        change = cell_changes(demonstration, selection, DEMO, self.RESOLUTION)
        for cell in others[a_few(8, len(others))]:
            pinned = selection.replace(cells=(cell_text(every[cell]),))
            assert exported_months(demonstration, pinned, DEMO) == expected
            assert str(change.verdict[cell]) == "no earlier data"

    def test_changes_of_cells(self, demonstration: Dataset, selection: Selection, found: Browse) -> None:
        every = queries.all_cells(demonstration, DEMO, self.RESOLUTION)
        counts = queries.cell_counts(demonstration, selection, DEMO, self.RESOLUTION)
        compared = 0
        on_the_map = cell_changes(demonstration, selection, DEMO, self.RESOLUTION)
        for cell in np.flatnonzero(counts.incidents)[a_few(25, int((counts.incidents > 0).sum()))]:
            own = queries.own_area(demonstration, selection.replace(cells=(cell_text(every[cell]),)), DEMO)
            change = found.cell_changes
            row = found.cells.tolist().index(cell)
            assert on_the_map.z[cell] == pytest.approx(change.z[row], nan_ok=True)
            assert str(on_the_map.verdict[cell]) == own.verdict
            assert str(change.verdict[row]) == own.verdict
            for ours, theirs in ((change.now, own.compared), (change.before, own.before), (change.z, own.z)):
                assert ours[row] == pytest.approx(theirs, nan_ok=True)
            compared += not np.isnan(own.before)
        assert compared or selection.start < demonstration.first_month + 12

    def test_areas(self, demonstration: Dataset, selection: Selection, found: Browse) -> None:
        table = pd.DataFrame(queries.areas_in_brief(demonstration, selection, DEMO))
        assert list(found.areas) == list(table.area_code)
        alone = [i for i, code in enumerate(found.areas) if code in demonstration.areas.positions]
        for row in alone[:12]:
            own = selection.replace(area=found.areas[row], level="")
            assert months_of(found.area_months, row, found) == exported_months(demonstration, own, DEMO)
        inside = found.area_months.incidents[:, slice(found.period[0], found.period[1] + 1)].sum(axis=1)
        assert inside.tolist() == table.incidents.fillna(0).tolist()

    def test_types(self, demonstration: Dataset, selection: Selection, found: Browse) -> None:
        assert [slug for slug, _ in found.types] == list(
            queries.types(demonstration, selection, DEMO).crime_type
        )
        for row, (slug, _) in enumerate(found.types):
            own = selection.replace(types=(slug,))
            assert months_of(found.type_months, row, found) == exported_months(demonstration, own, DEMO)

    def test_the_whole(self, demonstration: Dataset, selection: Selection, found: Browse) -> None:
        assert months_of(found.whole_months, 0, found) == exported_months(demonstration, selection, DEMO)

    def test_cells_add_up_to_what_the_map_paints(
        self, demonstration: Dataset, selection: Selection, found: Browse
    ) -> None:
        painted = queries.cell_counts(demonstration, selection, DEMO, self.RESOLUTION).incidents
        for parts in (found.cell_types, found.cell_areas):
            sums = np.add.reduceat(np.r_[parts.counts, 0], parts.starts[:-1])
            summed = np.zeros(len(painted), dtype=np.int64)
            summed[found.cells] = np.where(np.diff(parts.starts) > 0, sums, 0)
            assert summed.tolist() == painted.tolist()

    def test_nothing_depends_on_what_is_pinned(
        self, demonstration: Dataset, selection: Selection, found: Browse
    ) -> None:
        every = queries.all_cells(demonstration, DEMO, self.RESOLUTION)
        pinned = selection.replace(cells=(cell_text(every[3]),), box=(-3.0, 54.0, -2.9, 54.1))
        again = browse(demonstration, pinned, DEMO, self.RESOLUTION)
        assert again.cell_months.incidents.tolist() == found.cell_months.incidents.tolist()
        assert again.areas == found.areas
        changes = cell_changes(demonstration, pinned, DEMO, self.RESOLUTION)
        assert changes.places[found.cells].tolist() == found.cell_changes.places.tolist()


class TestWhereNobodyReports:
    """Southmarch begins in 2025 and misses June; Northmarch has every month of 2024 and 2025."""

    def test_a_month_without_reports_is_not_zero(self, small: Dataset) -> None:
        found = browse(small, selected(small, "?from=2025-01&to=2025-12&level=ward"), POLICE.key, 9)
        months = dict(zip(found.areas, found.area_months.lists(), strict=True))
        june, before = found.months.index("2025-06"), found.months.index("2024-06")
        assert months["X05000001"][june] is not None and months["X05000001"][before] is not None
        assert months["X05000004"][june] is None and months["X05000004"][before] is None
        assert found.whole_months.lists()[0][june] is not None
        unknown = [cell[june] is None for cell in found.cell_months.lists()]
        assert any(unknown) and not all(unknown)

    def test_a_cell_without_earlier_data_has_no_verdict(self, small: Dataset) -> None:
        change = cell_changes(small, selected(small, "?from=2025-01&to=2025-12"), POLICE.key, 9)
        verdicts = {str(verdict) for verdict in change.verdict}
        assert "no earlier data" in verdicts and len(verdicts) > 1
        assert np.array_equal(np.isnan(change.before), change.verdict == "no earlier data")


def test_areas_nobody_reports_on_are_one_row_without_months(tmp_path: Path) -> None:
    """Only F1 reports; two of its incidents lie in L4 and L5, where nobody does."""
    inputs = two_forces()
    rows = [incident("2024-01", lsoa=lsoa, at=middle(i)) for i, lsoa in enumerate(("L1", "L2", "L3"))]
    dataset = served(tmp_path, [*rows, incident("2024-02", lsoa="L4", at=middle(3))], inputs)
    for query in ("?level=force", "?level=lsoa", "?area=F1", "?area=F2&level=lsoa"):
        selection = selected(dataset, query)
        found = browse(dataset, selection, SOURCE.key, 8)
        table = pd.DataFrame(queries.areas_in_brief(dataset, selection, SOURCE.key))
        assert list(found.areas) == list(table.area_code)
        apart = found.areas.index("F2") if "F2" in found.areas else None
        if apart is not None:
            assert set(found.area_months.lists()[apart]) == {None}
            assert found.area_months.incidents[apart].sum() == 1


def test_siblings_are_the_cells_of_the_partnership_that_most_incidents_are_in(tmp_path: Path) -> None:
    """Eight months: too few for a cell alone. C1's two cells share one overdispersion, D2's has its own.

    C1's cells run 9, 1, 9, 1, ... incidents a month, D2's a steady 5; each rises from 20 to 36 in the end.
    """
    wild, calm = [9, 1, 9, 1, 17, 1, 17, 1], [5, 5, 5, 5, 9, 9, 9, 9]
    plan = {0: wild, 1: wild[::-1], 2: calm}
    months = [f"2024-0{m}" for m in range(1, 5)] + [f"2025-0{m}" for m in range(1, 5)]
    rows = [
        incident(month, lsoa=f"L{square + 1}", at=middle(square))
        for square, counts in plan.items()
        for month, count in zip(months, counts, strict=True)
        for _ in range(count)
    ]
    dataset = served(tmp_path, rows, two_forces())
    change = cell_changes(dataset, selected(dataset, "?from=2025-01&to=2025-04"), SOURCE.key, 8)
    lon, _ = queries.cell_places(dataset, SOURCE.key, 8)
    first, second, third = np.argsort(lon)
    assert change.now[[first, third]].tolist() == [36, 36]
    assert change.before[[first, second]].tolist() == [20, 36]
    raw = np.sqrt(2) * (np.sqrt(change.now) - np.sqrt(change.before))
    phi = (raw / change.z) ** 2
    assert phi[first] == pytest.approx(phi[second])
    assert phi[first] > 2 * phi[third]


class TestNearPlaces:
    """Street names by cell, from all incidents whatever is selected."""

    def test_the_three_most_frequent_names_first(self, tmp_path: Path) -> None:
        places = ["Quay", "Quay", "Mill", "Mill", "Mill", "Ash", "", "", "", "", "Oak", "Oak", "Elm"]
        rows = [incident("2024-01", lsoa="L1", at=middle(0)) | {"place": place} for place in places]
        rows += [incident("2024-01", lsoa="L3", at=middle(2)), incident("2024-01", lsoa="L3")]
        rows[-1]["place"] = "Nowhere"  # without a point
        dataset = served(tmp_path, rows, two_forces())
        found = near_places(dataset, SOURCE.key, 8)
        lon, _ = queries.cell_places(dataset, SOURCE.key, 8)
        west, east = np.argsort(lon)
        assert [found.names[place] for place in found.places[west]] == ["Mill", "Oak", "Quay"]
        assert found.places[east].tolist() == [-1, -1, -1]
        assert set(found.names) == {"Mill", "Oak", "Quay"}

    def test_names_are_read_and_counted_once(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        rows = [incident("2024-01", lsoa="L1", at=middle(0)) | {"place": "Quay"}]
        dataset = served(tmp_path, rows, two_forces())
        names = place_names(dataset, SOURCE.key)
        dataset.source_file(SOURCE.key, "places.parquet").unlink()
        found = near_places(dataset, SOURCE.key, 8)
        assert set(found.names) <= set(names)
        assert near_places(dataset, SOURCE.key, 8) is found

    def test_no_names_at_all(self, small: Dataset) -> None:
        found = near_places(small, POLICE.key, 9)
        assert found.names == ()
        assert set(found.places.ravel().tolist()) == {-1}
