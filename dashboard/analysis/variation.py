"""What a chart of months says as a whole: improvement, concern, common cause, or too short to say.

An XmR chart in phases (`xmr`), each with limits of its own, begun afresh where something was done about it.
The class is that of the latest month, as in NHS England's Making Data Count. docs/methods.md gives reasons
and the measured false alarms. Null hypothesis: months scatter independently and about normally around one
level.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable
from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dashboard.analysis.checks import checked_series
from dashboard.analysis.xmr import (
    ENOUGH_INCIDENTS,
    ENOUGH_MONTHS,
    RUN,
    Floats,
    Limits,
    Marks,
    Rules,
    Sides,
    xmr_limits,
    xmr_rules,
)


class Direction(StrEnum):
    """What a higher number means for a measure."""

    HIGHER_WORSE = "higher is worse"
    HIGHER_BETTER = "higher is better"
    NO_JUDGEMENT = "no judgement"


class Variation(StrEnum):
    """What a chart says, in the words a page says it with."""

    CONCERN = "concern"
    IMPROVEMENT = "improvement"
    HIGH = "unusually high"  # where no judgement is meant
    LOW = "unusually low"
    COMMON_CAUSE = "common cause"
    TOO_SHORT = "too few months"
    TOO_FEW = "too few to say"


_WORDS = {
    Direction.HIGHER_WORSE: (Variation.CONCERN, Variation.IMPROVEMENT),
    Direction.HIGHER_BETTER: (Variation.IMPROVEMENT, Variation.CONCERN),
    Direction.NO_JUDGEMENT: (Variation.HIGH, Variation.LOW),
}


@dataclasses.dataclass(frozen=True)
class Chart:
    """Monthly counts with the limits and rules of each phase, each array[..., months]; see `xmr_chart`."""

    limits: Limits
    """Of each month's own phase, so that they step; NaN where a phase has no two months in a row."""
    rules: Rules
    """Which months stand out, judged within their own phase."""
    known: Marks
    """Whether the month has data."""
    trial: Marks
    """Whether its phase has fewer than 12 months with data: the limits are trial limits."""
    coarse: Marks
    """Whether a mean month of its phase has fewer than 5 incidents: too few for limits to mean much."""
    starts: tuple[int, ...]
    """Where each phase begins, 0 first."""

    @property
    def side(self) -> Sides:
        """int8[..., months]: 1 for a month unusually high or rising, -1 low or falling, 0 for neither."""
        return side_of(self.rules)


class BeforeAfter(NamedTuple):
    """Months from a date on, judged by the limits of the months before it; see `before_after`."""

    before: Limits
    after: Limits
    """Limits of the months before and of those from the date on, each by themselves: float or array[...]."""
    rules: Rules
    """int8[..., months from the date on]: judged by the limits before."""
    side: Any
    """Which way the latest month points, as `latest_side` says: float or array[...]."""
    variation: Any
    """A Variation, or array[...] of them."""


def side_of(rules: Rules) -> Sides:
    """Which way each month points: that of the first rule it meets of outside, trend, near and run.

    So a fall of seven months is a fall even while its months are still above the mean, as in NHSRplotthedots.
    """
    side = rules.outside
    for rule in (rules.trend, rules.near, rules.run):
        side = np.where(side == 0, rule, side)
    return side


def xmr_chart(values: ArrayLike, rebase: Iterable[int] = ()) -> Chart:
    """The XmR charts of monthly counts values[..., months], begun afresh at each month of `rebase`.

    `rebase` holds places of months, counted from 0: the month in which an initiative began is the first of a
    phase. Limits, means, runs and trends never reach from one phase into another. NaN marks months without
    data. Give counts, not rates: whether there are enough incidents is judged on them; limits of rates are
    limits of counts over the population. Raises ValueError for a month outside the series and for negative or
    infinite counts.
    """
    months = checked_series(values)
    if not months.shape[-1]:
        raise ValueError("a series must have at least one month")
    starts = _starts(rebase, months.shape[-1])
    phases = [_phase(months[..., a:b]) for a, b in itertools.pairwise((*starts, months.shape[-1]))]
    return Chart(
        Limits(*(_joined([p[0][i] for p in phases]) for i in range(len(Limits._fields)))),
        Rules(*(_joined([p[1][i] for p in phases]) for i in range(len(Rules._fields)))),
        np.isfinite(months),
        _joined([p[2] for p in phases]),
        _joined([p[3] for p in phases]),
        starts,
    )


def latest_side(chart: Chart, recent: int = 1) -> Floats:
    """Which way the latest month with data points: 1 high or rising, -1 low or falling, 0 neither:
    array[...].

    NaN where its phase has fewer than 12 months with data, or a mean month of it fewer than 5 incidents. With
    `recent` above 1 the latest of so many calendar months that points anywhere decides: more is seen, and
    more false alarms. Raises ValueError for recent under 1.
    """
    if recent < 1:
        raise ValueError(f"recent must be at least 1 month; found {recent}")
    last = _last(chart.known)
    side, phase = chart.side, np.searchsorted(chart.starts, np.arange(chart.known.shape[-1]), side="right")
    found = np.zeros(last.shape)
    for back in range(recent):
        place = np.maximum(last - back, 0)
        inside = (last >= back) & (phase[place] == phase[last])
        found = np.where((found == 0) & inside, _picked(side, place), found)
    unsure = _picked(chart.trial | chart.coarse, last) | ~chart.known.any(axis=-1)
    return np.where(unsure, np.nan, found)


def sides_at_end(every: Iterable[ArrayLike], recent: int = 1) -> Floats:
    """`latest_side` of the charts, never rebased, of several sets of values[..., months]: array[sets, ...].

    The same without the charts, and quicker for thousands of series; sets are alike but for their months.
    Limits rest on all months and are found set by set, as all months of all sets would not fit into the
    processor's cache; rules are looked at in the last months alone, of all sets together, as none reaches
    farther back. Raises ValueError as `latest_side` and `xmr_chart` do.
    """
    if recent < 1:
        raise ValueError(f"recent must be at least 1 month; found {recent}")
    ends = [_end(values, recent + RUN - 1) for values in every]
    limits = Limits(*(np.array([end.limits[which] for end in ends]) for which in range(len(Limits._fields))))
    side = side_of(xmr_rules(np.array([end.months for end in ends]), limits))
    found = np.zeros(side.shape[:-1])
    for back in range(1, min(recent, side.shape[-1]) + 1):
        found = np.where(found == 0, side[..., -back], found)
    unsure = np.array([end.short for end in ends]) | (np.asarray(limits.mean) < ENOUGH_INCIDENTS)
    return np.where(unsure, np.nan, found)


class _End(NamedTuple):
    """The last months of some series, with the limits of all their months."""

    months: Floats
    limits: Limits
    short: Any
    """Whether there are too few months for limits."""


def _end(values: ArrayLike, length: int) -> _End:
    months = checked_series(values)
    if not months.shape[-1]:
        raise ValueError("a series must have at least one month")
    known = np.isfinite(months)
    return _End(_up_to(months, _last(known), length), xmr_limits(months), known.sum(axis=-1) < ENOUGH_MONTHS)


def _up_to(months: Floats, last: NDArray[np.int64], length: int) -> Floats:
    """[..., length]: so many months up to and with each series' last one, NaN before its first."""
    places = last[..., np.newaxis] + np.arange(1 - length, 1)
    ends = np.take_along_axis(months, np.maximum(places, 0), axis=-1)
    return np.where(places >= 0, ends, np.nan)


def variation(chart: Chart, direction: Direction, recent: int = 1) -> Any:
    """What each chart says: array[...] of Variation, one alone for a single series.

    TOO_SHORT where the latest month's phase has fewer than 12 months with data, TOO_FEW where a mean month of
    it has fewer than 5 incidents; else the class of `latest_side` in the words of the measure's direction.
    """
    return _words_of(chart, latest_side(chart, recent), direction)


def before_after(values: ArrayLike, start: int, direction: Direction, recent: int = 1) -> BeforeAfter:
    """The months of values[..., months] from month `start` on, judged by the limits of the months before it.

    For an initiative that began in that month: rebased charts show that the level moved, this tells whether
    it moved by more than the months before would lead one to expect. TOO_SHORT where fewer than 12 months
    before have data, or none from then on; TOO_FEW where a mean month before had fewer than 5 incidents. It
    does not tell why: other things change as well, and what is done about a peak is followed by lower months
    anyway. Raises ValueError for a start outside the series and as `xmr_chart` does.
    """
    months = checked_series(values)
    (start,) = _starts((start,), months.shape[-1])[1:] or (0,)
    if not start:
        raise ValueError("an initiative must begin after the first month")
    earlier, later = months[..., :start], months[..., start:]
    before, after = xmr_limits(earlier), xmr_limits(later)
    rules = xmr_rules(later, before)
    _, _, trial, coarse = _phase(earlier)
    whole = np.broadcast_to(trial[..., :1], later.shape), np.broadcast_to(coarse[..., :1], later.shape)
    chart = Chart(before, rules, np.isfinite(later), *whole, (0,))
    side = latest_side(chart, recent)
    return BeforeAfter(before, after, rules, side, _words_of(chart, side, direction))


def _phase(months: Floats) -> tuple[Limits, Rules, Marks, Marks]:
    """Limits, rules, and whether it is short and coarse, each [..., months]."""
    limits = xmr_limits(months)
    wide = Limits(*(_wide(limit, months) for limit in limits))
    short = np.isfinite(months).sum(axis=-1) < ENOUGH_MONTHS
    coarse = np.asarray(limits.mean) < ENOUGH_INCIDENTS
    return wide, xmr_rules(months, limits), _wide(short, months), _wide(coarse, months)


def _wide(values: Any, months: Floats) -> Any:
    return np.broadcast_to(np.asarray(values)[..., np.newaxis], months.shape)


def _joined(parts: list[Any]) -> Any:
    return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=-1)


def _starts(rebase: Iterable[int], months: int) -> tuple[int, ...]:
    places = sorted({int(place) for place in rebase} - {0})
    outside = [place for place in places if not 0 < place < months]
    if outside:
        raise ValueError(f"a phase must begin in one of the {months} months; found month {outside[0]}")
    return (0, *places)


def _last(known: Marks) -> NDArray[np.int64]:
    """The place of the last month with data, that of the last month where there is none."""
    return np.asarray(known.shape[-1] - 1 - np.argmax(known[..., ::-1], axis=-1))


def _picked(values: Any, place: NDArray[np.int64]) -> Any:
    return np.take_along_axis(values, place[..., np.newaxis], axis=-1)[..., 0]


def _words_of(chart: Chart, side: Floats, direction: Direction) -> Any:
    """What each chart says whose latest month points this way."""
    short = _picked(chart.trial, _last(chart.known)) | ~chart.known.any(axis=-1)
    high, low = _WORDS[Direction(direction)]
    words = np.array(
        [Variation.TOO_SHORT, Variation.TOO_FEW, high, low, Variation.COMMON_CAUSE], dtype=object
    )
    return words[np.select([short, np.isnan(side), side > 0, side < 0], [0, 1, 2, 3], default=4)]
