"""Whether the highest and the lowest of the areas compared are clearly so, or chance could order them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dashboard.analysis.comparison import rates_differ

Floats = npt.NDArray[np.float64]


class Unclear(NamedTuple):
    """From which area an end of the line of ranks can't be told: chance could order the two (`rates_differ`).

    Rows of the next in line; None where the rates differ by more than chance, where the end is shared, or
    where nobody is next.
    """

    highest: int | None
    lowest: int | None


def unclear_ends(rate: Floats, counted: npt.ArrayLike, population: Floats) -> Unclear:
    """Whether the highest of the areas' rates is clearly above the next, and the lowest below the one before.

    All [areas]; a rate of NaN is in no line.
    """
    counts = np.asarray(counted, dtype=np.float64)
    known = np.flatnonzero(np.isfinite(rate))
    line = known[np.argsort(-rate[known], kind="stable")]

    def next_to(end: int, neighbour: int) -> int | None:
        tied = rate[end] == rate[neighbour]
        differ = rates_differ(counts[end], population[end], counts[neighbour], population[neighbour])
        return None if tied or differ else neighbour

    if len(line) < 2:
        return Unclear(None, None)
    first, second, *_ = line.tolist()
    *_, before, last = line.tolist()
    return Unclear(next_to(first, second), next_to(last, before))
