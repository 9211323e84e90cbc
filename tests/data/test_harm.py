"""Weighted harm by supplied weights, counted by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dashboard.data.dataset import Dataset
from dashboard.data.harm import TOO_COARSE
from tests.data.compared_world import of
from tests.data.similar_world import AREAS, BURGLARIES, HOUSEHOLDS, inputs, similar_world
from tests.data.small_world import table

HARM = np.array([12 * BURGLARIES[area] * 438.0 for area in AREAS]) + np.array([3 * 746.0, 0, 0, 0, 0, 0])


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return similar_world(tmp_path_factory.mktemp("harm"))


def test_harm_by_hand(world: Dataset) -> None:
    found = of(world, "?harm=Severity&similar=group", "harm")
    assert (found.table, found.dated) == ("Severity", "2024-03-31")
    assert found.harm.tolist() == HARM.tolist()
    rate = HARM * 1000 / [4000, 4000, 2000, 8000, 1000, 10]
    np.testing.assert_allclose(found.rate, rate)
    assert found.mean[0] == pytest.approx(rate[:3].mean())
    assert found.ratio[0] == pytest.approx(rate[0] / rate[:3].mean())
    assert found.rank.tolist() == [3, 5, 2, 5, 4, 1]
    assert found.tied.tolist() == [False, True, False, True, False, False]
    assert found.unweighted.tolist() == [0, 2, 0, 0, 0, 0]
    assert found.missing == ("Arson",)
    assert found.unused == ("piracy",)
    assert found.coarse == TOO_COARSE
    assert [(one.crime_type, one.weight) for one in found.weights] == [
        ("burglary", 438.0),
        ("robbery", 746.0),
    ]


def test_it_divides_by_what_rates_divide_by(world: Dataset) -> None:
    found = of(world, "?harm=Severity&per=households", "harm")
    np.testing.assert_allclose(found.rate, HARM * 1000 / [sum(HOUSEHOLDS[area]) for area in AREAS])


def test_only_chosen_types_count(world: Dataset) -> None:
    found = of(world, "?harm=Severity&types=robbery", "harm")
    assert found.harm.tolist() == [3 * 746.0, 0, 0, 0, 0, 0]
    assert (found.missing, found.unweighted.tolist()) == ((), [0] * 6)
    only = of(world, "?harm=Severity&types=arson", "harm")
    assert np.isnan(only.harm).all()  # of none is a weight known: that is not harm of 0
    assert only.rank.tolist() == [0] * 6
    assert only.coarse == ""  # a type of the source's own


def test_without_a_table_chosen_there_is_none(world: Dataset) -> None:
    assert of(world, "", "harm") is None
    assert dict(world.catalogue.harm_tables) == {"Severity": "2024-03-31"}
    assert "harm" not in of(world, "", "compare_table")


def test_export(world: Dataset) -> None:
    rows = of(world, "?harm=Severity", "compare_table")
    assert rows.harm.tolist() == HARM.tolist()
    assert set(rows.harm_table) == {"Severity"}
    assert set(rows.harm_types_without_weight) == {"Arson"}


def test_an_incomplete_area_has_no_harm(tmp_path: Path) -> None:
    known = inputs()
    world = similar_world(tmp_path, residents=known.residents[known.residents.code != "B1"])
    found = of(world, "?harm=Severity", "harm")
    assert np.isnan(found.harm[1])
    assert found.rank[1] == 0
    assert np.isfinite(found.mean[0])


def test_several_tables_each_keep_their_date(tmp_path: Path) -> None:
    rows = [("One", "2023", "burglary", 1.0), ("Two", "2024-01", "burglary", 0.0)]
    world = similar_world(tmp_path, harm_weights=table("harm_weights", rows))
    assert dict(world.catalogue.harm_tables) == {"One": "2023", "Two": "2024-01"}
    assert of(world, "?harm=Two&types=burglary", "harm").harm.tolist() == [0] * 6
