"""Where a hotspot is, in names a reader knows: its ward, the place its incidents name most often, and whether
most of them lie at one point."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dashboard.analysis.concentration import single_points
from dashboard.data.grid import cell_text
from dashboard.data.hotspot_ground import Ground
from dashboard.data.incident_rows import incident_rows, incidents_by_spot, place_names, points, spots
from dashboard.data.schema import Level
from dashboard.data.view import View, view_of

Indices = npt.NDArray[np.int64]


class BusiestPoints(NamedTuple):
    """The busiest single point of each of some parts; see `busiest_points`."""

    share: npt.NDArray[np.float64]
    """Of the part's incidents with a point that it holds; NaN where there are none."""
    spike: npt.NDArray[np.bool_]
    """Whether the part owes its incidents to it: half of them and ten at least."""
    place: list[str]
    """Named most often there; "" where none is."""


def main_wards(ground: Ground, view: View, parts: Indices) -> Indices:
    """Area-tree index of the ward that holds most of each part's incidents; -1 where none is known."""
    part = ground.part_of_piece[view.pieces]
    kept = np.flatnonzero(np.isin(part, parts))
    ward = view.dataset.areas.ancestors(Level.WARD)[np.asarray(view.leaves)[kept]].astype(np.int64)
    known = ward >= 0
    return _heaviest(parts, part[kept][known], ward[known], view.by_piece[kept][known])


def commonest_places(ground: Ground, view: View, parts: Indices) -> list[str]:
    """The place that most incidents of each part name; "" where none names any."""
    if not len(parts):
        return []
    inside = _inside(ground, view, parts)
    rows, names = incident_rows(inside), place_names(view.dataset, view.source.key)
    part = ground.part_of_piece[rows.piece]
    kept = np.isin(part, parts) & (names != "")[rows.place]
    place = rows.place[kept].astype(np.int64)
    found = _heaviest(parts, part[kept], place, np.ones(len(place), dtype=np.int64))
    return [str(names[index]) if index >= 0 else "" for index in found]


def busiest_points(ground: Ground, view: View, parts: Indices) -> BusiestPoints:
    """The point of each part (ascending) at which most of its incidents are recorded."""
    if not len(parts):
        return BusiestPoints(np.zeros(0), np.zeros(0, dtype=bool), [])
    dataset, source = view.dataset, view.source.key
    every, names = spots(dataset, source), place_names(dataset, source)
    of_spot = points(dataset, source).of_spot
    counts = incidents_by_spot(_inside(ground, view, parts))
    spot = np.flatnonzero((counts > 0) & (of_spot >= 0))
    spot = spot[np.isin(ground.part_of_piece[every.piece[spot]], parts)]
    cell = np.searchsorted(parts, ground.part_of_piece[every.piece[spot]])
    pair = cell * (int(of_spot.max(initial=0)) + 1) + of_spot[spot]
    pairs, which = np.unique(pair, return_inverse=True)
    number = np.bincount(which, weights=counts[spot], minlength=len(pairs))
    cell_of_pair = np.zeros(len(pairs), dtype=np.int64)
    cell_of_pair[which] = cell
    found = single_points(cell_of_pair, number, len(parts))
    named = np.flatnonzero((names != "")[every.place[spot]])
    label = every.place[spot][named].astype(np.int64)
    name = _heaviest(np.arange(len(pairs)), which[named], label, counts[spot][named])
    chosen = [int(name[point]) if point >= 0 else -1 for point in found.point.tolist()]
    return BusiestPoints(
        found.share, found.spike, [str(names[index]) if index >= 0 else "" for index in chosen]
    )


def _inside(ground: Ground, view: View, parts: Indices) -> View:
    """The view of the cells of these parts alone."""
    cells = tuple(cell_text(cell) for cell in np.unique(ground.cells[parts]))
    return view_of(view.dataset, view.selection.replace(cells=cells), view.source.key)


def _heaviest(parts: Indices, part: Indices, label: Indices, weight: Indices) -> Indices:
    """For each of `parts` the label with most weight in it, the lowest of equals; -1 where it has none."""
    result = np.full(len(parts), -1, dtype=np.int64)
    if not len(part):
        return result
    pair = part * (int(label.max()) + 1) + label
    pairs, which = np.unique(pair, return_inverse=True)
    total = np.bincount(which, weights=weight)
    of_part, of_label = np.divmod(pairs, int(label.max()) + 1)
    order = np.lexsort((of_label, -total, of_part))
    first = order[np.r_[True, np.diff(of_part[order]) != 0]]
    result[np.searchsorted(parts, of_part[first])] = of_label[first]
    return result
