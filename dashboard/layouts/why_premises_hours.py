"""When incidents are near premises: a sentence on the hours that stand out most, and the parts of the day."""

from __future__ import annotations

import math

from dashboard.data.why.near_by_hour import CONFIDENCE, DayPart, Hourly
from dashboard.data.why.near_ratio import Ratio
from dashboard.figures.why_bars import bar_widths
from dashboard.layouts import words
from dashboard.layouts.attributes import aria
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
from dashboard.layouts.premises_words import hour_text

SIGNS = {
    1: ("▲", "more than expected"),
    0: ("●", "no more and no less than chance gives"),
    -1: ("▼", "less than expected"),
}

FOLDED = "By part of the day"


def hours_said(found: Hourly, what: str, metres: int, which: str) -> Element:
    """The part of the day that stands out most clearly, or that none does."""
    if found.reason:
        return P(f"By hour: {found.reason[:1].lower()}{found.reason[1:]}", className="hint")
    if found.strongest < 0:
        return P("At no part of the day does the share near them clearly stand out.", className="hint")
    part = found.parts[found.strongest]
    against = part.area if part.others is None else part.others
    share = (
        "the share of other crime then" if part.others is not None else "what an even spread would put there"
    )
    ratio = f"{words.times(against.ratio)} {share}" if math.isfinite(against.ratio) else f"far above {share}"
    lead = f"Between {between(part)}, {words.percent(part.share)} of {what} was within {metres} m of {which}"
    return P([Strong(f"{lead}, {ratio}"), f" ({limits(against)})."], className="finding-hours")


def between(part: DayPart) -> str:
    """The hours of a part: "10pm and 3am"."""
    return f"{hour_text(part.start)} and {hour_text(part.end)}"


def limits(one: Ratio) -> str:
    """The interval of a ratio: "2.40 to 4.05"."""
    upper = "no limit" if math.isinf(one.upper) else f"{one.upper:.2f}"
    return f"{one.lower:.2f} to {upper}"


def hours_folded(found: Hourly, metres: int) -> list[Element]:
    """The parts of the day in a table to open; nothing where hours are not known."""
    if found.reason:
        return []
    against = ["area"] if found.parts[0].others is None else ["area", "other crime then"]
    head = Tr(
        [
            Th("Part of the day", scope="col"),
            Th(f"Within {metres} m", scope="col", className="bar-head"),
            *(Th(f"× {name}", scope="col", className="numeric") for name in against),
        ]
    )
    widths = bar_widths([0.0 if math.isnan(part.share) else part.share for part in found.parts])
    rows = [_row(part, width, len(against)) for part, width in zip(found.parts, widths, strict=True)]
    caption = Caption("Share near by part of the day")
    note = (
        "Of the incidents with a time in these hours, the share near; other crime is that of the same hours. "
        "An incident that may have happened at several hours is put in one of them, by chance."
    )
    table = Table([caption, Thead(head), Tbody(rows)], className="parts-table bands-table day-table")
    return [
        Details([Summary(FOLDED), Div([P(note), table], className="what-box", tabIndex=0)], className="what")
    ]


def _row(part: DayPart, width: str, ratios: int) -> Element:
    name = [part.name, Span(f" {hour_text(part.start)} to {hour_text(part.end)}", className="hint")]
    shown = words.NOT_KNOWN if math.isnan(part.share) else words.percent(part.share)
    bar = Span("", className="bar", style={"width": width}, **aria(hidden="true"))
    share = Span(f"{shown} ({part.incidents:,} of {part.timed:,})", className="bar-label")
    cells = [part.area, part.others][:ratios]
    return Tr(
        [
            Th(name, scope="row"),
            Td([bar, share], className="bar-cell"),
            *(ratio_cell(one, f"{CONFIDENCE:.0%}") for one in cells),
        ]
    )


def ratio_cell(one: Ratio | None, level: str = "95%") -> Element:
    """A ratio with what it means: a sign, so that colour is never alone, and words for who can't see it."""
    if one is None or not math.isfinite(one.ratio):
        return Td(words.NOT_KNOWN, className="numeric")
    sign, meaning = SIGNS[one.beyond_chance]
    return Td(
        [
            Span(f"{one.ratio:.2f} ", title=f"{level} interval {limits(one)}"),
            Span(sign, title=meaning, **aria(hidden="true")),
            Span(meaning, className="visually-hidden"),
        ],
        className="numeric",
    )
