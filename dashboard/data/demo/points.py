"""The anonymised map points to which the fictional police snap their records, and how busy each is."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
from scipy.spatial import cKDTree
from shapely import Polygon

from dashboard.data.demo.plan import PARTNERSHIPS, Floats, Ints, to_degrees, to_plane, town_centres
from dashboard.data.demo.settlement import CENTRE_RADIUS, Settlement, centre_distance, on_land
from dashboard.data.demo.tessellation import containing
from dashboard.data.demo.truths import HOTSPOTS, TRUTHS, Truth
from dashboard.data.demo.words import CENTRE_PLACES, street_names

STREET_POINTS, CENTRE_POINTS = 8_900, 1_150
POINTS_IN_HOTSPOT = 9
PARETO_SHAPE = 1.4
BUSIEST = 30.0
"""How many times busier than the quietest a point may be by chance: planted hotspots must stand out."""


@dataclasses.dataclass(frozen=True)
class Points:
    """Map points; arrays have one element each."""

    degrees: Floats  # [n, 2], rounded to 6 places
    lsoa: Ints
    district: Ints
    place: Any  # street or place name, [n] of str
    busy: Floats  # Pareto weight: few points hold many incidents; 1 in hotspots, which get theirs apart
    centrality: Floats  # 1 in the middle of a town centre, towards 0 outside
    hotspot: Ints  # index in TRUTHS of the planted hotspot the point was made for, -1 elsewhere


def map_points(rng: np.random.Generator, land: Polygon, settlement: Settlement, lsoa_shapes: Any) -> Points:
    """Points along streets, thicker in town centres, and those of the planted hotspots."""
    street, street_names_ = _street_points(rng, settlement)
    centre = _centre_points(rng)
    names = [street_names_, _centre_names(rng, len(centre))]
    groups, marks = [street, centre], [np.full(len(street) + len(centre), -1)]
    for number, truth in enumerate(TRUTHS):
        if truth.kind in HOTSPOTS:
            spot = _hotspot_points(rng, land, truth)
            groups.append(spot)
            names.append(np.full(len(spot), truth.place, dtype=object))
            marks.append(np.full(len(spot), number))
    xy = np.vstack(groups)
    degrees = np.round(to_degrees(xy), 6)
    lsoa = containing(lsoa_shapes, degrees)
    kept = lsoa >= 0
    lsoa = lsoa[kept]
    hotspot = np.concatenate(marks)[kept]
    busy = np.minimum(rng.pareto(PARETO_SHAPE, len(lsoa)) + 1, BUSIEST)
    return Points(
        degrees=degrees[kept],
        lsoa=lsoa,
        district=settlement.district_of[settlement.ward_of[lsoa]],
        place=np.concatenate(names)[kept],
        busy=np.where(hotspot < 0, busy, 1.0),
        centrality=np.exp(-(centre_distance(xy[kept]) ** 2)),
        hotspot=hotspot,
    )


def _street_points(rng: np.random.Generator, settlement: Settlement) -> tuple[Floats, Any]:
    """Points near homes; all points of one neighbourhood lie on the same street."""
    chance = settlement.residents / settlement.residents.sum()
    home = rng.choice(len(settlement.xy), size=STREET_POINTS, p=chance)
    gap = np.asarray(cKDTree(settlement.xy).query(settlement.xy, k=2)[0])[:, 1]
    reach = np.clip(gap, 0.04, 0.35)[home]
    xy = settlement.xy[home] + rng.normal(0, 0.6, (STREET_POINTS, 2)) * reach[:, None]
    return xy, np.array(street_names(rng, len(settlement.xy)), dtype=object)[home]


def _centre_points(rng: np.random.Generator) -> Floats:
    residents = np.array([partnership.residents for partnership in PARTNERSHIPS], dtype=np.float64)
    town = rng.choice(len(PARTNERSHIPS), size=CENTRE_POINTS, p=residents / residents.sum())
    spread = 0.42 * CENTRE_RADIUS * np.sqrt(residents / 60_000)
    angle = rng.uniform(0, 2 * np.pi, CENTRE_POINTS)
    distance = rng.gamma(2.0, spread[town])
    return town_centres()[town] + distance[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])


def _centre_names(rng: np.random.Generator, count: int) -> Any:
    landmark = np.array(CENTRE_PLACES, dtype=object)[rng.integers(len(CENTRE_PLACES), size=count)]
    return np.where(rng.random(count) < 0.5, landmark, np.array(street_names(rng, count), dtype=object))


def _hotspot_points(rng: np.random.Generator, land: Polygon, truth: Truth) -> Floats:
    """Points spread evenly over the inner part of a planted hotspot, so that calls near them stay inside."""
    count = 6 * POINTS_IN_HOTSPOT
    angle = rng.uniform(0, 2 * np.pi, count)
    distance = 0.6 * truth.radius_metres / 1000 * np.sqrt(rng.random(count))
    centre = to_plane(np.array([truth.longitude, truth.latitude], dtype=np.float64))
    spread = centre + distance[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return on_land(spread, land)[:POINTS_IN_HOTSPOT]
