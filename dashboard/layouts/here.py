"""The card on the map that says what is in the pinned cell."""

from __future__ import annotations

from typing import Any

from dashboard.data.areas import AreaTree
from dashboard.data.here import PREMISES_METRES, Counted, Here, NearPremises, Spike
from dashboard.data.schema import incidents_text
from dashboard.data.statistics import Statistics
from dashboard.layouts import words
from dashboard.layouts.attributes import aria
from dashboard.layouts.elements import (
    H3,
    Button,
    Caption,
    Div,
    Element,
    P,
    Span,
    Strong,
    Table,
    Tbody,
    Td,
    Th,
    Tr,
)

MOST_PLACES = 5
MOST_TYPES = 3
MOST_PREMISES = 6

SNAPPED = (
    "police.uk moves each incident to the nearest point of a fixed map, so one building can stand for the "
    "streets round it."
)


def here_card(found: Here, areas: AreaTree, labels: dict[str, str]) -> list[Element]:
    """The card for one cell; `labels` are those of crime types."""
    said: list[Element] = [_head(incidents_text(found.incidents), "Let go of this cell")]
    where = _where(found, areas)
    if where:
        said.append(P(where, className="hint"))
    if not found.incidents:
        said.append(P("Nothing here in the chosen types and months."))
    if found.spike:
        said.append(_spike(found.spike, found))
    if found.incidents:
        said.append(_list("Places", [*found.places[:MOST_PLACES], *_rest(found)]))
        named = [(labels.get(slug, slug), number) for slug, number in found.types]
        said.append(_list("Crime types", named[:MOST_TYPES], more=len(named) > MOST_TYPES))
    said.append(_premises(found.premises))
    return said


def several_cells(number: int, incidents: int | None) -> list[Element]:
    """The card for more than one pinned cell: the total only."""
    total = "no data" if incidents is None else incidents_text(incidents)
    return [
        _head(f"{total} in {number} cells", "Let go of these cells"),
        P("Pin one cell to see what is in it."),
    ]


def controlled_cells(found: Statistics, number: int) -> list[Element]:
    """The card for pinned cells of a controlled source: the count as it may be shown, and why no more."""
    counted = "no data" if found.nothing_reported else words.count_in_sentence(found)
    which, close = (
        ("", "Let go of this cell") if number == 1 else (f" in {number} cells", "Let go of these cells")
    )
    return [
        _head(f"{counted}{which}", close),
        P("Of a controlled source no single places, crime types or premises of a cell are shown."),
    ]


def _head(title: str, close: str) -> Element:
    button: dict[str, Any] = {"data-clear-cell": "yes"}
    return Div(
        [
            H3(["What's here: ", Span(title)]),
            Button("×", type="button", className="here-close", title=close, **button, **aria(label=close)),
        ],
        className="here-head",
    )


def _where(found: Here, areas: AreaTree) -> str:
    wards = tuple(areas.name(code) for code, _ in found.wards if code)
    partnerships = tuple(areas.name(code) for code in found.partnerships)
    parts = [words.listed(names) for names in (wards, partnerships) if names]
    return ", ".join(parts)


def _spike(spike: Spike, found: Here) -> Element:
    said = f"{spike.incidents:,} of {found.incidents:,} are recorded at one point: {spike.place}."
    explained = Span(f" {SNAPPED}", className="hint") if found.snapped else ""
    return P([Strong(said), explained], className="here-spike")


def _rest(found: Here) -> list[tuple[str, int]]:
    others = found.places[MOST_PLACES:]
    named = [(f"{len(others)} other places", found.others(MOST_PLACES))] if others else []
    return [*named, ("No place name", found.unnamed)] if found.unnamed else named


def _list(title: str, rows: Counted | list[tuple[str, int]], *, more: bool = False) -> Element:
    cells = [Tr([Th(name, scope="row"), Td(words.number(number))]) for name, number in rows]
    caption = [title, Span(f" the {len(rows)} most frequent", className="hint") if more else ""]
    return Table([Caption(caption), Tbody(cells)], className="here-list")


def _premises(premises: tuple[NearPremises, ...]) -> Element:
    if not premises:
        return P(f"No licensed premises known here or within {PREMISES_METRES} m.", className="hint")
    shown = [_named(one) for one in premises[:MOST_PREMISES]]
    if others := premises[MOST_PREMISES:]:
        shown.append(f"{len(others)} more")
    return P([Span(className="premises-dot", **aria(hidden="true")), "Licensed premises: ", "; ".join(shown)])


def _named(one: NearPremises) -> str:
    kind = f", {one.kind}" if one.kind else ""
    return f"{one.name}{kind}" if not one.metres else f"{one.name}{kind}, {one.metres} m away"
