"""What the hexagon map paints on the Compare page: areas by verdict or rate, in the classes of the table.

And the addresses that lead from there to an area's Scan.
"""

from __future__ import annotations

from typing import Any

from dashboard.comparison_fields import LEVELS
from dashboard.data.compared import Compared
from dashboard.data.dataset import Dataset
from dashboard.data.schema import Level
from dashboard.figures.compare_heat import shade_classes
from dashboard.figures.map_measures import DRAWN, Painting
from dashboard.figures.map_values import extent, outlined
from dashboard.selection import Selection

PLACE = "*"
"""Stands for an area's code in an address that serves all of them."""

_PLACE_IN_QUERY = "%2A"


def scan_template(dataset: Dataset, selection: Selection, *, hotspots: bool = False) -> str:
    """What `scan_address` gives of any area, `*` in place of its code."""
    return scan_address(dataset, selection, PLACE, hotspots=hotspots).replace(_PLACE_IN_QUERY, PLACE)


def scan_address(dataset: Dataset, selection: Selection, area: str, *, hotspots: bool = False) -> str:
    """Address of an area's Scan with the same crime types, period and sources.

    `hotspots`: with that layer on and its list in the table.
    """
    layers = selection.layers
    if hotspots and "hotspots" not in layers:
        layers = (*layers, "hotspots")
    there = selection.without_places().replace(
        area=area, level="", shown_class=None, table="hotspots" if hotspots else "area", layers=layers
    )
    return f"/{there.to_query(dataset.catalogue)}"


def compare_address(dataset: Dataset, selection: Selection) -> str:
    """Address at which a Scan's area, or the first of its pinned ones, is compared with similar areas.

    These are the other pinned ones where there are several of one kind.
    """
    first, *others = selection.pins or (selection.area,)
    there = selection.without_places()
    levels = {dataset.areas.level(code).value for code in selection.pins}
    if not others:
        there = there.replace(area=first)
    elif len(levels) == 1 and levels <= set(LEVELS):
        picked = there.comparison.replace(similar="picked", peers=tuple(sorted(others)))
        there = there.replace(area=first, comparison=picked)
    return f"/compare{there.to_query(dataset.catalogue)}"


def compare_map_values(
    dataset: Dataset, selection: Selection, c: Compared
) -> tuple[dict[str, Any], Painting]:
    """The values that the map paints: no cells, the areas compared in their classes; and these classes."""
    shades = shade_classes(c, None, selection.comparison.shade)
    painted = Painting(shades.title, "areas", tuple(shades.entries))
    drawn = c.level if c.level in DRAWN else Level.PARTNERSHIP
    level, codes = outlined(dataset, c.among)
    coloured: dict[str, Any] = {
        "level": drawn.value,
        "codes": list(c.codes),
        "names": list(c.names),
        "words": [""] * len(c.codes),  # the page has the line of each area
        "classes": [int(place) for place in shades.classes],
    }
    if drawn is not c.level:  # police forces have no outlines of their own
        coloured["parts"] = [outlined(dataset, code)[1] for code in c.codes]
    own = outlined(dataset, c.own_code)[1] if c.own_code else []
    values = {
        "version": dataset.version,
        "source": selection.sources[0],
        "cells": False,
        "measure": selection.comparison.shade,
        "counts": [],
        "breaks": [],
        "colours": [],
        "entries": [vars(entry) for entry in painted.entries],
        "shown_class": None,
        "dimmed": False,
        "area": c.among,
        "level": drawn.value,
        "row_level": drawn.value,
        "outline_area": codes,
        "outline_level": level,
        "fit": extent(dataset, c.among),
        "message": c.reason if not c.codes else "",
        "pinned_areas": [{"level": drawn.value, "codes": own}] if own else [],
        "areas": coloured,
    }
    return values, painted
