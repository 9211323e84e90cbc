"""Areas compared, counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard.analysis.comparison import rate_interval
from dashboard.analysis.peers import Place
from dashboard.analysis.quadrant import Corner
from dashboard.analysis.variation import Direction, Variation, xmr_chart
from dashboard.analysis.xmr import Signal, xmr_limits
from dashboard.data.compared import NO_MONTH, PLACES, Incomplete
from dashboard.data.comparison_types import chance
from dashboard.data.dataset import Dataset
from dashboard.data.schema import month_number as month
from tests.data.compared_world import FIRST, SECOND, assert_same, compared_world, of


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return compared_world(tmp_path_factory.mktemp("compared"))


class TestByHand:
    def test_rates_ranks_and_places(self, world: Dataset) -> None:
        found = of(world, "?types=burglary")
        assert (found.codes, found.names) == (("D1", "D2", "D3"), ("District 1", "District 2", "District 3"))
        assert found.counted.tolist() == found.incidents.tolist() == [36, 72, 48]
        assert found.population.tolist() == [300, 300, 400]
        assert found.rate.tolist() == [120, 240, 120]
        assert found.rank.tolist() == [2, 1, 2]
        assert found.tied.tolist() == [True, False, True]
        assert found.ranked == 3
        assert found.peers.group.mean.tolist() == [160, 160, 160]
        assert found.peers.place.tolist() == [Place.WITHIN, Place.ABOVE, Place.BELOW]
        lower, upper = rate_interval(found.counted, found.population)
        assert found.lower.tolist() == np.asarray(lower).tolist()
        assert found.upper.tolist() == np.asarray(upper).tolist()
        assert (found.per, found.per_dataset) == ("residents", "Census 2021")
        assert found.group_name == "all 3 partnerships"
        assert (found.state, found.reason, found.left_out, found.common) == ("", "", (), None)

    def test_an_incomplete_area_is_in_no_mean_limit_or_rank(self, world: Dataset) -> None:
        query = "?types=burglary&from=2024-07&to=2025-06"
        found, funnel = of(world, query), of(world, query, "funnel")
        assert found.complete.tolist() == [True, True, False]
        assert np.isnan(found.rate[2])
        assert found.peers.group.mean[:2].tolist() == [180, 180]
        assert found.peers.place[2] is Place.NO_RATE
        assert (found.rank.tolist(), found.ranked) == ([2, 1, 0], 2)
        assert funnel.baseline == 180
        assert (funnel.areas, len(funnel.side95)) == (2, 3)
        assert np.isnan(funnel.side95[2])
        months = tuple(range(month("2024-07"), month("2025-01")))
        assert found.left_out == (("D3", "District 3", Incomplete.PART, months),)
        assert found.common == (month("2025-01"), month("2025-06"))
        assert found.incidents.tolist() == [36, 72, 24]
        assert found.known.all()
        assert found.group_name == "2 of 3 partnerships: those with a rate"
        unranked = dict(of(world, query, "worsening").unranked)
        assert unranked["D3"] == "no data in part of the period"

    def test_where_nobody_reports_there_are_no_data_rather_than_none(self, world: Dataset) -> None:
        found = of(world, "?from=2024-01&to=2024-12")
        assert found.known.tolist() == [True, True, False]
        assert [area.why for area in found.left_out] == [Incomplete.NO_DATA]
        assert found.common is None
        table = of(world, "?from=2024-01&to=2024-12", "compare_table")
        assert table.incidents.isna().tolist() == [False, False, True]

    def test_quality(self, world: Dataset) -> None:
        found = of(world, "?from=2024-07&to=2025-06").quality
        assert (found.months, found.missing.tolist()) == (12, [0, 0, 6])
        assert found.first.tolist() == [month("2024-01"), month("2024-01"), month("2025-01")]
        assert found.last.tolist() == [month("2025-12")] * 3
        assert found.behind.tolist() == [18, 18, 6], "up to the period's end"
        assert found.late.tolist() == [0, 0, 0]
        assert found.reporters == (FIRST, FIRST, SECOND)
        assert found.forces == ("First", "First", "Second")
        assert found.precision == "snapped"
        first = 12 * 9 + 6 * 20 + 6 * 20
        assert found.without_location[0] == pytest.approx(6 / (first + 6))
        assert found.without_location[2] == 0

    def test_quality_of_a_source_that_ends_early(self, world: Dataset) -> None:
        found = of(world, "?sources=calls").quality
        assert found.last.tolist() == [month("2025-10"), month("2025-10"), NO_MONTH]
        assert found.late.tolist() == [0, 0, 0]
        assert found.precision == "exact"
        assert np.isnan(found.without_location[2])
        assert found.reporters[2] == ""

    def test_trends(self, world: Dataset) -> None:
        found = of(world, "?types=robbery", "trends")
        assert found.months == tuple(range(month("2024-01"), month("2026-01")))
        assert np.isnan(found.counts[2, :12]).all()
        assert found.counts[1, -1] == 40
        assert found.variation.tolist() == [Variation.COMMON_CAUSE, Variation.CONCERN, Variation.COMMON_CAUSE]
        assert found.side.tolist() == [0, 1, 0]
        limits = xmr_limits(found.counts)
        assert np.array_equal(found.reach, (found.counts[:, -1] - limits.mean) / (limits.upper - limits.mean))
        assert found.reach[1] > 1

    def test_a_trend_is_judged_as_it_could_be_at_the_end_of_the_period(self, world: Dataset) -> None:
        found = of(world, "?types=robbery&from=2025-01&to=2025-11", "trends")
        assert found.months[-1] == month("2025-11")
        assert found.variation.tolist() == [
            Variation.COMMON_CAUSE,
            Variation.COMMON_CAUSE,
            Variation.TOO_SHORT,
        ]

    def test_trends_of_the_months_that_all_have(self, world: Dataset) -> None:
        found = of(world, "?types=robbery&span=same", "trends")
        assert np.isnan(found.counts[:, :12]).all()
        assert np.isfinite(found.counts[:, 12:]).all()
        assert found.spanned == "same"

    def test_limits_that_begin_afresh(self, world: Dataset) -> None:
        query = "?types=robbery&rebase=D2:2025-12,D3:2025-03,D1:2025-01"
        found = of(world, query, "trends")
        assert found.phases == ((0, month("2025-01")), (1, month("2025-12")), (2, month("2025-03")))
        assert found.variation.tolist() == [Variation.COMMON_CAUSE, Variation.CONCERN, Variation.TOO_SHORT]
        assert found.side[:2].tolist() == [0, 1]
        assert np.isnan(found.side[2])
        assert found.since[1].before.mean == pytest.approx(229 / 23)
        assert found.since[1].after.mean == 40
        whole = xmr_chart(found.counts[0], [12])
        assert np.array_equal(found.chart.limits.upper[0], whole.limits.upper)
        phases = of(world, query, "compare_months_table").set_index(["area_code", "month"]).phase
        assert phases["D2", "2025-11"] == 1
        assert phases["D2", "2025-12"] == 2

    def test_limits_of_all_areas_begin_afresh_as_of_each(self, world: Dataset) -> None:
        every = of(world, "?types=robbery&rebase=all:2025-06", "trends")
        each = of(world, "?types=robbery&rebase=D1:2025-06,D2:2025-06,D3:2025-06", "trends")
        assert every.phases == each.phases
        assert every.variation.tolist() == each.variation.tolist()
        assert np.array_equal(every.reach, each.reach, equal_nan=True)
        assert every.since[1].before == each.since[1].before

    def test_of_two_dates_the_later_is_judged_by_the_phase_between_them(self, world: Dataset) -> None:
        found = of(world, "?types=robbery&rebase=D2:2024-07,D2:2025-12", "trends")
        assert found.phases == ((1, month("2024-07")), (1, month("2025-12")))
        assert found.since[1].before == tuple(xmr_limits(found.counts[1, 6:23]))
        assert found.variation[1] is Variation.CONCERN

    def test_lists_say_which_months_judge_where_limits_begin_afresh(self, world: Dataset) -> None:
        query = "?types=robbery,burglary&rebase=D2:2024-07,D2:2025-12,D1:2025-01"
        found = of(world, query, "worsening")
        assert found.since == {0: month("2025-01"), 1: month("2025-12")}
        [worst] = found.worst
        assert (worst.code, worst.since, worst.decided) == (
            "D2", month("2025-12"), (month("2025-12"), Signal.ABOVE, 1)
        )  # fmt: skip
        assert [one.since for one in found.pairs_worst] == [NO_MONTH]
        table = of(world, query, "worsening_table")
        assert table.judged_by_months_before.tolist() == ["2025-12", ""]
        by_year = of(world, f"{query}&trend=year", "worsening")
        assert by_year.since == {}
        assert {one.since for one in (*by_year.worst, *by_year.best)} <= {NO_MONTH}

    def test_worse_and_worsening(self, world: Dataset) -> None:
        found = of(world, "?types=robbery", "worsening")
        [worst] = found.worst
        assert (worst.code, worst.corner, worst.trend) == ("D2", Corner.ABOVE_RISING, "concern")
        assert worst.rate == pytest.approx(149 / 0.3)
        assert worst.mean == pytest.approx((120 / 0.3 + 149 / 0.3 + 120 / 0.4) / 3)
        assert worst.decided == (month("2025-12"), Signal.ABOVE, 1)
        assert (found.best, found.pairs, found.pairs_worst, found.expected) == ((), 0, (), 0)
        assert found.expected_together == pytest.approx(3 * chance("month", 12))

    def test_pairs_are_of_single_crime_types_that_can_be_judged(self, world: Dataset) -> None:
        found = of(world, "?types=robbery,burglary,drugs", "worsening")
        assert [(one.code, one.crime_type) for one in found.pairs_worst] == [("D2", "robbery")]
        alone = of(world, "?types=robbery", "worsening").worst[0]
        assert_same(found.pairs_worst[0], alone, "robbery")
        assert found.no_judgement == ("Drugs",)
        assert found.pairs == 4  # burglaries of D1 and D3 are under 5 a month
        assert found.expected == pytest.approx(4 * chance("month", 12))

    @pytest.mark.parametrize(
        ("months", "expected"),
        [(1, 0.0025), (3, 0.0018), (6, 0.0022), (12, 0.0013), (24, 0.0004), (180, 0.0003)],
    )
    def test_chance_goes_by_the_length_of_the_period(self, months: int, expected: float) -> None:
        assert chance("month", months) == expected

    def test_drugs_are_neither_good_nor_bad(self, world: Dataset) -> None:
        assert of(world, "?types=drugs").direction is Direction.NO_JUDGEMENT
        assert of(world, "?types=drugs,robbery").direction is Direction.HIGHER_WORSE
        assert of(world, "").direction is Direction.HIGHER_WORSE

    def test_by_the_change_of_a_year_areas_without_earlier_data_have_no_standing(
        self, world: Dataset
    ) -> None:
        found = of(world, "?types=robbery&trend=year", "worsening")
        assert dict(found.unranked)["D3"] == "no earlier data"
        assert found.standings.order.tolist().count(2) == 0
        change = of(world, "?types=robbery").change
        assert found.reach[0] == change.z[0] / 3
        assert found.by == "year"

    def test_by_type(self, world: Dataset) -> None:
        found = of(world, "?types=burglary,robbery", "by_type")
        assert found.types == ("burglary", "robbery")
        alone = of(world, "?types=burglary")
        assert found.incidents[0].tolist() == [36, 72, 48]
        assert found.rate[0].tolist() == alone.rate.tolist()
        assert found.rank[0].tolist() == alone.rank.tolist()
        assert [PLACES[place] for place in found.place[0]] == alone.peers.place.tolist()
        assert found.mean[0].tolist() == [160, 160, 160]


class TestTables:
    """The columns that README documents, in their order."""

    def test_of_areas(self, world: Dataset) -> None:
        found = of(world, "?types=robbery&area=D2", "compare_table")
        assert " ".join(found.columns) == (
            "area_code area_name incidents residents divided_by divided_by_what rate_is_for rate "
            "rate_lower rate_upper rank ranked group group_given_by group_mean group_lower group_upper "
            "group_members ratio place funnel_limits funnel_95 funnel_998 months_class trend trend_by "
            "reach corner compared before change z verdict complete no_rate_because months_missing "
            "first_month last_month share_without_location precision denominator_note own"
        )
        assert found.columns.is_unique
        row = found.iloc[1]
        assert (row.area_code, row.incidents, row["rank"], row.ranked) == ("D2", 149, 1, 3)
        assert (row.place, row.funnel_95) == ("above similar areas", "above")
        assert (row.trend, row.corner) == ("concern", "worse and worsening")
        assert (row.first_month, row.last_month, row.own) == ("2024-01", "2025-12", True)
        assert found.verdict.tolist()[2] == "no earlier data"

    def test_of_areas_by_type(self, world: Dataset) -> None:
        found = of(world, "?types=burglary,robbery&from=2024-07&to=2025-06", "compare_types_table")
        assert " ".join(found.columns) == (
            "area_code area_name crime_type label incidents divided_by_what rate_is_for rate rate_lower "
            "rate_upper rank group_mean ratio place"
        )
        assert found.area_code.tolist() == ["D1", "D1", "D2", "D2", "D3", "D3"]
        assert found.crime_type.tolist() == ["burglary", "robbery"] * 3
        assert found["rank"].isna().tolist() == [False] * 4 + [True] * 2
        assert found.incidents.tolist() == [36, 120, 72, 120, 24, 60]

    def test_of_months(self, world: Dataset) -> None:
        found = of(world, "?types=robbery", "compare_months_table")
        assert " ".join(found.columns) == (
            "area_code area_name month incidents mean lower upper signal phase"
        )
        of_d3 = found[found.area_code == "D3"]
        assert of_d3.incidents.isna().tolist() == [True] * 12 + [False] * 12
        last = found[(found.area_code == "D2") & (found.month == "2025-12")].iloc[0]
        assert (last.incidents, last.signal, last.phase) == (40, "above", 1)

    def test_of_the_funnel(self, world: Dataset) -> None:
        found = of(world, "?types=robbery&limits=additive", "funnel_table")
        assert " ".join(found.columns) == (
            "population baseline lower_95 upper_95 lower_998 upper_998 adjustment limits_drawn phi tau2 "
            "divided_by_what rate_is_for"
        )
        assert len(found) == 60
        assert found.population.iloc[0] == pytest.approx(150)
        assert found.population.iloc[-1] == pytest.approx(440)
        assert set(found.adjustment) == {"additive"}

    def test_of_the_lists(self, world: Dataset) -> None:
        found = of(world, "?types=robbery,burglary", "worsening_table")
        assert " ".join(found.columns) == (
            "corner order area_code area_name crime_type rate group_mean ratio place trend reach "
            "trend_month signal signal_months judged_by_months_before "
            "divided_by_what rate_is_for trend_by"
        )
        assert found[["corner", "order", "area_code", "crime_type"]].to_numpy().tolist() == [
            ["worse and worsening", 1, "D2", ""],
            ["worse and worsening", 1, "D2", "robbery"],
        ]
