"""When do incidents happen? Weekday by hour, with ranges spread by aoristic weights, and month of the year.

Null hypothesis: none, these are descriptions. Of an incident known to have happened between two times, each
moment between is taken as equally likely, so an hour gets the part of the range that lies in it.

J. H. Ratcliffe and M. J. McCullagh (1998), Aoristic crime analysis, *International Journal of Geographical
Information Science* 12, 751-764; J. H. Ratcliffe (2000), Aoristic analysis: the spatial interpretation of
unspecific temporal events, *IJGIS* 14, 669-679; (2002), Aoristic signatures and the spatio-temporal analysis
of high volume crime patterns, *Journal of Quantitative Criminology* 18, 23-43.
"""

from __future__ import annotations

import calendar
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from dashboard.analysis.checks import checked_counts, divided
from dashboard.analysis.comparison import count_interval

Floats = NDArray[np.float64]
Times = NDArray[np.datetime64]

LONGEST_HOURS = 7 * 24.0
"""A longer range says nothing of day or hour: it is spread evenly over all 168."""

LONDON = "Europe/London"

_SLOT = np.timedelta64(15, "m")  # all zones are whole quarters of an hour from UTC
_LONGEST_AXIS = np.timedelta64(150 * 366, "D")


class Ranges(NamedTuple):
    """When incidents may have happened, in UTC; see `time_ranges`. Arrays are [incidents]."""

    start: Times
    end: Times
    """The same as `start` where the time is known."""
    usable: NDArray[np.bool_]
    without: int
    """Without any time."""
    reversed: int
    """That end before they begin: left out."""
    zone: str


class Hours(NamedTuple):
    """Incidents by weekday and hour; see `aoristic_hours`."""

    weights: Floats
    """[7, 24]: Monday first, hour 0 is midnight to 1 am; adds up to `used`."""
    used: int
    exact: int
    """Of those, with one time rather than a range."""
    spread: int
    """Of those, with a range above the limit, spread over all hours."""
    without: int
    reversed: int


class MonthProfile(NamedTuple):
    """Incidents by month of the year; see `month_profile`. Arrays are [12], January first."""

    incidents: Floats
    months: NDArray[np.int64]
    """How many Januaries and so on have data."""
    per_day: Floats
    """Incidents a day, so that February does not look quiet for being short; NaN without data."""
    seasonal: Floats
    """The same, over that of a year in which every month has its mean: 1 is average."""
    lower: Floats
    upper: Floats
    """95% limits of it, for independent incidents."""
    whole_years: int
    """The least of `months`: under 2, a season can't be told from chance or trend."""


def time_ranges(start: Any, end: Any = None, zone: str = LONDON) -> Ranges:
    """The ranges of incidents from ISO text, datetimes with a zone, or local times of `zone` without one.

    `start` and `end` are series of one kind; without an end the start is the time. Local times that occur
    twice when clocks go back are taken the first time for a start and the second for an end, so that the
    range holds whichever was meant; those that never are, when clocks go forward, as the first moment after.
    Raises ValueError for what can't be read as a time, and for a zone that is not known.
    """
    begins = _utc(start, zone, first=True)
    ends = begins if end is None else _utc(end, zone, first=False)
    if len(begins) != len(ends):
        raise ValueError(f"there are {len(begins)} starts, but {len(ends)} ends")
    ends = np.where(np.isnat(ends), begins, ends)
    missing = np.isnat(begins)
    backwards = ~missing & (ends < begins)
    return Ranges(begins, ends, ~missing & ~backwards, int(missing.sum()), int(backwards.sum()), zone)


def aoristic_hours(ranges: Ranges, longest_hours: float = LONGEST_HOURS) -> Hours:
    """Weekday by hour of the ranges, in local time of their zone.

    Each incident weighs 1: one known time is all in its hour; a range lies in each hour with the part of it
    that does, to the second, and through the change of clocks (the hour that occurs twice can get twice as
    much, that which never is nothing). Ranges of over `longest_hours` give each of the 168 hours the same.
    """
    start, end = ranges.start[ranges.usable], ranges.end[ranges.usable]
    far = _far(start, end, longest_hours)
    exact = start == end
    weights = np.full(7 * 24, far.sum() / (7 * 24))
    if not far.all():
        axis = _axis(start[~far], end[~far])
        which = _hour_of_week(axis[:-1], ranges.zone)
        slots = _by_slot(start[~exact & ~far], end[~exact & ~far], axis)
        # Slopes are added and taken away again: what is nothing may be a hair below.
        weights += np.maximum(np.bincount(which, weights=slots, minlength=7 * 24), 0)
        weights += np.bincount(which[_slot(start[exact], axis)], minlength=7 * 24)
    return Hours(
        weights.reshape(7, 24), len(start), int(exact.sum()), int(far.sum()), ranges.without, ranges.reversed
    )


def weight_in_hours(ranges: Ranges, chosen: ArrayLike, longest_hours: float = LONGEST_HOURS) -> Floats:
    """[incidents]: the part of each that lies in the chosen hours, bool[7, 24]; NaN where not usable.

    For each hour, these add up to `aoristic_hours`; they are what the whole incidents that chosen hours count
    (`hour_of_each`) amount to in expectation. Raises ValueError for hours that are not 7 by 24, and for times
    over 150 years apart, as that does.
    """
    hours = np.asarray(chosen, dtype=bool)
    if hours.shape != (7, 24):
        raise ValueError(f"hours are chosen as 7 weekdays by 24 hours; found {hours.shape}")
    start, end = ranges.start[ranges.usable], ranges.end[ranges.usable]
    far = _far(start, end, longest_hours)
    part = np.full(len(start), hours.mean())
    if not far.all():
        start, end = start[~far], end[~far]
        axis = _axis(start, end)
        inside = hours.reshape(-1)[_hour_of_week(axis[:-1], ranges.zone)]
        chosen_before = np.r_[0.0, np.cumsum(inside)]  # slots, at each edge
        places = [_place(times, axis) for times in (start, end)]
        begun, ended = (np.interp(place, np.arange(len(axis)), chosen_before) for place in places)
        spread = np.clip(divided(ended - begun, places[1] - places[0]), 0, 1)
        part[~far] = np.where(start == end, inside[_slot(start, axis)], spread)
    result = np.full(len(ranges.start), np.nan)
    result[ranges.usable] = part
    return result


def month_profile(series: ArrayLike, first: str) -> MonthProfile:
    """The season of monthly counts series[months], NaN without data; `first` is their first month, "2023-01".

    Each month of the year has the mean of its days over all years with data; where years differ in level and
    some months have more data than others, a trend shows as a season. Raises ValueError for a month that
    can't be read and counts that are negative or infinite.
    """
    counts = checked_counts(series, "monthly counts", may_be_missing=True)
    if counts.ndim != 1:
        raise ValueError(f"one series has one axis; found {counts.ndim}")
    begins = pd.Period(first, freq="M")
    if begins is pd.NaT:
        raise ValueError(f"{first!r} is no month")
    every = [begins + place for place in range(len(counts))]
    month = np.array([one.month - 1 for one in every], dtype=np.int64)
    days = np.array([calendar.monthrange(one.year, one.month)[1] for one in every], dtype=np.float64)
    known = np.isfinite(counts)
    incidents, total_days = (
        np.bincount(month[known], weights=values[known], minlength=12).astype(np.float64)
        for values in (counts, days)
    )
    number = np.bincount(month[known], minlength=12)
    per_day = divided(incidents, total_days)
    level = np.nanmean(per_day) if known.any() else np.nan
    scale = level or np.nan
    lower, upper = (divided(limit, total_days) / scale for limit in count_interval(incidents))
    return MonthProfile(incidents, number, per_day, per_day / scale, lower, upper, int(number.min()))


def _utc(times: Any, zone: str, *, first: bool) -> Times:
    """datetime64[s], NaT where there is none."""
    try:
        read = pd.Series(pd.to_datetime(pd.Series(times), format="ISO8601"))
        if read.dt.tz is None:
            side = np.full(len(read), first)
            read = read.dt.tz_localize(zone, ambiguous=side, nonexistent="shift_forward")
    except (KeyError, LookupError, AttributeError, TypeError, OSError) as error:
        raise ValueError(f"times can't be read, or the zone {zone!r} is not known: {error}") from error
    return np.asarray(read.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy(), dtype="datetime64[s]")


def _far(start: Times, end: Times, longest_hours: float) -> NDArray[np.bool_]:
    return np.asarray((end - start) / np.timedelta64(1, "h") > longest_hours)


def _axis(start: Times, end: Times) -> Times:
    """Edges of quarters of an hour from before the first to after the last."""
    day = np.timedelta64(1, "D")
    first, last = (times.astype("datetime64[D]") for times in (start.min(), end.max()))
    if last - first > _LONGEST_AXIS:
        raise ValueError(f"times reach from {first} to {last}: look for wrong dates among them")
    return np.arange(first.astype("datetime64[s]"), (last + 2 * day).astype("datetime64[s]"), _SLOT)


def _hour_of_week(times: Times, zone: str) -> NDArray[np.int64]:
    """0 for Monday midnight to 1 am, in local time."""
    local = pd.DatetimeIndex(times).tz_localize("UTC").tz_convert(zone)
    return np.asarray(local.day_of_week * 24 + local.hour, dtype=np.int64)


def _place(times: Times, axis: Times) -> Floats:
    """Quarters of an hour since the axis begins, with fractions."""
    return np.asarray((times - axis[0]) / _SLOT, dtype=np.float64)


def _slot(times: Times, axis: Times) -> NDArray[np.int64]:
    return np.asarray((times - axis[0]) // _SLOT, dtype=np.int64)


def _by_slot(start: Times, end: Times, axis: Times) -> Floats:
    """[slots]: the weight in each. Density is summed as a step function, its edge slots in proportion.

    The weight up to time t rises at 1 / length between start and end. Its value at each edge of the axis is
    the sum of ramps: each ramp adds its slope at the start and takes it away at the end.
    """
    slope_change = np.zeros(len(axis) + 1)
    within = np.zeros(len(axis))
    begin, finish = _place(start, axis), _place(end, axis)
    slope = 1 / (finish - begin)
    for place, sign in ((begin, 1.0), (finish, -1.0)):
        slot = np.floor(place).astype(np.int64)
        # In its own slot the slope holds from `place` on; in all later ones throughout.
        within += np.bincount(slot, weights=sign * slope * (slot + 1 - place), minlength=len(axis))
        slope_change += np.bincount(slot + 1, weights=sign * slope, minlength=len(axis) + 1)
    return (within + np.cumsum(slope_change)[:-1])[:-1]
