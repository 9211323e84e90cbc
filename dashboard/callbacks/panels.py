"""Table, statistics and headline: each reads the URL, asks the queries and shows the answer."""

from __future__ import annotations

from typing import Any, NamedTuple

from dash import Dash, Input, Output, State, no_update

from dashboard.callbacks.looking import Looking, looking, panel
from dashboard.data import queries
from dashboard.data.dataset import Library
from dashboard.data.hotspots import hotspot_cells, hotspot_share
from dashboard.data.statistics import statistics
from dashboard.ids import Page, Scan, control
from dashboard.layouts import headline, sparkline, table, words
from dashboard.layouts.chips import chips
from dashboard.layouts.hotspots import hotspot_columns, hotspot_rows, nothing_listed
from dashboard.layouts.sentence import sentence
from dashboard.layouts.statistics import notes, statistics_cards


def register(app: Dash, library: Library) -> None:
    """Wire the four parts; each stands alone, so that one that fails leaves the others alive."""

    @app.callback(
        Output(Scan.TABLE, "columnDefs"),
        Output(Scan.TABLE, "rowData"),
        Output(Scan.TABLE_TITLE, "children"),
        Output(Scan.TABLE_HINT, "children"),
        Output(control("level"), "data"),
        Output(Scan.TABLE_PROBLEM, "children"),
        Input(Page.URL, "data"),
        State(Page.VERSION, "data"),
    )
    def fill_table(search: Any, version: Any) -> Any:
        return panel(
            lambda: (*_table(looking(library, search, version)), ""),
            lambda message: (no_update, [], no_update, no_update, no_update, message),
        )

    @app.callback(
        Output(Scan.STATISTICS, "children"),
        Output(Scan.SENTENCE, "children"),
        Output(Scan.CHIPS, "children"),
        Output(Scan.NOTES, "children"),
        Output(Scan.EXPORTS, "children"),
        Input(Page.URL, "data"),
        State(Page.VERSION, "data"),
    )
    def say(search: Any, version: Any) -> Any:
        return panel(
            lambda: _said(looking(library, search, version)),
            lambda message: (headline.problem(message), "", no_update, no_update, no_update),
        )

    @app.callback(
        Output(Page.NEWER, "data"),
        Input(Page.URL, "data"),
        State(Page.VERSION, "data"),
        State(Page.NEWER, "data"),
    )
    def look_for_newer(_: Any, version: Any, held: Any) -> Any:
        found = panel(lambda: _newer(library, version), lambda _: "")
        return no_update if found == held else found


def _newer(library: Library, version: Any) -> str:
    current = library.current()
    return current.version if current is not None and current.version != version else ""


class _Listed(NamedTuple):
    """What the table is given: columns, rows, its title, and what to do with a row."""

    columns: list[dict[str, Any]]
    rows: list[dict[str, Any]]
    title: str
    hint: str


def _table(view: Looking) -> tuple[Any, ...]:
    """The table's outputs: what it lists, then the choices of the level control."""
    dataset, selection = view.dataset, view.selection
    natural = queries.table_level(dataset, selection.replace(level=""))
    levels = table.level_options(natural, dataset.areas.levels_below(selection.area))
    return (*_LISTS[selection.table](view), levels)


def _areas(view: Looking) -> _Listed:
    dataset, selection, source = view.dataset, view.selection, view.source
    found = queries.areas_in_brief(dataset, selection, source)
    codes = list(found.area_code)
    lines = queries.months_of_areas(dataset, selection, source, codes)
    tree = dataset.areas
    inside = [
        code for code in codes if tree.resolve(code) and code != selection.area and tree.levels_below(code)
    ]
    chosen = selection.pins or (selection.area,)
    noun = table.LEVEL_NAMES[queries.table_level(dataset, selection)]
    columns = table.area_columns(noun, _against(view), sparkline.title(lines))
    return _Listed(columns, table.area_rows(found, lines, chosen=chosen, inside=inside), noun, table.HINT)


def _types(view: Looking) -> _Listed:
    dataset, selection, source = view.dataset, view.selection, view.source
    found = queries.types(dataset, selection, source)
    lines = queries.months_of_types(dataset, selection, source)
    rows = table.type_rows(found, dataset.types, lines, chosen=selection.types)
    return _Listed(
        table.type_columns(_against(view), sparkline.title(lines)), rows, "Crime types", table.HINT
    )


def _hotspots(view: Looking) -> _Listed:
    dataset, selection, source = view.dataset, view.selection, view.source
    found = hotspot_cells(dataset, selection, source)
    share = hotspot_share(dataset, selection.without_places(), source)
    columns = hotspot_columns(several_partnerships=found.area_name.nunique() > 1)
    hint = nothing_listed(share) or table.HINT
    return _Listed(columns, hotspot_rows(found, pinned=selection.cells), "Hotspots", hint)


_LISTS = {"area": _areas, "type": _types, "hotspots": _hotspots}


def _against(view: Looking) -> str:
    """The period that changes are measured against, in words."""
    return words.brief_period(*queries.compared_with(view.selection))


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
        sentence(dataset, selection, first),
        chips(dataset, selection),
        headline.problem_notes(view.problems),
        headline.footer(dataset, selection, [source for source, _ in found]),
    )
