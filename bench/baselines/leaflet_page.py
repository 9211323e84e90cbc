"""A page with nothing but a dash-leaflet map of cells: canvas or SVG, new GeoJSON data or an unchanged one.

Outlines and counts of each selection are in the page before anything is measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import dash_leaflet as dl
import flask
from dash import Dash, html

from bench.baselines.usual_page import ASSETS, CELLS

Collection = dict[str, Any]


class View(NamedTuple):
    """What part of the world a map shows, and its size in pixels."""

    latitude: float
    longitude: float
    zoom: float
    width: int
    height: int


def create_server(
    collections: Sequence[Collection], hideout: dict[str, Any], view: View, *, canvas: bool
) -> flask.Flask:
    """The page; it opens with the first collection, and fetches each from /collections/<number>."""
    app = Dash(__name__, assets_folder=str(ASSETS), serve_locally=True)
    cells = dl.GeoJSON(id=CELLS, data=collections[0], style={"variable": "usual.style"}, hideout=hideout)
    app.layout = html.Div(
        dl.Map(
            [cells],
            center=(view.latitude, view.longitude),
            zoom=view.zoom,
            zoomSnap=0.25,
            preferCanvas=canvas,
            style={"width": f"{view.width}px", "height": f"{view.height}px"},
        )
    )

    @app.server.get("/collections/<int:number>")
    def collection(number: int) -> flask.Response:
        return flask.jsonify(collections[number])

    return app.server
