"""Every panel's numbers on a small world, counted by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h3
import numpy as np
import pandas as pd
import pytest

from dashboard.data import queries, statistics
from dashboard.data.dataset import Dataset
from dashboard.data.schema import Source, month_number, month_text
from dashboard.data.statistics import Statistics
from dashboard.selection import Selection
from tests.data.small_world import SOURCE, incident, middle, served, table, two_forces

CALLS = Source(
    key="calls",
    name="Calls",
    owner="Ambulance",
    licence="Open",
    place_precision="exact",
    finest_resolution=10,
)
NORTH_OF_L1 = (middle(0)[0], middle(0)[1] + 0.0012)  # about 133 metres from the pub in its middle


def _inputs() -> Any:
    inputs = two_forces()
    pub = {"source": "pubs", "register": "Pubs", "as_of": "2024", "address": "", "kind": "pub", "hours": ""}
    at = {"longitude": middle(0)[0], "latitude": middle(0)[1]}
    outside = {"longitude": 0.0, "latitude": 51.0}
    premises = [
        pub | at | {"premises_id": "1", "name": "The Bell"},
        pub | {"longitude": middle(3)[0], "latitude": middle(3)[1], "premises_id": "2", "name": "The Crown"},
        pub | outside | {"premises_id": "3", "name": "The Far"},
        pub | {"longitude": np.nan, "latitude": np.nan, "premises_id": "4", "name": "The Unknown"},
    ]
    return type(inputs)(**(dict(inputs.tables()) | {"premises": pd.DataFrame(premises)}))


POLICE = [
    incident("2024-01", lsoa="L1", at=middle(0)),
    incident("2024-01", lsoa="L1", at=NORTH_OF_L1, kind="drugs"),
    incident("2024-02", lsoa="L1", at=NORTH_OF_L1),
    incident("2024-02", lsoa="L2", at=middle(1)),
    incident("2024-02", lsoa="L3"),  # in an LSOA, but without a point
    incident("2024-02"),  # nowhere
    incident("2024-03", "Second Police", lsoa="L4", at=middle(3)),
    incident("2024-03", "Second Police", lsoa="S1", lsoa_name="Elsewhere 001A", at=(-3.0, 56.0)),
]
AMBULANCE = [
    incident("2024-03", "Ambulance", at=middle(1), kind="falls"),
    incident("2024-05", "Ambulance", at=middle(1), kind="falls"),
]


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """First reports 2024-01 and -02, Second 2024-03; the ambulance covers First's area in 2024-03 and -05."""
    return served(tmp_path_factory.mktemp("queries"), POLICE, _inputs(), also=[(CALLS, AMBULANCE)])


def _select(dataset: Dataset, query: str = "") -> Selection:
    selection, problems = Selection.from_query(
        f"?from=2024-01&to=2024-05&sources=police&{query}", dataset.catalogue
    )
    assert problems == ()
    return selection


def _column(frame: pd.DataFrame, key: str, value: str = "incidents") -> dict[str, Any]:
    return {row[key]: None if pd.isna(row[value]) else row[value] for row in frame.to_dict("records")}


def _areas(dataset: Dataset, query: str, value: str = "incidents") -> dict[str, Any]:
    return _column(queries.areas(dataset, _select(dataset, query), SOURCE.key), "area_code", value)


class TestDataset:
    def test_what_it_offers(self, dataset: Dataset) -> None:
        assert list(dataset.sources) == ["police", "calls"]  # the larger one first
        assert dict(dataset.types) == {"burglary": "Burglary", "drugs": "Drugs", "falls": "Falls"}
        assert (dataset.first_month, dataset.last_month) == (month_number("2024-01"), month_number("2024-05"))
        assert dataset.residents_dataset == "Census 2021"

    def test_coverage_is_by_source_force_and_month(self, dataset: Dataset) -> None:
        assert dict(zip(dataset.forces, dataset.covered("police").astype(int).tolist(), strict=True)) == {
            "F1": [1, 1, 0, 0, 0],
            "F2": [0, 0, 1, 0, 0],
        }
        assert dataset.covered("calls").sum(axis=1).tolist() == [2, 0]

    def test_each_source_reaches_as_far_as_its_own_records(self, dataset: Dataset) -> None:
        reach = {source: tuple(map(month_text, dataset.reach(source))) for source in dataset.sources}
        assert reach == {"police": ("2024-01", "2024-03"), "calls": ("2024-03", "2024-05")}


class TestCells:
    @pytest.mark.parametrize("resolution", range(4, 10))
    def test_coarse_cells_are_parents_of_the_finest(self, dataset: Dataset, resolution: int) -> None:
        expected: dict[str, int] = {}
        for row in POLICE:
            if np.isfinite(row["longitude"]):
                finest = h3.latlng_to_cell(row["latitude"], row["longitude"], 9)
                cell = h3.cell_to_parent(finest, resolution)
                expected[cell] = expected.get(cell, 0) + 1
        found = queries.cells(dataset, _select(dataset), SOURCE.key, resolution)
        assert _column(found, "cell") == expected
        assert list(found.cell) == sorted(found.cell)

    def test_what_the_map_paints_has_a_number_for_every_cell_whatever_is_pinned(
        self, dataset: Dataset
    ) -> None:
        cell = h3.latlng_to_cell(*middle(1)[::-1], 9)
        for query in ("area=L1", f"area=L1&cell={cell}"):
            counts, known, *_ = queries.cell_counts(dataset, _select(dataset, query), SOURCE.key, 9)
            assert known.all()
            assert len(counts) == len(known) == len(queries.all_cells(dataset, SOURCE.key, 9)) == 5
            assert sorted(counts.tolist()) == [0, 0, 0, 1, 2]

    @pytest.mark.parametrize(
        ("query", "unknown"),
        [
            ("to=2024-01", [middle(3), (-3.0, 56.0)]),  # Second's, and where nobody ever reports
            ("to=2024-01&area=F1", []),  # outside the choice nothing is asked
            ("to=2024-03", []),
            ("to=2024-03&types=drugs", [(-3.0, 56.0)]),
            ("types=falls", [middle(0), NORTH_OF_L1, middle(1), middle(3), (-3.0, 56.0)]),
        ],
    )
    def test_a_cell_of_which_nobody_reports_is_unknown(
        self, dataset: Dataset, query: str, unknown: list[tuple[float, float]]
    ) -> None:
        found = queries.cell_counts(dataset, _select(dataset, query), SOURCE.key, 9)
        every = [f"{cell:x}" for cell in queries.all_cells(dataset, SOURCE.key, 9)]
        blank = {cell for cell, known in zip(every, found.known, strict=True) if not known}
        assert blank == {h3.latlng_to_cell(y, x, 9) for x, y in unknown}
        assert not found.incidents[~found.known].any()

    def test_a_selection_without_any_incident_has_no_cells(self, dataset: Dataset) -> None:
        found = queries.cells(dataset, _select(dataset, "area=L3"), SOURCE.key, 9)
        assert list(found.columns) == ["cell", "incidents"]
        assert found.empty


class TestAreas:
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("level=region", {"R": 7, "unplaced": 1}),
            ("level=force", {"F1": 5, "F2": 1, "unplaced": 1, "no-location": 1}),
            ("level=partnership", {"D1": 4, "D2": 1, "D3": 1, "elsewhere": 1, "no-location": 1}),
            ("level=ward", {"W1": 3, "W2": 1, "unplaced": 3, "no-location": 1}),
            ("level=lsoa", {"L1": 3, "L2": 1, "L3": 1, "L4": 1, "S1": 1, "no-location": 1}),
            ("area=R&level=force", {"F1": 5, "F2": 1, "no-location": 1}),
            ("area=C1&level=lsoa", {"L1": 3, "L2": 1}),
            ("area=L1", {"L1": 3}),
            ("area=D1&level=ward&types=drugs", {"W1": 1, "W2": 0}),
        ],
    )
    def test_rows_and_no_location_add_up(
        self, dataset: Dataset, query: str, expected: dict[str, int]
    ) -> None:
        assert _areas(dataset, query) == expected

    def test_partnerships_are_the_natural_level_and_what_lies_below_inside_one(
        self, dataset: Dataset
    ) -> None:
        assert list(_areas(dataset, "")) == ["D1", "D2", "D3", "elsewhere", "no-location"]
        assert list(_areas(dataset, "area=C1")) == ["W1", "W2"]
        assert list(_areas(dataset, "area=F2")) == ["L4"]  # one partnership, and no ward is known

    def test_areas_pinned_in_the_table_leave_their_neighbours_in_it(self, dataset: Dataset) -> None:
        assert _areas(dataset, "level=ward&pins=W1") == _areas(dataset, "level=ward")
        found = _areas(dataset, "level=lsoa&pins=W1")
        assert found == {"L1": 3}

    def test_a_rate_is_of_areas_pinned_as_a_whole(self, dataset: Dataset) -> None:
        assert list(_areas(dataset, "level=partnership&pins=W1&from=2024-01&to=2024-02", "residents")) == [
            "D1"
        ]
        within = _areas(dataset, "level=partnership&pins=W1", "residents")
        assert within == {"D1": None}  # of the ward's incidents, the partnership's residents are no base

    def test_pinned_areas_are_one_row_together(self, dataset: Dataset) -> None:
        selection = _select(dataset, "pins=L1,L2")
        own = queries.own_area(dataset, selection, SOURCE.key)
        alone = [queries.own_area(dataset, selection.replace(pins=(p,)), SOURCE.key) for p in ("L1", "L2")]
        assert own.incidents == sum(row.incidents for row in alone) == 4
        assert own.residents == sum(row.residents for row in alone)

    def test_an_area_pinned_with_its_own_ward_counts_once(self, dataset: Dataset) -> None:
        once = queries.own_area(dataset, _select(dataset, "pins=W1"), SOURCE.key)
        twice = queries.own_area(dataset, _select(dataset, "pins=W1,L1"), SOURCE.key)
        assert (twice.incidents, twice.residents) == (once.incidents, once.residents)

    def test_where_nobody_reports_in_the_period_no_incident_is_no_data(self, dataset: Dataset) -> None:
        january = _select(dataset, "level=force").replace(end=month_number("2024-01"))
        rows = queries.areas(dataset, january, SOURCE.key)
        assert _column(rows, "area_code") == {"F1": 2, "F2": None}
        assert _column(rows, "area_code", "covered") == {"F1": True, "F2": False}

    def test_a_rate_needs_the_whole_period_covered(self, dataset: Dataset) -> None:
        both = _select(dataset, "level=force").replace(end=month_number("2024-02"))
        rows = queries.areas(dataset, both, SOURCE.key).set_index("area_code")
        assert rows.rate["F1"] == pytest.approx(1000 * 5 / 600)
        assert rows.rate_lower["F1"] < rows.rate["F1"] < rows.rate_upper["F1"]
        assert np.isnan(rows.rate["F2"])
        assert _areas(dataset, "level=force", "rate") == dict.fromkeys(
            ("F1", "F2", "unplaced", "no-location")
        )

    def test_shares_are_of_the_selection(self, dataset: Dataset) -> None:
        assert sum(_areas(dataset, "level=ward", "share").values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (("2025-01", "2025-12"), ("2024-01", "2024-12")),
        (("2025-03", "2025-03"), ("2024-03", "2024-03")),
        (("2024-12", "2025-12"), ("2022-12", "2023-12")),
    ],
)
def test_the_period_compared_with(period: tuple[str, str], before: tuple[str, str]) -> None:
    start, end = map(month_number, period)
    found = queries.compared_with(Selection(start, end, (SOURCE.key,)))
    assert found == tuple(map(month_number, before))


class TestTypesAndMonths:
    def test_types_in_their_usual_order_zeros_included(self, dataset: Dataset) -> None:
        found = queries.types(dataset, _select(dataset, "area=L2"), SOURCE.key)
        assert list(_column(found, "crime_type").items()) == [("burglary", 1), ("drugs", 0)]
        assert list(found.label) == ["Burglary", "Drugs"]

    def test_a_type_that_the_source_does_not_have_is_no_row(self, dataset: Dataset) -> None:
        found = queries.types(dataset, _select(dataset, "types=burglary,falls"), SOURCE.key)
        assert _column(found, "crime_type") == {"burglary": 7}

    def test_months_nobody_reports_are_missing(self, dataset: Dataset) -> None:
        found = queries.months(dataset, _select(dataset), SOURCE.key)
        expected = {"2024-01": 2, "2024-02": 4, "2024-03": 2, "2024-04": None, "2024-05": None}
        assert _column(found, "month") == expected
        assert list(found.forces_covered) == [1, 1, 1, 0, 0]
        assert set(found.forces) == {2}

    def test_a_covered_month_without_an_incident_is_zero(self, dataset: Dataset) -> None:
        found = queries.months(dataset, _select(dataset, "area=L2&types=drugs"), SOURCE.key)
        assert list(_column(found, "month").values()) == [0, 0, None, None, None]

    def test_a_source_that_begins_later_than_another(self, dataset: Dataset) -> None:
        found = queries.months(dataset, _select(dataset), CALLS.key)
        assert list(_column(found, "month").values()) == [None, None, 1, None, 1]
        assert _column(queries.types(dataset, _select(dataset), CALLS.key), "crime_type") == {"falls": 2}


class TestNotRecorded:
    """The police record no falls."""

    def test_months_areas_and_types(self, dataset: Dataset) -> None:
        found = queries.months(dataset, _select(dataset, "types=falls"), SOURCE.key)
        assert set(_column(found, "month").values()) == {None}
        assert _areas(dataset, "level=force&types=falls") == {"F1": None, "F2": None}
        assert set(_areas(dataset, "level=force&types=falls", "covered").values()) == {False}
        assert queries.types(dataset, _select(dataset, "types=falls"), SOURCE.key).empty

    @pytest.mark.parametrize("area", ["all", "F1", "L1"])
    def test_figures(self, dataset: Dataset, area: str) -> None:
        february = _select(dataset, f"to=2024-02&types=falls&area={area}")
        found = statistics.statistics(dataset, february, SOURCE.key)
        assert (found.incidents, found.rate, found.before) == (None, None, None)
        assert (found.nothing_reported, found.not_recorded) == (True, True)
        assert found.rate_reason == "This source does not record these crime types."
        assert found.verdict == "no earlier data"

    def test_one_type_that_is_recorded_is_enough(self, dataset: Dataset) -> None:
        selection = _select(dataset, "types=falls,burglary")
        found = statistics.statistics(dataset, selection, SOURCE.key)
        assert (found.incidents, found.not_recorded) == (7, False)


class TestPremises:
    def test_those_that_stand_in_the_area_with_incidents_within_reach(self, dataset: Dataset) -> None:
        found = queries.premises(dataset, _select(dataset, "area=D1&within=100"), SOURCE.key)
        assert _column(found, "name", "incidents_within") == {"The Bell": 1}
        found = queries.premises(dataset, _select(dataset, "area=D1&within=150"), SOURCE.key)
        assert _column(found, "name", "incidents_within") == {"The Bell": 3}

    def test_only_selected_incidents_count(self, dataset: Dataset) -> None:
        found = queries.premises(dataset, _select(dataset, "within=150&types=drugs"), SOURCE.key)
        assert _column(found, "name", "incidents_within") == {"The Bell": 1, "The Crown": 0}

    def test_where_no_premises_stand_no_point_is_read(
        self, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def read(_: object) -> None:
            raise AssertionError("points were read")

        monkeypatch.setattr(queries, "incident_rows", read)
        found = queries.premises(dataset, _select(dataset, "area=L2"), SOURCE.key)
        assert found.empty and found.incidents_within.dtype == np.int64

    def test_without_premises_the_table_is_empty(self, tmp_path: Path) -> None:
        small = served(tmp_path, POLICE, two_forces())
        selection, _ = Selection.from_query("", small.catalogue)
        assert queries.premises(small, selection, SOURCE.key).empty
        assert set(statistics.statistics(small, selection, SOURCE.key).within_metres.values()) == {0}


class TestStatistics:
    def _of(self, dataset: Dataset, query: str = "", **changes: Any) -> Statistics:
        return statistics.statistics(dataset, _select(dataset, query).replace(**changes), SOURCE.key)

    def test_everything(self, dataset: Dataset) -> None:
        found = self._of(dataset)
        assert (found.incidents, found.without_location) == (8, 2)
        assert found.within_metres == {100: 2, 250: 4, 400: 4}
        assert found.months_uncovered == ("2024-04", "2024-05")
        assert found.forces_partly_covered == ("First", "Second")
        assert found.residents == 1000

    def test_rows_are_named_by_slugs_once_each(self, dataset: Dataset) -> None:
        rows = self._of(dataset).rows()
        slugs = [slug for slug, _ in rows]
        assert len(set(slugs)) == len(slugs)
        assert dict(rows)["within-250-metres-of-premises"] == 4
        assert dict(rows)["without-location"] == 2

    def test_a_rate_with_its_interval_where_all_is_known(self, dataset: Dataset) -> None:
        found = self._of(dataset, "area=D1", end=month_number("2024-02"))
        assert found.rate == pytest.approx(1000 * 4 / 300)
        assert found.rate_lower is not None and found.rate_upper is not None
        # exact below 10: the 95% limits of 4 are 1.0899 and 10.2416 (Garwood 1936)
        assert found.rate_lower == pytest.approx(1000 * 1.0899 / 300, rel=1e-4)
        assert found.rate_upper == pytest.approx(1000 * 10.2416 / 300, rel=1e-4)
        assert found.rate_reason == ""

    @pytest.mark.parametrize(
        ("query", "reason"),
        [
            ("area=F1", "Part of this area has no data in part of the period."),
            ("area=elsewhere", "No data for this area and period."),
            (f"cell={h3.latlng_to_cell(*middle(0)[::-1], 9)}", "A map cell has no rate"),
        ],
    )
    def test_why_there_is_no_rate(self, dataset: Dataset, query: str, reason: str) -> None:
        found = self._of(dataset, query)
        assert found.rate is None
        assert found.rate_reason.startswith(reason)

    def test_residents_nobody_counted(self, tmp_path: Path) -> None:
        inputs = two_forces()
        unknown = type(inputs)(**(dict(inputs.tables()) | {"residents": table("residents", [])}))
        small = served(tmp_path, [incident("2024-01", lsoa="L1")], unknown)
        selection, _ = Selection.from_query("?area=D1", small.catalogue)
        found = statistics.statistics(small, selection, SOURCE.key)
        assert (found.residents, found.rate) == (None, None)
        assert found.rate_reason == "The number of residents is not known."

    @pytest.mark.parametrize(
        ("area", "incidents"), [("elsewhere", None), ("S1", None), ("L4", None), ("L3", 0), ("W2", 0)]
    )
    def test_an_area_without_an_incident_in_the_period_has_figures_too(
        self, dataset: Dataset, area: str, incidents: int | None
    ) -> None:
        found = self._of(dataset, f"area={area}", end=month_number("2024-01"))
        assert (found.incidents, found.before) == (incidents, None)
        assert found.nothing_reported is (incidents is None)


def test_every_area_of_the_tree_has_figures(dataset: Dataset) -> None:
    chosen = [code for code in dataset.areas.codes if dataset.areas.resolve(code)]
    assert len(chosen) == len(dataset.areas.codes) - 2  # all but each force's records without a location
    for source in dataset.sources:
        for code in chosen:
            selection = _select(dataset, f"area={code}")
            found = statistics.statistics(dataset, selection, source)
            assert (found.incidents or 0) == queries.areas(dataset, selection, source).incidents.sum()
