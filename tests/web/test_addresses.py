"""Health, real 404s and plain errors."""

from __future__ import annotations

import logging
from pathlib import Path

import dash
import pytest
from bad_addresses import BAD_PATHS, fetch
from callback_bodies import open_page
from dash import Dash, html
from small_app import small_app

from dashboard.web import protect


@pytest.mark.parametrize("path", BAD_PATHS, ids=lambda path: ascii(path[:50]))
def test_unknown_address_gets_404(path: str, app: Dash) -> None:
    status, mimetype, location = fetch(app.server.test_client(), path)
    assert status == 404
    assert mimetype in ("text/html", "text/plain")
    assert location == ""


@pytest.mark.parametrize(
    "path", ["//other.example", "//other.example/about", "///", "/%5cother.example", "//about"]
)
def test_nothing_redirects(path: str, app: Dash) -> None:
    assert fetch(app.server.test_client(), path)[0::2] == (404, "")


@pytest.mark.parametrize("path", ["/", "/about", "/about/", "/area/E06000002"])
def test_pages_are_found(path: str, app: Dash) -> None:
    answer = app.server.test_client().get(path)
    assert answer.status_code == 200
    assert "_dash-renderer" in answer.text


def test_the_page_registry_says_what_a_page_is(tmp_path: Path) -> None:
    app = small_app(tmp_path / "data", pages=None)
    try:
        dash.register_page("sources", path="/sources", layout=html.P("Sources"))
        client = app.server.test_client()
        assert client.get("/sources").status_code == 200
        assert client.get("/about").status_code == 404
    finally:
        dash.page_registry.clear()


def test_the_404_page_is_plain_and_leads_home(app: Dash) -> None:
    answer = app.server.test_client().get("/<b>nowhere</b>")
    assert answer.mimetype == "text/html"
    assert '<html lang="en-GB">' in answer.text
    assert "<title>Page not found - Hexscan</title>" in answer.text
    assert answer.text.count("<h1>") == 1
    assert '<a href="/">' in answer.text
    assert "<script" not in answer.text and "nowhere" not in answer.text


ENDPOINTS = [
    "/",
    "/about",
    "/_dash-layout",
    "/_dash-dependencies",
    "/_dash-update-component",
    "/_reload-hash",
    "/_favicon.ico",
    "/_dash-component-suites/dash/dcc/dash_core_components.js",
    "/assets/marks.css",
    "/health/live",
    "/health/ready",
    "/export/areas.csv",
]


@pytest.mark.parametrize("path", ENDPOINTS)
@pytest.mark.parametrize(
    "method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"]
)
def test_no_method_gets_5xx(path: str, method: str, app: Dash) -> None:
    client, _ = open_page(app.server)
    answer = client.open(path, method=method, data=b"{" if method in ("POST", "PUT") else None)
    assert answer.status_code < 500
    if answer.status_code == 405:
        assert "Allow" in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept-Encoding": "gzip;q=many, br;q="},
        {"Range": "bytes=9999999-"},
        {"If-None-Match": '"\xff'},
        {"If-Modified-Since": "yesterday"},
        {"Accept": "\xff/\xfe;q=9"},
        {"Cookie": "=;;;hexscan_session=\xff; _csrf_token"},
        {"Content-Length": "-5"},
        {"Host": "other.example:99999"},
    ],
    ids=lambda headers: next(iter(headers)),
)
@pytest.mark.parametrize("path", ENDPOINTS)
def test_no_odd_header_gets_5xx(path: str, headers: dict[str, str], app: Dash) -> None:
    assert app.server.test_client().get(path, headers=headers).status_code < 500


def test_scripts_are_there_from_the_first_request_on(app: Dash) -> None:
    # Dash registers them at its first request, too late for another thread's; see finish_setup.
    assert "dash-renderer/build/dash_renderer.min.js" in app.registered_paths["dash"]


def test_a_first_page_that_fails_is_found_at_the_start(tmp_path: Path) -> None:
    app = Dash(__name__, assets_folder=str(tmp_path))
    app.layout = html.P("Here")
    app.server.before_request(lambda: ("no", 503))
    with pytest.raises(RuntimeError, match="503"):
        protect(app, secret_key="k" * 32, data_dir=tmp_path, data_version=lambda: None)


class TestErrors:
    def test_a_broken_page_says_so_plainly(self, app: Dash, caplog: pytest.LogCaptureFixture) -> None:
        answer = app.server.test_client().get("/broken")
        assert answer.status_code == 500
        assert "Sorry, there is a problem with Hexscan" in answer.text
        assert "secret" not in answer.text and "Traceback" not in answer.text
        assert "RuntimeError: inner words" in caplog.text

    def test_a_broken_download_says_so_in_text(self, app: Dash) -> None:
        answer = app.server.test_client().get("/export/broken.csv")
        assert (answer.status_code, answer.mimetype) == (500, "text/plain")
        assert "secret" not in answer.text

    def test_a_reason_given_by_a_view_is_passed_on(self, app: Dash) -> None:
        answer = app.server.test_client().get("/export/strange.csv")
        assert (answer.status_code, answer.mimetype) == (400, "text/plain")
        assert answer.text == "from: 2025-13 is no month"


class TestHealth:
    def test_live_touches_no_data(self, tmp_path: Path) -> None:
        def never() -> str:
            raise AssertionError("live must not ask for data")

        answer = small_app(tmp_path / "data", data_version=never).server.test_client().get("/health/live")
        assert (answer.status_code, answer.text) == (200, "ok")
        assert answer.headers["Cache-Control"] == "no-store"

    def test_ready_names_the_version(self, app: Dash) -> None:
        answer = app.server.test_client().get("/health/ready")
        assert answer.status_code == 200
        assert answer.get_json() == {"status": "ready", "version": "v000001-0123abcd"}

    def test_ready_without_data(self, tmp_path: Path) -> None:
        app = small_app(tmp_path / "data", data_version=lambda: None)
        answer = app.server.test_client().get("/health/ready")
        assert (answer.status_code, answer.get_json()["version"]) == (200, None)

    def test_not_ready_when_the_data_does_not_open(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        def fail() -> str:
            raise OSError(5, "Input/output error", str(tmp_path))

        answer = small_app(tmp_path / "data", data_version=fail).server.test_client().get("/health/ready")
        assert answer.status_code == 503
        assert answer.get_json() == {"status": "unavailable", "reason": "The current data can't be opened"}
        assert "Input/output error" in caplog.text

    def test_not_ready_when_the_data_folder_is_none(self, tmp_path: Path) -> None:
        (tmp_path / "data").write_text("a file")
        answer = small_app(tmp_path / "data").server.test_client().get("/health/ready")
        assert answer.status_code == 503
        assert answer.get_json()["reason"] == "The data folder can't be read"

    def test_not_ready_when_the_data_folder_is_forbidden(
        self, app: Dash, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("os.access", lambda path, mode: False)  # root may read anything
        assert app.server.test_client().get("/health/ready").status_code == 503

    def test_health_is_not_logged_as_trouble(self, app: Dash, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.INFO):
            app.server.test_client().get("/health/ready")
        assert not caplog.records
