"""Rates by households, premises and square kilometres: by hand, and against scipy and geodesy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyproj
import pytest
import scipy.stats

from dashboard.analysis.dispersion import overdispersion
from dashboard.data.compared import Incomplete, State
from dashboard.data.dataset import Dataset
from dashboard.data.denominators import denominators
from tests.data.compared_world import of
from tests.data.similar_world import AREAS, BURGLARIES, HOUSEHOLDS, PUBS, inputs, measure, similar_world
from tests.data.small_world import square, table

COUNTS = np.array([12 * BURGLARIES[area] for area in AREAS])
AMOUNTS = {
    "residents": [4000, 4000, 2000, 8000, 1000, 10],
    "households": [sum(HOUSEHOLDS[area]) for area in AREAS],
    "premises": [PUBS[area] or np.nan for area in AREAS],
}
NUMBERS = {"residents": 1000, "households": 1000, "premises": 1, "km2": 1}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return similar_world(tmp_path_factory.mktemp("divided"))


def exact_or_byar(count: int) -> tuple[float, float]:
    """The interval of a count: exact below 10, Byar's from 10 on."""
    if count < 10:
        lower = scipy.stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0.0
        return float(lower), float(scipy.stats.chi2.ppf(0.975, 2 * count + 2) / 2)
    z = scipy.stats.norm.ppf(0.975)
    lower = count * (1 - 1 / (9 * count) - z / (3 * np.sqrt(count))) ** 3
    upper = (count + 1) * (1 - 1 / (9 * (count + 1)) + z / (3 * np.sqrt(count + 1))) ** 3
    return float(lower), float(upper)


class TestRates:
    @pytest.mark.parametrize("per", AMOUNTS)
    def test_rate_interval_and_mean(self, per: str, world: Dataset) -> None:
        found = of(world, f"?types=burglary&per={per}")
        amounts = np.array(AMOUNTS[per], dtype=float)
        np.testing.assert_array_equal(found.population, amounts)
        assert (found.per, found.per_number) == (per, NUMBERS[per])
        np.testing.assert_allclose(found.rate, COUNTS * NUMBERS[per] / amounts, rtol=1e-12)
        limits = np.array([exact_or_byar(count) for count in COUNTS.tolist()]) * NUMBERS[per]
        np.testing.assert_allclose(found.lower, limits[:, 0] / amounts, rtol=1e-9)
        np.testing.assert_allclose(found.upper, limits[:, 1] / amounts, rtol=1e-9)
        np.testing.assert_allclose(found.peers.group.mean, np.nanmean(COUNTS * NUMBERS[per] / amounts))
        assert found.counted.tolist() == COUNTS.tolist()
        types = of(world, f"?per={per}", "by_type")
        np.testing.assert_allclose(types.rate[types.types.index("burglary")], found.rate)

    def test_square_kilometres_are_those_of_the_ellipsoid(self, world: Dataset) -> None:
        found = of(world, "?types=burglary&per=km2")
        geodesy = pyproj.Geod(ellps="WGS84")
        for row in range(len(AREAS)):
            outline = square(2 * row, width=2)
            metres, _ = geodesy.geometry_area_perimeter(outline.segmentize(0.001))
            assert found.population[row] == pytest.approx(abs(metres) / 1e6, rel=1e-6)
        np.testing.assert_allclose(found.rate, COUNTS / found.population)
        assert (found.per_label, found.per_dataset) == ("per km²", "outlines of small areas")

    def test_labels_and_where_they_are_from(self, world: Dataset) -> None:
        told = {per: of(world, f"?per={per}") for per in NUMBERS}
        assert {per: (c.per_label, c.per_dataset) for per, c in told.items()} == {
            "residents": ("per 1,000 residents", "Census 2021"),
            "households": ("per 1,000 households", "Census 2021"),
            "premises": ("per licensed premises", "A register 2024"),
            "km2": ("per km²", "outlines of small areas"),
        }
        assert world.catalogue.denominators == ("residents", "households", "premises", "km2")

    def test_an_area_without_any_is_left_out_and_named(self, world: Dataset) -> None:
        found = of(world, "?types=burglary&per=premises")
        assert found.complete.tolist() == [True, True, False, True, True, True]
        assert [(one.code, one.why) for one in found.left_out] == [("C", Incomplete.NO_PREMISES)]
        assert found.group_name == "5 of 6 partnerships: those with a rate"
        assert found.rank[2] == 0

    def test_of_a_handful_of_premises_nothing_is_said(self, tmp_path: Path) -> None:
        known = inputs().premises
        gone = known.index[known.premises_id.str.startswith("E")][:1]
        world = similar_world(tmp_path, premises=known.drop(gone))
        found = of(world, "?types=burglary&per=premises")
        assert found.population.tolist()[3:] == [5, 4, 5]
        assert found.complete.tolist() == [True, True, False, True, False, True]
        assert {one.code: one.why for one in found.left_out} == {
            "C": Incomplete.NO_PREMISES, "E": Incomplete.FEW_PREMISES,
        }  # fmt: skip
        assert of(world, "?types=burglary").complete.all()

    def test_where_every_area_has_too_few(self, tmp_path: Path) -> None:
        known = inputs().premises
        world = similar_world(tmp_path, premises=known.groupby(known.premises_id.str[0]).head(4))
        found = of(world, "?per=premises")
        assert found.state is State.NONE_COMPLETE
        assert found.reason == (
            "No partnership has data in the whole period and enough licensed premises to say, so there are "
            "no rates to compare."
        )

    def test_where_it_is_known_of_no_area_of_the_level(self, tmp_path: Path) -> None:
        told = table("area_measures", [measure("A", "households", 9, level="district", kind="count")])
        world = similar_world(tmp_path, area_measures=told)
        assert of(world, "?per=households").complete.tolist() == [True, False, False, False, False, False]
        small = of(world, "?per=households&compare=lsoa")
        assert small.state is State.NO_RESIDENTS
        assert (
            small.reason == "Of no small area is it known how many households it has, so there are no rates."
        )

    def test_nothing_is_said_of_residents_where_rates_divide_by_something_else(self, world: Dataset) -> None:
        assert of(world, "").notes[-1] == "few residents"
        assert of(world, "?per=households").notes == ("",) * 6


class TestFunnel:
    @pytest.mark.parametrize("per", ["households", "km2"])
    def test_limits_are_those_of_counts_expected(self, per: str, world: Dataset) -> None:
        query = f"?types=burglary&per={per}"
        found, funnel = of(world, query), of(world, query, "funnel")
        number = NUMBERS[per]
        assert funnel.baseline == pytest.approx(COUNTS.sum() * number / found.population.sum())
        expected = funnel.at * funnel.baseline / number
        above = scipy.stats.poisson.sf(np.floor(funnel.upper95 * funnel.at / number + 1e-9), expected)
        assert (above <= 0.025 + 1e-9).all()
        np.testing.assert_allclose(funnel.at[0], found.population.min() / 2)
        inside = scipy.stats.poisson.cdf(COUNTS, found.population * funnel.baseline / number)
        assert (funnel.side95[inside < 0.02] == -1).all()
        assert (funnel.side95[inside > 0.98] == 1).all()

    @pytest.mark.parametrize("limits", ["multiplicative", "additive"])
    @pytest.mark.parametrize("per", NUMBERS)
    def test_adjusted_limits_do_not_depend_on_the_unit(self, per: str, limits: str, world: Dataset) -> None:
        """What is measured per 1,000 households could be measured per household."""
        found = of(world, f"?types=burglary&per={per}&limits={limits}", "funnel")
        compared = of(world, f"?types=burglary&per={per}")
        counts = np.where(compared.complete, COUNTS, np.nan)
        plain = overdispersion(counts, compared.population, per=1)
        assert float(found.found.phi) == pytest.approx(float(plain.phi))
        assert found.widened
        exact = of(world, f"?types=burglary&per={per}", "funnel")
        assert (found.upper95 > exact.upper95).all()
        outside = compared.rate > np.interp(compared.population, found.at, found.upper95)
        assert (found.side95[outside] == 1).all()


class TestExports:
    def test_all_figures_of_a_row_are_by_the_same_divisor(self, world: Dataset) -> None:
        rows = of(world, "?types=burglary&per=households", "compare_table")
        assert rows.residents.tolist() == AMOUNTS["residents"]
        assert rows.divided_by.tolist() == AMOUNTS["households"]
        assert set(rows.divided_by_what) == {"households"}
        np.testing.assert_allclose(
            rows.rate, rows.incidents.astype(float) * rows.rate_is_for / rows.divided_by
        )
        types = of(world, "?per=households", "compare_types_table")
        burglary = types[types.crime_type == "burglary"]
        np.testing.assert_allclose(burglary.rate.to_numpy(), rows.rate.to_numpy())
        funnel = of(world, "?types=burglary&per=households", "funnel_table")
        assert funnel.population.iloc[0] == min(AMOUNTS["households"]) / 2


class TestWorkers:
    @pytest.mark.parametrize(("people", "noted"), [(5_999, ""), (6_000, "many workers")])
    def test_many_more_people_on_a_working_day(self, tmp_path: Path, people: int, noted: str) -> None:
        rows = [measure("A", "workday-population", people, level="district", kind="count")]
        world = similar_world(tmp_path, area_measures=table("area_measures", rows))
        assert denominators(world, "all", ["A", "B"]) == [noted, ""]
        assert "workday-population" not in world.catalogue.features
        assert "workday-population" not in world.catalogue.denominators

    def test_nothing_is_said_where_no_table_is_imported(self, world: Dataset) -> None:
        assert denominators(world, "all", ["A", "B"]) == ["", ""]


def test_without_households_they_are_not_offered(tmp_path: Path) -> None:
    known = inputs()
    world = similar_world(
        tmp_path,
        area_measures=known.area_measures[known.area_measures.measure == "income"],
        premises=known.premises[:0],
        shapes=known.shapes[:0],
    )
    assert world.catalogue.denominators == ("residents",)
    assert world.catalogue.features.keys() == {"residents", "income"}
