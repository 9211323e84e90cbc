"""What stands between the dashboard and the network: headers, tokens, checked bodies, errors, health."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from dash import Dash

from dashboard.web import bodies, compression, csrf, errors, health, notfound, security
from dashboard.web.bodies import LARGEST_BODY
from dashboard.web.health import DataVersion
from dashboard.web.values import Kinds

__all__ = ["protect"]


def protect(
    app: Dash,
    *,
    secret_key: str,
    data_dir: Path,
    data_version: DataVersion,
    tile_origin: str = "",
    largest_body: int = LARGEST_BODY,
    pages: Iterable[str] | None = None,
    kinds: Kinds | None = None,
) -> None:
    """Install everything in this package on `app`, once, when all its callbacks and routes are there.

    `secret_key` signs sessions and is the same in all workers. `data_version` opens the current data and
    gives its version, None where there is none yet. `tile_origin` is the scheme and host of a tile server, if
    an administrator set one. `largest_body` is in bytes. `pages` are the addresses of pages (None: those in
    Dash's page registry). `kinds` says what single properties may send, where `values.KIND_OF_PROPERTY` is
    too wide. Raises ValueError for an empty key or an unusable tile origin, RuntimeError when the first page
    can't be served.
    """
    errors.install(app)
    # Flask runs what follows a response in reverse: compression last, when the body is final.
    compression.install(app)
    security.install(app, tile_origin=tile_origin)
    csrf.install(app, secret_key=secret_key)
    notfound.install(app, pages=pages)
    bodies.install(app, largest=largest_body, kinds=kinds)
    health.install(app, data_dir=data_dir, data_version=data_version)
    finish_setup(app)


def finish_setup(app: Dash) -> None:
    """Let Dash finish its own setup by asking for the first page once.

    Dash does so at the first request, and a second one at that moment, in another thread, finds scripts not
    registered yet. No route can be added to the server after this.
    """
    answer = app.server.test_client().get(app.config.routes_pathname_prefix)
    if answer.status_code != 200:
        raise RuntimeError(f"The first page answers {answer.status_code}; the log says why")
