"""What a way to look for hotspots gives the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from dashboard.callbacks.looking import Looking
from dashboard.layouts.elements import Element


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


def everywhere(view: Looking) -> str:
    """The area that hotspots are sought in, where the rest of the page speaks of a pinned part of it."""
    return view.dataset.areas.name(view.selection.area) if view.selection.pinned else ""
