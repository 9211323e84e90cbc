"""What the reader compares, and how each part of it is read from, and written to, a URL query.

A reader takes the text of one field and returns the fields of the `Comparison` it sets; it raises ValueError,
with a sentence for the reader, where the text can't be used. Names of fields are promises: links hold them.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dashboard.data.schema import Level, month_number, month_text
from dashboard.query_fields import Read, one_of

if TYPE_CHECKING:
    from dashboard.selection import Catalogue, Selection

TABS = ("overview", "worsening", "table", "side")
PANELS = ("dots", "funnel", "map", "months")
LEVELS = (Level.FORCE, Level.PARTNERSHIP, Level.WARD, Level.LSOA)
"""Whose areas can be compared, the largest first."""

LIMITS = ("exact", "multiplicative", "additive")
SCALES = ("same", "own")
TRENDS = ("month", "quarter", "year")
SPANS = ("all", "same")
SHADES = ("verdict", "rate")
SIMILAR = ("all", "group", "near", "picked")
PERS = ("residents", "households", "premises", "km2")
"""What rates divide by."""

ONLY = ("above", "within", "below", "concern", "improvement", "incomplete")
COLUMNS = ("name", "rate", "rank", "trend", "change", "missing", "location", "harm")
"""Of the table, beside one for each crime type, which goes by its slug."""

EVERYWHERE = "all"
MOST_REBASES = 12
LONGEST_FIND = 60
MOST_PEERS = 40
FEWEST_NEAR, MOST_NEAR = 3, 30
HEAVIEST = 10.0
"""What a feature counts for at most; 1 unless told otherwise."""
_WEIGHT = re.compile(r"[0-9]{1,2}(\.[0-9]{1,2})?")
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
    peers: tuple[str, ...] = ()  # areas picked by hand
    near: int = 7  # how many areas nearest by their features count as similar
    weights: tuple[tuple[str, float], ...] = ()  # (feature, what it counts for) where told
    similar: str = "all"  # who is similar: all areas compared, a given group, the nearest, those picked
    per: str = "residents"  # what rates divide by
    beside: str = ""  # the other area of Side by side; none: one is proposed
    harm: str = ""  # table of weights by which harm is added up; none: no harm

    def replace(self, **changes: Any) -> Comparison:
        """A copy with some fields changed."""
        return dataclasses.replace(self, **changes)


NOTHING_CHOSEN = Comparison()


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


def _peers(text: str, catalogue: Catalogue, _: Selection) -> dict[str, Any]:
    codes = sorted({_area(code, catalogue) for code in text.split(",")})
    if len(codes) > MOST_PEERS:
        raise ValueError(f"At most {MOST_PEERS} areas can be picked.")
    levels = {catalogue.areas.level(code) for code in codes}
    if len(levels) > 1 or not levels.issubset(LEVELS):
        raise ValueError("The areas picked must all be police forces, partnerships, wards or small areas.")
    return {"peers": tuple(codes)}


def _near(text: str, *_: Any) -> dict[str, Any]:
    if not re.fullmatch(r"[0-9]{1,2}", text) or not FEWEST_NEAR <= int(text) <= MOST_NEAR:
        raise ValueError(f"It must be a whole number from {FEWEST_NEAR} to {MOST_NEAR}.")
    return {"near": int(text)}


def _weights(text: str, catalogue: Catalogue, _: Selection) -> dict[str, Any]:
    """What features count for: also 1, which one that few areas have does not by itself."""
    told = dict(_weight(part, catalogue) for part in text.split(","))
    if catalogue.features.keys() <= {name for name, weight in told.items() if not weight}:
        raise ValueError("At least one feature must count for more than 0.")
    return {"weights": tuple((name, told[name]) for name in sorted(told))}


def _weight(text: str, catalogue: Catalogue) -> tuple[str, float]:
    name, _, written = text.rpartition(":")
    if not _WEIGHT.fullmatch(written) or float(written) > HEAVIEST:
        raise ValueError(f"It must be features with a number from 0 to {HEAVIEST:g} each, as density:2.")
    if name not in catalogue.features:
        raise ValueError("The data have no such feature of areas.")
    return name, float(written)


def _similar(text: str, catalogue: Catalogue, _: Selection) -> dict[str, Any]:
    """Who counts as similar; whether the level's areas bear it is told where they are compared."""
    if text not in SIMILAR:
        raise ValueError(f"It must be one of {', '.join(SIMILAR)}.")
    if text == "group" and not catalogue.grouped:
        tables = ", ".join(catalogue.groups_of_nobody)
        said = f"The table imported ({tables}) tells of none of these areas."
        raise ValueError(said if tables else "No table of similar areas is imported.")
    if text == "near" and not catalogue.features:
        raise ValueError("Nothing is imported by which areas could be called similar.")
    return {"similar": text}


def _per(text: str, catalogue: Catalogue, _: Selection) -> dict[str, Any]:
    if text not in PERS:
        raise ValueError(f"It must be one of {', '.join(PERS)}.")
    if text not in catalogue.denominators:
        raise ValueError("The data to divide by are not imported.")
    return {"per": text}


def _beside(text: str, catalogue: Catalogue, selection: Selection) -> dict[str, Any]:
    """An area that can stand beside the own one: another of its level; beside none, any."""
    code, tree = _area(text, catalogue), catalogue.areas
    level, own = tree.level(code), tree.level(selection.area)
    if level not in LEVELS:
        raise ValueError("It must be a police force, partnership, ward or small area.")
    if own in LEVELS and level is not own:
        raise ValueError("It must be an area of the same kind as the one it stands beside.")
    if code == selection.area:
        raise ValueError("An area can't stand beside itself.")
    return {"beside": code}


def _harm(text: str, catalogue: Catalogue, _: Selection) -> dict[str, Any]:
    if text not in catalogue.harm_tables:
        raise ValueError("No table of weights of this name is imported.")
    return {"harm": text}


def _find(text: str, *_: Any) -> dict[str, Any]:
    wanted = " ".join(text.split())
    if len(wanted) > LONGEST_FIND or not wanted.isprintable():
        raise ValueError(f"It must be at most {LONGEST_FIND} letters of a name.")
    return {"find": wanted}


COMPARE_READERS: dict[str, Read] = {
    "tab": one_of("tab", TABS),
    "panel": one_of("panel", PANELS),
    "among": _among,
    "compare": _level,
    "peers": _peers,
    "near": _near,
    "weights": _weights,
    "similar": _similar,
    "per": _per,
    "beside": _beside,
    "harm": _harm,
    "limits": one_of("limits", LIMITS),
    "scale": one_of("scale", SCALES),
    "trend": one_of("trend", TRENDS),
    "span": one_of("span", SPANS),
    "shade": one_of("shade", SHADES),
    "rebase": _rebase,
    "sort": _sort,
    "only": one_of("only", ONLY),
    "find": _find,
}
"""In the order they are read, all after Scan's: a later one may depend on an earlier one."""

COMPARE_WRITERS: dict[str, Callable[[Comparison], str]] = {
    "tab": lambda c: c.tab,
    "panel": lambda c: c.panel,
    "compare": lambda c: c.level,
    "among": lambda c: c.among,
    "similar": lambda c: c.similar,
    "peers": lambda c: ",".join(c.peers),
    "near": lambda c: str(c.near),
    "weights": lambda c: ",".join(f"{name}:{weight:g}" for name, weight in c.weights),
    "per": lambda c: c.per,
    "beside": lambda c: c.beside,
    "harm": lambda c: c.harm,
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
