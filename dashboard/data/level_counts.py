"""Incidents of every area of a level by crime type and month: read from the area cube once, then kept.

The cube is read at the bounds of areas alone, which neighbours share: some hundred columns of each type,
however many small areas lie between. What a click asks of it is then a sum of a few thousand numbers.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.data.area_cube import Runs, between, edges_of, in_version, runs_of, summed_runs
from dashboard.data.dataset import Dataset
from dashboard.data.grouped import GroupedMonths, grouped
from dashboard.data.reporting import holding_areas
from dashboard.data.schema import Level

Array = npt.NDArray[Any]
Counts = npt.NDArray[np.int64]
Indices = npt.NDArray[np.int64]

_LASTING = 16 << 20
"""Bytes up to which the counts of a level of everything are kept for good."""


@dataclasses.dataclass(frozen=True)
class LevelCounts:
    """The areas of one source, level and larger area. Shared: nobody may change it.

    An area may have several parts, each of one force, or none. What lies in none of the areas is left out.
    """

    listed: Indices
    """[areas]: indices in the tree, ascending, of those that somebody reports on."""
    cumulated: Array
    """int32 [types, months of the version + 1, parts]: incidents before each month begins."""
    groups: Counts
    """[parts]: row of `listed`, ascending."""
    forces: Counts
    """[parts]: place in `Dataset.forces`, one beyond the last where nobody reports."""
    reporting: int
    """How many forces `Dataset.forces` has."""

    def months(self, kinds: Sequence[int]) -> GroupedMonths:
        """Some types together, as `View.months_by_area` gives them with a row of `listed` as group."""
        total = np.zeros(self.cumulated.shape[1:], dtype=np.int32)
        for kind in kinds:
            total += self.cumulated[kind]
        return grouped(total, self.groups, self.forces, len(self.listed))

    def total_by_type(self, kinds: Sequence[int], period: slice) -> Counts:
        """[types, areas]: incidents of a period."""
        return self._by_area(self._in_period(kinds, period)).astype(np.int64)

    def at_home_by_type(self, kinds: Sequence[int], period: slice) -> Counts:
        """The same of those that a rate counts (`area_rows.at_home`)."""
        return self._by_area(self._in_period(kinds, period) * self._reported).astype(np.int64)

    def series_by_type(self, kind: int) -> Array:
        """[areas, months of the version]: incidents of one type."""
        return np.diff(self._by_area(self.cumulated[kind]), axis=0).T

    def _in_period(self, kinds: Sequence[int], period: slice) -> Array:
        of_types = np.asarray(kinds, dtype=np.int64)
        return self.cumulated[of_types, period.stop] - self.cumulated[of_types, period.start]

    @property
    def _reported(self) -> npt.NDArray[np.bool_]:
        return self.forces < self.reporting

    def _by_area(self, counts: Array) -> Array:
        """[..., areas] from counts [..., parts]."""
        result = np.zeros((*counts.shape[:-1], len(self.listed)), dtype=counts.dtype)
        result[..., self._runs.keys] = summed_runs(counts, self._runs)
        return result

    @functools.cached_property
    def _runs(self) -> Runs:
        """Where the parts of each area stand."""
        return runs_of(self.groups, np.arange(len(self.groups)))


def covered_areas(dataset: Dataset, level: Level, among: str) -> Indices:
    """Indices of the areas of a level inside a larger one that somebody reports on, ascending."""
    every = dataset.areas.inside(among, level).astype(np.int64)
    return every[dataset.areas.covered[every]]


def level_counts(dataset: Dataset, source: str, level: Level, among: str) -> LevelCounts:
    """The counts of the areas of a level inside a larger one that somebody reports on.

    Raises KeyError for a source or area the version does not have.
    """

    def count() -> LevelCounts:
        return _counted(dataset, source, covered_areas(dataset, level, among))

    if among == dataset.areas.codes[0] and _size(dataset, source, level) <= _LASTING:
        return dataset.once(("level counts", source, level), count)
    return dataset.recent.get(("level counts", source, level, among), count)


def _size(dataset: Dataset, source: str, level: Level) -> int:
    """About how many bytes the counts of all areas of a level take up."""
    kinds, months, _ = dataset.cubes[source].area_values.shape
    return kinds * months * len(dataset.areas.inside(dataset.areas.codes[0], level)) * 4


def _counted(dataset: Dataset, source: str, listed: Indices) -> LevelCounts:
    cube, forces = dataset.cubes[source], len(dataset.forces) + 1
    keys = _rows(dataset, listed) * forces + dataset.force_of_leaf  # below 0 in no listed area
    runs = runs_of(keys, holding_areas(dataset, source))
    edges, values = edges_of(runs), cube.area_values
    months = dataset.last_month - dataset.first_month + 2
    cumulated = np.zeros((len(values), months, len(runs.keys)), dtype=np.int32)
    for kind, own in enumerate(values):
        counted = between(np.take(own, edges.at, axis=1), edges)
        cumulated[kind] = in_version(counted, cube.first_month, dataset.first_month, dataset.last_month)
    return LevelCounts(listed, cumulated, *np.divmod(runs.keys, forces), len(dataset.forces))


def _rows(dataset: Dataset, listed: Indices) -> Indices:
    """Row of the listed area each index of the tree lies in, -1 where it is in none."""
    tree = dataset.areas
    rows = np.full(len(tree.codes), -1, dtype=np.int64)
    for row, index in enumerate(listed.tolist()):
        rows[index : tree.lasts[index] + 1] = row
    return rows
