"""Making Data Count's four rules as NHSRplotthedots tests them, and against a plain reading of them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.analysis.trends import xmr_signals
from dashboard.analysis.xmr import (
    ALL_RULES,
    SCAN_RULES,
    Limits,
    Rule,
    Rules,
    Signal,
    xmr_limits,
    xmr_rules,
)
from tests.analysis.published import NHS_LIMITS, NHS_NORMAL, NHS_SCREENED_LIMITS

WIDE = Limits(50.0, 20.0, 80.0)  # near the limits: above 70, below 30
"""Limits given, so that each rule can be asked for by itself."""

SHIFT = 10  # counts can't be negative, published test data are
GAP = math.nan


def rules(*months: float) -> Rules:
    return xmr_rules(months, WIDE)


class TestPublishedLimits:
    def test_of_normal_values(self) -> None:
        found = np.array(xmr_limits(NHS_NORMAL + SHIFT)) - SHIFT
        np.testing.assert_allclose(found, NHS_LIMITS, rtol=1e-6)

    def test_with_an_outlier_screened(self) -> None:
        values = NHS_NORMAL.copy()
        values[14] = 10
        found = np.array(xmr_limits(values + SHIFT)) - SHIFT
        np.testing.assert_allclose(found, NHS_SCREENED_LIMITS, rtol=1e-6)

    def test_none_of_them_stands_out(self) -> None:
        """_snaps/ptd_spc.md: 20 common cause, 0 special cause."""
        assert set(xmr_signals(NHS_NORMAL + SHIFT, ALL_RULES)) == {Signal.NONE}


class TestTrend:
    """ptd_seven_point_trend and ptd_part_of_seven_trend of test-ptd_calculate_point_type.R."""

    @pytest.mark.parametrize(
        ("months", "found"),
        [
            ([1, 2, 3, 4, 5, 6], [0] * 6),
            ([1, 2, 3, 3, 4, 5, 6], [0] * 7),
            ([1, 2, 3, 4, 5, 6, 7], [1] * 7),
            ([2, 1, 2, 3, 4, 5, 6, 7, 3], [0] + [1] * 7 + [0]),
            ([7, 6, 5, 4, 3, 2, 1], [-1] * 7),
            ([2, 7, 6, 5, 4, 3, 2, 1, 3], [0] + [-1] * 7 + [0]),
            ([], []),
        ],
    )
    def test_published(self, months: list[float], found: list[int]) -> None:
        assert xmr_rules(np.add(months, 40.0), WIDE).trend.tolist() == found

    def test_the_turning_point_belongs_to_the_later_one(self) -> None:
        assert rules(*range(40, 48), *range(46, 40, -1)).trend.tolist() == [1] * 7 + [-1] * 7
        assert rules(*range(47, 40, -1), *range(42, 48)).trend.tolist() == [-1] * 6 + [1] * 7

    def test_a_missing_month_ends_it(self) -> None:
        assert not rules(40, 41, 42, 43, GAP, 45, 46, 47, 48).trend.any()
        assert rules(GAP, 40, 41, 42, 43, 44, 45, 46, GAP).trend.tolist() == [0] + [1] * 7 + [0]


class TestNear:
    """ptd_two_in_three and ptd_part_of_two_in_three: 1 for near the limit, all on one side of the mean."""

    @pytest.mark.parametrize(
        ("near", "found"),
        [
            ([0, 0, 0], [0, 0, 0]),
            ([1, 0, 1], [1, 0, 1]),
            ([0, 1, 1], [0, 1, 1]),
            ([1, 1, 0], [1, 1, 0]),
            ([0, 0, 1, 0, 1, 0, 0], [0, 0, 1, 0, 1, 0, 0]),
            ([0, 0, 1, 1, 0, 0, 0], [0, 0, 1, 1, 0, 0, 0]),
            ([1, 0, 0, 1], [0, 0, 0, 0]),
            ([1, 0, 0, 1, 1], [0, 0, 0, 1, 1]),
        ],
    )
    @pytest.mark.parametrize(("beyond", "within", "way"), [(75, 60, 1), (25, 40, -1)])
    def test_published(self, near: list[int], found: list[int], beyond: int, within: int, way: int) -> None:
        months = [beyond if month else within for month in near]
        assert rules(*months).near.tolist() == [way * month for month in found]

    @pytest.mark.parametrize("near", [[1, 0, 1], [0, 1, 1], [1, 1, 0]])
    def test_not_where_the_three_lie_on_both_sides_of_the_mean(self, near: list[int]) -> None:
        assert not rules(*(75 if month else 40 for month in near)).near.any()

    def test_not_two_near_opposite_limits(self) -> None:
        """test-ptd_spc_standard.R: 5.5 and -5.5 after fourteen months of 1 and -1 are common cause."""
        months = np.r_[np.tile([1.0, -1.0], 7), 5.5, -5.5] + SHIFT
        assert xmr_signals(months, ALL_RULES).tolist()[-2:] == [Signal.NONE, Signal.NONE]

    def test_months_beyond_the_limit_count_as_near_it(self) -> None:
        """The rule of NHS England's tools since 2023, NHSRplotthedots issues 153 and 194."""
        found = rules(60, 85, 75, 60)
        assert found.near.tolist() == [0, 1, 1, 0]
        assert found.outside.tolist() == [0, 1, 0, 0]

    def test_exactly_two_thirds_of_the_way_is_not_beyond(self) -> None:
        assert not rules(70, 70, 60).near.any()

    def test_the_lower_one_is_measured_on_the_upper_limit(self) -> None:
        """The lower limit may have been stopped at 0: then nothing is that far below the mean."""
        assert not xmr_rules([0.0, 1, 0, 1, 0, 1], Limits(6.0, 0.0, 18.0)).near.any()
        assert xmr_rules([0.0, 1, 7], Limits(6.0, 0.0, 12.0)).near.tolist() == [0, 0, 0]
        assert xmr_rules([0.0, 1, 5], Limits(6.0, 0.0, 12.0)).near.tolist() == [-1, -1, 0]

    def test_a_missing_month_is_none_of_the_three(self) -> None:
        assert not rules(75, GAP, 75).near.any()
        assert not rules(GAP, 75, 75, GAP).near.any()
        assert rules(GAP, 75, 75, 60).near.tolist() == [0, 1, 1, 0]


class TestRun:
    def test_published(self) -> None:
        """ptd_seven_point_one_side_mean, its parts marked."""
        for way in (1, -1):
            for months, found in (
                ([way] * 6, [0] * 6),
                ([way] * 6 + [-way], [0] * 7),
                ([way] * 8 + [-way], [way] * 8 + [0]),
            ):
                assert rules(*(50 + month for month in months)).run.tolist() == found

    def test_the_mean_and_a_missing_month_end_it(self) -> None:
        for end in (50, GAP):
            assert not rules(51, 51, 51, end, 51, 51, 51, 51).run.any()


class TestAgainstAPlainReading:
    @given(
        st.lists(
            st.one_of(st.integers(0, 12).map(float), st.just(GAP)),
            max_size=30,
        )
    )
    def test_month_by_month(self, months: list[float]) -> None:
        limits = Limits(6.0, 1.0, 10.5)
        found = xmr_rules(months, limits)
        plain = plainly(months, limits)
        for rule in Rule:
            assert getattr(found, rule).tolist() == plain[rule], rule

    def test_many_series_are_each_judged_alone(self) -> None:
        rng = np.random.default_rng(7)
        series = rng.poisson(9, (6, 5, 40)).astype(float)
        series[rng.random(series.shape) < 0.05] = GAP
        together = xmr_rules(series)
        for place in np.ndindex(6, 5):
            for of_all, alone in zip(together, xmr_rules(series[place]), strict=True):
                np.testing.assert_array_equal(of_all[place], alone)


def plainly(months: list[float], limits: Limits) -> dict[Rule, list[int]]:
    """The definitions of the rules, window by window."""
    mean, lower, upper = (float(limit) for limit in limits)
    reach = 2 / 3 * (upper - mean)
    found = {rule: [0] * len(months) for rule in Rule}
    for way in (1, -1):
        away = [way * (month - mean) for month in months]
        limit = upper - mean if way > 0 else mean - lower
        for i in range(len(months)):
            if away[i] > limit:
                found[Rule.OUTSIDE][i] = way
            if len(window := away[i : i + 7]) == 7 and all(distance > 0 for distance in window):
                found[Rule.RUN][i : i + 7] = [way] * 7
            three = away[i : i + 3]
            if len(three) == 3 and all(d > 0 for d in three) and sum(d > reach for d in three) >= 2:
                for j in range(3):
                    if three[j] > reach:
                        found[Rule.NEAR][i + j] = way
    for i in range(len(months) - 6):  # in order of time, so that a later trend has the last word
        steps = np.diff(months[i : i + 7])
        for way in (1, -1):
            if (way * steps > 0).all():
                found[Rule.TREND][i : i + 7] = [way] * 7
    return found


class TestSignals:
    def test_scan_goes_by_two_rules(self) -> None:
        assert SCAN_RULES == (Rule.OUTSIDE, Rule.RUN)
        rising = np.r_[np.arange(20.0, 27), np.tile([28, 18], 8)]
        assert set(xmr_signals(rising)) == {Signal.NONE}
        assert xmr_signals(rising, ALL_RULES).tolist()[:7] == [Signal.TREND_UP] * 7

    def test_each_rule_has_its_names(self) -> None:
        names = {
            Rule.TREND: (Signal.TREND_UP, Signal.TREND_DOWN),
            Rule.RUN: (Signal.RUN_ABOVE, Signal.RUN_BELOW),
        }
        months = np.r_[np.full(8, 30.0), np.arange(29.0, 16, -1)] + np.tile([0.4, 0], 11)[:21]
        for rule, (up, down) in names.items():
            assert set(xmr_signals(months, [rule])) <= {up, down, Signal.NONE}
            assert down in xmr_signals(months, [rule])
            assert up in xmr_signals(months[::-1] if rule is Rule.TREND else months, [rule])
        steady = np.tile([48.0, 52.0], 15)
        steady[[10, 11, 12]] = [58, 58.2, 51]
        assert xmr_signals(steady, [Rule.NEAR]).tolist()[9:13] == ["", "near-upper", "near-upper", ""]
        assert xmr_signals(100 - steady, [Rule.NEAR]).tolist()[10:12] == ["near-lower"] * 2

    def test_a_month_is_named_after_the_first_rule_it_meets(self) -> None:
        """Outside, trend, near, run: the order of NHSRplotthedots (pull request 180)."""
        months = np.r_[np.tile([48.0, 52.0], 12), 51, 53, 55, 57, 59, 61, 90]
        signals = xmr_signals(months, ALL_RULES)
        assert signals[-1] == Signal.ABOVE
        assert set(signals[-7:-1]) == {Signal.TREND_UP}
        assert Signal.TREND_UP not in xmr_signals(months)

    def test_no_rules_no_signals(self) -> None:
        assert set(xmr_signals([1.0, 90, 1, 1, 1, 1, 1, 1], [])) == {Signal.NONE}
