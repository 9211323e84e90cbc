"""XmR limits and signals against published worked examples, and how often mere chance stands out."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pytest

from dashboard.analysis import trends, xmr
from dashboard.analysis.xmr import (
    ENOUGH_INCIDENTS,
    RUN,
    Shortage,
    Signal,
    xmr_limits,
    xmr_runs,
    xmr_shortage,
    xmr_signals,
)

NIST_FLOW_RATE = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
"""NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2: mean 50.81, mean moving range 1.8778."""

ANHOEJ = [18, 16, 8, 9, 10, 11, 26, 14, 15, 14, 18, 19, 18, 11, 28, 20, 16, 17, 12, 13, 24, 16, 15, 11]
"""J. Anhoej, Mastering Statistical Process Control Charts in Healthcare, "Screening I Charts for Freak Moving
Ranges": mean moving range 5, 4.45 once 17 (above 16.335) is left out; limits 15.8 +/- 2.66 x 4.45. The chart
shows one signal with screening (qicharts2's default) and none without."""

PLOT_THE_DOTS = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
"""NHSRplotthedots 0.2.2, vignette "Deviations from Excel defaults": "the upper process limit as 4.6, the
mean as 1.94 and the lower process limit as -0.72", the fifth point alone of special cause."""

PLOT_THE_DOTS_NORMAL = [
    *(-0.560, -0.230, 1.56, 0.0705, 0.129, 1.72, 0.461, -1.27, -0.687, -0.446),
    *(1.22, 0.360, 0.401, 0.111, -0.556, 1.79, 0.498, -1.97, 0.701, -0.473),
]
"""NHSRplotthedots, tests/testthat/_snaps/ptd_spc_standard.md: mean 0.142, limits -3.01 and 3.29."""


class TestPublishedLimits:
    def test_nist_handbook(self) -> None:
        limits = xmr_limits(NIST_FLOW_RATE)
        assert limits.mean == pytest.approx(50.81)
        # The handbook divides by 1.128 where Wheeler multiplies by 2.66, which is rounded.
        assert limits.upper == pytest.approx(55.8041, abs=0.002)
        assert limits.lower == pytest.approx(45.8159, abs=0.002)

    def test_anhoej_screens_one_moving_range(self) -> None:
        limits = xmr_limits(ANHOEJ)
        assert limits.mean == pytest.approx(15.8, abs=0.05)
        assert (limits.upper - limits.mean) / 2.66 == pytest.approx(4.45, abs=0.005)
        assert list(np.flatnonzero(xmr_signals(ANHOEJ) == Signal.ABOVE)) == [14]

    def test_plot_the_dots_screens_the_two_ranges_beside_an_outlier(self) -> None:
        limits = xmr_limits(PLOT_THE_DOTS)
        assert round(float(limits.mean), 2) == 1.94
        assert round(float(limits.upper), 2) == 4.6
        raised = xmr_limits(np.add(PLOT_THE_DOTS, 10))  # our own lower limit stops at 0
        assert round(float(raised.lower) - 10, 2) == -0.72
        signals = xmr_signals(PLOT_THE_DOTS)
        assert list(np.flatnonzero(signals != Signal.NONE)) == [4]

    def test_plot_the_dots_with_nothing_to_screen(self) -> None:
        limits = xmr_limits(np.add(PLOT_THE_DOTS_NORMAL, 10))
        found = [float(limit) - 10 for limit in limits]
        assert found == pytest.approx([0.142, -3.01, 3.29], abs=0.01)  # of values given to three figures


class TestXmrLimits:
    def test_worked_by_hand(self) -> None:
        # Moving ranges 2, 3 and 6; mean of the months 10.5.
        limits = xmr_limits([9, 11, 14, 8])
        assert limits.mean == pytest.approx(10.5)
        ranges = (2 + 3 + 6) / 3
        assert limits.upper == pytest.approx(10.5 + 2.66 * ranges)
        assert limits.lower == pytest.approx(10.5 - 2.66 * ranges)

    def test_ranges_do_not_reach_across_gaps(self) -> None:
        limits = xmr_limits([10, 12, math.nan, 50, 51])
        assert limits.mean == pytest.approx(123 / 4)
        assert limits.upper == pytest.approx(123 / 4 + 2.66 * 1.5)

    def test_counts_are_never_negative(self) -> None:
        assert xmr_limits([0, 9, 0, 9]).lower == 0

    def test_no_pair_of_months_no_limits(self) -> None:
        assert np.isnan(xmr_limits([3, math.nan, 4]).upper)
        assert np.isnan(xmr_limits([math.nan]).mean)

    def test_hold_nearly_every_month_of_a_steady_series(self) -> None:
        months = np.random.default_rng(2).poisson(40, (500, 36)).astype(float)
        limits = xmr_limits(months)
        inside = (months >= np.asarray(limits.lower)[:, None]) & (months <= np.asarray(limits.upper)[:, None])
        assert inside.mean() > 0.99

    def test_each_series_has_its_own(self) -> None:
        together = xmr_limits([ANHOEJ, ANHOEJ[::-1]])
        alone = xmr_limits(ANHOEJ)
        assert np.asarray(together.upper) == pytest.approx([alone.upper, alone.upper])

    def test_a_series_that_never_changes_has_limits_and_no_signal(self) -> None:
        assert tuple(xmr_limits([7.0] * 20)) == (7, 7, 7)
        assert set(xmr_signals([7.0] * 20)) == {Signal.NONE}

    @pytest.mark.parametrize("values", [[-1, 2], [math.inf, 2]])
    def test_what_is_no_count_is_refused(self, values: list[float]) -> None:
        with pytest.raises(ValueError, match="monthly counts"):
            xmr_limits(values)


class TestRuns:
    """As in NHSRplotthedots, tests/testthat/test-ptd_calculate_point_type.R, of sides of the mean."""

    @pytest.mark.parametrize(
        ("sides", "part_of_seven"),
        [
            ([1] * 6 + [-6], [0] * 7),
            ([1] * 8 + [-8], [1] * 8 + [0]),
            ([-1] * 8 + [8], [1] * 8 + [0]),
            ([-8] + [1] * 8 + [0], [0] + [1] * 8 + [0]),
        ],
    )
    def test_each_of_seven_is_marked(self, sides: list[int], part_of_seven: list[int]) -> None:
        assert sum(sides) == 0  # so that the mean is what they lie above and below
        marked = np.abs(xmr_runs(np.add(sides, 50))) >= RUN
        assert marked.astype(int).tolist() == part_of_seven

    def test_a_month_on_the_mean_ends_a_run(self) -> None:
        assert xmr_runs([11, 11, 10, 11, 11, 11, 5]).tolist() == [2, 2, 0, 3, 3, 3, -1]

    def test_a_missing_month_ends_a_run(self) -> None:
        months = [11.0] * 4 + [math.nan] + [11.0] * 4 + [2.0]
        assert xmr_runs(months).tolist() == [4] * 4 + [0] + [4] * 4 + [-1]
        assert not {Signal.RUN_ABOVE, Signal.RUN_BELOW} & set(xmr_signals(months))

    def test_their_names_tell_the_side(self) -> None:
        steps = np.repeat([20.0, 34.0], 8) + np.tile([0.0, 8.0], 8)
        assert xmr_signals(steps).tolist() == [Signal.RUN_BELOW] * 8 + [Signal.RUN_ABOVE] * 8

    def test_a_month_outside_the_limits_is_called_that(self) -> None:
        months = np.repeat([20.0, 34.0], 8) + np.tile([0.0, 8.0], 8)
        months[-1] = 70
        signals = xmr_signals(months)
        assert signals[-1] == Signal.ABOVE
        assert xmr_runs(months)[-1] == xmr_runs(months)[-2] > 0

    def test_every_series_by_itself(self) -> None:
        steps = np.repeat([20.0, 30.0], 8)
        together = xmr_runs(np.stack([steps, steps[::-1]]))
        assert together.tolist() == [xmr_runs(steps).tolist(), xmr_runs(steps[::-1]).tolist()]


class TestShortage:
    def test_twelve_months_are_enough(self) -> None:
        assert xmr_shortage([20.0] * 11 + [math.nan] * 5) is Shortage.MONTHS
        assert xmr_shortage([20.0] * 12) is Shortage.NONE

    def test_counts_must_not_be_too_coarse(self) -> None:
        assert xmr_shortage([ENOUGH_INCIDENTS - 1.0] * 24) is Shortage.INCIDENTS
        assert xmr_shortage([float(ENOUGH_INCIDENTS)] * 24) is Shortage.NONE


class TestWhatTheMethodsPageClaims:
    """docs/methods.md says how often mere chance stands out; the numbers there are these."""

    METHODS = Path(__file__).resolve().parents[2] / "docs" / "methods.md"

    @pytest.mark.parametrize("level", [0.2, 1, 5, 20, 100])
    def test_false_alarms(self, level: float) -> None:
        row = re.search(rf"^\| {level} \| ([\d.]+) \| (\d+) \| (\d+) \|$", self.METHODS.read_text(), re.M)
        assert row is not None
        months = np.random.default_rng(2025).poisson(level, (4_000, 36)).astype(float)
        signals = xmr_signals(months)
        outside = np.isin(signals, [Signal.ABOVE, Signal.BELOW])
        runs = np.isin(signals, [Signal.RUN_ABOVE, Signal.RUN_BELOW])
        found = [100 * share.mean() for share in (outside, outside.any(axis=1), runs.any(axis=1))]
        assert found == pytest.approx([float(number) for number in row.groups()], rel=0.15, abs=0.1)


def test_they_are_reached_through_trends_as_well() -> None:
    assert (trends.xmr_limits, trends.xmr_signals) == (xmr.xmr_limits, xmr.xmr_signals)
