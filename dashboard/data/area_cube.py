"""The counts of whole areas: sums of a cube over the tree of areas, so that any area costs the same.

Areas stand in pre-order, so what lies in one is a run of indices. Cumulated over that order as the cube is
over months, the counts of any area by crime type and month are one subtraction, however many cells it has.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dashboard.data.schema import InputError, Source

Array = npt.NDArray[Any]
Indices = npt.NDArray[np.int64]

_FEW, _LONG = 2, 64
"""Runs of at most so many pieces, on average and in the longest, are quicker summed piece by piece."""

LARGEST = np.iinfo(np.int32).max


def require_countable(incidents: int, source: Source) -> None:
    """Raise InputError for more incidents of a source, all types together, than 4 bytes can count."""
    if incidents > LARGEST:
        raise InputError(
            f"{source.name} would hold {incidents:,} incidents; Hexscan counts at most {LARGEST:,} in one "
            "source. Import fewer months, or part of it under another source key."
        )


def build_area_cube(values: Array, leaves: Array, areas: int) -> Array:
    """int32 [types, months + 1, areas + 1]: incidents before each month and in areas before each index.

    `values` and `leaves` are those of the cube: int32 [types, months + 1, pieces], cumulated over months, and
    each piece's index among the `areas` of the tree. Plane 0 of months and column 0 of areas are 0.
    A source with more incidents than 4 bytes can count is refused before it is counted (`require_countable`).
    """
    by_leaf = np.argsort(leaves, kind="stable")
    own = np.asarray(leaves)[by_leaf]
    starts = np.flatnonzero(np.r_[True, own[1:] != own[:-1]]) if len(own) else np.array([], dtype=np.int64)
    types, planes = values.shape[:2]
    result = np.zeros((types, planes, areas + 1), dtype=np.int32)
    if not len(starts):
        return result
    for kind in range(types):  # one type at a time: a copy of all would double the memory
        sums = np.add.reduceat(np.take(values[kind], by_leaf, axis=1), starts, axis=1)
        result[kind][:, own[starts] + 1] = sums
        np.cumsum(result[kind], axis=1, dtype=np.int32, out=result[kind])
    return result


def all_types(values: Array) -> Array:
    """int32 [months + 1, ...]: the values [types, months + 1, ...] of a cube, all types together.

    Most selections are of all types, or of nearly all: then these are read instead of each type's.
    """
    total = np.zeros(values.shape[1:], dtype=np.int32)
    for one in values:
        total += one
    return total


def sum_of_types(values: Array, together: Array, chosen: Sequence[int], where: Any) -> Array:
    """The values [types, ...] of the chosen types together, at an index into what follows the types.

    `where` may also be an array: places on the last axis. `together` holds all types: of nearly all of them
    only the few others are read, and taken away.
    """
    others = sorted(set(range(len(values))).difference(chosen))
    if not others:
        return np.asarray(_read(together, where))
    if len(chosen) == 1:
        return np.asarray(_read(values[chosen[0]], where))
    if len(others) < len(chosen):
        total = np.array(_read(together, where))
        for index in others:
            total -= _read(values[index], where)
        return total
    total = np.zeros_like(_read(together, where))
    for index in chosen:
        total += _read(values[index], where)
    return total


def _read(values: Array, where: Any) -> Array:
    return np.take(values, where, axis=-1) if isinstance(where, np.ndarray) else values[where]


class Runs(NamedTuple):
    """Runs of areas that count alike; entry i is areas `starts[i]` to before `ends[i]`, of one key."""

    starts: Indices
    ends: Indices
    keys: Indices


def runs_of(keys: Indices, holding: Indices) -> Runs:
    """The runs of areas with the same key, which is given by area index; a negative key leaves an area out.

    Only areas `holding` incidents (indices, ascending) matter: others end no run.
    """
    own = keys[holding]
    if not len(own):
        nothing = np.array([], dtype=np.int64)
        return Runs(nothing, nothing, nothing)
    last = np.append(np.flatnonzero(own[1:] != own[:-1]), len(own) - 1)
    first = np.append(0, last[:-1] + 1)
    of = own[first]
    kept = of >= 0
    if not kept.all():
        first, last, of = first[kept], last[kept], of[kept]
    return Runs(holding[first], holding[last] + 1, of)


class Edges(NamedTuple):
    """Where runs begin and end: neighbours share a bound, so each is read once."""

    at: Indices
    """Indices of areas, ascending."""
    starts: Indices
    ends: Indices
    """Of each run, the places of its bounds in `at`."""


def edges_of(runs: Runs) -> Edges:
    """The bounds of runs of areas."""
    at, places = np.unique(np.r_[runs.starts, runs.ends], return_inverse=True)
    starts, ends = np.split(places.reshape(-1), 2)
    return Edges(at, starts, ends)


def between(columns: Array, edges: Edges) -> Array:
    """[..., runs]: what each run holds, from counts [..., edges.at] cumulated over areas."""
    return np.take(columns, edges.ends, axis=-1) - np.take(columns, edges.starts, axis=-1)


def in_version(cumulated: Array, cube_first: int, first: int, last: int) -> Array:
    """Counts [months of a cube + 1, ...], cumulated over months, on the months `first` to `last`.

    The cube begins with month `cube_first`; months that it lacks hold 0.
    """
    before, months, own = cube_first - first, last - first + 1, len(cumulated) - 1
    if not before and months == own:
        return cumulated
    return np.asarray(cumulated[np.clip(np.arange(months + 1) - before, 0, own)])


def summed_runs(planes: Array, runs: Runs) -> Array:
    """[..., runs]: planes [..., pieces] summed over runs of pieces, in 4 bytes at least."""
    wide = np.promote_types(planes.dtype, np.int32)
    if not len(runs.starts):
        return np.zeros((*planes.shape[:-1], 0), dtype=wide)
    lengths = runs.ends - runs.starts
    if int(lengths.sum()) > _FEW * len(lengths) or int(lengths.max()) > _LONG:
        bounds = np.column_stack([runs.starts, runs.ends]).ravel()
        within = bounds[:-1] if bounds[-1] == planes.shape[-1] else bounds
        return np.add.reduceat(planes, within, axis=-1, dtype=wide)[..., ::2]
    # Most cells are one piece: the others follow one by one.
    result = np.take(planes, runs.starts, axis=-1).astype(wide, copy=False)
    for place in range(1, int(lengths.max())):
        longer = np.flatnonzero(lengths > place)
        result[..., longer] += np.take(planes, runs.starts[longer] + place, axis=-1)
    return result
