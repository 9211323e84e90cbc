"""The register of food premises: all pages, once, as a file that the import reads."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dashboard.data.fetch import FetchError, fsa_api
from dashboard.data.fetch.premises import PremisesDownload, download_premises
from dashboard.data.sources import FileRef, read_premises, recognise
from dashboard.data.sources.recognise import Kind
from dashboard.data.sources.report import Register
from tests.fetch.conftest import Heard
from tests.fetch.services import FakeClock, FsaService, answering, broken_off, busy, pub
from tests.worlds import import_small_world

Fetch = Callable[..., PremisesDownload]
Run = Callable[[FsaService], FsaService]
DAY = datetime.date(2026, 11, 21)


@pytest.fixture
def fetch(tmp_path: Path, fake: FakeClock, heard: Heard) -> Fetch:
    def download(service: FsaService, *authorities: str, types: tuple[str, ...] = (), day: Any = DAY) -> Any:
        return download_premises(
            list(authorities),
            list(types),
            base=service.address,
            data_dir=tmp_path / "data",
            folder=tmp_path / "files",
            progress=heard,
            clock=fake.clock(),
            today=lambda: day,
        )

    return download


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fsa_api, "PAGE_ROWS", 10)


def ids(done: PremisesDownload) -> list[int]:
    with done.file.open(encoding="utf-8", newline="") as handle:
        return [int(row["fhrs_id"]) for row in csv.DictReader(handle)]


def test_every_page_of_every_list(run: Run, fetch: Fetch, heard: Heard) -> None:
    pubs = [pub(number) for number in range(1, 36)] + [pub(number, 8) for number in range(101, 111)]
    takeaway = pub(900, BusinessType="Takeaway/sandwich shop", BusinessTypeID=7844)
    done = fetch(run(FsaService([*pubs, takeaway])), "Hartlepool", "middlesbrough")
    assert ids(done) == [*range(1, 36), *range(101, 111)]
    assert done.authorities == {"Hartlepool": 35, "Middlesbrough": 10}
    assert heard.files == 2


def test_other_types_of_business(run: Run, fetch: Fetch) -> None:
    takeaway = pub(900, BusinessType="Takeaway/sandwich shop", BusinessTypeID=7844)
    both = ("Pub/bar/nightclub", "takeaway sandwich shop")
    done = fetch(run(FsaService([pub(1), takeaway])), "7", types=both)
    assert ids(done) == [1, 900]


def test_the_import_reads_it(run: Run, fetch: Fetch) -> None:
    nowhere = pub(2, geocode={"longitude": None, "latitude": None}, BusinessName='=cmd|"/C calc"!A0')
    done = fetch(run(FsaService([pub(1), nowhere])), "Hartlepool")
    ref = FileRef(done.file)
    assert recognise(ref) is Kind.PREMISES
    read = read_premises(ref)
    assert read.register == Register("food-hygiene-register", "Food hygiene register", "2026-11-21")
    assert read.report.rows_kept == 2
    assert (done.without_location, read.report.without_location) == (1, 1)
    assert list(read.frame["kind"]) == ["Pub/bar/nightclub"] * 2
    assert read.frame["address"][0] == "1 High Street, Hartlepool, TS24 7AA"
    assert read.frame["name"][1].startswith("'=")


def test_moods(run: Run, fetch: Fetch) -> None:
    service = run(FsaService([pub(number) for number in range(1, 36)]))
    service.faults = {2: busy(429, Retry_After="3"), 4: broken_off, 6: busy(503), 7: busy(500)}
    assert ids(fetch(service, "Hartlepool")) == list(range(1, 36))
    assert service.faults == {}


def test_goes_on_where_it_was(run: Run, fetch: Fetch, tmp_path: Path) -> None:
    service = run(FsaService([pub(number) for number in range(1, 36)]))
    service.faults = {number: busy(500) for number in range(5, 20)}
    with pytest.raises(FetchError):
        fetch(service, "Hartlepool")
    assert not list((tmp_path / "files").glob("*.csv"))
    service.faults = {}
    before = len(service.asked)
    assert ids(fetch(service, "Hartlepool")) == list(range(1, 36))
    pages = [asked["pageNumber"] for _, _, _, asked in service.asked[before:] if "pageNumber" in asked]
    assert pages == ["3", "4"]


def test_another_day_begins_again(run: Run, fetch: Fetch) -> None:
    service = run(FsaService([pub(number) for number in range(1, 36)]))
    service.faults = {number: busy(500) for number in range(5, 20)}
    with pytest.raises(FetchError):
        fetch(service, "Hartlepool")
    service.faults = {}
    before = len(service.asked)
    done = fetch(service, "Hartlepool", day=DAY + datetime.timedelta(1))
    assert done.file.name == "food-hygiene-register_2026-11-22.csv"
    pages = [asked["pageNumber"] for _, _, _, asked in service.asked[before:] if "pageNumber" in asked]
    assert pages == ["1", "2", "3", "4"]


def test_a_list_that_changes_between_two_pages(run: Run, fetch: Fetch) -> None:
    service = FsaService([pub(number) for number in range(1, 36)])

    def close_one(number: int) -> None:
        if number == 4:
            del service.premises[0]

    service.heard = close_one
    assert ids(fetch(run(service), "Hartlepool")) == list(range(2, 36))


def test_a_list_that_never_adds_up_is_refused(run: Run, fetch: Fetch, tmp_path: Path) -> None:
    service = run(FsaService([pub(1)]))
    lie = {"establishments": [], "meta": {"totalCount": 40}}
    service.faults = {number: answering(lie) for number in range(3, 30)}
    with pytest.raises(FetchError, match="says it has 40 premises of Hartlepool and lists 0"):
        fetch(service, "Hartlepool")
    assert not list((tmp_path / "files").glob("*.csv"))


@pytest.mark.parametrize(
    "change",
    [
        {"FHRSID": None},
        {"FHRSID": -1},
        {"BusinessName": 3},
        {"geocode": "x"},
        {"geocode": {"longitude": "200"}},
    ],
)
def test_what_is_not_as_documented_is_refused(run: Run, fetch: Fetch, change: dict[str, Any]) -> None:
    with pytest.raises(FetchError, match="premises of Hartlepool, record 2"):
        fetch(run(FsaService([pub(1), pub(2) | change])), "Hartlepool")


def test_names_that_are_unknown(run: Run, fetch: Fetch, tmp_path: Path) -> None:
    service = run(FsaService([pub(1)]))
    with pytest.raises(FetchError, match=r"no authority called 'Hartlepol'\. Did you mean Hartlepool"):
        fetch(service, "Hartlepol")
    with pytest.raises(FetchError, match=r"no type of business called 'takeaway'\. Did you mean Takeaway"):
        fetch(service, "Hartlepool", types=("takeaway",))
    with pytest.raises(FetchError, match="has no Pub/bar/nightclub in Middlesbrough"):
        fetch(service, "Middlesbrough")
    assert not list(tmp_path.rglob("*.csv"))


def test_without_names_the_areas_that_are_imported(run: Run, fetch: Fetch, tmp_path: Path) -> None:
    """Those whose names the register has; of the others it is said that it has none."""
    service = FsaService([pub(1), pub(2, 8), pub(3, 9)])
    service.authorities = [(7, "ALDERBY"), (9, "Elsewhere")]
    with pytest.raises(FetchError, match="Name the authorities with --authority"):
        fetch(run(service))
    import_small_world(tmp_path / "data")
    done = fetch(service)
    assert ids(done) == [1]
    assert done.authorities == {"ALDERBY": 1}
    assert done.unmatched == ("Birchby and Cedarby",)
    service.authorities.append((8, "Birchby & Cedarby"))
    done = fetch(service)
    assert ids(done) == [1, 2]
    assert done.unmatched == ()
