"""The panel of repeat locations: its sentence, and the names of the marks on its curve."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace
from typing import Any, cast

import pytest

from dashboard.data.why.repeats import Repeats, TopShare
from dashboard.figures.why_drawings import BOTTOM, TOP, label_heights, upward
from dashboard.layouts.why_repeats import finding
from dashboard.selection import Selection
from tests.reader import text_of

DATASET = cast(Any, SimpleNamespace(types={"burglary": "Burglary"}))
SELECTION = Selection(1, 12, ("police",), types=("burglary",))


def said(held: float, even: float) -> str:
    top = (TopShare(0.01, 10, held / 3, even / 3), TopShare(0.05, 50, held, even))
    return "".join(text_of(part) for part in finding(DATASET, SELECTION, Repeats("", 400, 1000, top=top)))


class TestSentence:
    def test_what_is_held_is_beside_what_must_be(self) -> None:
        assert said(0.427, 0.116) == (
            "42.7% of burglary happened at the busiest 5% of points, where the most even spread would put "
            "11.6%."
        )

    @pytest.mark.parametrize("even", [0.3721, 0.3724])
    def test_no_concentration_is_called_none(self, even: float) -> None:
        assert said(0.3724, even) == (
            "37.2% of burglary happened at the busiest 5% of points, no more than the most even spread would "
            "put there."
        )


class TestNamesOfMarks:
    def test_names_far_apart_stand_beside_their_marks(self) -> None:
        shares = [0.15, 0.427, 0.64]
        beside = [height - upward(share) for share, height in zip(shares, label_heights(shares), strict=True)]
        assert beside == pytest.approx([11, 11, 11])

    @pytest.mark.parametrize(
        "shares", [[1, 1, 1], [0.01, 0.05, 0.1], [0.9, 0.99, 1], [0.03, 0.149, 0.297], [0.5]]
    )
    def test_no_name_is_upon_another_or_outside(self, shares: list[float]) -> None:
        heights = label_heights(shares)
        assert all(one - other >= 11 - 1e-9 for one, other in pairwise(heights))
        assert all(TOP <= height <= BOTTOM + 11 for height in heights)
