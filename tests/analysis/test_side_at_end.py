"""The side of a series' end without its chart, against the chart's own."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.analysis.variation import latest_side, sides_at_end, xmr_chart

GAP = math.nan
COUNT = st.one_of(st.integers(0, 60).map(float), st.integers(18, 24).map(float), st.just(GAP))
SERIES = st.integers(1, 40).flatmap(
    lambda months: st.lists(st.lists(COUNT, min_size=months, max_size=months), min_size=1, max_size=6)
)
STEADY = np.tile([48.0, 52.0], 12)


def agrees(values: np.ndarray, recent: int) -> bool:
    [found], expected = sides_at_end([values], recent), latest_side(xmr_chart(values), recent)
    return found.shape == expected.shape and np.array_equal(found, expected, equal_nan=True)


@settings(max_examples=400, deadline=None)
@given(series=SERIES, recent=st.integers(1, 9))
def test_the_same_as_of_the_chart(series: list[list[float]], recent: int) -> None:
    assert agrees(np.array(series), recent)
    assert agrees(np.array(series[0]), recent)


@pytest.mark.parametrize("recent", [1, 2, 3, 7])
def test_where_a_rule_is_met_at_the_end(recent: int) -> None:
    ends = [
        [70.0],  # outside
        [30.0, 50.0],
        [45.5, 46.5, 47.5, 48.5, 49.5, 50.6, 51.5],  # trend
        [58.5, 58.6],  # near
        [51.3] * 7,  # run
        [51.3] * 6 + [50.0],
        [70.0, GAP, GAP],
        [GAP] * 20,
    ]
    months = max(len(STEADY) + len(end) for end in ends)
    rows = [np.r_[STEADY, end, [GAP] * (months - len(STEADY) - len(end))] for end in ends]
    assert agrees(np.array(rows), recent)
    assert agrees(np.array(rows).reshape(2, 4, months), recent)


def test_random_walks_and_falls() -> None:
    random = np.random.default_rng(5)
    for months in (12, 13, 36, 60):
        counts = random.poisson(20, (300, months)).astype(float)
        drifting = np.maximum(20 + random.integers(-2, 3, (300, months)).cumsum(axis=1), 0).astype(float)
        for values in (counts, drifting):
            values[random.random(values.shape) < 0.02] = GAP
            for recent in (1, 3):
                assert agrees(values, recent)


def test_unusable() -> None:
    with pytest.raises(ValueError, match="at least 1 month"):
        sides_at_end([STEADY], 0)
    with pytest.raises(ValueError, match="at least one month"):
        sides_at_end([[]])
    with pytest.raises(ValueError, match="negative"):
        sides_at_end([[-1.0]])
