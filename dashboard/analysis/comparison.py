"""Rates and how sure they are: crude rates and the intervals of counts, rates and proportions.

Every function here takes single numbers or arrays (which broadcast) and gives floats or arrays back.
Formulas, assumptions and limits are in docs/methods.md. Null hypothesis: none, these are intervals, not
tests. What compares areas builds on them: `funnel` and `dispersion`, `similar`, `peers`, `quadrant`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

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

EXACT_BELOW = 10
"""Counts under this get the exact interval, the others Byar's (UKHSA practice)."""

Values = NDArray[np.float64] | float
Interval = tuple[Values, Values]

if TYPE_CHECKING:  # comparing is done with these too; but not all who need a rate are to load them
    from dashboard.analysis.dispersion import overdispersion as overdispersion
    from dashboard.analysis.funnel import funnel_limits as funnel_limits
    from dashboard.analysis.similar import similar_areas as similar_areas
else:
    _LATER = {"funnel_limits": "funnel", "overdispersion": "dispersion", "similar_areas": "similar"}

    def __getattr__(name: str) -> Any:
        """What is loaded when it is asked for."""
        if name not in _LATER:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(importlib.import_module(f"dashboard.analysis.{_LATER[name]}"), name)


def crude_rate(count: ArrayLike, population: ArrayLike, per: float = 1000.0) -> Values:
    """Incidents per `per` residents; NaN where the population is 0 or unknown (NaN).

    Raises ValueError for negative or infinite values and for a count that is NaN.
    """
    counts = checked_counts(count, "counts")
    return plain(_per_resident(counts, population, per))


def byar_interval(count: ArrayLike, confidence: float = 0.95) -> Interval:
    """Byar's approximate interval of a Poisson count: (lower, upper); lower is 0 at a count of 0.

    Within 0.2% of the exact limits from a count of 10 on at 95%. Source: Breslow and Day (1987), p. 69.
    """
    counts = checked_counts(count, "counts")
    z = _normal_quantile(confidence)
    above = counts + 1
    # The lower formula divides by the count; a count of 0 is put right by the last step.
    below = np.maximum(counts, np.finfo(float).tiny)
    lower_root = 1 - 1 / (9 * below) - z / (3 * np.sqrt(below))
    lower = np.where(counts > 0, counts * np.maximum(lower_root, 0) ** 3, 0.0)
    upper = above * (1 - 1 / (9 * above) + z / (3 * np.sqrt(above))) ** 3
    return plain(lower), plain(upper)


def poisson_interval(count: ArrayLike, confidence: float = 0.95) -> Interval:
    """The exact interval of a Poisson count: (lower, upper); lower is 0 at a count of 0.

    Chi-square quantiles halved, with 2 x count and 2 x count + 2 degrees of freedom, written here as the
    gamma quantiles they are. Source: Garwood (1936), Biometrika 28, 437-442.
    """
    counts = checked_counts(count, "counts")
    tail = (1 - checked_confidence(confidence)) / 2
    lower = np.where(
        counts > 0, scipy.special.gammaincinv(np.maximum(counts, np.finfo(float).tiny), tail), 0.0
    )
    upper = scipy.special.gammainccinv(counts + 1, tail)
    return plain(lower), plain(upper)


def count_interval(count: ArrayLike, confidence: float = 0.95) -> Interval:
    """The interval every page shows for a count: exact below 10, Byar's from 10 on: (lower, upper)."""
    counts = checked_counts(count, "counts")
    few = counts < EXACT_BELOW
    lower, upper = (np.array(limit, dtype=np.float64) for limit in byar_interval(counts, confidence))
    if few.any():  # the exact one is dear, and of few counts there are few different ones
        different, which = np.unique(counts[few], return_inverse=True)
        for limit, exact in zip((lower, upper), poisson_interval(different, confidence), strict=True):
            limit[few] = np.asarray(exact)[which.reshape(-1)]
    return plain(lower), plain(upper)


def rate_interval(
    count: ArrayLike, population: ArrayLike, confidence: float = 0.95, per: float = 1000.0
) -> Interval:
    """The interval of a crude rate, (lower, upper): the count's interval over the population taken as known.

    NaN where the population is 0 or unknown.
    """
    lower, upper = count_interval(count, confidence)
    return plain(_per_resident(lower, population, per)), plain(_per_resident(upper, population, per))


def wilson_interval(count: ArrayLike, total: ArrayLike, confidence: float = 0.95) -> Interval:
    """Wilson's score interval of the proportion count / total: (lower, upper), in 0 to 1; NaN at total 0.

    Source: Wilson (1927); method 3 of Newcombe (1998), Statistics in Medicine 17, 857-872.
    Raises ValueError where a count is larger than its total.
    """
    counts = checked_counts(count, "counts")
    totals = checked_counts(total, "totals")
    if (counts > totals).any():
        raise ValueError("a count must not be larger than its total")
    z = _normal_quantile(confidence)
    n = np.where(totals > 0, totals, np.nan)
    share = counts / n
    middle = share + z**2 / (2 * n)
    reach = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    scale = 1 + z**2 / n
    # At 0 and at the total the limit is 0 and 1 exactly; rounding must not leave a hair beyond.
    lower = np.where(counts == 0, 0 * n, (middle - reach) / scale)
    upper = np.where(counts == totals, n / n, (middle + reach) / scale)
    return plain(lower), plain(upper)


def ratio_to_whole(
    count: ArrayLike,
    population: ArrayLike,
    whole_count: ArrayLike,
    whole_population: ArrayLike,
    confidence: float = 0.95,
) -> tuple[Values, Values, Values]:
    """A part's rate over the rate of the whole it belongs to: (ratio, lower, upper); NaN without either rate.

    Given the whole's count, the part's is binomial with the chance that its share of the population and the
    ratio make, so the interval is Wilson's of that chance over that share. Source: the conditional comparison
    of two Poisson counts, Przyborowski and Wilenski (1940), Biometrika 31, 313-323.
    Raises ValueError for a part larger than its whole, in count or population.
    """
    share = checked_counts(population, "populations", may_be_missing=True)
    everyone = checked_counts(whole_population, "populations", may_be_missing=True)
    if (share > everyone).any():
        raise ValueError("a part must not have more residents than its whole")
    lower, upper = wilson_interval(count, whole_count, confidence)
    counts, totals = checked_counts(count, "counts"), checked_counts(whole_count, "totals")
    chance = counts / np.where(totals > 0, totals, np.nan)
    expected = np.where(share > 0, share, np.nan) / np.where(everyone > 0, everyone, np.nan)
    return plain(chance / expected), plain(np.asarray(lower) / expected), plain(np.asarray(upper) / expected)


def rate_ratio(
    count: ArrayLike,
    population: ArrayLike,
    other_count: ArrayLike,
    other_population: ArrayLike,
    confidence: float = 0.95,
) -> tuple[Values, Values, Values]:
    """One rate over another: (ratio, lower, upper); NaN where either is not known or both counts are 0.

    Of two independent Poisson counts, given their sum, the one is binomial; the interval is Wilson's of its
    share, turned into a ratio. Infinite where the other count is 0. Source: as `ratio_to_whole`.
    """
    one, other = checked_counts(count, "counts"), checked_counts(other_count, "counts")
    people = checked_populations(population)
    others = checked_populations(other_population)
    share = np.where(one + other > 0, one / np.maximum(one + other, 1), np.nan)
    shares = (share, *wilson_interval(one, one + other, confidence))
    with np.errstate(divide="ignore"):
        ratios = [np.asarray(part) / (1 - np.asarray(part)) * others / people for part in shares]
    return plain(ratios[0]), plain(ratios[1]), plain(ratios[2])


def rates_differ(
    count: ArrayLike,
    population: ArrayLike,
    other_count: ArrayLike,
    other_population: ArrayLike,
    confidence: float = 0.95,
) -> NDArray[np.bool_]:
    """Whether two rates differ by more than chance, two-sided; False where either is not known. Broadcasts.

    Null hypothesis: two independent Poisson counts of one rate. Given their sum the one count is then
    binomial with its share of the population: the rates differ where as far a count or one farther out on its
    side has less than half of 1 - confidence. Exact, so chance is called at most as often as promised.
    Source: Przyborowski and Wilenski (1940), Biometrika 31, 313-323; R's poisson.test gives its interval.
    """
    tail = (1 - checked_confidence(confidence)) / 2
    one, other = checked_counts(count, "counts"), checked_counts(other_count, "counts")
    people, others = checked_populations(population), checked_populations(other_population)
    share = people / (people + others)
    # P(X >= k) of n is the incomplete beta function at (k, n - k + 1); of k = 0 it is 1.
    as_high = np.where(one > 0, scipy.special.betainc(np.maximum(one, 1), other + 1, share), 1.0)
    as_low = np.where(other > 0, scipy.special.betainc(np.maximum(other, 1), one + 1, 1 - share), 1.0)
    return np.asarray(np.fmin(as_high, as_low) < tail) & np.isfinite(share)


def _per_resident(values: ArrayLike, population: ArrayLike, per: float) -> NDArray[np.float64]:
    return np.asarray(values, dtype=np.float64) * checked_per(per) / checked_populations(population)


def _normal_quantile(confidence: float) -> float:
    return float(scipy.special.ndtri(0.5 + checked_confidence(confidence) / 2))
