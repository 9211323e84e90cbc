"""Where a hotspot is, in names a reader knows: its ward, and the place its incidents name most often."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dashboard.data.grid import cell_text
from dashboard.data.hotspot_ground import Ground
from dashboard.data.incident_rows import incident_rows, place_names
from dashboard.data.schema import Level
from dashboard.data.view import View, view_of

Indices = npt.NDArray[np.int64]


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
    cells = tuple(cell_text(cell) for cell in np.unique(ground.cells[parts]))
    inside = view_of(view.dataset, view.selection.replace(cells=cells), view.source.key)
    rows, names = incident_rows(inside), place_names(view.dataset, view.source.key)
    part = ground.part_of_piece[rows.piece]
    kept = np.isin(part, parts) & (names != "")[rows.place]
    place = rows.place[kept].astype(np.int64)
    found = _heaviest(parts, part[kept], place, np.ones(len(place), dtype=np.int64))
    return [str(names[index]) if index >= 0 else "" for index in found]


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
