"""What a data version lets the reader choose, as the values of the page's controls."""

from __future__ import annotations

import dataclasses
import itertools
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.data.dataset import Dataset
from dashboard.data.queries import compared_with
from dashboard.data.schema import BANDS_METRES, groups_of, month_text
from dashboard.layouts import words
from dashboard.layouts.area_options import Options, area_options
from dashboard.layouts.compare_terms import capital
from dashboard.layouts.table import NATURAL_LEVEL
from dashboard.selection import Catalogue, Selection

_ENGLAND_AND_WALES = (52.5, -2.0)

ALL = "all"
"""What a control shows for everything: all areas, all crime."""

AREAS_COMPARED = f"..{ALL}"
"""What "Areas compared" shows while the URL is silent: areas of the level that suits, of all there is. The
level comes first, then the larger area."""


@dataclasses.dataclass(frozen=True)
class Choices:
    """Options of each control, what it shows while the URL is silent, and where the map begins."""

    areas: Options = dataclasses.field(default_factory=list)
    types: Options = dataclasses.field(default_factory=list)
    periods: Options = dataclasses.field(default_factory=list)
    sources: Options = dataclasses.field(default_factory=list)
    timed: tuple[str, ...] = ()  # keys of the sources that know hours
    defaults: dict[str, Any] = dataclasses.field(
        default_factory=lambda: {
            "area": ALL,
            "types": ALL,
            "period": "",
            "sources": [],
            "measure": "count",
            "within": str(BANDS_METRES[0]),
            "table": "area",
            "level": NATURAL_LEVEL,
            "areas": AREAS_COMPARED,
        }
    )
    centre: tuple[float, float] = _ENGLAND_AND_WALES  # latitude, longitude

    @property
    def offered(self) -> dict[str, Any]:
        """What assets/selection.js adds to: it offers what the URL says, too, where that is none of these."""
        singles = [option["value"] for group in self.types for option in group["items"]]
        order = [value for value in singles if value != ALL and "," not in value]
        return {"periods": self.periods, "types": self.types, "order": order}


def choices_of(dataset: Dataset) -> Choices:
    """What this version offers."""
    catalogue = dataset.catalogue
    nothing = Choices()
    sources = _source_options({source.key: source.name for source in catalogue.sources.values()})
    return Choices(
        areas=area_options(dataset.areas, ALL),
        types=_type_options(catalogue.types),
        periods=_period_options(catalogue),
        sources=sources,
        timed=tuple(source.key for source in catalogue.sources.values() if source.timed),
        defaults=nothing.defaults
        | {
            "period": _period_value(catalogue.default_start, catalogue.last_month),
            "sources": [source["value"] for source in sources[:1]],
        },
        centre=_centre(dataset),
    )


def _source_options(names: Mapping[str, str]) -> Options:
    """Sources by key; what stands in the control is short, their list says the whole name."""
    short = _short_names(list(names.values()))
    return [
        {"value": key, "label": label, "name": name}
        for (key, name), label in zip(names.items(), short, strict=True)
    ]


def _short_names(names: Sequence[str]) -> list[str]:
    """Names without what stands in brackets at their ends and without the words that all begin with: "Police
    records" of "Demonstration police records (fictional)". Whole where they would no longer differ."""
    plain = [re.sub(r"\s*\([^()]*\)$", "", name).split() for name in names]
    alike = (len(set(parts)) == 1 for parts in zip(*plain, strict=False))
    shared = sum(itertools.takewhile(bool, alike)) if len(names) > 1 else 0
    short = [capital(" ".join(parts[shared:])) for parts in plain]
    return short if all(short) and len(set(short)) == len(short) else list(names)


def _centre(dataset: Dataset) -> tuple[float, float]:
    west, south, east, north = (float(edge) for edge in dataset.extents[0])
    if not math.isfinite(west):  # neither outlines nor points
        return _ENGLAND_AND_WALES
    return (south + north) / 2, (west + east) / 2


def _type_options(types: Mapping[str, str]) -> Options:
    """All crime, then groups, then single types; the value of a group is its types as the URL has them."""
    groups = groups_of(types)
    offered = {
        "Everything": {ALL: words.crime((), dict(types))},
        "Groups": {",".join(members): name for name, members in groups.items()},
        "Single types": dict(types),
    }
    return [
        {"group": title, "items": [{"value": value, "label": label} for value, label in items.items()]}
        for title, items in offered.items()
        if items
    ]


def _period_options(catalogue: Catalogue) -> Options:
    """Usual periods, then every single month, so that a month can be chosen without a mouse too.

    Beside its months a usual period has a name, and what it is compared with.
    """
    usual = [
        {
            "value": _period_value(first, last),
            "label": words.short_period(first, last),
            "name": name,
            "compared": _compared(catalogue, first, last),
        }
        for name, first, last in _periods(catalogue)
    ]
    named = {option["value"] for option in usual}
    months = [
        {"value": _period_value(month, month), "label": words.short_period(month, month)}
        for month in range(catalogue.last_month, catalogue.first_month - 1, -1)
        if _period_value(month, month) not in named
    ]
    titled = {"Periods": usual, "Single months": months}
    return [{"group": title, "items": items} for title, items in titled.items() if items]


def _compared(catalogue: Catalogue, first: int, last: int) -> str:
    """What a change in a period is measured against, as far as there are data."""
    default = Selection.default(catalogue)
    before, until = compared_with(default.replace(start=first, end=last))
    if until < catalogue.first_month:
        return "no earlier data to compare with"
    against = words.short_period(max(before, catalogue.first_month), until)
    return f"compared with {against}" + ("" if before >= catalogue.first_month else ", as far as data reach")


def _periods(catalogue: Catalogue) -> list[tuple[str, int, int]]:
    """Periods offered, as (name, first month, last month)."""
    first, last = catalogue.first_month, catalogue.last_month
    offered = [
        ("Latest month", last, last),
        ("Latest 3 months", last - 2, last),
        ("Latest 12 months", last - 11, last),
        ("Year to date", last - last % 12, last),
        *((f"Year {year}", year * 12, year * 12 + 11) for year in range(last // 12, first // 12 - 1, -1)),
        ("All months", first, last),
    ]
    kept: dict[tuple[int, int], str] = {}
    for name, start, end in offered:
        if start >= first and end <= last:
            kept.setdefault((start, end), name)
    return [(name, start, end) for (start, end), name in kept.items()]


def _period_value(start: int, end: int) -> str:
    """A period as the value of the control; assets/selection.js takes it apart."""
    return f"{month_text(start)}..{month_text(end)}"
