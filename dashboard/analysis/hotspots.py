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

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse, special, stats

from dashboard.analysis.checks import checked_counts

Floats = NDArray[np.float64]

FALSE_DISCOVERY_RATE = 0.05
"""Of the cells called hotspots, at most this share is expected to be chance."""

FEWEST_INCIDENTS = 3
"""A cell with fewer is never called a hotspot, however empty its surroundings."""


def hotspot_gistar(counts: ArrayLike, neighbours: sparse.csr_array) -> Floats:
    """z of Gi* for each cell of one study area, [..., cells] as `counts`.

    `neighbours` [cells, cells] holds 1 where two cells are neighbours and on the whole diagonal (that is the
    star: a cell counts as its own neighbour), else nothing. With W neighbours of a cell, n cells, and mean m
    and standard deviation s (of n, not n - 1) of all their counts:

        z = (sum of the W counts - W m) / (s sqrt(W (n - W) / (n - 1)))

    NaN where there is nothing to tell: everywhere on a surface whose counts are all the same, and for a cell
    that is a neighbour of all. Raises ValueError for counts or neighbours that don't fit.
    """
    values = checked_counts(counts, "counts")
    number = values.shape[-1] if values.ndim else 0
    if neighbours.shape != (number, number):
        raise ValueError(f"neighbours must be {number} by {number}, as there are counts")
    if not (neighbours.diagonal() == 1).all():
        raise ValueError("every cell must be its own neighbour")
    if not number:
        return values
    # From deviations, not from sums of squares: exact for whole counts, however large.
    deviations = values - values.mean(axis=-1, keepdims=True)
    spread = np.sqrt((deviations**2).mean(axis=-1, keepdims=True))
    spread[np.ptp(values, axis=-1, keepdims=True) == 0] = np.nan
    weight = np.asarray(neighbours.sum(axis=1), dtype=np.float64)
    beyond = np.where(weight < number, weight * (number - weight), np.nan)
    local = np.asarray((neighbours @ deviations.T).T)
    return local / (spread * np.sqrt(beyond / max(number - 1, 1)))


def hotspot_significance(z: ArrayLike) -> Floats:
    """p_adjusted [cells] of the z of one study area: below `FALSE_DISCOVERY_RATE` is more than chance.

    The chance of a z as high or higher in a standard normal distribution (one-sided: cold spots are not
    sought), then adjusted for looking at all cells with a z at once (Benjamini-Hochberg). NaN where z is.
    """
    values = np.asarray(z, dtype=np.float64)
    adjusted = np.full(values.shape, np.nan)
    known = np.isfinite(values)
    if known.any():
        adjusted[known] = stats.false_discovery_control(special.ndtr(-values[known]), method="bh")
    return adjusted
