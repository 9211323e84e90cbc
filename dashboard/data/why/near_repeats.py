"""Does one lead to another? Near repeats: whether incidents follow each other near by and soon (Knox test).

The day of an incident is the local day on which it began, or may have begun where only a range is known.
"""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.analysis.near_repeats import TooManyPairsError, knox
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import disclose
from dashboard.data.grid import EARTH_RADIUS_METRES
from dashboard.data.incident_rows import incident_rows, incident_times
from dashboard.data.records import NO_TIME
from dashboard.data.view import View, view_of
from dashboard.selection import Selection

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

METRES = (0, 1, 100, 200, 300, 400)
"""Edges of the bands of distance; the first is the same point, which for one address is a repeat there."""

DAYS = (0, 7, 14, 21, 28)

FEWEST = 50
"""With fewer incidents that have a day and a point nothing is said."""

MOST_INCIDENTS = 300_000
"""With more, even counting the pairs near each other would take seconds."""

FEWEST_PAIRS = 5
"""A band with fewer pairs, there and expected, has no ratio and is never named."""

CHANCE = 0.05
"""Bands with a p below this, put right for looking at all of them, are beyond chance."""

LONGEST_SECONDS = 7 * 24 * 3600
"""Of a range of times: of a longer one the day is known less well than the bands are wide."""

SEED = 1
"""Of the permutations, so that a question always has the same answer."""

COLUMNS = (
    "from_metres",
    "under_metres",
    "from_days",
    "under_days",
    "pairs",
    "expected",
    "ratio",
    "p",
    "p_adjusted",
    "beyond_chance",
    "permutations",
    "incidents",
)


class NearBand(NamedTuple):
    """Pairs of incidents in a band of distance and one of days, both half-open: from, and under."""

    from_metres: int
    under_metres: int
    from_days: int
    under_days: int
    pairs: int
    expected: float
    ratio: float
    """NaN with under `FEWEST_PAIRS`, there and expected."""
    p: float
    p_adjusted: float
    """Put right for all bands looked at (false discovery rate)."""
    beyond_chance: bool


class Reach(NamedTuple):
    """Bands beyond chance that lie together, from the nearest and soonest on, as one."""

    from_metres: int
    under_metres: int
    under_days: int
    pairs: int
    expected: float
    ratio: float


@dataclasses.dataclass(frozen=True)
class NearRepeats:
    """Whether incidents follow each other near by and soon; see `near_repeats`."""

    reason: str
    """Why nothing is said, in a sentence; "" where something is."""
    bands: tuple[NearBand, ...] = ()
    """By distance, then by days."""
    same: Reach | None = None
    """At the same point: all bands of days beyond chance from the first on; None where that is not one."""
    near: Reach | None = None
    """The same of other points: the widest block of bands that are all beyond chance."""
    drifting: bool = False
    """Whether even the farthest and latest band is beyond chance, as where places change over the years: then
    `same` and `near` are the first band alone."""
    incidents: int = 0
    """With a day and a point."""
    without_day: int = 0
    """Incidents without a time, or whose range is over a week."""
    without_point: int = 0
    """Of those with a day."""
    permutations: int = 0
    approximate: bool = False


def near_repeats(dataset: Dataset, selection: Selection, source: str) -> NearRepeats:
    """The Knox test of the selected incidents, all chosen types together.

    Worked out once for a selection and kept: a second or two for tens of thousands of incidents. Raises
    KeyError for a source that is not there, DisclosureError for a controlled one.
    """
    view = view_of(dataset, selection, source)
    reason = near_repeats_reason(dataset, selection, source)
    if reason:
        return disclose(NearRepeats(reason), view.source)
    dated = _dated(view)
    facts = NearRepeats(
        reason="",
        incidents=len(dated.days),
        without_day=dated.without_day,
        without_point=dated.without_point,
        approximate=view.source.place_precision == "snapped",
    )
    if facts.incidents < FEWEST:
        few = f"Only {facts.incidents:,} incidents with a date and a point: too few to say."
        return disclose(dataclasses.replace(facts, reason=few), view.source)
    table = near_table(dataset, selection, source)
    if table.empty:
        return disclose(dataclasses.replace(facts, reason=_too_many()), view.source)
    bands = tuple(NearBand(*row) for row in table[list(COLUMNS[:10])].itertuples(index=False, name=None))
    drifting = bands[-1].beyond_chance
    found = dataclasses.replace(
        facts,
        bands=bands,
        same=_reach([band for band in bands if not band.from_metres], first_alone=drifting),
        near=_reach([band for band in bands if band.from_metres], first_alone=drifting),
        drifting=drifting,
        permutations=int(table.permutations.iloc[0]),
    )
    return disclose(found, view.source)


def near_repeats_reason(dataset: Dataset, selection: Selection, source: str) -> str:
    """Why nothing can be said, as far as that is told at once; "" where it has to be worked out."""
    view = view_of(dataset, selection, source)
    incidents = int(view.by_piece.sum())
    if view.source.time_precision == "month":
        reason = "Dates are not in this source."
    elif not view.type_indices:
        reason = "This source does not record these crime types."
    elif not view.covered[view.selected_forces][:, view.period].any():
        reason = "No data for this area and period."
    elif incidents < FEWEST:
        reason = f"Only {incidents:,} incidents: too few to say."
    else:
        reason = _too_many() if incidents > MOST_INCIDENTS else ""
    return disclose(reason, view.source)


def near_table(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    """One row a band of distance and days: its edges, pairs, expected, ratio, p, p_adjusted, beyond_chance...

    Bands are half-open, from the one edge to under the other. `incidents` and `permutations` are the same in
    every row. No rows where nothing can be said.
    """
    known = dataset.sources[source]
    if near_repeats_reason(dataset, selection, source):
        return disclose(_nothing(), known)
    counted = selection.counted(source)
    question = f"near repeats {source} {counted.to_query(dataset.catalogue)} {counted.box}"

    def kept() -> pd.DataFrame:
        view = view_of(dataset, selection, source)
        return dataset.answers.table(dataset.version, known, question, lambda: _tested(_dated(view)))

    return disclose(dataset.recent.get(("near repeats", counted), kept), known)


class _Dated(NamedTuple):
    """Incidents with a day and a point, and how many others there are."""

    points: Floats
    """[incidents, 2]: metres on a plane."""
    days: Indices
    without_day: int
    without_point: int


def _dated(view: View) -> _Dated:
    rows, times = incident_rows(view), incident_times(view)
    if times is None:  # a source that is said to have dates, and was given none
        return _Dated(np.zeros((0, 2)), np.zeros(0, dtype=np.int64), len(rows.type), 0)
    begun, ended = times
    last = np.where(ended == NO_TIME, begun, ended)
    known = begun != NO_TIME
    length = np.where(known, last, 0) - np.where(known, begun, 0)
    known &= (length >= 0) & (length <= LONGEST_SECONDS)
    placed = np.isfinite(rows.longitude)
    both = known & placed
    points = plane(rows.longitude[both], rows.latitude[both])
    without_point = int((known & ~placed).sum())
    return _Dated(points, _local_days(begun[both], view.source.zone), int((~known).sum()), without_point)


def _local_days(seconds: Indices, zone: str) -> Indices:
    """Days since 1970 by the clocks of a time zone, of moments in seconds UTC."""
    moments = pd.DatetimeIndex(seconds.astype("datetime64[s]")).tz_localize("UTC").tz_convert(zone)
    days = moments.tz_localize(None).to_numpy().astype("datetime64[D]")
    return np.asarray(days.astype(np.int64))


def plane(longitude: Floats, latitude: Floats) -> Floats:
    """[points, 2]: degrees as metres on a plane, by a transverse Mercator projection about their own middle.

    On a sphere; lengths are true to one in a thousand within 280 kilometres of the middle meridian.
    """
    if not len(longitude):
        return np.zeros((0, 2))
    middle = (longitude.min() + longitude.max()) / 2
    east, north = np.radians(longitude - middle), np.radians(latitude)
    across = np.arctanh(np.cos(north) * np.sin(east))
    upward = np.arctan2(np.tan(north), np.cos(east))
    return np.asarray(np.column_stack([across, upward]) * EARTH_RADIUS_METRES)


def _tested(dated: _Dated) -> pd.DataFrame:
    """The columns of `near_table`, before anybody has said what may leave."""
    if len(dated.days) < FEWEST:
        return _nothing()
    try:
        found = knox(dated.points, dated.days, METRES, DAYS, seed=SEED)
    except TooManyPairsError:
        return _nothing()
    near, far = (np.repeat(edges, len(DAYS) - 1) for edges in (METRES[:-1], METRES[1:]))
    soon, late = (np.tile(edges, len(METRES) - 1) for edges in (DAYS[:-1], DAYS[1:]))
    pairs, expected = found.observed.reshape(-1), found.expected.reshape(-1)
    enough = (pairs >= FEWEST_PAIRS) | (expected >= FEWEST_PAIRS)
    adjusted = found.p_adjusted.reshape(-1)
    beyond = (pairs >= FEWEST_PAIRS) & (pairs > expected) & (adjusted < CHANCE)
    ratio = np.where(enough, found.ratio.reshape(-1), np.nan)
    columns = (near, far, soon, late, pairs, expected, ratio, found.p.reshape(-1), adjusted, beyond)
    table = pd.DataFrame(dict(zip(COLUMNS[:10], columns, strict=True)))
    return table.assign(permutations=found.permutations, incidents=found.incidents)


def _nothing() -> pd.DataFrame:
    return pd.DataFrame(columns=list(COLUMNS))


def _too_many() -> str:
    return (
        "Too many incidents lie close together to work this out. Choose a smaller area, a shorter period or "
        "fewer crime types."
    )


def _reach(bands: list[NearBand], *, first_alone: bool) -> Reach | None:
    """The widest block of bands beyond chance that begins with the nearest and soonest one, or just that.

    Of blocks of as many bands that with the highest ratio.
    """
    if first_alone:
        return _together(bands[:1])[1] if bands[0].beyond_chance else None
    steps = len(DAYS) - 1
    grid = [bands[start : start + steps] for start in range(0, len(bands), steps)]
    blocks = [
        [band for row in grid[:far] for band in row[:late]]
        for far in range(1, len(grid) + 1)
        for late in range(1, steps + 1)
    ]
    beyond = [_together(block) for block in blocks if all(band.beyond_chance for band in block)]
    return max(beyond, key=lambda block: (block[0], block[1].ratio))[1] if beyond else None


def _together(block: list[NearBand]) -> tuple[int, Reach]:
    """How many bands, and what they are as one."""
    pairs, expected = sum(band.pairs for band in block), sum(band.expected for band in block)
    last = block[-1]
    reach = Reach(block[0].from_metres, last.under_metres, last.under_days, pairs, expected, pairs / expected)
    return len(block), reach
