"""What the page keeps for hovering: where it is, how long it keeps, and what a hostile address gets."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask

from dashboard.data.dataset import Dataset
from dashboard.figures.browse_pack import browse_address
from dashboard.selection import Selection
from tests.reader_of_packs import unpacked
from tests.web.bad_addresses import fetch
from tests.worlds import AMBULANCE, POLICE, import_small_world, opened, police_rows, server_of

NAMES = ("browse", "near")


@pytest.fixture
def address(small_folder: Path) -> str:
    """Where the small world's data are."""
    return f"/data/{opened(small_folder).version}"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("source", "finest"), [(POLICE.key, 9), (AMBULANCE.key, 10)])
def test_every_resolution_the_source_bears(
    name: str, source: str, finest: int, address: str, small_server: Flask
) -> None:
    client = small_server.test_client()
    for resolution in range(4, finest + 1):
        answer = client.get(f"{address}/{name}/{source}/{resolution}")
        assert answer.status_code == 200
        assert answer.mimetype == "application/octet-stream"
        assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
        header, _ = unpacked(answer.data)
        assert (header["source"], header["resolution"]) == (source, resolution)
        assert address.endswith(header["version"])
    for resolution in (0, 3, finest + 1, 16, 10**9):
        assert client.get(f"{address}/{name}/{source}/{resolution}").status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_bytes_are_compressed(name: str, demonstration: Dataset, demo_server: Flask) -> None:
    answer = demo_server.test_client().get(
        f"/data/{demonstration.version}/{name}/demo-police/8", headers={"Accept-Encoding": "gzip"}
    )
    assert answer.headers["Content-Encoding"] == "gzip"


def test_an_address_made_for_a_selection_is_found(small: Dataset, small_server: Flask) -> None:
    selection, problems = Selection.from_query(
        "?area=X06000001&types=burglary,robbery&from=2025-02&to=2025-04&level=lsoa", small.catalogue
    )
    assert problems == ()
    found = small_server.test_client().get(f"/{browse_address(small, selection, POLICE.key, 8)}")
    header, _ = unpacked(found.data)
    assert [header["months"][place] for place in header["period"]] == ["2025-02", "2025-04"]
    assert [one["slug"] for one in header["types"]] == ["burglary", "robbery"]
    assert header["areas"] == ["X01000001", "X01000002", "X01000003"]


def test_what_is_pinned_or_shown_has_no_part_in_the_address(small: Dataset) -> None:
    plain, _ = Selection.from_query("?area=X06000001", small.catalogue)
    dressed, problems = Selection.from_query(
        "?area=X06000001&pins=X05000001&box=1,2,3,4&measure=change&layers=hotspots&class=2&table=type&within=250",
        small.catalogue,
    )
    assert problems == ()
    addresses = {browse_address(small, one, POLICE.key, 8) for one in (plain, dressed)}
    assert addresses == {f"data/{small.version}/browse/{POLICE.key}/8?area=X06000001"}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("area=nowhere", "area"),
        ("types=witchcraft", "types"),
        ("from=2025-13", "from"),
        ("from=2025-06&to=2025-01", "from"),
        ("cell=89", "cell"),
        ("pins=nowhere", "pins"),
        ("box=1,2", "box"),
        ("level=street", "level"),
        ("area=%00", "area"),
        ("area=%ff%fe", "area"),
        ("area=" + quote("<script>alert(1)</script>"), "area"),
        ("types=" + "a," * 1_000, "types"),
        ("x=1&" * 2_000, "query"),
        ("area=" + "a" * 10_000, "query"),
    ],
)
def test_what_cant_be_used_is_refused_with_the_reason(
    query: str, field: str, address: str, small_server: Flask
) -> None:
    answer = small_server.test_client().get(f"{address}/browse/{POLICE.key}/8?{query}")
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    assert answer.headers["Cache-Control"] == "no-store"
    assert f"The value of {field} can't be used." in answer.text


@pytest.mark.parametrize("query", ["?", "?&&&=&", "?nonsense=1", "?area=&types=", "?" + "%" * 50])
def test_what_says_nothing_changes_nothing(query: str, address: str, small_server: Flask) -> None:
    client = small_server.test_client()
    plain = client.get(f"{address}/browse/{POLICE.key}/8")
    assert client.get(f"{address}/browse/{POLICE.key}/8{query}").data == plain.data


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "rest",
    ["", "fire/9", f"{POLICE.key}", f"{POLICE.key}/", f"{POLICE.key}/x", f"{POLICE.key}/-1", "%00/9", "../9"],
)
def test_what_is_not_there_is_not_found(name: str, rest: str, address: str, small_server: Flask) -> None:
    status, _, location = fetch(small_server.test_client(), f"{address}/{name}/{rest}")
    assert (status, location) == (404, "")


@pytest.mark.parametrize("version", ["v000099-00000000", "current", "%00", "..", "%2e%2e"])
def test_a_version_that_never_was_is_gone(version: str, small_server: Flask) -> None:
    for name in NAMES:
        status, kind, _ = fetch(small_server.test_client(), f"/data/{version}/{name}/{POLICE.key}/9")
        assert (status, kind) == (410, "text/plain")


def test_the_last_two_versions_stay_and_older_ones_are_gone(tmp_path: Path) -> None:
    def imported(left_out: int) -> str:
        return import_small_world(tmp_path, police_rows().iloc[left_out:].reset_index(drop=True))

    versions = [imported(0)]
    client = server_of(tmp_path).test_client()

    def statuses(version: str) -> set[int]:
        return {client.get(f"/data/{version}/{name}/{POLICE.key}/8").status_code for name in NAMES}

    assert statuses(versions[0]) == {200}
    versions += [imported(1), imported(2)]
    assert [statuses(version) for version in versions] == [{410}, {200}, {200}]


def test_names_not_yet_read_of_a_version_removed_meanwhile_are_gone(tmp_path: Path) -> None:
    """Another process imports twice between the moment a version is looked up and that its names are read."""
    first = import_small_world(tmp_path)
    client = server_of(tmp_path).test_client()
    assert client.get(f"/data/{first}/browse/{POLICE.key}/9").status_code == 200
    for path in (tmp_path / "versions" / first).rglob("places.parquet"):
        path.unlink()
    assert client.get(f"/data/{first}/near/{POLICE.key}/9").status_code == 410
