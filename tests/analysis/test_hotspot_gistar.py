"""Gi* and its correction against PySAL's esda, published numbers, hand-worked cases and quiet surfaces."""

from __future__ import annotations

import warnings

import esda
import libpysal
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import sparse, stats

from dashboard.analysis.hotspots import (
    FALSE_DISCOVERY_RATE,
    FEWEST_INCIDENTS,
    hotspot_gistar,
    hotspot_significance,
)


def matrix(neighbours: dict[int, list[int]]) -> sparse.csr_array:
    """The neighbours as a matrix, each with itself."""
    pairs = [(i, j) for i, near in neighbours.items() for j in (i, *near)]
    rows, columns = zip(*pairs, strict=True)
    return sparse.csr_array((np.ones(len(pairs)), (rows, columns)), shape=(len(neighbours),) * 2)


def scattered(rng: np.random.Generator, number: int, degree: float) -> dict[int, list[int]]:
    """Random symmetric neighbours, some cells with none."""
    drawn = np.triu(rng.random((number, number)) < degree / number, 1)
    both = drawn | drawn.T
    return {i: [int(j) for j in np.flatnonzero(both[i])] for i in range(number)}


def hexagons(side: int) -> sparse.csr_array:
    """Neighbours in a rhombus of hexagons."""
    steps = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, -1), (-1, 1))
    found = {}
    for q in range(side):
        for r in range(side):
            around = [(q + dq, r + dr) for dq, dr in steps]
            found[q * side + r] = [x * side + y for x, y in around if 0 <= x < side and 0 <= y < side]
    return matrix(found)


def of_esda(counts: npt.NDArray[np.float64], neighbours: dict[int, list[int]]) -> esda.G_Local:
    """PySAL's answer; it warns of islands and of random surfaces that fall into parts."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        weights = libpysal.weights.W(neighbours, silence_warnings=True)
        return esda.G_Local(counts, weights, transform="B", star=True, permutations=0)


class TestGistar:
    @pytest.mark.parametrize("seed", range(12))
    def test_equals_esda(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        neighbours = scattered(rng, int(rng.integers(20, 600)), degree=rng.uniform(1, 8))
        mean = rng.gamma(0.5, 8, size=len(neighbours))  # a few high cells among many low ones, as in reality
        counts = rng.poisson(mean).astype(np.float64)
        theirs = of_esda(counts, neighbours)
        z = hotspot_gistar(counts, matrix(neighbours))
        np.testing.assert_allclose(z, theirs.Zs, rtol=0, atol=1e-9)
        high = z > 0
        np.testing.assert_allclose(stats.norm.sf(z[high]), theirs.p_norm[high], rtol=0, atol=1e-9)

    def test_worked_by_hand(self) -> None:
        # Five cells in a row, 6 incidents in the first: mean 1.2, variance 36/5 - 1.44 = 5.76, s = 2.4.
        # First cell: W = 2, (6 - 2.4) / (2.4 sqrt(2 x 3 / 4)) = 3.6 / 2.93939 = 1.22474.
        # Third: W = 3, (0 - 3.6) / (2.4 sqrt(3 x 2 / 4)) = -1.22474.
        row = matrix({0: [1], 1: [0, 2], 2: [1, 3], 3: [2, 4], 4: [3]})
        z = hotspot_gistar([6, 0, 0, 0, 0], row)
        assert z[0] == pytest.approx(1.224745, abs=1e-6)
        assert z[2] == pytest.approx(-1.224745, abs=1e-6)

    def test_surfaces_side_by_side_are_each_as_alone(self) -> None:
        counts = np.random.default_rng(3).poisson(2, (4, 100))
        near = hexagons(10)
        together = hotspot_gistar(counts, near)
        for alone, z in zip(counts, together, strict=True):
            np.testing.assert_allclose(hotspot_gistar(alone, near), z, rtol=0, atol=1e-12)

    @pytest.mark.parametrize("level", [0, 1, 7, 0.1])
    def test_a_constant_surface_says_nothing(self, level: float) -> None:
        near = hexagons(7)
        z = hotspot_gistar(np.full(49, level), near)
        assert np.isnan(z).all()
        assert np.isnan(hotspot_significance(z)).all()

    def test_a_neighbour_of_all_says_nothing(self) -> None:
        z = hotspot_gistar([9, 1, 1], matrix({0: [1], 1: [0, 2], 2: [1]}))
        assert np.isnan(z[1]) and np.isfinite(z[[0, 2]]).all()

    def test_no_cell_and_one_cell(self) -> None:
        assert hotspot_gistar([], sparse.csr_array((0, 0))).shape == (0,)
        assert np.isnan(hotspot_gistar([5], matrix({0: []}))).all()

    def test_what_does_not_fit_is_refused(self) -> None:
        with pytest.raises(ValueError, match="2 by 2, as there are counts"):
            hotspot_gistar([1, 2], matrix({0: []}))
        with pytest.raises(ValueError, match="its own neighbour"):
            hotspot_gistar([1, 2], sparse.csr_array(np.array([[0.0, 1.0], [1.0, 0.0]])))
        with pytest.raises(ValueError, match="must not be negative"):
            hotspot_gistar([-1, 2], matrix({0: [], 1: []}))

    @given(arrays.arrays(np.int64, 49, elements=st.integers(0, 10_000)), st.integers(2, 9))
    def test_scale_does_not_matter_and_nothing_is_infinite(
        self, counts: npt.NDArray[np.int64], factor: int
    ) -> None:
        near = hexagons(7)
        z = hotspot_gistar(counts, near)
        assert not np.isinf(z).any()
        np.testing.assert_allclose(hotspot_gistar(counts * factor, near), z, rtol=1e-9, atol=1e-9)


class TestSignificance:
    def test_the_example_of_benjamini_and_hochberg(self) -> None:
        # Their table of 15 p-values (1995, section 4.1): at 5% the first four are rejected. The last, 1, is
        # that of no finite z and is left just below.
        p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719,
             0.6528, 0.7590, 0.999999]  # fmt: skip
        adjusted = hotspot_significance(stats.norm.isf(p))
        assert (adjusted <= FALSE_DISCOVERY_RATE).sum() == 4
        assert adjusted[3] == pytest.approx(0.0095 * 15 / 4)
        assert (np.diff(adjusted) >= 0).all()

    @pytest.mark.parametrize("seed", range(5))
    def test_calls_what_esda_calls(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        neighbours = scattered(rng, 400, degree=5)
        counts = rng.poisson(rng.gamma(0.5, 8, size=400)).astype(np.float64)
        counts[[0, *neighbours[0]]] += 40  # planted, so that something is called
        theirs = of_esda(counts, neighbours)
        p = np.where(theirs.Zs > 0, theirs.p_norm, 1 - theirs.p_norm)
        limit = esda.fdr(p, FALSE_DISCOVERY_RATE)
        adjusted = hotspot_significance(hotspot_gistar(counts, matrix(neighbours)))
        called = adjusted <= FALSE_DISCOVERY_RATE
        assert called.any()
        assert list(np.flatnonzero(called)) == list(np.flatnonzero(p <= limit))

    def test_a_cell_without_z_does_not_count_as_looked_at(self) -> None:
        alone = hotspot_significance([2.0, 1.0])
        beside = hotspot_significance([2.0, np.nan, 1.0])
        assert list(beside[[0, 2]]) == list(alone)
        assert np.isnan(beside[1])

    def test_cold_spots_are_not_sought(self) -> None:
        assert hotspot_significance([-9.0])[0] == pytest.approx(1)


class TestQuietSurfaces:
    """200 surfaces of nothing but chance. With no true hotspot, the false discovery rate is the share of
    surfaces on which anything is called."""

    NUMBER = 200

    def called(self, mean: float) -> npt.NDArray[np.bool_]:
        counts = np.random.default_rng(2025).poisson(mean, (self.NUMBER, 400))
        z = hotspot_gistar(counts, hexagons(20))
        significant = np.array([hotspot_significance(one) <= FALSE_DISCOVERY_RATE for one in z])
        return significant & (counts >= FEWEST_INCIDENTS)

    def test_where_counts_are_high_the_promise_is_kept(self) -> None:
        # 5%, and three standard errors of 200 surfaces above it.
        bound = FALSE_DISCOVERY_RATE + 3 * np.sqrt(0.05 * 0.95 / self.NUMBER)
        assert self.called(200).any(axis=1).mean() <= bound

    @pytest.mark.parametrize("mean", [0.5, 2, 10, 200])
    def test_few_cells_are_called_at_any_level(self, mean: float) -> None:
        # docs/methods.md: sums of small counts are skewed, so more surfaces than 5% have a false call; but
        # only one or two cells each.
        called = self.called(mean)
        assert called.mean() <= 0.002
        assert called.any(axis=1).mean() <= 0.30
