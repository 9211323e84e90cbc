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

_OF_HOURS = frozenset(("why-premises-day", "why-premises-hours", "why-hours"))
_OF_DAYS = frozenset(("why-near",))


def why_exports(sources: Sequence[Source]) -> tuple[tuple[str, str], ...]:
    """Those of WHY_EXPORTS that hold something of these sources: where none has times, none has hours."""
    known = {source.time_precision for source in sources}
    without = frozenset() if "minute" in known else _OF_HOURS
    without |= _OF_DAYS if known <= {"month"} else frozenset()
    return tuple(one for one in WHY_EXPORTS if one[0] not in without)


def first_source_alone(sources: Sequence[Source]) -> list[Element]:
    """A note where several sources are chosen: they are never added up."""
    said = first_alone(sources, "the findings in")
    return [P(said)] if said else []
