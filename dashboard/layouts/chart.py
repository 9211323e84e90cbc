"""The monthly chart in words beside its picture: title, key, and a table for those who can't see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboard.data.series import Month, Series
from dashboard.figures import chart_words
from dashboard.figures.chart import Entry
from dashboard.layouts.elements import Element, Li, Span
from dashboard.layouts.words import WITHHELD, number
from dashboard.selection import Selection

PLAIN_TITLE = "Incidents a month"


def plain_title(found: Series) -> str:
    """What the chart measures: "Incidents a quarter" of a controlled source."""
    return f"Incidents a {found.noun}"


def chart_title(shown: Sequence[tuple[str, Series]], selection: Selection) -> list[Element | str]:
    """The finding, and what the chart measures; with several sources, of which one the finding speaks."""
    name, first = shown[0]
    title = plain_title(first)
    measure = title if len(shown) == 1 else f"{name}, {title.lower()}"
    return [
        Span(chart_words.finding(first, selection), className="finding"),
        " ",
        Span(measure, className="hint"),
    ]


def chart_key(entries: Sequence[Entry]) -> list[Element]:
    """What the lines and marks mean, in one line."""
    return [
        Li(
            [
                Span(className=f"mark mark-{entry.role}", style={"--mark": entry.colour}),
                Span(entry.name, className="entry-name"),
            ],
            className=f"entry entry-{entry.role}",
        )
        for entry in entries
    ]


def chart_months(shown: Sequence[tuple[str, Series]]) -> dict[str, Any]:
    """caption, heads and rows of texts: the numbers of every month, for assets/charttable.js to write."""
    first = shown[0][1]
    return {
        "caption": f"{plain_title(first)}: {', '.join(name for name, _ in shown)}",
        "heads": [first.noun.capitalize(), *(name for name, _ in shown), "A year before", "Stands out"],
        "rows": [
            [
                chart_words.name_of(month),
                *(_shown(one.rows[place]) for _, one in shown),
                _count(month.before),
                chart_words.explanation(month),
            ]
            for place, month in enumerate(first.rows)
        ],
    }


def summary(shown: Sequence[tuple[str, Series]], selection: Selection) -> str:
    """What describes the picture to those who can't see it."""
    first = shown[0][1]
    return " ".join([f"{chart_words.finding(first, selection)}.", _usual(first)]).strip()


def _usual(found: Series) -> str:
    """The usual range in a sentence; "" where there is none."""
    month = found.rows[-1]
    if month.upper is None:
        return ""
    return (
        f"The usual range is {number(month.lower)} to {number(month.upper)} incidents a {found.noun}, "
        f"from {found.whole_months} {found.noun}s."
    )


def _shown(month: Month) -> str:
    return WITHHELD if month.withheld else _count(month.incidents)


def _count(count: int | None) -> str:
    return "no data" if count is None else number(count)
