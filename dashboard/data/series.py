"""Every month of a selection: a year before, the area around it, the usual range, what stands out of it."""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.analysis.xmr import Shortage, Signal, xmr_limits, xmr_runs, xmr_shortage, xmr_signals
from dashboard.data import queries
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import disclose
from dashboard.selection import Selection

YEAR = 12

Floats = npt.NDArray[np.float64]


@dataclasses.dataclass(frozen=True)
class Series:
    """The months of one selection and source; counts are those of `queries.months`.

    A month is whole when every force of the selection reported it. Only whole months are compared with a year
    before, with the parent area, or make the usual range.
    """

    months: pd.DataFrame
    """As `queries.months` gives them: month ("2025-01"), incidents (missing where nobody reported),
    forces_covered, forces. Besides: before (incidents of the same month a year earlier, missing unless both
    months are whole), parent (incidents of the parent area, scaled), mean, lower and upper (the usual range,
    NaN where there is none), signal (a `Signal`), run (months in a row on this side of the mean; negative:
    below it)."""
    parent_name: str  # "" where no larger area says more
    shortage: Shortage  # what is lacking for a usual range

    @property
    def whole(self) -> pd.Series:
        """Which months every force reported."""
        return _whole(self.months)

    @property
    def whole_months(self) -> int:
        """How many months the usual range rests on."""
        return int(self.whole.sum())


def series(dataset: Dataset, selection: Selection, source: str) -> Series:
    """Every month of the version, whatever period is selected.

    The usual range rests on all whole months, unusual ones included. The parent is the next larger area that
    holds more of what is reported on: around pinned places the selected area, around that the one it lies in;
    its months are multiplied by one factor, so that both have the same mean over the months both have whole.
    Raises KeyError for a source or area the version does not have.
    """
    every = selection.replace(start=dataset.first_month, end=dataset.last_month)
    table = queries.months(dataset, every, source)
    counts = _counts(table)
    around = parent_of(dataset, selection)
    parent = np.full(len(table), np.nan)
    if around is not None:
        larger = every.replace(area=around, pins=(), cells=(), box=None)
        parent = _scaled(_counts(queries.months(dataset, larger, source)), counts)
    shortage = xmr_shortage(counts)
    enough = shortage is Shortage.NONE
    limits = xmr_limits(counts)
    months = table.assign(
        before=_before(table),
        parent=parent,
        mean=limits.mean if enough else np.nan,
        lower=limits.lower if enough else np.nan,
        upper=limits.upper if enough else np.nan,
        signal=xmr_signals(counts) if enough else Signal.NONE,
        run=xmr_runs(counts) if enough else 0,
    )
    name = "" if around is None or np.isnan(parent).all() else dataset.areas.name(around)
    return disclose(Series(months, name, shortage), dataset.sources[source])


def parent_of(dataset: Dataset, selection: Selection) -> str | None:
    """Code of the area whose line stands beside the selection's own; None where none says more.

    Where one force's data were imported, its region is that force once more: it is passed over.
    """
    tree = dataset.areas
    pinned = selection.pins[0] if len(selection.pins) == 1 and selection.of_whole_areas else None
    own = pinned or (None if selection.pinned else selection.area)
    around = selection.area if selection.pinned else tree.parent(selection.area)
    while own is not None and around is not None and _reported(dataset, around) == _reported(dataset, own):
        around = tree.parent(around)
    return around


def _reported(dataset: Dataset, area: str) -> int:
    """How many of the smallest areas in an area somebody reports on."""
    tree = dataset.areas
    first, last = tree.span(area)
    smallest = tree.lasts[first : last + 1] == np.arange(first, last + 1)
    places = ~tree.no_locations[first : last + 1]
    return int((tree.covered[first : last + 1] & smallest & places).sum())


def _whole(table: pd.DataFrame) -> pd.Series:
    return (table.forces_covered == table.forces) & (table.forces > 0)


def _counts(table: pd.DataFrame) -> Floats:
    """[months]: incidents of whole months, NaN elsewhere."""
    counts = table.incidents.to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(_whole(table), counts, np.nan)


def _before(table: pd.DataFrame) -> pd.Series:
    """Incidents a year earlier where that month and this one are whole, as Int64."""
    whole = _whole(table)
    earlier = table.incidents.where(whole).shift(YEAR)
    return earlier.where(whole).astype("Int64")


def _scaled(parent: Floats, own: Floats) -> Floats:
    """The parent's months times the factor that gives both the same mean over the months both have.

    All NaN where there is no such month, or no incident in them.
    """
    both = np.isfinite(parent) & np.isfinite(own)
    around, inside = parent[both].sum(), own[both].sum()
    if not around or not inside:
        return np.full(len(parent), np.nan)
    return np.asarray(parent * (inside / around))
