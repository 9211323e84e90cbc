"""The generator of made-up incidents: the same every time, and in the form that data.police.uk has."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from bench import incidents
from bench.baselines.binning import h3_per_row
from bench.incidents import MONTHS, RESOLUTION, TYPES, Region, region, write_street_csv
from bench.region import ANCHORS, FORCES, incidents_by_month
from bench.street_csv import HEADER
from dashboard.data.dataset import Library
from dashboard.data.schema import slug

ROWS = 20_000


@pytest.fixture(scope="module")
def whole() -> Region:
    return region()


@pytest.fixture(scope="module")
def small() -> Region:
    return region(cells=500)


@pytest.fixture(scope="module")
def files(small: Region, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("street")
    write_street_csv(small, ROWS, folder)
    return folder


def rows_in(folder: Path) -> list[dict[str, str]]:
    return [row for path in sorted(folder.rglob("*.csv")) for row in csv.DictReader(path.open())]


class TestRegion:
    def test_has_as_many_places_and_cells_as_measurements_want(self, whole: Region) -> None:
        assert len(whole.longitude) == ANCHORS
        assert 33_000 <= len(np.unique(whole.cell)) <= 35_000
        points = np.column_stack((whole.longitude, whole.latitude))
        assert len(np.unique(points, axis=0)) == ANCHORS
        assert np.array_equal(points, points.round(6))

    def test_cells_are_those_of_its_points(self, whole: Region) -> None:
        some = slice(None, None, 997)
        cells = h3_per_row(whole.longitude[some], whole.latitude[some], RESOLUTION)
        assert np.array_equal(cells, whole.cell[some])

    def test_a_few_places_hold_much(self, whole: Region) -> None:
        weight = np.sort(whole.weight)[::-1]
        assert weight[: ANCHORS // 10].sum() > 0.3 * weight.sum()

    def test_names_tell_district_and_force(self, whole: Region) -> None:
        districts = {name.rsplit(" ", 1)[0] for name in whole.lsoa_names}
        assert len(districts) == 12
        assert set(np.unique(whole.force)) == {0, 1, 2}
        assert len(set(whole.lsoa_codes)) == len(whole.lsoa_codes)

    @pytest.mark.parametrize("cells", [500, 5_000])
    def test_so_many_cells_that_lie_together(self, whole: Region, cells: int) -> None:
        part = region(cells)
        assert len(np.unique(part.cell)) == cells
        assert np.ptp(part.latitude) < np.ptp(whole.latitude) / 2

    def test_more_cells_than_there_are_is_refused(self) -> None:
        with pytest.raises(ValueError, match="not 1,000,000"):
            region(1_000_000)


class TestDraw:
    def test_is_the_same_every_time(self, small: Region) -> None:
        one, other = small.draw(ROWS, seed=3), region(cells=500).draw(ROWS, seed=3)
        assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
        assert not np.array_equal(one.anchor, small.draw(ROWS, seed=4).anchor)

    def test_shape_and_kinds(self, small: Region) -> None:
        drawn = small.draw(ROWS)
        assert [column.dtype for column in drawn] == [np.int32, np.int8, np.int16]
        assert [len(column) for column in drawn] == [ROWS] * 3
        assert np.array_equal(np.unique(drawn.type), np.arange(len(TYPES)))
        assert np.array_equal(np.unique(drawn.month), np.arange(MONTHS))

    def test_months_are_the_same_alone(self, small: Region) -> None:
        drawn = small.draw(ROWS)
        for number, month in enumerate(small.months(ROWS)):
            assert np.array_equal(month.anchor, drawn.anchor[drawn.month == number])

    @pytest.mark.parametrize("n", [0, 1, 35, 1_000_003])
    def test_months_add_up(self, n: int) -> None:
        assert sum(incidents_by_month(n)) == n
        assert min(incidents_by_month(n)) >= 0


class TestStreetFiles:
    def test_a_file_a_force_and_month_as_they_are_published(self, files: Path) -> None:
        paths = sorted(files.rglob("*.csv"))
        assert len({path.parent.name for path in paths}) == MONTHS
        assert all(path.name.startswith(f"{path.parent.name}-") for path in paths)
        assert {path.name[8:] for path in paths} <= {
            f"{name}-street.csv" for name in ("cleveland", "durham", "northumbria")
        }
        assert {path.read_text().split("\n", 1)[0] for path in paths} == {HEADER}

    def test_holds_what_was_drawn(self, small: Region, files: Path) -> None:
        drawn = small.draw(ROWS)
        expected = Counter(
            (
                f"{2023 + month // 12}-{month % 12 + 1:02d}",
                FORCES[small.force[anchor]],
                f"{small.longitude[anchor]:.6f}",
                f"{small.latitude[anchor]:.6f}",
                small.lsoa_codes[small.lsoa[anchor]],
                small.lsoa_names[small.lsoa[anchor]],
                TYPES[kind],
            )
            for anchor, kind, month in zip(*drawn, strict=True)
        )
        columns = ("Month", "Falls within", "Longitude", "Latitude", "LSOA code", "LSOA name", "Crime type")
        assert Counter(tuple(row[name] for name in columns) for row in rows_in(files)) == expected

    def test_ids_are_given_once_and_not_to_anti_social_behaviour(self, files: Path) -> None:
        rows = rows_in(files)
        ids = [row["Crime ID"] for row in rows if row["Crime type"] != "Anti-social behaviour"]
        assert {len(one) for one in ids} == {64}
        assert len(set(ids)) == len(ids)
        assert {row["Crime ID"] for row in rows if row["Crime type"] == "Anti-social behaviour"} == {""}
        assert all(row["Location"].startswith("On or near ") for row in rows)

    def test_same_bytes_every_time(self, small: Region, files: Path, tmp_path: Path) -> None:
        write_street_csv(small, ROWS, tmp_path)
        for path in sorted(files.rglob("*.csv")):
            assert (tmp_path / path.relative_to(files)).read_bytes() == path.read_bytes()


class TestServedVersion:
    def test_is_imported_once_and_kept(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: Region
    ) -> None:
        monkeypatch.setattr(incidents, "DATA", tmp_path)
        folder = incidents.served_version(ROWS, cells=500)
        dataset = Library(folder).current()
        assert dataset is not None
        assert int(dataset.coverage["rows"].sum()) == ROWS
        assert {slug(name) for name in TYPES} == set(dataset.types)
        before = sorted(path.stat().st_mtime_ns for path in folder.rglob("*"))
        assert incidents.served_version(ROWS, cells=500) == folder
        assert sorted(path.stat().st_mtime_ns for path in folder.rglob("*")) == before
        incidents.discard(ROWS, cells=500)
        assert not [path for path in tmp_path.iterdir() if path.is_dir()]
