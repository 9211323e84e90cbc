"""Every month of the version for each row of a table: what a small line beside the row draws.

The months of a row are those that `queries.months` gives for the row's own area or crime type, all rows
counted in one pass over the cube.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dashboard.data.areas import ELSEWHERE, NO_LOCATION, UNPLACED, AreaTree
from dashboard.data.schema import Level
from dashboard.data.view import View


class RowMonths(NamedTuple):
    """[rows, months of the version]: incidents, and whether any force of the row reported in the month."""

    incidents: npt.NDArray[np.int64]
    known: npt.NDArray[np.bool_]
    """False where nobody reported: then there are no data, whatever strays `incidents` counts."""

    def lists(self) -> list[list[int | None]]:
        """For each row its months in order; None where nobody reported, which is not 0."""
        return [
            [int(count) if known else None for count, known in zip(counts, reported, strict=True)]
            for counts, reported in zip(self.incidents, self.known, strict=True)
        ]


def area_months(view: View, level: Level, codes: Sequence[str]) -> RowMonths:
    """The months of the areas of a level, one row for each of `codes` in their order.

    `codes` are those of `queries.areas` or `areas_in_brief`, with the rows for what is unplaced, has no
    location or lies elsewhere; what of the view belongs to none of them is left out.
    """
    tree = view.dataset.areas
    ancestors = tree.ancestors(level)
    group = row_of_leaf(tree, level, codes)
    monthly = view.monthly(group[view.leaves], len(codes)).sum(axis=1)
    index_of = {tree.codes[index]: int(index) for index in np.unique(ancestors[ancestors >= 0])}
    forces = [
        view.forces_of(index_of[code]) if code in index_of else view.selected_forces & (code != ELSEWHERE)
        for code in codes
    ]
    return RowMonths(monthly, _reported(view, forces))


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
    monthly = view.by_type_and_month()
    return RowMonths(monthly, _reported(view, [view.selected_forces] * len(monthly)))


def _reported(view: View, forces: Sequence[npt.NDArray[np.bool_]]) -> npt.NDArray[np.bool_]:
    """[rows, months]: whether any of a row's forces reported in a month."""
    rows = [view.covered[row].any(axis=0) for row in forces]
    return np.array(rows, dtype=bool).reshape(len(rows), view.covered.shape[1])
