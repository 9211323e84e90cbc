"""Does a series rise or fall all along? The Mann-Kendall test, for many series at once.

Null hypothesis: the values of a series are in random order. The same numbers as `original_test` of the
package pymannkendall (tests hold it to that), which takes one series at a time and works out a slope beside
it: 33,000 cells would take it minutes.

H. B. Mann (1945), Nonparametric tests against trend, *Econometrica* 13, 245-259; M. G. Kendall (1975), *Rank
Correlation Methods*; M. M. Hussain and I. Mahmud (2019), pyMannKendall, *Journal of Open Source Software* 4,
1556.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import scipy  # parts load when first used
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


class Trend(NamedTuple):
    """Whether series rise or fall; see `mann_kendall`. Every array is [...]."""

    z: Floats
    """Above 0 for a series that rises. 0 where nothing can be told, as of less than three values."""
    p: Floats
    """Two-sided."""
    side: NDArray[np.int8]
    """1 for a rise, -1 for a fall that is more than chance, else 0."""


def mann_kendall(series: ArrayLike, level: float = 0.05) -> Trend:
    """The Mann-Kendall test of each of series[..., periods]; NaN stands for a period without data.

    With S the pairs in which the later value is higher less those in which it is lower, and its variance put
    right for ties, z = (S - 1) / sd for S above 0 and (S + 1) / sd below. It assumes that neighbouring
    periods are independent: where a high one follows a high one, it calls too much.
    """
    values = np.asarray(series, dtype=np.float64)
    if values.ndim == 0:
        raise ValueError("a series must have the axes [..., periods]; found a single number")
    score, tied = np.zeros((2, *values.shape[:-1]))
    equals = np.isfinite(values).astype(np.float64)
    for early in range(values.shape[-1] - 1):
        ahead = values[..., early + 1 :]
        now = values[..., early : early + 1]
        score += (ahead > now).sum(axis=-1) - (ahead < now).sum(axis=-1, dtype=np.float64)
        same = ahead == now
        equals[..., early] += same.sum(axis=-1)
        equals[..., early + 1 :] += same
    # Each of t equal values gives (t - 1)(2t + 5), so that a group gives t (t - 1)(2t + 5).
    tied = np.where(equals > 0, (equals - 1) * (2 * equals + 5), 0).sum(axis=-1)
    number = np.isfinite(values).sum(axis=-1).astype(np.float64)
    variance = (number * (number - 1) * (2 * number + 5) - tied) / 18
    deviation = np.sqrt(np.where(variance > 0, variance, np.inf))
    z = (score - np.sign(score)) / deviation
    p = 2 * scipy.special.ndtr(-np.abs(z))
    limit = scipy.special.ndtri(1 - level / 2)
    return Trend(z, p, (np.sign(z) * (np.abs(z) > limit)).astype(np.int8))
