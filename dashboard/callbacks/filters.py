"""What the filters offer where that depends on the choice: areas inside, above and beside the present one."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, no_update

from dashboard.callbacks.looking import Looking, looking, panel
from dashboard.data.dataset import Library
from dashboard.ids import Page, Scan, control
from dashboard.layouts.area_options import area_options


def register(app: Dash, library: Library) -> None:
    """Wire the area control's list to the area in the URL."""

    @app.callback(
        Output(control("area"), "data"),
        Output(control("area"), "placeholder"),
        Output(Scan.AREA, "data"),
        Input(Page.URL, "data"),
        State(Scan.AREA, "data"),
        State(Page.VERSION, "data"),
    )
    def list_areas(search: Any, listed: Any, version: Any) -> Any:
        return panel(
            lambda: _areas(looking(library, search, version), listed),
            lambda _: (no_update, no_update, no_update),
        )


def _areas(view: Looking, listed: Any) -> tuple[Any, Any, Any]:
    """The list, only for another area than it was made for: it is much longer than all else that is sent.

    The name always: the control says it of an area that the address calls by another of its codes.
    """
    tree, code = view.dataset.areas, view.selection.area
    if code == listed:
        return no_update, tree.name(code), no_update
    return area_options(tree, code), tree.name(code), code
