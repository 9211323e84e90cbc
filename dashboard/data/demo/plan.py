"""The fixed plan of the fictional Saltmarsh Coast: its place on the globe, forces, partnerships and towns.

Nothing here depends on the seed. Positions are kilometres east and north of `ORIGIN`; the whole plan
lies in the open North Sea, some 180 km off the coast, where no street map has anything to draw.
"""

from __future__ import annotations

import dataclasses
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from dashboard.data.schema import month_number

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]

ORIGIN = (1.3, 55.42)
"""Longitude and latitude of the plan's south-west corner, WGS84."""

KILOMETRES_PER_DEGREE = (62.75, 111.36)
"""East and north, at the middle of the region; over 40 km the error of treating it as flat is under 1%."""

FIRST_MONTH = month_number("2023-01")
LAST_MONTH = month_number("2025-12")
MONTHS = LAST_MONTH - FIRST_MONTH + 1

VINTAGE = 2024
REGION_CODE = "X12000001"
REGION_NAME = "Saltmarsh Coast"


@dataclasses.dataclass(frozen=True)
class Partnership:
    """One district that is one community safety partnership, with its main town."""

    name: str
    force: int  # place in FORCES
    town: str
    x: float  # centre of the town, km
    y: float
    residents: int
    wards: int
    reach: float  # km by which the district stretches beyond the midpoint to its neighbours
    crime: float  # incidents per resident against the region's


@dataclasses.dataclass(frozen=True)
class Force:
    """One police force area."""

    name: str
    first_month: int  # the first month it reports


FORCES = (
    Force("Fellmarch", FIRST_MONTH),
    Force("Tidewater", FIRST_MONTH),
    Force("Dunlinshire", month_number("2025-01")),
)

PARTNERSHIPS = (
    Partnership("Gannetby", 0, "Gannetby", 25.6, 55.2, 78_000, 9, 0.5, 1.05),
    Partnership("Thornmere", 0, "Thornmere", 15.5, 45.0, 60_000, 7, 0.0, 1.10),
    Partnership("Eskerdale", 0, "Eskerton", 8.5, 58.5, 26_000, 4, 1.0, 0.60),
    Partnership("North Marram", 0, "Marram", 33.2, 65.3, 34_000, 5, 0.5, 0.75),
    Partnership("Port Sennet", 1, "Port Sennet", 31.0, 27.6, 162_000, 15, 2.0, 1.25),
    Partnership("Marlhaven", 1, "Marlhaven", 38.7, 38.2, 72_000, 8, 1.5, 1.10),
    Partnership("Tannerby", 1, "Tannerby", 17.5, 30.0, 66_000, 7, 0.0, 1.00),
    Partnership("Hallow Vale", 1, "Hallowbridge", 8.2, 21.5, 28_000, 4, 1.0, 0.60),
    Partnership("Cocklesea", 2, "Cocklesea", 37.0, 12.4, 56_000, 6, 0.5, 0.95),
    Partnership("Sallowmere", 2, "Sallowmere", 25.0, 13.6, 70_000, 8, 0.5, 1.00),
    Partnership("Brackenholt", 2, "Brackenholt", 11.5, 8.5, 32_000, 4, 0.5, 0.70),
    Partnership("Wexmoor", 2, "Wexstead", 21.5, 4.6, 26_000, 4, 0.0, 0.60),
)


def force_code(index: int) -> str:
    """Code of the force at `index` of FORCES. No real statistical code begins with X."""
    return f"X23{index + 1:06d}"


def district_code(index: int) -> str:
    """Code of the district (and by it the partnership) at `index` of PARTNERSHIPS."""
    return f"X06{index + 1:06d}"


def csp_code(index: int) -> str:
    """Code under which the same partnership appears in lists of partnerships."""
    return f"X22{index + 1:06d}"


def partnership_index(name: str) -> int:
    """Place of the named partnership in PARTNERSHIPS; ValueError where there is none."""
    return [partnership.name for partnership in PARTNERSHIPS].index(name)


def to_degrees(plane: Floats) -> Floats:
    """Longitude and latitude of plan positions: km [..., 2] -> degrees [..., 2], unrounded."""
    return np.asarray(ORIGIN) + plane / np.asarray(KILOMETRES_PER_DEGREE)


def to_plane(degrees: Floats) -> Floats:
    """Plan positions of longitudes and latitudes: degrees [..., 2] -> km [..., 2]."""
    return (degrees - np.asarray(ORIGIN)) * np.asarray(KILOMETRES_PER_DEGREE)


def town_centres() -> Floats:
    """Centres of the main towns in the order of PARTNERSHIPS, km [12, 2]."""
    return np.array([(partnership.x, partnership.y) for partnership in PARTNERSHIPS])
