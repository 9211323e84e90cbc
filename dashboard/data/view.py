"""One source seen through one selection: which pieces of the cube it means, and their counts.

This is the only reader of the cube. Every panel and export is a grouping of what it gives.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from dashboard.data.cube import Cube
from dashboard.data.dataset import Dataset
from dashboard.data.grid import cell_centres, child_run
from dashboard.selection import Selection

Counts = npt.NDArray[np.int64]


class View:
    """Pieces and counts of a source under a selection."""

    def __init__(self, dataset: Dataset, selection: Selection, source: str) -> None:
        """Raises KeyError for a source or area the version does not have."""
        self.dataset = dataset
        self.selection = selection
        self.source = dataset.sources[source]
        self.cube: Cube = dataset.cubes[source]
        self.pieces = self._pieces()
        self.number = len(self.cube.cells[self.pieces])
        self.type_indices = [
            index
            for index, name in enumerate(self.cube.types)
            if not selection.types or name in selection.types
        ]

    def _pieces(self) -> slice | npt.NDArray[np.int64]:
        """Indices of the selected pieces, ascending: so that cells stay sorted and reads go forward."""
        inside = self._inside(self.selection.area)
        if not self.selection.pinned:
            return inside
        chosen = np.zeros(len(self.cube.cells), dtype=bool)
        chosen[inside] = True
        if self.selection.pins or self.selection.cells:
            chosen &= self._pinned()
        if self.selection.box is not None:
            chosen &= self._centred_in(self.selection.box)
        return np.flatnonzero(chosen)

    def _inside(self, area: str) -> slice | npt.NDArray[np.int64]:
        """Indices of an area's pieces; of everything they are one slice, which copies nothing when read."""
        first, last = self.dataset.areas.span(area)
        if (first, last) == (0, len(self.dataset.areas.codes) - 1):
            return slice(0, len(self.cube.cells))
        lo, hi = np.searchsorted(self._leaves_in_order, [first, last + 1])
        return np.sort(self.cube.by_leaf[lo:hi]).astype(np.int64)

    def _pinned(self) -> npt.NDArray[np.bool_]:
        """[pieces of the cube]: whether a piece lies in a pinned area or a pinned cell."""
        chosen = np.zeros(len(self.cube.cells), dtype=bool)
        for area in self.selection.pins:
            chosen[self._inside(area)] = True
        for cell in self.selection.cells:
            chosen[child_run(self.cube.cells, int(cell, 16), self.cube.resolution)] = True
        return chosen

    def _centred_in(self, box: tuple[float, float, float, float]) -> npt.NDArray[np.bool_]:
        """[pieces of the cube]: whether the centre of a piece's finest cell lies in a box of degrees."""
        west, south, east, north = box
        longitude, latitude = self.dataset.once(("centres", self.source.key), self._centres)
        inside = (longitude >= west) & (longitude <= east) & (latitude >= south) & (latitude <= north)
        return np.asarray(inside)

    def _centres(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Centre of each piece's finest cell, in degrees, NaN without coordinates: in no box."""
        located = np.flatnonzero(self.cube.cells > 0)
        longitude, latitude = np.full((2, len(self.cube.cells)), np.nan)
        longitude[located], latitude[located] = cell_centres(self.cube.cells[located])
        return longitude, latitude

    @property
    def _leaves_in_order(self) -> Any:
        return self.cube.leaves[self.cube.by_leaf]

    @property
    def leaves(self) -> Any:
        """Area-tree index of each selected piece."""
        return self.cube.leaves[self.pieces]

    @property
    def cells(self) -> Any:
        """Finest cell of each selected piece, ascending; 0 without coordinates."""
        return self.cube.cells[self.pieces]

    @property
    def bands(self) -> Any:
        """Premises band of each selected piece."""
        return self.cube.bands[self.pieces]

    @functools.cached_property
    def forces(self) -> npt.NDArray[np.int64]:
        """For each selected piece its force's place in `Dataset.forces`, one beyond where nobody reports."""
        return self.dataset.force_of_leaf[self.leaves]

    @functools.cached_property
    def by_type_and_piece(self) -> Counts:
        """[types, pieces]: incidents of the period, for the selected types."""
        start = self._plane(self.selection.start)
        end = self._plane(self.selection.end + 1)
        picked = np.empty((len(self.type_indices), self.number), dtype=np.int64)
        for row, index in enumerate(self.type_indices):
            planes = self.cube.values[index]
            picked[row] = planes[end][self.pieces]
            picked[row] -= planes[start][self.pieces]
        return picked

    @functools.cached_property
    def by_piece(self) -> Counts:
        """[pieces]: incidents of the period, the selected types together."""
        return self.by_type_and_piece.sum(axis=0)

    def _plane(self, month: int) -> int:
        """Which cumulated plane stands before a month; the cube may span fewer months than the version."""
        return int(np.clip(month - self.cube.first_month, 0, self.cube.months))

    def by_month(self) -> Counts:
        """[months of the period]: incidents of the selected types in each selected month."""
        start, end = self._plane(self.selection.start), self._plane(self.selection.end + 1)
        before = np.zeros(end - start + 1, dtype=np.int64)
        for index in self.type_indices:
            before += self.cube.values[index][start : end + 1, self.pieces].sum(axis=1, dtype=np.int64)
        result = np.zeros(self.selection.end - self.selection.start + 1, dtype=np.int64)
        # The cube may span fewer months than the version: those it lacks stay 0.
        offset = max(self.cube.first_month - self.selection.start, 0)
        result[offset : offset + end - start] = np.diff(before)
        return result

    def monthly(self, groups: npt.NDArray[np.int64], number: int) -> Counts:
        """[number, forces + 1, months of the version]: incidents of the selected types in every month.

        `groups` gives each selected piece its group; a negative one leaves the piece out.
        """
        return self._grouped(self._by_month_and_piece, groups, number)

    @functools.cached_property
    def _by_month_and_piece(self) -> Counts:
        """[months of the cube, pieces]: incidents of the selected types in every month."""
        totals = np.zeros((self.cube.months + 1, self.number), dtype=np.int64)
        for index in self.type_indices:
            totals += self.cube.values[index][:, self.pieces]
        return np.diff(totals, axis=0)

    def by_type_and_month(self) -> Counts:
        """[types, months of the version]: incidents of each selected type in every month."""
        planes = [self.cube.values[index][:, self.pieces].sum(axis=1) for index in self.type_indices]
        totals = np.array(planes, dtype=np.int64).reshape(len(planes), self.cube.months + 1)
        return self._in_version(np.diff(totals, axis=1))

    def _in_version(self, monthly: Counts) -> Counts:
        """[..., months of the cube] set into the version's months: those the cube lacks stay 0."""
        months = self.dataset.last_month - self.dataset.first_month + 1
        result = np.zeros((*monthly.shape[:-1], months), dtype=np.int64)
        offset = self.cube.first_month - self.dataset.first_month
        result[..., offset : offset + self.cube.months] = monthly
        return result

    def monthly_by_type(self) -> Counts:
        """[types of the source, forces + 1, months of the version], whatever types are selected."""
        together = np.zeros(self.number, dtype=np.int64)
        return np.stack(
            [
                self._grouped(np.diff(planes[:, self.pieces].astype(np.int64), axis=0), together, 1)[0]
                for planes in self.cube.values
            ]
        )

    def _grouped(self, monthly: Counts, groups: npt.NDArray[np.int64], number: int) -> Counts:
        """Months by piece [months, pieces] summed to groups and forces, set into the version's months."""
        forces = len(self.dataset.forces) + 1
        kept = np.flatnonzero(groups >= 0)
        slot = groups[kept] * forces + self.forces[kept]
        gather = sparse.csr_array(
            (np.ones(len(kept), dtype=np.int64), (slot, kept)), shape=(number * forces, self.number)
        )
        sums = np.asarray(gather @ monthly.T).reshape(number, forces, self.cube.months)
        return self._in_version(sums)

    @functools.cached_property
    def covered(self) -> npt.NDArray[np.bool_]:
        """[forces + 1, months of the version]: reported or not; the last row (nobody reports) never is.

        Of crime types that the source does not record nothing is reported, anywhere.
        """
        key = self.source.key
        reported = self.dataset.once(("covered", key), lambda: self.dataset.covered(key))
        known = reported & bool(self.type_indices)
        return np.vstack([known, np.zeros((1, known.shape[1]), dtype=bool)])

    @functools.cached_property
    def period(self) -> slice:
        """The selected months on the axis of the version's months."""
        first = self.dataset.first_month
        return slice(self.selection.start - first, self.selection.end + 1 - first)

    def forces_of(self, area_index: int) -> npt.NDArray[np.bool_]:
        """[forces + 1]: the forces that report on any part of an area."""
        last = int(self.dataset.areas.lasts[area_index])
        result = np.zeros(len(self.dataset.forces) + 1, dtype=bool)
        result[np.unique(self.dataset.force_of_leaf[area_index : last + 1])] = True
        result[-1] = False
        return result

    @functools.cached_property
    def selected_forces(self) -> npt.NDArray[np.bool_]:
        """[forces + 1]: the forces that report on what is selected.

        Of a cell or a part in view, those it has incidents of: its other forces are neighbours' coverage.
        """
        tree = self.dataset.areas
        areas = [self.forces_of(tree.index(code)) for code in self.selection.pins or (self.selection.area,)]
        forces = np.logical_or.reduce(areas)
        if self.selection.of_whole_areas or not self.number:
            return forces
        holding = np.zeros_like(forces)
        holding[np.unique(self.forces)] = True
        if self.selection.cells and self.selection.pins:
            return (forces | self.forces_of(tree.index(self.selection.area))) & holding
        return forces & holding
