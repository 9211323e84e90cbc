"""Two published sets of classes over time as the page offers them, and what an address chooses of them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from dashboard.analysis.emerging import FEWEST_PERIODS, Kind, SpaceTime
from dashboard.query_fields import ALL_COLD
from dashboard.selection import Selection

NOUNS = {"quarter": "quarters", "month": "months"}
"""Periods in words, by `Selection.step`."""

STEP_MONTHS = {"quarter": 3, "month": 1}
"""Months of a period, by `Selection.step`."""

UNKNOWN = -1
"""In place of a count of a period before the partnership's data begin."""


class Rule(NamedTuple):
    """A published set of classes."""

    kinds: tuple[StrEnum, ...]
    """All but "no pattern", in the order in which a tasking group wants to see them; hot ones first."""
    fewest: int
    """Periods that it needs."""


_FOUR = (
    Kind.EMERGING_HOT, Kind.PERSISTENT_HOT, Kind.INTERMITTENT_HOT, Kind.FORMER_HOT, Kind.MIXED,
    Kind.EMERGING_COLD, Kind.PERSISTENT_COLD, Kind.INTERMITTENT_COLD, Kind.FORMER_COLD,
)  # fmt: skip
_EIGHT = (
    SpaceTime.NEW_HOT, SpaceTime.CONSECUTIVE_HOT, SpaceTime.INTENSIFYING_HOT, SpaceTime.PERSISTENT_HOT,
    SpaceTime.OSCILLATING_HOT, SpaceTime.SPORADIC_HOT, SpaceTime.DIMINISHING_HOT,
    SpaceTime.HISTORICAL_HOT,
    SpaceTime.NEW_COLD, SpaceTime.CONSECUTIVE_COLD, SpaceTime.INTENSIFYING_COLD, SpaceTime.PERSISTENT_COLD,
    SpaceTime.OSCILLATING_COLD, SpaceTime.SPORADIC_COLD, SpaceTime.DIMINISHING_COLD,
    SpaceTime.HISTORICAL_COLD,
)  # fmt: skip

RULES: Mapping[str, Rule] = {"kinds": Rule(_FOUR, 4), "classes": Rule(_EIGHT, FEWEST_PERIODS)}
"""sfhotspot's four and ArcGIS's eight, each of hotspots and of cold spots, by `Selection.hot`."""


class Way(NamedTuple):
    """How cells are followed: what `followed` depends on beside the incidents."""

    rule: str
    step: str
    rings: int
    chance: str


def way_of(selection: Selection) -> Way:
    """What a selection with hot=kinds or hot=classes asks for."""
    return Way(selection.hot, selection.step, selection.rings, selection.chance)


def slug_of(kind: str) -> str:
    """A class as addresses write it: "new-hotspot"."""
    return kind.replace(" ", "-")


def is_cold(kind: str) -> bool:
    """Whether a class is one of cold spots alone."""
    return kind.endswith("cold spot") and not kind.startswith("mixed")


def shown(selection: Selection, kind: str) -> bool:
    """Whether a class is among those that the reader wants to see."""
    known = {slug_of(one) for one in RULES[selection.hot].kinds}
    if selection.spot == ALL_COLD:
        return is_cold(kind)
    return slug_of(kind) == selection.spot if selection.spot in known else not is_cold(kind)
