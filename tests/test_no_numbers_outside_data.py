"""Numbers are made in `data` and `analysis` alone: what draws and words them calculates nothing again."""

from __future__ import annotations

import ast
from collections.abc import Iterator
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
        "comparison_tables",
        "comparison_trends",
        "comparison_types",
        "cube",
        "level_counts",
        "placing",
        "premises",
        "view",
    )
}
CALCULATING = {"scipy", "duckdb", "polars", "dashboard.analysis.comparison"}
ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)
AGGREGATES = {
    "sum",
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
        names = set(imported(ast.parse(path.read_text())))
        assert not names & INSIDE_OF_QUERIES, path.name
        assert not {name for name in names if name in CALCULATING or name.split(".")[0] in CALCULATING}, (
            path.name
        )


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
        "compare_explained",
        "compare_filters",
        "compare_lists",
        "compare_panels",
        "compare_quality",
        "compare_said",
        "compare_table",
        "compare_words",
    ],
)
def test_layouts_of_figures_do_no_arithmetic(repository: Path, name: str) -> None:
    tree = ast.parse((repository / "dashboard" / "layouts" / f"{name}.py").read_text())
    allowed = {
        "int(year) * 12 + int(month) - 1",
        "int(year) * 12 + int(month)",
        "int(year) * 12",
    }  # a date in words
    assert set(calculations(tree)) - allowed == set()


def test_callbacks_do_no_arithmetic(repository: Path) -> None:
    for path in modules(repository, "callbacks"):
        assert list(calculations(ast.parse(path.read_text()))) == [], path.name


@pytest.mark.parametrize("name", ["exports", "compare_exports"])
def test_exports_do_no_arithmetic_either(repository: Path, name: str) -> None:
    path = repository / "dashboard" / "web" / f"{name}.py"
    assert list(calculations(ast.parse(path.read_text()))) == []


def test_the_check_sees_what_it_looks_for() -> None:
    source = "import scipy.stats\na = x / y\nb = frame.groupby('a').sum()\nc = [1] + d\ne += 2"
    assert set(calculations(ast.parse(source))) == {
        "x / y", "frame.groupby('a')", "frame.groupby('a').sum()", "e += 2",
    }  # fmt: skip
    assert "scipy.stats" in set(imported(ast.parse(source)))
