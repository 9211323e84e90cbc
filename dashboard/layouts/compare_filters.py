"""The filter bar of Compare, what "Areas compared" offers, and switches made of plain buttons.

A switch may stand on a page twice, is asked for as the button goes down, and changes only the address
(assets/compare.js): so it is no component of a library.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboard.comparison_fields import LEVELS
from dashboard.data.areas import AreaTree
from dashboard.data.compared import MOST_AREAS, Compared
from dashboard.data.dataset import Dataset
from dashboard.data.schema import NOUNS, Level
from dashboard.ids import control
from dashboard.layouts.area_options import Options, whole_name
from dashboard.layouts.attributes import aria, data
from dashboard.layouts.choices import ALL, AREAS_COMPARED, Choices
from dashboard.layouts.compare_terms import capital
from dashboard.layouts.filters import (
    SPEAKS_LATE,
    area_filter,
    labelled,
    look,
    period_filter,
    sources_filter,
    types_filter,
)
from dashboard.selection import Selection

TABS = {"overview": "Overview", "worsening": "Worse and worsening", "table": "Table", "side": "Side by side"}
LIMITS = {"exact": "Exact", "multiplicative": "Multiplicative", "additive": "Additive"}
SCALES = {"same": "Same scale", "own": "Own scale"}
TRENDS = {"month": "Latest month", "quarter": "Latest 3 months", "year": "Year on year"}
SPANS = {"all": "Its own months", "same": "Months all have"}
SHADES = {"verdict": "Verdict", "rate": "Rate"}

_AMONG = (Level.ALL, Level.REGION, Level.FORCE, Level.PARTNERSHIP)
_MOST_SHOWN = 200


@dataclasses.dataclass(frozen=True)
class CompareChoices:
    """What "Areas compared" offers before the first answer has come."""

    areas: Options = dataclasses.field(default_factory=list)


def compare_choices_of(dataset: Dataset) -> CompareChoices:
    """What this version offers."""
    return CompareChoices([_natural(f"Areas, {_everything(dataset.areas)}", ALL), *_all_options(dataset)])


def areas_options(dataset: Dataset, selection: Selection, c: Compared) -> Options:
    """What "Areas compared" offers and says now: what suits the own area first, then everything else."""
    among = selection.comparison.among
    plural = capital(NOUNS[c.level][1])
    name = _everything(dataset.areas) if among == ALL else c.among_name
    suits = _natural(f"{plural}, {name}", among)
    chosen = areas_chosen(selection)
    if selection.comparison.level:  # of another level the natural one is not worked out
        suits = _natural(f"What suits the area, {name}", among)
    same = f"{c.level.value}..{among}"
    rest = [_without(group, "" if same == chosen else same) for group in _all_options(dataset)]
    if not any(item["value"] == chosen for group in (suits, *rest) for item in group["items"]):
        # What the address asks for is always on offer: a control drops a value that it does not know.
        suits["items"].append({"value": chosen, "label": f"{plural}, {name}"})
    return [suits, *(group for group in rest if group["items"])]


def areas_chosen(selection: Selection) -> str:
    """Which areas are compared, as the control says it: what of the address can be used."""
    return f"{selection.comparison.level}..{selection.comparison.among}"


def _natural(label: str, among: str) -> dict[str, Any]:
    return {"group": "Now", "items": [{"value": f"..{among}", "label": label}]}


def _without(group: Mapping[str, Any], value: str) -> dict[str, Any]:
    return {**group, "items": [item for item in group["items"] if item["value"] != value]}


def _all_options(dataset: Dataset) -> Options:
    """Every size of area inside every larger area, those that are neither one alone nor too many."""
    made: Options = dataset.once("areas to compare", lambda: list(_groups(dataset.areas)))
    return made


def _groups(tree: AreaTree) -> Iterator[dict[str, Any]]:
    for among in _AMONG:
        items = [
            _option(level, tree.codes[index], _everything(tree) if among is Level.ALL else tree.names[index])
            for index in tree.within(ALL, among)
            if among is Level.ALL or not _is_everything(tree, tree.codes[index])
            for level in LEVELS
            if 1 < tree.reported(level, tree.codes[index]) <= MOST_AREAS
        ]
        if items:
            title = "Everything" if among is Level.ALL else f"In one {NOUNS[among][0]}"
            yield {"group": title, "items": items}


def _is_everything(tree: AreaTree, code: str) -> bool:
    """Whether an area holds all that there are data of: it would be offered twice."""
    return tree.reported(Level.LSOA, code) == tree.reported(Level.LSOA, ALL)


def _option(level: Level, among: str, name: str) -> dict[str, str]:
    return {"value": f"{level.value}..{among}", "label": f"{capital(NOUNS[level][1])}, {name}"}


def _everything(tree: AreaTree) -> str:
    return whole_name(tree) or "all areas"


def compare_filter_bar(choices: Choices, offered: CompareChoices) -> Component:
    """The controls and the tabs, in one line."""
    parts = [area_filter(choices), _areas(offered), types_filter(choices), period_filter(choices)]
    if len(choices.sources) > 1:
        parts.append(sources_filter(choices))
    tabs = choice_group("tab", "What to look at", TABS, "tabs")
    return html.Div(
        [html.Div(parts, className="compare-controls"), tabs],
        className="filters compare-filters",
        role="search",
        **aria(label="Choose what to compare"),
    )


def _areas(offered: CompareChoices) -> Component:
    return labelled(
        "Compare",
        dmc.Select(
            id=control("areas"),
            data=offered.areas,
            value=AREAS_COMPARED,
            searchable=True,
            allowDeselect=False,
            selectFirstOptionOnChange=True,
            nothingFoundMessage="No areas of that name to compare",
            limit=_MOST_SHOWN,
            **SPEAKS_LATE,
            **look("Areas compared"),
        ),
        also="filter-areas",
    )


def choice_group(field: str, label: str, choices: Mapping[str, str], name: str = "choices") -> Component:
    """Buttons of which one is pressed; the first is what an address without the field means."""
    first = next(iter(choices))
    buttons = [
        html.Button(
            text,
            type="button",
            className="choice",
            **data(choose=field, value=value, **({"default": "yes"} if value == first else {})),
            **aria(pressed=str(value == first).lower()),
        )
        for value, text in choices.items()
    ]
    return html.Div(buttons, className=name, role="group", **aria(label=label))
