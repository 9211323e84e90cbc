"""What Side by side says of crime types and of months: tables with bars, lines for the hand, titles."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from dashboard.data.schema import incidents_text, month_name
from dashboard.data.side_figures import SideMonths, SideType
from dashboard.layouts import words
from dashboard.layouts.attributes import aria, data
from dashboard.layouts.compare_terms import capital
from dashboard.layouts.elements import (
    Button,
    Caption,
    Element,
    P,
    Span,
    Strong,
    Table,
    Tbody,
    Td,
    Th,
    Thead,
    Tr,
)
from dashboard.layouts.side_words import rate_line


def types_table(
    side: int,
    name: str,
    types: Sequence[SideType],
    bars: Sequence[tuple[float, float]],
    per: str,
    others: Mapping[str, str],
) -> list[Element]:
    """The crime types of one side, in the same order and with bars of the same scale as on the other.

    `others` are those that were not chosen: below the table, to choose next.
    """
    heads = ("Crime type", "Incidents", capital(per), "Change")
    head = Tr([Th(text, scope="col") for text in heads])
    alone = len(types) == 1
    rows = [_type_row(side, row, bar[side], alone=alone) for row, bar in zip(types, bars, strict=True)]
    caption = Caption(
        f"{name}: crime types, the most frequent on both sides first", className="visually-hidden"
    )
    table = Table([caption, Thead([head]), Tbody(rows)])
    if not others:
        return [table]
    next_ones = [[" ", _type_button(slug, label, slug)] for slug, label in others.items()]
    return [table, P(["Not chosen:", *itertools.chain(*next_ones)], className="other")]


def _type_button(slug: str, label: str, wanted: str) -> Element:
    """A button that makes a crime type the only one, or (`wanted` empty) chooses all of them again."""
    title = f"Only {label}" if wanted else "All crime types again"
    marks = data(set=f"types={wanted}", of_type=slug)
    return Button(label, type="button", className="link-button", title=title, **marks)


def _type_row(side: int, row: SideType, bar: float, *, alone: bool) -> Element:
    own = row.of_sides[side]
    name = _type_button(row.crime_type, row.label, "" if alone else row.crime_type)
    rate = Td(
        [
            Span(words.rate(own.rate.rate), className="side-rate"),
            Span(f" {rate_line(own.rate)}", className="visually-hidden"),
        ],
        className="side-bar",
        style={"--bar": f"{bar}%"},
    )
    change = Span(
        words.signed(own.change) if own.change is not None else "",
        className="side-change",
    )
    mark = Span(words.mark(own.verdict), **aria(hidden="true"))
    verdict = Span(f" {words.verdict_said(own.verdict)}", className="visually-hidden")
    return Tr(
        [
            Th(name, scope="row"),
            Td(words.number(own.incidents)),
            rate,
            Td([change, " ", mark, verdict], title=words.verdict_said(own.verdict)),
        ],
        **data(type=row.crime_type),
    )


def type_lines(types: Sequence[SideType], names: Sequence[str], per: str) -> dict[str, str]:
    """By crime type the line that is said while the hand rests on it."""
    return {
        row.crime_type: f"{row.label} {per}: "
        + "; ".join(
            f"{name} {rate_line(side.rate)}, {incidents_text(side.incidents)}"
            for name, side in zip(names, row.of_sides, strict=True)
        )
        for row in types
    }


def month_lines(found: SideMonths, names: Sequence[str]) -> list[str]:
    """By month the line that is said while the hand rests on it."""
    lines = []
    for place, month in enumerate(found.months):
        said = [f"{name} {_of_month(found, side, place)}" for side, name in enumerate(names)]
        lines.append(f"{month_name(month)}: {'; '.join(said)}")
    return lines


def _of_month(found: SideMonths, side: int, place: int) -> str:
    count = found.counts[side][place].item()
    if count != count:
        return "no data"
    number = incidents_text(int(count))
    if found.rated:
        number += f", {words.rate(found.values[side][place].item())} {found.per_label}"
    signal = found.signals[side][place]
    return f"{number}, {_SIGNALS[signal]}" if signal else number


_SIGNALS = {
    "above": "above the usual range",
    "below": "below the usual range",
    "trend-up": "one of many rising in a row",
    "trend-down": "one of many falling in a row",
    "near-upper": "with another near the upper limit",
    "near-lower": "with another near the lower limit",
    "run-above": "one of many above the mean in a row",
    "run-below": "one of many below the mean in a row",
}


def chart_title(found: SideMonths, side: int) -> list[Element]:
    """What the chart of one side shows, and what its usual range rests on."""
    measure = f"{capital(found.per_label)} a month" if found.rated else "Incidents a month"
    months = found.rested[side]
    limit = found.upper[side].item()
    rests = f"usual range: {months} months" if limit == limit else "too few for a usual range"
    return [Strong(measure), Span(f" {rests}", className="hint")]


def chart_summary(found: SideMonths, side: int, name: str) -> str:
    """The chart of one side for who can't see it."""
    if not found.months:
        return f"{name}: no month with data on both sides."
    period = words.period(found.months[0], found.months[-1])
    outside = [
        month_name(month)
        for month, signal in zip(found.months, found.signals[side], strict=True)
        if signal in ("above", "below")
    ]
    stands = (
        f"outside the usual range: {', '.join(outside)}" if outside else "no month outside the usual range"
    )
    return f"{name}, {period}: {stands}."
