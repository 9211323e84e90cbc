"""What the charts of Compare are told: rows, numbers and slugs of what was found, and nothing else."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import orjson
import pytest

from dashboard.analysis.peers import Place
from dashboard.analysis.quadrant import Corner
from dashboard.analysis.variation import Direction, Variation
from dashboard.analysis.xmr import ALL_RULES, Signal, signal_places, xmr_signals
from dashboard.data.schema import month_number
from dashboard.figures.compare_dots import PLACES, dots_figure
from dashboard.figures.compare_funnel import funnel_figure, sides
from dashboard.figures.compare_months import VARIATIONS, months_figure
from dashboard.figures.compare_quadrant import quadrant_figure
from tests import on_screen
from tests.figures.figures_made import made, poisson

SERIES, RESIDENTS = poisson(12, 36)


def gappy() -> tuple[Any, Any]:
    """Area 3 has no data in the last month, area 5 no residents."""
    series, residents = SERIES.copy(), RESIDENTS.copy()
    series[3, -1], residents[5] = np.nan, np.nan
    return series, residents


def test_dots_stand_highest_first_and_those_not_compared_last() -> None:
    c = made(*gappy(), own=[7]).compared
    told = dots_figure(c)
    rates = [told["rate"][row] for row in told["order"]]
    assert rates == sorted(rates, reverse=True)
    assert len(rates) == 10
    assert told["incomplete"] == [3, 5]
    assert [told["place"][row] for row in (3, 5)] == ["no-rate", "no-rate"]
    assert [told["rank"][row] for row in told["order"]] == list(range(1, 11))
    assert told["rate"][3] is None


def test_dots_say_what_was_found_of_every_area() -> None:
    c = made(SERIES, RESIDENTS).compared
    told = dots_figure(c)
    assert [told["places"][place] for place in told["place"]] == [str(place) for place in c.peers.place]
    assert told["rate"] == pytest.approx(c.rate.tolist(), rel=1e-3)
    assert told["mean"] == pytest.approx(c.peers.group.mean[0], rel=1e-3)
    assert told["band"] == pytest.approx([c.peers.group.lower[0], c.peers.group.upper[0]], rel=1e-3)
    assert set(PLACES.values()) == {str(place) for place in Place}


def test_one_area_has_no_band_and_equal_rates_share_a_rank() -> None:
    alone = dots_figure(made(SERIES[:1], RESIDENTS[:1]).compared)
    assert alone["band"] == []
    assert alone["place"] == ["alone"]
    twins = dots_figure(made(SERIES[[0, 0, 1]], RESIDENTS[[0, 0, 1]]).compared)
    assert twins["tied"] == [0, 1]


@pytest.mark.parametrize("limits", ["exact", "multiplicative", "additive"])
def test_the_funnel_names_those_outside_the_most_odd_first(limits: str) -> None:
    found = made(*gappy(), limits=limits)
    told = funnel_figure(found.compared, found.funnel)
    side = np.array([np.nan if one is None else one for one in told["side"]])
    assert np.flatnonzero(np.nan_to_num(side)).tolist() == sorted(told["labels"])
    assert math.isnan(side[3]) and math.isnan(side[5])
    far = [abs(side[row]) for row in told["labels"]]
    assert far == sorted(far, reverse=True)
    odd = [abs(found.funnel.found.z[row]) for row in told["labels"] if abs(side[row]) == 2]
    assert odd == sorted(odd, reverse=True)
    assert np.array_equal(sides(found.funnel) != 0, (found.funnel.side95 != 0) | (found.funnel.side998 != 0))
    low, high = told["along"]
    assert all(low <= rate <= high for rate in told["rate"] if rate is not None)
    assert told["across"] == [0, pytest.approx(1.1 * np.nanmax(RESIDENTS[found.compared.complete]))]
    assert len(told["at"]) == len(told["upper998"]) == 60


def test_rates_that_all_lie_high_do_not_begin_at_zero() -> None:
    residents = np.full(6, 100_000.0)
    series = np.repeat(np.array([[800.0], [810], [790], [805], [795], [800]]), 12, axis=1)
    found = made(series, residents)
    low, high = funnel_figure(found.compared, found.funnel)["along"]
    assert 0.7 * 94 < low < 0.8 * 95
    assert high > 97


def test_without_any_area_the_funnel_is_empty() -> None:
    found = made(np.full((2, 12), np.nan), [1000.0, 2000.0])
    told = funnel_figure(found.compared, found.funnel)
    assert told["along"] == told["across"] == told["labels"] == told["upper95"] == []
    assert told["baseline"] is None


def test_of_two_areas_there_is_no_funnel() -> None:
    found = made(SERIES[:2], RESIDENTS[:2])
    assert funnel_figure(found.compared, found.funnel)["along"] == []
    found = made(SERIES[:3], RESIDENTS[:3])
    assert len(funnel_figure(found.compared, found.funnel)["along"]) == 2


def test_months_come_with_their_signals_and_gaps() -> None:
    series, residents = gappy()
    series[0, 30] = np.round(40 * series[0].mean())
    found = made(series, residents)
    told, arrays = months_figure(found.compared, found.trends, "same")
    areas, months = told["shape"]
    counts = arrays["counts"].reshape(areas, months)
    assert counts[3, -1] == -1
    assert np.array_equal(counts[0], series[0])
    assert told["months"][0] == "2023-01" and told["months"][-1] == "2025-12"
    names = np.array([str(signal) for signal in Signal])[arrays["signal"].reshape(areas, months)]
    assert np.array_equal(names, xmr_signals(series, ALL_RULES).astype(str))
    assert names[0, 30] == "above"
    assert told["population"][5] is None and told["per"] == 1000
    assert told["top"] == pytest.approx(40 * SERIES[0].mean() * 1000 / residents[0], rel=0.1)
    assert [told["variations"][said] for said in told["variation"]] == [
        on_screen.called(v) for v in found.trends.variation
    ]
    assert set(VARIATIONS.values()) == {on_screen.called(variation) for variation in Variation}


def test_every_phase_has_limits_of_its_own() -> None:
    series = SERIES.copy()
    series[2, 20:] *= 3
    start = month_number("2024-09")
    found = made(series, RESIDENTS, rebase=[(2, start)])
    told, _ = months_figure(found.compared, found.trends, "own")
    assert told["starts"] == {"2": [0, 20]}
    assert [len(phases) for phases in told["mean"]] == [2 if row == 2 else 1 for row in range(12)]
    assert told["mean"][2] == pytest.approx([series[2, :20].mean(), series[2, 20:].mean()], rel=1e-3)
    assert told["trial"][2][0] == 0
    assert told["scale"] == "own"


def test_of_many_areas_what_needs_a_look_comes_first_after_the_own_area() -> None:
    series, residents = poisson(40, 24)
    series[33, -1] = 60 + 10 * series[33].mean()
    series[12] = 0.0
    found = made(series, residents, own=[8])
    told, _ = months_figure(found.compared, found.trends, "same")
    assert told["order"][:2] == [8, 33]
    assert told["variation"][33] == "concern" and told["variation"][12] == "too-few"
    few, _ = months_figure(*made(SERIES, RESIDENTS, own=[4])[::2][:2], "same")
    assert few["order"] == dots_figure(made(SERIES, RESIDENTS).compared)["order"]


def test_without_residents_months_are_counts() -> None:
    found = made(SERIES, np.full(12, np.nan))
    told, _ = months_figure(found.compared, found.trends, "same")
    assert told["per"] == 0
    assert told["top"] >= SERIES.max()
    assert dots_figure(found.compared)["mean"] is None


def test_the_corners_of_the_quadrant_are_in_words_of_the_direction() -> None:
    series = SERIES.copy()
    high = int(np.argmax(made(SERIES, RESIDENTS).compared.rate))
    series[high, -1] = 4 * series[high].max()
    found = made(series, RESIDENTS)
    told = quadrant_figure(found.compared, found.worsening)
    assert told["corner"][high] == "above-rising" == told["worst"]
    assert told["labels"][0] == high
    assert told["corners"]["above-rising"] == "worse and worsening"
    assert told["across"][0] == pytest.approx(1 / told["across"][1])
    assert -told["along"][0] == told["along"][1] > told["reach"][high] > 1
    plain = quadrant_figure(*made(series, RESIDENTS, direction=Direction.NO_JUDGEMENT)[::3])
    assert plain["corners"]["above-rising"] == "above and rising"
    assert set(told["corners"]) == {corner.name.lower().replace("_", "-") for corner in Corner}


def test_areas_of_which_nothing_can_be_said_are_not_in_the_quadrant() -> None:
    found = made(SERIES[:, :8], RESIDENTS)
    told = quadrant_figure(found.compared, found.worsening)
    assert told["ratio"] == [None] * 12 and told["labels"] == told["across"] == []
    assert set(told["corner"]) == {"unknown"}


def test_no_area_at_all_is_told_as_well() -> None:
    found = made(np.zeros((0, 12)), np.zeros(0))
    told, arrays = months_figure(found.compared, found.trends, "same")
    assert told["order"] == [] and told["top"] == 0 and arrays["counts"].size == 0
    assert dots_figure(found.compared)["order"] == []
    assert funnel_figure(found.compared, found.funnel)["at"] == []
    assert quadrant_figure(found.compared, found.worsening)["corner"] == []


def test_everything_told_is_json() -> None:
    found = made(*gappy(), own=[1, 2], rebase=[(1, month_number("2024-06"))])
    months, arrays = months_figure(found.compared, found.trends, "same")
    for told in (
        dots_figure(found.compared),
        funnel_figure(found.compared, found.funnel),
        quadrant_figure(found.compared, found.worsening),
        months,
    ):
        assert b"NaN" not in orjson.dumps(told)
    assert all(array.dtype.kind == "i" and array.ndim == 1 for array in arrays.values())
    assert signal_places(found.trends.chart.rules).shape == found.trends.counts.shape
