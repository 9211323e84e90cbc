"""Rows of the tables of areas and crime types as a page lists them: plain values, None where there is none.

`queries.areas` and `queries.types` have the same columns as frames, for exports; of many short rows a frame
takes longer to make and to read than everything that is said of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt


class Listed(Protocol):
    """What every row says of its incidents and their change."""

    @property
    def incidents(self) -> int | None:
        """None where nobody reports: no data is not 0; and where the count is withheld."""

    @property
    def withheld(self) -> bool:
        """Whether the count is of a controlled source and too small to be shown."""

    @property
    def share(self) -> float | None:
        """Of the selected incidents."""

    @property
    def compared(self) -> float | None:
        """Incidents now and `before`, of forces and months that both sides cover."""

    @property
    def before(self) -> float | None:
        """None where there is nothing to compare with."""

    @property
    def change(self) -> float | None:
        """How many more."""

    @property
    def verdict(self) -> str:
        """Whether that is more than normal variation."""


class ListedArea(NamedTuple):
    """One row of `queries.areas_in_brief`."""

    area_code: str
    area_name: str
    incidents: int | None
    covered: bool
    residents: float | None
    rate: float | None
    rate_lower: float | None
    rate_upper: float | None
    share: float | None
    compared: float | None
    before: float | None
    change: float | None
    z: float | None
    verdict: str
    denominator_note: str
    withheld: bool = False


class ListedType(NamedTuple):
    """One row of `queries.types_in_brief`."""

    crime_type: str
    label: str
    incidents: int | None
    share: float | None
    compared: float | None
    before: float | None
    change: float | None
    z: float | None
    verdict: str
    withheld: bool = False


def plain_rows(columns: Iterable[Any]) -> Iterable[tuple[Any, ...]]:
    """Columns (lists or arrays) as rows of plain values."""
    return zip(*map(_plain, columns), strict=True)


def blanked(values: npt.NDArray[Any], blank: npt.NDArray[np.bool_]) -> list[Any]:
    """An array as plain values, None where `blank`."""
    if not blank.any():
        return values.tolist()
    pairs = zip(values.tolist(), blank.tolist(), strict=True)
    return [None if missing else value for value, missing in pairs]


def _plain(column: Any) -> list[Any]:
    if not isinstance(column, np.ndarray):
        return list(column)
    return blanked(column, np.isnan(column)) if column.dtype.kind == "f" else column.tolist()
