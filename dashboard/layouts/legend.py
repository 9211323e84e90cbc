"""The map's legend: what each colour stands for, how often it occurs, and a button to see it alone."""

from __future__ import annotations

from typing import Any

from dashboard.figures.map_measures import Entry, Painting
from dashboard.layouts.attributes import aria
from dashboard.layouts.elements import Button, Div, Element, Li, Span, Ul

_SIGNS = {"up": "▲", "down": "▼"}


def legend(painted: Painting, shown: int | None) -> list[Element]:
    """A button for each class with its limits and how many cells or areas are in it.

    `shown`, counted from 1, is the one class that the map shows alone.
    """
    only = shown if shown is not None and shown <= len(painted.entries) else None
    classes = [
        Li(_button(entry, painted.noun, place, only)) for place, entry in enumerate(painted.entries, start=1)
    ]
    title = (
        painted.title if only is None else f"{painted.title}: only one class shown, choose it again for all"
    )
    return [
        Div(
            [Span(title), Span(f"(number of {painted.noun})", className="legend-unit")],
            className="legend-title",
        ),
        Ul(classes, className="legend-classes"),
    ]


def swatch(colour: str, sign: str) -> Element:
    """The colour of a class, with what is drawn in it."""
    return Span(
        _SIGNS.get(sign, ""),
        className=f"swatch {sign}".strip(),
        style={"--swatch": colour},
        **aria(hidden="true"),
    )


def listed_class(colour: str, sign: str, label: str, number: str) -> Element:
    """A class that can't be chosen, with how many cells or areas are in it."""
    parts = [swatch(colour, sign), label, Span(number, className="legend-number")]
    return Li(parts, className="legend-entry")


def _button(entry: Entry, noun: str, place: int, only: int | None) -> Element:
    one = noun.removesuffix("s")
    counted = f"{entry.number:,} {one if entry.number == 1 else noun}"
    label = f"{entry.label}: {counted}"
    marks: dict[str, Any] = {"data-legend-class": str(place)}
    return Button(
        [swatch(entry.colour, entry.sign), entry.label, Span(f"{entry.number:,}", className="legend-number")],
        type="button",
        className="legend-class" if only in (None, place) else "legend-class other",
        title=f"Show only these {noun}" if only != place else f"Show all {noun}",
        **marks,
        **aria(pressed=str(only == place).lower(), label=label),
    )
