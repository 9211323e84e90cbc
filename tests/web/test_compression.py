"""Answers come compressed, and library files only once."""

from __future__ import annotations

import gzip

import brotli
import pytest
from dash import Dash

from dashboard.web import compression

SUITE = "/_dash-component-suites/dash/dcc/dash_core_components.js"
FINGERPRINTED = "/_dash-component-suites/dash/dcc/dash_core_components.v4_4_1m1700000000.js"


@pytest.mark.parametrize(
    "path",
    [
        "/_dash-layout",
        "/_dash-dependencies",
        SUITE,
        "/export/areas.csv",
        "/data/counts",
        "/assets/marks.css",
    ],
)
def test_readable_again_and_smaller(path: str, app: Dash) -> None:
    client = app.server.test_client()
    plain = client.get(path)
    assert "Content-Encoding" not in plain.headers
    for name, expand in (("gzip", gzip.decompress), ("br", brotli.decompress)):
        packed = client.get(path, headers={"Accept-Encoding": name})
        assert packed.headers["Content-Encoding"] == name
        assert "Accept-Encoding" in packed.headers["Vary"]
        assert expand(packed.data) == plain.data
        assert len(packed.data) < len(plain.data)


@pytest.mark.parametrize(
    ("offered", "sent"),
    [("gzip, deflate, br, zstd", "zstd"), ("gzip, deflate, br", "br"), ("gzip, deflate", "gzip")],
)
def test_what_takes_the_server_least_is_sent_of_what_a_browser_offers(
    offered: str, sent: str, app: Dash
) -> None:
    answer = app.server.test_client().get("/data/counts", headers={"Accept-Encoding": offered})
    assert answer.headers["Content-Encoding"] == sent


def test_small_answers_stay_as_they_are(app: Dash) -> None:
    answer = app.server.test_client().get("/health/live", headers={"Accept-Encoding": "gzip"})
    assert (answer.text, answer.headers.get("Content-Encoding")) == ("ok", None)


def test_fingerprinted_library_files_may_be_kept_for_a_year(app: Dash) -> None:
    answer = app.server.test_client().get(FINGERPRINTED, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.cache_control.max_age == 31_536_000


def test_library_files_are_compressed_once_and_others_every_time(
    app: Dash, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed: list[int] = []
    monkeypatch.setattr(
        "flask_compress.flask_compress._compress_data",
        lambda app, data, algorithm: packed.append(len(data)) or gzip.compress(data),
    )
    client = app.server.test_client()
    for path in (
        SUITE,
        SUITE,
        FINGERPRINTED,
        FINGERPRINTED.replace("4_4_1", "1"),
        "/_dash-layout",
        "/_dash-layout",
    ):
        assert client.get(path, headers={"Accept-Encoding": "gzip"}).headers["Content-Encoding"] == "gzip"
    assert len(packed) == 3


def test_only_library_files_are_kept() -> None:
    cache = compression.SuiteCache()
    cache.set("br;", b"personal")
    cache.set("br;/_dash-component-suites/a/b.js", b"public")
    assert cache.get("br;") is None
    assert cache.get("br;/_dash-component-suites/a/b.js") == b"public"


def test_pages_are_compressed(app: Dash) -> None:
    answer = app.server.test_client().get("/", headers={"Accept-Encoding": "gzip"})
    assert b'id="_dash-renderer"' in gzip.decompress(answer.data)
