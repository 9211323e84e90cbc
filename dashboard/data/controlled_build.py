"""What of a controlled source is served: protected counts by whole quarter, coarse cell and smallest area.

No point, no month, no time, no place name and no distance to premises is written, so none can leave. The
parts of a version keep the truth, to build it anew; they are never served.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.data.ahead import in_order
from dashboard.data.areas import AreaTree
from dashboard.data.controlled_rows import write_rows
from dashboard.data.cube import BEYOND, Pieces, distinct_pieces, write_cube
from dashboard.data.disclosure import disclosed_counts
from dashboard.data.disclosure_key import disclosure_key, key_mark
from dashboard.data.grid import cell_centres, rows_to_cells
from dashboard.data.protected_counts import protected_counts
from dashboard.data.quarters import QUARTER, quarter_of
from dashboard.data.records import PartRows, Records, reported
from dashboard.data.schema import InputError, Source, month_text
from dashboard.data.spots import write_no_incidents

Array = npt.NDArray[Any]

_MARK = "protection.json"


@dataclasses.dataclass(frozen=True)
class Placed:
    """Where the records of a source lie; arrays have one entry a record."""

    cell: Array
    """At the source's finest resolution; 0 without coordinates."""
    leaf: Array
    force: Array
    """Who reports it, by name."""


def coarse_points(distinct: pd.DataFrame, resolution: int) -> pd.DataFrame:
    """Records with the centre of their cell in place of their point, NaN where they have none."""
    exact = [distinct[name].to_numpy(dtype=float) for name in ("longitude", "latitude")]
    cell = rows_to_cells(exact[0], exact[1], resolution)
    longitude, latitude = np.full((2, len(cell)), np.nan)
    some = cell > 0
    longitude[some], latitude[some] = cell_centres(cell[some])
    return distinct.assign(longitude=longitude, latitude=latitude)


def whole_quarters(parts: Sequence[PartRows]) -> pd.DataFrame:
    """reporter, month (the first of the quarter), rows: quarters of which a reporter has every month."""
    months = reported(parts)
    months = months.assign(month=months.month.map(quarter_of))
    found = months.groupby(["reporter", "month"]).agg(rows=("rows", "sum"), held=("rows", "size"))
    return found[found.held == QUARTER].drop(columns="held").reset_index()


def write_controlled(
    folder: Path, source: Source, records: Records, placed: Placed, tree: AreaTree, types: tuple[str, ...]
) -> pd.DataFrame:
    """Write the cube of a controlled source into `folder`; reporter, month and rows of its coverage.

    Coverage has three months for each whole quarter. Its rows, counted in what is served and rounded, stand
    in the first of them. InputError where no quarter is whole.
    """
    whole = whole_quarters(records.parts)
    if whole.empty:
        first, last = (month_text(month) for month in records.months)
        raise InputError(
            f"{source.name} is a controlled source, shown by whole quarters only (January to March and so "
            f"on), and no quarter has all three months yet: its records are from {first} to {last}. "
            "Import every month of a quarter together."
        )
    quarters = np.arange(whole.month.min(), whole.month.max() + 1, QUARTER)
    pieces, piece = distinct_pieces(placed.cell, placed.leaf, np.full(len(placed.cell), BEYOND))
    counts = _counted(records, placed, piece, len(pieces.cells), types, quarters, whole)
    key = disclosure_key(folder.parents[3])
    served = protected_counts(
        counts,
        small_counts=source.small_counts,
        key=key,
        source=source.key,
        types=types,
        quarters=quarters.tolist(),
        leaves=[tree.codes[leaf] for leaf in pieces.leaves.tolist()],
        cells=pieces.cells.tolist(),
    )
    # A type of which nothing is left must not be listed: it would tell of a record.
    left = np.flatnonzero(served.any(axis=(1, 2)))
    served, types = served[left], tuple(types[place] for place in left.tolist())
    _write(folder, source, pieces, served, types, quarters, areas=len(tree.codes))
    totals = served.sum(axis=(0, 1))
    write_rows(folder, source, int(totals.sum()), int(totals[pieces.cells == 0].sum()))
    (folder / _MARK).write_text(json.dumps({"key": key_mark(key)}))
    return _coverage(whole, quarters, disclosed_counts(served.sum(axis=(0, 2)), source))


def notes_on_key(folder: Path, source: Source) -> list[str]:
    """What is to be said where a former version was made with another key than the one in `folder`."""
    own = (folder / _MARK).read_text()
    others = folder.parents[2].glob(f"v*/derived/{folder.name}/{_MARK}")
    if all(path.read_text() == own for path in others):
        return []
    return [
        f"{source.name}: the key that protects its small counts is another one than before, so its small "
        "counts were moved anew. Keep disclosure.key with your backups, and remove the versions made with "
        "the former key."
    ]


def _counted(
    records: Records,
    placed: Placed,
    piece: Array,
    pieces: int,
    types: tuple[str, ...],
    quarters: Array,
    whole: pd.DataFrame,
) -> Array:
    """int32 [types, quarters, pieces]: the incidents of whole quarters."""
    counts = np.zeros((len(types), len(quarters), pieces), dtype=np.int32)
    index = {name: number for number, name in enumerate(types)}
    reporting = {month: set(rows.reporter) for month, rows in whole.groupby("month")}

    def count(job: tuple[PartRows, Array]) -> tuple[int, Array | None]:
        part, numbers = job
        quarter = quarter_of(part.month)
        if quarter not in reporting:
            return quarter, None
        record = numbers[part.column("record")]
        kinds = np.array([index.get(name, 0) for name in part.types], dtype=np.int64)
        kind = kinds[part.column("type")]
        kept = np.isin(placed.force[record], list(reporting[quarter]))
        slots = kind[kept] * pieces + piece[record[kept]]
        return quarter, np.bincount(slots, minlength=len(types) * pieces).reshape(len(types), pieces)

    for quarter, found in in_order(count, zip(records.parts, records.numbers, strict=True)):
        if found is not None:
            counts[:, (quarter - int(quarters[0])) // QUARTER] += found.astype(np.int32)
    return counts


def _write(
    folder: Path,
    source: Source,
    pieces: Pieces,
    served: Array,
    types: tuple[str, ...],
    quarters: Array,
    *,
    areas: int,
) -> None:
    """Write cube and empty incident table. A piece of which nothing is left is not written: a cell without
    an incident must not stand on the map for one that was taken away."""
    held = np.flatnonzero(served.any(axis=(0, 1)))
    monthly = np.zeros((len(types), QUARTER * len(quarters) + 1, len(held)), dtype=np.int32)
    monthly[:, 1::QUARTER] = served[:, :, held]
    write_cube(
        folder,
        Pieces(*(column[held] for column in pieces)),
        monthly.cumsum(axis=1, dtype=np.int32),
        areas=areas,
        types=types,
        first_month=int(quarters[0]),
        resolution=source.finest_resolution,
    )
    write_no_incidents(folder)
    pd.DataFrame({"place": pd.Series(dtype=str)}).to_parquet(folder / "places.parquet", index=False)


def _coverage(whole: pd.DataFrame, quarters: Array, totals: Array) -> pd.DataFrame:
    """Months of each reporter's whole quarters. The first reporter of a quarter has what is served of it."""
    rows = dict(zip(quarters.tolist(), np.nan_to_num(totals).astype(np.int64).tolist(), strict=True))
    first = ~whole.month.duplicated()
    shown = np.where(first, whole.month.map(rows), 0).astype(np.int64)
    months = [
        whole.assign(month=whole.month + later, rows=shown if not later else 0) for later in range(QUARTER)
    ]
    return pd.concat(months).sort_values(["reporter", "month"], kind="stable").reset_index(drop=True)
