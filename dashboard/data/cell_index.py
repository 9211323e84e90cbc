"""The cells of a source at each resolution, and which of them each piece of its cube lies in."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dashboard.data.dataset import Dataset
from dashboard.data.grid import NO_CELL, parents

Cells = npt.NDArray[np.uint64]


def cells_at(dataset: Dataset, source: str, resolution: int) -> Cells:
    """Every cell of a resolution that ever held an incident of the source, in order of their id."""
    return dataset.once(("cells", source, resolution), lambda: _found(dataset, source, resolution)[0])


def place_of_piece(dataset: Dataset, source: str, resolution: int) -> npt.NDArray[np.int32]:
    """[pieces of the cube]: which of `cells_at` each piece lies in, ascending; -1 without a point."""
    return dataset.once(("cell of piece", source, resolution), lambda: _found(dataset, source, resolution)[1])


def _found(dataset: Dataset, source: str, resolution: int) -> tuple[Cells, npt.NDArray[np.int32]]:
    cell = parents(dataset.cubes[source].cells, resolution)
    cells, place = np.unique(cell, return_inverse=True)
    without = int(len(cells) > 0 and cells[0] == NO_CELL)
    return cells[without:], (place.reshape(-1) - without).astype(np.int32)
