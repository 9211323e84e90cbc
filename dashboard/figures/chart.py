"""The monthly chart: one line a source, gaps where nothing was reported, the chosen period shaded."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.data.schema import month_text
from dashboard.selection import Selection

LINES = ("#12436d", "#f46a25", "#28a197", "#801650")
PARTIAL = "Some forces only"


def months_figure(series: Sequence[tuple[str, pd.DataFrame]], selection: Selection) -> go.Figure:
    """Lines of (source name, table as `queries.months` gives it); the x of a click is the month's first day.

    Months that only some forces reported are a line of their own, dotted: their height can't be compared.
    """
    if not any(table.incidents.notna().any() for _, table in series):
        return message_figure("No data in any month for this choice.")
    figure = go.Figure()
    for (name, table), colour in zip(series, itertools.cycle(LINES), strict=False):
        whole = table.incidents.where(table.forces_covered == table.forces)
        some = table.incidents.where((table.forces_covered > 0) & (table.forces_covered < table.forces))
        figure.add_trace(_line(table.month, whole, name, colour, "solid"))
        if some.notna().any():
            figure.add_trace(_line(table.month, some, PARTIAL.lower(), colour, "dot"))
    _shade(figure, selection)
    _style(figure, legend=len(figure.data) > 1)
    _span(figure, series[0][1].month)
    _whole_ticks(figure, [table.incidents for _, table in series])
    return figure


def message_figure(message: str) -> go.Figure:
    """An empty chart that says why it is empty."""
    figure = go.Figure()
    figure.add_annotation(text=message, showarrow=False, x=0.5, y=0.5, xref="paper", yref="paper")
    figure.update_layout(xaxis={"visible": False}, yaxis={"visible": False})
    _style(figure, legend=False)
    return figure


def _line(months: pd.Series, counts: pd.Series, name: str, colour: str, dash: str) -> go.Scatter:
    return go.Scatter(
        x=[f"{month}-01" for month in months],
        y=[None if pd.isna(count) else int(count) for count in counts],
        name=name,
        mode="lines+markers",
        line={"color": colour, "width": 2, "dash": dash},
        marker={"size": 5, "color": colour},
        connectgaps=False,
        hovertemplate="%{y:,} incidents<extra></extra>",
    )


def _shade(figure: go.Figure, selection: Selection) -> None:
    """Shade the chosen months, half a month to either side so that each is wholly inside."""
    start = pd.Timestamp(month_text(selection.start)) - pd.Timedelta(days=15)
    end = pd.Timestamp(month_text(selection.end)) + pd.Timedelta(days=15)
    figure.add_vrect(
        x0=start.strftime("%Y-%m-%d"),
        x1=end.strftime("%Y-%m-%d"),
        fillcolor="#d4ece8",
        opacity=0.5,
        line_width=0,
        layer="below",
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


def _whole_ticks(figure: go.Figure, counts: Sequence[pd.Series]) -> None:
    """Of a handful of incidents the ticks are whole numbers: there is no half of one."""
    top = max((int(count) for column in counts for count in column.dropna()), default=0)
    if top < 5:
        figure.update_yaxes(dtick=1, range=[0, 1.15 * max(top, 1)])


def _style(figure: go.Figure, *, legend: bool) -> None:
    axis: dict[str, Any] = {"gridcolor": "#e3e8ec", "linecolor": "#b1b4b6", "fixedrange": True}
    figure.update_layout(
        template="none",
        margin={"l": 46, "r": 10, "t": 24 if legend else 6, "b": 26},
        font={"family": "inherit", "size": 12, "color": "#4c5b6b"},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        showlegend=legend,
        legend={"orientation": "h", "y": 1.0, "x": 0, "yanchor": "bottom"},
        hovermode="x",  # anywhere above a month will do, not just its point
        dragmode=False,
        uirevision="months",
    )
    figure.update_xaxes(tickformat="%b %Y", hoverformat="%B %Y", showgrid=False, **axis)
    figure.update_yaxes(rangemode="tozero", tickformat=",", nticks=5, zeroline=False, **axis)
