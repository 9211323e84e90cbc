"""The monthly chart's part of an answer: its lines, and the same in words."""

from __future__ import annotations

from dashboard.callbacks.looking import Looking
from dashboard.callbacks.part import Part
from dashboard.data.series import series
from dashboard.figures.chart import key, message_figure, months_figure
from dashboard.figures.chart_words import place_name
from dashboard.ids import Scan
from dashboard.layouts.chart import PLAIN_TITLE, chart_key, chart_months, chart_title, summary


def chart_part(view: Looking) -> Part:
    """Figure, title, key, and for those who can't see them a summary and the numbers of every month."""
    dataset, selection = view.dataset, view.selection
    several = len(selection.sources) > 1
    place = place_name(dataset.areas, selection)
    shown = [
        (dataset.sources[source].name if several else place, series(dataset, selection, source))
        for source in selection.sources
    ]
    if len({one.noun for _, one in shown}) > 1:  # months and quarters bear no one scale: the first speaks
        shown = shown[:1]
    figure = months_figure(shown, selection)
    return Part(
        html={
            Scan.CHART_TITLE: chart_title(shown, selection),
            Scan.CHART_KEY: chart_key(key(figure)),
            Scan.CHART_SUMMARY: summary(shown, selection),
            Scan.CHART_PROBLEM: "",
        },
        told={"drawChart": figure, "writeChartTable": chart_months(shown)},
    )


def no_chart(message: str) -> Part:
    """What stands in its place."""
    return Part(
        html={
            Scan.CHART_TITLE: PLAIN_TITLE,
            Scan.CHART_KEY: [],
            Scan.CHART_SUMMARY: message,
            Scan.CHART_PROBLEM: message,
        },
        told={"drawChart": message_figure("No chart"), "writeChartTable": None},
    )
