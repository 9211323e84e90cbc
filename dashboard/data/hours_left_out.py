"""Incidents that no choice of hours can mean, because nobody noted when they happened."""

from __future__ import annotations

import numpy as np

from dashboard.analysis.hour_of_each import NO_HOUR
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import disclose
from dashboard.data.incident_rows import hours_of_rows, incident_hours
from dashboard.data.view import view_of
from dashboard.selection import Selection


def without_hour(dataset: Dataset, selection: Selection, source: str) -> int:
    """Incidents of the selected places, types and months without a usable time; 0 while no hours are chosen.

    Raises KeyError for a source that is not there.
    """
    known = dataset.sources[source]
    stored = hours_of_rows(dataset, source)
    if not selection.some_hours or stored is None:
        return disclose(0, known, counts=())  # no figure of incidents: none can be left out
    some = dataset.once(
        ("incidents without an hour", source), lambda: int(np.count_nonzero(stored == NO_HOUR))
    )
    hours = incident_hours(view_of(dataset, selection.at_all_hours(), source)) if some else None
    return disclose(0 if hours is None else int(np.count_nonzero(hours == NO_HOUR)), known)
