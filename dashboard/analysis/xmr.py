"""XmR charts: the usual range of single months, and the months that stand out of it.

Scan marks months by two rules, Compare by four (`Rule`); classes of a whole chart are in `variation`.

Sources: D. J. Wheeler (2000), Understanding Variation, second edition (limits); L. S. Nelson (1982), Control
Charts for Individual Measurements, Journal of Quality Technology 14, 172-173 (screening); NHS England, Making
Data Count, and the R package NHSRplotthedots that implements it (rules). docs/methods.md says more.
"""

from __future__ import annotations

from collections.abc import Collection
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

NEAR = 2 / 3
"""Beyond this share of the way from mean to limit, two standard deviations, a month is near the limit."""

ENOUGH_MONTHS = 12
"""Fewer months with data give no usual range that could be relied on."""

ENOUGH_INCIDENTS = 5
"""Where a month has fewer on average, counts are too coarse: of mere chance far too much would stand out."""

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]
Sides = NDArray[np.int8]


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
    TREND_UP = "trend-up"  # one of RUN or more months in a row, each higher than the last
    TREND_DOWN = "trend-down"
    NEAR_UPPER = "near-upper"  # one of two or three of three months in a row near the upper limit
    NEAR_LOWER = "near-lower"


class Rule(StrEnum):
    """What makes a month stand out; in the order in which a month that meets several is named."""

    OUTSIDE = "outside"
    TREND = "trend"
    NEAR = "near"
    RUN = "run"


class Rules(NamedTuple):
    """Which months meet which rule, each int8[..., months]: 1 on the high side or rising, -1 low, 0 not."""

    outside: Sides
    trend: Sides
    near: Sides
    run: Sides


class Shortage(StrEnum):
    """What a series lacks for a usual range."""

    NONE = ""
    MONTHS = "months"
    INCIDENTS = "incidents"


SCAN_RULES = (Rule.OUTSIDE, Rule.RUN)
"""The rules that Scan marks months by: each further rule adds false alarms."""

ALL_RULES = tuple(Rule)
"""The four rules of NHS England's Making Data Count, which Compare goes by."""

_SIGNALS = np.array(list(Signal), dtype=object)
_SIGNAL_OF = {
    Rule.OUTSIDE: (Signal.ABOVE, Signal.BELOW),
    Rule.TREND: (Signal.TREND_UP, Signal.TREND_DOWN),
    Rule.NEAR: (Signal.NEAR_UPPER, Signal.NEAR_LOWER),
    Rule.RUN: (Signal.RUN_ABOVE, Signal.RUN_BELOW),
}


def xmr_limits(values: ArrayLike) -> Limits:
    """Mean and natural limits, mean +/- 2.66 mean moving ranges, of single months: values[..., months].

    Moving ranges are taken between adjacent months that both have data (NaN marks none). Those above 3.267
    times their mean are left out and the mean is taken once more; all months count towards the centre line.
    Limits are NaN where there is no pair of months, and the lower one is never under 0. A season widens them.
    They speak of single months, verdicts speak of periods. Raises ValueError for negative or infinite counts.
    """
    months = checked_series(values)
    mean = _mean(months)
    ranges = np.diff(months, axis=-1)
    np.abs(ranges, out=ranges)
    allowed = SCREEN * np.asarray(_mean(ranges))[..., np.newaxis]
    reach = REACH * _mean(ranges, ranges <= allowed)
    return Limits(plain(mean), plain(np.maximum(mean - reach, 0)), plain(mean + reach))


def xmr_signals(values: ArrayLike, rules: Collection[Rule] = SCAN_RULES) -> NDArray[np.object_]:
    """The Signal of each month of values[..., months], NONE where there are no data.

    By default the two rules of Scan: outside the limits, and 7 on one side of the mean; ALL_RULES for the
    four of Making Data Count (`xmr_rules` says what they are). A month that meets several is named after the
    first of them in the order of `Rule`: one outside the limits is called that, whatever else it is part of.
    A month exactly on the mean lies on neither side and ends a run, and so does a missing one.
    """
    return signals_of(xmr_rules(checked_series(values)), rules)


def signals_of(found: Rules, rules: Collection[Rule] = ALL_RULES) -> NDArray[np.object_]:
    """The Signal of each month by the rules it meets: object[..., months]; see `xmr_signals`."""
    return np.asarray(_SIGNALS[signal_places(found, rules)])


def signal_places(found: Rules, rules: Collection[Rule] = ALL_RULES) -> NDArray[np.int8]:
    """The same as places in `Signal`, 0 for nothing: int8[..., months]."""
    places = np.zeros(found.outside.shape, dtype=np.int8)
    for rule in reversed(Rule):  # the first rule has the last word
        if rule in rules:
            side = getattr(found, rule)
            for signal, way in zip(_SIGNAL_OF[rule], (1, -1), strict=True):
                places[side == way] = list(Signal).index(signal)
    return places


def xmr_rules(values: ArrayLike, limits: Limits | None = None) -> Rules:
    """Which of Making Data Count's four rules each month of values[..., months] meets, and on which side.

    - outside: beyond a limit.
    - trend: one of 7 or more months in a row, each higher than the one before, or each lower. The turning
      point of two trends belongs to the later one.
    - near: of three months in a row on the same side of the mean, two or three lie beyond 2/3 of the way to
      the limit (two standard deviations), those beyond the limit included; these two or three are marked.
    - run: one of 7 or more months in a row on the same side of the mean.

    A month without data (NaN) meets no rule and ends every row of months, so that a rule is only met where
    it would be whatever the missing months were. A month on the mean ends runs, one that repeats the last
    ends trends. `limits` are those of the series where none are given, else float or array[...]; NaN limits
    are never crossed. Raises ValueError for negative or infinite counts.
    Sources: NHSRplotthedots, R/ptd_calculate_point_type.R; that months beyond a limit count as near it is the
    rule of NHS England's own tools since 2023 (NHSRplotthedots issue 194).
    """
    months = checked_series(values)
    mean, lower, upper = (
        np.asarray(limit)[..., np.newaxis] for limit in (xmr_limits(months) if limits is None else limits)
    )
    close = NEAR * (upper - mean)  # the upper limit, because the lower one may have been stopped at 0
    above, below = months > mean, months < mean
    rises = np.diff(months, axis=-1)
    up, down = rises > 0, rises < 0
    rising = _spread(_eroded(up, RUN - 1), RUN, months.shape[-1])
    falling = _spread(_eroded(down, RUN - 1), RUN, months.shape[-1])
    falling[..., :-1] &= ~(rising[..., :-1] & up)
    rising &= ~falling
    run = _runs(months, mean)
    return Rules(
        _sides(months > upper, months < lower),
        _sides(rising, falling),
        _sides(
            _two_of_three(above, months > mean + close),
            _two_of_three(below, months < mean - close),
        ),
        _sides(run >= RUN, run <= -RUN),
    )


def xmr_runs(values: ArrayLike) -> NDArray[np.int64]:
    """How many months in a row, each one included, lie on its side of the mean: int[..., months].

    Positive above the mean, negative below it, 0 on it and where there are no data.
    """
    months = checked_series(values)
    return _runs(months, np.asarray(_mean(months))[..., np.newaxis])


def _runs(months: Floats, mean: Floats) -> NDArray[np.int64]:
    """What `xmr_runs` says, about this mean [..., 1]."""
    side = np.nan_to_num(np.sign(months - mean)).astype(np.int64)
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


def _mean(values: Floats, counted: Marks | None = None) -> Floats:
    """The mean along the last axis of what is known and counted, NaN where nothing is."""
    if counted is None:
        total = values.sum(axis=-1)
        if values.shape[-1] and not np.isnan(total).any():  # nothing missing: the common case, and quick
            return np.asarray(total / values.shape[-1])
        counted = np.isfinite(values)
    number = np.asarray(counted.sum(axis=-1), dtype=np.float64)
    total = np.where(counted, values, 0).sum(axis=-1)
    return np.divide(total, number, out=np.full(number.shape, np.nan), where=number > 0)


def _sides(high: Marks, low: Marks) -> Sides:
    return np.subtract(high, low, dtype=np.int8)


def _two_of_three(side: Marks, beyond: Marks) -> Marks:
    """The months beyond, where two of three months in a row are, and all three lie on the side."""
    pairs = beyond[..., :-1] & beyond[..., 1:]
    apart = beyond[..., :-2] & beyond[..., 2:]
    two = pairs[..., :-1] | pairs[..., 1:] | apart
    return np.asarray(_spread(_eroded(side, 3) & two, 3, beyond.shape[-1]) & beyond)


def _eroded(marks: Marks, length: int) -> Marks:
    """[..., months - length + 1]: whether `length` months in a row, from each one on, are all marked."""
    width = 1
    while width < length:
        step = min(width, length - width)
        marks = marks[..., :-step] & marks[..., step:]
        width += step
    return marks


def _spread(firsts: Marks, length: int, months: int) -> Marks:
    """[..., months]: whether each month is one of `length` in a row that begin with a marked one."""
    marks = np.zeros((*firsts.shape[:-1], months + length - 1), dtype=bool)
    marks[..., length - 1 : length - 1 + firsts.shape[-1]] = firsts
    return np.asarray(~_eroded(~marks, length))
