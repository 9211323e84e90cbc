"""Looking at many places at once: p-values put right for it, false discovery rate or Bonferroni.

Y. Benjamini and Y. Hochberg (1995), Controlling the false discovery rate, *Journal of the Royal Statistical
Society B* 57, 289-300. O. J. Dunn (1961), Multiple comparisons among means, *Journal of the American
Statistical Association* 56, 52-64 (Bonferroni's correction).
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import scipy  # parts load when first used
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


class Correction(StrEnum):
    """What is promised of the places that are called."""

    FALSE_DISCOVERY_RATE = "false discovery rate"
    """At most this share of them is expected to be chance."""
    BONFERRONI = "Bonferroni"
    """The chance that any of them is chance is at most this: stricter, so more is missed."""
    NONE = "none"
    """Nothing: of quiet places this share is called."""


def adjusted_p(p: ArrayLike, correction: Correction = Correction.FALSE_DISCOVERY_RATE) -> Floats:
    """p[..., tests] put right for looking at all tests of the last axis that have one: same shape.

    NaN stays and does not count as looked at. Raises ValueError for a p outside 0 to 1.
    """
    values = np.asarray(p, dtype=np.float64)
    tested = np.isfinite(values)
    if ((values < 0) | (values > 1)).any():
        raise ValueError("a p-value lies between 0 and 1")
    if Correction(correction) is Correction.NONE or not values.size:
        return values.copy()
    number = tested.sum(axis=-1, keepdims=True)
    if correction == Correction.BONFERRONI:
        return np.minimum(values * number, 1.0)
    if tested.all():
        return np.asarray(scipy.stats.false_discovery_control(values, axis=-1))
    # A p of 1 in the others' place changes no rank, only the number of tests: that is put right beforehand.
    filled = np.where(tested, values * (number / values.shape[-1]), 1.0)
    found = np.asarray(scipy.stats.false_discovery_control(filled, axis=-1))
    return np.where(tested, found, np.nan)
