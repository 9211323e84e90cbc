"""Hexscan's own form of incidents: Parquet with the columns of `schema.INCIDENTS`; any data can enter so.

The file's key-value metadata `hexscan_source` describes its source: a JSON object with the fields of
`schema.Source`. What it leaves out takes the default; without it the file's name becomes the source's.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.data.schema import (
    INCIDENTS,
    InputError,
    Source,
    month_number,
    month_text,
    slug,
)
from dashboard.data.sources.checks import RowChecks, mapped, truth
from dashboard.data.sources.described import described_source
from dashboard.data.sources.files import FileRef
from dashboard.data.sources.incidents import RawIncidents, take_in
from dashboard.data.sources.parquet import open_parquet, parquet_columns
from dashboard.data.sources.report import FIRST_REJECTS, IncidentsRead

SOURCE_METADATA = b"hexscan_source"
_WHERE = f"its {SOURCE_METADATA.decode()} metadata"
REQUIRED = ("month", "force", "longitude", "latitude", "crime_type")

_TIMES = ("occurred_from", "occurred_to")
_CALENDAR = (np.datetime64("1800-01-01", "s"), np.datetime64("2200-01-01", "s"))
"""Times beyond are clipped for comparison with months: no month that may be stated is near them."""
_COLUMN = (pa.Array, pa.ChunkedArray)
_LIKENESS = 4  # so many columns of ours, and a file is meant as canonical, whatever it lacks


def looks_canonical(schema: Any) -> bool:
    """Whether an Arrow schema is meant as ours: it names its source, or shares several of our columns."""
    described = SOURCE_METADATA in (schema.metadata or {})
    return described or len(set(schema.names) & set(INCIDENTS.names)) >= _LIKENESS


def read_canonical(ref: FileRef, kind: str) -> IncidentsRead:
    """The file's incidents. Rows are numbered from 1 in messages.

    Raises InputError for a missing column, a column of another type, a source that is described wrongly,
    and a file without a usable row.
    """
    columns = parquet_columns(ref, INCIDENTS.names)
    for name in REQUIRED:
        if name not in columns:
            raise ref.error("the column is missing", "Add it (see docs/data-sources.md).", column=name)
    rows = len(columns["month"])
    nothing = pa.nulls(rows, pa.string())
    times = {name: _as_times(ref, name, columns[name]) for name in _TIMES if name in columns}
    timed = any(values.null_count < rows for values in times.values())
    source = _described_source(ref, timed=timed)
    raw = RawIncidents(
        **{name: columns.get(name, nothing) for name in INCIDENTS.names if name not in _TIMES}, **times
    )
    return _take_in_timely(ref, kind, source, raw)


def write_incidents(path: Path, source: Source, frame: pd.DataFrame) -> None:
    """Write a frame with the columns of `schema.INCIDENTS` and its source as a canonical Parquet file.

    Raises InputError where the frame lacks a column or holds a value that does not fit.
    """
    try:
        table = pa.Table.from_pandas(frame[INCIDENTS.names], schema=INCIDENTS, preserve_index=False)
    except (KeyError, pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise InputError(f"{path.name}: the incidents do not fit Hexscan's own form: {error}.") from error
    notes = [one._asdict() | {"month": month_text(one.month)} for one in source.recording]
    described = json.dumps(dataclasses.asdict(source) | {"recording": notes}, ensure_ascii=False).encode()
    pq.write_table(table.replace_schema_metadata({SOURCE_METADATA: described}), path, compression="zstd")


def _row_number(row: int) -> int:
    return row + 1


def _take_in_timely(ref: FileRef, kind: str, source: Source, raw: RawIncidents) -> IncidentsRead:
    """`take_in` without the rows whose month is not about when they began; these are rejected."""
    rows = len(raw.month)
    checks = RowChecks(ref.label, rows, _row_number)
    if raw.occurred_from is not None:
        checks.reject(
            _untimely(raw.month, raw.occurred_from),
            reason="month is not when it began",
            column="month",
            sentence="is more than a month away from occurred_from",
            values=raw.month,
        )
    from dashboard.data.quality.faults import with_left_out

    checks.require_some()
    if checks.usable.all():
        return take_in(ref, kind, source, raw, _row_number)
    kept, mask = np.flatnonzero(checks.usable), pa.array(checks.usable)
    columns = {name: value.filter(mask) for name, value in vars(raw).items() if isinstance(value, _COLUMN)}
    timely = dataclasses.replace(raw, **columns)
    read = take_in(ref, kind, source, timely, lambda row: _row_number(int(kept[row])))
    rejects = sorted(read.report.first_rejects + checks.first(), key=lambda reject: reject["row"])
    report = dataclasses.replace(
        read.report,
        rows_read=rows,
        rejected=read.report.rejected | checks.counts(),
        first_rejects=rejects[:FIRST_REJECTS],
    )
    quality = with_left_out(read.quality, checks, _row_number, rows) if read.quality else None
    return dataclasses.replace(read, report=report, quality=quality)


def _untimely(month: Any, began: Any) -> np.ndarray:
    """Where a readable month is more than one off the local month of a known beginning."""
    stated = mapped(month, _month_or_none, pa.float64()).to_numpy(zero_copy_only=False)
    seconds = began.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
    moments = np.clip(seconds.astype("datetime64[s]"), *_CALENDAR)
    local = pd.DatetimeIndex(moments, tz="UTC").tz_convert("Europe/London")
    off = np.abs(stated - (local.year * 12 + local.month - 1).to_numpy()) > 1  # false where not readable
    return np.asarray(off & truth(began.is_valid()), dtype=bool)


def _month_or_none(written: str) -> int | None:
    """A month's number; None where it is none, which `take_in` rejects."""
    try:
        number = int(written) if written.isdecimal() else month_number(written)
        return month_number(month_text(number))
    except ValueError:
        return None


def _as_times(ref: FileRef, name: str, values: pa.Array) -> pa.Array:
    """The values as whole seconds in UTC."""
    target = INCIDENTS.field(name).type
    if pa.types.is_null(values.type):
        return values.cast(target)
    if not pa.types.is_timestamp(values.type) or values.type.tz is None:
        raise ref.error(
            f"it holds values of type {values.type}, not times with a time zone",
            "Write it as timestamps in UTC.",
            column=name,
        )
    return values.cast(target, safe=False)


def _described_source(ref: FileRef, *, timed: bool) -> Source:
    unsaid = {
        "key": slug(ref.stem),
        "name": ref.stem,
        "owner": "",
        "licence": "",
        "time_precision": "minute" if timed else "month",
    }
    return described_source(ref, _metadata(ref), where=_WHERE, defaults=unsaid)


def _metadata(ref: FileRef) -> dict[str, Any]:
    metadata = open_parquet(ref).schema_arrow.metadata or {}
    try:
        described = json.loads(metadata.get(SOURCE_METADATA, b"{}"))
    except (ValueError, RecursionError) as error:
        raise ref.error(f"{_WHERE} is not JSON", "Write it again.") from error
    if not isinstance(described, dict):
        raise ref.error(f"{_WHERE} is no JSON object", "Write it again.")
    return described
