"""The month by which a chart is judged, and its rule, against the chart's class and a count by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.analysis.deciding import UNDECIDED, Deciding, deciding
from dashboard.analysis.variation import latest_side, xmr_chart
from dashboard.analysis.xmr import Rules, Signal, xmr_limits, xmr_rules

QUIET = [39.0, 41.0] * 10
HIGH = {Signal.ABOVE, Signal.RUN_ABOVE, Signal.TREND_UP, Signal.NEAR_UPPER}


def of(months: list[float], recent: int = 1, first_month: int = 0) -> Deciding:
    limits = xmr_limits(months)
    return deciding(months, float(limits.mean), xmr_rules(months, limits), recent, first_month)


@pytest.mark.parametrize(
    ("months", "signal", "number"),
    [
        ([*QUIET, 90.0], Signal.ABOVE, 1),
        ([*QUIET, 2.0], Signal.BELOW, 1),
        ([*QUIET, *[41.0] * 8], Signal.RUN_ABOVE, 9),  # with the last of the quiet ones
        ([*QUIET, *[39.0] * 8], Signal.RUN_BELOW, 8),
        ([*QUIET, 38.0, 38.5, 39.0, 39.5, 40.0, 40.5, 41.0], Signal.TREND_UP, 7),
        ([*QUIET, 41.5, 41.0, 40.5, 40.0, 39.5, 39.0, 38.5, 38.0], Signal.TREND_DOWN, 8),
        ([*QUIET, 44.5, 41.0, 44.5], Signal.NEAR_UPPER, 2),
    ],
)
def test_the_rule_and_how_many_months_it_took(months: list[float], signal: Signal, number: int) -> None:
    assert of(months) == (len(months) - 1, signal, number)


def test_of_several_rules_the_first_in_their_order() -> None:
    months = [*QUIET, *[44.0] * 8, 90.0]  # the last is also part of a run
    limits = xmr_limits(months)
    assert xmr_rules(months, limits).run[-1] == 1
    assert of(months).signal is Signal.ABOVE


def test_an_earlier_month_decides_where_more_than_one_may() -> None:
    months = [*QUIET, 90.0, 40.0, 41.0]
    assert of(months) == UNDECIDED
    assert of(months, recent=3, first_month=100) == (120, Signal.ABOVE, 1)


def test_missing_months_end_a_run_and_the_last_known_one_decides() -> None:
    nan = float("nan")
    assert of([*QUIET, nan, *[42.0] * 8, nan]) == (28, Signal.RUN_ABOVE, 8)
    assert of([nan, nan]) == UNDECIDED


LEVELS = st.sampled_from([30.0, 38.0, 39.0, 40.0, 41.0, 42.0, 50.0, float("nan")])
STRETCHES = st.builds(
    lambda first, step, number: [first + step * place for place in range(number)],
    LEVELS,
    st.sampled_from([-1.0, 0.0, 1.0]),
    st.integers(1, 10),
)
"""Months that rise, fall or stay for a while, as those drawn one by one hardly ever do."""


@given(
    st.lists(LEVELS, min_size=12, max_size=30),
    st.lists(STRETCHES, max_size=2).map(lambda parts: [month for part in parts for month in part]),
    st.sampled_from([1, 3]),
)
def test_it_points_where_the_chart_does(quiet: list[float], end: list[float], recent: int) -> None:
    months = [*quiet, *end]
    chart = xmr_chart(months)
    side = float(latest_side(chart, recent))
    rules = Rules(*(np.asarray(rule) for rule in chart.rules))
    found = deciding(months, float(np.asarray(chart.limits.mean)[0]), rules, recent)
    if np.isnan(side):
        return
    assert (found.signal is not Signal.NONE) == (side != 0)
    if side:
        assert (found.signal in HIGH) == (side > 0)
        mean = sum(one for one in months if one == one) / sum(one == one for one in months)
        assert found.months == counted(months[: found.month + 1], mean, rules, found.signal)


def counted(months: list[float], mean: float, rules: Rules, signal: Signal) -> int:
    """How many months up to the last are in a row of the signal's kind, one by one from the end."""
    rule, way = signal.split("-")[0], 1 if signal in HIGH else -1
    if rule == "near":
        return sum(near == way for near in rules.near[len(months) - 3 : len(months)])
    number = 1
    if rule == "run":
        while number < len(months) and (months[-number - 1] - mean) * way > 0:
            number += 1
    if rule == "trend":
        while number < len(months) and (months[-number] - months[-number - 1]) * way > 0:
            number += 1
    return number
