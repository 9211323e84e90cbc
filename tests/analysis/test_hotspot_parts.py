"""Counts, corrections, edges, rings, density and change: against scikit-learn, integrals and worked cases."""

from __future__ import annotations

import h3.api.numpy_int as h3_int
import numpy as np
import pytest
from scipy import stats

from dashboard.analysis.hotspots import (
    Correction,
    Kernel,
    cell_kernel,
    edge_cells,
    find_hotspots,
    hotspot_change,
    hotspot_classify,
    hotspot_count,
    hotspot_gistar,
    hotspot_kde,
    hotspot_significance,
    hotspots_called,
    study_areas,
    two_sided_p,
)
from dashboard.analysis.trends import Verdict, change_verdict, dispersion_phi
from dashboard.data.hotspot_ground import adjacency
from tests.analysis.test_hotspot_gistar import hexagons, of_esda


class TestCount:
    def test_zeros_and_what_lies_outside(self) -> None:
        found = hotspot_count(["b", "a", "b", "x"], ["c", "b", "a"])
        assert found.counts.tolist() == [0, 2, 1] and found.outside == 1

    def test_adds_up(self) -> None:
        rng = np.random.default_rng(1)
        cells = rng.permutation(np.arange(1000, dtype=np.uint64) + 2**60)
        drawn = rng.choice(np.arange(1200, dtype=np.uint64) + 2**60, 5000)
        found = hotspot_count(drawn, cells)
        assert found.counts.sum() + found.outside == 5000
        assert all(found.counts[i] == (drawn == cells[i]).sum() for i in range(0, 1000, 97))

    def test_none_and_twice(self) -> None:
        assert hotspot_count([1, 2], []).outside == 2
        with pytest.raises(ValueError, match="only once"):
            hotspot_count([1], [1, 1])


class TestChange:
    def test_verdicts_are_those_of_the_pages(self) -> None:
        rng = np.random.default_rng(2)
        months = rng.poisson(rng.gamma(1, 4, (40, 1)), (40, 24)).astype(float)
        before, now = months[:, :12].sum(axis=1), months[:, 12:].sum(axis=1)
        found = hotspot_change(now, before, months)
        z, verdict = change_verdict(now, before, dispersion_phi(months, months))
        assert found.z == pytest.approx(np.asarray(z))
        assert list(found.verdict) == list(verdict)
        assert np.array_equal(found.change, now - before)

    def test_no_data_is_no_zero(self) -> None:
        found = hotspot_change([90, 5], [np.nan, 80])
        assert found.verdict.tolist() == [Verdict.NO_EARLIER, Verdict.LOWER]
        assert np.isnan(found.change[0]) and found.change[1] == -75

    def test_what_does_not_fit_is_refused(self) -> None:
        with pytest.raises(ValueError, match="same cells"):
            hotspot_change([1, 2], [1])
        with pytest.raises(ValueError, match="not both"):
            hotspot_change([1], [1], [[1, 2]], 1.0)
        with pytest.raises(ValueError, match="those of 1 cells"):
            hotspot_change([1], [1], [[1, 2], [3, 4]])


class TestCorrections:
    def test_bonferroni_in_each_study_area(self) -> None:
        z = np.array([3.0, 1, 0, 2.5, -1])
        adjusted = hotspot_significance(z, np.array([0, 3, 5]), correction=Correction.BONFERRONI)
        assert adjusted[0] == pytest.approx(3 * stats.norm.sf(3))
        assert adjusted[3] == pytest.approx(2 * stats.norm.sf(2.5))
        assert adjusted[4] == 1
        plain = hotspot_significance(z, correction=Correction.NONE)
        assert plain == pytest.approx(stats.norm.sf(z))

    def test_bonferroni_calls_no_more_than_false_discovery(self) -> None:
        rng = np.random.default_rng(3)
        near = hexagons(20)
        counts = rng.poisson(rng.gamma(0.6, 6, 400))
        z = hotspot_gistar(counts, near)
        strict, usual = (
            hotspots_called(counts, hotspot_significance(z, correction=correction))
            for correction in (Correction.BONFERRONI, Correction.FALSE_DISCOVERY_RATE)
        )
        assert (strict <= usual).all() and usual.sum() > strict.sum()

    def test_bonferroni_keeps_its_promise_on_quiet_surfaces(self) -> None:
        counts = np.random.default_rng(2025).poisson(200, (200, 400))
        z = hotspot_gistar(counts, hexagons(20))
        called = [
            hotspots_called(one, hotspot_significance(score, correction=Correction.BONFERRONI)).any()
            for one, score in zip(counts, z, strict=True)
        ]
        assert np.mean(called) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 200)

    def test_two_sided(self) -> None:
        assert two_sided_p([1.959963984540054, -1.959963984540054]) == pytest.approx([0.05, 0.05])


class TestRingsAndEdges:
    @pytest.mark.parametrize("rings", [1, 2, 3])
    def test_gistar_with_rings_equals_esda(self, rings: int) -> None:
        cells = np.sort(h3_int.grid_disk(h3_int.latlng_to_cell(54.57, -1.23, 9), 8).astype(np.uint64))
        rng = np.random.default_rng(rings)
        cells = cells[
            np.sort(rng.choice(len(cells), 180, replace=False))
        ]  # with holes, as inhabited cells have
        near = adjacency(cells, rings)
        neighbours = {i: [int(j) for j in near[[i]].indices if j != i] for i in range(len(cells))}
        for i in (0, 57, 130):
            disk = set(h3_int.grid_disk(int(cells[i]), rings)) & set(cells.astype(np.int64))
            assert len(near[[i]].indices) == len(disk)
        counts = rng.poisson(rng.gamma(0.6, 5, len(cells))).astype(float)
        np.testing.assert_allclose(hotspot_gistar(counts, near), of_esda(counts, neighbours).Zs, atol=1e-9)

    def test_edges(self) -> None:
        centre = h3_int.latlng_to_cell(54.57, -1.23, 9)
        cells = np.sort(h3_int.grid_disk(centre, 4).astype(np.uint64))
        for rings in (1, 2, 3):
            inner = {int(cell) for cell in h3_int.grid_disk(centre, 4 - rings)}
            edge = edge_cells(adjacency(cells, rings), rings)
            assert [int(cell) in inner for cell in cells] == (~edge).tolist()
        with pytest.raises(ValueError, match="1 to 3 rings"):
            edge_cells(adjacency(cells), 4)
        with pytest.raises(ValueError, match="7 at most"):
            edge_cells(adjacency(cells, 2), 1)

    def test_all_in_one_go(self) -> None:
        centre = h3_int.latlng_to_cell(54.57, -1.23, 9)
        cells = np.sort(h3_int.grid_disk(centre, 6).astype(np.uint64))
        counts = np.random.default_rng(5).poisson(2, len(cells))
        middle = int(np.searchsorted(cells, np.uint64(centre)))
        near = adjacency(cells, 2)
        counts[near[[middle]].indices] += 9
        found = find_hotspots(counts, study_areas(near, rings=2), Correction.BONFERRONI)
        assert found.called[middle] and not found.edge[middle]
        assert found.edge.sum() == len(cells) - len(h3_int.grid_disk(centre, 4))
        assert np.array_equal(found.z, hotspot_gistar(counts, near))
        assert np.array_equal(found.called, (found.p_adjusted <= 0.05) & (counts >= 3))


class TestPlanted:
    def test_planted_hotspots_are_found_at_five_percent(self) -> None:
        rng = np.random.default_rng(6)
        near = hexagons(24)
        planted = [100, 250, 440]
        mean = np.full(576, 5.0)
        hot = np.unique(np.concatenate([near[[cell]].indices for cell in planted]))
        mean[hot] = 20
        found, false, called_all = 0, 0, 0
        for _ in range(40):
            counts = rng.poisson(mean)
            called = hotspots_called(counts, hotspot_significance(hotspot_gistar(counts, near)))
            found += called[planted].all()
            reach = np.unique((near @ near)[hot].indices)
            false += np.delete(called, reach).sum()
            called_all += called.sum()
        assert found == 40
        assert false <= 0.05 * called_all  # beyond all cells that have a planted one for a neighbour


class TestDensity:
    def points(self, number: int = 60) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        return np.random.default_rng(4).uniform(400_000, 403_000, (number, 2))

    def test_gaussian_equals_scikit_learn(self) -> None:
        neighbors = pytest.importorskip("sklearn.neighbors")
        points, cells = self.points(), self.points(200)
        theirs = neighbors.KernelDensity(bandwidth=350.0).fit(points)
        expected = np.exp(theirs.score_samples(cells)) * len(points) * 1e6
        ours = hotspot_kde(points, cells, 350, cell_size=300, kernel=Kernel.GAUSSIAN)
        # What is cut off beyond five bandwidths: e^-12.5 of the height of each incident's bell.
        cut_off = len(points) * np.exp(-12.5) / (2 * np.pi * 350**2) * 1e6
        np.testing.assert_allclose(ours.density, expected, atol=cut_off)

    def test_quartic_one_by_one(self) -> None:
        points, cells = self.points(), self.points(50)
        ours = hotspot_kde(points, cells, 500, cell_size=300)
        for i, cell in enumerate(cells):
            u = np.hypot(*(points - cell).T) / 500
            expected = (3 / (np.pi * 0.5**2) * (1 - u[u < 1] ** 2) ** 2).sum()  # a square kilometre
            assert ours.density[i] == pytest.approx(expected)

    @pytest.mark.parametrize("kernel", list(Kernel))
    def test_integrates_to_the_number_of_incidents(self, kernel: Kernel) -> None:
        step = 50.0
        axis = np.arange(398_000, 406_000, step)
        grid = np.column_stack([part.reshape(-1) for part in np.meshgrid(axis, axis)])
        points, weights = np.array([[402_013.0, 401_987], [401_000, 402_500]]), [3, 4]
        found = hotspot_kde(points, grid, 400, cell_size=step, kernel=kernel, weights=weights)
        assert found.density.sum() * step**2 / 1e6 == pytest.approx(7, rel=1e-3)

    def test_points_that_repeat_count_as_often(self) -> None:
        points, cells = self.points(5), self.points(30)
        repeated = hotspot_kde(np.repeat(points, 3, axis=0), cells, 400, cell_size=300)
        weighted = hotspot_kde(points, cells, 400, cell_size=300, weights=np.full(5, 3))
        assert repeated.density == pytest.approx(weighted.density)

    def test_kernel_of_cells_is_the_same(self) -> None:
        cells = self.points(80)
        counts = np.random.default_rng(5).poisson(3, 80)
        for kernel in Kernel:
            direct = hotspot_kde(cells, cells, 400, cell_size=300, kernel=kernel, weights=counts)
            assert cell_kernel(cells, 400, kernel) @ counts == pytest.approx(direct.density)

    def test_warns_below_the_size_of_a_cell(self) -> None:
        points = self.points(3)
        assert hotspot_kde(points, points, 300, cell_size=300).warning == ""
        said = hotspot_kde(points, points, 150, cell_size=300).warning
        assert said.startswith("The bandwidth of 150 metres is smaller than a cell (300 metres)")

    def test_no_incident_and_no_cell(self) -> None:
        nothing = np.zeros((0, 2))
        assert hotspot_kde(nothing, self.points(3), 300, cell_size=300).density.tolist() == [0, 0, 0]
        assert hotspot_kde(self.points(3), nothing, 300, cell_size=300).density.shape == (0,)
        assert cell_kernel(nothing, 300).shape == (0, 0)

    def test_what_does_not_fit_is_refused(self) -> None:
        points = self.points(2)
        with pytest.raises(ValueError, match="look like degrees"):
            hotspot_kde([[-1.2, 54.5]], points, 300, cell_size=300)
        with pytest.raises(ValueError, match="above 0"):
            hotspot_kde(points, points, 0, cell_size=300)
        with pytest.raises(ValueError, match="have coordinates"):
            hotspot_kde([[np.nan, 1e6]], points, 300, cell_size=300)
        with pytest.raises(ValueError, match="one a point"):
            hotspot_kde(points, points, 300, cell_size=300, weights=[1])


def test_classify_goes_by_the_same_door() -> None:
    assert hotspot_classify([[0, 1], [0, 1]]).tolist() == ["no pattern", "persistent hotspot"]
