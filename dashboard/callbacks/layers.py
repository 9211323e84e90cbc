"""Hotspots on the map: outlined, counted and explained while their layer is on."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, no_update

from dashboard.callbacks.looking import Looking, looking, panel
from dashboard.data.dataset import Library
from dashboard.data.hotspots import hotspot_cells, hotspot_share
from dashboard.figures.hotspot_values import hotspot_values, no_hotspots
from dashboard.ids import Page, Scan
from dashboard.layouts.hotspots import hotspot_note, problem_note


def register(app: Dash, library: Library) -> None:
    """Wire the layer."""

    @app.callback(
        Output(Scan.HOTSPOTS, "data"),
        Output(Scan.HOTSPOTS_NOTE, "children"),
        Input(Page.URL, "data"),
        State(Page.VERSION, "data"),
        State(Scan.HOTSPOTS_NOTE, "children"),
    )
    def outline_hotspots(search: Any, version: Any, said: Any) -> Any:
        return panel(
            lambda: _outlined(looking(library, search, version), said),
            lambda message: (no_hotspots(""), problem_note(message)),
        )

    app.clientside_callback(
        ClientsideFunction("hexscan", "paintHotspots"),
        Input(Scan.HOTSPOTS, "data"),
    )


def _outlined(view: Looking, said: Any) -> tuple[Any, Any]:
    """Outlines and note; while the layer stays off nothing is sent, so that nothing is painted again."""
    dataset, selection = view.dataset, view.selection
    if "hotspots" not in selection.layers:
        return (no_update, no_update) if said == [] else (no_hotspots(dataset.version), [])
    found = hotspot_cells(dataset, selection, view.source)
    share = hotspot_share(dataset, selection.without_places(), view.source)
    everywhere = dataset.areas.name(selection.area) if selection.pinned else ""
    return hotspot_values(dataset.version, found), hotspot_note(share, everywhere=everywhere)
