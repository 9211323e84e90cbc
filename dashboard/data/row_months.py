"""Every month of the version for each row of a table: what a small line beside the row draws.

The months of a row are those that `queries.months` gives for the row's own area or crime type, all rows
counted in one pass over the cube.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dashboard.data.area_rows import listed_areas, months_of_level
from dashboard.data.areas import ELSEWHERE, NO_LOCATION, UNPLACED, AreaTree
from dashboard.data.reporting import any_force
from dashboard.data.schema import Level
from dashboard.data.view import View


class RowMonths(NamedTuple):
    """[rows, months of the version]: incidents, and whether any force of the row reported in the month."""

    incidents: npt.NDArray[np.int64]
    known: npt.NDArray[np.bool_]
    """False where nobody reported: then there are no data, whatever strays `incidents` counts."""

    def lists(self) -> list[list[int | None]]:
        """For each row its months in order; None where nobody reported, which is not 0."""
        if self.known.all():
            return self.incidents.tolist()
        counts = self.incidents.astype(object)
        counts[~self.known] = None
        return counts.tolist()


def area_months(view: View, level: Level, codes: Sequence[str]) -> RowMonths:
    """The months of the areas of a level, one row for each of `codes` in their order.

    `codes` are those of `queries.areas` or `areas_in_brief`, with the rows for what is unplaced, has no
    location or lies elsewhere; what of the view belongs to none of them is left out.
    """
    tree = view.dataset.areas
    listed = listed_areas(view, level)
    every = months_of_level(view, level).monthly()
    row_of = {tree.codes[index]: row for row, index in enumerate(listed.tolist())}
    row_of |= {UNPLACED: len(listed), NO_LOCATION: len(listed) + 1}
    rows = np.array([row_of.get(code, -1) for code in codes], dtype=np.int64)
    incidents = np.where((rows >= 0)[:, np.newaxis], every[rows], 0)
    forces = np.where((rows >= 0)[:, np.newaxis], view.selected_forces, False)
    areas = (rows >= 0) & (rows < len(listed))
    forces[areas] = view.forces_by_area[listed[rows[areas]]]
    if ELSEWHERE in codes:
        others = np.setdiff1d(np.arange(len(listed)), rows)
        incidents[list(codes).index(ELSEWHERE)] = every[others].sum(axis=0)
    return RowMonths(incidents, reported_months(view, forces))


def row_of_leaf(tree: AreaTree, level: Level, codes: Sequence[str]) -> npt.NDArray[np.int64]:
    """For each area index, which of `codes` (see `area_months`) it counts in; -1 where it is none of them."""
    row_of = {code: row for row, code in enumerate(codes)}
    ancestors = tree.ancestors(level)
    group = np.full(len(tree.codes), row_of.get(UNPLACED, -1), dtype=np.int64)
    group[tree.no_locations] = row_of.get(NO_LOCATION, -1)
    placed = ancestors >= 0
    group[placed] = [row_of.get(tree.codes[index], row_of.get(ELSEWHERE, -1)) for index in ancestors[placed]]
    return group


def type_months(view: View) -> RowMonths:
    """The months of the selected crime types that the source records, in the order of `queries.types`."""
    monthly = view.months_by_type.monthly()
    return RowMonths(monthly, reported_months(view, np.tile(view.selected_forces, (len(monthly), 1))))


def reported_months(view: View, forces: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """[rows, months]: whether any of a row's forces reported in a month."""
    return any_force(forces, view.covered)
