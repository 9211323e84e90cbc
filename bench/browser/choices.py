"""What is chosen on the pages while they are measured, and what every panel must show then.

The right answers are counted with numpy from the incidents themselves: neither page is the other's judge.
"""

from __future__ import annotations

import dataclasses
import functools
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from bench.incidents import MONTHS, TYPES, region
from bench.region import month_name

RESOLUTION = 9


class Choice(NamedTuple):
    """A selection: a crime type (None for all) and a period, first and last month from 0."""

    kind: str | None = None
    first: int = MONTHS - 12
    last: int = MONTHS - 1

    @property
    def period(self) -> str:
        """The period as the value of the control."""
        return f"{month_name(self.first)}..{month_name(self.last)}"

    @property
    def types(self) -> slice:
        """Its rows among counts by type."""
        if self.kind is None:
            return slice(None)
        place = TYPES.index(self.kind)
        return slice(place, place + 1)


FIRST = Choice()
"""What both pages show when they are opened: all crime in the last twelve months."""

_STEPS: tuple[dict[str, Any], ...] = (
    {"kind": "Burglary"},
    {"kind": "Drugs"},
    {"first": 12, "last": 23},
    {"kind": "Shoplifting"},
    {"kind": "Vehicle crime"},
    {"first": 33, "last": 35},
    {"kind": "Other theft"},
    {"kind": "Violence and sexual offences"},
    {"first": 0, "last": 35},
    {"kind": "Public order"},
    {"kind": "Anti-social behaviour"},
    {"first": 0, "last": 11},
    {"kind": "Criminal damage and arson"},
    {"kind": "Robbery"},
    {"first": 24, "last": 35},
    {"kind": "Bicycle theft"},
    {"first": 0, "last": 35},
    {"kind": "Drugs"},
    {"kind": "Theft from the person"},
    {"first": 12, "last": 23},
    {"kind": "Other crime"},
    {"kind": "Robbery"},
    {"first": 33, "last": 35},
    {"kind": "Burglary"},
    {"kind": "Anti-social behaviour"},
    {"first": 12, "last": 23},
    {"kind": "Public order"},
    {"kind": "Criminal damage and arson"},
)


def walk(steps: int) -> list[Choice]:
    """So many choices, each one click from the one before it, the first from `FIRST`.

    No two are alike: our page keeps answers that a reader may come back to. Raises ValueError for more than
    there are.
    """
    if steps > len(_STEPS):
        raise ValueError(f"there are {len(_STEPS)} different choices, not {steps}")
    chosen = [FIRST]
    for step in _STEPS[:steps]:
        chosen.append(chosen[-1]._replace(**step))
    return chosen[1:]


@dataclasses.dataclass(frozen=True)
class Truth:
    """Counts of the incidents that the pages show."""

    by_type: npt.NDArray[np.int64]
    """[types, months]"""
    cells: list[str]
    """H3 names, in order."""
    cell_of: npt.NDArray[np.int32]
    """Of each incident, as an index into `cells`."""
    type_of: npt.NDArray[np.int8]
    month_of: npt.NDArray[np.int16]

    def expected(self, chosen: Choice) -> dict[str, Any]:
        """What each panel shows, as the probes say it."""
        counts = self.by_type[chosen.types]
        total = int(counts[:, chosen.first : chosen.last + 1].sum())
        months = [int(counts.sum()), month_name(chosen.first), month_name(chosen.last)]
        return {"map": total, "statistics": total, "chart": months, "table": total}

    def cell_counts(self, chosen: Choice) -> npt.NDArray[np.int64]:
        """Incidents of a selection in each cell."""
        inside = (self.month_of >= chosen.first) & (self.month_of <= chosen.last)
        if chosen.kind is not None:
            inside &= self.type_of == TYPES.index(chosen.kind)
        return np.bincount(self.cell_of[inside], minlength=len(self.cells))

    def cell_months(self, cell: str, chosen: Choice) -> npt.NDArray[np.int64]:
        """Incidents of the chosen types in a cell, month by month, of all months."""
        inside = self.cell_of == self.place(cell)
        if chosen.kind is not None:
            inside &= self.type_of == TYPES.index(chosen.kind)
        return np.bincount(self.month_of[inside], minlength=MONTHS)

    def hovered(self, cell: str, chosen: Choice, *, most: bool) -> dict[str, Any]:
        """What each panel shows while a cell is pointed at.

        With `most` the chart says the most incidents of a month beside its line; else it is of the cell.
        """
        months = self.cell_months(cell, chosen)
        count = int(months[chosen.first : chosen.last + 1].sum())
        sums = [int(months.sum()), month_name(chosen.first), month_name(chosen.last)]
        chart = int(months.max()) if most else sums
        return {"hoveredMap": cell, "hoveredStatistics": count, "hoveredChart": chart, "hoveredTable": count}

    def place(self, cell: str) -> int:
        """Index of a cell."""
        return self._places[cell]

    @functools.cached_property
    def _places(self) -> dict[str, int]:
        return {cell: place for place, cell in enumerate(self.cells)}

    def some_cells(self, chosen: Choice, most: int, seed: int = 1) -> list[str]:
        """Cells that hold something of the selection, in no order, the same each time."""
        holding = np.flatnonzero(self.cell_counts(chosen))
        picked = np.random.default_rng(seed).permutation(holding)[:most]
        return [self.cells[place] for place in picked]


def truth(n: int, cells: int | None = None) -> Truth:
    """The right answers for `n` incidents of `bench.incidents`."""
    area = region(cells)
    drawn = area.draw(n)
    names, cell_of_anchor = np.unique(area.cell, return_inverse=True)
    by_type = np.bincount(drawn.type.astype(np.int64) * MONTHS + drawn.month, minlength=len(TYPES) * MONTHS)
    return Truth(
        by_type=by_type.reshape(len(TYPES), MONTHS),
        cells=[f"{cell:x}" for cell in names],
        cell_of=cell_of_anchor.astype(np.int32)[drawn.anchor],
        type_of=drawn.type,
        month_of=drawn.month,
    )
