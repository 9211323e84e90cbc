"""The chips: each thing pinned or filtered has one that takes it back."""

from __future__ import annotations

import json
from typing import Any

from plotly.utils import PlotlyJSONEncoder

from dashboard.data.dataset import Dataset
from dashboard.data.schema import month_number
from dashboard.layouts.chips import chips
from dashboard.selection import Selection
from tests.worlds import AMBULANCE, POLICE

CELL, OTHER_CELL = "89196210013ffff", "89196210017ffff"


def buttons(dataset: Dataset, **changes: Any) -> list[dict[str, Any]]:
    """Properties of the buttons of a selection's chips, in order."""
    found = []
    layout = chips(dataset, Selection.default(dataset.catalogue).replace(**changes))
    listed, *clear_all = json.loads(json.dumps(layout, cls=PlotlyJSONEncoder)) or [None]
    for chip in [*(listed["props"]["children"] if listed else []), *clear_all]:
        pair = chip["props"].get("className") == "chip-pair"
        found += [part["props"] for part in (chip["props"]["children"] if pair else [chip])]
    return found


def shown(dataset: Dataset, **changes: Any) -> list[tuple[str, str, str]]:
    """Of each button that takes back: the field, which of its values, and what it says."""
    found = []
    for button in buttons(dataset, **changes):
        if "data-clear" in button:
            label = button["children"]
            text = label if isinstance(label, str) else label[0]
            assert button.get("aria-label", text) in (text, f"Remove {text}")
            found.append((button["data-clear"], button.get("data-value", ""), text))
    return found


def test_nothing_chosen_has_no_chip(small: Dataset) -> None:
    assert shown(small) == []
    assert shown(small, table="type", level="ward", measure="rate") == []


def test_one_thing_alone_needs_no_clear_all(small: Dataset) -> None:
    assert shown(small, area="X06000001") == [("area", "", "Alderby")]
    assert shown(small, sources=(AMBULANCE.key,)) == [("sources", "", "March ambulance")]
    both = "March police and March ambulance"
    assert shown(small, sources=(POLICE.key, AMBULANCE.key)) == [("sources", "", both)]


def test_a_chip_for_every_pin_and_every_filter(small: Dataset) -> None:
    month = month_number("2025-03")
    chosen = {
        "area": "X23000001",
        "pins": ("X06000001",),
        "cells": (CELL, OTHER_CELL),
        "box": (1.0, 55.0, 2.0, 56.0),
        "types": ("burglary", "robbery"),
        "start": month,
        "end": month,
        "shown_class": 2,
        "layers": ("hotspots", "premises"),
    }
    assert shown(small, **chosen) == [
        ("area", "", "Northmarch"),
        ("pins", "X06000001", "Alderby"),
        ("cell", CELL, "Map cell 1"),
        ("cell", OTHER_CELL, "Map cell 2"),
        ("box", "", "Only what is in view"),
        ("types", "burglary", "Burglary"),
        ("types", "robbery", "Robbery"),
        ("period", "", "March 2025"),
        ("class", "", "Only one class of the legend"),
        ("layers", "hotspots", "Hotspots"),
        ("layers", "premises", "Licensed premises"),
        ("all", "", "Clear all"),
    ]


def test_a_pair_of_buttons_stands_for_its_area(small: Dataset) -> None:
    selection = Selection.default(small.catalogue).replace(pins=("X06000001", "X06000002"))
    keys = [chip["props"].get("data-key") for chip in chips(small, selection)[0]["props"]["children"]]
    inside = [one["data-inside"] for one in buttons(small, pins=selection.pins) if "data-inside" in one]
    assert [key for key in keys if key] == inside and inside


def test_types_that_make_up_a_group_are_one_chip_with_its_name(demonstration: Dataset) -> None:
    group = ("burglary", "vehicle-crime")
    assert shown(demonstration, types=group) == [("types", "", "Burglary and vehicle crime")]
    five = tuple(demonstration.types)[:5]
    assert shown(demonstration, types=five) == [("types", "", "5 crime types")]


def test_a_pinned_area_can_be_looked_into_where_there_is_something_inside(small: Dataset) -> None:
    tree = small.areas
    leaf = next(code for code in tree.codes if not tree.levels_below(code))
    _, look = buttons(small, pins=("X06000001",))
    assert (look["data-inside"], look["aria-label"]) == ("X06000001", "Look inside Alderby")
    assert len(buttons(small, pins=(leaf,))) == 1
