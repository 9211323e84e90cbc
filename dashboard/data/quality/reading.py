"""How one file's rows fare against the standard, told while the file is read and its lines are known.

What only shows beside other data (points against boundaries, missing months, jumps) is found when the version
is built: `places` and `months`. For that the lines of the rows that were kept are remembered.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.data.chunks import one_array
from dashboard.data.quality.faults import (
    FAULTS,
    NO_GROUP,
    Array,
    FileQuality,
    Group,
    faults_of,
    left_out,
    numbering,
)
from dashboard.data.quality.standard import LONDON, Broken, broken_by_incidents, broken_by_premises
from dashboard.data.schema import Source, slug
from dashboard.data.sources.checks import RowChecks, equals, numbers, text

_TEXTS = ("lsoa_code", "place")
_ODD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio: its powers spread bits well


def of_incidents(
    file: str,
    source: Source,
    table: Any,
    *,
    row_number: Callable[[int], int],
    kept: Array | None = None,
    called: Callable[[str], str] = str,
    raw: Any = None,
    rejected: RowChecks | None = None,
    repeated: Sequence[int] | Array = (),
    today: datetime.date | None = None,
) -> FileQuality:
    """How a file of incidents fares: `table` holds the rows kept, of the file's positions `kept` (all).

    `row_number` turns a position into the file's line, `called` a field into the file's column; `raw` holds
    the columns as read, `rejected` the rows left out and `repeated` the positions of those a later one
    replaces.
    """
    read = len(table) if kept is None else len(kept)
    places = np.arange(len(table)) if kept is None else np.flatnonzero(kept)
    numbers_of = numbering(row_number, read)
    groups, member = _grouped(table)
    zone = LONDON if raw is None else raw.zone
    broken = broken_by_incidents(table, source, today or datetime.date.today(), zone)
    found = [
        faults_of(one.rule, called(one.column), _values(one, table, raw, places),
                  numbers_of(places[one.rows]), groups, member[one.rows])
        for one in _points_told_apart(broken, raw, places)
        if len(one.rows)
    ]  # fmt: skip
    found += list(left_out(rejected, numbers_of))
    if len(repeated):
        found.append(
            faults_of("repeated-id", called("incident_id"), text(raw.incident_id.take(pa.array(repeated))),
                    numbers_of(np.asarray(repeated)), groups, None)
        )  # fmt: skip
    return FileQuality(
        file=file,
        rows_read=read,
        groups=groups,
        rows=tuple(np.bincount(member, minlength=len(groups)).tolist()),
        filled={field: _counted(has, member, len(groups)) for field, has in _filled(table)},
        lines=_lines(numbers_of, places, member, len(groups)),
        faults=pa.concat_tables([FAULTS.empty_table(), *found]),
        identical=_identical(table),
        words=_unmapped_words(broken, raw, places),
    )


def of_premises(
    file: str,
    frame: pd.DataFrame,
    *,
    row_number: Callable[[int], int],
    kept: Array,
    rejected: RowChecks,
    repeated: Array,
    called: Callable[[str], str],
) -> FileQuality:
    """How a register of premises fares; `frame` has the rows kept, at the positions `kept`."""
    places, numbers_of = np.flatnonzero(kept), numbering(row_number, len(kept))
    found = [
        faults_of(one.rule, called(one.column), pa.array(frame["name"].iloc[one.rows], pa.string()),
                numbers_of(places[one.rows]), (NO_GROUP,), np.zeros(len(one.rows), dtype=np.int64))
        for one in broken_by_premises(frame)
    ]  # fmt: skip
    found += list(left_out(rejected, numbers_of))
    if repeated.any():
        rows = np.flatnonzero(repeated)
        empty = pa.array([""] * len(rows))
        found.append(
            faults_of("repeated-id", called("premises_id"), empty, numbers_of(rows), (NO_GROUP,), None)
        )
    filled = {name: (int((frame[name] != "").sum()),) for name in ("name", "address", "kind", "hours")}
    return FileQuality(
        file=file,
        rows_read=len(kept),
        groups=(NO_GROUP,),
        rows=(len(frame),),
        filled={"location": (int(frame["longitude"].notna().sum()),)} | filled,
        lines=(0,),
        faults=pa.concat_tables([FAULTS.empty_table(), *found]),
    )


def _grouped(table: Any) -> tuple[tuple[Group, ...], Array]:
    """The forces and months of the rows, and which of them each row is of."""
    if not len(table):
        return (), np.zeros(0, dtype=np.int64)
    forces, month = one_array(table["force"]), table["month"].to_numpy()
    slugs = [slug(str(name)) for name in forces.dictionary.to_pylist()]
    if len(slugs) == 1 and (month == month[0]).all():
        return ((slugs[0], int(month[0])),), np.zeros(len(table), dtype=np.int64)
    ordered = sorted(set(slugs))
    force = np.array([ordered.index(one) for one in slugs])[forces.indices.to_numpy()]
    keys, member = np.unique(force * 100_000 + month, return_inverse=True)
    return tuple((ordered[int(key) // 100_000], int(key) % 100_000) for key in keys), member


def _filled(table: Any) -> Iterable[tuple[str, Array]]:
    """Which rows have a value, field by field."""
    yield "location", ~np.isnan(table["longitude"].to_numpy())
    yield "occurred_from", np.asarray(table["occurred_from"].is_valid().to_numpy(), dtype=bool)
    yield "incident_id", ~equals(one_array(table["incident_id"]), "")
    for name in _TEXTS:
        yield name, ~equals(one_array(table[name]), "")


def _counted(has: Array, member: Array, groups: int) -> tuple[int, ...]:
    if groups == 1:
        return (int(np.count_nonzero(has)),)
    return tuple(np.bincount(member[has], minlength=groups).tolist())


def _lines(
    numbers_of: Callable[[Array], Array], places: Array, member: Array, groups: int
) -> tuple[int | Array, ...]:
    lines = numbers_of(places)
    found: list[int | Array] = []
    for group in range(groups):
        own = lines if groups == 1 else lines[member == group]
        found.append(int(own[0]) if own[-1] - own[0] == len(own) - 1 else own.astype(np.int32))
    return tuple(found)


def _identical(table: Any) -> int:
    """Rows without a number that are like an earlier one: told from a number made of all their columns."""
    rows = np.flatnonzero(equals(one_array(table["incident_id"]), ""))
    if len(rows) < 2:
        return 0
    key = np.zeros(len(rows), dtype=np.uint64)
    kind: type[np.int64] | type[np.float64]
    for name in table.column_names:
        column = one_array(table[name])
        if name == "incident_id" or column.null_count == len(column):
            continue
        if pa.types.is_dictionary(column.type):
            column, kind = _filled_in(column.indices), np.int64
        elif pa.types.is_timestamp(column.type):
            column, kind = _filled_in(column.cast(pa.int64())), np.int64
        else:
            kind = np.float64
        values = column.to_numpy(zero_copy_only=False)[rows].astype(kind, copy=False)
        key = (key ^ values.view(np.uint64)) * _ODD
        key ^= key >> np.uint64(32)
    key.sort()  # several times quicker than a set of them
    return int((key[1:] == key[:-1]).sum())


def _filled_in(numbers: pa.Array) -> pa.Array:
    return numbers.fill_null(-1) if numbers.null_count else numbers


def _points_told_apart(broken: Iterable[Broken], raw: Any, places: Array) -> Iterable[Broken]:
    """Rows without a point, those that state 0 and 0 told from those that state none."""
    for one in broken:
        if one.rule != "no-location" or raw is None:
            yield one
            continue
        rows = pa.array(places[one.rows])
        zero = np.logical_and(
            *(numbers(stated.take(rows))[0] == 0 for stated in (raw.longitude, raw.latitude))
        )
        yield Broken("zero-point", one.column, one.rows[zero])
        yield Broken("no-location", one.column, one.rows[~zero])


def _values(one: Broken, table: Any, raw: Any, places: Array) -> Any:
    """What the rows hold in the column, in the file's own words where they are known."""
    if one.column in ("longitude", "latitude") and raw is not None:
        rows = pa.array(places[one.rows])
        longitude, latitude = (text(stated.take(rows)) for stated in (raw.longitude, raw.latitude))
        nothing = pc.and_(pc.equal(longitude, ""), pc.equal(latitude, ""))
        return pc.if_else(nothing, "", pc.binary_join_element_wise(longitude, latitude, ", "))
    stated = getattr(raw, one.column, None)
    if one.column == "crime_type" and raw is not None and raw.stated_type is not None:
        stated = raw.stated_type
    if stated is not None:
        return text(stated.take(pa.array(places[one.rows])))
    return text(one_array(table[one.column]).take(pa.array(one.rows)))


def _unmapped_words(broken: Iterable[Broken], raw: Any, places: Array) -> dict[str, int]:
    """The supplier's words that no crime type is given, with how many rows use each."""
    stated = getattr(raw, "stated_type", None)
    rows = [one.rows for one in broken if one.rule == "unmapped-type"]
    if stated is None or not rows:
        return {}
    words = text(stated.take(pa.array(places[rows[0]])))
    counted = pc.value_counts(words).to_pylist()
    return {one["values"]: one["counts"] for one in sorted(counted, key=lambda one: -one["counts"])}
