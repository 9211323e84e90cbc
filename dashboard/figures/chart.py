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
    first = shown[0][1]
    traces = [
        trace
        for (name, one), colour in zip(shown, itertools.cycle(LINES), strict=False)
        for trace in _counts(name, one, colour)
    ]
    traces += [*_compared(first), *_unusual(first)]
    layout = {
        "shapes": [_shade(selection)],
        "annotations": _gaps([one.months for _, one in shown]),
        **_style(x=_span(first.months.month), y=_whole_ticks(traces)),
    }
    # In one piece: a figure that is changed bit by bit checks all of itself at each change.
    return go.Figure(data=traces, layout=layout)


def message_figure(message: str) -> go.Figure:
    """An empty chart that says why it is empty."""
    words = {"text": message, "showarrow": False, "x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper"}
    hidden = {"visible": False}
    return go.Figure(layout={"annotations": [words], **_style(x=hidden, y=hidden)})


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


def _counts(name: str, one: Series, colour: str) -> list[go.Scatter]:
    """The counts of one source: whole months a line, months of some forces only another, dotted."""
    table, whole = one.months, one.whole
    some = table.incidents.where((table.forces_covered > 0) & ~whole)
    lines = [("now", name, table.incidents.where(whole), "solid")]
    if some.notna().any():
        lines.append(("some", PARTIAL, some, "dot"))
    days, traces = _days(table), []
    for role, title, counts, dash in lines:
        known = counts.notna()
        alone = known & ~known.shift(1, fill_value=False) & ~known.shift(-1, fill_value=False)
        # A month between two gaps has no line to stand on: it needs a dot to be seen.
        dots = {"size": [5 if dot else 0 for dot in alone], "color": colour}
        look = {"mode": "lines+markers", "marker": dots}
        traces.append(_line(role, title, colour, days, _plain(counts), 2, dash, **look))
    return [*traces, _words(one)]


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


def _compared(one: Series) -> list[go.Scatter]:
    """The same months a year before, and the area around."""
    table = one.months
    days, traces = _days(table), []
    if table.before.notna().any():
        traces.append(_line("before", "a year before", BEFORE, days, _plain(table.before), 1.5, "dash"))
    if one.parent_name:
        name = f"{one.parent_name}, scaled"
        traces.append(_line("parent", name, PARENT, days, _plain(table.parent), 1))
    return traces


def _unusual(one: Series) -> list[go.Scatter]:
    """The usual range as a band from the first whole month to the last, and the months that stand out."""
    if one.shortage is not Shortage.NONE:
        return []
    table = one.months
    whole = table.month[one.whole]
    start, end = _half_a_month(whole.iloc[0], -1), _half_a_month(whole.iloc[-1], 1)
    low, high = float(table.lower.iloc[0]), float(table.upper.iloc[0])
    corners = ([start, end, end, start], [low, low, high, high])
    band = _line("range", "usual range", RANGE, *corners, 0, fill="toself", fillcolor=RANGE)
    outside = table.signal.isin([Signal.ABOVE, Signal.BELOW])
    # A run is long by nature: ringed like single months it would drown them, so its months are mere dots.
    in_a_row = (table.signal != Signal.NONE) & ~outside
    return [
        band,
        *_mark(("run", "in a row", PARENT), table, in_a_row, size=4),
        *_mark(("special", "stands out", SPECIAL), table, outside, size=9),
    ]


def _mark(
    look: tuple[str, str, str], table: pd.DataFrame, chosen: pd.Series, *, size: int
) -> list[go.Scatter]:
    """A mark on each chosen month, with the reason; `look` is role, name and colour."""
    role, name, colour = look
    marked = table[chosen]
    if marked.empty:
        return []
    return [
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
    ]


def _line(
    role: str,
    name: str,
    colour: str,
    x: list[str],
    y: Sequence[float | None],
    width: float,
    dash: str = "solid",
    **more: Any,
) -> go.Scatter:
    look = {
        "mode": "lines",
        "line": {"color": colour, "width": width, "dash": dash},
        "connectgaps": False,
        "hoverinfo": "skip",
        "meta": {"role": role},
        "zorder": _ORDER[role],
    }
    return go.Scatter(x=x, y=y, name=name, **look | more)


def _days(table: pd.DataFrame) -> list[str]:
    return [f"{month}-01" for month in table.month]


def _plain(counts: pd.Series) -> list[float | None]:
    """The numbers as JSON has them: whole ones stay whole, missing ones are null."""
    return [None if pd.isna(count) else count for count in counts.tolist()]


def _half_a_month(month: str, direction: int) -> str:
    return (pd.Timestamp(month) + direction * pd.Timedelta(days=15)).strftime("%Y-%m-%d")


def _shade(selection: Selection) -> dict[str, Any]:
    """Shade the chosen months, half a month to either side so that each is wholly inside."""
    return {
        "type": "rect",
        "x0": _half_a_month(month_text(selection.start), -1),
        "x1": _half_a_month(month_text(selection.end), 1),
        "xref": "x",
        "y0": 0,
        "y1": 1,
        "yref": "y domain",
        "fillcolor": PERIOD,
        "opacity": 0.5,
        "line": {"width": 0},
        "layer": "below",
    }


def _gaps(tables: Sequence[pd.DataFrame]) -> list[dict[str, Any]]:
    """Where no source has anything for a quarter of a year or longer, the empty place says so."""
    missing = pd.concat([table.incidents.isna() for table in tables], axis=1).all(axis=1)
    gaps = [gap for _, gap in missing[missing].groupby((~missing).cumsum()[missing]) if len(gap) >= GAP]
    middles = [f"{tables[0].month[gap.index[len(gap) // 2]]}-01" for gap in gaps]
    return [{"text": "no data", "x": day, "y": 0.5, "yref": "paper", "showarrow": False} for day in middles]


def _span(months: pd.Series) -> dict[str, Any]:
    """Show these months and no more: a tick beyond the last would promise data that don't exist."""
    first, last = pd.Timestamp(months.iloc[0]), pd.Timestamp(months.iloc[-1])
    ends = [first - pd.Timedelta(days=20), last + pd.Timedelta(days=20)]
    step = next((step for step in (1, 2, 3, 6, 12) if len(months) / step <= 8), 24)
    return {
        "range": [end.strftime("%Y-%m-%d") for end in ends],
        "tick0": first.strftime("%Y-%m-%d"),
        "dtick": f"M{step}",
    }


def _whole_ticks(traces: Sequence[go.Scatter]) -> dict[str, Any]:
    """Of a handful of incidents the ticks are whole numbers."""
    top = max((value for trace in traces for value in trace.y if value is not None), default=0)
    return {"dtick": 1, "range": [0, 1.15 * max(top, 1)]} if top < FEW else {}


def _style(*, x: dict[str, Any], y: dict[str, Any]) -> dict[str, Any]:
    """The layout all charts share, with what is special about this one's axes."""
    axis: dict[str, Any] = {"linecolor": "#b1b4b6", "fixedrange": True}
    return {
        "template": "none",
        # Fixed, whatever the numbers: so that the months stay where they are from one answer to the next.
        "margin": {"l": 52, "r": 12, "t": 8, "b": 22, "autoexpand": False},
        "font": {"family": "inherit", "size": 12, "color": "#4c5b6b"},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,  # the key beside the chart grows with the reader's text size
        "hovermode": "x",  # anywhere above a month will do, not just its point
        "hoverlabel": {
            "bgcolor": "#17212b",
            "bordercolor": "#17212b",
            "align": "left",
            "font": {"color": "#ffffff", "size": 12.5},
        },
        "dragmode": False,
        "uirevision": "months",
        "xaxis": {
            "tickformat": "%b %Y",
            "tickangle": 0,
            "tickfont": {"size": 11},
            "showgrid": False,
            **axis,
            **x,
        },
        "yaxis": {
            "rangemode": "tozero",
            "tickformat": ",",
            "nticks": 5,
            "zeroline": False,
            "gridcolor": "#e3e8ec",
            **axis,
            **y,
        },
    }
