"""Which page an address shows. Not Dash's own pages: those build a page anew whenever its query changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dash import Dash, Input, Output, html
from dash.development.base_component import Component

from dashboard.callbacks.looking import panel
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
        return panel(
            lambda: _page(library.current(), chosen, pages[chosen]),
            lambda _: _plain(chosen, shell.data_unreadable()),
        )


def _page(dataset: Dataset | None, path: str, children_of: Children) -> Component:
    if dataset is None:
        return _plain(path, shell.nothing_imported())
    about, children = shell.about(dataset), children_of(dataset)
    return shell.page(path, about, demo=dataset.demo, version=dataset.version, children=children)


def _plain(path: str, child: Component) -> Component:
    """A page that speaks of no data."""
    return shell.page(path, "", demo=False, version="", children=[child])
