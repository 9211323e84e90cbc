"""The premises nearest to points of the map: a name by which a reader knows a place."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy  # parts load when first used

from dashboard.data.dataset import Dataset
from dashboard.data.grid import metres_to_chord, unit_vectors

Floats = npt.NDArray[np.float64]

NEAREST_METRES = 250
"""From the middle of a cell of resolution 9 its corners are some 200 metres away."""


def nearest_premises(dataset: Dataset, longitude: Floats, latitude: Floats) -> list[str]:
    """Name of the premises nearest to each point, great circle; "" where none stands within 250 metres."""
    table = dataset.premises
    if table.empty or not len(longitude):
        return [""] * len(longitude)
    tree = dataset.once(
        "tree of premises",
        lambda: scipy.spatial.cKDTree(
            unit_vectors(table.longitude.to_numpy(), table.latitude.to_numpy()), compact_nodes=False
        ),
    )
    near = metres_to_chord(NEAREST_METRES)
    _, row = tree.query(unit_vectors(longitude, latitude), distance_upper_bound=near)
    names = table.name
    return [str(names.iloc[place]) if place < len(table) else "" for place in np.asarray(row).tolist()]
