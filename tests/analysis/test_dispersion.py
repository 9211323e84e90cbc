"""Overdispersion against published numbers, FunnelPlotR's formulas and simulated regions."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import mstats

from dashboard.analysis.comparison import crude_rate
from dashboard.analysis.dispersion import (
    additive_limits,
    between_variance,
    dispersion_ratio,
    multiplicative_limits,
    overdispersion,
)
from dashboard.analysis.funnel import funnel_baseline, funnel_limits
from tests.analysis.published import (
    FUNNELPLOTR_DENOMINATOR,
    FUNNELPLOTR_OBSERVED,
    FUNNELPLOTR_PHI,
    KACKER_CENTRE,
    KACKER_MEANS,
    KACKER_Q,
    KACKER_TAU2,
    KACKER_VARIANCES,
)


class TestPublished:
    def test_phi_of_funnelplotr(self) -> None:
        z = np.sqrt(FUNNELPLOTR_DENOMINATOR) * np.log(FUNNELPLOTR_OBSERVED / FUNNELPLOTR_DENOMINATOR)
        assert dispersion_ratio(z, winsorise=0) == pytest.approx(FUNNELPLOTR_PHI, abs=5e-7)

    def test_tau2_of_metafor(self) -> None:
        error = np.sqrt(KACKER_VARIANCES)
        phi = dispersion_ratio((KACKER_MEANS - KACKER_CENTRE) / error, winsorise=0)
        assert phi * len(error) == pytest.approx(KACKER_Q, rel=1e-9)
        assert between_variance(phi, error) == pytest.approx(KACKER_TAU2, rel=1e-9)


class TestPhi:
    def test_worked_by_hand(self) -> None:
        # Expected 100 each, so z = 2 (10 - 10), 2 (11 - 10), 2 (9 - 10), 2 (13 - 10).
        found = overdispersion([100, 121, 81, 169], [1000] * 4, 100, winsorise=0)
        assert found.z.tolist() == [0, 2, -2, 6]
        assert found.phi == 44 / 4
        assert found.areas == 4
        assert found.threshold == 1 + 2 * math.sqrt(0.5)
        # All errors are 1/20: weights 400, so tau2 = (44 - 3) / (1600 - 4 x 160000 / 1600).
        assert found.tau2 == pytest.approx(41 / 1200)

    @given(st.lists(st.floats(-50, 50), min_size=3, max_size=60))
    def test_pulls_the_ends_in_as_quantiles_say(self, z: list[float]) -> None:
        low, high = np.quantile(z, [0.1, 0.9])
        assert dispersion_ratio(z) == pytest.approx(np.mean(np.clip(z, low, high) ** 2))

    def test_one_odd_area_of_many_hardly_counts(self) -> None:
        z = np.r_[np.random.default_rng(1).normal(size=99), 60]
        assert dispersion_ratio(z, winsorise=0) > 30
        assert dispersion_ratio(z) < 1
        # scipy's winsorises by rank, not by quantile: of 100 the two pull in nearly the same.
        by_rank = np.mean(np.asarray(mstats.winsorize(z, (0.1, 0.1))) ** 2)
        assert dispersion_ratio(z) == pytest.approx(by_rank, rel=0.1)

    def test_leaves_out_what_is_unknown(self) -> None:
        found = overdispersion([100, 121, math.nan, 81, 5], [1000, 1000, 1000, 1000, 0], 100, winsorise=0)
        assert found.areas == 3
        assert found.phi == pytest.approx(8 / 3)
        np.testing.assert_array_equal(found.z, [0, 2, math.nan, -2, math.nan])

    def test_nothing_expected_nothing_measured(self) -> None:
        found = overdispersion([0, 5], [1000, 1000], 0)
        assert found.areas == 0
        assert math.isnan(found.phi)
        assert math.isnan(found.tau2)
        assert found.factor == 1

    def test_several_sets_at_once(self) -> None:
        counts = np.random.default_rng(3).poisson(80, (4, 30)).astype(float)
        counts[1, 5:] = math.nan
        counts[2] = math.nan
        population = np.linspace(5_000, 20_000, 30)
        together = overdispersion(counts, population)
        for i, row in enumerate(counts):
            alone = overdispersion(row, population)
            for name in ("phi", "tau2", "areas", "threshold"):
                np.testing.assert_allclose(getattr(together, name)[i], getattr(alone, name))
        assert math.isnan(overdispersion(counts[2], population).phi)

    def test_the_baseline_is_that_of_the_areas_unless_given(self) -> None:
        counts, population = [10, 30, 20], [1000, 2000, 3000]
        pooled = overdispersion(counts, population)
        assert pooled.phi == overdispersion(counts, population, funnel_baseline(counts, population)).phi
        assert pooled.phi != overdispersion(counts, population, 5).phi

    def test_a_share_must_leave_something(self) -> None:
        with pytest.raises(ValueError, match=r"winsorised share .* found 0.5"):
            dispersion_ratio([1, 2], 0.5)


class TestRule:
    def test_applies_only_beyond_two_standard_errors(self) -> None:
        # 8 areas: 1 + 2 sqrt(2 / 8) = 2.
        just, beyond = (np.tile([100 + d, 100 - d], 4) for d in (14, 15))
        assert overdispersion(just, [1000] * 8, 100).threshold == 2
        assert not overdispersion(just, [1000] * 8, 100).applies
        assert overdispersion(just, [1000] * 8, 100).factor == 1
        over = overdispersion(beyond, [1000] * 8, 100)
        assert over.applies is True
        assert over.factor == over.phi > 2

    def test_quiet_regions_are_hardly_ever_adjusted(self) -> None:
        counts = np.random.default_rng(4).poisson(60, (2000, 12))
        assert np.mean(overdispersion(counts, np.full(12, 6000)).applies) < 0.01


class TestBetweenVariance:
    def test_chance_alone_leaves_none(self) -> None:
        assert between_variance(0.6, [0.1, 0.2, 0.3]) == 0  # 3 phi is under 3 - 1
        assert between_variance(50, [0.1]) == 0
        assert math.isnan(between_variance(1, [math.nan]))

    def test_finds_the_variance_that_was_put_in(self) -> None:
        rng = np.random.default_rng(6)
        population = np.geomspace(20_000, 400_000, 300)
        level = (1 + rng.normal(0, 0.1, (200, 300))) ** 2  # square roots of the rates scatter by 0.1
        counts = rng.poisson(population * 5 / 1000 * level)
        found = overdispersion(counts, population, np.full(200, 5.0), winsorise=0)
        assert np.mean(found.tau2) == pytest.approx(0.01, rel=0.05)


class TestWidenedLimits:
    population = np.geomspace(1_000, 1e6, 25)

    @pytest.mark.parametrize("confidence", [0.95, 0.998])
    def test_without_overdispersion_they_are_the_exact_ones(self, confidence: float) -> None:
        exact = funnel_limits(self.population, 4, confidence)
        np.testing.assert_allclose(multiplicative_limits(self.population, 4, 1, confidence), exact)
        np.testing.assert_allclose(additive_limits(self.population, 4, 0, confidence), exact)

    def test_large_areas_have_the_limits_of_funnelplotr(self) -> None:
        """R/OD_adjust_func.R, CQC: (1 +/- z sqrt(1/(4E) + tau2))^2; ours widen exact limits."""
        expected, z = 1e9, 1.959963984540054
        for tau2 in (0.001, 0.02):
            reach = z * math.sqrt(1 / (4 * expected) + tau2)
            limits = additive_limits(expected, 1, tau2, per=1)
            assert limits == pytest.approx(((1 - reach) ** 2, (1 + reach) ** 2), rel=1e-4)
        reach = z * math.sqrt(6.25 / (4 * expected))
        limits = multiplicative_limits(expected, 1, 6.25, per=1)
        assert np.array(limits) - 1 == pytest.approx([-2 * reach, 2 * reach], rel=1e-3)

    @given(phi=st.floats(1, 60), tau2=st.floats(0, 0.5))
    def test_never_narrower_than_the_exact_ones(self, phi: float, tau2: float) -> None:
        lower, upper = funnel_limits(self.population, 4)
        for low, high in (
            multiplicative_limits(self.population, 4, phi),
            additive_limits(self.population, 4, tau2),
        ):
            assert (low >= 0).all() and (low <= np.asarray(lower) * (1 + 1e-12)).all()
            assert (high >= np.asarray(upper) * (1 - 1e-12)).all()

    def test_the_additive_ones_never_close(self) -> None:
        lower, upper = additive_limits(1e12, 4, 0.01)
        assert (lower, upper) == pytest.approx((4 * (1 - 0.196) ** 2, 4 * (1 + 0.196) ** 2), rel=1e-3)
        narrow = multiplicative_limits(1e12, 4, 9)
        assert narrow == pytest.approx((4, 4), rel=1e-3)

    def test_unusable_adjustments_are_refused(self) -> None:
        with pytest.raises(ValueError, match=r"phi must be at least 1; found 0\.5"):
            multiplicative_limits(1000, 4, 0.5)
        with pytest.raises(ValueError, match="tau2 must not be negative"):
            additive_limits(1000, 4, -0.1)

    def test_the_page_on_methods_states_what_stays_outside(self, repository: Path) -> None:
        """318 areas of about 1,000 incidents whose true rates differ by so much; % outside 95% limits."""
        text = (repository / "docs" / "methods.md").read_text(encoding="utf-8")
        rng = np.random.default_rng(2025)
        for spread in (0, 5, 10, 20):
            row = re.search(rf"^\| {spread}% \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$", text, re.M)
            assert row is not None
            population = 100_000 * rng.lognormal(0, 0.5, (60, 318))
            counts = rng.poisson(population / 100 * np.exp(rng.normal(0, spread / 100, (60, 318))))
            found, rate = overdispersion(counts, population), np.asarray(crude_rate(counts, population))
            centre = np.asarray(funnel_baseline(counts, population))[:, np.newaxis]
            shares = []
            for lower, upper in (
                funnel_limits(population, centre),
                multiplicative_limits(population, centre, np.asarray(found.factor)[:, np.newaxis]),
                additive_limits(population, centre, np.asarray(found.tau2)[:, np.newaxis]),
            ):
                shares.append(100 * np.mean((rate < lower) | (rate > upper)))
            assert [float(number) for number in row.groups()] == pytest.approx(shares, abs=0.8)
