"""One month of a force's crimes, put together from answers, written as data.police.uk publishes its files."""

from __future__ import annotations

import csv
import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import TextIO

import numpy as np

from dashboard.data.fetch import FetchError
from dashboard.data.fetch.area import Area
from dashboard.data.fetch.police_api import Crime, Force
from dashboard.data.fetch.values import plain_cells

HEADER = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code",
    "LSOA name", "Crime type", "Last outcome category", "Context",
)  # fmt: skip
_NOWHERE = "No Location"


class ContradictionError(FetchError):
    """Two answers say different things of one record."""


@dataclasses.dataclass(frozen=True)
class StreetMonth:
    """A month's crimes in the order of their ids, each once, and how many were left out and why."""

    crimes: tuple[Crime, ...]
    without_location: int
    repeated: int  # stood in two answers, as what lies near an edge does
    transport_police: int  # of the British Transport Police, which publishes files of its own
    outside: int  # beyond the area: outlines asked for are wider than it
    outside_near: int  # of those, within some 50 m of the area


def put_together(answers: Iterable[Sequence[Crime]], area: Area, *, host: str) -> StreetMonth:
    """The crimes of all answers, each once, less those outside the area and of other police.

    Raises ContradictionError where two answers say different things of one record.
    """
    found: dict[int, Crime] = {}
    total = 0
    for answer in answers:
        for crime in answer:
            total += 1
            if found.setdefault(crime.id, crime) != crime:
                raise ContradictionError(
                    f"{host} says two different things of its record {crime.id}, as it may while a new "
                    "release is put up. Give the same command again later."
                )
    distinct = [found[identity] for identity in sorted(found)]
    own = [crime for crime in distinct if not crime.transport_police]
    placed = [crime for crime in own if crime.longitude]
    longitude = np.array([float(crime.longitude) for crime in placed])
    latitude = np.array([float(crime.latitude) for crime in placed])
    inside = area.inside(longitude, latitude)
    left_out = {crime.id for crime, kept in zip(placed, inside.tolist(), strict=True) if not kept}
    return StreetMonth(
        crimes=tuple(crime for crime in own if crime.id not in left_out),
        without_location=len(own) - len(placed),
        repeated=total - len(distinct),
        transport_police=len(distinct) - len(own),
        outside=len(left_out),
        outside_near=int(area.near(longitude[~inside], latitude[~inside]).sum()),
    )


def write_month(
    handle: TextIO, found: StreetMonth, *, month: str, force: Force, types: Mapping[str, str]
) -> None:
    """Write the month's CSV. The interface tells no LSOAs: points say where rows belong."""
    rows = csv.writer(handle, lineterminator="\n")
    rows.writerow(HEADER)
    for crime in found.crimes:
        place = crime.place if crime.longitude else _NOWHERE
        where = (crime.longitude, crime.latitude, place, "", "")
        what = (types[crime.category], crime.outcome, "")
        rows.writerow(plain_cells([crime.crime_id, month, force.name, force.name, *where, *what]))
