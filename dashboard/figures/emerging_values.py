"""What the map outlines as hotspots and cold spots over time: corners of cells, and a mark for each class.

A mark is a letter, a kind of line and a colour, so that colour is never alone; hot and cold spots are never
drawn at once, so letters are those of the class whichever it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd

from dashboard.data.emerging_rules import is_cold
from dashboard.figures.hotspot_values import hotspot_values


class Mark(NamedTuple):
    """How a class is drawn, on the map and beside its name."""

    letter: str
    line: str
    """solid, double, dashed or dotted, as CSS calls them."""
    colour: str


COLD = "#00625a"

_MARKS = {
    "new": Mark("N", "solid", "#c22e00"),
    "emerging": Mark("E", "solid", "#c22e00"),
    "consecutive": Mark("C", "double", "#b84a00"),
    "intensifying": Mark("I", "solid", "#9c0060"),
    "persistent": Mark("P", "double", "#7a1f3d"),
    "intermittent": Mark("I", "dashed", "#7a5800"),
    "sporadic": Mark("S", "dashed", "#7a5800"),
    "oscillating": Mark("O", "dotted", "#5a2ca0"),
    "mixed": Mark("M", "dotted", "#5a2ca0"),
    "diminishing": Mark("D", "dashed", "#5a2ca0"),
    "former": Mark("F", "dotted", "#4a4a55"),
    "historical": Mark("H", "dotted", "#4a4a55"),
}
"""By the first word of a class; 4.5:1 or more on white, which is what stands round each line."""


def mark_of(kind: str) -> Mark:
    """The mark of a class of `emerging_cells`."""
    mark = _MARKS[kind.split()[0]]
    return mark._replace(colour=COLD) if is_cold(kind) else mark


def emerging_values(version: str, found: pd.DataFrame, said: Sequence[str]) -> dict[str, Any]:
    """version; kinds: [{letter, line, colour}]; hotspots: [{cell, corners, said, kind: place in kinds}].

    `found` are rows of `emerging_cells`; `said` is what the box beside the pointer says of each.
    """
    kinds = list(dict.fromkeys(found.kind))
    outlined = hotspot_values(version, found, said)
    spots = zip(outlined["hotspots"], found.kind, strict=True)
    return {
        **outlined,
        "kinds": [mark_of(kind)._asdict() for kind in kinds],
        "hotspots": [{**spot, "kind": kinds.index(kind)} for spot, kind in spots],
    }
