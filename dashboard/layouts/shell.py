"""What every page shares: the header, the stores, the notice of fictional data."""

from __future__ import annotations

from collections.abc import Sequence

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.data.dataset import Dataset
from dashboard.data.schema import FICTIONAL, Level, month_name
from dashboard.ids import Page
from dashboard.layouts.area_options import whole_name
from dashboard.layouts.attributes import aria, data

PAGES: tuple[tuple[str, str], ...] = (
    ("/", "Scan"),
    ("/compare", "Compare"),
    ("/why", "Why here?"),
    ("/measures", "Measures"),
    ("/sources", "Sources"),
)
"""Address and name of every page, in the order of the menu."""

OF_WORDS = ("/measures", "/sources")
"""Pages that are read, and as long as they need to be."""


def shell(path: str, page: Component | None) -> Component:
    """The frame that pages appear in, with the page of this path; "" and None while it isn't known which."""
    return dmc.MantineProvider(
        forceColorScheme="light",
        theme={"primaryColor": "blue", "fontFamily": "inherit"},
        children=[
            dcc.Location(id=Page.PATH, refresh=False),
            dcc.Store(id=Page.SHOWN, data=path),
            dcc.Store(id=Page.OTHER),
            html.A("Skip to the figures", href="#main", className="skip-link"),
            html.Div(page, id=Page.CONTENT),
        ],
    )


def page(path: str, about: str, *, demo: bool, version: str, children: Sequence[Component]) -> Component:
    """A page: header with menu, the notice where data are fictional, and what the page is about."""
    links = [
        html.A(
            name,
            href=href,
            className="menu-link",
            **data(page=href),  # assets/pagelinks.js adds what the reader looks at
            **(aria(current="page") if href == path or (href != "/" and path.startswith(f"{href}/")) else {}),
        )
        for href, name in PAGES
    ]
    return html.Div(
        [
            # The query as panels know it. No dcc.Location: told of two addresses in quick succession, that
            # writes one back. Part of the page, not of the frame: it is made with what listens to it.
            dcc.Store(id=Page.URL),
            dcc.Store(id=Page.VERSION, data=version),
            html.Header(
                [
                    html.Span([html.Span("⬡", **aria(hidden="true")), " Hexscan"], className="brand"),
                    html.Nav(links, **aria(label="Pages")),
                    html.Span(FICTIONAL, className="fictional") if demo else None,
                    html.Span(about, className="about"),
                ],
                className="header",
            ),
            html.Main(
                list(children),
                id="main",
                className="main",
                tabIndex=-1,
                **data(location=Page.URL.value),  # whom assets/url.js tells of a new query
            ),
        ],
        className="page page-of-sources" if path.startswith(OF_WORDS) else "page",
    )


def nothing_imported() -> Component:
    """What a page shows before the first import: what to do, in words an administrator can follow."""
    return html.Div(
        [
            html.H1("No data imported"),
            html.P("Hexscan has nothing to show yet. Whoever looks after this server can:"),
            html.Ul(
                [
                    html.Li(["import police data and areas: ", html.Code("python -m dashboard import PATH")]),
                    html.Li(["look round with fictional data: ", html.Code("python -m dashboard demo")]),
                ]
            ),
            html.P("This page needs no restart: reload it when the import has finished."),
        ],
        className="empty-page",
    )


def data_unreadable() -> Component:
    """What a page shows where there are data, but they can't be opened."""
    return html.Div(
        [
            html.H1("Sorry, the data can't be opened"),
            html.P("Try again in a few minutes. If it keeps happening, tell the person who runs Hexscan."),
            html.P(["The log says why, and ", html.Code("python -m dashboard status"), " may tell more."]),
        ],
        className="empty-page",
    )


def about(dataset: Dataset) -> str:
    """What is loaded, in a few words for the header: "Cleveland, data to December 2025"."""
    tree = dataset.areas
    place = whole_name(tree)
    if not place:
        forces = tree.reported(Level.FORCE, "all")
        place = f"{forces} police forces" if forces else tree.names[0]
    return f"{place}, data to {month_name(dataset.last_month)}"
