"""Do incidents lie near premises more than expected: by the area near them, and by all other crime?

An incident is near if any of the premises is: one that is near three pubs is one incident. So what counts is
the distance to the nearest, and areas are those of all circles together. Null hypotheses: (a) incidents are
spread evenly over the area; (b) incidents of the chosen types lie where all other incidents lie.

E. B. Wilson (1927), *Journal of the American Statistical Association* 22, 209-212 (a). P. A. R. Koopman
(1984), Confidence intervals for the ratio of two binomial proportions, *Biometrics* 40, 513-517 (b).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import scipy  # parts load when first used
from numpy.typing import ArrayLike, NDArray

from dashboard.analysis.checks import checked_confidence, checked_counts, divided
from dashboard.analysis.comparison import wilson_interval

Floats = NDArray[np.float64]

_HALVINGS = 80


class AgainstExpected(NamedTuple):
    """A share near premises against the one expected; every array has the shape of what was given."""

    share: Floats
    expected: Floats
    ratio: Floats
    """Share to expected; NaN where either is unknown, infinite where nothing is expected."""
    lower: Floats
    upper: Floats
    """Limits of the ratio."""


class Around(NamedTuple):
    """Incidents around each of the premises; see `around_each`. Arrays are [premises]."""

    incidents: NDArray[np.int64]
    """At most so far away. They add up to more than all near: an incident near three counts at each."""
    shared: NDArray[np.int64]
    """Those of them that are just as near others."""


def nearest_metres(places: ArrayLike, premises: ArrayLike) -> Floats:
    """[places]: metres from each of places[places, 2] to the nearest of premises[premises, 2].

    Straight lines in a projected system. Infinite where there are no premises, NaN for a place without
    coordinates. Raises ValueError for premises without coordinates.
    """
    points, sites = np.asarray(places, dtype=np.float64), _sites(premises)
    known = np.isfinite(points).all(axis=1)
    result = np.full(len(points), np.nan)
    if len(sites):
        result[known], _ = scipy.spatial.cKDTree(sites).query(points[known])
    else:
        result[known] = np.inf
    return result


def by_band(metres: ArrayLike, edges: Sequence[float], weights: ArrayLike | None = None) -> Floats:
    """How many (or how much weight) lie in each band of distance: [bands + 1], the last beyond all.

    Bands are open below and closed above, so that "within 100 metres" includes exactly 100: edges (100, 250)
    are 0 to 100, over 100 to 250, and beyond. Those without a distance (NaN) are in none. With points spread
    evenly over the study area for places, and the area each stands for as weights, it is the area of each
    band: that of all circles together. Raises ValueError for edges that don't ascend from above 0.
    """
    ends = np.asarray(edges, dtype=np.float64)
    if ends.ndim != 1 or not len(ends) or (np.diff(np.r_[0, ends]) <= 0).any():
        raise ValueError(f"bands need ascending edges above 0; found {list(edges)}")
    distance = np.asarray(metres, dtype=np.float64)
    known = ~np.isnan(distance)
    weight = None if weights is None else checked_counts(weights, "weights")[known]
    band = np.searchsorted(ends, distance[known], side="left")
    return np.bincount(band, weights=weight, minlength=len(ends) + 1).astype(np.float64)


def against_area(
    near: ArrayLike, total: ArrayLike, area_share: ArrayLike, confidence: float = 0.95
) -> AgainstExpected:
    """The share of incidents that is near, against the share of the area that is (which broadcast).

    The share is binomial; its Wilson interval over the area's share, which is taken as known, is the ratio's.
    Raises ValueError for more near than in all, and an area share outside 0 to 1.
    """
    expected = np.asarray(area_share, dtype=np.float64)
    if ((expected < 0) | (expected > 1)).any():
        raise ValueError("the share of an area lies between 0 and 1")
    some, every = checked_counts(near, "counts"), checked_counts(total, "totals")
    limits = [np.asarray(limit) for limit in wilson_interval(some, every, confidence)]
    share = some / np.where(every > 0, every, np.nan)
    return AgainstExpected(share, expected, *(_ratio(part, expected) for part in (share, *limits)))


def against_others(
    near: ArrayLike,
    total: ArrayLike,
    others_near: ArrayLike,
    others_total: ArrayLike,
    confidence: float = 0.95,
) -> AgainstExpected:
    """The share of incidents that is near, against the share of all other incidents that is (broadcast).

    Koopman's score interval of the ratio of two shares: the limits are where a score test of that ratio
    would just reject. It has no need of large numbers: 0 of one leaves a lower limit of 0, 0 of the other an
    infinite upper limit, and 0 of both says nothing (NaN). Raises ValueError for more near than in all.
    """
    one, every, other, rest = np.broadcast_arrays(
        checked_counts(near, "counts"),
        checked_counts(total, "totals"),
        checked_counts(others_near, "other counts"),
        checked_counts(others_total, "other totals"),
    )
    if (one > every).any() or (other > rest).any():
        raise ValueError("there can't be more near premises than in all")
    share = one / np.where(every > 0, every, np.nan)
    expected = other / np.where(rest > 0, rest, np.nan)
    z = float(scipy.special.ndtri(0.5 + checked_confidence(confidence) / 2))
    known = np.isfinite(share) & np.isfinite(expected) & (one + other > 0)
    lower = np.where(known, np.where(one > 0, _limit(one, every, other, rest, z), 0.0), np.nan)
    upper = np.where(known, np.where(other > 0, _limit(one, every, other, rest, -z), np.inf), np.nan)
    return AgainstExpected(share, expected, np.where(known, _ratio(share, expected), np.nan), lower, upper)


def around_each(places: ArrayLike, premises: ArrayLike, metres: float) -> Around:
    """How many incidents lie at most so many metres from each of the premises, and how many near others too.

    Give premises once each: two entries for one pub share all their incidents.
    """
    points, sites = np.asarray(places, dtype=np.float64), _sites(premises)
    known = points[np.isfinite(points).all(axis=1)]
    if not len(sites) or not len(known):
        nothing = np.zeros(len(sites), dtype=np.int64)
        return Around(nothing, nothing.copy())
    tree = scipy.spatial.cKDTree(known)
    found = tree.sparse_distance_matrix(scipy.spatial.cKDTree(sites), metres, output_type="ndarray")
    several = np.bincount(found["i"], minlength=len(known)) > 1
    return Around(
        np.bincount(found["j"], minlength=len(sites)),
        np.bincount(found["j"][several[found["i"]]], minlength=len(sites)),
    )


def _limit(x: Floats, n: Floats, y: Floats, m: Floats, z: float) -> Floats:
    """The ratio at which the score is z; by halving between 1e-9 and 1e9 on the scale of logarithms.

    The score falls as the ratio rises.
    """
    low, high = np.full((2, *x.shape), np.log(1e9))
    low = -low
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        above = _score(np.exp(middle), x, n, y, m) > z
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.asarray(np.exp((low + high) / 2))


def _score(ratio: Floats, x: Floats, n: Floats, y: Floats, m: Floats) -> Floats:
    """(x/n - ratio y/m) over its deviation, both shares being the likeliest that have this very ratio."""
    with np.errstate(divide="ignore", invalid="ignore"):
        a = (n + m) * ratio
        b = ratio * (n + y) + x + m
        second = (b - np.sqrt(np.maximum(b**2 - 4 * a * (x + y), 0))) / (2 * a)
        first = second * ratio
        variance = first * (1 - first) / n + ratio**2 * second * (1 - second) / m
        score = (x / n - ratio * y / m) / np.sqrt(variance)
    difference = x / np.maximum(n, 1) - ratio * y / np.maximum(m, 1)
    certain = np.where(difference > 0, np.inf, np.where(difference < 0, -np.inf, 0.0))
    return np.where(variance > 0, score, certain)


def _ratio(share: ArrayLike, expected: ArrayLike) -> Floats:
    """Share to expected; infinite where something is there and nothing expected, NaN where unknown."""
    some, below = np.broadcast_arrays(np.asarray(share, dtype=np.float64), np.asarray(expected))
    beyond = np.where((some > 0) & (below == 0), np.inf, np.nan)
    return np.asarray(np.where(below > 0, divided(some, below), beyond))


def _sites(premises: ArrayLike) -> Floats:
    sites = np.asarray(premises, dtype=np.float64).reshape(-1, 2)
    if not np.isfinite(sites).all():
        raise ValueError("all premises must have coordinates")
    return sites
