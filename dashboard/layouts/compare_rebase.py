"""What the chart of an area's months says in words, and the form to begin its limits afresh from a date."""

from __future__ import annotations

import math
from typing import Any

from dashboard.analysis.deciding import UNDECIDED, Deciding
from dashboard.analysis.variation import Variation
from dashboard.analysis.xmr import Signal
from dashboard.data.compared import MONTHS_SINCE, NO_MONTH, Compared, Trends, Worsening
from dashboard.data.schema import month_name, month_text
from dashboard.figures.compare_months import IN_WORDS
from dashboard.layouts import words
from dashboard.layouts.attributes import data
from dashboard.layouts.elements import Button, Div, Element, Label, Option, P, Select

WHY = (
    "Where something was done about it, months from then on get limits of their own, and are judged by those "
    "of the months before. That shows whether the level moved, not why."
)

MOST_OFFERED = 400
"""Areas in the list, the own one first: of more, a reader chooses the area itself above."""

_OF_THE_SIGNAL = {
    Signal.ABOVE: "{month} lies above {range}",
    Signal.BELOW: "{month} lies below {range}",
    Signal.RUN_ABOVE: "{month} is the {nth} month in a row above {mean}",
    Signal.RUN_BELOW: "{month} is the {nth} month in a row below {mean}",
    Signal.TREND_UP: "{month} is the {nth} month of a rise",
    Signal.TREND_DOWN: "{month} is the {nth} month of a fall",
    Signal.NEAR_UPPER: "{of_three} months to {month} lie near or above the top of {range}",
    Signal.NEAR_LOWER: "{of_three} months to {month} lie near or below the bottom of {range}",
}


def why_it_stands_out(found: Deciding, since: int) -> str:
    """The month that decides with its rule: "December 2025 lies above its usual range"; "" without one.

    `since` is the month in which limits begin afresh, so that those before it judge; else NO_MONTH.
    """
    if found.signal not in _OF_THE_SIGNAL:  # as of most areas of a long list
        return ""
    afresh = "" if since == NO_MONTH else f"before {month_name(since)}"
    return _OF_THE_SIGNAL[found.signal].format(
        month=month_name(found.month),
        nth=words.ordinal(found.months),
        of_three="the three" if found.months > 2 else "two of the three",
        range=f"the usual range {afresh}" if afresh else "its usual range",
        mean=f"the mean {afresh}" if afresh else "its own mean",
    )


def range_of_all(c: Compared, w: Worsening) -> str:
    """By which range areas are judged, after "its": "usual range", "usual range before October 2024"."""
    if not w.since:
        return "usual range"
    date, *others = {month_name(month) for month in w.since.values()}
    if len(w.since) == len(c.codes):
        return f"usual range before {'limits begin afresh' if others else date}"
    return f"usual range (that before {'the date' if others else date} where limits begin afresh)"


def month_words(c: Compared, t: Trends) -> list[str]:
    """What each chart says: "concern: December 2025 lies above its usual range", "usual ups and downs"."""
    since = t.judged_since
    return [
        _since(t, row, since[row]) if row in since else _of_row(t, row, said)
        for row, said in enumerate(t.variation.tolist())
    ]


def _of_row(t: Trends, row: int, said: Variation) -> str:
    why = why_it_stands_out(t.decided.get(row, UNDECIDED), NO_MONTH)
    return f"{IN_WORDS[said]}: {why}" if why else IN_WORDS[said]


def _since(t: Trends, row: int, month: int) -> str:
    found = t.since[row]
    before, after = (float(one.mean) for one in (found.before, found.after))
    said = Variation(found.variation)
    name = f"{said} before it" if said is Variation.TOO_SHORT else IN_WORDS[said]
    if said is Variation.COMMON_CAUSE and t.is_short_since(month):
        name = str(Variation.TOO_SHORT)
    means = [
        f"before {words.number(before)} a month" if math.isfinite(before) else "",
        f"since {words.number(after)}" if math.isfinite(after) else "",
    ]
    known = ", ".join(filter(None, means))
    return f"since {month_name(month)}: {name}{f' ({known})' if known else ''}"


def rebase_form(c: Compared, t: Trends) -> list[Element]:
    """Lists of areas, the own one first, and of months, with a button that adds both to the address."""
    if not c.codes or len(t.months) < 2:
        return [P("There are no months to begin afresh from.")]
    own = [row for row in range(len(c.codes)) if c.own[row]]
    rows = [*own, *(row for row in range(len(c.codes)) if not c.own[row])][:MOST_OFFERED]
    listed = [_option(c.codes[row], c.names[row]) for row in rows]
    judged = t.beginnings
    if not judged:
        return [P(f"Limits can begin afresh where {MONTHS_SINCE} months or more follow: there are too few.")]
    months = [_option(month_text(month), month_name(month)) for month in reversed(judged)]
    return [
        P(WHY),
        Div(
            [
                Label(["Area ", Select(listed, className="plain-list", **data(rebase_area="yes"))]),
                Label(["From ", Select(months, className="plain-list", **data(rebase_month="yes"))]),
                Button("Begin afresh", type="button", className="plain-button", **data(rebase="add")),
            ],
            className="rebase-row",
        ),
    ]


def _option(value: str, label: str) -> Element:
    marks: dict[str, Any] = {"value": value}
    return Option(label, **marks)
