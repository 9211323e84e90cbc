"""The planted truths of the demonstration region as Compare says them, and what it must not say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from dashboard.analysis.trends import Verdict
from dashboard.analysis.variation import Variation
from dashboard.data import comparing
from dashboard.data.compared import Incomplete, Judged
from dashboard.data.dataset import Dataset
from dashboard.data.demo import TRUTHS, Truth
from dashboard.data.schema import month_number, month_text
from dashboard.selection import Selection

BEYOND = (Variation.CONCERN, Variation.IMPROVEMENT)


def truth(key: str) -> Truth:
    return next(one for one in TRUTHS if one.key == key)


def of(dataset: Dataset, query: str, part: str = "compared") -> Any:
    selection, problems = Selection.from_query(query, dataset.catalogue)
    assert not problems
    return getattr(comparing, part)(dataset, selection, "demo-police")


def pairs(entries: tuple[Judged, ...]) -> list[tuple[str, str]]:
    return [(one.code, one.crime_type) for one in entries]


class TestTheWorsening:
    RISING = truth("tannerby-vehicle-crime")

    def test_it_alone_is_worse_and_worsening(self, demonstration: Dataset) -> None:
        found = of(demonstration, "?from=2025-01&to=2025-12", "worsening")
        assert found.worst == ()
        assert pairs(found.pairs_worst) == [(self.RISING.area_code, *self.RISING.crime_types)]
        (one,) = found.pairs_worst
        assert (one.place, one.trend) == ("above similar areas", Variation.CONCERN)
        assert month_text(one.decided.month) == "2025-12"
        assert one.ratio > 1.3 and one.reach > 1
        assert found.expected < 0.2

    def test_so_it_is_by_the_change_on_the_year_before(self, demonstration: Dataset) -> None:
        found = of(demonstration, "?from=2025-01&to=2025-12&trend=year", "worsening")
        assert pairs(found.pairs_worst) == [(self.RISING.area_code, *self.RISING.crime_types)]
        assert found.pairs_worst[0].trend == Verdict.HIGHER

    def test_its_chart_says_concern(self, demonstration: Dataset) -> None:
        query = f"?types={','.join(self.RISING.crime_types)}"
        charts, row = of(demonstration, query, "trends"), row_of(demonstration, self.RISING)
        assert charts.variation[row] is Variation.CONCERN
        assert charts.chart.rules.outside[row, -1] == 1


class TestTheImprovement:
    FALLING = truth("gannetby-burglary")

    @pytest.mark.parametrize("trend", ["month", "quarter"])
    def test_since_the_initiative_it_improved(self, demonstration: Dataset, trend: str) -> None:
        begun = month_text(self.FALLING.first_month)
        query = f"?types=burglary&trend={trend}&rebase={self.FALLING.area_code}:{begun}"
        charts, row = of(demonstration, query, "trends"), row_of(demonstration, self.FALLING)
        assert charts.phases == ((row, self.FALLING.first_month),)
        since = charts.since[row]
        assert since.variation is charts.variation[row] is Variation.IMPROVEMENT
        assert since.after.mean < 0.75 * since.before.mean
        best = of(demonstration, query, "worsening").best
        assert [one.code for one in best] == [self.FALLING.area_code]

    def test_it_is_better_and_improving_on_the_year_before(self, demonstration: Dataset) -> None:
        found = of(demonstration, "?from=2025-01&to=2025-12&trend=year", "worsening")
        assert pairs(found.pairs_best) == [(self.FALLING.area_code, "burglary")]

    def test_months_before_the_date_are_left_as_they_were(self, demonstration: Dataset) -> None:
        row = row_of(demonstration, self.FALLING)
        rebased = of(demonstration, f"?types=burglary&rebase={self.FALLING.area_code}:2024-10", "trends")
        plain = of(demonstration, "?types=burglary", "trends")
        others = np.arange(len(plain.counts)) != row
        assert (rebased.variation[others] == plain.variation[others]).all()
        assert (rebased.counts == plain.counts)[~np.isnan(plain.counts)].all()


class TestTheLateStart:
    LATE = truth("dunlinshire-late-start")

    def late(self, dataset: Dataset) -> list[str]:
        tree = dataset.areas
        codes = of(dataset, "").codes
        return [code for code in codes if self.LATE.area_code in tree.path(code)]

    def test_without_earlier_data_there_is_no_change(self, demonstration: Dataset) -> None:
        found = of(demonstration, "?from=2025-01&to=2025-12")
        assert found.complete.all()
        assert not found.left_out
        verdicts = dict(zip(found.codes, found.change.verdict, strict=True))
        late = self.late(demonstration)
        assert {code for code, verdict in verdicts.items() if verdict == Verdict.NO_EARLIER} == set(late)
        assert np.isnan([found.change.difference[found.row_of[code]] for code in late]).all()

    def test_it_has_no_rank_in_a_list_by_that_change(self, demonstration: Dataset) -> None:
        found = of(demonstration, "?trend=year", "worsening")
        assert {code for code, _ in found.unranked} == set(self.late(demonstration))
        assert {why for _, why in found.unranked} == {"no earlier data"}

    def test_two_years_leave_it_out_by_name_and_offer_the_months_all_have(
        self, demonstration: Dataset
    ) -> None:
        found = of(demonstration, "?from=2024-01&to=2025-12")
        late = self.late(demonstration)
        assert {one.code for one in found.left_out} == set(late)
        assert {one.why for one in found.left_out} == {Incomplete.PART}
        assert all(len(one.months) == 12 for one in found.left_out)
        assert found.common == (month_number("2025-01"), month_number("2025-12"))
        others = ~np.isin(found.codes, late)
        assert (found.complete == others).all()
        assert (found.rank[~others] == 0).all()
        assert found.peers.group.members[0] == others.sum()
        funnel = of(demonstration, "?from=2024-01&to=2025-12", "funnel")
        assert funnel.areas == others.sum()

    def test_of_the_year_before_it_has_no_data_rather_than_none(self, demonstration: Dataset) -> None:
        found = of(demonstration, "?from=2024-01&to=2024-12")
        rows = [found.row_of[code] for code in self.late(demonstration)]
        assert not found.known[rows].any()
        assert found.common is None
        table = of(demonstration, "?from=2024-01&to=2024-12", "compare_table")
        assert table.incidents[rows].isna().all()


class TestWhatIsTooSmallToSee:
    def test_the_emerging_hotspot_marks_no_partnership(self, demonstration: Dataset) -> None:
        emerging = truth("lantern-street")
        query = f"?types={','.join(emerging.crime_types)}"
        charts = of(demonstration, query, "trends")
        assert charts.variation[row_of(demonstration, emerging)] not in BEYOND
        listed = of(demonstration, "?from=2025-01&to=2025-12", "worsening")
        assert emerging.area_code not in {one.code for one in listed.worst + listed.pairs_worst}


def row_of(dataset: Dataset, one: Truth) -> int:
    row: int = of(dataset, "").row_of[one.area_code]
    return row
