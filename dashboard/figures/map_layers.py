"""Layers of the map in the form the page reads them."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_MAGIC = b"HXO1"
_MICRODEGREES = 1e6
_LAG = 6
_WIDEST_OFFSET = 32_000  # leaves int16 a little room for rounding


def pack_outlines(cells: Sequence[str], vertices: Sequence[npt.NDArray[np.float64]]) -> bytes:
    """Cell outlines as compact bytes, the same for the same cells; `assets/hexcells.js` unpacks them.

    `cells` are H3 ids in hexadecimal, `vertices` their corners, one (k, 2) array of longitude and latitude in
    degrees each (a (n, 6, 2) array will do). Cells in H3 order pack best: columns hold differences from the
    cell before, so that compression leaves a few bytes a cell.

    Little-endian columns, each padded to 4 bytes: "HXO1", n, number of corners, 0 (uint32); the unit of
    offsets in degrees (float64); high and low halves of the ids (uint32); centre longitude and latitude in
    microdegrees (int32); corners of each cell (uint8); corner offsets from the centre, east then north
    (int16, in units). Ids and centres are coded against the cell before, offsets against the sixth before;
    all wrap round. Corners are within a microdegree, about 0.1 m.

    Raises ValueError where cells and vertices differ in number or a cell has fewer than three corners.
    """
    n = len(cells)
    if len(vertices) != n:
        raise ValueError(f"{n} cells, but {len(vertices)} outlines")
    sides = np.fromiter((len(outline) for outline in vertices), dtype=np.int64, count=n)
    if n and (sides.min() < 3 or sides.max() > 255):
        raise ValueError("an outline needs from 3 to 255 corners")
    corners = np.concatenate([np.empty((0, 2)), *vertices])
    starts = np.concatenate([[0], np.cumsum(sides)[:-1]])[:n]
    centres = np.add.reduceat(corners, starts, axis=0) / sides[:, None] if n else corners
    centre_units = np.round(centres * _MICRODEGREES).astype(np.int32)
    offsets = corners - np.repeat(centre_units / _MICRODEGREES, sides, axis=0)
    unit = float(np.abs(offsets).max()) / _WIDEST_OFFSET if n else 1.0
    offset_units = np.round(offsets / unit).astype(np.int16)
    ids = np.fromiter((int(cell, 16) for cell in cells), dtype=np.uint64, count=n)
    columns = (
        _differences((ids >> np.uint64(32)).astype(np.uint32), 1),
        _differences((ids & np.uint64(0xFFFFFFFF)).astype(np.uint32), 1),
        _differences(centre_units[:, 0], 1),
        _differences(centre_units[:, 1], 1),
        sides.astype(np.uint8),
        _differences(offset_units[:, 0], _LAG),
        _differences(offset_units[:, 1], _LAG),
    )
    header = struct.pack("<4sIIId", _MAGIC, n, len(corners), 0, unit)
    return header + b"".join(_padded(column) for column in columns)


def _differences(values: npt.NDArray[np.integer], lag: int) -> npt.NDArray[np.integer]:
    """Each value less the one `lag` places before it, wrapping round in the values' own type."""
    coded = values.copy()
    coded[lag:] = values[lag:] - values[:-lag]
    return coded


def _padded(column: npt.NDArray[np.integer]) -> bytes:
    raw = column.astype(column.dtype.newbyteorder("<"), copy=False).tobytes()
    return raw + b"\0" * (-len(raw) % 4)
