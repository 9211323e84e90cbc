"""Local clocks -> instants in UTC, over the hours that come twice and those that are skipped."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd

from dashboard.data.sources.mapping.time_forms import DAY, NO_OFFSET, Bools, Ints, Written


@dataclasses.dataclass(frozen=True)
class Instants:
    """One column's times: the earliest and latest second in UTC they may mean, and local day and second."""

    early: Ints
    late: Ints
    local_day: Ints
    clock: Ints  # second of the local day, -1 where only the day is known
    skipped: Bools  # the clocks of that night passed over it


def instants_of(written: Written, zone: str) -> Instants:
    """What the written times mean in UTC: with their own offset where they have one, else in the zone."""
    seconds = written.day * DAY + np.maximum(written.second, 0)
    early, late, skipped = localised(seconds, zone)
    stated = written.offset != NO_OFFSET
    if stated.any():
        exact = seconds - np.where(stated, written.offset, 0)
        early, late = np.where(stated, exact, early), np.where(stated, exact, late)
        skipped &= ~stated
        wall = np.where(stated, _wall(early, zone), seconds)
    else:
        wall = seconds
    clock = np.where(written.second < 0, -1, wall % DAY)
    return Instants(early, late, wall // DAY, clock, skipped & (written.second >= 0))


def localised(seconds: Ints, zone: str) -> tuple[Ints, Ints, Bools]:
    """UTC of local seconds: the earlier and the later meaning, and where clocks passed over it."""
    different, back = np.unique(seconds, return_inverse=True)
    local = pd.DatetimeIndex(different.astype("datetime64[s]"))
    meant = [
        local.tz_localize(zone, ambiguous=np.full(len(local), summer), nonexistent="NaT")
        for summer in (True, False)
    ]
    skipped = np.asarray(meant[0].isna())
    early, late = (_epoch(times) for times in meant)
    if skipped.any():  # as the clock of the day before would have it
        before = local[skipped] - pd.Timedelta(days=1)
        shown = before.tz_localize(
            zone, ambiguous=np.ones(len(before), dtype=bool), nonexistent="shift_forward"
        )
        early[skipped] = late[skipped] = _epoch(shown) + DAY
    return early[back], late[back], skipped[back]


def _epoch(times: pd.DatetimeIndex) -> Ints:
    return np.array(
        times.tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[s]").astype(np.int64)
    )


def _wall(instants: Ints, zone: str) -> Ints:
    """Local seconds of instants in UTC."""
    different, back = np.unique(instants, return_inverse=True)
    local = pd.DatetimeIndex(different.astype("datetime64[s]"), tz="UTC").tz_convert(zone).tz_localize(None)
    return np.asarray(local.to_numpy().astype("datetime64[s]").astype(np.int64))[back]


def day_bounds(local_day: Ints, zone: str) -> tuple[Ints, Ints]:
    """Where local days begin and end, in UTC."""
    return localised(local_day * DAY, zone)[0], localised((local_day + 1) * DAY, zone)[0]
