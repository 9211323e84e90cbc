"""Table, chart, statistics and headline: each reads the URL, asks the queries and shows the answer."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, no_update

from dashboard.callbacks.common import Looking, looking, panel
from dashboard.data import queries
from dashboard.data.dataset import Library
from dashboard.data.statistics import statistics
from dashboard.figures.chart import months_figure
from dashboard.ids import Page, Scan, control
from dashboard.layouts import headline, table
from dashboard.layouts.statistics import notes, statistics_cards


def register(app: Dash, library: Library) -> None:
    """Wire the four parts; each stands alone, so that one that fails leaves the others alive."""

    @app.callback(
        Output(Scan.TABLE, "columnDefs"),
        Output(Scan.TABLE, "rowData"),
        Output(Scan.TABLE_TITLE, "children"),
        Output(control("level"), "data"),
        Output(Scan.TABLE_PROBLEM, "children"),
        Input(Page.URL, "search"),
        State(Page.VERSION, "data"),
    )
    def fill_table(search: Any, version: Any) -> Any:
        return panel(
            lambda: (*_table(looking(library, search, version)), ""),
            lambda message: (no_update, no_update, no_update, no_update, message),
        )

    @app.callback(
        Output(Scan.CHART, "figure"),
        Output(Scan.CHART_PROBLEM, "children"),
        Input(Page.URL, "search"),
        State(Page.VERSION, "data"),
    )
    def draw_chart(search: Any, version: Any) -> Any:
        return panel(
            lambda: (_chart(looking(library, search, version)), ""), lambda message: (no_update, message)
        )

    @app.callback(
        Output(Scan.STATISTICS, "children"),
        Output(Scan.SENTENCE, "children"),
        Output(Scan.CHIPS, "children"),
        Output(Scan.NOTES, "children"),
        Output(Scan.EXPORTS, "children"),
        Input(Page.URL, "search"),
        State(Page.VERSION, "data"),
    )
    def say(search: Any, version: Any) -> Any:
        return panel(
            lambda: _said(looking(library, search, version)),
            lambda message: (headline.problem(message), no_update, no_update, no_update, no_update),
        )

    @app.callback(Output(Page.NEWER, "data"), Input(Page.URL, "search"), State(Page.VERSION, "data"))
    def look_for_newer(_: Any, version: Any) -> str:
        current = library.current()
        return current.version if current is not None and current.version != version else ""


def _table(view: Looking) -> tuple[Any, Any, Any, Any]:
    dataset, selection = view.dataset, view.selection
    natural = queries.table_level(dataset, selection.replace(level=""))
    offered = dataset.areas.levels_below(selection.area)
    levels = table.level_options(natural, offered)
    if selection.table == "type":
        every = queries.types(dataset, selection.replace(types=()), view.source)
        return table.type_columns(), table.type_rows(every, chosen=selection.types), "Crime types", levels
    level = queries.table_level(dataset, selection)
    found = queries.areas(dataset, selection, view.source)
    noun = table.LEVEL_NAMES[level]
    return table.area_columns(noun), table.area_rows(found, chosen=selection.area), noun, levels


def _chart(view: Looking) -> Any:
    dataset, selection = view.dataset, view.selection
    whole = selection.replace(start=dataset.first_month, end=dataset.last_month)
    series = [(dataset.sources[key].name, queries.months(dataset, whole, key)) for key in selection.sources]
    return months_figure(series, selection)


def _said(view: Looking) -> tuple[Any, Any, Any, Any, Any]:
    dataset, selection = view.dataset, view.selection
    found = [(dataset.sources[key], statistics(dataset, selection, key)) for key in selection.sources]
    first = found[0][1]
    return (
        statistics_cards([(source.name, one) for source, one in found], selection),
        headline.sentence(dataset, selection, first),
        headline.chips(dataset, selection),
        [*headline.problem_notes(view.problems), *headline.data_notes(notes(first))],
        headline.footer(dataset, selection, [source for source, _ in found]),
    )
