"""Now against before: which months and forces are compared, worked by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dashboard.data import queries
from dashboard.data.changes import shift_of
from dashboard.data.dataset import Dataset
from dashboard.data.statistics import Statistics, statistics
from dashboard.selection import Selection
from tests.data.small_world import SOURCE, incident, middle, served, two_forces

NO_EARLIER = "no earlier data"


def _several(number: int, month: str, force: str, lsoa: str, **values: Any) -> list[dict[str, Any]]:
    return [incident(month, force, lsoa=lsoa, **values) for _ in range(number)]


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """First reports from 2023-01 to 2024-12: 10 a month, then 30. Second only in 2024: 7 a month.

    First lacks 2023-03. Second's one record in First's L1 of 2023-02 belongs to L1, which First covers.
    """
    rows = []
    for month in range(1, 13):
        if month != 3:
            rows += _several(10, f"2023-{month:02d}", "First Police", "L1", at=middle(0))
        rows += _several(30, f"2024-{month:02d}", "First Police", "L1", at=middle(0))
        rows += _several(7, f"2024-{month:02d}", "Second Police", "L4", at=middle(3), kind="drugs")
    return served(tmp_path_factory.mktemp("changes"), rows, two_forces())


def _ask(dataset: Dataset, query: str) -> Statistics:
    selection, problems = Selection.from_query(query, dataset.catalogue)
    assert problems == ()
    return statistics(dataset, selection, SOURCE.key)


@pytest.mark.parametrize(("months", "shift"), [(1, 12), (11, 12), (12, 12), (13, 24), (24, 24), (25, 36)])
def test_before_lies_whole_years_back_and_never_overlaps(months: int, shift: int) -> None:
    assert shift_of(months) == shift


class TestOneForce:
    def test_the_same_months_a_year_earlier(self, dataset: Dataset) -> None:
        found = _ask(dataset, "?area=F1&from=2024-05&to=2024-06")
        assert (found.incidents, found.compared, found.before, found.change) == (60, 60, 20, 40)
        assert found.change_share == pytest.approx(2.0)
        assert found.left_out == ()

    def test_a_month_that_lacks_its_counterpart_is_compared_on_neither_side(self, dataset: Dataset) -> None:
        found = _ask(dataset, "?area=F1&from=2024-02&to=2024-04")
        assert (found.incidents, found.compared, found.before) == (90, 60, 20)
        assert found.left_out == ("First",)

    def test_a_month_without_its_counterpart_alone_has_nothing_to_compare_with(
        self, dataset: Dataset
    ) -> None:
        found = _ask(dataset, "?area=F1&from=2024-03&to=2024-03")
        assert (found.incidents, found.compared, found.before, found.change) == (30, None, None, None)
        assert (found.verdict, found.z) == (NO_EARLIER, None)

    def test_before_the_first_month_of_all_there_is_nothing(self, dataset: Dataset) -> None:
        found = _ask(dataset, "?area=F1&from=2023-01&to=2023-02")
        assert (found.incidents, found.before, found.verdict) == (20, None, NO_EARLIER)

    def test_a_period_of_more_than_a_year_looks_two_years_back(self, dataset: Dataset) -> None:
        found = _ask(dataset, "?area=F1&from=2023-12&to=2024-12")
        assert found.before_end - found.before_start == 12
        assert dict(found.rows())["before-to"] == "2022-12"
        assert found.verdict == NO_EARLIER

    def test_a_fall_to_nothing_and_a_rise_from_nothing(self, tmp_path: Path) -> None:
        rows = _several(9, "2023-01", "First Police", "L1") + _several(1, "2023-02", "First Police", "L2")
        rows += _several(1, "2024-01", "First Police", "L2") + _several(9, "2024-02", "First Police", "L1")
        small = served(tmp_path, rows, two_forces())
        fallen = _ask(small, "?area=L1&from=2024-01&to=2024-01")
        assert (fallen.compared, fallen.before, fallen.change_share) == (0, 9, -1.0)
        risen = _ask(small, "?area=L1&from=2024-02&to=2024-02")
        assert (risen.compared, risen.before, risen.change_share) == (9, 0, None)


class TestSeveralForces:
    def test_a_force_without_earlier_data_is_left_out_and_named(self, dataset: Dataset) -> None:
        found = _ask(dataset, "?from=2024-05&to=2024-06")
        assert (found.incidents, found.compared, found.before) == (74, 60, 20)
        assert found.left_out == ("Second",)
        assert found.forces_partly_covered == ()

    def test_its_own_area_has_no_earlier_data(self, dataset: Dataset) -> None:
        found = _ask(dataset, "?area=F2&from=2024-05&to=2024-06")
        assert (found.incidents, found.compared, found.verdict) == (14, None, NO_EARLIER)

    def test_nor_has_a_cell_in_it_though_its_neighbours_have(self, dataset: Dataset) -> None:
        selection, _ = Selection.from_query("?from=2024-05&to=2024-06", dataset.catalogue)
        second = selection.replace(types=("drugs",))
        (cell,) = queries.cells(dataset, second, SOURCE.key, 7).cell
        found = _ask(dataset, f"?cell={cell}&from=2024-05&to=2024-06")
        assert (found.incidents, found.compared, found.verdict) == (14, None, NO_EARLIER)
        by_type = queries.types(dataset, selection.replace(cells=(cell,)), SOURCE.key)
        assert set(by_type.verdict) == {NO_EARLIER}

    def test_the_rows_of_a_table_are_compared_each_by_its_own_forces(self, dataset: Dataset) -> None:
        selection, _ = Selection.from_query("?level=force&from=2024-05&to=2024-06", dataset.catalogue)
        rows = queries.areas(dataset, selection, SOURCE.key).set_index("area_code")
        assert (rows.compared["F1"], rows.before["F1"]) == (60, 20)
        assert np.isnan(rows.compared["F2"])
        assert rows.verdict["F2"] == NO_EARLIER

    def test_a_record_in_another_forces_area_is_compared_by_where_it_happened(self, tmp_path: Path) -> None:
        rows = _several(5, "2023-01", "First Police", "L1") + _several(6, "2024-01", "First Police", "L1")
        rows += _several(2, "2024-01", "Second Police", "L1") + _several(3, "2024-01", "Second Police", "L4")
        small = served(tmp_path, rows, two_forces())
        found = _ask(small, "?from=2024-01&to=2024-01")
        assert (found.incidents, found.compared, found.before) == (11, 8, 5)
        assert found.left_out == ("Second",)


def test_under_five_on_both_sides_is_too_few_to_say(tmp_path: Path) -> None:
    rows = _several(4, "2023-01", "First Police", "L1") + _several(1, "2024-01", "First Police", "L1")
    found = _ask(served(tmp_path, rows, two_forces()), "?area=L1&from=2024-01&to=2024-01")
    assert (found.compared, found.before, found.verdict) == (1, 4, "too few to say")


def test_the_same_verdict_is_given_in_statistics_and_table(dataset: Dataset) -> None:
    found = _ask(dataset, "?area=D1&from=2024-05&to=2024-12")
    selection, _ = Selection.from_query(
        "?area=F1&level=partnership&from=2024-05&to=2024-12", dataset.catalogue
    )
    row = queries.areas(dataset, selection, SOURCE.key).set_index("area_code").loc["D1"]
    assert (row.verdict, row.z) == (found.verdict, found.z)
    assert found.verdict == "higher than normal variation"
