"""Shares near premises: published limits, score tests turned round, areas of circles, and planted excess."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from dashboard.analysis.near_premises import (
    against_area,
    against_others,
    around_each,
    by_band,
    nearest_metres,
)


class TestAgainstOthers:
    def test_koopman_1984(self) -> None:
        # 36 of 40 against 16 of 80: ratio 4.5, score interval 2.94 to 7.15.
        found = against_others(36, 40, 16, 80)
        assert float(found.ratio) == pytest.approx(4.5)
        assert float(found.lower) == pytest.approx(2.94, abs=0.005)
        assert float(found.upper) == pytest.approx(7.15, abs=0.005)

    @settings(max_examples=15, deadline=None)
    @given(st.integers(1, 60), st.integers(0, 60), st.integers(1, 90), st.integers(0, 90))
    def test_limits_are_where_the_score_test_just_rejects(self, x: int, a: int, y: int, b: int) -> None:
        n, m = x + a, y + b
        found = against_others(x, n, y, m)
        for limit in (float(found.lower), float(found.upper)):
            if limit in (0, math.inf) or abs(math.log(limit)) > 15:
                continue
            # The likeliest shares with this ratio by plain search, then Pearson's chi-square (Koopman, 1984).
            grid = np.linspace(1e-9, min(1, 1 / limit) - 1e-9, 50_001)
            likelihood = stats.binom.logpmf(y, m, grid) + stats.binom.logpmf(x, n, grid * limit)
            second = float(grid[np.argmax(likelihood)])
            first = second * limit
            if min(first, second) < 1e-6 or max(first, second) > 1 - 1e-5:
                continue  # at the border the search is too coarse to tell
            chi = (x - n * first) ** 2 / (n * first * (1 - first)) + (y - m * second) ** 2 / (
                m * second * (1 - second)
            )
            assert chi == pytest.approx(stats.chi2.ppf(0.95, 1), rel=0.02)

    def test_both_all_near_is_a_ratio_of_one(self) -> None:
        found = against_others(10, 10, 10, 10)
        assert float(found.ratio) == 1
        assert float(found.lower) == pytest.approx(1 / float(found.upper), rel=1e-6)

    def test_nothing_on_one_side_or_both(self) -> None:
        found = against_others([0, 5, 0, 0], [10, 10, 10, 0], [5, 0, 0, 1], [20, 20, 20, 9])
        assert found.lower[0] == 0 and found.ratio[0] == 0 and found.upper[0] > 0
        assert np.isinf(found.upper[1]) and np.isinf(found.ratio[1]) and found.lower[1] > 0
        assert np.isnan(found.ratio[2:]).all() and np.isnan(found.lower[2:]).all()

    def test_holds_the_true_ratio_as_often_as_it_says(self) -> None:
        rng = np.random.default_rng(2025)
        x, y = rng.binomial(80, 0.3, 2000), rng.binomial(400, 0.2, 2000)
        found = against_others(x, 80, y, 400)
        held = ((found.lower <= 1.5) & (found.upper >= 1.5)).mean()
        assert abs(held - 0.95) <= 0.02

    def test_by_band_and_hour_at_once(self) -> None:
        near, total = np.arange(6).reshape(2, 3), np.full((2, 3), 9)
        found = against_others(near, total, 20, 90)
        assert found.ratio.shape == (2, 3)
        assert found.upper[1, 2] == pytest.approx(float(against_others(5, 9, 20, 90).upper))


class TestAgainstArea:
    def test_worked_by_hand(self) -> None:
        # 81 of 263 in 10% of the area; Wilson's limits of 81 of 263 as Newcombe (1998) prints them.
        found = against_area(81, 263, 0.1)
        assert float(found.ratio) == pytest.approx(81 / 263 / 0.1)
        assert (float(found.lower), float(found.upper)) == pytest.approx((2.553, 3.662), abs=5e-4)

    def test_nothing_near_in_no_area(self) -> None:
        found = against_area([3, 0], [10, 10], [0.0, 0.0])
        assert np.isinf(found.ratio[0]) and np.isnan(found.ratio[1])

    def test_of_an_area_that_is_not_known_nothing_is_said(self) -> None:
        found = against_area(3, 10, np.nan)
        assert np.isnan([found.ratio, found.lower, found.upper]).all()

    def test_no_share_of_an_area_is_refused(self) -> None:
        with pytest.raises(ValueError, match="between 0 and 1"):
            against_area(1, 2, 1.5)


class TestDistance:
    def test_the_nearest_of_all(self) -> None:
        rng = np.random.default_rng(1)
        places, premises = rng.uniform(0, 1000, (40, 2)), rng.uniform(0, 1000, (7, 2))
        found = nearest_metres(places, premises)
        assert found == pytest.approx([min(math.dist(p, q) for q in premises) for p in places])
        assert np.isinf(nearest_metres(places, np.zeros((0, 2)))).all()
        assert np.isnan(nearest_metres([[np.nan, 1]], premises)).all()

    def test_near_three_pubs_is_one_incident(self) -> None:
        pubs = [[0, 0], [10, 0], [0, 10]]
        assert by_band(nearest_metres([[3, 3]], pubs), (100, 250)).tolist() == [1, 0, 0]
        around = around_each([[3, 3], [-95, 0]], pubs, 100)
        assert around.incidents.tolist() == [2, 1, 2] and around.shared.tolist() == [2, 1, 2]

    def test_bands_include_their_upper_edge(self) -> None:
        assert by_band([0, 100, 100.001, 250, 300, np.nan], (100, 250)).tolist() == [2, 2, 1]

    def test_area_of_circles_together(self) -> None:
        # Two circles of 300 m whose middles are 300 m apart: 2 pi r2 less the lens.
        step = 5.0
        axis = np.arange(-400, 800, step) + step / 2
        grid = np.column_stack([part.reshape(-1) for part in np.meshgrid(axis, axis)])
        areas = by_band(nearest_metres(grid, [[0, 0], [300, 0]]), (300,), np.full(len(grid), step**2))
        lens = 2 * 300**2 * math.acos(0.5) - 0.5 * 300 * math.sqrt(4 * 300**2 - 300**2)
        assert areas[0] == pytest.approx(2 * math.pi * 300**2 - lens, rel=2e-3)

    def test_around_each_one_by_one(self) -> None:
        rng = np.random.default_rng(2)
        places, premises = rng.uniform(0, 500, (60, 2)), rng.uniform(0, 500, (9, 2))
        found = around_each(places, premises, 120)
        near = np.array([[math.dist(p, q) <= 120 for p in places] for q in premises])
        assert found.incidents.tolist() == near.sum(axis=1).tolist()
        assert found.shared.tolist() == (near & (near.sum(axis=0) > 1)).sum(axis=1).tolist()
        assert around_each(places, np.zeros((0, 2)), 50).incidents.shape == (0,)


class TestPlanted:
    def test_driven_by_premises_is_shown_as_such_and_the_rest_is_not(self) -> None:
        rng = np.random.default_rng(3)
        pubs = rng.uniform(0, 6000, (30, 2))
        others = rng.uniform(0, 6000, (5000, 2))
        driven = np.concatenate(
            [rng.uniform(0, 6000, (400, 2)), pubs[rng.integers(0, 30, 200)] + rng.uniform(-70, 70, (200, 2))]
        )
        quiet = rng.uniform(0, 6000, (600, 2))
        counts = [by_band(nearest_metres(points, pubs), (100,)) for points in (driven, quiet, others)]
        planted, left = (
            against_others(near, near + far, *(counts[2][0], counts[2].sum()))
            for near, far in itertools.islice(counts, 2)
        )
        assert float(planted.lower) > 3
        assert float(left.lower) < 1 < float(left.upper)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="ascending edges"):
        by_band([1], (250, 100))
    with pytest.raises(ValueError, match="more near premises"):
        against_others(3, 2, 1, 9)
    with pytest.raises(ValueError, match="premises must have coordinates"):
        nearest_metres([[1, 2]], [[np.nan, 1]])
