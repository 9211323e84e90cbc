"""One source seen through one selection: which incidents it means, and their counts.

This is the only reader of the cubes. Every panel and export is a grouping of what it gives. Months and types
of whole areas come from the area cube, which answers for any number of incidents and cells alike; what a cell
or a part in view holds comes from the pieces of the cube.
"""

from __future__ import annotations

import functools
import itertools
from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.data.area_cube import (
    Edges,
    all_types,
    between,
    edges_of,
    in_version,
    runs_of,
    sum_of_types,
    summed_runs,
)
from dashboard.data.at_hours import at_hours
from dashboard.data.cube import Cube
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import disclose
from dashboard.data.grouped import GroupedMonths, grouped
from dashboard.data.pieces import Pieces, pieces_by_band, selected_pieces
from dashboard.data.reporting import forces_for_source, holding_areas, months_reported
from dashboard.data.schema import BANDS_METRES
from dashboard.selection import Selection

Array = npt.NDArray[Any]
Counts = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_SPARSE = 4
"""Pieces of which only one in so many is selected are picked one by one, others are read in one run."""


def view_of(dataset: Dataset, selection: Selection, source: str) -> View:
    """The view of a selection, shared by all who ask for the same incidents within a few clicks.

    Raises KeyError for an unknown source or area, DisclosureError for a controlled one (`controlled_view`).
    """
    dataset = at_hours(dataset, selection)
    counted, described = selection.counted(source), disclose(dataset.sources[source], dataset.sources[source])
    return dataset.recent.get(("view", counted, described), lambda: View(dataset, counted, source))


class View:
    """Pieces and counts of a source under a selection. Its arrays are shared: nobody may change them."""

    def __init__(self, dataset: Dataset, selection: Selection, source: str) -> None:
        """Raises KeyError for a source or area the version does not have."""
        self.dataset = dataset = at_hours(dataset, selection)
        self.selection = selection
        self.source = dataset.sources[source]
        self.type_indices = [
            index
            for index, name in enumerate(self.cube.types)
            if not selection.types or name in selection.types
        ]
        self._span = dataset.areas.span(selection.area)

    @property
    def cube(self) -> Cube:
        """Counts at the selected hours, which the dataset keeps."""
        return self.dataset.cubes[self.source.key]

    @functools.cached_property
    def pieces(self) -> Pieces:
        """Indices of the selected pieces, ascending: so that cells stay sorted and reads go forward."""
        if self.selection.pinned and self.selection.of_whole_areas:
            return np.flatnonzero(self.chosen_areas[self.cube.leaves]).astype(np.int32)
        return selected_pieces(self.dataset, self.selection, self.source.key)

    @functools.cached_property
    def number(self) -> int:
        """How many pieces are selected."""
        return len(self.cells)

    @functools.cached_property
    def chosen_areas(self) -> Flags:
        """[areas]: whether an area lies in the selected one, and in one pinned in it where some are."""
        tree = self.dataset.areas
        inside = np.zeros(len(tree.codes), dtype=bool)
        for code in self.selection.pins or (self.selection.area,):
            first, last = tree.span(code)
            inside[first : last + 1] = True
        inside[: self._span[0]] = False
        inside[self._span[1] + 1 :] = False
        return inside

    @functools.cached_property
    def leaves(self) -> Array:
        """Area-tree index of each selected piece."""
        return np.asarray(self.cube.leaves[self.pieces])

    @functools.cached_property
    def cells(self) -> Array:
        """Finest cell of each selected piece, ascending; 0 without coordinates."""
        return np.asarray(self.cube.cells[self.pieces])

    @property
    def bands(self) -> Array:
        """Premises band of each selected piece."""
        return np.asarray(self.cube.bands[self.pieces])

    @functools.cached_property
    def forces(self) -> npt.NDArray[np.int64]:
        """For each selected piece its force's place in `Dataset.forces`, one beyond where nobody reports."""
        key, every = ("forces of pieces", self.source.key), self.cube.leaves
        return self.dataset.once(key, lambda: self.dataset.force_of_leaf[every])[self.pieces]

    @functools.cached_property
    def located(self) -> slice:
        """The selected pieces that have a cell: those without come first."""
        return slice(int(np.searchsorted(self.cells, 0, side="right")), self.number)

    @functools.cached_property
    def by_piece(self) -> Counts:
        """[pieces]: incidents of the period, the selected types together."""
        start, end = self._planes
        counts = (self._cumulated(end) - self._cumulated(start)).astype(np.int64)
        counts.flags.writeable = False
        return counts

    @functools.cached_property
    def by_band(self) -> Counts:
        """[premises bands + 1]: incidents of the period by their distance to the nearest premises."""
        if isinstance(self.pieces, slice):  # of everything
            order, bounds = pieces_by_band(self.dataset, self.source.key)
            ordered = self.by_piece[order]
            return np.array([ordered[first:last].sum() for first, last in itertools.pairwise(bounds)])
        bands = np.bincount(self.bands, weights=self.by_piece, minlength=len(BANDS_METRES) + 1)
        return bands.astype(np.int64)

    @functools.cached_property
    def with_point(self) -> int:
        """Incidents of the period that have a point."""
        return int(self.by_piece[self.located].sum())

    @property
    def by_type_and_piece(self) -> Array:
        """[types, pieces]: incidents of the period, for the selected types."""
        start, end = self._planes
        picked = np.empty((len(self.type_indices), self.number), dtype=np.int32)
        for row, index in enumerate(self.type_indices):
            planes = self.cube.values[index]
            np.subtract(planes[end][self.pieces], planes[start][self.pieces], out=picked[row])
        return picked

    @functools.cached_property
    def _planes(self) -> tuple[int, int]:
        """The cumulated planes before the first and after the last selected month."""
        first, months = self.cube.first_month, self.cube.months  # of the cube: the version may span more
        ends = (self.selection.start - first, self.selection.end + 1 - first)
        return min(max(ends[0], 0), months), min(max(ends[1], 0), months)

    def _cumulated(self, planes: int | slice) -> Array:
        """[..., pieces]: incidents of the selected types before one month, or before each of several."""
        pieces = self.pieces
        if isinstance(pieces, slice):
            return self._of_types(planes, pieces)
        if not len(pieces):
            return np.zeros((*self.cube.together[planes].shape[:-1], 0), dtype=np.int32)
        run = slice(int(pieces[0]), int(pieces[-1]) + 1)
        if run.stop - run.start > _SPARSE * len(pieces):
            return self._of_types(planes, pieces)
        return np.take(self._of_types(planes, run), pieces - run.start, axis=-1)

    def _of_types(self, planes: int | slice, pieces: Pieces) -> Array:
        """[..., pieces]: some planes of the cube, the selected types together."""
        return sum_of_types(self.cube.values, self.cube.together, self.type_indices, (planes, pieces))

    def by_month(self, months: slice | None = None) -> Counts:
        """[months]: incidents of the selected types in each selected month, or in some of the version's."""
        return self.whole.monthly()[0][self.period if months is None else months].astype(np.int64)

    @functools.cached_property
    def whole(self) -> GroupedMonths:
        """Everything selected as one group."""
        return self.months_by_area(np.zeros(len(self.dataset.areas.codes), dtype=np.int64), 1)

    def months_by_area(self, groups: npt.NDArray[np.integer[Any]], number: int) -> GroupedMonths:
        """Incidents of the selected types in every month of the version; `groups` has each area's group.

        Groups are given by area index and count for the smallest areas; a negative one leaves an area out.
        """
        if not self.selection.of_whole_areas:
            return self.months_by_piece(groups[self.leaves], number)
        forces = len(self.dataset.forces) + 1
        keys = groups.astype(np.int64) * forces + self.dataset.force_of_leaf
        holding = holding_areas(self.dataset, self.source.key)
        runs = runs_of(np.where(self.chosen_areas & (groups >= 0), keys, -1), holding)
        edges = edges_of(runs)
        counted = between(self._at_edges(edges), edges)
        return grouped(self._in_version(counted), *np.divmod(runs.keys, forces), number)

    def months_by_piece(self, groups: npt.NDArray[np.integer[Any]], number: int) -> GroupedMonths:
        """The same where `groups` has each selected piece's group."""
        forces = len(self.dataset.forces) + 1
        keys = groups.astype(np.int64) * forces + self.forces
        runs = runs_of(np.where(groups >= 0, keys, -1), np.arange(self.number))
        counted = summed_runs(self._cumulated(slice(None)), runs)
        return grouped(self._in_version(counted), *np.divmod(runs.keys, forces), number)

    @functools.cached_property
    def months_by_type(self) -> GroupedMonths:
        """Each selected type as a group, in the order of `type_indices`."""
        cumulated, forces = self._types_by_area() if self.selection.of_whole_areas else self._types_by_piece()
        kinds, months, _ = cumulated.shape
        parts = cumulated.transpose(1, 0, 2).reshape(months, -1)
        groups = np.repeat(np.arange(kinds), len(forces))
        return grouped(self._in_version(parts), groups, np.tile(forces, kinds), kinds)

    def _types_by_area(self) -> tuple[Array, Counts]:
        """[types, months + 1, runs of areas of one force], cumulated over months, and the force of each."""
        holding = holding_areas(self.dataset, self.source.key)
        runs = runs_of(np.where(self.chosen_areas, self.dataset.force_of_leaf, -1), holding)
        values, edges = self.cube.area_values, edges_of(runs)
        counted = [between(np.take(values[index], edges.at, axis=1), edges) for index in self.type_indices]
        shape = (len(counted), self.cube.months + 1, len(runs.keys))
        return np.array(counted, dtype=np.int32).reshape(shape), runs.keys

    def _types_by_piece(self) -> tuple[Array, Counts]:
        """The same by force, where only some pieces of an area are selected."""
        runs = runs_of(self.forces, np.arange(self.number))
        counted = [summed_runs(self.cube.values[index][:, self.pieces], runs) for index in self.type_indices]
        shape = (len(counted), self.cube.months + 1, len(runs.keys))
        return np.array(counted, dtype=np.int32).reshape(shape), runs.keys

    def _at_edges(self, edges: Edges) -> Array:
        """[months + 1, edges]: the selected types together, in all areas before each edge.

        Of few edges only these are read: a sum over the types of all areas of a country takes far longer.
        """
        values, chosen = self.cube.area_values, self.type_indices
        if len(chosen) == 1 or len(edges.at) * len(chosen) >= values.shape[-1]:
            return np.take(self._by_area, edges.at, axis=1)
        return sum_of_types(values, self._all_types_by_area, chosen, edges.at)

    @functools.cached_property
    def _by_area(self) -> Array:
        """int32 [months + 1, areas + 1]: the area cube, the selected types together."""
        values, chosen, source = self.cube.area_values, self.type_indices, self.source.key
        if len(chosen) == 1:
            return np.asarray(values[chosen[0]])
        together = self._all_types_by_area
        if len(chosen) == len(values):
            return together
        return self.dataset.recent.get(
            ("area cube", source, tuple(chosen)), lambda: sum_of_types(values, together, chosen, ...)
        )

    @property
    def _all_types_by_area(self) -> Array:
        """The same of all types."""
        values = self.cube.area_values
        return self.dataset.once(("area cube", self.source.key), lambda: all_types(values))

    def _in_version(self, cumulated: Array) -> Array:
        """Counts [months of the cube + 1, ...] on the months of the version: those the cube lacks hold 0."""
        return in_version(cumulated, self.cube.first_month, self.dataset.first_month, self.dataset.last_month)

    @functools.cached_property
    def covered(self) -> Flags:
        """[forces + 1, months of the version]: reported or not; the last row (nobody reports) never is.

        Of crime types that the source does not record nothing is reported, anywhere.
        """
        reported = months_reported(self.dataset, self.source.key)
        return reported if self.type_indices else np.zeros_like(reported)

    @functools.cached_property
    def period(self) -> slice:
        """The selected months on the axis of the version's months."""
        first = self.dataset.first_month
        return slice(self.selection.start - first, self.selection.end + 1 - first)

    @property
    def forces_by_area(self) -> Flags:
        """[areas, forces + 1]: the forces that report on any part of each area and concern the source."""
        return forces_for_source(self.dataset, self.source.key)

    @functools.cached_property
    def selected_forces(self) -> Flags:
        """[forces + 1]: the forces that report on what is selected.

        Of a cell or a part in view, those it has incidents of: its other forces are neighbours' coverage.
        """
        tree, by_area = self.dataset.areas, self.forces_by_area
        codes = self.selection.pins or (self.selection.area,)
        forces = by_area[[tree.index(code) for code in codes]].any(axis=0)
        if self.selection.of_whole_areas or not self.number:
            return np.asarray(forces)
        holding = np.zeros_like(forces)
        holding[np.unique(self.forces)] = True
        if self.selection.cells and self.selection.pins:
            return np.asarray((forces | by_area[tree.index(self.selection.area)]) & holding)
        return np.asarray(forces & holding)
