"""The page comes with the frame; where nobody says which page it is, the frame comes empty."""

from __future__ import annotations

import json

import pytest
from dash import Dash

from dashboard import create_app
from dashboard.ids import Compare, Page, Scan
from dashboard.settings import Settings
from tests.worlds import import_small_world


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Dash:
    data = tmp_path_factory.mktemp("world")
    import_small_world(data)
    return create_app(Settings(data_dir=data, secret_key="x" * 32))


@pytest.mark.parametrize("referrer", ["http://localhost/", "http://localhost/sources", ""])
def test_no_cache_keeps_it(referrer: str, app: Dash) -> None:
    headers = {"Referer": referrer} if referrer else {}
    answer = app.server.test_client().get("/_dash-layout", headers=headers)
    assert answer.headers["Cache-Control"] == "no-store"


def frame(app: Dash, referrer: str) -> str:
    headers = {"Referer": referrer} if referrer else {}
    answer = app.server.test_client().get("/_dash-layout", headers=headers)
    assert answer.status_code == 200
    return json.dumps(answer.get_json())


@pytest.mark.parametrize("query", ["", "?area=all&types=burglary"])
def test_the_scan_page(query: str, app: Dash) -> None:
    found = frame(app, f"http://localhost/{query}")
    assert Scan.TABLE.value in found
    assert '"data": "/", "id": "page-shown"' in found or '"id": "page-shown", "data": "/"' in found


@pytest.mark.parametrize("address", ["compare", "compare/", "compare?area=X06000001&tab=table"])
def test_the_compare_page(address: str, app: Dash) -> None:
    found = frame(app, f"http://localhost/{address}")
    assert Compare.DOTS.value in found and Compare.HEAT.value in found
    assert Scan.TABLE.value not in found
    assert Page.DEFAULTS.value in found  # both pages' controls go by it


@pytest.mark.parametrize("path", ["/sources", "/sources/"])
def test_another_page(path: str, app: Dash) -> None:
    found = frame(app, f"http://localhost{path}")
    assert Scan.TABLE.value not in found
    assert '"/sources"' in found and "police" in found.lower()


@pytest.mark.parametrize("referrer", ["http://[broken/sources", "nonsense", "http://localhost/elsewhere"])
def test_an_address_that_says_nothing_of_use_gets_the_first_page(referrer: str, app: Dash) -> None:
    assert Scan.TABLE.value in frame(app, referrer)


def test_without_an_address_the_frame_is_empty_and_asks_for_its_page(app: Dash) -> None:
    found = frame(app, "")
    assert Page.CONTENT.value in found and Scan.TABLE.value not in found
    asked = [
        one
        for one in app.server.test_client().get("/_dash-dependencies").get_json()
        if one["clientside_function"]
    ]
    assert any(one["output"] == f"{Page.OTHER.value}.data" for one in asked)
