"""A second opinion on verdicts: the formulas of docs/methods.md written out, for unbroken series alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import stats

Floats = npt.NDArray[np.float64]


def _differences(months: int) -> Floats:
    """[differences, months]: signs of what each adds up; from two years on without the season."""
    if months < 24:
        return np.eye(months - 1, months, 1) - np.eye(months - 1, months)
    rows = months - 13
    return sum(
        (sign * np.eye(rows, months, offset) for sign, offset in ((1, 13), (-1, 12), (-1, 1), (1, 0))),
        np.zeros((rows, months)),
    )


def phi(series: npt.ArrayLike) -> float:
    """Overdispersion of a year or more of unbroken monthly counts."""
    counts = np.asarray(series, dtype=float)
    differences = _differences(len(counts))
    weight = float((np.abs(differences) @ counts).sum())
    if not weight:
        return 1.0
    raw = float(((differences @ counts) ** 2).sum()) / weight
    covariance = differences @ differences.T
    freedom = np.trace(covariance) ** 2 / np.trace(covariance @ covariance)
    allowance = max((stats.t.ppf(0.995, freedom) / 3) ** 2, 1)
    return float(max(raw * allowance, 1))


def verdict(now: int, before: int, series: npt.ArrayLike) -> tuple[float, str]:
    """z and what is said of it."""
    z = float(np.sqrt(2 / phi(series)) * (np.sqrt(now) - np.sqrt(before)))
    if now < 5 and before < 5:
        return z, "too few to say"
    if abs(z) <= 3:
        return z, "within normal variation"
    return z, f"{'higher' if z > 0 else 'lower'} than normal variation"
