"""Premises: where they stand, which are licensed, and how far incidents are from the nearest licensed one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy  # parts load when first used

from dashboard.data.areas import AreaTree
from dashboard.data.cube import BEYOND
from dashboard.data.gazetteer import Gazetteer
from dashboard.data.grid import chord_to_metres, unit_vectors
from dashboard.data.placing import lsoas_at
from dashboard.data.schema import BANDS_METRES


def write_premises(derived: Path, premises: pd.DataFrame, known: Gazetteer, tree: AreaTree) -> pd.DataFrame:
    """Write and return the premises with a position, each with the `leaf` it stands in, -1 in none."""
    located = premises[premises.longitude.notna() & premises.latitude.notna()].reset_index(drop=True)
    codes = lsoas_at(located.longitude.to_numpy(), located.latitude.to_numpy(), known)
    located["leaf"] = np.array([tree.positions.get(code, -1) for code in codes], dtype=np.int32)
    located.to_parquet(derived / "premises.parquet", index=False)
    return located


def distance_bands(
    premises: pd.DataFrame, longitude: npt.NDArray[np.float64], latitude: npt.NDArray[np.float64]
) -> npt.NDArray[Any]:
    """Index of the band in BANDS_METRES each point's nearest premises lies in, BEYOND where there is none."""
    bands = np.full(len(longitude), BEYOND, dtype=np.int8)
    located = np.flatnonzero(np.isfinite(longitude) & np.isfinite(latitude))
    if premises.empty or not len(located):
        return bands
    where = unit_vectors(premises.longitude.to_numpy(), premises.latitude.to_numpy())
    register = scipy.spatial.cKDTree(where)
    chord, _ = register.query(unit_vectors(longitude[located], latitude[located]))
    bands[located] = np.searchsorted(np.array(BANDS_METRES), chord_to_metres(np.asarray(chord)), side="left")
    return bands
