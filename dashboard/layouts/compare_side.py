"""Side by side: the panels of Scan twice, still empty, and how the two areas are chosen."""

from __future__ import annotations

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.ids import SIDES, Side, panel_id
from dashboard.layouts.attributes import aria, data
from dashboard.layouts.choices import Choices
from dashboard.layouts.compare_filters import choice_group
from dashboard.layouts.compare_panels import PANEL_NAMES, what
from dashboard.layouts.drawing import drawing
from dashboard.layouts.leaflet import BaseMap, map_frame

MEASURES = {"count": "Incidents", "rate": "Rate", "change": "Change"}
"""What colours both maps: Scan's own measures."""

_PLACES = {"first": ("First area", "area"), "second": ("Second area", "beside")}
"""By side what its area is called, and the field of the address that holds it."""


def side_panel(choices: Choices, base: BaseMap | None) -> Component:
    """Both sides with what they share above them: the finding, the switch of the maps, and their legend."""
    measures = choice_group("measure", "What colours the maps", MEASURES)
    tools = [html.Span("Maps show", className="hint"), measures, what("side")]
    head = html.Div(
        [html.H2(PANEL_NAMES["side"], id=Side.TITLE), html.Div(tools, className="panel-tools")],
        className="panel-head",
    )
    shared = html.Div(
        [
            html.Div(id=Side.LEGEND, className="side-legend", role="group", **aria(label="Legend")),
            html.Div(id=Side.SWAP, className="side-swap"),
        ],
        className="side-shared",
    )
    return html.Section(
        [
            head,
            html.P(id=Side.SUB, className="panel-sub"),
            *(html.Div(id=part, className="panel-problem", role="alert") for part in _PROBLEMS),
            shared,
            html.Div([_side(side, choices, base) for side in SIDES], className="side-columns"),
        ],
        className="panel compare-panel compare-side-panel",
        **aria(labelledby=Side.TITLE.value),
        **data(panel="side"),
    )


_PROBLEMS = (Side.PROBLEM, Side.MAPS_PROBLEM, Side.CHARTS_PROBLEM, Side.TYPES_PROBLEM)


def _side(side: str, choices: Choices, base: BaseMap | None) -> Component:
    """One area: its head, its figures, map, chart and table."""
    label, field = _PLACES[side]
    area = html.Select(
        id=panel_id(side, "area"), className="side-area", **data(side=field), **aria(label=label)
    )
    head = html.Div([area, html.Div(id=panel_id(side, "head"), className="side-ways")], className="side-head")
    name = html.H3(id=panel_id(side, "name"), className="visually-hidden")
    figures = html.Div(id=panel_id(side, "statistics"), className="side-statistics")
    types = html.Div(
        id=panel_id(side, "types"),
        className="side-types",
        tabIndex=0,  # it may have to be scrolled
        role="group",
        **aria(label=f"{label}: crime types"),
    )
    parts = [name, head, figures, _map(side, choices, base), _chart(side), types]
    return html.Div(parts, className="side", role="group", **aria(labelledby=panel_id(side, "name")))


def _map(side: str, choices: Choices, base: BaseMap | None) -> Component:
    label, _ = _PLACES[side]
    marks: dict[str, Any] = {
        "data-map": side,
        "data-bare": "yes",
        "data-label": f"{label}: map of incidents. The figures beside it say how many.",
    }
    frame = map_frame(panel_id(side, "map"), choices, base, marks)
    reset = data(map_action="reset", of=side)
    button = html.Button("Whole area", type="button", title="Show the whole area again", **reset)
    return html.Div(
        [frame, html.Div(button, className="map-buttons")],
        className="side-map",
    )


def _chart(side: str) -> Component:
    """The months of one side: a place the page draws in, its numbers and a summary for who can't see it."""
    chart = panel_id(side, "months")
    title = html.P(id=f"{chart}-title", className="side-chart-title")
    return html.Div([title, *drawing(chart, f"months-{side}", "months")], className="side-chart")
