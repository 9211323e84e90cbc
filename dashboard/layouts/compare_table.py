"""The Table tab of Compare: areas by crime types, in a grid that assets/compare_heat.js fills.

The grid's columns and rows are made in the page, of what `heat_rows` tells: numbers to sort by, and the words
to show for them.
"""

from __future__ import annotations

from typing import Any

import dash_ag_grid as dag
from dash import html
from dash.development.base_component import Component

from dashboard.analysis.variation import Direction
from dashboard.comparison_fields import COLUMNS
from dashboard.data.alike import Harm
from dashboard.data.compared import ByType, Compared, State, Trends
from dashboard.data.dataset import Dataset
from dashboard.data.queries import compared_with
from dashboard.data.schema import NOUNS, rate_text
from dashboard.figures.browse_pack import Array
from dashboard.figures.compare_dots import PLACES
from dashboard.figures.compare_heat import HeatFigure, figures_judged, heat_figure
from dashboard.figures.compare_months import VARIATIONS
from dashboard.figures.compare_told import slug
from dashboard.ids import Compare
from dashboard.layouts import words
from dashboard.layouts.attributes import data
from dashboard.layouts.compare_catalogue import measure_link
from dashboard.layouts.compare_harm import harm_cells, harm_choices, harm_head, harm_said
from dashboard.layouts.compare_quality import (
    nothing_lacking,
    quality_told,
    without_location,
)
from dashboard.layouts.compare_rebase import month_words
from dashboard.layouts.compare_terms import areas, briefly_per, capital, in_words
from dashboard.layouts.elements import Element, Span
from dashboard.layouts.table import grid_options
from dashboard.selection import Selection

ROW_HEIGHT = 32
"""Pixels, so that a link in a row can be hit."""

HEAD_HEIGHT = 40
"""Two lines, for the long names of crime types."""


class HeatTold(HeatFigure):
    """`fillHeat`, with `counts` and the arrays of each type beside it."""

    heads: dict[str, list[str]]
    """By column: its heading and what it means."""
    only: list[list[str]]
    """Which rows can be asked for: what the address has for them, and words."""
    harms: list[list[str]]
    """Tables of weights that can be asked for, likewise; none where none is imported."""
    sort: str
    chosen_only: str
    chosen_harm: str
    find: str
    """What the address says of the table, as far as it can be used."""
    noun: str
    """"partnerships"."""
    unit: str
    """Of the figures of crime types."""
    rate_text: list[str]
    interval: list[str]
    quality: list[str]
    quality_signs: list[str]
    quality_last: bool
    """Whether the columns on the data come after the crime types: the title says that nothing is lacking."""
    rank_text: list[str]
    trend_text: list[str]
    trend_tip: list[str]
    change_text: list[str]
    change_short: list[str]
    change_tip: list[str]
    missing_text: list[str]
    location_text: list[str]
    location_tip: list[str]
    harm_text: list[str]
    harm_tip: list[str]
    texts: dict[str, list[str]]
    """By crime type: the figure in each area's cell."""
    place_words: dict[str, str]
    ranked: int


def heat_grid() -> Component:
    """The grid itself, empty."""
    rows = {"rowHeight": ROW_HEIGHT, "rowClassRules": {"row-own": "params.data.marked"}}
    options = grid_options() | rows | {"headerHeight": HEAD_HEIGHT}
    return dag.AgGrid(
        id=Compare.HEAT,
        columnDefs=[],
        rowData=[],
        dashGridOptions=options,
        defaultColDef={"sortable": True, "resizable": True, "suppressMovable": True},
        getRowId="params.data.id",
        style={"height": "100%"},
        className="ag-theme-alpine grid heat-grid",
    )


def heat_controls() -> list[Component]:
    """Where the page puts what picks rows: a list and a field to find names with."""
    return [html.Div(className="heat-controls", **data(heat_controls="yes"))]


def heat_title(c: Compared, by: ByType, harm: Harm | None = None, wanted: str = "") -> dict[Compare, Any]:
    """How many figures there are, and how many of them chance alone would call.

    `wanted` is the table of weights that was asked for; without harm, that failed.
    """
    kinds = len(by.types)
    types = f"{in_words(kinds)} crime {'type' if kinds == 1 else 'types'}"
    title = f"{areas(c.level, len(c.codes))} by {types}" if c.codes else "No areas to compare"
    said: Any
    if c.state is State.COMPARED:
        rule = "of areas that only differ by chance about 1 in 20 at most would be called above or below"
        signs = "▲ above, ● within, ▼ below similar areas, ○ too few to say"
        figures = measure_link("by-type", f"{figures_judged(by):,} figures")
        said = [figures, f"; {rule}. Signs: {signs}.", *harm_said(harm, wanted), *_quality_said(c)]
    else:
        said = c.reason
    return {Compare.HEAT_TITLE: title, Compare.HEAT_SUB: said, Compare.HEAT_PROBLEM: ""}


def _quality_said(c: Compared) -> list[Element]:
    lacking = nothing_lacking(c)
    return [Span(f" {lacking}")] if lacking else []


def heat_rows(
    dataset: Dataset, selection: Selection, c: Compared, t: Trends, by: ByType, harm: Harm | None = None
) -> tuple[HeatTold, dict[str, Array]]:
    """What `fillHeat` is told, and the numbers that go with it."""
    comparison = selection.comparison
    figure, arrays = heat_figure(c, t, by, comparison.shade, (selection.start, selection.end), harm)
    sort, known = comparison.sort.removeprefix("-"), {*COLUMNS, *by.types}
    if harm is None:
        known.discard("harm")
    told: Any = {
        **figure,
        "heads": _heads(selection, c, t, by) | harm_head(c, harm),
        "only": [["", f"All {NOUNS[c.level][1]}"], *([value, label] for value, label in _only(c).items())],
        "sort": comparison.sort if sort in known else "-rate",
        "chosen_only": comparison.only,
        "harms": harm_choices(dataset),
        "chosen_harm": comparison.harm,
        "find": comparison.find,
        "noun": NOUNS[c.level][1],
        "unit": _unit(c),
        **_rates(c),
        **_trends(c, t),
        **_changes(c),
        **_quality(c),
        **harm_cells(c, harm),
        "texts": dict(zip(by.types, _figures(c, by), strict=True)),
        "place_words": PLACES,
        "ranked": c.ranked,
    }
    return told, arrays


_MEANINGS = {
    "rate": "Incidents {per} in the period, with its 95% interval",
    "rank": "By rate, 1 the highest",
    "trend": "What {latest} by the four rules of the charts of months",
    "change": "Now against {against}, with its verdict",
    "line": "Each row on its own scale from 0; the chosen period is tinted",
    "missing": "Months of the period without data of part of the area",
    "location": "Share of the records, of whoever reports on the area, that have no location",
}


def _heads(selection: Selection, c: Compared, t: Trends, by: ByType) -> dict[str, list[str]]:
    """Heading and meaning of each column."""
    before = words.brief_period(*compared_with(selection))
    titles = {
        "name": capital(NOUNS[c.level][0]),
        "rate": capital(briefly_per(c)),
        "rank": "Rank",
        "trend": "Trend",
        "change": f"Change on {before}",
        "line": "1 month" if len(t.months) == 1 else f"{len(t.months)} months",
        "missing": "Months missing",
        "location": "No location",
    }
    quarter = selection.comparison.trend == "quarter"
    latest = "any of the latest three months says," if quarter else "the latest month says,"
    heads = {
        name: [title, _MEANINGS.get(name, title).format(per=c.per_label, against=before, latest=latest)]
        for name, title in titles.items()
    }
    for name, label in zip(by.types, by.labels, strict=True):
        heads[name] = [label, f"{label}: {_unit(c)}, its place among similar areas and its rank"]
    return heads


def _unit(c: Compared) -> str:
    return c.per_label if c.per_dataset else "incidents"


def _only(c: Compared) -> dict[str, str]:
    """Rows that can be asked for alone, in the words of the measure."""
    judged = c.direction is not Direction.NO_JUDGEMENT
    return {
        "above": "Above similar areas",
        "within": "Within similar areas",
        "below": "Below similar areas",
        "concern": "Concern" if judged else "Unusually high",
        "improvement": "Improvement" if judged else "Unusually low",
        "incomplete": "Without a rate",
    }


def _rates(c: Compared) -> dict[str, Any]:
    ends = zip(c.lower.tolist(), c.upper.tolist(), c.complete.tolist(), strict=True)
    ranks = zip(c.rank.tolist(), c.tied.tolist(), strict=True)
    return {
        "rate_text": _rates_text(c.rate),
        "interval": [f"({words.interval(low, high)})" if known else "" for low, high, known in ends],
        "rank_text": [
            f"{'joint ' if tied else ''}{rank}" if rank else words.NOT_KNOWN for rank, tied in ranks
        ],
    }


def _rates_text(rates: Any) -> list[str]:
    return [rate_text(rate) if rate == rate else words.NOT_KNOWN for rate in rates.tolist()]


def _figures(c: Compared, by: ByType) -> list[list[str]]:
    """[types][areas]: rates; counts where no residents are known, for then there is no rate at all."""
    if c.per_dataset:
        return [_rates_text(rates) for rates in by.rate]
    return [
        [words.number(count if known else None) for count, known in zip(row, c.known.tolist(), strict=True)]
        for row in by.incidents.tolist()
    ]


def _trends(c: Compared, t: Trends) -> dict[str, Any]:
    return {
        "trend_text": [VARIATIONS[slug(said.name)] for said in t.variation],
        "trend_tip": [capital(line) for line in month_words(c, t)],
    }


def _changes(c: Compared) -> dict[str, Any]:
    change = c.change
    differences = [int(one) if one == one else None for one in change.difference.tolist()]
    verdicts = change.verdict.tolist()
    brief = [words.change_in_brief(one, verdict) for one, verdict in zip(differences, verdicts, strict=True)]
    rows = zip(
        differences,
        change.now.tolist(),
        change.before.tolist(),
        map(words.verdict_said, verdicts),
        strict=True,
    )
    return {
        "change_text": brief,
        "change_short": [
            words.change_in_least(one, verdict) for one, verdict in zip(differences, verdicts, strict=True)
        ],
        "change_tip": [
            said if one is None else f"{now:,.0f}, was {before:,.0f}: {said}"
            for one, now, before, said in rows
        ],
    }


def _quality(c: Compared) -> dict[str, Any]:
    shares, missing = c.quality.without_location.tolist(), c.quality.missing.tolist()
    lines, signs = quality_told(c)
    return {
        "quality": lines,
        "quality_signs": signs,
        "quality_last": bool(nothing_lacking(c)),
        "missing_text": [f"{one} of {c.quality.months}" if one else "0" for one in missing],
        "location_text": [words.percent(share) if share == share else words.NOT_KNOWN for share in shares],
        "location_tip": [capital(without_location(c, row)) for row in range(len(c.codes))],
    }
