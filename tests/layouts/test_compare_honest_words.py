"""Compare's words where figures are tied, missing, few, or judged by something else than the month."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from dashboard.analysis.variation import Variation
from dashboard.analysis.xmr import Limits
from dashboard.data.compared import Compared
from dashboard.data.dataset import Dataset
from dashboard.ids import Compare
from dashboard.layouts import compare_said, compare_words
from dashboard.layouts.compare_harm import harm_said
from dashboard.layouts.compare_lists import _finding
from dashboard.layouts.compare_rebase import _since
from dashboard.layouts.compare_similar import similar_html
from dashboard.selection import Selection
from tests import on_screen
from tests.layouts.compared_areas import changed, compared, trends
from tests.layouts.similar_layouts import alike, lists
from tests.layouts.test_compare_words import words_of


@pytest.fixture
def chosen(small: Dataset) -> Selection:
    return Selection.from_query("?types=burglary", small.catalogue)[0]


def with_ranks(c: Compared, rank: list[int], rate: list[float], counted: list[int]) -> Compared:
    tied = np.array([rank.count(one) > 1 for one in rank])
    return changed(c, rank=np.array(rank), tied=tied, rate=np.array(rate), counted=np.array(counted))


class TestTies:
    def said(self, small: Dataset, chosen: Selection, c: Compared) -> str:
        return words_of(compare_said.sentence(small, chosen, c))

    def test_none_of_many_that_have_none_is_singled_out(self, small: Dataset, chosen: Selection) -> None:
        c = with_ranks(compared(), [1, 2, 2, 2], [5.0, 0.0, 0.0, 0.0], [50, 0, 0, 0])
        said = self.said(small, chosen, c)
        assert "highest in Alderby (5.0 per 1,000 residents), 3 partnerships have none." in said
        assert "lowest" not in said

    def test_nor_of_those_that_share_a_rate(self, small: Dataset, chosen: Selection) -> None:
        c = with_ranks(compared(), [1, 1, 3, 4], [5.0, 5.0, 2.0, 1.0], [50, 50, 20, 10])
        assert "highest in 2 partnerships alike (5.0 per 1,000 residents), lowest in Dunby (1.0)." in (
            self.said(small, chosen, c)
        )
        title = compare_words.dots_title(small, chosen, c)[Compare.DOTS_TITLE]
        assert title == "From 1.0 to 5.0: 2 partnerships joint highest"

    def test_all_alike(self, small: Dataset, chosen: Selection) -> None:
        c = with_ranks(compared(), [1] * 4, [5.0] * 4, [50] * 4)
        assert "5.0 per 1,000 residents in each of them." in self.said(small, chosen, c)

    def test_the_only_one_is_not_called_the_lowest(self) -> None:
        c = compared(incomplete=("Birchby", "Cedarby", "Dunby"))
        (line, *_) = compare_said.area_lines(c, None)
        assert "the only one with a rate" in line
        assert "lowest" not in line


class TestTrends:
    def test_the_line_says_what_the_quadrant_goes_by(self) -> None:
        c = compared()
        by_year = compare_said.area_lines(c, trends(c), "year")
        assert all(
            f"; {on_screen.called(verdict)} against the year before" in line
            for line, verdict in zip(by_year, c.change.verdict, strict=True)
        )
        assert not any("against the year before" in line for line in compare_said.area_lines(c, trends(c)))

    def test_no_mean_is_said_of_a_phase_without_months(self) -> None:
        c, nothing = compared(), Limits(float("nan"), float("nan"), float("nan"))
        known = Limits(12.0, 0.0, 24.0)
        for before, after, said in (
            (nothing, known, "too few months before it (since 12)"),
            (nothing, nothing, "too few months before it"),
            (known, known, "too few months before it (before 12 a month, since 12)"),
        ):
            t = trends(c)
            phase: Any = dataclasses.make_dataclass("Phase", ["before", "after", "variation"])(
                before, after, Variation.TOO_SHORT
            )
            found = _since(dataclasses.replace(t, since={0: phase}), 0, t.months[-1])
            assert found.endswith(said)
            assert "nan" not in found

    def test_a_single_area_that_can_be_judged(self) -> None:
        assert _finding(0, 1, "worse and worsening", 0.001) == (
            "The only area that can be judged is not worse and worsening"
        )
        assert _finding(1, 1, "worse and worsening", 0.001).endswith("judged is worse and worsening")


class TestWhatFailed:
    def test_harm_that_could_not_be_worked_out_is_said(self) -> None:
        assert "Weighted harm by “Severity” could not be worked out" in words_of(harm_said(None, "Severity"))
        assert harm_said(None) == []

    def test_weights_can_be_changed_where_the_nearest_are_refused(self, small: Dataset) -> None:
        c = alike("all", refused="No two of these have all features that count known.", why=None)
        selection, _ = Selection.from_query("", small.catalogue)
        asked = selection.replace(comparison=selection.comparison.replace(similar="near"))
        assert [one["data-weight"] for one in lists(similar_html(small, asked, c), "data-weight")] == [
            "density", "young",
        ]  # fmt: skip
        assert lists(similar_html(small, selection, c), "data-weight") == []
