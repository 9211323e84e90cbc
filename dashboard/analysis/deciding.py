"""Which month a chart's class rests on, by which rule it stands out, and how many months that rule took."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from dashboard.analysis.checks import checked_series
from dashboard.analysis.xmr import Floats, Rules, Signal, signals_of

_RUNS = {Signal.RUN_ABOVE: 1, Signal.RUN_BELOW: -1}
_TRENDS = {Signal.TREND_UP: 1, Signal.TREND_DOWN: -1}
_NEAR = {Signal.NEAR_UPPER: 1, Signal.NEAR_LOWER: -1}


class Deciding(NamedTuple):
    """The month by which a chart is judged; see `deciding`."""

    month: int
    signal: Signal
    months: int
    """How many months the rule rests on, up to and with this one."""


UNDECIDED = Deciding(-1, Signal.NONE, 0)
"""Where no month stands out."""


def deciding(values: ArrayLike, mean: float, rules: Rules, recent: int = 1, first_month: int = 0) -> Deciding:
    """The month by which the chart of values[months] is judged, as `variation.latest_side` finds it.

    That is the latest of the last `recent` months with data that meets a rule; it is named after the first
    rule it meets in the order of `Rule`. `mean` and `rules` int8[months] are the chart's own; months are
    counted from `first_month`. Of a run or trend `months` are those in a row up to this one (of a trend with
    the one it began from), of months near a limit those among the last three, else 1. UNDECIDED where no
    month stands out. Raises ValueError for negative or infinite counts.
    """
    months = checked_series(values)
    known = np.flatnonzero(np.isfinite(months))
    last = int(known[-1]) if len(known) else -1
    signals = signals_of(rules)
    for place in range(last, max(last - recent, -1), -1):
        signal = Signal(signals[place])
        if signal is not Signal.NONE:
            return Deciding(first_month + place, signal, _length(months[: place + 1], mean, rules, signal))
    return UNDECIDED


def _length(months: Floats, mean: float, rules: Rules, signal: Signal) -> int:
    """How many months the rule rests on, of those up to the one that meets it."""
    if signal in _RUNS:
        return _in_a_row(np.sign(months - mean) == _RUNS[signal])
    if signal in _TRENDS:
        return 1 + _in_a_row(np.sign(np.diff(months)) == _TRENDS[signal])
    if signal in _NEAR:
        return int(np.count_nonzero(rules.near[: len(months)][-3:] == _NEAR[signal]))
    return 1


def _in_a_row(marks: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> int:
    """How many at the end are all marked."""
    unmarked = np.flatnonzero(~marks)
    return len(marks) - 1 - int(unmarked[-1]) if len(unmarked) else len(marks)
