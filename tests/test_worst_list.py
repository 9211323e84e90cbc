"""The lists of Compare in words, as `scripts/worst_list.py` prints them."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.analysis.deciding import UNDECIDED
from dashboard.data.dataset import Dataset
from tests.conftest import load_script
from tests.data.compared_world import compared_world, of


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return compared_world(Path(tmp_path_factory.mktemp("worst")))


def listed(world: Dataset, query: str) -> str:
    return str(load_script("worst_list").lists(world, query))


@pytest.mark.parametrize(
    ("rebase", "why"),
    [
        ("", "December 2025 lies above its usual range"),
        ("&rebase=D2:2025-12", "December 2025 lies above the usual range before December 2025"),
    ],
)
def test_an_entry_names_the_month_and_its_rule(world: Dataset, rebase: str, why: str) -> None:
    worst, best = listed(world, f"?types=robbery{rebase}").split("**Better and improving**")
    assert worst.startswith("**Worse and worsening**: 1 of 3 areas, by chance ")
    assert f"; concern: {why}" in worst
    assert best.startswith(": 0 of 3 areas")


def test_of_a_year_the_change_is_named_without_a_month(world: Dataset) -> None:
    [worst] = of(world, "?types=robbery", "worsening").worst
    by_year = worst._replace(decided=UNDECIDED, trend="higher than normal variation")
    said = load_script("worst_list").sentence(world, by_year, "per 1,000 residents")
    assert said.endswith("above similar areas; higher than normal variation")


def test_a_query_that_cannot_be_used_ends_it(world: Dataset) -> None:
    with pytest.raises(SystemExit, match="rebase=nonsense"):
        listed(world, "?rebase=nonsense")
