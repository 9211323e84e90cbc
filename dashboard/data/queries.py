"""Selection -> counts by cell, area, type, month and premises: the only way out for numbers.

Each function answers for one source (sources are shown side by side, never added) and passes what it found
through `disclose()`. Map, table, chart, statistics and exports all call these and calculate nothing again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial import cKDTree

from dashboard.data.area_rows import area_rows, change_columns, row_together
from dashboard.data.areas import ELSEWHERE
from dashboard.data.changes import changes, shift_of
from dashboard.data.dataset import Dataset
from dashboard.data.denominators import denominators
from dashboard.data.disclosure import disclose
from dashboard.data.grid import cell_centres, cell_text, metres_to_chord, parents, unit_vectors
from dashboard.data.incident_rows import distinct_points, incident_rows
from dashboard.data.row_months import area_months, type_months
from dashboard.data.schema import Level, month_text
from dashboard.data.view import View
from dashboard.selection import Selection

Floats = npt.NDArray[np.float64]


def cells(dataset: Dataset, selection: Selection, source: str, resolution: int) -> pd.DataFrame:
    """cell (text), incidents: the cells that hold at least one incident, in order of their id."""
    view = View(dataset, selection, source)
    cell, incidents = _by_cell(view, resolution, view.by_piece)
    some = incidents > 0
    table = pd.DataFrame({"cell": [cell_text(c) for c in cell[some]], "incidents": incidents[some]})
    return disclose(table, view.source)


def all_cells(dataset: Dataset, source: str, resolution: int) -> npt.NDArray[np.uint64]:
    """Every cell of a resolution that ever held an incident of the source, in order of their id."""

    def find() -> npt.NDArray[np.uint64]:
        own = dataset.cubes[source].cells
        return np.unique(parents(own[own > 0], resolution))

    return disclose(dataset.once(("cells", source, resolution), find), dataset.sources[source])


def cell_places(dataset: Dataset, source: str, resolution: int) -> tuple[Floats, Floats]:
    """Longitude and latitude of the centres of `all_cells`."""
    places = dataset.once(
        ("cell places", source, resolution), lambda: cell_centres(all_cells(dataset, source, resolution))
    )
    return disclose(places, dataset.sources[source])


class CellCounts(NamedTuple):
    """What the map paints, one entry for each of `all_cells`."""

    incidents: npt.NDArray[np.int64]
    known: npt.NDArray[np.bool_]
    """False in the selected area where nobody reports in the period: 0 incidents there are no data."""


def cell_counts(dataset: Dataset, selection: Selection, source: str, resolution: int) -> CellCounts:
    """Incidents in each of `all_cells`, in their order, whatever places are pinned."""
    view = View(dataset, selection.without_places(), source)
    every = all_cells(dataset, source, resolution)
    counts = np.zeros(len(every), dtype=np.int64)
    known = np.ones(len(every), dtype=bool)
    cell, incidents = _by_cell(view, resolution, view.by_piece)
    by_force = np.asarray(view.covered[:, view.period].any(axis=1))
    _, reported = _by_cell(view, resolution, by_force[view.forces])
    place = np.searchsorted(every, cell)
    counts[place] = incidents
    known[place] = (reported > 0) | (incidents > 0)
    return disclose(CellCounts(counts, known), view.source)


def _by_cell(
    view: View, resolution: int, values: npt.NDArray[np.int64] | npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
    """Cells with a selected piece and the sum of its pieces' values; each cell's pieces are one run."""
    located = np.flatnonzero(view.cells > 0)
    cell = parents(view.cells[located], resolution)
    starts = np.flatnonzero(np.r_[True, cell[1:] != cell[:-1]]) if len(cell) else np.array([], dtype=int)
    if not len(starts):
        return cell[starts], np.array([], dtype=np.int64)
    return cell[starts], np.add.reduceat(values[located], starts, dtype=np.int64)


def table_level(dataset: Dataset, selection: Selection) -> Level:
    """The level asked for, else the natural one: partnerships, and what lies below once inside one.

    Larger levels come only where nothing smaller is known; a level of a single area offers no choice.
    """
    if selection.level:
        return Level(selection.level)
    tree = dataset.areas
    below = tree.levels_below(selection.area)
    for level in sorted(below, key=_NATURAL.index):
        if sum(bool(tree.covered[i]) for i in tree.within(selection.area, level)) > 1:
            return level
    return below[-1] if below else tree.level(selection.area)


_NATURAL = (Level.PARTNERSHIP, Level.WARD, Level.LSOA, Level.FORCE, Level.REGION)


def areas(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """One row an area of the table's level inside the selected one, reported on or holding an incident.

    area_code, area_name, incidents, covered, residents, rate per 1,000 with rate_lower and rate_upper, share,
    compared and before (only forces and months that both sides cover), change, z, verdict. Last come
    incidents in no area of that level ("unplaced") and in no area at all ("no-location"), so that the rows
    always add up to the selection. `covered` says whether anybody reports on the area in the period; where
    nobody does, no incident is no data (missing), not 0. Rates are NaN where residents are unknown, a cell is
    pinned, or the area is not covered in the whole period. Areas pinned in this very table don't narrow it:
    their neighbours stay, to be compared with and chosen next. denominator_note says where residents are a
    poor denominator, "" where they are not.
    """
    view = View(dataset, _listing(dataset, selection), source)
    table = area_rows(view, table_level(dataset, selection))
    notes = denominators(dataset, selection.area, table.area_code)
    return disclose(table.assign(denominator_note=notes), view.source)


def _listing(dataset: Dataset, selection: Selection) -> Selection:
    """The selection that the rows of `areas` count in: without areas pinned in this very table."""
    own = {dataset.areas.level(code) for code in selection.pins} == {table_level(dataset, selection)}
    return selection.replace(pins=()) if own and not selection.cells else selection


def areas_in_brief(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """The rows of `areas` as a page lists them: areas nobody reports on are one row, "elsewhere"."""
    table = areas(dataset, selection, source)
    tree = dataset.areas
    reported = table.area_code.map(
        lambda code: code not in tree.positions or bool(tree.covered[tree.positions[code]])
    )
    apart = table[~reported]
    if len(apart) < 2 or not reported.any():
        return table
    together = apart.iloc[[0]].assign(
        area_code=ELSEWHERE,
        area_name=f"Elsewhere ({len(apart)} other areas)",
        incidents=apart.incidents.sum(),
        share=apart.share.sum(),
        denominator_note="",
    )
    return disclose(pd.concat([table[reported], together], ignore_index=True), dataset.sources[source])


def compared_with(selection: Selection) -> tuple[int, int]:
    """First and last month of the period that a change is measured against."""
    shift = shift_of(selection.end - selection.start + 1)
    return selection.start - shift, selection.end - shift


def own_area(dataset: Dataset, selection: Selection, source: str) -> pd.Series:
    """The row of the selected area, or of the one pinned in it, as a table shows it; several are one row.

    The row has the columns of `areas` on incidents, residents, rate and change.
    """
    tree = dataset.areas
    if len(selection.pins) == 1 and not selection.cells:
        selection = selection.replace(area=selection.pins[0], pins=())
    if selection.pins:
        view = View(dataset, selection, source)
        return disclose(row_together(view), view.source)
    parent = tree.parent(selection.area) or selection.area
    view = View(dataset, selection.replace(area=parent), source)
    own = tree.codes[tree.index(selection.area)]
    rows = area_rows(view, tree.level(own), always=own)
    return disclose(rows[rows.area_code == own].iloc[0], view.source)


def types(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """crime_type (slug), label, incidents, share, compared, before, change, z, verdict by selected type."""
    view = View(dataset, selection, source)
    names = [view.cube.types[index] for index in view.type_indices]
    incidents = view.by_type_and_piece.sum(axis=1)
    monthly = view.monthly_by_type()[view.type_indices]
    change = changes(view, monthly, np.tile(view.selected_forces, (len(names), 1)))
    table = pd.DataFrame(
        {
            "crime_type": names,
            "label": [dataset.types[name] for name in names],
            "incidents": incidents,
            "share": incidents / max(int(incidents.sum()), 1),
            **change_columns(change),
        }
    )
    return disclose(table, view.source)


def months(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """month ("2025-01"), incidents, forces_covered, forces: each month of the period.

    incidents is missing where no force of the selection reported; where only some did, forces_covered is
    less than forces and the number is theirs alone.
    """
    view = View(dataset, selection, source)
    covered = view.covered[view.selected_forces][:, view.period].sum(axis=0)
    counts = pd.array(view.by_month(), dtype="Int64")
    counts[covered == 0] = pd.NA
    table = pd.DataFrame(
        {
            "month": [month_text(m) for m in range(selection.start, selection.end + 1)],
            "incidents": counts,
            "forces_covered": covered,
            "forces": int(view.selected_forces.sum()),
        }
    )
    return disclose(table, view.source)


class MonthsByRow(NamedTuple):
    """What a small line beside each row of a table draws."""

    months: tuple[int, ...]
    """Every month of the version."""
    chosen: tuple[bool, ...]
    """Whether a month lies in the selected period."""
    incidents: dict[str, list[int | None]]
    """By id of the row, its incidents in each month; None where nobody reported."""


def months_of_areas(dataset: Dataset, selection: Selection, source: str, codes: Sequence[str]) -> MonthsByRow:
    """The months of rows of `areas` or `areas_in_brief`: those `months` gives for each row's area."""
    view = View(dataset, _listing(dataset, selection), source)
    found = area_months(view, table_level(dataset, selection), codes).lists()
    return disclose(_by_row(view, codes, found), view.source)


def months_of_types(dataset: Dataset, selection: Selection, source: str) -> MonthsByRow:
    """The months of the rows of `types`."""
    view = View(dataset, selection, source)
    names = [view.cube.types[index] for index in view.type_indices]
    return disclose(_by_row(view, names, type_months(view).lists()), view.source)


def _by_row(view: View, rows: Sequence[str], found: list[list[int | None]]) -> MonthsByRow:
    dataset, selection = view.dataset, view.selection
    months = tuple(range(dataset.first_month, dataset.last_month + 1))
    chosen = tuple(selection.start <= month <= selection.end for month in months)
    return MonthsByRow(months, chosen, dict(zip(rows, found, strict=True)))


def premises(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """premises_id, name, incidents_within, register, kind, hours, address, longitude, latitude.

    Premises that stand in the selected area, each with the selected incidents at most `selection.within`
    metres away (great circle). One incident may be near several premises, so the column must not be added up.
    """
    view = View(dataset, selection, source)
    first, last = dataset.areas.span(selection.area)
    table = dataset.premises[dataset.premises.leaf.between(first, last)].reset_index(drop=True)
    longitude, latitude, incidents = distinct_points(incident_rows(view))
    near = np.zeros(len(table), dtype=np.int64)
    if len(table) and len(incidents):
        points = cKDTree(unit_vectors(longitude, latitude))
        stands = unit_vectors(table.longitude.to_numpy(), table.latitude.to_numpy())
        reach = points.query_ball_point(stands, metres_to_chord(selection.within))
        near[:] = [int(incidents[found].sum()) for found in reach]
    table = table.assign(incidents_within=near)
    columns = ["premises_id", "name", "incidents_within", "register", "kind", "hours", "address"]
    return disclose(table[[*columns, "longitude", "latitude"]], view.source)
