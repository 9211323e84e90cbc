"""Street-level crime from a server that behaves as data.police.uk: everything, once, or a clear word."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely

from dashboard.data.fetch import FetchError, police_api
from dashboard.data.fetch.police import PoliceDownload
from dashboard.data.fetch.police_months import NO_ROWS, NOT_PUBLISHED
from dashboard.data.ingest import import_frames, import_paths
from dashboard.data.inputs import Inputs
from dashboard.data.schema import CRIME_TYPES, INCIDENTS, month_number, slug
from dashboard.data.sources import FileRef, read_incidents, recognise
from dashboard.data.status import status
from tests.fetch.conftest import Heard
from tests.fetch.services import (
    AREA,
    EAST,
    MONTHS,
    NORTH,
    SOUTH,
    WEST,
    FakeClock,
    PoliceService,
    answering,
    broken_off,
    busy,
    crime,
    many_crimes,
    not_json,
    truth,
)

Download = Callable[..., PoliceDownload]
Run = Callable[[PoliceService], PoliceService]
INNER = ((WEST + EAST) / 2, (SOUTH + NORTH) / 2)


def rows(folder: Path) -> list[dict[str, str]]:
    """All rows of the finished files."""
    found: list[dict[str, str]] = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as handle:
            found += csv.DictReader(handle)
    return found


def as_published(one: dict[str, Any]) -> tuple[str, ...]:
    """A record of the server as a row of the published files."""
    place = one["location"]
    return (
        one["persistent_id"],
        one["month"],
        "Cleveland Police",
        place["longitude"] if place else "",
        place["latitude"] if place else "",
        place["street"]["name"] if place else "No Location",
        police_api.CRIME_TYPES[one["category"]],
        one["outcome_status"]["category"] if one["outcome_status"] else "",
    )


COLUMNS = (
    "Crime ID", "Month", "Falls within", "Longitude", "Latitude", "Location", "Crime type",
    "Last outcome category",
)  # fmt: skip


def assert_whole(folder: Path, crimes: list[dict[str, Any]], area: Any = AREA) -> None:
    """The files hold exactly what belongs to the force, each record once."""
    got = Counter(tuple(row[name] for name in COLUMNS) for row in rows(folder))
    assert got == Counter(as_published(one) for one in truth(crimes, area))


def test_the_crime_types_are_those_of_the_published_files() -> None:
    assert set(police_api.CRIME_TYPES.values()) == set(CRIME_TYPES.values())


class TestEverythingOnce:
    @pytest.mark.parametrize("limit", [10_000, 200, 60])
    def test_whatever_the_limit(self, run: Run, download: Download, tmp_path: Path, limit: int) -> None:
        """With small limits the area is parted several times, and records on the edges come twice."""
        crimes = many_crimes(600)
        service = run(PoliceService(crimes, limit=limit))
        done = download(service)
        assert_whole(tmp_path / "files", crimes)
        assert [one.month for one in done.months] == list(MONTHS)
        assert sum(one.rows for one in done.months) == len(truth(crimes))
        polygons = [path for path in service.paths() if path == "/crimes-street/all-crime"]
        assert (len(polygons) > 3 * 4) == (limit < 600)

    def test_a_month_of_more_than_ten_thousand(self, run: Run, download: Download, tmp_path: Path) -> None:
        """The limit itself, as the service has it."""
        crimes = many_crimes(14_000, months=MONTHS[:1])
        download(run(PoliceService(crimes)))
        assert_whole(tmp_path / "files", crimes)

    def test_the_next_month_begins_with_the_parts_that_were_small_enough(
        self, run: Run, download: Download
    ) -> None:
        service = run(PoliceService(many_crimes(600), limit=200))
        download(service)
        months = [
            parameters.get("date") for _, _, path, parameters in service.asked if "crimes-street/" in path
        ]
        assert months.count(MONTHS[0]) > months.count(MONTHS[1])

    def test_an_answer_of_just_the_limit_is_not_trusted(
        self, run: Run, download: Download, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("dashboard.data.fetch.police_api.MOST_ROWS", 600)
        crimes = [
            crime(number, MONTHS[0], INNER if number % 2 else (WEST, SOUTH)) for number in range(1, 601)
        ]
        service = run(PoliceService(crimes))
        download(service)
        assert_whole(tmp_path / "files", crimes)
        assert service.paths().count("/crimes-street/all-crime") > 1

    def test_several_islands_and_a_hole(self, run: Run, download: Download, tmp_path: Path) -> None:
        ring = shapely.box(WEST, SOUTH, -1.3, NORTH).difference(shapely.box(-1.38, 54.52, -1.32, 54.58))
        area = shapely.union(ring, shapely.box(-1.25, 54.55, EAST, NORTH))
        crimes = many_crimes(500)
        download(run(PoliceService(crimes, limit=100)), area=area)
        assert_whole(tmp_path / "files", crimes, area)

    def test_what_has_no_location_is_asked_for_by_type_where_it_is_too_much(
        self, run: Run, download: Download, tmp_path: Path
    ) -> None:
        kinds = ("burglary", "drugs", "robbery", "violent-crime")
        crimes = [crime(number, MONTHS[0], None, category=kinds[number % 2 * 3]) for number in range(1, 80)]
        crimes.append(crime(999, MONTHS[0], INNER))
        download(run(PoliceService(crimes, limit=50)))
        assert_whole(tmp_path / "files", crimes)

    def test_a_point_with_too_many_is_told(self, run: Run, download: Download) -> None:
        crimes = [crime(number, MONTHS[0], INNER) for number in range(1, 60)]
        with pytest.raises(FetchError, match=r"too many records for one answer even of 2025-01 around 54\.5"):
            download(run(PoliceService(crimes, limit=50)))


class TestToldNotSilent:
    def test_what_is_left_out(self, run: Run, download: Download) -> None:
        crimes = [
            crime(1, MONTHS[0], INNER),
            crime(2, MONTHS[0], INNER, location_type="BTP"),
            crime(3, MONTHS[0], (EAST + 0.0003, NORTH - 0.01)),
            crime(4, MONTHS[0], (EAST + 0.0009, NORTH - 0.01)),
            crime(5, MONTHS[0], None),
        ]
        (month,) = download(run(PoliceService(crimes))).months
        assert (month.rows, month.without_location) == (2, 1)
        assert (month.transport_police, month.outside_near) == (1, 1)

    def test_months_that_are_not_published(self, run: Run, download: Download, heard: Heard) -> None:
        done = download(run(PoliceService(many_crimes(20))), first="2024-12", last="2025-05")
        assert done.missing == dict.fromkeys(("2024-12", "2025-04", "2025-05"), NOT_PUBLISHED)
        assert heard.files == 6
        assert [label for label, _ in heard.done] == ["2024-12", *MONTHS, "2025-04", "2025-05"]

    def test_a_month_without_any_record(self, run: Run, download: Download, tmp_path: Path) -> None:
        crimes = [crime(1, MONTHS[0], INNER), crime(2, MONTHS[1], (0.0, 51.0))]
        done = download(run(PoliceService(crimes)))
        assert done.missing == {MONTHS[1]: NO_ROWS}
        assert [path.name for path in sorted((tmp_path / "files").glob("*.csv"))] == [
            "2025-01-cleveland-street.csv"
        ]

    def test_a_type_that_is_new(self, run: Run, download: Download, tmp_path: Path) -> None:
        crimes = [
            crime(1, MONTHS[0], INNER, category="moon-crime"),
            crime(2, MONTHS[0], INNER, category="not-even-listed"),
        ]
        done = download(run(PoliceService(crimes)))
        assert done.other_types == ("Moon crime", "Not even listed")
        assert [row["Crime type"] for row in rows(tmp_path / "files")] == ["Moon crime", "Not even listed"]

    def test_an_unknown_force(self, run: Run, download: Download, tmp_path: Path) -> None:
        with pytest.raises(FetchError, match=r"knows no force 'clevland'\. Did you mean cleveland"):
            download(run(PoliceService(many_crimes(5))), force="clevland")
        assert not (tmp_path / "files").exists()

    def test_a_force_by_its_name(self, run: Run, download: Download) -> None:
        assert download(run(PoliceService(many_crimes(5))), force="cleveland police").force.id == "cleveland"

    def test_months_the_wrong_way_round(self, run: Run, download: Download) -> None:
        with pytest.raises(FetchError, match="before the first"):
            download(run(PoliceService(many_crimes(5))), first="2025-03", last="2025-01")


class TestMoods:
    def test_each_kind_of_fault_once_in_a_while(
        self, run: Run, download: Download, tmp_path: Path, fake: FakeClock, heard: Heard
    ) -> None:
        crimes = many_crimes(600)
        service = run(PoliceService(crimes, limit=200))
        faults = [busy(429, Retry_After="2"), busy(500), broken_off, not_json, busy(503, Retry_After="1")]
        service.faults = {2 + 3 * number: faults[number % len(faults)] for number in range(10)}
        download(service)
        assert service.faults == {}
        assert len(fake.waited) >= 10
        assert heard.waits == ["127.0.0.1: it answered 429; trying again in 2 s"] * 2
        assert_whole(tmp_path / "files", crimes)

    def test_the_pace_the_service_allows(
        self, run: Run, download: Download, tmp_path: Path, fake: FakeClock
    ) -> None:
        """A server that counts as the real one does, by the same clock, never has to answer 429."""
        crimes = many_crimes(450)
        service = PoliceService(crimes, limit=20, now=fake.now)
        service.strict_pace = True
        download(run(service))
        times = [at for at, *_ in service.asked]
        assert len(times) > 200
        for first, begun in enumerate(times):
            for last in range(first, len(times)):
                assert last - first + 1 <= 30 + 15 * (times[last] - begun)
        assert_whole(tmp_path / "files", crimes)

    def test_a_new_release_in_the_middle_of_a_month_begins_it_again(
        self, run: Run, download: Download, tmp_path: Path
    ) -> None:
        """The ids by which records are told apart are good within one release only."""
        crimes = many_crimes(400, months=MONTHS[:1])
        service = PoliceService(crimes, limit=100)

        def release(number: int) -> None:
            if number == 9:
                for one in crimes:
                    one["id"] += 100_000
                service.release = "2025-06-01"

        service.heard = release
        (month,) = download(run(service)).months
        assert month.release == "2025-06-01"
        assert_whole(tmp_path / "files", crimes)

    def test_two_words_on_one_record(self, run: Run, download: Download, tmp_path: Path) -> None:
        one, other = crime(1, MONTHS[0], INNER), crime(1, MONTHS[0], INNER, category="drugs")
        with pytest.raises(FetchError, match="two different things of its record 1"):
            download(run(PoliceService([one, other])))
        assert not list((tmp_path / "files").glob("*.csv"))


class TestValuesFromOutside:
    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"month": "2025-02"}, "month is '2025-02'"),
            ({"month": "soon"}, "month is 'soon'"),
            ({"category": "../../etc"}, "category is"),
            ({"id": "1"}, "id is '1'"),
            ({"id": True}, "id is True"),
            ({"persistent_id": "x" * 200}, "persistent_id is"),
            ({"location": "here"}, "it is 'here', not an object"),
            ({"location": {"latitude": "91", "longitude": "0"}}, "latitude is '91'"),
            ({"location": {"latitude": "54", "longitude": None}}, "only one of"),
            ({"location": {"latitude": "inf", "longitude": "0"}}, "latitude is 'inf'"),
            ({"location": {"latitude": 10**400, "longitude": "0"}}, "latitude is 1000"),
            ({"location": {"latitude": "5_4", "longitude": "0"}}, "latitude is '5_4'"),
            ({"outcome_status": {"category": ["x"]}}, "category is"),
        ],
    )
    def test_what_is_not_as_documented_is_refused(
        self, run: Run, download: Download, tmp_path: Path, change: dict[str, Any], said: str
    ) -> None:
        service = run(PoliceService([crime(1, MONTHS[0], INNER)]))
        service.faults[4] = answering([crime(1, MONTHS[0], INNER), crime(2, MONTHS[0], INNER) | change])
        with pytest.raises(FetchError, match="record 2") as told:
            download(service)
        assert said in str(told.value)
        assert not list((tmp_path / "files").glob("*.csv"))

    def test_another_kind_of_answer(self, run: Run, download: Download) -> None:
        service = run(PoliceService([crime(1, MONTHS[0], INNER)]))
        service.faults[4] = answering({"error": "x" * 500})
        with pytest.raises(FetchError, match="where a list of crimes of 2025-01 was due"):
            download(service)

    def test_lines_and_formulas_in_words(self, run: Run, download: Download, tmp_path: Path) -> None:
        one = crime(1, MONTHS[0], INNER)
        one["location"]["street"]["name"] = '=HYPERLINK("http://a")\r\nx,"y"\x00'
        download(run(PoliceService([one])))
        (row,) = rows(tmp_path / "files")
        assert row["Location"] == '\'=HYPERLINK("http://a") x,"y"'
        assert row["Longitude"].startswith("-")

    def test_half_a_character(self, run: Run, download: Download, tmp_path: Path) -> None:
        one = crime(1, MONTHS[0], INNER)
        one["location"]["street"]["name"] = "On or near \ud800 Street"
        download(run(PoliceService([one])))
        (row,) = rows(tmp_path / "files")
        assert row["Location"] == "On or near ? Street"

    def test_a_force_that_would_lead_elsewhere(self, run: Run, download: Download, tmp_path: Path) -> None:
        service = run(PoliceService([crime(1, MONTHS[0], INNER)]))
        service.faults[1] = answering([{"id": "../../up", "name": "cleveland"}])
        with pytest.raises(FetchError, match="forces, record 1"):
            download(service)
        assert [path.name for path in tmp_path.iterdir()] == []


class TestArea:
    def test_neighbourhoods_where_nothing_else_is_known(
        self, run: Run, download: Download, tmp_path: Path
    ) -> None:
        crimes = many_crimes(300)
        service = PoliceService(crimes)
        middle = (WEST + EAST) / 2
        service.boundaries = {
            "A1": [(WEST, SOUTH), (middle, SOUTH), (middle, NORTH), (WEST, NORTH)],
            "B2": [(middle, SOUTH), (EAST, SOUTH), (EAST, NORTH), (middle, NORTH), (middle, SOUTH)],
            "Empty": [],
        }
        done = download(run(service), area=None)
        assert "neighbourhoods" in done.area
        assert_whole(tmp_path / "files", crimes)

    def test_a_folder_keeps_to_the_area_it_began_with(self, run: Run, download: Download) -> None:
        service = run(PoliceService(many_crimes(50)))
        download(service, last=MONTHS[0])
        assert download(service, area=None).area == "a box"
        with pytest.raises(FetchError, match="months of another area"):
            download(service, area=shapely.box(0, 51, 1, 52))

    def test_no_area_at_all(self, run: Run, download: Download) -> None:
        with pytest.raises(FetchError, match="name a GeoJSON file with --area"):
            download(run(PoliceService(many_crimes(5))), area=None)

    def test_the_boundaries_that_are_imported(self, run: Run, download: Download, tmp_path: Path) -> None:
        left, right = shapely.box(WEST, SOUTH, -1.3, NORTH), shapely.box(-1.3, SOUTH, EAST, NORTH)
        codes = ["E01000001", "E01000002"]
        areas = {
            "names": [
                ("force", "E23000013", "Cleveland", 2024),
                ("district", "E06000001", "Hartlepool", 2024),
            ],
            "links": [
                *(("lsoa", code, "district", "E06000001", 2024) for code in codes),
                ("district", "E06000001", "force", "E23000013", 2024),
            ],
            "shapes": [
                ("lsoa", codes[0], 2021, shapely.to_wkb(left)),
                ("lsoa", codes[1], 2021, shapely.to_wkb(right)),
                ("force", "E23000013", 2024, shapely.to_wkb(shapely.box(WEST, SOUTH, EAST + 1, NORTH))),
            ],
        }
        _import_areas(tmp_path / "data", areas)
        crimes = many_crimes(300)
        done = download(run(PoliceService(crimes)), area=None)
        assert done.area.startswith("the boundaries stored in v0000")
        assert_whole(tmp_path / "files", crimes)


def _import_areas(data_dir: Path, tables: dict[str, list[tuple[Any, ...]]]) -> None:
    import pandas as pd

    from dashboard.data.inputs import SCHEMAS

    frames = {name: pd.DataFrame(rows, columns=SCHEMAS[name].names) for name, rows in tables.items()}
    import_frames(data_dir, [], Inputs(**frames), demo=False)


class TestTakenIn:
    def test_counts_are_the_servers(self, run: Run, download: Download, tmp_path: Path) -> None:
        crimes = many_crimes(600)
        download(run(PoliceService(crimes, limit=150)))
        import_paths(tmp_path / "store", [tmp_path / "files"], strict=True)
        (source,) = status(tmp_path / "store").sources
        expected = truth(crimes)
        assert source.rows_kept == len(expected)
        got: Counter[tuple[str, int]] = Counter()
        for path in sorted((tmp_path / "files").glob("*.csv")):
            ref = FileRef(path)
            kind = recognise(ref)
            assert kind is not None
            frame = read_incidents(ref, kind).frame
            assert list(frame.columns) == INCIDENTS.names
            got.update(zip(frame["crime_type"], frame["month"], strict=True))
        labels = police_api.CRIME_TYPES
        assert got == Counter((slug(labels[one["category"]]), month_number(one["month"])) for one in expected)


class TestFiles:
    def test_answers_are_let_go_when_done(self, run: Run, download: Download, tmp_path: Path) -> None:
        download(run(PoliceService(many_crimes(100))))
        kept = json.loads((tmp_path / "files/.download/state.json").read_text())
        assert sorted(kept["months"]) == list(MONTHS)
        assert not list((tmp_path / "files").rglob("*.part"))
        assert not list((tmp_path / "files/.download").rglob("answers/*/*"))

    def test_the_usual_folder_lies_in_the_data_folder(self, run: Run, tmp_path: Path, heard: Heard) -> None:
        from dashboard.data.fetch.police import Wanted, download_police

        service = run(PoliceService(many_crimes(20)))
        done = download_police(
            Wanted("cleveland", MONTHS[0], area=AREA, area_origin="a box"),
            base=service.address,
            data_dir=tmp_path / "data",
            folder=None,
            progress=heard,
        )
        assert done.folder == tmp_path / "data/downloads/police-cleveland"
        assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
