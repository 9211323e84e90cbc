"""What the map outlines as hotspots: the corners of cells, whatever resolution is painted beneath them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from dashboard.data.grid import cell_vertices


def hotspot_values(version: str, found: pd.DataFrame, said: Sequence[str] = ()) -> dict[str, Any]:
    """version, hotspots: [{cell, corners: [[longitude, latitude], ...], said}] of `hotspot_cells`.

    `said` is what the box beside the pointer says of each, where something is.
    """
    numbers = np.array([int(name, 16) for name in found.cell], dtype=np.uint64)
    corners = [np.round(outline, 6).tolist() for outline in cell_vertices(numbers)]
    spots = [{"cell": c, "corners": o} for c, o in zip(found.cell, corners, strict=True)]
    if said:
        spots = [{**spot, "said": text} for spot, text in zip(spots, said, strict=True)]
    return {"version": version, "hotspots": spots}


def area_values(
    version: str, codes: Iterable[str], outlines: Mapping[str, Sequence[Sequence[Sequence[float]]]]
) -> dict[str, Any]:
    """The same for areas, by code: one for each part of an area, none of one without an outline."""
    spots = [{"cell": code, "corners": ring} for code in codes for ring in outlines.get(code, ())]
    return {"version": version, "hotspots": spots}


def no_hotspots(version: str) -> dict[str, Any]:
    """The same with nothing to outline."""
    return {"version": version, "hotspots": []}
