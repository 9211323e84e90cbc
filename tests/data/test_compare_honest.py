"""What Compare calls unusual is no more than it promises, and it says nothing of what it does not know."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.data import comparing, similar_members
from dashboard.data.area_features import KM2
from dashboard.data.compared import Funnel, Incomplete, State
from dashboard.data.comparison_funnel import funnel_of
from dashboard.data.dataset import Dataset, Library
from dashboard.data.ingest import import_frames
from dashboard.data.schema import Recording
from dashboard.selection import Selection
from tests.data.compared_world import of
from tests.data.similar_world import RESIDENTS, incidents, inputs, measure, peers, similar_world
from tests.data.small_world import SOURCE, frame, table


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return similar_world(tmp_path_factory.mktemp("honest"))


def table_of(world: Dataset, query: str, name: str = "compare_table") -> pd.DataFrame:
    selection, problems = Selection.from_query(query, world.catalogue)
    assert not problems
    found: pd.DataFrame = getattr(comparing, name)(world, selection, SOURCE.key)
    return found


class TestFunnel:
    def test_quiet_regions_are_called_beyond_chance_in_one_of_twenty_at_most(self, world: Dataset) -> None:
        found, rng = of(world, ""), np.random.default_rng(11)
        areas = np.array([30_000.0, 50_000, 90_000, 120_000, 200_000, 8_000])
        called = 0
        for _ in range(300):
            counts = rng.poisson(areas * 0.004)
            quiet = dataclasses.replace(
                found, counted=counts, population=areas, complete=np.ones(6, dtype=bool)
            )
            called += funnel_of(quiet, "exact").beyond_chance
        assert called <= 0.05 * 300 + 8  # two standard errors more

    def test_what_differs_is_called(self, world: Dataset) -> None:
        found = of(world, "")
        areas = np.full(6, 100_000.0)
        odd = dataclasses.replace(
            found, counted=np.array([400, 410, 390, 700, 405, 100]), population=areas,
            complete=np.ones(6, dtype=bool),
        )  # fmt: skip
        funnel = funnel_of(odd, "exact")
        assert funnel.beyond_chance
        assert funnel.as_many998 < 1e-4

    def test_areas_too_few_to_say_anything_of_are_outside_of_nothing(self, world: Dataset) -> None:
        found = of(world, "")
        counts = np.array([4, 0, 0, 1, 0, 2])
        rare = dataclasses.replace(
            found, counted=counts, population=np.full(6, 2_000.0), complete=np.ones(6, dtype=bool)
        )
        for limits in ("exact", "multiplicative", "additive"):
            funnel = funnel_of(rare, limits)
            assert (funnel.few.all(), funnel.judged, funnel.outside95) == (True, 0, 0)
            assert not funnel.beyond_chance
        assert funnel_of(rare, "exact").expected95 < 0.05


class TestWithoutARate:
    def test_an_area_without_premises_has_all_its_months(self, world: Dataset) -> None:
        found = of(world, "?per=premises")
        assert found.group_name == "5 of 6 partnerships: those with a rate"
        row = table_of(world, "?per=premises").set_index("area_code").loc["C"]
        assert (row.complete, row.months_missing) == (True, 0)
        assert row.no_rate_because == "no licensed premises in it are known"

    def test_where_nobody_lives_that_is_said(self, tmp_path: Path) -> None:
        people = [("lsoa", f"{area}{part}", 0, 2021, "Census 2021") for area in RESIDENTS for part in (1, 2)]
        world = similar_world(tmp_path, residents=table("residents", people))
        found = of(world, "")
        assert found.state is State.NOBODY
        assert found.reason == "Nobody lives in any partnership here, so there are no rates."
        assert {one.why for one in found.left_out} == {Incomplete.NOBODY}


class TestGroupsByRow:
    def test_each_area_has_the_name_of_its_own_group(self, world: Dataset) -> None:
        for query in ("?similar=group&area=A", "?similar=group"):
            rows = table_of(world, query).set_index("area_code")
            assert rows.group.to_dict() == {
                "A": "Group A", "B": "Group B", "C": "Group C", "D": "", "E": "", "F": "",
            }  # fmt: skip
        pairs = table_of(world, "?similar=group", "similar_table")
        assert set(zip(pairs.area_code, pairs.group, strict=True)) == {
            (area, f"Group {area}") for area in "ABC"
        }

    def test_an_area_in_no_group_is_not_said_to_have_one(self, world: Dataset) -> None:
        assert of(world, "?similar=group&area=E").group_name == "none in Official"


class TestTrendByYear:
    def test_the_trend_of_the_table_is_that_of_the_quadrant(self, world: Dataset) -> None:
        rows = table_of(world, "?trend=year")
        assert rows.trend_by.unique().tolist() == ["year"]
        assert rows.trend.tolist() == rows.verdict.tolist()
        monthly = table_of(world, "?trend=month")
        assert monthly.trend.tolist() == monthly.months_class.tolist() == rows.months_class.tolist()


class TestUnits:
    @pytest.mark.parametrize("name", ["compare_types_table", "funnel_table", "worsening_table"])
    def test_every_table_says_what_its_rates_are_for(self, world: Dataset, name: str) -> None:
        found = table_of(world, "?per=km2&limits=additive", name)
        assert {"divided_by_what", "rate_is_for"} <= set(found.columns)
        assert set(found.divided_by_what) <= {"km2"}

    def test_the_funnel_s_limits_are_named_as_they_are_drawn(self, world: Dataset) -> None:
        drawn = table_of(world, "?limits=multiplicative").funnel_limits.unique().tolist()
        assert drawn == ["multiplicative" if of_funnel(world).widened else "exact"]


def of_funnel(world: Dataset) -> Funnel:
    found: Funnel = of(world, "?limits=multiplicative", "funnel")
    return found


class TestTablesOfNobody:
    def test_a_table_of_similar_areas_that_names_none_here(self, tmp_path: Path) -> None:
        nobody = peers([("", "Z1", "Z2", "", "", "Elsewhere", "2024")])
        world = similar_world(tmp_path, peer_groups=nobody)
        assert not world.catalogue.grouped
        selection, problems = Selection.from_query("?similar=group", world.catalogue)
        assert [one.reason for one in problems] == [
            "The table imported (Elsewhere) tells of none of these areas."
        ]
        offers = {
            one.kind: one.reason for one in comparing.compared(world, selection, SOURCE.key).similar.offered
        }
        assert offers["group"] == "The table imported (Elsewhere) tells of none of these partnerships."
        assert any("Elsewhere: none of its areas, such as Z1," in note for note in world.notes)

    def test_how_many_areas_a_table_tells_of(self, world: Dataset) -> None:
        assert "Similar areas by Official: 3 of its 3 areas are in the data." in world.notes

    def test_a_measure_of_no_area_here(self, tmp_path: Path) -> None:
        rows = pd.concat([inputs().area_measures, table("area_measures", [measure("Z1", "pubs", 2.0)])])
        notes = similar_world(tmp_path, area_measures=rows).notes
        assert "Pubs, Index 2019: not known of all of any area in the data." in notes

    def test_a_change_of_recording_of_somebody_else(self, tmp_path: Path) -> None:
        noted = dataclasses.replace(SOURCE, recording=(Recording("Frist Police", 24_300, "All new"),))
        import_frames(tmp_path, [(noted, frame(incidents()))], inputs(), demo=False)
        world = Library(tmp_path).current()
        assert world is not None
        assert any(
            "noted of Frist Police, but these are records of First Police" in one for one in world.notes
        )


class TestStoredMeasures:
    def test_square_kilometres_of_a_table_stored_before_take_nothing_down(self, tmp_path: Path) -> None:
        rows = pd.concat([inputs().area_measures, table("area_measures", [measure("A1", "km2", 5.0)])])
        world = similar_world(tmp_path, area_measures=rows)
        told = json.loads((world.folder / "derived" / "area_measures.json").read_text())
        slugs = [one["slug"] for one in told]
        assert len(slugs) == len(set(slugs))
        assert world.measures.of(KM2, 1).ndim == 1
        assert of(world, "?per=km2").rate.shape == (6,)

    def test_a_newer_estimate_of_one_partnership_leaves_small_areas_as_they_are(self, tmp_path: Path) -> None:
        newer = measure(
            "A", "households", 2_500, level="partnership", kind="count", year=2023, dataset="Council"
        )
        before = similar_world(tmp_path / "before").measures.by_slug["households"]
        rows = pd.concat([inputs().area_measures, table("area_measures", [newer])])
        world = similar_world(tmp_path / "after", area_measures=rows)
        after = world.measures.by_slug["households"]
        at = world.areas.index("A")
        assert after[at] == 2_500
        np.testing.assert_array_equal(np.delete(after, at), np.delete(before, at))
        assert of(world, "?per=households&compare=lsoa").complete.sum() > 6
        (told,) = [one for one in world.measures.told if one.slug == "households"]
        assert (told.dataset, told.year) == ("Council; Census 2021", 2023)

    def test_one_corrected_small_area_is_corrected_in_what_holds_it_too(self, tmp_path: Path) -> None:
        newer = measure("A1", "households", 500, kind="count", year=2022, dataset="Corrected")
        rows = pd.concat([inputs().area_measures, table("area_measures", [newer])])
        world = similar_world(tmp_path, area_measures=rows)
        found = world.measures.by_slug["households"]
        assert [found[world.areas.index(code)] for code in ("A1", "A2", "A", "B")] == [500, 1600, 2100, 1600]


@pytest.fixture(scope="module")
def sparse(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    stray = [measure(code, "stray", 1.0) for code in ("A1", "A2")]
    rows = pd.concat([inputs().area_measures, table("area_measures", stray)])
    return similar_world(tmp_path_factory.mktemp("sparse"), area_measures=rows)


class TestScarceFeatures:
    def test_one_that_few_areas_have_counts_nothing_by_itself(self, sparse: Dataset) -> None:
        found = of(sparse, "?similar=near&area=A&near=3").similar
        (stray,) = [one for one in found.features if one.slug == "stray"]
        assert (stray.scarce, stray.weight) == (True, 0.0)
        assert (found.kind, found.refused) == ("near", "")
        assert not {one.scarce for one in found.features if one.slug != "stray"} - {False}

    def test_a_reader_may_let_it_count(self, sparse: Dataset) -> None:
        found = of(sparse, "?similar=near&area=A&weights=stray:1").similar
        assert (found.kind, found.refused) == (
            "all", "No two of these partnerships have all features that count known.",
        )  # fmt: skip

    def test_distances_are_worked_out_once_for_all_months_and_types(
        self, sparse: Dataset, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked = []
        plain = similar_members.similar_areas
        monkeypatch.setattr(
            similar_members, "similar_areas", lambda *given: asked.append(given) or plain(*given)
        )
        for month in range(1, 13):  # more than the few recent answers hold
            for kind in ("burglary", "robbery", "arson"):
                of(sparse, f"?similar=near&near=4&types={kind}&from=2025-{month:02d}&to=2025-{month:02d}")
        assert len(asked) == 1
