"""Two areas side by side, counted by hand: which two, which months count, and their figures on one scale."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from dashboard.analysis.comparison import rate_ratio
from dashboard.data import comparing, queries
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import DisclosureError
from dashboard.data.schema import Level
from dashboard.data.schema import month_number as month
from dashboard.data.series import series
from dashboard.data.side import How, Sides, of_side, sides
from dashboard.data.side_figures import side_months, side_rates, side_types, types_not_chosen
from dashboard.data.statistics import statistics
from dashboard.selection import Selection
from tests.data.compared_world import asked, compared_world

YEAR_2025 = (month("2025-01"), month("2025-12"))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return compared_world(tmp_path_factory.mktemp("side"))


def beside(world: Dataset, query: str) -> Sides:
    selection = asked(world, query)
    return sides(world, selection, selection.sources[0])


def pair_of(world: Dataset, query: str) -> tuple[Sides, tuple[Selection, Selection], str]:
    selection = asked(world, query)
    found = sides(world, selection, selection.sources[0])
    assert found.counted is not None
    first, second = (of_side(selection, side.code, found.counted) for side in found.sides)
    return found, (first, second), selection.sources[0]


def codes(found: Sides) -> list[tuple[str, How]]:
    return [(side.code, side.how) for side in found.sides]


class TestWhichTwo:
    def test_those_that_the_address_names(self, world: Dataset) -> None:
        found = beside(world, "?area=D3&beside=D1&types=burglary")
        assert codes(found) == [("D3", How.CHOSEN), ("D1", How.CHOSEN)]
        assert [side.name for side in found.sides] == ["District 3", "District 1"]
        assert found.level is Level.PARTNERSHIP

    @pytest.mark.parametrize("own", ["D1", "D2", "D3"])
    def test_beside_the_own_area_the_most_similar_is_proposed(self, own: str, world: Dataset) -> None:
        found = comparing.compared(world, asked(world, f"?area={own}&similar=near"), "police")
        apart = ((found.similar.standardised - found.similar.standardised[found.row_of[own]]) ** 2).sum(
            axis=1
        )
        apart[found.row_of[own]] = np.inf
        nearest = found.codes[int(np.argmin(apart))]
        assert codes(beside(world, f"?area={own}")) == [(own, How.CHOSEN), (nearest, How.SIMILAR)]

    def test_without_an_own_area_the_highest_and_the_most_similar_to_it(self, world: Dataset) -> None:
        assert codes(beside(world, "?types=burglary")) == [("D2", How.HIGHEST), ("D1", How.SIMILAR)]

    def test_to_the_one_to_stand_beside_alone_the_first_is_proposed(self, world: Dataset) -> None:
        assert codes(beside(world, "?beside=D1")) == [("D2", How.SIMILAR), ("D1", How.CHOSEN)]

    def test_areas_of_the_own_level_whatever_is_compared(self, world: Dataset) -> None:
        found = beside(world, "?area=D1&compare=lsoa&types=burglary")
        assert (found.level, found.sides[1].code) == (Level.PARTNERSHIP, "D2")
        assert beside(world, "?compare=lsoa&types=burglary").level is Level.LSOA
        assert beside(world, "?area=L1").level is Level.LSOA

    def test_an_area_outside_of_what_is_compared_has_a_neighbour_all_the_same(self, world: Dataset) -> None:
        assert len(beside(world, "?area=F1&among=D1").sides) == 2

    def test_all_areas_of_the_level_are_offered_by_name(self, world: Dataset) -> None:
        assert [area.code for area in beside(world, "").offered] == ["D1", "D2", "D3"]
        assert {area.parent for area in beside(world, "").offered} == {""}
        assert {area.parent for area in beside(world, "?compare=lsoa").offered} == {
            "District 1", "District 2", "District 3",
        }  # fmt: skip

    def test_of_very_many_those_near_the_two_are_offered(
        self, world: Dataset, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("dashboard.data.side.MOST_OFFERED", 3)
        found = beside(world, "?area=L1&beside=L4&types=robbery")
        assert [area.code for area in found.offered] == ["L1", "L2", "L4"]


@pytest.fixture
def unlike(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The world where nothing is known by which areas would be similar."""
    monkeypatch.setattr("dashboard.data.side._most_similar", lambda *_: None)
    return compared_world(tmp_path_factory.mktemp("unlike"))


class TestWhereNothingIsKnownOfAreas:
    def test_the_highest_of_the_others_is_proposed(self, unlike: Dataset) -> None:
        assert codes(beside(unlike, "?area=D1&types=burglary")) == [("D1", How.CHOSEN), ("D2", How.HIGHEST)]
        assert codes(beside(unlike, "?beside=D1&types=burglary"))[0] == ("D2", How.HIGHEST)

    def test_without_an_own_area_the_two_highest_are(self, unlike: Dataset) -> None:
        found = codes(beside(unlike, "?types=robbery"))
        rates = comparing.compared(unlike, asked(unlike, "?types=robbery"), "police").rate
        assert found == [(f"D{place + 1}", How.HIGHEST) for place in np.argsort(-rates)[:2]]

    def test_without_rates_the_first_others_are(self, unlike: Dataset) -> None:
        found = beside(unlike, "?area=D3&from=2024-01&to=2024-06&sources=calls")
        assert codes(found) == [("D3", How.CHOSEN), ("D1", How.FIRST)]
        assert found.counted is None


class TestMonths:
    def test_where_both_have_the_period_all_of_it_counts(self, world: Dataset) -> None:
        found = beside(world, "?area=D1&beside=D2&from=2024-03&to=2025-02")
        assert found.counted == found.asked == (month("2024-03"), month("2025-02"))
        assert [side.missing for side in found.sides] == [(), ()]
        assert len(found.shared) == 24

    def test_only_months_that_both_have_count_and_the_others_are_named(self, world: Dataset) -> None:
        found = beside(world, "?area=D1&beside=D3&from=2024-07&to=2025-06")
        assert found.counted == (month("2025-01"), month("2025-06"))
        missing = tuple(range(month("2024-07"), month("2025-01")))
        assert [side.missing for side in found.sides] == [(), missing]
        assert found.shared == tuple(range(YEAR_2025[0], YEAR_2025[1] + 1))

    def test_where_they_share_none_of_the_period_others_are_offered(self, world: Dataset) -> None:
        found = beside(world, "?area=D1&beside=D3&from=2024-01&to=2024-12")
        assert (found.counted, found.both) == (None, False)
        assert found.instead == YEAR_2025


class TestFigures:
    def test_rates_are_those_of_scan(self, world: Dataset) -> None:
        _, pair, source = pair_of(world, "?area=D1&beside=D3&types=burglary")
        rates = side_rates(world, pair, source)
        for selection, rate in zip(pair, rates.of_sides, strict=True):
            scan = statistics(world, selection, source)
            assert (rate.rate, rate.lower, rate.upper) == (scan.rate, scan.rate_lower, scan.rate_upper)
        assert rates.of_sides[0].rate == rates.of_sides[1].rate == 120
        assert rates.ratio.rate == pytest.approx(1)
        assert rates.per_label == "per 1,000 residents"

    def test_the_higher_rate_comes_first_in_the_ratio(self, world: Dataset) -> None:
        _, pair, source = pair_of(world, "?area=D1&beside=D2&types=burglary")
        rates = side_rates(world, pair, source)
        assert (rates.order, rates.ratio.rate) == ((1, 0), pytest.approx(2))
        share = scipy.stats.binomtest(72, 36 + 72).proportion_ci(method="wilson")
        ends = [end / (1 - end) for end in (share.low, share.high)]  # both have 300 residents
        assert [rates.ratio.lower, rates.ratio.upper] == pytest.approx(ends, rel=1e-9)

    def test_types_stand_in_the_same_order_on_both_sides(self, world: Dataset) -> None:
        _, pair, source = pair_of(world, "?area=D1&beside=D2")
        types = side_types(world, pair, source)
        totals = [sum(side.incidents for side in row.of_sides) for row in types]
        assert totals == sorted(totals, reverse=True)
        for place, selection in enumerate(pair):
            scan = queries.types(world, selection, source).set_index("crime_type")
            for row in types:
                side = row.of_sides[place]
                assert side.incidents == scan.incidents[row.crime_type]
                assert (side.verdict, side.share) == (
                    scan.verdict[row.crime_type], pytest.approx(scan.share[row.crime_type]),
                )  # fmt: skip
                people = 300
                assert side.rate.rate == pytest.approx(1000 * side.incidents / people)

    def test_types_nobody_chose_are_known_by_name(self, world: Dataset) -> None:
        _, pair, source = pair_of(world, "?area=D1&beside=D2&types=burglary")
        assert set(types_not_chosen(world, pair, source)) == {"robbery", "drugs"}
        assert types_not_chosen(world, pair_of(world, "?area=D1")[1], source) == {}

    def test_months_are_rates_of_the_months_that_both_have(self, world: Dataset) -> None:
        found, pair, source = pair_of(world, "?area=D1&beside=D3&types=burglary")
        months = side_months(world, pair, source, found.shared)
        assert months.months == found.shared
        assert months.counts.tolist() == [[3] * 12, [4] * 12]
        assert months.values.tolist() == [[pytest.approx(10)] * 12, [pytest.approx(10)] * 12]
        assert months.rested == (24, 12)
        assert months.rated
        assert months.top == pytest.approx(10)

    def test_the_usual_range_is_that_of_scan_and_both_charts_reach_as_high(self, world: Dataset) -> None:
        found, pair, source = pair_of(world, "?area=D1&beside=D2&types=robbery")
        months = side_months(world, pair, source, found.shared)
        for place, selection in enumerate(pair):
            scan = series(world, selection, source).rows[-1]
            limits = (scan.mean, scan.lower, scan.upper)
            mine = (months.mean[place], months.lower[place], months.upper[place])
            assert mine == pytest.approx([limit * 1000 / 300 for limit in limits if limit is not None])
        assert months.top == pytest.approx(max(months.values.max(), months.upper.max()))
        assert months.signals[1][-1] == "above"

    def test_without_a_month_in_common_there_is_no_chart(self, world: Dataset) -> None:
        _, pair, source = pair_of(world, "?area=D1&beside=D2")
        months = side_months(world, pair, source, ())
        assert (months.months, months.counts.shape) == ((), (2, 0))

    def test_nothing_leaves_of_a_source_that_may_not_be_shown(
        self, world: Dataset, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _, pair, source = pair_of(world, "?area=D1&beside=D2")

        def refuse(*_: object) -> object:
            raise DisclosureError("A controlled source")

        for module in ("side", "side_figures"):
            monkeypatch.setattr(f"dashboard.data.{module}.disclose", refuse)
        for ask in (
            lambda: sides(world, pair[0], source),
            lambda: side_rates(world, pair, source),
            lambda: side_types(world, pair, source),
            lambda: side_months(world, pair, source, ()),
        ):
            with pytest.raises(DisclosureError):
                ask()


class TestRatio:
    @given(st.integers(0, 5_000), st.integers(0, 5_000), st.integers(1, 10**6), st.integers(1, 10**6))
    def test_against_scipys_interval_of_a_share(self, one: int, other: int, people: int, others: int) -> None:
        ratio, lower, upper = rate_ratio(one, people, other, others)
        if one + other == 0:
            assert np.isnan(ratio)
            return
        share = scipy.stats.binomtest(one, one + other).proportion_ci(method="wilson")
        for mine, end in ((lower, share.low), (upper, share.high)):
            expected = end / (1 - end) * others / people if end < 1 else np.inf
            assert mine == pytest.approx(expected, rel=1e-6, abs=1e-9)
        assert lower <= ratio <= upper or ratio == pytest.approx(lower) or ratio == pytest.approx(upper)

    def test_without_residents_there_is_none(self) -> None:
        assert np.isnan(rate_ratio(3, np.nan, 4, 10)).all()
        assert np.isnan(rate_ratio(3, 0, 4, 10)).all()
