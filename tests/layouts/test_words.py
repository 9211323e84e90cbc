"""Numbers, months and verdicts in words."""

from __future__ import annotations

import pytest

from dashboard.analysis.trends import Verdict
from dashboard.data.denominators import Denominator
from dashboard.data.schema import CRIME_TYPES, incidents_text, month_number
from dashboard.data.statistics import Statistics
from dashboard.layouts import words
from tests import on_screen
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
    ("value", "written"),
    [
        *[(None, "–"), (0.0, "0"), (0.00041, "0.00041"), (0.0425, "0.043"), (0.0996, "0.10"), (0.16, "0.16")],
        *[(0.996, "1.0"), (8.35, "8.3"), (1234.56, "1,234.6")],
    ],
)
def test_rates(value: float | None, written: str) -> None:
    assert words.rate(value) == written


@pytest.mark.parametrize(
    ("lower", "upper", "written"),
    [
        (0.0, 0.07, "0 to 0.070"),
        (0.81, 1.24, "0.81 to 1.2"),
        (6.8, 10.1, "6.8 to 10.1"),
        (99.9, 120, "99.9 to 120.0"),
    ],
)
def test_intervals_never_end_in_a_nothing_that_is_not_nil(lower: float, upper: float, written: str) -> None:
    assert words.interval(lower, upper) == written


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
    assert incidents_text(count) == written


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
        ("2025-01", "2025-12", "the year before"),
        ("2024-07", "2025-06", "the year before"),
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
        (9, 4, Verdict.WITHIN, "5 more than the year before (9, was 4)"),
        (4, 9, Verdict.WITHIN, "5 fewer than the year before (4, was 9)"),
        (3, 0, Verdict.TOO_FEW, "3 more than the year before (3, was 0)"),
        (0, 0, Verdict.TOO_FEW, "as many as the year before"),
        (80, 80, Verdict.WITHIN, "as many as the year before"),
        (1001, 1000, Verdict.WITHIN, "about as many as the year before"),
        (150, 100, Verdict.HIGHER, "50% more than the year before"),
        (50, 100, Verdict.LOWER, "50% fewer than the year before"),
        (50, None, Verdict.NO_EARLIER, "no earlier data to compare with"),
    ],
)
def test_a_change_in_words(now: int, before: int | None, verdict: Verdict, said: str) -> None:
    assert words.change(found(now, before, verdict), YEAR) == said


def test_a_change_names_what_it_leaves_out() -> None:
    assert words.change(found(150, 100, left_out=("Durham",)), YEAR) == (
        "50% more than the year before (leaving out Durham)"
    )


@pytest.mark.parametrize("verdict", Verdict)
def test_a_verdict_ends_a_sentence(verdict: Verdict) -> None:
    beyond = verdict in (Verdict.HIGHER, Verdict.LOWER)
    said = "more than the usual ups and downs" if beyond else on_screen.called(verdict)
    assert words.verdict_in_sentence(str(verdict)) == said


@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize("change", [None, 0, 7, -1_234])
def test_the_shortest_words_of_a_change_begin_the_brief_ones(verdict: Verdict, change: int | None) -> None:
    short, brief = words.change_in_least(change, verdict), words.change_in_brief(change, verdict)
    assert brief.startswith(short) and words.mark(verdict) in short
    others = {words.change_in_least(change, other) for other in Verdict}
    assert len(others) == len(Verdict)


@pytest.mark.parametrize(
    ("place", "of", "tied", "said"),
    [
        (1, 4, False, "highest"),
        (2, 4, False, "2nd highest"),
        (3, 4, True, "joint 3rd highest"),
        (4, 4, False, "lowest"),
        (1, 2, True, "joint highest"),
        (11, 30, False, "11th highest"),
        (13, 30, False, "13th highest"),
        (21, 30, False, "21st highest"),
        (22, 30, False, "22nd highest"),
        (112, 200, False, "112th highest"),
    ],
)
def test_ranks(place: int, of: int, tied: bool, said: str) -> None:
    assert words.place_in_line(place, of, tied=tied) == said


@pytest.mark.parametrize(
    ("ratio", "said"), [(1.257, "1.3 times"), (0.97, "1.0 times"), (0.42, "0.42 times"), (12.0, "12.0 times")]
)
def test_ratios(ratio: float, said: str) -> None:
    assert words.times(ratio) == said


@pytest.mark.parametrize(
    ("ends", "said"),
    [((6.78, 10.14), "6.8 to 10.1"), ((166.4, 183.2), "166 to 183"), ((99.9, 120), "99.9 to 120.0")],
)
def test_intervals(ends: tuple[float, float], said: str) -> None:
    assert words.interval(*ends) == said


def test_every_note_on_residents_is_a_sentence() -> None:
    assert words.denominator("") == ""
    said = {words.denominator(str(note)) for note in Denominator if note}
    assert len(said) == len(Denominator) - 1 and all(sentence.endswith(".") for sentence in said)


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
