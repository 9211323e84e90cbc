"""The panels beside the map: statistics, chart and table, still empty."""

from __future__ import annotations

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.ids import Scan, control
from dashboard.layouts.attributes import aria
from dashboard.layouts.filters import LIST_IN_MAIN
from dashboard.layouts.source_links import shown_source
from dashboard.layouts.table import HINT, NATURAL_LEVEL, grid_options


def statistics_panel() -> Component:
    """The figures of the choice, in a row of cards."""
    return html.Section(
        [html.H2("Statistics", className="visually-hidden"), html.Div(id=Scan.STATISTICS), shown_source()],
        className="panel statistics-panel",
    )


def chart_panel() -> Component:
    """Incidents a month."""
    graph = dcc.Graph(
        id=Scan.CHART,
        config={"displayModeBar": False, "scrollZoom": False, "doubleClick": False},
        responsive=True,
        className="chart",
    )
    picture = html.Div(
        graph,
        className="chart-frame",
        role="img",
        **aria(labelledby=Scan.CHART_TITLE.value, describedby=Scan.CHART_SUMMARY.value),
    )
    foot = html.Div(
        [
            html.Ul(id=Scan.CHART_KEY, className="chart-key"),
            html.Span("drag to choose months", className="hint"),
        ],
        className="chart-foot",
    )
    numbers = html.Div(
        [html.P(id=Scan.CHART_SUMMARY), html.Div(id=Scan.CHART_TABLE)],
        className="visually-hidden",
    )
    title = html.H2("Incidents a month", id=Scan.CHART_TITLE)
    return _panel(title, Scan.CHART_PROBLEM, [picture, foot, numbers, shown_source()], name="chart-panel")


def table_panel() -> Component:
    """Areas, crime types or hotspots, row by row."""
    choice = dmc.SegmentedControl(
        id=control("table"),
        data=[
            {"label": "Areas", "value": "area"},
            {"label": "Crime types", "value": "type"},
            {"label": "Hotspots", "value": "hotspots"},
        ],
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
        w="9.375rem",
        comboboxProps=LIST_IN_MAIN,
        **aria(label="Size of the areas in the table"),
    )
    title = html.Div(
        [
            html.H2(id=Scan.TABLE_TITLE, className="visually-hidden"),
            choice,
            html.Div(level, className="level-frame"),
            html.Span(HINT, id=Scan.TABLE_HINT, className="hint"),
            shown_source(),
        ],
        className="table-head",
    )
    grid = dag.AgGrid(
        id=Scan.TABLE,
        columnDefs=[],
        rowData=[],
        dashGridOptions=grid_options(),
        defaultColDef={"sortable": True, "resizable": True, "suppressMovable": True},
        getRowId="params.data.id",
        style={"height": "100%"},
        className="ag-theme-alpine grid",
    )
    return _panel(title, Scan.TABLE_PROBLEM, [html.Div(grid, className="grid-frame")], name="table-panel")


def _panel(title: Component | str, problem: Scan, children: list[Component], *, name: str) -> Component:
    return html.Section(
        [
            title if isinstance(title, Component) else html.H2(title),
            html.Div(id=problem, className="panel-problem", role="alert"),
            *children,
        ],
        className=f"panel {name}",
    )
