"""What the reader compares, and how each part of it is read from, and written to, a URL query.

A reader takes the text of one field and returns the fields of the `Comparison` it sets; it raises ValueError,
with a sentence for the reader, where the text can't be used. Names of fields are promises: links hold them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dashboard.data.schema import Level, month_number, month_text

if TYPE_CHECKING:
    from dashboard.selection import Catalogue, Selection

TABS = ("overview", "worsening", "table")
PANELS = ("dots", "funnel", "map", "months")
LEVELS = tuple(level.value for level in (Level.FORCE, Level.PARTNERSHIP, Level.WARD, Level.LSOA))
LIMITS = ("exact", "multiplicative", "additive")
SCALES = ("same", "own")
TRENDS = ("month", "quarter", "year")
SPANS = ("all", "same")
SHADES = ("verdict", "rate")
SIMILAR = ("all",)
ONLY = ("above", "within", "below", "concern", "improvement", "incomplete")
COLUMNS = ("name", "rate", "rank", "trend", "change", "missing", "location")
"""Of the table, beside one for each crime type, which goes by its slug."""

EVERYWHERE = "all"
MOST_REBASES = 12
LONGEST_FIND = 60
_DOWNWARDS = "-"


@dataclasses.dataclass(frozen=True)
class Comparison:
    """What is compared, and how it is shown; the own area, crime types and period are the selection's."""

    tab: str = "overview"
    panel: str = ""  # the one enlarged in Overview; none: all of them
    level: str = ""  # of the areas compared; none: the natural one
    among: str = EVERYWHERE  # the larger area whose areas are compared
    limits: str = "exact"  # of the funnel: exact, or widened in one of two ways
    scale: str = "same"  # of the small charts of months
    trend: str = "month"  # what the own trend goes by: the latest month, the latest three, or the year before
    span: str = "all"  # months that trends rest on: each area's own, or those that all areas have
    shade: str = "verdict"  # what colours map and table
    rebase: tuple[tuple[str, int], ...] = ()  # (area or "all", month) from which limits begin afresh
    sort: str = "-rate"  # column of the table, with "-" from the highest down
    only: str = ""  # rows of the table; none: all of them
    find: str = ""  # in their names
    similar: str = "all"  # who counts as similar: all areas compared

    def replace(self, **changes: Any) -> Comparison:
        """A copy with some fields changed."""
        return dataclasses.replace(self, **changes)


NOTHING_CHOSEN = Comparison()

Read = Callable[[str, "Catalogue", "Selection"], dict[str, Any]]


def _one_of(field: str, choices: tuple[str, ...]) -> Read:
    def read(text: str, *_: Any) -> dict[str, Any]:
        if text not in choices:
            raise ValueError(f"It must be one of {', '.join(choices)}.")
        return {field: text}

    return read


def _among(text: str, catalogue: Catalogue, _: Selection) -> dict[str, Any]:
    return {"among": _area(text, catalogue)}


def _level(text: str, catalogue: Catalogue, selection: Selection) -> dict[str, Any]:
    """A level that the larger area is of or holds: it is read after that."""
    if text not in LEVELS:
        raise ValueError(f"It must be one of {', '.join(LEVELS)}.")
    among = selection.comparison.among
    if text not in (catalogue.areas.level(among), *catalogue.areas.levels_below(among)):
        raise ValueError("The larger area chosen holds no areas of this level.")
    return {"level": text}


def _rebase(text: str, catalogue: Catalogue, _: Selection) -> dict[str, Any]:
    asked = sorted({_begun_afresh(part, catalogue) for part in text.split(",")})
    if len(asked) > MOST_REBASES:
        raise ValueError(f"Limits can begin afresh at most {MOST_REBASES} times.")
    return {"rebase": tuple(asked)}


def _begun_afresh(text: str, catalogue: Catalogue) -> tuple[str, int]:
    """Area and month of one "E06000002:2024-10"."""
    code, _, written = text.rpartition(":")
    try:
        month = month_number(written)
    except ValueError as error:
        raise ValueError("It must be areas with a month each, written as E06000002:2024-10.") from error
    if not catalogue.first_month < month <= catalogue.last_month:
        first, last = month_text(catalogue.first_month), month_text(catalogue.last_month)
        raise ValueError(f"Limits can begin afresh after the first month of the data, {first}, until {last}.")
    return _area(code, catalogue), month


def _area(text: str, catalogue: Catalogue) -> str:
    code = catalogue.areas.resolve(text)
    if code is None:
        raise ValueError("There is no area with this code in the data.")
    return code


def _sort(text: str, catalogue: Catalogue, _: Selection) -> dict[str, Any]:
    if text.removeprefix(_DOWNWARDS) not in (*COLUMNS, *catalogue.types):
        raise ValueError(f"It must be one of {', '.join(COLUMNS)} or a crime type.")
    return {"sort": text}


def _find(text: str, *_: Any) -> dict[str, Any]:
    wanted = " ".join(text.split())
    if len(wanted) > LONGEST_FIND or not wanted.isprintable():
        raise ValueError(f"It must be at most {LONGEST_FIND} letters of a name.")
    return {"find": wanted}


COMPARE_READERS: dict[str, Read] = {
    "tab": _one_of("tab", TABS),
    "panel": _one_of("panel", PANELS),
    "among": _among,
    "compare": _level,
    "similar": _one_of("similar", SIMILAR),
    "limits": _one_of("limits", LIMITS),
    "scale": _one_of("scale", SCALES),
    "trend": _one_of("trend", TRENDS),
    "span": _one_of("span", SPANS),
    "shade": _one_of("shade", SHADES),
    "rebase": _rebase,
    "sort": _sort,
    "only": _one_of("only", ONLY),
    "find": _find,
}
"""In the order they are read, all after Scan's: a later one may depend on an earlier one."""

COMPARE_WRITERS: dict[str, Callable[[Comparison], str]] = {
    "tab": lambda c: c.tab,
    "panel": lambda c: c.panel,
    "compare": lambda c: c.level,
    "among": lambda c: c.among,
    "similar": lambda c: c.similar,
    "limits": lambda c: c.limits,
    "scale": lambda c: c.scale,
    "trend": lambda c: c.trend,
    "span": lambda c: c.span,
    "shade": lambda c: c.shade,
    "rebase": lambda c: ",".join(f"{code}:{month_text(month)}" for code, month in c.rebase),
    "sort": lambda c: c.sort,
    "only": lambda c: c.only,
    "find": lambda c: c.find,
}
