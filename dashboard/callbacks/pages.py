"""Which page an address shows. Not Dash's own pages: those build a page anew whenever its query changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dash import Dash, Input, Output, html
from dash.development.base_component import Component

from dashboard.data.dataset import Dataset, Library
from dashboard.data.status import status
from dashboard.ids import Page
from dashboard.layouts import shell
from dashboard.layouts.choices import Choices, choices_of
from dashboard.layouts.scan import scan
from dashboard.layouts.sources import sources
from dashboard.settings import Settings

Children = Callable[[Dataset], list[Component]]


def register(app: Dash, library: Library, settings: Settings) -> None:
    """Wire addresses to pages, and tell Dash of every component that may appear."""
    tiles = {"tile_url": settings.tile_url, "tile_attribution": settings.tile_attribution}
    pages: Mapping[str, Children] = {
        "/": lambda dataset: scan(choices_of(dataset), **tiles),
        "/sources": lambda dataset: sources(status(settings.data_dir, dataset.version)),
    }
    everything = shell.page("/", "", demo=False, version="", children=scan(Choices(), **tiles))
    setattr(app, "validation_layout", html.Div([shell.shell(), everything]))  # noqa: B010 - Dash types it as None

    @app.callback(Output(Page.CONTENT, "children"), Input(Page.PATH, "pathname"))
    def show(path: Any) -> Component:
        known = path.rstrip("/") or "/" if isinstance(path, str) else "/"
        chosen = known if known in pages else "/"
        dataset = library.current()
        if dataset is None:
            return shell.page(chosen, "", demo=False, version="", children=[shell.nothing_imported()])
        about = shell.about(dataset)
        children = pages[chosen](dataset)
        return shell.page(chosen, about, demo=dataset.demo, version=dataset.version, children=children)
