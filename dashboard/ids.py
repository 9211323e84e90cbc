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


class Scan(StrEnum):
    """Parts of the Scan page."""

    DEFAULTS = "scan-defaults"  # what each control shows when the URL says nothing
    OFFERED = "scan-offered"  # periods and crime types to choose from
    WRITTEN = "scan-written"  # never filled: writing the address
    SYNCED = "scan-controls-synced"  # and showing it in the controls have no other output
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


CONTROL = "control"


def control(field: str) -> dict[str, str]:
    """Id of the control of one field of the selection."""
    return {CONTROL: field}
