"""Street CSVs to a served version: seconds and peak memory, against pandas, each in a process of its own.

What both counted is compared, value by value, before their times are reported. Ours also checks every row,
decides the area of every incident, makes the map's files and makes the version durable.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from bench.alone import Cost, cost_of, cost_rows
from bench.baselines.importing import import_street_files
from bench.incidents import discard, opened, street_files
from bench.record import Row
from dashboard.data.dataset import Dataset
from dashboard.data.ingest import import_paths
from dashboard.data.schema import month_number, slug

INCIDENTS = 10_000_000
MANY = 100_000_000
TURNS = 3
WORK, MEMORY = "import, CSV to served version", "peak memory of an import"
BASELINE = "pandas, h3 for each row"
FASTER_BASELINE = "the same, read by pyarrow"


def measure() -> list[Row]:
    """Ours and pandas in turn."""
    source = street_files(INCIDENTS)
    data = f"{INCIDENTS // 1_000_000} M rows of street files"
    mine, theirs, faster = zip(*(_turn(source) for _ in range(TURNS)), strict=True)
    return [
        *cost_rows(WORK, MEMORY, data, BASELINE, mine, theirs, bars=(4.0, 3.0)),
        *cost_rows(WORK, MEMORY, data, FASTER_BASELINE, mine, faster),
    ]


def _turn(source: Path) -> tuple[Cost, Cost, Cost]:
    """One import by each; raises AssertionError where they count otherwise."""
    with tempfile.TemporaryDirectory() as scratch:
        mine, theirs, faster = (Path(scratch, name) for name in ("ours", "theirs", "faster"))
        costs = (
            cost_of("bench.importing:ours", source, mine),
            cost_of("bench.importing:theirs", source, theirs),
            cost_of("bench.importing:theirs", source, faster, "pyarrow"),
        )
        for folder in (theirs, faster):
            compare(opened(mine), folder)
    return costs


def measure_many() -> list[Row]:
    """100 million rows; their files (some 21 GB) are made for it and removed again."""
    try:
        source = street_files(MANY)
        with tempfile.TemporaryDirectory(dir=source.parent) as scratch:
            cost = cost_of("bench.importing:ours", source, scratch)
            total = int(opened(Path(scratch)).coverage["rows"].sum())
    finally:
        discard(MANY)
    if total != MANY:
        raise AssertionError(f"{total:,} rows are served")
    data = f"{MANY // 1_000_000} M rows of street files"
    return [
        Row(WORK, data, "", cost.seconds, None, "s", note="once"),
        Row(MEMORY, data, "", cost.megabytes, None, "MB", at_most=2000.0, note="once"),
    ]


def ours(source: str, target: str) -> None:
    """The product's own import."""
    import_paths(Path(target), [Path(source)])


def theirs(source: str, target: str, engine: str = "c") -> None:
    """The baseline's."""
    import_street_files(Path(source), Path(target), engine=engine)


def compare(dataset: Dataset, folder: Path) -> None:
    """Raise AssertionError where a count of a cell, area, crime type and month, or the coverage, differs."""
    mine, other = counts_of(dataset), _counts_in(folder / "cube.parquet", dataset)
    if not np.array_equal(mine, other):
        raise AssertionError("the two imports count otherwise")
    coverage = pd.read_parquet(folder / "coverage.parquet")
    expected = {(row[0], month_number(row[1])): row[2] for row in coverage.itertuples(index=False)}
    found = dataset.coverage.set_index(["reporter", "month"])["rows"].to_dict()
    if found != expected:
        raise AssertionError("the two imports know of other reporters or months")


def counts_of(dataset: Dataset) -> npt.NDArray[np.uint64]:
    """[n, 5] every count above 0 of the only source, sorted: cell, leaf, crime type, month, incidents."""
    cube = next(iter(dataset.cubes.values()))
    monthly = np.diff(cube.values, axis=1)
    kind, month, piece = np.nonzero(monthly)
    return _sorted(
        cube.cells[piece], cube.leaves[piece], kind, month + cube.first_month, monthly[kind, month, piece]
    )


def _counts_in(path: Path, dataset: Dataset) -> npt.NDArray[np.uint64]:
    table = pd.read_parquet(path)
    types = {name: index for index, name in enumerate(next(iter(dataset.cubes.values())).types)}
    return _sorted(
        table["cell"],
        table["LSOA code"].map(dataset.areas.positions),
        table["Crime type"].astype(str).map(lambda label: types[slug(label)]),
        table["Month"].astype(str).map(month_number),
        table["incidents"],
    )


def _sorted(*columns: npt.ArrayLike) -> npt.NDArray[np.uint64]:
    values = [np.asarray(column).astype(np.uint64) for column in columns]
    order = np.lexsort(values[3::-1])
    return np.column_stack([column[order] for column in values])
