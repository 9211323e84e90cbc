"""The funnel: rate against population, with the limits that chance alone would keep to."""

from __future__ import annotations

import numpy as np

from dashboard.data.compared import Compared, Floats, Funnel
from dashboard.figures.axes import told
from dashboard.figures.compare_told import FunnelFigure, Number

FEWEST = 3
"""Of fewer areas no funnel is drawn."""

_ROOM = 1.06
"""The picture reaches so many times as high as what is in it."""

_TALLEST_LIMIT = 1.3
"""Limits of the smallest areas may be cut off so many times above the highest rate: they are wide."""

_FROM_ZERO = 0.5
"""The rates begin at 0 unless the lowest of what is drawn is above this share of the highest."""

_BELOW = 0.8


def funnel_figure(c: Compared, f: Funnel) -> FunnelFigure:
    """What `drawFunnel` shows, without its words. Areas that are not complete have no place in it."""
    side = sides(f)
    drawn = bool(len(f.at)) and f.areas >= FEWEST
    return {
        "population": divisors(np.where(c.complete, c.population, np.nan)),
        "rate": told(c.rate),
        "side": _whole(side),
        "few": [int(row) for row in np.flatnonzero(f.few)],
        "labels": _most_odd_first(side, np.asarray(f.found.z, dtype=np.float64)),
        "at": [float(f"{at:.6g}") for at in f.at],
        "lower95": told(f.lower95) if drawn else [],
        "upper95": told(f.upper95) if drawn else [],
        "lower998": told(f.lower998) if drawn else [],
        "upper998": told(f.upper998) if drawn else [],
        "baseline": told(f.baseline)[0],
        "across": [0.0, float(f.at[-1])] if drawn else [],
        "along": _along(c, f) if drawn else [],
    }


def divisors(population: Floats) -> list[Number]:
    """What rates divide by, None where it is not known: the page writes it out. People are whole."""
    return [
        None if number != number else int(number) if number == int(number) else float(f"{number:.4g}")
        for number in population.tolist()
    ]


def _whole(numbers: Floats) -> list[Number]:
    """Whole numbers, None where they are not known."""
    return [int(number) if number == number else None for number in numbers.tolist()]


def sides(f: Funnel) -> Floats:
    """2 above the 99.8% limit, 1 above the 95% one, 0 between, -1 and -2 below; NaN where not complete."""
    return np.where(f.side998 != 0, 2 * f.side998, f.side95)


def _most_odd_first(side: Floats, z: Floats) -> list[int]:
    """Rows of the areas outside: those outside the wider limits first, then by distance."""
    outside = np.flatnonzero(np.nan_to_num(side) != 0)
    distance = np.nan_to_num(np.abs(z)) if len(z) == len(side) else np.zeros(len(side))
    order = np.lexsort((-distance[outside], -np.abs(side[outside])))
    return [int(row) for row in outside[order]]


def _along(c: Compared, f: Funnel) -> list[float]:
    rates = c.rate[c.complete]
    highest = float(np.nanmax(rates))
    widest = float(np.nanmax([0.0, *f.upper998]))
    top = _ROOM * max(highest, min(widest, _TALLEST_LIMIT * highest)) or 1.0
    least = float(np.nanmin([float(np.nanmin(rates)), *f.lower998]))
    return [_BELOW * least if least > _FROM_ZERO * top else 0.0, top]
