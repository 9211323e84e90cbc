"""Where made-up street crime happens: places and areas of a north-east England, and incidents drawn there.

A region is 200,000 anchor points, as data.police.uk has its list of places, with Pareto weights: a few hold
very much. Incidents are drawn month by month, each month from a stream of its own, so that 100 million never
have to be in memory at once and a month is the same whatever was drawn before it. Every incident has a point.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from dashboard.data.grid import cell_centres, points_to_cells
from dashboard.data.schema import CRIME_TYPES, month_number, month_text

ANCHORS = 200_000
SETTLEMENTS = 600
LSOAS = 1_700
RESOLUTION = 9
FIRST_MONTH, MONTHS = month_number("2023-01"), 36
PERIODS = [(24, 35), (12, 23), (0, 11), (33, 35), (0, 35), *((month, month) for month in range(MONTHS))]
"""Periods that the usual page offers: first and last month, from 0."""
TYPES = (*CRIME_TYPES.values(), "Public disorder and weapons")
"""Labels of the fifteen crime types; the last is one that data.police.uk used to have."""
TYPE_SHARES = (22, 2, 5, 10, 4, 2, 8, 1, 8, 1, 8, 1, 6, 20, 2)
PARETO = 1.2  # shape of the anchors' weights
SLOTS = 1 << 22  # the weights are held as so many slots, of which each draw takes one
GENERATOR = 3  # raised when the same seed gives other incidents

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]


def month_name(month: int) -> str:
    """A month, from 0, as "2023-01"."""
    return month_text(FIRST_MONTH + month)


class District(NamedTuple):
    """A district: where its middle lies, how far it reaches against the others, and who polices it."""

    name: str
    force: str
    longitude: float
    latitude: float
    reach: float


CLEVELAND, DURHAM, NORTHUMBRIA = "Cleveland Police", "Durham Constabulary", "Northumbria Police"
DISTRICTS = (
    District("Hartlepool", CLEVELAND, -1.22, 54.69, 1.0),
    District("Middlesbrough", CLEVELAND, -1.23, 54.56, 0.8),
    District("Redcar and Cleveland", CLEVELAND, -1.02, 54.57, 1.2),
    District("Stockton-on-Tees", CLEVELAND, -1.33, 54.56, 1.1),
    District("County Durham", DURHAM, -1.75, 54.75, 2.6),
    District("Darlington", DURHAM, -1.56, 54.53, 1.0),
    District("Gateshead", NORTHUMBRIA, -1.65, 54.94, 0.9),
    District("Newcastle upon Tyne", NORTHUMBRIA, -1.63, 55.00, 0.9),
    District("North Tyneside", NORTHUMBRIA, -1.51, 55.03, 0.8),
    District("South Tyneside", NORTHUMBRIA, -1.44, 54.97, 0.7),
    District("Sunderland", NORTHUMBRIA, -1.41, 54.89, 1.0),
    District("Northumberland", NORTHUMBRIA, -1.80, 55.25, 3.2),
)
FORCES = (CLEVELAND, DURHAM, NORTHUMBRIA)
EAST_OF = 0.575  # length of a degree of longitude against one of latitude, at 54.9 degrees north
WEST, SOUTH, EAST, NORTH = -2.55, 54.45, -0.85, 55.75


class Drawn(NamedTuple):
    """Incidents: which anchor, crime type (of `TYPES`) and month (0 to 35) each of them has."""

    anchor: Ints
    type: npt.NDArray[np.int8]
    month: npt.NDArray[np.int16]


@dataclasses.dataclass(frozen=True)
class Region:
    """The anchors that incidents are drawn from, and the areas they lie in."""

    longitude: Floats
    """Degrees with six decimals, as data.police.uk writes them."""
    latitude: Floats
    weight: Floats
    cell: npt.NDArray[np.uint64]
    """H3 cell of resolution 9 of each anchor."""
    lsoa: Ints
    """Index into `lsoa_codes` of each anchor."""
    lsoa_codes: tuple[str, ...]
    lsoa_names: tuple[str, ...]
    force_of_lsoa: Ints
    """Index into `FORCES`."""
    seed: int
    cells: int | None
    """How many cells were asked for; None for all of them."""

    @property
    def force(self) -> Ints:
        """Index into `FORCES` of each anchor."""
        return self.force_of_lsoa[self.lsoa]

    def draw(self, n: int, seed: int = 1) -> Drawn:
        """`n` incidents, all in memory, month after month."""
        months = list(self.months(n, seed))
        return Drawn(*(np.concatenate(column) for column in zip(*months, strict=True)))

    def months(self, n: int, seed: int = 1) -> Iterator[Drawn]:
        """The incidents of `draw`, one month at a time."""
        for month, number in enumerate(incidents_by_month(n)):
            rng = np.random.default_rng((self.seed, seed, month))
            anchor = self._slots[rng.integers(0, len(self._slots), number, dtype=np.int32)]
            kind = _TYPE_SLOTS[rng.integers(0, len(_TYPE_SLOTS), number, dtype=np.int32)]
            yield Drawn(anchor, kind, np.full(number, month, dtype=np.int16))

    @functools.cached_property
    def _slots(self) -> Ints:
        """[some `SLOTS`] anchors, each as often as its weight says, and once at least."""
        share = self.weight / self.weight.sum()
        often = np.maximum(np.rint(share * SLOTS), 1).astype(np.int64)
        return np.repeat(np.arange(len(share), dtype=np.int32), often)


_TYPE_SLOTS = np.repeat(np.arange(len(TYPES), dtype=np.int8), TYPE_SHARES)


def incidents_by_month(n: int) -> list[int]:
    """`n` divided over the months, with summer somewhat above winter."""
    share = 1.0 + 0.12 * np.sin(2 * np.pi * (np.arange(MONTHS) - 3) / 12)
    ends = np.rint(np.cumsum(share) / share.sum() * n).astype(np.int64)
    return [int(number) for number in np.diff(ends, prepend=0)]


def region(cells: int | None = None, seed: int = 1) -> Region:
    """All anchors, or those in as many cells as asked for: the ones nearest to the middle of Tyneside.

    Raises ValueError where there are not so many cells.
    """
    rng = np.random.default_rng((1, seed))
    longitude, latitude = _anchors(rng)
    weight = (1.0 - rng.random(ANCHORS)) ** (-1.0 / PARETO)
    weight = np.minimum(weight, 2_000.0)  # the busiest place has some hundred times an ordinary one
    lsoa, codes, names, force_of_lsoa = _lsoas(rng, longitude, latitude)
    cell = points_to_cells(longitude, latitude, RESOLUTION)
    keep = np.ones(ANCHORS, dtype=bool) if cells is None else np.isin(cell, _together(cell, cells))
    return Region(
        longitude=longitude[keep],
        latitude=latitude[keep],
        weight=weight[keep],
        cell=cell[keep],
        lsoa=lsoa[keep],
        lsoa_codes=codes,
        lsoa_names=names,
        force_of_lsoa=force_of_lsoa,
        seed=seed,
        cells=cells,
    )


def _anchors(rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Distinct points in settlements of very different size, a few of them in the open country."""
    size = (1.0 - rng.random(SETTLEMENTS)) ** (-1.0 / 1.1)
    near = rng.choice(len(DISTRICTS), SETTLEMENTS, p=_shares([d.reach for d in DISTRICTS]))
    middle = np.array([(d.longitude, d.latitude) for d in DISTRICTS])[near]
    reach = np.array([d.reach for d in DISTRICTS])[near]
    spread = 0.05 * reach[:, None] * rng.standard_normal((SETTLEMENTS, 2)) / [EAST_OF, 1.0]
    places = middle + spread
    radius = 0.0024 * np.sqrt(size)
    radius = np.minimum(radius, 0.06)
    found = np.empty((0, 2))
    while len(found) < ANCHORS:
        chosen = rng.choice(SETTLEMENTS, ANCHORS, p=_shares(size))
        offset = rng.standard_normal((ANCHORS, 2)) * radius[chosen, None] / [EAST_OF, 1.0]
        points = np.round(places[chosen] + offset, 6)
        inside = ((points > [WEST, SOUTH]) & (points < [EAST, NORTH])).all(axis=1)
        found = np.unique(np.vstack((found, points[inside])), axis=0)
    found = found[np.sort(rng.choice(len(found), ANCHORS, replace=False))]
    return np.ascontiguousarray(found[:, 0]), np.ascontiguousarray(found[:, 1])


def _shares(values: npt.ArrayLike) -> Floats:
    weights = np.asarray(values, dtype=float)
    return weights / weights.sum()


def _flat(longitude: Floats, latitude: Floats) -> Floats:
    """[n, 2] points on a plane whose units are degrees of latitude."""
    return np.column_stack((longitude * EAST_OF, latitude))


def _lsoas(
    rng: np.random.Generator, longitude: Floats, latitude: Floats
) -> tuple[Ints, tuple[str, ...], tuple[str, ...], Ints]:
    """Each anchor's LSOA: that of the nearest of 1,700 anchors; then codes, names and forces of LSOAs."""
    points = _flat(longitude, latitude)
    middles = points[np.sort(rng.choice(len(points), LSOAS, replace=False))]
    lsoa = cKDTree(middles).query(points)[1].astype(np.int32)
    towns = np.array([(d.longitude * EAST_OF, d.latitude) for d in DISTRICTS])
    reach = np.array([d.reach for d in DISTRICTS])
    away = np.linalg.norm(middles[:, None] - towns[None], axis=2) / reach
    district = away.argmin(axis=1)
    names = [""] * LSOAS
    for index, own in enumerate(DISTRICTS):
        for place, number in enumerate(np.flatnonzero(district == index)):
            names[number] = f"{own.name} {place // 5 + 1:03d}{'ABCDE'[place % 5]}"
    codes = tuple(f"E019{number:05d}" for number in range(LSOAS))
    force = np.array([FORCES.index(d.force) for d in DISTRICTS], dtype=np.int32)[district]
    return lsoa, codes, tuple(names), force


def _together(cell: npt.NDArray[np.uint64], cells: int) -> npt.NDArray[np.uint64]:
    """So many of the cells: those nearest to the middle of Newcastle upon Tyne."""
    every = np.unique(cell)
    if cells > len(every):
        raise ValueError(f"the region has {len(every):,} cells, not {cells:,}")
    middle = next(d for d in DISTRICTS if d.name == "Newcastle upon Tyne")
    away = np.linalg.norm(_flat(*cell_centres(every)) - [middle.longitude * EAST_OF, middle.latitude], axis=1)
    return every[np.sort(np.argsort(away, kind="stable")[:cells])]
