"""The monthly chart: reads the URL, asks for the months and draws the answer, in lines and in words."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State

from dashboard.callbacks.looking import Looking, looking, panel
from dashboard.data.dataset import Library
from dashboard.data.series import series
from dashboard.figures.chart import key, message_figure, months_figure
from dashboard.figures.chart_words import place_name
from dashboard.ids import Page, Scan
from dashboard.layouts.chart import PLAIN_TITLE, chart_key, chart_months, chart_title, summary


def register(app: Dash, library: Library) -> None:
    """Wire the chart; one that fails leaves the other panels alive."""

    @app.callback(
        Output(Scan.CHART, "figure"),
        Output(Scan.CHART_TITLE, "children"),
        Output(Scan.CHART_KEY, "children"),
        Output(Scan.CHART_SUMMARY, "children"),
        Output(Scan.CHART_MONTHS, "data"),
        Output(Scan.CHART_PROBLEM, "children"),
        Input(Page.URL, "data"),
        State(Page.VERSION, "data"),
    )
    def draw_chart(search: Any, version: Any) -> Any:
        return panel(
            lambda: (*_chart(looking(library, search, version)), ""),
            lambda message: (message_figure("No chart"), PLAIN_TITLE, [], message, None, message),
        )

    app.clientside_callback(
        ClientsideFunction("hexscan", "writeChartTable"),
        Output(Scan.CHART_MONTHS, "clear_data"),
        Input(Scan.CHART_MONTHS, "data"),
        State(Scan.CHART_TABLE, "id"),
    )


def _chart(view: Looking) -> tuple[Any, Any, Any, Any, Any]:
    dataset, selection = view.dataset, view.selection
    several = len(selection.sources) > 1
    place = place_name(dataset.areas, selection)
    shown = [
        (dataset.sources[source].name if several else place, series(dataset, selection, source))
        for source in selection.sources
    ]
    figure = months_figure(shown, selection)
    return (
        figure,
        chart_title(shown, selection),
        chart_key(key(figure)),
        summary(shown, selection),
        chart_months(shown),
    )
