"""What can be found by name: areas, places, premises and towns, by column."""

from __future__ import annotations

import dataclasses
import functools
import json
import re
import unicodedata

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy  # parts load when first used

from dashboard.data.areas import AreaTree
from dashboard.data.dataset import Dataset
from dashboard.data.grid import metres_to_chord, points_to_cells, unit_vectors
from dashboard.data.incident_rows import place_names, spots
from dashboard.data.premises_kinds import premises_kind
from dashboard.data.schema import Level

SAME_PLACE_METRES = 500
"""Points of one place name this near to one another are one place: street names repeat in several towns."""

AREA_KINDS = {
    Level.REGION: "region",
    Level.FORCE: "police force",
    Level.PARTNERSHIP: "partnership",
    Level.WARD: "ward",
}
_WORDS = re.compile(r"\w+")
_APOSTROPHES = str.maketrans("", "", "'\u2019")

Array = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclasses.dataclass(frozen=True)
class Entries:
    """Things that can be found, by column: a few hundred thousand objects would be a burden to a worker."""

    names: list[str]
    kinds: list[str]
    areas: Array  # index of the area each is, or of the smallest one it lies in
    longitude: Floats  # NaN for areas
    latitude: Floats
    cells: npt.NDArray[np.uint64]  # the finest at that point
    weights: Floats  # the heavier of a kind comes first


def every_entry(dataset: Dataset, source: str) -> list[Entries]:
    """All that can be found."""
    return [_areas(dataset), _places(dataset, source), _premises(dataset, source), _towns(dataset, source)]


def whereabouts(tree: AreaTree, kind: str, area: int) -> str:
    """What an area, or something in it, lies in: "Central, Middlesbrough"."""
    path = tree.path(tree.codes[area])
    if kind in AREA_KINDS.values():
        return tree.name(path[-2]) if len(path) > 2 else ""
    shown = [code for code in path if tree.level(code) in (Level.WARD, Level.PARTNERSHIP)]
    return ", ".join(tree.name(code) for code in reversed(shown))


def folded(text: str) -> str:
    """Text without case, accents and punctuation, words divided by single spaces."""
    plain = text.casefold()
    if not plain.isascii():
        letters = unicodedata.normalize("NFKD", plain)
        plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(_WORDS.findall(plain.translate(_APOSTROPHES)))


def _areas(dataset: Dataset) -> Entries:
    """Areas somebody reports on, with their residents."""
    tree = dataset.areas
    kinds = {
        index: kind
        for index, code in enumerate(tree.codes)
        if (kind := AREA_KINDS.get(Level(tree.levels[index])))
        and tree.covered[index]
        and tree.positions[code] == index
    }
    own = np.array(list(kinds), dtype=np.int64)
    nowhere = np.full(len(own), np.nan)
    return Entries(
        names=[tree.names[index] for index in kinds],
        kinds=list(kinds.values()),
        areas=own,
        longitude=nowhere,
        latitude=nowhere,
        cells=np.zeros(len(own), dtype=np.uint64),
        weights=np.nan_to_num(np.asarray(tree.residents_by_index, dtype=float)[own]),
    )


def _places(dataset: Dataset, source: str) -> Entries:
    """Place names of incidents: each group of near points once, at the median of its incidents."""
    every = spots(dataset, source)
    table = pd.DataFrame(
        {name: getattr(every, name) for name in ("place", "longitude", "latitude", "piece", "rows")}
    )
    names = place_names(dataset, source)
    table = table[np.isfinite(table.longitude) & (names[table.place] != "")]
    table["leaf"] = dataset.cubes[source].leaves[table.piece.to_numpy()]
    keys = ["place", "longitude", "latitude", "leaf"]
    points = table.groupby(keys)["rows"].sum().rename("incidents").reset_index()
    if points.empty:
        return _nothing()
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
    longitude, latitude = (middle[axis].to_numpy(dtype=float) for axis in ("longitude", "latitude"))
    return Entries(
        names=[str(name) for name in names[most.place.to_numpy()]],
        kinds=["place"] * len(most),
        areas=most.leaf.to_numpy(dtype=np.int64),
        longitude=longitude,
        latitude=latitude,
        cells=_cells(dataset, source, longitude, latitude),
        weights=totals.to_numpy(dtype=float),
    )


def _near_alike(points: pd.DataFrame) -> Array:
    """Group of each point: points of one name that a chain of short steps joins."""
    reach = metres_to_chord(SAME_PLACE_METRES)
    # Names stand apart along a fourth axis, so that only points of one name are near one another.
    apart = points.place.to_numpy(dtype=float)[:, np.newaxis] * 3 * reach
    where = np.hstack([unit_vectors(points.longitude.to_numpy(), points.latitude.to_numpy()), apart])
    pairs = scipy.spatial.cKDTree(where).query_pairs(reach, output_type="ndarray")
    links = scipy.sparse.coo_array(
        (np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(points), len(points))
    )
    return np.asarray(scipy.sparse.csgraph.connected_components(links, directed=False)[1], dtype=np.int64)


def _premises(dataset: Dataset, source: str) -> Entries:
    """Premises in the areas of the tree; one that stands in two lists, in the same ward, once."""
    table = dataset.premises[dataset.premises.leaf >= 0].reset_index(drop=True)
    if table.empty:
        return _nothing()
    kinds = [
        premises_kind(str(kind), str(register)) or "premises"
        for kind, register in zip(table.kind, table.register, strict=True)
    ]
    where = functools.cache(lambda leaf: whereabouts(dataset.areas, "premises", leaf))
    kept: dict[tuple[str, str], int] = {}
    for row, (name, leaf) in enumerate(zip(table.name.map(str), table.leaf.tolist(), strict=True)):
        kept.setdefault((folded(name), where(leaf)), row)
    rows = list(kept.values())
    table = table.iloc[rows]
    longitude, latitude = table.longitude.to_numpy(dtype=float), table.latitude.to_numpy(dtype=float)
    return Entries(
        names=[str(name) for name in table.name],
        kinds=[kinds[row] for row in rows],
        areas=table.leaf.to_numpy(dtype=np.int64),
        longitude=longitude,
        latitude=latitude,
        cells=_cells(dataset, source, longitude, latitude),
        weights=np.zeros(len(rows)),
    )


def _towns(dataset: Dataset, source: str) -> Entries:
    """Towns and places of the gazetteer; without outlines nobody knows what they lie in."""
    try:
        labels = json.loads(dataset.map_file("labels"))
    except FileNotFoundError:  # an import has removed this version: its page is about to be told
        return _nothing()
    spots = [label for label in labels if label["kind"] not in AREA_KINDS.values()]
    if not spots:
        return _nothing()
    longitude, latitude = (np.array([spot[axis] for spot in spots], dtype=float) for axis in ("lon", "lat"))
    return Entries(
        names=[str(spot["name"]) for spot in spots],
        kinds=["town"] * len(spots),
        areas=_nearest_leaf(dataset, source, longitude, latitude),
        longitude=longitude,
        latitude=latitude,
        cells=_cells(dataset, source, longitude, latitude),
        weights=np.zeros(len(spots)),
    )


def _nothing() -> Entries:
    none = np.zeros(0)
    return Entries([], [], none.astype(np.int64), none, none, none.astype(np.uint64), none)


def _nearest_leaf(dataset: Dataset, source: str, longitude: Floats, latitude: Floats) -> Array:
    """The smallest area that each point's nearest incident lies in."""
    every = spots(dataset, source)
    lon, lat = every.longitude, every.latitude
    known = np.flatnonzero(np.isfinite(lon))
    if not len(known):
        return np.zeros(len(longitude), dtype=np.int64)
    tree = scipy.spatial.cKDTree(unit_vectors(lon[known], lat[known]))
    _, nearest = tree.query(unit_vectors(longitude, latitude))
    piece = every.piece[known[nearest]]
    return np.asarray(dataset.cubes[source].leaves[piece], dtype=np.int64)


def _cells(dataset: Dataset, source: str, longitude: Floats, latitude: Floats) -> npt.NDArray[np.uint64]:
    finest = dataset.sources[source].finest_resolution
    return np.asarray(points_to_cells(longitude, latitude, finest), dtype=np.uint64)
