"""Names of the places near a cell: the words for it that a reader knows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dashboard.data.cell_index import cells_at, place_of_piece
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import disclose
from dashboard.data.grid import cell_resolution
from dashboard.data.incident_rows import place_names, spots
from dashboard.data.queries import all_cells

MOST_NAMES = 3


class NearPlaces(NamedTuple):
    """The place names of each of `all_cells`, the most frequent first."""

    names: tuple[str, ...]
    places: npt.NDArray[np.int64]
    """[cells, MOST_NAMES]: index into `names`, -1 where a cell has no more."""


def place_of(dataset: Dataset, source: str, cell: str) -> str:
    """The name that the incidents of a cell state most often; "" where none is known."""
    resolution = cell_resolution(int(cell, 16))
    found = near_places(dataset, source, resolution)
    every = all_cells(dataset, source, resolution)
    row = int(np.searchsorted(every, np.uint64(int(cell, 16))))
    here = row < len(every) and int(every[row]) == int(cell, 16) and int(found.places[row, 0]) >= 0
    return disclose(found.names[int(found.places[row, 0])] if here else "", dataset.sources[source])


def near_places(dataset: Dataset, source: str, resolution: int) -> NearPlaces:
    """The names that a cell's incidents state most often, of all types and months; equal ones by name.

    Raises FileNotFoundError when an import has removed the version's files since it was opened.
    """
    found = dataset.once(("near", source, resolution), lambda: _found(dataset, source, resolution))
    return disclose(found, dataset.sources[source])


def _found(dataset: Dataset, source: str, resolution: int) -> NearPlaces:
    every = cells_at(dataset, source, resolution)
    names = place_names(dataset, source)
    spot = spots(dataset, source)
    row = place_of_piece(dataset, source, resolution)[spot.piece].astype(np.int64)
    place = np.asarray(spot.place, dtype=np.int64)
    kept = (row >= 0) & (names[place] != "" if len(names) else False)
    slots, which = np.unique(row[kept] * max(len(names), 1) + place[kept], return_inverse=True)
    incidents = np.bincount(which, weights=spot.rows[kept], minlength=len(slots))
    row, place = np.divmod(slots, max(len(names), 1))
    order = np.lexsort((place, -incidents, row))
    row, place = row[order], place[order]
    rank = np.arange(len(row)) - np.searchsorted(row, row)
    first = rank < MOST_NAMES
    used, index = np.unique(place[first], return_inverse=True)
    places = np.full((len(every), MOST_NAMES), -1, dtype=np.int64)
    places[row[first], rank[first]] = index
    return NearPlaces(tuple(names[used]), places)
