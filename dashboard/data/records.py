"""The few distinct records that a source's incidents fall into: who reports them, where, and what is named.

Police points are snapped to a fixed list, so that ten million incidents are some hundred thousand records.
Parts are read one by one: a part's own records, and for each of its rows which of them it is and of what
type, in small numbers kept beside the draft until they are counted.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dashboard.data.ahead import in_order
from dashboard.data.chunks import one_array

Array = npt.NDArray[Any]

_TEXTS = ("force", "lsoa_code", "place", "lsoa_name")
_KEYS = _TEXTS[:3]
"""With the point, what makes a record; of its LSOA's names the first counts."""
_TIMES = ("occurred_from", "occurred_to")
NO_TIME = int(np.iinfo(np.int64).min)
"""The second of a row that has none, as NumPy's datetime64 has it."""

_MANY = 1_000_000
_ROOM = 1 << 62


@dataclasses.dataclass(frozen=True)
class PartRows:
    """What is kept of one part: its month and types, and where its rows are put by in small numbers."""

    month: int
    rows: int
    types: tuple[str, ...]
    """Crime types by the number the rows give; a type that no row has may be among them."""
    used: Array
    """Which of `types` occur."""
    reported: dict[str, int]
    """Rows by who reported them."""
    timed: bool
    """Whether any row has a time finer than the month."""
    folder: Path

    def column(self, name: str) -> Array:
        """`record` (index into the part's own records), `type`, and where timed `occurred_from` and `_to`."""
        column: Array = np.load(self.folder / f"{name}.npy", allow_pickle=False)
        return column


@dataclasses.dataclass(frozen=True)
class Records:
    """A source's parts and its distinct records, numbered in the order they first occur."""

    parts: tuple[PartRows, ...]
    table: Any
    """Arrow: force, lsoa_code, place, lsoa_name (dictionaries), longitude, latitude, rows."""
    numbers: tuple[Array, ...]
    """For each part, the number here of each of its own records."""

    @property
    def months(self) -> tuple[int, int]:
        """First and last month."""
        months = [part.month for part in self.parts]
        return min(months), max(months)

    @property
    def types(self) -> set[str]:
        """The types that occur."""
        return {name for part in self.parts for name, used in zip(part.types, part.used, strict=True) if used}


def read_records(paths: Sequence[Path], scratch: Path) -> Records:
    """The records of a source's parts, whose rows are put by in `scratch`."""
    parts: list[PartRows] = []
    numbers: list[Array] = []
    waiting: list[Any] = []
    known: Any = None

    def merge() -> None:
        nonlocal known
        known, found = _merged([table for table in (known, *waiting) if table is not None], known is not None)
        numbers.extend(found)
        waiting.clear()

    scratch.mkdir(parents=True)  # before threads make their own folders in it
    for part, table in in_order(
        lambda job: _read(*job), ((path, scratch / str(n)) for n, path in enumerate(paths))
    ):
        parts.append(part)
        waiting.append(table)
        if sum(map(len, waiting)) > _MANY:
            merge()
    if waiting:
        merge()
    return Records(tuple(parts), known, tuple(numbers))


def _read(path: Path, folder: Path) -> tuple[PartRows, Any]:
    """One part: its rows written to `folder`, its records with their number of rows."""
    file = pq.ParquetFile(path, read_dictionary=[*_TEXTS, "crime_type"])
    columns = [*_TEXTS, "longitude", "latitude", "month", "crime_type", *_TIMES]
    table = file.read(columns=columns, use_threads=False)
    texts = {name: _encoded(table[name]) for name in (*_TEXTS, "crime_type")}
    places = pa.table(
        {name: texts[name] for name in _TEXTS} | {name: table[name] for name in ("longitude", "latitude")}
    )
    record, first = _distinct(places)
    kind = texts["crime_type"]
    timed = [name for name in _TIMES if table[name].null_count < len(table)]
    folder.mkdir()
    _put_by(folder, "record", record)
    _put_by(folder, "type", kind.indices.to_numpy().astype(np.min_scalar_type(len(kind.dictionary))))
    for name in _TIMES if timed else ():
        _put_by(
            folder,
            name,
            table[name].cast(pa.timestamp("s", tz="UTC")).cast(pa.int64()).fill_null(NO_TIME).to_numpy(),
        )
    force = texts["force"]
    by_force = np.bincount(force.indices.to_numpy(), minlength=len(force.dictionary)).tolist()
    part = PartRows(
        month=int(table["month"][0].as_py()),
        rows=len(table),
        types=tuple(kind.dictionary.to_pylist()),
        used=np.bincount(kind.indices.to_numpy(), minlength=len(kind.dictionary)) > 0,
        reported={
            name: rows for name, rows in zip(force.dictionary.to_pylist(), by_force, strict=True) if rows
        },
        timed=bool(timed),
        folder=folder,
    )
    counted = places.take(pa.array(first)).append_column(
        "rows", pa.array(np.bincount(record, minlength=len(first)))
    )
    return part, counted


def _put_by(folder: Path, name: str, column: Array) -> None:
    np.save(folder / f"{name}.npy", column, allow_pickle=False)


def _merged(tables: Sequence[Any], first_is_known: bool) -> tuple[Any, list[Array]]:
    """The distinct records of all tables; their numbers for each table (but a first one of known records)."""
    together = pa.concat_tables(tables).unify_dictionaries().combine_chunks()
    number, first = _distinct(together)
    rows = np.bincount(number, weights=together["rows"].to_numpy(), minlength=len(first)).astype(np.int64)
    merged = together.take(pa.array(first)).drop_columns("rows").append_column("rows", pa.array(rows))
    ends = np.cumsum([len(table) for table in tables])[:-1]
    numbers = [np.array(own) for own in np.split(number, ends)]
    return merged, numbers[1:] if first_is_known else numbers


def _distinct(table: Any) -> tuple[Array, Array]:
    """For each row the number of its record, in order of first occurrence, and each record's first row."""
    point = np.empty(len(table), dtype=np.complex128)
    point.real, point.imag = (table[name].to_numpy() for name in ("longitude", "latitude"))
    key, points = pd.factorize(point)  # -1 without a point
    key, room = key.astype(np.int64) + 1, len(points) + 1
    for name in _KEYS:
        codes = _encoded(table[name])
        if room * len(codes.dictionary) > _ROOM:
            key, found = pd.factorize(key)
            room = len(found)
        key = key * len(codes.dictionary) + codes.indices.to_numpy()
        room *= len(codes.dictionary)
    number, found = pd.factorize(key)
    first = np.empty(len(found), dtype=np.int64)
    first[number[::-1]] = np.arange(len(number) - 1, -1, -1)
    return number.astype(np.int32), first


def _encoded(column: Any) -> Any:
    """A column of texts as one dictionary array without nulls, which mean ""."""
    if not pa.types.is_dictionary(column.type) or column.null_count:
        column = pc.fill_null(column.cast(pa.string()), "").dictionary_encode()
    return one_array(column)


def reported(parts: Iterable[PartRows]) -> pd.DataFrame:
    """Rows by reporter and month, in that order."""
    counts = [(force, part.month, rows) for part in parts for force, rows in part.reported.items()]
    frame = pd.DataFrame(counts, columns=["reporter", "month", "rows"])
    return frame.groupby(["reporter", "month"], sort=True)["rows"].sum().reset_index()
