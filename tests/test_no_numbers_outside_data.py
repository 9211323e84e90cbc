"""Numbers are made in `data` and `analysis` alone: what draws and words them calculates nothing again."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import pytest

DRAWING = ("figures", "layouts", "callbacks")
INSIDE_OF_QUERIES = {
    f"dashboard.data.{name}"
    for name in (
        "area_rows",
        "area_table",
        "changes",
        "comparison_areas",
        "comparison_funnel",
        "comparison_parts",
        "comparison_quality",
        "comparison_rates",
        "comparison_tables",
        "comparison_trends",
        "comparison_types",
        "cube",
        "harm",
        "level_counts",
        "placing",
        "premises",
        "similar_members",
        "similar_table",
        "view",
    )
}
LIBRARIES = {"scipy", "duckdb", "polars"}
CALCULATING = {
    f"dashboard.analysis.{name}"
    for name in (
        "comparison",
        "dispersion",
        "funnel",
        "harm",
        "peers",
        "quadrant",
        "similar",
        "variation",
    )
}
"""What these say is said in words, so their enumerations are known outside; what they work out is not."""
NAMING = {f"dashboard.analysis.quadrant.{name}" for name in ("best_corner", "corner_words", "worst_corner")}
"""What a corner is called, and which corner is meant: they work nothing out."""
IN_WORDS = {
    "compare_terms": {
        "MOST_NAMED + 1", "len(names) - MOST_NAMED", "len(lines) - MOST_NAMED", "len(listed) - most",
        "len(names) - len(some)", "min(len(names), MOST_NAMED)",
        "max(len(listed) - most, 0)", "pair[1] - pair[0]", "text[:1].upper() + text[1:]",
        "itertools.groupby(enumerate(sorted(months)), key=lambda pair: pair[1] - pair[0])",
    },
    "sources": {
        "int(year) * 12 + int(month) - 1", "int(year) * 12 + int(month)", "int(year) * 12",
    },
    "words": {
        "start // 12", "end // 12", "end - start", "end - start + 1", "-months // 12", "months % 12",
        "start % 12", "start + 11", "place % 100", "place % 10", "100 * share", "name[:1].lower() + name[1:]",
    },
}  # fmt: skip
"""Dates, ordinals, how many more, a share as a percentage and letters: how a given number is written."""
ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)
AGGREGATES = {
    "sum",
    "min",
    "max",
    "mean",
    "median",
    "cumsum",
    "groupby",
    "agg",
    "diff",
    "pct_change",
    "round",
    "div",
    "mul",
}


def modules(repository: Path, room: str) -> list[Path]:
    found = sorted((repository / "dashboard" / room).glob("*.py"))
    assert len(found) > 1, room
    return found


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def brought(tree: ast.AST) -> Iterator[str]:
    """What a module imports by name, each with the module it comes from."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calculates(name: str) -> bool:
    """Whether an import brings something that works numbers out."""
    module, _, thing = name.rpartition(".")
    if name in NAMING:
        return False
    if module in CALCULATING:
        found = getattr(importlib.import_module(module), thing)
        return not (isinstance(found, type) and issubclass(found, Enum))
    return name in CALCULATING or name.split(".")[0] in LIBRARIES


def is_text(node: ast.expr) -> bool:
    """Whether an operand is plainly text or a list: `+` then joins."""
    return isinstance(node, ast.JoinedStr | ast.List | ast.ListComp) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def calculations(tree: ast.AST) -> Iterator[str]:
    """Arithmetic and aggregates in a module, as source text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ARITHMETIC):
            if not (is_text(node.left) or is_text(node.right)):
                yield ast.unparse(node)
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, ARITHMETIC) and not is_text(node.value):
            yield ast.unparse(node)
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in AGGREGATES:
                yield ast.unparse(node)


@pytest.mark.parametrize("room", DRAWING)
def test_nothing_reaches_behind_the_queries(repository: Path, room: str) -> None:
    for path in modules(repository, room):
        tree = ast.parse(path.read_text())
        assert not set(imported(tree)) & INSIDE_OF_QUERIES, path.name
        assert not set(filter(calculates, brought(tree))), path.name


@pytest.mark.parametrize("room", ["layouts", "callbacks"])
def test_layouts_and_callbacks_hold_no_arrays(repository: Path, room: str) -> None:
    for path in modules(repository, room):
        assert "numpy" not in set(imported(ast.parse(path.read_text()))), path.name


@pytest.mark.parametrize(
    "name",
    [
        "statistics",
        "table",
        "headline",
        "sentence",
        "legend",
        "sources",
        "filters",
        "shell",
        "scan",
        "hotspots",
        "compare",
        "compare_catalogue",
        "compare_explained",
        "compare_filters",
        "compare_harm",
        "compare_lists",
        "compare_panels",
        "compare_quality",
        "compare_rebase",
        "compare_said",
        "compare_side",
        "side_tables",
        "side_words",
        "compare_similar",
        "similar_why",
        "compare_table",
        "compare_terms",
        "compare_words",
        "chart",
        "here",
        "why",
        "why_changed",
        "why_explained",
        "why_premises",
        "why_repeats",
        "why_said",
        "why_sure",
        "why_when",
        "sparkline",
        "chips",
        "words",
    ],
)
def test_layouts_of_figures_do_no_arithmetic(repository: Path, name: str) -> None:
    tree = ast.parse((repository / "dashboard" / "layouts" / f"{name}.py").read_text())
    assert set(calculations(tree)) - IN_WORDS.get(name, set()) == set()


def test_callbacks_do_no_arithmetic(repository: Path) -> None:
    for path in modules(repository, "callbacks"):
        assert list(calculations(ast.parse(path.read_text()))) == [], path.name


@pytest.mark.parametrize("name", ["exports", "compare_exports"])
def test_exports_do_no_arithmetic_either(repository: Path, name: str) -> None:
    path = repository / "dashboard" / "web" / f"{name}.py"
    assert list(calculations(ast.parse(path.read_text()))) == []


def test_the_check_sees_what_it_looks_for() -> None:
    source = "import scipy.stats\na = x / y\nb = frame.groupby('a').sum()\nc = [1] + d\ne += 2\nf = max(g)"
    assert set(calculations(ast.parse(source))) == {
        "x / y", "frame.groupby('a')", "frame.groupby('a').sum()", "e += 2", "max(g)",
    }  # fmt: skip
    assert "scipy.stats" in set(imported(ast.parse(source)))


@pytest.mark.parametrize(
    ("source", "calculating"),
    [
        ("import scipy.stats", True),
        ("from scipy import stats", True),
        ("import dashboard.analysis.harm", True),
        ("from dashboard.analysis import harm", True),
        ("from dashboard.analysis.peers import among_peers, Place", True),
        ("from dashboard.analysis.comparison import funnel_limits", True),
        ("from dashboard.analysis.peers import Place", False),
        ("from dashboard.analysis.quadrant import Corner", False),
    ],
)
def test_enumerations_are_told_from_calculations(source: str, calculating: bool) -> None:
    assert any(map(calculates, brought(ast.parse(source)))) == calculating
