"""The parts of Compare's answer that fill Side by side; each fails alone.

Scan's own queries are asked twice, once for each area, of the months that both have.
"""

from __future__ import annotations

from typing import Any

from dashboard.callbacks.looking import Looking
from dashboard.callbacks.part import Part
from dashboard.data.side import Sides, of_side, sides
from dashboard.data.side_figures import Pair, side_months, side_rates, side_types, types_not_chosen
from dashboard.data.statistics import statistics
from dashboard.figures.compare_map import scan_address
from dashboard.figures.map_values import apart
from dashboard.figures.side_charts import side_bars, side_charts
from dashboard.figures.side_maps import side_maps
from dashboard.ids import SIDES, Side, panel_id
from dashboard.layouts import side_tables, side_words
from dashboard.layouts.compare_panels import PANEL_NAMES

PAINTERS = ("paintFirst", "paintSecond")
"""What paints the map of each side, in the order of `SIDES`."""


def side_part(view: Looking) -> Part:
    """Which two areas, what their rates say of each other, and the cards of Scan for each."""
    found = _sides(view)
    pair = _pair(view, found)
    scan, spots = (_scans(view, found, hotspots=hotspots) for hotspots in (False, True))
    rates = None if pair is None else side_rates(view.dataset, pair, view.source)
    html: dict[Any, Any] = {
        Side.TITLE: side_words.finding(found, rates),
        Side.SUB: side_words.counted_months(view.dataset, view.selection, found, rates),
        Side.SWAP: side_words.swap(found),
        Side.PROBLEM: "",
    }
    for place, side in enumerate(SIDES):
        own = found.sides[place] if place < len(found.sides) else None
        html[panel_id(side, "name")] = "" if own is None else own.name
        html[panel_id(side, "head")] = (
            [] if own is None else side_words.ways(found, place, scan[place], spots[place])
        )
        html[panel_id(side, "statistics")] = (
            []
            if pair is None or rates is None
            else side_words.figures(statistics(view.dataset, pair[place], view.source), rates, place)
        )
    told = {
        "codes": [side.code for side in found.sides],
        "offered": [list(area) for area in found.offered],
        "both": found.both,
    }
    return Part(html=html, told={"tellSides": told})


def no_sides(message: str) -> Part:
    """A message, and neither side."""
    emptied = [panel_id(side, part) for side in SIDES for part in ("name", "head", "statistics")]
    html: dict[Any, Any] = {Side.TITLE: PANEL_NAMES["side"], Side.PROBLEM: message}
    return Part(html=html | dict.fromkeys((Side.SUB, Side.SWAP, *emptied), ""), told={"tellSides": None})


def maps_part(view: Looking) -> Part:
    """Both maps, and their one legend."""
    found = _sides(view)
    pair = _pair(view, found)
    if pair is None:
        return no_maps("")
    maps = side_maps(view.dataset, pair, view.source, view.resolution)
    painted = [apart(values) for values in maps.values]
    legend = side_words.legend(maps)
    return Part(
        html={Side.LEGEND: legend, Side.MAPS_PROBLEM: ""},
        told={name: plain for name, (plain, _) in zip(PAINTERS, painted, strict=True)},
        arrays={name: arrays for name, (_, arrays) in zip(PAINTERS, painted, strict=True)},
    )


def no_maps(message: str) -> Part:
    """A message; what the maps show stays beneath it."""
    return Part(html={Side.LEGEND: "", Side.MAPS_PROBLEM: message})


def charts_part(view: Looking) -> Part:
    """The months of both, on the same axes."""
    found = _sides(view)
    pair = _pair(view, found)
    if pair is None or found.counted is None:
        return no_charts("")
    months = side_months(view.dataset, pair, view.source, found.shared)
    names = [side.name for side in found.sides]
    html: dict[Any, Any] = {Side.CHARTS_PROBLEM: ""}
    for place, side in enumerate(SIDES):
        html[panel_id(side, "months-title")] = side_tables.chart_title(months, place)
        html[panel_id(side, "months-summary")] = side_tables.chart_summary(months, place, names[place])
    told = {
        **side_charts(months, found.counted),
        "names": names,
        "per_label": months.per_label,
        "words": side_tables.month_lines(months, names),
        "scan": _scans(view, found),
    }
    return Part(html=html, told={"drawSides": told})


def no_charts(message: str) -> Part:
    """A message, and no charts."""
    parts = [panel_id(side, part) for side in SIDES for part in ("months-title", "months-summary")]
    return Part(html={Side.CHARTS_PROBLEM: message} | dict.fromkeys(parts, ""), told={"drawSides": None})


def types_part(view: Looking) -> Part:
    """The crime types of both, row beside row."""
    found = _sides(view)
    pair = _pair(view, found)
    if pair is None:
        return no_types("")
    types = side_types(view.dataset, pair, view.source)
    per = side_rates(view.dataset, pair, view.source).per_label
    names = [side.name for side in found.sides]
    bars, others = side_bars(types), types_not_chosen(view.dataset, pair, view.source)
    html: dict[Any, Any] = {Side.TYPES_PROBLEM: ""}
    for place, side in enumerate(SIDES):
        html[panel_id(side, "types")] = side_tables.types_table(place, names[place], types, bars, per, others)
    return Part(html=html, told={"tellSideTypes": side_tables.type_lines(types, names, per)})


def no_types(message: str) -> Part:
    """A message, and no tables."""
    emptied = [panel_id(side, "types") for side in SIDES]
    return Part(html={Side.TYPES_PROBLEM: message} | dict.fromkeys(emptied, ""), told={"tellSideTypes": None})


def _sides(view: Looking) -> Sides:
    return sides(view.dataset, view.selection, view.source)


def _pair(view: Looking, found: Sides) -> Pair | None:
    """What Scan is asked of each side; None where there is nothing to put side by side."""
    if not found.both or found.counted is None:
        return None
    first, second = (of_side(view.selection, side.code, found.counted) for side in found.sides)
    return first, second


def _scans(view: Looking, found: Sides, *, hotspots: bool = False) -> list[str]:
    """Addresses of Scan, side by side: of the months that count, or else of those asked for."""
    first, last = found.counted or found.asked
    there = view.selection.replace(start=first, end=last)
    return [scan_address(view.dataset, there, side.code, hotspots=hotspots) for side in found.sides]
