"""Who reports on what, as groups of areas have it."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard.data.reporting import any_force


class TestAnyForce:
    """Whether any of a group's forces has a mark."""

    @pytest.mark.parametrize("share", [0.0, 0.1, 0.9, 1.0])
    def test_it_is_a_product_of_tables(self, share: float) -> None:
        random = np.random.default_rng(3)
        forces, marks = random.random((50, 7)) < 0.3, random.random((7, 24)) < share
        assert (any_force(forces, marks) == (forces.astype(int) @ marks.astype(int) > 0)).all()

    def test_a_group_without_a_force_has_none(self) -> None:
        assert not any_force(np.zeros((2, 3), dtype=bool), np.ones((3, 4), dtype=bool)).any()

    def test_there_may_be_no_group_and_no_month(self) -> None:
        assert any_force(np.zeros((0, 3), dtype=bool), np.ones((3, 4), dtype=bool)).shape == (0, 4)
        assert any_force(np.ones((2, 3), dtype=bool), np.ones((3, 0), dtype=bool)).shape == (2, 0)
