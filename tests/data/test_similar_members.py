"""Who is similar to whom: groups given, nearest, picked; held to a second opinion in plain pandas."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.analysis.peers import Place
from dashboard.data.alike import Similar
from dashboard.data.dataset import Dataset
from tests.data.compared_world import asked, of
from tests.data.similar_world import (
    AREAS,
    BURGLARIES,
    INCOME,
    RESIDENTS,
    inputs,
    measure,
    peers,
    similar_world,
)
from tests.data.small_world import table

FEATURES = ["residents", "density", "income"]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return similar_world(tmp_path_factory.mktemp("similar"))


def similar(world: Dataset, query: str) -> Similar:
    found: Similar = of(world, query).similar
    return found


def values_of(found: Similar, feature: int) -> list[float]:
    values = found.measured
    column: list[float] = values[:, feature].tolist()
    return column


def groups(found: Similar) -> dict[str, str]:
    return {
        AREAS[row]: "".join(AREAS[peer] for peer in np.flatnonzero(found.members[row])) for row in range(6)
    }


def by_hand() -> pd.DataFrame:
    """Features of each area, from the tables alone; squares of one row are all of one size."""
    people = {area: sum(halves) for area, halves in RESIDENTS.items()}
    income = {
        area: sum(r * i for r, i in zip(RESIDENTS[area], INCOME[area], strict=True)) / people[area]
        for area in AREAS
    }
    return pd.DataFrame({"residents": np.log(pd.Series(people)), "income": pd.Series(income)})


def nearest(table: pd.DataFrame, weights: dict[str, float], k: int) -> dict[str, list[str]]:
    """Nearest neighbours by loops over pairs."""
    z = (table - table.mean()) / table.std(ddof=0)
    share = pd.Series({name: weights.get(name, 1.0) for name in table.columns})
    share = share / share.sum()
    found = {}
    for area in table.index:
        apart = {
            other: float(((z.loc[area] - z.loc[other]) ** 2 * share).sum())
            for other in table.index
            if other != area
        }
        found[area] = sorted(apart, key=lambda other: (apart[other], other))[:k]
    return found


class TestNearest:
    @pytest.mark.parametrize(
        "weights", [{}, {"income": 3.0}, {"residents": 0.5, "income": 2.25}, {"income": 0.0}]
    )
    def test_members_are_those_of_a_plain_calculation(
        self, world: Dataset, weights: dict[str, float]
    ) -> None:
        told = {"density": 0.0} | weights
        query = ",".join(f"{name}:{weight:g}" for name, weight in told.items())
        found = similar(world, f"?similar=near&near=3&weights={query}")
        expected = nearest(by_hand(), weights, 3)
        assert groups(found) == {area: "".join(sorted([area, *expected[area]])) for area in AREAS}
        assert found.kind == "near"
        assert found.group_name == "the 3 most similar partnerships"

    def test_with_fewer_others_than_asked_for_all_are_similar(self, world: Dataset) -> None:
        found = similar(world, "?similar=near&near=30")
        assert found.members.all()
        assert found.group_name == "the 5 most similar partnerships"
        small = similar(world, "?similar=near&among=A&compare=lsoa")
        assert small.group_name == "the most similar small area"

    def test_density_counts_by_its_logarithm(self, world: Dataset) -> None:
        """All squares of one row are of one size, so that density tells what residents tell."""
        both = similar(world, "?similar=near&near=4&weights=income:0,residents:0")
        assert groups(both) == groups(similar(world, "?similar=near&near=4&weights=income:0,density:0"))

    def test_features_as_imported_and_standardised(self, world: Dataset) -> None:
        found = similar(world, "?similar=near&weights=income:2")
        assert [one.slug for one in found.features] == FEATURES
        assert [one.weight for one in found.features] == [1, 1, 2]
        assert [one.logged for one in found.features] == [True, True, False]
        assert (found.features[2].label, found.features[2].year, found.features[2].dataset) == (
            "Income",
            2019,
            "Index 2019",
        )
        assert values_of(found, 0) == [4000, 4000, 2000, 8000, 1000, 10]
        assert values_of(found, 2) == [17.5, 18, 43, 18, 36, 5]
        z = (by_hand() - by_hand().mean()) / by_hand().std(ddof=0)
        np.testing.assert_allclose(found.standardised[:, [0, 2]], z, rtol=1e-12)

    def test_why(self, world: Dataset) -> None:
        found = similar(world, "?area=A&similar=near&near=3&weights=density:0")
        assert found.why is not None
        z = ((by_hand() - by_hand().mean()) / by_hand().std(ddof=0)).to_numpy()
        squares = (z - z[0]) ** 2 / 2
        rows = found.why.peers
        assert [AREAS[row] for row in rows] == nearest(by_hand(), {}, 3)["A"]
        np.testing.assert_allclose(found.why.distance, np.sqrt(squares.sum(axis=1))[rows], rtol=1e-12)
        shares = squares / np.maximum(squares.sum(axis=1, keepdims=True), 1e-300)
        np.testing.assert_allclose(found.why.contribution[:, [0, 2]], shares[rows], rtol=1e-9)
        assert (found.why.contribution[:, 1] == 0).all()
        np.testing.assert_allclose(found.why.contribution.sum(axis=1), 1)
        assert (np.diff(found.why.distance) >= 0).all()
        assert np.isnan(found.standardised[:, 1]).all()

    def test_an_area_whose_features_are_not_all_known_is_alone_and_named(self, tmp_path: Path) -> None:
        known = inputs().area_measures
        world = similar_world(tmp_path, area_measures=known[known.code != "C1"])
        found = of(world, "?area=C&similar=near&near=3")
        assert groups(found.similar)["C"] == "C"
        assert all("C" not in members for area, members in groups(found.similar).items() if area != "C")
        assert [(one.code, one.why) for one in found.similar.absent] == [("C", "not known: Income")]
        assert found.peers.place[2] is Place.ALONE
        assert found.similar.why is not None and not len(found.similar.why.peers)

    def test_where_nothing_counts_all_are_compared_and_the_page_is_told_why(self, world: Dataset) -> None:
        found = similar(world, "?similar=near&weights=income:0,density:0,residents:0.01")
        assert found.kind == "near"
        small = similar(world, "?similar=near&among=A&compare=partnership")
        assert (small.kind, small.refused) == (
            "all",
            "No two of these partnerships have all features that count known.",
        )
        assert small.members.tolist() == [[True]]


class TestGiven:
    def test_groups_are_as_the_table_says_and_not_symmetric(self, world: Dataset) -> None:
        found = of(world, "?area=A&similar=group")
        assert groups(found.similar) == {"A": "ABC", "B": "BD", "C": "AC", "D": "D", "E": "E", "F": "F"}
        assert (found.group_name, found.similar.given_by) == ("Group A", "Official, 2024-03")
        rates = found.rate
        assert found.peers.group.mean[0] == pytest.approx(rates[:3].mean())
        assert found.peers.group.mean[1] == pytest.approx(rates[[1, 3]].mean())
        assert found.peers.place[3] is Place.ALONE
        assert found.similar.absent == ()

    def test_a_peer_that_is_not_in_the_data_is_named(self, world: Dataset) -> None:
        (absent,) = similar(world, "?area=C&similar=group").absent
        assert tuple(absent) == ("Z", "Z", "not in the data")
        (absent,) = similar(world, "?area=A1&compare=partnership&among=A&similar=group").absent[:1]
        assert tuple(absent) == ("B", "District B", "not among the areas compared")

    def test_why_is_told_of_given_groups_too_where_features_are_known(self, world: Dataset) -> None:
        found = similar(world, "?area=A&similar=group")
        assert found.why is not None
        assert sorted(found.why.peers.tolist()) == [1, 2]
        assert np.isfinite(found.why.distance).all()

    def test_of_two_tables_the_newest_is_used(self, tmp_path: Path) -> None:
        tables = peers(
            [
                ("", "A", "F", "", "", "Newer", "2025"),
                ("district", "A", "B", "", "", "Older", "2024-11"),
                ("ward", "A", "E", "", "", "Wrong level", "2026"),
                ("", "A", "D1", "", "", "Newer", "2025"),  # of another level
            ]
        )
        found = similar(similar_world(tmp_path, peer_groups=tables), "?area=A&similar=group")
        assert groups(found)["A"] == "AF"
        assert (found.given_by, found.group_name) == ("Newer, 2025", "similar areas of Newer")

    def test_where_no_table_tells_of_the_level(self, world: Dataset) -> None:
        found = similar(world, "?similar=group&compare=lsoa")
        assert (found.kind, found.refused) == ("all", "No table of similar small areas is imported.")
        assert found.members.all()


class TestPicked:
    def test_all_are_compared_with_those_picked_and_the_own_area(self, world: Dataset) -> None:
        found = of(world, "?area=A&similar=picked&peers=C,D")
        assert groups(found.similar) == {
            "A": "ACD", "B": "ABCD", "C": "ACD", "D": "ACD", "E": "ACDE", "F": "ACDF",
        }  # fmt: skip
        assert found.group_name == "2 partnerships picked by hand"
        assert found.peers.group.mean[0] == pytest.approx(found.rate[[0, 2, 3]].mean())

    def test_without_an_own_area_those_picked_are_the_group(self, world: Dataset) -> None:
        assert groups(similar(world, "?similar=picked&peers=C,D"))["A"] == "ACD"
        assert groups(similar(world, "?similar=picked&peers=C,D"))["C"] == "CD"

    def test_with_nobody_picked_everyone_is_alone(self, world: Dataset) -> None:
        found = of(world, "?area=A&similar=picked")
        assert found.peers.place[0] is Place.ALONE
        assert found.group_name == "0 partnerships picked by hand"

    def test_with_one_picked_nobody_is_compared(self, world: Dataset) -> None:
        for query in ("area=A&peers=C", "peers=C", "area=A&peers=A,C"):
            found = of(world, f"?similar=picked&{query}")
            assert groups(found.similar) == {area: area for area in AREAS}, query
            assert set(found.peers.place) <= {Place.ALONE, Place.NO_RATE}

    def test_one_of_another_level_is_named(self, world: Dataset) -> None:
        found = similar(world, "?area=A&similar=picked&peers=B1")
        assert [tuple(one) for one in found.absent] == [("B1", "B1", "not among the areas compared")]


class TestAll:
    def test_all_are_similar_and_nothing_is_said_of_why(self, world: Dataset) -> None:
        found = similar(world, "?area=A")
        assert (found.kind, found.refused, found.why, found.given_by) == ("all", "", None, "")
        assert found.members.all()
        assert found.group_name == "all 6 partnerships"

    def test_what_is_offered(self, world: Dataset) -> None:
        assert [tuple(one) for one in similar(world, "").offered] == [
            ("all", ""), ("group", ""), ("near", ""), ("picked", ""),
        ]  # fmt: skip

    def test_what_is_not_imported_is_not_offered(self, tmp_path: Path) -> None:
        bare = inputs(
            area_measures=table("area_measures", []), peer_groups=peers([]), residents=table("residents", [])
        )
        world = similar_world(tmp_path, **dict(bare.tables()))
        assert dict(world.catalogue.features) == {}
        assert not world.catalogue.grouped
        reasons = {one.kind: one.reason for one in similar(world, "").offered}
        assert reasons == {
            "all": "",
            "group": "No table of similar partnerships is imported.",
            "near": "Nothing is imported by which one partnership could be called like another.",
            "picked": "",
        }


def test_every_part_goes_by_the_same_group(world: Dataset) -> None:
    query = "?area=A&similar=group"
    found, types = of(world, query), of(world, query, "by_type")
    burglary = types.types.index("burglary")
    mean = types.rate[burglary][:3].mean()
    assert types.mean[burglary][0] == pytest.approx(mean)
    others = of(world, "?area=A&similar=picked&peers=E,F", "by_type")
    assert others.mean[burglary][0] == pytest.approx(others.rate[burglary][[0, 4, 5]].mean())
    assert of(world, query).peers.group.mean.tolist() == found.peers.group.mean.tolist()
    table = of(world, query, "similar_table")
    assert table.peer_code.tolist() == [AREAS[row] for row in found.similar.why.peers for _ in FEATURES]
    assert (table.group_given_by == "Official, 2024-03").all()
    assert of(world, "?area=A", "similar_table").empty
    pairs = of(world, "?similar=group", "similar_table")
    assert list(zip(pairs.area_code, pairs.peer_code, strict=True)) == [
        ("A", "B"),
        ("A", "C"),
        ("B", "D"),
        ("C", "A"),
    ]


def test_counts_do_not_depend_on_who_is_similar(world: Dataset) -> None:
    for query in ("?similar=near", "?similar=group", "?similar=picked&peers=B"):
        counted = of(world, f"{query}&types=burglary").counted
        assert counted.tolist() == [12 * BURGLARIES[area] for area in AREAS]


def test_the_catalogue_names_features(world: Dataset) -> None:
    assert dict(world.catalogue.features) == {
        "residents": "Residents", "density": "Residents per km²", "income": "Income",
    }  # fmt: skip
    assert asked(world, "?similar=near&weights=income:2").comparison.weights == (("income", 2.0),)


def test_a_count_is_a_feature_for_each_100_residents(tmp_path: Path) -> None:
    shops = [measure(f"{area}1", "shops", 50.0, kind="count", unit="shops") for area in AREAS]
    shops += [measure(f"{area}2", "shops", 0.0, kind="count", unit="shops") for area in AREAS]
    world = similar_world(tmp_path, area_measures=table("area_measures", shops))
    found = similar(world, "?similar=near")
    assert found.features[2].unit == "shops per 100 residents"
    assert values_of(found, 2) == [1.25, 1.25, 2.5, 0.625, 5, 500]


@given(
    near=st.integers(3, 30),
    weights=st.dictionaries(st.sampled_from(FEATURES), st.integers(0, 40).map(lambda four: four / 4)),
    picked=st.sets(st.sampled_from(AREAS)),
    kind=st.sampled_from(("near", "picked", "group", "all")),
    own=st.sampled_from(("all", *AREAS)),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_chosen_an_area_is_in_its_own_group_and_the_mean_is_that_of_its_members(
    world: Dataset, near: int, weights: dict[str, float], picked: set[str], kind: str, own: str
) -> None:
    told = ",".join(f"{name}:{weight:g}" for name, weight in weights.items())
    parts = {"area": own, "similar": kind, "near": near, "peers": ",".join(sorted(picked)), "weights": told}
    query = "&".join(f"{name}={value}" for name, value in parts.items() if value)
    if len(weights) == len(FEATURES) and not any(weights.values()):
        return  # refused by the address
    found = of(world, f"?{query}&types=burglary")
    members = found.similar.members
    assert members.diagonal().all()
    if kind == "near":
        assert (members.sum(axis=1) == min(near, 5) + 1).all()
    if kind == "picked" and len(picked - {own}) > 1:
        assert all(members[:, AREAS.index(code)].all() for code in picked)
    means = [found.rate[row].mean() for row in members]
    np.testing.assert_allclose(found.peers.group.mean, means)
    why = found.similar.why
    assert (why is None) == (kind == "all" or own == "all")
    if why is not None:
        assert set(why.peers.tolist()) == set(np.flatnonzero(members[why.own])) - {why.own}
        assert (np.diff(why.distance) >= 0).all()
        np.testing.assert_allclose(why.contribution.sum(axis=1), np.where(why.distance > 0, 1, 0), atol=1e-12)
