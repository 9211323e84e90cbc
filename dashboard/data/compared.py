"""What Compare says of the areas of one level: one dataclass a part, as `comparing` gives them.

Arrays have one entry an area, in the order of `Compared.codes`, which is that of the tree of areas. NaN, or
a month of `NO_MONTH`, stands for what is not known; nobody may change what is shared.
"""

from __future__ import annotations

import dataclasses
import functools
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dashboard.analysis.deciding import Deciding
from dashboard.analysis.peers import PeerComparison, Place
from dashboard.analysis.variation import ENOUGH_MONTHS, BeforeAfter, Chart, Direction
from dashboard.data.alike import Similar
from dashboard.data.changes import Changes
from dashboard.data.funnel_told import Funnel as Funnel  # as the others, of one page
from dashboard.data.schema import Level, Recording
from dashboard.data.unclear import Unclear
from dashboard.data.worsening_told import Judged as Judged
from dashboard.data.worsening_told import Worsening as Worsening

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]
Int8 = npt.NDArray[np.int8]
ObjectArray = npt.NDArray[np.object_]

NO_MONTH = -1
"""Stands for a month where there is none."""

MONTHS_SINCE = ENOUGH_MONTHS
"""Of fewer months since a date, the first one included, it can't be said that nothing changed; a month
outside the limits of those before is said of fewer, too."""

MOST_AREAS = 2_000
"""More areas than so many are not compared at once."""

PLACES = tuple(Place)
"""What the numbers of `ByType.place` stand for."""


class State(StrEnum):
    """Why nothing, or not all, can be compared; `Compared.reason` says it in a sentence."""

    COMPARED = ""
    TOO_MANY = "too many"  # of the arrays none has an entry
    NO_AREAS = "no areas"  # likewise
    ONE = "one area"
    NOT_RECORDED = "not recorded"  # the source has none of the chosen crime types
    NO_DATA = "no data"  # nobody reports in the period
    NO_RESIDENTS = "no residents"  # what rates divide by is known of no area
    NOBODY = "nobody"  # it is known, and there is none of it
    NONE_COMPLETE = "none complete"  # no area has data in the whole period


class Incomplete(StrEnum):
    """Why an area is compared with none, in the words of a page."""

    NO_DATA = "no data in the period"
    PART = "no data in part of the period"
    NO_RESIDENTS = "its residents are not known"
    NOBODY = "nobody lives in it"
    NO_HOUSEHOLDS = "its households are not known"
    NO_HOUSEHOLD = "there is no household in it"
    NO_PREMISES = "no licensed premises in it are known"
    FEW_PREMISES = "too few premises to say"
    NO_KM2 = "its size is not known"


class LeftOut(NamedTuple):
    """An area that is in no mean, limit, rank or list."""

    code: str
    name: str
    why: Incomplete
    months: tuple[int, ...]
    """Those of the period without data."""


@dataclasses.dataclass(frozen=True)
class Quality:
    """How good the data behind each area's rate are."""

    months: int
    """Of the period."""
    missing: Counts
    """How many of them have no data of one of the area's forces or more."""
    first: Counts
    last: Counts
    """First and last month with data of all the area's forces, whatever period is selected."""
    behind: Counts
    """How many months up to the period's end have data of all the area's forces, since the data begin."""
    late: Counts
    """How many months the area's data end before the source's; 0 without any data."""
    without_location: Floats
    """Share of the records of the area's reporters in the period that have no location."""
    reporters: tuple[str, ...]
    """Whose records these are, "Cleveland Police"; "" where nobody reported in the period."""
    forces: tuple[str, ...]
    """Names of the area's forces."""
    precision: str
    """Of the source's places: "snapped" or "exact"."""
    recording: tuple[tuple[Recording, ...], ...]


@dataclasses.dataclass(frozen=True)
class Compared:
    """The areas compared: their rates, changes, places among similar areas, and what these rest on."""

    level: Level
    among: str
    among_name: str
    state: State
    reason: str
    """Why nothing, or not all, can be compared, a sentence; "" where all can."""
    number: int
    """Areas of the level that somebody reports on; more than `codes` where they are too many."""
    elsewhere: int
    """Areas of the level that nobody reports on: they are not listed."""
    codes: tuple[str, ...]
    names: tuple[str, ...]
    """Told apart: wards of several partnerships have that in brackets, as their names repeat."""
    parents: tuple[str, ...]
    """Name of each ward's partnership; "" at other levels."""
    own: Flags
    """Areas that are, contain, or lie in the selected area; none where that is everything."""
    own_code: str
    """The only one of them; "" where there is none, or several."""
    incidents: Counts
    known: Flags
    """False where nobody reports in the period and no incident is known: no data, never 0."""
    counted: Counts
    """The incidents a rate counts."""
    population: Floats
    per: str
    """What the population is of: "residents", "households", "premises" or "km2"."""
    per_label: str
    """"per 1,000 residents", "per km²"."""
    per_number: float
    """A rate is for so many of them: 1000, or 1 of premises and km2."""
    per_dataset: str
    """"Census 2021"; "" where nothing to divide by is imported."""
    rate: Floats
    """For `per_number` of them with its 95% interval, NaN where an area is not complete."""
    lower: Floats
    upper: Floats
    complete: Flags
    """Covered in the whole period, with what `per` divides by known: only these are compared."""
    change: Changes
    notes: tuple[str, ...]
    """A `Denominator` each."""
    peers: PeerComparison
    """Each area against the mean of its group."""
    members: Flags
    """[areas, areas]: who is in whose group, that of `similar`."""
    group_name: str
    """"all 12 partnerships", "the 7 partnerships nearest by population and deprivation"."""
    similar: Similar
    """Who is similar to whom, and why."""
    rank: Counts
    """By rate, 1 the highest; 0 where an area is not complete."""
    ranked: int
    tied: Flags
    """Whether another area has the very same rate."""
    unclear: Unclear
    quality: Quality
    left_out: tuple[LeftOut, ...]
    common: tuple[int, int] | None
    """First and last of the most months in a row, inside the period, that all areas have."""
    instead: tuple[int, int] | None
    """Where there are none: the latest that all have, as many as the period has if there are so many."""
    direction: Direction
    """What more of the chosen crime types means."""

    @property
    def alone(self) -> bool:
        """Whether no area has another one in its group, so that nobody is compared."""
        return not (self.members.sum(axis=1) > 1).any()

    @functools.cached_property
    def row_of(self) -> dict[str, int]:
        """Row of each code; as all that is shared, nobody may change it."""
        return {code: row for row, code in enumerate(self.codes)}


@dataclasses.dataclass(frozen=True)
class Trends:
    """The months of each area, of the chosen crime types together, and what its chart says."""

    months: tuple[int, ...]
    """From the version's first to the last of the period."""
    counts: Floats
    """[areas, months]: NaN where not every force of the area has data."""
    chart: Chart
    """Limits and rules; its starts are those of `phases`, by row."""
    variation: ObjectArray
    """A `Variation` each, in words of the direction."""
    side: Floats
    """1 high or rising, -1 low or falling, 0 neither, NaN where nothing can be said."""
    reach: Floats
    """How far up (or down) the way from the mean to the upper limit the latest month lies: 1 is on it."""
    decided: dict[int, Deciding]
    """By row, for those with a side of 1 or -1: the month that decides it, and why."""
    phases: tuple[tuple[int, int], ...]
    """(row, month) of each date on which limits begin afresh."""
    since: dict[int, BeforeAfter]
    """By row, for those: the months since the last of its dates against the phase before."""
    spanned: str
    """Which months these are: "all", or "same" for those that all areas have."""

    @property
    def judged_since(self) -> dict[int, int]:
        """By row, where limits begin afresh: the last such month, from which on those before it judge."""
        return {row: month for row, month in sorted(self.phases) if row in self.since}

    @property
    def beginnings(self) -> tuple[int, ...]:
        """The months in which limits can begin afresh: with one before, and MONTHS_SINCE from then on."""
        return self.months[1 : max(len(self.months) - MONTHS_SINCE + 1, 0)]

    def is_short_since(self, month: int) -> bool:
        """Whether there are too few months from one on to say that nothing changed."""
        return sum(one >= month for one in self.months) < MONTHS_SINCE


@dataclasses.dataclass(frozen=True)
class ByType:
    """Every area by crime type; arrays are [types, areas]."""

    types: tuple[str, ...]
    labels: tuple[str, ...]
    directions: tuple[Direction, ...]
    incidents: Counts
    rate: Floats
    lower: Floats
    upper: Floats
    rank: Counts
    """1 the highest, 0 where an area is not complete."""
    tied: Flags
    side: Floats
    place: Int8
    """Index into PLACES."""
    ratio: Floats
    mean: Floats
