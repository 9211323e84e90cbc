"""Protection against forged requests, for every POST without exception.

Dash's renderer reads the cookie `_csrf_token` and sends it as the header `X-CSRFToken`; flask-wtf compares it
with the signed session cookie. The token has no time limit: a page may stay open through a long meeting. It
fails only when the secret key changed or 31 days went by, and then reloading the page is the cure.
"""

from __future__ import annotations

import logging

from dash import Dash
from flask import Flask, Response, request, session
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf

LOGGER = logging.getLogger(__name__)

RECONNECT = "This page has lost its connection. Reload it to reconnect."


class SessionCookies(SecureCookieSessionInterface):
    """Flask's signed session cookie, marked Secure exactly where the request came over https.

    Loopback and many intranets speak plain http, where a browser would drop a Secure cookie.
    """

    def get_cookie_secure(self, app: Flask) -> bool:
        """Whether the cookie may travel over https only."""
        return bool(app.config["SESSION_COOKIE_SECURE"]) or request.is_secure


def install(app: Dash, *, secret_key: str) -> None:
    """Refuse unsigned POSTs with 400, and hand each page its token.

    `secret_key` must be the same in all workers. Raises ValueError when it is empty.
    """
    if not secret_key:
        raise ValueError("A secret key is needed to sign sessions")
    server: Flask = app.server
    server.secret_key = secret_key
    server.config.update(
        SESSION_COOKIE_NAME="hexscan_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_HEADERS=[app.config.csrf_header_name],
    )
    server.session_interface = SessionCookies()
    CSRFProtect(server)
    prefix = app.config.routes_pathname_prefix
    pages = {prefix, f"{prefix}<path:path>"}

    @server.errorhandler(CSRFError)
    def refuse(error: CSRFError) -> Response:
        LOGGER.warning("Refused a request without a valid token: %s", error.description)
        return Response(RECONNECT, 400, mimetype="text/plain")

    @server.after_request
    def hand_out_token(response: Response) -> Response:
        if request.endpoint not in pages or response.status_code != 200:
            return response
        # A session lasts 31 days from the last page load, not from the first.
        session.modified = True
        # Not HttpOnly: the renderer has to read it. Knowing it is no use without the session cookie.
        response.set_cookie(
            app.config.csrf_token_name,
            generate_csrf(),
            path=prefix,
            secure=request.is_secure,
            samesite="Lax",
        )
        # A stored copy would come back without its cookies.
        response.cache_control.private = True
        response.cache_control.no_cache = True
        return response
