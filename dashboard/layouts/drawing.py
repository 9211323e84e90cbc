"""A place the page draws a chart in, with the same figures for whoever can't see it."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.layouts.attributes import aria, data


def drawing(part: str, name: str, walk: str) -> list[Component]:
    """The place of id `part`, which arrow keys walk as `walk` says; beside it its summary and table, unseen.

    The title, of id `<part>-title`, is the caller's own.
    """
    seen = html.Div(
        id=part,
        className="drawing",
        role="group",
        tabIndex=-1,
        **data(drawing=name, walk=walk),
        **aria(labelledby=f"{part}-title", describedby=f"{part}-summary"),
    )
    unseen = html.Div(
        [html.P(id=f"{part}-summary"), html.Div(id=f"{part}-table", **data(numbers=name))],
        className="visually-hidden",
    )
    return [seen, unseen]
