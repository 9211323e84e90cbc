"""The map's legend: what each colour stands for."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.figures.classes import class_names


def legend(limits: list[int], colours: Sequence[str]) -> list[Component]:
    """A swatch and its range for each class."""
    entries = [
        html.Li([html.Span(className="swatch", style={"background": colour}), name])
        for colour, name in zip(colours, class_names(limits), strict=True)
    ]
    return [html.Span("Incidents in a cell", className="legend-title"), html.Ul(entries)]
