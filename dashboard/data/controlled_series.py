"""The quarters of a controlled source: what `series` says of months."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.analysis.xmr import Shortage, Signal, xmr_limits, xmr_runs, xmr_shortage, xmr_signals
from dashboard.data.controlled_answers import QuarterCounts, every_quarter
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import disclose
from dashboard.data.quarters import QUARTER
from dashboard.data.schema import month_text
from dashboard.data.series_form import Month, Series, parent_of, scaled
from dashboard.selection import Selection

Floats = npt.NDArray[np.float64]

_QUARTERS_A_YEAR = 12 // QUARTER


def quarter_series(dataset: Dataset, selection: Selection, source: str) -> Series:
    """Every whole quarter of the version as one row each, named by its first month.

    As with months, the usual range rests on all whole quarters; there is none where one of them is withheld.
    """
    found = every_quarter(dataset, selection, source)
    whole = (found.covered == found.forces) & (found.forces > 0)
    counts = np.where(whole, found.incidents, np.nan)
    around = parent_of(dataset, selection)
    parent = np.full(len(counts), np.nan)
    if around is not None:
        larger = every_quarter(dataset, selection.without_places().replace(area=around), source)
        parent = scaled(np.where(larger.covered == larger.forces, larger.incidents, np.nan), counts)
    shortage = xmr_shortage(counts)
    if np.isnan(counts[whole]).any():
        shortage = Shortage.INCIDENTS
    enough = shortage is Shortage.NONE
    limits = [_plain(limit) if enough else None for limit in xmr_limits(counts)]
    withheld = np.isnan(found.incidents)
    rows = zip(
        [month_text(month) for month in found.months.tolist()],
        _shown(found),
        found.covered.tolist(),
        itertools.repeat(found.forces),
        [None if np.isnan(count) else int(count) for count in _before(counts).tolist()],
        map(_plain, parent.tolist()),
        *map(itertools.repeat, limits),
        xmr_signals(counts).tolist() if enough else itertools.repeat(Signal.NONE),
        xmr_runs(counts).tolist() if enough else itertools.repeat(0),
        (withheld & (found.covered > 0)).tolist(),
        itertools.repeat(QUARTER),
    )
    name = "" if around is None or np.isnan(parent).all() else dataset.areas.name(around)
    made = Series(tuple(map(Month._make, rows)), name, shortage, "quarter")
    return disclose(made, dataset.sources[source], counts=[found.incidents, _before(counts)])


def _shown(found: QuarterCounts) -> list[int | None]:
    known = np.where(found.covered > 0, found.incidents, np.nan)
    return [None if np.isnan(count) else int(count) for count in known.tolist()]


def _before(counts: Floats) -> Floats:
    """The same quarter a year earlier; NaN unless both are whole and shown."""
    earlier = np.full(len(counts), np.nan)
    earlier[_QUARTERS_A_YEAR:] = counts[: max(len(counts) - _QUARTERS_A_YEAR, 0)]
    return np.where(np.isnan(counts), np.nan, earlier)


def _plain(number: Any) -> Any:
    return None if np.isnan(number) else float(number)
