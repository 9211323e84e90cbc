"""Puts the product together: data, pages, callbacks, exports and what protects them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dash import Dash
from flask import request

from dashboard.callbacks import answer, pages, selection
from dashboard.data.dataset import Library
from dashboard.ids import Page
from dashboard.layouts import shell
from dashboard.layouts.source_links import PATH as SOURCES
from dashboard.settings import Settings, secret_key
from dashboard.warm import warm_in_background
from dashboard.web import browse_data, exports, map_data, place_search, protect, quality
from dashboard.web.answer_cache import answers_of
from dashboard.web.hints import hints
from dashboard.web.packed import PackedFiles
from dashboard.web.page_files import PageFiles
from dashboard.web.tiles import TileServer
from dashboard.web.values import Kind

WARM = "hexscan-warm"
"""Under this name the server's `extensions` keep what a worker calls once it serves; nothing else does."""

ASSETS = Path(__file__).resolve().parent.parent / "assets"

__all__ = ["build"]

_ICON = (
    "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Cpath fill='%2312436d' d='M8 0l7 4v8l-7 4-7-4V4z'/%3E%3C/svg%3E"
)
"""A hexagon, in the page itself: browsers ask for an icon's address again whenever the page's own changes."""

_INDEX = """<!DOCTYPE html>
<html lang="en-GB">
<head>
{%metas%}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{%title%}</title>
<link rel="icon" href="data:image/svg+xml,{icon}">
{%css%}
{hints}
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
""".replace("{icon}", _ICON)


class Hexscan(Dash):
    """Dash, but with the tags of `page_files`, and with hints of what else the page will ask for."""

    page_files: PageFiles
    library: Library | None = None  # whose data the page will ask for; None until it is served

    def interpolate_index(self, *others: Any, **parts: Any) -> str:
        """The page as it is sent; `parts` are Dash's pieces of HTML."""
        tags = {name: self.page_files.tags(parts[name]) for name in ("css", "scripts")}
        html = str(super().interpolate_index(*others, **parts | tags))
        return html.replace("{hints}", "" if self.library is None else self._hints(self.library), 1)

    def _hints(self, library: Library) -> str:
        path = request.path.removeprefix(self.config.routes_pathname_prefix)
        search = request.query_string.decode("latin-1")
        return hints(library, self.config.requests_pathname_prefix, path, search)


def build(settings: Settings) -> Dash:
    """A new, independent application for these settings; it opens no data until it is asked."""
    app = Hexscan(
        "hexscan",
        assets_folder=str(ASSETS),
        title="Hexscan",
        update_title="",
        index_string=_INDEX,
        serve_locally=True,
    )
    library = Library(settings.data_dir, answers_of(app.server, settings, secret_key(settings)))
    packed = PackedFiles(settings.data_dir)
    app.page_files = PageFiles(app, packed)
    tiles = TileServer(settings, app.config.requests_pathname_prefix)
    pages.register(app, library, settings, tiles.base_map)
    selection.register(app)
    answer.register(app, library)
    exports.install(app.server, library)
    map_data.install(app.server, library)
    browse_data.install(app.server, library)
    place_search.install(app.server, library)
    quality.install(app.server, library, app.config.routes_pathname_prefix)
    tiles.install(app.server)
    protect(
        app,
        secret_key=secret_key(settings),
        data_dir=settings.data_dir,
        data_version=lambda: current.version if (current := library.current()) else None,
        tile_origin=settings.tile_origin,
        largest_body=settings.max_body_bytes,
        pages=[*(path for path, _ in shell.PAGES), f"{SOURCES}/<key>"],
        kinds={(Page.URL.value, "data"): Kind.TEXT, (Page.OTHER.value, "data"): Kind.PATH},
    )
    app.library = library

    def prepare() -> None:
        warm_in_background(library)
        packed.pack_in_background(app.page_files.files)

    app.server.extensions[WARM] = prepare
    return app
