"""The canonical form of everything Hexscan takes in: incidents, premises and areas.

Readers in `dashboard.data.sources` turn a supplier's file into these frames; nothing behind them knows
suppliers' formats. Months are whole numbers (`month_number`) so that a period is plain arithmetic.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Literal, NamedTuple

import pandas as pd
import pyarrow as pa

INCIDENTS = pa.schema(
    [
        pa.field("incident_id", pa.string()),  # the supplier's own; "" where there is none
        pa.field("month", pa.int32(), nullable=False),  # month_number()
        pa.field("occurred_from", pa.timestamp("s", tz="UTC")),  # null: the source has no times
        pa.field("occurred_to", pa.timestamp("s", tz="UTC")),  # null, or where a range ends, itself outside
        pa.field("force", pa.string(), nullable=False),  # who reports it, in the supplier's words
        pa.field("longitude", pa.float64()),  # WGS84 degrees; null: no location
        pa.field("latitude", pa.float64()),
        pa.field("lsoa_code", pa.string()),  # as stated, 2011 or 2021; "" where there is none
        pa.field("lsoa_name", pa.string()),
        pa.field("crime_type", pa.string(), nullable=False),  # kebab-case slug
        pa.field("place", pa.string()),  # nearest place name, without "On or near"; "" where there is none
    ]
)

_REPEATING = ("force", "lsoa_code", "lsoa_name", "crime_type", "place")
ENCODED = pa.schema(
    [
        field.with_type(pa.dictionary(pa.int32(), pa.string())) if field.name in _REPEATING else field
        for field in INCIDENTS
    ]
)
"""INCIDENTS as they are held and stored: what repeats is a dictionary, so that work on it is done once."""

PREMISES = pa.schema(
    [
        pa.field("premises_id", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("longitude", pa.float64()),  # null: the register gives no position
        pa.field("latitude", pa.float64()),
        pa.field("address", pa.string()),
        pa.field("kind", pa.string()),  # pub, club, off-licence...; "" where the register does not say
        pa.field("hours", pa.string()),  # opening hours in words; "" where the register does not say
    ]
)

LICENSED, OTHER = "licensed", "other"
"""What a register holds: premises licensed for alcohol, entertainment or late food, or other places."""

FINEST_SNAPPED_RESOLUTION = 9
FINEST_EXACT_RESOLUTION = 10
FINEST_CONTROLLED_RESOLUTION = 7
"""Of a controlled source, whatever its file says: 5.2 square kilometres a cell, which in England hold some
2,200 people on average, as a small area (LSOA, at least 1,000) does. A cell of resolution 8 has some 320."""

BANDS_METRES = (100, 250, 400)
"""Upper edges of the distance bands to the nearest premises; one more band lies beyond the last."""

LONDON = "Europe/London"

FICTIONAL = "Demonstration data: fictional"
"""What is said wherever fictional data are shown, printed or exported."""


class Level(StrEnum):
    """Levels of area, from the whole to the smallest."""

    ALL = "all"
    REGION = "region"
    FORCE = "force"
    PARTNERSHIP = "partnership"
    WARD = "ward"
    LSOA = "lsoa"


LEVELS: tuple[Level, ...] = tuple(Level)

NOUNS: dict[Level, tuple[str, str]] = {
    Level.ALL: ("area", "areas"),
    Level.REGION: ("region", "regions"),
    Level.FORCE: ("police force", "police forces"),
    Level.PARTNERSHIP: ("partnership", "partnerships"),
    Level.WARD: ("ward", "wards"),
    Level.LSOA: ("small area", "small areas"),
}
"""What areas of a level are called, one and several."""

Precision = Literal["snapped", "exact"]
Sensitivity = Literal["open", "controlled"]
Refresh = Literal["", "daily", "weekly", "monthly", "quarterly", "yearly"]
Maturity = Literal["", "pilot", "implementation", "expansion", "development"]

SMALL_COUNTS = 4
"""The largest count that a controlled source withholds, unless its own file says another."""


class Recording(NamedTuple):
    """A change of recording, as noted by a source's file."""

    force: str  # in the supplier's words
    month: int  # the first that is recorded otherwise
    words: str


@dataclasses.dataclass(frozen=True)
class Source:
    """One supplier's incidents: who owns them, under what terms, and how precise they are."""

    key: str  # kebab-case; names the source in URLs and folders
    name: str
    owner: str
    licence: str
    sensitivity: Sensitivity = "open"
    place_precision: Precision = "snapped"
    time_precision: Literal["month", "day", "minute"] = "month"
    finest_resolution: int = FINEST_SNAPPED_RESOLUTION
    fictional: bool = False
    recording: tuple[Recording, ...] = ()  # changes of recording, by force and month
    contact: str = ""  # whom to ask at the owner's
    agreement: str = ""  # the sharing agreement, as partners call it; "" where none is needed
    agreement_expires: str = ""  # the last day it is in force, as "2027-03-31"; "" where it has no end
    refresh: Refresh = ""  # how often new records are due; "" where nobody says
    maturity: Maturity = ""  # how far the source has come from a trial to daily use
    caveats: tuple[str, ...] = ()  # what a reader must know, a plain sentence each
    small_counts: int = SMALL_COUNTS  # of a controlled source: counts from 1 to this are withheld
    category_names: tuple[tuple[str, str], ...] = ()  # (slug, label) of types the source adds to CRIME_TYPES
    zone: str = LONDON  # the time zone that its hours, days and months are told by

    def __post_init__(self) -> None:
        """A controlled source bears no fine cells."""
        if self.controlled and self.finest_resolution > FINEST_CONTROLLED_RESOLUTION:
            object.__setattr__(self, "finest_resolution", FINEST_CONTROLLED_RESOLUTION)

    @property
    def controlled(self) -> bool:
        """Whether its numbers leave only under disclosure control."""
        return self.sensitivity == "controlled"

    @property
    def timed(self) -> bool:
        """Whether it may be asked at which hours its incidents happened: no hour leaves a controlled one."""
        return self.time_precision == "minute" and not self.controlled

    @property
    def months_a_period(self) -> int:
        """How many months its shortest period has: a controlled source is shown by whole quarters."""
        return 3 if self.controlled else 1

    def expired(self, today: datetime.date) -> bool:
        """Whether its agreement is over by that day, so that nothing of it may be shown."""
        return bool(self.agreement_expires) and self.agreement_expires < today.isoformat()


class InputError(ValueError):
    """A file that can't be taken in; the message names the file, the row and column where there is one,
    what was expected and what to do."""


@functools.lru_cache(maxsize=2400)
def month_number(text: str) -> int:
    """Months since year 0 of a "YYYY-MM" text; raises ValueError for anything else."""
    if not re.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])", text):
        raise ValueError(f"{text!r} is not a month written as YYYY-MM")
    return int(text[:4]) * 12 + int(text[5:]) - 1


@functools.lru_cache(maxsize=2400)
def month_text(month: int) -> str:
    """The "YYYY-MM" text of a month number."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


@functools.lru_cache(maxsize=2400)
def month_name(month: int) -> str:
    """The month in words, as "January 2025"."""
    return pd.Timestamp(year=month // 12, month=month % 12 + 1, day=1).strftime("%B %Y")


def rate_text(rate: float) -> str:
    """A rate to one decimal; below 1 to two significant figures, so that only nil is "0": "0.043"."""
    if rate >= 1:  # the quick ways for nearly all of tens of thousands
        return f"{rate:,.1f}"
    if 0.1 <= rate < 0.99:
        return f"{rate:.2f}"
    if 0.01 <= rate < 0.099:
        return f"{rate:.3f}"
    if rate == 0:
        return "0"
    _, _, power = f"{rate:.1e}".partition("e")
    return f"{rate:,.{max(1, 1 - int(power))}f}"


def incidents_text(count: int) -> str:
    """A count with its noun: "1 incident", "1,234 incidents"."""
    return f"{count:,} incident" if count == 1 else f"{count:,} incidents"


def slug(text: str) -> str:
    """Lower-case kebab-case of a label: "Violence and sexual offences" -> "violence-and-sexual-offences"."""
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")


CRIME_TYPES: dict[str, str] = {
    slug(label): label
    for label in (
        "Anti-social behaviour",
        "Bicycle theft",
        "Burglary",
        "Criminal damage and arson",
        "Drugs",
        "Other crime",
        "Other theft",
        "Possession of weapons",
        "Public order",
        "Robbery",
        "Shoplifting",
        "Theft from the person",
        "Vehicle crime",
        "Violence and sexual offences",
    )
}
"""The police.uk crime types: slug -> label. A source may add its own."""

NOT_YET_MAPPED = "not-yet-mapped"
"""The type of incidents whose supplier's own word nobody has mapped to one of ours."""

CRIME_GROUPS: dict[str, tuple[str, ...]] = {
    "Violence and robbery": ("robbery", "violence-and-sexual-offences"),
    "Theft": ("bicycle-theft", "other-theft", "shoplifting", "theft-from-the-person"),
    "Burglary and vehicle crime": ("burglary", "vehicle-crime"),
    "Damage and disorder": ("anti-social-behaviour", "criminal-damage-and-arson", "public-order"),
    "Drugs and weapons": ("drugs", "possession-of-weapons"),
}
"""Crime types that partnerships tend to look at together: name of the group -> slugs. A choice of several
types at once and no more: counts are of the types, never of a group."""


def groups_of(types: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The groups of which at least two types are among these, each with those that are, in their order."""
    present = tuple(types)
    found = {name: tuple(t for t in present if t in members) for name, members in CRIME_GROUPS.items()}
    return {name: members for name, members in found.items() if len(members) > 1}
