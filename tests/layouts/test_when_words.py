"""Chosen hours in words, chips and the sentence."""

from __future__ import annotations

import re

import pytest

from dashboard.data.schema import Source
from dashboard.layouts.source_entry import _times
from dashboard.layouts.when_filter import QUICK
from dashboard.layouts.when_words import clock, hours_said, without_hour_said
from dashboard.selection import Selection
from tests.test_selection import CATALOGUE


def said(query: str) -> str:
    selection, problems = Selection.from_query(query, CATALOGUE)
    assert not problems
    return hours_said(selection)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", ""),
        ("days=fri,sat&hours=18-3", "Fridays and Saturdays, 6pm to 3am"),
        ("hours=0-6", "midnight to 6am"),
        ("hours=12-24", "noon to midnight"),
        ("days=mon,tue,wed,thu,fri", "Mondays to Fridays"),
        ("days=mon,wed,fri", "Mondays, Wednesdays and Fridays"),
        ("days=sun&hours=23-1", "Sundays, 11pm to 1am"),
        ("hours=0-24", ""),
    ],
)
def test_days_and_hours(query: str, words: str) -> None:
    assert said(query) == words


def test_every_hour_has_a_name_of_its_own() -> None:
    names = [clock(hour) for hour in range(24)]
    assert len(set(names)) == 24
    assert all(re.fullmatch(r"midnight|noon|([1-9]|1[01])(am|pm)", name) for name in names)
    assert clock(24) == "midnight"


def test_quick_choices_are_choices_of_the_address() -> None:
    for _, days, hours in QUICK:
        selection, problems = Selection.from_query(f"days={days}&hours={hours}", CATALOGUE)
        assert not problems
        assert selection.to_query(CATALOGUE).lstrip("?") == "&".join(
            f"{field}={text}" for field, text in (("days", days), ("hours", hours)) if text
        )


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "1 incident has no time noted, so the chosen hours leave it out."), (1234, "1,234 incidents have")],
)
def test_incidents_without_an_hour_are_said(number: int, words: str) -> None:
    (note,) = without_hour_said(number)
    assert words in str(note)
    assert without_hour_said(0) == []


def test_a_source_by_another_clock_says_so() -> None:
    london = Source("a", "A", "", "", time_precision="minute")
    toronto = Source("b", "B", "", "", time_precision="minute", zone="America/New_York")
    assert "local time" not in _times(london)
    assert _times(toronto).endswith("; local time of America/New York")
