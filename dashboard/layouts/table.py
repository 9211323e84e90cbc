"""The table beside the map: columns and rows of areas or crime types, ready for the grid."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from dashboard.data.areas import ELSEWHERE, NO_LOCATION, UNPLACED
from dashboard.data.listed import Listed, ListedArea, ListedType
from dashboard.data.queries import MonthsByRow
from dashboard.data.schema import Level
from dashboard.layouts import words
from dashboard.layouts.sparkline import sparkline

NATURAL_LEVEL = "auto"
"""Value of the level control while the URL names no level."""

HINT = "choose a row to see it alone"
"""What to do with a row."""

NO_AREAS = (NO_LOCATION, UNPLACED, ELSEWHERE)
"""Ids of rows that are no area of the tree."""

SORTED_AS = 0.5
"""In place of a count that is withheld: it comes after all that are shown, before 0."""

LONGEST_PERIOD = 8
"""Characters of a period that still fit in a heading: "Jan 2024"."""

LEVEL_NAMES = {
    Level.ALL: "Everything",
    Level.REGION: "Regions",
    Level.FORCE: "Police forces",
    Level.PARTNERSHIP: "Partnerships",
    Level.WARD: "Wards",
    Level.LSOA: "Small areas (LSOA)",
}


def grid_options() -> dict[str, Any]:
    """Options of the grid: plain rows, keyboard, a message in words while there is nothing to show."""
    return {
        "rowHeight": 30,
        "headerHeight": 32,
        "tooltipShowDelay": 500,
        "suppressCellFocus": False,
        "tabToNextCell": {"function": "false"},  # Tab leaves the rows, arrow keys move among them
        "animateRows": False,
        "enableCellTextSelection": True,
        "localeText": {"noRowsToShow": "Nothing to list for this choice."},
        "rowClassRules": {"row-pinned": "params.data.pinned", "row-aside": "params.data.aside"},
    }


def level_options(natural: Level, offered: tuple[Level, ...]) -> list[dict[str, str]]:
    """Choices of the level control: the natural level first, then the others below the selected area."""
    others = [
        {"value": level.value, "label": LEVEL_NAMES[level]} for level in offered if level is not natural
    ]
    return [{"value": NATURAL_LEVEL, "label": LEVEL_NAMES[natural]}, *others]


def area_columns(noun: str, against: str, months: str) -> list[dict[str, Any]]:
    """Columns of a table of areas.

    `against` is the period changes are measured against, in words; `months` heads the small lines.
    """
    return [
        _name(noun),
        _incidents(),
        _shown("residents", "Residents", "residents_text", 70, most=120),
        _rate(),
        _shown("share", "Share", "share_text", 54, most=90),
        _change(against),
        _line(months),
    ]


def type_columns(against: str, months: str) -> list[dict[str, Any]]:
    """Columns of a table of crime types."""
    return [
        _name("Crime type"),
        _incidents(),
        _shown("share", "Share", "share_text", 54, most=90),
        _change(against),
        _line(months),
    ]


def area_rows(
    listed: Sequence[ListedArea], lines: MonthsByRow, *, chosen: Collection[str], inside: Collection[str] = ()
) -> list[dict[str, Any]]:
    """Rows of `queries.areas_in_brief`; `aside` marks what belongs to no area or is reported by nobody.

    `chosen` are the areas pinned or selected, `inside` those that hold smaller areas to look into.
    """
    return [_area_row(row, lines, chosen, inside) for row in listed]


def _area_row(
    row: ListedArea, lines: MonthsByRow, chosen: Collection[str], inside: Collection[str]
) -> dict[str, Any]:
    code = row.area_code
    rate = _rate_of(row)
    if row.withheld:
        rate["rate_text"] = words.WITHHELD
    residents = None if row.residents is None else int(row.residents)
    return {
        "id": code,
        "name": row.area_name,
        "inside": code in inside,
        "residents": residents,
        "residents_text": words.number(residents),
        **rate,
        "aside": not row.covered or code in NO_AREAS,
        "pinned": code in chosen,
        **_shared(row),
        "line": sparkline(lines, code),
    }


def _rate_of(row: ListedArea) -> dict[str, Any]:
    rate, lower, upper = row.rate, row.rate_lower, row.rate_upper
    if rate is None or lower is None or upper is None:
        return {"rate": None, "rate_text": words.NOT_KNOWN, **_NO_RATE}
    quality = words.denominator(row.denominator_note)
    tip = f"95% interval: {words.rate(lower)} to {words.rate(upper)}"
    return {
        "rate": rate,
        "rate_text": words.rate(rate),
        "rate_interval": f"({words.interval(lower, upper)})",
        "rate_tip": tip,
        "rate_more": f"{tip}. {quality}" if quality else tip,
        "quality": quality,
    }


_NO_RATE = dict.fromkeys(("rate_interval", "rate_tip", "rate_more", "quality"), "")


def type_rows(
    found: Sequence[ListedType], labels: Mapping[str, str], lines: MonthsByRow, *, chosen: tuple[str, ...]
) -> list[dict[str, Any]]:
    """Rows of `queries.types_in_brief`, then the types that were not chosen: names alone, to choose next."""
    rows: list[dict[str, Any]] = [
        {
            "id": row.crime_type,
            "name": row.label,
            "inside": False,
            "aside": False,
            "pinned": row.crime_type in chosen,
            **_shared(row),
            "line": sparkline(lines, row.crime_type),
        }
        for row in found
    ]
    listed = {row["id"] for row in rows}
    return rows + [_name_alone(slug, label) for slug, label in labels.items() if slug not in listed]


def _name_alone(identity: str, name: str) -> dict[str, Any]:
    """A row outside the choice: a figure here would not be part of what the page speaks of."""
    numbers = {"incidents": None, "share": None, "change": None, "line": None}
    named = ("incidents_text", "share_text", "change_text", "change_short", "change_rest", "change_tip")
    texts = dict.fromkeys((*named, "verdict"), "")
    return {"id": identity, "name": name, "inside": False, "aside": True, "pinned": False, **numbers, **texts}


def _shared(row: Listed) -> dict[str, Any]:
    incidents, verdict = row.incidents, row.verdict
    change = None if row.change is None else int(row.change)
    said, text = words.verdict_said(verdict), words.change_in_brief(change, verdict)
    short = words.change_in_least(change, verdict)
    return {
        "incidents": SORTED_AS if row.withheld else incidents,
        "incidents_text": words.WITHHELD if row.withheld else words.number(incidents),
        "share": None if incidents is None else row.share,
        "share_text": words.NOT_KNOWN if incidents is None else words.percent(row.share),
        "change": change,
        "change_text": text,
        "change_short": short,
        "change_rest": text.removeprefix(short),
        "change_tip": (
            said
            if change is None or row.compared is None or row.before is None
            else f"{row.compared:,.0f}, was {row.before:,.0f}: {said}"
        ),
        "verdict": verdict,
    }


def _name(title: str) -> dict[str, Any]:
    return {
        "field": "name",
        "headerName": title,
        "initialFlex": 4,
        "minWidth": 156,
        "tooltipField": "name",
        "cellRenderer": "HexscanName",
    }


def _incidents() -> dict[str, Any]:
    """The column that rows are sorted by at first, largest on top; wide enough for the arrow that says so.

    The reader's own sorting stays when new rows come. While something is pointed at, the hovering code says
    how many of the incidents are there, in `here_text`.
    """
    column = _shown("incidents", "Incidents", "incidents_text", 96, most=150)
    return column | {
        "initialSort": "desc",
        "valueFormatter": {"function": "params.data.here_text || params.data.incidents_text"},
    }


def _rate() -> dict[str, Any]:
    """Rate with its interval, where there is room, and a mark where residents are a poor denominator."""
    column = _shown("rate", "Per 1,000", "rate_text", 82, most=176)
    return column | {
        "initialFlex": 2.3,
        "cellRenderer": "HexscanRate",
        "tooltipField": "rate_more",
        "headerTooltip": "Incidents per 1,000 residents in the period, with its 95% interval",
        "equals": {"function": "false"},  # the same rate may come with another mark: draw it anew
    }


def _shown(field: str, title: str, text: str, least: int, *, most: int) -> dict[str, Any]:
    """A column sorted by a number and shown as the server's words for it."""
    return {
        "field": field,
        "headerName": title,
        "type": "rightAligned",
        "initialFlex": 1,
        "minWidth": least,
        "maxWidth": most,
        "valueFormatter": {"function": f"params.data.{text}"},
    }


def _change(against: str) -> dict[str, Any]:
    """The difference and its verdict in one column, as a number without a verdict misleads."""
    full = f"Change on {against}"
    return {
        "field": "change",
        "headerName": full if len(against) <= LONGEST_PERIOD else "Change",
        "headerTooltip": full,
        "initialFlex": 3,
        "minWidth": 118,
        "maxWidth": 230,
        "cellRenderer": "HexscanChange",
        "tooltipField": "change_tip",
        "equals": {"function": "false"},  # the same difference may come with another verdict
        "cellClassRules": {
            "verdict-higher": "params.data.verdict.startsWith('higher')",
            "verdict-lower": "params.data.verdict.startsWith('lower')",
        },
    }


def _line(months: str) -> dict[str, Any]:
    """The small line of all months, drawn by assets/sparkline.js."""
    return {
        "field": "line",
        "headerName": months,
        "headerTooltip": f"{months}, each row on its own scale from 0; the chosen period is tinted",
        "initialFlex": 1.6,
        "minWidth": 72,
        "maxWidth": 190,
        "sortable": False,
        "cellDataType": False,
        "cellClass": "line-cell",
        "cellRenderer": "HexscanSparkline",
    }
