"""Which page an address shows. Not Dash's own pages: those build a page anew whenever its query changes.

A page comes with the frame it stands in: that saves a question and an answer before there is anything to
see. Which one is told by the address that the browser names as the one it asks from. Where something on the
way has removed that, the frame comes empty, and asks for its page itself (assets/otherpage.js).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dash import ClientsideFunction, Dash, Input, Output, State
from dash.development.base_component import Component
from flask import Response, after_this_request, request

from dashboard.callbacks.looking import panel
from dashboard.data.dataset import Dataset, Library
from dashboard.data.measures import catalogue
from dashboard.data.quality.disclosed import disclosed, disclosed_summary
from dashboard.data.quality.report import REGISTER, read_report, read_summaries
from dashboard.data.status import status
from dashboard.data.store import Store
from dashboard.ids import Page
from dashboard.layouts import shell
from dashboard.layouts.choices import Choices, choices_of
from dashboard.layouts.compare import compare
from dashboard.layouts.compare_catalogue import PATH as MEASURES
from dashboard.layouts.compare_catalogue import catalogue as measures_page
from dashboard.layouts.compare_filters import CompareChoices, compare_choices_of
from dashboard.layouts.hidden_sources import nothing_in_force
from dashboard.layouts.leaflet import BaseMap
from dashboard.layouts.quality_report import no_report, quality_report
from dashboard.layouts.scan import scan
from dashboard.layouts.source_links import PATH as SOURCES
from dashboard.layouts.source_links import report_of
from dashboard.layouts.sources import sources
from dashboard.layouts.why import why
from dashboard.settings import Settings

Children = Callable[[Dataset], list[Component]]


def register(
    app: Dash, library: Library, settings: Settings, base_map: Callable[[], BaseMap | None] = lambda: None
) -> None:
    """Wire addresses to pages, and tell Dash of every component that may appear.

    `base_map` says, for each page anew, what lies beneath its maps.
    """
    pages: Mapping[str, Children] = {
        "/": lambda dataset: scan(choices_of(dataset), base_map()),
        "/compare": lambda dataset: compare(choices_of(dataset), compare_choices_of(dataset), base_map()),
        "/why": lambda dataset: why(choices_of(dataset)),
        MEASURES: lambda dataset: measures_page(catalogue(dataset)),
        SOURCES: lambda dataset: _sources(settings.data_dir, dataset.folder.name),
    }
    parts = [*scan(Choices()), *compare(Choices(), CompareChoices()), *why(Choices())]
    everything = shell.page("/", "", demo=False, version="", children=parts)
    setattr(app, "validation_layout", shell.shell("/", everything))  # noqa: B010 - Dash types it as None

    mount = str(app.config.requests_pathname_prefix)

    def known(path: Any) -> str:
        """The page of an address, which begins with whatever Hexscan is mounted under."""
        below = f"/{path.removeprefix(mount).strip('/')}" if isinstance(path, str) else "/"
        asked = "/" if f"{below}/" == mount else below
        return asked if asked in pages or report_of(asked) else "/"

    def children_of(path: str) -> Children:
        key = report_of(path)
        return (lambda dataset: _quality(dataset, key)) if key else pages[path]

    def page(path: str) -> Component:
        def drawn() -> Component:
            dataset = library.current()
            return _nothing(path) if dataset is None else _page(dataset, path, children_of(path))

        return panel(drawn, lambda _: _plain(path, shell.data_unreadable()))

    def _nothing(path: str) -> Component:
        """A page where nothing can be shown: nothing is stored, or no source may be shown today."""
        hidden = library.hidden()
        if not hidden:
            return _plain(path, shell.nothing_imported())
        if path == SOURCES:
            return shell.page(path, "", demo=False, version="", children=_sources(settings.data_dir))
        return _plain(path, nothing_in_force(hidden))

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


def _sources(data_dir: Path, version: str | None = None) -> list[Component]:
    """The Sources page of a stored version, of the one in force unless given."""
    report = status(data_dir, version)
    controlled = {one.source.key for one in report.sources if one.source.controlled}
    summaries = read_summaries(Store(data_dir).version_dir(report.version)).items()
    shown = {key: disclosed_summary(one, controlled=key in controlled) for key, one in summaries}
    return sources(report, shown)


def _quality(dataset: Dataset, key: str) -> list[Component]:
    shown = key in dataset.sources or key.startswith(REGISTER)
    report = read_report(dataset.folder, key) if shown and key in read_summaries(dataset.folder) else None
    return no_report(key) if report is None else quality_report(disclosed(report), dataset.version)


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


def _page(dataset: Dataset, path: str, children_of: Children) -> Component:
    about, children = shell.about(dataset), children_of(dataset)
    return shell.page(path, about, demo=dataset.demo, version=dataset.version, children=children)


def _plain(path: str, child: Component) -> Component:
    """A page that speaks of no data."""
    return shell.page(path, "", demo=False, version="", children=[child])
