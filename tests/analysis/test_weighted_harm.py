"""Weighted harm: sums by hand, and what has no weight is named."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dashboard.analysis.harm import weighted_harm

TYPES = ["burglary", "robbery", "other theft"]
WEIGHTS = {"burglary": 400, "robbery": 700.5, "other theft": 0}


class TestHarm:
    def test_is_the_sum_of_weights_times_counts(self) -> None:
        found = weighted_harm([10, 2, 50], TYPES, WEIGHTS)
        assert found == (5401.0, 0.0, (), ())

    def test_by_area_and_month(self) -> None:
        counts = np.random.default_rng(1).poisson(9, (4, 6, 3))
        found = weighted_harm(counts, TYPES, WEIGHTS)
        np.testing.assert_allclose(found.harm, counts @ [400, 700.5, 0])

    def test_what_has_no_weight_is_named_and_counted(self) -> None:
        found = weighted_harm([[10, 2, 50], [1, 0, 7]], TYPES, {"burglary": 400})
        assert found.missing == ("robbery", "other theft")
        assert np.asarray(found.harm).tolist() == [4000, 400]
        assert np.asarray(found.unweighted).tolist() == [52, 7]

    def test_a_weight_of_zero_is_a_weight(self) -> None:
        assert weighted_harm([10, 2, 50], TYPES, WEIGHTS).missing == ()

    def test_a_type_without_incidents_needs_no_weight(self) -> None:
        assert weighted_harm([10, 0, 5], TYPES, {"burglary": 1, "other theft": 1}).missing == ()

    def test_no_weight_at_all_is_not_no_harm(self) -> None:
        found = weighted_harm([10, 2, 50], TYPES, {"burglry": 400})
        assert math.isnan(found.harm)
        assert found.unused == ("burglry",)

    def test_no_data_is_not_zero(self) -> None:
        found = weighted_harm([[math.nan, 2, 3], [1, math.nan, 3]], TYPES, {"burglary": 400})
        assert math.isnan(np.asarray(found.harm)[0])
        assert np.asarray(found.harm)[1] == 400

    @pytest.mark.parametrize(
        ("counts", "types", "weights", "message"),
        [
            ([1, 2], TYPES, WEIGHTS, "each of the 3 types"),
            ([1, 2], ["a", "a"], WEIGHTS, "named once"),
            ([1], ["a"], {"a": -1}, "weights must not be negative; found -1"),
            ([1], ["a"], {"a": math.nan}, "weights must be finite"),
            ([-1], ["a"], {"a": 1}, "counts must not be negative"),
        ],
    )
    def test_wrong_input_is_named(
        self, counts: list[float], types: list[str], weights: dict[str, float], message: str
    ) -> None:
        with pytest.raises(ValueError, match=message):
            weighted_harm(counts, types, weights)
