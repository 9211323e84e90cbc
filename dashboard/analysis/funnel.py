"""Funnel plots: how far a rate may lie from the rate of all areas for no reason but chance, by size of area.

Null hypothesis: every area has the same rate, and its incidents occur independently of each other, so that
its count follows a Poisson distribution whose mean is its population times that rate. Nothing is corrected
for looking at many areas: `expected_outside` says how many lie outside the limits by chance. Where areas
differ for more reasons than chance, see `dispersion`. docs/methods.md gives formulas, reasons and limits.

Sources: D. J. Spiegelhalter (2005), Funnel plots for comparing institutional performance, Statistics in
Medicine 24, 1185-1202; the funnel limits of the UK Health Security Agency's technical guidance and of its R
package PHEindicatormethods (R/utils.R, poisson_funnel), whose published numbers the tests hold.
"""

from __future__ import annotations

import numpy as np
import scipy  # parts load when first used
from numpy.typing import ArrayLike, NDArray

from dashboard.analysis.checks import (
    checked_confidence,
    checked_counts,
    checked_per,
    checked_populations,
    plain,
)

Floats = NDArray[np.float64]
Values = Floats | float
Interval = tuple[Values, Values]


def funnel_baseline(count: ArrayLike, population: ArrayLike, per: float = 1000.0) -> Values:
    """The centre of the funnel: all incidents over all residents, per `per` residents.

    Takes count[..., areas] and population[..., areas], which broadcast, and gives a float or array[...].
    Areas whose count or population is unknown (NaN; 0 residents) are left out of both; NaN where none is
    left. Not the mean of the areas' rates, which gives small areas the weight of large ones. Raises
    ValueError for negative or infinite values.
    """
    counts, residents = np.broadcast_arrays(
        checked_counts(count, "counts", may_be_missing=True), checked_populations(population)
    )
    known = np.isfinite(counts) & np.isfinite(residents)
    everyone = np.where(known, residents, 0).sum(axis=-1)
    incidents = np.where(known, counts, 0).sum(axis=-1)
    return plain(incidents * checked_per(per) / np.where(everyone > 0, everyone, np.nan))


def expected_counts(population: ArrayLike, baseline_rate: ArrayLike, per: float = 1000.0) -> Floats:
    """How many incidents such a population has at the baseline rate: array, NaN where either is unknown."""
    rate = checked_counts(baseline_rate, "baseline rates", may_be_missing=True)
    return np.asarray(checked_populations(population) * rate / checked_per(per))


def funnel_limits(
    population: ArrayLike, baseline_rate: ArrayLike, confidence: float = 0.95, per: float = 1000.0
) -> Interval:
    """Control limits of the rates of areas of such a population, (lower, upper), in the baseline's unit.

    `baseline_rate` is per `per` residents, as `crude_rate` gives it. The arguments broadcast; floats for
    single numbers, else arrays. The limits are exact: with E = population x baseline_rate / per, the lower
    one is the count x with P(X <= x) = (1 - confidence) / 2 for a Poisson count X of mean E, the upper one
    that with P(X >= x) = (1 - confidence) / 2, each divided by the population. Between whole numbers the
    distribution is continued by the incomplete gamma function; the lower limit is 0 where even a count of 0
    is no surprise. So an area lies outside exactly when its own exact interval (`poisson_interval`) leaves
    the baseline out, and a quiet area does so with at most 1 - confidence. NaN where population or baseline
    is unknown. Source: PHEindicatormethods (UKHSA), R/utils.R, poisson_funnel. FunnelPlotR draws
    `poisson_interval(E)` instead, which calls every small area without incidents low; see docs/methods.md.
    Raises ValueError for negative or infinite values and for a confidence that does not lie between 0 and 1.
    """
    lower, upper = _count_limits(expected_counts(population, baseline_rate, per), confidence)
    unit = checked_per(per) / checked_populations(population)
    return plain(lower * unit), plain(upper * unit)


def funnel_side(
    count: ArrayLike,
    population: ArrayLike,
    baseline_rate: ArrayLike,
    confidence: float = 0.95,
    per: float = 1000.0,
) -> Values:
    """1 for an area above its upper funnel limit, -1 below the lower one, 0 between, NaN where unknown.

    Says the same as comparing rates with `funnel_limits`, but asks the Poisson distribution directly: quicker
    for many. A count of NaN (no data, or incomplete) gives NaN. Arguments broadcast; errors as there.
    """
    counts = checked_counts(count, "counts", may_be_missing=True)
    expected = expected_counts(population, baseline_rate, per)
    tail = (1 - checked_confidence(confidence)) / 2
    low = scipy.special.gammaincc(counts + 1, expected) < tail
    high = scipy.special.gammainc(np.maximum(counts, 0.5), expected) < tail  # the 0.5 is for counts of 0
    high &= counts > 0
    unknown = np.isnan(counts + expected)
    return plain(np.where(unknown, np.nan, high.astype(np.float64) - low))


def expected_outside(
    population: ArrayLike, baseline_rate: ArrayLike, confidence: float = 0.95, per: float = 1000.0
) -> Values:
    """How many of the areas would lie outside `funnel_limits` by chance alone: float, or array[...].

    population[..., areas] broadcasts with the baseline. At most areas x (1 - confidence), and less where
    counts are few, because counts are whole numbers; unknown populations count for nothing. It holds for
    independent incidents and exact limits. More areas lie outside 95% limits widened for overdispersion, even
    where areas differ for no odd reason: docs/methods.md.
    """
    found = chance_outside(population, baseline_rate, confidence, per)
    return plain(found.sum(axis=-1) if found.ndim else found)


def chance_outside(
    population: ArrayLike,
    baseline_rate: ArrayLike,
    confidence: float = 0.95,
    per: float = 1000.0,
    fewest: int = 0,
) -> Floats:
    """How likely each area is to lie outside `funnel_limits` by chance alone, 0 where it is unknown.

    With `fewest`, areas with a count and an expected number both below that are outside of nothing.
    """
    expected = expected_counts(population, baseline_rate, per)
    lower, upper = _count_limits(expected, confidence)
    below = np.where(lower > 0, scipy.special.pdtr(np.maximum(np.ceil(lower) - 1, 0), expected), 0)
    small = expected < fewest
    least = np.maximum(np.floor(upper) + 1, np.where(small, fewest, 0))
    above = scipy.special.gammainc(least, expected)
    return np.nan_to_num(np.where(small, 0.0, below) + above)


def as_many_by_chance(number: int, chances: ArrayLike) -> float:
    """How likely it is that so many of several areas, or more, lie outside by chance alone.

    chances[areas] are those of each, as `chance_outside` gives them. The tail of the Poisson binomial
    distribution, which adds up unlike chances of independent areas, worked out exactly.
    """
    of_each = np.asarray(chances, dtype=np.float64)
    if number <= 0:
        return 1.0
    fewer = np.zeros(number)  # how likely it is that 0, 1, ... number - 1 of those met so far lie outside
    fewer[0] = 1.0
    for one in of_each[of_each > 0].tolist():
        fewer[1:] = fewer[1:] * (1 - one) + fewer[:-1] * one
        fewer[0] *= 1 - one
    return float(max(1 - fewer.sum(), 0.0))


def _count_limits(expected: Floats, confidence: float) -> tuple[Floats, Floats]:
    tail = (1 - checked_confidence(confidence)) / 2
    none = -np.log(tail)  # with fewer expected, a count of 0 is no surprise
    lower = np.where(expected > none, scipy.special.pdtrik(tail, np.maximum(expected, none)), 0.0)
    single = -np.log1p(-tail)  # with fewer expected, a single incident is one, and no whole number lies below
    upper = np.where(
        expected > single, scipy.special.pdtrik(1 - tail, np.maximum(expected, single)) + 1, expected / single
    )
    unknown = np.isnan(expected)
    return np.where(unknown, np.nan, lower), np.where(unknown, np.nan, upper)
