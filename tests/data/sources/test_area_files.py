"""Boundaries (GeoJSON) and lookups: names, links, shapes and changes of LSOAs."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pandas as pd
import pytest
import shapely

from dashboard.data.inputs import Inputs
from dashboard.data.schema import InputError
from dashboard.data.sources import AreaInputs, Kind, read_areas, recognise
from dashboard.data.sources import boundaries as boundaries_module
from dashboard.data.sources.columns import CodeColumn, code_columns
from tests.data.sources.small_files import SQUARE, feature, geojson, write

BOW_TIE = [[[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]]


def read(folder: Path, content: str, name: str = "areas.geojson") -> AreaInputs:
    ref = write(folder / name, content)
    kind = recognise(ref)
    assert kind is not None
    return read_areas(ref, kind)


def rows(frame: pd.DataFrame) -> set[tuple[object, ...]]:
    return set(frame.itertuples(index=False, name=None))


class TestColumnNames:
    @pytest.mark.parametrize(
        ("name", "level", "vintage"),
        [
            ("LSOA21CD", "lsoa", 2021),
            ("LSOA11CD", "lsoa11", 2011),
            ("lsoa21_code", "lsoa", 2021),
            ("LSOA code", "lsoa", 0),
            ("WD25CD", "ward", 2025),
            ("ward24_code", "ward", 2024),
            ("LAD24CD", "district", 2024),
            ("ltla24_code", "district", 2024),
            ("lad_2023_code", "district", 2023),
            ("LADCD", "district", 0),
            ("LADCD_ACTIVE", "district", 0),
            ("CSP24CD", "csp", 2024),
            ("csp24_code", "csp", 2024),
            ("PFA20CD", "force", 2020),
            ("pfa24_code", "force", 2024),
            ("RGNCD", "region", 0),
            ("RGN24CD", "region", 2024),
        ],
    )
    def test_levels_and_vintages(self, name: str, level: str, vintage: int) -> None:
        assert code_columns([name]) == [CodeColumn(level, vintage, name)]

    @pytest.mark.parametrize(
        "name", ["UTLACD", "CAUTHCD", "LSOA01CD", "LSOA21NM", "code", "Offence_Code", ""]
    )
    def test_other_columns_are_no_codes(self, name: str) -> None:
        assert code_columns([name]) == []

    def test_the_smallest_level_comes_first_each_with_its_own_name(self) -> None:
        names = ["RGNCD", "LADCD_ACTIVE", "LAD25NM", "LAD25CD", "LAD24NM", "WD25NM", "WD25CD"]
        assert code_columns(names) == [
            CodeColumn("ward", 2025, "WD25CD", "WD25NM"),
            CodeColumn("district", 2025, "LAD25CD", "LAD25NM"),
            CodeColumn("region", 0, "RGNCD"),
        ]


class TestBoundaries:
    def test_shapes_names_and_links(self, tmp_path: Path) -> None:
        properties = {"FID": 1, "WD25CD": "E05000001", "WD25NM": "Burn Valley", "WD25NMW": " "}
        above = {"LAD25CD": "E06000001", "LAD25NM": "Hartlepool", "UTLACD": "E06000001", "RGNCD": "E12000001"}
        read_back = read(tmp_path, geojson([feature({**properties, **above})]))
        assert rows(read_back.names) == {
            ("ward", "E05000001", "Burn Valley", 2025),
            ("district", "E06000001", "Hartlepool", 2025),
        }
        assert rows(read_back.links) == {
            ("ward", "E05000001", "district", "E06000001", 2025),
            ("ward", "E05000001", "region", "E12000001", 0),
            ("district", "E06000001", "region", "E12000001", 0),
        }
        assert rows(read_back.shapes.drop(columns="wkb")) == {("ward", "E05000001", 2025)}
        (wkb,) = read_back.shapes["wkb"]
        assert shapely.from_wkb(wkb).equals(shapely.Polygon(SQUARE[0]))
        assert (read_back.report.rows_read, read_back.changes.empty, read_back.residents.empty) == (
            1,
            True,
            True,
        )

    def test_partnerships_are_their_own_level_above_districts(self, tmp_path: Path) -> None:
        content = geojson([feature({"csp24_code": "E22000001", "csp24_name": "Bath", "pfa24_code": "E23"})])
        read_back = read(tmp_path, content)
        assert read_back.shapes["level"].tolist() == ["csp"]
        assert rows(read_back.links) == {("csp", "E22000001", "force", "E23", 2024)}

    def test_2011_lsoas_are_a_level_of_their_own_and_names_may_lack(self, tmp_path: Path) -> None:
        read_back = read(tmp_path, geojson([feature({"LSOA11CD": "E01", "LSOA11NM": None})]))
        assert read_back.shapes[["level", "vintage"]].to_numpy().tolist() == [["lsoa11", 2011]]
        assert read_back.names.empty

    def test_gzip_and_crs84_and_heights_and_multipolygons(self, tmp_path: Path) -> None:
        high = [[[[x, y, 12.0] for x, y in SQUARE[0]]]]
        crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
        content = geojson([feature({"LAD24CD": "E06"}, high, "MultiPolygon")], crs=crs)
        ref = write(tmp_path / "x.json.gz", gzip.compress(content.encode()))
        (wkb,) = read_areas(ref, Kind.AREAS_GEOJSON).shapes["wkb"]
        assert not shapely.from_wkb(wkb).has_z

    def test_a_boundary_that_crosses_itself_is_put_right(self, tmp_path: Path) -> None:
        (wkb,) = read(tmp_path, geojson([feature({"LAD24CD": "E06"}, BOW_TIE)])).shapes["wkb"]
        shape = shapely.from_wkb(wkb)
        assert shape.is_valid
        assert shape.area == pytest.approx(0.5)

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (
                geojson([feature({"LAD24CD": "E06"}, [[[x * 4e5, y * 1e4] for x, y in SQUARE[0]]])]),
                r"feature 1 \(E06\) has coordinates that are not longitude and latitude .*British National "
                r"Grid metres\. Convert the file to longitude and latitude",
            ),
            (
                geojson([feature({"LAD24CD": "E06"})], crs={"properties": {"name": "EPSG:27700"}}),
                r"its coordinates are in another system .*27700.*Convert the file",
            ),
            (
                geojson([feature({"LAD24CD": "E06"}), feature({"LAD24CD": "E06"})]),
                r"feature 2 \(E06\) stands earlier in the file as well\. Keep one feature per area",
            ),
            (geojson([feature({"LAD24CD": "E06"}), feature({"LAD24CD": " "})]), "feature 2 has no LAD24CD"),
            (
                geojson([feature({"LAD24CD": "E06"}), feature({"LAD24CD": "E07"}, [0.0, 1.0], "Point")]),
                r"feature 2 \(E07\) has no Polygon or MultiPolygon",
            ),
            (
                geojson([feature({"LAD24CD": "E06"}, [[[0, 0], [1, 1]]])]),
                r"\(E06\) has coordinates that are no",
            ),
            (geojson([feature({"LAD24CD": "E06"}, [["a", "b"]])]), r"\(E06\) has coordinates that are no"),
            (geojson([feature({"LAD24CD": "E06"}, [])]), r"feature 1 \(E06\) has an empty boundary"),
            (geojson([feature({"LAD24CD": "E06"}, [[[0, 0]] * 4])]), "has a boundary that encloses nothing"),
            (geojson([feature({"LAD24CD": "E06"})]).replace("-1.0", "NaN"), "NaN is no number in JSON"),
            (geojson([feature({"LAD24CD": "E06"})])[:-2], "it can't be read as JSON"),
            (geojson([feature({"LAD24CD": "E06"}), {"type": "Feature"}]), "feature 2 has no properties"),
            (geojson([feature({"name": "x"}), feature({"LAD24CD": "E06"})]), "no property holds area codes"),
            (json.dumps(feature({"LAD24CD": "E06"})), "it is not a GeoJSON FeatureCollection"),
        ],
    )
    def test_unusable_files_say_what_is_wrong(self, tmp_path: Path, content: str, words: str) -> None:
        with pytest.raises(InputError, match=rf"areas\.geojson: .*{words}"):
            read(tmp_path, content)

    def test_no_areas_and_too_deep_nesting_are_errors(self, tmp_path: Path) -> None:
        for content in (geojson([]), '{"features":' + "[" * 200_000):
            with pytest.raises(InputError, match=r"x\.geojson: it (holds no areas|can't be read as JSON)"):
                read_areas(write(tmp_path / "x.geojson", content), Kind.AREAS_GEOJSON)

    def test_a_file_past_the_limit_is_an_error(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(boundaries_module, "MAX_GEOJSON_BYTES", 100)
        with pytest.raises(InputError, match="once decompressed"):
            read(tmp_path, geojson([feature({"LAD24CD": "E06"})]))


class TestLookups:
    def test_each_pair_of_levels_is_linked_with_the_coarser_ones_vintage(self, tmp_path: Path) -> None:
        content = (
            "ltla24_code,ltla24_name,csp24_code,csp24_name,pfa24_code,pfa24_name\n"
            'E06000023,"Bristol, City of",E22000002,Bristol,E23000036,Avon and Somerset\n'
            "E06000022,Bath,E22000001,Bath,E23000036,Avon and Somerset\n"
        )
        read_back = read(tmp_path, content, "lookup.csv")
        assert ("district", "E06000023", "Bristol, City of", 2024) in rows(read_back.names)
        assert len(read_back.names) == 5
        assert rows(read_back.links) == {
            ("district", "E06000023", "csp", "E22000002", 2024),
            ("district", "E06000022", "csp", "E22000001", 2024),
            ("district", "E06000023", "force", "E23000036", 2024),
            ("district", "E06000022", "force", "E23000036", 2024),
            ("csp", "E22000002", "force", "E23000036", 2024),
            ("csp", "E22000001", "force", "E23000036", 2024),
        }

    def test_empty_codes_say_nothing_and_a_district_may_hold_two_partnerships(self, tmp_path: Path) -> None:
        content = "LADCD,LADNM,CSP24CD,RGNCD\nE07,Wycombe,E221,\nE07,Wycombe,E222,NA\nW06,Cardiff,,\n"
        read_back = read(tmp_path, content, "lookup.csv")
        assert rows(read_back.links) == {
            ("district", "E07", "csp", "E221", 2024),
            ("district", "E07", "csp", "E222", 2024),
        }
        assert rows(read_back.names) == {("district", "E07", "Wycombe", 0), ("district", "W06", "Cardiff", 0)}

    def test_the_first_column_of_a_level_counts(self, tmp_path: Path) -> None:
        content = (
            "LADCD,LADNM,LADCD_ACTIVE,LADNM_ACTIVE,UTLACD,RGNCD,RGNNM,Current,LAD20CD,LAD20NM\n"
            "E07000026,Allerdale,E06000063,Cumberland,E10000006,E12000002,North West,FALSE,E07,Allerdale\n"
        )
        read_back = read(tmp_path, content, "codes.csv")
        assert rows(read_back.links) == {("district", "E07000026", "region", "E12000002", 0)}

    def test_changes_of_lsoas(self, tmp_path: Path) -> None:
        content = (
            "lsoa11_name,lsoa11_code,change_code,lsoa21_name,lsoa21_code,ltla22_name,ltla22_code\n"
            "A 001A,E01A,U,A 001A,E01A,Ayton,E06A\n"
            "A 001B,E01B,S,A 001C,E01C,Ayton,E06A\n"
            "A 001B,E01B,S,A 001D,E01D,Ayton,E06A\n"
        )
        read_back = read(tmp_path, content, "changes.csv")
        assert rows(read_back.changes) == {
            ("E01A", "E01A", "U"),
            ("E01B", "E01C", "S"),
            ("E01B", "E01D", "S"),
        }
        links = rows(read_back.links)
        assert {link for link in links if link[0] == "lsoa"} == {
            ("lsoa", code, "district", "E06A", 2022) for code in ("E01A", "E01C", "E01D")
        }
        assert {link[0] for link in links} == {"lsoa", "lsoa11"}

    def test_an_unknown_change_is_an_error(self, tmp_path: Path) -> None:
        content = "LSOA11CD,CHGIND,LSOA21CD\nE01A,U,E01A\nE01B,Q,E01B\n"
        with pytest.raises(InputError, match=r"x\.csv, row 3, column CHGIND: 'Q' is none of U, S, M, X"):
            read(tmp_path, content, "x.csv")


class TestPopulation:
    def residents(self, folder: Path, content: str, name: str = "census2021.csv") -> set[tuple[object, ...]]:
        return rows(read(folder, content, name).residents)

    def test_age_groups_are_summed(self, tmp_path: Path) -> None:
        content = (
            "lsoa21_code,age_group,usual_residents\nE01A,0 to 15,5\nE01A,16 and over,7\nE01B,0 to 15,1\n"
        )
        assert self.residents(tmp_path, content) == {
            ("lsoa", "E01A", 12, 2021, "Census 2021"),
            ("lsoa", "E01B", 1, 2021, "Census 2021"),
        }

    def test_totals_beside_the_groups_are_not_counted_twice(self, tmp_path: Path) -> None:
        content = (
            "LAD22CD,Sex,Age,population\nE06,Persons,All ages,12\nE06,Male,All ages,5\nE06,Persons,0,1\n"
        )
        assert self.residents(tmp_path, content, "x.csv") == {("district", "E06", 12, 0, "")}

    def test_a_total_beside_single_years_is_used(self, tmp_path: Path) -> None:
        content = "ltla21_code,ltla21_name,total_population,0,1\nE06,Ayton,1200.0,7.0,8.0\n"
        assert self.residents(tmp_path, content, "mye2020_ltla21.csv") == {
            ("district", "E06", 1200, 2020, "Mid-2020 estimates")
        }

    def test_lookup_columns_beside_residents_are_read_too(self, tmp_path: Path) -> None:
        content = (
            "lsoa21_code,lsoa21_name,usual_residents,ward24_name,ward24_code\n"
            'E01A,Ayton 001A,"1,821",Manor,E05A\n'
        )
        read_back = read(tmp_path, content, "people.csv")
        assert rows(read_back.residents) == {("lsoa", "E01A", 1821, 0, "")}
        assert rows(read_back.links) == {("lsoa", "E01A", "ward", "E05A", 2024)}
        assert len(read_back.names) == 2

    def test_of_several_years_the_newest_counts(self, tmp_path: Path) -> None:
        content = "LAD22CD,year,population\nE06,2022,10\nE06,2023,11\n"
        assert self.residents(tmp_path, content, "x.csv") == {("district", "E06", 11, 2023, "")}

    @pytest.mark.parametrize("value", ["-1", "12.5", "many", "", "1e3", "99999999999"])
    def test_what_is_no_number_of_residents_is_an_error(self, tmp_path: Path, value: str) -> None:
        content = f"lsoa21_code,usual_residents\nE01A,5\nE01B,{value}\n"
        words = r"x\.csv, row 3, column usual_residents: .* is not a whole number of residents"
        with pytest.raises(InputError, match=words.replace(".* is", "it is" if not value else ".* is")):
            self.residents(tmp_path, content, "x.csv")


def test_everything_fits_the_input_tables(tmp_path: Path) -> None:
    content = "lsoa21_code,lsoa21_name,usual_residents,ltla24_code\nE01A,A,5,E06A\n"
    read_back = read(tmp_path, content, "census2021.csv")
    shapes = read(tmp_path, geojson([feature({"LSOA21CD": "E01A"})])).shapes
    inputs = Inputs(
        names=read_back.names, links=read_back.links, shapes=shapes, residents=read_back.residents
    )
    assert not inputs.empty
