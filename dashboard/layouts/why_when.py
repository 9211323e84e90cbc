"""Hours and months of the year, in words, drawings and tables."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from dashboard.data.hours import Flags
from dashboard.data.why.when import WEEKDAYS, Month, WeekHours, When
from dashboard.figures import why_drawings as place
from dashboard.ids import Why
from dashboard.layouts import words
from dashboard.layouts.attributes import aria, data
from dashboard.layouts.elements import (
    H3,
    Caption,
    Details,
    Div,
    Element,
    Line,
    P,
    Rect,
    Span,
    Strong,
    Summary,
    Svg,
    Table,
    Tbody,
    Td,
    Text,
    Th,
    Thead,
    Tr,
)

_AVERAGE = "Month of the year (dashed: the average month)"
_HOURS = (0, 6, 12, 18)
_WEEK = "Weekday and hour (darker is more): drag over hours to see them alone"
_SPREAD = (
    "A time known only as a span is spread over its hours here. Chosen hours count whole incidents: each is "
    "in one hour of its span."
)


def when_html(found: When, chosen: Flags | None = None) -> dict[Why, Any]:
    """The finding; the week where times are known, its chosen hours [168] marked; the months of the year."""
    hours = (
        [] if found.hours is None else [H3(_WEEK), _week(found.hours, chosen), P(_SPREAD, className="hint")]
    )
    months = [H3(_AVERAGE), _year(found)] if found.months else []
    tables = [
        *([_week_table(found.hours)] if found.hours else []),
        *([_year_table(found.months)] if found.months else []),
    ]
    return {
        Why.WHEN_FINDING: finding(found, some_hours=chosen is not None),
        Why.WHEN_PROBLEM: "",
        Why.WHEN: [*hours, *months, *([Div(tables, className="finding-links")] if tables else [])],
    }


def finding(found: When, *, some_hours: bool = False) -> list[Element]:
    """The busiest hours and day, or that times are not known; the highest and lowest months.

    Where only some hours are chosen it says that the first speaks of all, the last of these alone.
    """
    months = _of_months(found)
    if not some_hours:
        return [Strong(_of_hours(found)), Span(f" {months}")]
    return [
        Strong(f"Over the whole week, {_of_hours(found)}"),
        Span(f" At the chosen hours: {months[0].lower()}{months[1:]}"),
    ]


def _of_hours(found: When) -> str:
    hours = found.hours
    if hours is None:
        return found.times_reason
    return (
        f"{words.percent(hours.window_share)} between {_clock(hours.start)} and {_clock(hours.end)}, a "
        f"quarter of the day; {WEEKDAYS[hours.day]} is the busiest day ({words.percent(hours.day_share)})."
    )


def _of_months(found: When) -> str:
    if found.months_reason:
        return found.months_reason
    high, low = found.months[found.high], found.months[found.low]
    return f"By month, {high.name} is highest ({_level(high)}) and {low.name} lowest ({_level(low)})."


def _level(month: Month) -> str:
    return f"{month.level:.2f} times the average, {month.lower:.2f} to {month.upper:.2f}"


def _clock(hour: int) -> str:
    return f"{hour:02d}:00"


def _drawing(drawn: Sequence[Element], label: str) -> Element:
    frame = f"0 0 {place.WIDTH} {place.HEIGHT}"
    return Svg(list(drawn), viewBox=frame, className="finding-drawing", role="img", **aria(label=label))


def _week(hours: WeekHours, chosen: Flags | None) -> Element:
    """Each hour is a square; assets/whenhours.js chooses those that are dragged over."""
    rows = place.week_squares(hours.weights, None if chosen is None else chosen.tolist())
    squares = [
        Rect(
            x=one.x,
            y=one.y,
            width=one.width,
            height=one.height,
            className=f"shade shade-{one.shade}{' picked' if one.picked else ''}",
            **data(day=str(day), hour=str(hour)),
        )
        for day, row in enumerate(rows)
        for hour, one in enumerate(row)
    ]
    days = [
        Text(name[:3], x=30, y=row[0].y, dy="1em", **{"text-anchor": "end"})
        for name, row in zip(WEEKDAYS, rows, strict=True)
    ]
    clock = [
        Text(_clock(hour), x=place.hour_edge(hour), y=142, **{"text-anchor": "middle"}) for hour in _HOURS[1:]
    ]
    label = f"{hours.used:,} incidents by weekday and hour; darker is more. The table gives the numbers."
    drawn = _drawing([*squares, *days, *clock], label)
    some = "when-week" if chosen is None else "when-week when-some"
    return Div(drawn, className=some, **data(when_grid="yes"))


def _year(found: When) -> Element:
    columns = [[getattr(month, name) for month in found.months] for name in ("level", "lower", "upper")]
    bars = place.month_bars(*columns)
    drawn: list[Element] = []
    for month, bar in zip(found.months, bars, strict=True):
        if bar is not None:
            drawn += [
                Rect(x=bar.x, y=bar.y, width=bar.width, height=bar.height, className="month-bar"),
                Line(x1=bar.middle, x2=bar.middle, y1=bar.upper, y2=bar.lower, className="month-limits"),
                Text(month.name[:3], x=bar.middle, y=142, **{"text-anchor": "middle"}),
            ]
    average = place.upward_of(1.0, columns[0], columns[2])
    drawn += [
        Line(x1=place.LEFT, x2=place.RIGHT, y1=average, y2=average, className="month-average"),
    ]
    label = "Incidents a day by month of the year, against the average month. The table gives the numbers."
    return _drawing(drawn, label)


def _week_table(hours: WeekHours) -> Element:
    head = Tr([Th("", scope="col"), *(Th(name[:3], scope="col", className="numeric") for name in WEEKDAYS)])
    rows = [
        Tr(
            [
                Th(_clock(hour), scope="row"),
                *(Td(f"{day[hour]:,.1f}", className="numeric") for day in hours.weights),
            ]
        )
        for hour in range(24)
    ]
    said = [f"{hours.used:,} incidents with a time"]
    if hours.spread:
        said.append(f"{hours.spread:,} of them spread over the week, as their range is longer")
    if hours.without:
        said.append(f"{hours.without:,} left out without one")
    table = Table([Caption("; ".join(said)), Thead(head), Tbody(rows)], className="parts-table")
    return Details(
        [Summary("Hours as a table"), Div(table, className="what-box", tabIndex=0)], className="what"
    )


def _year_table(months: Sequence[Month]) -> Element:
    head = Tr(
        [
            Th("Month", scope="col"),
            *(Th(name, scope="col", className="numeric") for name in ("Incidents", "Years", "Times average")),
        ]
    )
    rows = [
        Tr(
            [
                Th(month.name, scope="row"),
                Td(words.number(month.incidents), className="numeric"),
                Td(words.number(month.years), className="numeric"),
                Td(_in_table(month), className="numeric"),
            ]
        )
        for month in months
    ]
    caption = Caption("Incidents a day, against the average month, with 95% limits")
    table = Table([caption, Thead(head), Tbody(rows)], className="parts-table")
    return Details(
        [Summary("Months as a table"), Div(table, className="what-box", tabIndex=0)], className="what"
    )


def _in_table(month: Month) -> str:
    if not math.isfinite(month.level):
        return words.NOT_KNOWN
    return f"{month.level:.2f} ({month.lower:.2f} to {month.upper:.2f})"
