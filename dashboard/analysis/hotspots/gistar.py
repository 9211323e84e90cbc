"""Which cells are hotspots: the Getis-Ord Gi* statistic, and which of its values are more than chance.

Null hypothesis: the counts of a study area are scattered over its cells at random, so that no cell together
with its neighbours holds more than its share. docs/methods.md states assumptions and limits.

A. Getis and J. K. Ord (1992), The analysis of spatial association by use of distance statistics,
*Geographical Analysis* 24, 189-206; J. K. Ord and A. Getis (1995), Local spatial autocorrelation statistics:
distributional issues and an application, *Geographical Analysis* 27, 286-306 (equation 14, its starred form).
Y. Benjamini and Y. Hochberg (1995), Controlling the false discovery rate, *Journal of the Royal Statistical
Society B* 57, 289-300.
"""

from __future__ import annotations

import dataclasses
import functools
from typing import NamedTuple

import numpy as np
import scipy  # parts load when first used
from numpy.typing import ArrayLike, NDArray

from dashboard.analysis.checks import checked_counts
from dashboard.analysis.multiple import Correction

Floats = NDArray[np.float64]

FALSE_DISCOVERY_RATE = 0.05
"""Of the cells called hotspots, at most this share is expected to be chance."""

FEWEST_INCIDENTS = 3
"""A cell with fewer is never called a hotspot, however empty its surroundings."""

RINGS = (1, 2, 3)
"""How far neighbours of a cell may lie: the cells around it, those around them, and once more."""

Bounds = NDArray[np.int64]


@dataclasses.dataclass(frozen=True)
class StudyAreas:
    """Cells of one or more study areas with what Gi* needs of them whatever is counted; see `study_areas`."""

    neighbours: scipy.sparse.csr_array
    starts: Bounds
    sizes: Bounds
    scale: Floats
    """[cells]: sqrt(W (n - W) / (n - 1)), NaN for a cell that is a neighbour of all."""
    rings: int = 1
    """How far neighbours lie."""

    @functools.cached_property
    def edge(self) -> NDArray[np.bool_]:
        """[cells]: which are judged by fewer neighbours than others, see `edge_cells`."""
        return edge_cells(self.neighbours, self.rings)


class Hotspots(NamedTuple):
    """Which cells are hotspots; see `find_hotspots`. Every array is [cells]."""

    z: Floats
    p_adjusted: Floats
    called: NDArray[np.bool_]
    edge: NDArray[np.bool_]
    """Judged by fewer neighbours than others."""


def study_areas(
    neighbours: scipy.sparse.csr_array, bounds: Bounds | None = None, rings: int = 1
) -> StudyAreas:
    """Made ready for `gistar_of`; arguments, and what is raised, are those of `hotspot_gistar`.

    `rings` is how far `neighbours` lie, 1 to 3: what makes a cell one of the edge.
    """
    number = neighbours.shape[0]
    if neighbours.shape != (number, number):
        raise ValueError(f"neighbours must be {number} by {number}, as there are counts")
    if not (neighbours.diagonal() == 1).all():
        raise ValueError("every cell must be its own neighbour")
    starts, sizes = _areas(bounds, number)
    weight = np.diff(neighbours.indptr).astype(np.float64)
    every = np.repeat(sizes, sizes).astype(np.float64)
    beyond = np.where(weight < every, weight * (every - weight), np.nan)
    return StudyAreas(neighbours, starts, sizes, np.sqrt(beyond / np.maximum(every - 1, 1)), rings)


def find_hotspots(
    counts: ArrayLike, areas: StudyAreas, correction: Correction = Correction.FALSE_DISCOVERY_RATE
) -> Hotspots:
    """Gi*, p, which cells are hotspots and which lie at the edge, of counts[cells], in one go.

    Raises ValueError as `hotspot_gistar` and `edge_cells` do.
    """
    z = gistar_of(counts, areas)
    bounds = np.r_[areas.starts, len(z)]
    adjusted = hotspot_significance(z, bounds, correction=correction)
    return Hotspots(z, adjusted, hotspots_called(counts, adjusted), areas.edge)


def hotspot_gistar(
    counts: ArrayLike, neighbours: scipy.sparse.csr_array, bounds: Bounds | None = None
) -> Floats:
    """z of Gi* for each cell of one study area, [..., cells] as `counts`.

    `neighbours` [cells, cells] holds 1 where two cells are neighbours and on the whole diagonal (that is the
    star: a cell counts as its own neighbour), else nothing. With W neighbours of a cell, n cells, and mean m
    and standard deviation s (of n, not n - 1) of all their counts:

        z = (sum of the W counts - W m) / (s sqrt(W (n - W) / (n - 1)))

    NaN where there is nothing to tell: everywhere on a surface whose counts are all the same, and for a cell
    that is a neighbour of all. Several study areas can be done at once, each by itself: `bounds` [areas + 1]
    says where the cells of each begin. Raises ValueError for counts or neighbours that don't fit.
    """
    return gistar_of(counts, study_areas(neighbours, bounds))


def gistar_of(counts: ArrayLike, areas: StudyAreas) -> Floats:
    """`hotspot_gistar` for study areas that many counts are asked of."""
    values = checked_counts(counts, "counts")
    number = values.shape[-1] if values.ndim else 0
    if areas.neighbours.shape[0] != number:
        raise ValueError(f"neighbours must be {number} by {number}, as there are counts")
    if not number:
        return values
    starts, sizes = areas.starts, areas.sizes
    # From deviations, not from sums of squares: exact for whole counts, however large.
    means = np.add.reduceat(values, starts, axis=-1) / sizes
    deviations = values - np.repeat(means, sizes, axis=-1)
    spread = np.sqrt(np.add.reduceat(deviations**2, starts, axis=-1) / sizes)
    lowest, highest = (extreme.reduceat(values, starts, axis=-1) for extreme in (np.minimum, np.maximum))
    spread[lowest == highest] = np.nan
    local = np.asarray((areas.neighbours @ deviations.T).T)
    return local / (np.repeat(spread, sizes, axis=-1) * areas.scale)


def edge_cells(neighbours: scipy.sparse.csr_array, rings: int = 1) -> NDArray[np.bool_]:
    """[cells]: whether neighbours are missing, so that the cell is judged by fewer than others.

    A cell of a hexagon grid has 3 r (r + 1) within r rings and itself; at the edge of the study area, and
    beside cells that do not belong to it, there are fewer. (H3's twelve pentagons lie in the sea.) Raises
    ValueError for rings other than 1 to 3, and where a cell has more neighbours than there can be.
    """
    if rings not in RINGS:
        raise ValueError(f"neighbours are sought in 1 to 3 rings; found {rings}")
    every = 3 * rings * (rings + 1) + 1
    own = np.diff(neighbours.indptr)
    if len(own) and own.max() > every:
        raise ValueError(f"a cell has {own.max()} neighbours, but {rings} rings hold {every} at most")
    return np.asarray(own < every)


def two_sided_p(z: ArrayLike) -> Floats:
    """The chance of a z as far from 0 or farther, for hot and cold spots at once: same shape, NaN as z."""
    return np.asarray(2 * scipy.special.ndtr(-np.abs(np.asarray(z, dtype=np.float64))))


def hotspots_called(
    counts: ArrayLike, p_adjusted: ArrayLike, level: float = FALSE_DISCOVERY_RATE
) -> NDArray[np.bool_]:
    """Which cells are hotspots: an adjusted p of at most `level`, and `FEWEST_INCIDENTS` or more."""
    enough = np.asarray(counts) >= FEWEST_INCIDENTS
    return np.asarray((np.asarray(p_adjusted) <= level) & enough)


def hotspot_significance(
    z: ArrayLike,
    bounds: Bounds | None = None,
    at_most: float = 1.0,
    correction: Correction = Correction.FALSE_DISCOVERY_RATE,
) -> Floats:
    """p_adjusted [cells] of the z of one study area: below `FALSE_DISCOVERY_RATE` is more than chance.

    The chance of a z as high or higher in a standard normal distribution (one-sided: cold spots are not
    sought), then adjusted for looking at all cells with a z at once (Benjamini-Hochberg, or as `correction`
    has it). NaN where z is. `bounds` are those of `hotspot_gistar`. Where only values up to `at_most` matter,
    cells that can't come to one are not looked at, and have NaN too: adjusting never lowers a p.
    """
    values = np.asarray(z, dtype=np.float64)
    adjusted = np.full(values.shape, np.nan)
    lowest = -scipy.special.ndtri(at_most) - 1e-6  # a hair less: the p itself decides
    looked = np.flatnonzero(values >= lowest)
    p = scipy.special.ndtr(-values[looked])
    looked, p = looked[p <= at_most], p[p <= at_most]
    if not len(looked):
        return adjusted
    starts, _ = _areas(bounds, len(values))
    area = np.searchsorted(starts, looked, side="right") - 1
    tested = np.add.reduceat(np.isfinite(values), starts, dtype=np.int64)
    if Correction(correction) is not Correction.FALSE_DISCOVERY_RATE:
        times = tested[area] if correction == Correction.BONFERRONI else 1
        adjusted[looked] = np.minimum(p * times, 1.0)
        return adjusted
    order = np.lexsort((p, area))
    looked, area = looked[order], area[order]
    first = np.flatnonzero(np.r_[True, area[1:] != area[:-1]])
    rank = np.arange(len(area)) - np.repeat(first, np.diff(np.r_[first, len(area)])) + 1
    scaled = np.minimum(p[order] * (tested[area] / rank), 1.0)
    for run in np.split(np.arange(len(area)), first[1:]):
        adjusted[looked[run]] = np.minimum.accumulate(scaled[run][::-1])[::-1]
    return adjusted


def _areas(bounds: Bounds | None, number: int) -> tuple[Bounds, Bounds]:
    """Where each study area begins, and how many cells it has; without bounds they are all of one."""
    ends = np.array([0, number]) if bounds is None else np.asarray(bounds)
    return ends[:-1], np.diff(ends)
