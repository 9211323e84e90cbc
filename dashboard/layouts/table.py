"""The table beside the map: columns and rows of areas or crime types, ready for the grid."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from dashboard.data.schema import Level
from dashboard.layouts import words

NATURAL_LEVEL = "auto"
"""Value of the level control while the URL names no level."""

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


def area_columns(noun: str, against: str) -> list[dict[str, Any]]:
    """Columns of a table of areas; `against` is the period changes are measured against, in words."""
    return [
        _name(noun),
        _most("incidents", "Incidents", "incidents_text"),
        _shown("residents", "Residents", "residents_text", 92),
        _shown("rate", "Per 1,000", "rate_text", 88, tooltip="rate_tip"),
        _shown("share", "Share", "share_text", 72),
        _change(against),
    ]


def type_columns(against: str) -> list[dict[str, Any]]:
    """Columns of a table of crime types."""
    return [
        _name("Crime type"),
        _most("incidents", "Incidents", "incidents_text"),
        _shown("share", "Share", "share_text", 72),
        _change(against),
    ]


def area_rows(table: pd.DataFrame, *, chosen: str) -> list[dict[str, Any]]:
    """Rows of `queries.areas`; `aside` marks what belongs to no area or is reported by nobody."""
    rows: list[dict[str, Any]] = []
    for row in table.to_dict("records"):
        known = pd.notna(row["rate"])
        rows.append(
            {
                "id": row["area_code"],
                "name": row["area_name"],
                "residents": _whole(row["residents"]),
                "residents_text": words.number(_whole(row["residents"])),
                "rate": float(row["rate"]) if known else None,
                "rate_text": words.rate(row["rate"]) if known else words.NOT_KNOWN,
                "rate_tip": f"95% interval: {row['rate_lower']:,.1f} to {row['rate_upper']:,.1f}"
                if known
                else "",
                "aside": not row["covered"] or row["area_code"] in ("no-location", "unplaced", "elsewhere"),
                "pinned": row["area_code"] == chosen,
                **_shared(row),
            }
        )
    return rows


def type_rows(
    table: pd.DataFrame, labels: Mapping[str, str], *, chosen: tuple[str, ...]
) -> list[dict[str, Any]]:
    """Rows of `queries.types`, then the types that were not chosen: names alone, there to be chosen next."""
    rows: list[dict[str, Any]] = [
        {
            "id": row["crime_type"],
            "name": row["label"],
            "aside": False,
            "pinned": row["crime_type"] in chosen,
            **_shared(row),
        }
        for row in table.to_dict("records")
    ]
    listed = {row["id"] for row in rows}
    return rows + [_name_alone(slug, label) for slug, label in labels.items() if slug not in listed]


def _name_alone(identity: str, name: str) -> dict[str, Any]:
    """A row outside the choice: a figure here would not be part of what the page speaks of."""
    numbers = {"incidents": None, "share": None, "change": None}
    texts = {"incidents_text": "", "share_text": "", "change_text": "", "change_tip": "", "verdict": ""}
    return {"id": identity, "name": name, "aside": True, "pinned": False, **numbers, **texts}


def _shared(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    incidents, change = _whole(row["incidents"]), _whole(row["change"])
    return {
        "incidents": incidents,
        "incidents_text": words.number(incidents),
        "share": None if incidents is None else float(row["share"]),
        "share_text": words.NOT_KNOWN if incidents is None else words.percent(row["share"]),
        "change": change,
        "change_text": words.change_in_brief(change, row["verdict"]),
        "change_tip": "" if change is None else f"{row['compared']:,.0f}, was {row['before']:,.0f}",
        "verdict": row["verdict"],
    }


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _name(title: str) -> dict[str, Any]:
    return {"field": "name", "headerName": title, "flex": 2, "minWidth": 120, "tooltipField": "name"}


def _most(field: str, title: str, text: str) -> dict[str, Any]:
    """The column that rows are sorted by at first, largest on top; wide enough for the arrow that says so."""
    return {**_shown(field, title, text, 106), "sort": "desc"}


def _shown(field: str, title: str, text: str, width: int, tooltip: str = "") -> dict[str, Any]:
    """A column sorted by a number and shown as the server's words for it."""
    column: dict[str, Any] = {
        "field": field,
        "headerName": title,
        "type": "rightAligned",
        "width": width,
        "valueFormatter": {"function": f"params.data.{text}"},
    }
    return column | ({"tooltipField": tooltip} if tooltip else {})


def _change(against: str) -> dict[str, Any]:
    """The difference and its verdict in one column, as a number without a verdict misleads."""
    return {
        "field": "change",
        "headerName": f"Change on {against}",
        "width": 184,
        "valueFormatter": {"function": "params.data.change_text"},
        "tooltipField": "change_tip",
        "cellClassRules": {
            "verdict-higher": "params.data.verdict.startsWith('higher')",
            "verdict-lower": "params.data.verdict.startsWith('lower')",
        },
    }
