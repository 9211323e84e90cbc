"""Concentration against the examples printed in the R package lorenzgini, and worked cases."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.analysis.concentration import adjusted_top_share, concentration, single_points


class TestPublished:
    """lorenzgini (Steenbeek and Bernasco), R/gini.R, examples."""

    def test_more_crimes_than_places(self) -> None:
        found = concentration([10, 8, 2, *[0] * 7])
        assert found.gini == pytest.approx(0.78)
        assert found.adjusted_gini == pytest.approx(0.78 * 10 / 9)  # its "unbiased" form of 0.78

    def test_fewer_crimes_than_places(self) -> None:
        found = concentration([5, 2, 1, *[0] * 7])
        assert found.gini == pytest.approx(0.8)
        assert found.adjusted_gini == pytest.approx(0.75 * 8 / 7)  # of the generalised Gini, 0.75

    @pytest.mark.parametrize(("places", "plain"), [(10, 0.9), (100, 0.99)])
    def test_all_at_one_place(self, places: int, plain: float) -> None:
        found = concentration([10], places)
        assert found.gini == pytest.approx(plain)
        assert found.adjusted_gini == pytest.approx(1)


class TestShares:
    def test_worked_by_hand(self) -> None:
        # 100 points: 20 incidents at the first, 5 at four more, 1 at 60 more: 100 in all.
        found = concentration([20, 5, 5, 5, 5, *[1] * 60], 100)
        assert found.top == {0.01: pytest.approx(0.2), 0.05: pytest.approx(0.4), 0.10: pytest.approx(0.45)}
        assert found.half == pytest.approx(0.15)
        assert found.incident_share[-1] == 1 and found.place_share[-1] == 1

    def test_a_part_of_a_place(self) -> None:
        assert concentration([8, 2], 10, (0.05,)).top[0.05] == pytest.approx(0.4)

    def test_evenly_spread_is_not_concentrated(self) -> None:
        found = concentration([3] * 50)
        assert found.gini == pytest.approx(0) and found.top[0.1] == pytest.approx(0.1)
        few = concentration([1] * 20, 200)
        assert few.gini == pytest.approx(0.9) and few.adjusted_gini == pytest.approx(0, abs=1e-12)

    def test_what_few_incidents_give_by_themselves(self) -> None:
        assert adjusted_top_share([1] * 20, 0.05, 200) == pytest.approx((0.5, 0.5))
        share, even = adjusted_top_share([7] * 10 + [0] * 90, 0.05)
        assert (share, even) == pytest.approx((0.5, 5 / 70))

    @given(st.lists(st.integers(0, 30), min_size=2, max_size=40).filter(lambda counts: sum(counts) > 0))
    def test_gini_is_the_mean_difference(self, counts: list[int]) -> None:
        pairs = sum(abs(a - b) for a, b in itertools.product(counts, counts))
        gini = pairs / (2 * len(counts) * sum(counts))
        found = concentration(counts)
        assert found.gini == pytest.approx(gini, abs=1e-9)
        assert (np.diff(found.incident_share) >= 0).all()
        assert found.adjusted_gini <= 1 + 1e-9 or sum(counts) == 1

    def test_without_incidents_there_is_nothing_to_say(self) -> None:
        found = concentration([0, 0])
        assert np.isnan(found.gini) and np.isnan(found.top[0.01]) and found.incidents == 0
        assert concentration([]).places == 0


class TestSpikes:
    def test_one_point_that_is_the_whole_cell(self) -> None:
        found = single_points([0, 0, 1, 1, 1, 2, 4], [30, 5, 8, 7, 9, 9, 0], 5)
        assert found.point.tolist() == [0, 4, 5, -1, -1]
        assert found.share[:3].tolist() == pytest.approx([30 / 35, 9 / 24, 1])
        assert np.isnan(found.share[3:]).all()
        assert found.spike.tolist() == [True, False, False, False, False]  # the third holds too few

    def test_no_point(self) -> None:
        assert single_points([], [], 2).point.tolist() == [-1, -1]
        with pytest.raises(ValueError, match="one of 2 cells"):
            single_points([2], [1], 2)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="fewer places"):
        concentration([1, 2, 3], 2)
    with pytest.raises(ValueError, match="whole numbers"):
        concentration([1.5])
    with pytest.raises(ValueError, match="between 0 and 1"):
        concentration([1], None, (2.0,))
