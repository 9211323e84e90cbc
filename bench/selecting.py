"""One selection's cells, months, crime types and total over 10 million incidents, against DuckDB and pandas.

Every timed question is a new one (other months each time), and the product keeps nothing from one to the
next, so that no answer from before counts. All three are asked the same, in turn, and give the same values
before their times are taken. What the machine itself can do is measured beside them: reading once what an
answer has to read of the cube, and nothing else, the pieces already found.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bench.baselines.selecting import Answer, Chosen, InDuckDB, InPandas
from bench.binned import incident_frame, only_source
from bench.incidents import opened, served_version
from bench.record import Row, Timed, side_by_side, timed_row
from dashboard.data.dataset import Dataset
from dashboard.data.pieces import Pieces
from dashboard.data.recent import Recent
from dashboard.data.view import View
from dashboard.selection import Selection

INCIDENTS = 10_000_000
TYNESIDE = (-1.80, 54.90, -1.35, 55.08)
DISTRICT = "gateshead"
FEW_TYPES = ("burglary", "robbery", "vehicle-crime")
WORK = "one selection: cells, months, types"
TURNS = 9
Plane = tuple[npt.NDArray[Any], Pieces]
"""A part of the cube, and which of its pieces are selected."""


def measure() -> list[Row]:
    """Each of the views, against each of the baselines."""
    dataset = forgetful(opened(served_version(INCIDENTS)))
    rows = incident_frame(INCIDENTS, dataset)
    pandas, duckdb = InPandas(rows), _duckdb(rows)
    return [
        row for name, view in views(dataset).items() for row in _rows(dataset, name, view, pandas, duckdb)
    ]


def forgetful(dataset: Dataset) -> Dataset:
    """The version, which from now on keeps nothing of one selection for the next."""
    dataset.recent = Recent(0)
    return dataset


def views(dataset: Dataset) -> dict[str, Selection]:
    """What is looked at, by how it is called."""
    whole = Selection.default(dataset.catalogue)
    return {
        "whole region": whole,
        "Tyneside in view": whole.replace(box=TYNESIDE),
        "one district": whole.replace(area=DISTRICT),
        "whole region, 3 crime types": whole.replace(types=FEW_TYPES),
    }


def questions(selection: Selection, number: int) -> list[Selection]:
    """So many like it, each a month earlier than the one before."""
    return [selection.replace(start=selection.start - k, end=selection.end - k) for k in range(number)]


def ours(dataset: Dataset, selection: Selection) -> Answer:
    """The product's answer, from the cube."""
    view = View(dataset, selection, only_source(dataset))
    cell, counted = view.cells[view.located], view.by_piece[view.located]
    starts = np.flatnonzero(np.r_[True, cell[1:] != cell[:-1]]) if len(cell) else np.array([], dtype=np.int64)
    incidents = np.add.reduceat(counted, starts) if len(starts) else counted
    some = incidents > 0
    if selection.of_whole_areas:
        by_type = view.months_by_type.total(view.period)
    else:
        by_type = view.by_type_and_piece.sum(axis=1)
    return Answer(
        (cell[starts][some], incidents[some]),
        some_of(np.arange(selection.start, selection.end + 1), view.by_month()),
        some_of(np.array(view.type_indices), by_type),
        int(view.by_piece.sum()),
    )


def some_of(
    values: npt.NDArray[np.int64], numbers: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Those that any incident has."""
    return values[numbers > 0], numbers[numbers > 0]


def chosen(dataset: Dataset, selection: Selection) -> Chosen:
    """The same selection as a filter of columns."""
    first, last = dataset.areas.span(selection.area)
    cube = dataset.cubes[only_source(dataset)]
    types = [index for index, name in enumerate(cube.types) if name in selection.types]
    return Chosen(first, last, selection.start, selection.end, selection.box, tuple(types))


def _duckdb(rows: pd.DataFrame) -> InDuckDB | None:
    try:
        return InDuckDB(rows)
    except ImportError:
        print("selecting: SKIPPED against DuckDB, which is not installed: make install-bench")
        return None


def _rows(
    dataset: Dataset, name: str, view: Selection, pandas: InPandas, duckdb: InDuckDB | None
) -> list[Row]:
    asked = questions(view, TURNS + 2)
    baselines = {"pandas in memory": (pandas, 30.0)}
    if duckdb is not None:
        baselines = {"DuckDB in memory": (duckdb, 20.0)} | baselines
    for baseline, (engine, _) in baselines.items():
        for one in asked:
            if not ours(dataset, one).same(engine.answer(chosen(dataset, one))):
                raise AssertionError(f"{name}: {baseline} answers otherwise")
    planes = {one: planes_of(dataset, one) for one in asked[1:]}
    works = [lambda one: ours(dataset, one), lambda one: read_once(planes[one])]
    works += [
        lambda one, engine=engine: engine.answer(chosen(dataset, one)) for engine, _ in baselines.values()
    ]
    mine, reading, *theirs = timed_questions(asked[1:], works)
    data = described(INCIDENTS, name)
    rows = [
        timed_row(WORK, data, baseline, mine, their, bar=bar)
        for (baseline, (_, bar)), their in zip(baselines.items(), theirs, strict=True)
    ]
    return [
        *rows,
        timed_row(WORK, data, "reading the same bytes once", mine, reading, within=5.0),
    ]


def described(incidents: int, name: str) -> str:
    """Data and view, in words."""
    return f"{incidents // 1_000_000} M incidents, {name}"


def timed_questions(
    asked: Sequence[Selection], works: Sequence[Callable[[Selection], object]]
) -> list[Timed]:
    """Time of each work on each question, once; the first question only warms."""

    def taking_turns(work: Callable[[Selection], object]) -> Callable[[], object]:
        following = itertools.cycle(asked)
        return lambda: work(next(following))

    return side_by_side(*(taking_turns(work) for work in works), repeats=len(asked) - 1)


def planes_of(dataset: Dataset, selection: Selection) -> list[Plane]:
    """The parts of the cube that an answer can't do without, not read yet.

    They are the pieces' cells and their counts before and after the period: of the chosen types, or of all
    together and those left out, whichever is less. Of a part in view it is each month and type too; months
    and types of whole areas are a handful of numbers in the area cube, and left out here.
    """
    view = View(dataset, selection, only_source(dataset))
    cube, types = view.cube, view.type_indices
    ends = (selection.start - cube.first_month, selection.end + 1 - cube.first_month)
    others = sorted(set(range(len(cube.types))).difference(types))
    by_type = cube.values  # noqa: PD011 - an array
    counted = [by_type[index] for index in types]
    if len(others) < len(types):
        counted = [cube.together, *(by_type[index] for index in others)]
    planes = [cube.cells, *(one[end] for one in counted for end in ends)]
    if not selection.of_whole_areas:
        planes += [one[month] for one in counted for month in range(ends[0] + 1, ends[1])]
    if not selection.of_whole_areas and len(others) < len(types):
        planes += [by_type[index][end] for index in types for end in ends]
    return [(plane, view.pieces) for plane in planes]


def read_once(planes: Sequence[Plane]) -> int:
    """Read all of it."""
    return max(int(plane[pieces].max(initial=0)) for plane, pieces in planes)
