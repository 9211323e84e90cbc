"""Search by name: areas, places and licensed premises, each with where it is.

The index of a source is made once for a version. Names are compared without case, accents and punctuation.
"""

from __future__ import annotations

import bisect
import dataclasses
import heapq
import json
import re
import unicodedata
from collections.abc import Iterator
from itertools import accumulate

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from dashboard.data.cube import open_array
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import disclose
from dashboard.data.grid import cell_text, metres_to_chord, points_to_cells, unit_vectors
from dashboard.data.incident_rows import place_names
from dashboard.data.reach import premises_kind
from dashboard.data.schema import Level

MOST = 12
LONGEST = 80
"""Characters of a search text that are looked at."""
SAME_PLACE_METRES = 500
"""Points of one place name this near to one another are one place: street names repeat in several towns."""

_AREA_KINDS = {
    Level.REGION: "region",
    Level.FORCE: "police force",
    Level.PARTNERSHIP: "partnership",
    Level.WARD: "ward",
}
_ORDER = {"region": 0, "police force": 0, "partnership": 0, "ward": 1, "town": 2, "place": 3, "premises": 4}

Array = npt.NDArray[np.int64]


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

    found: tuple[Found, ...]
    names: tuple[str, ...]  # folded
    lines: str  # folded name and whereabouts of each, a line for each: one text is searched faster than many
    starts: tuple[int, ...]  # of each line, and the end of the last

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


def search(dataset: Dataset, source: str, text: str) -> list[Found]:
    """At most 12 things whose name, or name and whereabouts, hold every word of the text.

    Whole names come first, then names that begin with it, names with a word that does, names that hold it,
    and last those where some word is of the whereabouts. Fewer than two letters find nothing.
    """
    index = dataset.once(("search", source), lambda: _index(dataset, source))
    wanted = folded(text[:LONGEST])
    if len(wanted.replace(" ", "")) < 2:
        return disclose([], dataset.sources[source])
    words = list(dict.fromkeys(wanted.split()))
    holding = [place for place in index.lines_with(max(words, key=len)) if index.holds(place, words)]
    best = heapq.nsmallest(MOST, ((_rank(index.names[place], wanted), place) for place in holding))
    return disclose([index.found[place] for _, place in best], dataset.sources[source])


def _rank(name: str, wanted: str) -> int:
    if name == wanted:
        return 0
    if name.startswith(wanted):
        return 1
    if f" {wanted}" in name:
        return 2
    return 3 if wanted in name else 4


def folded(text: str) -> str:
    """Text without case, accents and punctuation, words divided by single spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", re.sub("['\u2019]", "", letters)))


def _index(dataset: Dataset, source: str) -> _Index:
    """The index, ordered by kind, then by how much is recorded there."""
    entries = [
        *_areas(dataset),
        *_places(dataset, source),
        *_premises(dataset, source),
        *_towns(dataset, source),
    ]
    entries.sort(key=lambda entry: (_ORDER.get(entry[1].kind, _ORDER["premises"]), -entry[0], entry[1].name))
    found = tuple(entry for _, entry in entries)
    names = tuple(folded(entry.name) for entry in found)
    lines = [f"{name} {folded(entry.where)}\n" for name, entry in zip(names, found, strict=True)]
    return _Index(found, names, "".join(lines), tuple(accumulate(map(len, lines), initial=0)))


def _areas(dataset: Dataset) -> list[tuple[float, Found]]:
    """Areas somebody reports on, with their residents."""
    tree = dataset.areas
    found = []
    for index, code in enumerate(tree.codes):
        kind = _AREA_KINDS.get(Level(tree.levels[index]))
        if kind is None or not tree.covered[index] or tree.positions[code] != index:
            continue
        path = tree.path(code)
        west, south, east, north = (float(edge) for edge in dataset.extents[index])
        box = (west, south, east, north) if np.isfinite(west) else None
        where = tree.name(path[-2]) if len(path) > 2 else ""
        residents = float(np.nan_to_num(tree.residents_by_index[index]))
        found.append((residents, Found(tree.names[index], kind, where, path, code, box, None, "")))
    return found


def _places(dataset: Dataset, source: str) -> list[tuple[float, Found]]:
    """Place names of incidents: each group of near points once, at the median of its incidents."""
    folder = dataset.source_file(source, "")
    columns = {
        name: open_array(folder, f"incident_{name}") for name in ("place", "longitude", "latitude", "piece")
    }
    table = pd.DataFrame({name: np.asarray(column) for name, column in columns.items()})
    names = place_names(dataset, source)
    table = table[np.isfinite(table.longitude) & (names[table.place] != "")]
    table["leaf"] = dataset.cubes[source].leaves[table.piece.to_numpy()]
    points = (
        table.groupby(["place", "longitude", "latitude", "leaf"]).size().rename("incidents").reset_index()
    )
    if points.empty:
        return []
    points["group"] = _near_alike(points)
    # The median of incidents: points in order, each as heavy as its incidents.
    middle = {}
    for axis in ("longitude", "latitude"):
        ordered = points.sort_values(["group", axis])
        before = ordered.groupby("group").incidents.cumsum()
        half = ordered.groupby("group").incidents.transform("sum") / 2
        middle[axis] = ordered[before >= half].groupby("group")[axis].first()
    most = points.sort_values("incidents", kind="stable").groupby("group").last()
    totals = points.groupby("group").incidents.sum()
    rows = zip(most.place, most.leaf, middle["longitude"], middle["latitude"], totals, strict=True)
    cells = _cells(dataset, source, middle["longitude"].to_numpy(), middle["latitude"].to_numpy())
    return [
        (float(total), _at(dataset, str(names[place]), "place", int(leaf), (float(lon), float(lat)), cell))
        for (place, leaf, lon, lat, total), cell in zip(rows, cells, strict=True)
    ]


def _near_alike(points: pd.DataFrame) -> Array:
    """Group of each point: points of one name that a chain of short steps joins."""
    reach = metres_to_chord(SAME_PLACE_METRES)
    # Names stand apart along a fourth axis, so that only points of one name are near one another.
    apart = points.place.to_numpy(dtype=float)[:, np.newaxis] * 3 * reach
    where = np.hstack([unit_vectors(points.longitude.to_numpy(), points.latitude.to_numpy()), apart])
    pairs = cKDTree(where).query_pairs(reach, output_type="ndarray")
    links = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(points), len(points)))
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)


def _premises(dataset: Dataset, source: str) -> list[tuple[float, Found]]:
    """Premises in the areas of the tree; one that stands in two lists, in the same ward, once."""
    table = dataset.premises[dataset.premises.leaf >= 0].reset_index(drop=True)
    if table.empty:
        return []
    cells = _cells(dataset, source, table.longitude.to_numpy(), table.latitude.to_numpy())
    kept: dict[tuple[str, str], Found] = {}
    for row, cell in zip(table.to_dict("records"), cells, strict=True):
        kind = premises_kind(str(row["kind"]), str(row["register"])) or "premises"
        point = (float(row["longitude"]), float(row["latitude"]))
        found = _at(dataset, str(row["name"]), kind, int(row["leaf"]), point, cell)
        kept.setdefault((folded(found.name), found.where), found)
    return [(0.0, found) for found in kept.values()]


def _towns(dataset: Dataset, source: str) -> list[tuple[float, Found]]:
    """Towns and places of the gazetteer; without outlines nobody knows what they lie in."""
    try:
        labels = json.loads(dataset.map_file("labels").read_text(encoding="utf-8"))
    except FileNotFoundError:  # an import has removed this version: its page is about to be told
        return []
    spots = [label for label in labels if label["kind"] not in _AREA_KINDS.values()]
    if not spots:
        return []
    longitude, latitude = (np.array([spot[axis] for spot in spots], dtype=float) for axis in ("lon", "lat"))
    leaves = _nearest_leaf(dataset, source, longitude, latitude)
    cells = _cells(dataset, source, longitude, latitude)
    return [
        (0.0, _at(dataset, spot["name"], "town", int(leaf), (float(spot["lon"]), float(spot["lat"])), cell))
        for spot, leaf, cell in zip(spots, leaves, cells, strict=True)
    ]


def _nearest_leaf(
    dataset: Dataset, source: str, longitude: npt.NDArray[np.float64], latitude: npt.NDArray[np.float64]
) -> Array:
    """The smallest area that each point's nearest incident lies in."""
    folder = dataset.source_file(source, "")
    lon, lat = (np.asarray(open_array(folder, f"incident_{axis}")) for axis in ("longitude", "latitude"))
    known = np.flatnonzero(np.isfinite(lon))
    if not len(known):
        return np.zeros(len(longitude), dtype=np.int64)
    _, nearest = cKDTree(unit_vectors(lon[known], lat[known])).query(unit_vectors(longitude, latitude))
    piece = open_array(folder, "incident_piece")[known[nearest]]
    return np.asarray(dataset.cubes[source].leaves[piece], dtype=np.int64)


def _cells(
    dataset: Dataset, source: str, longitude: npt.NDArray[np.float64], latitude: npt.NDArray[np.float64]
) -> list[str]:
    finest = dataset.sources[source].finest_resolution
    return [cell_text(cell) for cell in points_to_cells(longitude, latitude, finest).tolist()]


def _at(dataset: Dataset, name: str, kind: str, leaf: int, point: tuple[float, float], cell: str) -> Found:
    """Something at a point of a smallest area."""
    tree = dataset.areas
    path = tree.path(tree.codes[leaf])
    shown = [code for code in path if tree.level(code) in (Level.WARD, Level.PARTNERSHIP)]
    where = ", ".join(tree.name(code) for code in reversed(shown))
    home = next((code for code in path if tree.level(code) is Level.PARTNERSHIP), path[0])
    return Found(name, kind, where, path, home, None, point, cell)
