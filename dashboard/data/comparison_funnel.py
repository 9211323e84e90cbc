"""The funnel of areas that are compared: rates against residents, with the limits that the reader chose."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dashboard.analysis.dispersion import (
    Overdispersion,
    additive_limits,
    multiplicative_limits,
    overdispersion,
)
from dashboard.analysis.funnel import (
    expected_outside,
    funnel_baseline,
    funnel_limits,
    funnel_side,
)
from dashboard.data.compared import Compared, Funnel

Floats = npt.NDArray[np.float64]

POINTS = 60
"""The limits are drawn through so many, from half the smallest population to 1.1 times the largest."""


def funnel_of(compared: Compared, chosen: str) -> Funnel:
    """The funnel of the complete areas, with "exact", "multiplicative" or "additive" limits."""
    counts = np.where(compared.complete, compared.counted, np.nan)
    residents = np.where(compared.complete, compared.population, np.nan)
    if not len(counts):  # of no area nothing is known either
        counts = residents = np.array([np.nan])
    baseline = float(funnel_baseline(counts, residents))
    found = overdispersion(counts, residents, baseline)
    at = _populations(residents)
    limits95, limits998 = (_limits(chosen, at, baseline, found, level) for level in (0.95, 0.998))
    areas = len(compared.codes)
    side95, side998 = (
        _side(chosen, counts, residents, baseline, found, level)[:areas] for level in (0.95, 0.998)
    )
    return Funnel(
        baseline=baseline,
        at=at,
        lower95=limits95[0],
        upper95=limits95[1],
        lower998=limits998[0],
        upper998=limits998[1],
        side95=side95,
        side998=side998,
        outside95=int((np.abs(side95) == 1).sum()),
        outside998=int((np.abs(side998) == 1).sum()),
        expected95=float(expected_outside(residents, baseline)),
        expected998=float(expected_outside(residents, baseline, 0.998)),
        areas=int(compared.complete.sum()),
        chosen=chosen,
        found=found,
    )


def _populations(residents: Floats) -> Floats:
    """Where the limits are drawn, even in the logarithm."""
    known = residents[np.isfinite(residents)]
    if not len(known):
        return known
    return np.geomspace(0.5 * known.min(), 1.1 * known.max(), POINTS)


def _limits(
    chosen: str, residents: Floats, baseline: float, found: Overdispersion, confidence: float
) -> tuple[Floats, Floats]:
    if chosen == "multiplicative":
        limits = multiplicative_limits(residents, baseline, found.factor, confidence)
    elif chosen == "additive":
        limits = additive_limits(residents, baseline, _tau2(found), confidence)
    else:
        limits = funnel_limits(residents, baseline, confidence)
    return np.asarray(limits[0]), np.asarray(limits[1])


def _tau2(found: Overdispersion) -> float:
    """The variance between areas; none where it can't be told."""
    return float(np.nan_to_num(found.tau2))


def _side(
    chosen: str,
    counts: Floats,
    residents: Floats,
    baseline: float,
    found: Overdispersion,
    confidence: float,
) -> Floats:
    """[areas]: on which side of the limits each rate lies, 0 between them, NaN where it is not known."""
    if chosen == "exact":
        return np.asarray(funnel_side(counts, residents, baseline, confidence))
    rate = counts * 1000 / residents
    lower, upper = _limits(chosen, residents, baseline, found, confidence)
    side = (rate > upper).astype(np.float64) - (rate < lower)
    return np.where(np.isnan(rate), np.nan, side)
