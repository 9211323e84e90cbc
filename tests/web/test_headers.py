"""Every response carries the security headers, and the policy lets Dash's own scripts run."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest
from callback_bodies import open_page, post
from dash import Dash, Input, Output
from small_app import small_app

ADDRESSES = [
    "/",
    "/health/live",
    "/health/ready",
    "/nowhere",
    "/broken",
    "/export/areas.csv",
    "/_dash-layout",
]


def directives(policy: str) -> dict[str, list[str]]:
    parts = [part.split() for part in policy.split(";")]
    return {part[0]: part[1:] for part in parts}


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_response_has_them(address: str, app: Dash) -> None:
    headers = app.server.test_client().get(address).headers
    policy = directives(headers["Content-Security-Policy"])
    assert policy["default-src"] == ["'self'"]
    assert policy["object-src"] == policy["base-uri"] == ["'none'"]
    assert policy["connect-src"] == policy["frame-ancestors"] == policy["form-action"] == ["'self'"]
    assert policy["img-src"] == ["'self'", "data:"]
    assert "'unsafe-inline'" not in policy["script-src"] and "'unsafe-eval'" not in policy["script-src"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_refused_requests_have_them_too(app: Dash) -> None:
    client, headers = open_page(app.server)
    assert "Content-Security-Policy" in post(client, headers, {}).headers
    assert "Content-Security-Policy" in post(client, {}, {}).headers


def inline_hashes(html: str) -> set[str]:
    html = re.sub(r"<!--.*?-->", "", html, flags=re.DOTALL)
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", html, re.DOTALL)
    runs = [text for tag, text in scripts if "src=" not in tag and "application/json" not in tag]
    return {f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in runs}


def test_inline_scripts_are_named_even_those_registered_last(app: Dash) -> None:
    app.server.test_client().get("/health/live")
    app.clientside_callback("function (n) { return -n; }", Output("sum", "title"), Input("one", "n_clicks"))
    page = app.server.test_client().get("/")
    wanted = inline_hashes(page.text)
    assert len(wanted) == 3  # the renderer's and two clientside callbacks
    assert wanted <= set(directives(page.headers["Content-Security-Policy"])["script-src"])


def test_a_configured_tile_server_may_send_images(tmp_path: Path) -> None:
    app = small_app(tmp_path / "data", tile_origin="https://tiles.example.org:8443")
    policy = directives(app.server.test_client().get("/").headers["Content-Security-Policy"])
    assert policy["img-src"] == ["'self'", "data:", "https://tiles.example.org:8443"]
    assert policy["connect-src"] == ["'self'"]


@pytest.mark.parametrize(
    "origin",
    [
        "tiles.example.org",
        "javascript:alert(1)",
        "https://a; script-src *",
        "https://a/b",
        "https://*",
        "https://a,b",
    ],
)
def test_an_origin_that_would_change_the_policy_is_refused(origin: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="tile server"):
        small_app(tmp_path / "data", tile_origin=origin)
