"""Table, chart, statistics and headline: each reads the URL, asks the queries and shows the answer."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, no_update

from dashboard.callbacks.looking import Looking, looking, panel
from dashboard.data import queries
from dashboard.data.dataset import Library
from dashboard.data.statistics import statistics
from dashboard.figures.chart import message_figure, months_figure
from dashboard.ids import Page, Scan, control
from dashboard.layouts import headline, table, words
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
            lambda message: (no_update, [], no_update, no_update, message),
        )

    @app.callback(
        Output(Scan.CHART, "figure"),
        Output(Scan.CHART_PROBLEM, "children"),
        Input(Page.URL, "search"),
        State(Page.VERSION, "data"),
    )
    def draw_chart(search: Any, version: Any) -> Any:
        return panel(
            lambda: (_chart(looking(library, search, version)), ""),
            lambda message: (message_figure("No chart"), message),
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
            lambda message: (headline.problem(message), "", no_update, no_update, no_update),
        )

    @app.callback(
        Output(control("area"), "placeholder"), Input(Page.URL, "search"), State(Page.VERSION, "data")
    )
    def name_area(search: Any, version: Any) -> Any:
        return panel(lambda: _area_name(looking(library, search, version)), lambda _: no_update)

    @app.callback(Output(Page.NEWER, "data"), Input(Page.URL, "search"), State(Page.VERSION, "data"))
    def look_for_newer(_: Any, version: Any) -> str:
        return panel(lambda: _newer(library, version), lambda _: "")


def _newer(library: Library, version: Any) -> str:
    current = library.current()
    return current.version if current is not None and current.version != version else ""


def _table(view: Looking) -> tuple[Any, Any, Any, Any]:
    dataset, selection = view.dataset, view.selection
    natural = queries.table_level(dataset, selection.replace(level=""))
    offered = dataset.areas.levels_below(selection.area)
    levels = table.level_options(natural, offered)
    against = words.brief_period(*queries.compared_with(selection))
    if selection.table == "type":
        found = queries.types(dataset, selection, view.source)
        rows = table.type_rows(found, dataset.types, chosen=selection.types)
        return table.type_columns(against), rows, "Crime types", levels
    level = queries.table_level(dataset, selection)
    found = queries.areas_in_brief(dataset, selection, view.source)
    noun = table.LEVEL_NAMES[level]
    return table.area_columns(noun, against), table.area_rows(found, chosen=selection.area), noun, levels


def _area_name(view: Looking) -> str:
    """What the area control says of an area that it does not offer: a small one, or one by another code."""
    return view.dataset.areas.name(view.selection.area)


def _chart(view: Looking) -> Any:
    dataset, selection = view.dataset, view.selection
    whole = selection.replace(start=dataset.first_month, end=dataset.last_month)
    series = [(dataset.sources[key].name, queries.months(dataset, whole, key)) for key in selection.sources]
    return months_figure(series, selection)


def _said(view: Looking) -> tuple[Any, Any, Any, Any, Any]:
    dataset, selection = view.dataset, view.selection
    found = [(dataset.sources[key], statistics(dataset, selection, key)) for key in selection.sources]
    first = found[0][1]
    said = [note for source, one in found for note in notes(one, of=source.name if len(found) > 1 else "")]
    return (
        [
            *statistics_cards([(source.name, one) for source, one in found]),
            *headline.data_notes(said),
        ],
        headline.sentence(dataset, selection, first),
        headline.chips(dataset, selection),
        headline.problem_notes(view.problems),
        headline.footer(dataset, selection, [source for source, _ in found]),
    )
