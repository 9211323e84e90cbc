"""The study areas hotspots are sought in: the inhabited cells of each partnership, and who neighbours whom.

A cell is inhabited where the source ever recorded an incident, of any type in any month. Over all land, Gi*
would merely find where people live. A cell that lies in two partnerships is a part of each.
"""

from __future__ import annotations

import dataclasses

import h3.api.numpy_int as h3_int
import numpy as np
import numpy.typing as npt
import scipy  # parts load when first used

from dashboard.analysis.hotspots import StudyAreas, study_areas
from dashboard.data.dataset import Dataset
from dashboard.data.schema import Level
from dashboard.data.view import View

Indices = npt.NDArray[np.int64]
Cells = npt.NDArray[np.uint64]


@dataclasses.dataclass(frozen=True)
class Ground:
    """Parts (one inhabited cell of one partnership each) of a source, those of a partnership in one run."""

    partnerships: Indices
    """[partnerships]: index of each in the area tree, ascending."""
    bounds: Indices
    """[partnerships + 1]: where the run of each partnership begins."""
    cells: Cells
    """[parts]: finest cell of each part, ascending in each run."""
    part_of_piece: Indices
    """[pieces of the cube]: the part each piece belongs to; -1 without a point or a partnership."""

    def run(self, place: int) -> slice:
        """The parts of the partnership at a place of `partnerships`."""
        return slice(int(self.bounds[place]), int(self.bounds[place + 1]))

    def counts(self, view: View) -> Indices:
        """[parts]: the selected incidents of each."""
        slot = self.part_of_piece[view.pieces] + 1
        sums = np.bincount(slot, weights=view.by_piece, minlength=len(self.cells) + 1)
        return sums[1:].astype(np.int64)

    def touched(self, view: View) -> npt.NDArray[np.bool_]:
        """[parts]: whether any of it lies in the selected places."""
        part = self.part_of_piece[view.pieces]
        result = np.zeros(len(self.cells), dtype=bool)
        result[part[part >= 0]] = True
        return result


def ground_of(dataset: Dataset, source: str) -> Ground:
    """The study areas of a source, found once for each version."""
    return dataset.once(("hotspot ground", source), lambda: _find(dataset, source))


def _find(dataset: Dataset, source: str) -> Ground:
    cube = dataset.cubes[source]
    cells = np.asarray(cube.cells)
    partnership = dataset.areas.ancestors(Level.PARTNERSHIP)[cube.leaves].astype(np.int64)
    part_of_piece = np.full(len(cells), -1, dtype=np.int64)
    inside = np.flatnonzero((cells > 0) & (partnership >= 0))
    order = inside[np.lexsort((cells[inside], partnership[inside]))]
    own_cell, own_partnership = cells[order], partnership[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (own_cell[1:] != own_cell[:-1]) | (own_partnership[1:] != own_partnership[:-1])
    part_of_piece[order] = np.cumsum(new) - 1
    partnerships, starts = np.unique(own_partnership[new], return_index=True)
    bounds = np.r_[starts, int(new.sum())].astype(np.int64)
    return Ground(partnerships, bounds, own_cell[new], part_of_piece)


def neighbours_of(dataset: Dataset, source: str, place: int, rings: int = 1) -> scipy.sparse.csr_array:
    """[parts of the run, same]: 1 for cells at most so many rings apart and for a cell itself; kept.

    `place` is the partnership's in `Ground.partnerships`: cells of different ones are no neighbours.
    """
    ground = ground_of(dataset, source)
    return dataset.once(
        ("hotspot neighbours", source, place, rings),
        lambda: adjacency(ground.cells[ground.run(place)], rings),
    )


def areas_among(dataset: Dataset, source: str, places: range, rings: int = 1) -> StudyAreas:
    """Partnerships that follow each other, as study areas whose cells are no neighbours; kept."""

    def make() -> StudyAreas:
        each = [neighbours_of(dataset, source, place, rings) for place in places]
        bounds = ground_of(dataset, source).bounds[places.start : places.stop + 1]
        together = scipy.sparse.csr_array(scipy.sparse.block_diag(each, format="csr"))
        return study_areas(together, bounds - bounds[0], rings)

    return dataset.once(("hotspot study areas", source, places, rings), make)


def adjacency(cells: Cells, rings: int = 1) -> scipy.sparse.csr_array:
    """[cells, cells]: 1 for cells at most so many rings apart and for each with itself; `cells` ascend.

    One ring is the cells that share an edge. Rings are those of the grid: a neighbour beyond cells that do
    not belong to the study area is one too.
    """
    number = len(cells)
    disks = [h3_int.grid_disk(int(cell), rings).astype(np.uint64) for cell in cells]
    near = np.concatenate([*disks, np.array([], dtype=np.uint64)])
    row = np.repeat(np.arange(number), [len(disk) for disk in disks])
    column = np.searchsorted(cells, near)
    known = column < number
    known[known] = cells[column[known]] == near[known]
    ones = np.ones(int(known.sum()), dtype=np.float64)
    return scipy.sparse.csr_array((ones, (row[known], column[known])), shape=(number, number))
