"""XmR charts: the usual range of single months, and the months that stand out of it.

Sources: D. J. Wheeler (2000), Understanding Variation, second edition (limits); L. S. Nelson (1982), Control
Charts for Individual Measurements, Journal of Quality Technology 14, 172-173 (screening); NHS England, Making
Data Count, and the R package NHSRplotthedots that implements it (runs). docs/methods.md says more.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.analysis.checks import checked_series, plain

REACH = 2.66
"""Limits in mean moving ranges: 3 / 1.128, the mean moving range of normal scatter in standard deviations."""

SCREEN = 3.267
"""A moving range above so many mean ones is left out: the upper limit of moving ranges themselves."""

RUN = 7
"""So many months in a row on one side of the mean stand out, however near to it each of them is."""

ENOUGH_MONTHS = 12
"""Fewer months with data give no usual range that could be relied on."""

ENOUGH_INCIDENTS = 5
"""Where a month has fewer on average, counts are too coarse: of mere chance far too much would stand out."""

Floats = NDArray[np.float64]


class Limits(NamedTuple):
    """Centre line and natural process limits of monthly counts, each float or array[...]."""

    mean: Floats | float
    lower: Floats | float
    upper: Floats | float


class Signal(StrEnum):
    """What is unusual about a month."""

    NONE = ""
    ABOVE = "above"  # the upper limit
    BELOW = "below"  # the lower limit
    RUN_ABOVE = "run-above"  # one of RUN or more months in a row above the mean
    RUN_BELOW = "run-below"


class Shortage(StrEnum):
    """What a series lacks for a usual range."""

    NONE = ""
    MONTHS = "months"
    INCIDENTS = "incidents"


_SIGNALS = np.array(list(Signal), dtype=object)


def xmr_limits(values: ArrayLike) -> Limits:
    """Mean and natural limits, mean +/- 2.66 mean moving ranges, of single months: values[..., months].

    Moving ranges are taken between adjacent months that both have data (NaN marks none). Those above 3.267
    times their mean are left out and the mean is taken once more; all months count towards the centre line.
    Limits are NaN where there is no pair of months, and the lower one is never under 0. A season widens them.
    They speak of single months, verdicts speak of periods. Raises ValueError for negative or infinite counts.
    """
    months = checked_series(values)
    mean = _mean(months)
    ranges = np.abs(np.diff(months, axis=-1))
    allowed = SCREEN * np.asarray(_mean(ranges))[..., np.newaxis]
    reach = REACH * _mean(np.where(ranges <= allowed, ranges, np.nan))
    return Limits(plain(mean), plain(np.maximum(mean - reach, 0)), plain(mean + reach))


def xmr_signals(values: ArrayLike) -> NDArray[np.object_]:
    """The Signal of each month of values[..., months], NONE where there are no data.

    A month outside the limits is called that, whether or not it is part of a run as well.
    A run is 7 or more months in a row on the same side of the mean; each of them is marked, as Making Data
    Count does. A month exactly on the mean lies on neither side and ends a run, and so does a missing one.
    """
    months = checked_series(values)
    limits = xmr_limits(months)
    lower, upper = (np.asarray(limit)[..., np.newaxis] for limit in (limits.lower, limits.upper))
    runs = xmr_runs(months)
    places = np.select(
        [months > upper, months < lower, runs >= RUN, runs <= -RUN],
        [list(Signal).index(s) for s in (Signal.ABOVE, Signal.BELOW, Signal.RUN_ABOVE, Signal.RUN_BELOW)],
        default=0,
    )
    return np.asarray(_SIGNALS[places])


def xmr_runs(values: ArrayLike) -> NDArray[np.int64]:
    """How many months in a row, each one included, lie on its side of the mean: int[..., months].

    Positive above the mean, negative below it, 0 on it and where there are no data.
    """
    months = checked_series(values)
    above = months - np.asarray(_mean(months))[..., np.newaxis]
    side = np.nan_to_num(np.sign(above)).astype(np.int64)
    starts = np.ones(side.shape, dtype=bool)
    starts[..., 1:] = side[..., 1:] != side[..., :-1]
    run = np.cumsum(starts).reshape(side.shape) - 1  # a row's first month always begins one
    return side * np.bincount(run.ravel(), minlength=1)[run]


def xmr_shortage(values: ArrayLike) -> Shortage:
    """What values[months] lack for a usual range: 12 months with data, or 5 incidents in a mean one."""
    months = checked_series(values)
    if np.isfinite(months).sum() < ENOUGH_MONTHS:
        return Shortage.MONTHS
    return Shortage.INCIDENTS if _mean(months) < ENOUGH_INCIDENTS else Shortage.NONE


def _mean(values: Floats) -> Floats:
    """The mean of what is known along the last axis, NaN where nothing is."""
    known = np.isfinite(values)
    number = np.asarray(known.sum(axis=-1), dtype=np.float64)
    total = np.where(known, values, 0).sum(axis=-1)
    return np.divide(total, number, out=np.full(number.shape, np.nan), where=number > 0)
