"""Streets beneath the map from an `.mbtiles` file in the data folder, for networks without the internet.

The form is https://github.com/mapbox/mbtiles-spec: an SQLite database with a table or view `tiles` of
pictures by zoom, column and row (rows counted from the south) and one named `metadata`. The file comes
from outside: it is opened for reading alone, may name nothing but its own tables, and is asked only what
takes few steps.
"""

from __future__ import annotations

import functools
import hashlib
import math
import os
import re
import sqlite3
import threading
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

SUFFIX = ".mbtiles"
MOST_TILE_BYTES = 2 << 20
"""Most bytes of one tile (2 MB): a picture of 512 pixels a side takes at most some 0.6 MB."""
FINEST_ZOOM = 22
_MOST_STEPS = 2_000_000
"""Most steps of SQLite's machine for one question. By its index a tile takes some 30; a search through all
rows of a large file would keep a reader waiting."""
_STEPS_AT_ONCE = 10_000
_LONGEST_TEXT = 2_000
_LONGEST_CREDIT = 300
_EDGE = 85.06
"""The web's map ends at this latitude."""

_MAGIC = b"SQLite format 3\0"
_PICTURES: Mapping[bytes, str] = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"RIFF": "image/webp",
}
_VECTOR = "It holds vector tiles, which Hexscan can't draw. Use one with pictures (PNG, JPEG or WebP)."
_OPEN = "The program that made it has not finished with it. Close that program, or copy the file again."


class TilesError(ValueError):
    """A file of tiles that can't be used; the message names the file and says what to do."""


@dataclass(frozen=True)
class TileFile:
    """A file of tiles that was looked into."""

    path: Path
    digest: str  # changes with the file: what was had by it may be kept for ever
    kind: str  # "image/png", "image/jpeg" or "image/webp"
    min_zoom: int
    max_zoom: int
    bounds: tuple[float, float, float, float] | None  # west, south, east, north in degrees; None: not told
    credit: str  # plain text
    bytes_on_disk: int


def tile_file(data_dir: Path) -> TileFile | None:
    """The file of tiles in the data folder, None where there is none.

    Raises TilesError for more than one, and for one that can't be used.
    """
    try:
        found = sorted(path for path in data_dir.iterdir() if path.suffix.lower() == SUFFIX)
    except OSError:
        return None  # what else needs the folder says why it can't be read
    if not found:
        return None
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise TilesError(f"There are several files of map tiles in {data_dir}: {names}. Keep one of them.")
    (path,) = found
    try:
        if any(_size(path.with_name(path.name + end)) for end in ("-wal", "-journal")):
            raise _unusable(path, _OPEN)
        status = path.stat()
        return _looked_into(path, status.st_mtime_ns, status.st_size)
    except OSError as error:
        raise _unusable(path, f"It can't be read ({error.strerror}).") from error


def tiles_told(data_dir: Path) -> str:
    """The file of tiles in one line, or why it can't be used; "" where there is none."""
    try:
        file = tile_file(data_dir)
    except TilesError as error:
        return str(error)
    if file is None:
        return ""
    kind = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WebP"}[file.kind]
    zooms = f"zoom {file.min_zoom} to {file.max_zoom}"
    return f"Map tiles: {file.path.name}, {kind}, {zooms}, {file.bytes_on_disk / 1e6:,.1f} MB"


def picture_kind(content: bytes) -> str:
    """The media type of a tile by its first bytes, "" for what is no picture a browser draws."""
    kind = next((kind for magic, kind in _PICTURES.items() if content.startswith(magic)), "")
    return "" if kind == "image/webp" and content[8:12] != b"WEBP" else kind


class Tiles:
    """Reads tiles; safe for threads and for processes that fork: each thread opens the file for itself."""

    def __init__(self) -> None:
        """Nothing is opened before a tile is asked for."""
        self._own = threading.local()

    def tile(self, file: TileFile, zoom: int, column: int, row: int) -> tuple[bytes, str] | None:
        """A tile (rows counted from the north) and its media type; None where the file has none there.

        Raises TilesError where the file can't be read or holds there what is no picture.
        """
        across = 1 << min(zoom, FINEST_ZOOM)
        if not (file.min_zoom <= zoom <= file.max_zoom and 0 <= column < across and 0 <= row < across):
            return None
        place = (zoom, column, across - 1 - row)
        try:
            found = _ask(self._connection(file), _TILE, place)
        except (sqlite3.Error, OSError, OverflowError) as error:
            raise _unusable(file.path, f"A tile can't be read ({error}).") from error
        if found is None:
            return None
        content = found[0]
        kind = picture_kind(content) if isinstance(content, bytes) else ""
        if not kind or len(content) > MOST_TILE_BYTES:
            raise _unusable(file.path, f"What it holds for zoom {zoom}, column {column} is no picture.")
        return content, kind

    def _connection(self, file: TileFile) -> sqlite3.Connection:
        key = (os.getpid(), file.path, file.digest)
        if getattr(self._own, "key", None) != key:
            former = getattr(self._own, "connection", None)
            if former is not None and self._own.key[0] == key[0]:
                former.close()
            self._own.connection, self._own.key = _opened(file.path), key
        connection: sqlite3.Connection = self._own.connection
        return connection


_TILE = "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"
_ANY_TILE = "SELECT tile_data FROM tiles WHERE zoom_level = ? LIMIT 1"
_METADATA = "SELECT name, value FROM metadata LIMIT 200"


@functools.lru_cache(maxsize=4)
def _looked_into(path: Path, modified: int, size: int) -> TileFile:
    with path.open("rb") as stream:
        head = stream.read(100)  # its header, in which each change of the file is counted
    if not head.startswith(_MAGIC):
        raise _unusable(path, "It is not an MBTiles file (an SQLite database).")
    try:
        with closing(_opened(path)) as connection:
            told = _metadata(connection)
            zooms = [zoom for zoom in range(FINEST_ZOOM + 1) if _ask(connection, _ANY_TILE, (zoom,))]
            if not zooms:
                raise _unusable(path, "It holds no tiles.")
            _ask(connection, _TILE, (zooms[-1], -1, -1))  # as long as a search can take
            (sample,) = _ask(connection, _ANY_TILE, (zooms[0],))
    except sqlite3.OperationalError as error:
        raise _unusable(path, _why(error)) from error
    except sqlite3.Error as error:
        raise _unusable(path, f"It is damaged, or not an MBTiles file ({error}).") from error
    kind = picture_kind(sample) if isinstance(sample, bytes) else ""
    if not kind:
        is_vector = told.get("format") == "pbf" or (isinstance(sample, bytes) and sample[:2] == b"\x1f\x8b")
        raise _unusable(path, _VECTOR if is_vector else "Its tiles are no pictures in PNG, JPEG or WebP.")
    identity = repr((modified, size, head, sorted(told.items()))).encode()
    return TileFile(
        path=path,
        digest=hashlib.sha256(identity).hexdigest()[:16],
        kind=kind,
        min_zoom=zooms[0],
        max_zoom=zooms[-1],
        bounds=_bounds(told.get("bounds", "")),
        credit=plain_text(told.get("attribution", "")),
        bytes_on_disk=size,
    )


def _why(error: sqlite3.OperationalError) -> str:
    said = str(error)
    if said == "interrupted":
        return "Finding a tile takes too long: it needs an index by zoom_level, tile_column and tile_row."
    if said.startswith(("no such table", "no such column")):
        return f"It is not an MBTiles file ({said})."
    return f"It can't be read ({said})."


def _opened(path: Path) -> sqlite3.Connection:
    """A connection that reads this file and does nothing else."""
    address = f"file:{quote(str(path))}?mode=ro&immutable=1"
    connection = sqlite3.connect(address, uri=True, cached_statements=8)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_TILE_BYTES + 1024)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.set_authorizer(_only_reading)
    return connection


def _only_reading(action: int, *_: str | None) -> int:
    """Views may join tables, as in files that hold each picture once; they may call nothing, nor run on."""
    allowed = action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _ask(connection: sqlite3.Connection, question: str, values: tuple[int, ...] = ()) -> Any:
    """The first row of the answer, None for none; "interrupted" where it takes too many steps."""
    rows = _rows(connection, question, values, most=1)
    return rows[0] if rows else None


def _rows(connection: sqlite3.Connection, question: str, values: tuple[int, ...], most: int) -> list[Any]:
    left = _MOST_STEPS // _STEPS_AT_ONCE

    def too_long() -> bool:
        nonlocal left
        left -= 1
        return left < 0

    connection.set_progress_handler(too_long, _STEPS_AT_ONCE)
    return connection.execute(question, values).fetchmany(most)


def _metadata(connection: sqlite3.Connection) -> dict[str, str]:
    rows = _rows(connection, _METADATA, (), most=200)
    return {
        name: str(value)[:_LONGEST_TEXT] for name, value in rows if isinstance(name, str) and len(name) < 100
    }


def _bounds(written: str) -> tuple[float, float, float, float] | None:
    """West, south, east, north of "w,s,e,n"; None for anything else."""
    try:
        west, south, east, north = (float(part) for part in written.split(","))
    except ValueError:
        return None
    if not all(map(math.isfinite, (west, south, east, north))):
        return None
    west, east = max(west, -180.0), min(east, 180.0)
    south, north = max(south, -_EDGE), min(north, _EDGE)
    return (west, south, east, north) if west < east and south < north else None


class _Text(HTMLParser):
    """Gathers the text of HTML without its tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._hidden = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._hidden:
            self._hidden = ""

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def plain_text(html: str) -> str:
    """What HTML says, without tags: one line of at most 300 characters of text, to be escaped where shown."""
    reader = _Text()
    reader.feed(html)
    reader.close()
    return re.sub(r"[\s\x00-\x1f\x7f]+", " ", "".join(reader.parts)).strip()[:_LONGEST_CREDIT]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _unusable(path: Path, why: str) -> TilesError:
    return TilesError(f"The map tiles in {path.name} can't be used. {why}")
