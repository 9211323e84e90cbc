"""Ticks are round and few; told numbers are short, and every text made of them stays what it was."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.figures.axes import ticks, told
from dashboard.layouts import words

values = st.floats(-1e9, 1e9, allow_nan=False).map(lambda value: 0.0 if abs(value) < 1e-12 else value)


@given(values, values, st.integers(1, 40))
@example(0.1, 0.3, 3)
@example(0.999, 1.001, 5)
def test_ticks_lie_inside_evenly_and_are_no_more_than_asked_for(one: float, other: float, most: int) -> None:
    low, high = sorted((one, other))
    if high - low <= 1e-9 * max(abs(low), abs(high)):
        return
    found = ticks(low, high, most)
    room = (high - low) * 1e-6
    assert len(found) <= most
    assert all(low - room <= value <= high + room for value in found)
    steps = np.diff(found)
    assert np.allclose(steps, steps[0] if len(steps) else 0)
    if len(steps):
        digit = steps[0] / 10.0 ** math.floor(math.log10(steps[0] * 1.0001))
        assert min(abs(digit - wanted) for wanted in (1, 2, 5, 10)) < 1e-3


@pytest.mark.parametrize(
    ("low", "high", "most", "wanted"),
    [
        (0, 8.9, 5, [0, 2, 4, 6, 8]),
        (0, 574_300, 8, [0, 100_000, 200_000, 300_000, 400_000, 500_000]),
        (3.3, 8.1, 6, [4, 5, 6, 7, 8]),
        (0.1, 0.3, 3, [0.1, 0.2, 0.3]),
        (5, 5, 4, []),
        (0, 1, 0, []),
        (0, math.nan, 4, []),
    ],
)
def test_ticks_of_some_axes(low: float, high: float, most: int, wanted: list[float]) -> None:
    assert ticks(low, high, most) == wanted


@given(st.lists(st.one_of(values.map(abs), st.just(math.nan), st.integers(0, 4000).map(lambda n: n / 8))))
@example([5.9496, 5.95, 99.96, 100.49999, 1234.45, 0.04999])
def test_texts_of_told_numbers_are_those_of_the_numbers(numbers: list[float]) -> None:
    for value, given_out in zip(numbers, told(numbers), strict=True):
        if math.isnan(value):
            assert given_out is None
            continue
        assert given_out is not None
        assert f"{given_out:,.1f}" == f"{value:,.1f}"
        assert f"{given_out:,.0f}" == f"{value:,.0f}"
        assert given_out == pytest.approx(value, rel=1e-3, abs=1e-9)


@given(st.lists(st.floats(0, 50)))
def test_of_two_decimals_where_they_are_asked_for(numbers: list[float]) -> None:
    for value, given_out in zip(numbers, told(numbers, decimals=2), strict=True):
        assert f"{given_out:.2f}" == f"{value:.2f}"


@given(st.lists(st.floats(1e-8, 1.2)))
def test_small_rates_keep_what_words_say_of_them(numbers: list[float]) -> None:
    for value, given_out in zip(numbers, told(numbers), strict=True):
        assert words.rate(given_out) == words.rate(value)


def test_told_numbers_are_short() -> None:
    rates = np.random.default_rng(1).lognormal(1, 1, 2_000)
    assert np.mean([len(repr(value)) for value in told(rates)]) < 7
