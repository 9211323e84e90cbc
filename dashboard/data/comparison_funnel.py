"""The funnel of areas that are compared: rates against residents, with the limits that the reader chose."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dashboard.analysis.dispersion import (
    Overdispersion,
    additive_limits,
    multiplicative_limits,
    overdispersion,
)
from dashboard.analysis.funnel import (
    as_many_by_chance,
    chance_outside,
    expected_counts,
    funnel_baseline,
    funnel_limits,
    funnel_side,
)
from dashboard.analysis.peers import FEW
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
    per = compared.per_number
    baseline = float(funnel_baseline(counts, residents, per))
    found = overdispersion(counts, residents, baseline, per=per)
    at = _populations(residents)
    drawn = _Drawn(chosen, baseline, found, per)
    limits95, limits998 = (drawn.limits(at, level) for level in (0.95, 0.998))
    areas = len(compared.codes)
    few = (counts < FEW) & (expected_counts(residents, baseline, per) < FEW)
    side95, side998 = (
        np.where(few, 0.0, drawn.side(counts, residents, level))[:areas] for level in (0.95, 0.998)
    )
    outside95, outside998 = (int((np.abs(side) == 1).sum()) for side in (side95, side998))
    chance95, chance998 = (
        chance_outside(residents, baseline, level, per, fewest=FEW) for level in (0.95, 0.998)
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
        few=few[:areas],
        outside95=outside95,
        outside998=outside998,
        expected95=float(chance95.sum()),
        expected998=float(chance998.sum()),
        as_many95=as_many_by_chance(outside95, chance95),
        as_many998=as_many_by_chance(outside998, chance998),
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


class _Drawn(NamedTuple):
    """The limits chosen, and what they rest on."""

    chosen: str
    baseline: float
    found: Overdispersion
    per: float

    def limits(self, residents: Floats, confidence: float) -> tuple[Floats, Floats]:
        """Lower and upper limit of the rate at each population."""
        baseline, found = self.baseline, self.found
        if self.chosen == "multiplicative":
            limits = multiplicative_limits(residents, baseline, found.factor, confidence, self.per)
        elif self.chosen == "additive":
            tau2 = float(np.nan_to_num(found.tau2))  # none where it can't be told
            limits = additive_limits(residents, baseline, tau2, confidence, self.per)
        else:
            limits = funnel_limits(residents, baseline, confidence, self.per)
        return np.asarray(limits[0]), np.asarray(limits[1])

    def side(self, counts: Floats, residents: Floats, confidence: float) -> Floats:
        """[areas]: on which side of the limits each rate lies, 0 between them, NaN where it is not known."""
        if self.chosen == "exact":
            return np.asarray(funnel_side(counts, residents, self.baseline, confidence, self.per))
        rate = counts * self.per / residents
        lower, upper = self.limits(residents, confidence)
        side = (rate > upper).astype(np.float64) - (rate < lower)
        return np.where(np.isnan(rate), np.nan, side)
