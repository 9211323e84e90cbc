"""Hit rate and PAI: as published, against pandas on random surfaces, on lasting and on moving hotspots."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from scipy import sparse, stats

from dashboard.analysis.comparison import wilson_interval
from dashboard.analysis.hotspots import hotspot_gistar, study_areas
from dashboard.analysis.prediction import (
    Method,
    Origin,
    drawn_by_method,
    hit_dispersion,
    rolling_origins,
    rolling_scores,
    score,
)
from tests.analysis.test_hotspot_gistar import hexagons

Counts = npt.NDArray[np.int64]


class TestScore:
    @pytest.mark.parametrize(("held", "area", "pai"), [(25, 0.5, 0.5), (20, 0.1, 2.0), (30, 0.3, 1.0)])
    def test_pai_of_chainey_tompson_and_uhlig(self, held: int, area: float, pai: float) -> None:
        # PAI = (n / N x 100) / (a / A x 100).
        assert score([held], [100], [area]).pai == pytest.approx(pai)

    def test_worked_by_hand(self) -> None:
        # 31% of 400 in 4% of the area is 7.75 times chance.
        found = score([124], [400], [0.04])
        assert (found.hit_rate, found.pai) == pytest.approx((0.31, 7.75))
        lower, upper = wilson_interval(124, 400)
        assert (found.lower, found.upper) == pytest.approx((lower, upper))
        assert (found.pai_lower, found.pai_upper) == pytest.approx((float(lower) / 0.04, float(upper) / 0.04))
        assert found.reason == ""

    def test_origins_weigh_by_their_later_incidents(self) -> None:
        found = score([30, 10], [100, 300], [0.1, 0.02])
        expected = 100 * 0.1 + 300 * 0.02  # hits by chance
        assert found.pai == pytest.approx(40 / expected)

    def test_scatter_between_origins_widens_the_interval(self) -> None:
        # Chi-square of 60, 20 and 40 of 100 each at a rate of 0.4: (400 + 400) / 24 = 33.3; over 2: 16.7.
        assert hit_dispersion([60, 20, 40], [100, 100, 100]) == pytest.approx(800 / 24 / 2)
        assert hit_dispersion([41, 40, 39], [100, 100, 100]) == 1
        assert hit_dispersion([60, 20], [100, 100]) == 1 and hit_dispersion([], []) == 1
        steady, uneven = (score(hits, [1000] * 3, [0.1] * 3) for hits in ([400] * 3, [440, 360, 400]))
        assert uneven.upper - uneven.lower > 1.5 * (steady.upper - steady.lower)

    def test_interval_holds_the_true_rate_as_often_as_it_says(self) -> None:
        rng = np.random.default_rng(2025)
        held = []
        for _ in range(500):
            found = score(rng.binomial(100, 0.3, 8), [100] * 8, [0.1] * 8)
            held.append(found.lower <= 0.3 <= found.upper)
        assert np.mean(held) >= 0.93

    def test_too_few_to_say(self) -> None:
        assert "Only 49 later incidents" in score([5], [49], [0.1]).reason
        assert "points only" in score([30], [60], [0.1]).reason
        assert score([30], [100], [0.1]).reason == ""
        assert "No hotspot could be drawn" in score([0], [100], [0.0]).reason
        assert "No hotspot could be drawn" in score([], [], []).reason


class TestOrigins:
    def test_no_month_is_scored_twice(self) -> None:
        found = rolling_origins(24)
        assert found == [Origin(slice(a - 12, a), slice(a, a + 3)) for a in (12, 15, 18, 21)]
        assert rolling_origins(14) == []

    def test_what_does_not_fit_is_refused(self) -> None:
        with pytest.raises(ValueError, match="at least 1"):
            rolling_origins(24, earlier=0)


def surface(seed: int, moving: bool = False) -> tuple[Counts, sparse.csr_array]:
    """24 months of 225 cells with four hotspots, which stay or move after a year."""
    rng = np.random.default_rng(seed)
    near = hexagons(15)
    mean = np.full((24, 225), 0.3)
    mean[:, near[[32]].indices] = 3
    mean[:12, near[[112]].indices] = 3
    mean[12:, near[[187 if moving else 112]].indices] = 3
    return rng.poisson(mean), near


class TestRolling:
    @pytest.mark.parametrize("seed", range(3))
    def test_equals_pandas(self, seed: int) -> None:
        counts, near = surface(seed)
        extent = np.random.default_rng(seed).uniform(0.8, 1.2, 225)
        bounds = np.array([0, 120, 225])
        cut = near.tolil()
        cut[:120, 120:] = 0
        cut[120:, :120] = 0
        apart = sparse.csr_array(cut)
        apart.eliminate_zeros()
        found = rolling_scores(counts, study_areas(apart, bounds), near, extent)
        rows = []
        for origin in rolling_origins(24):
            table = pd.DataFrame(
                {"earlier": counts[origin.earlier].sum(0), "later": counts[origin.later].sum(0)}
            )
            table["area"], table["extent"] = np.arange(225) >= 120, extent
            table["dense"] = near @ table.earlier.to_numpy().astype(float)
            for _, part in table.groupby("area"):
                inside = apart[part.index][:, part.index]
                z = hotspot_gistar(part.earlier, sparse.csr_array(inside))
                hot = (stats.false_discovery_control(stats.norm.sf(z)) <= 0.05) & (part.earlier >= 3)
                most = part.sort_values(["earlier", "dense"], ascending=False, kind="stable").index[
                    : hot.sum()
                ]
                dense = part.sort_values("dense", ascending=False, kind="stable").index[: hot.sum()]
                for method, cells in zip(Method, (part.index[hot], most, dense), strict=True):
                    hits, size = part.later.loc[cells].sum(), part.extent.loc[cells].sum()
                    rows.append((method, origin.later.start, hits, part.later.sum(), size))
        theirs = pd.DataFrame(rows, columns=["method", "origin", "hits", "later", "size"])
        for method, part in theirs.groupby("method"):
            by_origin = part.groupby("origin")[["hits", "later", "size"]].sum()
            share = (by_origin["size"] / extent.sum() * by_origin.later).sum() / by_origin.later.sum()
            ours = found.by_method[Method(method)]
            assert (ours.hits, ours.incidents) == (by_origin.hits.sum(), by_origin.later.sum())
            assert ours.pai == pytest.approx(by_origin.hits.sum() / by_origin.later.sum() / share)

    def test_hotspots_that_last_hold_what_comes(self) -> None:
        counts, near = surface(5)
        found = rolling_scores(counts, study_areas(near), near)
        assert len(found.origins) == 4 and found.without == 0
        for method in Method:
            assert found.by_method[method].pai_lower > 3

    def test_hotspots_that_move_hold_less(self) -> None:
        (stay, near), (move, _) = surface(5), surface(5, moving=True)
        areas = study_areas(near)
        first = rolling_origins(24)[:1]
        lasting, moving = (rolling_scores(c, areas, near, origins=first) for c in (stay, move))
        assert moving.by_method[Method.GISTAR].hit_rate < 0.7 * lasting.by_method[Method.GISTAR].hit_rate

    def test_all_methods_draw_as_many(self) -> None:
        counts, near = surface(7)
        drawn = drawn_by_method(counts[:12].sum(axis=0), study_areas(near), near)
        assert len({int(cells.sum()) for cells in drawn.values()}) == 1

    def test_only_one_and_only_the_other(self) -> None:
        counts, near = surface(8)
        found = rolling_scores(counts, study_areas(near), near)
        for (one, other), (first, second, p) in found.only.items():
            assert found.by_method[one].hits - found.by_method[other].hits == first - second
            expected = stats.binomtest(first, first + second).pvalue if first + second else 1.0
            assert p == pytest.approx(expected)

    def test_nothing_drawn_is_said(self) -> None:
        near = hexagons(10)
        found = rolling_scores(np.ones((24, 100)), study_areas(near), near)
        assert found.origins == [] and found.without == 4
        assert found.by_method[Method.GISTAR].reason.startswith("No hotspot could be drawn")

    def test_what_does_not_fit_is_refused(self) -> None:
        near = hexagons(3)
        with pytest.raises(ValueError, match="as the kernel"):
            rolling_scores(np.ones((24, 8)), study_areas(near), near)
        with pytest.raises(ValueError, match="an area for each cell"):
            rolling_scores(np.ones((24, 9)), study_areas(near), near, np.zeros(9))
        with pytest.raises(ValueError, match="finite"):
            rolling_scores(np.full((24, 9), np.nan), study_areas(near), near)
