"""Charts in phases and what they say: cases by hand, an initiative, and how often mere chance is called."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pytest

from dashboard.analysis.variation import (
    Direction,
    Variation,
    before_after,
    latest_side,
    variation,
    xmr_chart,
)
from dashboard.analysis.xmr import Rule, xmr_limits, xmr_rules

STEADY = np.tile([48.0, 52.0], 12)
HIGH = np.r_[STEADY, 70]
LOW = np.r_[STEADY, 30]
GAP = math.nan


class TestWords:
    def test_read_as_the_page_says_them(self) -> None:
        assert [str(word) for word in Variation] == [
            "concern",
            "improvement",
            "unusually high",
            "unusually low",
            "common cause",
            "too few months",
            "too few to say",
        ]

    @pytest.mark.parametrize(
        ("months", "direction", "said"),
        [
            (HIGH, Direction.HIGHER_WORSE, Variation.CONCERN),
            (LOW, Direction.HIGHER_WORSE, Variation.IMPROVEMENT),
            (HIGH, Direction.HIGHER_BETTER, Variation.IMPROVEMENT),
            (LOW, Direction.HIGHER_BETTER, Variation.CONCERN),
            (HIGH, Direction.NO_JUDGEMENT, Variation.HIGH),
            (LOW, Direction.NO_JUDGEMENT, Variation.LOW),
            (STEADY, Direction.HIGHER_WORSE, Variation.COMMON_CAUSE),
            (STEADY[:11], Direction.HIGHER_WORSE, Variation.TOO_SHORT),
            (STEADY / 12, Direction.HIGHER_WORSE, Variation.TOO_FEW),
        ],
    )
    def test_of_one_series(self, months: np.ndarray, direction: Direction, said: Variation) -> None:
        assert variation(xmr_chart(months), direction) is said

    def test_of_many(self) -> None:
        charts = xmr_chart(np.stack([[HIGH, LOW], [np.r_[STEADY, 50], np.r_[STEADY[:11], [GAP] * 14]]]))
        assert variation(charts, Direction.HIGHER_WORSE).tolist() == [
            [Variation.CONCERN, Variation.IMPROVEMENT],
            [Variation.COMMON_CAUSE, Variation.TOO_SHORT],
        ]

    def test_each_rule_is_heard(self) -> None:
        trend = np.r_[STEADY, 45.5, 46.5, 47.5, 48.5, 49.5, 50.6, 51.5]
        near = np.r_[STEADY, 58.5, 58.6]
        run = np.r_[STEADY, [51.3] * 7]
        for rule, months in ((Rule.TREND, trend), (Rule.NEAR, near), (Rule.RUN, run)):
            met = [r for r in Rule if getattr(xmr_chart(months).rules, r)[-1]]
            assert met == [rule]
            assert variation(xmr_chart(months), Direction.HIGHER_WORSE) is Variation.CONCERN

    def test_a_fall_is_a_fall_even_above_the_mean(self) -> None:
        """As in NHSRplotthedots since pull request 180: the trend's heading, not the side it is on."""
        months = np.r_[np.tile([28.0, 32.0], 12), np.arange(41.0, 34, -1)]
        chart = xmr_chart(months)
        assert months[-1] > chart.limits.mean[-1]
        assert chart.rules.run[-1] == 1
        assert chart.rules.outside[-1] == 0
        assert latest_side(chart) == -1


class TestLatest:
    def test_only_the_latest_month_counts_unless_asked(self) -> None:
        chart = xmr_chart(np.r_[STEADY, 70, 50])
        assert latest_side(chart) == 0
        assert latest_side(chart, recent=2) == 1
        assert latest_side(xmr_chart(np.r_[STEADY, 70, 49, 29]), recent=3) == -1  # the later of the two

    def test_months_without_data_are_not_the_latest(self) -> None:
        assert latest_side(xmr_chart(np.r_[HIGH, GAP, GAP])) == 1
        assert latest_side(xmr_chart(np.r_[HIGH, GAP]), recent=1) == 1

    def test_nothing_known(self) -> None:
        chart = xmr_chart([[GAP] * 20, np.r_[STEADY[:20]]])
        assert np.isnan(latest_side(chart)).tolist() == [True, False]
        assert variation(chart, Direction.HIGHER_WORSE)[0] is Variation.TOO_SHORT

    def test_does_not_look_back_into_an_earlier_phase(self) -> None:
        months = np.r_[HIGH, np.tile([30.0, 34.0], 7)]
        for recent in (14, 15, 30):
            assert latest_side(xmr_chart(months, rebase=[25]), recent) == 0

    def test_recent_is_at_least_a_month(self) -> None:
        with pytest.raises(ValueError, match="at least 1 month; found 0"):
            latest_side(xmr_chart(STEADY), 0)


class TestPhases:
    months = np.r_[STEADY, np.tile([28.0, 34.0], 8)]

    def test_each_has_its_own_limits_and_rules(self) -> None:
        chart = xmr_chart(self.months, rebase=[24])
        for start, stop in ((0, 24), (24, 40)):
            for found, alone in zip(chart.limits, xmr_limits(self.months[start:stop]), strict=True):
                assert set(found[start:stop]) == {alone}
            for found, alone in zip(chart.rules, xmr_rules(self.months[start:stop]), strict=True):
                np.testing.assert_array_equal(found[start:stop], alone)
        assert chart.starts == (0, 24)
        assert not chart.side.any()
        assert xmr_chart(self.months).side.any()  # one level for both: two runs

    def test_no_run_or_trend_reaches_across(self) -> None:
        rising = np.r_[STEADY[:20], np.arange(40.0, 60, 2), STEADY[:20]]
        assert xmr_chart(rising).rules.trend.any()
        assert not xmr_chart(rising, rebase=[25]).rules.trend.any()

    def test_short_and_coarse_are_of_the_phase(self) -> None:
        chart = xmr_chart(np.r_[STEADY, np.full(11, 3.0)], rebase=[24])
        assert not chart.trial[:24].any() and chart.trial[24:].all()
        assert not chart.coarse[:24].any() and chart.coarse[24:].all()
        assert variation(chart, Direction.HIGHER_WORSE) is Variation.TOO_SHORT

    def test_missing_months_do_not_lengthen_a_phase(self) -> None:
        eleven = np.r_[STEADY[:11], [GAP] * 9]
        assert xmr_chart(eleven).trial.all()
        assert not xmr_chart(np.r_[eleven, 50]).trial.any()

    def test_several_series_and_phases(self) -> None:
        both = np.stack([self.months, self.months[::-1]])
        chart = xmr_chart(both, rebase=[30, 24, 0, 24])
        assert chart.starts == (0, 24, 30)
        assert chart.limits.mean.shape == chart.trial.shape == chart.side.shape == both.shape

    @pytest.mark.parametrize("month", [-1, 40, 99])
    def test_a_phase_begins_within_the_series(self, month: int) -> None:
        with pytest.raises(ValueError, match=f"40 months; found month {month}"):
            xmr_chart(self.months, rebase=[month])

    def test_a_series_has_months(self) -> None:
        with pytest.raises(ValueError, match="at least one month"):
            xmr_chart([])


class TestBeforeAfter:
    def test_later_months_are_judged_by_the_earlier_limits(self) -> None:
        found = before_after(np.r_[STEADY, [46.0] * 7], 24, Direction.HIGHER_WORSE)
        assert found.before == xmr_limits(STEADY)
        assert found.after == (46, 46, 46)
        assert found.rules.run.tolist() == [-1] * 7
        assert found.variation is Variation.IMPROVEMENT
        assert before_after(np.r_[STEADY, [46.0] * 6], 24, Direction.HIGHER_WORSE).variation is (
            Variation.COMMON_CAUSE
        )

    def test_months_before_are_part_of_no_run_after(self) -> None:
        months = np.r_[STEADY, [46.0] * 4, [46.0] * 4]
        assert before_after(months, 28, Direction.HIGHER_WORSE).variation is Variation.COMMON_CAUSE

    def test_needs_twelve_months_before_and_one_after(self) -> None:
        assert before_after(HIGH, 11, Direction.HIGHER_WORSE).variation is Variation.TOO_SHORT
        assert before_after(HIGH, 12, Direction.HIGHER_WORSE).variation is Variation.CONCERN
        no_more = np.r_[STEADY, GAP]
        assert before_after(no_more, 24, Direction.HIGHER_WORSE).variation is Variation.TOO_SHORT
        few = np.r_[STEADY / 12, 30]
        assert before_after(few, 24, Direction.HIGHER_WORSE).variation is Variation.TOO_FEW

    def test_of_many_areas(self) -> None:
        months = np.stack([np.r_[STEADY, [44.0] * 8], np.r_[STEADY, STEADY[:8]]])
        found = before_after(months, 24, Direction.HIGHER_WORSE)
        assert found.variation.tolist() == [Variation.IMPROVEMENT, Variation.COMMON_CAUSE]

    @pytest.mark.parametrize("start", [0, 25, -3])
    def test_begins_within_the_series(self, start: int) -> None:
        with pytest.raises(ValueError, match="begin"):
            before_after(HIGH, start, Direction.HIGHER_WORSE)


class TestQuietSeries:
    @pytest.mark.parametrize("months", [12, 24, 36])
    def test_as_the_page_on_methods_states(self, months: int, repository: Path) -> None:
        """Independent Poisson counts; % of charts whose latest month, or one of three, is called."""
        text = (repository / "docs" / "methods.md").read_text(encoding="utf-8")
        for level in (5, 20, 100, 1000):
            row = re.search(rf"^\| {months} months, {level} a month \|(.+)\|$", text, re.M)
            assert row is not None
            stated = [float(number) for number in row[1].split("|")]
            counts = np.random.default_rng(2025).poisson(level, (20_000, months)).astype(float)
            chart = xmr_chart(counts)
            sides = [latest_side(chart, recent) for recent in (1, 3)]
            found = [100 * np.mean(side[np.isfinite(side)] != 0) for side in sides]
            found += [100 * np.mean((getattr(chart.rules, rule) != 0).any(axis=-1)) for rule in Rule]
            found.append(100 * np.mean((chart.side != 0).any(axis=-1)))
            assert stated == pytest.approx(found, abs=0.4)

    def test_a_lasting_step_is_seen(self) -> None:
        rng = np.random.default_rng(9)
        months = np.concatenate([rng.poisson(100, (500, 24)), rng.poisson(130, (500, 12))], axis=1)
        said = before_after(months, 24, Direction.HIGHER_WORSE, recent=3).variation
        assert np.mean(said == Variation.CONCERN) > 0.9
