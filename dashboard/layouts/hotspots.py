"""Hotspots in words and rows: how many there are and what they hold, where each is, what the word means."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd

from dashboard.data.hotspots import HotspotShare
from dashboard.layouts import words
from dashboard.layouts.attributes import data
from dashboard.layouts.elements import Details, Div, Element, Label, P, Select, Span, Summary
from dashboard.layouts.plain_lists import option
from dashboard.selection import Selection

MOST_NAMED = 3

LENS_NAMES = {
    "many": "Many here",
    "more": "More than expected",
    "kinds": "New or lasting (4 classes)",
    "classes": "Over time (8 classes, as in ArcGIS)",
}


def lens_choice(offered: Collection[str], chosen: str) -> Element:
    """The list of ways to look for hotspots; what is chosen is written to the address."""
    return one_of("hot", "Look for hotspots:", {lens: LENS_NAMES[lens] for lens in offered}, chosen, "many")


def one_of(field: str, name: str, offered: dict[str, str], chosen: str, default: str) -> Element:
    """A list that writes a field of the address; `default` is what is left out of it."""
    marks: dict[str, Any] = data(put=field, default=default)
    options = [option(value, label, chosen=value == chosen) for value, label in offered.items()]
    choice = Select(options, id=f"hotspot-{field}", className="plain-list", **marks)
    return Div([Label(name, htmlFor=f"hotspot-{field}"), choice], className="hotspot-choice")


def hotspot_note(
    share: HotspotShare,
    *,
    everywhere: str = "",
    spikes: int = 0,
    snapped: bool = False,
) -> list[Element]:
    """What the outlines on the map are, in a line, and what "significant" means at one click.

    `everywhere` names the area they were sought in where the rest of the page speaks of a pinned part of it;
    of `spikes` hotspots one point holds most; with `snapped` points are approximate.
    """
    return [
        outlined_line(in_brief(share), everywhere),
        *left_out_note(share),
        *points_note(spikes, snapped=snapped),
        meaning(snapped=snapped),
    ]


def outlined_line(said: str, everywhere: str = "") -> Element:
    """A sentence on what is outlined, after the mark it is outlined with."""
    sentence = f"In all of {everywhere}: {said}" if everywhere else said
    return P([Span(className="hotspot-mark"), Span(sentence)], className="hotspot-line")


def left_out_note(share: HotspotShare) -> list[Element]:
    """Whose hotspots could not be sought, where others' were found."""
    return [P(_left_out(share.left_out), className="hint")] if share.left_out and share.cells else []


def points_note(spikes: int, *, snapped: bool) -> list[Element]:
    """That points are approximate, and how many places owe most incidents to a single one."""
    owe = "1 owes" if spikes == 1 else f"{spikes:,} owe"
    said = [
        *(["Points are approximate."] if snapped else []),
        *([f"{owe} most incidents to one point."] if spikes else []),
    ]
    return [P(" ".join(said), className="hint")] if said else []


_RINGS = {
    "1": "1 ring: the 6 cells around",
    "2": "2 rings: the 18 cells around",
    "3": "3 rings: the 36 cells around",
}
_CHANCE = {"fdr": "False discovery rate 5%", "bonferroni": "Bonferroni 5%"}
_CHANCE_MEANS = {
    "fdr": "At most 1 in 20 of the marked places should be luck.",
    "bonferroni": "Stricter: at most 1 map in 20 should have any place marked by luck. More is missed.",
}
_RINGS_MEAN = "More rings give larger and blunter hotspots, which are more surely no luck."


def how_found(selection: Selection) -> Element:
    """What may be chosen of the method, and in words what is chosen; closed until somebody asks.

    Rings are offered where neighbours count: what is held against expected is each place by itself.
    """
    neighbours = selection.hot != "more"
    rings = one_of("rings", "Neighbours", _RINGS, str(selection.rings), "1")
    guard = one_of("chance", "Guard against chance", _CHANCE, selection.chance, "fdr")
    choices = [*([rings] if neighbours else []), guard]
    hints = [*([_RINGS_MEAN] if neighbours else []), _CHANCE_MEANS[selection.chance]]
    unusual = unusual_ways(selection, neighbours=neighbours)
    title = ["How are they found?", *([Span(unusual, className="hint")] if unusual else [])]
    return Details(
        [Summary(title), Div([*choices, *(P(line) for line in hints)], className="hotspot-meaning")],
        className="hotspot-ways",
    )


def unusual_ways(selection: Selection, *, neighbours: bool = True) -> str:
    """What is not as usual in how hotspots are found: "2 rings of neighbours, Bonferroni 5%"; else ""."""
    rings = [f"{selection.rings} rings of neighbours"] if neighbours and selection.rings > 1 else []
    guard = [_CHANCE[selection.chance]] if selection.chance != "fdr" else []
    return ", ".join([*rings, *guard])


def problem_note(message: str) -> list[Element]:
    """A message in place of the note."""
    return [P(message, className="hotspot-line", role="alert")]


def in_brief(share: HotspotShare) -> str:
    """How many hold how much, "14 hotspots hold 31.0% of incidents"; why not, where there are none."""
    if share.share is None or not share.cells:
        return f"No hotspots. {share.reason}"
    held = f"{words.percent(share.share)} of incidents"
    return f"1 hotspot holds {held}" if share.cells == 1 else f"{share.cells:,} hotspots hold {held}"


def meaning(*, snapped: bool = True) -> Element:
    """The explanation, closed until somebody asks; opened by mouse, touch, Enter or Space."""
    return explained("What does significant mean?", [*_MEANING, *([_APPROXIMATE] if snapped else [])])


def explained(title: str, lines: Sequence[str]) -> Element:
    """Sentences behind a title that opens them."""
    return Details(
        [Summary(title), Div([P(line) for line in lines], className="hotspot-meaning")],
        className="hotspot-details",
    )


def hotspot_columns(*, several_partnerships: bool, noted: bool = False) -> list[dict[str, Any]]:
    """Columns of the table of hotspots; the partnership is named where there are several, and what is to be
    known of a row where one is `noted`."""
    partnership = [text_column("area", "Partnership", 1)] if several_partnerships else []
    return [
        {**text_column("name", "Ward", 2), "minWidth": 120},
        text_column("place", "Near", 2),
        *partnership,
        *([note_column()] if noted else []),
        {
            **number_column("incidents", "Incidents", "incidents_text", 106),
            "sort": "desc",
            "tooltipField": "tip",
        },
        number_column("share", "Share", "share_text", 76),
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
            "tip": tested_more(row),
            **notes_on(row, edge=bool(row["edge"])),
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
    "many people pass through. The percentage is of incidents that have a point on the map.",
    "At the edge: some of the cells around it lie outside the partnership, or where nothing was ever "
    "recorded, so it is judged by fewer cells than others.",
)
_APPROXIMATE = (
    "Points are approximate: one at a police station, hospital or shop can stand for incidents that happened "
    "elsewhere. One point: half of the cell's incidents or more, and at least 10, are at a single point."
)


def _left_out(names: tuple[str, ...]) -> str:
    many = len(names) > MOST_NAMED
    who = f"{len(names)} partnerships have" if many else f"{words.listed(names)} {_have(names)}"
    return f"{who} no data in this period, so no hotspots are sought there."


def _have(names: tuple[str, ...]) -> str:
    return "has" if len(names) == 1 else "have"


def notes_on(row: dict[Any, Any], *, edge: bool = False) -> dict[str, Any]:
    """note, in a word or two, and note_tip, which explains it, of a row of hotspots; spike."""
    notes = [
        *([("at the edge", _EDGE)] if edge else []),
        *([("one point", _spike(row))] if row["spike"] else []),
    ]
    return {
        "note": ", ".join(name for name, _ in notes),
        "note_tip": " ".join(means for _, means in notes),
        "spike": bool(row["spike"]),
    }


_EDGE = (
    "At the edge: some of the cells around it lie outside the partnership or where nothing was ever "
    "recorded, so it is judged by fewer."
)


def _spike(row: dict[Any, Any]) -> str:
    where = f", {row['point_place']}" if row["point_place"] else ""
    return (
        f"One point: {words.percent(row['point_share'])} of it is at a single point{where}. A police "
        "station, hospital or shop can stand there, or stand for incidents elsewhere."
    )


def said_on_map(row: dict[str, Any], what: str) -> str:
    """What the box beside the pointer says of an outlined cell: "Hotspot, at the edge"."""
    return f"{what}, {row['note']}" if row["note"] else what


def tested_more(row: dict[Any, Any]) -> str:
    """What the test counted where the chosen area holds but a part of the place; "" where it holds all."""
    if row["tested"] == row["incidents"]:
        return ""
    return f"{words.number(row['tested'])} with the part outside the chosen area, which the test counts too"


def text_column(field: str, title: str, flex: int) -> dict[str, Any]:
    """A column of names, which are their own tooltips."""
    return {"field": field, "headerName": title, "flex": flex, "minWidth": 100, "tooltipField": field}


def note_column() -> dict[str, Any]:
    """What is to be known of a row, in a word or two; its tooltip explains."""
    return {"field": "note", "headerName": "Note", "width": 96, "tooltipField": "note_tip"}


def number_column(field: str, title: str, text: str, width: int) -> dict[str, Any]:
    """A column sorted by a number and shown as the server's words for it."""
    return {
        "field": field,
        "headerName": title,
        "type": "rightAligned",
        "width": width,
        "valueFormatter": {"function": f"params.data.{text}"},
    }
