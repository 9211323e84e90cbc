"""The table of hotspots over time: where each place is, its class, a small line of its periods."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd

from dashboard.data.emerging_places import Outlook
from dashboard.data.emerging_rules import NOUNS, STEP_MONTHS, UNKNOWN, is_cold, shown
from dashboard.figures.emerging_values import mark_of
from dashboard.layouts import words
from dashboard.layouts.emerging_words import called, meaning_of
from dashboard.layouts.hotspots import note_column, notes_on, number_column, tested_more, text_column
from dashboard.selection import Selection


def emerging_columns(
    selection: Selection, outlook: Outlook, *, several_partnerships: bool, noted: bool = False
) -> list[dict[str, Any]]:
    """Columns of the table of places; the partnership is named where there are several, and what is to be
    known of a row where one is `noted`."""
    partnership = [text_column("area", "Partnership", 1)] if several_partnerships else []
    noun = NOUNS[selection.step]
    return [
        {**text_column("name", "Ward", 2), "minWidth": 110},
        text_column("place", "Near", 2),
        *partnership,
        {
            "field": "rank",
            "headerName": "Class",
            "flex": 2,
            "minWidth": 132,
            "sort": "asc",
            "cellRenderer": "HexscanSpot",
            "tooltipField": "meaning",
        },
        {
            "field": "line",
            "headerName": f"{outlook.most_periods} {noun}",
            "headerTooltip": f"Incidents by {selection.step}, each row on its own scale from 0; "
            "the chosen period is tinted",
            "width": 104,
            "sortable": False,
            "cellDataType": False,
            "cellClass": "line-cell",
            "cellRenderer": "HexscanSparkline",
        },
        *([note_column()] if noted else []),
        {**number_column("incidents", "Incidents", "incidents_text", 96), "tooltipField": "tip"},
    ]


def emerging_rows(
    selection: Selection, found: pd.DataFrame, outlook: Outlook, *, pinned: Collection[str] = ()
) -> list[dict[str, Any]]:
    """Rows of `emerging_cells` that the selection shows; `id` is the cell."""
    chosen = _chosen(selection, outlook.most_periods)
    return [
        _row(selection, row, chosen, outlook, pinned=row["cell"] in pinned)
        for row in found.to_dict("records")
        if shown(selection, row["kind"])
    ]


def _row(
    selection: Selection, row: dict[Any, Any], chosen: list[bool], outlook: Outlook, *, pinned: bool
) -> dict[str, Any]:
    kind = row["kind"]
    drawn = mark_of(kind)
    counts = [None if count == UNKNOWN else int(count) for count in row["by_period"]]
    return {
        "id": row["cell"],
        "name": row["ward_name"] or "Ward not known",
        "place": row["place"] or row["premises"] or words.NOT_KNOWN,
        "area": row["area_name"],
        "rank": int(row["rank"]),
        "kind": called(kind),
        "letter": drawn.letter,
        "line_style": drawn.line,
        "colour": drawn.colour,
        "meaning": f"{called(kind)}: {meaning_of(selection.hot, kind, selection.step, int(row['periods']))}",
        "line": {"months": counts, "chosen": chosen, "label": _line_said(selection, row, counts)},
        "incidents": int(row["incidents"]),
        "incidents_text": words.number(row["incidents"]),
        "tip": _tip(row),
        **notes_on(row, edge=bool(row["edge"])),
        "longitude": float(row["longitude"]),
        "latitude": float(row["latitude"]),
        "aside": False,
        "pinned": pinned,
    }


def _chosen(selection: Selection, periods: int) -> list[bool]:
    """Which periods lie, with their last month, in the chosen one."""
    months = STEP_MONTHS[selection.step]
    return [selection.end - months * back >= selection.start for back in reversed(range(periods))]


def _line_said(selection: Selection, row: dict[Any, Any], counts: list[int | None]) -> str:
    """The small line in words: "12 quarters: 3 to 15 incidents; stood out in 2 of them"."""
    known = [count for count in counts if count is not None]
    number = int(row["periods"])
    times = round(row["cold" if is_cold(row["kind"]) else "hot"] * number)
    was = "unusually quiet" if is_cold(row["kind"]) else "stood out"
    between = f"{min(known):,} to {max(known):,} incidents" if known else "no data"
    latest = f"{counts[-1] or 0:,} in the latest"
    return f"{number} {NOUNS[selection.step]}: {between}, {latest}; {was} in {times} of them"


def _tip(row: dict[Any, Any]) -> str:
    nearest = f"Nearest premises known: {row['premises']}." if row["premises"] and row["place"] else ""
    more = tested_more(row)
    return " ".join(filter(None, [nearest, f"{more}." if more else ""]))
