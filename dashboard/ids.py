"""Ids of the page's components. No id is written anywhere else; JavaScript is handed those it needs."""

from __future__ import annotations

from enum import StrEnum


class Page(StrEnum):
    """Parts every page shares."""

    PATH = "page-path"  # which page
    SHOWN = "page-shown"  # store: the one that came with the frame
    OTHER = "page-other"  # store: the one to ask for, where that is another
    CONTENT = "page-content"
    URL = "page-url"  # what it shows
    VERSION = "page-version"  # the data version the page speaks of
    DEFAULTS = "page-defaults"  # what each control shows when the URL says nothing
    OFFERED = "page-offered"  # periods and crime types to choose from
    WRITTEN = "page-written"  # never filled: writing the address
    SYNCED = "page-controls-synced"  # and showing it in the controls have no other output


class Scan(StrEnum):
    """Parts of the Scan page."""

    SENTENCE = "scan-sentence"
    CHIPS = "scan-chips"
    NOTES = "scan-notes"
    MAP = "scan-map"
    MAP_PROBLEM = "scan-map-problem"
    LEGEND = "scan-legend"
    HOTSPOTS_NOTE = "scan-hotspots-note"
    PREMISES_NOTE = "scan-premises-note"
    HERE = "scan-here"  # what is in the pinned cell
    SEARCH = "scan-search"
    RESET = "scan-reset"
    IN_VIEW = "scan-in-view"
    MAP_NOTES = "scan-map-notes"
    LOCK = "scan-lock"
    COPY = "scan-copy"
    SPOKEN = "scan-spoken"  # what a screen reader hears of the thing under the pointer or the arrow keys
    RESOLUTION = "scan-resolution"
    STATISTICS = "scan-statistics"
    CHART = "scan-chart"
    CHART_TITLE = "scan-chart-title"
    CHART_PROBLEM = "scan-chart-problem"
    CHART_KEY = "scan-chart-key"
    CHART_TABLE = "scan-chart-table"  # the chart's content for a screen reader, filled by the page itself
    CHART_SUMMARY = "scan-chart-summary"  # a sentence or two of it
    TABLE = "scan-table"
    TABLE_TITLE = "scan-table-title"
    TABLE_HINT = "scan-table-hint"  # what to do with a row, or why there is none
    TABLE_PROBLEM = "scan-table-problem"
    EXPORTS = "scan-exports"


class Compare(StrEnum):
    """Parts of the Compare page. A panel's title says its finding, its sub-title what is measured and how."""

    SENTENCE = "compare-sentence"
    WHY = "compare-why"  # which areas are the similar ones
    HAND = "compare-hand"  # one line on the area under the pointer or the arrow keys
    SPOKEN = "compare-spoken"  # the same for a screen reader
    CHIPS = "compare-chips"
    NOTES = "compare-notes"  # what of the address can't be used
    QUALITY = "compare-quality"  # which areas are incomplete, late or of another precision
    COPY = "compare-copy"
    EXPORTS = "compare-exports"

    DOTS = "compare-dots"  # where the page draws
    DOTS_TITLE = "compare-dots-title"
    DOTS_SUB = "compare-dots-sub"
    DOTS_PROBLEM = "compare-dots-problem"
    DOTS_SUMMARY = "compare-dots-summary"  # the drawing in a sentence or two, for a screen reader

    FUNNEL = "compare-funnel"
    FUNNEL_TITLE = "compare-funnel-title"
    FUNNEL_SUB = "compare-funnel-sub"
    FUNNEL_PROBLEM = "compare-funnel-problem"
    FUNNEL_SUMMARY = "compare-funnel-summary"

    MONTHS = "compare-months"
    MONTHS_TITLE = "compare-months-title"
    MONTHS_SUB = "compare-months-sub"
    MONTHS_PROBLEM = "compare-months-problem"
    MONTHS_SUMMARY = "compare-months-summary"
    REBASE = "compare-rebase"  # where limits can be begun afresh

    QUADRANT = "compare-quadrant"
    QUADRANT_TITLE = "compare-quadrant-title"
    QUADRANT_SUB = "compare-quadrant-sub"
    QUADRANT_PROBLEM = "compare-quadrant-problem"
    QUADRANT_SUMMARY = "compare-quadrant-summary"
    WORST = "compare-worst"  # the lists beside it
    BEST = "compare-best"
    PAIRS = "compare-pairs"  # how many of area and crime type were looked at, and which were not

    MAP = "compare-map"
    MAP_TITLE = "compare-map-title"
    MAP_SUB = "compare-map-sub"
    MAP_PROBLEM = "compare-map-problem"
    LEGEND = "compare-legend"

    HEAT = "compare-heat"
    HEAT_TITLE = "compare-heat-title"
    HEAT_SUB = "compare-heat-sub"
    HEAT_PROBLEM = "compare-heat-problem"


class Why(StrEnum):
    """Parts of "Why here, why now?". Each panel has its finding in a sentence, and the figures behind it."""

    SENTENCE = "why-sentence"  # what the page is about
    SPOKEN = "why-spoken"
    ABOUT = "why-about"  # what a finding is about, for whoever keeps it: not shown
    CHIPS = "why-chips"
    NOTES = "why-notes"
    COPY = "why-copy"
    EXPORTS = "why-exports"

    CHANGED = "why-changed"  # figures
    CHANGED_FINDING = "why-changed-finding"
    CHANGED_PROBLEM = "why-changed-problem"
    PREMISES = "why-premises"
    PREMISES_TITLE = "why-premises-title"
    PREMISES_FINDING = "why-premises-finding"
    PREMISES_PROBLEM = "why-premises-problem"
    REPEATS = "why-repeats"
    REPEATS_FINDING = "why-repeats-finding"
    REPEATS_PROBLEM = "why-repeats-problem"
    NEAR = "why-near"
    NEAR_FINDING = "why-near-finding"
    NEAR_PROBLEM = "why-near-problem"
    SURE = "why-sure"
    SURE_FINDING = "why-sure-finding"
    SURE_PROBLEM = "why-sure-problem"
    WHEN = "why-when"
    WHEN_FINDING = "why-when-finding"
    WHEN_PROBLEM = "why-when-problem"


CONTROL = "control"


def control(field: str) -> dict[str, str]:
    """Id of the control of one field of the selection."""
    return {CONTROL: field}


class Side(StrEnum):
    """Parts of Compare's Side by side that both areas share; `panel_id` names those of one side."""

    TITLE = "compare-side-title"
    SUB = "compare-side-sub"
    PROBLEM = "compare-side-problem"
    SWAP = "compare-side-swap"
    LEGEND = "side-legend"
    MAPS_PROBLEM = "side-maps-problem"
    CHARTS_PROBLEM = "side-charts-problem"
    TYPES_PROBLEM = "side-types-problem"


SIDES = ("first", "second")
"""The own area, and the one beside it."""


def panel_id(side: str, part: str) -> str:
    """Id of a part that stands on both sides, once on each."""
    return f"side-{side}-{part}"
