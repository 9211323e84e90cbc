"""What the monthly chart's lines stand in: its axes, the chosen period, empty places that say so.

As with the lines (`chart`), plain JSON values as Plotly's script reads them.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterable, Sequence
from typing import Any

from dashboard.data.schema import month_text
from dashboard.data.series import Month
from dashboard.selection import Selection

PERIOD = "#d4ece8"
HALF = 15  # days
GAP = 3  # months without data that leave room for a word
FEW = 5
"""Counts under this have whole ticks: there is no half of an incident."""

Layout = dict[str, Any]


def months_layout(tables: Sequence[Sequence[Month]], selection: Selection, top: float) -> Layout:
    """Around the lines of these months, one table a source; `top` is the highest value drawn."""
    return {
        "shapes": [_shade(selection)],
        "annotations": _gaps(tables),
        **_style(x=_span(tables[0]), y=_whole_ticks(top)),
    }


def message_layout(message: str) -> Layout:
    """A message in place of lines."""
    words = {"text": message, "showarrow": False, "x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper"}
    hidden = {"visible": False}
    return {"annotations": [words], **_style(x=hidden, y=hidden)}


def first_days(months: Iterable[Month]) -> list[str]:
    """Where these months stand on the chart."""
    return [f"{month.month}-01" for month in months]


def first_day(month: str, further: int = 0) -> str:
    """The first day of a month ("2025-01") and so many days further."""
    return (datetime.date.fromisoformat(f"{month}-01") + datetime.timedelta(days=further)).isoformat()


def _shade(selection: Selection) -> Layout:
    """Shade the chosen months, half a month to either side so that each is wholly inside."""
    return {
        "type": "rect",
        "x0": first_day(month_text(selection.start), -HALF),
        "x1": first_day(month_text(selection.end), HALF),
        "xref": "x",
        "y0": 0,
        "y1": 1,
        "yref": "y domain",
        "fillcolor": PERIOD,
        "opacity": 0.5,
        "line": {"width": 0},
        "layer": "below",
    }


def _gaps(tables: Sequence[Sequence[Month]]) -> list[Layout]:
    """Where no source has anything for a quarter of a year or longer, the empty place says so."""
    missing = [all(_nothing(month) for month in together) for together in zip(*tables, strict=True)]
    runs = [
        [place for place, _ in run]
        for empty, run in itertools.groupby(enumerate(missing), key=lambda each: each[1])
        if empty
    ]
    middles = [first_day(tables[0][run[len(run) // 2]].month) for run in runs if len(run) >= GAP]
    return [{"text": "no data", "x": day, "y": 0.5, "yref": "paper", "showarrow": False} for day in middles]


def _nothing(month: Month) -> bool:
    """Whether nobody reported; a count that is withheld is no such thing."""
    return month.incidents is None and not month.withheld


def _span(months: Sequence[Month]) -> Layout:
    """Show these months and no more: a tick beyond the last would promise data that don't exist."""
    length = sum(month.length for month in months)
    step = next((step for step in (1, 2, 3, 6, 12) if length / step <= 8), 24)
    return {
        "range": [first_day(months[0].month, -20), first_day(months[-1].month, 20)],
        "tick0": first_day(months[0].month),
        "dtick": f"M{step}",
    }


def _whole_ticks(top: float) -> Layout:
    """Of a handful of incidents the ticks are whole numbers."""
    return {"dtick": 1, "range": [0, 1.15 * max(top, 1)]} if top < FEW else {}


def _style(*, x: Layout, y: Layout) -> Layout:
    """The layout all charts share, with what is special about this one's axes."""
    axis: Layout = {"linecolor": "#b1b4b6", "fixedrange": True}
    return {
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
