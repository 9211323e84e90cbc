"""Which parts Compare's answer has: those of the tab that is open, each failing alone."""

from __future__ import annotations

from dashboard.callbacks import compare_parts, compare_side
from dashboard.callbacks.compare_parts import no_panel
from dashboard.callbacks.filters import no_area
from dashboard.callbacks.looking import at_every_hour
from dashboard.callbacks.part import Draw, Parts
from dashboard.ids import Compare

COMPARE_PARTS: Parts = {
    "said": (compare_parts.said_part, compare_parts.nothing_said),
    "dots": (compare_parts.dots_part, no_panel("dots", "drawDots", Compare.DOTS_SUMMARY)),
    "funnel": (compare_parts.funnel_part, no_panel("funnel", "drawFunnel", Compare.FUNNEL_SUMMARY)),
    "months": (compare_parts.months_part, no_panel("months", "drawMonths", Compare.MONTHS_SUMMARY)),
    "map": (compare_parts.map_part, compare_parts.no_map),
    "quadrant": (
        compare_parts.quadrant_part,
        no_panel(
            "quadrant",
            "drawQuadrant",
            Compare.QUADRANT_SUMMARY,
            Compare.WORST,
            Compare.BEST,
            Compare.PAIRS,
        ),
    ),
    "heat": (compare_parts.heat_part, no_panel("heat", "fillHeat")),
    "side": (compare_side.side_part, compare_side.no_sides),
    "side-maps": (compare_side.maps_part, compare_side.no_maps),
    "side-charts": (compare_side.charts_part, compare_side.no_charts),
    "side-types": (compare_side.types_part, compare_side.no_types),
    "area": (compare_parts.areas_part, no_area),
}
"""How each part is drawn, and what stands in its place where that fails."""

TABS: dict[str, tuple[str, ...]] = {
    "overview": ("said", "dots", "funnel", "months", "map", "area"),
    "worsening": ("said", "quadrant", "area"),
    "table": ("said", "heat", "area"),
    "side": ("said", "side", "side-maps", "side-charts", "side-types", "area"),
}
"""The parts of each tab; the page's own words come first, for panels draw what those name."""


def parts_of(tab: str) -> Parts:
    """The parts that a tab shows, of every hour."""
    return {name: (_of_every_hour(COMPARE_PARTS[name][0]), COMPARE_PARTS[name][1]) for name in TABS[tab]}


def _of_every_hour(draw: Draw) -> Draw:
    return lambda seen: draw(at_every_hour(seen))
