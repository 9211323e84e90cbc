"""The questions put to the Food Standards Agency's register of food premises, and its answers, checked.

Documentation: https://api.ratings.food.gov.uk/help. Every question needs the header `x-api-version: 2`; lists
come in pages, whose `meta` counts all there are. No rate limit is published; five times a second is ours.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from dashboard.data.fetch import FetchError
from dashboard.data.fetch.http import AbsentError, Client
from dashboard.data.fetch.pace import Clock, LeakyBucket
from dashboard.data.fetch.values import UnfitError, degrees, listed, part, text, whole

PAGE_ROWS = 1000
"""Entries asked for in one page."""

_RATE, _BURST = 5.0, 5


@dataclasses.dataclass(frozen=True)
class Named:
    """An authority or a type of business: its number and name."""

    id: int
    name: str


@dataclasses.dataclass(frozen=True)
class Entry:
    """One of the premises in the register; "" for what it does not say."""

    id: int
    name: str
    kind: str
    address: str
    postcode: str
    longitude: str
    latitude: str
    authority: str


@dataclasses.dataclass(frozen=True)
class Page:
    """One page of a list: its entries, and how many entries there are in all pages together."""

    entries: tuple[Entry, ...]
    total: int


class FsaApi:
    """The register at one address."""

    def __init__(self, base: str, *, clock: Clock, waiting: Callable[[str], None]) -> None:
        """Ask at `base`; nothing is asked yet."""
        self.client = Client(
            base,
            bucket=LeakyBucket(_RATE, _BURST, clock),
            clock=clock,
            headers={"x-api-version": "2", "Accept-Language": "en-GB"},
            waiting=waiting,
        )

    def authorities(self) -> list[Named]:
        """All local authorities that keep the register."""
        return self._all("Authorities/basic", "authorities", "LocalAuthorityId", "Name")

    def business_types(self) -> list[Named]:
        """All types of business; the one that stands for all of them has number -1 and is left out."""
        return self._all("BusinessTypes/basic", "businessTypes", "BusinessTypeId", "BusinessTypeName")

    def page(self, authority: Named, kind: Named, number: int) -> Page:
        """A page, from 1 on, of an authority's premises of one type."""
        parameters = {
            "localAuthorityId": str(authority.id),
            "businessTypeId": str(kind.id),
            "pageNumber": str(number),
            "pageSize": str(PAGE_ROWS),
        }
        answer = self._asked("Establishments", parameters)
        label = f"premises of {authority.name}"
        try:
            total = whole(part(answer, "meta"), "totalCount")
        except UnfitError as error:
            raise FetchError(
                f"{self.client.host}, {label}: {error}. Nothing of this answer was kept."
            ) from error
        entries = listed(answer.get("establishments"), label, _entry, host=self.client.host)
        return Page(tuple(entries), total)

    def _all(self, path: str, what: str, number: str, name: str) -> list[Named]:
        answer = self._asked(path, {})
        records = answer.get(what) if isinstance(answer, dict) else answer

        def named(record: Any) -> Named | None:
            if isinstance(record, dict) and record.get(number) == -1:
                return None
            return Named(whole(record, number), text(record, name))

        return [one for one in listed(records, what, named, host=self.client.host) if one is not None]

    def _asked(self, path: str, parameters: dict[str, str]) -> Any:
        try:
            return self.client.ask(path, parameters)
        except AbsentError as error:
            raise FetchError(
                f"There is nothing at {self.client.base}/{path}. Check the address set for it."
            ) from error


def _entry(record: Any) -> Entry:
    geocode = part(record, "geocode")
    longitude, latitude = degrees(geocode, "longitude", 180), degrees(geocode, "latitude", 90)
    if not (longitude and latitude):
        longitude = latitude = ""
    lines = (text(record, f"AddressLine{number}") for number in range(1, 5))
    return Entry(
        id=whole(record, "FHRSID"),
        name=text(record, "BusinessName"),
        kind=text(record, "BusinessType"),
        address=", ".join(line for line in lines if line),
        postcode=text(record, "PostCode"),
        longitude=longitude,
        latitude=latitude,
        authority=text(record, "LocalAuthorityName"),
    )
