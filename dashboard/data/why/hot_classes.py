"""What kind of hotspot each cell is, by quarters: persistent, emerging, intermittent or former."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dashboard.analysis.emerging import Kind
from dashboard.data.emerging_rules import RULES, Way
from dashboard.data.followed import followed
from dashboard.data.hotspot_ground import ground_of
from dashboard.data.view import View
from dashboard.selection import Selection

NO_CLASS = "not-hot"
"""What is no hotspot in any of the ways below, or where that is not known."""

RULE, STEP = "kinds", "quarter"
"""Single months hold too few incidents in most cells."""

CLASSES = (Kind.PERSISTENT_HOT, Kind.EMERGING_HOT, Kind.INTERMITTENT_HOT, Kind.FORMER_HOT)


class HotClasses(NamedTuple):
    """Classes of the selected pieces."""

    names: tuple[str, ...]
    """The classes that there are among the cells of these partnerships, in the order of `CLASSES`."""
    of_piece: npt.NDArray[np.int64]
    """[selected pieces]: place in `names`, -1 where a cell is of no such class."""


def hot_classes(view: View, selection: Selection) -> HotClasses | None:
    """The class of each selected piece, from the quarters that end with the selected period: those that Scan
    outlines (`emerging_places`), by the rings of neighbours and the guard against chance of `selection`.

    Classes are those of whole partnerships, whatever is pinned. None where no partnership has four quarters
    without a gap, or no cell is of any class.
    """
    way = Way(RULE, STEP, selection.rings, selection.chance)
    found = followed(view.dataset, view.selection, view.source.key, way)
    kinds = RULES[RULE].kinds
    names = tuple(kind for kind in CLASSES if (found.kind == kinds.index(kind)).any())
    if not names:
        return None
    of_kind = np.array([names.index(kind) if kind in names else -1 for kind in kinds])
    ground = ground_of(view.dataset, view.source.key)
    of_part = np.full(len(ground.cells) + 1, -1, dtype=np.int64)  # the last is for pieces of no part
    of_part[found.parts] = of_kind[found.kind]
    return HotClasses(tuple(kind.value for kind in names), of_part[ground.part_of_piece[view.pieces]])
