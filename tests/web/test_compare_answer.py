"""Compare's page and the address of its answers: what is there, what is not, and how it travels."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.reader import Reader, seen_in
from tests.worlds import import_small_world, opened, police_rows, server_of


@pytest.fixture(scope="module")
def reader(small_server: Flask) -> Reader:
    return Reader(small_server, "/compare")


def test_the_page_is_in_the_menu_of_every_page(small_server: Flask) -> None:
    for path in ("/", "/compare", "/sources"):
        content = str(Reader(small_server, path).content)
        assert "'href': '/compare'" in content, path
        assert ("'data-page': '/compare'" in content) or ("data-page" in content), path


def test_the_page_is_its_own(small_server: Flask, reader: Reader) -> None:
    assert small_server.test_client().get("/compare").status_code == 200
    ids = {str(one) for one, _ in reader.components}
    assert {"compare-sentence", "compare-dots", "compare-heat", "page-defaults"} <= ids
    assert not [one for one in ids if one.startswith("scan-")]
    assert len(ids) == len({str(one) for one, _ in reader.components})


@pytest.mark.parametrize("resolution", ["-1", "x", "Any", "%FF", "100"])
def test_what_is_no_resolution_is_not_there(resolution: str, reader: Reader) -> None:
    answer = reader.client.get(f"/data/{reader.version}/compare/{resolution}")
    assert answer.status_code == 404


def test_it_is_not_kept_by_browsers_and_packed(reader: Reader) -> None:
    answer = reader.client.get(f"/data/{reader.version}/compare/any", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.mimetype == "application/octet-stream"


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_can_only_be_asked_for(method: str, reader: Reader) -> None:
    answer = getattr(reader.client, method)(f"/data/{reader.version}/compare/any")
    assert answer.status_code in (400, 405)


@pytest.mark.parametrize(
    "search",
    [
        "?tab=%00", "?among=no-location", "?compare=region", "?rebase=" + "all:2025-01," * 20, "?find=%FF%FE",
        "?area=X06000001&among=X22000002", "?among=X01000001&compare=lsoa", "?from=2030-01", "?sort=-",
        "?" + "x" * 5_000, "?" + "&".join(f"a{number}=1" for number in range(300)), "?types=,",
        "?sources=march-ambulance&types=burglary", "?compare=force", "?trend=year&span=same&limits=additive",
    ],
    ids=lambda search: search[:30],
)  # fmt: skip
def test_no_query_breaks_it(search: str, reader: Reader) -> None:
    for tab in ("overview", "worsening", "table"):
        joined = f"{search}&tab={tab}"
        answer = reader.client.get(f"/data/{reader.version}/compare/any{joined}")
        assert answer.status_code == 200
        assert seen_in(answer.data)["answer", "whole"] is True, joined


def test_markup_in_the_address_stays_text(reader: Reader) -> None:
    """Words travel as words: no part of an answer is HTML, and only the page's own fields are repeated."""
    for field in ("find", "tab", "among", "rebase", "sort"):
        address = f"/data/{reader.version}/compare/any?{field}=%3Cb%3Ebold"
        assert b"<b>bold" not in reader.client.get(address).data, field


def test_an_older_page_is_told_of_newer_data(tmp_path: Path) -> None:
    first = import_small_world(tmp_path)
    reader = Reader(server_of(tmp_path), "/compare")
    second = import_small_world(tmp_path, police_rows().iloc[1:])
    assert reader.follow("", part="compare", version=first)["answer", "newer"] == second
    assert opened(tmp_path).version == second
