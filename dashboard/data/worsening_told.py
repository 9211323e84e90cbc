"""Who is worse and worsening on Compare, and who better and improving: what its quadrant is told."""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dashboard.analysis.deciding import Deciding
from dashboard.analysis.quadrant import Corner, Standings

Floats = npt.NDArray[np.float64]


class Judged(NamedTuple):
    """One entry of a list: an area, of all chosen crime types together or of one."""

    code: str
    name: str
    crime_type: str
    """"" for the chosen types together."""
    corner: Corner
    ratio: float
    place: str
    trend: str
    """A `Variation`, or a `Verdict` where changes are the trend."""
    reach: float
    rate: float
    mean: float
    decided: Deciding
    """The month the trend is judged by, and why; UNDECIDED where it is a change."""
    since: int
    """Where its limits begin afresh: the month before which those lie that judge it; else NO_MONTH."""


@dataclasses.dataclass(frozen=True)
class Worsening:
    """Who is worse and worsening, who better and improving."""

    standings: Standings
    trend: Floats
    reach: Floats
    """[areas]: of the chosen types together."""
    worst: tuple[Judged, ...]
    """The worst first."""
    best: tuple[Judged, ...]
    """The best first."""
    expected_together: float
    """How many of the areas judged would be in each of the two lists by chance."""
    pairs_worst: tuple[Judged, ...]
    pairs_best: tuple[Judged, ...]
    """The same of areas by single crime types."""
    pairs: int
    """How many of these can be judged."""
    expected: float
    """How many of them would be in each of the two lists by chance."""
    unranked: tuple[tuple[str, str], ...]
    """Code, and why nothing can be said."""
    no_judgement: tuple[str, ...]
    """Labels of chosen crime types that are in no list of pairs, because more is neither good nor bad."""
    by: str
    """What the trend is: "month", "quarter" or "year"."""
    since: dict[int, int]
    """`Trends.judged_since`; empty where the trend is a change."""
