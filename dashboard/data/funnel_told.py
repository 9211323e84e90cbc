"""What Compare says of its funnel."""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt

from dashboard.analysis.dispersion import OUTSIDE_WIDENED, Overdispersion

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

RARE = 0.025
"""So rarely as many areas lie outside a funnel's limits by chance: one kind of limits, of two looked at."""


@dataclasses.dataclass(frozen=True)
class Funnel:
    """Rates against populations, with the limits chosen. Only complete areas are in it."""

    baseline: float
    at: Floats
    """[points]: populations from half the least to a little above the largest; none without an area."""
    lower95: Floats
    upper95: Floats
    lower998: Floats
    upper998: Floats
    """[points]: limits of the rate at each of them."""
    side95: Floats
    side998: Floats
    """[areas]: 1 above the limits, -1 below, 0 between, NaN where an area is not complete."""
    few: Flags
    """[areas]: too few incidents to say, counted and expected: between the limits, whatever they are."""
    outside95: int
    outside998: int
    expected95: float
    expected998: float
    """How many would lie outside the exact limits by chance alone."""
    as_many95: float
    as_many998: float
    """How likely it is that as many as do, or more, lie outside the exact limits by chance alone."""
    areas: int
    chosen: str
    """"exact", "multiplicative" or "additive"."""
    found: Overdispersion

    @property
    def judged(self) -> int:
        """How many areas have enough incidents to lie outside of anything."""
        return self.areas - int(self.few.sum())

    @property
    def most_widened(self) -> int:
        """About how many areas would lie outside widened 95% limits by chance at most."""
        return int(np.ceil(self.judged * OUTSIDE_WIDENED))

    @property
    def times_chance(self) -> float:
        """How many times as much as chance alone would make them the areas differ."""
        return float(np.sqrt(self.found.phi))

    @property
    def beyond_chance(self) -> bool:
        """Whether more lie outside exact limits of either kind than chance explains (`RARE`)."""
        return min(self.as_many95, self.as_many998) < RARE

    @property
    def widened(self) -> bool:
        """Whether the limits drawn are wider than exact ones: `expected95` does not hold for them."""
        if self.chosen == "multiplicative":
            return bool(np.all(np.asarray(self.found.factor) > 1))
        return self.chosen == "additive" and bool(np.all(np.asarray(self.found.tau2) > 0))
