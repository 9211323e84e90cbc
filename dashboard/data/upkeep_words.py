"""What a rollback, a removal or a renewal would change, in sentences for whoever is to agree to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dashboard.data.manifest import Manifest, Part
from dashboard.data.schema import incidents_text, month_name


def differences(now: Manifest, then: Manifest, removed: set[str]) -> list[str]:
    """What of each source would be otherwise, in sentences."""
    names = {source.key: source.name for source in (*then.sources, *now.sources)}
    said = []
    for key, name in names.items():
        before = [part for part in now.parts if part.source == key]
        after = [part for part in then.parts if part.source == key]
        if {_content(part) for part in before} == {_content(part) for part in after}:
            continue
        back = key in removed and not before
        again = " It was removed since: make sure that it may come back." if back else ""
        said.append(f"{name} ({key}): {held_by(before)} become {held_by(after)}.{again}")
    for table in sorted(now.report.tables.keys() | then.report.tables.keys()):
        before_rows, after_rows = now.report.tables.get(table, 0), then.report.tables.get(table, 0)
        if before_rows != after_rows:
            said.append(f"Table of {table.replace('_', ' ')}: {before_rows:,} rows become {after_rows:,}.")
    if now.demo != then.demo:
        said.append("The demonstration region comes back." if then.demo else "The demonstration region goes.")
    return said


def held_by(parts: Iterable[Part]) -> str:
    """What parts hold: "1,234 incidents of January 2025 to March 2025"."""
    held = list(parts)
    if not held:
        return "no incidents"
    first, last = (month_name(edge(part.month for part in held)) for edge in (min, max))
    months = first if first == last else f"{first} to {last}"
    return f"{incidents_text(sum(part.rows_kept for part in held))} of {months}"


def _content(part: Part) -> tuple[object, ...]:
    return (*part.key, part.rows_kept, part.without_location, part.file)


def day_in_words(day: date) -> str:
    """21 November 2026."""
    return f"{day.day} {month_name(day.year * 12 + day.month - 1)}"
