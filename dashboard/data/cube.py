"""The counts cube of one source, its incident table and its coverage.

Rows of the cube are pieces: (cell, smallest area, distance band to the nearest premises), sorted by cell. Its
values are counts by crime type and month, cumulated over months, so that any period is one subtraction and
any selection a handful of contiguous reads. Beside it the incident table, sorted alike (`spots`), answers
what the cube can't: exact distances, single points, hours. Both are plain `.npy` files that every worker
maps.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dashboard.data.ahead import in_order
from dashboard.data.area_cube import all_types, build_area_cube
from dashboard.data.schema import BANDS_METRES

Array = npt.NDArray[Any]

BEYOND = len(BANDS_METRES)
"""Band of incidents beyond the last distance, or without a point."""

_ARRAYS = ("cells", "leaves", "bands", "values", "by_leaf", "together", "area_values")


@dataclasses.dataclass(frozen=True)
class Cube:
    """Counts of one source by piece, crime type and month; arrays are mapped and read-only."""

    cells: Array
    """uint64 [pieces]: finest cell, ascending; 0 for records without coordinates."""
    leaves: Array
    """int32 [pieces]: index of the smallest area in the area tree."""
    bands: Array
    """int8 [pieces]: distance band to the nearest premises."""
    values: Array
    """int32 [types, months + 1, pieces]: incidents before each month begins, so 0 in plane 0."""
    by_leaf: Array
    """int32 [pieces]: pieces ordered by area, so that those of any area are one run."""
    together: Array
    """int32 [months + 1, pieces]: `values` of all types together (`all_types`)."""
    area_values: Array
    """int32 [types, months + 1, areas + 1]: `values` cumulated over areas too (`build_area_cube`)."""
    types: tuple[str, ...]
    first_month: int
    resolution: int
    """Finest resolution: that of `cells`."""

    @property
    def months(self) -> int:
        """Number of months the cube spans."""
        return int(self.values.shape[1]) - 1


class Pieces(NamedTuple):
    """The rows of a cube, by cell, area and band."""

    cells: Array
    leaves: Array
    bands: Array


class MonthChunk(NamedTuple):
    """Binned incidents of one month, all or some of them; one entry an incident."""

    month: int
    """From 0, the first month of the cube."""
    piece: Array
    type: Array


def distinct_pieces(cell: Array, leaf: Array, band: Array) -> tuple[Pieces, Array]:
    """The pieces that places fall into, in the cube's order, and which of them each place is in."""
    order = np.lexsort((band, leaf, cell))
    columns = [column[order] for column in (cell, leaf, band)]
    new = np.ones(len(order), dtype=bool)
    new[1:] = np.any([column[1:] != column[:-1] for column in columns], axis=0)
    index = np.empty(len(order), dtype=np.int64)
    index[order] = np.cumsum(new) - 1
    kinds = (np.uint64, np.int32, np.int8)
    return Pieces(*(column[new].astype(kind) for column, kind in zip(columns, kinds, strict=True))), index


def build_cube(pieces: Pieces, chunks: Iterable[MonthChunk], types: int, months: int) -> Array:
    """int32 [types, months + 1, pieces]: the incidents of all chunks before each month begins.

    Chunks are counted as they come, by several threads, and not kept: a cube takes the same memory however
    many incidents it counts.
    """
    number = len(pieces.cells)

    def counted(chunk: MonthChunk) -> tuple[int, Array]:
        slots = chunk.type.astype(np.int64) * number + chunk.piece
        return chunk.month, np.bincount(slots, minlength=types * number).reshape(types, number)

    values = np.zeros((types, months + 1, number), dtype=np.int32)
    for month, counts in in_order(counted, chunks):
        plane = values[:, month + 1]
        np.add(plane, counts, out=plane, casting="unsafe")
    for month in range(1, months + 1):
        values[:, month] += values[:, month - 1]
    return values


def write_cube(
    folder: Path,
    pieces: Pieces,
    values: Array,
    *,
    areas: int,
    types: tuple[str, ...],
    first_month: int,
    resolution: int,
) -> None:
    """Write a cube, its sums and its axes into a folder; `areas` is the size of the area tree."""
    arrays = {
        **pieces._asdict(),
        "values": values,
        "by_leaf": np.argsort(pieces.leaves, kind="stable").astype(np.int32),
        "together": all_types(values),
        "area_values": build_area_cube(values, pieces.leaves, areas),
    }
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", np.ascontiguousarray(array), allow_pickle=False)
    axes = {"types": list(types), "first_month": first_month, "resolution": resolution}
    (folder / "axes.json").write_text(json.dumps(axes))


def open_array(folder: Path, name: str) -> Array:
    """One array of a version, mapped read-only (an empty one is read: nothing can be mapped)."""
    path = folder / f"{name}.npy"
    try:
        return np.load(path, mmap_mode="r", allow_pickle=False)
    except ValueError:
        return np.load(path, allow_pickle=False)


def open_cube(folder: Path) -> Cube:
    """The cube stored in a folder, mapped."""
    axes = json.loads((folder / "axes.json").read_text())
    arrays = {name: open_array(folder, name) for name in _ARRAYS}
    return Cube(
        **arrays,
        types=tuple(axes["types"]),
        first_month=int(axes["first_month"]),
        resolution=int(axes["resolution"]),
    )
