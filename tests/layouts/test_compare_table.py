"""Words of the table of areas by crime types."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from dashboard.analysis.trends import Verdict
from dashboard.analysis.variation import Direction
from dashboard.data.changes import Changes
from dashboard.data.compared import ByType, Compared, State
from dashboard.data.comparison_types import Names, compared_by_type
from dashboard.data.dataset import Dataset
from dashboard.ids import Compare
from dashboard.layouts.compare_table import HeatTold, heat_controls, heat_grid, heat_rows, heat_title
from dashboard.selection import Selection
from tests.layouts import compared_areas as made
from tests.layouts.test_compare_words import words_of

COUNTS = np.array([[800, 500, 510, 300], [2, 1, 0, 3]])


def by_type(c: Compared) -> ByType:
    names = Names(("burglary", "robbery"), ("Burglary", "Robbery"), (Direction.HIGHER_WORSE,) * 2)
    return compared_by_type(names, COUNTS, COUNTS, c.complete, c.population, c.members)


def told(small: Dataset, c: Compared, query: str = "?from=2025-01&to=2025-12") -> HeatTold:
    selection, problems = Selection.from_query(query, small.catalogue)
    assert not problems
    return heat_rows(small, selection, c, made.trends(c), by_type(c))[0]


class TestTitle:
    def test_how_many_figures_and_how_many_by_chance(self) -> None:
        c = made.compared(incomplete=("Dunby",))
        said = heat_title(c, by_type(c))
        assert said[Compare.HEAT_TITLE] == "4 partnerships by two crime types"
        assert words_of(said[Compare.HEAT_SUB]).startswith(
            "6 figures; of areas that only differ by chance about 1 in 20 at most"
        )
        assert said[Compare.HEAT_PROBLEM] == ""

    def test_why_nothing_is_compared(self) -> None:
        c = made.compared(state=State.NO_DATA, reason="No data for this period.")
        assert heat_title(c, by_type(c))[Compare.HEAT_SUB] == "No data for this period."


class TestRows:
    def test_rates_with_intervals_and_ranks(self, small: Dataset) -> None:
        found = told(small, made.compared(incomplete=("Dunby",)))
        assert found["rate_text"] == ["8.0", "5.0", "5.1", "–"]
        assert found["interval"][0] == "(7.5 to 8.6)"
        assert found["interval"][3] == ""
        assert found["rank_text"] == ["1", "3", "2", "–"]

    def test_equals_share_a_rank(self, small: Dataset) -> None:
        tied = made.compared(tied=np.array([False, True, True, False]), rank=np.array([1, 2, 2, 4]))
        assert told(small, tied)["rank_text"] == ["1", "joint 2", "joint 2", "4"]

    def test_figures_of_crime_types(self, small: Dataset) -> None:
        found = told(small, made.compared(incomplete=("Dunby",)))
        assert found["texts"] == {
            "burglary": ["8.0", "5.0", "5.1", "–"],
            "robbery": ["0.020", "0.010", "0", "–"],
        }
        assert found["unit"] == "per 1,000 residents"
        assert found["heads"]["burglary"] == [
            "Burglary",
            "Burglary: per 1,000 residents, its place among similar areas and its rank",
        ]

    def test_counts_where_no_residents_are_known(self, small: Dataset) -> None:
        found = told(small, made.compared(per_dataset="", known=np.array([True, True, True, False])))
        assert found["texts"]["burglary"] == ["800", "500", "510", "–"]
        assert found["unit"] == "incidents"

    def test_changes_with_their_verdicts(self, small: Dataset) -> None:
        verdicts = list(Verdict)
        at = [
            verdicts.index(one) for one in (Verdict.HIGHER, Verdict.WITHIN, Verdict.NO_EARLIER, Verdict.LOWER)
        ]
        change = Changes(
            now=np.array([800, 500, np.nan, 300]),
            before=np.array([500, 510, np.nan, 600]),
            z=np.zeros(4),
            places=np.array(at, dtype=np.int8),
        )
        found = told(small, made.compared(change=change))
        assert found["change"] == [300.0, -10.0, None, -300.0]
        assert found["change_text"] == [
            "+300  ▲ higher",
            "−10  ● usual ups and downs",
            "– no earlier data",
            "−300  ▼ lower",
        ]
        assert found["change_tip"][0] == "800, was 500: higher than the usual ups and downs"
        assert found["heads"]["change"][0] == "Change on 2024"

    def test_quality(self, small: Dataset) -> None:
        missing = np.array([0, 2, 0, 0])
        shares = np.array([0.003, 0.0, np.nan, 0.0001])
        found = told(small, made.compared(quality=made.quality(missing=missing, without_location=shares)))
        assert found["missing_text"] == ["0", "2 of 12", "0", "0"]
        assert found["location_text"] == ["0.3%", "0.0%", "–", "<0.1%"]
        assert found["location_tip"][0] == "0.3% of March Police's records have no location"

    @pytest.mark.parametrize(
        ("missing", "shares", "said"),
        [
            ([0, 0, 0, 0], [0.0, 0.0, 0.0, 0.0],
             "No months of the period are missing; all records of the period have a location."),
            ([0, 0, 0, 0], [0.0, 0.0, 0.0009, 0.0],
             "No months of the period are missing; under 0.1% of records of the period have no location."),
            ([0, 0, 0, 0], [0.0, 0.001, 0.0, 0.0], ""),
            ([0, 0, 0, 0], [0.0, np.nan, 0.0, 0.0], ""),
            ([0, 0, 0, 1], [0.0, 0.0, 0.0, 0.0], ""),
        ],
    )  # fmt: skip
    def test_quality_is_one_sentence_where_nothing_is_lacking(
        self, small: Dataset, missing: list[int], shares: list[float], said: str
    ) -> None:
        quality = made.quality(missing=np.array(missing), without_location=np.array(shares))
        c = made.compared(quality=quality)
        assert told(small, c)["quality_last"] is bool(said)
        title = words_of(heat_title(c, by_type(c))[Compare.HEAT_SUB])
        assert title.endswith(f"○ too few to say.{f' {said}' if said else ''}")

    @pytest.mark.parametrize(
        ("direction", "words"),
        [(Direction.HIGHER_WORSE, "Concern"), (Direction.NO_JUDGEMENT, "Unusually high")],
    )
    def test_rows_to_ask_for_are_called_as_the_measure_is_judged(
        self, small: Dataset, direction: Direction, words: str
    ) -> None:
        only = dict(told(small, made.compared(direction=direction))["only"])
        assert only[""] == "All partnerships"
        assert only["concern"] == words

    @pytest.mark.parametrize(
        ("query", "sort"),
        [
            ("", "-rate"),
            ("?sort=name", "name"),
            ("?sort=-burglary", "-burglary"),
            ("?sort=-vehicle-crime", "-rate"),
        ],
    )
    def test_order_is_by_a_column_that_is_there(self, small: Dataset, query: str, sort: str) -> None:
        assert told(small, made.compared(), query)["sort"] == sort

    def test_what_is_looked_for(self, small: Dataset) -> None:
        found = told(small, made.compared(), "?find=ald&only=above")
        assert (found["find"], found["chosen_only"]) == ("ald", "above")


def test_the_grid_is_empty_and_leaves_tab_alone() -> None:
    grid: Any = heat_grid()
    assert grid.rowData == [] and grid.columnDefs == []
    assert grid.dashGridOptions["tabToNextCell"] == {"function": "false"}
    (place,) = heat_controls()
    assert "data-heat-controls" in place.to_plotly_json()["props"]
