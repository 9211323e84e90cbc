"""Made-up incidents once they are binned: each the number of its place, its type and its month."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from bench.incidents import DATA, GENERATOR, MONTHS, TYPES, region
from bench.keeping import kept
from dashboard.data.dataset import Dataset
from dashboard.data.grid import cell_centres
from dashboard.data.schema import slug

COLUMNS = {"place": np.int32, "type": np.int8, "month": np.int8}


def only_source(dataset: Dataset) -> str:
    """Key of the one source that made-up data have."""
    (source,) = dataset.sources
    return source


def leaves_of_places(dataset: Dataset) -> np.ndarray:
    """int32 [places of the region]: where each one's LSOA stands in the tree of a served version.

    Raises KeyError where the version has no incident in one of them: half a million reach them all.
    """
    of = region()
    leaf = np.array([dataset.areas.positions[code] for code in of.lsoa_codes], dtype=np.int32)
    return leaf[of.lsoa]


def types_in(dataset: Dataset) -> np.ndarray:
    """int8 [types of the generator]: the place of each among the crime types of a served version."""
    types = dataset.cubes[only_source(dataset)].types
    return np.array([types.index(slug(label)) for label in TYPES], dtype=np.int8)


def binned(n: int, dataset: Dataset) -> Path:
    """A folder of `.npy` columns, kept: place, type and month of `n` incidents, cell and leaf of each place.

    Areas and types are numbered as in the served version given. Written month by month.
    """

    def make(folder: Path) -> None:
        of, types = region(), types_in(dataset)
        np.save(folder / "cell.npy", of.cell)
        np.save(folder / "leaf.npy", leaves_of_places(dataset))
        columns = {
            name: np.lib.format.open_memmap(folder / f"{name}.npy", mode="w+", dtype=kind, shape=(n,))
            for name, kind in COLUMNS.items()
        }
        begin = 0
        for drawn in of.months(n):
            rows = slice(begin, begin + len(drawn.anchor))
            columns["place"][rows] = drawn.anchor
            columns["type"][rows] = types[drawn.type]
            columns["month"][rows] = drawn.month
            begin = rows.stop

    return kept(DATA / f"binned-g{GENERATOR}-{n}-all-1", make)


def month_bounds(folder: Path) -> np.ndarray:
    """[months + 1] where each month begins and ends among the rows, which stand in order of their month."""
    month = np.load(folder / "month.npy", mmap_mode="r")
    edges = np.arange(MONTHS + 1, dtype=month.dtype)  # of another kind, the whole column would be copied
    return np.searchsorted(month, edges)


def incident_frame(n: int, dataset: Dataset) -> pd.DataFrame:
    """One row an incident in order of its cell, with the centre of the cell: what the baselines hold."""
    of, cube = region(), dataset.cubes[only_source(dataset)]
    drawn = of.draw(n)
    order = np.argsort(of.cell[drawn.anchor], kind="stable")
    anchor = drawn.anchor[order]
    cells, number = np.unique(of.cell, return_inverse=True)
    longitude, latitude = cell_centres(cells)
    return pd.DataFrame(
        {
            "cell": of.cell[anchor],
            "leaf": leaves_of_places(dataset)[anchor].astype(np.int16),
            "type": types_in(dataset)[drawn.type[order]],
            "month": drawn.month[order] + np.int16(cube.first_month),
            "longitude": longitude[number][anchor],
            "latitude": latitude[number][anchor],
        }
    )
