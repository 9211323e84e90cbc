"""Licensed premises over the map, and what is in the pinned cell."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, no_update
from dash.development.base_component import Component

from dashboard.callbacks.looking import Looking, looking, panel
from dashboard.data import queries
from dashboard.data.dataset import Library
from dashboard.data.here import here
from dashboard.data.reach import premises_reach
from dashboard.data.statistics import statistics
from dashboard.figures.premises_layer import premises_layer
from dashboard.ids import Page, Scan
from dashboard.layouts.here import here_card, several_cells
from dashboard.layouts.places import premises_note


def register(app: Dash, library: Library) -> None:
    """Wire the premises layer and the card of the pinned cell."""

    @app.callback(
        Output(Scan.PREMISES, "data"),
        Output(Scan.PREMISES_NOTE, "children"),
        Input(Page.URL, "data"),
        State(Page.VERSION, "data"),
        State(Scan.PREMISES_NOTE, "children"),
    )
    def show_premises(search: Any, version: Any, said: Any) -> Any:
        return panel(
            lambda: _premises(looking(library, search, version), said), lambda message: (None, message)
        )

    @app.callback(Output(Scan.HERE, "children"), Input(Page.URL, "data"), State(Page.VERSION, "data"))
    def say_what_is_here(search: Any, version: Any) -> Any:
        return panel(lambda: _here(looking(library, search, version)), lambda message: message)

    app.clientside_callback(
        ClientsideFunction("hexscan", "showPremises"),
        Output(Scan.PREMISES, "clear_data"),
        Input(Scan.PREMISES, "data"),
    )


def _premises(view: Looking, said: Any) -> tuple[Any, Any]:
    """Nothing while the layer is off, and not even that while it stays off.

    Like cells, dots are those of the whole area, whatever is pinned.
    """
    selection = view.selection
    if "premises" not in selection.layers:
        return (no_update, no_update) if said == [] else (None, [])
    whole = selection.without_places()
    table = queries.premises(view.dataset, whole, view.source)
    note = premises_note(
        premises_reach(view.dataset, selection, view.source),
        table,
        f"/export/premises.csv{whole.to_query(view.dataset.catalogue)}",
    )
    return premises_layer(table, selection.within), note


def _here(view: Looking) -> list[Component]:
    """The card, or nothing where no cell is pinned."""
    dataset, selection = view.dataset, view.selection
    if not selection.cells:
        return []
    if len(selection.cells) > 1:
        pinned = selection.replace(pins=(), box=None)
        return several_cells(len(selection.cells), statistics(dataset, pinned, view.source).incidents)
    found = here(dataset, selection, view.source, selection.cells[0])
    return here_card(found, dataset.areas, dict(dataset.types))
