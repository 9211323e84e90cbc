"""How many incidents lie in each cell of a study area, and what became of them.

`hotspot_count` tests nothing. `hotspot_change` asks of each cell whether its change is more than normal
variation; its null hypothesis is that of `dashboard.analysis.trends`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.analysis.checks import checked_counts
from dashboard.analysis.trends import change_places, dispersion_phi, verdicts_at

Floats = NDArray[np.float64]


class Counted(NamedTuple):
    """Incidents by cell; see `hotspot_count`."""

    counts: NDArray[np.int64]
    """[cells]: zeros included."""
    outside: int
    """Incidents in none of the cells: counts and these add up to all."""


class HotspotChange(NamedTuple):
    """What became of each cell; see `hotspot_change`. Every array is [cells]."""

    before: Floats
    now: Floats
    change: Floats
    """Incidents more than before; NaN where either side has no data."""
    z: Floats
    verdict: Any
    """Of `dashboard.analysis.trends.Verdict`."""


def hotspot_count(cell: ArrayLike, cells: ArrayLike) -> Counted:
    """How many incidents each of `cells` holds, `cell` being that of each incident.

    `cells` are the study area, each once, in any order; both of one kind (H3 numbers, or text). Raises
    ValueError where a cell is named twice.
    """
    area, own = np.asarray(cells), np.asarray(cell)
    order = np.argsort(area, kind="stable")
    ascending = area[order]
    if (ascending[1:] == ascending[:-1]).any():
        raise ValueError("each cell of a study area may be named only once")
    if not len(area):
        return Counted(np.zeros(0, dtype=np.int64), len(own))
    place = np.minimum(np.searchsorted(ascending, own), len(area) - 1)
    inside = ascending[place] == own
    counts = np.zeros(len(area), dtype=np.int64)
    counts[order] = np.bincount(place[inside], minlength=len(area))
    return Counted(counts, int(np.count_nonzero(~inside)))


def hotspot_change(
    now: ArrayLike, before: ArrayLike, months: ArrayLike | None = None, phi: ArrayLike | None = None
) -> HotspotChange:
    """The change of each cell between two periods of equal length, with the verdict every page gives.

    `now` and `before` are counts [cells], NaN for no data. `months` [cells, months] are all the months known
    of each cell, of which its scatter is measured (all cells together where its own are too few, as
    `dispersion_phi` has it); or give `phi` itself. Without either, incidents are taken as independent, which
    calls too much. Raises ValueError for counts that are negative or do not fit.
    """
    later = checked_counts(now, "counts now", may_be_missing=True)
    earlier = checked_counts(before, "counts before", may_be_missing=True)
    if later.shape != earlier.shape:
        raise ValueError(f"both periods must have the same cells; found {later.shape} and {earlier.shape}")
    if months is not None and phi is not None:
        raise ValueError("give either months or phi, not both")
    scatter: Any = 1.0 if phi is None else phi
    if months is not None:
        series = np.asarray(months, dtype=np.float64)
        if series.shape[:-1] != later.shape:
            raise ValueError(f"months must be those of {later.shape[0]} cells; found {series.shape}")
        scatter = dispersion_phi(series, series)
    z, places = change_places(later, earlier, scatter)
    return HotspotChange(earlier, later, later - earlier, np.asarray(z), verdicts_at(places))
