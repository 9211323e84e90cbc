"""The Scan page as it is usually written: a DataFrame in memory, one callback, GeoJSON and figures out.

What its author knows is in it: columns are categories, outlines of cells are made once, one callback
filters once for all four panels, the map draws on a canvas, rows of the table have ids, what a cell holds is
indexed beforehand for hovering, and orjson writes the answers. The callback filters the incidents, groups
them by cell and district and sends what is to be seen. Serve it the plain way:

    gunicorn --workers 2 --threads 4 --preload "bench.baselines.usual_page:served(1_000_000, 5_000)"
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any, NamedTuple

import dash_ag_grid as dag
import dash_leaflet as dl
import dash_mantine_components as dmc
import flask
import h3
import pandas as pd
import plotly.graph_objects as go
from dash import Dash, Input, Output, State, dcc, html, no_update

from bench.incidents import MONTHS, TYPES, region
from bench.region import PERIODS, month_name

ASSETS = Path(__file__).with_name("usual_assets")
COLOURS = ["#dfe9f3", "#b9d0e7", "#85aed6", "#4a86c0", "#1f63a0", "#12436d"]
SHARES = [0.0, 0.4, 0.65, 0.8, 0.9, 0.97]  # of the cells, below each class of colour
LINE = {"weight": 0.5, "color": "white", "fillOpacity": 0.9}
ALL = "all"
MAP, CELLS, STATISTICS, CHART, TABLE = "map", "cells", "statistics", "chart", "table"


class Data(NamedTuple):
    """What the page holds in memory."""

    incidents: pd.DataFrame
    outlines: dict[str, dict[str, Any]]
    rows_of_cell: dict[str, Any]


def served(n: int, cells: int | None = None) -> flask.Flask:
    """The application for gunicorn, with `n` incidents of `bench.incidents` in memory."""
    app = create_app(load(n, cells))
    # The first answer would otherwise pay for what pandas and Plotly only load when they are used.
    app.server.test_client().get("/_dash-layout")
    return app.server


def load(n: int, cells: int | None = None) -> Data:
    """The incidents with cell and district, the outlines of cells, and the rows of each cell."""
    area = region(cells)
    drawn = area.draw(n)
    cell_codes, cell_names = pd.factorize(area.cell, sort=True)
    names = [f"{cell:x}" for cell in cell_names]
    districts = [name.rpartition(" ")[0] for name in area.lsoa_names]
    district_codes, district_names = pd.factorize(pd.Series(districts), sort=True)

    incidents = pd.DataFrame(
        {
            "cell": pd.Categorical.from_codes(cell_codes[drawn.anchor], names),
            "type": pd.Categorical.from_codes(drawn.type, list(TYPES)),
            "month": drawn.month,
            "district": pd.Categorical.from_codes(
                district_codes[area.lsoa[drawn.anchor]], list(district_names)
            ),
        }
    )
    return Data(incidents, {name: outline(name) for name in names}, incidents.groupby("cell").indices)


def outline(cell: str) -> dict[str, Any]:
    """A cell as GeoJSON."""
    corners = [[round(lon, 6), round(lat, 6)] for lat, lon in h3.cell_to_boundary(cell)]
    return {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}


def create_app(data: Data) -> Dash:
    """The page with its two callbacks."""
    app = Dash(__name__, assets_folder=str(ASSETS), serve_locally=True, title="Incidents")
    app.layout = functools.partial(_layout, data)

    @app.callback(
        Output(CELLS, "data"),
        Output(CELLS, "hideout"),
        Output(STATISTICS, "children"),
        Output(CHART, "figure"),
        Output(TABLE, "rowData"),
        Input("types", "value"),
        Input("period", "value"),
    )
    def show(kind: str, period: str) -> Any:
        of_kind = data.incidents if kind == ALL else data.incidents[data.incidents["type"] == kind]
        first, last = months_of(period)
        chosen = of_kind[of_kind["month"].between(first, last)]
        before = of_kind["month"].between(first - 12, last - 12).sum() if first >= 12 else None
        counts = chosen["cell"].value_counts()
        counts = counts[counts > 0]
        return (
            collection(data.outlines, counts),
            hideout(counts),
            statistics(len(chosen), before, "in the whole region"),
            figure(of_kind, first, last),
            rows(chosen),
        )

    @app.callback(
        Output(STATISTICS, "children", allow_duplicate=True),
        Output(CHART, "figure", allow_duplicate=True),
        Output(TABLE, "rowData", allow_duplicate=True),
        Input(CELLS, "hoverData"),
        State("types", "value"),
        State("period", "value"),
        prevent_initial_call=True,
    )
    def show_cell(feature: dict[str, Any] | None, kind: str, period: str) -> Any:
        if not feature:
            return no_update, no_update, no_update
        cell = feature["properties"]["cell"]
        of_kind = data.incidents.iloc[data.rows_of_cell[cell]]
        if kind != ALL:
            of_kind = of_kind[of_kind["type"] == kind]
        first, last = months_of(period)
        chosen = of_kind[of_kind["month"].between(first, last)]
        before = of_kind["month"].between(first - 12, last - 12).sum() if first >= 12 else None
        return (
            statistics(len(chosen), before, f"in cell {cell}"),
            figure(of_kind, first, last),
            rows(chosen),
        )

    return app


def months_of(period: str) -> tuple[int, int]:
    """First and last month, from 0, of a period such as "2025-01..2025-12"."""
    names = [month_name(month) for month in range(MONTHS)]
    first, last = period.split("..")
    return names.index(first), names.index(last)


def collection(outlines: dict[str, dict[str, Any]], counts: pd.Series) -> dict[str, Any]:
    """Cells with their counts as a GeoJSON FeatureCollection."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": outlines[cell],
                "properties": {"cell": cell, "incidents": count},
            }
            for cell, count in zip(counts.index, counts.tolist(), strict=True)
        ],
    }


def hideout(counts: pd.Series) -> dict[str, Any]:
    """What the style function of the map needs to know, as in dash-leaflet's own example of a choropleth."""
    classes = counts.quantile(SHARES).tolist() if len(counts) else [0]
    return {"classes": classes, "colorscale": COLOURS, "style": LINE, "colorProp": "incidents"}


def statistics(incidents: int, before: int | None, where: str) -> list[html.Div]:
    """Three figures."""
    change = "–" if before is None else f"{incidents - before:+,}"
    share = "–" if not before else f"{(incidents - before) / before:+.1%}"
    figures = [
        ("Incidents", f"{incidents:,}", where),
        ("Change", change, "on the year before"),
        ("Change", share, "in percent"),
    ]
    return [
        html.Div([html.Div(title), html.Div(value, className="figure"), html.Small(beside)])
        for title, value, beside in figures
    ]


def figure(of_kind: pd.DataFrame, first: int, last: int) -> go.Figure:
    """Incidents a month, all months, with the chosen ones shaded."""
    months = of_kind["month"].value_counts().reindex(range(MONTHS), fill_value=0).sort_index()
    drawn = go.Figure(go.Scatter(x=[month_name(month) for month in months.index], y=months, mode="lines"))
    drawn.add_vrect(
        x0=month_name(first), x1=month_name(last), fillcolor="#d4ece8", opacity=0.5, layer="below"
    )
    drawn.update_layout(margin={"l": 50, "r": 10, "t": 10, "b": 30}, template="plotly_white")
    return drawn


def rows(chosen: pd.DataFrame) -> list[dict[str, Any]]:
    """Incidents of each district."""
    counts = chosen["district"].value_counts()
    counts = counts[counts > 0]
    total = max(len(chosen), 1)
    return [
        {"district": name, "incidents": count, "share": f"{count / total:.1%}"}
        for name, count in counts.items()
    ]


def periods() -> list[dict[str, str]]:
    """Periods to choose from."""
    values = [f"{month_name(first)}..{month_name(last)}" for first, last in PERIODS]
    return [{"value": value, "label": value.replace("..", " to ")} for value in values]


def _layout(data: Data) -> dmc.MantineProvider:
    corners = [corner for shape in data.outlines.values() for corner in shape["coordinates"][0]]
    longitudes, latitudes = zip(*corners, strict=True)
    bounds = [[min(latitudes), min(longitudes)], [max(latitudes), max(longitudes)]]
    types = [{"value": ALL, "label": "All crime"}, *({"value": name, "label": name} for name in TYPES)]
    controls = [
        dmc.Select(
            id=name,
            data=options,
            value=options[0]["value"],
            allowDeselect=False,
            comboboxProps={"zIndex": 2000},  # above the map
            **{"aria-label": label},
        )
        for name, label, options in (("types", "Crime types", types), ("period", "Period", periods()))
    ]
    cells = dl.GeoJSON(
        id=CELLS,
        style={"variable": "usual.style"},
        hoverStyle={"weight": 3, "color": "#f46a25"},
        hideout={},
    )
    columns = [{"field": "district"}, {"field": "incidents"}, {"field": "share"}]
    return dmc.MantineProvider(
        [
            html.Div(controls, className="controls"),
            html.Div(
                [
                    dl.Map([cells], id=MAP, bounds=bounds, preferCanvas=True, className="map"),
                    html.Div(
                        [
                            html.Div(id=STATISTICS, className="statistics"),
                            dcc.Graph(id=CHART, className="chart", config={"displayModeBar": False}),
                            dag.AgGrid(
                                id=TABLE,
                                columnDefs=columns,
                                rowData=[],
                                getRowId="params.data.district",
                                className="ag-theme-alpine table",
                            ),
                        ]
                    ),
                ],
                className="panels",
            ),
        ]
    )
