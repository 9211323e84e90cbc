"""What the map draws beside cells, written once per version: land, boundaries, roads, labels, extents.

Each is a small JSON file that a browser may keep for ever, since a version never changes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from dashboard.data.areas import AreaTree
from dashboard.data.gazetteer import Gazetteer
from dashboard.data.inputs import Inputs
from dashboard.data.own_areas import forces_of_own_areas
from dashboard.data.schema import Level

BOUNDARY_LEVELS = (Level.PARTNERSHIP, Level.WARD, Level.LSOA)

_CONTEXT_DEGREES = 1.5
"""How far beyond the covered areas land is drawn, so that the coast and neighbours give the eye a hold."""
_SEAM_DEGREES = 0.003
"""How much neighbours are widened before the covered areas are cut out of them: their outlines are often more
coarsely generalised, and slivers of sea would show between the two."""
_NEIGHBOUR_DEGREES = 0.0003
"""How far outlines of neighbours may be off, some 25 metres: they are only there to be recognised, and in
full detail they were most of what a first visit fetches of a map."""
_MARGIN = 0.15
"""Share of its span by which the box around the middle 96% of points is widened on each side, so that most of
the other points are on the map too."""
_PRECISION = 1e-5  # degrees: about a metre


Box = npt.NDArray[np.float64]


def write_map_files(derived: Path, tree: AreaTree, known: Gazetteer, inputs: Inputs) -> None:
    """Write `boundaries-<level>.json`, `land.json`, `roads.json` and `labels.json`."""
    drawn = {level: _covered_shapes(tree, known, level) for level in BOUNDARY_LEVELS}
    for level, shapes in drawn.items():
        named = zip(shapes.geometry, shapes.code, shapes.name_, strict=True)
        features = [_feature(shape, {"code": code, "name": name}) for shape, code, name in named]
        _write(derived / f"boundaries-{level.value}.json", features)
    _write(derived / "land.json", [_feature(shape, {}) for shape in _land(known, drawn[Level.PARTNERSHIP])])
    roads = shapely.from_wkb(inputs.roads.wkb.to_numpy(dtype=object))
    named = zip(roads, inputs.roads.name, inputs.roads.kind, strict=True)
    _write(
        derived / "roads.json", [_feature(line, {"name": name, "kind": kind}) for line, name, kind in named]
    )
    (derived / "labels.json").write_text(json.dumps(_labels(tree, drawn, inputs.places)))


def extents(known: Gazetteer, tree: AreaTree, points: pd.DataFrame) -> Box:
    """West, south, east, north of each area of the tree [areas, 4]; NaN where nothing tells.

    An area's outline, else the outlines of its covered parts together with the middle 96% of its `points`
    (leaf, longitude, latitude) and a margin: a record far away must never stretch the map.
    """
    outlines = np.full((len(tree.codes), 4), np.nan)
    shapes = known.shapes[known.shapes.level.isin([level.value for level in BOUNDARY_LEVELS])]
    bounds = shapely.bounds(shapes.geometry.to_numpy())
    for level, code, box in zip(shapes.level, shapes.code, bounds, strict=True):
        index = tree.positions.get(code)
        if index is not None and tree.levels[index] == level:
            outlines[index] = box
    own = np.isfinite(outlines[:, 0])
    for index in range(len(tree.codes) - 1, 0, -1):
        parent = int(tree.parents[index])
        if tree.covered[index] and not own[parent]:
            outlines[parent] = _around(outlines[parent], outlines[index])
    points = points.dropna()
    points = points[~np.isfinite(outlines[points.leaf, 0]) & ~tree.no_locations[points.leaf]]
    for covered in (True, False):
        some = points[tree.covered[points.leaf] == covered].sort_values("leaf")
        places = some[["longitude", "latitude"]].to_numpy(dtype=float)
        starts = np.searchsorted(some.leaf, np.arange(len(tree.codes)))
        ends = np.searchsorted(some.leaf, tree.lasts, side="right")
        for area in np.flatnonzero(~own & (tree.covered == covered) & (ends > starts)):
            low, high = np.quantile(places[starts[area] : ends[area]], [0.02, 0.98], axis=0)
            margin = _MARGIN * (high - low)
            outlines[area] = _around(outlines[area], np.r_[low - margin, high + margin])
    return _whole_without_own_areas(outlines, tree)


def _whole_without_own_areas(outlines: Box, tree: AreaTree) -> Box:
    """The extents; the whole is not stretched to reporters' own areas: an ocean may lie between."""
    own = set(forces_of_own_areas(tree))
    others = [
        index
        for index in np.flatnonzero((tree.parents == 0) & tree.covered & np.isfinite(outlines[:, 0])).tolist()
        if index not in own and not tree.is_no_location(index)
    ]
    if own and others:
        outlines[0] = np.r_[outlines[others, :2].min(axis=0), outlines[others, 2:].max(axis=0)]
    return outlines


def _around(one: Box, other: Box) -> Box:
    """The box around two boxes; NaN is no box."""
    return np.r_[np.fmin(one[:2], other[:2]), np.fmax(one[2:], other[2:])]


def _covered_shapes(tree: AreaTree, known: Gazetteer, level: Level) -> pd.DataFrame:
    names = {
        tree.codes[i]: tree.names[i]
        for i, own in enumerate(tree.levels)
        if own == level.value and tree.covered[i] and not tree.is_no_location(i)
    }
    shapes = known.shapes[(known.shapes.level == level.value) & known.shapes.code.isin(names.keys())]
    return shapes.assign(name_=shapes.code.map(names))


def _land(known: Gazetteer, partnerships: pd.DataFrame) -> list[Any]:
    """Outlines of districts around the covered area: the land the map stands on."""
    if partnerships.empty:
        return []
    west, south, east, north = shapely.total_bounds(partnerships.geometry.to_numpy())
    margin = _CONTEXT_DEGREES
    window = shapely.box(west - margin, south - margin, east + margin, north + margin)
    others = known.shapes[
        (known.shapes.level == "district") & ~known.shapes.code.isin(set(partnerships.code))
    ]
    plain = shapely.simplify(shapely.intersection(others.geometry.to_numpy(), window), _NEIGHBOUR_DEGREES)
    around = shapely.buffer(plain, _SEAM_DEGREES, quad_segs=2)
    own = shapely.union_all(partnerships.geometry.to_numpy())
    shapely.prepare(around)
    land = shapely.difference(around, own)
    return [shape for shape in land if not shapely.is_empty(shape)]


def _labels(
    tree: AreaTree, drawn: dict[Level, pd.DataFrame], places: pd.DataFrame
) -> list[dict[str, str | float]]:
    """Names to draw: partnerships and wards inside their outlines, towns and places where they are."""
    labels: list[dict[str, str | float]] = []
    for level in (Level.PARTNERSHIP, Level.WARD):
        for row in drawn[level].itertuples():
            point = shapely.point_on_surface(_largest(row.geometry))
            residents = tree.residents(str(row.code))
            labels.append(_label(str(row.name_), point.x, point.y, level.value, residents))
    spots = zip(places.name, places.longitude, places.latitude, places.kind, strict=True)
    labels += [_label(name, lon, lat, kind, 0.0) for name, lon, lat, kind in spots]
    return labels


def _label(
    name: str, longitude: float, latitude: float, kind: str, residents: float
) -> dict[str, str | float]:
    rank = residents if np.isfinite(residents) else 0.0
    return {"name": name, "lon": round(longitude, 5), "lat": round(latitude, 5), "kind": kind, "rank": rank}


def _largest(geometry: Any) -> Any:
    parts = shapely.get_parts(geometry)
    return parts[int(np.argmax(shapely.area(parts)))]


def _feature(geometry: Any, properties: dict[str, str]) -> dict[str, Any]:
    rounded = shapely.set_precision(geometry, _PRECISION, mode="pointwise")
    return {"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(rounded))}


def _write(path: Path, features: list[dict[str, Any]]) -> None:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":")))
