"""Measures carried from small areas to larger ones, and the tables of peers and weights a version keeps."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from dashboard.data.area_measures import averaged, square_kilometres, summed
from dashboard.data.areas import AreaTree, build_tree
from dashboard.data.dataset import Dataset, Library
from dashboard.data.forms import DERIVED
from dashboard.data.ingest import import_frames
from dashboard.data.inputs import Inputs
from dashboard.data.renewal import renewed
from dashboard.data.schema import Level
from tests.data.similar_world import FORCE, inputs, measure, peers, similar_world
from tests.data.small_world import SOURCE, frame, incident, middle, table


def of(world: Dataset, slug: str, code: str) -> float:
    return float(world.measures.of(slug, len(world.areas.codes))[world.areas.index(code)])


@st.composite
def trees(draw: st.DrawFn) -> tuple[AreaTree, np.ndarray, np.ndarray]:
    """A tree of a few wards and small areas; values and weights, some not known; not all is covered."""
    number = draw(st.integers(1, 12))
    rows = [
        {
            "region": "R", "region_name": "R", "force": f"F{draw(st.integers(0, 1))}", "force_name": "",
            "partnership": "", "partnership_name": "", "ward": f"W{draw(st.integers(0, 3))}", "ward_name": "",
            "lsoa": f"L{place:02}", "lsoa_name": "", "residents": 1.0,
            "force_covered": draw(st.booleans()),
        }
        for place in range(number)
    ]  # fmt: skip
    for row in rows:  # a ward lies in one force, and a force is covered or not
        row["ward"] += row["force"]
        row["force_covered"] = row["force"] == "F0" or row["force_covered"]
    tree = AreaTree.from_table(build_tree(pd.DataFrame(rows)), {})
    size = len(tree.codes)
    values = draw(st.lists(st.none() | st.floats(0, 1e6), min_size=size, max_size=size))
    weights = draw(st.lists(st.none() | st.integers(0, 10_000), min_size=size, max_size=size))
    return tree, np.array(values, dtype=float), np.array(weights, dtype=float)


@given(trees())
def test_sums_and_averages_are_those_of_a_loop(made: tuple[AreaTree, np.ndarray, np.ndarray]) -> None:
    tree, values, weights = made
    sums, means = summed(tree, values), averaged(tree, values, weights)
    for index in range(len(tree.codes)):
        inside = [
            at for at in range(index, int(tree.lasts[index]) + 1)
            if tree.levels[at] == Level.LSOA.value and tree.covered[at]
        ]  # fmt: skip
        expected = sum(values[at] for at in inside) if inside else np.nan
        np.testing.assert_allclose(sums[index], expected, rtol=1e-9, atol=1e-6)
        weighed = [at for at in inside if weights[at] != 0]
        whole = sum(weights[at] for at in weighed)
        mean = sum(values[at] * weights[at] for at in weighed) / whole if weighed and whole > 0 else np.nan
        np.testing.assert_allclose(means[index], mean, rtol=1e-7, atol=1e-6)


@pytest.mark.parametrize("latitude", [-60.0, 0.0, 54.5, 80.0])
def test_square_kilometres_on_the_ellipsoid(latitude: float) -> None:
    outline = shapely.Polygon([(1, latitude), (1.3, latitude), (1.2, latitude + 0.2)])
    holed = shapely.difference(outline, shapely.Point(1.17, latitude + 0.05).buffer(0.02))
    fine = holed.segmentize(0.0005).normalize()
    metres, _ = pyproj.Geod(ellps="WGS84").geometry_area_perimeter(fine)
    assert square_kilometres(pd.Series([fine]))[0] == pytest.approx(abs(metres) / 1e6, rel=2e-6)


class TestCarried:
    def test_counts_add_up_and_averages_are_weighed_by_residents(self, tmp_path: Path) -> None:
        world = similar_world(tmp_path)
        assert of(world, "households", "A") == 2000
        assert of(world, "households", "P1") == 2000 + 1600 + 1000 + 4000 + 500 + 4
        assert of(world, "income", "A") == 17.5
        people = {"A": 4000, "B": 4000, "C": 2000, "D": 8000, "E": 1000, "F": 10}
        incomes = {"A": 17.5, "B": 18, "C": 43, "D": 18, "E": 36, "F": 5}
        every = sum(people[area] * incomes[area] for area in people) / sum(people.values())
        assert of(world, "income", "P1") == pytest.approx(every)

    def test_an_area_of_which_a_part_is_not_known_is_not_known(self, tmp_path: Path) -> None:
        known = inputs().area_measures
        world = similar_world(tmp_path, area_measures=known[known.code != "A2"])
        assert np.isnan(
            [of(world, slug, code) for slug in ("households", "income") for code in ("A", "P1")]
        ).all()
        assert of(world, "households", "B") == 1600

    def test_a_part_without_residents_need_not_be_known_for_an_average(self, tmp_path: Path) -> None:
        known = inputs().area_measures
        world = similar_world(tmp_path, area_measures=known[known.code != "F2"])
        assert of(world, "income", "F") == 5
        assert np.isnan(of(world, "households", "F"))

    def test_weights_of_its_own_make_shares_of_larger_areas_exact(self, tmp_path: Path) -> None:
        rows = [measure("A1", "young", 10.0, weight=100.0), measure("A2", "young", 20.0, weight=300.0)]
        world = similar_world(tmp_path, area_measures=table("area_measures", rows))
        assert of(world, "young", "A") == 17.5

    def test_what_is_told_of_a_larger_area_comes_first(self, tmp_path: Path) -> None:
        rows = [measure(code, "income", 1.0) for code in ("A1", "A2")]
        rows += [measure("A", "income", 7.0, level="district"), measure("P1", "income", 8.0, level="")]
        rows += [measure("A", "income", 9.0, level="ward"), measure("Q", "income", 9.0, level="district")]
        world = similar_world(tmp_path, area_measures=table("area_measures", rows))
        assert [of(world, "income", code) for code in ("A1", "A", "P1")] == [1, 7, 8]

    def test_the_newest_dataset_that_tells_of_an_area_is_used(self, tmp_path: Path) -> None:
        rows = [measure(code, "income", 2.0, year=2025, dataset="Newer") for code in ("A1", "A2")]
        known = pd.concat([table("area_measures", rows), inputs().area_measures])
        world = similar_world(tmp_path, area_measures=known)
        assert of(world, "income", "A") == 2
        assert of(world, "income", "B") == of(similar_world(tmp_path / "older"), "income", "B")
        (told,) = [one for one in world.measures.told if one.slug == "income"]
        assert (told.dataset.partition("; ")[0], told.year) == ("Newer", 2025)
        assert told.dataset.partition("; ")[2]

    def test_codes_of_2011_become_those_of_2021(self, tmp_path: Path) -> None:
        changes = [
            ("A0", "A1", "S"),
            ("A0", "A2", "S"),
            ("B8", "B1", "M"),
            ("B9", "B1", "M"),
            ("B2", "B2", "U"),
        ]
        rows = [
            measure("A0", "income", 12.0, level="lsoa11"),
            measure("A0", "homes", 800, level="", kind="count"),
        ]
        rows += [
            measure(code, "income", value, level="lsoa11")
            for code, value in (("B8", 1), ("B9", 3), ("B2", 4))
        ]
        rows += [
            measure(code, "homes", value, level="lsoa11", kind="count")
            for code, value in (("B8", 1), ("B9", 3))
        ]
        world = similar_world(
            tmp_path, area_measures=table("area_measures", rows), changes=table("changes", changes)
        )
        assert [of(world, "income", code) for code in ("A1", "A2", "A", "B1", "B2", "B")] == [
            12,
            12,
            12,
            2,
            4,
            3,
        ]
        assert [of(world, "homes", code) for code in ("A1", "A2", "A", "B1")] == [200, 600, 800, 4]


class TestKept:
    def test_a_later_import_replaces_what_it_says_and_nothing_else(self, tmp_path: Path) -> None:
        first = similar_world(tmp_path)
        later = Inputs(
            area_measures=table("area_measures", [measure("A1", "income", 50.0)]),
            peer_groups=peers([("", "F", "E", "", "", "Official", "2025")]),
            harm_weights=table("harm_weights", [("Another", "2025", "burglary", 3.0)]),
        )
        import_frames(tmp_path, [], later, demo=False)
        world = Library(tmp_path).current()
        assert world is not None
        assert of(world, "income", "A") == (50 * 1000 + 20 * 3000) / 4000
        assert [of(world, slug, "B") for slug in ("income", "households", "km2")] == [
            of(first, slug, "B") for slug in ("income", "households", "km2")
        ]
        assert [one.dated for one in world.peer_groups.values()] == ["2025"]
        assert len(world.peer_groups[Level.PARTNERSHIP].area) == 1
        assert list(world.catalogue.harm_tables) == ["Severity", "Another"]
        assert world.areas.codes == first.areas.codes
        np.testing.assert_array_equal(world.areas.residents_by_index, first.areas.residents_by_index)
        assert world.coverage.equals(first.coverage)

    def test_more_incidents_leave_the_tables_as_they_are(self, tmp_path: Path) -> None:
        first = similar_world(tmp_path)
        import_frames(
            tmp_path,
            [(SOURCE, frame([incident("2026-01", FORCE, lsoa="A1", at=middle(0))]))],
            Inputs(),
            demo=False,
        )
        world = Library(tmp_path).current()
        assert world is not None
        assert world.last_month == first.last_month + 1
        assert world.catalogue.features == first.catalogue.features
        assert world.catalogue.harm_tables == first.catalogue.harm_tables
        assert world.peer_groups.keys() == first.peer_groups.keys()

    def test_a_version_built_before_there_were_such_tables_is_built_anew(self, tmp_path: Path) -> None:
        first = similar_world(
            tmp_path, **{name: table(name, []) for name in ("area_measures", "peer_groups", "harm_weights")}
        )
        former = first.folder
        for name in ("area_measures", "peer_groups", "harm_weights"):
            (former / "inputs" / f"{name}.parquet").unlink()
        shutil.rmtree(former / "derived")
        (former / "derived").mkdir()
        manifest = former / "manifest.json"
        manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"derived": DERIVED - 1}))
        version = renewed(tmp_path)
        world = Library(tmp_path).current()
        assert world is not None
        assert world.version == version != first.version
        assert world.catalogue.features.keys() == {"residents", "density"}
        assert world.areas.codes == first.areas.codes
        np.testing.assert_array_equal(world.areas.residents_by_index, first.areas.residents_by_index)
        assert world.coverage.equals(first.coverage)

    def test_tables_do_not_move_areas_or_incidents(self, tmp_path: Path) -> None:
        with_tables = similar_world(tmp_path / "with")
        bare = {name: table(name, []) for name in ("area_measures", "peer_groups", "harm_weights")}
        without = similar_world(tmp_path / "without", **bare)
        assert dataclasses.astuple(with_tables.areas)[0] == dataclasses.astuple(without.areas)[0]
        assert with_tables.residents_dataset == without.residents_dataset
