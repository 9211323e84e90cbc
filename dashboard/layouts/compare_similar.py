"""Who counts as similar: a list to choose from, the box that says why, and what rates divide by.

Lists with `data-put` write their value to that field of the address, or what an option has in `data-set`
(assets/compare_similar.js).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dashboard.data.compared import Compared, State
from dashboard.data.dataset import Dataset
from dashboard.data.divisors import DIVISORS
from dashboard.layouts.attributes import data
from dashboard.layouts.elements import Details, Div, Element, Label, Select, Span, Summary
from dashboard.layouts.plain_lists import option
from dashboard.layouts.similar_why import why_similar
from dashboard.selection import Selection

KINDS = {
    "all": "all areas compared",
    "group": "a group that was supplied",
    "near": "the nearest by their features",
    "picked": "picked by hand",
}
"""What the list offers beside the group that is in use, which goes by its own name."""

_NOTHING_SIMILAR = (State.TOO_MANY, State.NO_AREAS, State.ONE, State.NOT_RECORDED, State.NO_DATA)
"""Where nothing is compared, whoever is similar and whatever rates divide by."""


def similar_html(dataset: Dataset, selection: Selection, c: Compared) -> list[Element]:
    """The list of groups, why the areas in it are similar, and what rates divide by."""
    if c.state in _NOTHING_SIMILAR:
        return []
    return [
        Label(["Similar areas ", _kinds(c)], className="similar-kind"),
        *_marked(dataset, selection, c),
        Details(
            [
                Summary("Why are these areas similar?"),
                Div(list(why_similar(dataset, selection, c)), className="what-box similar-box"),
            ],
            className="what similar-what",
        ),
        *_per(dataset, c),
    ]


def _kinds(c: Compared) -> Element:
    """All four ways, with the reason why not of those that can't be had."""
    similar, options = c.similar, list[Element]()
    for offer in similar.offered:
        chosen = offer.kind == similar.kind
        name = similar.group_name if chosen and similar.group_name else KINDS[offer.kind]
        begins = "" if c.own_code in c.codes else "choose your area first"
        reason = begins if offer.kind == "picked" else offer.reason  # picking can be begun at any time
        if reason:
            name = f"{name} ({_as_part(reason)})"
        options.append(option(offer.kind, name, chosen=chosen, disabled=bool(reason) and not chosen))
    marks: dict[str, Any] = data(put="similar", default="all")
    return Select(options, className="plain-list similar-list", **marks)


def _as_part(reason: str) -> str:
    """A sentence as part of another one."""
    return f"{reason[:1].lower()}{reason[1:].rstrip('.')}"


def _marked(dataset: Dataset, selection: Selection, c: Compared) -> Iterator[Element]:
    """What of the areas is the reader's own, where that is not one of them."""
    if selection.area == "all" or c.own_code:
        return
    name, number = dataset.areas.name(selection.area), c.own.tolist().count(True)
    if not number:
        yield Span(f"{name} is not among them")
    elif number < len(c.codes):
        yield Span(f"marked: those in {name}")


def _per(dataset: Dataset, c: Compared) -> Iterator[Element]:
    """What rates divide by, where the data allow more than one."""
    offered = dataset.catalogue.denominators
    if len(offered) < 2:
        return
    options = [option(one, DIVISORS[one].short, chosen=one == c.per) for one in offered]
    marks: dict[str, Any] = data(put="per", default=offered[0])
    yield Label(["Per ", Select(options, className="plain-list", **marks)], className="per-kind")
