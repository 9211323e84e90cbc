"""The parts of an answer beside map and chart: table, statistics with the headline."""

from __future__ import annotations

from dashboard.callbacks.lens import Listed
from dashboard.callbacks.lenses import lens_of
from dashboard.callbacks.looking import Looking
from dashboard.callbacks.part import Part
from dashboard.data import queries
from dashboard.data.hours_left_out import without_hour
from dashboard.data.statistics import statistics
from dashboard.figures.compare_map import compare_address
from dashboard.ids import Scan, control
from dashboard.layouts import headline, sparkline, table, words
from dashboard.layouts.chips import chips
from dashboard.layouts.sentence import sentence
from dashboard.layouts.statistics import notes, statistics_cards
from dashboard.layouts.when_words import without_hour_said
from dashboard.selection import problems_of_scan


def table_part(view: Looking) -> Part:
    """What the table lists, and the choices of the control for the size of its areas."""
    dataset, selection = view.dataset, view.selection
    natural = queries.table_level(dataset, selection.replace(level=""))
    levels = table.level_options(natural, dataset.areas.levels_below(selection.area))
    listed = _LISTS[selection.table](view)
    return Part(
        html={Scan.TABLE_TITLE: listed.title, Scan.TABLE_HINT: listed.hint, Scan.TABLE_PROBLEM: ""},
        props=((control("level"), {"data": levels}),),
        told={"fillTable": {"columns": listed.columns, "rows": listed.rows}},
    )


def no_table(message: str) -> Part:
    """A message over no rows."""
    return Part(html={Scan.TABLE_PROBLEM: message}, told={"fillTable": {"columns": None, "rows": []}})


def _areas(view: Looking) -> Listed:
    dataset, selection, source = view.dataset, view.selection, view.source
    found = queries.areas_in_brief(dataset, selection, source)
    codes = [row.area_code for row in found]
    lines = queries.months_of_areas(dataset, selection, source, codes)
    tree = dataset.areas
    inside = [
        code for code in codes if tree.resolve(code) and code != selection.area and tree.levels_below(code)
    ]
    chosen = selection.pins or (selection.area,)
    noun = table.LEVEL_NAMES[queries.table_level(dataset, selection)]
    columns = table.area_columns(noun, _against(view), sparkline.title(lines))
    return Listed(columns, table.area_rows(found, lines, chosen=chosen, inside=inside), noun, table.HINT)


def _types(view: Looking) -> Listed:
    dataset, selection, source = view.dataset, view.selection, view.source
    found = queries.types_in_brief(dataset, selection, source)
    lines = queries.months_of_types(dataset, selection, source)
    rows = table.type_rows(found, dataset.types, lines, chosen=selection.types)
    return Listed(table.type_columns(_against(view), sparkline.title(lines)), rows, "Crime types", table.HINT)


def _hotspots(view: Looking) -> Listed:
    return lens_of(view.selection).listed(view)


_LISTS = {"area": _areas, "type": _types, "hotspots": _hotspots}


def _against(view: Looking) -> str:
    """The period that changes are measured against, in words."""
    return words.brief_period(*queries.compared_with(view.selection))


def said_part(view: Looking) -> Part:
    """Statistics, and what is said of the whole page: sentence, chips, notes on the address, exports."""
    dataset, selection = view.dataset, view.selection
    found = [(dataset.sources[key], statistics(dataset, selection, key)) for key in selection.sources]
    first = found[0][1]
    said = [note for source, one in found for note in notes(one, of=source.name if len(found) > 1 else "")]
    return Part(
        html={
            Scan.STATISTICS: [
                *statistics_cards(
                    [(source.name, one) for source, one in found], compare=compare_address(dataset, selection)
                ),
                *headline.data_notes(said),
            ],
            Scan.SENTENCE: sentence(dataset, selection, first),
            Scan.CHIPS: chips(dataset, selection),
            Scan.NOTES: [
                *headline.problem_notes(problems_of_scan(view.problems)),
                *without_hour_said(without_hour(dataset, selection, view.source)),
            ],
            Scan.EXPORTS: headline.footer(dataset, selection, [source for source, _ in found]),
        }
    )


def nothing_said(message: str) -> Part:
    """A message in place of the figures; chips and exports stay."""
    return Part(html={Scan.STATISTICS: headline.problem(message), Scan.SENTENCE: ""})
