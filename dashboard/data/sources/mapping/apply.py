"""A file and the description of its source -> canonical incidents or premises."""

from __future__ import annotations

import dataclasses
import datetime
import difflib
from collections.abc import Mapping

import pyarrow as pa

from dashboard.data.schema import slug
from dashboard.data.sources.checks import RowChecks, encoded, mapped, text
from dashboard.data.sources.files import FileRef
from dashboard.data.sources.incidents import RawIncidents, take_in
from dashboard.data.sources.mapping.categories import types_of
from dashboard.data.sources.mapping.description import Description
from dashboard.data.sources.mapping.formats import read_tabular
from dashboard.data.sources.mapping.name_pattern import group_in
from dashboard.data.sources.mapping.places import coordinates_of
from dashboard.data.sources.mapping.tabular import Tabular, without_markers
from dashboard.data.sources.mapping.times import Times, times_of
from dashboard.data.sources.report import FIRST_REJECTS, FileReport, IncidentsRead

_SHOWN = 12


def read_described_incidents(
    ref: FileRef, description: Description, *, now: datetime.datetime | None = None
) -> IncidentsRead:
    """The file's incidents, as its source's description takes them.

    The report lists unmapped words with their rows. Raises InputError for a damaged file, one that lacks a
    mapped column or holds personal data that is not dropped, and one without a usable row. Rows in the future
    of `now` (aware; default the clock) are rejected.
    """
    from dashboard.data.quality.faults import with_rejects  # which itself reads with what lies beside us

    table = read_tabular(ref, description.file, description.dropped)
    columns = mapped_columns(table, description)
    checks = RowChecks(ref.label, table.rows, table.row_number)
    times = times_of(
        checks,
        columns,
        description.time,
        days_only=description.source.time_precision == "day",
        now=now or datetime.datetime.now(datetime.UTC),
    )
    longitude, latitude, axes = coordinates_of(ref, checks, columns, description)
    own = dict(description.source.category_names)
    words = _field(columns, description, "crime_type", table.rows)
    types, unmapped = types_of(words, description.categories, own)
    raw = RawIncidents(
        month=times.month,
        force=_forces(ref, columns, description, table.rows),
        longitude=longitude,
        latitude=latitude,
        crime_type=types,
        incident_id=text(_field(columns, description, "incident_id", table.rows)),
        lsoa_code=_field(columns, description, "lsoa_code", table.rows),
        lsoa_name=_field(columns, description, "lsoa_name", table.rows),
        place=_field(columns, description, "place", table.rows),
        occurred_from=times.begins,
        occurred_to=times.ends,
        zone=description.time.zone,
        stated_type=words,
        called=_called(description, axes),
    )
    kind = f"described by {description.label}"
    read = take_in(ref, kind, description.source, raw, table.row_number, checks=checks)
    report = _report(read.report, table, times, unmapped)
    quality = with_rejects(read.quality, table.first_rejects, report.rows_read) if read.quality else None
    return dataclasses.replace(read, report=report, quality=quality)


def mapped_columns(table: Tabular, description: Description) -> dict[str, pa.Array]:
    """The columns that the description maps, texts without markers of missing values.

    Raises InputError for a column that is not there, and for personal data in one that is not dropped.
    """
    from dashboard.data.quality.personal import check_personal

    names = {name.casefold(): name for name in table.names}
    for name in (*description.mapped, *description.dropped):
        if name.casefold() not in names and (name in description.mapped or not description.file.columns):
            if name not in description.mapped:
                continue  # what is dropped may be missing: the supplier has left it out already
            raise _no_column(table, description, name)
    columns = {
        name: without_markers(table.columns[names[name.casefold()]], description.file.missing)
        for name in description.mapped
    }
    check_personal(
        {name: columns.get(name, values) for name, values in table.columns.items()},
        label=table.ref.label,
        dropped=description.dropped,
        mapped=roles(description),
        row_number=table.row_number,
    )
    return columns


def roles(description: Description) -> dict[str, str]:
    """What becomes of each mapped column: the file's name -> our field."""
    time, place = description.time, description.place
    fields = {
        time.begins: "from", time.begins_time: "time", time.ends: "to", time.ends_time: "time",
        time.hour: "hour", time.month: "month", place.x: "x", place.y: "y", place.cell: "cell",
    }  # fmt: skip
    fields |= {column: field for field, column in description.columns.items()}
    fields.pop("", None)
    return fields


def _no_column(table: Tabular, description: Description, name: str) -> Exception:
    close = difflib.get_close_matches(name, table.names, 1)
    meant = f"Did you mean {close[0]!r}? " if close else ""
    shown = ", ".join(table.names[:_SHOWN]) + (", ..." if len(table.names) > _SHOWN else "")
    return table.ref.error(
        f"it has no column {name!r}, which {description.label} maps",
        f"{meant}It has: {shown}. Correct the description or ask the supplier what has changed.",
    )


def _field(columns: Mapping[str, pa.Array], description: Description, field: str, rows: int) -> pa.Array:
    """The column of a field, the same text in each row where that is said, else empty texts."""
    if field in description.columns:
        return columns[description.columns[field]]
    return _same(description.fixed.get(field, ""), rows)


def _same(value: str, rows: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array([value]))


def _forces(ref: FileRef, columns: Mapping[str, pa.Array], description: Description, rows: int) -> pa.Array:
    """Who reports each row: from its column, from the file's name, or the same for all."""
    known = description.forces
    if description.force_in_name:
        word = group_in(ref.name, description.force_in_name)
        if not slug(word):
            raise ref.error(
                "its name does not say whose incidents it holds "
                f"(pattern {description.force_in_name!r} in {description.label})",
                "Give the file the name it was downloaded with.",
            )
        return _same(known.get(word.casefold(), word), rows)
    values = _field(columns, description, "force", rows)
    if not known:
        return values
    return encoded(mapped(values, lambda word: known.get(word.casefold(), word), pa.string()))


def _called(description: Description, axes: tuple[str, str]) -> dict[str, str]:
    time = description.time
    return {
        **description.columns,
        "month": time.month or time.begins,
        "occurred_from": time.begins,
        "occurred_to": time.ends or time.begins,
        "longitude": axes[0],
        "latitude": axes[1],
    }


def _report(report: FileReport, table: Tabular, times: Times, unmapped: Mapping[str, int]) -> FileReport:
    """The report with what reading the table and mapping it found."""
    rejects = sorted([*report.first_rejects, *table.first_rejects], key=lambda reject: reject["row"])
    notes = [report.note, *times.notes]
    return dataclasses.replace(
        report,
        rows_read=report.rows_read + sum(table.rejected.values()),
        rejected=dict(table.rejected) | report.rejected,
        first_rejects=rejects[:FIRST_REJECTS],
        note=" ".join(note for note in notes if note),
        unmapped=dict(unmapped),
    )
