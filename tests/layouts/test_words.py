"""Numbers, months and verdicts in words."""

from __future__ import annotations

import pytest

from dashboard.analysis.trends import Verdict
from dashboard.data.schema import CRIME_TYPES, month_number
from dashboard.data.statistics import Statistics
from dashboard.layouts import words
from tests.layouts.found import YEAR, found, not_recorded, nothing_reported


def months(start: str, end: str) -> tuple[int, int]:
    return month_number(start), month_number(end)


@pytest.mark.parametrize(
    ("value", "number", "signed"),
    [
        (None, "–", "–"),
        (0, "0", "0"),
        (1_234_567, "1,234,567", "+1,234,567"),
        (-5, "-5", "−5"),
        (12, "12", "+12"),
    ],
)
def test_numbers(value: float | None, number: str, signed: str) -> None:
    assert words.number(value) == number
    assert words.signed(value) == signed


@pytest.mark.parametrize(
    ("value", "written"), [(None, "–"), (0.04, "0.0"), (8.35, "8.3"), (1234.56, "1,234.6")]
)
def test_rates(value: float | None, written: str) -> None:
    assert words.rate(value) == written


@pytest.mark.parametrize(
    ("share", "written"),
    [(0.0, "0.0%"), (0.0004, "<0.1%"), (0.0006, "0.1%"), (0.123, "12.3%"), (1.0, "100.0%")],
)
def test_percent_never_calls_something_nothing(share: float, written: str) -> None:
    assert words.percent(share) == written


@pytest.mark.parametrize(
    ("count", "written"), [(0, "0 incidents"), (1, "1 incident"), (2_000, "2,000 incidents")]
)
def test_one_incident_and_many(count: int, written: str) -> None:
    assert words.incidents(count) == written


@pytest.mark.parametrize(
    ("start", "end", "period", "short", "brief"),
    [
        ("2025-06", "2025-06", "June 2025", "Jun 2025", "Jun 2025"),
        ("2025-01", "2025-12", "January to December 2025", "Jan to Dec 2025", "2025"),
        ("2025-05", "2025-07", "May to July 2025", "May to Jul 2025", "May to Jul 2025"),
        ("2024-07", "2025-06", "July 2024 to June 2025", "Jul 2024 to Jun 2025", "Jul 2024 to Jun 2025"),
    ],
)
def test_periods(start: str, end: str, period: str, short: str, brief: str) -> None:
    assert words.period(*months(start, end)) == period
    assert words.short_period(*months(start, end)) == short
    assert words.brief_period(*months(start, end)) == brief


@pytest.mark.parametrize(
    ("start", "end", "against"),
    [
        ("2025-06", "2025-06", "the same month a year before"),
        ("2025-01", "2025-02", "the same months a year before"),
        ("2025-01", "2025-12", "the same months a year before"),
        ("2024-12", "2025-12", "the same months 2 years before"),
        ("2024-01", "2025-12", "the 2 years before"),
        ("2023-02", "2025-03", "the same months 3 years before"),
        ("2023-01", "2025-12", "the 3 years before"),
    ],
)
def test_what_a_change_is_measured_against(start: str, end: str, against: str) -> None:
    assert words.earlier(*months(start, end)) == against


@pytest.mark.parametrize(
    ("types", "said"),
    [
        ((), "All crime"),
        (("burglary",), "Burglary"),
        (("burglary", "vehicle-crime"), "Burglary and vehicle crime"),
        (("burglary", "drugs", "robbery"), "Burglary, drugs and robbery"),
        (("burglary", "drugs", "robbery", "shoplifting"), "4 crime types"),
    ],
)
def test_crime_types_begin_a_sentence(types: tuple[str, ...], said: str) -> None:
    assert words.crime(types, CRIME_TYPES) == said


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("Durham",), "Durham"),
        (("Durham", "Northumbria"), "Durham and Northumbria"),
        (("A", "B", "C"), "A, B and C"),
    ],
)
def test_lists(names: tuple[str, ...], said: str) -> None:
    assert words.listed(names) == said


@pytest.mark.parametrize(
    ("now", "before", "verdict", "said"),
    [
        (
            9,
            4,
            Verdict.WITHIN,
            "9, was 4: 5 more than the same months a year before: within normal variation",
        ),
        (
            4,
            9,
            Verdict.WITHIN,
            "4, was 9: 5 fewer than the same months a year before: within normal variation",
        ),
        (3, 0, Verdict.TOO_FEW, "3, was 0: 3 more than the same months a year before: too few to say"),
        (0, 0, Verdict.TOO_FEW, "as many as the same months a year before: too few to say"),
        (80, 80, Verdict.WITHIN, "as many as the same months a year before: within normal variation"),
        (
            1001,
            1000,
            Verdict.WITHIN,
            "about as many as the same months a year before: within normal variation",
        ),
        (
            150,
            100,
            Verdict.HIGHER,
            "50% more than the same months a year before: higher than normal variation",
        ),
        (50, 100, Verdict.LOWER, "50% fewer than the same months a year before: lower than normal variation"),
        (50, None, Verdict.NO_EARLIER, "no earlier data to compare with"),
    ],
)
def test_a_change_always_carries_its_verdict(
    now: int, before: int | None, verdict: Verdict, said: str
) -> None:
    assert words.change(found(now, before, verdict), YEAR) == said


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_a_mark_and_few_words(verdict: Verdict) -> None:
    assert len(words.mark(verdict)) == 1
    assert words.change_in_brief(7, verdict).startswith(f"+7  {words.mark(verdict)} ")
    assert words.change_in_brief(None, verdict).startswith(words.mark(verdict))
    assert len({words.mark(each) for each in Verdict}) == len(Verdict)


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        (nothing_reported(), "no data for this area and period"),
        (nothing_reported(0), "no data for this area and period"),
        (
            nothing_reported(1),
            "no data for this area and period, but 1 incident recorded by other forces",
        ),
        (
            nothing_reported(1_234),
            "no data for this area and period, but 1,234 incidents recorded by other forces",
        ),
        (not_recorded(), "this source does not record these crime types"),
    ],
)
def test_no_data_says_why_and_what_is_known_all_the_same(figures: Statistics, said: str) -> None:
    assert words.no_data(figures) == said
