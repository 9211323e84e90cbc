"""One hour for each incident: exact times in their own, ranges with their aoristic weights."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from dashboard.analysis.hour_of_each import NO_HOUR, WEEK, evenly, hour_of_each
from dashboard.analysis.temporal import aoristic_hours, time_ranges

LONDON, NEW_YORK = "Europe/London", "America/New_York"


def test_exact_times_are_in_their_own_hour_through_the_change_of_clocks() -> None:
    chance = np.random.default_rng(1)
    nights = [datetime(2025, 3, 30, tzinfo=UTC), datetime(2025, 10, 26, tzinfo=UTC)]
    moments = [
        datetime.fromtimestamp(int(night.timestamp() + second), UTC)
        for night in nights
        for second in chance.integers(-7200, 7200 * 4, 200)
    ]
    for zone in (LONDON, NEW_YORK, "Asia/Kathmandu"):
        found = hour_of_each(time_ranges(pd.Series(moments), zone=zone), chance.random(400))
        local = [moment.astimezone(ZoneInfo(zone)) for moment in moments]
        assert found.tolist() == [one.weekday() * 24 + one.hour for one in local]


def test_the_hour_that_comes_twice_and_the_one_that_never_does() -> None:
    spring = time_ranges(pd.Series(pd.date_range("2025-03-30", periods=6, freq="30min", tz="UTC")))
    assert hour_of_each(spring, np.zeros(6)).tolist() == [144, 144, 146, 146, 147, 147]
    autumn = time_ranges(pd.Series(pd.date_range("2025-10-26", periods=4, freq="30min", tz="UTC")))
    assert hour_of_each(autumn, np.zeros(4)).tolist() == [145, 145, 145, 145]


def test_a_range_is_in_an_hour_with_the_part_of_it_that_lies_there() -> None:
    number = 40_000
    begun, ended = pd.Timestamp("2025-10-25 22:40", tz=LONDON), pd.Timestamp("2025-10-26 03:10", tz=LONDON)
    ranges = time_ranges(pd.Series([begun] * number), pd.Series([ended] * number))
    expected = aoristic_hours(ranges).weights.reshape(-1)
    drawn = hour_of_each(ranges, evenly(ranges.start.astype(np.int64), np.arange(number)))
    found = np.bincount(drawn, minlength=WEEK)
    assert not found[expected == 0].any()
    some = expected > 0
    assert stats.chisquare(found[some], expected[some]).pvalue > 1e-4


def test_long_ranges_are_in_any_hour_alike_and_the_end_is_outside() -> None:
    begun = pd.Series(pd.to_datetime(["2025-01-06 10:00", "2025-01-06 10:00"], utc=True))
    ended = begun + pd.to_timedelta(["8D", "1h"])
    ranges = time_ranges(begun, ended)
    assert hour_of_each(ranges, np.array([0.0, 0.0])).tolist() == [0, 10]
    assert hour_of_each(ranges, np.nextafter([1.0, 1.0], 0)).tolist() == [167, 10]


def test_without_a_usable_time_there_is_no_hour() -> None:
    begun = pd.Series(pd.to_datetime(["", "2025-01-06 10:00", "2025-01-06 10:00"], utc=True))
    ended = pd.Series(pd.to_datetime(["2025-01-06 10:00", "2025-01-06 09:00", ""], utc=True))
    assert hour_of_each(time_ranges(begun, ended), np.zeros(3)).tolist() == [NO_HOUR, NO_HOUR, 10]


@pytest.mark.parametrize("same", ["key", "salt", "neither"])
def test_draws_are_even_and_independent(same: str) -> None:
    number = np.arange(100_000)
    fixed = np.full(len(number), 1_736_158_200)
    drawn = evenly(fixed if same == "key" else number, fixed if same == "salt" else number)
    assert drawn.min() >= 0 and drawn.max() < 1
    assert stats.kstest(drawn, "uniform").pvalue > 1e-3
    assert abs(np.corrcoef(drawn[1:], drawn[:-1])[0, 1]) < 0.015


def test_draws_are_the_same_in_any_process() -> None:
    """Worked out by hand with Python's whole numbers."""

    def mixed(value: int) -> int:
        whole = (1 << 64) - 1
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9 & whole
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB & whole
        return value ^ (value >> 31)

    golden = 0x9E3779B97F4A7C15
    key, salt = -5, 77
    plain = mixed(mixed((key + golden) % 2**64) ^ (salt * golden % 2**64)) >> 11
    assert evenly(np.array([key]), np.array([salt])).tolist() == [plain / 2**53]
