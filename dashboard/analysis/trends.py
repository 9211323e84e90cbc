"""Is a change more than normal variation? The verdict every page gives; for single months see `xmr`.

The verdict compares two periods of equal length. Its null hypothesis: both have the same expected count,
and counts scatter about it with a variance of phi times that expectation, independently from month to month.
`phi` ("overdispersion", at least 1) is measured on the series itself: `dispersion_phi`. Nothing is corrected
for looking at many changes at once. docs/methods.md gives reasons, limits and the measured false alarms.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np
import scipy  # parts load when first used
from numpy.typing import ArrayLike, NDArray

from dashboard.analysis.checks import checked_counts, checked_series, divided, plain
from dashboard.analysis.xmr import xmr_limits as xmr_limits  # limits of single months belong to trends too
from dashboard.analysis.xmr import xmr_signals as xmr_signals

VERDICT_Z = 3.0
"""A change with |z| above this is called."""

FEW = 5
"""Where both counts are under this, nothing is called."""

FALSE_ALARM_SHARE = 0.01
"""What the pages promise: of changes that are only scatter at most about this share is called."""

MINIMUM_MONTHS = 12
"""Unbroken months from which a series is judged by its own scatter alone."""

SEASON = 12
_SEASONAL_MONTHS = 2 * SEASON

Floats = NDArray[np.float64]


class Verdict(StrEnum):
    """What a page says beside a change, in the words it says it with."""

    HIGHER = "higher than normal variation"
    LOWER = "lower than normal variation"
    WITHIN = "within normal variation"
    TOO_FEW = "too few to say"
    NO_EARLIER = "no earlier data"
    WITHHELD = "withheld"  # of a controlled source: one of the two counts is too small to be shown


_VERDICTS = np.array(list(Verdict), dtype=object)
_PLACE = {verdict: place for place, verdict in enumerate(Verdict)}


class _Contrast(NamedTuple):
    """A weighted sum of months, {month offset: +1 or -1}, whose expectation is 0 while nothing changes."""

    signs: Mapping[int, int]

    @property
    def span(self) -> int:
        return max(self.signs) + 1

    def overlap(self, lag: int) -> int:
        """Covariance of two such sums `lag` months apart, in units of one month's variance."""
        return sum(sign * self.signs.get(offset - lag, 0) for offset, sign in self.signs.items())


_SUCCESSIVE = _Contrast({0: -1, 1: 1})
_SEASONAL = _Contrast({0: 1, 1: -1, SEASON: -1, SEASON + 1: 1})


class _Scatter(NamedTuple):
    """Sums over the usable contrasts of series, each array[...]; phi is squares / weight."""

    squares: Floats  # of the contrasts
    weight: Floats  # the counts that went into them: E squares = phi x weight
    contrasts: Floats  # how many
    freedom: Floats  # effective degrees of freedom

    @classmethod
    def pooled(cls, siblings: _Scatter) -> _Scatter:
        """The sums over the last axis; degrees of freedom by Satterthwaite's rule."""
        weight = siblings.weight.sum(axis=-1)
        known = siblings.freedom > 0
        uncertainty = np.where(known, siblings.weight**2 / np.where(known, siblings.freedom, 1), 0)
        return cls(
            siblings.squares.sum(axis=-1),
            weight,
            siblings.contrasts.sum(axis=-1),
            divided(weight**2, uncertainty.sum(axis=-1), otherwise=0.0),
        )


def overdispersion_components(series: ArrayLike) -> tuple[Floats, Floats]:
    """Sums that measure the month-to-month scatter of counts series[..., months]: (sum of squares, weight).

    Both are arrays [...]; their quotient is the raw phi, and sums of each over siblings give the pooled one.
    NaN marks months without data; differences that would reach into one are left out. With two years of data
    the season is removed: x[t+13] - x[t+12] - (x[t+1] - x[t]) takes the place of x[t+1] - x[t]. The weight is
    the counts in the differences used, so that E(sum of squares) = phi x weight whatever season and gaps.
    Raises ValueError for negative or infinite counts.
    """
    scatter = _scatter(checked_series(series))
    return scatter.squares, scatter.weight


def dispersion_phi(
    series: ArrayLike, siblings: ArrayLike | None = None, minimum_months: int = MINIMUM_MONTHS
) -> Floats | float:
    """The overdispersion of series[..., months], at least 1: float for one series, else array[...].

    A series with the differences of `minimum_months` unbroken months is measured by itself, a shorter one by
    all `siblings`[..., siblings, months] together (its own few months where none are given); their leading
    axes broadcast with those of `series`. Measured from few months, phi is raised so that mere scatter is
    called in at most FALSE_ALARM_SHARE of cases. It is 1, plain Poisson, where there is nothing to measure.
    Give the whole covered series, the judged periods included.
    """
    own_phi, alone = own_dispersion(series, minimum_months)
    if siblings is None:
        return plain(own_phi)
    others = checked_series(siblings)
    if others.ndim < 2:
        raise ValueError(f"siblings must have the axes [..., siblings, months]; found {others.ndim} axis")
    pooled_phi = _raised(_Scatter.pooled(_scatter(others)))
    return plain(np.where(alone, own_phi, pooled_phi))


def own_dispersion(
    series: ArrayLike, minimum_months: int = MINIMUM_MONTHS
) -> tuple[Floats, NDArray[np.bool_]]:
    """Phi of each of series[..., months] by itself, and whether it has the months to be judged by it."""
    own = _scatter(checked_series(series))
    return _raised(own), np.asarray(own.contrasts >= minimum_months - 1)


def change_z(now: ArrayLike, before: ArrayLike, phi: ArrayLike = 1.0) -> Floats | float:
    """sqrt(2) (sqrt(now) - sqrt(before)) / sqrt(phi), about standard normal while nothing but chance changes.

    `now` and `before` are counts of two periods of equal length; NaN (no data) gives NaN. The square root
    makes the variance of a count about phi / 4 whatever its size (Bartlett 1936). Raises ValueError for
    negative or infinite counts and for a phi under 1.
    """
    later = checked_counts(now, "counts now", may_be_missing=True)
    earlier = checked_counts(before, "counts before", may_be_missing=True)
    dispersion = checked_counts(phi, "phi")
    if (dispersion < 1).any():
        raise ValueError(f"phi must be at least 1; found {dispersion[dispersion < 1].flat[0]:g}")
    return plain(np.sqrt(2) * (np.sqrt(later) - np.sqrt(earlier)) / np.sqrt(dispersion))


def change_verdict(
    now: ArrayLike, before: ArrayLike, phi: ArrayLike = 1.0
) -> tuple[Floats | float, NDArray[np.object_] | Verdict]:
    """z (see `change_z`) and the Verdict on a change: scalars for scalars, else arrays (of Verdict objects).

    A missing (NaN) count on either side leaves nothing to compare: NO_EARLIER.
    """
    z, places = change_places(now, before, phi)
    return plain(z), verdicts_at(places)


def change_places(now: ArrayLike, before: ArrayLike, phi: ArrayLike) -> tuple[Floats, NDArray[np.int8]]:
    """The same with each verdict by its place in `Verdict`: quicker for many, see `verdicts_at`."""
    z = np.asarray(change_z(now, before, phi))
    later, earlier = np.asarray(now, dtype=np.float64), np.asarray(before, dtype=np.float64)
    places = np.select(
        [np.isnan(z), (later < FEW) & (earlier < FEW), z > VERDICT_Z, z < -VERDICT_Z],
        [_PLACE[v] for v in (Verdict.NO_EARLIER, Verdict.TOO_FEW, Verdict.HIGHER, Verdict.LOWER)],
        default=_PLACE[Verdict.WITHIN],
    )
    return z, places.astype(np.int8)


def rounded_places(
    now: Floats, before: Floats, phi: Floats, rounded_to: float, withheld: NDArray[np.bool_]
) -> tuple[Floats, NDArray[np.int8]]:
    """`change_places` for counts that were rounded, of which some are `withheld`: those say so and have no z.

    z is that of the two counts brought half of `rounded_to` nearer to each other, for the change may be as
    much smaller than it looks. Where both are under twice that much, nothing is called.
    """
    middle, half = (now + before) / 2, rounded_to / 2
    later = np.where(now > before, np.maximum(now - half, middle), np.minimum(now + half, middle))
    earlier = np.where(now > before, np.minimum(before + half, middle), np.maximum(before - half, middle))
    z, places = change_places(later, earlier, phi)
    few = (now < 2 * rounded_to) & (before < 2 * rounded_to)
    places = np.where(few, _PLACE[Verdict.TOO_FEW], places)
    return np.where(withheld, np.nan, z), np.where(withheld, _PLACE[Verdict.WITHHELD], places).astype(np.int8)


def verdicts_at(places: NDArray[np.int8]) -> Any:
    """The Verdict at each place in `Verdict`: an array of them, or one alone for a single place."""
    return _VERDICTS[places]


def _scatter(series: Floats) -> _Scatter:
    """With two years of data the season-free contrasts, else the successive ones."""
    two_years = np.isfinite(series).sum(axis=-1) >= _SEASONAL_MONTHS
    if not two_years.any():
        return _scatter_by(series, _SUCCESSIVE)
    seasonal = _scatter_by(series, _SEASONAL)
    # Gaps can leave 24 months hardly any pair of years: then the seasonal contrasts are too few to use.
    chosen = two_years & (seasonal.contrasts >= _SEASONAL_MONTHS - _SEASONAL.span + 1)
    if chosen.all():
        return seasonal
    plain_scatter = _scatter_by(series, _SUCCESSIVE)
    return _Scatter(*(np.where(chosen, free, raw) for free, raw in zip(seasonal, plain_scatter, strict=True)))


def _scatter_by(series: Floats, contrast: _Contrast) -> _Scatter:
    """The sums over one kind of contrast, one starting at each month where all its months have data."""
    starts = max(series.shape[-1] - contrast.span + 1, 0)
    months = {offset: series[..., offset : offset + starts] for offset in contrast.signs}
    values = sum((sign * months[offset] for offset, sign in contrast.signs.items()), np.zeros(1))
    counts = sum(months.values(), np.zeros(1))
    usable = np.isfinite(values)
    if not usable.all():
        values, counts = np.where(usable, values, 0), np.where(usable, counts, 0)
    number = usable.sum(axis=-1).astype(np.float64)
    return _Scatter(
        np.square(values).sum(axis=-1),
        counts.sum(axis=-1),
        number,
        _effective_freedom(usable, number, contrast),
    )


def _effective_freedom(usable: NDArray[np.bool_], number: Floats, contrast: _Contrast) -> Floats:
    """(trace C)^2 / trace(C^2) of the contrasts' covariance C: overlapping contrasts are not independent.

    The mean of their squares varies like a chi-square variable of so many degrees over that number.
    """
    own = contrast.overlap(0)
    trace_of_square = number * own**2
    complete = bool(usable.all())
    for lag in range(1, min(contrast.span, usable.shape[-1])):
        shared = contrast.overlap(lag)
        if shared:
            every = usable.shape[-1] - lag
            pairs = every if complete else (usable[..., lag:] & usable[..., :-lag]).sum(axis=-1)
            trace_of_square = trace_of_square + 2 * pairs * shared**2
    return divided((number * own) ** 2, trace_of_square, otherwise=0.0)


def _raised(scatter: _Scatter) -> Floats:
    """Phi, at least 1, raised for the uncertainty of having measured it on few months.

    With phi measured from nu degrees of freedom, z follows Student's t rather than the normal distribution.
    The factor puts t's FALSE_ALARM_SHARE point at VERDICT_Z: 1.3 for two years, 1.02 for three, then 1.
    """
    known = (scatter.weight > 0) & (scatter.freedom > 0)
    different, which = np.unique(scatter.freedom[known], return_inverse=True)  # one for series of one length
    point = scipy.special.stdtrit(different, 1 - FALSE_ALARM_SHARE / 2)
    allowance = np.ones(known.shape)
    allowance[known] = (np.maximum(point / VERDICT_Z, 1) ** 2)[which.reshape(-1)]
    return np.where(known, np.maximum(divided(scatter.squares, scatter.weight) * allowance, 1), 1.0)
