"""Side by side in words, in each of its states."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from dashboard.data.schema import Level
from dashboard.data.schema import month_number as month
from dashboard.data.side import How, Side, Sides
from dashboard.data.side_figures import Rate, Rates, SideMonths, SideOfType, SideType
from dashboard.figures.side_charts import side_bars, side_charts
from dashboard.figures.side_maps import SideEntry, SideMaps
from dashboard.layouts import side_tables, side_words
from tests.reader import classed, text_of

YEAR = (month("2025-01"), month("2025-12"))
FIRST = Side("E1", "Alderby", How.CHOSEN, ())
SECOND = Side("E2", "Birchby", How.CHOSEN, ())


def found(**changes: Any) -> Sides:
    given: dict[str, Any] = {
        "level": Level.PARTNERSHIP, "sides": (FIRST, SECOND), "asked": YEAR, "counted": YEAR,
        "instead": None, "shared": tuple(range(YEAR[0], YEAR[1] + 1)), "offered": (),
    }  # fmt: skip
    return Sides(**(given | changes))


def rates(
    ratio: tuple[float | None, float | None, float | None],
    order: tuple[int, int] = (0, 1),
    known: float | None = 7.7,
) -> Rates:
    one = Rate(known, known, known)
    per = ("residents", "per 1,000 residents", 1000.0)
    return Rates(*per, (1000.0, 2000.0), (one, one), order, Rate(*ratio))


ALIKE = "Alderby and Birchby: chance alone could make the difference between their rates"


class TestFinding:
    @pytest.mark.parametrize(
        ("told", "said"),
        [
            (rates((1.78, 1.66, 1.92)), "Alderby: 1.78 times the rate of Birchby (1.66 to 1.92)"),
            (rates((1.78, 1.66, 1.92), (1, 0)), "Birchby: 1.78 times the rate of Alderby (1.66 to 1.92)"),
            (rates((1.05, 0.97, 1.2)), ALIKE),
            (rates((1.0, 1.0, 1.1)), ALIKE),
            (rates((None, 3.0, None)), "Per 1,000 residents: Alderby 7.7, Birchby 7.7"),
            (rates((None, None, None), known=None), "Alderby and Birchby"),
            (rates((12.4, 11.0, 15.5)), "Alderby: 12 times the rate of Birchby (11 to 16)"),
        ],
    )
    def test_what_the_rates_say_of_each_other(self, told: Rates, said: str) -> None:
        assert side_words.finding(found(), told) == said

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"sides": ()}, "Nobody reports on any partnership."),
            ({"sides": (FIRST,)}, "There is no other partnership in the data to stand beside Alderby."),
            (
                {"counted": None},
                "No month of January to December 2025 has data of both Alderby and Birchby: these "
                "partnerships can't be compared.",
            ),
        ],
    )
    def test_why_there_is_nothing_to_show(self, changes: dict[str, Any], said: str) -> None:
        assert side_words.finding(found(**changes), None) == said

    def test_without_any_month_in_common_there_is_no_offer(self) -> None:
        without = found(counted=None, instead=None)
        assert text_of(side_words._offer_instead(without)) == "They have no month in common."
        assert side_words._offer_instead(found(sides=(FIRST,), counted=None)) == []


class TestHeads:
    @pytest.mark.parametrize(
        ("hows", "said"),
        [
            ((How.CHOSEN, How.CHOSEN), ("", "")),
            ((How.CHOSEN, How.SIMILAR), ("", "proposed: the most similar")),
            ((How.CHOSEN, How.HIGHEST), ("", "proposed: the highest rate of the others")),
            ((How.HIGHEST, How.HIGHEST), ("proposed: the highest rate", "proposed: the next highest rate")),
            (
                (How.HIGHEST, How.SIMILAR),
                ("proposed: the highest rate", "proposed: the most similar"),
            ),
            ((How.FIRST, How.FIRST), ("proposed", "proposed")),
        ],
    )
    def test_how_areas_came_to_stand_there(self, hows: tuple[How, How], said: tuple[str, str]) -> None:
        sides = (FIRST._replace(how=hows[0]), SECOND._replace(how=hows[1]))
        for place in (0, 1):
            ways = side_words.ways(found(sides=sides), place, "/?area=E1", "/?area=E1&layers=hotspots")
            assert text_of(ways).startswith(f"{said[place]} Open in Scan".strip())
            assert ways[-1]["props"]["aria-label"] == f"Hotspots of {sides[place].name}"

    def test_one_area_alone_can_t_be_swapped(self) -> None:
        assert side_words.swap(found(sides=(FIRST,))) == []
        assert "Swap sides" in text_of(side_words.swap(found()))


def of_type(incidents: int, rate: float | None) -> SideOfType:
    known = Rate(rate, rate and rate - 1, rate and rate + 1)
    return SideOfType(incidents, known, 0.5, 3, "within normal variation")


class TestTypes:
    ROWS = (
        SideType("burglary", "Burglary", (of_type(80, 8.0), of_type(10, 2.0))),
        SideType("robbery", "Robbery", (of_type(8, 0.8), of_type(20, 4.0))),
    )

    def test_bars_of_both_sides_are_of_one_scale(self) -> None:
        assert side_bars(self.ROWS) == [(100.0, 25.0), (10.0, 50.0)]

    def test_bars_show_counts_where_a_rate_is_not_known(self) -> None:
        rows = (*self.ROWS, SideType("drugs", "Drugs", (of_type(40, None), of_type(0, None))))
        assert side_bars(rows) == [(100.0, 12.5), (10.0, 25.0), (50.0, 0.0)]
        assert side_bars(()) == []

    def test_a_table_says_all_in_words_too(self) -> None:
        table = side_tables.types_table(
            1, "Birchby", self.ROWS, side_bars(self.ROWS), "per 1,000 residents", {"drugs": "Drugs"}
        )
        said = text_of(table)
        assert "Birchby: crime types" in said
        assert "Burglary 10 2.0 2.0 (1.0 to 3.0) +3 ● within the usual ups and downs" in " ".join(
            said.split()
        )
        assert said.endswith("Drugs")
        assert len(classed(table, "other")) == 1, "what was not chosen has no row: it would look like no data"
        assert len(table) == 2 and "Drugs" not in text_of(table[0])

    def test_the_only_type_leads_back_to_all(self) -> None:
        def wanted(rows: tuple[SideType, ...]) -> str:
            bars = side_bars(rows)
            table = side_tables.types_table(0, "Alderby", rows, bars, "per 1,000 residents", {})
            return str(classed(table, "link-button")[0]["props"]["data-set"])

        assert wanted(self.ROWS) == "types=burglary"
        assert wanted(self.ROWS[:1]) == "types="

    def test_one_line_speaks_of_both_areas(self) -> None:
        lines = side_tables.type_lines(self.ROWS, ["Alderby", "Birchby"], "per 1,000 residents")
        assert lines["robbery"] == (
            "Robbery per 1,000 residents: Alderby 0.80 (-0.20 to 1.8), 8 incidents; "
            "Birchby 4.0 (3.0 to 5.0), 20 incidents"
        )


def months(**changes: Any) -> SideMonths:
    given: dict[str, Any] = {
        "months": tuple(range(YEAR[0], YEAR[0] + 3)),
        "counts": np.array([[3.0, np.nan, 5.0], [4.0, np.nan, 1.0]]),
        "values": np.array([[0.3, np.nan, 0.5], [0.8, np.nan, 0.2]]),
        "mean": np.array([0.4, np.nan]),
        "lower": np.array([0.0, np.nan]),
        "upper": np.array([0.9, np.nan]),
        "signals": (("", "", "above"), ("", "", "run-below")),
        "rested": (36, 3),
        "top": 0.9,
        "rated": True,
        "per_label": "per 1,000 residents",
    }
    return SideMonths(**(given | changes))


class TestMonths:
    def test_one_line_a_month_speaks_of_both_areas(self) -> None:
        lines = side_tables.month_lines(months(), ["Alderby", "Birchby"])
        assert lines[0] == (
            "January 2025: Alderby 3 incidents, 0.30 per 1,000 residents; "
            "Birchby 4 incidents, 0.80 per 1,000 residents"
        )
        assert lines[1] == "February 2025: Alderby no data; Birchby no data"
        assert lines[2].endswith(
            "Birchby 1 incident, 0.20 per 1,000 residents, one of many below the mean in a row"
        )

    def test_titles_say_what_the_usual_range_rests_on(self) -> None:
        assert (
            text_of(side_tables.chart_title(months(), 0))
            == "Per 1,000 residents a month  usual range: 36 months"
        )
        assert "too few for a usual range" in text_of(side_tables.chart_title(months(), 1))
        assert text_of(side_tables.chart_title(months(rated=False), 0)).startswith("Incidents a month")

    def test_summaries_name_the_months_that_stand_out(self) -> None:
        assert side_tables.chart_summary(months(), 0, "Alderby") == (
            "Alderby, January to March 2025: outside the usual range: March 2025."
        )
        assert side_tables.chart_summary(months(), 1, "Birchby").endswith("no month outside the usual range.")
        assert "no month with data" in side_tables.chart_summary(months(months=()), 0, "Alderby")

    def test_painters_are_told_gaps_as_none(self) -> None:
        told = side_charts(months(), (YEAR[0] + 1, YEAR[0] + 2))
        assert told["chosen"] == [1, 2]
        assert told["charts"][0]["counts"] == [3, None, 5]
        assert (told["charts"][1]["mean"], told["charts"][1]["upper"]) == (None, None)
        assert told["top"] == 0.9


def test_one_legend_counts_on_both_sides() -> None:
    maps = SideMaps("Incidents in a cell", "cells", (SideEntry("1 to 9", "#dfe9f3", "", (12, 1_030)),), ())
    said = text_of(side_words.legend(maps))
    assert "(number of cells: left | right)" in said
    assert "1 to 9 12 | 1,030" in said
