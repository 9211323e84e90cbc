"""Where the fictional residents live: small neighbourhoods, grouped into wards and LSOA-like parts.

A neighbourhood is a point with residents. They crowd towards town centres and villages, so that areas made of
equal numbers of them are small in towns and wide in the country, as real output areas are.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import shapely
from shapely import Polygon

from dashboard.data.demo.land import ESTUARY_HEAD, river_line
from dashboard.data.demo.plan import PARTNERSHIPS, Floats, Ints, to_degrees, to_plane, town_centres

RESIDENTS_PER_NEIGHBOURHOOD = 128
RESIDENTS_PER_LSOA = 1_620
TOWN_SHARE, VILLAGE_SHARE = 0.78, 0.15
"""Shares of residents in main towns and in villages; the others live scattered."""

VILLAGES = 46
CENTRE_RADIUS = 0.45
"""Reach of a town centre of 60,000 residents, km: few homes, many visitors."""


@dataclasses.dataclass(frozen=True)
class Settlement:
    """Neighbourhoods and the areas they belong to; all arrays have one element each, except `*_of`."""

    xy: Floats  # km [n, 2]
    residents: Ints
    lsoa: Ints  # index of the LSOA
    ward_of: Ints  # index of the ward of each LSOA
    district_of: Ints  # index of the district of each ward


def settle(rng: np.random.Generator, land: Polygon) -> Settlement:
    """Place the neighbourhoods on the land (degrees) and group them into LSOAs, wards and districts."""
    shapely.prepare(land)
    xy = _neighbourhoods(rng, land)
    district = nearest_district(xy)
    lsoa = np.zeros(len(xy), dtype=np.int64)
    ward_of: list[int] = []
    district_of: list[int] = []
    for index, partnership in enumerate(PARTNERSHIPS):
        members = np.flatnonzero(district == index)
        ward = _clusters(rng, xy[members], partnership.wards)
        for number in range(ward.max() + 1):
            inside = members[ward == number]
            wanted = max(round(len(inside) * RESIDENTS_PER_NEIGHBOURHOOD / RESIDENTS_PER_LSOA), 2)
            part = _clusters(rng, xy[inside], wanted)
            lsoa[inside] = len(ward_of) + part
            ward_of += [len(district_of)] * int(part.max() + 1)
            district_of.append(index)
    return Settlement(xy, _residents(rng, xy), lsoa, np.array(ward_of), np.array(district_of))


def centre_distance(xy: Floats) -> Floats:
    """Distance to the nearest town centre in units of that centre's own radius, [n]."""
    away = np.linalg.norm(xy[:, None, :] - town_centres()[None], axis=2)
    size = np.array([CENTRE_RADIUS * np.sqrt(partnership.residents / 60_000) for partnership in PARTNERSHIPS])
    return np.asarray((away / size).min(axis=1))


def nearest_district(xy: Floats) -> Ints:
    """Index of the district each position (km) falls to: nearest main town on its bank, less its reach."""
    reach = np.array([partnership.reach for partnership in PARTNERSHIPS])
    towns = town_centres()
    away = np.linalg.norm(xy[:, None, :] - towns[None], axis=2) - reach
    side = np.where(towns[:, 1] > river_line(towns[:, 0]), 1, -1)
    across = bank(xy)[:, None] * side[None] < 0
    return np.asarray(np.where(across, np.inf, away).argmin(axis=1))


def bank(xy: Floats) -> Ints:
    """Side of the estuary: 1 north, -1 south, 0 west of where it begins, [n]."""
    side = np.where(xy[:, 1] > river_line(xy[:, 0]), 1, -1)
    return np.where(xy[:, 0] > ESTUARY_HEAD, side, 0)


def on_land(xy: Floats, land: Polygon) -> Floats:
    """Those positions (km) that lie on the land (degrees)."""
    degrees = to_degrees(xy)
    return xy[shapely.contains_xy(land, degrees[:, 0], degrees[:, 1])]


def _neighbourhoods(rng: np.random.Generator, land: Polygon) -> Floats:
    groups = []
    for index, partnership in enumerate(PARTNERSHIPS):
        count = round(TOWN_SHARE * partnership.residents / RESIDENTS_PER_NEIGHBOURHOOD)
        spread = 0.62 * (partnership.residents / 60_000) ** 0.45
        town = _around(rng, town_centres()[index], spread, 3 * count)
        groups.append(on_land(town, land)[:count])
    everyone = sum(partnership.residents for partnership in PARTNERSHIPS) / RESIDENTS_PER_NEIGHBOURHOOD
    villages = _scattered(rng, land, VILLAGES)
    size = rng.dirichlet(np.full(VILLAGES, 2.5)) * VILLAGE_SHARE * everyone
    for village, count in zip(villages, size, strict=True):
        groups.append(on_land(_around(rng, village, 0.22, round(2 * count) + 2), land)[: round(count) + 1])
    groups.append(_scattered(rng, land, round((1 - TOWN_SHARE - VILLAGE_SHARE) * everyone)))
    return np.vstack(groups)


def _around(rng: np.random.Generator, centre: Floats, spread: float, count: int) -> Floats:
    """Positions thinning out with distance, the town stretched along arms so that it is no disc."""
    angle = rng.uniform(0, 2 * np.pi, count)
    arms = 1 + 0.35 * np.cos(3 * angle + 7 * centre[0]) + 0.25 * np.cos(2 * angle + 5 * centre[1])
    distance = rng.gamma(2.0, spread, count) * arms
    offset = np.column_stack([np.cos(angle), np.sin(angle)])
    return centre + distance[:, None] * offset


def _scattered(rng: np.random.Generator, land: Polygon, count: int) -> Floats:
    west, south, east, north = land.bounds
    box = np.column_stack([rng.uniform(west, east, 4 * count), rng.uniform(south, north, 4 * count)])
    return on_land(to_plane(box), land)[:count]


def _clusters(rng: np.random.Generator, xy: Floats, count: int, rounds: int = 40) -> Ints:
    """Label each position with one of at most `count` compact groups of like size, none empty, [n].

    K-means from spread-out starts, where a group that grew too large counts its distances longer.
    """
    starts = [int(rng.integers(len(xy)))]
    for _ in range(count - 1):
        nearest = ((xy[:, None, :] - xy[starts][None]) ** 2).sum(axis=2).min(axis=1)
        # The square root keeps lone farms from becoming groups of their own.
        chance = np.sqrt(nearest)
        starts.append(int(rng.choice(len(xy), p=chance / chance.sum())))
    centres = xy[starts]
    stretch = np.ones(count)
    label = np.zeros(len(xy), dtype=np.int64)
    for _ in range(rounds):
        label = (((xy[:, None, :] - centres[None]) ** 2).sum(axis=2) * stretch).argmin(axis=1)
        size = np.bincount(label, minlength=count)
        sums = [np.bincount(label, weights=xy[:, axis], minlength=count) for axis in (0, 1)]
        filled = size > 0
        centres[filled] = (np.column_stack(sums) / np.maximum(size, 1)[:, None])[filled]
        stretch *= np.clip(size * count / len(xy), 0.5, 2.0) ** 0.35
    return np.asarray(np.unique(label, return_inverse=True)[1])


def _residents(rng: np.random.Generator, xy: Floats) -> Ints:
    """Residents of each neighbourhood; town centres hold about a third of the usual."""
    typical = RESIDENTS_PER_NEIGHBOURHOOD * np.exp(rng.normal(0, 0.22, len(xy)))
    emptied = 1 - 0.65 * np.exp(-(centre_distance(xy) ** 2))
    return np.asarray(np.rint(typical * emptied * 1.02), dtype=np.int64)
