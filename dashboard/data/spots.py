"""The spots of a source, and the incident table sorted by them.

A spot is a point with a place name in a piece of the cube; points without coordinates are one spot for each
name. The rows of a spot are one run of the table, those of a piece a run of spots: so a row itself holds only
its type and month (and times, where the source has them), two bytes instead of forty-four.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.data.ahead import in_order
from dashboard.data.cube import MonthChunk, Pieces, distinct_pieces
from dashboard.data.hours import hours_drawn
from dashboard.data.records import NO_TIME, PartRows, Records
from dashboard.data.schema import LONDON

Array = npt.NDArray[Any]

_BEGUN, _ENDED = "incident_from", "incident_to"
_TIMES = {_BEGUN: "occurred_from", _ENDED: "occurred_to"}
_TYPE_BITS = 16
_HOUR = "incident_hour"


@dataclasses.dataclass(frozen=True)
class Spots:
    """The distinct spots of a source, those of a piece side by side."""

    piece: Array
    longitude: Array
    """Degrees; NaN without a location."""
    latitude: Array
    place: Array
    """Index of the place's name."""
    rows: Array
    """Number of incidents."""


def find_spots(
    cell: Array, leaf: Array, band: Array, longitude: Array, latitude: Array, place: Array, rows: Array
) -> tuple[Pieces, Spots, Array]:
    """The pieces and spots that records fall into, and each record's spot."""
    pieces, piece = distinct_pieces(cell, leaf, band)
    order = np.lexsort((latitude, longitude, place, piece))
    columns = [column[order] for column in (piece, place, longitude, latitude)]
    new = np.ones(len(order), dtype=bool)
    new[1:] = np.any([_differs(column) for column in columns], axis=0)
    spot = np.empty(len(order), dtype=np.int32)
    spot[order] = np.cumsum(new) - 1
    first = order[new]
    found = Spots(
        piece=piece[first].astype(np.int32),
        longitude=longitude[first],
        latitude=latitude[first],
        place=place[first].astype(np.int32),
        rows=np.bincount(spot, weights=rows, minlength=len(first)).astype(np.int64),
    )
    return pieces, found, spot


def _differs(column: Array) -> Array:
    """Where an entry is another than the one before; two that are unknown are alike."""
    unknown = np.isnan(column) if column.dtype.kind == "f" else np.zeros(len(column), dtype=bool)
    return np.asarray((column[1:] != column[:-1]) & ~(unknown[1:] & unknown[:-1]))


def write_incident_table(
    folder: Path,
    records: Records,
    spots: Spots,
    spot_of_record: Array,
    types: tuple[str, ...],
    zone: str = LONDON,
) -> Iterator[MonthChunk]:
    """Write spots and incident table into `folder` part by part, and yield what the cube is to count.

    Within a spot, rows stand in the order of parts (by force and month), then of types. Where the source has
    times, each row has its hour of the week in `zone` too (`data.hours`).
    """
    starts = np.r_[0, np.cumsum(spots.rows)]
    _save(folder, "spot_starts", starts)
    for name in ("piece", "longitude", "latitude", "place"):
        _save(folder, f"spot_{name}", getattr(spots, name))
    first_month, last_month = records.months
    rows = int(starts[-1])
    kind_column = _new(folder, "incident_type", np.min_scalar_type(-len(types)), rows)
    month_column = _new(folder, "incident_month", np.min_scalar_type(-(last_month - first_month + 1)), rows)
    timed = any(part.timed for part in records.parts)
    time_columns = {name: _new(folder, name, np.dtype(np.int64), rows) for name in _TIMES if timed}
    if timed:
        time_columns[_HOUR] = _new(folder, _HOUR, np.dtype(np.uint8), rows)
    index = {name: number for number, name in enumerate(types)}
    free = starts[:-1].copy()
    jobs = zip(records.parts, records.numbers, strict=True)
    for part, spot, kind, times in in_order(
        lambda job: _sorted(job[0], spot_of_record[job[1]], index, zone if timed else ""), jobs
    ):
        begins = np.flatnonzero(np.r_[True, spot[1:] != spot[:-1]])
        lengths = np.diff(np.r_[begins, len(spot)])
        own = spot[begins]
        target = np.arange(len(spot)) + np.repeat(free[own] - begins, lengths)
        free[own] += lengths
        kind_column[target] = kind
        month_column[target] = part.month - first_month
        for name, column in time_columns.items():
            column[target] = times[name]
        yield MonthChunk(part.month - first_month, spots.piece[spot], kind)


def write_no_incidents(folder: Path) -> None:
    """Write spots and an incident table without any: of a controlled source no single incident is served."""
    _save(folder, "spot_starts", np.zeros(1, dtype=np.int64))
    for name, kind in zip(("piece", "longitude", "latitude", "place"), "iddi", strict=True):
        _save(folder, f"spot_{name}", np.zeros(0, dtype=kind))
    for name in ("incident_type", "incident_month"):
        _save(folder, name, np.zeros(0, dtype=np.int8))


def _sorted(
    part: PartRows, spot_of_record: Array, index: Mapping[str, int], zone: str
) -> tuple[PartRows, Array, Array, dict[str, Array]]:
    """A part's rows by spot, then by type: their spots, types and, with a zone, times."""
    kind_here = np.array([index.get(name, 0) for name in part.types], dtype=np.int64)
    key = (
        spot_of_record[part.column("record")].astype(np.int64) << _TYPE_BITS | kind_here[part.column("type")]
    )
    times: dict[str, Array] = {}
    if zone:
        order = np.argsort(key, kind="stable")
        key = key[order]
        unknown = np.full(part.rows, NO_TIME)
        read = {name: part.column(column) if part.timed else unknown for name, column in _TIMES.items()}
        hour = hours_drawn(read[_BEGUN], read[_ENDED], zone)
        times = {name: column[order] for name, column in {**read, _HOUR: hour}.items()}
    else:
        key.sort()
    return part, key >> _TYPE_BITS, key & ((1 << _TYPE_BITS) - 1), times


def _save(folder: Path, name: str, column: Array) -> None:
    np.save(folder / f"{name}.npy", np.ascontiguousarray(column), allow_pickle=False)


def _new(folder: Path, name: str, kind: np.dtype[Any], rows: int) -> Array:
    """A column to be filled on disk."""
    path = folder / f"{name}.npy"
    if not rows:  # nothing can be mapped
        np.save(path, np.empty(0, dtype=kind), allow_pickle=False)
        return np.empty(0, dtype=kind)
    column: Array = np.lib.format.open_memmap(path, mode="w+", dtype=kind, shape=(rows,))
    return column
