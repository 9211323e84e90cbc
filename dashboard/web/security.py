"""Security headers on every response.

The content security policy allows this origin only. Inline scripts run by their hash (Dash writes one to
start its renderer and one for each inline clientside callback); inline styles have to be allowed, since the
components set them. An administrator's tile server is the one other origin a page may speak to, for images.
"""

from __future__ import annotations

import re

from dash import Dash
from flask import Response

FIXED_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

ORIGIN = re.compile(r"https?://[A-Za-z0-9.\[\]:-]+")


def content_security_policy(script_hashes: list[str], tiles: str = "") -> str:
    """The policy as one header value; `script_hashes` are quoted, as `Dash.csp_hashes` gives them."""
    directives = {
        "default-src": ["'self'"],
        "script-src": ["'self'", *script_hashes],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", *([tiles] if tiles else [])],
        "connect-src": ["'self'"],
        "worker-src": ["'self'", "blob:"],
        "font-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'self'"],
        "form-action": ["'self'"],
    }
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())


def install(app: Dash, *, tile_origin: str = "") -> None:
    """Put the headers on every response of `app`.

    `tile_origin` is the scheme and host of a tile server, "" where there is none. Raises ValueError for
    anything else, which could change the rest of the policy.
    """
    if tile_origin and not ORIGIN.fullmatch(tile_origin):
        raise ValueError(f"{tile_origin!r} is not the scheme and host of a tile server")

    @app.server.after_request
    def add_security_headers(response: Response) -> Response:
        for name, value in FIXED_HEADERS.items():
            response.headers.setdefault(name, value)
        # Asked for each time: Dash adds an inline script of its own at the first request, and hashing
        # the few short ones takes microseconds.
        response.headers["Content-Security-Policy"] = content_security_policy(
            list(app.csp_hashes()), tile_origin
        )
        return response
