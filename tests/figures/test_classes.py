"""Classes of the map: round limits that rise, a colour and a name for each, few cells in the darkest."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.figures.classes import (
    COLOURS,
    class_colours,
    class_limits,
    class_names,
    rate_limits,
    rate_names,
)

ROUND = {
    step * scale for scale in (1, 10, 100, 1000, 10_000) for step in (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8)
}


@given(st.lists(st.integers(0, 50_000), max_size=300))
def test_limits_rise_from_one_are_round_and_none_is_empty_above(numbers: list[int]) -> None:
    counts = np.array(numbers, dtype=np.int64)
    limits = class_limits(counts)
    assert limits[0] == 1
    assert limits == sorted(set(limits)) and len(limits) <= len(COLOURS)
    assert all(limit in ROUND for limit in limits)
    assert limits[-1] <= max(counts.max(initial=0), 1)
    colours, names = class_colours(limits), class_names(limits)
    assert len(set(colours)) == len(set(names)) == len(limits)
    assert [COLOURS.index(colour) for colour in colours] == sorted(
        COLOURS.index(colour) for colour in colours
    )


def test_skewed_counts_leave_few_cells_in_the_darkest_class() -> None:
    counts = np.random.default_rng(1).pareto(1.2, 5_000) * 4
    limits = class_limits(counts.astype(np.int64))
    assert len(limits) == len(COLOURS)
    share = np.mean(counts[counts >= 1] >= limits[-1])
    assert 0.005 < share < 0.05


@pytest.mark.parametrize("numbers", [[], [0, 0], [1, 1, 1], [0, 1]])
def test_nothing_to_tell_apart_is_one_class(numbers: list[int]) -> None:
    limits = class_limits(np.array(numbers, dtype=np.int64))
    assert limits == [1]
    assert class_names(limits) == ["1 or more"]
    assert len(class_colours(limits)) == 1


def test_names() -> None:
    assert class_names([1, 2, 5, 1200]) == ["1", "2 to 4", "5 to 1,199", "1,200 or more"]


@given(st.lists(st.one_of(st.floats(0, 3_000), st.just(float("nan"))), max_size=300))
def test_limits_of_rates_rise_from_nought_and_none_is_empty_above(numbers: list[float]) -> None:
    rates = np.array(numbers, dtype=np.float64)
    limits = rate_limits(rates)
    assert limits[0] == 0
    assert limits == sorted(set(limits)) and len(limits) <= len(COLOURS)
    some = rates[np.isfinite(rates)]
    assert limits[-1] <= some.max(initial=0)
    assert len(rate_names(limits)) == len(set(rate_names(limits))) == len(class_colours(limits))


def test_rates_fall_into_nearly_equal_classes_with_the_highest_few_apart() -> None:
    rates = np.random.default_rng(2).gamma(4, 30, 2_000)
    limits = rate_limits(rates)
    shares = np.bincount(np.searchsorted(limits, rates, side="right") - 1) / len(rates)
    assert len(shares) == len(COLOURS)
    assert (shares[:-1] > 0.08).all() and (shares[:-1] < 0.32).all()
    assert 0.01 < shares[-1] < 0.12


def test_names_of_rates() -> None:
    assert rate_names([0, 0.5, 40, 1200]) == [
        "under 0.5",
        "0.5 to under 40",
        "40 to under 1,200",
        "1,200 or more",
    ]
    assert rate_names([0]) == ["0 or more"]
