"""The monthly chart in words beside its picture: title, key, and a table for those who can't see it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.data.schema import month_name, month_number
from dashboard.data.series import Series
from dashboard.figures import chart_words
from dashboard.figures.chart import Entry
from dashboard.ids import Scan
from dashboard.layouts.words import number
from dashboard.selection import Selection

PLAIN_TITLE = "Incidents a month"


def chart_title(shown: Sequence[tuple[str, Series]], selection: Selection) -> list[Component | str]:
    """The finding, and what the chart measures; with several sources, of which one the finding speaks."""
    name, first = shown[0]
    measure = PLAIN_TITLE if len(shown) == 1 else f"{name}, {PLAIN_TITLE.lower()}"
    return [
        html.Span(chart_words.finding(first, selection), className="finding"),
        " ",
        html.Span(measure, className="hint"),
    ]


def chart_key(entries: Sequence[Entry]) -> list[Component]:
    """What the lines and marks mean, in one line."""
    return [
        html.Li(
            [html.Span(className=f"mark mark-{entry.role}", style={"--mark": entry.colour}), entry.name],
            className=f"entry entry-{entry.role}",
        )
        for entry in entries
    ]


def chart_table(shown: Sequence[tuple[str, Series]], selection: Selection) -> list[Component]:
    """The chart's content for a screen reader: a summary, and the numbers of every month."""
    first = shown[0][1]
    marked = [chart_words.explanation(first.months, place) for place in range(len(first.months))]
    heads = ["Month", *(name for name, _ in shown), "A year before", "Stands out"]
    rows = [
        html.Tr(
            [
                html.Th(month_name(month_number(month)), scope="row"),
                *(html.Td(_count(one.months.incidents.iloc[place])) for _, one in shown),
                html.Td(_count(first.months.before.iloc[place])),
                html.Td(marked[place]),
            ]
        )
        for place, month in enumerate(first.months.month)
    ]
    return [
        summary(" ".join([f"{chart_words.finding(first, selection)}.", _usual(first)]).strip()),
        html.Table(
            [
                html.Caption(f"{PLAIN_TITLE}: {', '.join(name for name, _ in shown)}"),
                html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])),
                html.Tbody(rows),
            ]
        ),
    ]


def summary(text: str = "") -> Component:
    """What describes the picture to those who can't see it."""
    return html.P(text, id=Scan.CHART_SUMMARY)


def _usual(found: Series) -> str:
    """The usual range in a sentence; "" where there is none."""
    row = found.months.iloc[-1]
    if pd.isna(row.upper):
        return ""
    return (
        f"The usual range is {number(row.lower)} to {number(row.upper)} incidents a month, "
        f"from {found.whole_months} months."
    )


def _count(count: int) -> str:
    return "no data" if pd.isna(count) else number(count)
