"""The monthly chart: what is shown, a year before, the area around it, the usual range, unusual months.

Each trace says in `meta["role"]` what it is: the page's own code finds it by that. What the pointer is over
is drawn by the page itself, on top and on a scale of its own: assets/browse_chart.js.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from dashboard.analysis.xmr import Shortage, Signal
from dashboard.data.schema import month_text
from dashboard.data.series import Series
from dashboard.figures import chart_words
from dashboard.selection import Selection

LINES = ("#12436d", "#28a197", "#801650", "#3d3d3d")  # sources; orange is the hand's alone
BEFORE = "#8a949e"
PARENT = "#6f93b8"
RANGE = "rgba(18, 67, 109, 0.10)"
SPECIAL = "#d4351c"
HAND = "#f46a25"
HAND_NAME = "pointed at (own scale)"
PERIOD = "#d4ece8"
PARTIAL = "some forces only"
GAP = 3  # months without data that leave room for a word
FEW = 5
"""Counts under this have whole ticks: there is no half of an incident."""

_ORDER = {"range": 0, "parent": 1, "before": 2, "some": 3, "now": 3, "run": 4, "special": 5}


class Entry(NamedTuple):
    """One entry of the chart's key."""

    role: str
    name: str
    colour: str


def months_figure(shown: Sequence[tuple[str, Series]], selection: Selection) -> go.Figure:
    """Lines of (name, series), one a source; the x of a click is the month's first day.

    Only the first has a year before, its parent, a usual range and marked months. Months that only some
    forces reported are a line of their own, dotted: their height can't be compared.
    """
    if not any(one.months.incidents.notna().any() for _, one in shown):
        return message_figure(f"{chart_words.NO_DATA}.")
    figure = go.Figure()
    for (name, one), colour in zip(shown, itertools.cycle(LINES), strict=False):
        _counts(figure, name, one, colour)
    first = shown[0][1]
    _compared(figure, first)
    _unusual(figure, first)
    _shade(figure, selection)
    _say_gaps(figure, [one.months for _, one in shown])
    _style(figure)
    _span(figure, first.months.month)
    _whole_ticks(figure)
    return figure


def message_figure(message: str) -> go.Figure:
    """An empty chart that says why it is empty."""
    figure = go.Figure()
    figure.add_annotation(text=message, showarrow=False, x=0.5, y=0.5, xref="paper", yref="paper")
    _style(figure)
    figure.update_layout(xaxis={"visible": False}, yaxis={"visible": False})
    return figure


def key(figure: go.Figure) -> list[Entry]:
    """What each line and mark of a figure means, in the order it is read, last the page's own line.

    A message has none.
    """
    entries = [
        Entry(trace.meta["role"], trace.name, _colour(trace))
        for trace in figure.data
        if trace.meta["role"] not in ("words", "run")
    ]
    return list(dict.fromkeys([*entries, Entry("hand", HAND_NAME, HAND)])) if entries else []


def _colour(trace: go.Scatter) -> str:
    return str(trace.marker.line.color or trace.line.color or trace.fillcolor)


def _counts(figure: go.Figure, name: str, one: Series, colour: str) -> None:
    """The counts of one source: whole months a line, months of some forces only another, dotted."""
    table, whole = one.months, one.whole
    some = table.incidents.where((table.forces_covered > 0) & ~whole)
    lines = [("now", name, table.incidents.where(whole), "solid")]
    if some.notna().any():
        lines.append(("some", PARTIAL, some, "dot"))
    for role, title, counts, dash in lines:
        line = _line(role, title, colour, _days(table), _plain(counts), 2, dash)
        known = counts.notna()
        alone = known & ~known.shift(1, fill_value=False) & ~known.shift(-1, fill_value=False)
        line.update(
            # A month between two gaps has no line to stand on: it needs a dot to be seen.
            mode="lines+markers",
            marker={"size": [5 if dot else 0 for dot in alone], "color": colour},
        )
        figure.add_trace(line)
    figure.add_trace(_words(one))


def _words(one: Series) -> go.Scatter:
    """What each month says under the pointer, on points nobody sees: one label a month, of missing ones too.

    Labels of the lines themselves would show two at once where a dotted line meets a solid one.
    """
    table = one.months
    return go.Scatter(
        x=_days(table),
        y=_plain(table.incidents.fillna(0)),
        text=[chart_words.month_text(table, place, one.shortage) for place in range(len(table))],
        mode="markers",
        marker={"size": 1, "opacity": 0},
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
        meta={"role": "words"},
    )


def _compared(figure: go.Figure, one: Series) -> None:
    """The same months a year before, and the area around."""
    table = one.months
    days = _days(table)
    if table.before.notna().any():
        figure.add_trace(_line("before", "a year before", BEFORE, days, _plain(table.before), 1.5, "dash"))
    if one.parent_name:
        name = f"{one.parent_name}, scaled"
        figure.add_trace(_line("parent", name, PARENT, days, _plain(table.parent), 1))


def _unusual(figure: go.Figure, one: Series) -> None:
    """The usual range as a band from the first whole month to the last, and the months that stand out."""
    if one.shortage is not Shortage.NONE:
        return
    table = one.months
    whole = table.month[one.whole]
    start, end = _half_a_month(whole.iloc[0], -1), _half_a_month(whole.iloc[-1], 1)
    low, high = float(table.lower.iloc[0]), float(table.upper.iloc[0])
    band = _line("range", "usual range", RANGE, [start, end, end, start], [low, low, high, high], 0)
    band.update(fill="toself", fillcolor=RANGE)
    figure.add_trace(band)
    outside = table.signal.isin([Signal.ABOVE, Signal.BELOW])
    # A run is long by nature: ringed like single months it would drown them, so its months are mere dots.
    in_a_row = (table.signal != Signal.NONE) & ~outside
    _mark(figure, ("run", "in a row", PARENT), table, in_a_row, size=4)
    _mark(figure, ("special", "stands out", SPECIAL), table, outside, size=9)


def _mark(
    figure: go.Figure, look: tuple[str, str, str], table: pd.DataFrame, chosen: pd.Series, *, size: int
) -> None:
    """A mark on each chosen month, with the reason; `look` is role, name and colour."""
    role, name, colour = look
    marked = table[chosen]
    if marked.empty:
        return
    figure.add_trace(
        go.Scatter(
            x=_days(marked),
            y=_plain(marked.incidents),
            name=name,
            mode="markers",
            customdata=[chart_words.explanation(table, place) for place in marked.index],
            marker={"size": size, "color": "#ffffff", "line": {"color": colour, "width": 1.8}},
            hoverinfo="skip",  # the month says it
            cliponaxis=False,
            meta={"role": role},
            zorder=_ORDER[role],
        )
    )


def _line(
    role: str, name: str, colour: str, x: list[str], y: list[float | None], width: float, dash: str = "solid"
) -> go.Scatter:
    return go.Scatter(
        x=x,
        y=y,
        name=name,
        mode="lines",
        line={"color": colour, "width": width, "dash": dash},
        connectgaps=False,
        hoverinfo="skip",
        meta={"role": role},
        zorder=_ORDER[role],
    )


def _days(table: pd.DataFrame) -> list[str]:
    return [f"{month}-01" for month in table.month]


def _plain(counts: pd.Series) -> list[float | None]:
    """The numbers as JSON has them: whole ones stay whole, missing ones are null."""
    return [None if pd.isna(count) else count for count in counts.tolist()]


def _half_a_month(month: str, direction: int) -> str:
    return (pd.Timestamp(month) + direction * pd.Timedelta(days=15)).strftime("%Y-%m-%d")


def _shade(figure: go.Figure, selection: Selection) -> None:
    """Shade the chosen months, half a month to either side so that each is wholly inside."""
    figure.add_vrect(
        x0=_half_a_month(month_text(selection.start), -1),
        x1=_half_a_month(month_text(selection.end), 1),
        fillcolor=PERIOD,
        opacity=0.5,
        line_width=0,
        layer="below",
    )


def _say_gaps(figure: go.Figure, tables: Sequence[pd.DataFrame]) -> None:
    """Where no source has anything for a quarter of a year or longer, the empty place says so."""
    missing = pd.concat([table.incidents.isna() for table in tables], axis=1).all(axis=1)
    for _, gap in missing[missing].groupby((~missing).cumsum()[missing]):
        if len(gap) >= GAP:
            middle = pd.Timestamp(tables[0].month[gap.index[len(gap) // 2]])
            figure.add_annotation(
                text="no data", x=middle.strftime("%Y-%m-%d"), y=0.5, yref="paper", showarrow=False
            )


def _span(figure: go.Figure, months: pd.Series) -> None:
    """Show these months and no more: a tick beyond the last would promise data that don't exist."""
    first, last = pd.Timestamp(months.iloc[0]), pd.Timestamp(months.iloc[-1])
    ends = [first - pd.Timedelta(days=20), last + pd.Timedelta(days=20)]
    step = next((step for step in (1, 2, 3, 6, 12) if len(months) / step <= 8), 24)
    figure.update_xaxes(
        range=[end.strftime("%Y-%m-%d") for end in ends],
        tick0=first.strftime("%Y-%m-%d"),
        dtick=f"M{step}",
    )


def _whole_ticks(figure: go.Figure) -> None:
    """Of a handful of incidents the ticks are whole numbers."""
    top = max((value for trace in figure.data for value in trace.y if value is not None), default=0)
    if top < FEW:
        figure.update_layout(yaxis={"dtick": 1, "range": [0, 1.15 * max(top, 1)]})


def _style(figure: go.Figure) -> None:
    axis: dict[str, Any] = {"linecolor": "#b1b4b6", "fixedrange": True}
    figure.update_layout(
        template="none",
        # Fixed, whatever the numbers: so that the months stay where they are from one answer to the next.
        margin={"l": 52, "r": 12, "t": 8, "b": 22, "autoexpand": False},
        font={"family": "inherit", "size": 12, "color": "#4c5b6b"},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        showlegend=False,  # the key beside the chart grows with the reader's text size
        hovermode="x",  # anywhere above a month will do, not just its point
        hoverlabel={
            "bgcolor": "#17212b",
            "bordercolor": "#17212b",
            "align": "left",
            "font": {"color": "#ffffff", "size": 12.5},
        },
        dragmode=False,
        uirevision="months",
    )
    figure.update_layout(
        xaxis={"tickformat": "%b %Y", "tickangle": 0, "tickfont": {"size": 11}, "showgrid": False, **axis},
        yaxis={
            "rangemode": "tozero",
            "tickformat": ",",
            "nticks": 5,
            "zeroline": False,
            "gridcolor": "#e3e8ec",
            **axis,
        },
    )
