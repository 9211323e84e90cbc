"""What the chart of an area's months says in words, and the form to begin its limits afresh from a date."""

from __future__ import annotations

import math
from typing import Any

from dashboard.analysis.variation import ENOUGH_MONTHS, Variation
from dashboard.data.compared import NO_MONTH, Compared, Trends
from dashboard.data.schema import month_name, month_text
from dashboard.layouts import words
from dashboard.layouts.attributes import data
from dashboard.layouts.compare_terms import capital
from dashboard.layouts.elements import Button, Div, Element, Label, Option, P, Select

WHY = (
    "Where something was done about it, months from then on get limits of their own, and are judged by those "
    "of the months before. That shows whether the level moved, not why."
)

MONTHS_SINCE = ENOUGH_MONTHS
"""Of fewer months, the first one included, nothing could be said: no such date is offered."""

MOST_OFFERED = 400
"""Areas in the list, the own one first: of more, a reader chooses the area itself above."""

_OF_THE_RULE = {
    ("outside", 1): "lies above its usual range",
    ("outside", -1): "lies below its usual range",
    ("trend", 1): "is one of at least seven months that rise",
    ("trend", -1): "is one of at least seven months that fall",
    ("near", 1): "is one of two months near the upper limit",
    ("near", -1): "is one of two months near the lower limit",
    ("run", 1): "is one of at least seven months above the mean",
    ("run", -1): "is one of at least seven months below the mean",
}


def month_words(c: Compared, t: Trends) -> list[str]:
    """What each chart says: "concern: December 2025 lies above its usual range", "common cause"."""
    since = dict(t.phases)  # of several dates of an area the last
    return [
        _since(t, row, since[row]) if row in since and row in t.since else _of_row(t, row, said)
        for row, said in enumerate(t.variation.tolist())
    ]


_WITHOUT_A_MONTH = {
    Variation.TOO_SHORT: "too short: trial limits",
    Variation.TOO_FEW: str(Variation.TOO_FEW),
    Variation.COMMON_CAUSE: str(Variation.COMMON_CAUSE),
}


def _of_row(t: Trends, row: int, said: Variation) -> str:
    if said in _WITHOUT_A_MONTH:
        return _WITHOUT_A_MONTH[said]
    why = _why(t, row)
    return f"{said}: {why}" if why else str(said)


def _why(t: Trends, row: int) -> str:
    """The month that decides, and the rule it meets."""
    latest = int(t.latest[row])
    if latest == NO_MONTH:
        return ""
    place = t.months.index(latest)
    for back in range(3):
        for name in ("outside", "trend", "near", "run"):  # in the order that decides
            side = int(getattr(t.chart.rules, name)[row, place - back]) if place >= back else 0
            if side:
                return f"{capital(month_name(t.months[place - back]))} {_OF_THE_RULE[name, side]}"
    return ""


def _since(t: Trends, row: int, month: int) -> str:
    found = t.since[row]
    before, after = (float(one.mean) for one in (found.before, found.after))
    said = Variation(found.variation)
    name = "too few months before it" if said is Variation.TOO_SHORT else str(said)
    if said is Variation.COMMON_CAUSE and sum(one >= month for one in t.months) < MONTHS_SINCE:
        name = "too short to judge"
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
    judged = t.months[1 : len(t.months) - MONTHS_SINCE + 1]
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
