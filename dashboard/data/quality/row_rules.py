"""The rules that single rows are held to, as data: each once, for all who ask.

A rule looks at whole columns: numbers as numpy arrays, times as pandas series, and texts that repeat as
`Texts`, so that each different one is looked at once. `standard` finds the rows that break them and makes
pandera schemas of the same list.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.data.quality.checks import EARLIEST
from dashboard.data.schema import CRIME_TYPES, month_number

UNMAPPED = "not-yet-mapped"
"""The crime type of rows whose supplier's word is in no list yet."""

LONDON = "Europe/London"
_AREA_CODE = "^([A-Z][0-9]{8})?$"
_LONGEST_DAYS = 366
_CALENDAR = (pd.Timestamp("1900-01-01", tz="UTC"), pd.Timestamp("2200-01-01", tz="UTC"))

Mask = npt.NDArray[np.bool_]


class Texts(NamedTuple):
    """A column of texts that repeat: `codes` number each row's among the `different` ones, -1 for none."""

    codes: npt.NDArray[Any]
    different: pa.Array


class RowRule(NamedTuple):
    """A rule of `checks.RULES` on one row: the columns it looks at, and where it holds for each row."""

    key: str
    columns: tuple[str, ...]  # a fault is of the first
    holds: Callable[..., Mask]

    def rows_breaking(self, columns: Mapping[str, Any]) -> npt.NDArray[np.int64]:
        """The positions of rows that break it."""
        return np.flatnonzero(~self.holds(*(columns[name] for name in self.columns)))


@functools.lru_cache(maxsize=8)
def incident_rules(
    police: bool, timed: bool, today: datetime.date, zone: str = LONDON
) -> tuple[RowRule, ...]:
    """The rules of incidents; `police` are held to the crime types of data.police.uk, `timed` ones to time.

    Months go by the clock of the `zone`.
    """
    first, last = month_number(EARLIEST), today.year * 12 + today.month - 1
    rules = [
        RowRule("implausible-date", ("month",), lambda month: (month >= first) & (month <= last)),
        *_POINT_RULES,
        RowRule("unmapped-type", ("crime_type",), _each(lambda kinds: pc.not_equal(kinds, UNMAPPED))),
    ]
    if police:
        known = pa.array([*CRIME_TYPES, UNMAPPED], pa.string())
        rules.append(RowRule("unknown-type", ("crime_type",), _each(lambda kinds: pc.is_in(kinds, known))))
    rules.append(
        RowRule(
            "area-code-form",
            ("lsoa_code",),
            _each(lambda codes: pc.match_substring_regex(codes, _AREA_CODE)),
        )
    )
    if timed:
        within = functools.partial(_within_month, zone=zone)
        rules.append(RowRule("outside-month", ("occurred_from", "month"), within))
        rules.append(RowRule("long-range", ("occurred_to", "occurred_from"), _not_too_long))
    return tuple(rules)


def premises_rules() -> tuple[RowRule, ...]:
    """The rules of registers of premises."""
    return _PREMISES_RULES


def _each(holds: Callable[[pa.Array], pa.Array]) -> Callable[[Texts], Mask]:
    """A rule of each different text, as one of rows; missing texts pass."""

    def of_rows(texts: Texts) -> Mask:
        fits = np.asarray(holds(texts.different).to_numpy(zero_copy_only=False), dtype=bool)
        if fits.all():
            return np.ones(len(texts.codes), dtype=bool)
        return np.append(fits, True)[texts.codes]

    return of_rows


def _on_the_globe(limit: int) -> Callable[[npt.NDArray[np.float64]], Mask]:
    return lambda degrees: ~(np.abs(degrees) > limit)  # what is missing passes


def _within_month(began: pd.Series, month: npt.NDArray[np.int32], *, zone: str) -> Mask:
    """Whether an incident began in its month, by the clock of a zone; True where no time is known."""
    times: Any = began
    there = times.clip(*_CALENDAR).dt.tz_convert(zone)
    stated = (there.dt.year * 12 + there.dt.month - 1).to_numpy()
    return np.asarray((stated == month) | began.isna().to_numpy(), dtype=bool)


def _not_too_long(ended: pd.Series, began: pd.Series) -> Mask:
    seconds = (ended - began).dt.total_seconds().to_numpy()
    return np.asarray(~(seconds > _LONGEST_DAYS * 86_400), dtype=bool)


_POINT_RULES = (
    RowRule("no-location", ("longitude",), lambda longitude: ~np.isnan(longitude)),
    RowRule("off-world", ("longitude",), _on_the_globe(180)),
    RowRule("off-world", ("latitude",), _on_the_globe(90)),
)
_PREMISES_RULES = (
    RowRule("repeated-id", ("premises_id",), lambda ids: ~pd.Series(ids).duplicated().to_numpy()),
    RowRule("left-out", ("name",), lambda names: names != ""),
    *_POINT_RULES,
)
