"""Every month of a selection, against counts made up by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dashboard.analysis.xmr import ENOUGH_INCIDENTS, Shortage, Signal, xmr_limits
from dashboard.data import queries
from dashboard.data.dataset import Dataset
from dashboard.data.schema import month_number, month_text
from dashboard.data.series import Series, parent_of, series
from dashboard.selection import Selection
from tests.data.small_world import SOURCE, incident, middle, served, two_forces

FIRST = month_number("2023-01")
HERE = [20 + 3 * (month % 4) for month in range(24)]
"""Incidents of L1 (ward W1), month by month; the 20th month stands out."""
HERE[19] = 60
NEXT_DOOR = [12 + month for month in range(24)]
"""Of L2 (ward W2), in the same partnership C1."""
OTHER_FORCE = [7] * 10
"""Of L4, all of the second force, which reports from the 13th month on and misses the 15th and 16th."""
REPORTED = [month for month in range(12, 24) if month not in (14, 15)]


def made(where: str, column: int, force: str, months: list[int], counts: list[int]) -> list[dict[str, Any]]:
    return [
        incident(month_text(FIRST + month), force, lsoa=where, at=middle(column))
        for month, count in zip(months, counts, strict=True)
        for _ in range(count)
    ]


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    every = list(range(24))
    rows = made("L1", 0, "First Police", every, HERE)
    rows += made("L2", 1, "First Police", every, NEXT_DOOR)
    rows += made("L4", 3, "Second Police", REPORTED, OTHER_FORCE)
    folder: Path = tmp_path_factory.mktemp("series")
    return served(folder, rows, two_forces())


def of(dataset: Dataset, query: str = "") -> Series:
    selection, problems = Selection.from_query(query, dataset.catalogue)
    assert not problems
    return series(dataset, selection, SOURCE.key)


def column(found: Series, name: str) -> list[Any]:
    return [getattr(month, name) for month in found.rows]


def test_all_months_are_there_whatever_period_is_selected(dataset: Dataset) -> None:
    found = of(dataset, "?area=W1&from=2024-03&to=2024-03")
    assert column(found, "month") == [month_text(FIRST + month) for month in range(24)]
    assert column(found, "incidents") == HERE


def test_the_counts_are_those_of_the_months_query(dataset: Dataset) -> None:
    selection, _ = Selection.from_query("?area=R&from=2023-01&to=2024-12", dataset.catalogue)
    asked = queries.months(dataset, selection, SOURCE.key)
    found = of(dataset, "?area=R")
    for name in asked.columns:
        assert column(found, name) == [None if pd.isna(value) else value for value in asked[name]]


def test_a_year_before_is_the_same_month_a_year_earlier(dataset: Dataset) -> None:
    assert column(of(dataset, "?area=W1"), "before") == [None] * 12 + HERE[:12]


def test_months_that_not_all_forces_reported_are_not_compared(dataset: Dataset) -> None:
    found = of(dataset, "?area=R")
    assert column(found, "whole") == [month in REPORTED for month in range(24)]
    assert column(found, "before") == [None] * 24  # of 2023 only one of the two forces reported
    assert found.shortage is Shortage.MONTHS
    assert column(found, "upper") == [None] * 24
    assert set(column(found, "signal")) == {Signal.NONE}


def test_what_nobody_reported_is_missing(dataset: Dataset) -> None:
    found = of(dataset, "?area=F2")
    assert [count for count in column(found, "incidents") if count is not None] == OTHER_FORCE
    assert [place for place, count in enumerate(column(found, "incidents")) if count is not None] == REPORTED


def test_the_usual_range_rests_on_all_whole_months(dataset: Dataset) -> None:
    found = of(dataset, "?area=W1&from=2024-11&to=2024-12")
    limits = xmr_limits(HERE)
    for name, limit in limits._asdict().items():
        assert set(column(found, name)) == {limit}
    assert [month.month for month in found.rows if month.signal == Signal.ABOVE] == ["2024-08"]


def test_too_few_incidents_give_no_usual_range(tmp_path: Path) -> None:
    counts = [ENOUGH_INCIDENTS - 1] * 24
    quiet = served(tmp_path, made("L1", 0, "First Police", list(range(24)), counts), two_forces())
    found = of(quiet, "?area=W1")
    assert found.shortage is Shortage.INCIDENTS
    assert column(found, "mean") == [None] * 24


class TestParent:
    def test_has_the_same_mean_over_the_months_both_have(self, dataset: Dataset) -> None:
        found = of(dataset, "?area=W1")
        together = np.add(HERE, NEXT_DOOR)
        assert found.parent_name == dataset.areas.name("C1")
        assert column(found, "parent") == pytest.approx(together * sum(HERE) / together.sum())
        assert np.mean(column(found, "parent")) == pytest.approx(np.mean(HERE))

    def test_has_no_month_that_it_does_not_have_whole(self, dataset: Dataset) -> None:
        found = of(dataset, "?area=F1")
        assert found.parent_name == "The Region"
        known = [place for place, count in enumerate(column(found, "parent")) if count is not None]
        assert known == REPORTED
        own = np.add(HERE, NEXT_DOOR)[REPORTED]
        assert np.mean([column(found, "parent")[place] for place in REPORTED]) == pytest.approx(own.mean())

    def test_everything_has_none(self, dataset: Dataset) -> None:
        found = of(dataset)
        assert found.parent_name == ""
        assert column(found, "parent") == [None] * 24

    @pytest.mark.parametrize(
        ("query", "parent"),
        [
            ("", None),
            ("?area=R", None),  # all areas are the region once more
            ("?area=F1", "R"),
            ("?area=C1", "F1"),
            ("?area=W1", "D1"),
            ("?area=F1&pins=W1", "F1"),
            ("?area=F1&pins=W1,W2", "F1"),
            ("?pins=W1", "all"),
            ("?area=C1&box=-1.5,54,-1.4,54.1", "D1"),
        ],
    )
    def test_is_the_next_larger_area_that_says_more(
        self, dataset: Dataset, query: str, parent: str | None
    ) -> None:
        selection, problems = Selection.from_query(query, dataset.catalogue)
        assert not problems
        assert parent_of(dataset, selection) == parent

    def test_of_a_cell_is_the_selected_area(self, dataset: Dataset) -> None:
        ward, _ = Selection.from_query("?area=W1", dataset.catalogue)
        cell = queries.cells(dataset, ward, SOURCE.key, 7).cell[0]
        found = of(dataset, f"?area=F1&cell={cell}")
        assert found.parent_name == dataset.areas.name("F1")
        assert np.mean([n for n in column(found, "parent") if n is not None]) == pytest.approx(
            np.mean(column(found, "incidents"))
        )

    def test_is_left_out_beside_nothing(self, dataset: Dataset) -> None:
        found = of(dataset, "?area=L3")  # nothing happened there: to scale to nothing says nothing
        assert found.parent_name == ""
        assert set(column(found, "parent")) == {None}
