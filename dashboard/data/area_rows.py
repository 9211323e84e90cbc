"""The table of areas: every column of one row an area, calculated once for table, statistics and export."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.analysis.comparison import crude_rate, rate_interval
from dashboard.data.areas import NO_LOCATION, UNPLACED, AreaTree
from dashboard.data.changes import Changes, changes
from dashboard.data.schema import Level
from dashboard.data.view import View

Floats = npt.NDArray[np.float64]


def area_rows(view: View, level: Level, always: str = "") -> pd.DataFrame:
    """One row an area of the level inside the selected one, as `queries.areas` describes it.

    The area `always` (none given: the selected one) has its row whether anybody reports on it or not.
    """
    tree = view.dataset.areas
    listed = np.array(_listed(view, level), dtype=np.int64)
    number = len(listed) + 2
    group = row_of_area(view, level, listed)[view.leaves]
    incidents = np.bincount(group, weights=view.by_piece, minlength=number).astype(np.int64)
    forces = np.array([*(view.forces_of(i) for i in listed), view.selected_forces, view.selected_forces])
    families = np.r_[tree.parents[listed], -2, -3]
    monthly = view.monthly(group, number)
    change = changes(view, monthly, _compared_forces(view, forces), families)
    whole = np.array([_selected_whole(view, index) for index in listed], dtype=bool)
    residents = np.r_[np.where(whole, tree.residents_by_index[listed], np.nan), np.nan, np.nan]
    # Residents are those of areas somebody reports on, so records from elsewhere have no part in a rate.
    at_home = monthly[:, :-1, view.period].sum(axis=(1, 2))
    rate, lower, upper = _rates(view, at_home, residents, forces)
    reported = np.asarray((forces[:, :, np.newaxis] & view.covered[:, view.period]).any(axis=(1, 2)))
    reported[len(listed) :] = True
    table = pd.DataFrame(
        {
            "area_code": [*(tree.codes[i] for i in listed), UNPLACED, NO_LOCATION],
            "area_name": [*(tree.names[i] for i in listed), f"No {level.value} known", "No location"],
            "incidents": _counted(incidents, reported),
            "covered": reported,
            "residents": residents,
            "rate": rate,
            "rate_lower": lower,
            "rate_upper": upper,
            "share": incidents / max(int(incidents.sum()), 1),
            **change_columns(change),
        }
    )
    kept = tree.index(always or view.selection.area)
    return table.loc[rows_shown(tree, listed, incidents, kept)].reset_index(drop=True)


def row_together(view: View) -> pd.Series:
    """Several pinned places as one row, with the columns of `area_rows` on incidents, rate and change.

    Residents are those of the pinned areas together; a pinned cell has none. The overdispersion of the change
    is that of the places' own months: as a whole they have no siblings.
    """
    forces = view.selected_forces[np.newaxis, :]
    monthly = view.monthly(np.zeros(view.number, dtype=np.int64), 1)
    change = changes(view, monthly, forces)
    residents = np.array([_residents_together(view)])
    at_home = monthly[:, :-1, view.period].sum(axis=(1, 2))
    rate, lower, upper = _rates(view, at_home, residents, forces)
    reported = np.asarray((forces[:, :, np.newaxis] & view.covered[:, view.period]).any(axis=(1, 2)))
    table = pd.DataFrame(
        {
            "incidents": _counted(np.array([int(view.by_piece.sum())]), reported),
            "covered": reported,
            "residents": residents,
            "rate": rate,
            "rate_lower": lower,
            "rate_upper": upper,
            **change_columns(change),
        }
    )
    return table.iloc[0]


def _residents_together(view: View) -> float:
    """Residents of the pinned areas, each counted once where one lies in another; NaN with a pinned cell."""
    if view.selection.cells:
        return float("nan")
    tree = view.dataset.areas
    indices = sorted(tree.index(code) for code in view.selection.pins)
    outermost = [i for i in indices if not any(j < i <= int(tree.lasts[j]) for j in indices)]
    return float(sum(tree.residents_by_index[i] for i in outermost))


def _listed(view: View, level: Level) -> list[int]:
    """Indices of the areas to list; where areas of another level are pinned, those sharing ground with them.

    A pinned cell may lie anywhere, so with one all areas stay.
    """
    tree, selection = view.dataset.areas, view.selection
    every = tree.within(selection.area, level)
    if not selection.pins or selection.cells:
        return every
    pins = [tree.index(code) for code in selection.pins]
    return [
        i for i in every if _selected_whole(view, i) or any(i <= pin <= int(tree.lasts[i]) for pin in pins)
    ]


def _selected_whole(view: View, index: int) -> bool:
    """Whether all of an area is selected, so that its residents are those of the incidents counted."""
    tree, pins = view.dataset.areas, view.selection.pins
    return not pins or any(tree.index(pin) <= index <= tree.span(pin)[1] for pin in pins)


def _compared_forces(view: View, forces: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """The forces that report on each area; of a pinned cell or a view, only those with incidents in it.

    Otherwise a force without earlier data, alone in the cell, would be compared by its neighbours' coverage.
    """
    return forces & view.selected_forces if not view.selection.of_whole_areas else forces


def _counted(incidents: npt.NDArray[np.int64], reported: npt.NDArray[np.bool_]) -> pd.Series:
    """Incidents; missing where nobody reports and none is known of: no data is not 0."""
    return pd.Series(incidents, dtype="Int64").mask(~reported & (incidents == 0))


def rows_shown(
    tree: AreaTree, listed: npt.NDArray[np.int64], incidents: npt.NDArray[np.int64], kept: int
) -> list[int]:
    """Rows to show: areas somebody reports on, others with an incident, then what belongs to no area."""
    rank = np.where(tree.covered[listed], 0, 1)
    shown = np.r_[(rank == 0) | (listed == kept), False, False] | (incidents > 0)
    return [int(row) for row in np.argsort(np.r_[rank, 2, 3], kind="stable") if shown[row]]


def row_of_area(view: View, level: Level, listed: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Row each area index counts in: its area of the level, else "unplaced", else "no location"."""
    tree = view.dataset.areas
    ancestor = tree.ancestors(level)
    group = np.where(tree.no_locations, len(listed) + 1, len(listed))
    inside = np.isin(ancestor, listed)
    group[inside] = np.searchsorted(listed, ancestor[inside])
    return group


def change_columns(change: Changes) -> dict[str, object]:
    """A table's columns on change, the same wherever changes are listed."""
    return {
        "compared": change.now,
        "before": change.before,
        "change": change.difference,
        "z": change.z,
        "verdict": [str(verdict) for verdict in change.verdict],
    }


def _rates(
    view: View, incidents: npt.NDArray[np.int64], residents: Floats, forces: npt.NDArray[np.bool_]
) -> tuple[Floats, Floats, Floats]:
    """Rate per 1,000 and its 95% interval, NaN where the whole area is not covered in the whole period."""
    whole = (~forces | view.covered[:, view.period].all(axis=1)).all(axis=1) & forces.any(axis=1)
    known = np.where(whole & view.selection.of_whole_areas, residents, np.nan)
    known = np.where(known > 0, known, np.nan)
    lower, upper = rate_interval(incidents, known)
    return np.asarray(crude_rate(incidents, known)), np.asarray(lower), np.asarray(upper)
