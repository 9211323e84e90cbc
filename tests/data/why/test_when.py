"""Hours and months of the year, against every call's own time counted plainly."""

from __future__ import annotations

import calendar

import numpy as np
import pandas as pd
import pytest

from dashboard.data.dataset import Dataset
from dashboard.data.why.when import MONTHS, WEEKDAYS, hours_table, seasons_table, when
from tests.data.why.raw_demo import asked, between

CALLS = "sources=demo-ambulance"


def test_weekday_and_hour_of_calls_in_local_time(demonstration: Dataset, ambulance: pd.DataFrame) -> None:
    rows = between(ambulance, "2025-01", "2025-12")
    begun = pd.DatetimeIndex(rows.occurred_from).tz_convert("Europe/London")
    ended = pd.DatetimeIndex(rows.occurred_to)
    single = np.asarray(ended.isna() | (ended == pd.DatetimeIndex(rows.occurred_from)))
    assert single.all()
    plain = np.zeros((7, 24))
    np.add.at(plain, (begun.day_of_week, begun.hour), 1)
    found = when(demonstration, asked(demonstration, CALLS), "demo-ambulance")
    assert found.hours is not None
    assert np.array(found.hours.weights) == pytest.approx(plain)
    assert found.hours.used == len(rows)
    assert found.hours.day == plain.sum(axis=1).argmax()
    six = {start: sum(plain[:, (start + n) % 24].sum() for n in range(6)) for start in range(24)}
    assert six[found.hours.start] == max(six.values())
    assert found.hours.window_share == pytest.approx(max(six.values()) / len(rows))
    table = hours_table(demonstration, asked(demonstration, CALLS), "demo-ambulance")
    assert table.incidents.sum() == pytest.approx(len(rows))
    assert table.weekday.unique().tolist() == list(WEEKDAYS)


def test_only_what_is_selected_counts(demonstration: Dataset, ambulance: pd.DataFrame) -> None:
    query = f"{CALLS}&types=alcohol-related-injury&from=2025-03&to=2025-05"
    rows = between(ambulance[ambulance.crime_type == "alcohol-related-injury"], "2025-03", "2025-05")
    found = when(demonstration, asked(demonstration, query), "demo-ambulance")
    assert found.hours is not None
    assert found.hours.used == len(rows)


def test_a_source_without_times_says_so(demonstration: Dataset) -> None:
    found = when(demonstration, asked(demonstration, "sources=demo-police"), "demo-police")
    assert found.hours is None
    assert found.times_reason == "Times are not in this source."
    assert hours_table(demonstration, asked(demonstration, "sources=demo-police"), "demo-police").empty


class TestMonths:
    QUERY = "sources=demo-police&area=X06000006&types=anti-social-behaviour"  # the promenade in summer

    def test_are_incidents_a_day_over_all_years(self, demonstration: Dataset, police: pd.DataFrame) -> None:
        table = seasons_table(demonstration, asked(demonstration, self.QUERY), "demo-police")
        leaves = {
            code
            for code in demonstration.areas.codes
            if "X06000006" in demonstration.areas.path(code) or code == "X06000006"
        }
        rows = police[(police.crime_type == "anti-social-behaviour") & police.lsoa_code.isin(leaves)]
        counted = rows.groupby(rows.month % 12).size()
        assert table.incidents.tolist() == counted.tolist()
        days = [
            sum(calendar.monthrange(year, month)[1] for year in (2023, 2024, 2025)) for month in range(1, 13)
        ]
        rate = counted.to_numpy() / days
        assert table.level.tolist() == pytest.approx((rate / rate.mean()).tolist())
        assert table.years.tolist() == [3] * 12

    def test_a_planted_summer_is_found(self, demonstration: Dataset) -> None:
        found = when(demonstration, asked(demonstration, self.QUERY), "demo-police")
        assert MONTHS[found.high] in ("July", "August")
        assert found.months[found.high].lower > 1
        assert (found.first_month, found.last_month) == ("2023-01", "2025-12")

    def test_under_two_years_nothing_is_said(self, demonstration: Dataset) -> None:
        names = {demonstration.areas.name(code): code for code in demonstration.areas.codes}
        query = f"sources=demo-police&area={names['Brackenholt']}"
        found = when(demonstration, asked(demonstration, query), "demo-police")
        assert "two whole years" in found.months_reason
        assert found.whole_years == 1
        assert (found.high, found.low) == (-1, -1)
