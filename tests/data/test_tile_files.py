"""Map tiles from a file: what is read of it, and that a hostile or broken one is told in words."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from dashboard.data import tiles as tiles_module
from dashboard.data.tiles import TileFile, Tiles, TilesError, picture_kind, plain_text, tile_file
from tests.mbtiles import INDEX, METADATA, SCHEMA, place_of, streets, write_streets, write_tiles

NORTH_EAST = (-1.4, 54.4, -1.0, 54.7)
JPEG = b"\xff\xd8\xff\xe0" + b"0" * 40
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 " + b"0" * 20
VECTOR = b"\x1f\x8b\x08\x00" + b"0" * 40


def known(folder: Path) -> TileFile:
    """The folder's file of tiles, which is there."""
    found = tile_file(folder)
    assert found is not None
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with streets."""
    write_streets(tmp_path / "streets.mbtiles", NORTH_EAST, range(8, 12))
    return tmp_path


class TestWhatIsRead:
    def test_zooms_bounds_kind_and_credit(self, folder: Path) -> None:
        file = known(folder)
        assert (file.kind, file.min_zoom, file.max_zoom) == ("image/png", 8, 11)
        assert file.bounds == NORTH_EAST
        assert file.credit == "© Test streets contributors"
        assert file.bytes_on_disk == (folder / "streets.mbtiles").stat().st_size

    def test_no_folder_and_no_file_are_no_tiles(self, tmp_path: Path) -> None:
        assert tile_file(tmp_path) is None
        assert tile_file(tmp_path / "nothing") is None

    def test_rows_are_turned_the_right_way_up(self, tmp_path: Path) -> None:
        north, south = streets(0), streets(1)
        write_tiles(tmp_path / "a.mbtiles", {(1, 0, 0): north, (1, 0, 1): south})
        with closing(sqlite3.connect(tmp_path / "a.mbtiles")) as database:
            (stored,) = database.execute("SELECT tile_data FROM tiles WHERE tile_row = 1").fetchone()
        assert stored == north
        file, tiles = known(tmp_path), Tiles()
        assert tiles.tile(file, 1, 0, 0) == (north, "image/png")
        assert tiles.tile(file, 1, 0, 1) == (south, "image/png")

    @pytest.mark.parametrize(("content", "kind"), [(JPEG, "image/jpeg"), (WEBP, "image/webp")])
    def test_other_pictures(self, tmp_path: Path, content: bytes, kind: str) -> None:
        write_tiles(tmp_path / "a.mbtiles", {(3, 4, 2): content})
        assert Tiles().tile(known(tmp_path), 3, 4, 2) == (content, kind)

    def test_a_view_that_joins_tables(self, tmp_path: Path) -> None:
        """As files are made that hold each picture once."""
        write_tiles(
            tmp_path / "a.mbtiles",
            {},
            schema=(
                SCHEMA[0],
                "CREATE TABLE map (zoom_level int, tile_column int, tile_row int, tile_id text)",
                "CREATE TABLE images (tile_id text PRIMARY KEY, tile_data blob)",
                "CREATE UNIQUE INDEX places ON map (zoom_level, tile_column, tile_row)",
                "CREATE VIEW tiles AS SELECT zoom_level, tile_column, tile_row, tile_data"
                " FROM map JOIN images ON images.tile_id = map.tile_id",
            ),
        )
        with closing(sqlite3.connect(tmp_path / "a.mbtiles")) as database:
            database.execute("INSERT INTO images VALUES ('one', ?)", (streets(),))
            database.execute("INSERT INTO map VALUES (5, 15, 21, 'one'), (5, 16, 21, 'one')")
            database.commit()
        file = known(tmp_path)
        assert Tiles().tile(file, 5, 16, 10) == (streets(), "image/png")

    @pytest.mark.parametrize(
        "place",
        [
            (7, 0, 0),
            (12, 0, 0),
            (9, -1, 0),
            (9, 0, 512),
            (9, 512, 0),
            (9, 0, 0),
            (10**9, 0, 0),
            (9, 10**30, 0),
        ],
    )
    def test_a_tile_that_is_not_there(self, folder: Path, place: tuple[int, int, int]) -> None:
        assert Tiles().tile(known(folder), *place) is None

    @pytest.mark.parametrize(
        "bounds", ["", "a,b,c,d", "1,2,3", "nan,0,1,1", "inf,0,1,1", "5,0,1,1", "0,5,1,1", "1,2,3,4,5"]
    )
    def test_bounds_that_are_none(self, tmp_path: Path, bounds: str) -> None:
        write_tiles(tmp_path / "a.mbtiles", {(0, 0, 0): streets()}, {**METADATA, "bounds": bounds})
        assert known(tmp_path).bounds is None

    def test_bounds_end_where_the_map_ends(self, tmp_path: Path) -> None:
        write_tiles(tmp_path / "a.mbtiles", {(0, 0, 0): streets()}, {"bounds": "-999,-90,999,90"})
        assert known(tmp_path).bounds == (-180, -85.06, 180, 85.06)

    def test_the_digest_is_the_files(self, folder: Path) -> None:
        first = known(folder).digest
        assert known(folder).digest == first
        write_streets(folder / "streets.mbtiles", NORTH_EAST, range(8, 11))
        assert known(folder).digest != first

    def test_threads_and_forked_processes_open_it_for_themselves(self, folder: Path) -> None:
        file, tiles = known(folder), Tiles()
        place = place_of(-1.2, 54.5, 8)
        here = tiles.tile(file, *place)
        assert here is not None
        found: list[object] = []
        threads = [threading.Thread(target=lambda: found.append(tiles.tile(file, *place))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == [here] * 8
        child = os.fork()
        if not child:
            os._exit(0 if tiles.tile(file, *place) == here else 1)
        assert os.waitpid(child, 0)[1] == 0

    def test_reading_leaves_the_folder_as_it_was(self, folder: Path) -> None:
        before = (folder / "streets.mbtiles").read_bytes()
        assert Tiles().tile(known(folder), *place_of(-1.2, 54.5, 8))
        assert {path.name for path in folder.iterdir()} == {"streets.mbtiles"}
        assert (folder / "streets.mbtiles").read_bytes() == before


def with_metadata_of(schema: tuple[str, ...]) -> Callable[[Path], object]:
    return lambda path: write_tiles(path, {}, schema=(SCHEMA[0], *schema))


def cut_short(path: Path) -> None:
    write_streets(path, NORTH_EAST, range(8, 13))
    path.write_bytes(path.read_bytes()[:2048])


def flipped(path: Path) -> None:
    write_streets(path, NORTH_EAST, range(8, 13))
    content = bytearray(path.read_bytes())
    content[4096:] = bytes(255 - byte for byte in content[4096:])
    path.write_bytes(bytes(content))


HOSTILE: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda path: path.write_bytes(b""), "not an MBTiles file"),
    "text": (lambda path: path.write_text("SELECT 1;"), "not an MBTiles file"),
    "a folder": (lambda path: path.mkdir(), "can't be read"),
    "cut short": (cut_short, "damaged"),
    "bytes flipped": (flipped, "damaged"),
    "no tables": (with_metadata_of(()), "no such table: tiles"),
    "another schema": (
        with_metadata_of(("CREATE TABLE tiles (z int, x int, y int, picture blob)",)),
        "no such column",
    ),
    "no tiles": (lambda path: write_tiles(path, {}), "It holds no tiles"),
    "vector tiles": (
        lambda path: write_tiles(path, {(0, 0, 0): VECTOR}, {"format": "pbf"}),
        "It holds vector tiles",
    ),
    "text for a tile": (lambda path: write_tiles(path, {(0, 0, 0): "<svg/>"}), "no pictures"),
    "markup for a tile": (lambda path: write_tiles(path, {(0, 0, 0): b"<html>"}), "no pictures"),
    "nothing for a tile": (lambda path: write_tiles(path, {(0, 0, 0): None}), "no pictures"),
    "a tile of 50 MB": (lambda path: write_tiles(path, {(0, 0, 0): bytes(50 << 20)}), "damaged"),
    "a tile of 50 MB that is not stored": (
        with_metadata_of(
            (
                "CREATE VIEW tiles AS SELECT 0 AS zoom_level, 0 AS tile_column, 0 AS tile_row,"
                " zeroblob(50000000) AS tile_data",
            )
        ),
        "not authorized",
    ),
    "rows without end": (
        with_metadata_of(
            (
                "CREATE VIEW tiles AS WITH RECURSIVE e(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM e)"
                " SELECT n AS zoom_level, n AS tile_column, n AS tile_row, n AS tile_data FROM e"
                " WHERE n < 0",
            )
        ),
        "damaged",
    ),
    "a view that calls functions": (
        with_metadata_of(
            (
                "CREATE VIEW tiles AS SELECT 0 AS zoom_level, 0 AS tile_column, 0 AS tile_row,"
                " randomblob(100) AS tile_data",
            )
        ),
        "not authorized",
    ),
    "a file still being written": (
        lambda path: (
            write_streets(path, NORTH_EAST, [8]),
            path.with_name(path.name + "-wal").write_bytes(b"x"),
        ),
        "has not finished with it",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_cannot_be_used_is_named_with_the_reason(tmp_path: Path, name: str) -> None:
    make, words = HOSTILE[name]
    make(tmp_path / "streets.mbtiles")
    with pytest.raises(TilesError, match=words) as told:
        tile_file(tmp_path)
    assert "streets.mbtiles" in str(told.value)
    assert len(str(told.value)) < 300


def test_a_large_file_without_an_index_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    everywhere = {(9, x, y): b"\x89PNG\r\n\x1a\n" for x in range(100) for y in range(100)}
    for name, schema, words in (("a", SCHEMA, "needs an index"), ("b", (*SCHEMA, INDEX), "")):
        write_tiles(tmp_path / name / "a.mbtiles", everywhere, schema=schema)
        monkeypatch.setattr(tiles_module, "_MOST_STEPS", 20_000)
        monkeypatch.setattr(tiles_module, "_STEPS_AT_ONCE", 1_000)
        if words:
            with pytest.raises(TilesError, match=words):
                tile_file(tmp_path / name)
        else:
            assert known(tmp_path / name).max_zoom == 9


def test_two_files_are_one_too_many(folder: Path) -> None:
    write_streets(folder / "other.MBTILES", NORTH_EAST, [8])
    with pytest.raises(TilesError, match="several files of map tiles") as told:
        tile_file(folder)
    assert "other.MBTILES, streets.mbtiles" in str(told.value)


def test_a_bad_tile_among_good_ones_is_told(tmp_path: Path) -> None:
    write_tiles(
        tmp_path / "a.mbtiles", {(2, 0, 0): streets(), (2, 1, 0): b"<script>", (2, 2, 0): bytes(3 << 20)}
    )
    file, tiles = known(tmp_path), Tiles()
    assert tiles.tile(file, 2, 0, 0)
    with pytest.raises(TilesError, match="zoom 2, column 1 is no picture"):
        tiles.tile(file, 2, 1, 0)
    with pytest.raises(TilesError, match="can't be read"):
        tiles.tile(file, 2, 2, 0)
    assert tiles.tile(file, 2, 0, 0), "a bad tile leaves the others alone"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("© OpenStreetMap contributors", "© OpenStreetMap contributors"),
        ('<a href="javascript:alert(1)">Maps</a> &amp; more', "Maps & more"),
        ("<script>alert(1)</script>Ordnance\n\tSurvey", "Ordnance Survey"),
        ("<img src=x onerror=alert(1)>", ""),
        ("&lt;script&gt;", "<script>"),
        ("a" * 1000, "a" * 300),
        ("Crown <b", "Crown <b"),
    ],
)
def test_credits_are_text(html: str, text: str) -> None:
    assert plain_text(html) == text


def test_pictures_are_told_by_their_first_bytes() -> None:
    assert [picture_kind(one) for one in (streets(), JPEG, WEBP)] == ["image/png", "image/jpeg", "image/webp"]
    assert [picture_kind(one) for one in (VECTOR, b"", b"RIFFxxxxWAVE", b"<svg xmlns=", b"GIF89a")] == [
        ""
    ] * 5
