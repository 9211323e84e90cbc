"""The table of views: what a reader may want to see, and the clicks that lead there from the start page.

Opening a list is a click, choosing from it another; typing is none. `test_three_clicks.py` walks the table in
a browser and counts the clicks it makes; `python -m scripts.click_audit` writes what it counted to
docs/three-clicks.md.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from dashboard.data.dataset import Dataset
from dashboard.data.schema import CRIME_GROUPS, Level
from dashboard.layouts.choices import choices_of
from dashboard.layouts.compare_filters import LIMITS, SCALES, SHADES, TABS, TRENDS, compare_choices_of
from dashboard.layouts.table import LEVEL_NAMES

MOST_CLICKS = 3
COMPARE = "/compare"
WHY = "/why"


@dataclasses.dataclass(frozen=True)
class Click:
    """One click: on what kind of thing, and what it is called there."""

    kind: str  # link, layer, switch, button, list, option, titled option, row
    name: str


@dataclasses.dataclass(frozen=True)
class View:
    """A single value a reader may want: what the address says once it is reached, and how to reach it."""

    subject: str
    name: str
    clicks: tuple[Click, ...]
    query: Mapping[str, str] = dataclasses.field(default_factory=dict)
    path: str = "/"
    of_one: bool = True
    """Whether it is walked for every partnership too, and not only for the whole region."""


def single_views(dataset: Dataset) -> list[View]:
    """Each single value of page, layer, table, measure, preset, crime type, group of types and level, and of
    what Compare offers."""
    return [
        *_pages(),
        *_layers(),
        *_tables(),
        *_measures(),
        *_presets(dataset),
        *_types(dataset),
        *_levels(dataset),
        *_compared(dataset),
    ]


def partnership_views(dataset: Dataset) -> list[View]:
    """Every partnership somebody reports on: one click on its row of the start page's table."""
    tree = dataset.areas
    return [
        View("Partnership", tree.names[i], (Click("row", tree.codes[i]),), {"pins": tree.codes[i]})
        for i in tree.within("all", Level.PARTNERSHIP)
        if tree.covered[i]
    ]


def _pages() -> Iterator[View]:
    yield View("Page", "Scan", ())
    yield View("Page", "Why here?", (Click("link", "Why here?"),), path=WHY)
    yield View("Page", "Measures", (Click("link", "Measures"),), path="/measures")
    yield View("Page", "Sources", (Click("link", "Sources"),), path="/sources")


def _layers() -> Iterator[View]:
    hotspots = {"layers": "hotspots", "table": "hotspots"}  # the layer brings its list along
    yield View("Layer", "Hotspots", (Click("layer", "hotspots"),), hotspots)
    yield View("Layer", "Licensed premises", (Click("layer", "premises"),), {"layers": "premises"})


def _tables() -> Iterator[View]:
    yield View("Table", "Areas", ())
    yield View("Table", "Crime types", (Click("switch", "Crime types"),), {"table": "type"})
    yield View("Table", "Hotspots", (Click("switch", "Hotspots"),), {"table": "hotspots"})


def _measures() -> Iterator[View]:
    yield View("Measure", "Count", ())
    for name in ("Rate", "Change"):
        yield View("Measure", name, (Click("switch", name),), {"measure": name.lower()})


def _presets(dataset: Dataset) -> Iterator[View]:
    default = choices_of(dataset).defaults["period"]
    for option in _items(choices_of(dataset).periods):
        if "name" not in option:  # a single month: as many clicks as the presets, but no preset
            continue
        name, (first, last) = option["name"], option["value"].split("..")
        if option["value"] == default:
            yield View("Period", name, ())
        else:
            clicks = (Click("list", "Period"), Click("titled option", name))
            yield View("Period", name, clicks, {"from": first, "to": last})


def _types(dataset: Dataset) -> Iterator[View]:
    yield View("Crime type", "All crime", ())
    for slug, label in dataset.types.items():
        yield View("Crime type", label, _chosen("Crime types", label), {"types": slug})
    for name, members in CRIME_GROUPS.items():
        present = [slug for slug in dataset.types if slug in members]
        if len(present) > 1:
            yield View("Group of types", name, _chosen("Crime types", name), {"types": ",".join(present)})


def _levels(dataset: Dataset) -> Iterator[View]:
    for level in dataset.areas.levels_below("all"):
        name = LEVEL_NAMES[level]
        if level is Level.PARTNERSHIP:
            yield View("Level", name, ())
        else:
            clicks = _chosen("Size of the areas in the table", name)
            yield View("Level", name, clicks, {"level": level.value})


def _compared(dataset: Dataset) -> Iterator[View]:
    """Compare's tabs, sizes of area and switches.

    Those that take three clicks are of the whole region: an area of one's own is a click more.
    """

    def view(name: str, fields: Mapping[str, str], *clicks: Click) -> View:
        few = len(clicks) < MOST_CLICKS - 1
        return View("Compare", name, (Click("link", "Compare"), *clicks), fields, COMPARE, of_one=few)

    yield view("Overview", {})
    for tab, name in list(TABS.items())[1:]:
        yield view(name, {"tab": tab}, Click("button", name))
    for option in _items(compare_choices_of(dataset).areas):
        level, _, among = str(option["value"]).partition("..")
        if level and among == "all" and level != Level.PARTNERSHIP and level != Level.LSOA:
            yield view(option["label"], {"compare": level}, *_chosen("Areas compared", option["label"]))
    for field, choices in (("limits", LIMITS), ("scale", SCALES), ("shade", SHADES)):
        for value, name in list(choices.items())[1:]:
            yield view(f"{name} ({field})", {field: value}, Click("button", name))
    tab = Click("button", TABS["worsening"])
    for value, name in list(TRENDS.items())[1:]:
        yield view(f"{name} (trend)", {"tab": "worsening", "trend": value}, tab, Click("button", name))


def _chosen(control: str, option: str) -> tuple[Click, ...]:
    return Click("list", control), Click("option", option)


def _items(options: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for option in options:
        yield from option.get("items", [option])
