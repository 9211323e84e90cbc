"""Puts the product together: data, pages, callbacks, exports and what protects them."""

from __future__ import annotations

import functools
from pathlib import Path

from dash import Dash

from dashboard.callbacks import chart, filters, layers, pages, panels, places, selection
from dashboard.callbacks import map as map_callbacks
from dashboard.data.dataset import Library
from dashboard.ids import Page
from dashboard.layouts import shell
from dashboard.settings import Settings, secret_key
from dashboard.warm import warm_in_background
from dashboard.web import browse_data, exports, map_data, place_search, protect
from dashboard.web.values import Kind

WARM = "hexscan-warm"
"""Under this name the server's `extensions` keep what a worker calls once it serves; nothing else does."""

ASSETS = Path(__file__).resolve().parent.parent / "assets"

__all__ = ["build"]

_INDEX = """<!DOCTYPE html>
<html lang="en-GB">
<head>
{%metas%}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{%title%}</title>
{%favicon%}
{%css%}
</head>
<body>
{%app_entry%}
<footer>
{%config%}
{%scripts%}
{%renderer%}
</footer>
</body>
</html>
"""


def build(settings: Settings) -> Dash:
    """A new, independent application for these settings; it opens no data until it is asked."""
    library = Library(settings.data_dir)
    app = Dash(
        "hexscan",
        assets_folder=str(ASSETS),
        title="Hexscan",
        update_title="",
        index_string=_INDEX,
        serve_locally=True,
    )
    app.layout = shell.shell
    pages.register(app, library, settings)
    selection.register(app)
    filters.register(app, library)
    map_callbacks.register(app, library)
    panels.register(app, library)
    chart.register(app, library)
    layers.register(app, library)
    places.register(app, library)
    exports.install(app.server, library)
    map_data.install(app.server, library)
    browse_data.install(app.server, library)
    place_search.install(app.server, library)
    protect(
        app,
        secret_key=secret_key(settings),
        data_dir=settings.data_dir,
        data_version=lambda: current.version if (current := library.current()) else None,
        tile_origin=settings.tile_origin,
        largest_body=settings.max_body_bytes,
        pages=[path for path, _ in shell.PAGES],
        kinds={(Page.URL.value, "data"): Kind.TEXT},
    )
    app.server.extensions[WARM] = functools.partial(warm_in_background, library)
    return app
