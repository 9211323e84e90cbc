"""Which page an address shows. Not Dash's own pages: those build a page anew whenever its query changes.

A page comes with the frame it stands in: that saves a question and an answer before there is anything to
see. Which one is told by the address that the browser names as the one it asks from. Where something on the
way has removed that, the frame comes empty, and asks for its page itself (assets/otherpage.js).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from dash import ClientsideFunction, Dash, Input, Output, State
from dash.development.base_component import Component
from flask import Response, after_this_request, request

from dashboard.callbacks.looking import panel
from dashboard.data.dataset import Dataset, Library
from dashboard.data.measures import catalogue
from dashboard.data.status import status
from dashboard.ids import Page
from dashboard.layouts import shell
from dashboard.layouts.choices import Choices, choices_of
from dashboard.layouts.compare import compare
from dashboard.layouts.compare_catalogue import PATH as MEASURES
from dashboard.layouts.compare_catalogue import catalogue as measures_page
from dashboard.layouts.compare_filters import CompareChoices, compare_choices_of
from dashboard.layouts.scan import scan
from dashboard.layouts.sources import sources
from dashboard.layouts.why import why
from dashboard.settings import Settings

Children = Callable[[Dataset], list[Component]]


def register(app: Dash, library: Library, settings: Settings) -> None:
    """Wire addresses to pages, and tell Dash of every component that may appear."""
    tiles = {"tile_url": settings.tile_url, "tile_attribution": settings.tile_attribution}
    pages: Mapping[str, Children] = {
        "/": lambda dataset: scan(choices_of(dataset), **tiles),
        "/compare": lambda dataset: compare(choices_of(dataset), compare_choices_of(dataset), **tiles),
        "/why": lambda dataset: why(choices_of(dataset)),
        MEASURES: lambda dataset: measures_page(catalogue(dataset)),
        "/sources": lambda dataset: sources(status(settings.data_dir, dataset.version)),
    }
    parts = [*scan(Choices(), **tiles), *compare(Choices(), CompareChoices(), **tiles), *why(Choices())]
    everything = shell.page("/", "", demo=False, version="", children=parts)
    setattr(app, "validation_layout", shell.shell("/", everything))  # noqa: B010 - Dash types it as None

    mount = str(app.config.requests_pathname_prefix)

    def known(path: Any) -> str:
        """The page of an address, which begins with whatever Hexscan is mounted under."""
        below = f"/{path.removeprefix(mount).strip('/')}" if isinstance(path, str) else "/"
        asked = "/" if f"{below}/" == mount else below
        return asked if asked in pages else "/"

    def page(path: str) -> Component:
        return panel(
            lambda: _page(library.current(), path, pages[path]),
            lambda _: _plain(path, shell.data_unreadable()),
        )

    def frame() -> Component:
        after_this_request(_uncached)
        if not request.referrer:
            return shell.shell("", None)
        path = known(_path_of(request.referrer))
        return shell.shell(path, page(path))

    app.layout = frame

    app.clientside_callback(
        ClientsideFunction("hexscan", "otherPage"),
        Output(Page.OTHER, "data"),
        Input(Page.PATH, "pathname"),
        State(Page.SHOWN, "data"),
    )

    @app.callback(Output(Page.CONTENT, "children"), Input(Page.OTHER, "data"), prevent_initial_call=True)
    def show(path: Any) -> Component:
        return page(known(path))


def _uncached(response: Response) -> Response:
    """It depends on the data and on who asks: another page's, or yesterday's, must not stand in for it."""
    response.headers["Cache-Control"] = "no-store"
    return response


def _path_of(address: str) -> str:
    """The path of a page's address; "/" where it can't be read."""
    try:
        return urlsplit(address).path or "/"
    except ValueError:
        return "/"


def _page(dataset: Dataset | None, path: str, children_of: Children) -> Component:
    if dataset is None:
        return _plain(path, shell.nothing_imported())
    about, children = shell.about(dataset), children_of(dataset)
    return shell.page(path, about, demo=dataset.demo, version=dataset.version, children=children)


def _plain(path: str, child: Component) -> Component:
    """A page that speaks of no data."""
    return shell.page(path, "", demo=False, version="", children=[child])
