"""Worse and worsening: every corner, and an order that leaves nothing to chance."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.analysis.quadrant import Corner, best_corner, corner_words, standings, worst_corner
from dashboard.analysis.variation import Direction

NOT_CALLED = math.nan
sides = st.sampled_from([-1.0, 0.0, 1.0, NOT_CALLED])
rows = st.lists(st.tuples(sides, sides, st.floats(0, 5)), min_size=1, max_size=30)


class TestCorners:
    @pytest.mark.parametrize(
        ("place", "trend", "corner"),
        [
            (1, 1, Corner.ABOVE_RISING),
            (1, -1, Corner.ABOVE_FALLING),
            (-1, 1, Corner.BELOW_RISING),
            (-1, -1, Corner.BELOW_FALLING),
            (0, 1, Corner.MIDDLE),
            (-1, 0, Corner.MIDDLE),
            (0, 0, Corner.MIDDLE),
            (NOT_CALLED, 1, Corner.UNKNOWN),
            (1, NOT_CALLED, Corner.UNKNOWN),
        ],
    )
    def test_of_one_area(self, place: float, trend: float, corner: Corner) -> None:
        assert standings([place], [trend], [1.0]).corner[0] is corner

    def test_words(self) -> None:
        worse, better = Direction.HIGHER_WORSE, Direction.HIGHER_BETTER
        assert corner_words(worst_corner(worse), worse) == "worse and worsening"
        assert corner_words(worst_corner(better), better) == "worse and worsening"
        assert corner_words(best_corner(worse), worse) == "better and improving"
        assert corner_words(best_corner(better), better) == "better and improving"
        assert corner_words(Corner.ABOVE_FALLING, worse) == "worse but improving"
        assert corner_words(Corner.ABOVE_FALLING, better) == "better but worsening"
        assert corner_words(Corner.ABOVE_RISING, Direction.NO_JUDGEMENT) == "above and rising"
        assert corner_words(Corner.MIDDLE, worse) == "neither"
        assert corner_words(Corner.UNKNOWN, better) == "too little to say"


class TestOrder:
    def test_worst_first(self) -> None:
        """All nine pairs: the sum first, then the place."""
        pairs = list(itertools.product((1, 0, -1), repeat=2))
        place, trend = zip(*pairs, strict=True)
        order = standings(place, trend, [1.0] * 9).order
        assert [pairs[i] for i in order] == [
            (1, 1),
            (1, 0),
            (0, 1),
            (1, -1),
            (0, 0),
            (-1, 1),
            (0, -1),
            (-1, 0),
            (-1, -1),
        ]

    def test_then_by_how_far_from_similar_areas(self) -> None:
        found = standings([1] * 4, [1] * 4, [1.2, 3.0, math.nan, 1.5])
        assert found.order.tolist() == [1, 3, 0, 2]
        lower = standings([-1] * 3, [-1] * 3, [0.9, 0.2, 0.5], Direction.HIGHER_BETTER)
        assert lower.order.tolist() == [1, 2, 0]

    def test_then_as_given(self) -> None:
        assert standings([1] * 3, [0] * 3, [2.0] * 3).order.tolist() == [0, 1, 2]

    def test_what_is_not_known_has_no_rank(self) -> None:
        found = standings([1, NOT_CALLED, 0], [1, 1, NOT_CALLED], [2.0, 9.0, 1.0])
        assert found.order.tolist() == [0]

    def test_one_corner_worst_first(self) -> None:
        found = standings([1, -1, 1, 1], [1, -1, 1, 0], [1.5, 0.4, 2.5, 4.0])
        assert found.within(Corner.ABOVE_RISING).tolist() == [2, 0]
        assert found.within(Corner.BELOW_FALLING).tolist() == [1]

    @given(rows)
    def test_the_opposite_direction_turns_the_classes_around(
        self, areas: list[tuple[float, float, float]]
    ) -> None:
        place, trend, ratio = (np.array(column) for column in zip(*areas, strict=True))
        worse = standings(place, trend, ratio)
        better = standings(-place, -trend, ratio, Direction.HIGHER_BETTER)
        known = np.isfinite(place + trend)
        assert sorted(worse.order) == sorted(better.order) == np.flatnonzero(known).tolist()
        classes = [(place[i] + trend[i], place[i]) for i in worse.order]
        assert classes == sorted(classes, reverse=True)
        assert [(-place[i] - trend[i], -place[i]) for i in better.order] == sorted(
            [(-a - b, -a) for a, b in zip(place[known], trend[known], strict=True)]
        )


class TestInput:
    def test_one_entry_an_area(self) -> None:
        with pytest.raises(ValueError, match="one entry for each area"):
            standings([1, 0], [1], [1.0, 2.0])

    def test_sides_are_sides(self) -> None:
        with pytest.raises(ValueError, match="found 2"):
            standings([2], [1], [1.0])
