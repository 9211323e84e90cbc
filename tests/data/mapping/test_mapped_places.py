"""Where a mapped incident happened: degrees, the National Grid, H3 cells, and axes that were exchanged."""

from __future__ import annotations

from pathlib import Path

import h3
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.data.schema import InputError
from dashboard.data.sources.mapping.places import is_cell
from tests.data.mapping.described_files import read_rows, row_of

GRID = {"crs": "osgb36", "easting": "Long", "northing": "Lat"}
CELLS = {"crs": "h3", "cell": "Long"}


class TestNationalGrid:
    def test_a_trig_point_lies_where_the_ordnance_survey_puts_it(self, tmp_path: Path) -> None:
        """The example of "A guide to coordinate systems in Great Britain", annex C: Caister water tower.

        E 651409.903, N 313177.270 is N 52 39' 27.2531", E 1 43' 4.5177" on OSGB36, which in WGS84 is some
        100 m off. A transformation without the OSTN15 grid is good to a few metres.
        """
        frame = read_rows(tmp_path, [row_of(x="651409.903", y="313177.270")], place=GRID).frame
        assert frame.longitude[0] == pytest.approx(1.716073, abs=1e-4)
        assert frame.latitude[0] == pytest.approx(52.657977, abs=1e-4)

    def test_it_is_not_the_degrees_of_the_old_datum(self, tmp_path: Path) -> None:
        frame = read_rows(tmp_path, [row_of(x="651409.903", y="313177.270")], place=GRID).frame
        assert abs(frame.longitude[0] - (1 + 43 / 60 + 4.5177 / 3600)) > 1e-3

    def test_what_lies_off_the_grid_is_told(self, tmp_path: Path) -> None:
        points = [
            ("450000", "520000"),
            ("-1.2", "54.6"),
            ("450000", "1300001"),
            ("x", "520000"),
            ("", ""),
            ("0", "0"),
        ]
        rows = [row_of(f"A{n}", x=x, y=y) for n, (x, y) in enumerate(points)]
        read = read_rows(tmp_path, rows, place=GRID)
        assert read.report.rejected == {"outside the British National Grid": 2, "coordinates not numbers": 1}
        assert read.frame.longitude.isna().tolist() == [False, True, True]

    def test_a_grid_reference_read_as_degrees_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"row 2, column Long: '450000' is outside -180 to 180"):
            read_rows(tmp_path, [row_of(x="450000", y="520000")])


class TestDegrees:
    def test_all_exchanged_is_refused_with_what_to_do(self, tmp_path: Path) -> None:
        rows = [row_of("A1", x="54.6", y="-1.2"), row_of("A2", x="", y="")]
        with pytest.raises(InputError, match=r"look exchanged.*Exchange the two columns in \[place\]"):
            read_rows(tmp_path, rows)

    def test_some_exchanged_are_told_one_by_one(self, tmp_path: Path) -> None:
        rows = [row_of("A1"), row_of("A2", x="54.6", y="-1.2")]
        report = read_rows(tmp_path, rows).report
        assert report.rejected == {"longitude and latitude exchanged": 1}
        assert report.first_rejects[0]["row"] == 3

    @pytest.mark.parametrize("value", ["91", "inf", "nan", "1e400", "54,6", "54°36'", "--1"])
    def test_what_is_no_latitude_is_rejected(self, tmp_path: Path, value: str) -> None:
        rows = [row_of("A1"), row_of("A2", y=f'"{value}"')]
        read = read_rows(tmp_path, rows, file={"missing": []})
        assert (read.report.rows_kept, sum(read.report.rejected.values())) == (1, 1)

    def test_zero_and_markers_are_no_location(self, tmp_path: Path) -> None:
        rows = [row_of("A1", x="0", y="0"), row_of("A2", x="\\N", y="\\N"), row_of("A3", x="", y="54.6")]
        read = read_rows(tmp_path, rows)
        assert (read.report.rows_kept, read.report.without_location) == (3, 3)


class TestCells:
    def test_a_cell_is_its_centre(self, tmp_path: Path) -> None:
        cell = h3.latlng_to_cell(54.6, -1.2, 9)
        frame = read_rows(tmp_path, [row_of(x=cell), row_of("A2", x=f"0{cell.upper()}")], place=CELLS).frame
        assert np.allclose(frame[["latitude", "longitude"]], [h3.cell_to_latlng(cell)] * 2)

    def test_what_is_no_cell_and_cells_of_another_size_are_told(self, tmp_path: Path) -> None:
        fine, coarse = (h3.latlng_to_cell(54.6, -1.2, level) for level in (9, 7))
        cells = [fine, fine, coarse, "891f1d48177fffff", "ward", "-1", ""]
        read = read_rows(tmp_path, [row_of(f"A{n}", x=cell) for n, cell in enumerate(cells)], place=CELLS)
        assert read.report.rejected == {"not an H3 cell": 3, "H3 cell of another resolution": 1}
        assert read.report.without_location == 1

    @given(st.text(max_size=20))
    def test_any_text_is_a_cell_or_not(self, word: str) -> None:
        assert is_cell(word) in (True, False)
