"""Statistics made up for tests of what is said about them."""

from __future__ import annotations

from typing import Any

from dashboard.analysis.trends import Verdict
from dashboard.data.schema import month_number
from dashboard.data.statistics import Statistics
from dashboard.selection import Selection

YEAR = Selection(month_number("2025-01"), month_number("2025-12"), ("police",))


def found(
    now: int | None = 100, before: int | None = 80, verdict: Verdict = Verdict.WITHIN, **changes: Any
) -> Statistics:
    """Figures of an ordinary selection, all covered, unless changed."""
    change = None if before is None or now is None else now - before
    values: dict[str, Any] = {
        "incidents": now,
        "residents": 12_000,
        "residents_dataset": "Census 2021",
        "rate": 8.333,
        "rate_lower": 6.78,
        "rate_upper": 10.14,
        "rate_reason": "",
        "compared": None if before is None else now,
        "before": before,
        "before_start": month_number("2024-01"),
        "before_end": month_number("2024-12"),
        "change": change,
        "change_share": change / before if before and change is not None else None,
        "z": None,
        "verdict": str(verdict),
        "left_out": (),
        "without_location": 0,
        "within_metres": {100: 40, 250: 60, 400: 70},
        "months_uncovered": (),
        "forces_partly_covered": (),
    }
    return Statistics(**values | changes)


def nothing_reported(strays: int | None = None, **changes: Any) -> Statistics:
    """A year of which nobody reported a month; other forces recorded `strays`."""
    values: dict[str, Any] = {
        "months_uncovered": tuple(f"2025-{month:02d}" for month in range(1, 13)),
        "forces_partly_covered": ("Durham",),
        "rate": None,
        "rate_lower": None,
        "rate_upper": None,
        "rate_reason": "No data for this area and period.",
        "nothing_reported": True,
    }
    return found(strays, None, Verdict.NO_EARLIER, **values | changes)


def not_recorded() -> Statistics:
    """Crime types that the source does not record."""
    reason = "This source does not record these crime types."
    return nothing_reported(rate_reason=reason, not_recorded=True)
