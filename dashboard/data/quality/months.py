"""Months that are missing, late, or unlike the source's others; when the next ones are due."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from dashboard.analysis.xmr import ENOUGH_INCIDENTS, ENOUGH_MONTHS, xmr_limits
from dashboard.data.quarters import QUARTER
from dashboard.data.schema import Source

_PERIOD = {"daily": 1, "weekly": 1, "monthly": 1, "quarterly": 3, "yearly": 12}
"""Months that a refresh brings; data are held by month, so nothing shorter can be told."""

GRACE = 1
"""So many whole months a supplier has for delivering a period that is over."""

ENOUGH = 4
"""Fewer months tell nothing of what is usual."""
_UNLIKE = 2.0
"""With too few months for limits: more than so many times the median, or its share by as much."""


class Jump(NamedTuple):
    """A month with far more or fewer rows than the reporter's others."""

    force: str
    month: int
    rows: int
    low: float
    high: float


def served_refresh(source: Source) -> str:
    """How often data come that readers can see: of a controlled source once a quarter at most."""
    often = _PERIOD.get(source.refresh, QUARTER) < QUARTER
    return "quarterly" if source.controlled and often else source.refresh


def due(refresh: str, last_month: int) -> datetime.date | None:
    """The day by which data beyond `last_month` are due; None where nobody says how often they come.

    The next period must be over, and then the supplier has a month.
    """
    if refresh not in _PERIOD:
        return None
    after = last_month + _PERIOD[refresh] + GRACE + 1
    return datetime.date(after // 12, after % 12 + 1, 1) - datetime.timedelta(days=1)


def overdue_months(refresh: str, last_month: int, today: datetime.date) -> int:
    """How many months should be there by now and are not; 0 where nobody says how often they come."""
    missing, last = 0, last_month
    while (day := due(refresh, last)) is not None and day < today:
        missing += _PERIOD[refresh]
        last += _PERIOD[refresh]
    return missing


def jumps(counts: Mapping[str, Mapping[int, int]]) -> list[Jump]:
    """Months that stand out of each force's own.

    They lie outside XmR limits, or with fewer than twelve months beyond twice or half the median. A last
    month that is still coming in stands out low, as it should.
    """
    return [jump for force in sorted(counts) for jump in _jumps(force, counts[force])]


def _jumps(force: str, counts: Mapping[int, int]) -> list[Jump]:
    if len(counts) < ENOUGH:
        return []
    first, last = min(counts), max(counts)
    series = np.array([counts.get(month, np.nan) for month in range(first, last + 1)], dtype=float)
    if np.nanmean(series) < ENOUGH_INCIDENTS:
        return []
    if len(counts) >= ENOUGH_MONTHS:
        limits = xmr_limits(series)
        low, high = float(limits.lower), float(limits.upper)
    else:
        middle = float(np.nanmedian(series))
        low, high = middle / _UNLIKE, middle * _UNLIKE
    return [
        Jump(force, month, counts[month], low, high)
        for month in sorted(counts)
        if counts[month] < low or counts[month] > high
    ]
