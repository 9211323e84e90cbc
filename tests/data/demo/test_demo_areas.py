"""The fictional areas: codes, nesting, a gapless tessellation, and nothing that could be taken for real."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from dashboard.data.demo import DemoRegion
from dashboard.data.demo.plan import FORCES, PARTNERSHIPS, REGION_CODE, REGION_NAME
from dashboard.data.demo.words import WARDS

CODES = {
    "region": r"X12\d{6}",
    "force": r"X23\d{6}",
    "csp": r"X22\d{6}",
    "district": r"X06\d{6}",
    "ward": r"X05\d{6}",
    "lsoa": r"X01\d{6}",
}


@pytest.fixture(scope="module")
def shapes(region: DemoRegion) -> dict[str, pd.Series]:
    frame = region.inputs.shapes
    geometry = pd.Series(shapely.from_wkb(frame.wkb.to_numpy(dtype=object)), index=frame.code)
    return {level: geometry[(frame.level == level).to_numpy()] for level in frame.level.unique()}


def parents(region: DemoRegion, child: str, parent: str) -> pd.Series:
    links = region.inputs.links
    return links[(links.child_level == child) & (links.parent_level == parent)].set_index("child").parent


class TestCodesAndNames:
    def test_every_code_is_of_the_pattern_no_real_code_has(self, region: DemoRegion) -> None:
        for level, codes in region.inputs.names.groupby("level").code:
            assert codes.str.fullmatch(CODES[str(level)]).all(), level
            assert codes.is_unique

    def test_there_are_as_many_areas_as_promised(self, region: DemoRegion) -> None:
        count = region.inputs.names.level.value_counts()
        assert (count["region"], count["force"], count["district"], count["csp"]) == (1, 3, 12, 12)
        assert 70 <= count["ward"] <= 90
        assert 350 <= count["lsoa"] <= 500

    def test_names_within_a_level_are_distinct(self, region: DemoRegion) -> None:
        assert not region.inputs.names.duplicated(["level", "name"]).any()

    @pytest.mark.shared
    def test_no_name_is_that_of_a_real_ward_district_partnership_or_force(self, shared_data: Path) -> None:
        lookups = shared_data / "lookups"
        wards = pd.read_csv(lookups / "lsoa21_ward24_lad24.csv.gz", encoding="utf-8-sig")
        partnerships = pd.read_csv(lookups / "lad24_csp24_pfa24.csv", encoding="utf-8-sig")
        real = {
            name.casefold()
            for frame in (wards, partnerships)
            for column in frame.columns
            if column.endswith("_name")
            for name in frame[column].dropna().unique()
        }
        assert {"cleveland", "hartlepool", "westminster"} <= real
        ours = {REGION_NAME, *WARDS, *(force.name for force in FORCES)}
        ours |= {name for partnership in PARTNERSHIPS for name in (partnership.name, partnership.town)}
        assert not {name for name in ours if name.casefold() in real}


class TestNesting:
    def test_each_lsoa_lies_in_a_ward_in_a_district_in_a_force(self, region: DemoRegion) -> None:
        lsoas = region.inputs.names.query("level == 'lsoa'").code
        ward = lsoas.map(parents(region, "lsoa", "ward"))
        district = ward.map(parents(region, "ward", "district"))
        force = district.map(parents(region, "district", "force"))
        assert set(force) == {"X23000001", "X23000002", "X23000003"}
        assert (district == lsoas.map(parents(region, "lsoa", "district"))).all()
        assert (
            force == district.map(parents(region, "district", "csp")).map(parents(region, "csp", "force"))
        ).all()
        assert set(district.map(parents(region, "district", "region"))) == {REGION_CODE}

    def test_each_partnership_is_one_district(self, region: DemoRegion) -> None:
        assert parents(region, "district", "csp").is_unique

    def test_residents_are_given_for_every_lsoa(self, region: DemoRegion) -> None:
        residents = region.inputs.residents
        assert set(residents.code) == set(region.inputs.names.query("level == 'lsoa'").code)
        assert 600_000 < residents.residents.sum() < 750_000
        assert residents.residents.between(100, 4_500).all()
        assert 1_200 < residents.residents.median() < 1_900
        assert set(residents.dataset) == {"Demonstration residents"}


class TestTessellation:
    def test_lsoas_fill_the_land_without_gap_or_overlap(self, shapes: dict[str, pd.Series]) -> None:
        lsoas = shapes["lsoa"].to_numpy()
        assert shapely.coverage_is_valid(lsoas)
        land = shapes["region"].iloc[0]
        assert shapely.area(lsoas).sum() == pytest.approx(land.area, rel=1e-9)
        assert shapely.union_all(lsoas).symmetric_difference(land).area < 1e-9 * land.area

    @pytest.mark.parametrize(
        ("child", "parent"), [("lsoa", "ward"), ("ward", "district"), ("district", "force")]
    )
    def test_a_parent_is_the_union_of_its_children(
        self, region: DemoRegion, shapes: dict[str, pd.Series], child: str, parent: str
    ) -> None:
        area = pd.Series(shapely.area(shapes[child].to_numpy()), index=shapes[child].index)
        sums = area.groupby(parents(region, child, parent)).sum()
        whole = pd.Series(shapely.area(shapes[parent].to_numpy()), index=shapes[parent].index)
        np.testing.assert_allclose(sums.to_numpy(), whole[sums.index].to_numpy(), rtol=1e-9)

    def test_shapes_are_valid_single_polygons_without_slivers(self, shapes: dict[str, pd.Series]) -> None:
        for level in ("lsoa", "district", "force", "region"):
            geometry = shapes[level].to_numpy()
            assert shapely.is_valid(geometry).all(), level
            assert all(shape.geom_type == "Polygon" for shape in geometry), level
        square_metres = shapely.area(shapes["lsoa"].to_numpy()) * 62_750 * 111_360
        assert square_metres.min() > 10_000

    def test_the_region_lies_in_the_open_sea(self, shapes: dict[str, pd.Series]) -> None:
        west, south, east, north = shapely.bounds(shapes["region"].iloc[0])
        assert (west > 1.2) and (south > 55.35) and (east < 2.4) and (north < 56.15)


class TestMapFeatures:
    def test_towns_and_places_lie_on_the_land(self, region: DemoRegion, shapes: dict[str, pd.Series]) -> None:
        places = region.inputs.places
        assert (places.kind == "town").sum() == 12
        sea = {"Sennet Mouth", "Sennet Bridge", "Gannet Bay"}
        ashore = places[~places.name.isin(sea)]
        assert shapely.contains_xy(shapes["region"].iloc[0], ashore.longitude, ashore.latitude).all()

    def test_roads_keep_to_the_land_but_for_one_bridge(
        self, region: DemoRegion, shapes: dict[str, pd.Series]
    ) -> None:
        wet = {
            name: shapely.from_wkb(wkb).difference(shapes["region"].iloc[0])
            for name, wkb in zip(region.inputs.roads.name, region.inputs.roads.wkb, strict=True)
        }
        assert {name for name, part in wet.items() if not part.is_empty} == {"X1 Coast Road"}
        assert shapely.get_num_geometries(wet["X1 Coast Road"]) == 1

    def test_premises_have_kind_hours_and_a_place_ashore(
        self, region: DemoRegion, shapes: dict[str, pd.Series]
    ) -> None:
        premises = region.inputs.premises
        assert 280 <= len(premises) <= 320
        assert premises.premises_id.is_unique
        assert set(premises.kind) == {"pub", "bar", "club", "off-licence", "takeaway"}
        assert premises.hours.str.contains(r"\d\d:\d\d to \d\d:\d\d").all()
        assert (premises.hours.str.contains("03:00")).sum() >= 20
        assert shapely.contains_xy(shapes["region"].iloc[0], premises.longitude, premises.latitude).all()

    def test_every_code_pattern_here_is_told_apart_from_a_real_one(self) -> None:
        assert not any(re.fullmatch(pattern, "E06000002") for pattern in CODES.values())
