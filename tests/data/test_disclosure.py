"""No number leaves but through `queries` and its gate."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dashboard.data import (
    browse,
    comparing,
    emerging_places,
    expected_places,
    here,
    hotspots,
    near,
    queries,
    reach,
    search,
    series,
    side,
    side_figures,
    standing,
    statistics,
)
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import DisclosureError, disclose
from dashboard.selection import Comparison, Selection
from tests.data.small_world import SOURCE, incident, middle, served, table, two_forces

DASHBOARD = Path(queries.__file__).parents[1]
SEALED = {
    *(f"dashboard.data.{name}" for name in ("area_rows", "changes", "cube", "view")),
    *(f"dashboard.data.{name}" for name in ("area_cube", "area_table", "cell_index", "grouped", "pieces")),
    *(f"dashboard.data.controlled_{name}" for name in ("answers", "build", "series", "tables", "view")),
    *(
        f"dashboard.data.comparison_{name}"
        for name in ("areas", "funnel", "parts", "quality", "rates", "tables", "trends", "types")
    ),
    *(
        f"dashboard.data.{name}"
        for name in (
            "emerging_found",
            "expected_found",
            "followed",
            "harm",
            "level_counts",
            "hotspot_ground",
            "hotspot_places",
            "hotspot_runs",
            "incident_rows",
            "row_months",
            "search_entries",
            "similar_members",
            "similar_table",
        )
    ),
}
"""Modules that hold numbers before they have passed the gate."""
GIVES_NO_NUMBERS = {"compared_with", "even_points", "in_brief", "without_data"}
GIVES_NO_NUMBERS |= {"force_names", "area_within", "metres_to_premises"}
GIVES_NO_NUMBERS |= {"lists_named", "why_no_share"}
GIVES_NO_NUMBERS |= {"shown_rows"}
GIVES_NO_NUMBERS |= {"of_area", "of_side", "side_level", "types_not_chosen"}
"""What finds no numbers itself: `in_brief` and `without_data` have been given those they name."""

MODULES = (
    *(
        browse,
        comparing,
        emerging_places,
        expected_places,
        here,
        hotspots,
        near,
        queries,
        reach,
        search,
        series,
        side,
        side_figures,
    ),
    *(standing, statistics),
)
"""Modules whose public functions are all asked below."""

ASK: dict[str, Callable[[Dataset, Selection, str], Any]] = {
    "cells": lambda dataset, selection, source: queries.cells(dataset, selection, source, 8),
    "cell_counts": lambda dataset, selection, source: queries.cell_counts(dataset, selection, source, 8),
    "all_cells": lambda dataset, _, source: queries.all_cells(dataset, source, 8),
    "cell_places": lambda dataset, _, source: queries.cell_places(dataset, source, 8),
    "areas": queries.areas,
    "areas_in_brief": queries.areas_in_brief,
    "own_area": queries.own_area,
    "types": queries.types,
    "types_in_brief": queries.types_in_brief,
    "months": queries.months,
    "month_counts": queries.month_counts,
    "every_month": queries.every_month,
    "browse": lambda dataset, selection, source: browse.browse(dataset, selection, source, 8),
    "cell_changes": lambda dataset, selection, source: browse.cell_changes(dataset, selection, source, 8),
    "near_places": lambda dataset, _, source: near.near_places(dataset, source, 8),
    "months_of_areas": lambda dataset, selection, source: queries.months_of_areas(
        dataset, selection, source, ["D1"]
    ),
    "months_of_types": queries.months_of_types,
    "standing": standing.standing,
    "place_of": lambda dataset, _, source: near.place_of(dataset, source, "89194654e17ffff"),
    "premises": queries.premises,
    "statistics": statistics.statistics,
    "series": series.series,
    "hotspots": hotspots.hotspots,
    "hotspot_cells": hotspots.hotspot_cells,
    "hotspot_share": hotspots.hotspot_share,
    "more_places": expected_places.more_places,
    "more_cells": expected_places.more_cells,
    "more_share": expected_places.more_share,
    "emerging_cells": lambda dataset, selection, source: emerging_places.emerging_cells(
        dataset, selection.replace(hot="kinds"), source
    ),
    "emerging_table": lambda dataset, selection, source: emerging_places.emerging_table(
        dataset, selection.replace(hot="classes"), source
    ),
    "emerging_share": lambda dataset, selection, source: emerging_places.emerging_share(
        dataset, selection.replace(hot="kinds"), source
    ),
    "outlook": lambda dataset, selection, source: emerging_places.outlook(
        dataset, selection.replace(hot="kinds"), source
    ),
    "premises_reach": reach.premises_reach,
    "here": lambda dataset, selection, source: here.here(dataset, selection, source, "89194654e17ffff"),
    "compared": comparing.compared,
    "funnel": comparing.funnel,
    "trends": comparing.trends,
    "by_type": comparing.by_type,
    "worsening": comparing.worsening,
    "harm": lambda dataset, selection, source: comparing.harm(
        dataset, selection.replace(comparison=Comparison(harm="Severity")), source
    ),
    "sides": side.sides,
    "side_rates": lambda dataset, selection, source: side_figures.side_rates(
        dataset, (selection, selection), source
    ),
    "side_types": lambda dataset, selection, source: side_figures.side_types(
        dataset, (selection, selection), source
    ),
    "side_months": lambda dataset, selection, source: side_figures.side_months(
        dataset, (selection, selection), source, (dataset.first_month,)
    ),
    "similar_table": comparing.similar_table,
    "compare_table": comparing.compare_table,
    "compare_types_table": comparing.compare_types_table,
    "compare_months_table": comparing.compare_months_table,
    "funnel_table": comparing.funnel_table,
    "worsening_table": comparing.worsening_table,
    "search": lambda dataset, _, source: search.search(dataset, source, "d1"),
}


OF_CONTROLLED = {
    *("cells", "cell_counts", "cell_changes", "areas", "areas_in_brief", "types", "types_in_brief", "months"),
    *("months_of_areas", "months_of_types", "statistics", "series"),
}
"""What is answered of controlled sources too, from disclosed counts: tests/data/disclosure asks them."""
HOLDS_NO_COUNTS = {"all_cells", "cell_places", "search"}
"""Which cells there are, and names: of controlled sources too."""


def _public_functions(module: Any) -> dict[str, ast.FunctionDef]:
    tree = ast.parse(Path(module.__file__).read_text())
    return {
        node.name: node
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


def _called(function: ast.FunctionDef) -> set[str]:
    return {
        node.func.id
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }


def _imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_what_is_open_passes_unchanged() -> None:
    numbers = object()
    assert disclose(numbers, SOURCE) is numbers


def test_what_is_controlled_is_refused_by_name() -> None:
    with pytest.raises(DisclosureError, match=SOURCE.name):
        disclose(1, dataclasses.replace(SOURCE, sensitivity="controlled"))


@pytest.mark.parametrize("count", [1, 4, 7, 12, -5, 5.5])
def test_a_count_that_is_neither_withheld_nor_rounded_is_refused(count: float) -> None:
    controlled = dataclasses.replace(SOURCE, sensitivity="controlled")
    assert disclose("answer", controlled, counts=[0, 5, [10.0, float("nan")]]) == "answer"
    with pytest.raises(DisclosureError, match=SOURCE.name):
        disclose("answer", controlled, counts=[0, [5, count]])


def test_every_public_query_is_asked_below() -> None:
    public = {name for module in MODULES for name in _public_functions(module)}
    assert public == {*ASK, *GIVES_NO_NUMBERS}


@pytest.mark.parametrize("name", sorted(ASK.keys() - OF_CONTROLLED - HOLDS_NO_COUNTS))
def test_no_other_query_answers_for_a_controlled_source(name: str, tmp_path: Path) -> None:
    weights = table("harm_weights", [("Severity", "2024", "burglary", 2.0)])
    inputs = dataclasses.replace(two_forces(), harm_weights=weights)
    dataset = served(tmp_path, [incident("2024-01", lsoa="L1", at=middle(0))], inputs)
    selection, _ = Selection.from_query("", dataset.catalogue)
    assert ASK[name](dataset, selection, SOURCE.key) is not None
    dataset.sources = {SOURCE.key: dataclasses.replace(SOURCE, sensitivity="controlled")}
    with pytest.raises(DisclosureError):
        ASK[name](dataset, selection, SOURCE.key)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_every_query_passes_the_gate_itself(module: Any) -> None:
    functions = {name: f for name, f in _public_functions(module).items() if name not in GIVES_NO_NUMBERS}
    assert functions
    itself = {name for name, function in functions.items() if "disclose" in _called(function)}
    assert functions.keys() - itself == set()


def test_nothing_outside_the_data_room_reaches_behind_the_gate() -> None:
    outside = [path for path in DASHBOARD.rglob("*.py") if DASHBOARD / "data" not in path.parents]
    assert outside
    reaching = {path.name: _imported(path) & SEALED for path in outside if _imported(path) & SEALED}
    assert reaching == {}


def test_in_the_data_room_only_the_queries_reach_views() -> None:
    inside = (DASHBOARD / "data").rglob("*.py")
    users = {path.stem for path in inside if "dashboard.data.view" in _imported(path)}
    assert users == {
        "area_rows",
        "browse",
        "changed",
        "changed_hours",
        "changes",
        "comparison_parts",
        "controlled_view",
        "emerging_found",
        "emerging_places",
        "expected_found",
        "expected_places",
        "followed",
        "here",
        "hot_classes",
        "hotspot_ground",
        "hotspot_places",
        "hotspot_runs",
        "hotspots",
        "hours_left_out",
        "incident_rows",
        "long_run",
        "near_by_hour",
        "near_licensed",
        "near_ratio",
        "near_repeats",
        "near_sites",
        "queries",
        "reach",
        "repeats",
        "row_months",
        "standing",
        "statistics",
        "when",
    }
