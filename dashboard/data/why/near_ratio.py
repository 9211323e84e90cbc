"""A share near premises against the one expected, and how many incidents lie how far from them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dashboard.analysis.near_premises import AgainstExpected, against_area, against_others, by_band
from dashboard.data.dataset import Dataset
from dashboard.data.incident_rows import points_with_incidents
from dashboard.data.premises_meant import ALL_LICENSED, Meant
from dashboard.data.reach import metres_to_premises
from dashboard.data.schema import BANDS_METRES
from dashboard.data.view import View, view_of
from dashboard.selection import Selection

Floats = npt.NDArray[np.float64]

FEWEST = 5
"""With fewer incidents near, and fewer expected, nothing is said of a ratio."""


class Ratio(NamedTuple):
    """A share near premises against an expected one."""

    expected: float
    ratio: float
    """Infinite where nothing is expected."""
    lower: float
    upper: float
    """Limits of the ratio, at 95% unless said otherwise."""
    beyond_chance: int
    """1 where the whole interval lies above 1, -1 where below, else 0."""


NO_RATIO = Ratio(np.nan, np.nan, np.nan, np.nan, 0)

RATIO_COLUMNS = tuple(
    column
    for of in ("area", "others")
    for column in (
        f"expected_by_{of}",
        f"ratio_to_{of}",
        f"ratio_to_{of}_lower",
        f"ratio_to_{of}_upper",
    )
)
"""The first four of a `Ratio` to each, as files name them."""


def ratio_to_area(near: float, total: float, share: float, confidence: float = 0.95) -> Ratio:
    """The share near against that of the area; of no incidents there is none (NaN)."""
    if not total:
        return NO_RATIO._replace(expected=share)
    found = against_area(near, total, min(max(share, 0.0), 1.0), confidence)
    return _ratio(found, near, share * total)


def ratio_to_others(
    near: float, total: float, near_others: float, others: float, confidence: float = 0.95
) -> Ratio | None:
    """The share near against that of all other crime; None where there is none."""
    if not others or not total:
        return None
    found = against_others(near, total, near_others, others, confidence)
    return _ratio(found, near, near_others / others * total)


def _ratio(found: AgainstExpected, near: float, expected: float) -> Ratio:
    lower, upper = float(found.lower), float(found.upper)
    said = near >= FEWEST or expected >= FEWEST
    beyond = (1 if lower > 1 else -1 if upper < 1 else 0) if said else 0
    return Ratio(float(found.expected), float(found.ratio), lower, upper, beyond)


def others_of(dataset: Dataset, selection: Selection, source: str) -> View | None:
    """All other crime types, in the same place, months and hours; None where all types are chosen."""
    cube = dataset.cubes[source]
    rest = tuple(name for name in cube.types if selection.types and name not in selection.types)
    return view_of(dataset, selection.replace(types=rest), source) if rest else None


def in_bands(view: View, edges: list[int], which: Meant) -> Floats:
    """[edges + 1]: incidents with a point by their distance to the nearest of the premises."""
    if tuple(edges) == BANDS_METRES and which == ALL_LICENSED:
        counts = view.by_band.astype(np.float64)
        counts[-1] -= counts.sum() - view.with_point  # those without a point count as beyond
        return counts
    longitude, latitude, incidents = points_with_incidents(view)
    if not len(incidents):
        return np.zeros(len(edges) + 1)
    return by_band(metres_to_premises(view.dataset, longitude, latitude, which), edges, incidents)
