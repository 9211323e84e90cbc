"""Selection -> counts by cell, area, type, month and premises: the only way out for numbers.

Each function answers for one source (sources are shown side by side, never added) and passes what it found
through `disclose()`. Map, table, chart, statistics and exports all call these and calculate nothing again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy  # parts load when first used

from dashboard.data import controlled_answers as controlled
from dashboard.data.answered import CellCounts as CellCounts  # answers of queries, whoever makes them
from dashboard.data.answered import MonthCounts as MonthCounts
from dashboard.data.answered import MonthsByRow as MonthsByRow
from dashboard.data.area_rows import AreaRow, level_rows, own_row, row_together
from dashboard.data.area_table import AreaRows, change_columns
from dashboard.data.cell_index import cells_at, place_of_piece
from dashboard.data.changes import changes, shift_of
from dashboard.data.controlled_answers import unless_controlled
from dashboard.data.dataset import Dataset
from dashboard.data.denominators import denominators
from dashboard.data.disclosure import disclose
from dashboard.data.grid import cell_centres, cell_text, metres_to_chord, unit_vectors
from dashboard.data.incident_rows import distinct_points, incident_rows
from dashboard.data.listed import ListedArea, ListedType, plain_rows
from dashboard.data.row_months import area_months, type_months
from dashboard.data.schema import month_text
from dashboard.data.table_levels import listing_of
from dashboard.data.table_levels import table_level as table_level
from dashboard.data.view import View, view_of
from dashboard.selection import Selection

Floats = npt.NDArray[np.float64]


@unless_controlled(controlled.cells)
def cells(dataset: Dataset, selection: Selection, source: str, resolution: int) -> pd.DataFrame:
    """cell (text), incidents: the cells that hold at least one incident, in order of their id."""
    view = view_of(dataset, selection, source)
    counts = _by_cell(view, resolution)
    some = np.flatnonzero(counts)
    table = pd.DataFrame({"cell": _cell_texts(dataset, source, resolution)[some], "incidents": counts[some]})
    return disclose(table, view.source)


def _cell_texts(dataset: Dataset, source: str, resolution: int) -> npt.NDArray[np.object_]:
    """The texts of `all_cells`: made once, as there are thousands."""
    return dataset.once(
        ("cell texts", source, resolution),
        lambda: np.array([cell_text(c) for c in cells_at(dataset, source, resolution)], dtype=object),
    )


def all_cells(dataset: Dataset, source: str, resolution: int) -> npt.NDArray[np.uint64]:
    """Every cell of a resolution that ever held an incident of the source, in order of their id."""
    return disclose(cells_at(dataset, source, resolution), dataset.sources[source], counts=())


def cell_places(dataset: Dataset, source: str, resolution: int) -> tuple[Floats, Floats]:
    """Longitude and latitude of the centres of `all_cells`."""
    places = dataset.once(
        ("cell places", source, resolution), lambda: cell_centres(cells_at(dataset, source, resolution))
    )
    return disclose(places, dataset.sources[source], counts=())


@unless_controlled(controlled.cell_counts)
def cell_counts(dataset: Dataset, selection: Selection, source: str, resolution: int) -> CellCounts:
    """Incidents in each of `all_cells`, in their order, whatever places are pinned."""
    view = view_of(dataset, selection.without_places(), source)
    counts = _by_cell(view, resolution)
    known = np.ones(len(counts), dtype=bool)
    unreported = np.logical_not(view.covered[:, view.period].any(axis=1))
    if unreported[:-1].any() or (view.forces == len(dataset.forces)).any():
        place = place_of_piece(dataset, source, resolution)[view.pieces]
        located = place >= 0
        reported = ~unreported[view.forces]
        known[place[located]] = False
        known[place[located & reported]] = True
        known |= counts > 0
    nobody = bool(unreported[view.selected_forces].all())
    return disclose(CellCounts(counts, known, unreported=nobody), view.source)


def _by_cell(view: View, resolution: int) -> npt.NDArray[np.int64]:
    """The selected incidents in each of `all_cells`."""
    place = place_of_piece(view.dataset, view.source.key, resolution)[view.pieces][view.located]
    number = len(cells_at(view.dataset, view.source.key, resolution))
    return np.bincount(place, weights=view.by_piece[view.located], minlength=number).astype(np.int64)


@unless_controlled(controlled.areas)
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
    rows = _rows(dataset, selection, source)
    return disclose(rows.frame(_notes(dataset, selection, rows)), dataset.sources[source])


def _rows(dataset: Dataset, selection: Selection, source: str) -> AreaRows:
    return level_rows(dataset, listing_of(dataset, selection), source, table_level(dataset, selection))


def _notes(dataset: Dataset, selection: Selection, rows: AreaRows) -> list[str]:
    return denominators(dataset, selection.area, rows.codes)


@unless_controlled(controlled.areas_in_brief)
def areas_in_brief(dataset: Dataset, selection: Selection, source: str) -> list[ListedArea]:
    """The rows of `areas` as a page lists them: areas nobody reports on are one row, "elsewhere"."""
    rows = _rows(dataset, selection, source).in_brief(dataset.areas)
    return disclose(rows.listed(_notes(dataset, selection, rows)), dataset.sources[source])


def compared_with(selection: Selection) -> tuple[int, int]:
    """First and last month of the period that a change is measured against."""
    shift = shift_of(selection.end - selection.start + 1)
    return selection.start - shift, selection.end - shift


def own_area(dataset: Dataset, selection: Selection, source: str) -> AreaRow:
    """The row of the selected area, or of the one pinned in it, as a table shows it; several are one row."""
    tree = dataset.areas
    if len(selection.pins) == 1 and not selection.cells:
        selection = selection.replace(area=selection.pins[0], pins=())
    if selection.pins:
        view = view_of(dataset, selection, source)
        return disclose(row_together(view), view.source)
    view = view_of(dataset, selection, source)
    parent = tree.parent(selection.area)
    around = view if parent is None else view_of(dataset, selection.replace(area=parent), source)
    return disclose(own_row(view, around), view.source)


@unless_controlled(controlled.types)
def types(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """crime_type (slug), label, incidents, share, compared, before, change, z, verdict by selected type."""
    view = view_of(dataset, selection, source)
    return disclose(pd.DataFrame(_type_columns(view)), view.source)


@unless_controlled(controlled.types_in_brief)
def types_in_brief(dataset: Dataset, selection: Selection, source: str) -> list[ListedType]:
    """The rows of `types` as a page lists them."""
    view = view_of(dataset, selection, source)
    rows = [ListedType(*row) for row in plain_rows(_type_columns(view).values())]
    return disclose(rows, view.source)


def _type_columns(view: View) -> dict[str, Any]:
    names = [view.cube.types[index] for index in view.type_indices]
    incidents = view.months_by_type.total(view.period)
    change = changes(view, view.months_by_type, np.tile(view.selected_forces, (len(names), 1)))
    return {
        "crime_type": names,
        "label": [view.dataset.types[name] for name in names],
        "incidents": incidents,
        "share": incidents / max(int(incidents.sum()), 1),
        **change_columns(change),
    }


def month_counts(dataset: Dataset, selection: Selection, source: str) -> MonthCounts:
    """What `months` lists, as plain arrays."""
    view = view_of(dataset, selection, source)
    return disclose(_month_counts(view, view.period), view.source)


def every_month(dataset: Dataset, selection: Selection, source: str) -> MonthCounts:
    """The same of every month of the version, whatever period is selected."""
    view = view_of(dataset, selection, source)
    return disclose(_month_counts(view, slice(None)), view.source)


def _month_counts(view: View, months: slice) -> MonthCounts:
    covered = view.covered[view.selected_forces][:, months].sum(axis=0, dtype=np.int64)
    return MonthCounts(view.by_month(months), covered, int(view.selected_forces.sum()))


@unless_controlled(controlled.months)
def months(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """month ("2025-01"), incidents, forces_covered, forces: each month of the period.

    incidents is missing where no force of the selection reported; where only some did, forces_covered is
    less than forces and the number is theirs alone.
    """
    found = month_counts(dataset, selection, source)
    table = pd.DataFrame(
        {
            "month": [month_text(m) for m in range(selection.start, selection.end + 1)],
            "incidents": pd.arrays.IntegerArray(found.incidents, found.covered == 0),
            "forces_covered": found.covered,
            "forces": found.forces,
        }
    )
    return disclose(table, dataset.sources[source])


@unless_controlled(controlled.months_of_areas)
def months_of_areas(dataset: Dataset, selection: Selection, source: str, codes: Sequence[str]) -> MonthsByRow:
    """The months of rows of `areas` or `areas_in_brief`: those `months` gives for each row's area."""
    view = view_of(dataset, listing_of(dataset, selection), source)
    found = area_months(view, table_level(dataset, selection), codes).lists()
    return disclose(_by_row(view, codes, found), view.source)


@unless_controlled(controlled.months_of_types)
def months_of_types(dataset: Dataset, selection: Selection, source: str) -> MonthsByRow:
    """The months of the rows of `types`."""
    view = view_of(dataset, selection, source)
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
    counted = selection.counted(source).to_query(dataset.catalogue)
    question = f"premises {source} {selection.within} {counted} {selection.box}"  # the box to its last digit
    known = dataset.sources[source]
    table = dataset.answers.table(
        dataset.version, known, question, lambda: _premises(dataset, selection, source)
    )
    return disclose(table, known)


def _premises(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """Columns of `premises`."""
    view = view_of(dataset, selection, source)
    first, last = dataset.areas.span(selection.area)
    table = dataset.premises[dataset.premises.leaf.between(first, last)].reset_index(drop=True)
    table = table.assign(incidents_within=_near(view, table, selection.within))
    columns = ["premises_id", "name", "incidents_within", "register", "kind", "hours", "address"]
    return table[[*columns, "longitude", "latitude"]]


def _near(view: View, stand: pd.DataFrame, metres: int) -> npt.NDArray[np.int64]:
    """Selected incidents at most so many metres from each of the premises."""
    nothing = np.zeros(len(stand), dtype=np.int64)
    if not len(stand):
        return nothing  # before any point is read
    longitude, latitude, incidents = distinct_points(incident_rows(view))
    if not len(incidents):
        return nothing
    points = scipy.spatial.cKDTree(unit_vectors(longitude, latitude))
    stands = unit_vectors(stand.longitude.to_numpy(), stand.latitude.to_numpy())
    reach = points.query_ball_point(stands, metres_to_chord(metres))
    return np.array([incidents[found].sum() for found in reach], dtype=np.int64)
