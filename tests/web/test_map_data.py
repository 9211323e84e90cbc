"""What the map keeps for ever, and what becomes of a version that is gone."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from flask import Flask

from tests.web.bad_addresses import fetch
from tests.worlds import AMBULANCE, POLICE, import_small_world, opened, police_rows, server_of

LEVELS = ["partnership", "ward", "lsoa"]
FILES = ["land", "roads", "labels", *(f"boundaries/{level}" for level in LEVELS)]


@pytest.fixture
def address(small_folder: Path) -> str:
    """Where the small world's map data are."""
    return f"/data/{opened(small_folder).version}"


def import_again(folder: Path, rows: int) -> str:
    """A version that differs from the former one."""
    return import_small_world(folder, police_rows().iloc[rows:].reset_index(drop=True))


@pytest.mark.parametrize("name", FILES)
def test_files_are_json_that_may_be_kept_for_ever(name: str, address: str, small_server: Flask) -> None:
    answer = small_server.test_client().get(f"{address}/{name}")
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert isinstance(answer.get_json(), dict | list)


@pytest.mark.parametrize(("level", "count"), [("partnership", 2), ("ward", 5), ("lsoa", 6)])
def test_boundaries_name_each_area(level: str, count: int, address: str, small_server: Flask) -> None:
    features = small_server.test_client().get(f"{address}/boundaries/{level}").get_json()["features"]
    assert len({feature["properties"]["code"] for feature in features}) == len(features) == count
    assert all(feature["properties"]["name"] for feature in features)


@pytest.mark.parametrize(("source", "finest"), [(POLICE.key, 9), (AMBULANCE.key, 10)])
def test_outlines_at_every_resolution_the_source_bears(
    source: str, finest: int, address: str, small_server: Flask
) -> None:
    client = small_server.test_client()
    for resolution in range(4, finest + 1):
        answer = client.get(f"{address}/outlines/{source}/{resolution}")
        assert answer.status_code == 200
        assert answer.mimetype == "application/octet-stream"
        assert "immutable" in answer.headers["Cache-Control"]
        magic, cells = struct.unpack_from("<4sI", answer.data)
        assert magic == b"HXO1" and cells > 0
    for resolution in (0, 3, finest + 1, 16, 10**9):
        assert client.get(f"{address}/outlines/{source}/{resolution}").status_code == 404


@pytest.mark.parametrize(
    "rest",
    [
        "",
        "..",
        "nothing",
        "areas.parquet",
        "manifest.json",
        "boundaries/region",
        "boundaries/..",
        "boundaries/%00",
        "outlines/fire/9",
        f"outlines/{POLICE.key}",
        f"outlines/{POLICE.key}/x",
        f"outlines/{POLICE.key}/-1",
    ],
)
def test_what_is_no_map_data_is_not_found(rest: str, address: str, small_server: Flask) -> None:
    status, _, location = fetch(small_server.test_client(), f"{address}/{rest}")
    assert (status, location) == (404, "")


@pytest.mark.parametrize("version", ["v000099-00000000", "current", "%00", "..", "%2e%2e", "v000001"])
def test_a_version_that_never_was_is_gone(version: str, small_server: Flask) -> None:
    for rest in ("land", "boundaries/ward", f"outlines/{POLICE.key}/9"):
        status, kind, _ = fetch(small_server.test_client(), f"/data/{version}/{rest}")
        assert (status, kind) == (410, "text/plain")


def test_the_last_two_versions_stay_and_older_ones_are_gone(tmp_path: Path) -> None:
    versions = [import_small_world(tmp_path)]
    client = server_of(tmp_path).test_client()

    def statuses(version: str) -> set[int]:
        rests = ("land", f"outlines/{POLICE.key}/9", "boundaries/ward")
        return {client.get(f"/data/{version}/{rest}").status_code for rest in rests}

    assert statuses(versions[0]) == {200}
    versions.append(import_again(tmp_path, 1))
    assert [statuses(version) for version in versions] == [{200}, {200}]
    assert client.get("/export/types.csv").headers["X-Hexscan-Version"] == versions[1]
    versions.append(import_again(tmp_path, 2))
    assert [statuses(version) for version in versions] == [{410}, {200}, {200}]


def test_a_version_removed_since_it_was_opened_is_gone_too(tmp_path: Path) -> None:
    first = import_small_world(tmp_path)
    client = server_of(tmp_path).test_client()
    assert client.get(f"/data/{first}/labels").status_code == 200
    import_again(tmp_path, 1)
    import_again(tmp_path, 2)
    assert client.get(f"/data/{first}/labels").status_code == 410
