"""Addresses that name nothing here, and a way to ask for them unchanged."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from flask.testing import FlaskClient

BAD_PATHS = [
    "/nowhere",
    "/about/more",
    "/area",
    "/area/",
    "/area/a/b",
    "/index.html",
    "/.env",
    "/.git/config",
    "/wp-login.php",
    "/../../etc/passwd",
    "/assets/../conftest.py",
    "/assets/%2e%2e/%2e%2e/etc/passwd",
    "/assets/..%2f..%2fetc/passwd",
    "/assets/%00.css",
    "/assets/",
    "/%00",
    "/about%00",
    "/%",
    "/%zz",
    "/%ff%fe%fd",
    "/%0d%0aSet-Cookie:%20a=b",
    "/\u202eabout",
    "/%E2%82",
    "/" + "a" * 20_000,
    "/" + "a/" * 3_000,
    "/<script>alert(1)</script>",
    "/health",
    "/health/",
    "/health/deep",
    "/export/",
    "/export/nobody.csv",
    "/_dash",
    "/_dash-nothing",
    "/_dash-component-suites",
    "/_dash-component-suites/",
    "/_dash-component-suites/dash",
    "/_dash-component-suites/dash/",
    "/_dash-component-suites/dash/dash.py",
    "/_dash-component-suites/dash/../../../etc/passwd",
    "/_dash-component-suites/dash/%00",
    "/_dash-component-suites/dash/.",
    "/_dash-component-suites/os/path.py",
    "/_dash-component-suites/nobody/nothing.v1m1.js",
    "/_dash-component-suites/dash/dcc/dash_core_components.v9m9.exe",
    "/_dash-component-suites/%F0%9F%97%BA/a.js",
]


def fetch(client: FlaskClient, path: str, method: str = "GET") -> tuple[int, str, str]:
    """Status, kind and place to go, for `path` just as it would stand in a request line."""
    # open(path) would read "//other.example/x" as a host.
    answer = client.open(
        "/", method=method, environ_overrides={"PATH_INFO": unquoted(path), "REQUEST_URI": path}
    )
    return answer.status_code, answer.mimetype, answer.headers.get("Location", "")


def unquoted(path: str) -> str:
    return unquote_to_bytes(path).decode("latin-1")
