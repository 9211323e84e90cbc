"""How each field of a Selection is read from, and written to, a URL query.

A reader takes the text of one field and returns the fields of the Selection it sets; it raises ValueError,
with a sentence for the reader, where the text can't be used.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dashboard.data.grid import cell_number, cell_resolution
from dashboard.data.schema import BANDS_METRES, Level, month_number, month_text

if TYPE_CHECKING:
    from dashboard.selection import Catalogue, Selection

TABLES = ("area", "type", "hotspots")
MEASURES = ("count", "rate", "change")
LAYERS = ("hotspots", "premises")
LENSES = ("many", "more", "kinds", "classes")
"""Ways to look for hotspots: where there are many, where more than expected, and what has become of each
over time, by the four classes of sfhotspot or the eight of ArcGIS."""
ALL_COLD = "cold"
_SPOTS = (
    "emerging", "new", "consecutive", "intensifying", "persistent", "intermittent", "oscillating", "sporadic",
    "diminishing", "former", "historical",
)  # fmt: skip
SPOTS = (
    ALL_COLD,
    "mixed-hot-and-cold-spot",
    *(f"{name}-{side}" for side in ("hotspot", "cold-spot") for name in _SPOTS),
)
"""Classes of hotspots over time, of which the page can show one alone, or all cold spots."""
CORRECTIONS = ("fdr", "bonferroni")
GIVEN = ("others", "residents")
STEPS = ("quarter", "month")
FINDINGS = ("changed", "premises", "repeats", "near", "sure", "when")
NOT_KNOWN = "unknown"
CLOSES = ("23", "0", "1", "2", "3", NOT_KNOWN)
"""Hours of the night until which premises may be open at least."""
MOST_RINGS = 3
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
COARSEST_RESOLUTION = 4
MOST_PINS = 40
MOST_CLASSES = 9

Read = Callable[[str, "Catalogue", "Selection"], dict[str, Any]]


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


def _month(field: str) -> Read:
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


def _cells(text: str, *_: Any) -> dict[str, Any]:
    asked = _some(text)
    for name in asked:
        number = cell_number(name)
        if number is None or cell_resolution(number) < COARSEST_RESOLUTION:
            raise ValueError("This is not a map cell that can be shown.")
    return {"cells": asked}


def _pins(text: str, catalogue: Catalogue, selection: Selection) -> dict[str, Any]:
    """Areas pinned in the table; what lies outside the chosen area was pinned in another view."""
    found = [catalogue.areas.resolve(code) for code in _some(text)]
    first, last = catalogue.areas.span(selection.area)
    for code in found:
        if code is None:
            raise ValueError("There is no area with this code in the data.")
        if not first < catalogue.areas.span(code)[0] <= last:
            raise ValueError("A pinned area must lie inside the chosen area.")
    return {"pins": tuple(dict.fromkeys(code for code in found if code is not None))}


def _some(text: str) -> tuple[str, ...]:
    """The distinct names in a list with commas."""
    asked = tuple(dict.fromkeys(text.split(",")))
    if len(asked) > MOST_PINS:
        raise ValueError(f"At most {MOST_PINS} can be pinned at a time.")
    return asked


def _box(text: str, *_: Any) -> dict[str, Any]:
    try:
        edges = tuple(float(part) for part in text.split(","))
    except ValueError as error:
        raise ValueError("It must be four numbers: west, south, east, north.") from error
    if len(edges) != 4 or not all(math.isfinite(edge) for edge in edges):
        raise ValueError("It must be four numbers: west, south, east, north.")
    west, south, east, north = edges
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise ValueError("It must be a box on the map: west, south, east, north in degrees.")
    return {"box": edges}


def _several(field: str, choices: tuple[str, ...]) -> Read:
    def read(text: str, *_: Any) -> dict[str, Any]:
        asked = text.split(",")
        if not set(asked) <= set(choices):
            raise ValueError(f"It must be some of {', '.join(choices)}.")
        return {field: tuple(choice for choice in choices if choice in asked)}

    return read


def one_of(field: str, choices: tuple[str, ...]) -> Read:
    """A reader of one of the values given."""

    def read(text: str, *_: Any) -> dict[str, Any]:
        if text not in choices:
            raise ValueError(f"It must be one of {', '.join(choices)}.")
        return {field: text}

    return read


def _whole(field: str, low: int, high: int) -> Read:
    def read(text: str, *_: Any) -> dict[str, Any]:
        if not (text.isascii() and text.isdigit() and len(text) <= 4 and low <= int(text) <= high):
            raise ValueError(f"It must be a whole number from {low} to {high}.")
        return {field: int(text)}

    return read


def _days(text: str, *_: Any) -> dict[str, Any]:
    asked = text.split(",")
    if not set(asked) <= set(DAYS):
        raise ValueError(f"It must be some of {', '.join(DAYS)}.")
    chosen = tuple(place for place, day in enumerate(DAYS) if day in asked)
    return {"days": () if len(chosen) == len(DAYS) else chosen}


def _hours(text: str, *_: Any) -> dict[str, Any]:
    """Hours of the day as "18-3", from the first to before the last; through midnight where that is less."""
    found = re.fullmatch(r"(\d{1,2})-(\d{1,2})", text, flags=re.ASCII)
    first, end = (int(found[1]), int(found[2])) if found else (24, 24)
    if first > 23 or end > 24 or first == end:
        raise ValueError("It must be two hours of the day, as 18-3 for 6pm to 3am.")
    return {"hours": None if (first - end) % 24 == 0 else (first, end % 24)}


def _kind(text: str, catalogue: Catalogue, _: Selection) -> dict[str, Any]:
    if text not in catalogue.premises_kinds:
        raise ValueError("There are no premises of this kind in the data.")
    return {"kind": text}


READERS: dict[str, Read] = {
    "sources": _sources,
    "area": _area,
    "types": _types,
    "from": _month("start"),
    "to": _month("end"),
    "pins": _pins,
    "cell": _cells,
    "box": _box,
    "level": one_of("level", tuple(level.value for level in Level if level is not Level.ALL)),
    "table": one_of("table", TABLES),
    "within": _whole("within", 1, BANDS_METRES[-1]),
    "kind": _kind,
    "closes": one_of("closes", CLOSES),
    "measure": one_of("measure", MEASURES),
    "layers": _several("layers", LAYERS),
    "hot": one_of("hot", LENSES),
    "rings": _whole("rings", 1, MOST_RINGS),
    "chance": one_of("chance", CORRECTIONS),
    "given": one_of("given", GIVEN),
    "step": one_of("step", STEPS),
    "spot": one_of("spot", SPOTS),
    "days": _days,
    "hours": _hours,
    "finding": one_of("finding", FINDINGS),
    "class": _whole("shown_class", 1, MOST_CLASSES),
    "res": _whole("res", COARSEST_RESOLUTION, 15),
}
"""In the order they are read: a later one may depend on an earlier one."""

WRITERS: dict[str, Callable[[Selection], str]] = {
    "sources": lambda s: ",".join(s.sources),
    "area": lambda s: s.area,
    "types": lambda s: ",".join(s.types),
    "from": lambda s: month_text(s.start),
    "to": lambda s: month_text(s.end),
    "pins": lambda s: ",".join(s.pins),
    "cell": lambda s: ",".join(s.cells),
    "box": lambda s: "" if s.box is None else ",".join(f"{edge:.5f}" for edge in s.box),
    "level": lambda s: s.level,
    "table": lambda s: s.table,
    "within": lambda s: str(s.within),
    "kind": lambda s: s.kind,
    "closes": lambda s: s.closes,
    "measure": lambda s: s.measure,
    "layers": lambda s: ",".join(s.layers),
    "hot": lambda s: s.hot,
    "rings": lambda s: str(s.rings),
    "chance": lambda s: s.chance,
    "given": lambda s: s.given,
    "step": lambda s: s.step,
    "spot": lambda s: s.spot,
    "days": lambda s: ",".join(DAYS[day] for day in s.days),
    "hours": lambda s: "" if s.hours is None else f"{s.hours[0]}-{s.hours[1]}",
    "finding": lambda s: s.finding,
    "class": lambda s: "" if s.shown_class is None else str(s.shown_class),
    "res": lambda s: "" if s.res is None else str(s.res),
}
