"""Areas that differ by more than chance: how much more, and funnel limits that allow for it.

With enough incidents nearly every area lies outside limits that allow for chance alone, because areas do
differ. Spiegelhalter's two answers: widen all limits by one factor (multiplicative), or by a variance between
areas that weighs on large areas most (additive). Both are measured on the areas themselves, on the scale of
square roots, where a count scatters by 1/2 whatever its size. docs/methods.md explains both and what they
hide.

Sources: D. J. Spiegelhalter (2005), Funnel plots for comparing institutional performance, Statistics in
Medicine 24, 1185-1202; D. J. Spiegelhalter (2005), Handling over-dispersion of performance indicators,
Quality and Safety in Health Care 14, 347-351; R. DerSimonian and N. Laird (1986), Controlled Clinical Trials
7, 177-188. The same sums are in the R package FunnelPlotR (R/od_adjustment.R; its "CQC" method for
standardised ratios).
"""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.analysis.checks import checked_counts, plain
from dashboard.analysis.funnel import expected_counts, funnel_baseline, funnel_limits

Floats = NDArray[np.float64]
Values = Floats | float
Interval = tuple[Values, Values]

OUTSIDE_WIDENED = 0.12
"""At most about this share of areas lies outside adjusted 95% limits, none being odd: docs/methods.md."""

WINSORISED = 0.1
"""The share of areas at either end whose z is pulled in: a few odd areas must not widen all limits."""


@dataclasses.dataclass(frozen=True)
class Overdispersion:
    """How much more than chance areas differ; each a float, or array[...] for several sets of areas."""

    phi: Values
    """Winsorised mean of squared z-scores: about 1 or less if only chance is at work."""
    tau2: Values
    """Variance between areas of the square root of observed / expected; 0 if chance explains all."""
    areas: Values
    """How many areas it was measured on."""
    threshold: Values
    """phi above this is more than chance: 1 + 2 sqrt(2 / areas)."""
    z: Floats
    """[..., areas]: z-score of each area, 2 (sqrt observed - sqrt expected); NaN for areas left out."""

    @property
    def applies(self) -> NDArray[np.bool_] | bool:
        """Whether the multiplicative adjustment is applied at all."""
        beyond = np.asarray(self.phi) > np.asarray(self.threshold)
        return bool(beyond) if beyond.ndim == 0 else beyond

    @property
    def factor(self) -> Values:
        """The phi to widen limits by: 1 where the adjustment is not applied."""
        return plain(np.where(self.applies, self.phi, 1.0))


def overdispersion(
    count: ArrayLike,
    population: ArrayLike,
    baseline_rate: ArrayLike | None = None,
    winsorise: float = WINSORISED,
    per: float = 1000.0,
) -> Overdispersion:
    """How much more than chance the rates of count[..., areas] over population[..., areas] differ.

    z = 2 (sqrt(count) - sqrt(expected)), expected at the baseline rate (per `per` residents, array[...] or
    float; all incidents over all residents where none is given). phi is the mean of z squared once the lowest
    and highest `winsorise` of the z are pulled in. tau2 is DerSimonian and Laird's from that phi
    (`between_variance`). Areas whose count or population is unknown (NaN; 0 residents), or that expect
    nothing, are left out; all is NaN where none remains. phi is measured on areas that differ for whatever
    reason, so it must not be read as error. Raises ValueError for negative or infinite values and for a
    winsorised share outside 0 to 0.5.
    """
    counts = np.atleast_1d(checked_counts(count, "counts", may_be_missing=True))
    if baseline_rate is None:
        baseline_rate = funnel_baseline(counts, population, per)
    rate = np.asarray(baseline_rate, dtype=np.float64)
    expected = expected_counts(population, rate[..., np.newaxis] if rate.ndim else rate, per)
    expected = np.where(expected > 0, expected, np.nan)
    z = 2 * (np.sqrt(counts) - np.sqrt(expected))
    phi = np.asarray(dispersion_ratio(z, winsorise))
    error = np.where(np.isfinite(z), 1 / (2 * np.sqrt(expected)), np.nan)
    areas = np.isfinite(z).sum(axis=-1).astype(np.float64)
    threshold = 1 + 2 * np.sqrt(2 / np.where(areas > 0, areas, np.nan))
    return Overdispersion(
        plain(phi), between_variance(phi, error), plain(areas), plain(threshold), np.asarray(z)
    )


def dispersion_ratio(z: ArrayLike, winsorise: float = WINSORISED) -> Values:
    """Spiegelhalter's phi of z-scores[..., areas]: the mean of their squares, the ends pulled in: float,
    array[...].

    z below the `winsorise` quantile are set to it, those above 1 - winsorise likewise. NaN are left out; NaN
    where none is left. Raises ValueError for a share outside 0 to 0.5.
    """
    if not 0 <= winsorise < 0.5:
        raise ValueError(f"the winsorised share must be at least 0 and under 0.5; found {winsorise}")
    scores = np.asarray(z, dtype=np.float64)
    known = np.isfinite(scores)
    number = known.sum(axis=-1).astype(np.float64)
    filled = scores.copy()
    filled[~known.any(axis=-1)] = 0  # nothing to measure: NaN at the end, without a warning on the way
    low, high = np.nanquantile(filled, [winsorise, 1 - winsorise], axis=-1, keepdims=True)
    squares = np.where(known, np.clip(filled, low, high) ** 2, 0).sum(axis=-1)
    return plain(squares / np.where(number > 0, number, np.nan))


def between_variance(phi: ArrayLike, error: ArrayLike) -> Values:
    """DerSimonian and Laird's variance between areas, given phi[...] and standard errors[..., areas].

    tau2 = (I phi - (I - 1)) / (sum w - sum w^2 / sum w), w = 1 / error^2, over the I areas with an error; 0
    where that is negative, and for one area alone. In the squared unit of the errors: float or array[...].
    """
    errors = np.asarray(error, dtype=np.float64)
    weight = np.where(errors > 0, 1 / np.where(errors > 0, errors, 1) ** 2, 0)
    number = (weight > 0).sum(axis=-1).astype(np.float64)
    total = weight.sum(axis=-1)
    spread = total - (weight**2).sum(axis=-1) / np.where(total > 0, total, np.nan)
    excess = np.maximum(number * np.asarray(phi, dtype=np.float64) - (number - 1), 0)
    tau2 = np.divide(excess, spread, out=np.zeros(np.shape(excess)), where=(number > 1) & (spread > 0))
    return plain(np.where(number > 0, tau2, np.nan))


def multiplicative_limits(
    population: ArrayLike,
    baseline_rate: ArrayLike,
    phi: ArrayLike,
    confidence: float = 0.95,
    per: float = 1000.0,
) -> Interval:
    """`funnel_limits` widened by sqrt(phi) around the baseline: (lower, upper) rates in the baseline's unit.

    The distance between the square roots of limit and baseline is multiplied by sqrt(phi), the lower limit
    stops at 0. So phi = 1 gives the exact limits back. Give `Overdispersion.factor`, which is 1 where the
    adjustment does not apply. Arguments broadcast; raises ValueError for a phi under 1 and as `funnel_limits`
    does.
    """
    ratio = checked_counts(phi, "phi", may_be_missing=True)
    if (ratio < 1).any():
        raise ValueError(f"phi must be at least 1; found {ratio[ratio < 1].flat[0]:g}")
    return _widened(funnel_limits(population, baseline_rate, confidence, per), baseline_rate, np.sqrt(ratio))


def additive_limits(
    population: ArrayLike,
    baseline_rate: ArrayLike,
    tau2: ArrayLike,
    confidence: float = 0.95,
    per: float = 1000.0,
) -> Interval:
    """`funnel_limits` widened for a variance between areas: (lower, upper) rates in the baseline's unit.

    On the scale of square roots of observed / expected the variance of chance, s^2 = 1 / (4 expected),
    becomes s^2 + tau2: the distance between the square roots of limit and baseline is multiplied by sqrt(1 +
    4 expected tau2), the lower limit stops at 0. tau2 = 0 gives the exact limits back. Large areas, whose
    limits of chance are narrow, are widened most. Arguments broadcast; raises ValueError for a negative tau2
    and as `funnel_limits` does.
    """
    variance = checked_counts(tau2, "tau2", may_be_missing=True)
    stretch = np.sqrt(1 + 4 * expected_counts(population, baseline_rate, per) * variance)
    return _widened(funnel_limits(population, baseline_rate, confidence, per), baseline_rate, stretch)


def _widened(limits: Interval, baseline_rate: ArrayLike, stretch: Floats) -> Interval:
    """Each limit moved away from the baseline, by `stretch` on the scale of square roots."""
    centre = np.sqrt(np.asarray(baseline_rate, dtype=np.float64))
    lower, upper = (centre + stretch * (np.sqrt(limit) - centre) for limit in limits)
    return plain(np.maximum(lower, 0) ** 2), plain(upper**2)
