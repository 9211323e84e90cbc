"""Why areas are similar: how far each peer is from the own area, feature by feature."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from dashboard.comparison_fields import FEWEST_NEAR, MOST_NEAR, MOST_PEERS
from dashboard.data.compared import Compared

FARTHEST = 3.0
"""A bar has room for so many standard deviations; what is farther fills it."""

NUMBERS = tuple(range(FEWEST_NEAR, MOST_NEAR + 1))
"""How many areas can be nearest."""


class Apart(NamedTuple):
    """One feature of one area."""

    value: float
    """As imported, NaN where it is not known."""
    difference: float
    """In standard deviations from the own area, NaN where either is not known; 0 of the own area."""
    length: float
    """Of its bar, from 0 to 1."""
    share: float
    """What it adds to the squared distance, 0 to 1; NaN where no distance is known."""


class Likeness(NamedTuple):
    """The features of the own area, or of one of its peers."""

    row: int
    distance: float
    """From the own area, NaN where it is not known."""
    features: tuple[Apart, ...]


def likenesses(c: Compared) -> list[Likeness]:
    """The own area first, then its peers as `Why` has them, the nearest first; none without an own area."""
    why = c.similar.why
    if why is None:
        return []
    own = Likeness(why.own, 0.0, _features(c, why.own, why.own, np.zeros(len(c.similar.features))))
    rows = zip(why.peers.tolist(), why.distance.tolist(), why.contribution, strict=True)
    return [
        own,
        *(
            Likeness(row, distance, _features(c, why.own, row, shares))
            for row, distance, shares in list(rows)[:MOST_PEERS]
        ),
    ]


def peer_rows(c: Compared) -> list[int]:
    """Rows of the areas in the own area's group besides itself, in everyone's where there is none; none where
    all areas are similar."""
    if c.similar.kind == "all" or not c.codes:
        return []
    own = c.row_of.get(c.own_code)
    inside = c.members.all(axis=0) if own is None else c.members[own]
    return [int(row) for row in np.flatnonzero(inside) if row != own]


def ticked_rows(c: Compared) -> list[int] | None:
    """Rows of the areas whose box is ticked: with whom the own area is compared, or is to be.

    None where there are no boxes: without an only own area, and where more are similar than can be picked.
    """
    own = c.row_of.get(c.own_code)
    if own is None:
        return None
    if c.similar.kind == "all":
        return None if len(c.codes) > MOST_PEERS + 1 else [row for row in range(len(c.codes)) if row != own]
    if c.similar.kind == "picked":
        return [row for row, code in enumerate(c.codes) if code in c.similar.picked and row != own]
    return peer_rows(c)


def _features(c: Compared, own: int, row: int, shares: np.ndarray) -> tuple[Apart, ...]:
    values = c.similar.measured[row]
    differences = c.similar.standardised[row] - c.similar.standardised[own]
    return tuple(
        Apart(value, difference, _length(difference), share)
        for value, difference, share in zip(
            values.tolist(), differences.tolist(), np.asarray(shares).tolist(), strict=True
        )
    )


def _length(difference: float) -> float:
    return min(abs(difference) / FARTHEST, 1.0) if math.isfinite(difference) else 0.0
