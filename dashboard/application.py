"""Puts the product together: data, pages, callbacks, exports and what protects them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dash
from dash import Dash

from dashboard.callbacks import map as map_callbacks
from dashboard.callbacks import panels, selection
from dashboard.data.dataset import Library
from dashboard.data.status import status
from dashboard.layouts import shell
from dashboard.layouts.scan import scan
from dashboard.layouts.sources import sources
from dashboard.settings import Settings, secret_key
from dashboard.web import exports, map_data, protect

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
        use_pages=True,
        pages_folder="",
        title="Hexscan",
        update_title="",
        index_string=_INDEX,
        serve_locally=True,
    )
    _register_pages(library, settings)
    app.layout = shell.shell
    selection.register(app)
    map_callbacks.register(app, library)
    panels.register(app, library)
    exports.install(app.server, library)
    map_data.install(app.server, library)
    protect(
        app,
        secret_key=secret_key(settings),
        data_dir=settings.data_dir,
        data_version=lambda: current.version if (current := library.current()) else None,
        tile_origin=settings.tile_origin,
        largest_body=settings.max_body_bytes,
        pages=[path for path, _ in shell.PAGES],
    )
    return app


def _register_pages(library: Library, settings: Settings) -> None:
    def scan_page(**_: Any) -> Any:
        dataset = library.current()
        if dataset is None:
            return shell.page("/", "", demo=False, version="", children=[shell.nothing_imported()])
        about = shell.about(dataset)
        children = scan(dataset, tile_url=settings.tile_url, tile_attribution=settings.tile_attribution)
        return shell.page("/", about, demo=dataset.demo, version=dataset.version, children=children)

    def sources_page(**_: Any) -> Any:
        dataset = library.current()
        if dataset is None:
            return shell.page("/sources", "", demo=False, version="", children=[shell.nothing_imported()])
        children = sources(status(settings.data_dir))
        return shell.page(
            "/sources", shell.about(dataset), demo=dataset.demo, version=dataset.version, children=children
        )

    dash.register_page("scan", path="/", title="Scan - Hexscan", layout=scan_page, order=0)
    dash.register_page("sources", path="/sources", title="Sources - Hexscan", layout=sources_page, order=1)
