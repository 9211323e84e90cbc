"""The tables of areas and crime types of a controlled source, and the quarters of their rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.analysis.comparison import crude_rate, rate_interval
from dashboard.data.area_rows import (
    forces_compared,
    listed_areas,
    rated_residents,
    residents_of,
    row_of_area,
    rows_shown,
    someone_reports,
)
from dashboard.data.area_table import AreaRows, change_columns
from dashboard.data.areas import NO_LOCATION, UNPLACED
from dashboard.data.controlled_view import ControlledView
from dashboard.data.disclosure import WITHHELD
from dashboard.data.listed import ListedArea, ListedType, plain_rows
from dashboard.data.schema import Level

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def controlled_area_rows(seen: ControlledView, level: Level) -> AreaRows:
    """The rows that `area_rows` gives for an open source; counts are floats, NaN where withheld."""
    view = seen.view
    tree = view.dataset.areas
    listed = listed_areas(view, level)
    months = view.months_by_area(row_of_area(view, level, listed), len(listed) + 2)
    incidents = seen.totals(months)
    forces = np.vstack([view.forces_by_area[listed], view.selected_forces, view.selected_forces])
    families = np.r_[tree.parents[listed], -2, -3].astype(np.int64)
    residents = np.r_[residents_of(view, listed), np.nan, np.nan]
    at_home = seen.totals(months, at_home=True)
    rate, lower, upper = rates(seen, at_home, residents, forces)
    reported = someone_reports(view, forces)
    reported[len(listed) :] = True
    rows = AreaRows(
        codes=[*(tree.codes[i] for i in listed.tolist()), UNPLACED, NO_LOCATION],
        names=[*(tree.names[i] for i in listed.tolist()), f"No {level.value} known", "No location"],
        incidents=incidents,  # type: ignore[arg-type]  # floats: NaN is withheld
        covered=reported,
        residents=residents,
        rate=rate,
        rate_lower=lower,
        rate_upper=upper,
        share=shares(incidents, seen.total),
        change=seen.changes(months, forces_compared(view, forces), families),
        at_home=at_home,  # type: ignore[arg-type]
    )
    something = np.where(np.isnan(incidents), 1, incidents).astype(np.int64)
    return rows.taken(rows_shown(tree, listed, something, tree.index(view.selection.area)))


def rates(
    seen: ControlledView, counts: Floats, residents: Floats, forces: Flags
) -> tuple[Floats, Floats, Floats]:
    """Rate per 1,000 and its 95% interval from disclosed counts; NaN where withheld or not known."""
    known = np.where(np.isnan(counts), np.nan, rated_residents(seen.view, residents, forces))
    shown = np.nan_to_num(counts)
    lower, upper = rate_interval(shown, known)
    return np.asarray(crude_rate(shown, known)), np.asarray(lower), np.asarray(upper)


def shares(counts: Floats, total: float) -> Floats:
    """Each count of a disclosed total, at most all of it; NaN where one of the two is withheld."""
    return np.asarray(np.minimum(counts / max(total, 1.0), 1.0))


def areas_frame(rows: AreaRows, notes: list[str]) -> pd.DataFrame:
    """The rows as a table, "withheld" in place of what is."""
    blank = ~rows.covered & (rows.incidents == 0)
    columns: dict[str, Any] = {
        "area_code": rows.codes,
        "area_name": rows.names,
        "incidents": counts_in_words(np.where(blank, np.inf, rows.incidents)),
        "covered": rows.covered,
        "residents": rows.residents,
        "rate": rows.rate,
        "rate_lower": rows.rate_lower,
        "rate_upper": rows.rate_upper,
        "share": rows.share,
        **change_columns(rows.change),
        "denominator_note": notes,
    }
    return pd.DataFrame(columns)


def counts_in_words(counts: Floats) -> pd.Series:
    """Disclosed counts as an export lists them: whole numbers, "withheld" for NaN, nothing for infinity."""
    words = [None if np.isinf(n) else WITHHELD if np.isnan(n) else int(n) for n in counts.tolist()]
    return pd.Series(words, dtype=object)


def areas_listed(rows: AreaRows, notes: list[str]) -> list[ListedArea]:
    """The rows as a page lists them."""
    blank = ~rows.covered & (rows.incidents == 0)
    counts = np.where(blank, np.nan, rows.incidents)
    columns = (
        *(rows.codes, rows.names, _whole(counts), rows.covered, rows.residents),
        *(rows.rate, rows.rate_lower, rows.rate_upper, rows.share, *change_columns(rows.change).values()),
        *(notes, np.isnan(rows.incidents)),
    )
    return [ListedArea(*row) for row in plain_rows(columns)]


def type_columns(seen: ControlledView) -> dict[str, Any]:
    """The columns of `queries.types`; counts are floats, NaN where withheld."""
    view = seen.view
    names = [view.cube.types[index] for index in view.type_indices]
    months = view.months_by_type
    incidents = seen.totals(months)
    return {
        "crime_type": names,
        "label": [view.dataset.types[name] for name in names],
        "incidents": incidents,
        "share": shares(incidents, seen.total),
        **change_columns(seen.changes(months, np.tile(view.selected_forces, (len(names), 1)))),
    }


def types_listed(columns: dict[str, Any]) -> list[ListedType]:
    """The rows of such columns as a page lists them."""
    withheld = np.isnan(columns["incidents"])
    shown = {**columns, "incidents": _whole(columns["incidents"]), "withheld": withheld}
    return [ListedType(*row) for row in plain_rows(shown.values())]


def _whole(counts: Floats) -> list[int | None]:
    return [None if np.isnan(count) else int(count) for count in counts.tolist()]


def quarters_of_areas(seen: ControlledView, level: Level, codes: Sequence[str]) -> tuple[Floats, Flags]:
    """[codes, quarters]: disclosed counts of rows of `controlled_area_rows`, and whether anybody reported."""
    view = seen.view
    listed = listed_areas(view, level)
    months = view.months_by_area(row_of_area(view, level, listed), len(listed) + 2)
    row_of = {view.dataset.areas.codes[index]: row for row, index in enumerate(listed.tolist())}
    row_of |= {UNPLACED: len(listed), NO_LOCATION: len(listed) + 1}
    rows = np.array([row_of[code] for code in codes], dtype=np.int64)
    forces = np.vstack([view.forces_by_area[listed], view.selected_forces, view.selected_forces])
    return seen.quarterly(months)[rows], seen.covered(forces)[rows]


def quarters_of_types(seen: ControlledView) -> tuple[Floats, Flags]:
    """[types, quarters]: the same of the selected crime types."""
    months = seen.view.months_by_type
    return seen.quarterly(months), seen.covered(np.tile(seen.view.selected_forces, (months.number, 1)))
