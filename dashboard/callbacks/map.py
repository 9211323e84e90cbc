"""The map: the chosen measure of the selection, at the resolution that suits the zoom."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, no_update

from dashboard.callbacks.looking import looking, panel
from dashboard.data.dataset import Library
from dashboard.data.queries import cell_counts
from dashboard.figures.map_values import first_resolution, map_values, painting
from dashboard.ids import Page, Scan
from dashboard.layouts.legend import legend
from dashboard.selection import COARSEST_RESOLUTION


def register(app: Dash, library: Library) -> None:
    """Wire the map."""

    @app.callback(
        Output(Scan.MAP_VALUES, "data"),
        Output(Scan.LEGEND, "children"),
        Output(Scan.MAP_PROBLEM, "children"),
        Input(Page.URL, "data"),
        Input(Scan.RESOLUTION, "data"),
        State(Page.VERSION, "data"),
    )
    def paint(search: Any, resolution: Any, version: Any) -> Any:
        def draw() -> Any:
            view = looking(library, search, version)
            finest = view.dataset.catalogue.finest_resolution(view.selection.sources)
            suits = isinstance(resolution, int) and COARSEST_RESOLUTION <= resolution <= finest
            chosen = resolution if suits else first_resolution(view.dataset, view.selection.area, finest)
            counts = cell_counts(view.dataset, view.selection, view.source, chosen)
            painted = painting(view.dataset, view.selection, view.source, chosen, counts)
            values = map_values(view.dataset, view.selection, view.source, chosen, counts, painted)
            return values, legend(painted, view.selection.shown_class), ""

        return panel(draw, lambda message: (no_update, no_update, message))

    app.clientside_callback(
        ClientsideFunction("hexscan", "paintMap"),
        Output(Scan.MAP_PAINTED, "data"),
        Input(Scan.MAP_VALUES, "data"),
    )
