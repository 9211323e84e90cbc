"""Days in words."""

from __future__ import annotations

import datetime

from dashboard.data.schema import month_name


def day_text(day: datetime.date | str) -> str:
    """A day, or an ISO date or time, in words: 21 November 2026."""
    known = datetime.date.fromisoformat(day[:10]) if isinstance(day, str) else day
    return f"{known.day} {month_name(known.year * 12 + known.month - 1)}"
