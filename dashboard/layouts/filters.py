"""The filter bar: area, crime types, period, sources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.data.dataset import Dataset
from dashboard.data.schema import Level, Source, month_text
from dashboard.ids import control
from dashboard.layouts import words
from dashboard.layouts.attributes import aria
from dashboard.selection import Catalogue

_GROUPS = {
    Level.REGION: "Regions",
    Level.FORCE: "Police forces",
    Level.PARTNERSHIP: "Partnerships",
    Level.WARD: "Wards",
}


def filter_bar(dataset: Dataset) -> Component:
    """The controls; each is `{"control": field}` and shows what the URL says."""
    catalogue = dataset.catalogue
    parts = [
        _area(dataset),
        _types(catalogue),
        _period(catalogue),
    ]
    if len(catalogue.sources) > 1:
        parts.append(_sources(list(catalogue.sources.values())))
    return html.Div(parts, className="filters", role="search", **aria(label="Choose what to look at"))


def area_options(dataset: Dataset) -> list[dict[str, Any]]:
    """Areas to choose from, grouped by level, larger first; only those somebody reports on."""
    tree = dataset.areas
    grouped: list[dict[str, Any]] = [
        {"group": "Everything", "items": [{"value": "all", "label": tree.names[0]}]}
    ]
    for level, title in _GROUPS.items():
        items = [
            {"value": tree.codes[index], "label": _area_label(dataset, index, level)}
            for index in tree.within("all", level)
            if tree.covered[index] and tree.positions[tree.codes[index]] == index
        ]
        if items:
            grouped.append({"group": title, "items": items})
    return grouped


def _area_label(dataset: Dataset, index: int, level: Level) -> str:
    """A ward's name is told apart by its partnership's."""
    tree = dataset.areas
    if level is not Level.WARD:
        return tree.names[index]
    return f"{tree.names[index]} ({tree.names[int(tree.parents[index])]})"


def periods(catalogue: Catalogue) -> list[tuple[str, int, int]]:
    """Periods offered, as (name, first month, last month)."""
    first, last = catalogue.first_month, catalogue.last_month
    offered = [
        ("Latest month", last, last),
        ("Latest 3 months", last - 2, last),
        ("Latest 12 months", last - 11, last),
        ("Year to date", last - last % 12, last),
        *((f"Year {year}", year * 12, year * 12 + 11) for year in range(last // 12, first // 12 - 1, -1)),
        ("All months", first, last),
    ]
    kept: dict[tuple[int, int], str] = {}
    for name, start, end in offered:
        if start >= first and end <= last:
            kept.setdefault((start, end), name)
    return [(name, start, end) for (start, end), name in kept.items()]


def period_value(start: int, end: int) -> str:
    """A period as the value of the control; assets/selection.js takes it apart."""
    return f"{month_text(start)}..{month_text(end)}"


def _area(dataset: Dataset) -> Component:
    return _labelled(
        "Area",
        dmc.Select(
            id=control("area"),
            data=area_options(dataset),
            value="all",
            searchable=True,
            allowDeselect=False,
            nothingFoundMessage="No area of that name",
            **_look("Area", 240),
        ),
    )


def _types(catalogue: Catalogue) -> Component:
    return _labelled(
        "Crime type",
        dmc.MultiSelect(
            id=control("types"),
            data=[{"value": name, "label": label} for name, label in catalogue.types.items()],
            value=[],
            placeholder="All crime",
            clearable=True,
            searchable=True,
            clearButtonProps={"aria-label": "Show all crime types"},
            **_look("Crime types", 300),
        ),
    )


def _period(catalogue: Catalogue) -> Component:
    return _labelled(
        "Period",
        dmc.Select(
            id=control("period"),
            data=[
                {"value": period_value(start, end), "label": f"{name}: {words.short_period(start, end)}"}
                for name, start, end in periods(catalogue)
            ],
            value=period_value(catalogue.default_start, catalogue.last_month),
            allowDeselect=False,
            **_look("Period", 290),
        ),
    )


def _sources(sources: Sequence[Source]) -> Component:
    return _labelled(
        "Sources",
        dmc.MultiSelect(
            id=control("sources"),
            data=[{"value": source.key, "label": source.name} for source in sources],
            value=[sources[0].key],
            **_look("Sources", 300),
        ),
    )


def _labelled(label: str, field: Component) -> Component:
    return html.Div(
        [html.Span(label, className="filter-label", **aria(hidden="true")), field], className="filter"
    )


def _look(label: str, width: int) -> dict[str, Any]:
    """Appearance and name every control shares."""
    return {
        "aria-label": label,
        "w": width,
        "size": "sm",
        "variant": "unstyled",
        "maxDropdownHeight": 420,
        "comboboxProps": {"width": max(width, 300), "position": "bottom-start", "shadow": "md"},
    }
