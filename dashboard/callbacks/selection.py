"""The URL: one writer, in the page itself (assets/selection.js), and what the controls show of it."""

from __future__ import annotations

from dash import ALL, ClientsideFunction, Dash, Input, Output, State

from dashboard.ids import CLEAR, CONTROL, Page, Scan


def register(app: Dash) -> None:
    """Wire everything the reader can choose to the URL, and the URL back to the controls."""
    app.clientside_callback(
        ClientsideFunction("hexscan", "writeQuery"),
        Output(Page.URL, "search"),
        Input({CONTROL: ALL}, "value"),
        Input({CLEAR: ALL}, "n_clicks"),
        Input(Scan.PICKED_CELL, "data"),
        Input(Scan.TABLE, "cellClicked"),
        Input(Scan.CHART, "clickData"),
        State(Scan.DEFAULTS, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("hexscan", "readQuery"),
        Output(Scan.SYNCED, "data"),
        Input(Page.URL, "search"),
        State({CONTROL: ALL}, "id"),
        State({CONTROL: ALL}, "value"),
        State(Scan.DEFAULTS, "data"),
        State(Scan.PERIODS, "data"),
    )
    app.clientside_callback(
        ClientsideFunction("hexscan", "reloadOnce"),
        Output(Page.NEWER, "clear_data"),
        Input(Page.NEWER, "data"),
    )
