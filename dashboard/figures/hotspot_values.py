"""What the map outlines as hotspots: the corners of cells, whatever resolution is painted beneath them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dashboard.data.grid import cell_vertices


def hotspot_values(version: str, found: pd.DataFrame) -> dict[str, Any]:
    """version, hotspots: [{cell, corners: [[longitude, latitude], ...]}] of `hotspot_cells`."""
    numbers = np.array([int(name, 16) for name in found.cell], dtype=np.uint64)
    corners = [np.round(outline, 6).tolist() for outline in cell_vertices(numbers)]
    return {
        "version": version,
        "hotspots": [{"cell": c, "corners": o} for c, o in zip(found.cell, corners, strict=True)],
    }


def no_hotspots(version: str) -> dict[str, Any]:
    """The same with nothing to outline."""
    return {"version": version, "hotspots": []}
