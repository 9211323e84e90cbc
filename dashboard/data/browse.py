"""What hovering needs, for everything that can be hovered over: cells, areas, types and months at once.

The page keeps this answer and looks numbers up in it while the pointer moves, so they are made here, by the
same sums and the same verdict as everywhere else. Pinned places and the view have no part in it: it speaks of
the whole selected area, as the map does.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.analysis.trends import Verdict
from dashboard.data.area_cube import runs_of, summed_runs
from dashboard.data.area_rows import listed_areas, months_of_level, rows_shown
from dashboard.data.area_table import elsewhere
from dashboard.data.areas import ELSEWHERE, NO_LOCATION, UNPLACED
from dashboard.data.cell_index import cells_at, place_of_piece
from dashboard.data.changes import Changes, changes
from dashboard.data.controlled_answers import cell_changes as of_controlled
from dashboard.data.controlled_answers import unless_controlled
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import disclose
from dashboard.data.grouped import GroupedMonths
from dashboard.data.queries import table_level
from dashboard.data.row_months import RowMonths, area_months, reported_months, row_of_leaf, type_months
from dashboard.data.schema import Level, month_text
from dashboard.data.view import View, view_of
from dashboard.selection import Selection

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_NOT_COMPARED = list(Verdict).index(Verdict.NO_EARLIER)


@dataclasses.dataclass(frozen=True)
class Parts:
    """What each cell's incidents consist of: entries `starts[i]` to `starts[i + 1]` are those of row i."""

    starts: Integers  # [rows + 1]
    columns: Integers  # which type or area
    counts: Integers  # at least 1


@dataclasses.dataclass(frozen=True)
class Browse:
    """Numbers of one selection by cell, area, type and month of the version.

    Rows of cells are only those with a place in the selected area, whatever is known of them. Of all others
    there is no incident, and their months are reported as those of the whole.
    """

    months: tuple[str, ...]  # every month of the version, "2025-01"
    period: tuple[int, int]  # places of the first and the last selected month among them
    types: tuple[tuple[str, str], ...]  # slug and label of each selected type
    areas: tuple[str, ...]  # codes of the table's rows
    every: int  # how many `all_cells` there are
    cells: Integers  # which of them each row is, ascending
    whole_months: RowMonths  # one row: everything selected, with or without a location
    cell_months: RowMonths
    area_months: RowMonths
    type_months: RowMonths
    cell_types: Parts  # incidents of the period
    cell_areas: Parts  # incidents of the period
    cell_changes: Changes


@dataclasses.dataclass(frozen=True)
class _Cells:
    """The cells of one resolution that a view has pieces of."""

    every: int  # how many `all_cells` there are
    held: Integers  # [cells]: which of them each is, ascending
    place: Integers  # [pieces]: in which of the held cells each piece lies, ascending; -1 without a point
    number: int  # how many are held
    months: GroupedMonths  # by cell
    forces: Flags  # [cells, forces + 1]: those that report on what is selected in a cell
    families: Integers  # [cells]: the partnership that most of a cell's incidents ever were in


def browse(dataset: Dataset, selection: Selection, source: str, resolution: int) -> Browse:
    """Everything hovering may show of the selected area, types and period, whatever places are pinned."""
    view = view_of(dataset, selection.without_places(), source)
    cells = _cells(view, resolution)
    level = table_level(dataset, selection)
    areas = _codes_of_rows(view, level)
    area = row_of_leaf(dataset.areas, level, areas)[view.leaves]
    slugs = [view.cube.types[index] for index in view.type_indices]
    found = Browse(
        months=tuple(month_text(m) for m in range(dataset.first_month, dataset.last_month + 1)),
        period=(view.period.start, view.period.stop - 1),
        types=tuple((slug, dataset.types[slug]) for slug in slugs),
        areas=tuple(areas),
        every=cells.every,
        cells=cells.held,
        whole_months=_whole_months(view),
        cell_months=_cell_months(view, cells),
        area_months=area_months(view, level, areas),
        type_months=type_months(view),
        cell_types=_types_of_cells(view, cells),
        cell_areas=_parts(cells, area, view.by_piece),
        cell_changes=_changes(view, cells),
    )
    return disclose(found, view.source)


@unless_controlled(of_controlled)
def cell_changes(dataset: Dataset, selection: Selection, source: str, resolution: int) -> Changes:
    """The change of each of `all_cells` with its verdict, whatever places are pinned.

    A cell's siblings, which lend it their overdispersion where its own months are too few, are the cells of
    the same partnership.
    """
    view = view_of(dataset, selection.without_places(), source)
    cells = _cells(view, resolution)
    found = _changes(view, cells)
    now, before, z = np.full((3, cells.every), np.nan)
    places = np.full(cells.every, _NOT_COMPARED, dtype=np.int8)
    for every, held in ((now, found.now), (before, found.before), (z, found.z), (places, found.places)):
        every[cells.held] = held
    return disclose(Changes(now, before, z, places), view.source)


def _changes(view: View, cells: _Cells) -> Changes:
    return changes(view, cells.months, cells.forces, cells.families)


def _cells(view: View, resolution: int) -> _Cells:
    dataset, source = view.dataset, view.source.key
    every = place_of_piece(dataset, source, resolution)[view.pieces]
    new = np.r_[True, every[1:] != every[:-1]] & (every >= 0) if len(every) else every >= 0
    held = every[new].astype(np.int64)
    place = np.where(every >= 0, np.cumsum(new) - 1, -1)
    months = view.months_by_piece(place, len(held))
    forces = np.zeros((len(held), len(dataset.forces) + 1), dtype=bool)
    forces[months.groups, months.forces] = True
    forces[:, -1] = False  # nobody reports there
    key = ("cell families", source, resolution)
    families = dataset.once(key, lambda: _families(view, resolution))[held]
    return _Cells(
        len(cells_at(dataset, source, resolution)), held, place, len(held), months, forces, families
    )


def _families(view: View, resolution: int) -> Integers:
    """Index of the partnership that holds most incidents, of all types and months, of each cell; or -1."""
    dataset, source = view.dataset, view.source.key
    cube = dataset.cubes[source]
    place = place_of_piece(dataset, source, resolution)
    partnership = dataset.areas.ancestors(Level.PARTNERSHIP)[cube.leaves]
    cell, family, incidents = _summed(place, partnership, cube.together[-1])
    families = np.full(len(cells_at(dataset, source, resolution)), -1, dtype=np.int64)
    ascending = np.argsort(incidents, kind="stable")  # the last one written is the largest
    families[cell[ascending]] = family[ascending]
    return families


def _whole_months(view: View) -> RowMonths:
    known = np.asarray(view.covered[view.selected_forces].any(axis=0))
    return RowMonths(view.whole.monthly(), known[np.newaxis, :])


def _cell_months(view: View, cells: _Cells) -> RowMonths:
    """The months `queries.months` gives for a pinned cell."""
    return RowMonths(cells.months.monthly(), reported_months(view, cells.forces))


def _codes_of_rows(view: View, level: Level) -> list[str]:
    """Codes of the rows of `areas_in_brief`, in their order."""
    tree = view.dataset.areas
    listed = listed_areas(view, level)
    incidents = months_of_level(view, level).total(view.period)
    shown = rows_shown(tree, listed, incidents, tree.index(view.selection.area))
    every = [*(tree.codes[index] for index in listed), UNPLACED, NO_LOCATION]
    codes = [every[row] for row in shown]
    kept, apart = elsewhere(tree, codes)
    return [*(codes[row] for row in kept), *([ELSEWHERE] if len(apart) else [])]


def _types_of_cells(view: View, cells: _Cells) -> Parts:
    """The types of each cell's incidents, by their place among the selected ones."""
    counts = view.by_type_and_piece
    runs = runs_of(cells.place, np.arange(len(cells.place)))
    sums = np.ascontiguousarray(summed_runs(counts, runs).T)
    some = np.flatnonzero(sums != 0)
    held = np.zeros(cells.number, dtype=np.int64)
    held[runs.keys] = (sums != 0).sum(axis=1)
    starts = np.r_[0, np.cumsum(held)]
    return Parts(starts, some % max(len(counts), 1), sums.ravel()[some].astype(np.int64))


def _parts(cells: _Cells, columns: npt.NDArray[Any], counts: npt.NDArray[Any]) -> Parts:
    """Counts [pieces] summed by cell and column [pieces], without those that are 0."""
    cell, column, sums = _summed(cells.place, columns, counts)
    return Parts(np.searchsorted(cell, np.arange(cells.number + 1)), column, sums)


def _summed(
    rows: npt.NDArray[Any], columns: npt.NDArray[Any], counts: npt.NDArray[Any]
) -> tuple[Integers, Integers, Integers]:
    """Row, column and sum of each pair with a count, in order; a negative row or column leaves one out."""
    kept = np.flatnonzero((rows >= 0) & (columns >= 0) & (counts > 0))
    width = int(columns.max(initial=0)) + 1
    slots = rows[kept].astype(np.int64) * width + columns[kept]
    order = np.argsort(slots, kind="stable")  # nearly in order already
    runs = runs_of(slots[order], np.arange(len(order)))
    sums = summed_runs(counts[kept[order]].astype(np.int64), runs)
    row, column = np.divmod(runs.keys, width)
    return row, column, sums
