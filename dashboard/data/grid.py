"""Points to H3 cells, cells to their parents and outlines, as arrays.

An H3 index is hierarchical: sorted by id, the children of any cell are one contiguous run, and a parent is a
matter of bits (https://h3geo.org/docs/core-library/h3Indexing): bits 52-55 hold the resolution, then three
bits per resolution hold the child digits, 7 where unused.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from typing import Any

import h3.api.numpy_int as h3_int
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from dashboard.data.ahead import in_order

Cells = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]

NO_CELL = 0
"""The cell of a record without coordinates."""

EARTH_RADIUS_METRES = 6_371_008.8
"""Mean radius of the WGS84 ellipsoid; distances are great-circle distances on this sphere."""

_FINEST = 15
_ROWS = 1 << 20
_SHARE = 1 << 22
"""Rows that are looked through together for the points they share: most shares know most of the points."""
_MIXED = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))
"""Odd numbers by which the bits of longitude and latitude are spread over those above them (of xxHash)."""
_HALF = np.uint64(32)
_RESOLUTION_SHIFT = np.uint64(52)
_RESOLUTION_MASK = np.uint64(0xF << 52)


def points_to_cells(longitude: Floats, latitude: Floats, resolution: int, processes: int = 1) -> Cells:
    """The cell of each point, NO_CELL where a coordinate is NaN.

    H3 is asked for one after the other, and for a point again where it comes again (see `rows_to_cells`).
    Several `processes` are for millions of points, more than any import asks for now: H3 keeps Python's lock,
    so that threads would only wait for each other.
    """
    known = np.isfinite(longitude) & np.isfinite(latitude)
    if not known.all():
        cells = np.full(len(longitude), NO_CELL, dtype=np.uint64)
        cells[known] = points_to_cells(longitude[known], latitude[known], resolution, processes)
        return cells
    cells = np.empty(len(longitude), dtype=np.uint64)
    share = max(-(-len(longitude) // processes), 1)
    jobs = [slice(start, start + share) for start in range(0, len(longitude), share)]
    points = [(longitude[job], latitude[job], resolution) for job in jobs]
    if len(jobs) < 2:
        found: Iterable[Cells] = map(_ask_h3, points)
    else:
        with ProcessPoolExecutor(len(jobs), mp_context=multiprocessing.get_context("spawn")) as pool:
            found = list(pool.map(_ask_h3, points))
    for job, own in zip(jobs, found, strict=True):
        cells[job] = own
    return cells


def _ask_h3(points: tuple[Floats, Floats, int]) -> Cells:
    longitude, latitude, resolution = points
    cells = np.empty(len(longitude), dtype=np.uint64)
    for start in range(0, len(longitude), _ROWS):  # Python's own numbers are large: not all at once
        lon, lat = (axis[start : start + _ROWS].tolist() for axis in (longitude, latitude))
        answers = map(h3_int.latlng_to_cell, lat, lon, repeat(resolution))
        cells[start : start + _ROWS] = np.fromiter(answers, dtype=np.uint64, count=len(lon))
    return cells


def rows_to_cells(longitude: Floats, latitude: Floats, resolution: int, processes: int = 1) -> Cells:
    """The cell of each row, NO_CELL where a coordinate is NaN; H3 is asked once for each different point.

    For rows that share points, as snapped incidents do: a hundred thousand points stand for ten million. An
    import has told its records apart by then (`build.py`): few share a point, with another force or LSOA.
    """
    shares = [slice(start, start + _SHARE) for start in range(0, len(longitude), _SHARE)]
    found = list(in_order(lambda rows: _numbered(longitude[rows], latitude[rows]), shares))
    if not found:
        return np.empty(0, dtype=np.uint64)
    _, *axes = zip(*found, strict=True)
    number, lon, lat = _numbered(*(np.concatenate(axis) for axis in axes))
    asked = points_to_cells(lon, lat, resolution, processes)[number]
    cells = np.empty(len(longitude), dtype=np.uint64)
    begin = 0
    for rows, (own_number, own, _) in zip(shares, found, strict=True):
        np.take(asked[begin : begin + len(own)], own_number, out=cells[rows])
        begin += len(own)
    return cells


def _numbered(
    longitude: Floats, latitude: Floats
) -> tuple[npt.NDArray[np.signedinteger[Any]], Floats, Floats]:
    """Each row's number, and the point of each number, mostly once.

    Points are told apart by one number made of the bits of both coordinates, five times as fast as by the
    pair. Should two points ever share that number, the pairs decide.
    """
    both = (np.ascontiguousarray(axis).view(np.uint64) for axis in (longitude, latitude))
    bits, others = (axis * factor for axis, factor in zip(both, _MIXED, strict=True))
    bits ^= bits >> _HALF  # coordinates of few digits, as of float32, differ in the high bits alone
    keys = pa.array(np.bitwise_xor(bits, others, out=bits)).dictionary_encode()  # leaves Python's lock alone
    number = keys.indices.to_numpy()
    row = np.empty(len(keys.dictionary), dtype=np.intp)
    row[number] = np.arange(len(number))
    points = longitude[row], latitude[row]
    if all(_same_bits(axis, own[number]) for axis, own in zip((longitude, latitude), points, strict=True)):
        return number, *points
    pair = np.empty(len(longitude), dtype=np.complex128)
    pair.real, pair.imag = longitude, latitude
    number, pairs = pd.factorize(pair, use_na_sentinel=False)
    return number, pairs.real.copy(), pairs.imag.copy()


def _same_bits(one: Floats, other: Floats) -> bool:
    """Whether two arrays hold the same, NaN being NaN."""
    return bool(np.array_equal(np.ascontiguousarray(one).view(np.uint64), other.view(np.uint64)))


def _unused_digits(resolution: int) -> np.uint64:
    """All bits of the digits finer than the resolution."""
    return np.uint64((1 << (3 * (_FINEST - resolution))) - 1)


def parents(cells: Cells, resolution: int) -> Cells:
    """Parent of each cell at a coarser (or the same) resolution; NO_CELL stays NO_CELL."""
    coarser = (cells & ~_RESOLUTION_MASK) | (np.uint64(resolution) << _RESOLUTION_SHIFT)
    result = coarser | _unused_digits(resolution)
    return np.where(cells == NO_CELL, np.uint64(NO_CELL), result)


def child_run(sorted_cells: Cells, parent: int, resolution: int) -> slice:
    """Where the children of a cell lie in cells sorted by id.

    `resolution` is that of the sorted cells; the parent's may be anything up to it.
    """
    own_resolution = (parent >> 52) & 0xF
    spare = int(_unused_digits(resolution))
    digits = int(_unused_digits(own_resolution)) ^ spare
    base = (parent & ~(0xF << 52)) | (resolution << 52)
    first = (base & ~digits) | spare
    last = base | digits | spare
    lo = np.searchsorted(sorted_cells, np.uint64(first), side="left")
    hi = np.searchsorted(sorted_cells, np.uint64(last), side="right")
    return slice(int(lo), int(hi))


def cell_number(text: str) -> int | None:
    """The H3 index a text of 15 hexadecimal digits stands for, or None where it is no valid cell."""
    try:
        number = int(text, 16)
    except ValueError:
        return None
    if f"{number:x}" != text or not 0 <= number < 1 << 63:
        return None
    return number if h3_int.is_valid_cell(number) else None


def cell_text(cell: int) -> str:
    """The usual text of a cell, as 89195da49abffff."""
    return f"{int(cell):x}"


def cell_resolution(cell: int) -> int:
    """Resolution of a cell, 0 to 15."""
    return (int(cell) >> 52) & 0xF


def cell_centres(cells: Cells) -> tuple[Floats, Floats]:
    """Longitude and latitude of the cells' centres in degrees."""
    pairs = [h3_int.cell_to_latlng(int(cell)) for cell in cells]
    latitude, longitude = (np.array(pairs, dtype=np.float64).reshape(-1, 2)).T
    return longitude, latitude


def cell_vertices(cells: Cells) -> list[Floats]:
    """Outline of each cell [vertices, 2]: longitude and latitude of 5 to 10 vertices, not closed."""
    return [np.array(h3_int.cell_to_boundary(int(cell)), dtype=np.float64)[:, ::-1] for cell in cells]


def unit_vectors(longitude: Floats, latitude: Floats) -> Floats:
    """Points on the unit sphere, [n, 3]: in these, near neighbours can be sought with straight lines."""
    lon, lat = np.radians(longitude), np.radians(latitude)
    return np.column_stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)))


def chord_to_metres(chord: Floats) -> Floats:
    """Great-circle metres of straight-line distances between unit vectors."""
    return 2.0 * EARTH_RADIUS_METRES * np.arcsin(np.clip(np.asarray(chord) / 2.0, 0.0, 1.0))


def metres_to_chord(metres: float) -> float:
    """Straight-line distance between unit vectors that are so many metres apart on the sphere."""
    return float(2.0 * np.sin(metres / (2.0 * EARTH_RADIUS_METRES)))
