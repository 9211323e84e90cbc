"""Search by name: areas, places and licensed premises, each with where it is.

The index of a source is made once for a version. Names are compared without case, accents and punctuation.
"""

from __future__ import annotations

import bisect
import dataclasses
import functools
import heapq
from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.data.areas import AreaTree
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import disclose
from dashboard.data.grid import cell_text
from dashboard.data.schema import Level
from dashboard.data.search_entries import AREA_KINDS, every_entry, folded, whereabouts

MOST = 12
LONGEST = 80
"""Characters of a search text that are looked at."""

_ORDER = {"region": 0, "police force": 0, "partnership": 0, "ward": 1, "town": 2, "place": 3, "premises": 4}

Array = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclasses.dataclass(frozen=True)
class Found:
    """One thing a name may mean."""

    name: str
    kind: str  # in a word: ward, place, pub...
    where: str  # what it lies in, in words: "Central, Middlesbrough"
    areas: tuple[str, ...]  # codes of the areas it lies in or is, from the root inwards
    home: str  # the area to show it in where it lies outside the one chosen: its partnership
    box: tuple[float, float, float, float] | None  # of an area: west, south, east, north
    point: tuple[float, float] | None  # of a place or premises: longitude, latitude
    cell: str  # the finest cell at that point, "" for an area


@dataclasses.dataclass(frozen=True)
class _Index:
    """Everything that can be found, the likeliest first."""

    names: str  # of all, a line for each, as are the lines below
    name_starts: Sequence[int]  # of each name, and the end of the last
    lines: str  # folded name and whereabouts of each: one text is searched faster than many
    starts: Sequence[int]  # of each line, and the end of the last
    lengths: Sequence[int]  # of each folded name
    kinds: tuple[str, ...]
    kind: npt.NDArray[np.uint8]  # index into `kinds`
    areas: npt.NDArray[np.int32]
    longitude: Floats
    latitude: Floats
    cells: npt.NDArray[np.uint64]

    def lines_with(self, word: str) -> Iterator[int]:
        """Places of the lines that hold a word, in order."""
        at = self.lines.find(word)
        while at >= 0:
            place = bisect.bisect_right(self.starts, at) - 1
            yield place
            at = self.lines.find(word, self.starts[place + 1])

    def holds(self, place: int, words: list[str]) -> bool:
        """Whether a line holds every one of some words."""
        return all(self.lines.find(word, self.starts[place], self.starts[place + 1]) >= 0 for word in words)

    def folded_name(self, place: int) -> str:
        """The folded name of an entry."""
        return self.lines[self.starts[place] : self.starts[place] + self.lengths[place]]

    def found(self, tree: AreaTree, extents: Floats, place: int) -> Found:
        """An entry in full; `extents` has the box of each area."""
        name = self.names[self.name_starts[place] : self.name_starts[place + 1] - 1]
        kind, area = self.kinds[self.kind[place]], int(self.areas[place])
        path = tree.path(tree.codes[area])
        where = whereabouts(tree, kind, area)
        if kind in AREA_KINDS.values():
            west, south, east, north = (float(edge) for edge in extents[area])
            box = (west, south, east, north) if np.isfinite(west) else None
            return Found(name, kind, where, path, path[-1], box, None, "")
        home = next((code for code in path if tree.level(code) is Level.PARTNERSHIP), path[0])
        point = (float(self.longitude[place]), float(self.latitude[place]))
        return Found(name, kind, where, path, home, None, point, cell_text(int(self.cells[place])))


def search(dataset: Dataset, source: str, text: str) -> list[Found]:
    """At most 12 things whose name, or name and whereabouts, hold every word of the text.

    Whole names come first, then names that begin with it, names with a word that does, names that hold it,
    and last those where some word is of the whereabouts. Fewer than two letters find nothing.
    """
    index = dataset.once(("search", source), lambda: _index(dataset, source))
    wanted = folded(text[:LONGEST])
    if len(wanted.replace(" ", "")) < 2:
        return disclose([], dataset.sources[source], counts=())
    words = list(dict.fromkeys(wanted.split()))
    holding = [place for place in index.lines_with(max(words, key=len)) if index.holds(place, words)]
    best = heapq.nsmallest(MOST, ((_rank(index.folded_name(place), wanted), place) for place in holding))
    found = [index.found(dataset.areas, dataset.extents, place) for _, place in best]
    return disclose(found, dataset.sources[source], counts=())  # names alone


def _rank(name: str, wanted: str) -> int:
    if name == wanted:
        return 0
    if name.startswith(wanted):
        return 1
    if f" {wanted}" in name:
        return 2
    return 3 if wanted in name else 4


def _index(dataset: Dataset, source: str) -> _Index:
    """The index, ordered by kind, then by how much is recorded there."""
    parts = every_entry(dataset, source)
    names = [name for part in parts for name in part.names]
    kinds = [kind for part in parts for kind in part.kinds]
    weights = np.concatenate([part.weights for part in parts])
    rank = np.array([_ORDER.get(kind, _ORDER["premises"]) for kind in kinds], dtype=np.int64)
    by_name = np.array(sorted(range(len(names)), key=names.__getitem__), dtype=np.int64)
    order = by_name[np.lexsort((-weights[by_name], rank[by_name]))]

    def ordered(column: str) -> npt.NDArray[Any]:
        return np.concatenate([getattr(part, column) for part in parts])[order]

    areas = ordered("areas")
    where = functools.cache(lambda kind, area: folded(whereabouts(dataset.areas, kind, area)))
    own = [names[place] for place in order.tolist()]
    kind_of = [kinds[place] for place in order.tolist()]
    short = [folded(name) for name in own]
    lines = [f"{name} {where(*rest)}\n" for name, *rest in zip(short, kind_of, areas.tolist(), strict=True)]
    distinct = tuple(sorted(set(kinds)))
    return _Index(
        names="".join(f"{name}\n" for name in own),
        name_starts=array("I", accumulate((len(name) + 1 for name in own), initial=0)),
        lines="".join(lines),
        starts=array("I", accumulate(map(len, lines), initial=0)),
        lengths=array("I", map(len, short)),
        kinds=distinct,
        kind=np.array([distinct.index(kind) for kind in kind_of], dtype=np.uint8),
        areas=areas.astype(np.int32),
        longitude=ordered("longitude"),
        latitude=ordered("latitude"),
        cells=ordered("cells"),
    )
