"""The Scan page: filters, a sentence, the map, and beside it statistics, chart and table."""

from __future__ import annotations

from typing import Any

import dash_ag_grid as dag
import dash_leaflet as dl
import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.ids import Scan, control
from dashboard.layouts.attributes import aria
from dashboard.layouts.choices import Choices
from dashboard.layouts.filters import filter_bar
from dashboard.layouts.table import NATURAL_LEVEL, grid_options


def scan(choices: Choices, *, tile_url: str, tile_attribution: str) -> list[Component]:
    """The page's parts; callbacks fill them from the URL."""
    return [
        *_stores(choices),
        html.H1("Scan", className="visually-hidden"),
        filter_bar(choices),
        html.Div(
            [
                html.P(id=Scan.SENTENCE, className="sentence", role="status", **aria(live="polite")),
                html.Div(id=Scan.CHIPS, className="chips", role="group", **aria(label="Chosen")),
            ],
            className="headline",
        ),
        html.Div(id=Scan.NOTES, className="notes", role="alert"),
        html.Div(
            [
                _map_panel(choices, tile_url, tile_attribution),
                html.Div([_statistics_panel(), _chart_panel(), _table_panel()], className="beside"),
            ],
            className="panels",
        ),
        html.Footer(id=Scan.EXPORTS, className="footer"),
    ]


def _stores(choices: Choices) -> list[Component]:
    return [
        dcc.Store(id=Scan.DEFAULTS, data=choices.defaults),
        dcc.Store(id=Scan.PERIODS, data=choices.periods),
        dcc.Store(id=Scan.PICKED_CELL),
        dcc.Store(id=Scan.RESOLUTION),
        dcc.Store(id=Scan.MAP_VALUES),
        dcc.Store(id=Scan.MAP_PAINTED),
        dcc.Store(id=Scan.SYNCED),
    ]


def _panel(title: Component | str, problem: Scan, children: list[Component], *, name: str) -> Component:
    return html.Section(
        [
            title if isinstance(title, Component) else html.H2(title),
            html.Div(id=problem, className="panel-problem", role="alert"),
            *children,
        ],
        className=f"panel {name}",
    )


def _map_panel(choices: Choices, tile_url: str, tile_attribution: str) -> Component:
    marks: dict[str, Any] = {
        "data-hexmap": "yes",
        "data-pick": Scan.PICKED_CELL.value,
        "data-resolution": Scan.RESOLUTION.value,
        "data-label": "Map of incidents. The table beside it gives the same figures.",
    }
    layers: list[Component] = []
    if tile_url:
        marks["data-tiles"] = "yes"
        layers.append(dl.TileLayer(url=tile_url, attribution=tile_attribution))
    leaflet = dl.Map(
        layers,
        id=Scan.MAP,
        center=choices.centre,
        zoom=9,
        zoomSnap=0.25,
        trackViewport=False,
        attributionControl=bool(tile_url),
        style={"height": "100%"},
    )
    return html.Section(
        [
            html.H2("Map", className="visually-hidden"),
            html.Div(leaflet, className="map-frame", **marks),
            html.Div(id=Scan.LEGEND, className="legend"),
            html.Div(id=Scan.MAP_PROBLEM, className="panel-problem over-map", role="alert"),
        ],
        className="panel map-panel",
    )


def _statistics_panel() -> Component:
    return html.Section(
        [html.H2("Statistics", className="visually-hidden"), html.Div(id=Scan.STATISTICS)],
        className="panel statistics-panel",
    )


def _chart_panel() -> Component:
    graph = dcc.Graph(
        id=Scan.CHART,
        config={"displayModeBar": False, "scrollZoom": False, "doubleClick": False},
        responsive=True,
        className="chart",
    )
    title = html.H2(
        ["Incidents a month ", html.Span("choose a month to see it alone", className="hint")],
        id=Scan.CHART_TITLE,
    )
    return _panel(title, Scan.CHART_PROBLEM, [graph], name="chart-panel")


def _table_panel() -> Component:
    choice = dmc.SegmentedControl(
        id=control("table"),
        data=[{"label": "Areas", "value": "area"}, {"label": "Crime types", "value": "type"}],
        value="area",
        size="xs",
        className="switch",
        **aria(label="What the table lists"),
    )
    level = dmc.Select(
        id=control("level"),
        data=[],
        value=NATURAL_LEVEL,
        allowDeselect=False,
        size="xs",
        w=150,
        **aria(label="Size of the areas in the table"),
    )
    title = html.Div(
        [
            html.H2(id=Scan.TABLE_TITLE, className="visually-hidden"),
            choice,
            html.Div(level, className="level-frame"),
            html.Span("choose a row to see it alone", className="hint"),
        ],
        className="table-head",
    )
    grid = dag.AgGrid(
        id=Scan.TABLE,
        columnDefs=[],
        rowData=[],
        dashGridOptions=grid_options(),
        defaultColDef={"sortable": True, "resizable": True, "suppressMovable": True},
        columnSize="responsiveSizeToFit",
        getRowId="params.data.id",
        style={"height": "100%"},
        className="ag-theme-alpine grid",
    )
    return _panel(title, Scan.TABLE_PROBLEM, [html.Div(grid, className="grid-frame")], name="table-panel")
