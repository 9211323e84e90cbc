"""What the map draws: outlines of covered areas, land, labels, and extents that odd points never stretch."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
import shapely.geometry

from dashboard.data.dataset import Dataset
from dashboard.data.inputs import Inputs
from tests.data.small_world import SIDE, incident, middle, served, shape, square, table, two_forces

FAR_AWAY = (-5.7, 50.1)
MANY = [incident("2025-01", "First Police", lsoa=f"L{i % 3 + 1}", at=middle(i % 3)) for i in range(99)]


def _with(inputs: Inputs, **tables: Any) -> Inputs:
    return Inputs(**(dict(inputs.tables()) | tables))


def _map_file(dataset: Dataset, name: str) -> Any:
    return json.loads(dataset.map_file(name))


def _extent(dataset: Dataset, code: str) -> Any:
    return dataset.extents[dataset.areas.index(code)]


def _bounds(*columns: float) -> Any:
    return pytest.approx(shapely.total_bounds([square(column) for column in columns]))


class TestExtents:
    def test_of_an_area_with_outlines_are_those(self, tmp_path: Path) -> None:
        dataset = served(tmp_path, MANY, two_forces())
        assert _extent(dataset, "L1") == _bounds(0)
        assert _extent(dataset, "D1") == _bounds(0, 1)
        assert _extent(dataset, "all") == _bounds(0, 2)

    def test_a_record_far_away_stretches_nothing(self, tmp_path: Path) -> None:
        odd = [
            incident("2025-01", at=FAR_AWAY),
            incident("2025-01", lsoa="S01", lsoa_name="Far", at=FAR_AWAY),
        ]
        dataset = served(tmp_path, [*MANY, *odd], two_forces())
        assert _extent(dataset, "all") == _bounds(0, 2)
        assert _extent(dataset, "R") == _bounds(0, 2)

    def test_nor_where_no_outlines_are_known(self, tmp_path: Path) -> None:
        here = [
            incident("2025-01", lsoa=f"E{i}", lsoa_name=f"Town 00{i}A", at=(-1.2 - i / 1000, 54.5))
            for i in range(100)
        ]
        odd = incident("2025-01", lsoa="E99", lsoa_name="Cornwall 001A", at=FAR_AWAY)
        dataset = served(tmp_path, [*here, odd])
        west, south, east, north = _extent(dataset, "all")
        assert (west, east) == pytest.approx((-1.3124, -1.1876), abs=0.0001)  # 96% and 15% on each side
        assert south == north == 54.5
        assert _extent(dataset, "first-police") == pytest.approx([west, south, east, north])

    def test_covered_districts_without_an_outline_count_beside_those_with_one(self, tmp_path: Path) -> None:
        inputs = _with(two_forces(), shapes=table("shapes", [shape("lsoa", "L1", square(0))]))
        dataset = served(tmp_path, MANY, inputs)
        west, _, east, _ = _extent(dataset, "F1")
        assert west == pytest.approx(square(0).bounds[0])
        assert east == pytest.approx(middle(2)[0] + 0.15 * SIDE, abs=0.001)

    def test_of_an_area_without_outline_or_point_are_not_known(self, tmp_path: Path) -> None:
        dataset = served(
            tmp_path, [incident("2025-01", lsoa="L1")], _with(two_forces(), shapes=table("shapes", []))
        )
        assert np.isnan(dataset.extents).all()


class TestDrawing:
    def test_only_covered_areas_are_outlined(self, tmp_path: Path) -> None:
        dataset = served(tmp_path, [*MANY, incident("2025-01", lsoa="L4")], two_forces())
        features = _map_file(dataset, "boundaries-lsoa")["features"]
        assert [feature["properties"]["code"] for feature in features] == ["L1", "L2", "L3"]
        assert features[0]["properties"]["name"] == "D1 001A"
        outline = shapely.geometry.shape(features[0]["geometry"])
        assert outline.bounds == pytest.approx(square(0).bounds, abs=2e-5)

    def test_partnerships_are_drawn_and_named_and_other_districts_are_land(self, tmp_path: Path) -> None:
        districts = [
            shape("district", "D1", square(0, width=2)),
            shape("district", "D3", square(3)),
            shape("district", "FAR", square(1000)),
        ]
        inputs = _with(two_forces(), shapes=table("shapes", districts))
        dataset = served(tmp_path, MANY, inputs)
        drawn = _map_file(dataset, "boundaries-partnership")["features"]
        assert [feature["properties"] for feature in drawn] == [{"code": "D1", "name": "District 1"}]
        (land,) = _map_file(dataset, "land")["features"]
        seam = 0.005  # land is drawn a little beyond its outline, so that no gap shows
        assert shapely.geometry.shape(land["geometry"]).bounds == pytest.approx(square(3).bounds, abs=seam)
        (label,) = _map_file(dataset, "labels")
        assert (label["name"], label["kind"], label["rank"]) == ("District 1", "partnership", 300.0)
        assert square(0, width=2).contains(shapely.Point(label["lon"], label["lat"]))

    def test_places_and_roads_are_carried_over(self, tmp_path: Path) -> None:
        road = shapely.LineString([middle(0), middle(3)])
        inputs = _with(
            two_forces(),
            places=table("places", [("Newtown", -1.4, 54.01, "town")]),
            roads=table("roads", [("High Road", "main", shapely.to_wkb(road))]),
        )
        dataset = served(tmp_path, MANY, inputs)
        assert _map_file(dataset, "labels")[-1] == {
            "name": "Newtown", "lon": -1.4, "lat": 54.01, "kind": "town", "rank": 0.0
        }  # fmt: skip
        (feature,) = _map_file(dataset, "roads")["features"]
        assert feature["properties"] == {"name": "High Road", "kind": "main"}
        assert feature["geometry"]["coordinates"][0] == pytest.approx(middle(0))

    def test_without_any_area_table_the_files_are_there_and_empty(self, tmp_path: Path) -> None:
        dataset = served(tmp_path, [incident("2025-01", lsoa="E1", lsoa_name="Town 001A", at=middle(0))])
        for name in ("boundaries-partnership", "boundaries-ward", "boundaries-lsoa", "land", "roads"):
            assert _map_file(dataset, name) == {"type": "FeatureCollection", "features": []}
        assert _map_file(dataset, "labels") == []


def test_squares_are_as_wide_as_they_say() -> None:
    west, _, east, _ = square(1, width=2).bounds
    assert east - west == pytest.approx(2 * SIDE)
