"""The catalogue of measures: an entry for all that Compare shows, in whole sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.analysis.variation import Direction
from dashboard.data.dataset import Dataset
from dashboard.data.measures import catalogue, direction
from tests.data.similar_world import inputs, similar_world

PANELS = (
    "rate", "denominator", "similar-areas", "funnel", "by-type", "months", "change", "worse-and-worsening",
    "weighted-harm", "side-by-side", "data-quality",
)  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return similar_world(tmp_path_factory.mktemp("measures"))


def test_every_panel_and_crime_type_has_an_entry(world: Dataset) -> None:
    slugs = [one.slug for one in catalogue(world)]
    assert slugs == [*PANELS, *(f"type-{name}" for name in world.types)]
    assert len(set(slugs)) == len(slugs)


def test_entries_are_whole(world: Dataset) -> None:
    for one in catalogue(world):
        assert one.name
        assert one.source, one.slug
        assert one.definition.endswith("."), one.slug
        assert one.caveats, one.slug
        assert all(caveat.endswith(".") for caveat in one.caveats), one.slug


def test_they_name_what_is_imported(world: Dataset) -> None:
    found = {one.slug: one for one in catalogue(world)}
    assert found["rate"].source == "Police (A force)"
    assert "households (Census 2021)" in found["rate"].denominator
    assert "licensed premises (A register 2024)" in found["denominator"].denominator
    assert (
        found["similar-areas"].source == "Official (2024-03); Features: Residents, Residents per km², Income"
    )
    assert found["weighted-harm"].source == "Police (A force); Severity, 2024-03-31"


def test_of_what_is_not_imported_nothing_is_said(tmp_path: Path) -> None:
    known = inputs()
    bare = {
        name: getattr(known, name)[:0]
        for name in ("area_measures", "peer_groups", "harm_weights", "premises")
    }
    found = {one.slug: one for one in catalogue(similar_world(tmp_path, **bare))}
    assert "weighted-harm" not in found
    assert "households" not in found["rate"].denominator
    assert "Official" not in found["similar-areas"].source


@pytest.mark.parametrize(
    ("types", "means"),
    [
        ((), Direction.HIGHER_WORSE),
        (("drugs",), Direction.NO_JUDGEMENT),
        (("drugs", "possession-of-weapons"), Direction.NO_JUDGEMENT),
        (("drugs", "burglary"), Direction.HIGHER_WORSE),
    ],
)
def test_direction(types: tuple[str, ...], means: Direction) -> None:
    assert direction(types) is means
