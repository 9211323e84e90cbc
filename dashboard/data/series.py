"""Every month of a selection: a year before, the area around it, the usual range, what stands out of it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dashboard.analysis.xmr import Shortage, Signal, xmr_limits, xmr_runs, xmr_shortage, xmr_signals
from dashboard.data import queries
from dashboard.data.controlled_answers import unless_controlled
from dashboard.data.controlled_series import quarter_series
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import disclose
from dashboard.data.schema import month_text
from dashboard.data.series_form import Month as Month  # a series and its rows
from dashboard.data.series_form import Series as Series
from dashboard.data.series_form import parent_of as parent_of
from dashboard.data.series_form import scaled
from dashboard.selection import Selection

YEAR = 12

Floats = npt.NDArray[np.float64]


class MonthsInBrief(NamedTuple):
    """What stands for a row of months, each as (month, incidents)."""

    first: tuple[int, int]
    last: tuple[int, int]
    fewest: tuple[int, int]  # the first of those with so few
    most: tuple[int, int]
    blank: int
    """How many months have no data."""


def in_brief(months: Sequence[int], counts: Sequence[int | None]) -> MonthsInBrief | None:
    """The months that stand for all that have data; None where none has."""
    known = [count for count in counts if count is not None]
    if not known:
        return None
    blank = len(counts) - len(known)
    if blank:
        months = [month for month, count in zip(months, counts, strict=True) if count is not None]
    fewest, most = (known.index(extreme) for extreme in (min(known), max(known)))
    first, last, least, largest = ((months[place], known[place]) for place in (0, -1, fewest, most))
    return MonthsInBrief(first, last, least, largest, blank)


def without_data(counts: Sequence[int | None], withheld: int) -> int:
    """How many of a row's quarters have no data, where so many of those without a count are withheld."""
    return counts.count(None) - withheld


@unless_controlled(quarter_series)
def series(dataset: Dataset, selection: Selection, source: str) -> Series:
    """Every month of the version, whatever period is selected.

    The usual range rests on all whole months, unusual ones included. The parent is the next larger area that
    holds more of what is reported on: around pinned places the selected area, around that the one it lies in;
    its months are multiplied by one factor, so that both have the same mean over the months both have whole.
    Raises KeyError for a source or area the version does not have.
    """
    found = queries.every_month(dataset, selection, source)
    counts = _whole(found)
    around = parent_of(dataset, selection)
    parent = np.full(len(counts), np.nan)
    if around is not None:
        larger = selection.without_places().replace(area=around)
        parent = scaled(_whole(queries.every_month(dataset, larger, source)), counts)
    shortage = xmr_shortage(counts)
    enough = shortage is Shortage.NONE
    limits = [_plain(limit) if enough else None for limit in xmr_limits(counts)]
    rows = zip(
        [month_text(month) for month in range(dataset.first_month, dataset.last_month + 1)],
        [
            n if covered else None
            for n, covered in zip(found.incidents.tolist(), found.covered.tolist(), strict=True)
        ],
        found.covered.tolist(),
        itertools.repeat(found.forces),
        [None if count is None else int(count) for count in map(_plain, _before(counts).tolist())],
        map(_plain, parent.tolist()),
        *map(itertools.repeat, limits),
        xmr_signals(counts).tolist() if enough else itertools.repeat(Signal.NONE),
        xmr_runs(counts).tolist() if enough else itertools.repeat(0),
        itertools.repeat(False),
        itertools.repeat(1),
    )
    name = "" if around is None or np.isnan(parent).all() else dataset.areas.name(around)
    return disclose(Series(tuple(map(Month._make, rows)), name, shortage), dataset.sources[source])


def _plain(number: Any) -> Any:
    """None for a number that is not known."""
    return None if np.isnan(number) else float(number)


def _whole(found: queries.MonthCounts) -> Floats:
    """[months]: incidents of whole months, NaN elsewhere."""
    return np.where((found.covered == found.forces) & (found.forces > 0), found.incidents, np.nan)


def _before(counts: Floats) -> Floats:
    """Incidents of the same month a year earlier; NaN unless both months are whole."""
    earlier = np.full(len(counts), np.nan)
    earlier[YEAR:] = counts[: max(len(counts) - YEAR, 0)]
    return np.where(np.isnan(counts), np.nan, earlier)
