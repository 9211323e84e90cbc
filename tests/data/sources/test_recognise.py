"""Recognising files by their content."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from dashboard.data.schema import InputError
from dashboard.data.sources import (
    EXPECTED,
    Kind,
    read_areas,
    read_incidents,
    recognise,
    why_not,
)
from tests.data.sources.small_files import STREET_HEADER, feature, geojson, write

OPEN_PUBS_ROW = r'22,Anchor Inn,"Upper Street, Stratford",CO7 6LW,604749,234404,51.970379,0.979340,Babergh'


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (STREET_HEADER, Kind.POLICE_STREET),
        (geojson([feature({"LSOA21CD": "E01"})]), Kind.AREAS_GEOJSON),
        (" \n" + geojson([feature({"csp24_code": "E22"})]), Kind.AREAS_GEOJSON),
        ("ltla24_code,csp24_code,csp24_name", Kind.AREAS_LOOKUP),
        ("\ufeffWD24CD,WD24NM,WD24NMW,LAD24CD,LAD24NM,ObjectId", Kind.AREAS_LOOKUP),
        ("LSOA11CD,LSOA11NM,CHGIND,LSOA21CD,LSOA21NM", Kind.LSOA_CHANGES),
        ("lsoa21_code,age_group,usual_residents", Kind.POPULATION),
        ("LAD22CD,LAD22NM,All ages,0,1,2", Kind.POPULATION),
        ("osm_id,name,latitude,longitude,lad24_code", Kind.PREMISES),
        (OPEN_PUBS_ROW, Kind.PREMISES),
        (OPEN_PUBS_ROW.replace("51.970379,0.979340", r"\N,\N"), Kind.PREMISES),
    ],
)
def test_kinds(tmp_path: Path, content: str, kind: Kind) -> None:
    assert recognise(write(tmp_path / "anything.bin", content + "\n")) is kind
    packed = write(tmp_path / "packed.dat", gzip.compress(content.encode() + b"\n"))
    assert recognise(packed) is kind


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"# Notes\nNothing here\n",
        b"\x89PNG\r\n\x1a\n\0\0",
        b'"unclosed,header\n',
        b"Crime ID,Month,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Outcome type",
        b"Type,Date,Part of a policing operation,Latitude,Longitude,Gender,Age range",
        b"lsoa11_code,lad19_code,lad19_name,crime_rank,crime_decile",
        b"ltla24_code,ruc21_code,classification,ruc",
        b",Offence_Group,Offence_Code,Police.uk_Cat",
        b",businessname,ratingvalue,latitude,longitude",
        b"1,two,3,4,5,6,7,8",
        b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"x"},'
        b'"geometry":{"type":"Polygon","coordinates":[]}}]}',
        b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"LSOA21CD":"x"},'
        b'"geometry":{"type":"Point","coordinates":[0,0]}}]}',
        b"[1, 2]",
    ],
)
def test_everything_else_is_unrecognised(tmp_path: Path, content: bytes) -> None:
    assert recognise(write(tmp_path / "2025-01-cleveland-street.csv", content)) is None


def test_topojson_is_unrecognised_and_says_what_to_do(tmp_path: Path) -> None:
    topology = {"type": "Topology", "objects": {"lad": {"properties": {"LAD22CD": "E06"}, "type": "Polygon"}}}
    ref = write(tmp_path / "x.geojson", json.dumps(topology))
    assert recognise(ref) is None
    assert why_not(ref) == "It is TopoJSON; convert it to GeoJSON."


def test_utf16_says_what_to_do_and_other_files_nothing(tmp_path: Path) -> None:
    assert "UTF-16" in why_not(write(tmp_path / "a.csv", STREET_HEADER.encode("utf-16")))
    assert why_not(write(tmp_path / "b.csv", "a,b\n")) == ""
    assert "data.police.uk" in EXPECTED


def test_damaged_parquet_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"x\.parquet: it can't be read as Parquet"):
        recognise(write(tmp_path / "x.parquet", b"PAR1 and nothing else"))


def test_readers_refuse_a_kind_that_is_not_theirs(tmp_path: Path) -> None:
    ref = write(tmp_path / "x.csv", STREET_HEADER)
    with pytest.raises(ValueError, match="population holds no incidents"):
        read_incidents(ref, Kind.POPULATION)
    with pytest.raises(ValueError, match="premises says nothing of areas"):
        read_areas(ref, Kind.PREMISES)
