"""Real files through the ready-made descriptions: every row is told, every quirk met."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.data.dataset import Dataset
from dashboard.data.ingest import import_paths
from dashboard.data.sources.files import FileRef
from dashboard.data.sources.mapping.finding import find_description
from dashboard.data.sources.mapping.propose import propose
from dashboard.data.sources.mapping.reading import read_described
from dashboard.data.sources.report import IncidentsRead, PremisesRead
from dashboard.data.store import Store

pytestmark = pytest.mark.shared

NOWHERE = Path("none")


def read_all(name: str, paths: Iterable[Path]) -> list[IncidentsRead]:
    described = find_description(name, NOWHERE)
    reads = [read_described(FileRef(path), described) for path in sorted(paths)]
    assert all(isinstance(read, IncidentsRead) for read in reads)
    return [read for read in reads if isinstance(read, IncidentsRead)]


def lines_of(path: Path) -> int:
    with gzip.open(path) as stream:
        return sum(1 for line in stream if line.strip())


def together(reads: list[IncidentsRead]) -> pd.DataFrame:
    return pd.concat([read.frame for read in reads], ignore_index=True)


def local(times: pd.Series, zone: str) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(times).tz_convert(zone)


class TestStopAndSearch:
    def paths(self, shared_data: Path, force: str) -> list[Path]:
        return sorted((shared_data / "police-stop-and-search").rglob(f"*-{force}-*"))

    @pytest.mark.parametrize(
        ("force", "rows", "unplaced"),
        [("bedfordshire", 3984, 785), ("northumbria", 4334, 0), ("cleveland", 22122, 1170)],
    )
    def test_every_search_is_kept(self, shared_data: Path, force: str, rows: int, unplaced: int) -> None:
        paths = self.paths(shared_data, force)
        reads = read_all("stop-and-search", paths)
        assert [read.report.rows_kept for read in reads] == [lines_of(path) - 1 for path in paths]
        assert sum(read.report.rows_kept for read in reads) == rows
        assert sum(read.report.without_location for read in reads) == unplaced
        assert all(read.report.unmapped == {} and read.report.rejected == {} for read in reads)
        assert set(together(reads).force) == {f"{force.title()} Police"}

    def test_cleveland_gives_the_day_alone(self, shared_data: Path) -> None:
        frame = together(read_all("stop-and-search", self.paths(shared_data, "cleveland")))
        begins, ends = (local(frame[name], "Europe/London") for name in ("occurred_from", "occurred_to"))
        assert (begins == begins.normalize()).all()
        assert (ends == (begins.tz_localize(None) + pd.Timedelta(days=1)).tz_localize("Europe/London")).all()

    @pytest.mark.parametrize("force", ["bedfordshire", "northumbria"])
    def test_others_give_the_minute_and_files_hold_their_own_local_month(
        self, shared_data: Path, force: str
    ) -> None:
        paths = self.paths(shared_data, force)
        for path, read in zip(paths, read_all("stop-and-search", paths), strict=True):
            assert read.frame.occurred_to.isna().mean() > 0.99  # an hour that comes twice is a range
            year, month = map(int, path.name.split("-")[:2])
            assert set(read.frame.month) == {year * 12 + month - 1}

    def test_nothing_of_people_is_taken(self, shared_data: Path) -> None:
        read = read_all("stop-and-search", self.paths(shared_data, "bedfordshire")[:1])[0]
        held = {str(value) for column in read.frame.columns for value in read.frame[column].unique()}
        assert not held & {"Male", "Female", "White", "Black", "18-24", "over 34"}


class TestNewYork:
    def test_ranges_come_whole(self, shared_data: Path) -> None:
        path = next((shared_data / "nyc-vehicle-thefts").glob("*.csv.gz"))
        read = read_all("new-york-vehicle-thefts", [path])[0]
        written = pd.read_csv(path, dtype=str)
        assert read.report.rows_kept == len(written) == 35_746
        assert (read.report.rejected, read.report.without_location) == ({}, 0)
        frame = read.frame.set_index("incident_id").loc[written.uid]
        begins = local(frame.occurred_from, "America/New_York").tz_localize(None)
        skipped = begins != pd.DatetimeIndex(written.date_start)
        assert skipped.sum() <= 25  # clocks skip an hour in spring
        ended = written.date_end.notna().to_numpy() & (written.date_end != written.date_start).to_numpy()
        ends = local(frame.occurred_to[ended], "America/New_York").tz_localize(None)
        assert (ends == pd.DatetimeIndex(written.date_end[ended])).mean() > 0.999
        assert (frame.occurred_to.dropna() >= frame.occurred_from[frame.occurred_to.notna()]).all()

    def test_it_is_served_alone_as_one_area(self, shared_data: Path, tmp_path: Path) -> None:
        path = next((shared_data / "nyc-vehicle-thefts").glob("*.csv.gz"))
        import_paths(tmp_path, [path], description=find_description("new-york-vehicle-thefts", NOWHERE))
        store = Store(tmp_path)
        version = store.current_version()
        assert version is not None
        dataset = Dataset(store.version_dir(version))
        assert "new-york-city-area" in dataset.areas.codes
        counts = np.load(dataset.folder / "derived" / "source-new-york-vehicle-thefts" / "incident_month.npy")
        assert len(counts) == 35_746


class TestToronto:
    def test_hours_are_local_and_old_records_are_told(self, shared_data: Path) -> None:
        path = next((shared_data / "toronto-major-crime-indicators").glob("*.csv.gz"))
        read = read_all("toronto-major-crime", [path])[0]
        written = pd.read_csv(path, dtype=str)
        assert read.report.rows_read == len(written) == 210_992
        day = pd.to_datetime(written.occurrencedate.str[:10], format="%Y/%m/%d")
        old = int((day < "2014-01-01").sum())
        assert read.report.rejected == {"before January 2014": old}
        assert read.report.unmapped == {}
        kept = written[day >= "2014-01-01"]
        begins = local(read.frame.occurred_from, "America/Toronto")
        assert (begins.hour.to_numpy() == kept.occurrencehour.astype(int).to_numpy()).mean() > 0.9999
        assert (begins.day.to_numpy() == kept.occurrenceday.astype(float).to_numpy()).mean() > 0.999
        spans = read.frame.occurred_to - read.frame.occurred_from
        twice = spans == pd.Timedelta(hours=2)  # the hour that comes twice in autumn
        assert (twice | (spans == pd.Timedelta(hours=1))).all()
        assert 0 < twice.sum() < 200
        assert set(begins[twice].month) == {11}


class TestPremises:
    @pytest.mark.parametrize(
        ("name", "pattern", "rows", "unplaced"),
        [
            ("open-pubs", "licensed-premises/open_pubs*", 10_001, 146),
            ("osm-pubs", "licensed-premises/osm_pubs*", 1_092, 0),
            ("food-hygiene", "food-premises-fhrs-2015/*-*.csv.gz", 23_326, None),
        ],
    )
    def test_registers_are_kept_whole(
        self, shared_data: Path, name: str, pattern: str, rows: int, unplaced: int | None
    ) -> None:
        described = find_description(name, NOWHERE)
        reads = [read_described(FileRef(path), described) for path in sorted(shared_data.glob(pattern))]
        assert all(isinstance(read, PremisesRead) for read in reads)
        assert sum(read.report.rows_read for read in reads) == rows
        assert sum(read.report.rows_kept + read.report.rows_replaced for read in reads) == rows
        if unplaced is not None:
            assert sum(read.report.without_location for read in reads) == unplaced
        assert {read.register.key for read in reads if isinstance(read, PremisesRead)} == {
            described.source.key
        }


@pytest.mark.parametrize(
    ("pattern", "ready"),
    [
        ("police-stop-and-search/2023-01/*cleveland*", "stop-and-search"),
        ("toronto-major-crime-indicators/*.csv.gz", "toronto-major-crime"),
        ("nyc-vehicle-thefts/*.csv.gz", "new-york-vehicle-thefts"),
        ("food-premises-fhrs-2015/410-*", "food-hygiene"),
        ("licensed-premises/osm_pubs*", "osm-pubs"),
    ],
)
def test_describe_knows_the_files_it_has_descriptions_for(
    shared_data: Path, pattern: str, ready: str
) -> None:
    proposal = propose(FileRef(next(iter(sorted(shared_data.glob(pattern))))))
    assert ready in proposal.ready
