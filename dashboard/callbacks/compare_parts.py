"""The parts of Compare's answer: what its painters are told, and the words beside what they draw.

Numbers and slugs come from `figures`, words from `layouts`; here both are put together and nothing else.
"""

from __future__ import annotations

from typing import Any

from dashboard.callbacks.filters import area_part
from dashboard.callbacks.looking import Looking, panel
from dashboard.callbacks.part import Failed, Part
from dashboard.comparison_fields import MOST_PEERS
from dashboard.data import comparing
from dashboard.data.alike import FEWEST_PICKED, Harm
from dashboard.data.compared import Compared, Trends
from dashboard.data.schema import month_text
from dashboard.figures.compare_dots import dots_figure
from dashboard.figures.compare_funnel import funnel_figure
from dashboard.figures.compare_map import compare_map_values, scan_template
from dashboard.figures.compare_months import months_figure
from dashboard.figures.compare_quadrant import quadrant_figure
from dashboard.figures.compare_similar import peer_rows, ticked_rows
from dashboard.figures.compare_told import AreasTold
from dashboard.figures.map_values import apart
from dashboard.ids import Compare, control
from dashboard.layouts import compare_words
from dashboard.layouts.compare_filters import areas_chosen, areas_options
from dashboard.layouts.compare_lists import quadrant_html
from dashboard.layouts.compare_panels import PANEL_NAMES, map_legend
from dashboard.layouts.compare_said import area_lines, said_html
from dashboard.layouts.compare_table import heat_rows, heat_title
from dashboard.selection import problems_of_compare


def said_part(view: Looking) -> Part:
    """What is said of the whole page, and the areas that all panels speak of."""
    dataset, selection, found = view.dataset, view.selection, _compared(view)
    trends = _trends_if_any(view)
    own = [row for row, is_own in enumerate(found.own.tolist()) if is_own]
    told: AreasTold = {
        "codes": list(found.codes),
        "names": list(found.names),
        "own": own,
        "scan": scan_template(dataset, selection),
        "hotspots": scan_template(dataset, selection, hotspots=True),
        "words": area_lines(found, trends, selection.comparison.trend),
        "months": [] if trends is None else [month_text(month) for month in trends.months],
        "tab": selection.comparison.tab,
        "peers": peer_rows(found),
        "ticks": ticked_rows(found),
        "most_picked": MOST_PEERS,
        "fewest_picked": FEWEST_PICKED,
    }
    problems = problems_of_compare(view.problems)
    return Part(html=said_html(dataset, selection, found, problems), told={"tellAreas": told})


def dots_part(view: Looking) -> Part:
    """Rates in one line."""
    about = (view.dataset, view.selection, _compared(view))
    told = {**dots_figure(about[-1]), **compare_words.dots_words(*about)}
    return Part(html=compare_words.dots_title(*about), told={"drawDots": told})


def funnel_part(view: Looking) -> Part:
    """Rates against populations, with their limits."""
    found, funnel = _compared(view), comparing.funnel(view.dataset, view.selection, view.source)
    about = (view.dataset, view.selection, found, funnel)
    told = {**funnel_figure(found, funnel), **compare_words.funnel_words(*about)}
    return Part(html=compare_words.funnel_title(*about), told={"drawFunnel": told})


def months_part(view: Looking) -> Part:
    """One chart of months an area."""
    found, trends = _compared(view), _trends(view)
    about = (view.dataset, view.selection, found, trends)
    figure, arrays = months_figure(found, trends, view.selection.comparison.scale)
    told = {**figure, **compare_words.months_words(*about)}
    html = compare_words.months_title(*about)
    return Part(html=html, told={"drawMonths": told}, arrays={"drawMonths": arrays})


def map_part(view: Looking) -> Part:
    """The areas on the map, and its legend."""
    about = (view.dataset, view.selection, _compared(view))
    values, painting = compare_map_values(*about)
    plain, arrays = apart(values)
    html = {**compare_words.map_title(*about), Compare.LEGEND: map_legend(painting)}
    return Part(html=html, told={"paintMap": plain}, arrays={"paintMap": arrays})


def quadrant_part(view: Looking) -> Part:
    """Where areas stand against where they are heading, and the lists of both ends."""
    found, worsening = _compared(view), comparing.worsening(view.dataset, view.selection, view.source)
    about = (view.dataset, view.selection, found, worsening)
    told = {**quadrant_figure(found, worsening), **compare_words.quadrant_words(*about)}
    return Part(html=quadrant_html(*about), told={"drawQuadrant": told})


def heat_part(view: Looking) -> Part:
    """Areas by crime types."""
    dataset, selection, found = view.dataset, view.selection, _compared(view)
    by = comparing.by_type(dataset, selection, view.source)
    harm = _harm_if_any(view)
    told, arrays = heat_rows(dataset, selection, found, _trends(view), by, harm)
    wanted = selection.comparison.harm
    html = heat_title(found, by, harm, wanted)
    return Part(html=html, told={"fillHeat": told}, arrays={"fillHeat": arrays})


def areas_part(view: Looking) -> Part:
    """The name of the own area, the areas that can be compared, and which of them are."""
    own = area_part(view)
    options = areas_options(view.dataset, view.selection, _compared(view))
    said = {"data": options, "value": areas_chosen(view.selection)}
    return Part(props=(*own.props, (control("areas"), said)), told=own.told)


def nothing_said(message: str) -> Part:
    """A message in place of the sentence; there are no areas to speak of."""
    return Part(html={Compare.SENTENCE: message}, told={"tellAreas": None})


def no_panel(name: str, function: str, *emptied: Compare) -> Failed:
    """What stands in place of a panel: its name, a message and no drawing; what was said of an earlier one
    goes."""
    title, sub, problem = (Compare[f"{name.upper()}_{part}"] for part in ("TITLE", "SUB", "PROBLEM"))

    def stand_in(message: str) -> Part:
        html: dict[Any, Any] = {title: PANEL_NAMES[name], problem: message}
        return Part(html=html | dict.fromkeys((sub, *emptied), ""), told={function: None})

    return stand_in


def no_map(message: str) -> Part:
    """A message; what the map shows stays beneath it, but nothing is said of it any more."""
    return Part(html=no_panel("map", "", Compare.LEGEND)(message).html)


def _compared(view: Looking) -> Compared:
    return comparing.compared(view.dataset, view.selection, view.source)


def _trends(view: Looking) -> Trends:
    return comparing.trends(view.dataset, view.selection, view.source)


def _harm_if_any(view: Looking) -> Harm | None:
    """None where no weights are chosen, or where it can't be had: the rest of the table stands without it."""
    return panel(lambda: comparing.harm(view.dataset, view.selection, view.source), lambda _: None)


def _trends_if_any(view: Looking) -> Trends | None:
    """None where they can't be had: the page says in the panel of months why, and goes on without."""
    return panel(lambda: _trends(view), lambda _: None)
