"""One selection's cells, months, types and total, against a pandas groupby over the same binned incidents."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from bench.record import Row, median_seconds
from dashboard.data import queries
from dashboard.data.cube import open_array
from dashboard.data.dataset import Dataset, Library
from dashboard.data.demo import generate
from dashboard.data.grid import cell_text
from dashboard.data.ingest import import_frames
from dashboard.data.schema import month_text
from dashboard.data.view import View
from dashboard.selection import Selection


def measure() -> list[Row]:
    """Whole region and one partnership of the demonstration data."""
    with tempfile.TemporaryDirectory() as scratch:
        region = generate()
        import_frames(Path(scratch), region.incidents, region.inputs, demo=True)
        dataset = Library(Path(scratch)).current()
        if dataset is None:
            raise RuntimeError("the demonstration region was not stored")
        return [_row(dataset, "all", "whole region"), _row(dataset, "X06000002", "one partnership")]


def _row(dataset: Dataset, area: str, data: str) -> Row:
    source = next(iter(dataset.sources))
    selection = Selection.default(dataset.catalogue).replace(area=area, start=dataset.last_month - 2)
    binned = _binned(dataset, source)
    first, last = dataset.areas.span(area)

    def ours() -> tuple[pd.DataFrame, pd.DataFrame, np.ndarray, int]:
        view = View(dataset, selection, source)
        cells = queries.cells(dataset, selection, source, 9)
        months = queries.months(dataset, selection, source)
        return cells, months, view.by_type_and_piece.sum(axis=1), int(view.by_piece.sum())

    def theirs() -> tuple[pd.Series, pd.Series, pd.Series, int]:
        inside = binned[
            (binned.leaf >= first)
            & (binned.leaf <= last)
            & (binned.month >= selection.start)
            & (binned.month <= selection.end)
        ]
        located = inside[inside.cell > 0]
        return (
            located.groupby("cell").size(),
            inside.groupby("month").size(),
            inside.groupby("type").size(),
            len(inside),
        )

    _compare(ours(), theirs(), dataset)
    return Row(
        "cells, months, types and total of one selection",
        f"{len(binned):,} incidents, {data}",
        "pandas groupby over binned incidents in memory",
        1000 * median_seconds(ours),
        1000 * median_seconds(theirs),
        "ms",
    )


def _binned(dataset: Dataset, source: str) -> pd.DataFrame:
    """The incident table as a frame: what a pandas user would hold."""
    folder = dataset.source_file(source, "")
    cube = dataset.cubes[source]
    piece = open_array(folder, "incident_piece")
    return pd.DataFrame(
        {
            "cell": cube.cells[piece],
            "leaf": cube.leaves[piece],
            "type": np.array(open_array(folder, "incident_type")),
            "month": open_array(folder, "incident_month") + np.int32(cube.first_month),
        }
    )


def _compare(ours: tuple, theirs: tuple, dataset: Dataset) -> None:  # type: ignore[type-arg]
    """Answers are compared value by value before times are."""
    cells, months, types, total = ours
    if dict(zip(cells.cell, cells.incidents, strict=True)) != {cell_text(c): n for c, n in theirs[0].items()}:
        raise AssertionError("cells differ")
    expected = {month_text(int(month)): n for month, n in theirs[1].items()}
    if {m: int(n) for m, n in zip(months.month, months.incidents, strict=True)} != expected:
        raise AssertionError("months differ")
    if [n for n in types if n] != theirs[2].tolist() or total != theirs[3]:
        raise AssertionError("types or total differ")
