"""Times of day for the fictional ambulance calls, in UK time, and their UTC."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from dashboard.data.demo.counts import month_starts
from dashboard.data.demo.plan import MONTHS, Floats, Ints

Times: TypeAlias = npt.NDArray[np.datetime64]

GENERAL = np.array([5, 4, 3, 2, 1.5, 1.5, 2, 3, 4, 5, 6, 6.5, 7, 7, 7.5, 8, 9, 9.5, 10, 10, 10, 9.5, 8.5, 7])
"""Weight of each hour of any day, from midnight."""

NIGHT_SHARE = 0.4
"""Share of ordinary calls that fall in weekend nights."""

EVENING_HOURS, MORNING_HOURS = (22, 23), (0, 1, 2, 3)
"""Weekend nights: these hours of Friday and Saturday, and of the mornings after."""


def local_times(rng: np.random.Generator, month: Ints, night: npt.NDArray[np.bool_]) -> Times:
    """A random UK local time (datetime64[m]) within each incident's month, [n].

    Incidents marked `night` fall on Friday and Saturday nights, 22:00 to 04:00; others spread over the week.
    """
    starts = month_starts().astype("datetime64[h]")
    times = np.empty(len(month), dtype="datetime64[m]")
    for index in range(MONTHS):
        hours = np.arange(starts[index], starts[index + 1])
        weekend = _weekend_night(hours)
        everyday = GENERAL[(hours - hours.astype("datetime64[D]")).astype(np.int64)]
        mixed = NIGHT_SHARE * weekend / weekend.sum() + (1 - NIGHT_SHARE) * everyday / everyday.sum()
        for chosen, weight in ((night, weekend), (~night, mixed)):
            rows = np.flatnonzero((month == index) & chosen)
            times[rows] = _draw(rng, hours, weight, len(rows))
    return times + rng.integers(60, size=len(month)).astype("timedelta64[m]")


def to_utc(local: Times) -> Times:
    """UTC of UK local times (datetime64[m]); an hour that occurs twice counts as the later, winter one.

    Worked out here because the demonstration must not depend on the time zone tables of the machine.
    """
    year = local.astype("datetime64[Y]")
    march = _last_sunday(year.astype("datetime64[M]") + 2) + np.timedelta64(60, "m")
    october = _last_sunday(year.astype("datetime64[M]") + 9) + np.timedelta64(60, "m")
    summer = (local >= march + np.timedelta64(60, "m")) & (local < october)
    return local - np.where(summer, np.timedelta64(60, "m"), np.timedelta64(0, "m"))


def weekday(days: Times) -> Ints:
    """Day of the week of dates (datetime64[D]): 0 is Monday."""
    return np.asarray((days.astype(np.int64) + 3) % 7)  # day 0, 1 January 1970, was a Thursday


def _last_sunday(month: Times) -> Times:
    last = (month + 1).astype("datetime64[D]") - 1
    return (last - ((weekday(last) + 1) % 7)).astype("datetime64[m]")


def _weekend_night(hours: Times) -> Floats:
    """1 for the hours of Friday and Saturday nights, 0 for others."""
    days = hours.astype("datetime64[D]")
    hour = (hours - days).astype(np.int64)
    evening = np.isin(weekday(days), (4, 5)) & np.isin(hour, EVENING_HOURS)
    morning = np.isin(weekday(days), (5, 6)) & np.isin(hour, MORNING_HOURS)
    return np.asarray(evening | morning, dtype=np.float64)


def _draw(rng: np.random.Generator, hours: Times, weight: Floats, count: int) -> Times:
    cumulated = np.cumsum(weight)
    return hours[np.searchsorted(cumulated, rng.random(count) * cumulated[-1], side="right")]
