"""An area among areas like it: its own interval against the mean of their rates.

An area is above similar areas if its rate's interval lies wholly above the unweighted mean of the rates of
its group, its own included, below if wholly below, within otherwise. Null hypothesis: the area's true rate is
that mean, and its incidents are independent. The mean is not known exactly either, least where peers are
small beside the area: only verdicts that hold with its chance allowed for are called. Nothing is corrected
for looking at many areas. docs/methods.md gives reasons and the measured false alarms.
"""

from __future__ import annotations

import dataclasses
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import scipy  # parts load when first used
from numpy.typing import ArrayLike, NDArray

from dashboard.analysis.checks import (
    checked_confidence,
    checked_counts,
    checked_per,
    checked_populations,
    divided,
)
from dashboard.analysis.comparison import rate_interval

FEW = 5
"""Where an area has fewer incidents, and would have fewer at its group's mean, nothing is called."""

Floats = NDArray[np.float64]


class Place(StrEnum):
    """Where an area stands among similar areas, in the words a page says it with."""

    ABOVE = "above similar areas"
    WITHIN = "within similar areas"
    BELOW = "below similar areas"
    TOO_FEW = "too few to say"
    ALONE = "no similar areas to compare with"
    NO_RATE = "no rate to compare"


_PLACES = np.array(list(Place), dtype=object)
_AT = {place: number for number, place in enumerate(Place)}
_SIDES = np.array([{Place.ABOVE: 1, Place.WITHIN: 0, Place.BELOW: -1}.get(place, np.nan) for place in Place])


class GroupMean(NamedTuple):
    """The mean rate of each area's group with its band, each array[..., areas]."""

    mean: Floats
    lower: Floats
    upper: Floats
    members: NDArray[np.int64]  # those with a rate, the own area included if it has one


@dataclasses.dataclass(frozen=True)
class PeerComparison:
    """Every area against its group, each array[..., areas]; rates are per `per` residents."""

    place: NDArray[np.object_]  # of Place
    side: Floats
    """1 above, 0 within, -1 below; NaN where nothing is called."""
    rate: Floats
    lower: Floats
    upper: Floats
    """The rate's own interval."""
    group: GroupMean
    ratio: Floats
    """The rate over the mean of the group; NaN without either, or a mean of 0."""
    unsure: NDArray[np.bool_]
    """Within, though the interval leaves the mean out: not by enough for the chance in the mean itself."""


def group_means(rates: ArrayLike, members: ArrayLike, confidence: float = 0.95) -> GroupMean:
    """The unweighted mean of the rates of each area's group, and the band within which it is known.

    rates[..., areas] hold NaN for areas without a rate (they count in no group); members[areas, areas] tells
    in each row who is in that area's group. The own area is always included, as in the official most similar
    groups. The band is Student's interval of the mean of the members' rates, mean +/- t s / sqrt(members):
    how far the line would move with other areas as similar as these. It allows for chance and for true
    differences, is NaN for a group of one and stops at 0. Raises ValueError for negative rates and for a
    table that is not square. Sources: HMIC, Crime and Policing Comparator, About Most Similar Groups (mean,
    own area included); Student (1908).
    """
    known_rates = checked_counts(rates, "rates", may_be_missing=True)
    inside = _groups(members, known_rates.shape[-1] if known_rates.ndim else 0)
    known = np.isfinite(known_rates)
    number = _sums(known.astype(np.float64), inside)
    filled = np.where(known, known_rates, 0)
    mean = divided(_sums(filled, inside), number)
    # About one common level, so that the two sums do not cancel each other.
    level = divided(filled.sum(axis=-1), known.sum(axis=-1))[..., np.newaxis]
    around = np.where(known, known_rates - level, 0)
    squares = _sums(around**2, inside) - number * np.square(mean - level)
    error = np.sqrt(divided(np.maximum(squares, 0), number * (number - 1)))
    reach = _student(number - 1, checked_confidence(confidence)) * error
    return GroupMean(mean, np.maximum(mean - reach, 0), mean + reach, number.astype(np.int64))


def among_peers(
    count: ArrayLike,
    population: ArrayLike,
    members: ArrayLike,
    confidence: float = 0.95,
    per: float = 1000.0,
) -> PeerComparison:
    """Every area of count[..., areas] over population[..., areas] against its group, members[areas, areas].

    The rule, in this order: without a count or population (NaN; 0 residents) there is no rate to compare.
    Without another member that has a rate: no similar areas. With fewer than 5 incidents, and fewer than 5
    expected at the mean of the group: too few to say. With the lower limit of the rate's interval (exact
    below 10, Byar's from 10 on) above the group's mean, and far enough from it: above; with the upper limit
    below it, and far enough: below; else within. Areas with incomplete data should come as NaN: they are then
    in nobody's mean. Populations broadcast with counts.

    Far enough: rate and mean are farther apart than sqrt((r (1 - 1/k))^2 + (z s)^2), with r from the rate to
    its limit on the mean's side, k the members, s the standard error of what the others bring into the mean,
    were all at the mean's rate. Without it an area with several times the residents of its peers would be
    called far too often: their mean is less certain than its own rate. Of quiet areas about 1 - confidence
    are called at most. Raises ValueError for negative or infinite values, as `group_means`, and for a
    confidence outside 0 to 1.
    """
    counts, residents = np.broadcast_arrays(
        checked_counts(count, "counts", may_be_missing=True), checked_populations(population)
    )
    known = np.isfinite(counts) & np.isfinite(residents)
    rate = np.where(known, counts * checked_per(per) / residents, np.nan)
    lower, upper = (
        np.where(known, limit, np.nan)
        for limit in rate_interval(np.where(known, counts, 0), residents, confidence, per)
    )
    group = group_means(rate, members, confidence)
    few = (counts < FEW) & (group.mean * residents / per < FEW)
    # What the mean owes to chance in the other members, were all at it: a variance of mean x per / n each.
    each = np.where(known, per / residents, 0)
    others = np.maximum(_sums(each, _groups(members, counts.shape[-1])) - each, 0)
    share = divided(np.ones(counts.shape), group.members)
    chance = scipy.special.ndtri(0.5 + confidence / 2) * share * np.sqrt(group.mean * others)
    reach = np.where(rate > group.mean, rate - lower, upper - rate)
    apart = np.abs(rate - group.mean) > np.hypot(reach * (1 - share), chance)
    above, below = lower > group.mean, upper < group.mean
    at = np.select(
        [~known, group.members < 2, few, above & apart, below & apart],
        [_AT[p] for p in (Place.NO_RATE, Place.ALONE, Place.TOO_FEW, Place.ABOVE, Place.BELOW)],
        default=_AT[Place.WITHIN],
    )
    unsure = (above | below) & (at == _AT[Place.WITHIN])
    return PeerComparison(
        np.asarray(_PLACES[at]), _SIDES[at], rate, lower, upper, group, divided(rate, group.mean), unsure
    )


def _groups(members: ArrayLike, areas: int) -> NDArray[np.bool_]:
    """The table of members, every area in its own group."""
    inside = np.array(members, dtype=bool)
    if inside.shape != (areas, areas):
        raise ValueError(f"members must be a table of {areas} by {areas} areas; found {inside.shape}")
    np.fill_diagonal(inside, True)
    return inside


def _sums(values: Floats, inside: NDArray[np.bool_]) -> Floats:
    """The sum of values[..., areas] over each area's group, all of them known.

    In long numbers, so that a mean of 5.15 is that whatever the order of the areas, and reads as 5.2. Where
    all are in one group that is one sum. As a product of matrices it would set threads going, which wait by
    turning round: whoever asks for something else meanwhile would wait with them.
    """
    if inside.all():
        together = values.sum(axis=-1, keepdims=True, dtype=np.longdouble).astype(np.float64)
        return np.broadcast_to(together, values.shape)
    of_area, member = np.nonzero(inside)  # every area is in its own group: none is empty
    starts = np.searchsorted(of_area, np.arange(len(inside)))
    sums = np.add.reduceat(values[..., member], starts, axis=-1, dtype=np.longdouble)
    return np.asarray(sums, dtype=np.float64)


def _student(freedom: Floats, confidence: float) -> Floats:
    """Quantiles of Student's t, NaN where there are no degrees of freedom."""
    different, which = np.unique(freedom, return_inverse=True)  # dear, and there are few different ones
    with np.errstate(invalid="ignore"):
        point = scipy.special.stdtrit(np.where(different > 0, different, np.nan), 0.5 + confidence / 2)
    return np.asarray(point[which.reshape(freedom.shape)])
