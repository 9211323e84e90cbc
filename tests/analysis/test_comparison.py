"""Rates and intervals against published values, scipy and what the definitions promise."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike
from scipy import stats

from dashboard.analysis.comparison import (
    byar_interval,
    count_interval,
    crude_rate,
    poisson_interval,
    rate_interval,
    rates_differ,
    ratio_to_whole,
    wilson_interval,
)
from tests.analysis.published import (
    FUNNELPLOTR_EXPECTED,
    FUNNELPLOTR_LIMITS,
    HEALTH_AGENCY_BASELINE,
    HEALTH_AGENCY_FUNNEL,
)

counts = st.integers(min_value=0, max_value=20_000)
confidences = st.floats(min_value=0.5, max_value=0.999)


class TestCrudeRate:
    def test_is_incidents_per_thousand_residents(self) -> None:
        assert crude_rate(30, 12_000) == 2.5
        assert crude_rate(30, 12_000, per=100_000) == 250

    def test_is_unknown_without_a_population(self) -> None:
        assert np.isnan(crude_rate([3, 3], [0, math.nan])).all()

    def test_gives_a_float_for_single_numbers_and_an_array_for_arrays(self) -> None:
        assert isinstance(crude_rate(1, 2), float)
        assert np.asarray(crude_rate([1, 2], 1000)).tolist() == [1, 2]


class TestExactInterval:
    # Garwood's limits as printed in tables of the Poisson distribution, 95%.
    @pytest.mark.parametrize(
        ("count", "lower", "upper"),
        [(0, 0, 3.689), (1, 0.025, 5.572), (5, 1.623, 11.668), (10, 4.795, 18.390), (30, 20.24, 42.83)],
    )
    def test_published_tables(self, count: int, lower: float, upper: float) -> None:
        digits = 0.0051 if count == 30 else 0.00051
        assert poisson_interval(count) == pytest.approx((lower, upper), abs=digits)

    # 90% limits as given by the calculator at statpages.org/confint.html, good to three decimals.
    @pytest.mark.parametrize(("count", "lower", "upper"), [(20, 13.2547, 29.0620), (120, 102.5677, 139.6439)])
    def test_published_at_another_confidence(self, count: int, lower: float, upper: float) -> None:
        assert poisson_interval(count, 0.9) == pytest.approx((lower, upper), abs=0.0005)

    # FunnelPlotR, tests/testthat/test-poisson_limits.R, as ratios to the count; at 95% and at 99.8%.
    def test_published_at_two_confidences(self) -> None:
        found = [*poisson_interval(FUNNELPLOTR_EXPECTED), *poisson_interval(FUNNELPLOTR_EXPECTED, 0.998)]
        np.testing.assert_allclose(np.array(found) / FUNNELPLOTR_EXPECTED, FUNNELPLOTR_LIMITS, rtol=1e-6)

    # PHEindicatormethods (UKHSA), testdata_funnel_rate_outputs_2.csv: where a limit meets the baseline.
    def test_published_by_the_health_security_agency(self) -> None:
        expected = 3 * HEALTH_AGENCY_FUNNEL[:, [1, 3]] * HEALTH_AGENCY_BASELINE / 100_000
        lower, upper = poisson_interval(HEALTH_AGENCY_FUNNEL[:, 0])
        np.testing.assert_allclose(upper, expected[:, 0], rtol=1e-6)
        np.testing.assert_allclose(lower, expected[:, 1], rtol=1e-6)

    @given(count=counts, confidence=confidences)
    def test_each_tail_beyond_the_limits_holds_just_its_share(self, count: int, confidence: float) -> None:
        lower, upper = poisson_interval(count, confidence)
        tail = (1 - confidence) / 2
        assert stats.poisson.cdf(count, upper) == pytest.approx(tail, rel=1e-6)
        if count:
            assert stats.poisson.sf(count - 1, lower) == pytest.approx(tail, rel=1e-6)

    def test_is_half_the_chi_square_quantile(self) -> None:
        count = np.arange(1, 300)
        lower, upper = poisson_interval(count)
        np.testing.assert_allclose(lower, stats.chi2.ppf(0.025, 2 * count) / 2, rtol=1e-10)
        np.testing.assert_allclose(upper, stats.chi2.ppf(0.975, 2 * count + 2) / 2, rtol=1e-10)

    @pytest.mark.parametrize("mean", [0.3, 1, 4.2, 9.9, 37])
    def test_covers_the_true_mean_at_least_as_often_as_it_says(self, mean: float) -> None:
        possible = np.arange(200)
        lower, upper = poisson_interval(possible)
        covering = (lower <= mean) & (mean <= upper)
        assert stats.poisson.pmf(possible, mean)[covering].sum() >= 0.95


class TestByarInterval:
    # 65 of 100, per 100: the documented example of PHEindicatormethods' phe_rate (UKHSA), to 4 decimals.
    def test_published_example_of_the_health_security_agency(self) -> None:
        assert byar_interval(65) == pytest.approx((50.1632, 82.8491), abs=0.00006)

    # PHStatsMethods (Department of Health and Social Care), tests/test_confidence_intervals.py.
    def test_published_by_the_department_of_health(self) -> None:
        assert byar_interval(100)[0] == pytest.approx(81.36210549052788, rel=1e-12)

    # The Ruby gem "byar" documents 100 cases with z = 1.96 rather than 1.95996.
    def test_published_example_of_another_programme(self) -> None:
        confidence = 2 * stats.norm.cdf(1.96) - 1
        assert byar_interval(100, confidence) == pytest.approx((90 * 0.9040199067337297, 121.628347271806))

    @given(count=st.integers(min_value=10, max_value=100_000))
    def test_is_within_a_fifth_of_a_percent_of_the_exact_limits_from_ten(self, count: int) -> None:
        assert byar_interval(count) == pytest.approx(poisson_interval(count), rel=0.002)

    def test_lower_limit_is_never_negative(self) -> None:
        lower, _ = byar_interval([0, 1, 2], 0.9999)
        assert np.asarray(lower).tolist()[0] == 0
        assert (np.asarray(lower) >= 0).all()


class TestCountInterval:
    def test_is_exact_below_ten_and_byars_from_ten(self) -> None:
        assert count_interval(9) == poisson_interval(9)
        assert count_interval(10) == byar_interval(10)
        lower, upper = count_interval([9, 10])
        assert np.asarray(lower).tolist() == [poisson_interval(9)[0], byar_interval(10)[0]]
        assert np.asarray(upper).tolist() == [poisson_interval(9)[1], byar_interval(10)[1]]

    @given(count=counts, confidence=confidences)
    def test_contains_the_count(self, count: int, confidence: float) -> None:
        lower, upper = count_interval(count, confidence)
        assert 0 <= lower <= count < upper

    @given(count=counts)
    def test_grows_with_confidence(self, count: int) -> None:
        narrow, wide = count_interval(count, 0.95), count_interval(count, 0.998)
        assert wide[0] <= narrow[0]
        assert wide[1] > narrow[1]


class TestRateInterval:
    # UKHSA's example again as a rate: 65 in a population of 100, per 100.
    def test_published_example(self) -> None:
        assert rate_interval(65, 100, per=100) == pytest.approx((50.1632, 82.8491), abs=0.00006)

    def test_below_ten_is_the_exact_interval_over_the_population(self) -> None:
        assert rate_interval(5, 2000) == pytest.approx((1.623 / 2, 11.668 / 2), abs=0.0003)

    def test_is_unknown_without_a_population(self) -> None:
        lower, upper = rate_interval([3, 30], [0, math.nan])
        assert np.isnan(lower).all()
        assert np.isnan(upper).all()


class TestWilsonInterval:
    # Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3.
    @pytest.mark.parametrize(
        ("count", "total", "lower", "upper"),
        [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ],
    )
    def test_published(self, count: int, total: int, lower: float, upper: float) -> None:
        assert wilson_interval(count, total) == pytest.approx((lower, upper), abs=0.00006)

    # PHStatsMethods (Department of Health and Social Care), tests/test_confidence_intervals.py and, in per
    # cent, archive/tests_old.py (test_phe_proportion).
    @pytest.mark.parametrize(
        ("count", "total", "confidence", "limit", "published"),
        [
            (20, 360, 0.95, 0, 0.036248204600072345),
            (550, 2400, 0.998, 0, 0.20375892211705743),
            (30, 400, 0.95, 1, 0.10504770626130437),
            (76, 238, 0.998, 1, 0.418131030603369),
            (100, 1000, 0.95, 0, 0.0829094435930957),
            (100, 1000, 0.95, 1, 0.1201519631953484),
        ],
    )
    def test_published_to_the_last_digit(
        self, count: int, total: int, confidence: float, limit: int, published: float
    ) -> None:
        assert wilson_interval(count, total, confidence)[limit] == pytest.approx(published, rel=1e-12)

    @given(data=st.data(), total=st.integers(min_value=1, max_value=5000), confidence=confidences)
    def test_agrees_with_scipy(self, data: st.DataObject, total: int, confidence: float) -> None:
        count = data.draw(st.integers(min_value=0, max_value=total))
        theirs = stats.binomtest(count, total).proportion_ci(confidence, method="wilson")
        ours = wilson_interval(count, total, confidence)
        assert ours == pytest.approx((theirs.low, theirs.high), abs=1e-9)
        assert 0 <= ours[0] <= count / total <= ours[1] <= 1

    def test_is_unknown_of_nothing(self) -> None:
        lower, upper = wilson_interval(0, 0)
        assert math.isnan(lower)
        assert math.isnan(upper)

    def test_count_above_total_is_refused(self) -> None:
        with pytest.raises(ValueError, match="larger than its total"):
            wilson_interval(5, 4)


class TestInputChecks:
    @pytest.mark.parametrize("interval", [byar_interval, poisson_interval, count_interval])
    def test_negative_and_missing_counts_are_named(self, interval: Callable[[ArrayLike], object]) -> None:
        with pytest.raises(ValueError, match="must not be negative; found -2"):
            interval([3, -2])
        with pytest.raises(ValueError, match="must be finite numbers; found nan"):
            interval(math.nan)

    def test_confidence_must_be_a_share(self) -> None:
        with pytest.raises(ValueError, match="found 95"):
            byar_interval(3, 95)

    def test_unusable_populations_and_units_are_refused(self) -> None:
        with pytest.raises(ValueError, match="populations must not be negative; found -1"):
            crude_rate(3, -1)
        with pytest.raises(ValueError, match="populations must be finite numbers; found inf"):
            rate_interval(3, math.inf)
        with pytest.raises(ValueError, match="per must be a number above 0"):
            crude_rate(3, 10, per=0)


class TestRatioToWhole:
    """A part's rate over its whole's, against scipy's own Wilson interval and by simulation."""

    @pytest.mark.parametrize(("count", "total"), [(0, 40), (3, 40), (40, 40), (1_234, 28_410)])
    def test_is_the_interval_of_the_share_over_the_share_of_residents(self, count: int, total: int) -> None:
        ratio, lower, upper = ratio_to_whole(count, 12_000, total, 144_000)
        share = 12_000 / 144_000
        wilson = stats.binomtest(count, total).proportion_ci(method="wilson")
        assert ratio == pytest.approx(count / total / share)
        assert (lower, upper) == pytest.approx((wilson.low / share, wilson.high / share))

    def test_covers_the_true_ratio_as_often_as_it_says(self) -> None:
        rng = np.random.default_rng(2025)
        part, rest = rng.poisson(60, 20_000), rng.poisson(400, 20_000)
        true = (60 / 10_000) / (460 / 100_000)
        _, lower, upper = ratio_to_whole(part, 10_000, part + rest, 100_000)
        assert np.mean((lower <= true) & (true <= upper)) == pytest.approx(0.95, abs=0.006)

    def test_is_none_without_either_rate(self) -> None:
        for values in ((0, 10, 0, 20), (1, np.nan, 5, 20), (1, 0, 5, 20)):
            assert np.isnan(ratio_to_whole(*values)).all()

    @pytest.mark.parametrize("values", [(6, 10, 5, 20), (1, 30, 5, 20), (-1, 10, 5, 20)])
    def test_refuses_a_part_larger_than_its_whole(self, values: tuple[int, int, int, int]) -> None:
        with pytest.raises(ValueError, match="must not"):
            ratio_to_whole(*values)


class TestRatesDiffer:
    """R's documentation of poisson.test: 11 in 800 against 21 in 3,011, interval 0.8584264 to 4.2772659."""

    def test_r_has_an_interval_around_one(self) -> None:
        assert not rates_differ(11, 800, 21, 3_011)
        low, high = stats.binomtest(11, 32).proportion_ci(0.95)
        ratios = [share / (1 - share) * 3_011 / 800 for share in (low, high)]
        assert ratios == pytest.approx([0.8584264, 4.2772659], abs=1e-6)
        # scipy's tail of 11 or more of 32 is 0.0560: the interval reaches 1 at a confidence of 0.888
        assert not rates_differ(11, 800, 21, 3_011, 0.89)
        assert rates_differ(11, 800, 21, 3_011, 0.885)

    @given(
        st.integers(0, 300), st.integers(0, 300), st.floats(1, 1e6), st.floats(1, 1e6),
        st.floats(0.5, 0.999),
    )  # fmt: skip
    def test_agrees_with_the_binomial_tails_of_scipy(
        self, one: int, other: int, people: float, others: float, confidence: float
    ) -> None:
        share, tail = people / (people + others), (1 - confidence) / 2
        known = stats.binom(one + other, share)
        tails = [float(known.sf(one - 1)), float(known.cdf(one))]
        if any(abs(found - tail) < 1e-9 for found in tails):
            return
        assert rates_differ(one, people, other, others, confidence) == (min(tails) < tail)
        assert rates_differ(other, others, one, people, confidence) == (min(tails) < tail)

    def test_of_what_is_not_known_or_nothing_nothing_differs(self) -> None:
        found = rates_differ([0, 5, 5, 50, 0], [10, 0, np.nan, 10, 10], [0, 50, 50, 0, 50], 10)
        assert found.tolist() == [False, False, False, True, True]


class TestWhatComparesAreas:
    LOADED = """
import sys
from dashboard.analysis import comparison
before = {"dispersion", "funnel", "similar"} & {name.rpartition(".")[2] for name in sys.modules}
from dashboard.analysis.comparison import funnel_limits, overdispersion, similar_areas
print(before or "none", funnel_limits(1000, 1, per=1000)[1] > 1, hasattr(comparison, "nothing"))
"""

    def test_is_reached_from_here_and_loaded_when_it_is(self, repository: Path) -> None:
        ran = subprocess.run(
            [sys.executable, "-c", self.LOADED], cwd=repository, capture_output=True, text=True, check=True
        )
        assert ran.stdout.split() == ["none", "True", "False"]
