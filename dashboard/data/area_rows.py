"""The rows of the table of areas, calculated once for table, statistics and export."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dashboard.analysis.comparison import crude_rate, rate_interval
from dashboard.data.area_table import AreaRows
from dashboard.data.areas import NO_LOCATION, UNPLACED, AreaTree
from dashboard.data.changes import Changes, change_of_one, changes, compared_series
from dashboard.data.dataset import Dataset
from dashboard.data.grouped import GroupedMonths
from dashboard.data.schema import Level
from dashboard.data.view import View, view_of
from dashboard.selection import Selection

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]
Indices = npt.NDArray[np.int64]


class AreaRow(NamedTuple):
    """One row on incidents, residents, rate and change; numbers that are not known are NaN."""

    incidents: int
    covered: bool
    residents: float
    rate: float
    rate_lower: float
    rate_upper: float
    at_home: int
    """Incidents a rate counts: those in areas that somebody reports on."""
    compared: float
    before: float
    change: float
    z: float
    verdict: str


def area_rows(view: View, level: Level) -> AreaRows:
    """One row an area of the level inside the selected one, as `queries.areas` describes it."""
    tree = view.dataset.areas
    listed = listed_areas(view, level)
    months = months_of_level(view, level)
    incidents = months.total(view.period)
    forces = np.vstack([view.forces_by_area[listed], view.selected_forces, view.selected_forces])
    families = np.r_[tree.parents[listed], -2, -3]
    change = changes(view, months, forces_compared(view, forces), families)
    residents = np.r_[residents_of(view, listed), np.nan, np.nan]
    counted = at_home(view, months)
    rate, lower, upper = _rates(view, counted, residents, forces)
    reported = someone_reports(view, forces)
    reported[len(listed) :] = True
    rows = AreaRows(
        codes=[*(tree.codes[i] for i in listed.tolist()), UNPLACED, NO_LOCATION],
        names=[*(tree.names[i] for i in listed.tolist()), f"No {level.value} known", "No location"],
        incidents=incidents,
        covered=reported,
        residents=residents,
        rate=rate,
        rate_lower=lower,
        rate_upper=upper,
        share=incidents / max(int(incidents.sum()), 1),
        change=change,
        at_home=counted,
    )
    return rows.taken(rows_shown(tree, listed, incidents, tree.index(view.selection.area)))


def level_rows(dataset: Dataset, selection: Selection, source: str, level: Level) -> AreaRows:
    """The rows of a level inside the selected area, shared by all who ask for the same."""
    view = view_of(dataset, selection, source)
    return dataset.recent.get(("area rows", view.selection, source, level), lambda: area_rows(view, level))


def area_rates(view: View, level: Level) -> tuple[Indices, Floats]:
    """Indices of the areas of a level inside the selected one, and the rate `area_rows` has for each."""
    listed = listed_areas(view, level)
    forces = view.forces_by_area[listed]
    known = rated_residents(view, residents_of(view, listed), forces)
    counted = at_home(view, months_of_level(view, level))[: len(listed)]
    return listed, np.asarray(crude_rate(counted, known))


def months_of_level(view: View, level: Level) -> GroupedMonths:
    """The months of the areas listed at a level, then of "unplaced" and of "no location"."""

    def count() -> GroupedMonths:
        listed = listed_areas(view, level)
        return view.months_by_area(row_of_area(view, level, listed), len(listed) + 2)

    return view.dataset.recent.get(("months of level", view.selection, view.source.key, level), count)


def own_row(own: View, around: View) -> AreaRow:
    """The row of one area, in which nothing is pinned by name, among its siblings in the area around it.

    The siblings themselves are looked at only where the area's own months are too few for a verdict.
    """
    tree = own.dataset.areas
    index = tree.index(own.selection.area)
    forces = own.forces_by_area[[index]]
    compared = forces_compared(around, forces)

    def siblings() -> Floats:
        level = Level(tree.levels[index])
        listed = listed_areas(around, level)
        alike = tree.parents[listed] == tree.parents[index]
        every = forces_compared(around, around.forces_by_area[listed])
        every = np.vstack([every, np.zeros((2, every.shape[1]), dtype=bool)])
        return compared_series(around, months_of_level(around, level), every)[: len(listed)][alike]

    change = change_of_one(own, own.whole, compared, siblings)
    return _row(own, own.whole, forces, residents_of(own, np.array([index])), change)


def row_together(view: View) -> AreaRow:
    """Several pinned places as one row.

    Residents are those of the pinned areas together; a pinned cell has none. The overdispersion of the change
    is that of the places' own months: as a whole they have no siblings.
    """
    forces = view.selected_forces[np.newaxis, :]
    change = changes(view, view.whole, forces)
    return _row(view, view.whole, forces, np.array([residents_together(view)]), change)


def _row(view: View, months: GroupedMonths, forces: Flags, residents: Floats, change: Changes) -> AreaRow:
    """The row of the only group."""
    counted = at_home(view, months)
    rate, lower, upper = _rates(view, counted, residents, forces)
    return AreaRow(
        incidents=int(months.total(view.period)[0]),
        covered=bool(someone_reports(view, forces)[0]),
        residents=float(residents[0]),
        rate=float(rate[0]),
        rate_lower=float(lower[0]),
        rate_upper=float(upper[0]),
        at_home=int(counted[0]),
        compared=float(change.now[0]),
        before=float(change.before[0]),
        change=float(change.difference[0]),
        z=float(change.z[0]),
        verdict=str(change.verdict[0]),
    )


def at_home(view: View, months: GroupedMonths) -> Counts:
    """Incidents of each group that a rate counts.

    Residents are those of areas that somebody reports on, so records from elsewhere have no part in it.
    """
    return months.total(view.period, months.forces < len(view.dataset.forces))


def residents_of(view: View, listed: Indices) -> Floats:
    """Residents of areas; NaN where not all of an area is selected, so that incidents are those of a part."""
    residents = view.dataset.areas.residents_by_index[listed]
    return np.where(view.chosen_areas[listed], residents, np.nan) if view.selection.pins else residents


def residents_together(view: View) -> float:
    """Residents of the pinned areas, each counted once where one lies in another; NaN with a pinned cell."""
    if view.selection.cells:
        return float("nan")
    tree = view.dataset.areas
    indices = sorted(tree.index(code) for code in view.selection.pins)
    outermost = [i for i in indices if not any(j < i <= int(tree.lasts[j]) for j in indices)]
    return float(sum(tree.residents_by_index[i] for i in outermost))


def listed_areas(view: View, level: Level) -> Indices:
    """Indices of the areas to list; where areas of another level are pinned, those sharing ground with them.

    A pinned cell may lie anywhere, so with one all areas stay.
    """
    tree, selection = view.dataset.areas, view.selection
    every = tree.inside(selection.area, level).astype(np.int64)
    if not selection.pins or selection.cells:
        return every
    pins = np.array([tree.index(code) for code in selection.pins])
    holds = (every[:, np.newaxis] <= pins) & (pins <= tree.lasts[every][:, np.newaxis])
    return every[view.chosen_areas[every] | holds.any(axis=1)]


def forces_compared(view: View, forces: Flags) -> Flags:
    """The forces that report on each area; of a pinned cell or a view, only those with incidents in it.

    Otherwise a force without earlier data, alone in the cell, would be compared by its neighbours' coverage.
    """
    return forces & view.selected_forces if not view.selection.of_whole_areas else forces


def someone_reports(view: View, forces: Flags) -> Flags:
    """[groups]: whether anybody reports on a group in the period."""
    return np.asarray((forces & view.covered[:, view.period].any(axis=1)).any(axis=1))


def rows_shown(tree: AreaTree, listed: Indices, incidents: Counts, kept: int) -> Indices:
    """Rows to show: areas somebody reports on, others with an incident, then what belongs to no area."""
    rank = np.where(tree.covered[listed], 0, 1)
    shown = np.r_[(rank == 0) | (listed == kept), False, False] | (incidents > 0)
    order = np.argsort(np.r_[rank, 2, 3], kind="stable")
    return order[shown[order]]


def row_of_area(view: View, level: Level, listed: Indices) -> Indices:
    """Row each area index counts in: its area of the level, else "unplaced", else "no location"."""
    tree = view.dataset.areas
    group = np.where(tree.no_locations, len(listed) + 1, len(listed))
    row = np.full(len(tree.codes), -1, dtype=np.int64)
    row[listed] = np.arange(len(listed))
    ancestor = tree.ancestors(level)
    placed = np.flatnonzero(ancestor >= 0)
    found = row[ancestor[placed]]
    group[placed[found >= 0]] = found[found >= 0]
    return group


def _rates(view: View, incidents: Counts, residents: Floats, forces: Flags) -> tuple[Floats, Floats, Floats]:
    """Rate per 1,000 and its 95% interval, NaN where the whole area is not covered in the whole period."""
    known = rated_residents(view, residents, forces)
    lower, upper = rate_interval(incidents, known)
    return np.asarray(crude_rate(incidents, known)), np.asarray(lower), np.asarray(upper)


def rated_residents(view: View, residents: Floats, forces: Flags) -> Floats:
    """The residents a rate divides by, NaN where there is no rate."""
    missing = ~view.covered[:, view.period].all(axis=1)
    whole = forces.any(axis=1) & ~(forces & missing).any(axis=1)
    known = np.where(whole & view.selection.of_whole_areas, residents, np.nan)
    return np.where(known > 0, known, np.nan)
