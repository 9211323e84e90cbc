"""Real 404s. Dash answers every unknown address with 200 and its index page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import dash
from dash import Dash
from dash.exceptions import DependencyException
from flask import Flask, abort, current_app, request
from flask.typing import ResponseReturnValue, RouteCallable


def page_pattern(path: str) -> re.Pattern[str]:
    """What a page's address looks like without its outer slashes; `<name>` stands for one part."""
    literal_and_name = re.split(r"<[^>]+>", path.strip("/"))
    return re.compile("[^/]+".join(re.escape(literal) for literal in literal_and_name))


def registered_pages() -> list[str]:
    """Addresses of Dash's page registry, templates included."""
    return [page["path_template"] or page["path"] for page in dash.page_registry.values()]


def install(app: Dash, *, pages: Iterable[str] | None = None) -> None:
    """Answer 404 to addresses of `app` that are no page and no other route.

    `pages` are paths such as "/" and "/area/<code>", relative to the app's prefix; None takes them from
    Dash's page registry, read at each request.
    """
    server: Flask = app.server
    prefix = app.config.routes_pathname_prefix
    given = None if pages is None else [page_pattern(path) for path in pages]
    # Off, so that "/area//x" is unknown, not redirected.
    server.url_map.merge_slashes = False

    @server.before_request
    def refuse_unknown_pages() -> None:
        # Werkzeug takes "//about" for "/about", but in a link it names another host.
        if request.environ.get("PATH_INFO", "").startswith("//"):
            abort(404)
        if request.endpoint != f"{prefix}<path:path>":
            return
        path = request.path.removeprefix(prefix).removesuffix("/")
        patterns = given if given is not None else [page_pattern(path) for path in registered_pages()]
        if not any(pattern.fullmatch(path) for pattern in patterns):
            abort(404)

    suites = f"{prefix}_dash-component-suites/<string:package_name>/<path:fingerprinted_path>"
    server.view_functions[suites] = only_registered_files(server.view_functions[suites])


def only_registered_files(serve: RouteCallable) -> Callable[..., ResponseReturnValue]:
    """Dash's view of library files, with 404 where it would raise for an unknown library or file."""

    def serve_registered(**parts: str) -> ResponseReturnValue:
        try:
            answer: ResponseReturnValue = current_app.ensure_sync(serve)(**parts)
        except (DependencyException, OSError):
            abort(404)
        return answer

    return serve_registered
