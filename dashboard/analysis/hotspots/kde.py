"""How dense incidents lie: kernel density at the middle of each cell, in incidents a square kilometre.

Null hypothesis: none. A density is a picture, not a test: it shows where incidents lie thick, not where they
lie thicker than chance would have it.

B. W. Silverman (1986), *Density Estimation for Statistics and Data Analysis*, page 76 (quartic, there
"biweight", in two dimensions); S. Chainey and J. Ratcliffe (2005), *GIS and Crime Mapping*, chapter 6.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import scipy  # parts load when first used
from numpy.typing import ArrayLike, NDArray

from dashboard.analysis.checks import checked_counts

Floats = NDArray[np.float64]

REACH = 5.0
"""Bandwidths after which the gaussian kernel is cut off: 4 millionths of an incident lie beyond."""

BANDWIDTH_IN_CELLS = 1.25
"""The bandwidth to begin with, in distances between middles of neighbours: of those tried on Cleveland about
the best at holding later incidents, see docs/methods.md."""

_AT_ONCE = 4096
_SQUARE_METRES = 1e6  # in a square kilometre


class Kernel(StrEnum):
    """How an incident's weight falls with distance."""

    QUARTIC = "quartic"
    """To 0 at the bandwidth; most weight within half of it."""
    GAUSSIAN = "gaussian"
    """As a bell whose standard deviation is the bandwidth, so it reaches farther."""


class Density(NamedTuple):
    """Density by cell; see `hotspot_kde`."""

    density: Floats
    """[cells]: incidents a square kilometre."""
    bandwidth: float
    """In metres."""
    kernel: Kernel
    warning: str
    """What to say beside it; "" where all is well."""


def hotspot_kde(
    incidents: ArrayLike,
    cells: ArrayLike,
    bandwidth: float,
    *,
    cell_size: float,
    kernel: Kernel = Kernel.QUARTIC,
    weights: ArrayLike | None = None,
) -> Density:
    """Kernel density of incidents [incidents, 2] at the middles of cells [cells, 2].

    Coordinates, `bandwidth` and `cell_size` (the distance between middles of neighbours) are in metres of a
    projected system such as the British National Grid: degrees won't do. `weights` [incidents] is how many
    lie at each point, 1 without. Incidents beyond the study area count if they are given; where none are, the
    density falls towards its edge. Raises ValueError for a bandwidth that is not above 0, and for coordinates
    that are missing or look like degrees.
    """
    points, middles = _projected(incidents, "incidents"), _projected(cells, "cells")
    if not (np.isfinite(bandwidth) and bandwidth > 0):
        raise ValueError(f"the bandwidth must be a number of metres above 0; found {bandwidth}")
    if not (np.isfinite(cell_size) and cell_size > 0):
        raise ValueError(f"the cell size must be a number of metres above 0; found {cell_size}")
    many = np.ones(len(points)) if weights is None else checked_counts(weights, "weights")
    if many.shape != (len(points),):
        raise ValueError(f"weights must be one a point; found {many.shape} for {len(points)} points")
    different, which = np.unique(points, axis=0, return_inverse=True)
    number = np.bincount(which.reshape(-1), weights=many, minlength=len(different))
    shape = Kernel(kernel)
    density = np.zeros(len(middles))
    for cell, point, distance in _pairs(middles, different, bandwidth * _reach(shape)):
        density += np.bincount(
            cell, number[point] * _kernel(shape, distance / bandwidth), minlength=len(middles)
        )
    scale = _SQUARE_METRES / bandwidth**2
    return Density(density * scale, bandwidth, shape, _warning(bandwidth, cell_size))


def _pairs(
    middles: Floats, points: Floats, reach: float
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], Floats]]:
    """Cells, points and distances of all pairs within reach; a few thousand points at a time."""
    if not len(middles) or not len(points):
        return
    tree = scipy.spatial.cKDTree(middles)
    for first in range(0, len(points), _AT_ONCE):
        some = scipy.spatial.cKDTree(points[first : first + _AT_ONCE])
        found = tree.sparse_distance_matrix(some, reach, output_type="ndarray")
        yield found["i"], found["j"] + first, found["v"]


def _reach(kernel: Kernel) -> float:
    return 1.0 if kernel is Kernel.QUARTIC else REACH


def _kernel(kernel: Kernel, u: Floats) -> Floats:
    """The kernel at u bandwidths; its volume is 1 in units of the bandwidth."""
    if kernel is Kernel.QUARTIC:
        return np.asarray(3 / np.pi * (1 - np.minimum(u, 1) ** 2) ** 2)
    return np.asarray(np.exp(-(u**2) / 2) / (2 * np.pi))


def _warning(bandwidth: float, cell_size: float) -> str:
    if bandwidth >= cell_size:
        return ""
    return (
        f"The bandwidth of {bandwidth:,.0f} metres is smaller than a cell ({cell_size:,.0f} metres): "
        "incidents between the middles of cells are missed. Choose a larger one."
    )


def _projected(places: ArrayLike, name: str) -> Floats:
    found = np.asarray(places, dtype=np.float64)
    if found.ndim != 2 or found.shape[1] != 2:
        raise ValueError(f"{name} must be pairs of coordinates; found the shape {found.shape}")
    if not np.isfinite(found).all():
        raise ValueError(f"{name} must all have coordinates")
    if len(found) and (np.abs(found[:, 0]) <= 180).all() and (np.abs(found[:, 1]) <= 90).all():
        raise ValueError(f"{name} look like degrees: they must be in metres of a projected system")
    return found


def cell_kernel(
    cells: ArrayLike, bandwidth: float, kernel: Kernel = Kernel.QUARTIC
) -> scipy.sparse.csr_array:
    """[cells, cells]: turns counts into the density at the middle of each cell, incidents a square kilometre.

    `cell_kernel(...) @ counts` is `hotspot_kde` of incidents that all lie at the middle of their cell: worked
    out once, it makes many surfaces quickly. Raises ValueError as `hotspot_kde` does.
    """
    middles = _projected(cells, "cells")
    if not (np.isfinite(bandwidth) and bandwidth > 0):
        raise ValueError(f"the bandwidth must be a number of metres above 0; found {bandwidth}")
    shape = Kernel(kernel)
    parts = list(_pairs(middles, middles, bandwidth * _reach(shape)))
    cell, point = (np.concatenate([part[k] for part in parts]) if parts else np.zeros(0) for k in (0, 1))
    values = [_kernel(shape, part[2] / bandwidth) * _SQUARE_METRES / bandwidth**2 for part in parts]
    weights = np.concatenate(values) if values else np.zeros(0)
    return scipy.sparse.csr_array((weights, (cell, point)), shape=(len(middles),) * 2)
