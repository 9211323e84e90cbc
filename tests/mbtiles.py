"""Small files of map tiles, made by code: pictures with a net of streets on sand."""

from __future__ import annotations

import math
import sqlite3
import struct
import zlib
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

import numpy as np

SIDE = 256
SAND, STREET, KERB = (242, 238, 228), (255, 255, 255), (200, 190, 175)
METADATA = {
    "name": "Test streets",
    "format": "png",
    "attribution": '© <a href="https://example.test/">Test streets</a> contributors',
}
SCHEMA = (
    "CREATE TABLE metadata (name text, value text)",
    "CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob)",
)
INDEX = "CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row)"

Place = tuple[int, int, int]
"""Zoom, column and row, rows counted from the north."""


def png(pixels: np.ndarray) -> bytes:
    """A picture of rows x columns x 3 bytes as PNG."""
    height, width, _ = pixels.shape
    lines = np.concatenate([np.zeros((height, 1), np.uint8), pixels.reshape(height, width * 3)], axis=1)

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(lines.astype(np.uint8).tobytes())
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def streets(seed: int = 0) -> bytes:
    """A tile with streets that meet those of its neighbours."""
    pixels = np.full((SIDE, SIDE, 3), SAND, np.uint8)
    for at, half in ((64, 3), (160, 2), (224, 1 + seed % 2)):
        for colour, reach in ((KERB, half + 1), (STREET, half)):
            pixels[at - reach : at + reach] = colour
            pixels[:, at - reach : at + reach] = colour
    return png(pixels)


def place_of(longitude: float, latitude: float, zoom: int) -> Place:
    """The tile that a point lies in."""
    across = 1 << zoom
    column = int((longitude + 180) / 360 * across)
    row = int((1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2 * across)
    return zoom, column, row


def covering(box: tuple[float, float, float, float], zooms: Iterable[int]) -> list[Place]:
    """The tiles over west, south, east, north."""
    west, south, east, north = box
    found = []
    for zoom in zooms:
        _, left, top = place_of(west, north, zoom)
        _, right, bottom = place_of(east, south, zoom)
        found += [(zoom, x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)]
    return found


def write_tiles(
    path: Path,
    tiles: Mapping[Place, bytes | str | None],
    metadata: Mapping[str, str] = METADATA,
    schema: Iterable[str] = (*SCHEMA, INDEX),
) -> Path:
    """An MBTiles file, its rows counted from the south as the form asks."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as database:
        for statement in schema:
            database.execute(statement)
        database.executemany("INSERT INTO metadata VALUES (?, ?)", metadata.items())
        rows = ((z, x, (1 << z) - 1 - y, content) for (z, x, y), content in tiles.items())
        if tiles:  # else it may be a view
            database.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
        database.commit()
    return path


def write_streets(path: Path, box: tuple[float, float, float, float], zooms: Iterable[int]) -> Path:
    """A file with streets everywhere in west, south, east, north, which its metadata tell."""
    picture = streets()
    bounds = ",".join(str(edge) for edge in box)
    return write_tiles(path, dict.fromkeys(covering(box, zooms), picture), {**METADATA, "bounds": bounds})
