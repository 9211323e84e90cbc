"""A page with nothing but a Plotly `choropleth_map` of cells, on plain white: nothing comes from elsewhere.

Cells are matched by their names as in Plotly's own documentation; new counts come with `Plotly.restyle`, the
least that Plotly can be given.
"""

from __future__ import annotations

from typing import Any

import flask
import plotly.graph_objects as go
from dash import Dash, dcc, html

from bench.baselines.leaflet_page import View

CHART = "choropleth"


def create_server(collection: dict[str, Any], view: View, colours: list[str], most: int) -> flask.Flask:
    """The page; it opens with the counts of a GeoJSON collection."""
    properties = [feature["properties"] for feature in collection["features"]]
    trace = go.Choroplethmap(
        geojson=collection,
        featureidkey="properties.cell",
        locations=[one["cell"] for one in properties],
        z=[one["incidents"] for one in properties],
        zmin=0,
        zmax=most,
        colorscale=colours,
        showscale=False,
        marker={"line": {"width": 0.5, "color": "white"}},
    )
    figure = go.Figure(trace)
    figure.update_layout(
        # Plotly counts zoom levels of 512 pixels, Leaflet of 256.
        map={
            "style": "white-bg",
            "center": {"lat": view.latitude, "lon": view.longitude},
            "zoom": view.zoom - 1,
        },
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        width=view.width,
        height=view.height,
    )
    app = Dash(__name__, serve_locally=True)
    app.layout = html.Div(dcc.Graph(id=CHART, figure=figure, config={"displayModeBar": False}))
    return app.server
