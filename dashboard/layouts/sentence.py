"""The sentence above the map: what is shown, where and when; how many; and whether that is a change."""

from __future__ import annotations

from dashboard.analysis.trends import Verdict
from dashboard.data.dataset import Dataset
from dashboard.data.schema import Level
from dashboard.data.statistics import Statistics
from dashboard.layouts import words
from dashboard.layouts.elements import Element, Span, Strong
from dashboard.layouts.when_words import hours_said
from dashboard.selection import Selection

MOST_NAMED = 3
"""More pinned areas than these are counted, not named."""

_NOUNS = {
    Level.REGION: "regions",
    Level.FORCE: "police force areas",
    Level.PARTNERSHIP: "partnerships",
    Level.WARD: "wards",
    Level.LSOA: "small areas",
}


def sentence(dataset: Dataset, selection: Selection, found: Statistics) -> list[Element]:
    """What is shown: what, where, when and how many; then the rate, and the change with its verdict."""
    lead = f"{about(dataset, selection, found.near)}: "
    if found.nothing_reported or (found.incidents is None and not found.withheld):
        return [Strong(f"{lead}{words.no_data(found)}.")]
    count = words.count_in_sentence(found)
    if len(selection.sources) > 1:  # the figures are the first one's alone, as are map and table
        count += f" in {dataset.sources[selection.sources[0]].name}"
    rate = "" if found.rate is None else f", {words.rate(found.rate)} per 1,000 residents"
    change = words.change(found, selection)
    if found.verdict in (Verdict.NO_EARLIER, Verdict.WITHHELD):
        return [Strong(f"{lead}{count}"), Span(f"{rate}; {change}.")]
    return [
        Strong(f"{lead}{count}"),
        Span(f"{rate}; {change}, "),
        Strong(words.verdict_in_sentence(found.verdict)),
        Span("."),
    ]


def about(dataset: Dataset, selection: Selection, near: str = "") -> str:
    """What is shown: "Burglary in Gannetby, 2025, Fridays"; `near` stands for the one pinned cell."""
    what = words.crime(selection.types, dict(dataset.types))
    when = [words.period(selection.start, selection.end), hours_said(selection)]
    return ", ".join(filter(None, (f"{what} in {where(dataset, selection, near)}", *when)))


def where(dataset: Dataset, selection: Selection, near: str = "") -> str:
    """The places that count, in words that fit after "in"; `near` stands for the one pinned cell."""
    cells = _cells(len(selection.cells), near)
    pins = _pins(dataset, selection.pins)
    pinned = " and ".join(filter(None, (pins, cells)))
    around = _around(dataset, selection)
    places = ", ".join(filter(None, (pinned, around))) or "all areas"
    return f"the part of {places} in view" if selection.box is not None else places


def _cells(number: int, near: str) -> str:
    if number == 1:
        return f"one map cell near {near}" if near else "one map cell"
    return f"{number} map cells" if number else ""


def _pins(dataset: Dataset, pins: tuple[str, ...]) -> str:
    """Pinned areas by name, wards called so; many are counted."""
    tree = dataset.areas
    levels = {tree.level(code) for code in pins}
    if not pins:
        return ""
    if len(pins) > MOST_NAMED:
        return f"{len(pins)} {_NOUNS.get(levels.pop(), 'areas') if len(levels) == 1 else 'areas'}"
    names = words.listed(tuple(tree.name(code) for code in pins))
    if levels != {Level.WARD}:
        return names
    return f"{names} ward" if len(pins) == 1 else f"{names} wards"


def _around(dataset: Dataset, selection: Selection) -> str:
    """The area that holds the pinned places, or the selected one itself; "" where that is everything.

    Ward names come more than once in a region, so of wards it is the partnership, where they share one.
    """
    tree, pins = dataset.areas, selection.pins
    if pins and not selection.cells:
        parents = {tree.parent(code) for code in pins}
        if len(parents) == 1 and {tree.level(code) for code in pins} == {Level.WARD}:
            return _named(dataset, parents.pop() or selection.area)
    return _named(dataset, selection.area)


def _named(dataset: Dataset, area: str) -> str:
    tree = dataset.areas
    parent = tree.parent(area)
    if parent is None:
        return ""
    return (
        f"{tree.name(area)} ward, {tree.name(parent)}" if tree.level(area) is Level.WARD else tree.name(area)
    )
