"""The score, by hand."""

from __future__ import annotations

import pytest

from dashboard.data.quality.checks import Dimension
from dashboard.data.quality.score import WEIGHTS, grade, of_months, of_rows, overall


def test_weights_are_percent() -> None:
    assert sum(WEIGHTS.values()) == 100
    assert set(WEIGHTS) == set(Dimension)


@pytest.mark.parametrize(
    ("at_fault", "rows", "score"),
    [(0, 1000, 100), (10, 1000, 95), (100, 1000, 50), (250, 1000, 0), (0, 0, None)],
)
def test_each_row_in_a_hundred_takes_five_points(at_fault: int, rows: int, score: float | None) -> None:
    assert of_rows(at_fault, rows) == score


def test_months_are_a_share() -> None:
    assert of_months(9, 12) == 75
    assert of_months(0, 0) is None


def test_what_could_not_be_checked_has_no_weight() -> None:
    scores = {Dimension.COMPLETENESS: 80.0, Dimension.VALIDITY: 100.0, Dimension.ACCURACY: None}
    assert overall(scores) == int((25 * 80 + 20 * 100) / 45)
    assert overall(dict.fromkeys(Dimension)) is None
    assert overall(dict.fromkeys(Dimension, 100.0)) == 100


@pytest.mark.parametrize(
    ("score", "words"),
    [(100, "good"), (90, "good"), (89, "usable with care"), (70, "usable with care"), (69, "needs attention"),
     (None, "not checked")],
)  # fmt: skip
def test_grades(score: int | None, words: str) -> None:
    assert grade(score) == words
