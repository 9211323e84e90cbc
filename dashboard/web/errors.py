"""What a failed request looks like: a plain page for a reader, one line of text for a machine.

Never a stack trace, never a path of this machine. Flask logs an unexpected exception in full before it gets
here.
"""

from __future__ import annotations

from html import escape

from dash import Dash
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

MACHINE_PARTS = (
    "_dash",
    "_reload-hash",
    "_favicon.ico",
    "assets",
    "data",
    "export",
    "files",
    "health",
    "tiles",
)
"""First parts of the addresses that scripts, downloads and supervisors ask for."""

TITLES = {
    400: "This request can't be used",
    404: "Page not found",
    405: "This address can't be used that way",
    413: "That is too large",
    500: "Sorry, there is a problem with Hexscan",
}

ADVICE = {
    404: "If you typed the web address, check it is correct. If you pasted it, check you copied all of it.",
    413: "Hexscan does not take requests of this size.",
    500: "Try again in a few minutes. If it keeps happening, tell the person who runs Hexscan.",
}

PAGE = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} - Hexscan</title>
<style>
body {{ margin: 0; font: 1.125rem/1.5 system-ui, sans-serif; color: #0b0c0c; background: #fff; }}
main {{ max-width: 40rem; margin: 0 auto; padding: 2rem 1rem; }}
h1 {{ font-size: 2rem; line-height: 1.2; }}
a {{ color: #1d5c9e; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{text}</p>
<p><a href="{home}">Go to the map</a></p>
</main>
</body>
</html>
"""


def is_for_machines(path: str, prefix: str = "/") -> bool:
    """Whether whoever asked for `path` wants text rather than a page."""
    first = path.removeprefix(prefix).split("/", 1)[0]
    return first.startswith("_dash") or first in MACHINE_PARTS


def page(status: int, text: str, home: str = "/") -> str:
    """An HTML page that says what went wrong and links to the first page."""
    title = TITLES.get(status, "Something went wrong")
    return PAGE.format(title=escape(title), text=escape(text), home=escape(home))


def words(error: HTTPException) -> str:
    """What to tell the reader: our own reason where a view gave one, else plain advice."""
    status = error.code or 500
    given_by_us = error.description if error.description != type(error).description else None
    if status >= 500:
        return ADVICE[500]  # whatever the reason, it is for the log
    return given_by_us or ADVICE.get(status) or TITLES.get(status) or error.name


def install(app: Dash) -> None:
    """Answer HTTP errors and unexpected exceptions of `app` in plain words."""
    server: Flask = app.server
    prefix = app.config.routes_pathname_prefix
    home = app.config.requests_pathname_prefix

    @server.errorhandler(HTTPException)
    def explain(error: HTTPException) -> Response:
        status = error.code or 500
        answer = Response(status=status, headers=[h for h in error.get_headers() if h[0] != "Content-Type"])
        if is_for_machines(request.path, prefix):
            answer.mimetype = "text/plain"
            answer.set_data(words(error))
        else:
            answer.mimetype = "text/html"
            answer.set_data(page(status, words(error), home))
        return answer
