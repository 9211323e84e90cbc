"""A POST without the page's own token is refused, in the way Dash's renderer sends it."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import dash
import pytest
from callback_bodies import UPDATE, open_page, post
from dash import Dash
from small_app import small_app

from dashboard.web.csrf import RECONNECT

BODY: dict[str, Any] = {
    "output": "sum.children",
    "outputs": {"id": "sum", "property": "children"},
    "inputs": [[]],
    "changedPropIds": [],
}


def test_the_renderer_reads_this_cookie_and_sends_this_header() -> None:
    renderer = Path(dash.__file__).parent / "dash-renderer" / "build" / "dash_renderer.min.js"
    script = renderer.read_text(encoding="utf-8")
    assert re.search(r'csrf_token_name\|\|"_csrf_token"', script)
    assert re.search(r'csrf_header_name\|\|"X-CSRFToken"', script)


def test_the_pages_token_is_accepted(app: Dash) -> None:
    client, headers = open_page(app.server)
    assert post(client, headers, BODY).status_code == 200


@pytest.mark.parametrize("token", ["", "x", "IjEi.aaaa.bbbb"])
def test_another_token_is_refused(token: str, app: Dash) -> None:
    client, _ = open_page(app.server)
    answer = post(client, {"X-CSRFToken": token}, BODY)
    assert (answer.status_code, answer.text) == (400, RECONNECT)
    assert answer.mimetype == "text/plain"


def test_no_token_is_refused(app: Dash) -> None:
    client, _ = open_page(app.server)
    assert post(client, {}, BODY).text == RECONNECT


def test_somebody_elses_token_is_refused(app: Dash) -> None:
    client, _ = open_page(app.server)
    _, others = open_page(app.server)
    assert post(client, others, BODY).text == RECONNECT


def test_a_token_without_the_session_is_refused(app: Dash) -> None:
    _, headers = open_page(app.server)
    assert post(app.server.test_client(), headers, BODY).text == RECONNECT


def test_a_token_in_a_form_does_not_open_other_posts(app: Dash) -> None:
    client, headers = open_page(app.server)
    answer = client.post(UPDATE, data={"csrf_token": headers["X-CSRFToken"], "output": "sum.children"})
    assert answer.status_code == 400


def test_a_page_may_stay_open_for_weeks(app: Dash, monkeypatch: pytest.MonkeyPatch) -> None:
    now, day = time.time(), 86_400
    client, headers = open_page(app.server)
    monkeypatch.setattr("time.time", lambda: now + 30 * day)
    assert post(client, headers, BODY).status_code == 200
    client.get("/")
    monkeypatch.setattr("time.time", lambda: now + 60 * day)
    assert post(client, headers, BODY).status_code == 200


def test_an_older_tab_goes_on_working(app: Dash) -> None:
    client, headers = open_page(app.server)
    client.get("/")
    assert post(client, headers, BODY).status_code == 200


def test_another_worker_with_the_same_key_accepts_it(tmp_path: Path) -> None:
    one, other = small_app(tmp_path / "data"), small_app(tmp_path / "data")
    client, headers = open_page(one.server)
    second = other.server.test_client()
    for name in ("_csrf_token", "hexscan_session"):
        cookie = client.get_cookie(name)
        assert cookie is not None
        second.set_cookie(name, cookie.value)
    assert post(second, headers, BODY).status_code == 200


def cookies(app: Dash, base_url: str) -> dict[str, str]:
    answer = app.server.test_client().get("/", base_url=base_url)
    return {line.split("=", 1)[0]: line for line in answer.headers.getlist("Set-Cookie")}


def test_cookie_flags_over_plain_http(app: Dash) -> None:
    found = cookies(app, "http://127.0.0.1:8050")
    assert set(found) == {"_csrf_token", "hexscan_session"}
    assert all("SameSite=Lax" in line and "Secure" not in line for line in found.values())
    assert "HttpOnly" in found["hexscan_session"]
    assert "HttpOnly" not in found["_csrf_token"]


def test_cookies_are_secure_over_https(app: Dash) -> None:
    found = cookies(app, "https://hexscan.example")
    assert all("Secure" in line for line in found.values())


def test_only_pages_set_cookies_and_are_not_shared(app: Dash) -> None:
    client = app.server.test_client()
    for address in ("/health/live", "/health/ready", "/nowhere", "/export/areas.csv", "/_dash-layout"):
        assert "Set-Cookie" not in client.get(address).headers
    assert client.get("/").headers["Cache-Control"] == "private, no-cache"


def test_a_secret_key_is_required(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="secret key"):
        small_app(tmp_path / "data", secret_key="")


def test_garbage_cookies_are_ignored(app: Dash) -> None:
    client = app.server.test_client()
    client.set_cookie(
        "hexscan_session", "\udce2".encode("utf-8", "surrogateescape").decode("latin-1") + "x.y.z"
    )
    assert client.get("/").status_code == 200
