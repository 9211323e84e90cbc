"""Binned incidents to counts with pandas' groupby.

Incidents come as the number of their place, their crime type and their month; each place has a cell and an
area. The pairs of cell and area are numbered once, on the few places, so that the groupby over all incidents
has three narrow whole-number keys: some three times faster than one that is given cells and areas.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd


def count(folder: Path) -> tuple[pd.DataFrame, pd.Series]:
    """Cell and area of each piece, and incidents by piece, crime type and month."""
    places = pd.DataFrame({name: np.load(folder / f"{name}.npy") for name in ("cell", "leaf")})
    groups = places.groupby(["cell", "leaf"])
    piece = groups.ngroup().to_numpy(dtype=np.int32)
    rows = pd.DataFrame(
        {
            "piece": piece[np.load(folder / "place.npy")],
            "type": np.load(folder / "type.npy"),
            "month": np.load(folder / "month.npy"),
        },
        copy=False,
    )
    return groups.size().reset_index()[["cell", "leaf"]], rows.groupby(list(rows), sort=False).size()
