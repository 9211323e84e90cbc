"""The frame of a map: Leaflet with the base map there is, if any; assets/hexmap.js draws on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import dash_leaflet as dl
from dash import html
from dash.development.base_component import Component

from dashboard.layouts.choices import Choices


@dataclass(frozen=True)
class BaseMap:
    """Pictures of streets beneath the map: where they are asked for, and whom to credit for them."""

    url: str  # with {z}, {x} and {y}
    credit: str  # HTML, so what comes from a file is escaped
    min_zoom: int = 0  # below it there are none
    max_zoom: int = 18  # above it those of this zoom are enlarged
    bounds: tuple[float, float, float, float] | None = None  # west, south, east, north; None: everywhere


def _tile_layer(base: BaseMap) -> Component:
    told: dict[str, Any] = {"minZoom": base.min_zoom, "maxNativeZoom": base.max_zoom}
    if base.bounds:
        west, south, east, north = base.bounds
        told["bounds"] = [[south, west], [north, east]]
    return dl.TileLayer(url=base.url, attribution=base.credit, **told)


def map_frame(
    part: str, choices: Choices, base: BaseMap | None, marks: dict[str, Any], *, zoom: int = 9
) -> Component:
    """The frame with the map of id `part`; `marks` are the data attributes that are its own."""
    layers: list[Component] = []
    marks = {"data-hexmap": "yes", **marks}
    if base:
        marks["data-tiles"] = "yes"
        layers.append(_tile_layer(base))
    leaflet = dl.Map(
        layers,
        id=part,
        center=choices.centre,
        zoom=zoom,
        zoomSnap=0.25,
        minZoom=4,  # beyond these there is nothing to see, and no way to find back
        maxZoom=18,
        trackViewport=False,
        attributionControl=bool(base),
        style={"height": "100%"},
    )
    return html.Div(leaflet, className="map-frame", **marks)
