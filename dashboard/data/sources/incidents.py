"""From a supplier's columns to canonical incidents: the rules every source of incidents shares."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from dashboard.data.schema import ENCODED, Source, month_number, slug
from dashboard.data.sources.checks import RowChecks, coordinates, each, encoded, equals, mapped, text
from dashboard.data.sources.files import FileRef
from dashboard.data.sources.repeats import earlier_repeats
from dashboard.data.sources.report import FileReport, IncidentsRead

NO_ROWS = "The file has a header but no rows."


@dataclasses.dataclass(frozen=True)
class RawIncidents:
    """A file's columns before any check; `called` gives each one's name in the file, for messages."""

    month: pa.Array  # "YYYY-MM" text or month numbers
    force: pa.Array
    longitude: pa.Array
    latitude: pa.Array
    crime_type: pa.Array
    incident_id: pa.Array
    lsoa_code: pa.Array
    lsoa_name: pa.Array
    place: pa.Array
    occurred_from: pa.Array | None = None
    occurred_to: pa.Array | None = None
    zone: str = "Europe/London"  # whose clock the months go by
    stated_type: pa.Array | None = None  # the supplier's words for the crime type, where they are others
    called: dict[str, str] = dataclasses.field(default_factory=dict)

    def name(self, field: str) -> str:
        """The column's name in the file."""
        return self.called.get(field, field)


def take_in(
    ref: FileRef,
    kind: str,
    source: Source,
    raw: RawIncidents,
    row_number: Callable[[int], int],
    *,
    checks: RowChecks | None = None,
) -> IncidentsRead:
    """Check the rows, count an incident id once a month (the later row wins), and make the canonical frame.

    Rows without an id are all kept, however alike. `checks` are those already made of these rows. Raises
    InputError where there are rows but none is usable.
    """
    from dashboard.data.quality.reading import of_incidents  # which itself reads with what lies beside us

    rows = len(raw.month)
    checks = checks or RowChecks(ref.label, rows, row_number)
    month, bad_month = _months(raw.month)
    checks.reject(
        bad_month,
        reason="month not written as YYYY-MM",
        column=raw.name("month"),
        sentence="is not a month written as YYYY-MM",
        values=raw.month,
    )
    checks.reject(
        month > _latest_month(),
        reason="month in the future",
        column=raw.name("month"),
        sentence="is a month in the future",
        values=raw.month,
    )
    longitude, latitude = coordinates(
        checks, raw.longitude, raw.latitude, (raw.name("longitude"), raw.name("latitude"))
    )
    crime_type = encoded(raw.crime_type, each(slug))
    force = encoded(raw.force)
    # a name without a letter or digit has no slug, so nothing could be filed or filtered under it
    for field, slugs, reason in (
        ("crime_type", crime_type, "no crime type"),
        ("force", encoded(force, each(slug)), "no force"),
    ):
        checks.reject(
            equals(slugs, ""),
            reason=reason,
            column=raw.name(field),
            sentence="is empty or has no letters",
            values=getattr(raw, field),
        )
    _check_times(checks, raw)
    checks.require_some()
    incident_id = text(raw.incident_id)
    replaced = earlier_repeats(incident_id, month, checks.usable)
    kept = checks.usable & ~replaced
    table = pa.table(
        {
            "incident_id": incident_id,
            "month": pa.array(month),
            "occurred_from": _times(raw.occurred_from, rows),
            "occurred_to": _times(raw.occurred_to, rows),
            "force": force,
            "longitude": pa.array(longitude, from_pandas=True),
            "latitude": pa.array(latitude, from_pandas=True),
            "lsoa_code": encoded(raw.lsoa_code),
            "lsoa_name": encoded(raw.lsoa_name),
            "crime_type": crime_type,
            "place": encoded(raw.place),
        },
        schema=ENCODED,
    )
    if not kept.all():
        table = table.filter(pa.array(kept)).combine_chunks()
    report = FileReport(
        path=ref.label,
        kind=kind,
        rows_read=rows,
        rows_kept=int(kept.sum()),
        rows_replaced=int(replaced.sum()),
        rejected=checks.counts(),
        first_rejects=checks.first(),
        without_location=int(np.isnan(longitude[kept]).sum()),
        note="" if rows else NO_ROWS,
    )
    quality = of_incidents(
        ref.label,
        source,
        table,
        row_number=row_number,
        kept=kept,
        called=raw.name,
        raw=raw,
        rejected=checks,
        repeated=np.flatnonzero(replaced),
    )
    return IncidentsRead(source, table, report, quality)


def _months(values: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Month numbers as int32 (0 where bad), and where they are bad."""
    if pa.types.is_integer(values.type):
        number = np.asarray(values.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False))
        bad = (number < month_number("1900-01")) | (number > month_number("2099-12"))
        return np.where(bad, 0, number).astype(np.int32), bad
    parsed = mapped(values, _month_or_zero, pa.int32()).to_numpy(zero_copy_only=False)
    return np.asarray(parsed, dtype=np.int32), parsed == 0


def _latest_month() -> int:
    """This month, or the next on its last day: a supplier's clock may be ahead of ours."""
    day = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
    return day.year * 12 + day.month - 1


def _month_or_zero(written: str) -> int:
    try:
        return month_number(written)
    except ValueError:
        return 0


def _check_times(checks: RowChecks, raw: RawIncidents) -> None:
    if raw.occurred_from is None or raw.occurred_to is None:
        return
    begins, ends = (_seconds(values) for values in (raw.occurred_from, raw.occurred_to))
    checks.reject(
        ends < begins,
        reason="ends before it begins",
        column=raw.name("occurred_to"),
        sentence="is before the incident began",
        values=raw.occurred_to,
    )


def _seconds(values: pa.Array) -> np.ndarray:
    """Seconds since 1970, NaN for null: comparisons with NaN are false."""
    return np.asarray(values.cast(pa.int64()).cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=float)


def _times(values: pa.Array | None, rows: int) -> Any:
    return pa.nulls(rows, pa.timestamp("s", tz="UTC")) if values is None else values
