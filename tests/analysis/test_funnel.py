"""Funnel limits against the UK Health Security Agency's numbers, Poisson probabilities and simulation."""

from __future__ import annotations

import itertools
import math
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from dashboard.analysis.comparison import crude_rate, poisson_interval
from dashboard.analysis.funnel import (
    as_many_by_chance,
    chance_outside,
    expected_counts,
    expected_outside,
    funnel_baseline,
    funnel_limits,
    funnel_side,
)
from tests.analysis.published import (
    HEALTH_AGENCY_BASELINE,
    HEALTH_AGENCY_FUNNEL,
    HEALTH_AGENCY_FUNNEL_LOWER_998,
)

expectations = st.floats(min_value=1e-4, max_value=50_000)
confidences = st.sampled_from([0.9, 0.95, 0.998])


class TestPublished:
    @pytest.mark.parametrize(
        ("rows", "column", "confidence", "limit"),
        [
            (HEALTH_AGENCY_FUNNEL, 1, 0.95, 0),
            (HEALTH_AGENCY_FUNNEL, 3, 0.95, 1),
            (HEALTH_AGENCY_FUNNEL, 5, 0.998, 1),
            (HEALTH_AGENCY_FUNNEL_LOWER_998, 1, 0.998, 0),
        ],
    )
    def test_health_security_agency(
        self, rows: np.ndarray, column: int, confidence: float, limit: int
    ) -> None:
        population = 3 * rows[:, column]  # the table's are of one year of three
        found = funnel_limits(population, HEALTH_AGENCY_BASELINE, confidence, per=100_000)[limit]
        np.testing.assert_allclose(found, rows[:, column + 1], rtol=1e-6)

    def test_funnelplotr_would_call_most_small_areas_without_incidents_low(self) -> None:
        """It draws the interval of the expected count (its numbers are in test_comparison); we do not."""
        assert poisson_interval(2)[0] > 0  # so an area expecting 2 would be low with none
        assert stats.poisson.pmf(0, 2) == pytest.approx(0.1353, abs=0.0001)
        assert funnel_limits(2000, 1)[0] == 0


class TestLimits:
    @given(expected=expectations, confidence=confidences)
    def test_each_tail_at_the_limits_holds_its_share(self, expected: float, confidence: float) -> None:
        lower, upper = (limit * expected for limit in funnel_limits(expected, 1, confidence, per=1))
        tail = (1 - confidence) / 2
        if lower > 0:
            assert stats.gamma.sf(expected, lower + 1) == pytest.approx(tail, rel=1e-6)
        else:
            assert stats.poisson.pmf(0, expected) >= tail * (1 - 1e-9)
        if upper > 1:
            assert stats.gamma.cdf(expected, upper) == pytest.approx(tail, rel=1e-6)
        else:
            assert stats.poisson.sf(0, expected) <= tail * (1 + 1e-9)

    @given(expected=expectations, confidence=confidences)
    def test_a_quiet_area_is_outside_at_most_as_often_as_promised(
        self, expected: float, confidence: float
    ) -> None:
        outside = expected_outside([expected], 1, confidence, per=1)
        assert 0 <= outside <= (1 - confidence) * (1 + 1e-9)

    @given(count=st.integers(0, 5000), expected=expectations, confidence=confidences)
    def test_outside_is_where_the_areas_own_interval_leaves_the_baseline_out(
        self, count: int, expected: float, confidence: float
    ) -> None:
        lower, upper = poisson_interval(count, confidence)
        side = funnel_side(count, expected, 1, confidence, per=1)
        assert side == (lower > expected) - (upper < expected)
        low, high = funnel_limits(expected, 1, confidence, per=1)
        rate = count / expected
        if min(abs(rate - low), abs(rate - high)) > 1e-9 * rate:
            assert side == (rate > high) - (rate < low)

    def test_close_in_as_areas_grow(self) -> None:
        lower, upper = (np.asarray(limit) for limit in funnel_limits(np.geomspace(500, 5e6, 40), 5))
        assert (np.diff(lower) >= 0).all()
        assert (np.diff(upper) < 0).all()
        assert (lower < 5).all() and (upper > 5).all()
        assert lower[-1] == pytest.approx(5, rel=0.02)

    def test_are_in_the_unit_of_the_baseline(self) -> None:
        thousand, hundred_thousand = funnel_limits(30_000, 2), funnel_limits(30_000, 200, per=100_000)
        assert np.array(thousand) * 100 == pytest.approx(np.array(hundred_thousand))

    def test_nothing_known_no_limits(self) -> None:
        for limits in (funnel_limits([0, math.nan], 5), funnel_limits([100, 200], math.nan)):
            assert np.isnan(limits).all()
        assert funnel_limits(1000, 0) == (0, 0)

    def test_wrong_input_is_named(self) -> None:
        with pytest.raises(ValueError, match="populations must not be negative"):
            funnel_limits(-5, 1)
        with pytest.raises(ValueError, match="baseline rates must not be negative"):
            funnel_limits(5, -1)
        with pytest.raises(ValueError, match=r"found 99\.8"):
            funnel_limits(5, 1, 99.8)
        with pytest.raises(ValueError, match="per must be"):
            funnel_limits(5, 1, per=-1)


class TestBaseline:
    def test_is_the_rate_of_all_areas_together(self) -> None:
        assert funnel_baseline([10, 90], [1000, 3000]) == crude_rate(100, 4000) == 25

    def test_leaves_areas_out_of_both_sums(self) -> None:
        counts = [[10, 90, math.nan], [10, 90, 7]]
        assert np.asarray(funnel_baseline(counts, [1000, 3000, 500])).tolist() == [25, 107 / 4.5]
        assert funnel_baseline([10, 90, 7], [1000, 3000, 0]) == 25

    def test_of_nothing_is_unknown(self) -> None:
        assert math.isnan(funnel_baseline([math.nan], [1000]))


class TestSide:
    def test_missing_is_not_within(self) -> None:
        sides = np.asarray(funnel_side([math.nan, 5, 5], [1000, math.nan, 1000], 5))
        np.testing.assert_array_equal(sides, [math.nan, math.nan, 0])

    def test_a_count_of_none(self) -> None:
        assert funnel_side(0, 1000, 3.7) == -1  # exp(-3.7) is under 0.025
        assert funnel_side(0, 1000, 3.6) == 0


class TestExpectedOutside:
    def test_adds_up_over_areas(self) -> None:
        together = expected_outside([1000, 50_000, math.nan], 4)
        assert together == pytest.approx(sum(expected_outside([p], 4) for p in (1000, 50_000)))

    def test_by_simulation(self) -> None:
        population = np.array([800, 2_000, 5_000, 20_000, 90_000, 300_000])
        counts = np.random.default_rng(5).poisson(expected_counts(population, 3), (40_000, 6))
        outside = np.mean(np.asarray(funnel_side(counts, population, 3)) != 0, axis=0)
        assert outside.sum() == pytest.approx(expected_outside(population, 3), rel=0.02)

    def test_the_page_on_methods_states_how_many(self, repository: Path) -> None:
        text = (repository / "docs" / "methods.md").read_text(encoding="utf-8")
        for expected in (0.5, 2, 5, 20, 100, 1000):
            row = re.search(rf"^\| {expected} expected \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$", text, re.M)
            assert row is not None
            lower, upper = poisson_interval(expected)
            theirs = stats.poisson.cdf(math.ceil(lower) - 1, expected) + stats.poisson.sf(
                math.floor(upper), expected
            )
            found = [expected_outside([expected], 1, c, per=1) for c in (0.95, 0.998)]
            assert [float(number) for number in row.groups()] == pytest.approx(
                [100 * share for share in (*found, theirs)], abs=0.006
            )


class TestByChance:
    """How likely it is that as many areas lie outside by chance alone."""

    def test_the_tail_is_that_of_all_ways_it_can_happen(self) -> None:
        chances = [0.05, 0.01, 0.3, 0.0, 0.12]
        for number in range(6):
            ways = 0.0
            for outside in itertools.product((False, True), repeat=5):
                if sum(outside) >= number:
                    ways += math.prod(p if out else 1 - p for p, out in zip(chances, outside, strict=True))
            assert as_many_by_chance(number, chances) == pytest.approx(ways, abs=1e-12)

    def test_alike_chances_are_binomial(self) -> None:
        assert as_many_by_chance(20, [0.04] * 334) == pytest.approx(stats.binom.sf(19, 334, 0.04))
        assert as_many_by_chance(0, []) == 1

    def test_the_chances_add_up_to_how_many_are_expected(self) -> None:
        people = np.array([500.0, 2_000, 90_000, np.nan])
        each = chance_outside(people, 6.0)
        assert each[3] == 0
        assert each.sum() == pytest.approx(expected_outside(people, 6.0))

    def test_with_too_few_no_area_lies_outside(self) -> None:
        # 2 expected: 6 or more lie above the 95% limit; 0.5 expected: 3 or more, but under 5 none is called.
        each = chance_outside([2_000.0, 500.0], 1.0, fewest=5)
        assert each == pytest.approx([stats.poisson.sf(5, 2), stats.poisson.sf(4, 0.5)])
