"""The product itself, empty and with a thinned demonstration region, under requests of every sort."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bad_addresses import BAD_PATHS, fetch
from callback_bodies import (
    ODD_VALUES,
    NotOnPageError,
    components,
    mutate,
    odd_values,
    open_page,
    page_body,
    post,
    server_callbacks,
    valid_body,
)
from flask.testing import FlaskClient

from dashboard import create_app
from dashboard.data import demo
from dashboard.data.ingest import import_frames
from dashboard.settings import Settings

PANELS = ["cells", "areas", "types", "months", "statistics", "premises", "compare", "compare-types"]

ODD_SEARCHES = [
    "?",
    "?area=nowhere",
    "?area=all&area=all",
    "?area=%00&cell=%00&level=%00",
    "?area=%ff%fe",
    "?area=" + "x" * 5_000,
    "?types=",
    "?types=,,,",
    "?types=burglary,burglary,nothing",
    "?from=2025-13&to=2025-00",
    "?from=9999-12&to=0001-01",
    "?from=999999999999-01",
    "?from=-1&to=1e9",
    "?from=\u0662\u0660\u0662\u0665-\u0660\u0661",
    "?from=2025-12&to=2025-01",
    "?cell=zzzz&res=99",
    "?cell=8928308280fffff",
    "?cell=ffffffffffffffffffff&res=-1",
    "?res=9.5&within=nan",
    "?within=-100",
    "?within=99999999999999999999",
    "?sources=nobody,,police",
    "?level=lsoa11&table=none",
    "?" + "&".join(f"a{n}=b" for n in range(2_000)),
    "?=&==&&&%",
    "?area=<script>alert(1)</script>",
    "?area=\u202e\U0001f5fa",
    "no question mark",
]


@pytest.fixture(scope="module")
def thinned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with every 20th incident of the demonstration region."""
    folder = tmp_path_factory.mktemp("demonstration")
    region = demo.generate()
    incidents = [(source, frame.iloc[::20].reset_index(drop=True)) for source, frame in region.incidents]
    import_frames(folder, incidents, region.inputs, demo=True)
    return folder


@pytest.fixture(scope="module", params=["empty", "demonstration"])
def browser(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[FlaskClient, dict[str, str]]]:
    """A client of the product that has loaded its first page, and the renderer's headers."""
    if request.param == "empty":
        folder = tmp_path_factory.mktemp("empty")
    else:
        folder = request.getfixturevalue("thinned")
    app = create_app(Settings(data_dir=folder, secret_key="x" * 32))
    yield open_page(app.server)


Browser = tuple[FlaskClient, dict[str, str]]


def first_bodies(client: FlaskClient, headers: dict[str, str]) -> list[dict[str, Any]]:
    """What the first page sends when it opens: the frame asks for the page, then the page for its panels."""
    callbacks = server_callbacks(client)
    frame = client.get("/_dash-layout").get_json()
    first = sendable(callbacks, list(components(frame)))
    assert [body["output"] for body in first] == ["page-content.children"]
    page = post(client, headers, first[0]).get_json()
    return first + sendable(callbacks, list(components(page)))


def sendable(callbacks: list[dict[str, Any]], page: list[tuple[Any, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Bodies of the callbacks whose components are all on the page; the renderer waits with the others."""
    bodies = []
    for callback in callbacks:
        with contextlib.suppress(NotOnPageError):
            bodies.append(page_body(callback, page))
    return bodies


def test_what_the_first_page_sends_is_answered(browser: Browser) -> None:
    client, headers = browser
    for body in first_bodies(client, headers):
        answer = post(client, headers, body)
        assert answer.status_code in (200, 204), (body["output"], answer.text)


@pytest.mark.parametrize("question", ["look/any", "look/9", "map/7", "compare/any"])
def test_odd_queries_are_answered_too(question: str, browser: Browser) -> None:
    client, _ = browser
    version = client.get("/health/ready").get_json()["version"] or "v000001-0123abcd"
    for search in ODD_SEARCHES:
        answer = client.get(f"/data/{version}/{question}{search}")
        assert answer.status_code == (200 if search.startswith("?") else 404), search


def test_every_callback_survives_odd_values(browser: Browser) -> None:
    client, headers = browser
    seed = random.Random(5)  # noqa: S311
    for callback in server_callbacks(client):
        for odd in ODD_VALUES:
            for body in odd_values(valid_body(callback, seed), odd):
                answer = post(client, headers, body)
                assert answer.status_code in (200, 204, 400), (callback["output"], odd)


def test_two_thousand_mutated_bodies_never_get_5xx(browser: Browser) -> None:
    client, headers = browser
    seed = random.Random(6)  # noqa: S311
    callbacks = server_callbacks(client)
    pages = first_bodies(client, headers)
    for number in range(2_000):
        whole = seed.choice(pages) if number % 2 else valid_body(seed.choice(callbacks), seed)
        body = mutate(whole, seed)
        assert post(client, headers, body).status_code < 500, body


@pytest.mark.parametrize("path", BAD_PATHS, ids=lambda path: ascii(path[:50]))
def test_unknown_address_gets_404(path: str, browser: Browser) -> None:
    status, _, location = fetch(browser[0], path)
    assert (status, location) == (404, "")


@pytest.mark.parametrize("panel", PANELS)
def test_exports_take_odd_queries(panel: str, browser: Browser) -> None:
    for search in ODD_SEARCHES:
        answer = browser[0].get(f"/export/{panel}.csv{search}")
        assert answer.status_code in (200, 400, 404), search  # 404: not loaded, or no "?" before the query


def test_security_headers_and_health(browser: Browser) -> None:
    client, _ = browser
    for path in (
        "/",
        "/health/live",
        "/health/ready",
        "/nowhere",
        "/export/areas.csv",
        "/assets/nothing.css",
    ):
        assert "Content-Security-Policy" in client.get(path).headers
    assert client.get("/health/live").status_code == 200
    ready = client.get("/health/ready")
    assert ready.status_code == 200
    assert set(ready.get_json()) >= {"status", "version"}
    assert '<html lang="en-GB">' in client.get("/").text
