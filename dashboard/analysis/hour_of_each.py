"""One hour of the week for each incident, so that hours can be chosen and counts stay whole.

An incident known to have happened between two times gets the hour of one moment between them, drawn once with
every moment equally likely. So the hour has the aoristic weights of the range (`temporal`), and the number of
incidents put in an hour is in expectation the aoristic count, of which it differs by chance alone.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.analysis.temporal import LONGEST_HOURS, Ranges

Hours = NDArray[np.uint8]
Chances = NDArray[np.float64]

WEEK = 7 * 24
NO_HOUR = 255
"""In place of the hour of an incident without a usable time."""

_SLOT = 15 * 60  # all zones are whole quarters of an hour from UTC


def hour_of_each(ranges: Ranges, chance: Chances, longest_hours: float = LONGEST_HOURS) -> Hours:
    """[incidents]: the hour of the week each is put in, 0 for Monday midnight to 1 am in local time.

    `chance` [incidents] is a number from 0 to below 1 each, evenly and independently spread. A known time is
    in its own hour; a range, whose end is outside, in that of the moment so far along; one of over
    `longest_hours` in any hour of the week alike. `NO_HOUR` without a time, or that ends before it begins.
    """
    start = ranges.start.astype(np.int64)
    length = ranges.end.astype(np.int64) - start
    usable = ranges.usable
    result = np.full(len(start), NO_HOUR, dtype=np.uint8)
    far = usable & (length > longest_hours * 3600)
    result[far] = (chance[far] * WEEK).astype(np.uint8)
    near = usable & ~far
    moment = start[near] + np.floor(chance[near] * length[near]).astype(np.int64)
    result[near] = _hour_of_week(moment, ranges.zone)
    return result


def evenly(key: NDArray[np.int64], salt: NDArray[np.int64]) -> Chances:
    """A number from 0 to below 1 for each pair of whole numbers, always the same: SplitMix64 of both.

    G. L. Steele, D. Lea and C. H. Flood (2014), Fast splittable pseudorandom number generators, *OOPSLA*.
    """
    with np.errstate(over="ignore"):
        mixed = _mixed(key.astype(np.uint64) + _GOLDEN)
        mixed = _mixed(mixed ^ (salt.astype(np.uint64) * _GOLDEN))
    return (mixed >> np.uint64(11)).astype(np.float64) * 2.0**-53


_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def _mixed(value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(value ^ (value >> np.uint64(31)))


def _hour_of_week(seconds: NDArray[np.int64], zone: str) -> Hours:
    which, slots = pd.factorize(seconds // _SLOT)  # each quarter of an hour is looked up once
    moments = pd.DatetimeIndex((slots * _SLOT).astype("datetime64[s]"))
    local = moments.tz_localize("UTC").tz_convert(zone)
    return np.asarray(local.day_of_week * 24 + local.hour, dtype=np.uint8)[which]
