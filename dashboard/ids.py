"""Ids of the page's components. No id is written anywhere else; JavaScript is handed those it needs."""

from __future__ import annotations

from enum import StrEnum


class Page(StrEnum):
    """Parts every page shares."""

    PATH = "page-path"  # which page
    CONTENT = "page-content"
    URL = "page-url"  # what it shows
    VERSION = "page-version"  # the data version the page speaks of
    NEWER = "page-newer-version"  # the one it should reload for, "" while it is up to date


class Scan(StrEnum):
    """Parts of the Scan page."""

    DEFAULTS = "scan-defaults"  # what each control shows when the URL says nothing
    PERIODS = "scan-periods"  # those the period control offers
    SENTENCE = "scan-sentence"
    CHIPS = "scan-chips"
    NOTES = "scan-notes"
    MAP = "scan-map"
    MAP_VALUES = "scan-map-values"
    MAP_PAINTED = "scan-map-painted"
    MAP_PROBLEM = "scan-map-problem"
    LEGEND = "scan-legend"
    PICKED_CELL = "scan-picked-cell"
    RESOLUTION = "scan-resolution"
    STATISTICS = "scan-statistics"
    CHART = "scan-chart"
    CHART_TITLE = "scan-chart-title"
    CHART_PROBLEM = "scan-chart-problem"
    TABLE = "scan-table"
    TABLE_TITLE = "scan-table-title"
    TABLE_PROBLEM = "scan-table-problem"
    EXPORTS = "scan-exports"
    SYNCED = "scan-controls-synced"


CONTROL = "control"
CLEAR = "clear"


def control(field: str) -> dict[str, str]:
    """Id of the control of one field of the selection."""
    return {CONTROL: field}


def clear(field: str) -> dict[str, str]:
    """Id of the button that takes one field back to its default."""
    return {CLEAR: field}
