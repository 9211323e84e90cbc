"""The panels of Compare, still empty: a head with its switches, the place the page draws in, and words.

For those who can't see the drawing each has a summary and a table of its numbers, which the page writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.figures.map_measures import Painting
from dashboard.ids import Compare
from dashboard.layouts.attributes import aria, data
from dashboard.layouts.choices import Choices
from dashboard.layouts.compare_catalogue import MEASURE_OF_PANEL, address_of, measure_link
from dashboard.layouts.compare_explained import EXPLAINED
from dashboard.layouts.compare_filters import LIMITS, SCALES, SHADES, SPANS, TRENDS, choice_group
from dashboard.layouts.compare_table import heat_controls, heat_grid
from dashboard.layouts.drawing import drawing
from dashboard.layouts.elements import Div, Element, Ul
from dashboard.layouts.leaflet import BaseMap, map_frame
from dashboard.layouts.legend import listed_class
from dashboard.layouts.source_links import shown_source

PANEL_NAMES = {
    "dots": "Rates",
    "funnel": "Rates by size",
    "months": "Month by month",
    "map": "Map",
    "quadrant": "Worse and worsening",
    "heat": "Table",
    "side": "Side by side",
}
"""What a panel is called while it has no finding."""


def dots_panel() -> Component:
    """Rates in one line, highest first."""
    return _drawn("dots", "rows", [])


def funnel_panel() -> Component:
    """Rate against population, with limits of chance."""
    limits = choice_group("limits", "Kind of limits", LIMITS)
    return _drawn("funnel", "plane", [], under=[limits])


def months_panel() -> Component:
    """A small chart of months for each area."""
    span = html.Div(
        [html.Span("Judge each area by "), choice_group("span", "Months that trends rest on", SPANS)],
        className="rebase-row",
    )
    afresh = html.Details(
        [
            html.Summary("Begin limits afresh…"),
            html.Div([span, html.Div(id=Compare.REBASE)], className="what-box"),
        ],
        className="what",
    )
    return _drawn("months", "plane", [choice_group("scale", "Scale of the charts", SCALES), afresh])


def quadrant_panel() -> Component:
    """Against similar areas x own trend."""
    return _drawn("quadrant", "plane", [choice_group("trend", "What the trend goes by", TRENDS)], large=False)


def list_panels() -> list[Component]:
    """The lists beside the quadrant, and what is in neither."""
    lists = [
        html.Section(
            html.Div(id=part, className="judged-lists"),
            className=f"panel compare-panel compare-{name}-panel",
            **aria(label=label),
            **data(panel=name),
        )
        for name, part, label in (
            ("worst", Compare.WORST, "Worse and worsening"),
            ("best", Compare.BEST, "Better and improving"),
        )
    ]
    return [*lists, html.Div(id=Compare.PAIRS, className="compare-pairs hint")]


def heat_panel() -> Component:
    """Areas x crime types."""
    tools = [choice_group("shade", "What the colours show", SHADES), *heat_controls()]
    body = [html.Div(heat_grid(), className="grid-frame")]
    return _panel("heat", [*tools, what("heat")], body)


def map_panel(choices: Choices, base: BaseMap | None) -> Component:
    """The areas compared on the map, in the classes of the table."""
    marks: dict[str, Any] = {
        "data-things": "areas",
        "data-label": "Map of areas. The table of rates gives the same figures.",
    }
    frame = map_frame(Compare.MAP, choices, base, marks, zoom=8)
    whole: dict[str, Any] = {"data-map-action": "reset", "title": "Show all areas again"}
    body = html.Div(
        [
            html.Div(
                [
                    frame,
                    html.Div(html.Button("Whole area", type="button", **whole), className="map-buttons"),
                ],
                className="compare-map",
            ),
            html.Div(
                id=Compare.LEGEND,
                className="legend compare-legend",
                role="group",
                tabIndex=0,  # it may have to be scrolled
                **aria(label="What the colours stand for"),
            ),
        ],
        className="compare-map-body",
    )
    shade = choice_group("shade", "What the colours show", SHADES)
    return _panel("map", [what("map"), _enlarge("map")], [body], under=[shade])


def map_legend(painting: Painting) -> list[Element]:
    """What each colour and sign of the map stands for, and how many areas are in it."""
    classes = [
        listed_class(entry.colour, entry.sign, entry.label, f"{entry.number:,}") for entry in painting.entries
    ]
    title = measure_link(MEASURE_OF_PANEL["map"], painting.title)
    return [Div([title], className="legend-title"), Ul(classes, className="legend-classes")]


def _drawn(
    name: str, walk: str, tools: Sequence[Component], *, under: Sequence[Component] = (), large: bool = True
) -> Component:
    """A panel in which the page draws; arrow keys walk its marks as rows, or all over the plane."""
    more = [_enlarge(name)] if large else []
    place = drawing(Compare(f"compare-{name}").value, name, walk)
    return _panel(name, [*tools, what(name), *more], place, under=under)


def _panel(
    name: str, tools: Sequence[Component], body: Sequence[Component], *, under: Sequence[Component] = ()
) -> Component:
    """A panel with its tools beside the title; `under` are switches below it, which has a line to itself."""
    part = f"compare-{name}"
    title = html.H2(PANEL_NAMES[name], id=Compare(f"{part}-title"))
    head = html.Div([title, html.Div(list(tools), className="panel-tools")], className="panel-head")
    return html.Section(
        [
            head,
            *([html.Div(list(under), className="panel-under")] if under else []),
            html.P(id=Compare(f"{part}-sub"), className="panel-sub"),
            html.Div(id=Compare(f"{part}-problem"), className="panel-problem", role="alert"),
            *body,
        ],
        className=f"panel compare-panel compare-{name}-panel",
        **aria(labelledby=f"{part}-title"),
        **data(panel=name),
    )


def what(name: str) -> Component:
    """What the panel shows and how it is to be read, folded away."""
    address = address_of(MEASURE_OF_PANEL[name])
    definition = html.A(
        "The full definition, in the catalogue of measures", href=address, **data(page=address)
    )
    said = [*(html.P(sentence) for sentence in EXPLAINED[name]), html.P([definition, " · ", shown_source()])]
    words = html.Summary(html.Span("What is this?", className="what-words"), className="what-words-holder")
    return html.Details([words, html.Div(said, className="what-box")], className="what")


def _enlarge(name: str) -> Component:
    """Fills the page with the panel, or gives it back its place; assets/compare_keys.js hears it."""
    return html.Button(
        html.Span("⤢", **aria(hidden="true")),
        type="button",
        className="enlarge",
        title="Enlarge, or back to all panels",
        **data(enlarge=name),
        **aria(label=f"Enlarge: {PANEL_NAMES[name]}", pressed="false"),
    )
