"""The demonstration's incidents as they were generated, and distances worked out plainly."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dashboard.data import demo
from dashboard.data.dataset import Dataset
from dashboard.data.schema import month_number
from dashboard.selection import Selection

EARTH_RADIUS = 6_371_008.8


def asked(dataset: Dataset, query: str) -> Selection:
    """The selection of a query without problems."""
    selection, problems = Selection.from_query(query, dataset.catalogue)
    assert not problems
    return selection


def generated(source: str) -> pd.DataFrame:
    """All rows of a source of the demonstration."""
    found = next(rows for known, rows in demo.generate().incidents if known.key == source)
    return pd.DataFrame(found)


def between(rows: pd.DataFrame, first: str, last: str) -> pd.DataFrame:
    """Rows of some months, both ends included."""
    return rows[rows.month.between(month_number(first), month_number(last))]


def haversine(one: pd.DataFrame, other: pd.DataFrame) -> np.ndarray:
    """Great-circle metres [rows of one, rows of the other]."""
    lon, lat = (
        np.radians(one[name].to_numpy(dtype=float))[:, np.newaxis] for name in ("longitude", "latitude")
    )
    lons, lats = (np.radians(other[name].to_numpy(dtype=float)) for name in ("longitude", "latitude"))
    half = np.sin((lats - lat) / 2) ** 2 + np.cos(lat) * np.cos(lats) * np.sin((lons - lon) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS * np.arcsin(np.sqrt(half)))
