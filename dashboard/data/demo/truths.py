"""What is planted in the demonstration data: one list for the generator, the tests and docs/demo.md."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Literal

import numpy as np

from dashboard.data.demo.plan import (
    FIRST_MONTH,
    FORCES,
    LAST_MONTH,
    MONTHS,
    PARTNERSHIPS,
    Floats,
    district_code,
    force_code,
    partnership_index,
    to_degrees,
)
from dashboard.data.schema import month_number

POLICE, AMBULANCE = "demo-police", "demo-ambulance"

VIOLENCE, DISORDER = "violence-and-sexual-offences", "anti-social-behaviour"
ALCOHOL, DRUGS = "alcohol-related-injury", "drug-related-illness"

Kind = Literal["lasting hotspot", "emerging hotspot", "seasonal hotspot", "rise", "fall", "late start"]
ALL_YEAR = tuple(range(1, 13))
HOTSPOTS = ("lasting hotspot", "emerging hotspot", "seasonal hotspot")


@dataclasses.dataclass(frozen=True)
class Truth:
    """One planted pattern. Months are month numbers, inclusive; a place is its centre and a radius."""

    key: str
    kind: Kind
    place: str  # name of the spot, or of the area where the whole area is meant
    area_code: str
    area_name: str
    first_month: int
    last_month: int
    crime_types: tuple[str, ...]  # empty: all
    size: Mapping[str, float]
    """By source key: mean extra incidents a month for a hotspot, in the months it is active; the change as a
    share (+0.45, -0.35) for a rise or fall; nothing for a late start."""
    longitude: float | None = None
    latitude: float | None = None
    radius_metres: int = 0
    calendar_months: tuple[int, ...] = ALL_YEAR  # active in these only
    note: str = ""


def _hotspot(
    key: str,
    kind: Kind,
    partnership: str,
    place: str,
    at: tuple[float, float],
    radius_metres: int,
    since: str,
    crime_types: tuple[str, ...],
    size: Mapping[str, float],
    note: str,
    calendar_months: tuple[int, ...] = ALL_YEAR,
) -> Truth:
    longitude, latitude = np.round(to_degrees(np.array(at)), 5).tolist()
    code = district_code(partnership_index(partnership))
    return Truth(
        key=key,
        kind=kind,
        place=place,
        area_code=code,
        area_name=partnership,
        first_month=month_number(since),
        last_month=LAST_MONTH,
        crime_types=crime_types,
        size=size,
        longitude=longitude,
        latitude=latitude,
        radius_metres=radius_metres,
        calendar_months=calendar_months,
        note=note,
    )


def _trend(
    key: str, kind: Kind, partnership: str, since: str, crime_type: str, change: float, note: str
) -> Truth:
    code = district_code(partnership_index(partnership))
    since_month = month_number(since)
    size = {POLICE: change}
    return Truth(
        key, kind, partnership, code, partnership, since_month, LAST_MONTH, (crime_type,), size, note=note
    )


TRUTHS: tuple[Truth, ...] = (
    _hotspot(
        "custom-house-quay", "lasting hotspot", "Port Sennet", "Custom House Quay", (31.35, 27.15), 150,
        "2023-01", (VIOLENCE, "public-order"), {POLICE: 55.0, AMBULANCE: 14.0},
        note="Bars along the old quay; in both sources, every month.",
    ),
    _hotspot(
        "saltpan-retail-park", "lasting hotspot", "Gannetby", "Saltpan Retail Park", (23.7, 56.1), 150,
        "2023-01", ("shoplifting",), {POLICE: 36.0},
        note="Out-of-town shops, few residents nearby.",
    ),
    _hotspot(
        "whinfold-estate", "lasting hotspot", "Tannerby", "Whinfold Estate", (19.0, 31.1), 200, "2023-01",
        (DISORDER, "criminal-damage-and-arson"), {POLICE: 48.0},
        note="A housing estate, away from the town centre.",
    ),
    _hotspot(
        "lantern-street", "emerging hotspot", "Thornmere", "Lantern Street", (16.2, 45.35), 150, "2025-04",
        (VIOLENCE,), {POLICE: 14.0, AMBULANCE: 7.0},
        note="Builds up evenly around late-night premises, from a fifth of the mean to nine fifths; the "
        "ambulance calls fall between 22:00 and 04:00 on Friday and Saturday nights.",
    ),
    _hotspot(
        "marlhaven-promenade", "seasonal hotspot", "Marlhaven", "Marlhaven Promenade", (38.75, 38.05), 300,
        "2023-01", (DISORDER, "other-theft"), {POLICE: 70.0},
        note="The seafront in July and August of each year; nothing extra in the other months.",
        calendar_months=(7, 8),
    ),
    _trend(
        "tannerby-vehicle-crime", "rise", "Tannerby", "2025-01", "vehicle-crime", 0.45,
        "Grows evenly through 2025, so that the year as a whole is 45% above expectation.",
    ),
    _trend(
        "gannetby-burglary", "fall", "Gannetby", "2024-10", "burglary", -0.35,
        "Project Bolt and Bar: locks and lighting for 1,200 homes, started on 1 October 2024.",
    ),
    Truth(
        "dunlinshire-late-start", "late start", "Dunlinshire", force_code(2), "Dunlinshire",
        FORCES[2].first_month, LAST_MONTH, (), {},
        note="Dunlinshire Police supplies no records for months before January 2025: no earlier data.",
    ),
)  # fmt: skip
"""Every planted pattern. Whatever is not listed here is quiet: seasons and scatter, no trend."""


def active_months(truth: Truth) -> Floats:
    """1 where the truth is active, 0 elsewhere, for each month of the demonstration, [36]."""
    month = FIRST_MONTH + np.arange(MONTHS)
    active = (month >= truth.first_month) & (month <= truth.last_month)
    return np.asarray(active & np.isin(month % 12 + 1, truth.calendar_months), dtype=np.float64)


def extra_incidents(truth: Truth, source: str) -> Floats:
    """Expected extra incidents of a hotspot in each month, [36]; an emerging one grows in even steps."""
    active = active_months(truth)
    if truth.kind == "emerging hotspot":
        active *= _growing(active)
    return truth.size.get(source, 0.0) * active


def _growing(active: Floats) -> Floats:
    """Weights that rise in even steps over the active months, with mean 1 there."""
    step = np.cumsum(active)
    return np.asarray(active * 2 * step / (active.sum() + 1))


def months_without_records(force: int) -> Floats:
    """1 where the force at this index of FORCES has not begun to report, [36]."""
    return np.asarray(FIRST_MONTH + np.arange(MONTHS) < FORCES[force].first_month, dtype=np.float64)


def factor_by_partnership(crime_type: str, source: str) -> Floats:
    """Planted rise or fall of one crime type: factor on the expected count, [12 partnerships, 36 months]."""
    factors = np.ones((len(PARTNERSHIPS), MONTHS))
    for truth in TRUTHS:
        if truth.kind in ("rise", "fall") and crime_type in truth.crime_types and source in truth.size:
            active = active_months(truth)
            shape = _growing(active) if truth.kind == "rise" else active
            factors[partnership_index(truth.area_name)] *= 1 + truth.size[source] * shape
    return factors
