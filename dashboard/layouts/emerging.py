"""Hotspots over time in words and as a legend: how many of each class there are, and what each means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboard.data.emerging_places import Outlook
from dashboard.data.emerging_rules import NOUNS, RULES, is_cold, shown, slug_of
from dashboard.data.hotspots import HotspotShare
from dashboard.figures.emerging_values import COLD, Mark, mark_of
from dashboard.layouts import words
from dashboard.layouts.attributes import aria, data
from dashboard.layouts.elements import (
    A,
    Button,
    Div,
    Element,
    Li,
    P,
    Span,
    Ul,
)
from dashboard.layouts.emerging_words import brief_meaning, called, classes_explained, counted, meaning_of
from dashboard.layouts.hotspots import explained, one_of
from dashboard.query_fields import ALL_COLD
from dashboard.selection import Selection

MOST_NAMED = 3
MOST_CLASSES_NAMED = 4
"""In one line on a small screen; the numbers of more stand in the legend below it."""

_OTHERS = {
    ("kinds", "quarter"): "4 classes by quarters",
    ("kinds", "month"): "4 classes by months",
    ("classes", "quarter"): "8 classes by quarters",
    ("classes", "month"): "8 classes by months",
}


def emerging_note(
    selection: Selection,
    found: pd.DataFrame,
    share: HotspotShare,
    outlook: Outlook,
    *,
    everywhere: str = "",
    addresses: dict[tuple[str, str], str] | None = None,
) -> list[Element]:
    """The finding in a line, then the choice of periods, the legend and what it means.

    `everywhere` names the area they were sought in where the rest of the page speaks of a pinned part of it;
    `addresses` are those of the other ways of `outlook`, where these have too few periods.
    """
    lead = f"In all of {everywhere}: " if everywhere else ""
    said = f"{lead}{finding(found, share)}"
    note = [P(Span(said), className="hotspot-line")]
    if not outlook.most_periods:
        links = [A(_OTHERS[way], href=address) for way, address in (addresses or {}).items()]
        return [*note, _step_choice(selection, outlook), *_instead(links)]
    meanings = classes_explained(selection.hot, selection.step, outlook.most_periods)
    return [
        *note,
        _step_choice(selection, outlook),
        *([P(_left_out(selection, outlook.left_out), className="hint")] if outlook.left_out else []),
        *_legend(selection, found, outlook),
        explained("What do they mean?", meanings),
    ]


def finding(found: pd.DataFrame, share: HotspotShare) -> str:
    """How many of each class: "3 emerging and 5 persistent hotspots hold 31.2% of incidents".

    Of more than MOST_CLASSES_NAMED classes all together: "365 present and past hotspots hold 53.5% of
    incidents".
    """
    numbers = Counter(kind for kind in found.kind if not is_cold(kind))
    if share.share is None or not numbers:
        return f"No hotspots. {share.reason}".strip()
    total = sum(numbers.values())
    several = (
        [f"{number:,} {called(kind).lower()}" for kind, number in numbers.items()]
        if len(numbers) <= MOST_CLASSES_NAMED
        else [f"{total:,} present and past"]
    )
    noun, verb = ("hotspot", "holds") if total == 1 else ("hotspots", "hold")
    return f"{words.listed(tuple(several))} {noun} {verb} {words.percent(share.share)} of incidents"


def _step_choice(selection: Selection, outlook: Outlook) -> Element:
    choice = one_of("step", "by", NOUNS, selection.step, "quarter")
    reach = Span(_reach(outlook), className="hint", title=_why_so_many(outlook))
    return Div([choice, reach], className="hotspot-step")


def _reach(outlook: Outlook) -> str:
    """How many periods there are: "12 from Jan 2023", "4 to 12 from Jan 2023"."""
    if not outlook.most_periods:
        return ""
    fewest, most = outlook.periods
    number = f"{most}" if fewest == most else f"{fewest} to {most}"
    return f"{number} from {words.short_period(outlook.first_month, outlook.first_month)}"


def _why_so_many(outlook: Outlook) -> str:
    """What the number of periods is, in a sentence."""
    last = words.period(outlook.last_month, outlook.last_month)
    return f"Up to {last}, as far back as each partnership has data without a gap."


def _instead(links: Sequence[Element]) -> list[Element]:
    if not links:
        return []
    apart: list[Any] = ["There are enough for: "]
    for link in links:
        apart += [link, ", "]
    return [P(apart[:-1], className="hint")]


def _left_out(selection: Selection, names: tuple[str, ...]) -> str:
    many = len(names) > MOST_NAMED
    who = f"{len(names)} partnerships have" if many else words.listed(names)
    have = "" if many else " has" if len(names) == 1 else " have"
    fewest, noun = RULES[selection.hot].fewest, NOUNS[selection.step]
    return f"{who}{have} fewer than {fewest} {noun} of data, so nothing is classed there."


def _legend(selection: Selection, found: pd.DataFrame, outlook: Outlook) -> list[Element]:
    """A button for each class there is; cold spots are one until somebody wants to see them."""
    numbers = Counter(found.kind)
    cold = sum(number for kind, number in numbers.items() if is_cold(kind))
    seeing_cold = any(is_cold(kind) and shown(selection, kind) for kind in RULES[selection.hot].kinds)
    rows = [
        Li(_class_button(selection, kind, numbers[kind], outlook.most_periods))
        for kind in RULES[selection.hot].kinds
        if numbers[kind] and (not is_cold(kind) or seeing_cold)
    ]
    rows.append(Li(_cold_button(selection, cold) if cold else _no_cold()))
    return [Ul(rows, className="spot-legend", role="list", **aria(label="Classes of hotspots"))]


def _class_button(selection: Selection, kind: str, number: int, periods: int) -> Element:
    said = meaning_of(selection.hot, kind, selection.step, periods)
    alone = selection.spot == slug_of(kind)
    parts = [
        mark(mark_of(kind)),
        Span(called(kind), className="spot-name"),
        Span(f"{number:,}", className="legend-number"),
        Span(brief_meaning(kind, selection.step), className="spot-meaning"),
    ]
    return _button(parts, slug_of(kind), alone, shown(selection, kind), f"{counted(kind, number)}: {said}")


def _cold_button(selection: Selection, number: int) -> Element:
    parts = [
        mark(Mark("", "solid", COLD)),
        Span("Cold spots", className="spot-name"),
        Span(f"{number:,}", className="legend-number"),
        Span("fewer than chance would leave", className="spot-meaning"),
    ]
    alone = selection.spot == ALL_COLD
    said = f"{number:,} cold {'spot' if number == 1 else 'spots'}: fewer than chance would leave"
    return _button(parts, ALL_COLD, alone, alone, said)


def _button(parts: list[Element], slug: str, alone: bool, seen: bool, said: str) -> Element:
    return Button(
        parts,
        type="button",
        className="spot-class" if seen else "spot-class other",
        title="Show all hotspots" if alone else "Show only these",
        **data(spot=slug),
        **aria(pressed=str(alone).lower(), label=said),
    )


def _no_cold() -> Element:
    said = "No place has had fewer incidents than chance would leave."
    return Span("No cold spots", className="spot-none hint", title=said)


def mark(drawn: Mark) -> Element:
    """A class's letter in its line, as the map draws it."""
    return Span(
        drawn.letter,
        className=f"spot-mark spot-{drawn.line}",
        style={"--spot": drawn.colour},
        **aria(hidden="true"),
    )


def nothing_listed(selection: Selection, found: pd.DataFrame, share: HotspotShare) -> str:
    """What the table says where it has no rows; "" where it has some."""
    if any(shown(selection, kind) for kind in found.kind):
        return ""
    kinds = {slug_of(kind): kind for kind in RULES[selection.hot].kinds}
    if selection.spot in kinds and len(found):
        return f"There is no {kinds[selection.spot]} here now."
    if selection.spot == ALL_COLD and len(found):
        return "There are no cold spots here."
    return finding(found, share)
