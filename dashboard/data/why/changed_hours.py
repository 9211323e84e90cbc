"""Parts of the day and of the week: every incident lies in one, as its one hour of the week does.

An incident with a range of times is in the hour it was put in (docs/decisions/0023), so that parts stay whole
numbers and are those that choosing these hours shows.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dashboard.analysis.hour_of_each import NO_HOUR, WEEK
from dashboard.data.grouped import GroupedMonths
from dashboard.data.hours import DAY
from dashboard.data.incident_rows import incidents_in_time
from dashboard.data.view import View, view_of

Counts = npt.NDArray[np.int64]

PARTS_OF_DAY: dict[str, tuple[int, int]] = {
    "night": (0, 6),
    "morning": (6, 12),
    "afternoon": (12, 18),
    "evening": (18, 24),
}
"""By key, the first hour and the one before which it ends."""

PARTS_OF_WEEK: dict[str, tuple[int, ...]] = {"weekdays": (0, 1, 2, 3, 4), "weekend": (5, 6)}
"""By key, the days: 0 for Monday, from midnight to midnight."""

NO_TIME = "no-time"
"""The key of incidents whose hour is not known."""


class PartsOfTime(NamedTuple):
    """Incidents by part of the day or of the week."""

    keys: tuple[str, ...]
    months: GroupedMonths
    """The groups in the order of `keys`, all months of the version."""


def parts_of_day(view: View) -> PartsOfTime | None:
    """Incidents by `PARTS_OF_DAY`, and those without a time; None for a source without times."""
    part = np.empty(WEEK, dtype=np.int64)
    for place, (first, end) in enumerate(PARTS_OF_DAY.values()):
        part[np.isin(np.arange(WEEK) % DAY, np.arange(first, end))] = place
    return _parts(view, (*PARTS_OF_DAY, NO_TIME), part)


def parts_of_week(view: View) -> PartsOfTime | None:
    """The same by `PARTS_OF_WEEK`."""
    part = np.empty(WEEK, dtype=np.int64)
    for place, days in enumerate(PARTS_OF_WEEK.values()):
        part[np.isin(np.arange(WEEK) // DAY, days)] = place
    return _parts(view, (*PARTS_OF_WEEK, NO_TIME), part)


def _parts(view: View, keys: tuple[str, ...], part_of_hour: Counts) -> PartsOfTime | None:
    by_hour = _by_hour(view)
    if by_hour is None:
        return None
    months, forces = by_hour.shape[1:]
    counts = np.zeros((len(keys), months, forces), dtype=np.int64)
    np.add.at(counts, np.append(part_of_hour, len(keys) - 1), by_hour)
    groups, places = (index.reshape(-1) for index in np.indices((len(keys), forces)))
    columns = counts.transpose(1, 0, 2).reshape(months, -1)
    return PartsOfTime(keys, GroupedMonths(columns, groups, places, len(keys)))


def _by_hour(view: View) -> Counts | None:
    """[hours of the week + 1, months of the version, forces + 1]: incidents; the last hour is for none."""
    dataset = view.dataset
    ever = view.selection.replace(start=dataset.first_month, end=dataset.last_month)

    def counted() -> Counts | None:
        found = incidents_in_time(view_of(dataset, ever, view.source.key))
        if found is None:
            return None
        piece, month, hour = found
        force = dataset.force_of_leaf[np.asarray(view.cube.leaves)[piece]]
        shape = (WEEK + 1, dataset.last_month - dataset.first_month + 1, len(dataset.forces) + 1)
        place = (np.where(hour == NO_HOUR, WEEK, hour), month - dataset.first_month, force)
        slots = np.ravel_multi_index(place, shape)
        return np.bincount(slots, minlength=int(np.prod(shape))).reshape(shape).astype(np.int64)

    return dataset.recent.get(("months by hour", ever), counted)
