"""What "Why here, why now?" says of itself: what can be exported, and whose figures these are."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.data.schema import Source
from dashboard.layouts.elements import Element, P
from dashboard.layouts.several_sources import first_alone

WHY_EXPORTS = (
    ("why-changed", "what changed"),
    ("why-premises", "premises"),
    ("why-distances", "distances"),
    ("why-premises-day", "parts of the day"),
    ("why-premises-hours", "distances by hour"),
    ("why-points", "points"),
    ("why-near", "near repeats"),
    ("why-sure", "methods"),
    ("why-hours", "hours"),
    ("why-seasons", "months of the year"),
)


def first_source_alone(sources: Sequence[Source]) -> list[Element]:
    """A note where several sources are chosen: they are never added up."""
    said = first_alone(sources, "the findings in")
    return [P(said)] if said else []
