"""Parts of a change: they add up, small ones are pooled, each has the verdict that every page gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.analysis.contributions import POOLED, contributions, largest, whole_parts
from dashboard.analysis.trends import Verdict, change_verdict, dispersion_phi

counts = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=0, max_size=25)


@given(counts)
def test_parts_add_up_exactly(drawn: list[tuple[int, int]]) -> None:
    before, now = [a for a, _ in drawn], [b for _, b in drawn]
    table = contributions([f"part {i}" for i in range(len(drawn))], before, now)
    assert table["before"].sum() == sum(before) and table["now"].sum() == sum(now)
    assert table["change"].sum() == sum(now) - sum(before)
    assert table["parts"].sum() == len(drawn)
    if sum(now) != sum(before):
        assert table["share"].sum() == pytest.approx(1)


def test_worked_by_hand() -> None:
    table = contributions(["burglary", "robbery", "arson", "theft"], [40, 2, 3, 90], [100, 4, 0, 80])
    assert table["part"].tolist() == ["burglary", "theft", POOLED]
    assert table["change"].tolist() == [60, -10, -1]
    assert table["share"].tolist() == pytest.approx([60 / 49, -10 / 49, -1 / 49])
    assert table["parts"].tolist() == [1, 1, 2]
    assert table["verdict"].tolist() == [Verdict.HIGHER, Verdict.WITHIN, Verdict.WITHIN]


def test_one_small_part_alone_keeps_its_name() -> None:
    table = contributions(["a", "b"], [1, 50], [2, 50])
    assert set(table["part"]) == {"a", "b"}
    assert table.set_index("part").loc["a", "verdict"] == Verdict.TOO_FEW


def test_verdicts_are_those_of_the_pages() -> None:
    rng = np.random.default_rng(1)
    months = rng.poisson(rng.uniform(5, 40, (6, 1)), (6, 24)).astype(float)
    months[:, -12:] *= 1.5
    before, now = months[:, :12].sum(axis=1), np.floor(months[:, 12:].sum(axis=1))
    names = [f"part {i}" for i in range(6)]
    table = contributions(names, before, now, months).set_index("part").loc[names]
    z, verdict = change_verdict(now, before, dispersion_phi(months, months))
    assert table["z"].to_numpy() == pytest.approx(np.asarray(z))
    assert table["verdict"].tolist() == list(verdict)


class TestLargest:
    def test_as_few_as_make_up_half(self) -> None:
        table = contributions(list("abcd"), [10, 10, 10, 50], [40, 30, 12, 45])
        assert largest(table)["part"].tolist() == ["a"]
        assert largest(table, share=0.9)["part"].tolist() == ["a", "b"]

    def test_a_fall_names_what_fell(self) -> None:
        table = contributions(list("ab"), [100, 10], [20, 30])
        assert largest(table)["part"].tolist() == ["a"]

    def test_no_change_names_the_largest_either_way(self) -> None:
        table = contributions(list("abc"), [20, 10, 7], [10, 20, 7])
        assert set(largest(table)["part"]) == {"a", "b"}
        assert table["share"].isna().all()

    def test_pooled_parts_are_not_named(self) -> None:
        table = contributions(list("abcd"), [0, 0, 0, 9], [4, 4, 4, 9])
        assert table["part"].tolist()[0] == POOLED
        assert largest(table).empty


class TestWholeParts:
    def test_largest_remainders(self) -> None:
        assert whole_parts([1.5, 2.25, 0.25]).tolist() == [2, 2, 0]
        assert whole_parts([0.5, 0.5, 0.5, 0.5]).tolist() == [1, 1, 0, 0]
        assert whole_parts([]).tolist() == []

    @given(st.lists(st.floats(0, 1000), min_size=1, max_size=30))
    def test_the_whole_is_kept(self, weights: list[float]) -> None:
        found = whole_parts(weights)
        assert found.sum() == round(float(np.sum(weights)))
        assert all(abs(a - b) <= 1 + 1e-6 for a, b in zip(found, weights, strict=True))

    def test_hours_add_up_to_the_incidents(self) -> None:
        rng = np.random.default_rng(1)
        weights = rng.dirichlet(np.ones(168)) * 1234
        assert whole_parts(weights).sum() == 1234


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="named once each"):
        contributions(["a", "a"], [1, 2], [1, 2])
    with pytest.raises(ValueError, match="named once each"):
        contributions([POOLED], [1], [1])
    with pytest.raises(ValueError, match="there are 2 parts"):
        contributions(["a", "b"], [1], [1, 2])
    with pytest.raises(ValueError, match="whole numbers"):
        contributions(["a"], [0.5], [1])
    with pytest.raises(ValueError, match="months must be"):
        contributions(["a"], [1], [1], [1, 2])
