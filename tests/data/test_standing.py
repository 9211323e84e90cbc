"""Rank among siblings, and the rate against the larger area's."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.data.dataset import Dataset
from dashboard.data.standing import Standing, standing
from dashboard.selection import Selection
from tests.data.small_world import SOURCE, incident, middle, served, two_forces

TIMES = {"L1": 4, "L2": 8, "L3": 3, "L4": 1}
"""Incidents; residents are 100, 200, 300 and 400: per 1,000 40, 40, 10 and 2.5."""


@pytest.fixture
def world(tmp_path: Path) -> Dataset:
    rows = []
    for place, (lsoa, times) in enumerate(TIMES.items()):
        force = "Second Police" if lsoa == "L4" else "First Police"
        rows += [incident("2024-01", force, lsoa=lsoa, at=middle(place))] * times
    return served(tmp_path, rows, two_forces())


def stands(world: Dataset, query: str) -> Standing:
    selection, problems = Selection.from_query(query, world.catalogue)
    assert problems == ()
    return standing(world, selection, SOURCE.key)


@pytest.mark.parametrize(
    ("query", "place", "of", "tied", "within"),
    [
        ("?area=L1", 1, 2, True, "D1"),  # the only small area of its ward: ranked one step further up
        ("?area=D1", 1, 2, False, "F1"),
        ("?area=D2", 2, 2, False, "F1"),
        ("?area=D3", 3, 3, False, "R"),  # alone in its force, so ranked in the region
        ("?area=F2", 2, 2, False, "R"),
        ("?area=F1&pins=D2", 2, 2, False, "F1"),  # a pinned area stands where it would if it were chosen
        ("?pins=D3", 3, 3, False, "R"),
    ],
)
def test_ranks(world: Dataset, query: str, place: int, of: int, tied: bool, within: str) -> None:
    rank = stands(world, query).rank
    assert rank is not None
    assert (rank.place, rank.of, rank.tied, rank.within) == (place, of, tied, within)
    assert rank.within_name == world.areas.name(within)


def test_the_ratio_is_of_the_two_rates(world: Dataset) -> None:
    ratio = stands(world, "?area=D2").ratio
    assert ratio is not None and ratio.to == "F1"
    assert ratio.times == pytest.approx((3 / 300) / (15 / 600))
    assert ratio.lower < ratio.times < ratio.upper
    both = stands(world, "?pins=D2,D3").ratio
    assert both is not None and both.to == "all"
    assert both.times == pytest.approx((4 / 700) / (16 / 1_000))


@pytest.mark.parametrize(
    ("query", "rank", "ratio"),
    [
        ("", "This is everything", "This is everything"),
        ("?area=R", "There is no other region", "It is all of"),
        ("?pins=D2,D3", "Several areas have no rank.", ""),
        ("?pins=D1,D2,D3", "Several areas have no rank.", "It is all of"),
        ("?box=-2,53,2,55", "What is in view has no rank", "What is in view has no rank"),
        ("?cell=89194654e17ffff", "A map cell has no rank", "A map cell has no rank"),
        ("?area=D1&types=burglary&from=2024-01", "", ""),
    ],
)
def test_what_does_not_apply_says_why(world: Dataset, query: str, rank: str, ratio: str) -> None:
    found = stands(world, query)
    assert found.rank_reason.startswith(rank) and found.ratio_reason.startswith(ratio)
    assert (found.rank is None) == bool(rank) and (found.ratio is None) == bool(ratio)


def test_without_a_rate_there_is_neither(tmp_path: Path) -> None:
    rows = [incident("2024-01", lsoa="L1"), incident("2024-02", lsoa="L1"),
            incident("2024-02", "Second Police", lsoa="L4")]  # fmt: skip
    world = served(tmp_path, rows, two_forces())
    late = stands(world, "?area=F2&from=2024-01&to=2024-02")
    assert (late.rank, late.ratio) == (None, None)
    assert late.rank_reason == "Without a rate there is no rank."
    first = stands(world, "?area=F1&from=2024-01&to=2024-02")
    assert first.rank_reason.startswith("There is no other police force with a rate")
    assert first.ratio_reason == "The rate of The Region is not known."
