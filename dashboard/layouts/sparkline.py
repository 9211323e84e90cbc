"""The small line beside a row: its months for the eye, and the same in words for the ear."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboard.data.queries import MonthsByRow
from dashboard.data.schema import month_name


def sparkline(lines: MonthsByRow, row: str) -> dict[str, Any] | None:
    """What assets/sparkline.js draws for a row; None for a row without months."""
    counts = lines.incidents.get(row)
    if counts is None:
        return None
    return {"months": counts, "chosen": lines.chosen, "label": in_words(lines.months, counts)}


def in_words(months: Sequence[int], counts: Sequence[int | None]) -> str:
    """First, last, fewest and most: "36 months: 54 in January 2023, 60 in December 2025; fewest 25 in …"."""
    known = [count for count in counts if count is not None]
    if not known:
        return "No data in any month."
    blank = len(months) - len(known)
    if blank:
        months = [month for month, count in zip(months, counts, strict=True) if count is not None]
    least, largest = min(known), max(known)
    first = f"{known[0]:,} in {month_name(months[0])}"
    last = f"{known[-1]:,} in {month_name(months[-1])}"
    fewest = f"{least:,} in {month_name(months[known.index(least)])}"
    most = f"{largest:,} in {month_name(months[known.index(largest)])}"
    missing = f" {blank} {'month' if blank == 1 else 'months'} without data." if blank else ""
    return f"{len(counts)} months: {first}, {last}; fewest {fewest}, most {most}.{missing}"


def title(lines: MonthsByRow) -> str:
    """Heading of the column: "36 months"."""
    return "1 month" if len(lines.months) == 1 else f"{len(lines.months)} months"
