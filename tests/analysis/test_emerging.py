"""Mann-Kendall against pymannkendall; classes against their definitions, one cell at a time, and planted."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pymannkendall
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from dashboard.analysis.emerging import (
    ClassifyParams,
    Kind,
    SpaceTime,
    gistar_by_period,
    hotspot_classify,
    hotspot_states,
    space_time_classes,
)
from dashboard.analysis.hotspots import study_areas
from dashboard.analysis.mann_kendall import mann_kendall
from tests.analysis.test_hotspot_gistar import hexagons

States = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float64]


class TestMannKendall:
    @pytest.mark.parametrize("ties", [True, False])
    def test_equals_pymannkendall(self, ties: bool) -> None:
        rng = np.random.default_rng(3)
        for periods in (3, 4, 12, 36):
            drift = rng.normal(0, 0.3, (40, 1)) * np.arange(periods)
            series = rng.normal(0, 2, (40, periods)) + drift
            series = np.round(series) if ties else series
            ours = mann_kendall(series)
            for i, one in enumerate(series):
                theirs = pymannkendall.original_test(one)
                assert ours.z[i] == pytest.approx(theirs.z, abs=1e-12)
                assert ours.p[i] == pytest.approx(theirs.p, abs=1e-12)
                assert ours.side[i] == {"increasing": 1, "decreasing": -1, "no trend": 0}[theirs.trend]

    def test_gaps_as_pymannkendall(self) -> None:
        series = np.array([1, np.nan, 2, 3, np.nan, 3, 5, 4, 7, 8.0])
        ours, theirs = mann_kendall(series), pymannkendall.original_test(series)
        assert (float(ours.z), float(ours.p)) == pytest.approx((theirs.z, theirs.p), abs=1e-12)

    def test_a_constant_series_tells_nothing(self) -> None:
        found = mann_kendall([[5.0] * 12, [np.nan] * 12])
        assert found.z.tolist() == [0, 0] and found.p.tolist() == [1, 1] and not found.side.any()


def definition_of_sfhotspot(run: list[int]) -> str:
    """Its documentation of hotspot_classify and its parameters, for one cell."""
    recent = max(int(0.2 * len(run) + 1e-9), 1)
    names = []
    for sign, word in ((1, "hotspot"), (-1, "cold spot")):
        marks = [state == sign for state in run]
        old, new = marks[:-recent], marks[-recent:]
        if sum(marks) / len(marks) >= 0.8:
            names.append(f"persistent {word}")
        elif sum(old) / len(old) < 0.1 and sum(new) / len(new) >= 0.2:
            names.append(f"emerging {word}")
        elif sum(old) / len(old) >= 0.1 and sum(new) / len(new) < 0.1:
            names.append(f"former {word}")
        elif sum(marks) / len(marks) >= 0.1:
            names.append(f"intermittent {word}")
    return names[0] if len(names) == 1 else "mixed hot and cold spot" if names else "no pattern"


def definition_of_esri(run: list[int], z: list[float], hot: int = 1) -> str | None:
    """Esri's sentences for one cell; None where none of the hot (or, with hot = -1, cold) ones fits."""
    periods, number = len(run), run.count(hot)
    cold = run.count(-hot)
    if not number:
        return None
    if number >= 0.9 * periods:
        if run[-1] != hot:
            return "historical"
        trend = pymannkendall.original_test(np.array(z) * hot).trend
        return {"increasing": "intensifying", "decreasing": "diminishing", "no trend": "persistent"}[trend]
    if run[-1] == hot and not cold:
        final = next((i for i, state in enumerate(reversed(run)) if state != hot), periods)
        if final == number:
            return "new" if number == 1 else "consecutive"
    if not cold:
        return "sporadic"
    return "oscillating" if run[-1] == hot else None


runs = arrays.arrays(
    np.int8, st.tuples(st.integers(10, 24), st.just(5)), elements=st.sampled_from([1, 1, 1, 0, 0, -1])
)


class TestDefinitions:
    @settings(max_examples=120, deadline=None)
    @given(runs)
    def test_of_sfhotspot(self, states: States) -> None:
        expected = [definition_of_sfhotspot([int(state) for state in run]) for run in states.T]
        assert [str(kind) for kind in hotspot_classify(states)] == expected

    @settings(max_examples=120, deadline=None)
    @given(runs, st.integers(0, 1000), st.booleans())
    def test_of_esri(self, states: States, seed: int, nearly: bool) -> None:
        if nearly:  # mostly hot or mostly cold, so that trends decide
            states = np.where(
                np.arange(len(states))[:, None] > len(states) // 12, np.sign(states.sum(0)), states
            )
        rng = np.random.default_rng(seed)
        z = rng.normal(0, 1, states.shape) + np.arange(len(states))[:, None] * rng.normal(0, 0.2, 5)
        expected = []
        for run, scores in zip(states.T, z.T, strict=True):
            one, values = [int(state) for state in run], [float(score) for score in scores]
            hot, cold = definition_of_esri(one, values), definition_of_esri(one, values, -1)
            expected.append(f"{hot} hotspot" if hot else f"{cold} cold spot" if cold else "no pattern")
        assert [str(found) for found in space_time_classes(states, z)] == expected

    def test_each_class_by_example(self) -> None:
        h, o, c = 1, 0, -1
        examples = {
            SpaceTime.NEW_HOT: [o] * 9 + [h],
            SpaceTime.CONSECUTIVE_HOT: [o] * 7 + [h] * 3,
            SpaceTime.SPORADIC_HOT: [h, o, h, o, o, h, o, o, h, o],
            SpaceTime.OSCILLATING_HOT: [c, o, o, o, o, o, o, o, o, h],
            SpaceTime.HISTORICAL_HOT: [h] * 9 + [o],
            SpaceTime.NEW_COLD: [o] * 9 + [c],
            SpaceTime.HISTORICAL_COLD: [c] * 9 + [o],
            SpaceTime.NONE: [o] * 10,
        }
        states = np.array(list(examples.values())).T
        assert list(space_time_classes(states, np.zeros(states.shape))) == list(examples)
        rising = np.arange(10.0)
        z = np.column_stack([rising, -rising, np.zeros(10)])
        assert list(space_time_classes(np.ones((10, 3)), z)) == [
            SpaceTime.INTENSIFYING_HOT,
            SpaceTime.DIMINISHING_HOT,
            SpaceTime.PERSISTENT_HOT,
        ]
        assert list(space_time_classes(-np.ones((10, 3)), z)) == [
            SpaceTime.DIMINISHING_COLD,
            SpaceTime.INTENSIFYING_COLD,
            SpaceTime.PERSISTENT_COLD,
        ]


Classes = tuple[list[str], list[str]]


@pytest.fixture(scope="module")
def classes() -> Classes:
    """Twelve months of quiet cells, one lasting hotspot, one of the last two months, one that ended."""
    rng = np.random.default_rng(9)
    near = hexagons(20)
    mean = np.full((12, 400), 4.0)
    for cell, months in ((84, slice(0, 12)), (210, slice(10, 12)), (336, slice(0, 7))):
        mean[months, near[[cell]].indices] = 25
    counts = rng.poisson(mean)
    z = gistar_by_period(counts, study_areas(near))
    states = hotspot_states(z, counts)
    return list(hotspot_classify(states)), list(space_time_classes(states, z))


class TestPlanted:
    def test_by_sfhotspot(self, classes: Classes) -> None:
        assert classes[0][84] == Kind.PERSISTENT_HOT
        assert classes[0][210] == Kind.EMERGING_HOT
        assert classes[0][336] == Kind.FORMER_HOT

    def test_by_esri(self, classes: Classes) -> None:
        assert classes[1][84] in (
            SpaceTime.PERSISTENT_HOT,
            SpaceTime.INTENSIFYING_HOT,
            SpaceTime.DIMINISHING_HOT,
        )
        assert classes[1][210] == SpaceTime.CONSECUTIVE_HOT
        assert classes[1][336] == SpaceTime.SPORADIC_HOT

    def test_quiet_cells_stay_quiet(self, classes: Classes) -> None:
        near = hexagons(20)
        touched = {int(i) for cell in (84, 210, 336) for i in (near @ near)[[cell]].indices}
        quiet = [classes[0][i] for i in range(400) if i not in touched]
        assert sum(kind != Kind.NONE for kind in quiet) <= 0.01 * len(quiet)


class TestQuiet:
    @pytest.mark.parametrize(("mean", "most"), [(0.2, 0.02), (1, 0.004), (20, 0.001)])
    def test_few_cells_have_a_class_by_chance(self, mean: float, most: float) -> None:
        rng = np.random.default_rng(2025)
        areas = study_areas(hexagons(15))
        share = []
        for _ in range(100):
            counts = rng.poisson(mean, (12, 225))
            states = hotspot_states(gistar_by_period(counts, areas), counts)
            share.append((hotspot_classify(states) != Kind.NONE).mean())
        assert np.mean(share) <= most


class TestStates:
    def test_few_incidents_are_never_hot(self) -> None:
        z = np.array([[9.0, 0, 0, -9], [9, 0, 0, -9]])
        counts = np.array([[1, 5, 5, 0], [1, 5, 5, 0]])
        assert hotspot_states(z, counts).tolist() == [[0, 0, 0, -1], [0, 0, 0, -1]]
        assert hotspot_states(z, counts + 1).tolist() == [[1, 0, 0, -1], [1, 0, 0, -1]]

    def test_study_areas_side_by_side_are_each_as_alone(self) -> None:
        rng = np.random.default_rng(2)
        z, counts = rng.normal(0, 2, (6, 50)), np.full((6, 50), 9)
        bounds = np.array([0, 20, 50])
        together = hotspot_states(z, counts, bounds)
        alone = [hotspot_states(z[:, a:b], counts[:, a:b]) for a, b in ((0, 20), (20, 50))]
        assert np.array_equal(together, np.concatenate(alone, axis=1))

    def test_a_month_without_scatter_is_neither(self) -> None:
        z = np.full((2, 4), np.nan)
        assert not hotspot_states(z, np.full((2, 4), 9)).any()


class TestRefused:
    def test_what_does_not_fit(self) -> None:
        with pytest.raises(ValueError, match="at least 10 periods; found 9"):
            space_time_classes(np.zeros((9, 2)), np.zeros((9, 2)))
        with pytest.raises(ValueError, match="at least two periods"):
            hotspot_classify(np.zeros((1, 2)))
        with pytest.raises(ValueError, match="a state is 1"):
            hotspot_classify(np.full((3, 2), 2))
        with pytest.raises(ValueError, match="recent must lie between"):
            ClassifyParams(recent=1.0)
        with pytest.raises(ValueError, match=r"\[periods, cells\]"):
            gistar_by_period(np.zeros(4), study_areas(hexagons(2)))
