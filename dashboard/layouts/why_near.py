"""Near repeats in words and as a table of ratios."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from dashboard.analysis.near_repeats import band_words
from dashboard.data.dataset import Dataset
from dashboard.data.why.near_repeats import CHANCE, DAYS, FEWEST_PAIRS, METRES, NearBand, NearRepeats, Reach
from dashboard.ids import Why
from dashboard.layouts import words
from dashboard.layouts.attributes import aria, data
from dashboard.layouts.elements import (
    Caption,
    Details,
    Div,
    Element,
    P,
    Span,
    Strong,
    Summary,
    Table,
    Tbody,
    Td,
    Th,
    Thead,
    Tr,
)
from dashboard.selection import Selection

_SAME = "Same point"
_WAIT = "Working out how often one follows another…"
_NUMBERS = ("no", "one", "two", "three", "four")
_NAMED = 2


def near_later(reason: str) -> dict[Why, Any]:
    """Why nothing is said; "" for what the page is to ask for by itself (assets/whybehind.js)."""
    said = reason or [Span(_WAIT, className="hint", **data(later="why-near"))]
    return {Why.NEAR_FINDING: said, Why.NEAR_PROBLEM: "", Why.NEAR: []}


def near_html(dataset: Dataset, selection: Selection, found: NearRepeats) -> dict[Why, Any]:
    """The finding, and the ratio of each band of distance and days."""
    if found.reason:
        return {Why.NEAR_FINDING: found.reason, Why.NEAR_PROBLEM: "", Why.NEAR: _notes(found)}
    return {
        Why.NEAR_FINDING: finding(dataset, selection, found),
        Why.NEAR_PROBLEM: "",
        Why.NEAR: [_ratios(found.bands), *_notes(found), Div([_in_full(found)], className="finding-links")],
    }


def finding(dataset: Dataset, selection: Selection, found: NearRepeats) -> list[Element]:
    """How much more often incidents follow each other than chance would make them."""
    what = words.inside(words.crime(selection.types, dict(dataset.types)))
    same, near = found.same, found.near
    if near is not None:
        repeat = Span(f" At the very same point{_how_often(same)}.")
        return [Strong(_lead(what, near, _away(near))), repeat, *_drift(found)]
    if same is not None:
        lead = _lead(what, same, "at the very same point")
        return [Strong(lead), Span(" At other points near by: no more than chance."), *_drift(found)]
    said = f"Others near by and soon after were no more frequent than chance would make them ({what})."
    return [Strong(said), *_elsewhere(found)]


def _drift(found: NearRepeats) -> list[Element]:
    """That some of it need not be series, where what is far and late is above chance too."""
    if not found.drifting:
        return []
    last = found.bands[-1]
    return [
        Span(
            f" Even {_in_words(last)} apart it is {_times(last.ratio)}: some of this is places that change "
            "over time, not series."
        )
    ]


def _lead(what: str, reach: Reach, where: str) -> str:
    return (
        f"After one incident ({what}), others {where} and {_under_weeks(reach.under_days)} later were "
        f"{_times(reach.ratio)} as frequent as chance would make them."
    )


def _away(reach: Reach) -> str:
    return f"under {reach.under_metres} metres away"


def _how_often(reach: Reach | None) -> str:
    if reach is None:
        return ": no more than chance"
    return f", {_under_weeks(reach.under_days)} later: {_times(reach.ratio)}"


def _times(ratio: float) -> str:
    """As the page writes ratios, but what is hardly above 1 to two decimals: never "1.0 times"."""
    return words.times(ratio) if ratio >= 1.15 else f"{ratio:.2f} times"


def _under_weeks(days: int) -> str:
    """Days from 0 to before an edge: "less than a week"."""
    weeks = days // 7
    return "less than a week" if weeks == 1 else f"less than {_NUMBERS[weeks]} weeks"


def _elsewhere(found: NearRepeats) -> list[Element]:
    """Bands beyond chance that do not begin with the nearest and soonest."""
    others = [band for band in found.bands if band.beyond_chance]
    if not others:
        return []
    named = tuple(f"{_in_words(band)} ({_times(band.ratio)})" for band in others[:_NAMED])
    more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
    return [Span(f" Beyond chance all the same: {words.listed(named)}{more}.")]


def _in_words(band: NearBand) -> str:
    return f"{words.inside(_distance(band))}, {_days(band)}"


def _distance(band: NearBand) -> str:
    if not band.from_metres:
        return _SAME
    if band.from_metres == METRES[1]:
        return f"Under {band.under_metres} metres"
    return band_words((band.from_metres, band.under_metres), "metres")[0]


def _days(band: NearBand) -> str:
    return band_words((band.from_days, band.under_days), "days", whole=True)[0]


def _ratios(bands: Sequence[NearBand]) -> Element:
    """A row a band of distance, a column a band of days."""
    steps = len(DAYS) - 1
    head = Tr(
        [
            Th("Times as frequent", scope="col"),
            *(Th(_days(band), scope="col", className="numeric") for band in bands[:steps]),
        ]
    )
    rows = [
        Tr([Th(_distance(bands[start]), scope="row"), *map(_ratio, bands[start : start + steps])])
        for start in range(0, len(bands), steps)
    ]
    caption = Caption(
        "Pairs of incidents by distance and days apart, against chance", className="visually-hidden"
    )
    return Table([caption, Thead(head), Tbody(rows)], className="parts-table near-table")


def _ratio(band: NearBand) -> Element:
    if not math.isfinite(band.ratio):
        return Td("too few", className="numeric hint")
    number = f"{band.ratio:.2f}"
    if not band.beyond_chance:
        return Td(number, className="numeric")
    beyond = [
        Span(" ▲", className="verdict-higher", **aria(hidden="true")),
        Span(" beyond chance", className="visually-hidden"),
    ]
    return Td([number, *beyond], className="numeric near-beyond")


def _notes(found: NearRepeats) -> list[Element]:
    said = []
    if found.bands:
        said.append(
            f"▲ beyond chance. {found.incidents:,} incidents with a date and a point; their dates were dealt "
            f"out afresh {found.permutations:,} times."
        )
    left_out = [
        f"{number:,} {why}"
        for number, why in (
            (found.without_day, "without a date, or with a range of over a week"),
            (found.without_point, "without a point"),
        )
        if number
    ]
    if left_out:
        said.append(f"Left out: {words.listed(tuple(left_out))}.")
    if found.approximate and found.bands:
        said.append("Points are approximate: the same point may be several addresses.")
    return [P(one, className="hint") for one in said]


def _in_full(found: NearRepeats) -> Element:
    """Every band with its pairs, those expected and its chance."""
    names = ("Distance", "Days apart", "Pairs", "Expected", "p", "p, put right")
    head = Tr(
        [Th(name, scope="col", className="" if place < 2 else "numeric") for place, name in enumerate(names)]
    )
    caption = Caption(
        f"p: how often chance gave as many pairs; put right for looking at {len(found.bands)} bands. "
        f"▲ below {CHANCE:.0%}, with {FEWEST_PAIRS} pairs or more."
    )
    table = Table(
        [caption, Thead(head), Tbody([_band(band) for band in found.bands])], className="parts-table"
    )
    return Details(
        [Summary("Pairs and chances"), Div(table, className="what-box", tabIndex=0)], className="what"
    )


def _band(band: NearBand) -> Element:
    numbers = (f"{band.pairs:,}", f"{band.expected:,.1f}", f"{band.p:.3f}", f"{band.p_adjusted:.3f}")
    return Tr(
        [
            Th(_distance(band), scope="row"),
            Td(_days(band)),
            *(Td(number, className="numeric") for number in numbers),
        ]
    )
