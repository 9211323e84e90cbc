"""The polygons of the fictional areas: a gapless tessellation of the land, built from neighbourhoods upwards.

Each neighbourhood gets the ground nearest to it; LSOAs are unions of those pieces, wards of LSOAs,
districts of wards and so on. All pieces come from one noded set of lines, so neighbours share their edges
vertex by vertex.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely import Polygon

from dashboard.data.demo.land import DEGREE_GRID
from dashboard.data.demo.plan import PARTNERSHIPS, Floats, Ints, to_degrees, to_plane
from dashboard.data.demo.settlement import Settlement, bank


@dataclasses.dataclass(frozen=True)
class Shapes:
    """Polygons of each level in degrees, in the order of their indices."""

    lsoa: Any  # arrays of shapely geometries
    ward: Any
    district: Any
    force: Any
    region: Any


def shapes(settlement: Settlement, land: Polygon) -> Shapes:
    """Cut the land (degrees) into the areas of the settlement."""
    lsoa = _whole_parts(_dissolved(*_pieces(settlement, land)))
    ward = _dissolved(lsoa, settlement.ward_of)
    district = _dissolved(ward, settlement.district_of)
    force = _dissolved(district, np.array([partnership.force for partnership in PARTNERSHIPS]))
    return Shapes(lsoa, ward, district, force, _dissolved(force, np.zeros(len(force), dtype=np.int64)))


def containing(polygons: Any, degrees: Floats) -> Ints:
    """Index of the polygon that holds each position (degrees [n, 2]); -1 outside every one."""
    tree = shapely.STRtree(polygons)
    point, polygon = tree.query(shapely.points(degrees), predicate="within")
    found = np.full(len(degrees), -1, dtype=np.int64)
    found[point] = polygon
    return found


def _pieces(settlement: Settlement, land: Polygon) -> tuple[Any, Ints]:
    """Pieces of land and the LSOA of the neighbourhood nearest to each."""
    margin = shapely.box(*to_plane(np.array(land.bounds).reshape(2, 2)).ravel()).buffer(5)
    edges = shapely.voronoi_polygons(shapely.multipoints(settlement.xy), extend_to=margin, only_edges=True)
    noded = shapely.union(shapely.transform(edges, to_degrees), land.exterior, grid_size=DEGREE_GRID)
    pieces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    inner = shapely.point_on_surface(pieces)
    shapely.prepare(land)
    kept = shapely.contains_properly(land, inner)
    ground = to_plane(shapely.get_coordinates(inner[kept]))
    return pieces[kept], settlement.lsoa[_nearest(ground, settlement.xy)]


def _nearest(ground: Floats, homes: Floats) -> Ints:
    """Index of the nearest home to each spot of ground (km), never across the estuary."""
    nearest = np.asarray(cKDTree(homes).query(ground)[1])
    ground_bank, home_bank = bank(ground), bank(homes)
    for side in (1, -1):
        ashore = np.flatnonzero(home_bank == side)
        across = (ground_bank == side) & (home_bank[nearest] == -side)
        nearest[across] = ashore[cKDTree(homes[ashore]).query(ground[across])[1]]
    return nearest


def _dissolved(polygons: Any, group: Ints) -> Any:
    """One geometry for each group number, from polygons that share their edges exactly."""
    order = np.argsort(group, kind="stable")
    bounds = np.flatnonzero(np.diff(group[order])) + 1
    joined = [shapely.coverage_union_all(polygons[members]) for members in np.split(order, bounds)]
    return np.array([shapely.normalize(geometry) for geometry in joined], dtype=object)


def _whole_parts(lsoas: Any) -> Any:
    """The LSOAs with every detached scrap handed to the neighbour it shares most border with."""
    parts, owner = shapely.get_parts(lsoas, return_index=True)
    area = shapely.area(parts)
    largest = dict(_by_area(owner, area))
    main = np.zeros(len(parts), dtype=bool)
    main[list(largest.values())] = True
    tree = shapely.STRtree(parts)
    for scrap in np.flatnonzero(~main)[np.argsort(-area[~main], kind="stable")]:
        touching = [int(i) for i in tree.query(parts[scrap], predicate="touches") if main[i]]
        shared = [shapely.length(shapely.intersection(parts[scrap], parts[i])) for i in sorted(touching)]
        if shared and max(shared) > 0:
            owner[scrap] = owner[sorted(touching)[int(np.argmax(shared))]]
    return _dissolved(parts, owner)


def _by_area(owner: Ints, area: Floats) -> Sequence[tuple[int, int]]:
    """(owner, part) pairs from the smallest part to the largest: the last of an owner is its largest."""
    return [(int(owner[index]), int(index)) for index in np.argsort(area, kind="stable")]
