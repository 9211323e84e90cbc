"""Chips: a button for each thing that is pinned or filtered; it says what, and takes it back."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from dashboard.data.dataset import Dataset
from dashboard.layouts import words
from dashboard.layouts.attributes import aria, data
from dashboard.layouts.elements import Button, Div, Element, Span
from dashboard.layouts.premises_words import closing_in_words, premises_called
from dashboard.layouts.when_words import hours_said
from dashboard.query_fields import ALL_COLD
from dashboard.selection import Selection

LAYER_NAMES = {"hotspots": "Hotspots", "premises": "Licensed premises"}
_LENSES = {
    "more": "Hotspots: more than expected",
    "kinds": "Hotspots over time",
    "classes": "Hotspots over time",
}
_SPOT_NAMES = {ALL_COLD: "Only cold spots"}
_MOST_TYPES = 4  # named one by one; more are one chip

ALL = "all"


@dataclasses.dataclass(frozen=True)
class Chip:
    """One thing chosen: `field` and `value` are what assets/picks.js takes back."""

    field: str
    label: str
    value: str = ""  # one of several in the field; "": all of it
    inside: str = ""  # code of an area that can be looked into


def chips(dataset: Dataset, selection: Selection, *, premises: bool = False) -> list[Element]:
    """The chips of a selection in a list, and from two on one more beside it that takes all of it back.

    With `premises` also what is chosen of these, which only "Why here?" goes by.
    """
    chosen = [*_chosen(dataset, selection), *(_of_premises(dataset, selection) if premises else ())]
    if not chosen:
        return []
    layout: list[Element] = [Div([chip_button(chip) for chip in chosen], className="chips-list")]
    if len(chosen) > 1:
        layout.append(Button("Clear all", type="button", className="chip chip-all", **data(clear=ALL)))
    return layout


def _chosen(dataset: Dataset, selection: Selection) -> Iterator[Chip]:
    default = Selection.default(dataset.catalogue)
    tree = dataset.areas
    if selection.area != default.area:
        yield Chip("area", tree.name(selection.area))
    for code in selection.pins:
        yield Chip("pins", tree.name(code), code, inside=code if tree.levels_below(code) else "")
    for label, cell in zip(_cell_labels(selection.cells), selection.cells, strict=True):
        yield Chip("cell", label, cell)
    if selection.box is not None:
        yield Chip("box", "Only what is in view")
    yield from _types(dict(dataset.types), selection.types)
    if (selection.start, selection.end) != (default.start, default.end):
        yield Chip("period", words.period(selection.start, selection.end))
    if selection.some_hours:
        yield Chip("when", hours_said(selection))
    if selection.shown_class is not None:
        yield Chip("class", "Only one class of the legend")
    if selection.spot and selection.hot in ("kinds", "classes"):
        yield Chip("spot", _SPOT_NAMES.get(selection.spot, f"Only {selection.spot.replace('-', ' ')}s"))
    for layer in selection.layers:
        named = _LENSES.get(selection.hot) if layer == "hotspots" else None
        yield Chip("layers", named or LAYER_NAMES[layer], layer)
    if selection.sources != default.sources:
        names = tuple(dataset.sources[key].name for key in selection.sources)
        yield Chip("sources", words.listed(names))


def _of_premises(dataset: Dataset, selection: Selection) -> Iterator[Chip]:
    if selection.kind:
        yield Chip("kind", f"Near {premises_called(dataset, selection.kind)}")
    if selection.closes:
        yield Chip("closes", f"Premises {closing_in_words(selection.closes)}")


def _cell_labels(cells: tuple[str, ...]) -> list[str]:
    if len(cells) == 1:
        return ["One map cell"]
    return [f"Map cell {number}" for number, _ in enumerate(cells, start=1)]


def _types(labels: dict[str, str], types: tuple[str, ...]) -> Iterator[Chip]:
    """A chip for each type; those that make up a group, or are many, are one."""
    if len(types) > _MOST_TYPES or words.group_named(types, labels):
        yield Chip("types", words.crime(types, labels))
        return
    for name in types:
        yield Chip("types", labels[name], name)


def chip_button(chip: Chip) -> Element:
    """What takes the thing back, with a way into it where that is an area with others inside."""
    take_back = Button(
        [chip.label, Span(" ×", **aria(hidden="true"))],
        type="button",
        className="chip",
        **data(clear=chip.field, value=chip.value),
        **aria(label=f"Remove {chip.label}"),
    )
    if not chip.inside:
        return take_back
    look = Button(
        "Look inside",
        type="button",
        className="chip-inside",
        **data(inside=chip.inside),
        **aria(label=f"Look inside {chip.label}"),
    )
    return Span([take_back, look], className="chip-pair", **data(key=chip.inside))
