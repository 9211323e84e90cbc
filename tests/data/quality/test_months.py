"""Months that are due, overdue, or unlike the others."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

from dashboard.data.quality.months import due, jumps, overdue_months
from dashboard.data.schema import month_number

DECEMBER = month_number("2025-12")


@pytest.mark.parametrize(
    ("refresh", "day"),
    [
        ("monthly", datetime.date(2026, 2, 28)),
        ("weekly", datetime.date(2026, 2, 28)),
        ("quarterly", datetime.date(2026, 4, 30)),
        ("yearly", datetime.date(2027, 1, 31)),
        ("", None),
    ],
)
def test_when_the_next_data_are_due(refresh: str, day: datetime.date | None) -> None:
    assert due(refresh, DECEMBER) == day


@pytest.mark.parametrize(
    ("refresh", "today", "months"),
    [
        ("monthly", datetime.date(2026, 2, 28), 0),
        ("monthly", datetime.date(2026, 3, 1), 1),
        ("monthly", datetime.date(2026, 11, 22), 9),
        ("quarterly", datetime.date(2026, 11, 22), 9),
        ("yearly", datetime.date(2027, 2, 1), 12),
        ("", datetime.date(2036, 1, 1), 0),
    ],
)
def test_how_many_months_are_overdue(refresh: str, today: datetime.date, months: int) -> None:
    assert overdue_months(refresh, DECEMBER, today) == months


def counts(*rows: int) -> dict[str, dict[int, int]]:
    return {"a": {DECEMBER + number: count for number, count in enumerate(rows)}}


def test_a_month_far_below_the_others_is_told_with_the_usual_range() -> None:
    scatter = np.random.default_rng(3).poisson(400, 24).tolist()
    assert jumps(counts(*scatter)) == []
    found = jumps(counts(*scatter[:20], 120, *scatter[20:]))
    assert [(jump.month, jump.rows) for jump in found] == [(DECEMBER + 20, 120)]
    assert 120 < found[0].low < 400 < found[0].high


def test_of_few_months_only_a_halving_or_doubling_is_told() -> None:
    assert jumps(counts(100, 120, 90, 199)) == []
    assert [jump.rows for jump in jumps(counts(100, 100, 90, 201))] == [201]
    assert [jump.rows for jump in jumps(counts(100, 100, 45, 100))] == [45]


def test_too_few_months_or_incidents_tell_nothing() -> None:
    assert jumps(counts(100, 1, 100)) == []
    assert jumps(counts(0, 9, 1, 0)) == []


def test_a_gap_is_no_zero() -> None:
    with_gap = {"a": {DECEMBER + number: 400 + number % 3 for number in range(24) if number != 7}}
    assert jumps(with_gap) == []
