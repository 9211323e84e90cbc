"""What a series of months or quarters holds, and the area that stands beside it."""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dashboard.analysis.xmr import Shortage, Signal
from dashboard.data.areas import AreaTree
from dashboard.data.dataset import Dataset
from dashboard.selection import Selection

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
    withheld: bool = False  # of a controlled source: too few to be shown; `incidents` is None
    length: int = 1  # months: 3 where the row is a quarter, named by its first month

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
    noun: str = "month"  # "quarter" where each row is one

    @property
    def whole_months(self) -> int:
        """How many months every force reported."""
        return sum(month.whole for month in self.rows)


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


def scaled(parent: Floats, own: Floats) -> Floats:
    """The parent's months times the factor that gives both the same mean over the months both have.

    All NaN where there is no such month, or no incident in them.
    """
    both = np.isfinite(parent) & np.isfinite(own)
    around, inside = parent[both].sum(), own[both].sum()
    if not around or not inside:
        return np.full(len(parent), np.nan)
    return np.asarray(parent * (inside / around))
