"""What kind of hotspot each cell is, by quarters: persistent, emerging, intermittent or former."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dashboard.analysis.emerging import Kind, gistar_by_period, hotspot_classify, hotspot_states
from dashboard.data.view import View
from dashboard.data.why.long_run import long_run

QUARTER = 3
"""Months of a period: single months hold too few incidents in most cells."""

FEWEST_QUARTERS = 4

NO_CLASS = "not-hot"
"""What is no hotspot in any of the ways below, or where that is not known."""

CLASSES = (Kind.PERSISTENT_HOT, Kind.EMERGING_HOT, Kind.INTERMITTENT_HOT, Kind.FORMER_HOT)


class HotClasses(NamedTuple):
    """Classes of the selected pieces."""

    names: tuple[str, ...]
    """The classes that there are among the cells of these partnerships, in the order of `CLASSES`."""
    of_piece: npt.NDArray[np.int64]
    """[selected pieces]: place in `names`, -1 where a cell is of no such class."""
    quarters: int


class _OfParts(NamedTuple):
    names: tuple[str, ...]
    part_of_piece: npt.NDArray[np.int64]
    first: int
    of_part: npt.NDArray[np.int64]
    quarters: int


def hot_classes(view: View) -> HotClasses | None:
    """The class of each selected piece, from the quarters that end with the selected period.

    Classes are those of whole partnerships, whatever is pinned. None where no partnership has four quarters
    without a gap, or no cell is of any class.
    """
    selection = view.selection
    key = ("hot classes", view.source, selection.area, selection.types, selection.end)
    found = view.dataset.recent.get(key, lambda: _of_parts(view))
    if found is None:
        return None
    part = found.part_of_piece[view.pieces] - found.first
    inside = (part >= 0) & (part < len(found.of_part))
    of_piece = np.full(len(part), -1, dtype=np.int64)
    of_piece[inside] = found.of_part[part[inside]]
    return HotClasses(found.names, of_piece, found.quarters)


def _of_parts(view: View) -> _OfParts | None:
    run = long_run(view.dataset, view.selection, view.source.key, QUARTER * FEWEST_QUARTERS)
    if run is None:
        return None
    quarters = len(run.counts) // QUARTER
    latest = run.counts[len(run.counts) - QUARTER * quarters :]
    counts = latest.reshape(quarters, QUARTER, -1).sum(axis=1)
    bounds = run.ground.bounds[run.places.start : run.places.stop + 1] - run.parts.start
    states = hotspot_states(gistar_by_period(counts, run.areas), counts, bounds)
    kinds = hotspot_classify(states)
    names = tuple(kind for kind in CLASSES if (kinds == kind).any())
    if not names:
        return None
    of_part = np.full(len(kinds), -1, dtype=np.int64)
    for place, kind in enumerate(names):
        of_part[kinds == kind] = place
    return _OfParts(
        tuple(kind.value for kind in names), run.ground.part_of_piece, run.parts.start, of_part, quarters
    )
