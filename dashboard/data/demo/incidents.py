"""The two fictional sources: police records by month and map point, ambulance calls to the minute."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely import Polygon

from dashboard.data.demo.area_tables import AreaNames
from dashboard.data.demo.clock import local_times, to_utc
from dashboard.data.demo.counts import CrimeType, Drawn, draw
from dashboard.data.demo.plan import FIRST_MONTH, FORCES, PARTNERSHIPS, Floats, Ints, to_degrees, to_plane
from dashboard.data.demo.points import Points
from dashboard.data.demo.tessellation import containing
from dashboard.data.demo.truths import ALCOHOL, AMBULANCE, DISORDER, DRUGS, POLICE, VIOLENCE
from dashboard.data.schema import (
    FICTIONAL,
    FINEST_EXACT_RESOLUTION,
    FINEST_SNAPPED_RESOLUTION,
    INCIDENTS,
    Source,
)

POLICE_SOURCE = Source(
    key=POLICE,
    name="Demonstration police records",
    owner="Fictional: the three forces of the Saltmarsh Coast",
    licence=FICTIONAL,
    finest_resolution=FINEST_SNAPPED_RESOLUTION,
    fictional=True,
)
AMBULANCE_SOURCE = Source(
    key=AMBULANCE,
    name="Demonstration ambulance calls",
    owner="Fictional: Saltmarsh Coast Ambulance Service",
    licence=FICTIONAL,
    place_precision="exact",
    time_precision="minute",
    finest_resolution=FINEST_EXACT_RESOLUTION,
    fictional=True,
)

POLICE_INCIDENTS, AMBULANCE_INCIDENTS = 350_000, 40_000
UNLOCATED = 0.003
"""Share of records without a location."""

CALL_RADIUS = 0.07
"""Ambulance calls lie within this distance of a map point, km."""

POLICE_TYPES = (
    CrimeType(DISORDER, 0.180, 0.25, 0.20, 7),
    CrimeType("bicycle-theft", 0.012, 0.40, 0.25, 8),
    CrimeType("burglary", 0.055, 0.10, 0.12, 12),
    CrimeType("criminal-damage-and-arson", 0.100, 0.15, 0.06, 5),
    CrimeType("drugs", 0.030, 0.35),
    CrimeType("other-crime", 0.022, 0.15),
    CrimeType("other-theft", 0.060, 0.35, 0.06, 8),
    CrimeType("possession-of-weapons", 0.010, 0.35),
    CrimeType("public-order", 0.075, 0.40, 0.10, 7),
    CrimeType("robbery", 0.011, 0.45, 0.06, 12),
    CrimeType("shoplifting", 0.100, 0.75, 0.05, 11),
    CrimeType("theft-from-the-person", 0.010, 0.70, 0.12, 12),
    CrimeType("vehicle-crime", 0.065, 0.12, 0.08, 11),
    CrimeType(VIOLENCE, 0.290, 0.30, 0.07, 7),
)
AMBULANCE_TYPES = (
    CrimeType(VIOLENCE, 0.45, 0.45, 0.08, 7),
    CrimeType(ALCOHOL, 0.40, 0.50, 0.10, 12),
    CrimeType(DRUGS, 0.15, 0.40),
)


def police_incidents(rng: np.random.Generator, points: Points, names: AreaNames) -> pd.DataFrame:
    """Police records: snapped to map points, month only; canonical INCIDENTS columns."""
    force_of = np.array([partnership.force for partnership in PARTNERSHIPS])
    begins = np.array([FORCES[force].first_month - FIRST_MONTH for force in force_of])
    drawn = draw(rng, POLICE, POLICE_TYPES, points, POLICE_INCIDENTS, begins)
    reporters = np.array([f"{force.name} Police" for force in FORCES], dtype=object)
    slugs = np.array([kind.slug for kind in POLICE_TYPES], dtype=object)
    types = slugs[drawn.crime_type]
    degrees, lsoa = points.degrees[drawn.point], points.lsoa[drawn.point]
    columns = _columns(rng, drawn, types, degrees, lsoa, points.place[drawn.point], names)
    columns["incident_id"] = np.where(types == DISORDER, "", _record_numbers(rng, len(types)))
    columns["force"] = reporters[force_of[points.district[drawn.point]]]
    return _frame(columns)


def ambulance_incidents(
    rng: np.random.Generator, points: Points, names: AreaNames, land: Polygon, lsoa_shapes: Any
) -> pd.DataFrame:
    """Ambulance calls to assaults, alcohol and drugs: exact places and times; canonical INCIDENTS columns.

    Months are those of UK local time: a call in the first hour of July is in June by its UTC.
    """
    begins = np.zeros(len(PARTNERSHIPS), dtype=np.int64)
    drawn = draw(rng, AMBULANCE, AMBULANCE_TYPES, points, AMBULANCE_INCIDENTS, begins)
    slugs = np.array([kind.slug for kind in AMBULANCE_TYPES], dtype=object)
    degrees = _moved(rng, points.degrees[drawn.point], land)
    lsoa = containing(lsoa_shapes, degrees)
    lsoa = np.where(lsoa >= 0, lsoa, points.lsoa[drawn.point])
    types, places = slugs[drawn.crime_type], points.place[drawn.point]
    columns = _columns(rng, drawn, types, degrees, lsoa, places, names)
    local = local_times(rng, drawn.month, drawn.planted >= 0)
    columns["occurred_from"] = pd.Series(to_utc(local).astype("datetime64[s]")).dt.tz_localize("UTC")
    rank = np.argsort(np.argsort(local, kind="stable"), kind="stable")
    columns["incident_id"] = np.array([f"A{number:06d}" for number in (rank + 1).tolist()], dtype=object)
    columns["force"] = np.full(len(local), "Saltmarsh Coast Ambulance Service", dtype=object)
    return _frame(columns)


def _columns(
    rng: np.random.Generator,
    drawn: Drawn,
    types: Any,
    degrees: Floats,
    lsoa: Ints,
    places: Any,
    names: AreaNames,
) -> dict[str, Any]:
    """The columns both sources share; a few records, at random, lose their location."""
    located = rng.random(len(drawn.month)) >= UNLOCATED
    return {
        "month": (drawn.month + FIRST_MONTH).astype(np.int32),
        "longitude": np.where(located, degrees[:, 0], np.nan),
        "latitude": np.where(located, degrees[:, 1], np.nan),
        "lsoa_code": np.where(located, np.array(names.lsoa_codes, dtype=object)[lsoa], ""),
        "lsoa_name": np.where(located, np.array(names.lsoa_names, dtype=object)[lsoa], ""),
        "crime_type": types,
        "place": np.where(located, places, ""),
    }


def _moved(rng: np.random.Generator, degrees: Floats, land: Polygon) -> Floats:
    """Positions moved at random within CALL_RADIUS, to 6 places; those that fall into the sea stay."""
    angle = rng.uniform(0, 2 * np.pi, len(degrees))
    distance = CALL_RADIUS * np.sqrt(rng.random(len(degrees)))
    offset = distance[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    moved = np.round(to_degrees(to_plane(degrees) + offset), 6)
    ashore: npt.NDArray[np.bool_] = shapely.contains_xy(land, moved[:, 0], moved[:, 1])
    return np.where(ashore[:, None], moved, degrees)


def _record_numbers(rng: np.random.Generator, count: int) -> Any:
    """Distinct 12-digit hexadecimal record numbers in no order, [count] of str."""
    # Multiplying by an odd number permutes the 48-bit numbers: distinct without looking for repeats.
    start = int(rng.integers(2**47))
    numbers = np.arange(start, start + count, dtype=np.uint64) * np.uint64(0x5DEECE66D)
    return np.array([f"{number:012x}" for number in (numbers & np.uint64(2**48 - 1)).tolist()], dtype=object)


def _frame(columns: dict[str, Any]) -> pd.DataFrame:
    """Canonical columns, rows by month, force and time; columns the source lacks are null."""
    count = len(columns["month"])
    absent = pd.Series(np.full(count, "NaT", dtype="datetime64[s]")).dt.tz_localize("UTC")
    frame = pd.DataFrame({name: columns.get(name, absent) for name in INCIDENTS.names})
    text = ["incident_id", "force", "lsoa_code", "lsoa_name", "crime_type", "place"]
    frame[text] = frame[text].astype("str")
    return frame.sort_values(["month", "force", "occurred_from"], kind="stable", ignore_index=True)
