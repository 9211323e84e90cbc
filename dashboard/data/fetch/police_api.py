"""The questions put to the interface of data.police.uk, and its answers, checked.

Documentation: https://data.police.uk/docs/. Street-level crime by area takes a `poly` of latitude,longitude
pairs; an area with more than 10,000 crimes in the month is answered 503. It allows 15 requests a second, 30
at once, and answers 429 to more.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote

import shapely

from dashboard.data.fetch import FetchError
from dashboard.data.fetch.http import AbsentError, Client, TooMuchError
from dashboard.data.fetch.pace import Clock, LeakyBucket
from dashboard.data.fetch.values import UnfitError, degrees, listed, part, text, whole
from dashboard.data.schema import month_number

MOST_ROWS = 10_000
"""From so many rows on the service does not answer; an answer that holds as many may be cut off."""

# A little below what it allows: what it counts arrives unevenly.
_RATE, _BURST = 14.0, 25
_TRANSPORT = "BTP"
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LEAST_CORNERS = 3

CRIME_TYPES = {
    "anti-social-behaviour": "Anti-social behaviour",
    "bicycle-theft": "Bicycle theft",
    "burglary": "Burglary",
    "criminal-damage-arson": "Criminal damage and arson",
    "drugs": "Drugs",
    "other-crime": "Other crime",
    "other-theft": "Other theft",
    "possession-of-weapons": "Possession of weapons",
    "public-order": "Public order",
    "robbery": "Robbery",
    "shoplifting": "Shoplifting",
    "theft-from-the-person": "Theft from the person",
    "vehicle-crime": "Vehicle crime",
    "violent-crime": "Violence and sexual offences",
}
"""The interface's categories -> the crime types of the published files."""


@dataclasses.dataclass(frozen=True)
class Force:
    """A police force as the interface lists it."""

    id: str
    name: str


@dataclasses.dataclass(frozen=True)
class Crime:
    """One record; coordinates as sent, "" where it has no location."""

    id: int  # the interface's own; the same record has the same one in answers of one release
    crime_id: str
    category: str
    longitude: str
    latitude: str
    place: str
    outcome: str
    transport_police: bool


class PoliceApi:
    """The interface at one address."""

    def __init__(self, base: str, *, clock: Clock, waiting: Callable[[str], None]) -> None:
        """Ask at `base`; nothing is asked yet."""
        bucket = LeakyBucket(_RATE, _BURST, clock)
        self.client = Client(base, bucket=bucket, clock=clock, probe="crime-last-updated", waiting=waiting)

    def forces(self) -> list[Force]:
        """All forces."""
        return self._listed("forces", "forces", _force)

    def months(self) -> list[str]:
        """The months with street-level crime, ascending."""
        return sorted(self._listed("crimes-street-dates", "months", lambda record: _month(record, "date")))

    def last_updated(self) -> str:
        """The day of the newest release; records may change with each."""
        (day,) = self._listed("crime-last-updated", "dates", lambda record: text(record, "date"), single=True)
        return day

    def crime_types(self, month: str) -> dict[str, str]:
        """Category -> crime type of a month: the known ones, and what the interface calls any other."""
        pairs = self._listed(
            "crime-categories",
            "categories",
            lambda record: (text(record, "url"), text(record, "name")),
            may_be_absent=True,
            date=month,
        )
        return {slug: name for slug, name in pairs if slug and name} | CRIME_TYPES

    def neighbourhoods(self, force: str) -> list[str]:
        """The ids of a force's neighbourhoods."""
        return self._listed(f"{force}/neighbourhoods", "neighbourhoods", lambda record: text(record, "id"))

    def boundary(self, force: str, neighbourhood: str) -> list[tuple[float, float]]:
        """A neighbourhood's boundary as longitude and latitude; empty where none is drawn."""
        if not re.fullmatch(r"[\w .&'()-]{1,80}", neighbourhood) or neighbourhood in (".", ".."):
            raise FetchError(
                f"{self.client.host} names a neighbourhood {neighbourhood!r}, which can't be asked for."
            )
        path = f"{force}/{quote(neighbourhood)}/boundary"
        corners = self._listed(path, "corners", _corner, may_be_absent=True)
        return corners if len(corners) >= _LEAST_CORNERS else []

    def crimes_in(self, outline: shapely.Polygon, month: str) -> list[Crime]:
        """The month's crimes within an outline (longitude, latitude), of whichever force.

        Raises TooMuchError where they are too many for one answer, AbsentError where the month is not there.
        """
        corners = shapely.get_coordinates(shapely.get_exterior_ring(outline))[:-1]
        poly = ":".join(f"{latitude:.5f},{longitude:.5f}" for longitude, latitude in corners)
        return self._crimes("crimes-street/all-crime", month, poly=poly)

    def crimes_without_location(self, force: str, month: str, category: str = "all-crime") -> list[Crime]:
        """The force's crimes of the month that have no location. Raises as `crimes_in` does."""
        return self._crimes("crimes-no-location", month, force=force, category=category)

    def _crimes(self, path: str, month: str, **parameters: str) -> list[Crime]:
        answer = self.client.ask(path, {**parameters, "date": month}, divisible=True)
        crimes = listed(
            answer, f"crimes of {month}", lambda record: _crime(record, month), host=self.client.host
        )
        if len(crimes) >= MOST_ROWS:
            raise TooMuchError
        return crimes

    def _listed(
        self,
        path: str,
        what: str,
        read: Callable[[Any], Any],
        *,
        single: bool = False,
        may_be_absent: bool = False,
        **parameters: str,
    ) -> list[Any]:
        try:
            answer = self.client.ask(path, parameters)
        except AbsentError as error:
            if may_be_absent:
                return []
            raise FetchError(
                f"There is nothing at {self.client.base}/{path}. Check the address set for it."
            ) from error
        return listed([answer] if single else answer, what, read, host=self.client.host)


def find_force(forces: Sequence[Force], asked: str) -> Force | None:
    """The force with that id or name, whatever its case."""
    wanted = asked.strip().casefold()
    return next((one for one in forces if wanted in (one.id.casefold(), one.name.casefold())), None)


def _force(record: Any) -> Force:
    identity, name = text(record, "id"), text(record, "name")
    if not _SLUG.fullmatch(identity) or not name:
        raise UnfitError(f"id is {identity!r}, name {name!r}")
    return Force(identity, name)


def _month(record: Any, name: str) -> str:
    value = text(record, name)
    try:
        month_number(value)
    except ValueError as error:
        raise UnfitError(f"{name} is {value[:20]!r}") from error
    return value


def _corner(record: Any) -> tuple[float, float]:
    longitude, latitude = degrees(record, "longitude", 180), degrees(record, "latitude", 90)
    if not (longitude and latitude):
        raise UnfitError("a coordinate is missing")
    return float(longitude), float(latitude)


def _crime(record: Any, month: str) -> Crime:
    if _month(record, "month") != month:
        raise UnfitError(f"month is {text(record, 'month')!r}, not {month!r}")
    category = text(record, "category")
    if not _SLUG.fullmatch(category):
        raise UnfitError(f"category is {category!r}")
    location = part(record, "location")
    longitude, latitude = degrees(location, "longitude", 180), degrees(location, "latitude", 90)
    if bool(longitude) != bool(latitude):
        raise UnfitError("only one of longitude and latitude is there")
    return Crime(
        id=whole(record, "id"),
        crime_id=text(record, "persistent_id", longest=128),
        category=category,
        longitude=longitude,
        latitude=latitude,
        place=text(part(location, "street"), "name"),
        outcome=text(part(record, "outcome_status"), "category"),
        transport_police=text(record, "location_type") == _TRANSPORT,
    )
