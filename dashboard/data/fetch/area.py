"""The area of a police force, and how it is parted until each part can be asked for at once."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from dashboard.data.fetch.police_api import Force

MARGIN = 0.001
"""Degrees by which an outline asked for reaches beyond its part, so that nothing falls between two."""

NEAR = 0.0005
"""Degrees, some 50 m: what lies no further outside is told, as published boundaries are generalised."""

DEEPEST = 11
"""How often a part is quartered at most: a part of a large force is then less than 100 m wide."""


@dataclasses.dataclass(frozen=True)
class Area:
    """What is fetched: a polygon or several in WGS84, and where they are from, in words."""

    geometry: Any
    origin: str

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits that stand for the geometry."""
        return hashlib.sha256(shapely.to_wkb(self.geometry)).hexdigest()[:16]

    def inside(self, longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
        """Which points lie in the area or on its edge."""
        shapely.prepare(self.geometry)
        within: np.ndarray = shapely.intersects_xy(self.geometry, longitude, latitude)
        return within

    def near(self, longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
        """Which points lie in the area or within some 50 m of it."""
        shapely.prepare(self.geometry)
        close: np.ndarray = shapely.dwithin(self.geometry, shapely.points(longitude, latitude), NEAR)
        return close


@dataclasses.dataclass(frozen=True)
class Tile:
    """A box: the whole of an area ("0"), or a quarter of a larger one (its key and one digit more)."""

    key: str
    west: float
    south: float
    east: float
    north: float

    def quarters(self) -> Iterator[Tile]:
        """The four parts of the box."""
        x, y = (self.west + self.east) / 2, (self.south + self.north) / 2
        yield Tile(f"{self.key}0", self.west, self.south, x, y)
        yield Tile(f"{self.key}1", x, self.south, self.east, y)
        yield Tile(f"{self.key}2", self.west, y, x, self.north)
        yield Tile(f"{self.key}3", x, y, self.east, self.north)

    def outline(self, area: Area) -> Any | None:
        """A convex polygon of few corners around what the box holds of the area; None where it is nothing."""
        held = shapely.intersection(area.geometry, shapely.box(self.west, self.south, self.east, self.north))
        if held.is_empty:
            return None
        # Half of the margin may be given away for fewer corners; the other half is left.
        return held.convex_hull.simplify(MARGIN / 2).buffer(MARGIN, join_style="mitre")


def whole(area: Area) -> Tile:
    """The box around an area."""
    return Tile("0", *shapely.bounds(area.geometry))


def tile(area: Area, key: str) -> Tile:
    """The box with that key. Raises ValueError for a key that is none."""
    found = whole(area)
    if not key.startswith(found.key):
        raise ValueError(f"{key!r} is no part of an area")
    for digit in key[1:]:
        found = tuple(found.quarters())[int(digit)]
    return found


def stored_area(data_dir: Path, force: Force) -> Area | None:
    """The force's area as the stored version draws it; None where it has no boundaries of the force."""
    from dashboard.data.gazetteer import gazetteer, normalised_force
    from dashboard.data.inputs import read_inputs
    from dashboard.data.store import Store

    store = Store(data_dir)
    version = store.current_version()
    if version is None:
        return None
    known = gazetteer(read_inputs(store.version_dir(version) / "inputs"))
    wanted = normalised_force(force.name)
    code = next(
        (
            code
            for (level, code), name in known.names.items()
            if level == "force" and normalised_force(name) == wanted
        ),
        None,
    )
    if code is None:
        return None
    small = known.lsoas.index[known.lsoas.force == code]
    for level, codes in (
        ("lsoa", small),
        ("force", pd.Index([code])),
    ):  # small areas are drawn in more detail
        drawn = known.shapes[(known.shapes.level == level) & known.shapes.code.isin(codes)]
        if len(codes) and len(drawn) == len(codes):
            shapes = drawn.geometry.to_numpy()
            return Area(shapely.union_all(shapes), f"the boundaries stored in {version}")
    return None


def drawn_area(rings: list[list[tuple[float, float]]], origin: str) -> Area | None:
    """The area that closed rings (longitude, latitude) cover together; None where they cover nothing."""
    shapes = [
        shapely.make_valid(shapely.Polygon(ring), method="structure", keep_collapsed=False) for ring in rings
    ]
    together = shapely.union_all(shapes)
    return None if together.is_empty else Area(together, origin)
