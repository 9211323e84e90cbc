"""The table of areas: every column of one row an area, as arrays, as a frame, or as a page lists them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.analysis.trends import Verdict
from dashboard.data.areas import ELSEWHERE, AreaTree
from dashboard.data.changes import Changes
from dashboard.data.listed import ListedArea, blanked, plain_rows

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]
Indices = npt.NDArray[np.int64]

_VERDICTS = np.array([str(verdict) for verdict in Verdict], dtype=object)


@dataclasses.dataclass(frozen=True)
class AreaRows:
    """The columns of `queries.areas`, one entry a row. Shared: nobody may change them."""

    codes: list[str]
    names: list[str]
    incidents: Counts
    covered: Flags
    residents: Floats
    rate: Floats
    rate_lower: Floats
    rate_upper: Floats
    share: Floats
    change: Changes
    at_home: Counts
    """The incidents a rate counts: those in areas that somebody reports on."""

    def frame(self, notes: list[str]) -> pd.DataFrame:
        """The rows as a table, with a note on each one's denominator."""
        return pd.DataFrame(self._columns(notes, pd.arrays.IntegerArray(self.incidents.copy(), self._blank)))

    def listed(self, notes: list[str]) -> list[ListedArea]:
        """The same as plain values."""
        columns = self._columns(notes, blanked(self.incidents, self._blank))
        return [ListedArea(*row) for row in plain_rows(columns.values())]

    @property
    def _blank(self) -> Flags:
        """Where nobody reports and no incident is known of: no data is not 0."""
        return ~self.covered & (self.incidents == 0)

    def _columns(self, notes: list[str], incidents: Any) -> dict[str, Any]:
        return {
            "area_code": self.codes,
            "area_name": self.names,
            "incidents": incidents,
            "covered": self.covered,
            "residents": self.residents,
            "rate": self.rate,
            "rate_lower": self.rate_lower,
            "rate_upper": self.rate_upper,
            "share": self.share,
            **change_columns(self.change),
            "denominator_note": notes,
        }

    def in_brief(self, tree: AreaTree) -> AreaRows:
        """The same with one row, the last, for all areas nobody reports on; unless they are few or all."""
        kept, apart = elsewhere(tree, self.codes)
        if not len(apart):
            return self
        rows = self.taken(np.r_[kept, apart[0]])
        incidents, share, at_home = rows.incidents.copy(), rows.share.copy(), rows.at_home.copy()
        for own, every in ((incidents, self.incidents), (share, self.share), (at_home, self.at_home)):
            own[-1] = every[apart].sum()
        return dataclasses.replace(
            rows,
            codes=[*rows.codes[:-1], ELSEWHERE],
            names=[*rows.names[:-1], f"Elsewhere ({len(apart)} other areas)"],
            incidents=incidents,
            share=share,
            at_home=at_home,
        )

    def taken(self, rows: Indices) -> AreaRows:
        """Some rows, in the order given."""
        arrays = ("incidents", "covered", "residents", "rate", "rate_lower", "rate_upper", "share", "at_home")
        return AreaRows(
            codes=[self.codes[row] for row in rows.tolist()],
            names=[self.names[row] for row in rows.tolist()],
            **{name: getattr(self, name)[rows] for name in arrays},
            change=self.change.taken(rows),
        )


def no_rows() -> AreaRows:
    """A table without a row."""
    numbers, counts = np.zeros(0), np.zeros(0, dtype=np.int64)
    change = Changes(numbers, numbers, numbers, np.zeros(0, dtype=np.int8))
    rates = (numbers,) * 5
    return AreaRows([], [], counts, np.zeros(0, dtype=bool), *rates, change, counts)


def elsewhere(tree: AreaTree, codes: Sequence[str]) -> tuple[Indices, Indices]:
    """Of rows of areas, those a page lists, and those of areas nobody reports on, which it lists as one.

    There are none of the latter where they are few or all.
    """
    places = [tree.positions.get(code, -1) for code in codes]
    reported = np.array([place < 0 or bool(tree.covered[place]) for place in places], dtype=bool)
    kept, apart = np.flatnonzero(reported), np.flatnonzero(~reported)
    if len(apart) < 2 or not len(kept):
        return np.arange(len(codes)), apart[:0]
    return kept, apart


def change_columns(change: Changes) -> dict[str, object]:
    """A table's columns on change, the same wherever changes are listed."""
    return {
        "compared": change.now,
        "before": change.before,
        "change": change.difference,
        "z": change.z,
        "verdict": _VERDICTS[change.places],
    }
