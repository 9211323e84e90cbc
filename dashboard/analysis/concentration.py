"""How many incidents fall on how few places: the law of crime concentration, its curve and its Gini.

Null hypothesis: none. But few incidents on many places look concentrated by necessity (50 incidents can touch
at most 50 of 1,000 points), so beside the plain Gini stands one that allows for it.

D. Weisburd (2015), The law of crime concentration and the criminology of place, *Criminology* 53, 133-157.
W. Bernasco and W. Steenbeek (2017), More places than crimes, *Journal of Quantitative Criminology* 33,
451-467; the same formulas are in their R package lorenzgini.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.analysis.checks import checked_counts

Floats = NDArray[np.float64]

TOP_SHARES = (0.01, 0.05, 0.10)
"""Shares of places, the busiest first, of which it is said how many incidents they hold."""

SPIKE_SHARE = 0.5
SPIKE_INCIDENTS = 10
"""A cell of which one point holds this share or more, and as many incidents, is that point's."""


class SinglePoints(NamedTuple):
    """The busiest point of each cell; see `single_points`. Every array is [cells]."""

    point: NDArray[np.int64]
    """Its place among the points; -1 in a cell without incidents."""
    share: Floats
    """The part of the cell's incidents that it holds; NaN in a cell without."""
    spike: NDArray[np.bool_]
    """Whether the cell owes its incidents to it."""


class Concentration(NamedTuple):
    """How concentrated incidents are; see `concentration`."""

    places: int
    incidents: int
    top: dict[float, float]
    """Share of places -> share of incidents on the busiest of them; NaN without incidents."""
    half: float
    """The least share of places that holds half of the incidents."""
    place_share: Floats
    """The curve: shares of places, the busiest first, from 0 to 1."""
    incident_share: Floats
    """The curve: the share of incidents on them."""
    gini: float
    """0 if all places had the same, towards 1 if one had all."""
    adjusted_gini: float
    """Bernasco and Steenbeek's: 0 if incidents were spread as evenly as so few can be."""


def concentration(
    counts: ArrayLike, places: int | None = None, shares: tuple[float, ...] = TOP_SHARES
) -> Concentration:
    """How many of the incidents lie on the busiest places, of counts[places].

    `places` is how many there are in all, those that are not in `counts` having none: points that are known
    but quiet belong to it. A share that is no whole number of places takes the part of the next one (the
    curve between its points). Raises ValueError for fewer places than counts, for counts that are not whole,
    and for a share outside 0 to 1.
    """
    given = checked_counts(counts, "counts")
    if given.ndim != 1:
        raise ValueError(f"counts must be [places]; found {given.ndim} axes")
    if (given != np.floor(given)).any():
        raise ValueError("counts must be whole numbers")
    number = len(given) if places is None else int(places)
    if number < len(given):
        raise ValueError(f"there can't be fewer places ({number}) than counts ({len(given)})")
    if not all(0 < share <= 1 for share in shares):
        raise ValueError(f"shares of places lie between 0 and 1; found {shares}")
    ordered = np.zeros(number)
    ordered[: len(given)] = np.sort(given)[::-1]
    incidents = int(ordered.sum())
    place_share = np.arange(number + 1) / max(number, 1)
    if not incidents:
        nothing = np.full(number + 1, np.nan)
        return Concentration(
            number, 0, dict.fromkeys(shares, np.nan), np.nan, place_share, nothing, np.nan, np.nan
        )
    incident_share = np.r_[0, np.cumsum(ordered)] / incidents
    top = {share: float(np.interp(share, place_share, incident_share)) for share in shares}
    first = int(np.searchsorted(incident_share, 0.5 - 1e-12))
    plain, adjusted = _gini(ordered, incidents)
    return Concentration(number, incidents, top, first / number, place_share, incident_share, plain, adjusted)


def adjusted_top_share(counts: ArrayLike, share: float, places: int | None = None) -> tuple[float, float]:
    """(share of incidents on the busiest `share` of places, what the most even spread would give).

    With fewer incidents than places the most even spread puts one incident on each of as many places, so that
    the busiest places hold more than their share however even it is. NaN without incidents.
    """
    found = concentration(counts, places, (share,))
    if not found.incidents:
        return np.nan, np.nan
    each, over = divmod(found.incidents, found.places)
    top = share * found.places
    even = each * top + min(top, over)
    return found.top[share], even / found.incidents


def single_points(cell: ArrayLike, counts: ArrayLike, cells: int) -> SinglePoints:
    """The busiest point of each of so many cells, of counts[points] in cell[points] (numbers from 0).

    A hotspot that is one point's (a police station, a hospital, a supermarket to which incidents are snapped)
    is to be marked as such. Raises ValueError for a cell that is none of them.
    """
    number, where = checked_counts(counts, "counts"), np.asarray(cell, dtype=np.int64)
    if where.shape != number.shape or ((where < 0) | (where >= cells)).any():
        raise ValueError(f"each point must lie in one of {cells} cells")
    point = np.full(cells, -1, dtype=np.int64)
    busy = np.flatnonzero(number > 0)
    order = busy[np.argsort(number[busy], kind="stable")]
    point[where[order]] = order  # of those of one cell the last, which is the busiest, stays
    total = np.bincount(where, weights=number, minlength=cells)
    most = np.where(point >= 0, number[point] if len(number) else 0, 0)
    share = np.where(total > 0, most / np.where(total > 0, total, 1), np.nan)
    return SinglePoints(point, share, (share >= SPIKE_SHARE) & (most >= SPIKE_INCIDENTS))


def _gini(ordered: Floats, incidents: int) -> tuple[float, float]:
    """(plain, adjusted) of counts in falling order."""
    number = len(ordered)
    rank = np.arange(number, 0, -1)
    plain = float(2 * (rank * ordered).sum() / (number * incidents) - (number + 1) / number)
    fewer = min(number, incidents)
    general = max(1.0, number / incidents) * (plain - 1) + 1
    adjusted = general * fewer / (fewer - 1) if fewer > 1 else np.nan
    return plain, adjusted
