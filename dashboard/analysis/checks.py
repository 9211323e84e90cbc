"""Checks of what the statistics are given, in one place, with messages that say what was found.

And what they all do with numbers that are not there: a quotient by nothing is unknown, not infinite.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def checked_counts(values: ArrayLike, name: str, *, may_be_missing: bool = False) -> NDArray[np.float64]:
    """The values as floats of at least 0; with `may_be_missing` NaN stands for "no data" and stays.

    Raises ValueError for negative or infinite values, and for NaN where nothing may be missing.
    """
    counts = np.asarray(values, dtype=np.float64)
    unusable = np.isinf(counts) if may_be_missing else ~np.isfinite(counts)
    if unusable.any():
        raise ValueError(f"{name} must be finite numbers; found {counts[unusable].flat[0]}")
    negative = counts < 0
    if negative.any():
        raise ValueError(f"{name} must not be negative; found {counts[negative].flat[0]:g}")
    return counts


def checked_series(series: ArrayLike) -> NDArray[np.float64]:
    """Monthly counts [..., months] as floats, NaN where there are no data; ValueError for a single number."""
    months = checked_counts(series, "monthly counts", may_be_missing=True)
    if months.ndim == 0:
        raise ValueError("a series must have the axes [..., months]; found a single number")
    return months


def checked_populations(population: ArrayLike) -> NDArray[np.float64]:
    """Populations as floats, NaN where they are 0 or unknown (NaN): there is no rate without residents.

    Raises ValueError for negative or infinite ones.
    """
    residents = checked_counts(population, "populations", may_be_missing=True)
    return np.where(residents > 0, residents, np.nan)


def checked_per(per: float) -> float:
    """The number of residents a rate is for; raises ValueError unless it is a finite number above 0."""
    if not (np.isfinite(per) and per > 0):
        raise ValueError(f"per must be a number above 0, such as 1000; found {per}")
    return per


def checked_confidence(confidence: float) -> float:
    """The confidence level; raises ValueError unless it lies between 0 and 1."""
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, such as 0.95; found {confidence}")
    return confidence


def divided(numerator: ArrayLike, denominator: ArrayLike, otherwise: float = np.nan) -> NDArray[np.float64]:
    """The quotient, `otherwise` where the denominator is 0 or unknown; the arguments broadcast."""
    below = np.asarray(denominator, dtype=np.float64)
    shape = np.broadcast_shapes(np.shape(numerator), below.shape)
    return np.divide(numerator, below, out=np.full(shape, otherwise), where=below > 0)


def plain(values: ArrayLike) -> NDArray[np.float64] | float:
    """A float for a single value, the array otherwise: scalars in, scalars out."""
    array = np.asarray(values, dtype=np.float64)
    return float(array) if array.ndim == 0 else array
