"""A small Dash page with nothing but the hexagon map, served with the product's own security policy.

Tests put it together from a `World`: cells, counts, boundaries and names they choose, on no real place.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dash_leaflet as dl
import flask
import h3
import numpy as np
from dash import ClientsideFunction, Dash, Input, Output, dcc, html
from werkzeug.serving import make_server

from dashboard.figures.map_layers import pack_outlines
from dashboard.web import security

REPOSITORY = Path(__file__).resolve().parents[2]
BREAKS = [1, 5, 15, 30, 60, 120]
COLOURS = ["#dfe9f3", "#b9d0e7", "#85aed6", "#4a86c0", "#1f63a0", "#12436d"]
SOURCE = "incidents"


@dataclasses.dataclass(frozen=True)
class World:
    """What the harness serves: cells and counts by resolution, GeoJSON by name, labels."""

    cells: Mapping[int, Sequence[str]]
    counts: Mapping[int, Sequence[int]]
    boundaries: Mapping[str, Mapping[str, Any]]
    land: Mapping[str, Any]
    roads: Mapping[str, Any]
    labels: Sequence[Mapping[str, Any]]
    fit: tuple[float, float, float, float]

    def values(self, resolution: int, *, version: str = "v1", **changes: object) -> dict[str, object]:
        """Values to paint, as a server callback would give them."""
        values: dict[str, object] = {
            "version": version,
            "source": SOURCE,
            "resolution": resolution,
            "finest": max(self.cells),
            "counts": list(self.counts[resolution]),
            "breaks": BREAKS,
            "colours": COLOURS,
            "pinned": [],
            "dimmed": False,
            "level": "",
            "outline_area": "",
            "outline_level": "",
            "fit": list(self.fit),
            "message": "",
        }
        return values | changes


def collection(*features: tuple[Mapping[str, str], Mapping[str, Any]]) -> dict[str, Any]:
    """A GeoJSON FeatureCollection of (properties, geometry) pairs."""
    made = [{"type": "Feature", "properties": own, "geometry": geometry} for own, geometry in features]
    return {"type": "FeatureCollection", "features": made}


def rectangle(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """A GeoJSON polygon."""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def leaflet_map(tile_url: str = "") -> dl.Map:
    """The map component as the product has it."""
    return dl.Map(
        [dl.TileLayer(url=tile_url)] if tile_url else [],
        id="map",
        center=(0, 0),
        zoom=8,
        zoomSnap=0.25,
        trackViewport=False,
        attributionControl=False,
        style={"height": "100%"},
    )


def create_map_app(world: World, initial_resolution: int, tile_url: str = "") -> Dash:
    """The page: a map, the store it writes to, and a store of values that a test may set."""
    app = Dash(__name__, assets_folder=str(REPOSITORY / "assets"), serve_locally=True)
    marks: dict[str, Any] = {
        "data-hexmap": "yes",
        "data-resolution": "resolution",
        "data-label": "Map of incidents",
    }
    if tile_url:
        marks["data-tiles"] = "yes"
    frame = html.Div(leaflet_map(tile_url), id="frame", style={"width": "650px", "height": "590px"}, **marks)
    app.layout = html.Main(
        [
            frame,
            html.Div(className="legend-meanwhile", hidden=True),
            html.P("Background map not available", className="tiles-note", hidden=True),
            html.Button("Count what is in view", **{"data-map-action": "in-view"}),
            dcc.Store(id="values", data=world.values(initial_resolution)),
            dcc.Store(id="resolution"),
            html.P(id="told"),
        ]
    )
    app.clientside_callback(ClientsideFunction("hexscan", "paintMap"), Input("values", "data"))

    @app.callback(Output("told", "children"), Input("resolution", "data"))
    def tell(resolution: int | None) -> str:
        return f"resolution {resolution}"

    _serve_data(app, world)
    security.install(app)
    return app


def _serve_data(app: Dash, world: World) -> None:
    server = app.server

    @server.get("/data/<version>/outlines/<source>/<int:resolution>")
    def outlines(version: str, source: str, resolution: int) -> flask.Response:
        cells = world.cells[resolution]
        vertices = [np.array(h3.cell_to_boundary(cell))[:, ::-1] for cell in cells]
        return flask.Response(pack_outlines(cells, vertices), mimetype="application/octet-stream")

    @server.get("/data/<version>/boundaries/<level>")
    def boundaries(version: str, level: str) -> flask.Response:
        return flask.jsonify(world.boundaries.get(level, collection()))

    @server.get("/data/<version>/land")
    def land(version: str) -> flask.Response:
        return flask.jsonify(world.land)

    @server.get("/data/<version>/roads")
    def roads(version: str) -> flask.Response:
        return flask.jsonify(world.roads)

    @server.get("/data/<version>/labels")
    def labels(version: str) -> flask.Response:
        return flask.jsonify(world.labels)

    @server.get("/favicon.ico")
    def favicon() -> flask.Response:
        return flask.Response(status=204)


@contextmanager
def served(app: Dash) -> Iterator[str]:
    """The app on a free port of this machine; gives its address."""
    server = make_server("127.0.0.1", 0, app.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
