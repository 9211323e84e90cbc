"""The forms of answers that hold counts, the same for open and for controlled sources."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt


class CellCounts(NamedTuple):
    """What the map paints, one entry for each of `all_cells`."""

    incidents: npt.NDArray[np.int64]
    known: npt.NDArray[np.bool_]
    """False in the selected area where nobody reports in the period: 0 incidents there are no data."""
    withheld: npt.NDArray[np.bool_] | None = None
    """Of a controlled source: where there are so few that the count is withheld; `incidents` is 0 there."""
    unreported: bool = False
    """Whether nobody reports on the selected area in the period: 0 incidents are no data then."""


class MonthCounts(NamedTuple):
    """The months of the period of a selection, or all of them."""

    incidents: npt.NDArray[np.int64]
    covered: npt.NDArray[np.int64]
    """How many of the selection's forces reported in each month; where none did, incidents are strays."""
    forces: int
    """How many forces the selection has."""


class MonthsByRow(NamedTuple):
    """What a small line beside each row of a table draws."""

    months: tuple[int, ...]
    """Every month of the version."""
    chosen: tuple[bool, ...]
    """Whether a month lies in the selected period."""
    incidents: dict[str, list[int | None]]
    """By id of the row, its incidents in each month; None where nobody reported."""
    noun: str = "month"
    """"quarter" where `months` are the first months of quarters: None is then also what is withheld."""
    withheld: Mapping[str, int] = MappingProxyType({})
    """By id of the row, how many of its quarters are withheld; none of an open source's months."""
