"""Similar areas against scipy, hand-worked cases and what honest gaps ask for."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.spatial import KDTree

from dashboard.analysis.similar import _lowest, similar_areas

# Means 20 and 5; deviations from them 10 apart and 1 or 3 apart.
SQUARE = pd.DataFrame(
    {"density": [10.0, 10.0, 30.0, 30.0], "deprivation": [4.0, 6.0, 4.0, 6.0]}, index=["A", "B", "C", "D"]
)


def table(seed: int, areas: int, features: int) -> pd.DataFrame:
    values = np.random.default_rng(seed).lognormal(size=(areas, features))
    return pd.DataFrame(
        values, index=[f"E{i:03}" for i in range(areas)], columns=[f"f{i}" for i in range(features)]
    )


class TestNearest:
    def test_worked_by_hand(self) -> None:
        found = similar_areas(SQUARE, 3)
        np.testing.assert_allclose(found.z, [[-1, -1], [-1, 1], [1, -1], [1, 1]])
        assert found.of("A") == ("B", "C", "D")
        # One feature differs by 2, or both do: sqrt(4 / 2), sqrt(4 / 2), sqrt(8 / 2).
        assert found.distance[0] == pytest.approx([math.sqrt(2), math.sqrt(2), 2])

    def test_weights_turn_the_order(self) -> None:
        assert similar_areas(SQUARE, 1, {"density": 3}).of("A") == ("B",)
        found = similar_areas(SQUARE, 1, {"deprivation": 3})
        assert found.of("A") == ("C",)
        assert found.weights == pytest.approx([0.25, 0.75])

    @pytest.mark.parametrize("seed", range(5))
    def test_equals_scipys_tree_on_scipys_scores(self, seed: int) -> None:
        features = table(seed, 700, 4)  # more than one block of rows
        weights = {"f0": 2.0, "f1": 0.5, "f2": 1.0, "f3": 1.5}
        points = stats.zscore(features.to_numpy()) * np.sqrt(np.array(list(weights.values())) / 5)
        distance, nearest = KDTree(points).query(points, k=9)
        found = similar_areas(features, 8, weights)
        np.testing.assert_array_equal(found.nearest, nearest[:, 1:])
        np.testing.assert_allclose(found.distance, distance[:, 1:])

    def test_groups_are_not_symmetric(self) -> None:
        line = pd.DataFrame({"x": [0.0, 1.0, 10.0]}, index=["A", "B", "far"])
        found = similar_areas(line, 1)
        assert found.of("far") == ("B",)
        assert found.of("B") == ("A",)

    def test_ties_go_to_the_first_in_the_table(self) -> None:
        same = pd.DataFrame({"x": [1.0, 1.0, 1.0, 5.0]}, index=["Z", "M", "B", "A"])
        assert similar_areas(same, 2).of("B") == ("Z", "M")
        many = pd.DataFrame({"x": np.arange(200.0) % 5}, index=[f"E{i:03}" for i in range(200)])
        assert similar_areas(many, 4).of("E199") == ("E004", "E009", "E014", "E019")

    @given(
        rows=st.lists(st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.0, math.inf]), min_size=6, max_size=6),
                      min_size=1, max_size=4),
        k=st.integers(0, 6),
    )  # fmt: skip
    def test_the_lowest_are_those_of_a_whole_sort(self, rows: list[list[float]], k: int) -> None:
        numbers = np.array(rows)
        whole = np.argsort(numbers, axis=1, kind="stable")[:, :k]
        np.testing.assert_array_equal(_lowest(numbers, k), whole)

    def test_no_more_than_there_are(self) -> None:
        assert similar_areas(SQUARE, 10).of("A") == ("B", "C", "D")
        assert similar_areas(SQUARE.iloc[:1], 3).of("A") == ()

    @given(shift=st.floats(-1e3, 1e3), scale=st.floats(0.01, 100))
    def test_units_do_not_matter(self, shift: float, scale: float) -> None:
        features = table(3, 20, 3)
        other = features.assign(f1=features["f1"] * scale + shift)
        np.testing.assert_allclose(
            similar_areas(other, 4).distance, similar_areas(features, 4).distance, rtol=1e-6
        )


class TestMissing:
    features = SQUARE.assign(income=[1.0, math.nan, 3.0, 2.0])

    def test_areas_are_left_out_and_named_with_what_they_lack(self) -> None:
        found = similar_areas(self.features, 2)
        assert found.left_out == {"B": ("income",)}
        assert found.codes == ("A", "C", "D")
        assert all("B" not in found.of(code) for code in found.codes)
        with pytest.raises(KeyError, match="B"):
            found.of("B")

    def test_others_are_standardised_without_them(self) -> None:
        found = similar_areas(self.features, 2)
        np.testing.assert_allclose(found.z[:, 2], stats.zscore([1.0, 3.0, 2.0]))

    def test_a_feature_without_weight_is_not_asked_for(self) -> None:
        found = similar_areas(self.features, 2, {"income": 0})
        assert found.left_out == {}
        assert found.features == ("density", "deprivation")

    def test_all_missing(self) -> None:
        found = similar_areas(SQUARE * math.nan, 2)
        assert found.codes == ()
        assert set(found.left_out) == set("ABCD")

    def test_a_feature_that_is_the_same_everywhere_is_named_and_counts_for_nothing(self) -> None:
        found = similar_areas(SQUARE.assign(coast=0.1), 3)
        assert found.constant == ("coast",)
        assert [reason.contribution for reason in found.why("A", "D") if reason.feature == "coast"] == [0]
        assert found.of("A") == similar_areas(SQUARE, 3).of("A")


class TestWhy:
    def test_feature_by_feature(self) -> None:
        reasons = similar_areas(SQUARE, 3).why("A", "B")
        assert [reason.feature for reason in reasons] == ["density", "deprivation"]
        assert reasons[0] == ("density", 10, 10, -1, -1, 0)
        assert reasons[1] == ("deprivation", 4, 6, -1, 1, 1)

    def test_contributions_add_up_and_follow_the_weights(self) -> None:
        reasons = similar_areas(SQUARE, 3, {"density": 3}).why("A", "D")
        assert {reason.feature: reason.contribution for reason in reasons} == pytest.approx(
            {"density": 0.75, "deprivation": 0.25}
        )

    def test_of_twins(self) -> None:
        twins = pd.DataFrame({"x": [1.0, 1.0, 2.0]}, index=["A", "B", "C"])
        assert [reason.contribution for reason in similar_areas(twins).why("A", "B")] == [0]

    @pytest.mark.parametrize("seed", range(3))
    def test_explains_the_distance(self, seed: int) -> None:
        found = similar_areas(table(seed, 30, 5), 6)
        code, peer = found.codes[0], found.of(found.codes[0])[2]
        reasons = found.why(code, peer)
        assert sum(reason.contribution for reason in reasons) == pytest.approx(1)
        mean_square = np.mean([(reason.own_z - reason.peer_z) ** 2 for reason in reasons])
        assert math.sqrt(mean_square) == pytest.approx(found.distance[0, 2])


class TestMembers:
    def test_the_own_area_is_one(self) -> None:
        members = similar_areas(table(1, 12, 2), 3).members()
        assert members.diagonal().all()
        assert (members.sum(axis=1) == 4).all()


class TestInput:
    @pytest.mark.parametrize(
        ("weights", "message"),
        [
            ({"altitude": 1}, "features in the table; found altitude"),
            ({"density": -1}, "not so: density"),
            ({"density": math.nan}, "not so: density"),
            ({"density": 0, "deprivation": 0}, "at least one feature"),
        ],
    )
    def test_weights(self, weights: dict[str, float], message: str) -> None:
        with pytest.raises(ValueError, match=message):
            similar_areas(SQUARE, 2, weights)

    def test_tables(self) -> None:
        with pytest.raises(ValueError, match="k must be at least 1; found 0"):
            similar_areas(SQUARE, 0)
        with pytest.raises(ValueError, match="found A twice"):
            similar_areas(pd.concat([SQUARE, SQUARE.iloc[:1]]))
        with pytest.raises(ValueError, match="found inf"):
            similar_areas(SQUARE.replace(4.0, math.inf))
