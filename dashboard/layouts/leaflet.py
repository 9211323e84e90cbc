"""The frame of a map: Leaflet with the tiles that are set, if any; assets/hexmap.js draws on it."""

from __future__ import annotations

from typing import Any

import dash_leaflet as dl
from dash import html
from dash.development.base_component import Component

from dashboard.layouts.choices import Choices


def map_frame(
    part: str, choices: Choices, tile_url: str, tile_attribution: str, marks: dict[str, Any], *, zoom: int = 9
) -> Component:
    """The frame with the map of id `part`; `marks` are the data attributes that are its own."""
    layers: list[Component] = []
    marks = {"data-hexmap": "yes", **marks}
    if tile_url:
        marks["data-tiles"] = "yes"
        layers.append(dl.TileLayer(url=tile_url, attribution=tile_attribution))
    leaflet = dl.Map(
        layers,
        id=part,
        center=choices.centre,
        zoom=zoom,
        zoomSnap=0.25,
        minZoom=4,  # beyond these there is nothing to see, and no way to find back
        maxZoom=18,
        trackViewport=False,
        attributionControl=bool(tile_url),
        style={"height": "100%"},
    )
    return html.Div(leaflet, className="map-frame", **marks)
