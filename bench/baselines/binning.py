"""Points to H3 cells with h3 for each row, and with polars-h3 on all rows."""

from __future__ import annotations

import h3.api.numpy_int as h3
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Cells = npt.NDArray[np.uint64]


def h3_per_row(longitude: Floats, latitude: Floats, resolution: int) -> Cells:
    """h3 asked once a row, written straight into an array; its integer interface makes no text."""
    to_cell = h3.latlng_to_cell
    pairs = zip(latitude.tolist(), longitude.tolist(), strict=True)
    return np.fromiter(
        (to_cell(lat, lon, resolution) for lat, lon in pairs), dtype=np.uint64, count=len(longitude)
    )


def polars_h3(longitude: Floats, latitude: Floats, resolution: int) -> Cells:
    """polars-h3 over whole columns, on all of polars' threads. Raises ImportError where it is not there."""
    import polars as pl
    import polars_h3 as plh3

    points = pl.DataFrame({"lat": latitude, "lng": longitude})
    cells = points.select(plh3.latlng_to_cell("lat", "lng", resolution, return_dtype=pl.UInt64))
    return cells.to_series().to_numpy()
