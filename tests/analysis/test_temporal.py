"""Aoristic weights against a count of minutes through the change of clocks, and worked cases; seasons."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.analysis.contributions import whole_parts
from dashboard.analysis.temporal import (
    aoristic_hours,
    month_profile,
    time_ranges,
    weight_in_hours,
)

MONDAY, TUESDAY, SATURDAY, SUNDAY = 0, 1, 5, 6


def minute_by_minute(starts: list[datetime], ends: list[datetime], zone: str) -> npt.NDArray[np.float64]:
    """Each minute of each range looked up in its zone by the standard library."""
    weights = np.zeros((7, 24))
    for start, end in zip(starts, ends, strict=True):
        minutes = max(int((end - start).total_seconds() // 60), 1)
        for minute in range(minutes):
            local = (start + timedelta(minutes=minute)).astimezone(ZoneInfo(zone))
            weights[local.weekday(), local.hour] += 1 / minutes
    return weights


class TestWorkedCases:
    def test_a_range_over_midnight_in_proportion(self) -> None:
        # Monday 10.30 pm to Tuesday 1 am is 150 minutes: 30, 60 and 60.
        hours = aoristic_hours(time_ranges(["2024-01-15 22:30"], ["2024-01-16 01:00"]))
        assert hours.weights[MONDAY, 22] == pytest.approx(0.2)
        assert hours.weights[MONDAY, 23] == pytest.approx(0.4)
        assert hours.weights[TUESDAY, 0] == pytest.approx(0.4)
        assert hours.weights[TUESDAY, 1] == 0
        assert hours.weights.sum() == pytest.approx(1)

    def test_ratcliffe_of_four_hours_each_gets_a_quarter(self) -> None:
        # Ratcliffe (2000): a range over four search blocks gives 0.25 to each.
        hours = aoristic_hours(time_ranges(["2024-01-15 08:00"], ["2024-01-15 12:00"]))
        assert hours.weights[MONDAY, 8:12].tolist() == pytest.approx([0.25] * 4)

    def test_one_known_time_is_all_in_its_hour(self) -> None:
        ranges = time_ranges(["2024-01-15 09:59:59", "2024-01-15 10:00"], ["2024-01-15 09:59:59", None])
        hours = aoristic_hours(ranges)
        assert hours.weights[MONDAY, 9] == 1 and hours.weights[MONDAY, 10] == 1
        assert hours.exact == hours.used == 2

    def test_a_range_that_ends_on_the_hour_leaves_the_next_alone(self) -> None:
        hours = aoristic_hours(time_ranges(["2024-01-15 09:00"], ["2024-01-15 10:00"]))
        assert hours.weights[MONDAY, 9] == pytest.approx(1, abs=1e-12)
        assert hours.weights[MONDAY, 10] == pytest.approx(0, abs=1e-12)

    def test_hours_in_which_nothing_happened_are_nothing_never_less(self) -> None:
        # Hours must be fit to be counted: one of -1e-14 would be refused as a negative count.
        day = np.arange(500) % 28 + 1
        start = [f"2025-01-{d:02d}T10:{i % 60:02d}" for i, d in enumerate(day)]
        end = [f"2025-01-{d:02d}T11:{i * 7 % 60:02d}:{i * 13 % 60:02d}" for i, d in enumerate(day)]
        hours = aoristic_hours(time_ranges(start, end))
        assert hours.weights.min() >= 0
        assert whole_parts(hours.weights.reshape(-1)).sum() == 500

    def test_too_long_a_range_says_nothing_of_the_hour(self) -> None:
        start = "2024-01-01 12:00"
        just, over = (
            aoristic_hours(time_ranges([start], [end])) for end in ("2024-01-08 12:00", "2024-01-08 12:01")
        )
        assert just.spread == 0 and over.spread == 1
        assert just.weights == pytest.approx(np.full((7, 24), 1 / 168))
        assert over.weights == pytest.approx(np.full((7, 24), 1 / 168))

    def test_what_can_not_be_used_is_counted(self) -> None:
        starts = ["2024-01-15 09:00", None, "2024-01-15 12:00"]
        hours = aoristic_hours(
            time_ranges(starts, ["2024-01-15 10:00", "2024-01-15 11:00", "2024-01-15 11:00"])
        )
        assert (hours.used, hours.without, hours.reversed) == (1, 1, 1)
        assert hours.weights.sum() == pytest.approx(1)

    def test_nothing_at_all(self) -> None:
        hours = aoristic_hours(time_ranges(pd.Series([], dtype="datetime64[s]")))
        assert hours.used == 0 and hours.weights.sum() == 0


class TestClocks:
    def test_the_hour_that_occurs_twice_gets_twice_as_much(self) -> None:
        # London, 27 October 2024: midnight to 3 am lasts four hours, 1 to 2 am two of them.
        hours = aoristic_hours(time_ranges(["2024-10-27 00:00"], ["2024-10-27 03:00"]))
        assert hours.weights[SUNDAY, :3].tolist() == pytest.approx([0.25, 0.5, 0.25])

    def test_the_hour_that_never_is_gets_nothing(self) -> None:
        # London, 31 March 2024: midnight to 3 am lasts two hours, there is no 1 to 2 am.
        hours = aoristic_hours(time_ranges(["2024-03-31 00:00"], ["2024-03-31 03:00"]))
        assert hours.weights[SUNDAY, :3].tolist() == pytest.approx([0.5, 0, 0.5])

    def test_times_with_a_zone_of_their_own(self) -> None:
        # Stop and search is in UTC: in July 11.30 pm UTC on Saturday is half past midnight on Sunday.
        hours = aoristic_hours(time_ranges(["2024-07-06T23:30:00+00:00"]))
        assert hours.weights[SUNDAY, 0] == 1
        winter = aoristic_hours(time_ranges(["2024-01-06T23:30:00+00:00"]))
        assert winter.weights[SATURDAY, 23] == 1

    def test_a_zone_of_half_hours(self) -> None:
        hours = aoristic_hours(time_ranges(["2024-01-15 09:30"], ["2024-01-15 11:00"], "Asia/Kolkata"))
        assert hours.weights[MONDAY, 9:11].tolist() == pytest.approx([1 / 3, 2 / 3])

    @pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Australia/Lord_Howe"])
    def test_equals_a_count_of_minutes(self, zone: str) -> None:
        rng = np.random.default_rng(7)
        begin = datetime(2024, 3, 1, tzinfo=UTC)
        starts = [begin + timedelta(minutes=int(m)) for m in rng.integers(0, 350_000, 25)]
        ends = [
            start + timedelta(minutes=int(m))
            for start, m in zip(starts, rng.integers(0, 3000, 25), strict=True)
        ]
        hours = aoristic_hours(time_ranges(pd.Series(starts), pd.Series(ends), zone))
        np.testing.assert_allclose(hours.weights, minute_by_minute(starts, ends, zone), atol=1e-9)


class TestChosenHours:
    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 500_000), st.integers(0, 20_000)), min_size=1, max_size=12))
    def test_parts_add_up_to_the_matrix(self, drawn: list[tuple[int, int]]) -> None:
        begin = pd.Timestamp("2024-02-20", tz="UTC")
        starts = pd.Series([begin + pd.Timedelta(minutes=a) for a, _ in drawn])
        ranges = time_ranges(starts, starts + pd.to_timedelta([b for _, b in drawn], unit="min"))
        hours = aoristic_hours(ranges)
        assert hours.weights.sum() == pytest.approx(len(drawn))
        assert (hours.weights >= -1e-9).all()
        for weekday, hour in ((0, 0), (3, 13), (6, 1), (6, 23)):
            chosen = np.zeros((7, 24), dtype=bool)
            chosen[weekday, hour] = True
            parts = weight_in_hours(ranges, chosen)
            assert parts.sum() == pytest.approx(hours.weights[weekday, hour], abs=1e-9)
        assert weight_in_hours(ranges, np.ones((7, 24))).tolist() == pytest.approx([1] * len(drawn))

    def test_not_usable_is_not_a_number(self) -> None:
        parts = weight_in_hours(time_ranges([None, "2024-01-15 09:00"]), np.ones((7, 24)))
        assert np.isnan(parts[0]) and parts[1] == 1


class TestRefused:
    def test_what_is_no_time_or_zone(self) -> None:
        with pytest.raises(ValueError, match="zone"):
            time_ranges(["2024-01-15 09:00"], zone="Middle/Earth")
        with pytest.raises(ValueError):
            time_ranges(["yesterday"])
        with pytest.raises(ValueError, match="2 starts, but 1 ends"):
            time_ranges(["2024-01-15", "2024-01-16"], ["2024-01-17"])
        with pytest.raises(ValueError, match="7 weekdays by 24"):
            weight_in_hours(time_ranges(["2024-01-15"]), np.ones(24))
        with pytest.raises(ValueError, match="look for wrong dates"):
            aoristic_hours(time_ranges(["0024-01-15T00:00:00", "2024-01-15T00:00:00"]))


@pytest.mark.shared
def test_new_york_vehicle_thefts(shared_data: Path) -> None:
    file = shared_data / "nyc-vehicle-thefts" / "nycvehiclethefts.csv.gz"
    rows = pd.read_csv(file)
    ranges = time_ranges(rows.date_start.fillna(rows.date_single), rows.date_end, "America/New_York")
    hours = aoristic_hours(ranges)
    assert hours.used + hours.without + hours.reversed == len(rows) == 35_746
    assert hours.weights.sum() == pytest.approx(hours.used, abs=1e-6)
    night = np.zeros((7, 24), dtype=bool)
    night[:, [22, 23, 0, 1, 2, 3]] = True
    assert np.nansum(weight_in_hours(ranges, night)) == pytest.approx(hours.weights[night].sum(), rel=1e-9)
    # Most cars are taken at night, from where they were parked in the evening.
    assert hours.weights[night].sum() / hours.used > 6 / 24


class TestSeason:
    def test_february_is_not_quiet_for_being_short(self) -> None:
        days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        profile = month_profile([10 * d for d in days * 2], "2025-01")
        assert profile.seasonal == pytest.approx(np.ones(12))
        assert profile.per_day == pytest.approx(np.full(12, 10))
        assert profile.whole_years == 2

    def test_worked_by_hand(self) -> None:
        # From December 2023 on, a leap year: 62 in each December, 29 in February, the others 31 a day of 31.
        counts = [62.0, 31, 29, *[0.0] * 9, 62]
        profile = month_profile(counts, "2023-12")
        assert profile.per_day[[11, 0, 1]].tolist() == [2, 1, 1]
        assert profile.months.tolist() == [1] * 11 + [2]
        assert profile.seasonal[11] == pytest.approx(2 / (4 / 12))
        assert profile.incidents[11] == 124
        assert profile.lower[11] < profile.seasonal[11] < profile.upper[11]

    def test_missing_months_are_no_zeros(self) -> None:
        profile = month_profile([10.0, np.nan, 31], "2024-01")
        assert np.isnan(profile.per_day[1]) and profile.months[1] == 0
        assert profile.per_day[2] == 1
        assert np.isnan(month_profile([np.nan], "2024-01").seasonal).all()

    def test_what_does_not_fit_is_refused(self) -> None:
        with pytest.raises(ValueError):
            month_profile([1, 2], "someday")
        with pytest.raises(ValueError, match="negative"):
            month_profile([-1], "2024-01")
