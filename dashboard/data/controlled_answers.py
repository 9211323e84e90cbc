"""What `queries` answers of a controlled source: the same, by disclosed counts of whole quarters."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.data.answered import CellCounts, MonthsByRow
from dashboard.data.area_table import AreaRows
from dashboard.data.cell_index import cells_at, place_of_piece
from dashboard.data.changes import Changes
from dashboard.data.controlled_tables import (
    areas_frame,
    areas_listed,
    controlled_area_rows,
    counts_in_words,
    quarters_of_areas,
    quarters_of_types,
    type_columns,
    types_listed,
)
from dashboard.data.controlled_view import ControlledView, controlled_view
from dashboard.data.dataset import Dataset
from dashboard.data.denominators import denominators
from dashboard.data.disclosure import disclose
from dashboard.data.grid import cell_text
from dashboard.data.listed import ListedArea, ListedType
from dashboard.data.quarters import QUARTER
from dashboard.data.schema import Level, month_text
from dashboard.data.table_levels import listing_of, table_level
from dashboard.selection import Selection

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Rest = ParamSpec("Rest")
Answer = TypeVar("Answer")
Asked = Callable[Concatenate[Dataset, Selection, str, Rest], Answer]


def unless_controlled(
    of_controlled: Asked[Rest, Answer],
) -> Callable[[Asked[Rest, Answer]], Asked[Rest, Answer]]:
    """A query that answers for open sources, with `of_controlled` answering for the others."""

    def decorate(query: Asked[Rest, Answer]) -> Asked[Rest, Answer]:
        @functools.wraps(query)
        def answer(
            dataset: Dataset, selection: Selection, source: str, *args: Rest.args, **more: Rest.kwargs
        ) -> Answer:
            chosen = of_controlled if dataset.sources[source].controlled else query
            return chosen(dataset, selection, source, *args, **more)

        return answer

    return decorate


def cells(dataset: Dataset, selection: Selection, source: str, resolution: int) -> pd.DataFrame:
    """cell (text), incidents ("withheld" where so few): the cells that hold at least one incident."""
    counts = _by_cell(controlled_view(dataset, selection, source), resolution)
    some = np.flatnonzero(counts != 0)
    texts = [cell_text(cell) for cell in cells_at(dataset, source, resolution)[some].tolist()]
    table = pd.DataFrame({"cell": pd.Series(texts, dtype="str"), "incidents": counts_in_words(counts[some])})
    return disclose(table, dataset.sources[source], counts=[counts])


def cell_counts(dataset: Dataset, selection: Selection, source: str, resolution: int) -> CellCounts:
    """Incidents in each of `all_cells`, whatever places are pinned, and where they are withheld."""
    seen = controlled_view(dataset, selection.without_places(), source)
    counts = _by_cell(seen, resolution)
    known = np.ones(len(counts), dtype=bool)
    view = seen.view
    unreported = np.logical_not(view.covered[:, view.period].any(axis=1))
    place = place_of_piece(dataset, source, resolution)[view.pieces]
    located = place >= 0
    known[place[located]] = False
    known[place[located & ~unreported[view.forces]]] = True
    known |= counts != 0
    withheld = np.isnan(counts)
    nobody = bool(unreported[view.selected_forces].all())
    found = CellCounts(np.nan_to_num(counts).astype(np.int64), known, withheld, nobody)
    return disclose(found, seen.source, counts=[found.incidents])


def _by_cell(seen: ControlledView, resolution: int) -> Floats:
    """The selected incidents in each of `all_cells`."""
    dataset, source = seen.view.dataset, seen.source.key
    place = place_of_piece(dataset, source, resolution)[seen.view.pieces]
    return seen.by_cell(place, len(cells_at(dataset, source, resolution)))


def cell_changes(dataset: Dataset, selection: Selection, source: str, resolution: int) -> Changes:
    """The change of each of `all_cells` with its verdict; cells of one partnership lend each other theirs."""
    seen = controlled_view(dataset, selection.without_places(), source)
    view, every = seen.view, cells_at(dataset, source, resolution)
    place = place_of_piece(dataset, source, resolution)[view.pieces].astype(np.int64)
    months = view.months_by_piece(place, len(every))
    forces = np.zeros((len(every), len(dataset.forces) + 1), dtype=bool)
    forces[months.groups, months.forces] = True
    forces[:, -1] = False  # nobody reports there
    families = np.full(len(every), -1, dtype=np.int64)
    families[place[place >= 0]] = dataset.areas.ancestors(Level.PARTNERSHIP)[view.leaves[place >= 0]]
    found = seen.changes(months, forces, families)
    return disclose(found, seen.source, counts=[found.now, found.before])


def areas(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """The columns of `queries.areas`, "withheld" or nothing in place of what is withheld."""
    rows, notes = _rows(dataset, selection, source)
    return disclose(areas_frame(rows, notes), dataset.sources[source], counts=_counts_of(rows))


def areas_in_brief(dataset: Dataset, selection: Selection, source: str) -> list[ListedArea]:
    """The rows of `areas` as a page lists them."""
    rows, notes = _rows(dataset, selection, source)
    return disclose(areas_listed(rows, notes), dataset.sources[source], counts=_counts_of(rows))


def _rows(dataset: Dataset, selection: Selection, source: str) -> tuple[AreaRows, list[str]]:
    seen = controlled_view(dataset, listing_of(dataset, selection), source)
    rows = controlled_area_rows(seen, table_level(dataset, selection))
    return rows, denominators(dataset, selection.area, rows.codes)


def _counts_of(rows: AreaRows) -> list[Any]:
    return [rows.incidents, rows.at_home, rows.change.now, rows.change.before]


def types(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """The columns of `queries.types`; incidents is "withheld" where it is."""
    columns = type_columns(controlled_view(dataset, selection, source))
    table = pd.DataFrame({**columns, "incidents": counts_in_words(columns["incidents"])})
    return disclose(table, dataset.sources[source], counts=_counts_in(columns))


def types_in_brief(dataset: Dataset, selection: Selection, source: str) -> list[ListedType]:
    """The rows of `types` as a page lists them."""
    columns = type_columns(controlled_view(dataset, selection, source))
    return disclose(types_listed(columns), dataset.sources[source], counts=_counts_in(columns))


def _counts_in(columns: dict[str, Any]) -> list[Any]:
    return [columns[name] for name in ("incidents", "compared", "before")]


class QuarterCounts(NamedTuple):
    """The whole quarters of the version, or of the period."""

    months: npt.NDArray[np.int64]
    """The first month of each."""
    incidents: Floats
    """NaN where withheld."""
    covered: npt.NDArray[np.int64]
    """How many of the selection's forces reported the whole quarter."""
    forces: int


def every_quarter(dataset: Dataset, selection: Selection, source: str) -> QuarterCounts:
    """Incidents of every whole quarter of the version, whatever period is selected."""
    seen = controlled_view(dataset, selection, source)
    covered = seen.view.covered[seen.view.selected_forces][:, seen.quarters].sum(axis=0, dtype=np.int64)
    found = QuarterCounts(
        seen.quarters + dataset.first_month,
        seen.quarterly(seen.view.whole)[0],
        covered,
        int(seen.view.selected_forces.sum()),
    )
    return disclose(found, seen.source, counts=[found.incidents])


def months(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """month ("2025-01 to 2025-03"), incidents, forces_covered, forces: each quarter of the period."""
    found = every_quarter(dataset, selection, source)
    counted = controlled_view(dataset, selection, source).view.selection
    inside = (found.months >= counted.start) & (found.months <= counted.end)
    known = np.where(found.covered > 0, found.incidents, np.inf)[inside]
    table = pd.DataFrame(
        {
            "month": [
                f"{month_text(m)} to {month_text(m + QUARTER - 1)}" for m in found.months[inside].tolist()
            ],
            "incidents": counts_in_words(known),
            "forces_covered": found.covered[inside],
            "forces": found.forces,
        }
    )
    return disclose(table, dataset.sources[source], counts=[known[np.isfinite(known)]])


def months_of_areas(dataset: Dataset, selection: Selection, source: str, codes: Sequence[str]) -> MonthsByRow:
    """The quarters of rows of `areas`."""
    seen = controlled_view(dataset, listing_of(dataset, selection), source)
    counts, known = quarters_of_areas(seen, table_level(dataset, selection), codes)
    return disclose(_by_row(seen, codes, counts, known), seen.source, counts=[counts])


def months_of_types(dataset: Dataset, selection: Selection, source: str) -> MonthsByRow:
    """The quarters of the rows of `types`."""
    seen = controlled_view(dataset, selection, source)
    names = [seen.view.cube.types[index] for index in seen.view.type_indices]
    counts, known = quarters_of_types(seen)
    return disclose(_by_row(seen, names, counts, known), seen.source, counts=[counts])


def _by_row(seen: ControlledView, rows: Sequence[str], counts: Floats, known: Flags) -> MonthsByRow:
    counted = seen.view.selection
    months = tuple((seen.quarters + seen.view.dataset.first_month).tolist())
    chosen = tuple(counted.start <= month <= counted.end for month in months)
    shown = np.where(known | (counts > 0), counts, np.nan)
    lists = [[None if np.isnan(n) else int(n) for n in row] for row in shown.tolist()]
    withheld = dict(zip(rows, np.isnan(counts).sum(axis=1).tolist(), strict=True))
    return MonthsByRow(months, chosen, dict(zip(rows, lists, strict=True)), "quarter", withheld)
