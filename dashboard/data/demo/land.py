"""The outline of the fictional land: an east coast with a bay, a headland and an estuary.

The coast is part of the plan, not of the seed: planted truths stand on it.
"""

from __future__ import annotations

import numpy as np
import shapely
from shapely import Polygon

from dashboard.data.demo.plan import Floats, to_degrees

WEST, SOUTH, NORTH = 1.5, 1.0, 70.5
"""Roughly where the land borders run, km."""

OPEN_SEA = 60.0
"""East of everything, km."""

STEP = 0.2
"""Distance between the vertices of coast and borders, km."""

ESTUARY_HEAD = 18.5
"""How far inland the tide reaches: east of this x, km, the river parts its banks."""

COAST_NOISE, BORDER_NOISE = 11, 23
"""Seeds of the wiggle, fixed so that the outline is the same in every demonstration."""

DEGREE_GRID = 1e-5
"""Vertices of all areas lie on this grid (about a metre), so that neighbours share them exactly."""


def river_line(x: Floats) -> Floats:
    """The y of the middle of the River Sennet at each x, km."""
    return 23.6 + 1.3 * np.sin(x / 4.2) + 0.35 * np.sin(x / 1.3 + 1.0)


def coast_line(y: Floats) -> Floats:
    """The x of the coast at each y, km: a headland near 41, a bay near 54, and noise at all scales."""
    x = 37.0 + 2.0 * np.sin(2 * np.pi * y / 70 + 0.6)
    x += 7.5 * np.exp(-(((y - 41.5) / 3.4) ** 2))
    x -= 9.0 * np.exp(-(((y - 54.0) / 6.0) ** 2))
    return x + _wiggle(y, COAST_NOISE, ((8.0, 0.8), (3.5, 0.4), (1.6, 0.2), (0.8, 0.1), (0.4, 0.05)))


def outline() -> Polygon:
    """The land as one polygon in degrees, vertices on DEGREE_GRID."""
    land = _bordered().intersection(_west_of_coast()).difference(_estuary())
    largest = max(shapely.get_parts(land), key=lambda part: part.area)
    degrees = shapely.transform(Polygon(largest.exterior), to_degrees)
    snapped = shapely.set_precision(degrees, DEGREE_GRID)
    polygon: Polygon = max(shapely.get_parts(snapped), key=lambda part: part.area)
    return polygon


def _west_of_coast() -> Polygon:
    y = np.arange(SOUTH - 6, NORTH + 6, STEP)
    # Moved along the coast as well, else the flanks of bay and headland come out smooth.
    along = y + _wiggle(y, COAST_NOISE + 9, ((3.0, 0.5), (1.3, 0.25), (0.7, 0.1)))
    coast = np.column_stack([coast_line(y), along])
    return Polygon([*coast, (-20, y[-1]), (-20, y[0])])


def _bordered() -> Polygon:
    """A rectangle open to the sea whose land sides wander as moorland borders do."""
    along_y = np.arange(SOUTH, NORTH + STEP / 2, STEP)
    along_x = np.arange(WEST, OPEN_SEA, STEP)
    octaves = ((14.0, 1.6), (6.0, 0.9), (2.5, 0.35), (1.0, 0.15))
    west = np.column_stack([WEST + _wiggle(along_y, BORDER_NOISE, octaves), along_y])
    south = np.column_stack([along_x, SOUTH + _wiggle(along_x, BORDER_NOISE + 1, octaves)])
    north = np.column_stack([along_x, NORTH + _wiggle(along_x, BORDER_NOISE + 2, octaves)])
    # The corners are cut by 3 km, so that sides which wander inwards there can't cross.
    ring = np.vstack([south[15:], north[:14:-1], west[-16:14:-1]])
    return Polygon(ring)


def _estuary() -> Polygon:
    x = np.arange(ESTUARY_HEAD, OPEN_SEA, STEP)
    towards_sea = (x - ESTUARY_HEAD) / (38.0 - ESTUARY_HEAD)
    ragged = _wiggle(x, COAST_NOISE + 5, ((3.0, 0.10), (1.2, 0.08), (0.6, 0.05)))
    half_width = np.maximum(0.06 + 1.75 * towards_sea**2.4 + ragged * towards_sea, 0.05)
    middle = river_line(x)
    north = np.column_stack([x, middle + half_width])
    south = np.column_stack([x, middle - half_width])
    return Polygon(np.vstack([north, south[::-1]])).buffer(0)


def _wiggle(at: Floats, seed: int, octaves: tuple[tuple[float, float], ...]) -> Floats:
    """Smooth noise along a line: for each (wavelength, amplitude) in km, random heights joined by cosines."""
    rng = np.random.default_rng(seed)
    total = np.zeros_like(at)
    for wavelength, amplitude in octaves:
        heights = rng.standard_normal(256)
        position = at / wavelength + 32.0
        knot = np.floor(position).astype(np.int64)
        blend = (1 - np.cos(np.pi * (position - knot))) / 2
        total += amplitude * (heights[knot % 256] * (1 - blend) + heights[(knot + 1) % 256] * blend)
    return total
