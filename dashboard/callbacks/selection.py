"""The controls and the URL, both in the page itself: assets/selection.js, which writes by assets/url.js.

What panels show of the URL is asked for by assets/answers.js; here it is told what it needs of the page.
"""

from __future__ import annotations

from dash import ALL, ClientsideFunction, Dash, Input, Output, State

from dashboard.ids import CONTROL, Page, Scan


def register(app: Dash) -> None:
    """Wire the controls to the URL, and the URL back to the controls."""
    app.clientside_callback(
        ClientsideFunction("hexscan", "lookAtFirst"),
        Output(Page.DEFAULTS, "clear_data"),  # never: on pages with panels alone, as this is
        Input(Page.VERSION, "data"),
        State(Page.DEFAULTS, "data"),
    )
    app.clientside_callback(
        ClientsideFunction("hexscan", "suitMap"),
        Output(Scan.RESOLUTION, "clear_data"),
        Input(Scan.RESOLUTION, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("hexscan", "writeControls"),
        Output(Page.WRITTEN, "data"),
        Input({CONTROL: ALL}, "value"),
        State(Page.DEFAULTS, "data"),
        State(Page.OFFERED, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("hexscan", "readQuery"),
        Output(Page.SYNCED, "data"),
        Input(Page.URL, "data"),
        State({CONTROL: ALL}, "id"),
        State({CONTROL: ALL}, "value"),
        State({CONTROL: ALL}, "data"),
        State(Page.DEFAULTS, "data"),
        State(Page.OFFERED, "data"),
    )
