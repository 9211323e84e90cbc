"""What hovering needs, for everything that can be hovered over: cells, areas, types and months at once.

The page keeps this answer and looks numbers up in it while the pointer moves, so they are made here, by the
same sums and the same verdict as everywhere else. Pinned places and the view have no part in it: it speaks of
the whole selected area, as the map does.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt

from dashboard.data.area_rows import row_of_area, rows_shown
from dashboard.data.areas import ELSEWHERE, NO_LOCATION, UNPLACED
from dashboard.data.changes import Changes, changes
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import disclose
from dashboard.data.grid import parents
from dashboard.data.queries import all_cells, table_level
from dashboard.data.row_months import RowMonths, area_months, row_of_leaf, type_months
from dashboard.data.schema import Level, month_text
from dashboard.data.view import View
from dashboard.selection import Selection

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclasses.dataclass(frozen=True)
class Parts:
    """What each cell's incidents consist of: entries `starts[i]` to `starts[i + 1]` are those of cell i."""

    starts: Integers  # [cells + 1]
    columns: Integers  # which type or area
    counts: Integers  # at least 1


@dataclasses.dataclass(frozen=True)
class Browse:
    """Numbers of one selection by cell (in the order of `all_cells`), area, type and month of the version."""

    months: tuple[str, ...]  # every month of the version, "2025-01"
    period: tuple[int, int]  # places of the first and the last selected month among them
    types: tuple[tuple[str, str], ...]  # slug and label of each selected type
    areas: tuple[str, ...]  # codes of the table's rows
    whole_months: RowMonths  # one row: everything selected, with or without a location
    cell_months: RowMonths
    area_months: RowMonths
    type_months: RowMonths
    cell_types: Parts  # incidents of the period
    cell_areas: Parts  # incidents of the period
    cell_changes: Changes


@dataclasses.dataclass(frozen=True)
class _Cells:
    """The cells of one resolution, seen through a view."""

    place: Integers  # [pieces]: which of `all_cells` each piece lies in, -1 without a point
    number: int
    forces: Flags  # [cells, forces + 1]: those that report on what is selected in a cell
    monthly: Integers  # [cells, forces + 1, months of the version]
    families: Integers  # [cells]: the partnership that most of a cell's incidents ever were in


def browse(dataset: Dataset, selection: Selection, source: str, resolution: int) -> Browse:
    """Everything hovering may show of the selected area, types and period, whatever places are pinned."""
    view = View(dataset, selection.without_places(), source)
    cells = _cells(view, resolution)
    level = table_level(dataset, selection)
    areas = _codes_of_rows(view, level)
    area = row_of_leaf(dataset.areas, level, areas)[view.leaves]
    by_type = np.tile(np.arange(len(view.type_indices))[:, np.newaxis], (1, view.number))
    slugs = [view.cube.types[index] for index in view.type_indices]
    found = Browse(
        months=tuple(month_text(m) for m in range(dataset.first_month, dataset.last_month + 1)),
        period=(view.period.start, view.period.stop - 1),
        types=tuple((slug, dataset.types[slug]) for slug in slugs),
        areas=tuple(areas),
        whole_months=_whole_months(view),
        cell_months=_cell_months(view, cells),
        area_months=area_months(view, level, areas),
        type_months=type_months(view),
        cell_types=_parts(cells, by_type, view.by_type_and_piece),
        cell_areas=_parts(cells, area, view.by_piece),
        cell_changes=_changes(view, cells),
    )
    return disclose(found, view.source)


def cell_changes(dataset: Dataset, selection: Selection, source: str, resolution: int) -> Changes:
    """The change of each of `all_cells` with its verdict, whatever places are pinned.

    A cell's siblings, which lend it their overdispersion where its own months are too few, are the cells of
    the same partnership.
    """
    view = View(dataset, selection.without_places(), source)
    return disclose(_changes(view, _cells(view, resolution)), view.source)


def _changes(view: View, cells: _Cells) -> Changes:
    return changes(view, cells.monthly, cells.forces, cells.families)


def _cells(view: View, resolution: int) -> _Cells:
    every = all_cells(view.dataset, view.source.key, resolution)
    place = _place(view, every, resolution)
    located = place >= 0
    forces = np.zeros((len(every), len(view.dataset.forces) + 1), dtype=bool)
    forces[place[located], view.forces[located]] = True
    forces[:, -1] = False  # nobody reports there
    key = ("cell families", view.source.key, resolution)
    families = view.dataset.once(key, lambda: _families(view, every, resolution))
    return _Cells(place, len(every), forces, view.monthly(place, len(every)), families)


def _place(view: View, every: npt.NDArray[np.uint64], resolution: int) -> Integers:
    """Which of `every` cell each piece lies in, -1 without a point."""
    cell = parents(view.cells, resolution)
    return np.where(cell > 0, np.searchsorted(every, cell), -1)


def _families(view: View, every: npt.NDArray[np.uint64], resolution: int) -> Integers:
    """Index of the partnership that holds most incidents, of all types and months, of each cell; or -1."""
    dataset = view.dataset
    everything = view.selection.replace(
        area="all", types=(), start=dataset.first_month, end=dataset.last_month
    )
    whole = View(dataset, everything, view.source.key)
    partnership = dataset.areas.ancestors(Level.PARTNERSHIP).astype(np.int64)[whole.leaves]
    cell, family, incidents = _summed(_place(whole, every, resolution), partnership, whole.by_piece)
    families = np.full(len(every), -1, dtype=np.int64)
    ascending = np.argsort(incidents, kind="stable")  # the last one written is the largest
    families[cell[ascending]] = family[ascending]
    return families


def _whole_months(view: View) -> RowMonths:
    monthly = view.monthly(np.zeros(view.number, dtype=np.int64), 1).sum(axis=1)
    known = np.asarray(view.covered[view.selected_forces].any(axis=0))
    return RowMonths(monthly, known[np.newaxis, :])


def _cell_months(view: View, cells: _Cells) -> RowMonths:
    """The months `queries.months` gives for a pinned cell; of one without an incident they are the area's."""
    held = np.bincount(cells.place[cells.place >= 0], minlength=cells.number) > 0
    forces = np.where(held[:, np.newaxis], cells.forces, view.selected_forces)
    return RowMonths(cells.monthly.sum(axis=1), forces.astype(np.int64) @ view.covered.astype(np.int64) > 0)


def _codes_of_rows(view: View, level: Level) -> list[str]:
    """Codes of the rows of `areas_in_brief`, in their order."""
    tree = view.dataset.areas
    listed = np.array(tree.within(view.selection.area, level), dtype=np.int64)
    group = row_of_area(view, level, listed)[view.leaves]
    incidents = np.bincount(group, weights=view.by_piece, minlength=len(listed) + 2).astype(np.int64)
    shown = rows_shown(tree, listed, incidents, tree.index(view.selection.area))
    apart = [row for row in shown if row < len(listed) and not tree.covered[listed[row]]]
    codes = [*(tree.codes[index] for index in listed), UNPLACED, NO_LOCATION]
    if len(apart) < 2 or len(apart) == len(shown):
        return [codes[row] for row in shown]
    return [*(codes[row] for row in shown if row not in set(apart)), ELSEWHERE]


def _parts(cells: _Cells, columns: Integers, counts: Integers) -> Parts:
    """Counts [..., pieces] summed by cell and column [..., pieces], without those that are 0."""
    cell, column, sums = _summed(np.broadcast_to(cells.place, counts.shape), columns, counts)
    return Parts(np.searchsorted(cell, np.arange(cells.number + 1)), column, sums)


def _summed(rows: Integers, columns: Integers, counts: Integers) -> tuple[Integers, Integers, Integers]:
    """Row, column and sum of each pair with a count, in order; a negative row or column leaves one out."""
    kept = (rows >= 0) & (columns >= 0) & (counts > 0)
    width = int(columns.max(initial=0)) + 1
    slots, inverse = np.unique(rows[kept] * width + columns[kept], return_inverse=True)
    sums = np.bincount(inverse.reshape(-1), weights=counts[kept], minlength=len(slots)).astype(np.int64)
    row, column = np.divmod(slots, width)
    return row, column, sums
