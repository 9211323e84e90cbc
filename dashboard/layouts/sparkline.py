"""The small line beside a row: its months for the eye, and the same in words for the ear."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboard.data.queries import MonthsByRow
from dashboard.data.schema import month_name
from dashboard.data.series import in_brief, without_data


def sparkline(lines: MonthsByRow, row: str) -> dict[str, Any] | None:
    """What assets/sparkline.js draws for a row; None for a row without months."""
    counts = lines.incidents.get(row)
    if counts is None:
        return None
    quarters = lines.noun == "quarter"
    label = in_quarters(counts, lines.withheld.get(row, 0)) if quarters else in_words(lines.months, counts)
    return {"months": counts, "chosen": lines.chosen, "label": label}


def in_words(months: Sequence[int], counts: Sequence[int | None]) -> str:
    """First, last, fewest and most: "36 months: 54 in January 2023, 60 in December 2025; fewest 25 in …"."""
    found = in_brief(months, counts)
    if found is None:
        return "No data in any month."
    *stand, blank = found
    first, last, fewest, most = (f"{count:,} in {month_name(month)}" for month, count in stand)
    missing = f" {blank} {'month' if blank == 1 else 'months'} without data." if blank else ""
    return f"{len(counts)} months: {first}, {last}; fewest {fewest}, most {most}.{missing}"


def in_quarters(counts: Sequence[int | None], withheld: int) -> str:
    """The same of a controlled source's quarters: "12 quarters: 5 to 40; 2 withheld; 1 without data."."""
    found = in_brief(range(len(counts)), counts)
    missing = without_data(counts, withheld)
    parts = [] if found is None else [f"{found.fewest[1]:,} to {found.most[1]:,}"]
    if withheld:
        parts.append(f"{withheld} withheld")
    if missing:
        parts.append(f"{missing} without data")
    return f"{len(counts)} {'quarter' if len(counts) == 1 else 'quarters'}: {'; '.join(parts)}."


def title(lines: MonthsByRow) -> str:
    """Heading of the column: "36 months"."""
    return f"1 {lines.noun}" if len(lines.months) == 1 else f"{len(lines.months)} {lines.noun}s"
