"""The counts cube of one source, its incident table and its coverage.

Rows of the cube are pieces: (cell, smallest area, distance band to the nearest premises), sorted by cell. Its
values are counts by crime type and month, cumulated over months, so that any period is one subtraction and
any selection a handful of contiguous reads. Beside it the incident table, sorted alike, answers what the
cube can't: exact distances, single points, hours. Both are plain `.npy` files that every worker maps.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.data.schema import BANDS_METRES

Array = npt.NDArray[Any]

BEYOND = len(BANDS_METRES)
"""Band of incidents beyond the last distance, or without a point."""


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
    types: tuple[str, ...]
    first_month: int
    resolution: int
    """Finest resolution: that of `cells`."""

    @property
    def months(self) -> int:
        """Number of months the cube spans."""
        return int(self.values.shape[1]) - 1


def build_cube(
    incidents: pd.DataFrame, types: tuple[str, ...], first_month: int, months: int
) -> dict[str, Array]:
    """Arrays of the cube and of the incident table from binned incidents.

    `incidents` has cell, leaf, band, type (index into `types`), month (number), longitude, latitude,
    occurred_from and place (index); rows in any order. The incident table gives each its piece.
    """
    order = np.lexsort(
        (incidents.month, incidents.type, incidents.band, incidents.leaf, incidents.cell.to_numpy())
    )
    table = incidents.iloc[order]
    cell, leaf, band = (table[name].to_numpy() for name in ("cell", "leaf", "band"))
    new = np.ones(len(table), dtype=bool)
    new[1:] = (cell[1:] != cell[:-1]) | (leaf[1:] != leaf[:-1]) | (band[1:] != band[:-1])
    piece = np.cumsum(new) - 1
    starts = np.flatnonzero(new)
    pieces = len(starts)
    month = table.month.to_numpy(dtype=np.int64) - first_month
    slots = (table.type.to_numpy(dtype=np.int64) * (months + 1) + month + 1) * pieces + piece
    flat = np.bincount(slots, minlength=len(types) * (months + 1) * pieces)
    values = flat.reshape(len(types), months + 1, pieces).cumsum(axis=1, dtype=np.int32)
    return {
        "cells": cell[starts].astype(np.uint64),
        "leaves": leaf[starts].astype(np.int32),
        "bands": band[starts].astype(np.int8),
        "values": values,
        "by_leaf": np.argsort(leaf[starts], kind="stable").astype(np.int32),
        "incident_piece": piece.astype(np.int32),
        "incident_type": table.type.to_numpy(dtype=np.int16),
        "incident_month": month.astype(np.int16),
        "incident_longitude": table.longitude.to_numpy(dtype=np.float64),
        "incident_latitude": table.latitude.to_numpy(dtype=np.float64),
        "incident_place": table.place.to_numpy(dtype=np.int32),
        "incident_from": table.occurred_from.to_numpy(dtype="datetime64[s]").astype(np.int64),
        "incident_to": table.occurred_to.to_numpy(dtype="datetime64[s]").astype(np.int64),
    }


def write_cube(
    folder: Path, arrays: dict[str, Array], types: tuple[str, ...], first_month: int, resolution: int
) -> None:
    """Write the arrays and the axes into a new folder."""
    folder.mkdir(parents=True)
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
    return Cube(
        **{name: open_array(folder, name) for name in ("cells", "leaves", "bands", "values", "by_leaf")},
        types=tuple(axes["types"]),
        first_month=int(axes["first_month"]),
        resolution=int(axes["resolution"]),
    )
