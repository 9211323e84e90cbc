"""Months of groups of incidents (areas, cells, crime types), told apart by the force they lie in.

Nearly every area and cell lies in one force. So a group is a few parts, each of one force, rather than a row
of a table of every group by every force, of which nearly all would be 0.
"""

from __future__ import annotations

import dataclasses
import functools
from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.data.area_cube import runs_of, summed_runs

Array = npt.NDArray[Any]
Counts = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclasses.dataclass(frozen=True)
class GroupedMonths:
    """Incidents by group, force and month. A group may have several parts, of one force too, or none."""

    counts: Array
    """[months of the version, parts]: whole numbers; months come first, since sums run over parts."""
    groups: Counts
    """[parts]: the group of each, ascending."""
    forces: Counts
    """[parts]: its place in `Dataset.forces`, one beyond the last where nobody reports."""
    number: int
    """How many groups there are."""

    def monthly(self, used: Flags | None = None) -> Array:
        """[groups, months]: the incidents of every month, of the parts that are `used` alone if given."""
        if used is None or used.all():
            return self._every
        return _summed(self.counts[:, used], self.groups[used], self.number).T

    @functools.cached_property
    def _every(self) -> Array:
        every = _summed(self.counts, self.groups, self.number).T
        every.flags.writeable = False
        return every

    def total(self, months: slice, used: Flags | None = None) -> Counts:
        """[groups]: the incidents of some months, or of the parts [months, parts] that are `used` in them."""
        counts = self.counts[months]
        if used is not None and not used.all():
            counts = counts * used
        return _summed(counts.sum(axis=0, dtype=np.int64), self.groups, self.number)


def grouped(cumulated: Array, groups: Counts, forces: Counts, number: int) -> GroupedMonths:
    """From counts [months + 1, parts] cumulated over months; groups in any order."""
    counts = np.diff(cumulated, axis=0)
    if len(groups) and (groups[1:] < groups[:-1]).any():
        order = np.argsort(groups, kind="stable")
        counts, groups, forces = counts[:, order], groups[order], forces[order]
    return GroupedMonths(counts, groups, forces, number)


def _summed(counts: Array, groups: Counts, number: int) -> Array:
    """Counts [..., parts] summed by ascending group: [..., groups]."""
    if len(groups) == number and (groups == np.arange(number)).all():
        return counts
    runs = runs_of(groups, np.arange(len(groups)))
    result = np.zeros((*counts.shape[:-1], number), dtype=counts.dtype)
    result[..., runs.keys] = summed_runs(counts, runs)
    return result
