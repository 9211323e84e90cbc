"""When: weekday by hour where a source has times, and the months of the year."""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.analysis.temporal import Hours, aoristic_hours, month_profile, time_ranges
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import disclose
from dashboard.data.incident_rows import incident_times
from dashboard.data.records import NO_TIME
from dashboard.data.schema import month_text
from dashboard.data.view import View, view_of
from dashboard.selection import Selection

Floats = npt.NDArray[np.float64]

FEWEST = 50
"""With fewer incidents nothing is said of hours or months."""

WINDOW = 6
"""Hours of the day that are named together as the busiest."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

WHOLE_YEARS = 2
"""Fewer say nothing of seasons."""


class WeekHours(NamedTuple):
    """Weekday by hour of the selected period."""

    weights: tuple[tuple[float, ...], ...]
    """7 days, Monday first, of 24 hours; they add up to `used`."""
    used: int
    spread: int
    """Of those, with a range of over a week, spread over all hours."""
    without: int
    """Incidents without a time, or that end before they begin."""
    day: int
    """The busiest day, 0 for Monday."""
    day_share: float
    start: int
    """First of the busiest `WINDOW` hours of the day."""
    end: int
    window_share: float


class Month(NamedTuple):
    """One month of the year."""

    name: str
    incidents: int
    years: int
    """How many of it have data."""
    level: float
    """1 is the average month; NaN without data."""
    lower: float
    upper: float


@dataclasses.dataclass(frozen=True)
class When:
    """When incidents happen; see `when`."""

    times_reason: str
    """Why nothing is said of hours; "" where something is."""
    hours: WeekHours | None
    months_reason: str
    months: tuple[Month, ...]
    high: int
    """Place of the highest month in `months`, and of the lowest; -1 where nothing is said."""
    low: int
    whole_years: int
    first_month: str
    last_month: str
    """The months with data that the months of the year rest on."""


def when(dataset: Dataset, selection: Selection, source: str) -> When:
    """Hours of the selected period, and months of the year over all months with data.

    Raises KeyError for a source that is not there.
    """
    view = view_of(dataset, selection, source)
    whole_week = view_of(dataset, selection.at_all_hours(), source)  # to choose hours from
    reason, hours = _hours(whole_week)
    months, known = _months(view)
    levels = np.array([month.level for month in months])
    years = min((month.years for month in months), default=0)
    little = _too_little(view, months)
    found = When(
        times_reason=reason,
        hours=hours,
        months_reason=little,
        months=() if not known.any() else months,
        high=-1 if little else int(np.nanargmax(levels)),
        low=-1 if little else int(np.nanargmin(levels)),
        whole_years=years,
        first_month=month_text(dataset.first_month + int(np.argmax(known))) if known.any() else "",
        last_month=month_text(dataset.last_month - int(np.argmax(known[::-1]))) if known.any() else "",
    )
    return disclose(found, view.source)


def hours_table(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """weekday, hour, incidents (with fractions where times are ranges); no rows where times are not known."""
    hours = when(dataset, selection, source).hours
    rows = [
        (WEEKDAYS[day], hour, weight)
        for day, weights in enumerate(hours.weights if hours else ())
        for hour, weight in enumerate(weights)
    ]
    return disclose(pd.DataFrame(rows, columns=["weekday", "hour", "incidents"]), dataset.sources[source])


def seasons_table(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """month, incidents, years, level (1: the average month), lower, upper."""
    months = when(dataset, selection, source).months
    return disclose(pd.DataFrame(months, columns=["month", *Month._fields[1:]]), dataset.sources[source])


def _hours(view: View) -> tuple[str, WeekHours | None]:
    times = incident_times(view)
    if times is None or not view.source.timed:
        return "Times are not in this source.", None
    begun, ended = (_moments(seconds) for seconds in times)
    ranges = time_ranges(begun, ended, view.source.zone)
    found = aoristic_hours(ranges)
    if found.used < FEWEST:
        return f"Only {found.used:,} incidents have a time: too few to say when they happen.", None
    return "", _week(found)


def _moments(seconds: npt.NDArray[np.int64]) -> pd.Series:
    known = seconds != NO_TIME
    moments = np.where(known, seconds, 0).astype("datetime64[s]")
    moments[~known] = np.datetime64("NaT")
    return pd.Series(moments).dt.tz_localize("UTC")


def _week(found: Hours) -> WeekHours:
    by_day, by_hour = found.weights.sum(axis=1), found.weights.sum(axis=0)
    windows = np.array(
        [np.take(by_hour, range(start, start + WINDOW), mode="wrap").sum() for start in range(24)]
    )
    start = int(np.argmax(windows))
    return WeekHours(
        weights=tuple(tuple(map(float, row)) for row in found.weights),
        used=found.used,
        spread=found.spread,
        without=found.without + found.reversed,
        day=int(np.argmax(by_day)),
        day_share=float(by_day.max() / found.used),
        start=start,
        end=(start + WINDOW) % 24,
        window_share=float(windows[start] / found.used),
    )


def _months(view: View) -> tuple[tuple[Month, ...], npt.NDArray[np.bool_]]:
    """The months of the year, and which months of the version all forces of the selection reported."""
    forces = np.flatnonzero(view.selected_forces[:-1])
    known = view.covered[forces].all(axis=0) if len(forces) else np.zeros(view.covered.shape[1], dtype=bool)
    series = np.where(known, view.by_month(slice(None)), np.nan)
    found = month_profile(series, month_text(view.dataset.first_month))
    columns = (found.incidents, found.months, found.seasonal, found.lower, found.upper)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    months = tuple(
        Month(MONTHS[place], int(incidents), int(years), level, lower, upper)
        for place, (incidents, years, level, lower, upper) in enumerate(rows)
    )
    return months, np.asarray(known)


def _too_little(view: View, months: tuple[Month, ...]) -> str:
    if not view.type_indices:
        return "This source does not record these crime types."
    if not sum(month.years for month in months):
        return "No data for this area."
    if min(month.years for month in months) < WHOLE_YEARS:
        return "Under two whole years of data: a season can't be told from a trend or from chance."
    incidents = sum(month.incidents for month in months)
    return "" if incidents >= FEWEST else f"Only {incidents:,} incidents: too few to say."
