"""Do incidents follow each other near by and soon? The Knox test, by bands of distance and of days.

Null hypothesis: when incidents happen has nothing to do with where: any incident could have had the day of
any other. p-values come from dealing out the days afresh, so that busy places and busy seasons, which are
kept, explain nothing.

E. G. Knox (1964), The detection of space-time interactions, *Journal of the Royal Statistical Society C* 13,
25-30. S. D. Johnson and others (2007), Space-time patterns of risk, *Journal of Quantitative Criminology* 23,
201-219. W. Steenbeek (2018), NearRepeat, an R package (bands half-open, as here).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import scipy  # parts load when first used
from numpy.typing import ArrayLike, NDArray

from dashboard.analysis.checks import divided
from dashboard.analysis.multiple import adjusted_p

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

PERMUTATIONS = (999, 499)
"""How often days are dealt out afresh: 999, so that the least p is 0.001, or fewer where pairs are many.

Never so few that one band alone out of twenty could not be told from chance: put right for all of them the
least p of 499 is 0.04, that of 199 would be 0.1, however many pairs there are.
"""

_AFFORDABLE = 1_800_000_000  # pairs x permutations: one to two seconds; of the most pairs it takes about five

MOST_PAIRS = 10_000_000
"""More pairs near each other than this are refused: they would take too long, and too much memory."""

_TOGETHER = 256  # permutations looked at side by side
_BLOCK = 255  # pairs whose marks add up in one byte
_BLOCKS = 4
_LONGEST = 30_000  # days, so that differences fit into 16 bits


class TooManyPairsError(ValueError):
    """More than `MOST_PAIRS` pairs lie near each other."""


class Metric(StrEnum):
    """How distance is measured."""

    STRAIGHT = "straight line"
    CITY_BLOCK = "city block"
    """East-west and north-south added up, as the R package NearRepeat does unless told otherwise."""


class Knox(NamedTuple):
    """Pairs by bands of distance and days; see `knox`. Every array is [distance bands, day bands]."""

    observed: NDArray[np.int64]
    """Pairs of incidents."""
    expected: Floats
    """Pairs to be expected, were place and day unrelated; exact, not simulated."""
    ratio: Floats
    """Observed to expected; NaN where none are expected."""
    p: Floats
    """The share of permutations with as many pairs or more, the real one among them."""
    p_adjusted: Floats
    """Put right for looking at all bands (false discovery rate)."""
    permutations: int
    incidents: int


def knox(
    places: ArrayLike,
    days: ArrayLike,
    metres: Sequence[float],
    lags: Sequence[int],
    *,
    permutations: int | None = None,
    seed: int = 1,
    metric: Metric = Metric.STRAIGHT,
) -> Knox:
    """The Knox test of incidents at places[incidents, 2] (projected metres) on days[incidents] (whole).

    Bands are half-open: `metres` (0, 100, 200) are 0 to under 100 and 100 to under 200; `lags` (0, 7, 14) are
    0 to 6 and 7 to 13 days apart. A pair is counted once. The same `seed` gives the same p. Without
    `permutations` there are as many of `PERMUTATIONS` as take a second or two, or the fewest. Raises
    ValueError for edges that do not ascend from 0 or more and for days that are not whole;
    TooManyPairsError, which is one too, where more than `MOST_PAIRS` pairs lie within the longest distance.
    """
    points, when = _incidents(places, days)
    distance_edges, day_edges = _edges(metres, "metres"), _edges(lags, "days")
    if permutations is not None and permutations < 1:
        raise ValueError(f"there must be at least one permutation; found {permutations}")
    first, second, starts = _near_pairs(points, distance_edges, Metric(metric))
    if permutations is None:
        permutations = next((n for n in PERMUTATIONS if n * len(first) <= _AFFORDABLE), PERMUTATIONS[-1])
    limits = np.minimum(np.ceil(day_edges), _LONGEST + 1).astype(np.int16)
    observed = _counted(when[:, np.newaxis], first, second, starts, limits)[..., 0]
    rng = np.random.default_rng(seed)
    as_many = np.zeros(observed.shape, dtype=np.int64)
    for done in range(0, permutations, _TOGETHER):
        number = min(_TOGETHER, permutations - done)
        dealt = rng.permuted(np.broadcast_to(when, (number, len(when))), axis=1).T
        counted = _counted(np.ascontiguousarray(dealt), first, second, starts, limits)
        as_many += (counted >= observed[..., np.newaxis]).sum(axis=-1)
    p = (1 + as_many) / (1 + permutations)
    expected = _expected(when, np.diff(starts), limits)
    adjusted = adjusted_p(p.reshape(-1)).reshape(p.shape)
    return Knox(observed, expected, divided(observed, expected), p, adjusted, permutations, len(when))


def band_words(edges: Sequence[float], unit: str, *, whole: bool = False) -> list[str]:
    """What half-open bands are called: "0 to under 100 metres", or of whole numbers "7 to 13 days"."""
    ends = _edges(edges, unit)
    if not whole:
        return [f"{low:,.10g} to under {high:,.10g} {unit}" for low, high in itertools.pairwise(ends)]
    last = [int(np.ceil(high)) - 1 for high in ends[1:]]
    return [
        f"{int(low)} to {high} {unit}" if high > low else f"{int(low)} {unit}"
        for low, high in zip(ends[:-1], last, strict=True)
    ]


def _near_pairs(points: Floats, edges: Floats, metric: Metric) -> tuple[Indices, Indices, Indices]:
    """Pairs in some band, those of a band together: (one, other, [bands + 1]: where each band begins)."""
    power = 1 if metric is Metric.CITY_BLOCK else 2
    tree = scipy.spatial.cKDTree(points)
    number = (int(tree.count_neighbors(tree, edges[-1], p=power)) - len(points)) // 2
    if number > MOST_PAIRS:
        raise TooManyPairsError(
            f"{number:,} pairs of incidents lie within {edges[-1]:g} metres, more than {MOST_PAIRS:,}: "
            "choose a shorter distance or fewer incidents"
        )
    pairs = tree.query_pairs(edges[-1], p=power, output_type="ndarray")
    one, other = (np.ascontiguousarray(side) for side in pairs.T)  # several times quicker to go by
    distance = _distances(points, one, other, metric)
    band = np.full(len(one), -1, dtype=np.int16)
    for edge in edges:
        band += distance >= edge
    places = [np.flatnonzero(band == place) for place in range(len(edges) - 1)]
    order = np.concatenate(places)
    starts = np.r_[0, np.cumsum([len(some) for some in places])]
    return one[order], other[order], starts


def _distances(points: Floats, one: Indices, other: Indices, metric: Metric) -> Floats:
    """[pairs]: in metres."""
    total = np.zeros(len(one))
    for axis in np.ascontiguousarray(points.T):
        apart = axis[one]
        apart -= axis[other]
        total += np.abs(apart) if metric is Metric.CITY_BLOCK else apart * apart
    return total if metric is Metric.CITY_BLOCK else np.sqrt(total)


def _counted(
    when: NDArray[np.int16], one: Indices, other: Indices, starts: Indices, limits: NDArray[np.int16]
) -> NDArray[np.int64]:
    """[distance bands, day bands, columns]: pairs, with days when[incidents, columns]."""
    columns = when.shape[1]
    under = np.zeros((len(starts) - 1, len(limits), columns), dtype=np.int64)
    step = _BLOCK * _BLOCKS
    for band in range(len(starts) - 1):
        for begin in range(starts[band], starts[band + 1], step):
            some = slice(begin, min(begin + step, starts[band + 1]))
            apart = np.take(when, one[some], axis=0)
            apart -= np.take(when, other[some], axis=0)
            np.abs(apart, out=apart)
            for place, limit in enumerate(limits):
                if limit > 0:
                    under[band, place] += _column_sums(apart < limit)
    return np.diff(under, axis=1)


def _column_sums(marks: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many are marked in each column; in bytes, which is several times quicker."""
    small = marks.view(np.uint8)
    whole = len(small) // _BLOCK * _BLOCK
    blocks = small[:whole].reshape(-1, _BLOCK, small.shape[1]).sum(axis=1, dtype=np.uint8)
    return np.asarray(blocks.sum(axis=0, dtype=np.int64) + small[whole:].sum(axis=0, dtype=np.uint8))


def _expected(when: NDArray[np.int16], near: Indices, limits: NDArray[np.int16]) -> Floats:
    """Near pairs x soon pairs / all pairs: the mean over all ways of dealing out the days."""
    ordered = np.sort(when.astype(np.int64))
    after = np.arange(1, len(ordered) + 1)
    under = [
        int((np.searchsorted(ordered, ordered + int(limit)) - after).sum()) if limit > 0 else 0
        for limit in limits
    ]
    every = len(when) * (len(when) - 1) / 2
    return np.outer(near, np.diff(under)) / every if every else np.zeros((len(near), len(limits) - 1))


def _incidents(places: ArrayLike, days: ArrayLike) -> tuple[Floats, NDArray[np.int16]]:
    points, when = np.asarray(places, dtype=np.float64), np.asarray(days)
    if points.ndim != 2 or points.shape[1] != 2 or when.shape != (len(points),):
        raise ValueError(f"there must be two coordinates and one day an incident; found {points.shape}")
    if not np.isfinite(points).all():
        raise ValueError("every incident must have coordinates")
    if len(when) and not np.array_equal(when, np.floor(when)):
        raise ValueError("days must be whole numbers")
    since = when - (when.min() if len(when) else 0)
    if len(since) and since.max() > _LONGEST:
        raise ValueError(f"days reach over {since.max():,.0f} days, more than {_LONGEST:,}")
    return points, since.astype(np.int16)


def _edges(edges: Sequence[float], name: str) -> Floats:
    ends = np.asarray(edges, dtype=np.float64)
    if ends.ndim != 1 or len(ends) < 2 or not np.isfinite(ends).all() or ends[0] < 0:
        raise ValueError(f"bands of {name} need two edges or more, none below 0; found {list(edges)}")
    if (np.diff(ends) <= 0).any():
        raise ValueError(f"edges of {name} must ascend; found {list(edges)}")
    return ends
