"""What a data version lets the reader choose, as the values of the page's controls."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from dashboard.data.dataset import Dataset
from dashboard.data.schema import Level, month_text
from dashboard.layouts import words
from dashboard.layouts.table import NATURAL_LEVEL
from dashboard.selection import Catalogue

_GROUPS = {
    Level.REGION: "Regions",
    Level.FORCE: "Police forces",
    Level.PARTNERSHIP: "Partnerships",
    Level.WARD: "Wards",
}

_ENGLAND_AND_WALES = (52.5, -2.0)

Options = list[dict[str, Any]]


@dataclasses.dataclass(frozen=True)
class Choices:
    """Options of each control, what it shows while the URL is silent, and where the map begins."""

    areas: Options = dataclasses.field(default_factory=list)
    types: Options = dataclasses.field(default_factory=list)
    periods: Options = dataclasses.field(default_factory=list)
    sources: Options = dataclasses.field(default_factory=list)
    defaults: dict[str, Any] = dataclasses.field(
        default_factory=lambda: {
            "area": "all",
            "types": [],
            "period": "",
            "sources": [],
            "table": "area",
            "level": NATURAL_LEVEL,
        }
    )
    centre: tuple[float, float] = _ENGLAND_AND_WALES  # latitude, longitude


def choices_of(dataset: Dataset) -> Choices:
    """What this version offers."""
    catalogue = dataset.catalogue
    nothing = Choices()
    sources = [{"value": source.key, "label": source.name} for source in catalogue.sources.values()]
    return Choices(
        areas=_area_options(dataset),
        types=[{"value": name, "label": label} for name, label in catalogue.types.items()],
        periods=_period_options(catalogue),
        sources=sources,
        defaults=nothing.defaults
        | {
            "period": _period_value(catalogue.default_start, catalogue.last_month),
            "sources": [source["value"] for source in sources[:1]],
        },
        centre=_centre(dataset),
    )


def _centre(dataset: Dataset) -> tuple[float, float]:
    west, south, east, north = (float(edge) for edge in dataset.extents[0])
    if not math.isfinite(west):  # neither outlines nor points
        return _ENGLAND_AND_WALES
    return (south + north) / 2, (west + east) / 2


def _area_options(dataset: Dataset) -> list[dict[str, Any]]:
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


def _period_options(catalogue: Catalogue) -> Options:
    """Usual periods, then every single month, so that a month can be chosen without a mouse too."""
    usual = [
        {"value": _period_value(first, last), "label": f"{name}: {words.short_period(first, last)}"}
        for name, first, last in _periods(catalogue)
    ]
    named = {option["value"] for option in usual}
    months = [
        {"value": _period_value(month, month), "label": words.short_period(month, month)}
        for month in range(catalogue.last_month, catalogue.first_month - 1, -1)
        if _period_value(month, month) not in named
    ]
    return [{"group": "Periods", "items": usual}, {"group": "Single months", "items": months}]


def _periods(catalogue: Catalogue) -> list[tuple[str, int, int]]:
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


def _period_value(start: int, end: int) -> str:
    """A period as the value of the control; assets/selection.js takes it apart."""
    return f"{month_text(start)}..{month_text(end)}"
