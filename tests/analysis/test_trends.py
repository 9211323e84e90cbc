"""The verdict on a change: hand-worked cases, and false alarms on simulated quiet series."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from dashboard.analysis.trends import (
    FALSE_ALARM_SHARE,
    Verdict,
    change_verdict,
    change_z,
    dispersion_phi,
    overdispersion_components,
    own_dispersion,
)

counts = st.integers(min_value=0, max_value=100_000)
UP_AND_DOWN = np.tile([0.0, 24.0], 6)  # every squared difference is 576, every sum of two months 24: phi 24


def quiet(seed: int, number: int, months: int, level: float, phi: float) -> NDArray[np.float64]:
    """Negative binomial counts about the same seasonal mean every year, variance phi x mean."""
    rng = np.random.default_rng(seed)
    mean = level * (1 + 0.4 * np.cos(2 * np.pi * np.arange(months) / 12))
    if phi == 1:
        return rng.poisson(mean, (number, months)).astype(np.float64)
    return rng.negative_binomial(mean / (phi - 1), 1 / phi, (number, months)).astype(np.float64)


def share_called(verdicts: NDArray[np.object_] | Verdict) -> float:
    return float(np.mean([verdict in (Verdict.HIGHER, Verdict.LOWER) for verdict in np.ravel(verdicts)]))


def allowance(freedom: float) -> float:
    return max(stats.t.ppf(0.995, freedom) / 3, 1) ** 2


def freedom_of(contrasts: NDArray[np.float64]) -> float:
    covariance = contrasts @ contrasts.T
    return float(np.trace(covariance) ** 2 / np.trace(covariance @ covariance))


class TestVerdict:
    def test_reads_as_the_pages_say_it(self) -> None:
        assert [str(verdict) for verdict in Verdict] == [
            "higher than normal variation",
            "lower than normal variation",
            "within normal variation",
            "too few to say",
            "no earlier data",
            "withheld",
        ]

    # sqrt(2) x (root - root): 121 and 64 differ by 3 roots, 4.243; 100 and 64 by 2 roots, 2.828.
    @pytest.mark.parametrize(
        ("now", "before", "phi", "z", "verdict"),
        [
            (121, 64, 1, 4.2426, Verdict.HIGHER),
            (64, 121, 1, -4.2426, Verdict.LOWER),
            (100, 64, 1, 2.8284, Verdict.WITHIN),
            (121, 64, 2.25, 2.8284, Verdict.WITHIN),
            (9, 4, 1, 1.4142, Verdict.WITHIN),
            (4, 4, 1, 0, Verdict.TOO_FEW),
            (0, 4, 1, -2.8284, Verdict.TOO_FEW),
            (0, 5, 1, -3.1623, Verdict.LOWER),
            (25, 0, 1, 7.0711, Verdict.HIGHER),
        ],
    )
    def test_worked_by_hand(self, now: int, before: int, phi: float, z: float, verdict: Verdict) -> None:
        found_z, found = change_verdict(now, before, phi)
        assert found_z == pytest.approx(z, abs=0.0001)
        assert found is verdict

    def test_nothing_to_compare_with(self) -> None:
        z, verdicts = change_verdict([5, math.nan, 2], [math.nan, 5, math.nan])
        assert np.isnan(z).all()
        assert list(np.ravel(verdicts)) == [Verdict.NO_EARLIER] * 3

    def test_arrays_broadcast(self) -> None:
        z, verdicts = change_verdict(np.array([[121], [64]]), [64, 121], np.array([1.0, 1.0]))
        assert np.shape(z) == np.shape(verdicts) == (2, 2)
        assert np.ravel(verdicts)[0] is Verdict.HIGHER
        assert np.ravel(verdicts)[3] is Verdict.LOWER

    @given(now=counts, before=counts, phi=st.floats(min_value=1, max_value=50))
    def test_swapping_the_periods_swaps_the_verdict(self, now: int, before: int, phi: float) -> None:
        swapped = {Verdict.HIGHER: Verdict.LOWER, Verdict.LOWER: Verdict.HIGHER}
        _, there = change_verdict(now, before, phi)
        _, back = change_verdict(before, now, phi)
        assert isinstance(there, Verdict)
        assert back is swapped.get(there, there)

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ((-1, 3, 1), "counts now must not be negative; found -1"),
            ((1, math.inf, 1), "counts before must be finite numbers; found inf"),
            ((1, 3, 0.5), "phi must be at least 1; found 0.5"),
            ((1, 3, math.nan), "phi must be finite numbers; found nan"),
        ],
    )
    def test_unusable_input_is_named(self, arguments: tuple[float, float, float], message: str) -> None:
        with pytest.raises(ValueError, match=message):
            change_z(*arguments)


class TestOverdispersion:
    def test_successive_differences_worked_by_hand(self) -> None:
        # Differences 2, -1, 4: squares 4 + 1 + 16; the months in them 10 + 11 + 14.
        squares, weight = overdispersion_components([4, 6, 5, 9])
        assert (squares, weight) == (21, 35)

    def test_months_without_data_take_their_differences_with_them(self) -> None:
        squares, weight = overdispersion_components(
            [[4, 6, math.nan, 5, 9], [math.nan, 1, math.nan, 2, math.nan]]
        )
        assert squares.tolist() == [4 + 16, 0]
        assert weight.tolist() == [10 + 14, 0]

    def test_a_mere_season_is_no_scatter_once_two_years_are_known(self) -> None:
        season = [10, 20, 30, 40, 50, 60, 60, 50, 40, 30, 20, 10]
        assert overdispersion_components(season * 2)[0] == 0
        assert overdispersion_components(season * 2 + [10])[0] == 0
        assert overdispersion_components(season)[0] == 1000

    def test_seasonal_differences_worked_by_hand(self) -> None:
        # One month of 5 instead of 2 in the second year, at the place where only two differences reach it.
        series = np.full(24, 2.0)
        series[18] = 5
        squares, weight = overdispersion_components(series)
        assert squares == 2 * 9
        assert weight == 11 * 8 + 2 * 3

    def test_gaps_that_leave_no_two_years_fall_back_to_successive_differences(self) -> None:
        series = np.full(36, math.nan)
        series[:12] = series[24:] = UP_AND_DOWN
        assert overdispersion_components(series) == (22 * 576, 22 * 24)

    def test_a_step_counts_once_or_not_at_all(self) -> None:
        step = np.repeat([50.0, 150.0], 12)
        assert overdispersion_components(step)[0] == 0
        assert overdispersion_components(np.concatenate([step[:12], step]))[0] == 100**2

    @pytest.mark.parametrize("months", [18, 36])
    @pytest.mark.parametrize("gaps", [(), (5, 6, 20)])
    def test_measures_the_scatter_that_was_put_in(self, months: int, gaps: tuple[int, ...]) -> None:
        rng = np.random.default_rng(11)
        series = rng.negative_binomial(40, 1 / 2.5, (4000, months)).astype(float)  # mean 60, phi 2.5
        series[:, [gap for gap in gaps if gap < months]] = math.nan
        squares, weight = overdispersion_components(series)
        assert squares.sum() / weight.sum() == pytest.approx(2.5, rel=0.03)

    def test_unusable_input_is_named(self) -> None:
        with pytest.raises(ValueError, match="monthly counts must not be negative; found -3"):
            overdispersion_components([1, -3])
        with pytest.raises(ValueError, match="found a single number"):
            overdispersion_components(5)


class TestPhi:
    def test_never_under_one(self) -> None:
        assert dispersion_phi(np.full(36, 7.0)) == 1

    def test_one_where_there_is_nothing_to_measure(self) -> None:
        assert dispersion_phi(np.full(36, math.nan)) == 1
        assert dispersion_phi(np.zeros(36)) == 1
        assert dispersion_phi([9.0]) == 1
        assert dispersion_phi([3, math.nan, 4], siblings=[[3, math.nan, 4]]) == 1

    def test_one_year_is_raised_for_how_little_it_knows(self) -> None:
        freedom = freedom_of(np.diff(np.eye(12), axis=0))
        assert dispersion_phi(UP_AND_DOWN) == pytest.approx(24 * allowance(freedom))
        assert allowance(freedom) == pytest.approx(1.29, abs=0.01)

    def test_seasonal_differences_are_raised_for_their_own_overlap(self) -> None:
        series = quiet(4, 1, 30, 200, 4)[0]
        successive = np.diff(np.eye(30), axis=0)
        contrasts = successive[12:] - successive[:-12]
        squares, weight = overdispersion_components(series)
        assert squares == pytest.approx(np.square(contrasts @ series).sum())
        expected = squares / weight * allowance(freedom_of(contrasts))
        assert dispersion_phi(series) == pytest.approx(expected)

    def test_five_years_are_not_raised(self) -> None:
        series = quiet(5, 1, 60, 200, 4)[0]
        squares, weight = overdispersion_components(series)
        assert dispersion_phi(series) == pytest.approx(squares / weight)

    def test_short_series_take_their_siblings_scatter_long_ones_their_own(self) -> None:
        short = np.concatenate([np.full(4, math.nan), np.full(8, 7.0)])
        siblings = np.array([UP_AND_DOWN] * 10)
        assert dispersion_phi(short, siblings) == pytest.approx(24)  # ten siblings leave no doubt
        assert dispersion_phi(short, siblings, minimum_months=8) == 1
        assert dispersion_phi(np.full(12, 7.0), siblings) == 1

    def test_siblings_pool_by_sums_so_that_large_ones_weigh_more(self) -> None:
        large, small = np.tile([0.0, 240.0], 6), np.tile([10.0, 10.0], 6)
        short = np.full(3, 7.0)
        squares, weight = 11 * 240**2, 11 * (240 + 20)
        freedom = freedom_of(np.diff(np.eye(12), axis=0)) * (240 + 20) ** 2 / (240**2 + 20**2)
        found = dispersion_phi(short, [large, small])
        assert found == pytest.approx(squares / weight * allowance(freedom))

    def test_tables_of_series_broadcast_with_their_siblings(self) -> None:
        areas = np.stack([UP_AND_DOWN, np.full(12, 7.0), np.concatenate([[math.nan] * 6, np.full(6, 7.0)])])
        types = np.stack([areas, areas * 3])
        assert np.shape(dispersion_phi(areas)) == (3,)
        phi = np.asarray(dispersion_phi(types, siblings=types[:, np.newaxis]))
        assert phi.shape == (2, 3)
        assert phi[0].tolist() == np.asarray(dispersion_phi(areas, areas)).tolist()
        assert phi[0, 2] > 1  # too short for its own: it takes the table's scatter

    def test_siblings_need_an_axis_of_their_own(self) -> None:
        with pytest.raises(ValueError, match="siblings must have the axes"):
            dispersion_phi([1.0, 2.0], siblings=[1.0, 2.0])


class TestOwnDispersion:
    @pytest.mark.parametrize(
        ("series", "enough"),
        [
            (np.ones(12), True),
            (np.ones(11), False),
            ([1.0] * 6 + [math.nan] + [1.0] * 6, False),
            (np.full(36, math.nan), False),
        ],
    )
    def test_it_takes_the_differences_of_a_year(self, series: ArrayLike, enough: bool) -> None:
        assert bool(own_dispersion(series)[1]) is enough

    def test_fewer_months_may_be_asked_for_and_leading_axes_stay(self) -> None:
        assert own_dispersion(np.ones((2, 3, 8)), minimum_months=8)[1].tolist() == [[True] * 3] * 2

    def test_only_series_that_do_not_take_the_siblings_phi(self) -> None:
        siblings = np.tile(UP_AND_DOWN, (10, 1))
        assert dispersion_phi(np.full(12, 7.0), siblings) == 1
        assert dispersion_phi(np.full(11, 7.0), siblings) > 1


class TestCalibration:
    @pytest.mark.parametrize("months", [24, 36])
    @pytest.mark.parametrize("phi", [1.0, 1.5, 2.0, 3.0])
    def test_false_alarms_are_what_the_pages_promise(self, months: int, phi: float) -> None:
        shares = []
        for seed, level in enumerate((2, 5, 20, 100, 500)):
            series = quiet(100 * months + seed, 4000, months, level, phi)
            now, before = series[:, -12:].sum(axis=1), series[:, -24:-12].sum(axis=1)
            shares.append(share_called(change_verdict(now, before, dispersion_phi(series))[1]))
        # 20,000 comparisons at 1%: three standard errors are 0.2 points.
        assert np.mean(shares) < FALSE_ALARM_SHARE + 0.002
        assert max(shares) < FALSE_ALARM_SHARE + 0.005

    def test_without_phi_there_would_be_many_more(self) -> None:
        series = quiet(3, 4000, 36, 100, 3)
        now, before = series[:, -12:].sum(axis=1), series[:, -24:-12].sum(axis=1)
        assert share_called(change_verdict(now, before, 1.0)[1]) > 5 * FALSE_ALARM_SHARE

    @pytest.mark.parametrize("months", [24, 36])
    def test_a_real_step_is_called_although_phi_is_measured_across_it(self, months: int) -> None:
        series = quiet(8, 1000, months, 50, 2)
        series[:, -12:] = quiet(9, 1000, 12, 75, 2)
        now, before = series[:, -12:].sum(axis=1), series[:, -24:-12].sum(axis=1)
        _, verdicts = change_verdict(now, before, dispersion_phi(series))
        assert np.mean([verdict is Verdict.HIGHER for verdict in np.ravel(verdicts)]) > 0.9

    def test_the_page_on_methods_states_the_promise(self, repository: Path) -> None:
        text = (repository / "docs" / "methods.md").read_text(encoding="utf-8")
        stated = re.search(r"called in at most about (\d+) in 100", text)
        assert stated is not None
        assert int(stated[1]) == round(100 * FALSE_ALARM_SHARE)

    @pytest.mark.shared
    def test_cleveland_as_the_page_on_methods_states_it(self, shared_data: Path, repository: Path) -> None:
        """Counted with plain pandas; without phi the shares were measured before there was this code."""
        sample = shared_data / "default-sample-candidate" / "cleveland_street_2023-01_2025-12.parquet"
        rows = pd.read_parquet(sample, columns=["Month", "LSOA name", "Crime type"])
        place = rows["LSOA name"].str.rsplit(" ", n=1).str[0]
        four = place.isin(["Hartlepool", "Middlesbrough", "Redcar and Cleveland", "Stockton-on-Tees"])
        text = (repository / "docs" / "methods.md").read_text(encoding="utf-8")
        by_force = pd.crosstab(rows["Crime type"], rows["Month"])
        by_partnership = pd.crosstab([place[four], rows["Crime type"][four]], rows["Month"][four])
        for name, table, without_phi in (("Force", by_force, 0.64), ("Partnership", by_partnership, 0.27)):
            series = table.sort_index(axis=1).to_numpy(dtype=float)
            assert series.shape[1] == 36
            now, before = series[:, 24:].sum(axis=1), series[:, 12:24].sum(axis=1)
            assert share_called(change_verdict(now, before)[1]) == pytest.approx(without_phi, abs=0.005)
            stated = re.search(rf"\| {name} by crime type \| (\d+) \| (\d+) \|", text)
            assert stated is not None
            called = share_called(change_verdict(now, before, dispersion_phi(series))[1])
            assert (len(series), round(called * len(series))) == (int(stated[1]), int(stated[2]))
