"""Which pieces of a source's cube a selection means: those of areas, of pinned cells, of a part in view."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dashboard.data.cube import Cube
from dashboard.data.dataset import Dataset
from dashboard.data.grid import cell_centres, child_run
from dashboard.data.schema import BANDS_METRES
from dashboard.selection import Selection

Flags = npt.NDArray[np.bool_]
Pieces = slice | npt.NDArray[np.int32]


def selected_pieces(dataset: Dataset, selection: Selection, source: str) -> Pieces:
    """Indices of the selected pieces, ascending: so that cells stay sorted and reads go forward."""
    if not selection.pinned:
        return _inside(dataset, source, selection.area)
    chosen = np.zeros(len(dataset.cubes[source].cells), dtype=bool)
    chosen[_inside(dataset, source, selection.area)] = True
    if selection.pins or selection.cells:
        chosen &= _pinned(dataset, selection, source)
    if selection.box is not None:
        chosen &= _centred_in(dataset, source, selection.box)
    return np.flatnonzero(chosen).astype(np.int32)


def pieces_by_band(dataset: Dataset, source: str) -> tuple[npt.NDArray[np.intp], list[int]]:
    """All pieces of the cube in order of their bands, and where each band begins and the last ends."""
    return dataset.once(("pieces by band", source), lambda: _pieces_by_band(dataset.cubes[source]))


def _pieces_by_band(cube: Cube) -> tuple[npt.NDArray[np.intp], list[int]]:
    order = np.argsort(cube.bands, kind="stable")
    bounds = np.searchsorted(cube.bands[order], np.arange(len(BANDS_METRES) + 2))
    return order, bounds.tolist()


def _inside(dataset: Dataset, source: str, area: str) -> Pieces:
    """Indices of an area's pieces; of everything they are one slice, which copies nothing when read."""
    cube, (first, last) = dataset.cubes[source], dataset.areas.span(area)
    if (first, last) == (0, len(dataset.areas.codes) - 1):
        return slice(0, len(cube.cells))
    in_order = dataset.once(("leaves in order", source), lambda: cube.leaves[cube.by_leaf])
    lo, hi = np.searchsorted(in_order, [first, last + 1])
    return np.sort(cube.by_leaf[lo:hi])


def _pinned(dataset: Dataset, selection: Selection, source: str) -> Flags:
    """[pieces of the cube]: whether a piece lies in a pinned area or a pinned cell."""
    cube = dataset.cubes[source]
    chosen = np.zeros(len(cube.cells), dtype=bool)
    for area in selection.pins:
        chosen[_inside(dataset, source, area)] = True
    for cell in selection.cells:
        chosen[child_run(cube.cells, int(cell, 16), cube.resolution)] = True
    return chosen


def _centred_in(dataset: Dataset, source: str, box: tuple[float, float, float, float]) -> Flags:
    """[pieces of the cube]: whether the centre of a piece's finest cell lies in a box of degrees."""
    west, south, east, north = box
    longitude, latitude = dataset.once(
        ("centres", source), lambda: _centres(np.asarray(dataset.cubes[source].cells))
    )
    inside = (longitude >= west) & (longitude <= east) & (latitude >= south) & (latitude <= north)
    return np.asarray(inside)


def _centres(cells: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Centre of each piece's finest cell, in degrees, NaN without coordinates: in no box."""
    located = np.flatnonzero(cells > 0)
    longitude, latitude = np.full((2, len(cells)), np.nan)
    longitude[located], latitude[located] = cell_centres(cells[located])
    return longitude, latitude
