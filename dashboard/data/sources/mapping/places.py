"""Where incidents happened: degrees, British National Grid or H3 cells -> longitude and latitude (WGS84)."""

from __future__ import annotations

import re
from collections.abc import Mapping

import h3
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.data.sources.checks import RowChecks, encoded, numbers, text
from dashboard.data.sources.files import FileRef
from dashboard.data.sources.mapping.description import Description, PlaceForm

BRITISH_GRID = "EPSG:27700"
_CELL = re.compile(r"0?[0-9a-fA-F]{15}")
_GRID_LIMITS = (700_000.0, 1_300_000.0)
"""The British National Grid's squares reach so far east and north, in metres."""
_LATITUDES, _LONGITUDES = (49.0, 61.0), (-9.0, 2.5)
"""Of Great Britain. Exchanged they lie in the Indian Ocean, where nobody partners with a council."""


def coordinates_of(
    ref: FileRef, checks: RowChecks, columns: Mapping[str, pa.Array], description: Description
) -> tuple[pa.Array, pa.Array, tuple[str, str]]:
    """Longitude and latitude as numbers or texts for `checks.coordinates`, and what the columns are called.

    Rows that can't be right are rejected in `checks`. Raises InputError where all positions are exchanged.
    """
    form = description.place
    if form.system == "none":
        rows = len(next(iter(columns.values())))
        return pa.nulls(rows, pa.float64()), pa.nulls(rows, pa.float64()), ("longitude", "latitude")
    if form.system == "h3":
        longitude, latitude = _of_cells(checks, columns[form.cell], form.cell)
        return longitude, latitude, (form.cell, form.cell)
    x, y = (_pointed(columns[name], description.file.decimal) for name in (form.x, form.y))
    if form.system == "osgb36":
        x, y = _of_grid(checks, x, y, form)
    else:
        _refuse_exchanged(ref, checks, x, y, form)
    return x, y, (form.x, form.y)


def is_cell(word: str) -> bool:
    """Whether a text is an H3 cell: 15 hexadecimal digits, or 16 with a zero before."""
    return bool(_CELL.fullmatch(word)) and bool(h3.is_valid_cell(word))


def _pointed(values: pa.Array, decimal: str) -> pa.Array:
    """Numbers with a point, where the source writes a comma."""
    if decimal == "." or not (pa.types.is_string(values.type) or pa.types.is_dictionary(values.type)):
        return values
    return pc.replace_substring(text(values), ",", ".")


def _refuse_exchanged(ref: FileRef, checks: RowChecks, x: pa.Array, y: pa.Array, form: PlaceForm) -> None:
    longitude, latitude = numbers(x)[0], numbers(y)[0]
    exchanged = _between(longitude, _LATITUDES) & _between(latitude, _LONGITUDES)
    known = ~np.isnan(longitude) & ~np.isnan(latitude)
    if exchanged.any() and (exchanged | ~known).all():
        raise ref.error(
            f"longitude and latitude look exchanged: {form.x} holds latitudes of Great Britain",
            "Exchange the two columns in [place] of the description.",
            column=form.x,
        )
    checks.reject(
        exchanged,
        reason="longitude and latitude exchanged",
        column=form.x,
        sentence="looks like a latitude; longitude and latitude are exchanged",
        values=x,
    )


def _between(values: np.ndarray, limits: tuple[float, float]) -> np.ndarray:
    return (values >= limits[0]) & (values <= limits[1])


def _of_grid(checks: RowChecks, x: pa.Array, y: pa.Array, form: PlaceForm) -> tuple[pa.Array, pa.Array]:
    """Eastings and northings in metres as degrees, each different point once."""
    from pyproj import Transformer  # only where a source needs it: it takes a while to load

    metres = []
    for values, column, limit in zip((x, y), (form.x, form.y), _GRID_LIMITS, strict=True):
        number, bad = numbers(values)
        checks.reject(
            bad, reason="coordinates not numbers", column=column, sentence="is not a number", values=values
        )
        checks.reject(
            (number < 0) | (number > limit),
            reason="outside the British National Grid",
            column=column,
            sentence=f"is outside 0 to {limit:,.0f} metres, where the British National Grid lies",
            values=values,
        )
        metres.append(number)
    east, north = metres
    nowhere = np.isnan(east) | np.isnan(north) | ((east == 0) & (north == 0)) | ~checks.usable
    points = np.empty(len(east), dtype=np.complex128)
    points.real, points.imag = np.where(nowhere, np.nan, east), np.where(nowhere, np.nan, north)
    code, different = pd.factorize(points)
    transformer = Transformer.from_crs(BRITISH_GRID, "EPSG:4326", always_xy=True)
    degrees = transformer.transform(np.real(different), np.imag(different)) if len(different) else ([], [])
    spread = [np.append(np.asarray(axis, dtype=float), np.nan)[code] for axis in degrees]  # -1: nowhere
    return pa.array(spread[0], from_pandas=True), pa.array(spread[1], from_pandas=True)


def _of_cells(checks: RowChecks, values: pa.Array, column: str) -> tuple[pa.Array, pa.Array]:
    """The centres of H3 cells; cells of several resolutions would count some areas twice and are rejected."""
    codes = encoded(values)
    words = codes.dictionary.to_pylist()
    valid = [is_cell(word) for word in words]
    resolution = [h3.get_resolution(word) if fits else -1 for word, fits in zip(words, valid, strict=True)]
    rows = codes.indices.to_numpy(zero_copy_only=False)
    bad = np.array([bool(word) and not fits for word, fits in zip(words, valid, strict=True)] or [False])
    checks.reject(bad[rows], reason="not an H3 cell", column=column, sentence="is no H3 cell", values=values)
    levels = np.array(resolution or [-1])[rows]
    known = levels[levels >= 0]
    usual = int(np.bincount(known).argmax()) if len(known) else -1
    checks.reject(
        (levels >= 0) & (levels != usual),
        reason="H3 cell of another resolution",
        column=column,
        sentence=f"has another resolution than most cells of the file ({usual})",
        values=values,
    )
    centres = [
        h3.cell_to_latlng(word) if fits else (None, None) for word, fits in zip(words, valid, strict=True)
    ]
    latitude, longitude = (pa.array([centre[axis] for centre in centres], pa.float64()) for axis in (0, 1))
    return longitude.take(codes.indices), latitude.take(codes.indices)
