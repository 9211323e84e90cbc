"""What the benchmarks of Compare measure on: the counts of districts, and the baseline's numbers for them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from bench.baselines import compare_page
from bench.baselines.compare_page import Asked, Held
from bench.comparing import query_of, questions
from bench.corner_calibration import shares
from bench.districts import AREAS, COUNTRY, REGION, TYPES, by_district, counted, outlines


class TestDistricts:
    def test_sizes_are_those_promised(self) -> None:
        assert (COUNTRY.districts, len(TYPES), COUNTRY.months) == (318, 14, 180)
        assert (REGION.districts, REGION.months) == (12, 36)
        found = counted(REGION)
        assert found.incidents.shape == (12, 14, 36, AREAS)
        assert found.residents.shape == (12, AREAS)

    def test_they_are_the_same_every_time(self) -> None:
        assert (counted(REGION).incidents == counted(REGION).incidents).all()
        assert (by_district(REGION) == counted(REGION).incidents.sum(axis=3)).all()

    def test_each_has_an_outline(self) -> None:
        names = [one["properties"]["area"] for one in outlines(REGION)["features"]]
        assert len(set(names)) == 12


@pytest.fixture
def held() -> Held:
    rows = [("A", "burglary", 0, 30), ("A", "drugs", 1, 5), ("B", "burglary", 1, 4), ("C", "burglary", 0, 12)]
    table = pd.DataFrame(rows, columns=["area", "type", "month", "number"])
    table = table.astype({"area": "category", "type": "category"})
    return Held(table, pd.Series({"A": 1000, "B": 2000, "C": 1500}), {})


class TestTheBaseline:
    def test_rates_with_intervals_highest_first(self, held: Held) -> None:
        found = compare_page.rates(held, Asked(("burglary",), 0, 1))
        assert found.index.tolist() == ["A", "C", "B"]
        assert found.rate.tolist() == [30, 8, 2]
        exact = 1000 / 2000 * np.array(stats.chi2.ppf([0.025, 0.975], [8, 10])) / 2
        assert [found.lower["B"], found.upper["B"]] == pytest.approx(exact.tolist())
        assert found.place.tolist() == ["above", "within", "below"]

    def test_months_and_types(self, held: Held) -> None:
        months = compare_page.months(held, Asked((), 0, 1))
        assert months.loc["A"].tolist() == [30, 5]
        assert months.loc["B"].tolist() == [0, 4]
        by_type = compare_page.by_type(held, Asked((), 0, 0))
        assert by_type.loc["A"].tolist() == [30, 0]
        assert by_type.loc["B"].tolist() == [0, 0]

    def test_figures_are_made(self, held: Held) -> None:
        for tab, number in (("overview", 3), ("worsening", 1), ("table", 1)):
            assert len(compare_page.answer(held, Asked((), 0, 1), tab)) == number


def test_every_question_is_another() -> None:
    asked = questions(5)
    assert len({(one.first, one.last) for one in asked}) == 5
    assert all(one.last - one.first == 11 for one in asked)
    assert query_of(asked[0], "table") == "?compare=partnership&tab=table&from=2025-01&to=2025-12"


def test_corners_hold_more_than_if_place_and_trend_were_independent() -> None:
    found = list(shares(np.random.default_rng(1), 400, 12))
    assert {(period, by) for period, by, _ in found} == {
        (period, by) for period in (1, 3, 6, 12) for by in ("latest month", "latest three months")
    }
    single = next(share for period, by, share in found if (period, by) == (1, "latest month"))
    assert single.worst > 5 * single.independent
