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
    listed = np.array(tree.within(view.selection.area, level), dtype=np.int64)
    number = len(listed) + 2
    group = _groups(view, level, listed)[view.leaves]
    incidents = np.bincount(group, weights=view.by_piece, minlength=number).astype(np.int64)
    forces = np.array([*(view.forces_of(i) for i in listed), view.selected_forces, view.selected_forces])
    families = np.r_[tree.parents[listed], -2, -3]
    monthly = view.monthly(group, number)
    change = changes(view, monthly, _compared_forces(view, forces), families)
    residents = np.r_[tree.residents_by_index[listed], np.nan, np.nan]
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
    return table.loc[_order(tree, listed, incidents, kept)].reset_index(drop=True)


def _compared_forces(view: View, forces: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """The forces that report on each area; of a pinned cell, only those that it holds incidents of.

    Otherwise a force without earlier data, alone in the cell, would be compared by its neighbours' coverage.
    """
    return forces & view.selected_forces if view.selection.cell else forces


def _counted(incidents: npt.NDArray[np.int64], reported: npt.NDArray[np.bool_]) -> pd.Series:
    """Incidents; missing where nobody reports and none is known of: no data is not 0."""
    return pd.Series(incidents, dtype="Int64").mask(~reported & (incidents == 0))


def _order(
    tree: AreaTree, listed: npt.NDArray[np.int64], incidents: npt.NDArray[np.int64], kept: int
) -> list[int]:
    """Rows to show: areas somebody reports on, others with an incident, then what belongs to no area."""
    rank = np.where(tree.covered[listed], 0, 1)
    shown = np.r_[(rank == 0) | (listed == kept), False, False] | (incidents > 0)
    return [int(row) for row in np.argsort(np.r_[rank, 2, 3], kind="stable") if shown[row]]


def _groups(view: View, level: Level, listed: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
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
    known = np.where(whole & (view.selection.cell == ""), residents, np.nan)
    known = np.where(known > 0, known, np.nan)
    lower, upper = rate_interval(incidents, known)
    return np.asarray(crude_rate(incidents, known)), np.asarray(lower), np.asarray(upper)
