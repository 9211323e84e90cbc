"""What the reader is looking at: one frozen Selection, and its only home, the URL query.

A value from a URL is untrusted: what can't be used falls back to the default and becomes a `Problem`, which a
page shows as a note and an export answers with 400.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode

from dashboard.data.grid import cell_number, cell_resolution
from dashboard.data.schema import BANDS_METRES, Level, Source, month_number, month_text

LONGEST_QUERY = 4_000
TABLES = ("area", "type")
COARSEST_RESOLUTION = 4


class Areas(Protocol):
    """What a selection needs to know of areas."""

    def resolve(self, code: str) -> str | None:
        """The code in use for a code or alias; None where it is unknown."""

    def level(self, code: str) -> Level:
        """Level of an area."""

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


@dataclasses.dataclass(frozen=True)
class Selection:
    """Area, crime types, period and the rest; build it with `from_query` so that every value is usable."""

    start: int
    end: int
    sources: tuple[str, ...]
    area: str = "all"
    types: tuple[str, ...] = ()  # none: all of them
    cell: str = ""
    level: str = ""  # of the table's areas; none: the natural one below `area`
    table: str = "area"
    within: int = BANDS_METRES[0]
    res: int | None = None  # of exported cells; none: the source's finest

    @classmethod
    def default(cls, catalogue: Catalogue) -> Selection:
        """Everything in the latest twelve months of the first source."""
        return cls(
            start=catalogue.default_start,
            end=catalogue.last_month,
            sources=tuple(list(catalogue.sources)[:1]),
        )

    @classmethod
    def from_query(cls, query: str, catalogue: Catalogue) -> tuple[Selection, tuple[Problem, ...]]:
        """The selection a URL query stands for, and what of it could not be used."""
        selection = cls.default(catalogue)
        if len(query) > LONGEST_QUERY:
            return selection, (Problem("query", query[:40], "The address is too long to be one of ours."),)
        problems: list[Problem] = []
        try:
            values = _last_values(query)
        except ValueError:
            return selection, (Problem("query", query[:40], "The address has too many parts."),)
        for field, read in _READERS.items():
            text = values.get(field, "")
            if not text:
                continue
            try:
                selection = dataclasses.replace(selection, **read(text, catalogue, selection))
            except ValueError as error:
                problems.append(Problem(field, text, str(error)))
        if selection.start > selection.end and {"from", "to"} & values.keys():
            problems.append(Problem("from", values.get("from", ""), "The period ends before it begins."))
            default = cls.default(catalogue)
            selection = selection.replace(start=default.start, end=default.end)
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
        if selection.cell and cell_resolution(int(selection.cell, 16)) > finest:
            problems.append(_too_fine("cell", selection.cell, finest))
            selection = selection.replace(cell="")
        return selection, tuple(problems)

    def replace(self, **changes: Any) -> Selection:
        """A copy with some fields changed."""
        return dataclasses.replace(self, **changes)

    def to_query(self, catalogue: Catalogue) -> str:
        """The query that stands for this selection: "" or "?area=…", only what differs from the default."""
        default = Selection.default(catalogue)
        pairs = [(field, write(self)) for field, write in _WRITERS.items() if write(self) != write(default)]
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
    return {field: value for field, value in pairs if field in _READERS}


def _too_fine(field: str, value: str, finest: int) -> Problem:
    return Problem(field, value, f"This source's points bear no cells finer than resolution {finest}.")


def _area(text: str, catalogue: Catalogue, _: Selection) -> dict[str, Any]:
    code = catalogue.areas.resolve(text)
    if code is None:
        raise ValueError("There is no area with this code in the data.")
    return {"area": code}


def _types(text: str, catalogue: Catalogue, _: Selection) -> dict[str, Any]:
    asked = text.split(",")
    unknown = [name for name in asked if name not in catalogue.types]
    if unknown:
        raise ValueError(f"There is no crime type called {unknown[0]} in the data.")
    chosen = tuple(name for name in catalogue.types if name in asked)
    return {"types": () if len(chosen) == len(catalogue.types) else chosen}


def _sources(text: str, catalogue: Catalogue, _: Selection) -> dict[str, Any]:
    asked = text.split(",")
    unknown = [name for name in asked if name not in catalogue.sources]
    if unknown:
        raise ValueError(f"There is no source called {unknown[0]} in the data.")
    return {"sources": tuple(dict.fromkeys(asked))}


def _month(field: str) -> Callable[[str, Catalogue, Selection], dict[str, Any]]:
    def read(text: str, catalogue: Catalogue, _: Selection) -> dict[str, Any]:
        try:
            month = month_number(text)
        except ValueError as error:
            raise ValueError("It must be a month written as YYYY-MM.") from error
        if not catalogue.first_month <= month <= catalogue.last_month:
            first, last = month_text(catalogue.first_month), month_text(catalogue.last_month)
            raise ValueError(f"The data reach from {first} to {last}.")
        return {field: month}

    return read


def _cell(text: str, *_: Any) -> dict[str, Any]:
    number = cell_number(text)
    if number is None or cell_resolution(number) < COARSEST_RESOLUTION:
        raise ValueError("This is not a map cell that can be shown.")
    return {"cell": text}


def _one_of(field: str, choices: tuple[str, ...]) -> Callable[[str, Catalogue, Selection], dict[str, Any]]:
    def read(text: str, *_: Any) -> dict[str, Any]:
        if text not in choices:
            raise ValueError(f"It must be one of {', '.join(choices)}.")
        return {field: text}

    return read


def _whole(field: str, low: int, high: int) -> Callable[[str, Catalogue, Selection], dict[str, Any]]:
    def read(text: str, *_: Any) -> dict[str, Any]:
        if not (text.isascii() and text.isdigit() and len(text) <= 4 and low <= int(text) <= high):
            raise ValueError(f"It must be a whole number from {low} to {high}.")
        return {field: int(text)}

    return read


_READERS: dict[str, Callable[[str, Catalogue, Selection], dict[str, Any]]] = {
    "sources": _sources,
    "area": _area,
    "types": _types,
    "from": _month("start"),
    "to": _month("end"),
    "cell": _cell,
    "level": _one_of("level", tuple(level.value for level in Level if level is not Level.ALL)),
    "table": _one_of("table", TABLES),
    "within": _whole("within", 1, BANDS_METRES[-1]),
    "res": _whole("res", COARSEST_RESOLUTION, 15),
}

_WRITERS: dict[str, Callable[[Selection], str]] = {
    "sources": lambda s: ",".join(s.sources),
    "area": lambda s: s.area,
    "types": lambda s: ",".join(s.types),
    "from": lambda s: month_text(s.start),
    "to": lambda s: month_text(s.end),
    "cell": lambda s: s.cell,
    "level": lambda s: s.level,
    "table": lambda s: s.table,
    "within": lambda s: str(s.within),
    "res": lambda s: "" if s.res is None else str(s.res),
}
