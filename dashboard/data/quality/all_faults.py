"""All faults of a source's rows in one table, and that table as a CSV to send back to the supplier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from dashboard.data.manifest import Part
from dashboard.data.quality import places
from dashboard.data.quality.checks import RULES
from dashboard.data.quality.faults import FAULTS, Group
from dashboard.data.quality.records import Record

ALL_FAULTS = pa.schema([("file", pa.string()), *FAULTS])

_FORMULA = r"^([=+\-@\t\r\n])"
_COLUMNS = {"unknown-area": "LSOA code"}
_POINT = "Longitude, Latitude"


def all_faults(
    folder: Path, key: str, records: Sequence[Record], parts: Mapping[Group, Part]
) -> tuple[Any, set[str]]:
    """All faults of a source, by file and row (ALL_FAULTS), and the rules of places that could be checked."""
    tables = [ALL_FAULTS.empty_table()]
    for record in records:
        own = record.faults()
        tables.append(own.add_column(0, ALL_FAULTS.field("file"), pa.repeat(record.quality.file, len(own))))
    found, checked = _of_places(folder, key, records, parts)
    table = pa.concat_tables([*tables, *found])
    if len(table):
        table = table.sort_by([("file", "ascending"), ("row", "ascending")])
    return table, checked


def write_csv(table: Any, path: Path, masked: str | None) -> None:
    """Write all faults as CSV: file, row, column, value, what is wrong. Values are all `masked` unless None.

    Text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    titles = {rule: told.title for rule, told in RULES.items()}
    meanings = {rule: told.meaning for rule, told in RULES.items()}
    rules = table["rule"].to_pylist() if len(table) else []
    what = [said or meanings[rule] for said, rule in zip(table["what"].to_pylist(), rules, strict=True)]
    value = table["value"] if masked is None else pc.if_else(pc.equal(table["value"], ""), "", masked)
    columns = {
        "file": _safe(table["file"]),
        "row": pc.if_else(pc.equal(table["row"], 0), None, table["row"]),
        "column": _safe(table["column"]),
        "value": _safe(value),
        "fault": pa.array([titles[rule] for rule in rules], pa.string()),
        "explanation": pa.array(what, pa.string()),
    }
    path.unlink(missing_ok=True)
    with path.open("wb") as file:
        pyarrow.csv.write_csv(pa.table(columns), file)


def _safe(values: Any) -> Any:
    return pc.replace_substring_regex(values, _FORMULA, r"'\1")


def _of_places(
    folder: Path, key: str, records: Sequence[Record], parts: Mapping[Group, Part]
) -> tuple[list[Any], set[str]]:
    """What building found of places, with the lines of the files that the rows are from."""
    path = folder / places.FOLDER / f"{key}.parquet"
    if not path.exists():
        return [], set()
    table = pq.read_table(path)
    checked = set((table.schema.metadata or {}).get(b"checked", b"").decode().split(",")) - {""}
    owners: dict[Group, list[Record]] = {}
    for record in records:
        for group, own in zip(record.quality.groups, record.owned, strict=True):
            if own:
                owners.setdefault(group, []).append(record)
    found = []
    for (force, month), rows in (
        table.to_pandas().groupby(["force", "month"], sort=True) if len(table) else ()
    ):
        group = (str(force), int(month))
        found += _of_group(group, rows, owners.get(group, []), parts[group])
    return found, checked


def _of_group(group: Group, rows: pd.DataFrame, owners: Sequence[Record], part: Part) -> list[Any]:
    """The faults of one force and month with file and line; the rows of its files follow one another.

    Where a number stands in two files, rows of the former are gone, and lines are not known (0).
    """
    position = rows["position"].to_numpy()
    counts = [record.quality.rows[record.quality.groups.index(group)] for record in owners]
    if sum(counts) != part.rows_kept:
        return [_told(rows, np.zeros(len(rows), dtype=np.int64), part.file)]
    tables, start = [], 0
    for record, count in zip(owners, counts, strict=True):
        own = (position >= start) & (position < start + count)
        lines = _lines(record.lines(group), position[own] - start)
        tables.append(_told(rows[own], lines, record.quality.file))
        start += count
    return tables


def _lines(lines: Any, positions: np.ndarray) -> np.ndarray:
    return positions + lines if isinstance(lines, int) else lines[positions].astype(np.int64)


def _told(rows: Any, lines: np.ndarray, file: str) -> Any:
    count = len(rows)
    return pa.table(
        {
            "file": pa.repeat(file, count),
            "row": pa.array(lines, pa.int64()),
            "rule": pa.array(rows["rule"], pa.string()),
            "column": pa.array([_COLUMNS.get(rule, _POINT) for rule in rows["rule"]], pa.string()),
            "value": pa.array(rows["value"], pa.string()),
            "what": pa.repeat("", count),
            "force": pa.array(rows["force"], pa.string()),
            "month": pa.array(rows["month"], pa.int32()),
        },
        schema=ALL_FAULTS,
    )
