"""Which areas the table lists, and what its rows count."""

from __future__ import annotations

from dashboard.data.dataset import Dataset
from dashboard.data.schema import Level
from dashboard.selection import Selection


def table_level(dataset: Dataset, selection: Selection) -> Level:
    """The level asked for, else the natural one: partnerships, and what lies below once inside one.

    Larger levels come only where nothing smaller is known; a level of a single area offers no choice.
    """
    if selection.level:
        return Level(selection.level)
    tree = dataset.areas
    below = tree.levels_below(selection.area)
    for level in sorted(below, key=_NATURAL.index):
        if tree.covered[tree.inside(selection.area, level)].sum() > 1:
            return level
    return below[-1] if below else tree.level(selection.area)


_NATURAL = (Level.PARTNERSHIP, Level.WARD, Level.LSOA, Level.FORCE, Level.REGION)


def listing_of(dataset: Dataset, selection: Selection) -> Selection:
    """The selection that the rows of `areas` count in: without areas pinned in this very table."""
    own = {dataset.areas.level(code) for code in selection.pins} == {table_level(dataset, selection)}
    return selection.replace(pins=()) if own and not selection.cells else selection
