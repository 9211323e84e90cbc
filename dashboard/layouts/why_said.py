"""What "Why here, why now?" says of itself: what can be exported, and whose figures these are."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.data.schema import Source
from dashboard.layouts.elements import Element, P

WHY_EXPORTS = (
    ("why-changed", "what changed"),
    ("why-premises", "premises"),
    ("why-distances", "distances"),
    ("why-points", "points"),
    ("why-sure", "methods"),
    ("why-hours", "hours"),
    ("why-seasons", "months of the year"),
)


def first_source_alone(sources: Sequence[Source]) -> list[Element]:
    """A note where several sources are chosen: they are never added up."""
    if len(sources) < 2:
        return []
    first = sources[0].name
    return [P(f"Several sources are chosen: these are the findings in {first} alone. Exports hold all.")]
