"""Hours of the week: the one each incident is put in, and those a selection means."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dashboard.analysis.hour_of_each import NO_HOUR, WEEK, evenly, hour_of_each
from dashboard.analysis.temporal import Ranges
from dashboard.data.records import NO_TIME
from dashboard.selection import Selection

DAY = 24

Seconds = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def hours_drawn(begun: Seconds, ended: Seconds, zone: str) -> npt.NDArray[np.uint8]:
    """[rows]: the hour of the week each row of a part is put in, local in `zone`; `NO_HOUR` without a time.

    Times are seconds UTC, `NO_TIME` where not known. The draw of a range is fixed by its times and its place
    in the part, so that the same import always gives the same hours.
    """
    known = begun != NO_TIME
    end = np.where(ended == NO_TIME, begun, ended)
    forwards = known & (end >= begun)
    begins = np.where(known, begun, 0)
    ends = np.where(forwards, end, begins)
    times = (begins.astype("datetime64[s]"), ends.astype("datetime64[s]"))
    ranges = Ranges(*times, forwards, int((~known).sum()), int((known & ~forwards).sum()), zone)
    return hour_of_each(ranges, evenly(begins ^ (ends << 20), np.arange(len(begins))))


def hours_chosen(selection: Selection) -> Flags | None:
    """[168]: whether each hour of the week is chosen, Monday midnight first; None where all are.

    Hours that pass midnight belong to the day on which they begin: Friday from 10pm to 3am ends on Saturday
    morning, as a Friday night does.
    """
    if not selection.hours and not selection.days:
        return None
    first, end = selection.hours or (0, 0)
    length = (end - first) % DAY or DAY
    chosen = np.zeros(WEEK, dtype=bool)
    for day in selection.days or range(7):
        chosen[(day * DAY + first + np.arange(length)) % WEEK] = True
    return chosen


def by_hour(hours: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """[7, 24]: incidents by the hour each is put in; those without one are left out."""
    return np.bincount(hours[hours != NO_HOUR], minlength=WEEK).astype(np.int64).reshape(7, DAY)
