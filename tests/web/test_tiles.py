"""Tiles that Hexscan serves itself: to whom, for how long, and what a hostile address or file gets."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard import create_app
from dashboard.settings import Settings
from dashboard.web.tiles import TileServer
from tests.mbtiles import METADATA, place_of, streets, write_streets, write_tiles
from tests.web.bad_addresses import fetch

BOX = (1.4, 55.5, 1.7, 55.7)
INSIDE = place_of(1.5, 55.6, 9)


def settings_of(folder: Path, **others: Any) -> Settings:
    return Settings(data_dir=folder, secret_key="x" * 32, **others)


def client_of(folder: Path, **others: Any) -> FlaskClient:
    client: FlaskClient = create_app(settings_of(folder, **others)).server.test_client()
    return client


def address_of(folder: Path) -> str:
    """The address of the folder's tiles, without a place."""
    base = TileServer(settings_of(folder)).base_map()
    assert base is not None
    return base.url.removesuffix("/{z}/{x}/{y}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with streets, and nothing else."""
    write_streets(tmp_path / "streets.mbtiles", BOX, range(8, 11))
    return tmp_path


def test_a_tile_may_be_kept_for_ever(folder: Path) -> None:
    answer = client_of(folder).get(f"{address_of(folder)}/{'/'.join(map(str, INSIDE))}")
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "image/png", streets())
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Content-Encoding" not in answer.headers


def test_the_policy_stays_at_this_origin(folder: Path) -> None:
    policy = client_of(folder).get("/").headers["Content-Security-Policy"]
    assert "img-src 'self' data:;" in policy


def test_a_place_without_a_tile_is_empty(folder: Path) -> None:
    answer = client_of(folder).get(f"{address_of(folder)}/9/0/0")
    assert (answer.status_code, answer.data) == (204, b"")


@pytest.mark.parametrize(
    ("rest", "status"),
    [
        ("/9/-1/0", 404),
        ("/9/1.5/0", 404),
        ("/9/a/b", 404),
        ("/9/0", 404),
        ("/9/0/0/0", 404),
        ("/9/0/0.png", 404),
        ("/../../streets.mbtiles", 404),
        (f"/9/0/{10**40}", 204),
        (f"/{10**40}/0/0", 204),
        ("/99999999/0/0", 204),
    ],
)
def test_odd_places(folder: Path, rest: str, status: int) -> None:
    assert fetch(client_of(folder), f"{address_of(folder)}{rest}")[0] == status


@pytest.mark.parametrize("digest", ["0" * 16, "..", "%00", "streets.mbtiles"])
def test_tiles_of_another_file_are_gone(folder: Path, digest: str) -> None:
    found, kind, _ = fetch(client_of(folder), f"/tiles/{digest}/9/0/0")
    assert (found, kind) in {(410, "text/plain"), (404, "text/plain")}


def test_a_file_put_there_or_replaced_while_the_server_runs_is_taken_up(folder: Path) -> None:
    client, server = client_of(folder), TileServer(settings_of(folder))
    former = address_of(folder)
    place = "/".join(map(str, INSIDE))
    assert client.get(f"{former}/{place}").status_code == 200
    write_tiles(folder / "new", {INSIDE: streets(1)}, METADATA).replace(folder / "streets.mbtiles")
    assert client.get(f"{former}/{place}").status_code == 410
    assert client.get(f"{address_of(folder)}/{place}").data == streets(1)
    (folder / "streets.mbtiles").unlink()
    assert server.base_map() is None


def test_a_set_address_comes_first(folder: Path) -> None:
    tiles = "https://tiles.example.test/{z}/{x}/{y}.png"
    base = TileServer(settings_of(folder, tile_url=tiles)).base_map()
    assert base is not None and base.url == tiles
    assert client_of(folder, tile_url=tiles).get(f"{address_of(folder)}/9/0/0").status_code == 410


def test_the_credit_of_a_file_is_text(tmp_path: Path) -> None:
    hostile = {"attribution": '<img src=x onerror="alert(1)">&lt;script&gt;alert(1)&lt;/script&gt; Maps'}
    write_tiles(tmp_path / "a.mbtiles", {(0, 0, 0): streets()}, hostile)
    base = TileServer(settings_of(tmp_path)).base_map()
    assert base is not None
    assert base.credit == "&lt;script&gt;alert(1)&lt;/script&gt; Maps"
    told = TileServer(settings_of(tmp_path, tile_attribution="Our own")).base_map()
    assert told is not None and told.credit == "Our own"


def test_where_hexscan_is_mounted_elsewhere(folder: Path) -> None:
    base = TileServer(settings_of(folder), "/safety/").base_map()
    assert base is not None and base.url.startswith("/safety/tiles/")


def test_a_file_that_cannot_be_used_leaves_the_page_without_streets(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "a.mbtiles").write_text("no database")
    server = TileServer(settings_of(tmp_path))
    with caplog.at_level(logging.WARNING):
        assert [server.base_map(), server.base_map()] == [None, None]
    assert [record.message for record in caplog.records] == [
        "The map tiles in a.mbtiles can't be used. It is not an MBTiles file (an SQLite database)."
    ]
    assert client_of(tmp_path).get("/").status_code == 200


def test_a_tile_that_is_no_picture_is_not_served(tmp_path: Path) -> None:
    script = b"<script>alert(document.domain)</script>"
    write_tiles(tmp_path / "a.mbtiles", {(1, 0, 0): streets(), (1, 1, 0): script})
    answer = client_of(tmp_path).get(f"{address_of(tmp_path)}/1/1/0")
    assert answer.status_code == 404
    assert script not in answer.data
