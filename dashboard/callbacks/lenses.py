"""Ways to look for hotspots, as parts of the page: what each outlines on the map, says, and lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from dashboard.callbacks.looking import Looking
from dashboard.data.hotspots import hotspot_cells, hotspot_share
from dashboard.figures.hotspot_values import hotspot_values
from dashboard.layouts import table
from dashboard.layouts.elements import Element
from dashboard.layouts.hotspots import hotspot_columns, hotspot_note, hotspot_rows, nothing_listed
from dashboard.selection import Selection


class Listed(NamedTuple):
    """What the table is given: columns, rows, its title, and what to do with a row."""

    columns: list[dict[str, Any]]
    rows: list[dict[str, Any]]
    title: str
    hint: str


class Outlined(NamedTuple):
    """What the map is given while the layer of hotspots is on."""

    note: list[Element]
    """What is outlined, in a line; after it whatever explains it."""
    values: dict[str, Any]
    """What `paintHotspots` is told."""


class Lens(NamedTuple):
    """One way to look for hotspots."""

    outlined: Callable[[Looking], Outlined]
    listed: Callable[[Looking], Listed]


def _many(view: Looking) -> Outlined:
    dataset, selection = view.dataset, view.selection
    found = hotspot_cells(dataset, selection, view.source)
    share = hotspot_share(dataset, selection.without_places(), view.source)
    note = hotspot_note(share, everywhere=everywhere(view))
    return Outlined(note, hotspot_values(dataset.version, found))


def _many_listed(view: Looking) -> Listed:
    dataset, selection, source = view.dataset, view.selection, view.source
    found = hotspot_cells(dataset, selection, source)
    share = hotspot_share(dataset, selection.without_places(), source)
    columns = hotspot_columns(several_partnerships=found.area_name.nunique() > 1)
    hint = nothing_listed(share) or table.HINT
    return Listed(columns, hotspot_rows(found, pinned=selection.cells), "Hotspots", hint)


def everywhere(view: Looking) -> str:
    """The area that hotspots are sought in, where the rest of the page speaks of a pinned part of it."""
    return view.dataset.areas.name(view.selection.area) if view.selection.pinned else ""


LENSES: dict[str, Lens] = {
    "many": Lens(_many, _many_listed),
}
"""By the value of `Selection.hot`, in the order in which they are offered."""


def lens_of(selection: Selection) -> Lens:
    """The way that the reader has chosen."""
    return LENSES.get(selection.hot, LENSES["many"])
