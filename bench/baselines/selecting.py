"""Cells, months, crime types and total of one selection over incidents in memory: DuckDB, and pandas.

Both hold one row an incident with the narrowest types that fit (in pandas a cell is a category, of 4 bytes),
in order of their cell (which lets DuckDB skip what a view leaves out), and the centre of its cell, by which
the page decides what a view holds.
"""

from __future__ import annotations

import dataclasses
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

Box = tuple[float, float, float, float]


@dataclasses.dataclass(frozen=True)
class Chosen:
    """What is looked at: areas by a run of their numbers, months with both ends, west-south-east-north."""

    first_leaf: int
    last_leaf: int
    start: int
    end: int
    box: Box | None = None
    types: tuple[int, ...] = ()  # none: all of them


class Answer(NamedTuple):
    """What four panels need, each sorted: two columns are a value and how many incidents have it."""

    cells: tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]
    months: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]
    types: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]
    total: int

    def same(self, other: Answer) -> bool:
        """Whether every value is the same."""
        pairs = zip(
            (*self.cells, *self.months, *self.types), (*other.cells, *other.months, *other.types), strict=True
        )
        return self.total == other.total and all(np.array_equal(a, b) for a, b in pairs)


class InPandas:
    """A DataFrame whose cells are categories: counting them is then some ten times faster than a groupby."""

    def __init__(self, rows: pd.DataFrame) -> None:
        """`rows` has cell, leaf, type, month, longitude and latitude."""
        self.rows = rows.assign(cell=rows.cell.astype("category"))
        self._leaves = int(rows.leaf.min()), int(rows.leaf.max())

    def answer(self, chosen: Chosen) -> Answer:
        """One mask of what is filtered at all, then the counts for each panel."""
        rows = self.rows
        mask = (rows.month >= chosen.start) & (rows.month <= chosen.end)
        if chosen.first_leaf > self._leaves[0] or chosen.last_leaf < self._leaves[1]:
            mask &= (rows.leaf >= chosen.first_leaf) & (rows.leaf <= chosen.last_leaf)
        if chosen.box is not None:
            west, south, east, north = chosen.box
            mask &= (rows.longitude >= west) & (rows.longitude <= east)
            mask &= (rows.latitude >= south) & (rows.latitude <= north)
        if chosen.types:
            mask &= rows.type.isin(chosen.types)
        inside = rows.loc[mask, ["cell", "month", "type"]]
        return Answer(*(self._sizes(inside, name) for name in ("cell", "month", "type")), len(inside))

    @staticmethod
    def _sizes(inside: pd.DataFrame, column: str) -> tuple[npt.NDArray, npt.NDArray]:
        counts = inside[column].value_counts(sort=False)
        found = counts[counts > 0].sort_index()
        kind = np.uint64 if column == "cell" else np.int64
        return found.index.to_numpy(dtype=kind), found.to_numpy(dtype=np.int64)


class InDuckDB:
    """A typed table in memory, one statement for each panel. Raises ImportError where DuckDB is not there."""

    def __init__(self, rows: pd.DataFrame) -> None:
        """`rows` as for pandas."""
        import duckdb

        self.connection = duckdb.connect(":memory:")
        self.connection.register("given", rows)
        self.connection.execute(
            "CREATE TABLE incidents (cell UBIGINT, leaf USMALLINT, type UTINYINT, month USMALLINT, "
            "longitude DOUBLE, latitude DOUBLE)"
        )
        self.connection.execute(
            "INSERT INTO incidents SELECT cell, leaf, type, month, longitude, latitude FROM given"
        )
        self.connection.unregister("given")

    def answer(self, chosen: Chosen) -> Answer:
        """Four statements over the same filter."""
        wanted = f"month BETWEEN {chosen.start} AND {chosen.end}"
        wanted += f" AND leaf BETWEEN {chosen.first_leaf} AND {chosen.last_leaf}"
        if chosen.box is not None:
            west, south, east, north = chosen.box
            wanted += f" AND longitude BETWEEN {west} AND {east} AND latitude BETWEEN {south} AND {north}"
        if chosen.types:
            wanted += f" AND type IN ({', '.join(map(str, chosen.types))})"
        inside = self.connection.table("incidents").filter(wanted)
        ((total,),) = inside.aggregate("count(*) AS number").fetchall()
        columns = [self._sizes(inside, name) for name in ("cell", "month", "type")]
        return Answer(*columns, int(total))

    @staticmethod
    def _sizes(inside: Any, column: str) -> tuple[npt.NDArray, npt.NDArray]:
        found = inside.aggregate(f"{column}, count(*) AS number", column).order(column).fetchnumpy()
        kind = np.uint64 if column == "cell" else np.int64
        return np.asarray(found[column], dtype=kind), np.asarray(found["number"], dtype=np.int64)
