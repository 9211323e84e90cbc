"""One file's incidents on their way into a draft: written month by month under passing names, then taken in.

Writing is the slow half and may go on for several files at once; taking in is a matter of names, done file by
file in the order given, so that the result does not depend on which file was ready first.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dashboard.data.chunks import one_array
from dashboard.data.manifest import Part
from dashboard.data.schema import ENCODED, INCIDENTS, InputError, Source, slug
from dashboard.data.sources.report import FileReport

_UNLIKE = "incident_id"
MORE = " and more"
"""What the name of a part's file ends with where others brought rows of it too."""
_DICTIONARIES = [name for name in ENCODED.names if name != _UNLIKE]
_CODECS = {**dict.fromkeys(_DICTIONARIES, "lz4"), _UNLIKE: "zstd"}
"""Ids hardly repeat, yet half of their bytes can be saved; for what repeats, the quickest will do."""


@dataclasses.dataclass(frozen=True)
class Staged:
    """One part of a file, written to `path` beside its place."""

    part: Part
    path: Path


def stage(folder: Path, source: Source, table: Any, report: FileReport) -> list[Staged]:
    """Write a file's incidents (schema ENCODED) into a new `folder`, a part for each force and month.

    Raises InputError where a force can't be filed under a name.
    """
    folder.mkdir(parents=True)
    staged = []
    replaced, rejected = report.rows_replaced, report.rejected
    for number, (force, month, rows) in enumerate(_by_force_and_month(table, report.path)):
        path = folder / f"{number}.parquet"
        _write(rows, path)
        part = Part(
            source=source.key,
            force=force,
            month=month,
            rows_kept=len(rows),
            without_location=len(rows) - _located(rows),
            file=report.path,
            rows_replaced=replaced,
            rejected=dict(rejected),
        )
        staged.append(Staged(part, path))
        replaced, rejected = 0, {}
    return staged


def joined(path: Path, earlier: Part, further: Staged) -> Part:
    """Add to a staged part the rows of an earlier file of the same force and month, which lie at `path`.

    Rows without an id are all kept; of an id that stands in both files the further one's row counts.
    """
    before, after = pq.read_table(path), pq.read_table(further.path)
    ids = before[_UNLIKE]
    replaced = pc.and_(pc.is_in(ids, after[_UNLIKE]), pc.not_equal(ids, ""))
    kept = before.filter(pc.invert(pc.fill_null(replaced, False)))
    together = pa.concat_tables([kept, after]).unify_dictionaries().combine_chunks()
    _write(together, further.path)
    part = further.part
    rejected = Counter(earlier.rejected) + Counter(part.rejected)
    return dataclasses.replace(
        part,
        rows_kept=len(together),
        without_location=len(together) - _located(together),
        file=earlier.file if earlier.file.endswith(MORE) else f"{earlier.file}{MORE}",
        rows_replaced=earlier.rows_replaced + part.rows_replaced + len(before) - len(kept),
        rejected=dict(rejected),
    )


def table_of(frame: pd.DataFrame, file: str) -> Any:
    """Canonical incidents as an Arrow table; InputError where a column or a value does not fit."""
    for name in ("force", "month"):
        if name in frame and frame[name].isna().any():
            raise InputError(f"{file}: every incident needs a force and a month.")
    try:
        table = pa.Table.from_pandas(frame[INCIDENTS.names], schema=INCIDENTS, preserve_index=False)
    except (KeyError, ValueError, TypeError) as error:  # Arrow's own errors are of these kinds
        raise InputError(f"{file}: the incidents do not fit Hexscan's own form: {error}.") from error
    return table.replace_schema_metadata(None).cast(ENCODED).combine_chunks()


def _write(rows: Any, path: Path) -> None:
    pq.write_table(
        rows,
        path,
        compression=_CODECS,
        compression_level={_UNLIKE: 1},
        use_dictionary=_DICTIONARIES,
        write_statistics=False,
    )


def _located(rows: Any) -> int:
    longitude, latitude = (rows[name].to_numpy() for name in ("longitude", "latitude"))
    return int((np.isfinite(longitude) & np.isfinite(latitude)).sum())


def _by_force_and_month(table: Any, file: str) -> Iterator[tuple[str, int, Any]]:
    """The rows of each force and month, in their order; months ascend within a force."""
    if not len(table):
        return
    forces = one_array(table["force"])
    names = [str(name) for name in forces.dictionary.to_pylist()]
    folders = [slug(name) for name in names]
    code = forces.indices.to_numpy()
    for used in np.unique(code):
        if not folders[used]:
            raise InputError(f"{file}: the force name {names[used]!r} needs a letter from A to Z or a digit.")
    order = {folder: place for place, folder in enumerate(sorted(set(folders)))}
    month = table["month"].to_numpy()
    key = np.array([order[folder] for folder in folders])[code] * (int(month.max()) + 1) + month
    rows_in_order = np.argsort(key, kind="stable")
    ordered = key[rows_in_order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]).tolist()
    for start, end in pairwise([*starts, len(ordered)]):
        own = rows_in_order[start:end]
        rows = table if len(starts) == 1 else table.take(pa.array(own))  # a copy of one part at a time
        yield names[code[own[0]]], int(month[own[0]]), rows
