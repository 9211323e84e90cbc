"""The filter bar: area, crime types, period, sources."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.ids import control
from dashboard.layouts.attributes import aria
from dashboard.layouts.choices import Choices


def filter_bar(choices: Choices) -> Component:
    """The controls; each is `{"control": field}` and shows what the URL says."""
    parts = [_area(choices), _types(choices), _period(choices)]
    if len(choices.sources) > 1:
        parts.append(_sources(choices))
    return html.Div(parts, className="filters", role="search", **aria(label="Choose what to look at"))


def _area(choices: Choices) -> Component:
    return _labelled(
        "Area",
        dmc.Select(
            id=control("area"),
            data=choices.areas,
            value=choices.defaults["area"],
            searchable=True,
            allowDeselect=False,
            selectFirstOptionOnChange=True,  # typing a name and pressing Enter is enough
            nothingFoundMessage="No area of that name",
            **_look("Area"),
        ),
    )


def _types(choices: Choices) -> Component:
    return _labelled(
        "Crime type",
        dmc.MultiSelect(
            id=control("types"),
            data=choices.types,
            value=[],
            placeholder="All crime",
            clearable=True,
            searchable=True,
            clearButtonProps={"aria-label": "Show all crime types"},
            **_look("Crime types"),
        ),
    )


def _period(choices: Choices) -> Component:
    return _labelled(
        "Period",
        dmc.Select(
            id=control("period"),
            data=choices.periods,
            value=choices.defaults["period"],
            allowDeselect=False,
            **_look("Period"),
        ),
    )


def _sources(choices: Choices) -> Component:
    return _labelled(
        "Sources",
        dmc.MultiSelect(
            id=control("sources"),
            data=choices.sources,
            value=choices.defaults["sources"],
            **_look("Sources"),
        ),
    )


def _labelled(label: str, field: Component) -> Component:
    return html.Div(
        [html.Span(label, className="filter-label", **aria(hidden="true")), field], className="filter"
    )


def _look(label: str) -> dict[str, Any]:
    """Appearance and name every control shares; they share the width of the bar."""
    return {
        "aria-label": label,
        "w": "100%",
        "size": "sm",
        "variant": "unstyled",
        "maxDropdownHeight": 420,
        "comboboxProps": {"width": 320, "position": "bottom-start", "shadow": "md"},
    }
