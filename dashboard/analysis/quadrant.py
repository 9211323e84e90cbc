"""Worse and worsening: where areas stand against similar areas, and where they are heading.

Two verdicts of each area, its place among similar areas (`peers`) and its own trend (`variation`), put it in
a corner of a quadrant or in its middle. Both are verdicts, not measurements: an area in the middle of either
is not told from chance. docs/methods.md says how often mere chance puts an area in a corner.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.analysis.variation import Direction


class Corner(StrEnum):
    """Where in the quadrant an area is, whatever is good or bad; see `corner_words`."""

    ABOVE_RISING = "above and rising"
    ABOVE_FALLING = "above but falling"
    BELOW_RISING = "below but rising"
    BELOW_FALLING = "below and falling"
    MIDDLE = "neither"
    UNKNOWN = "too little to say"


class Standings(NamedTuple):
    """Every area's corner, and who comes first."""

    corner: NDArray[np.object_]  # [areas], of Corner
    order: NDArray[np.int64]  # places of the areas that can be judged, worst first

    def within(self, corner: Corner) -> NDArray[np.int64]:
        """Places of the areas in one corner, worst first."""
        return self.order[self.corner[self.order] == corner]


_WORDS = {
    Corner.ABOVE_RISING: ("worse and worsening", "better and improving"),
    Corner.ABOVE_FALLING: ("worse but improving", "better but worsening"),
    Corner.BELOW_RISING: ("better but worsening", "worse but improving"),
    Corner.BELOW_FALLING: ("better and improving", "worse and worsening"),
}
_CORNERS = np.array(list(Corner), dtype=object)
_AT = {corner: number for number, corner in enumerate(Corner)}


def corner_words(corner: Corner, direction: Direction) -> str:
    """A corner in the words of a measure: "worse and worsening" for one where higher is worse."""
    if corner not in _WORDS or direction is Direction.NO_JUDGEMENT:
        return str(corner)
    return _WORDS[corner][direction is Direction.HIGHER_BETTER]


def worst_corner(direction: Direction) -> Corner:
    """The corner that is worse and worsening; with no judgement the one that is above and rising."""
    return Corner.BELOW_FALLING if direction is Direction.HIGHER_BETTER else Corner.ABOVE_RISING


def best_corner(direction: Direction) -> Corner:
    """The opposite one, better and improving: who has solved it?"""
    return Corner.ABOVE_RISING if direction is Direction.HIGHER_BETTER else Corner.BELOW_FALLING


def standings(
    place: ArrayLike, trend: ArrayLike, ratio: ArrayLike, direction: Direction = Direction.HIGHER_WORSE
) -> Standings:
    """The corner of each area and their order, worst first, from one row of each.

    place[areas] is `PeerComparison.side` (1 above similar areas, 0 within, -1 below, NaN not called),
    trend[areas] is `latest_side` or the side of a verdict on a change (1 higher or rising, -1 lower or
    falling, NaN not called), ratio[areas] is `PeerComparison.ratio`, the rate over the mean of similar areas.
    An area with NaN in place or trend is UNKNOWN and has no rank. The others are ordered by, one after the
    other:

    1. place and trend together, from worse and worsening (2) to better and improving (-2);
    2. place: what is worse now comes before what only gets worse;
    3. the ratio, the farthest on the worse side first, areas without one last;
    4. the order in which they were given.

    Higher is worse unless the direction says better; with no judgement the highest come first. Raises
    ValueError unless all three have one entry an area, and for sides other than -1, 0, 1 and NaN.
    """
    sides = [np.asarray(values, dtype=np.float64) for values in (place, trend)]
    ratios = np.asarray(ratio, dtype=np.float64)
    if ratios.ndim != 1 or any(side.shape != ratios.shape for side in sides):
        raise ValueError("place, trend and ratio must have one entry for each area")
    for side in sides:
        odd = side[~(np.isnan(side) | np.isin(side, (-1, 0, 1)))]
        if odd.size:
            raise ValueError(f"sides must be -1, 0, 1 or unknown; found {odd[0]:g}")
    standing, heading = sides
    unknown = np.isnan(standing + heading)
    corner = np.select(
        [
            unknown,
            (standing > 0) & (heading > 0),
            (standing > 0) & (heading < 0),
            (standing < 0) & (heading > 0),
            (standing < 0) & (heading < 0),
        ],
        [_AT[c] for c in (Corner.UNKNOWN, *_WORDS)],
        default=_AT[Corner.MIDDLE],
    )
    worse = -1 if direction is Direction.HIGHER_BETTER else 1
    # The last key counts first; NaN, a ratio that is not known, comes last.
    order = np.lexsort((-worse * ratios, -worse * standing, -worse * (standing + heading)))
    return Standings(np.asarray(_CORNERS[corner]), order[~unknown[order]])
