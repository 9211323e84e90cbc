"""Months in a row that are marked, of a row of months."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Flags = npt.NDArray[np.bool_]


def longest_run(marked: Flags, first: int, most: int | None = None) -> tuple[int, int] | None:
    """First and last of the most months in a row marked, of several such runs the latest; None without one.

    `first` is the number of the first month of marked[months]. With `most`, so many count as the most there
    can be: of the latest run that has them the last ones are given.
    """
    edges = np.flatnonzero(np.diff(np.r_[0, marked.astype(np.int8), 0]))
    starts, ends = edges[::2], edges[1::2]
    if not len(starts):
        return None
    lengths = np.minimum(ends - starts, len(marked) if most is None else most)
    longest = len(starts) - 1 - int(np.argmax(lengths[::-1]))
    last = first + int(ends[longest]) - 1
    return last - int(lengths[longest]) + 1, last
