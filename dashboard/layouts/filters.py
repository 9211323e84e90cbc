"""The filter bar: what to look at (area, crime types, period, sources), how, and what lies on top of it."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.data.schema import BANDS_METRES
from dashboard.ids import Scan, control
from dashboard.layouts.attributes import aria, data
from dashboard.layouts.chips import LAYER_NAMES
from dashboard.layouts.choices import Choices
from dashboard.layouts.when_filter import when_filter

_MEASURES = {"count": "Count", "rate": "Rate", "change": "Change"}
LIST_IN_MAIN: dict[str, Any] = {"portalProps": {"target": "#main"}, "zIndex": 1500}
"""Where the list of a control opens: inside the landmark of the page, and above the map's buttons."""
_MOST_AREAS_SHOWN = 200  # of all that match what was typed
SPEAKS_LATE = {"debounce": 250}
"""What a list says of a choice comes after the panels were painted: assets/choosing.js heard it before."""


def filter_bar(choices: Choices) -> Component:
    """The controls; each is `{"control": field}` and shows what the URL says."""
    parts = [area_filter(choices), types_filter(choices), period_filter(choices), when_filter(choices)]
    if len(choices.sources) > 1:
        parts.append(sources_filter(choices))
    parts += [_measure(), _layers()]
    return html.Div(parts, className="filters", role="search", **aria(label="Choose what to look at"))


def distance_switch() -> Component:
    """How near licensed premises is near; shown together with that layer."""
    switch = dmc.SegmentedControl(
        id=control("within"),
        data=[{"label": f"{metres} m", "value": str(metres)} for metres in BANDS_METRES],
        value=str(BANDS_METRES[0]),
        size="xs",
        className="switch",
        **aria(label="Distance from licensed premises"),
    )
    return html.Div(
        [html.Span("Within ", **aria(hidden="true")), switch],
        className="distance",
        **data(with_layer="premises"),
    )


def area_filter(choices: Choices) -> Component:
    """Which area it is about."""
    return labelled(
        "Area",
        dmc.Select(
            id=control("area"),
            data=choices.areas,
            value=choices.defaults["area"],
            searchable=True,
            allowDeselect=False,
            selectFirstOptionOnChange=True,  # typing a name and pressing Enter is enough
            nothingFoundMessage="No area of that name here. Wards of other forces are listed inside them.",
            limit=_MOST_AREAS_SHOWN,
            **SPEAKS_LATE,
            **look("Area"),
        ),
    )


def types_filter(choices: Choices) -> Component:
    """Which crime types count."""
    return labelled(
        "Crime type",
        dmc.Select(
            id=control("types"),
            data=choices.types,
            value=choices.defaults["types"],
            searchable=True,
            allowDeselect=False,
            selectFirstOptionOnChange=True,
            nothingFoundMessage="No crime type of that name",
            **SPEAKS_LATE,
            **look("Crime types"),
        ),
        also="filter-types",
    )


def period_filter(choices: Choices) -> Component:
    """Which months count."""
    return labelled(
        "Period",
        dmc.Select(
            id=control("period"),
            data=choices.periods,
            value=choices.defaults["period"],
            allowDeselect=False,
            renderOption={"function": "periodOption"},
            **SPEAKS_LATE,
            **look("Period"),
        ),
        also="filter-period",
    )


def sources_filter(choices: Choices) -> Component:
    """Whose records count."""
    return labelled(
        "Sources",
        dmc.MultiSelect(
            id=control("sources"),
            data=choices.sources,
            value=choices.defaults["sources"],
            renderOption={"function": "sourceOption"},
            **look("Sources"),
        ),
        also="filter-sources",
    )


def _measure() -> Component:
    return dmc.SegmentedControl(
        id=control("measure"),
        data=[{"label": label, "value": value} for value, label in _MEASURES.items()],
        value="count",
        size="sm",
        className="measure",
        **aria(label="What the colours of the map show"),
    )


def _layers() -> Component:
    """Buttons that are on or off; assets/pickclicks.js shows which, and what a click means."""
    buttons = [
        html.Button(
            [html.Span("✓ ", className="tick", **aria(hidden="true")), label],
            type="button",
            className=f"layer layer-{name}",
            **data(layer=name),
            **aria(pressed="false"),
        )
        for name, label in LAYER_NAMES.items()
    ]
    lock = html.Button(
        html.Span(className="lock-sign", **aria(hidden="true")),
        id=Scan.LOCK,
        type="button",
        className="lock",
        title="Hold what is under the pointer",
        **aria(label="Hold what is under the pointer", pressed="false"),
    )
    return html.Div([*buttons, lock], className="layers", role="group", **aria(label="On the map"))


def labelled(label: str, field: Component, also: str = "") -> Component:
    """A control with its label beside it, framed."""
    return html.Div(
        [html.Span(label, className="filter-label", **aria(hidden="true")), field],
        className=f"filter {also}".strip(),
    )


def look(label: str) -> dict[str, Any]:
    """Appearance and name every control shares; they share the width of the bar."""
    return {
        "aria-label": label,
        "w": "100%",
        "size": "sm",
        "variant": "unstyled",
        "withScrollArea": False,  # the list itself scrolls, and can be reached by keyboard to do so
        "styles": {"options": {"maxHeight": 420, "overflowY": "auto"}},
        "attributes": {"options": {"tabIndex": 0}},
        "comboboxProps": {"width": 320, "position": "bottom-start", "shadow": "md", **LIST_IN_MAIN},
    }
