"""The map's panel: the map itself, what is laid over it, and its legend."""

from __future__ import annotations

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.ids import Scan
from dashboard.layouts.attributes import aria
from dashboard.layouts.choices import Choices
from dashboard.layouts.filters import distance_switch
from dashboard.layouts.leaflet import BaseMap, map_frame
from dashboard.layouts.places import place_search
from dashboard.layouts.source_links import shown_source


def map_panel(choices: Choices, base: BaseMap | None) -> Component:
    """The map with its legend; answers fill both."""
    marks: dict[str, Any] = {
        "data-resolution": Scan.RESOLUTION.value,
        "data-label": "Map of incidents. The table beside it gives the same figures.",
    }
    frame = map_frame(Scan.MAP, choices, base, marks)
    return html.Section(
        [
            html.H2("Map", className="visually-hidden"),
            frame,
            _buttons(),
            place_search(),
            html.Div(id=Scan.HERE, className="here", **aria(live="polite")),
            html.Div(
                [
                    html.Div(className="legend-meanwhile", hidden=True),  # filled by assets/maplegend.js
                    html.Div(id=Scan.LEGEND, className="legend"),
                    shown_source(),
                    html.P("Background map not available", className="tiles-note", hidden=True),
                    html.Div(id=Scan.HOTSPOTS_NOTE, className="layer-note"),
                    html.Div(
                        [html.Div(id=Scan.PREMISES_NOTE, className="premises-note"), distance_switch()],
                        className="premises-row",
                    ),
                ],
                id=Scan.MAP_NOTES,
                className="map-notes",
            ),
            html.Div(id=Scan.MAP_PROBLEM, className="panel-problem over-map", role="alert"),
        ],
        className="panel map-panel tiled" if base else "panel map-panel",
    )


def _buttons() -> Component:
    """What the map can be told; assets/mapbuttons.js and mapkey.js hear them."""
    reset: dict[str, Any] = {"data-map-action": "reset"}
    key: dict[str, Any] = {"data-map-key": "yes", **aria(controls=Scan.MAP_NOTES.value, expanded="true")}
    in_view: dict[str, Any] = {"data-map-action": "in-view", **aria(pressed="false")}
    return html.Div(
        [
            html.Button(
                "Whole area", id=Scan.RESET, type="button", title="Show the whole area again", **reset
            ),
            html.Button(
                "Count what is in view",
                id=Scan.IN_VIEW,
                type="button",
                title="All figures are for what the map shows, and follow it",
                **in_view,
            ),
            html.Button("Hide the key", type="button", hidden=True, **key),
        ],
        className="map-buttons",
    )
