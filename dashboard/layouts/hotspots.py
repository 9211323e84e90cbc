"""Hotspots in words and rows: how many there are and what they hold, where each is, what the word means."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd

from dashboard.data.hotspots import HotspotShare
from dashboard.layouts import words
from dashboard.layouts.attributes import data
from dashboard.layouts.elements import Details, Div, Element, Label, P, Select, Span, Summary
from dashboard.layouts.plain_lists import option

MOST_NAMED = 3

LENS_NAMES = {
    "many": "Many here",
    "more": "More than expected",
    "kinds": "New or lasting (4 classes)",
    "classes": "Over time (8 classes, as in ArcGIS)",
}
_CHOICE = "hotspot-lens"


def lens_choice(offered: Collection[str], chosen: str) -> Element:
    """The list of ways to look for hotspots; what is chosen is written to the address."""
    options = [option(lens, LENS_NAMES[lens], chosen=lens == chosen) for lens in offered]
    marks: dict[str, Any] = data(put="hot", default="many")
    choice = Select(options, id=_CHOICE, className="plain-list", **marks)
    return Div([Label("Look for hotspots:", htmlFor=_CHOICE), choice], className="hotspot-choice")


def hotspot_note(share: HotspotShare, *, everywhere: str = "") -> list[Element]:
    """What the outlines on the map are, in a line, and what "significant" means at one click.

    `everywhere` names the area they were sought in where the rest of the page speaks of a pinned part of it.
    """
    said = [Span(className="hotspot-mark"), Span(_sentence(share, everywhere))]
    note: list[Element] = [P(said, className="hotspot-line")]
    if share.left_out and share.cells:
        note.append(P(_left_out(share.left_out), className="hint"))
    return [*note, meaning()]


def problem_note(message: str) -> list[Element]:
    """A message in place of the note."""
    return [P(message, className="hotspot-line", role="alert")]


def in_brief(share: HotspotShare) -> str:
    """How many hold how much, "14 hotspots hold 31.0% of incidents"; why not, where there are none."""
    if share.share is None or not share.cells:
        return f"No hotspots. {share.reason}"
    held = f"{words.percent(share.share)} of incidents"
    return f"1 hotspot holds {held}" if share.cells == 1 else f"{share.cells:,} hotspots hold {held}"


def meaning() -> Element:
    """The explanation, closed until somebody asks; opened by mouse, touch, Enter or Space."""
    return Details(
        [
            Summary("What does significant mean?"),
            Div([P(line) for line in _MEANING], className="hotspot-meaning"),
        ],
        className="hotspot-details",
    )


def hotspot_columns(*, several_partnerships: bool) -> list[dict[str, Any]]:
    """Columns of the table of hotspots; the partnership is named where there are several."""
    partnership = [_text("area", "Partnership", 1)] if several_partnerships else []
    return [
        {**_text("name", "Ward", 2), "minWidth": 120},
        _text("place", "Near", 2),
        *partnership,
        {**_number("incidents", "Incidents", "incidents_text", 106), "sort": "desc", "tooltipField": "tip"},
        _number("share", "Share", "share_text", 76),
    ]


def hotspot_rows(found: pd.DataFrame, *, pinned: Collection[str] = ()) -> list[dict[str, Any]]:
    """Rows of `hotspot_cells`: `id` is the cell; `longitude` and `latitude` say where the map should go."""
    return [
        {
            "id": row["cell"],
            "name": row["ward_name"] or "Ward not known",
            "place": row["place"] or words.NOT_KNOWN,
            "area": row["area_name"],
            "incidents": int(row["incidents"]),
            "incidents_text": words.number(row["incidents"]),
            "share": float(row["share"]),
            "share_text": words.percent(row["share"]),
            "tip": _tip(row),
            "longitude": float(row["longitude"]),
            "latitude": float(row["latitude"]),
            "aside": False,
            "pinned": row["cell"] in pinned,
        }
        for row in found.to_dict("records")
    ]


def nothing_listed(share: HotspotShare) -> str:
    """What the table says where it has no rows."""
    return "" if share.cells else in_brief(share)


_MEANING = (
    "A hotspot is a map cell that, together with the cells around it, holds more of these incidents than "
    "chance is likely to put there. That is all that significant means: probably not luck. It does not mean "
    "serious.",
    "Each cell is compared with every cell of its own partnership where an incident has ever been recorded. "
    "If incidents fell on those cells at random, some would still look busy, so a cell must stand out "
    "clearly: the test aims at no more than 1 marked cell in 20 being luck. Where there are few incidents, "
    "or very many at one point, it can be more.",
    "A cell with fewer than 3 incidents is never marked, but a cell beside a very busy one can be marked "
    "because of it. Zooming in or out does not change which cells are marked.",
    "A hotspot says where, not why, and not whether things got worse. Town centres often stand out because "
    "many people pass through. Points are approximate: one at a police station, hospital or shop can stand "
    "for incidents that happened elsewhere. The percentage is of incidents that have a point on the map.",
)


def _sentence(share: HotspotShare, everywhere: str) -> str:
    return f"In all of {everywhere}: {in_brief(share)}" if everywhere else in_brief(share)


def _left_out(names: tuple[str, ...]) -> str:
    many = len(names) > MOST_NAMED
    who = f"{len(names)} partnerships have" if many else f"{words.listed(names)} {_have(names)}"
    return f"{who} no data in this period, so no hotspots are sought there."


def _have(names: tuple[str, ...]) -> str:
    return "has" if len(names) == 1 else "have"


def _tip(row: dict[Any, Any]) -> str:
    if row["tested"] == row["incidents"]:
        return ""
    return f"{words.number(row['tested'])} with the part outside the chosen area, which the test counts too"


def _text(field: str, title: str, flex: int) -> dict[str, Any]:
    return {"field": field, "headerName": title, "flex": flex, "minWidth": 100, "tooltipField": field}


def _number(field: str, title: str, text: str, width: int) -> dict[str, Any]:
    """A column sorted by a number and shown as the server's words for it."""
    return {
        "field": field,
        "headerName": title,
        "type": "rightAligned",
        "width": width,
        "valueFormatter": {"function": f"params.data.{text}"},
    }
