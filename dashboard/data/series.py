"""Every month of a selection: a year before, the area around it, the usual range, what stands out of it."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dashboard.analysis.xmr import Shortage, Signal, xmr_limits, xmr_runs, xmr_shortage, xmr_signals
from dashboard.data import queries
from dashboard.data.areas import AreaTree
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import disclose
from dashboard.data.schema import month_text
from dashboard.selection import Selection

YEAR = 12

Floats = npt.NDArray[np.float64]


class Month(NamedTuple):
    """One month of a `Series`, in plain numbers, None where there is none."""

    month: str  # "2025-01"
    incidents: int | None
    forces_covered: int
    forces: int
    before: int | None
    parent: float | None
    mean: float | None
    lower: float | None
    upper: float | None
    signal: str  # a `Signal`
    run: int

    @property
    def whole(self) -> bool:
        """Whether every force reported it."""
        return self.forces_covered == self.forces > 0

    @property
    def outside(self) -> bool:
        """Whether it lies outside the usual range by itself."""
        return self.signal in (Signal.ABOVE, Signal.BELOW)


@dataclasses.dataclass(frozen=True)
class Series:
    """The months of one selection and source; counts are those of `queries.months`.

    A month is whole when every force of the selection reported it. Only whole months are compared with a year
    before, with the parent area, or make the usual range.
    """

    rows: tuple[Month, ...]
    parent_name: str  # "" where no larger area says more
    shortage: Shortage  # what is lacking for a usual range

    @property
    def whole_months(self) -> int:
        """How many months every force reported."""
        return sum(month.whole for month in self.rows)


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
        parent = _scaled(_whole(queries.every_month(dataset, larger, source)), counts)
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
    )
    name = "" if around is None or np.isnan(parent).all() else dataset.areas.name(around)
    return disclose(Series(tuple(map(Month._make, rows)), name, shortage), dataset.sources[source])


def _plain(number: Any) -> Any:
    """None for a number that is not known."""
    return None if np.isnan(number) else float(number)


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
    before = dataset.once("reported before each area", lambda: _reported_before(tree))
    first, last = tree.span(area)
    return int(before[last + 1] - before[first])


def _reported_before(tree: AreaTree) -> npt.NDArray[np.int64]:
    """[areas + 1]: how many of the smallest areas before each one somebody reports on."""
    smallest = tree.lasts == np.arange(len(tree.codes))
    return np.r_[0, np.cumsum(tree.covered & smallest & ~tree.no_locations)]


def _whole(found: queries.MonthCounts) -> Floats:
    """[months]: incidents of whole months, NaN elsewhere."""
    return np.where((found.covered == found.forces) & (found.forces > 0), found.incidents, np.nan)


def _before(counts: Floats) -> Floats:
    """Incidents of the same month a year earlier; NaN unless both months are whole."""
    earlier = np.full(len(counts), np.nan)
    earlier[YEAR:] = counts[: max(len(counts) - YEAR, 0)]
    return np.where(np.isnan(counts), np.nan, earlier)


def _scaled(parent: Floats, own: Floats) -> Floats:
    """The parent's months times the factor that gives both the same mean over the months both have.

    All NaN where there is no such month, or no incident in them.
    """
    both = np.isfinite(parent) & np.isfinite(own)
    around, inside = parent[both].sum(), own[both].sum()
    if not around or not inside:
        return np.full(len(parent), np.nan)
    return np.asarray(parent * (inside / around))
