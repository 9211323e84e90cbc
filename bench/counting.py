"""The cube of 100 million binned incidents, against pandas' groupby; and what so many cost a selection.

Both start from the same `.npy` columns, each in a process of its own, and must count the same. Then the same
selections are asked of a version with 10 million incidents and of one with the cube of 100 million in it.
"""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from bench.alone import Cost, cost_of, cost_rows
from bench.baselines.counting import count
from bench.binned import binned, month_bounds, only_source
from bench.incidents import MONTHS, TYPES, opened, served_version
from bench.record import Row, timed_row
from bench.selecting import (
    INCIDENTS,
    WORK,
    described,
    forgetful,
    ours,
    questions,
    timed_questions,
    views,
)
from dashboard.data.cube import BEYOND, MonthChunk, Pieces, build_cube, distinct_pieces, write_cube
from dashboard.data.dataset import Dataset
from dashboard.data.store import link_or_copy

MANY = 100_000_000
CHUNK = 1 << 19  # incidents counted at a time
BUILDS, TURNS = 3, 15


def measure() -> list[Row]:
    """The cube, then selections on it."""
    folder = served_version(INCIDENTS)
    columns = binned(MANY, opened(folder))
    costs: list[tuple[Cost, Cost]] = []
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        for turn in range(BUILDS):
            ours_at, theirs_at = Path(scratch, f"ours-{turn}"), Path(scratch, f"theirs-{turn}.parquet")
            cost = cost_of("bench.counting:count_ours", columns, folder, ours_at)
            costs.append((cost, cost_of("bench.counting:count_theirs", columns, theirs_at)))
        larger = with_cube(folder, ours_at, Path(scratch, "larger"))
        _compare(opened(larger), theirs_at)
        data, build = f"{MANY // 1_000_000} M binned incidents", "build the cube"
        memory = "peak memory of building the cube"
        mine, theirs = zip(*costs, strict=True)
        return [
            *cost_rows(build, memory, data, "pandas groupby", mine, theirs, bars=(2.5, 5.0)),
            *_growth(forgetful(opened(folder)), forgetful(opened(larger))),
        ]


def count_ours(columns: str, served: str, target: str) -> None:
    """The product's cube of the columns, with the axes of a served version, written to disk."""
    dataset = opened(Path(served))
    pieces, values = cube_of(Path(columns))
    cube = dataset.cubes[only_source(dataset)]
    Path(target).mkdir()
    write_cube(
        Path(target),
        pieces,
        values,
        areas=len(dataset.areas.codes),
        types=cube.types,
        first_month=cube.first_month,
        resolution=cube.resolution,
    )


def cube_of(columns: Path) -> tuple[Pieces, np.ndarray]:
    """Rows and values of the product's cube."""
    places = [np.load(columns / f"{name}.npy") for name in ("cell", "leaf")]
    pieces, piece = distinct_pieces(*places, np.full(len(places[0]), BEYOND, dtype=np.int8))
    return pieces, build_cube(pieces, _chunks(columns, piece.astype(np.int32)), len(TYPES), MONTHS)


def _chunks(columns: Path, piece: np.ndarray) -> Iterator[MonthChunk]:
    for month, (begin, end) in enumerate(itertools.pairwise(month_bounds(columns))):
        for first in range(int(begin), int(end), CHUNK):
            rows = slice(first, min(first + CHUNK, int(end)))
            place, kind = (_read(columns / f"{name}.npy", rows) for name in ("place", "type"))
            yield MonthChunk(month, piece[place], kind)


def _read(path: Path, rows: slice) -> np.ndarray:
    """Some rows of a column; mapped for no longer than that, or what was read would count as memory."""
    return np.array(np.load(path, mmap_mode="r")[rows])


def count_theirs(columns: str, target: str) -> None:
    """The baseline's counts of the columns, written to disk."""
    pieces, counts = count(Path(columns))
    rows = counts.rename("incidents").reset_index()
    rows.to_parquet(target, index=False)
    pieces.to_parquet(Path(target).with_suffix(".pieces"), index=False)


def with_cube(served: Path, cube: Path, target: Path) -> Path:
    """A data folder like the one given, but for the cube of its source; files that are alike are shared."""
    shutil.copytree(served, target, symlinks=True, copy_function=link_or_copy)
    dataset = opened(target)
    for file in cube.iterdir():
        place = dataset.source_file(only_source(dataset), file.name)
        place.unlink(missing_ok=True)  # it is the other folder's too: never written into
        shutil.move(file, place)
    return target


def _compare(dataset: Dataset, counted: Path) -> None:
    """Raise AssertionError where a piece or a count of the two differs."""
    cube = dataset.cubes[only_source(dataset)]
    pieces, counts = pd.read_parquet(counted.with_suffix(".pieces")), pd.read_parquet(counted)
    if not (np.array_equal(cube.cells, pieces.cell) and np.array_equal(cube.leaves, pieces.leaf)):
        raise AssertionError("the two have other pieces")
    monthly = np.diff(cube.values, axis=1)
    theirs = np.zeros_like(monthly)
    theirs[counts["type"], counts["month"], counts["piece"]] = counts["incidents"]
    if not np.array_equal(monthly, theirs):
        raise AssertionError("the two count otherwise")


def _growth(smaller: Dataset, larger: Dataset) -> list[Row]:
    """The same selections on ten times the incidents."""
    rows = []
    for name, view in views(smaller).items():
        asked = questions(view, TURNS + 1)
        works = [lambda one: ours(larger, one), lambda one: ours(smaller, one)]
        many, few = timed_questions(asked, works)
        baseline = f"ours on {INCIDENTS // 1_000_000} M"
        rows.append(timed_row(WORK, described(MANY, name), baseline, many, few, within=1.2))
    return rows
