"""When incidents happened: date-times, dates, ranges and months as sources write them -> instants in UTC.

A time stays as vague as it was: a day is the range of that day, an hour of that hour, a month has no time at
all. Ranges are kept whole, their end outside. What clocks do in spring and autumn is followed: an hour that
comes twice is kept as the range of both, one that is skipped is read as if clocks had not yet been changed;
how many rows that concerned is told.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from dashboard.data.schema import month_name
from dashboard.data.sources.checks import RowChecks, encoded
from dashboard.data.sources.mapping.clocks import Instants, day_bounds, instants_of, localised
from dashboard.data.sources.mapping.description import TimeForm
from dashboard.data.sources.mapping.time_forms import (
    DAY,
    Bools,
    Ints,
    Written,
    read_clock,
    read_dates,
    read_months,
)

HOUR = 3600
NONE = int(np.iinfo(np.int64).min)


@dataclasses.dataclass(frozen=True)
class Times:
    """When each row's incident happened; rows that were rejected hold anything."""

    month: pa.Array
    """Month numbers, local."""
    begins: pa.Array | None
    """Timestamps in UTC; None where the source knows the month alone."""
    ends: pa.Array | None
    """Where a range ends, itself outside; null where the time is known exactly."""
    date_only: bool
    """Whether no row has a time of day."""
    notes: tuple[str, ...] = ()


def times_of(
    checks: RowChecks,
    columns: Mapping[str, pa.Array],
    form: TimeForm,
    *,
    days_only: bool,
    now: datetime.datetime,
) -> Times:
    """The times of a file's rows; rows without a readable or plausible one are rejected in `checks`.

    `columns` are the file's by name; `days_only` says that the source's times of day mean nothing. Rows that
    begin more than a day after `now` (aware) are rejected: a supplier's clock may be a little ahead.
    """
    if form.month:
        return _months_only(checks, columns, form, now)
    written = _read(checks, columns, form, form.begins, form.begins_time)
    _reject(checks, written.empty, columns, form.begins, "no date", "is empty")
    _reject(
        checks, written.whole_month, columns, form.begins, "month without a day", "names no day, only a month"
    )
    begins = instants_of(written, form.zone)
    plain = days_only or bool(form.date_only) or _all_midnight(form, begins, checks.usable)
    notes = _told_midnight(plain, days_only or bool(form.date_only), begins)
    if plain:
        begins = dataclasses.replace(begins, clock=np.full_like(begins.clock, -1))
    early, late, known_end = begins.early, begins.late, begins.late > begins.early
    hour = _hours(checks, columns, form)
    if hour is not None:
        begins = dataclasses.replace(begins, clock=np.where(hour < 0, -1, hour * HOUR))
        early, late, known_end = _of_hours(begins, hour, form.zone)
    day_begins, day_ends = day_bounds(begins.local_day, form.zone)
    dated = begins.clock < 0
    first = np.where(dated, day_begins, early)
    last = np.where(dated, day_ends, np.where(known_end, late, NONE))
    if form.ends:
        last = _ends(checks, columns, form, first, last, plain)
    notes += _told_clocks(begins, checks.usable & ~dated)
    month = _plausible_months(checks, columns[form.begins], form, begins.local_day, now)
    return Times(
        month=pa.array(month),
        begins=_timestamps(first),
        ends=_timestamps(last),
        date_only=bool(dated.all()),
        notes=notes,
    )


def _months_only(
    checks: RowChecks, columns: Mapping[str, pa.Array], form: TimeForm, now: datetime.datetime
) -> Times:
    codes = encoded(columns[form.month])
    written = read_months(codes.dictionary, form.format).take(codes.indices.to_numpy(zero_copy_only=False))
    _reject(checks, written.empty, columns, form.month, "no month", "is empty")
    _reject(checks, written.bad, columns, form.month, "month not readable", f"is no month ({form.format})")
    month = _plausible_months(checks, columns[form.month], form, written.day, now)
    return Times(pa.array(month), None, None, date_only=False)


def _read(
    checks: RowChecks, columns: Mapping[str, pa.Array], form: TimeForm, name: str, clock: str
) -> Written:
    """A column's dates with the time of day from its own column, if there is one."""
    codes = encoded(columns[name])
    rows = codes.indices.to_numpy(zero_copy_only=False)
    written = read_dates(codes.dictionary, form.format).take(rows)
    _reject(
        checks,
        written.bad,
        columns,
        name,
        "date not readable",
        f"is no date or time as described ({form.format})",
    )
    if not clock:
        return written
    codes = encoded(columns[clock])
    seconds, bad = read_clock(codes.dictionary)
    rows = codes.indices.to_numpy(zero_copy_only=False)
    _reject(checks, bad[rows], columns, clock, "time of day not readable", "is no time of day")
    return dataclasses.replace(written, second=seconds[rows])


def _reject(
    checks: RowChecks, bad: Bools, columns: Mapping[str, pa.Array], name: str, reason: str, sentence: str
) -> None:
    checks.reject(bad, reason=reason, column=name, sentence=sentence, values=columns[name])


def _all_midnight(form: TimeForm, begins: Instants, usable: Bools) -> bool:
    """Whether times of day are written, but all are midnight: then nobody noted them."""
    if form.date_only is not None or form.hour:
        return False
    clocks = begins.clock[usable & (begins.clock >= 0)]
    return bool(len(clocks)) and not clocks.any()


def _told_midnight(plain: bool, said: bool, begins: Instants) -> tuple[str, ...]:
    if not plain or said or not (begins.clock >= 0).any():
        return ()
    return ("All times are midnight: they are taken as dates without a time of day.",)


def _told_clocks(begins: Instants, told: Bools) -> tuple[str, ...]:
    notes = []
    skipped = int((begins.skipped & told).sum())
    if skipped:
        notes.append(
            f"{_rows(skipped)} a time in the hour that clocks skip in spring; "
            "it is read as if they had not yet been changed."
        )
    twice = int(((begins.late > begins.early) & told).sum())
    if twice:
        notes.append(
            f"{_rows(twice)} a time in the hour that comes twice in autumn; it is kept as the range of both."
        )
    return tuple(notes)


def _rows(count: int) -> str:
    return "1 row has" if count == 1 else f"{count:,} rows have"


def _hours(checks: RowChecks, columns: Mapping[str, pa.Array], form: TimeForm) -> Ints | None:
    """The hour of the day, -1 where empty; None without such a column."""
    if not form.hour:
        return None
    codes = encoded(columns[form.hour])
    words = codes.dictionary.to_pylist()
    table = np.array([_hour(word) for word in words] or [-1], dtype=np.int64)
    hour = table[codes.indices.to_numpy(zero_copy_only=False)] if len(codes) else np.zeros(0, np.int64)
    _reject(checks, hour < -1, columns, form.hour, "hour not 0 to 23", "is no hour from 0 to 23")
    return np.maximum(hour, -1)


def _hour(word: str) -> int:
    if not word:
        return -1
    number = word.removesuffix(".0")
    return int(number) if number.isascii() and number.isdecimal() and int(number) < 24 else -2


def _of_hours(begins: Instants, hour: Ints, zone: str) -> tuple[Ints, Ints, Bools]:
    """The ranges of whole hours of the local day."""
    start = begins.local_day * DAY + np.maximum(hour, 0) * HOUR
    early, late, _ = localised(start, zone)
    return early, late + HOUR, np.ones(len(hour), dtype=bool)


def _ends(
    checks: RowChecks,
    columns: Mapping[str, pa.Array],
    form: TimeForm,
    first: Ints,
    otherwise: Ints,
    plain: bool,
) -> Ints:
    """Where ranges end; what is known without the column where it says nothing."""
    written = _read(checks, columns, form, form.ends, form.ends_time)
    _reject(
        checks, written.whole_month, columns, form.ends, "month without a day", "names no day, only a month"
    )
    ends = instants_of(written, form.zone)
    dated = plain | (ends.clock < 0)
    last = np.where(dated, day_bounds(ends.local_day, form.zone)[1], ends.late)
    _reject(
        checks,
        ~written.empty & (last < first),
        columns,
        form.ends,
        "ends before it begins",
        "is before the incident began",
    )
    point = ~dated & (last == first)  # begins and ends in the same minute: known exactly
    return np.where(written.empty, otherwise, np.where(point, NONE, last))


def _plausible_months(
    checks: RowChecks, values: pa.Array, form: TimeForm, local_day: Ints, now: datetime.datetime
) -> npt.NDArray[np.int32]:
    """Local months, after the rows that can't be right or are too old are rejected."""
    limit = (now + datetime.timedelta(days=1)).timestamp()
    name = form.month or form.begins
    checks.reject(
        local_day * DAY > limit,
        reason="in the future",
        column=name,
        sentence="is in the future",
        values=values,
    )
    month: Any = local_day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12
    if form.earliest is not None:
        checks.reject(
            month < form.earliest,
            reason=f"before {month_name(form.earliest)}",
            column=name,
            sentence=f"is before {month_name(form.earliest)}, with which the description begins",
            values=values,
        )
    return np.asarray(month, dtype=np.int32)


def _timestamps(seconds: Ints) -> pa.Array:
    known = seconds != NONE
    return pa.array(np.where(known, seconds, 0), mask=~known).cast(pa.timestamp("s", tz="UTC"))
