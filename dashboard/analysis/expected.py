"""Where are there more incidents than expected, given residents or all other incidents there?

Counts alone follow town centres. Here each cell's or area's count is held against its share of something
else, `at_risk`: residents, premises, or the incidents of all other types. Null hypothesis: every place has
the same rate, so that each incident falls into a place with the chance of its share of what is at risk; or,
with `Null.USUAL`, rates differ as much as they usually do among these places.

R. J. Marshall (1991), Mapping disease and mortality rates using empirical Bayes estimators, *Journal of the
Royal Statistical Society C* 40, 283-294. J. Przyborowski and H. Wilenski (1940), *Biometrika* 31, 313-323
(counts given their sum are binomial). R. A. Fisher (1935), The logic of inductive inference, *Journal of the
Royal Statistical Society* 98, 39-82 (the exact test of a table of two by two).
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

import numpy as np
import scipy  # parts load when first used
from numpy.typing import ArrayLike, NDArray

from dashboard.analysis.checks import checked_counts, divided
from dashboard.analysis.hotspots.gistar import FALSE_DISCOVERY_RATE, FEWEST_INCIDENTS
from dashboard.analysis.multiple import Correction, adjusted_p

Floats = NDArray[np.float64]

LARGE_PART = 0.01
FEW_CHOSEN = 200
"""A place with more than this part of all incidents, or any place where so few are of the chosen types, is
tested exactly: its rest is too small to be taken as known. These are a few hundred places at most."""

_LEAST_P = 1e-280  # below, the numbers of a computer come to their end


class Null(StrEnum):
    """What a place is held against."""

    SAME_RATE = "one rate everywhere"
    """With many incidents nearly all places differ from it, if only a little."""
    USUAL = "rates that differ as much as they usually do here"
    """The variance between places is taken from the places themselves: only what is odd even so is called."""


class Smoothed(NamedTuple):
    """Rates pulled towards the rate of the whole; see `empirical_bayes`."""

    rate: Floats
    """[places]: smoothed; per one of what is at risk; NaN where nothing is known to be at risk."""
    weight: Floats
    """[places]: how much the place's own rate counts, 0 to 1: much where much is at risk."""
    mean: float
    """The rate of the whole."""
    variance: float
    """Between places, beyond chance; 0 where chance explains all."""


class MoreThanExpected(NamedTuple):
    """Which places have more incidents than expected; every array is [places]. See `more_than_expected`."""

    expected: Floats
    """Incidents, were the rate the same everywhere."""
    ratio: Floats
    """Incidents to expected; NaN where none are expected."""
    smoothed: Floats
    """The same, pulled towards 1 by empirical Bayes: what to colour a map by."""
    p: Floats
    """The chance of so many incidents or more."""
    p_adjusted: Floats
    """Put right for looking at all places."""
    called: NDArray[np.bool_]
    """More than expected: p_adjusted of at most 5%, and 3 incidents or more."""


def empirical_bayes(count: ArrayLike, at_risk: ArrayLike, *, shares: bool = False) -> Smoothed:
    """Marshall's global empirical Bayes rates of count[places] over at_risk[places].

    With m the rate of the whole, n_i at risk and s2 = sum n_i (r_i - m)^2 / sum n - m / mean n (0 if that is
    negative): rate = w r_i + (1 - w) m, w = s2 / (s2 + m / n_i). Where counts are `shares` of what is at risk
    they are binomial, not Poisson, and m (1 - m) takes the place of m in both. Places with nothing at risk or
    unknown (NaN) are left out and have NaN. Raises ValueError for negative or infinite values, and for a
    share above 1.
    """
    counts = checked_counts(count, "counts")
    risk = checked_counts(at_risk, "what is at risk", may_be_missing=True)
    if counts.shape != risk.shape or counts.ndim != 1:
        raise ValueError(f"count and at_risk must both be [places]; found {counts.shape}, {risk.shape}")
    known = risk > 0
    if shares and (counts[known] > risk[known]).any():
        raise ValueError("there can't be more of some than of all")
    if not known.any():
        nothing = np.full(counts.shape, np.nan)
        return Smoothed(nothing, nothing.copy(), np.nan, np.nan)
    total = risk[known].sum()
    mean = float(counts[known].sum() / total)
    own = divided(counts, np.where(known, risk, 0))
    scatter = float((risk[known] * (own[known] - mean) ** 2).sum() / total)
    of_one = mean * (1 - mean) if shares else mean
    variance = max(scatter - of_one / float(risk[known].mean()), 0.0)
    chance = divided(np.full(counts.shape, of_one), np.where(known, risk, 0))
    weight = np.where(known, divided(variance, variance + chance, otherwise=0.0), np.nan)
    return Smoothed(weight * own + (1 - weight) * mean, weight, mean, variance)


def more_than_residents(
    count: ArrayLike,
    residents: ArrayLike,
    correction: Correction = Correction.FALSE_DISCOVERY_RATE,
    null: Null = Null.SAME_RATE,
) -> MoreThanExpected:
    """Places with more incidents than their residents would lead to expect.

    Given N incidents in all, a place's count is binomial with the chance of its share of all residents. Any
    other denominator does that is known and not itself a count of incidents. Where it is 0 or unknown nothing
    is expected or tested, and its incidents are no part of N.
    """
    counts = checked_counts(count, "counts")
    risk = checked_counts(residents, "residents", may_be_missing=True)
    smoothed = empirical_bayes(counts, risk)  # which checks that they fit
    known = risk > 0
    share = np.where(known, risk, np.nan) / risk[known].sum()
    number = counts[known].sum()
    p = _upper_tail(counts, number, share)
    if Null(null) is Null.USUAL:
        p = _allowing(p, _deviance(counts, number, number * share), smoothed)
    return _found(counts, number * share, smoothed, p, correction)


def more_than_others(
    count: ArrayLike,
    others: ArrayLike,
    correction: Correction = Correction.FALSE_DISCOVERY_RATE,
    null: Null = Null.SAME_RATE,
) -> MoreThanExpected:
    """Places with more incidents than all other incidents there would lead to expect.

    Given all incidents of a place, those of the chosen types are binomial with the chance that they have in
    the rest of the study area: so it is asked whether they are a larger part of what happens here than
    elsewhere. `others` [places] are the incidents of all other types, which have chance of their own. A place
    with no incident at all is not tested. p is that of Fisher's exact test where the rest is too small to be
    taken as known (`LARGE_PART`, `FEW_CHOSEN`); parts of incidents are then rounded down.
    """
    counts = checked_counts(count, "counts")
    rest = checked_counts(others, "other incidents")
    every = counts + rest
    smoothed = empirical_bayes(counts, every, shares=True)
    elsewhere = divided(counts.sum() - counts, every.sum() - every)
    chance = np.where(every > 0, elsewhere, np.nan)
    p = _upper_tail(counts, every, chance)
    small_rest = (every > LARGE_PART * every.sum()) | (counts.sum() <= FEW_CHOSEN)
    exact = np.flatnonzero(small_rest & (counts > 0) & np.isfinite(chance))
    p[exact] = _fisher(np.floor(counts), np.floor(rest), exact)
    if Null(null) is Null.USUAL:
        chosen, total = counts.sum(), every.sum()
        alike = every * divided(chosen, total)
        elsewhere = _deviance(chosen - counts, total - every, chosen - alike)
        p = _allowing(p, _deviance(counts, every, alike) + elsewhere, smoothed)
    return _found(counts, every * chance, smoothed, p, correction)


def _upper_tail(count: Floats, number: ArrayLike, chance: Floats) -> Floats:
    """The chance of `count` or more of `number`, in a binomial distribution; NaN where chance is."""
    total = np.broadcast_to(np.asarray(number, dtype=np.float64), count.shape)
    some = count > 0
    above = scipy.special.betainc(np.where(some, count, 1), np.where(some, total - count + 1, 1), chance)
    return np.where(np.isnan(chance), np.nan, np.where(some, above, 1.0))


def _fisher(count: Floats, others: Floats, which: NDArray[np.int64]) -> Floats:
    """[which]: the chance of so many of the chosen types or more, given their number in all and all here."""
    chosen, every = count.sum(), (count + others).sum()
    tail = scipy.stats.hypergeom.sf(count[which] - 1, every, chosen, (count + others)[which])
    return np.asarray(tail)


def _deviance(count: Floats, number: ArrayLike, expected: Floats) -> Floats:
    """2 log of the likelihood of `count` of `number` at its own rate, over that where `expected` are."""
    rest, none = np.asarray(number) - count, np.asarray(number) - expected
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = [scipy.special.xlogy(some, some / other) for some, other in ((count, expected), (rest, none))]
    return np.asarray(2 * (terms[0] + terms[1]))


def _allowing(p: Floats, deviance: Floats, smoothed: Smoothed) -> Floats:
    """p as that of a place whose rate varies by more than chance.

    The variance of a place's rate is then that of chance, m / n, and s2: the part of chance is 1 - w. So the
    z of p is pulled in by the square root of that. Where p is too small to be written, z is the root of the
    deviance, which it then comes close to.
    """
    far = -np.sqrt(np.maximum(deviance, 0))
    z = np.where(p > _LEAST_P, scipy.special.ndtri(np.maximum(p, _LEAST_P)), far)
    return np.asarray(scipy.special.ndtr(z * np.sqrt(1 - smoothed.weight)))


def _found(
    counts: Floats, expected: Floats, smoothed: Smoothed, p: Floats, correction: Correction
) -> MoreThanExpected:
    known = np.isfinite(expected)
    pulled = np.where(known, smoothed.rate / smoothed.mean if smoothed.mean else np.nan, np.nan)
    adjusted = adjusted_p(np.clip(p, 0, 1), correction)
    called = (adjusted <= FALSE_DISCOVERY_RATE) & (counts >= FEWEST_INCIDENTS)
    return MoreThanExpected(
        expected, divided(counts, np.where(known, expected, 0)), pulled, p, adjusted, called
    )
