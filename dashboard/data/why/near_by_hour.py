"""When is it near premises: the share near by part of the day, against all other crime of the same hours.

Each incident with a time is in one local hour, as where hours are chosen (`dashboard.data.hours`), so that
the parts of the day add up to all incidents with a time and a point.
"""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.analysis.hour_of_each import NO_HOUR
from dashboard.analysis.near_premises import by_band
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import disclose
from dashboard.data.incident_rows import incident_hours, points, points_of_incidents
from dashboard.data.premises_meant import Meant, meant
from dashboard.data.reach import area_within, metres_to_premises, why_no_share
from dashboard.data.schema import BANDS_METRES
from dashboard.data.view import View, view_of
from dashboard.data.why.near_ratio import (
    NO_RATIO,
    RATIO_COLUMNS,
    Floats,
    Ratio,
    others_of,
    ratio_to_area,
    ratio_to_others,
)
from dashboard.selection import Selection

DAY = 24

PARTS = (
    ("Morning", 6, 12),
    ("Afternoon", 12, 18),
    ("Evening", 18, 22),
    ("Night", 22, 3),
    ("Small hours", 3, 6),
)
"""Parts of the day: a name, the first hour, and the one before which it ends."""

CONFIDENCE = 1 - 0.05 / len(PARTS)
"""Of each part's interval (99%), so that all five together hold with 95% (Bonferroni)."""

NO_TIMES = "Times are not in this source."


class DayPart(NamedTuple):
    """One part of the day."""

    name: str
    start: int
    end: int
    """The hour before which it ends; through midnight where that is less."""
    incidents: int
    """Within reach of any premises, with a time in it."""
    timed: int
    """Of so many with a time in it and a point."""
    share: float
    """NaN without any."""
    area: Ratio
    others: Ratio | None
    """Against the share of all other crime in the same hours; None where all crime is chosen."""


@dataclasses.dataclass(frozen=True)
class Hourly:
    """How near incidents are by part of the day."""

    reason: str
    """Why nothing can be said, in a sentence; "" where something can."""
    parts: tuple[DayPart, ...] = ()
    strongest: int = -1
    """The part that most clearly lies nearer than other crime then, or without other crime than its area;
    -1 where none does."""


def by_part_of_day(view: View, others: View | None, metres: int, which: Meant) -> Hourly:
    """The share of incidents within so many metres of the premises meant, by part of the day.

    `others` is all other crime of the same place and months, where there is some.
    """
    counts = _by_hour(view, [metres], which)
    if counts is None:
        return Hourly(NO_TIMES)
    if not counts.sum():
        return Hourly("No incident with a point has a time.")
    other_counts = None if others is None else _by_hour(others, [metres], which)
    area = area_within(view, metres, which)
    parts = tuple(_part(*part, counts, other_counts, area) for part in PARTS)
    lowest = [_against_what(part).lower if _against_what(part).beyond_chance == 1 else 0.0 for part in parts]
    return Hourly("", parts, int(np.argmax(lowest)) if max(lowest) > 0 else -1)


def parts_table(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """part, from_hour, to_hour, within_metres, incidents, timed, share and what is expected of it.

    No rows where times are not known. Hours are local; `to_hour` is the one before which the part ends.
    Limits are those of `CONFIDENCE`.
    """
    view, which = view_of(dataset, selection, source), meant(selection)
    found = (
        Hourly("")
        if why_no_share(view)
        else by_part_of_day(view, others_of(dataset, selection, source), selection.within, which)
    )
    rows = [
        (
            *(part.name, part.start, part.end, selection.within, part.incidents, part.timed, part.share),
            *(*part.area[:4], *(part.others or NO_RATIO)[:4]),
        )
        for part in found.parts
    ]
    columns = ["part", "from_hour", "to_hour", "within_metres", "incidents", "timed", "share", *RATIO_COLUMNS]
    return disclose(pd.DataFrame(rows, columns=columns), view.source)


def hours_table(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """hour, over_metres, upto_metres, incidents, share of the hour's and what is expected of that.

    A row for each hour of the day and band of distance; no rows where times are not known.
    """
    view = view_of(dataset, selection, source)
    columns = ["hour", "over_metres", "upto_metres", "incidents", "share", *RATIO_COLUMNS]
    rows = [] if why_no_share(view) else _hour_rows(view, others_of(dataset, selection, source), selection)
    table = pd.DataFrame(rows, columns=columns).astype({"upto_metres": "Int64"})
    return disclose(table, view.source)


def _hour_rows(view: View, others: View | None, selection: Selection) -> list[tuple[float | int | None, ...]]:
    which, edges = meant(selection), sorted({*BANDS_METRES, selection.within})
    counts = _by_hour(view, edges, which)
    if counts is None:
        return []
    other_counts = None if others is None else _by_hour(others, edges, which)
    area = np.diff([0.0, *(area_within(view, edge, which) for edge in edges), 1.0]).tolist()
    ends = list(zip([0, *edges], [*edges, None], strict=True))
    return [
        (hour, *ends[band], *_row(counts[hour], other_counts, hour, band, area[band]))
        for hour in range(DAY)
        for band in range(len(ends))
    ]


def _row(counts: Floats, others: Floats | None, hour: int, band: int, area: float) -> tuple[float | int, ...]:
    """incidents, share and both ratios of one band in one hour, whose bands `counts` are."""
    near, total = counts[band], counts.sum()
    against = None if others is None else ratio_to_others(near, total, others[hour, band], others[hour].sum())
    share = near / total if total else np.nan
    return (int(near), float(share), *ratio_to_area(near, total, area)[:4], *(against or NO_RATIO)[:4])


def _part(name: str, start: int, end: int, counts: Floats, others: Floats | None, area: float) -> DayPart:
    hours = np.arange(start, end if end > start else end + DAY) % DAY
    near, total = counts[hours].sum(axis=0)[0], counts[hours].sum()
    against = None
    if others is not None:
        rest = others[hours].sum(axis=0)
        against = ratio_to_others(near, total, rest[0], rest.sum(), CONFIDENCE)
    share = float(near / total) if total else np.nan
    return DayPart(
        *(name, start, end, int(near), int(total), share),
        area=ratio_to_area(near, total, area, CONFIDENCE),
        others=against,
    )


def _against_what(part: DayPart) -> Ratio:
    return part.area if part.others is None else part.others


def _by_hour(view: View, edges: list[int], which: Meant) -> Floats | None:
    """[24, edges + 1]: incidents with a point and a time, by local hour and distance; None without times."""
    hours = incident_hours(view)
    if hours is None:
        return None
    point = points_of_incidents(view)
    known = (point >= 0) & (hours != NO_HOUR)
    every = points(view.dataset, view.source.key)
    metres = metres_to_premises(view.dataset, every.longitude, every.latitude, which)
    number = np.bincount(
        (hours[known].astype(np.int64) % DAY) * len(metres) + point[known], minlength=DAY * len(metres)
    )
    return _banded(number.reshape(DAY, len(metres)), metres, edges)


def _banded(number: npt.NDArray[np.int64], metres: Floats, edges: list[int]) -> Floats:
    """[hours, bands] of [hours, points]."""
    return np.array([by_band(metres, edges, row) for row in number])
