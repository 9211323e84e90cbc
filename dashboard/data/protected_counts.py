"""Counts of a controlled source as they are served: small ones may be one more or one less than they were.

What is withheld on screen could be had back from totals, other levels, neighbouring quarters and the
difference of two selections, if the counts below were the true ones. So they are not: before anything is
served, each small count is left, raised or lowered by one, by chance drawn from a secret key. Whoever knew
the whole served cube would still not know one small count (`docs/methods.md` has the argument, and the
attacks that were made on it).

Each count is moved by itself: what its move is depends on the key, on where, when and what it counts and on
the count, and on no other count. So a count that stays the same is served the same in every version, whatever
else is imported, and two versions side by side tell nothing of it. The method is kin to the cell key
perturbation of the ONS's Census 2021 (after Fraser and Wooton, "A proposed method for confidentialising
tabular output to protect against differencing", 2005), but perturbs the smallest counts once, so that
everything shown adds up of the same numbers and nothing is to be had by asking twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int32]

_LEAST = 2
"""Counts of 1 alone could only be 1 where 2 is never moved."""

MOVES: Counts = np.array([1, -1, 0, 0], dtype=np.int32)
"""What each draw does to a count: up as often as down, and nothing for every second."""


def largest_moved(small_counts: int) -> int:
    """Counts from 1 to this may be moved, where counts from 1 to `small_counts` are withheld."""
    return max(small_counts, _LEAST)


def protected_counts(
    counts: Counts,
    *,
    small_counts: int,
    key: bytes,
    source: str,
    types: Sequence[str],
    quarters: Sequence[int],
    leaves: Sequence[str],
    cells: Sequence[int],
) -> Counts:
    """counts [types, quarters, pieces] with each from 1 to `largest_moved` moved by -1, 0 or +1.

    `leaves` and `cells` are the smallest area and the cell of each piece, `quarters` their first months. 0
    stays 0, larger counts stay, the expected value of each is what it was. The same key and count of the same
    piece, type and quarter give the same result, whatever stands beside it.
    """
    largest = largest_moved(small_counts)
    served = counts.copy()
    names = [f"{leaf}/{cell:x}".encode() for leaf, cell in zip(leaves, cells, strict=True)]
    for kind, row in zip(types, served, strict=True):
        for quarter, line in zip(quarters, row, strict=True):
            small = np.flatnonzero((line >= 1) & (line <= largest))
            if len(small):
                begin = hashlib.blake2b(f"{source}/{kind}/{quarter}/".encode(), key=key, digest_size=8)
                draws = [_draw(begin, names[piece], count) for piece, count in _pairs(small, line)]
                line[small] += MOVES[draws]
    return served


def _pairs(small: npt.NDArray[np.intp], line: Counts) -> list[tuple[int, int]]:
    return list(zip(small.tolist(), line[small].tolist(), strict=True))


def _draw(begin: hashlib.blake2b, name: bytes, count: int) -> int:
    """A number from 0 to 3 that only the key tells: another one for every count, piece, type and quarter."""
    drawn = begin.copy()
    drawn.update(name + b"/%d" % count)
    return drawn.digest()[0] & 3
