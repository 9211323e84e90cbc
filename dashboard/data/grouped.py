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

from dashboard.data.area_cube import Runs, runs_of, summed_runs

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
        return self._summed(np.where(used, self.counts, 0)).T

    @functools.cached_property
    def _every(self) -> Array:
        every = self._summed(self.counts).T
        every.flags.writeable = False
        return every

    def total(self, months: slice, used: Flags | None = None) -> Counts:
        """[groups]: the incidents of some months, or of the parts [months, parts] that are `used` in them."""
        counts = self.counts[months]
        if used is not None and not used.all():
            counts = counts * used
        return self._summed(counts.sum(axis=0, dtype=np.int64))

    def _summed(self, counts: Array) -> Array:
        """Counts [..., parts] summed by group: [..., groups]."""
        runs = self._runs
        if runs is None:
            return counts
        result = np.zeros((*counts.shape[:-1], self.number), dtype=counts.dtype)
        result[..., runs.keys] = summed_runs(counts, runs)
        return result

    @functools.cached_property
    def _runs(self) -> Runs | None:
        """Where the parts of each group stand; None where every group is one part."""
        if len(self.groups) == self.number and (self.groups == np.arange(self.number)).all():
            return None
        return runs_of(self.groups, np.arange(len(self.groups)))


def grouped(cumulated: Array, groups: Counts, forces: Counts, number: int) -> GroupedMonths:
    """From counts [months + 1, parts] cumulated over months; groups in any order."""
    counts = np.diff(cumulated, axis=0)
    if len(groups) and (groups[1:] < groups[:-1]).any():
        order = np.argsort(groups, kind="stable")
        counts, groups, forces = counts[:, order], groups[order], forces[order]
    return GroupedMonths(counts, groups, forces, number)
