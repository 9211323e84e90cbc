"""What the reader is looking at: one frozen Selection, and its only home, the URL query.

A value from a URL is untrusted: what can't be used falls back to the default and becomes a `Problem`, which a
page shows as a note and an export answers with 400.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode

from dashboard.chosen_hours import where_timed
from dashboard.comparison_fields import COMPARE_READERS, COMPARE_WRITERS, NOTHING_CHOSEN, Comparison
from dashboard.data.grid import cell_resolution
from dashboard.data.quarters import whole_quarters
from dashboard.data.schema import BANDS_METRES, Level, Source, month_text
from dashboard.query_fields import COARSEST_RESOLUTION, READERS, WRITERS

__all__ = [
    "COARSEST_RESOLUTION",
    "Areas",
    "Catalogue",
    "Comparison",
    "Problem",
    "Selection",
    "problems_of_compare",
    "problems_of_scan",
    "problems_of_why",
]

LONGEST_QUERY = 4_000

_SHARED = frozenset(("query", "area", "types", "from", "to", "sources"))
"""What all pages go by. Each of them ignores, and keeps, what is another's alone."""

_OF_WHY = frozenset(("kind", "closes", "finding"))
"""What only "Why here?" goes by."""

EVERY_HOUR = "every-hour"
"""Stands for a choice of hours on a page that makes none."""

_SCAN_AND_WHY = frozenset(("pins", "cell", "box", "within", "rings", "chance", "days", "hours"))
"""What it shares with Scan."""


class Areas(Protocol):
    """What a selection needs to know of areas."""

    def resolve(self, code: str) -> str | None:
        """The code in use for a code or alias; None where it is unknown."""

    def level(self, code: str) -> Level:
        """Level of an area."""

    def span(self, code: str) -> tuple[int, int]:
        """First and last index (inclusive) of an area and all that lies in it."""

    def levels_below(self, code: str) -> tuple[Level, ...]:
        """Levels that have at least one area inside this one."""


@dataclasses.dataclass(frozen=True)
class Catalogue:
    """What a data version offers to choose from."""

    areas: Areas
    types: Mapping[str, str]  # slug -> label
    sources: Mapping[str, Source]
    first_month: int
    last_month: int
    features: Mapping[str, str] = dataclasses.field(default_factory=dict)  # slug -> label
    grouped: bool = False  # whether a table says which areas are similar
    groups_of_nobody: tuple[str, ...] = ()  # tables that say so of areas that are not in the data
    denominators: tuple[str, ...] = ("residents",)  # what rates can divide by
    premises_kinds: Mapping[str, str] = dataclasses.field(default_factory=dict)  # slug -> label
    harm_tables: Mapping[str, str] = dataclasses.field(default_factory=dict)  # name of weights -> date

    @property
    def default_start(self) -> int:
        """First month of the default period: the latest twelve months, or all there are."""
        return max(self.first_month, self.last_month - 11)

    def finest_resolution(self, sources: tuple[str, ...]) -> int:
        """Finest resolution that every chosen source bears."""
        return min((self.sources[key].finest_resolution for key in sources), default=COARSEST_RESOLUTION)


@dataclasses.dataclass(frozen=True)
class Problem:
    """A value of the query that can't be used, and why, in a sentence for the reader."""

    field: str
    value: str
    reason: str


def problems_of_scan(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Those that concern whoever looks at one place: not what is only Compare's."""
    others = COMPARE_READERS.keys() | _OF_WHY
    return tuple(problem for problem in problems if problem.field not in others)


def problems_of_why(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Those that concern whoever asks why."""
    return tuple(problem for problem in problems if problem.field in _SHARED | _SCAN_AND_WHY | _OF_WHY)


def problems_of_compare(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Those that concern whoever compares areas: not what is only Scan's."""
    fields = _SHARED | COMPARE_READERS.keys() | {EVERY_HOUR}
    return tuple(problem for problem in problems if problem.field in fields)


@dataclasses.dataclass(frozen=True)
class Selection:
    """Area, crime types, period and the rest; build it with `from_query` so that every value is usable."""

    start: int
    end: int
    sources: tuple[str, ...]
    area: str = "all"
    types: tuple[str, ...] = ()  # none: all of them
    pins: tuple[str, ...] = ()  # areas inside `area` pinned in the table
    cells: tuple[str, ...] = ()  # pinned on the map; what lies in a pinned area or cell is what counts
    box: tuple[float, float, float, float] | None = None  # west, south, east, north of the view counted
    level: str = ""  # of the table's areas; none: the natural one below `area`
    table: str = "area"
    within: int = BANDS_METRES[0]
    kind: str = ""  # of premises that "near" means; none: all licensed ones
    closes: str = ""  # how late they are open at least, one of CLOSES; none: however late
    measure: str = "count"  # what colours the map: count, rate or change
    layers: tuple[str, ...] = ()  # on top of it: hotspots, premises
    hot: str = "many"  # how hotspots are looked for, one of LENSES
    rings: int = 1  # of cells around one that are its neighbours
    chance: str = "fdr"  # what keeps false hotspots few, one of CORRECTIONS
    given: str = "others"  # what "more than expected" expects: by all other incidents or by residents
    step: str = "quarter"  # the periods that hotspots are followed by
    spot: str = ""  # of them the one class that is shown, or "cold"; none: all hotspots
    days: tuple[int, ...] = ()  # of the week, 0 for Monday; none: all of them
    hours: tuple[int, int] | None = None  # of the day: the first, and the one before which they end
    finding: str = ""  # of "Why here?": the one that a kept link is about
    shown_class: int | None = None  # the one class of the legend that the map shows, from 1; none: all
    res: int | None = None  # of exported cells; none: the source's finest
    comparison: Comparison = NOTHING_CHOSEN  # what Compare adds

    @classmethod
    def default(cls, catalogue: Catalogue) -> Selection:
        """Everything in the latest twelve months of the first source."""
        everything = cls(
            start=catalogue.default_start,
            end=catalogue.last_month,
            sources=tuple(list(catalogue.sources)[:1]),
        )
        return everything.in_quarters(catalogue)

    @classmethod
    def from_query(
        cls, query: str, catalogue: Catalogue, *, every_hour: bool = False
    ) -> tuple[Selection, tuple[Problem, ...]]:
        """The selection a URL query stands for, and what of it could not be used.

        `every_hour` where no choice of hours is made: no source is then left out for having no times.
        """
        selection = cls.default(catalogue)
        if len(query) > LONGEST_QUERY:
            return selection, (Problem("query", query[:40], "The address is too long to be one of ours."),)
        problems: list[Problem] = []
        try:
            values = _last_values(query)
        except ValueError:
            return selection, (Problem("query", query[:40], "The address has too many parts."),)
        for field, read in (READERS | COMPARE_READERS).items():
            text = values.get(field, "")
            if not text:
                continue
            try:
                found = read(text, catalogue, selection)
            except ValueError as error:
                problems.append(Problem(field, text, str(error)))
            else:
                if field in COMPARE_READERS:
                    found = {"comparison": selection.comparison.replace(**found)}
                selection = selection.replace(**found)
        if selection.start > selection.end and {"from", "to"} & values.keys():
            problems.append(Problem("from", values.get("from", ""), "The period ends before it begins."))
            default = cls.default(catalogue)
            selection = selection.replace(start=default.start, end=default.end)
        selection = selection.in_quarters(catalogue)
        tree = catalogue.areas
        offered = (tree.level(selection.area), *tree.levels_below(selection.area))
        if selection.level and selection.level not in offered:
            reason = "The chosen area holds no areas of this level."
            problems.append(Problem("level", selection.level, reason))
            selection = selection.replace(level="")
        finest = catalogue.finest_resolution(selection.sources)
        if selection.res is not None and selection.res > finest:
            problems.append(_too_fine("res", str(selection.res), finest))
            selection = selection.replace(res=None)
        if any(cell_resolution(int(cell, 16)) > finest for cell in selection.cells):
            problems.append(_too_fine("cell", ",".join(selection.cells), finest))
            selection = selection.replace(cells=())
        if every_hour:
            return selection, tuple(problems)
        timed, without = where_timed(selection, catalogue.sources)
        problems += [Problem(field, WRITERS[field](selection), reason) for field, reason in without]
        return timed, tuple(problems)

    @property
    def pinned(self) -> bool:
        """Whether some places inside the area are pinned or framed, so that not all of it counts."""
        return bool(self.pins or self.cells or self.box)

    @property
    def of_whole_areas(self) -> bool:
        """Whether it means whole areas, whose residents are known; those of a cell or a box are not."""
        return not self.cells and self.box is None

    def without_places(self) -> Selection:
        """The same of all of the area: no pinned areas or cells, whatever is in view."""
        return self.replace(pins=(), cells=(), box=None)

    @property
    def some_hours(self) -> bool:
        """Whether it means some hours of the week alone."""
        return bool(self.days) or self.hours is not None

    def at_all_hours(self) -> Selection:
        """The same at every hour of the week."""
        return self.replace(days=(), hours=None)

    def in_quarters(self, catalogue: Catalogue) -> Selection:
        """The same; with a controlled source, of the whole quarters inside the period (`whole_quarters`)."""
        if not any(catalogue.sources[key].controlled for key in self.sources):
            return self
        bounds = (catalogue.first_month, catalogue.last_month)
        start, end = whole_quarters(self.start, self.end, *bounds)
        return self.replace(start=start, end=end)

    def counted(self, source: str) -> Selection:
        """What decides which incidents of a source count: two selections with the same count the same."""
        return Selection(
            self.start,
            self.end,
            (source,),
            area=self.area,
            types=self.types,
            pins=self.pins,
            cells=self.cells,
            box=self.box,
            days=self.days,
            hours=self.hours,
        )

    def replace(self, **changes: Any) -> Selection:
        """A copy with some fields changed."""
        return dataclasses.replace(self, **changes)

    def to_query(self, catalogue: Catalogue) -> str:
        """The query that stands for this selection: "" or "?area=…", only what differs from the default."""
        default = Selection.default(catalogue)
        pairs = [(field, write(self)) for field, write in WRITERS.items() if write(self) != write(default)]
        pairs += [
            (field, write(self.comparison))
            for field, write in COMPARE_WRITERS.items()
            if write(self.comparison) != write(default.comparison)
        ]
        # A period is easier to read, and to edit by hand, with both its ends.
        if {"from", "to"} & {field for field, _ in pairs}:
            pairs = [pair for pair in pairs if pair[0] not in ("from", "to")]
            pairs += [("from", month_text(self.start)), ("to", month_text(self.end))]
        return f"?{urlencode(pairs, safe=',')}" if pairs else ""


def _last_values(query: str) -> dict[str, str]:
    """The last value given for each field; fields that are not ours are ignored.

    Raises ValueError for more fields than any address of ours has.
    """
    pairs = parse_qsl(query.lstrip("?"), keep_blank_values=False, max_num_fields=100)
    return {field: value for field, value in pairs if field in READERS or field in COMPARE_READERS}


def _too_fine(field: str, value: str, finest: int) -> Problem:
    return Problem(field, value, f"This source's points bear no cells finer than resolution {finest}.")
