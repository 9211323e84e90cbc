"""The monthly chart: what is shown, a year before, the area around it, the usual range, unusual months.

Figures are plain JSON values, as Plotly's script reads them: its Python classes take 30 times as long to
make one, and a third of a second to import.
Each trace says in `meta["role"]` what it is: the page's own code finds it by that. What the pointer is over
is drawn by the page itself, on top and on a scale of its own: assets/browse_chart.js.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from dashboard.analysis.xmr import Shortage, Signal
from dashboard.data.series import Month, Series
from dashboard.figures import chart_layout, chart_words
from dashboard.figures.chart_layout import HALF, first_day, first_days
from dashboard.selection import Selection

LINES = ("#12436d", "#28a197", "#801650", "#3d3d3d")  # sources; orange is the hand's alone
BEFORE = "#8a949e"
PARENT = "#6f93b8"
RANGE = "rgba(18, 67, 109, 0.10)"
SPECIAL = "#d4351c"
HAND = "#f46a25"
HAND_NAME = "pointed at (own scale)"
PARTIAL = "some forces only"

Figure = dict[str, Any]
"""What dcc.Graph takes: `data`, a list of traces, and `layout`."""

_Trace = dict[str, Any]
_ORDER = {"range": 0, "parent": 1, "before": 2, "some": 3, "now": 3, "run": 4, "special": 5}


class Entry(NamedTuple):
    """One entry of the chart's key."""

    role: str
    name: str
    colour: str


def months_figure(shown: Sequence[tuple[str, Series]], selection: Selection) -> Figure:
    """Lines of (name, series), one a source; the x of a click is the month's first day.

    Only the first has a year before, its parent, a usual range and marked months. Months that only some
    forces reported are a line of their own, dotted: their height can't be compared.
    """
    if all(month.incidents is None for _, one in shown for month in one.rows):
        return message_figure(f"{chart_words.finding(shown[0][1], selection)}.")
    first = shown[0][1]
    traces = [
        trace
        for (name, one), colour in zip(shown, itertools.cycle(LINES), strict=False)
        for trace in _counts(name, one, colour)
    ]
    traces += [*_compared(first), *_unusual(first)]
    layout = chart_layout.months_layout([one.rows for _, one in shown], selection, _top(traces))
    return {"data": traces, "layout": layout}


def message_figure(message: str) -> Figure:
    """An empty chart that says why it is empty."""
    return {"data": [], "layout": chart_layout.message_layout(message)}


def key(figure: Figure) -> list[Entry]:
    """What each line and mark of a figure means, in the order it is read, last the page's own line.

    A message has none.
    """
    entries = [
        Entry(trace["meta"]["role"], trace["name"], _colour(trace))
        for trace in figure["data"]
        if trace["meta"]["role"] not in ("words", "run")
    ]
    return list(dict.fromkeys([*entries, Entry("hand", HAND_NAME, HAND)])) if entries else []


def _top(traces: Sequence[_Trace]) -> float:
    return max((value for trace in traces for value in trace["y"] if value is not None), default=0)


def _colour(trace: _Trace) -> str:
    ring = trace.get("marker", {}).get("line")
    return str((ring or trace["line"])["color"])


def _counts(name: str, one: Series, colour: str) -> list[_Trace]:
    """The counts of one source: whole months a line, months of some forces only another, dotted."""
    months = one.rows
    some = [month.incidents if month.forces_covered > 0 and not month.whole else None for month in months]
    lines = [("now", name, [month.incidents if month.whole else None for month in months], "solid")]
    if any(count is not None for count in some):
        lines.append(("some", PARTIAL, some, "dot"))
    days, traces = first_days(months), []
    for role, title, counts, dash in lines:
        known = [False, *(count is not None for count in counts), False]
        alone = [
            here and not earlier and not later
            for earlier, here, later in zip(known, known[1:], known[2:], strict=False)
        ]
        # A month between two gaps has no line to stand on: it needs a dot to be seen.
        dots = {"size": [5 if dot else 0 for dot in alone], "color": colour}
        look = {"mode": "lines+markers", "marker": dots} if any(alone) else {"mode": "lines"}
        traces.append(_line(role, title, colour, days, counts, 2, dash, **look))
    return [*traces, _words(one)]


def _words(one: Series) -> _Trace:
    """What each month says under the pointer, on points that are not drawn: one a month, of missing ones too.

    Labels of the lines themselves would show two at once where a dotted line meets a solid one.
    """
    return {
        "type": "scatter",
        "x": first_days(one.rows),
        "y": [month.incidents or 0 for month in one.rows],
        "text": [chart_words.month_text(month, one.shortage) for month in one.rows],
        "mode": "none",
        "hovertemplate": "%{text}<extra></extra>",
        "showlegend": False,
        "meta": {"role": "words"},
    }


def _compared(one: Series) -> list[_Trace]:
    """The same months a year before, and the area around."""
    days, before = first_days(one.rows), [month.before for month in one.rows]
    traces = []
    if any(count is not None for count in before):
        traces.append(_line("before", "a year before", BEFORE, days, before, 1.5, "dash"))
    if one.parent_name:
        parent = [month.parent for month in one.rows]
        traces.append(_line("parent", f"{one.parent_name}, scaled", PARENT, days, parent, 1))
    return traces


def _unusual(one: Series) -> list[_Trace]:
    """The usual range as a band from the first whole month to the last, and the months that stand out."""
    if one.shortage is not Shortage.NONE:
        return []
    months = one.rows
    whole = [month.month for month in months if month.whole]
    start, end = first_day(whole[0], -HALF), first_day(whole[-1], HALF)
    low, high = months[0].lower, months[0].upper
    corners = ([start, end, end, start], [low, low, high, high])
    # A run is long by nature: ringed like single months it would drown them, so its months are mere dots.
    return [
        _line("range", "usual range", RANGE, *corners, 0, fill="toself", fillcolor=RANGE),
        *_mark(("run", "in a row", PARENT), months, _in_a_row, size=4),
        *_mark(("special", "stands out", SPECIAL), months, lambda month: month.outside, size=9),
    ]


def _in_a_row(month: Month) -> bool:
    return month.signal != Signal.NONE and not month.outside


def _mark(
    look: tuple[str, str, str], months: Iterable[Month], chosen: Callable[[Month], bool], *, size: int
) -> list[_Trace]:
    """A mark on each chosen month, with the reason; `look` is role, name and colour."""
    role, name, colour = look
    marked = [month for month in months if chosen(month)]
    if not marked:
        return []
    return [
        {
            "type": "scatter",
            "x": first_days(marked),
            "y": [month.incidents for month in marked],
            "name": name,
            "mode": "markers",
            "customdata": [chart_words.explanation(month) for month in marked],
            "marker": {"size": size, "color": "#ffffff", "line": {"color": colour, "width": 1.8}},
            "hoverinfo": "skip",  # the month says it
            "cliponaxis": False,
            "meta": {"role": role},
            "zorder": _ORDER[role],
        }
    ]


def _line(
    role: str,
    name: str,
    colour: str,
    x: Sequence[str],
    y: Sequence[float | None],
    width: float,
    dash: str = "solid",
    **more: Any,
) -> _Trace:
    look = {
        "mode": "lines",
        "line": {"color": colour, "width": width, "dash": dash},
        "connectgaps": False,
        "hoverinfo": "skip",
        "meta": {"role": role},
        "zorder": _ORDER[role],
    }
    return {"type": "scatter", "x": x, "y": y, "name": name, **look, **more}
