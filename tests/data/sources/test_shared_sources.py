"""The readers on the real open data, held to the facts its README states."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from dashboard.data.inputs import Inputs
from dashboard.data.sources import (
    AREA_KINDS,
    AreaInputs,
    FileRef,
    IncidentsRead,
    Kind,
    find_files,
    read_areas,
    read_incidents,
    read_premises,
    recognise,
)

pytestmark = pytest.mark.shared

CLEVELAND = ("E06000001", "E06000002", "E06000003", "E06000004")


def street(folder: Path, pattern: str) -> list[IncidentsRead]:
    refs = [ref for ref in find_files([folder]) if pattern in ref.name]
    return [read_incidents(ref, Kind.POLICE_STREET) for ref in refs]


def totals(read: list[IncidentsRead]) -> dict[str, int]:
    return {
        "files": len(read),
        "read": sum(one.report.rows_read for one in read),
        "kept": sum(one.report.rows_kept for one in read),
        "replaced": sum(one.report.rows_replaced for one in read),
        "rejected": sum(sum(one.report.rejected.values()) for one in read),
        "without location": sum(one.report.without_location for one in read),
    }


@pytest.mark.parametrize(
    ("folder", "force", "expected"),
    [
        ("police-street-cleveland", "cleveland", (36, 276_392, 276_392, 0, 0, 0)),
        ("police-street-north-east-2025", "durham", (12, 74_273, 74_264, 9, 0, 3)),
        ("police-street-north-east-2025", "northumbria", (12, 169_796, 169_796, 0, 0, 0)),
        ("police-street-bedfordshire", "bedfordshire", (24, 120_588, 120_404, 184, 0, 3_832)),
    ],
)
def test_street_files(shared_data: Path, folder: str, force: str, expected: tuple[int, ...]) -> None:
    assert tuple(totals(street(shared_data / folder, force)).values()) == expected


def test_identical_rows_are_kept_and_one_cleveland_id_stands_in_two_months(shared_data: Path) -> None:
    frames = [read.frame for read in street(shared_data / "police-street-cleveland", "cleveland")]
    ids = [list(frame.loc[frame["incident_id"] != "", "incident_id"]) for frame in frames]
    standing = Counter(identity for month in ids for identity in month)
    assert sum(times - 1 for times in standing.values()) == 1
    assert len({int(frame["month"].iloc[0]) for frame in frames}) == 36
    assert sum((frame["place"] == "").sum() for frame in frames) > 0
    assert not any(frame["place"].str.startswith("On or near").any() for frame in frames)


def test_the_parquet_sample_holds_what_the_36_files_hold(shared_data: Path) -> None:
    ref = FileRef(shared_data / "default-sample-candidate" / "cleveland_street_2023-01_2025-12.parquet")
    assert recognise(ref) is Kind.POLICE_STREET
    sample = read_incidents(ref, Kind.POLICE_STREET)
    assert (sample.report.rows_kept, sample.report.rows_replaced) == (276_392, 0)
    months = sample.frame["month"].value_counts().to_dict()
    files = street(shared_data / "police-street-cleveland", "cleveland")
    assert months == {int(one.frame["month"].iloc[0]): one.report.rows_kept for one in files}


def test_every_file_is_told_for_what_it_is(shared_data: Path) -> None:
    refs = find_files([shared_data])
    found = Counter((ref.path.relative_to(shared_data).parts[0], recognise(ref)) for ref in refs)
    known = {key: count for key, count in found.items() if key[1] is not None}
    assert known == {
        ("boundaries", Kind.AREAS_GEOJSON): 49,
        ("default-sample-candidate", Kind.AREAS_GEOJSON): 3,
        ("default-sample-candidate", Kind.POLICE_STREET): 1,
        ("default-sample-candidate", Kind.POPULATION): 2,
        ("default-sample-candidate", Kind.PREMISES): 2,
        ("licensed-premises", Kind.PREMISES): 2,
        ("lookups", Kind.AREAS_LOOKUP): 3,
        ("lookups", Kind.LSOA_CHANGES): 1,
        ("police-street-bedfordshire", Kind.POLICE_STREET): 24,
        ("police-street-cleveland", Kind.POLICE_STREET): 36,
        ("police-street-north-east-2025", Kind.POLICE_STREET): 24,
        ("population", Kind.POPULATION): 3,
        ("population", Kind.AREA_MEASURES): 1,
    }


def areas(path: Path) -> AreaInputs:
    kind = recognise(FileRef(path))
    assert kind in AREA_KINDS
    read = read_areas(FileRef(path), kind)
    Inputs(
        names=read.names,
        links=read.links,
        shapes=read.shapes,
        area_measures=read.measures,
        changes=read.changes,
        residents=read.residents,
    )
    return read


def test_cleveland_has_359_lsoas_in_4_districts(shared_data: Path) -> None:
    read = [areas(shared_data / "boundaries" / "lsoa" / f"{code}.geojson.gz") for code in CLEVELAND]
    assert sum(len(one.shapes) for one in read) == 359
    links = [one.links[one.links["parent_level"] == "district"] for one in read]
    assert {parent for link in links for parent in link.loc[link["child_level"] == "lsoa", "parent"]} == set(
        CLEVELAND
    )


@pytest.mark.parametrize(
    ("path", "level", "vintage", "count"),
    [
        ("boundaries/lad24_ew.geojson.gz", "district", 2024, 318),
        ("boundaries/pfa20_ew.geojson.gz", "force", 2020, 43),
        ("boundaries/csp24_ew_derived.geojson.gz", "csp", 2024, 301),
        ("boundaries/lad_north_east_bedfordshire_derived.geojson.gz", "district", 2024, 15),
        ("boundaries/ward/E06000001.geojson.gz", "ward", 2025, 12),
        ("boundaries/lsoa11/E06000001.geojson.gz", "lsoa11", 2011, 58),
        ("default-sample-candidate/lsoa.geojson.gz", "lsoa", 2021, 359),
    ],
)
def test_boundaries(shared_data: Path, path: str, level: str, vintage: int, count: int) -> None:
    shapes = areas(shared_data / path).shapes
    assert (set(shapes["level"]), set(shapes["vintage"]), len(shapes)) == ({level}, {vintage}, count)


def test_lookups(shared_data: Path) -> None:
    lookups = shared_data / "lookups"
    changes = areas(lookups / "lsoa11_lsoa21_lad22.csv.gz")
    assert changes.changes["change"].value_counts().to_dict() == {"U": 33_647, "S": 1_900, "M": 239, "X": 9}
    wards = areas(lookups / "lsoa21_ward24_lad24.csv.gz").links
    pairs = wards.groupby(["child_level", "parent_level", "vintage"]).size().to_dict()
    assert pairs[("lsoa", "ward", 2024)] == pairs[("lsoa", "district", 2024)] == 35_672
    csps = areas(lookups / "lad24_csp24_pfa24.csv").links
    assert len(csps[(csps["child_level"] == "district") & (csps["parent_level"] == "csp")]) == 332
    regions = areas(lookups / "la_all_codes.csv.gz")
    assert set(regions.links["parent_level"]) == {"region"}
    assert "North East" in set(regions.names["name"])


def test_population(shared_data: Path) -> None:
    population = shared_data / "population"
    lsoas = areas(population / "census2021_lsoa21_age_group.csv.gz").residents
    districts = areas(population / "census2021_lad24_derived.csv").residents
    assert (len(lsoas), len(districts)) == (35_672, 318)
    assert lsoas["residents"].sum() == districts["residents"].sum() == 59_597_114
    estimates = areas(population / "mye2020_ltla21.csv.gz").residents
    assert set(estimates["dataset"]) == {"Mid-2020 estimates"}
    assert estimates.set_index("code")["residents"]["E06000001"] == 93_836


def test_population_files_with_lookups_in_them(shared_data: Path) -> None:
    sample = shared_data / "default-sample-candidate"
    lsoas = areas(sample / "population_lsoa21_census2021.csv")
    districts = areas(sample / "population_lad_csp.csv")
    assert lsoas.residents["residents"].sum() == districts.residents["residents"].sum() == 569_389
    assert len(lsoas.links[lsoas.links["parent_level"] == "ward"]) == 359
    assert set(districts.links["parent_level"]) == {"csp", "force"}


def test_premises(shared_data: Path) -> None:
    pubs = read_premises(FileRef(shared_data / "licensed-premises" / "open_pubs_10000_sample.csv.gz"))
    assert pubs.register.key == "open-pubs"
    assert (pubs.report.rows_read, pubs.report.rows_kept, pubs.report.without_location) == (
        10_001,
        10_001,
        146,
    )
    nodes = read_premises(
        FileRef(shared_data / "licensed-premises" / "osm_pubs_north_east_bedfordshire.csv.gz")
    )
    assert (nodes.register.key, len(nodes.frame)) == ("osm", 1_092)
    sample = shared_data / "default-sample-candidate"
    sizes = {path.name: len(read_premises(FileRef(path)).frame) for path in sample.glob("pubs_*.csv")}
    assert sizes == {"pubs_cleveland_fsa_sample.csv": 94, "pubs_cleveland_osm.csv": 194}
