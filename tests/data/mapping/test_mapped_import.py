"""Described sources on their way into a version: import, dry run, months in several files, own areas."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from dashboard.cli import app
from dashboard.data.dataset import Dataset
from dashboard.data.gazetteer import gazetteer
from dashboard.data.ingest import import_paths
from dashboard.data.inputs import Inputs
from dashboard.data.manifest import ImportReport
from dashboard.data.own_areas import give_own_areas, partnership_of_own
from dashboard.data.rehearsal import rehearse
from dashboard.data.reporting import forces_for_source, forces_of_areas
from dashboard.data.schema import InputError, month_number
from dashboard.data.store import Store
from tests.data.mapping.described_files import (
    SECTIONS,
    csv_of,
    description_of,
    ref_of,
    row_of,
    sections_with,
    toml,
)
from tests.data.sources.small_files import street_row, street_text


def version_folder(data_dir: Path) -> Path:
    store = Store(data_dir)
    version = store.current_version()
    assert version is not None
    return store.version_dir(version)


def tree_hash(folder: Path) -> dict[str, str]:
    """Every file's digest."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def stored(data_dir: Path) -> pd.DataFrame:
    """All incidents stored."""
    files = sorted((version_folder(data_dir) / "parts").rglob("*.parquet"))
    return pd.concat([pd.read_parquet(file) for file in files], ignore_index=True)


def take(folder: Path, *files: tuple[str, list[str]], **changed: object) -> ImportReport:
    """Import described files by name and lines into folder/data."""
    paths = [ref_of(folder / "in" / name, csv_of(rows)).path for name, rows in files]
    return import_paths(folder / "data", paths, description=description_of(folder, **changed))  # type: ignore[arg-type]


class TestMonths:
    def test_files_of_one_import_add_up_within_a_month(self, tmp_path: Path) -> None:
        north = [row_of("A1"), row_of("A2"), row_of("", what="Drugs")]
        south = [row_of("A2", what="Robbery"), row_of("A3"), row_of("", what="Drugs")]
        report = take(tmp_path, ("north.csv", north), ("south.csv", south))
        frame = stored(tmp_path / "data")
        assert report.rows == len(frame) == 5
        assert sorted(frame.incident_id) == ["", "", "A1", "A2", "A3"]
        assert frame[frame.incident_id == "A2"].crime_type.tolist() == ["robbery"]
        part = Dataset(version_folder(tmp_path / "data")).parts[0]
        assert (part.rows_read, part.rows_kept, part.rows_replaced) == (6, 5, 1)
        assert part.file == "in/north.csv and more"

    def test_a_later_import_replaces_the_month_and_says_when_it_is_far_smaller(self, tmp_path: Path) -> None:
        take(tmp_path, ("march.csv", [row_of(f"A{n}") for n in range(10)]))
        report = take(tmp_path, ("april.csv", [row_of("B1"), row_of("B2", when="2025-04-01 10:00")]))
        assert report.months[0].replaced == (month_number("2025-03"),)
        assert any("March 2025 has 1 incident now, before 10" in note for note in report.notes)

    def test_times_survive_into_the_incident_table(self, tmp_path: Path) -> None:
        take(tmp_path, ("log.csv", [row_of("A1", when="2025-03-31"), row_of("A2", when="2025-03-31 10:00")]))
        derived = version_folder(tmp_path / "data") / "derived" / "source-asb-log"
        begins, ends = (np.load(derived / f"incident_{name}.npy") for name in ("from", "to"))
        day = np.datetime64("2025-03-30T23:00:00").astype("datetime64[s]").astype(np.int64)
        known = sorted(
            (int(begin), None if end < 0 else int(end))
            for begin, end in zip(begins.astype(np.int64), ends.astype(np.int64), strict=True)
        )
        assert known == [(day, day + 86_400), (day + 10 * 3600, None)]


class TestDescribed:
    def test_types_go_by_the_names_the_source_gives_them(self, tmp_path: Path) -> None:
        categories, names = {"Noise": "noise-nuisance"}, {"noise-nuisance": "Noise after 11 pm"}
        rows = [row_of("A1", what="Noise"), row_of("A2"), row_of("A3", what="Fly tipping")]
        report = take(tmp_path, ("log.csv", rows), categories=categories, category_names=names)
        dataset = Dataset(version_folder(tmp_path / "data"))
        assert dataset.types == {
            "burglary": "Burglary",
            "noise-nuisance": "Noise after 11 pm",
            "not-yet-mapped": "Not yet mapped",
        }
        assert report.files[0].unmapped == {"Fly tipping": 1}
        assert dataset.sources["asb-log"].category_names == (("noise-nuisance", "Noise after 11 pm"),)

    def test_one_bad_file_among_good_ones_changes_nothing(self, tmp_path: Path) -> None:
        take(tmp_path, ("first.csv", [row_of()]))
        before = tree_hash(tmp_path / "data" / "versions")
        good = [(f"good-{n}.csv", [row_of(f"B{n}")]) for n in range(3)]
        with pytest.raises(InputError, match=r"bad\.csv"):
            take(tmp_path, *good, ("bad.csv", ["B9,2025-01-01 10:00,'x'", "x"]))
        assert tree_hash(tmp_path / "data" / "versions") == before

    def test_files_of_another_ending_are_left_out_and_told(self, tmp_path: Path) -> None:
        ref_of(tmp_path / "in" / "README.md", "Notes")
        ref_of(tmp_path / "in" / "log.csv", csv_of([row_of()]))
        described = description_of(tmp_path)
        report = import_paths(tmp_path / "data", [tmp_path / "in"], description=described)
        assert [skipped.file for skipped in report.skipped] == ["in/README.md"]
        with pytest.raises(InputError, match=r"README\.md.*\.csv"):
            import_paths(tmp_path / "data", [tmp_path / "in"], description=described, strict=True)


class TestDryRun:
    def test_it_says_what_an_import_would_say_and_changes_nothing(self, tmp_path: Path) -> None:
        take(tmp_path, ("first.csv", [row_of()]))
        before = tree_hash(tmp_path / "data")
        path = ref_of(tmp_path / "in" / "more.csv", csv_of([row_of("B1"), row_of("B2", x="east")])).path
        told = rehearse(tmp_path / "data", [path], description=description_of(tmp_path))
        assert tree_hash(tmp_path / "data") == before
        done = import_paths(tmp_path / "data", [path], description=description_of(tmp_path))
        assert told.months == done.months
        assert told.files == done.files
        assert told.files[0].rejected == {"coordinates not numbers": 1}

    def test_it_needs_no_data_folder(self, tmp_path: Path) -> None:
        path = ref_of(tmp_path / "in" / "log.csv", csv_of([row_of()])).path
        assert rehearse(tmp_path / "data", [path], description=description_of(tmp_path)).rows == 1
        assert not (tmp_path / "data").exists()

    def test_what_a_killed_one_left_goes_with_the_next_and_a_living_one_keeps_its_own(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        passing = tmp_path / "passing"
        passing.mkdir()
        monkeypatch.setenv("TMPDIR", str(passing))
        monkeypatch.setattr(tempfile, "tempdir", None)
        with waiting_dry_run() as living, waiting_dry_run() as killed:
            killed.kill()
            killed.wait()
            assert len(list(passing.glob("*/secret.parquet"))) == 2
            path = ref_of(tmp_path / "in" / "log.csv", csv_of([row_of()])).path
            rehearse(tmp_path / "data", [path], description=description_of(tmp_path))
            [left] = passing.glob("*/secret.parquet")
            assert left.read_text() == str(living.pid)


@contextmanager
def waiting_dry_run() -> Iterator[subprocess.Popen[str]]:
    """A process in the middle of a dry run, with a file of its own in its folder."""
    program = (
        "import os, sys\n"
        "from dashboard.data import rehearsal\n"
        "with rehearsal._scratch() as scratch:\n"
        "    (scratch / 'secret.parquet').write_text(str(os.getpid()))\n"
        "    print('ready', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.kill()
        process.communicate()


class TestCommand:
    def run(self, monkeypatch: pytest.MonkeyPatch, folder: Path, *arguments: str) -> Result:
        monkeypatch.setenv("HEXSCAN_DATA_DIR", str(folder / "data"))
        return CliRunner().invoke(app, ["import", *arguments])

    def test_a_source_is_found_beside_the_data(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        ref_of(tmp_path / "data" / "sources" / "asb-log.toml", toml(SECTIONS))
        path = ref_of(tmp_path / "log.csv", csv_of([row_of(), row_of("A2", what="Noise"), "short"])).path
        dry = self.run(monkeypatch, tmp_path, str(path), "--source", "asb-log", "--dry-run")
        assert dry.exit_code == 0 and "Dry run: nothing was changed." in dry.stdout
        assert not (tmp_path / "data" / "current").exists()
        done = self.run(monkeypatch, tmp_path, str(path), "--source", "asb-log")
        assert done.exit_code == 0
        assert "1 word is not yet mapped to a crime type: 1 row is kept" in done.stdout.replace("\n", " ")
        assert "'Noise': 1 row" in done.stdout
        assert "rejected 1 another number of columns" in done.stdout
        assert (tmp_path / "data" / "current").exists()

    def test_descriptions_may_lie_elsewhere(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HEXSCAN_SOURCES_DIR", str(tmp_path / "described"))
        ref_of(tmp_path / "described" / "asb-log.toml", toml(SECTIONS))
        path = ref_of(tmp_path / "log.csv", csv_of([row_of()])).path
        assert self.run(monkeypatch, tmp_path, str(path), "--source", "asb-log").exit_code == 0

    def test_an_unknown_source_is_told_with_those_there_are(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = ref_of(tmp_path / "log.csv", csv_of([row_of()])).path
        result = self.run(monkeypatch, tmp_path, str(path), "--source", "asb-log")
        assert result.exit_code == 1
        assert "no description of such a source" in result.stderr
        assert "stop-and-search" in result.stderr

    def test_premises_come_in_the_same_way(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        sections = sections_with(
            source={"kind": "premises", "licence": "OGL", "name": "Licence register", "as_of": "2025-03"},
            columns={"name": "What", "premises_id": "Ref"},
            time=None,
        )
        ref_of(tmp_path / "data" / "sources" / "licences.toml", toml(sections))
        log = ref_of(tmp_path / "log.csv", csv_of([row_of()])).path
        pubs = ref_of(tmp_path / "pubs.csv", csv_of([row_of(what="The Plough"), row_of("A2", what="")])).path
        ref_of(tmp_path / "data" / "sources" / "asb-log.toml", toml(SECTIONS))
        assert self.run(monkeypatch, tmp_path, str(log), "--source", "asb-log").exit_code == 0
        result = self.run(monkeypatch, tmp_path, str(pubs), "--source", "licences")
        assert result.exit_code == 0 and "rejected 1 no name" in result.stdout
        kept = pd.read_parquet(version_folder(tmp_path / "data") / "inputs" / "premises.parquet")
        assert kept[["name", "register", "as_of"]].to_numpy().tolist() == [
            ["The Plough", "Licence register", "2025-03"]
        ]


class TestOwnAreas:
    def test_a_source_without_area_tables_is_one_area(self, tmp_path: Path) -> None:
        rows = [row_of(f"A{n}", x=f"-73.{n:02}", y="40.7") for n in range(10)]
        take(tmp_path, ("log.csv", [*rows, row_of("B1", x="", y="")]))
        tree = Dataset(version_folder(tmp_path / "data")).areas
        known = dict(zip(tree.codes, tree.levels, strict=True))
        assert known == {
            "all": "all",
            "no-location:testborough-council": "lsoa",
            "testborough-council": "force",
            "testborough-council-area": "partnership",
            "testborough-council-whole": "lsoa",
        }
        table = pd.read_parquet(version_folder(tmp_path / "data") / "derived" / "areas.parquet")
        assert table.west[0] == pytest.approx(-73.09, abs=0.05)

    def records(self, *rows: tuple[str, str, float]) -> pd.DataFrame:
        frame = pd.DataFrame(rows, columns=["force", "lsoa", "longitude"])
        return frame.assign(lsoa_name="", rows=1, lsoa=frame.lsoa.astype(object))

    def test_records_in_known_areas_and_those_without_a_point_stay(self) -> None:
        frame = self.records(
            ("Far", "", 1.0), ("Far", "", np.nan), ("Far", "E1", 1.0), ("Far", "", 2.0),
            ("Near", "E1", 1.0), ("Near", "E2", 1.0), ("Near", "", 1.0),
        )  # fmt: skip
        give_own_areas([frame], gazetteer(Inputs()))
        assert frame.lsoa.tolist() == ["far-whole", "", "E1", "far-whole", "E1", "E2", ""]
        assert partnership_of_own("far-whole", frozenset({"far"})) == "far-area"
        assert partnership_of_own("far-whole", frozenset({"near"})) == ""

    def test_the_whole_map_is_not_stretched_over_an_ocean(self, tmp_path: Path) -> None:
        street = street_text([street_row(crime_id=f"{n}") for n in range(5)])
        import_paths(tmp_path / "data", [ref_of(tmp_path / "street.csv", street).path])
        take(tmp_path, ("log.csv", [row_of(f"A{n}", x=f"-73.{n:02}", y="40.7") for n in range(10)]))
        table = pd.read_parquet(version_folder(tmp_path / "data") / "derived" / "areas.parquet")
        by_code = table.set_index("code")
        assert by_code.loc["all", "west"] == pytest.approx(-1.234, abs=0.1)
        assert by_code.loc["testborough-council", "east"] == pytest.approx(-73, abs=0.1)

    def test_another_source_lacks_nothing_because_of_it(self, tmp_path: Path) -> None:
        street = street_text([street_row(crime_id=f"{n}", month="2025-03") for n in range(5)])
        import_paths(tmp_path / "data", [ref_of(tmp_path / "street.csv", street).path])
        take(tmp_path, ("log.csv", [row_of(f"A{n}", x=f"-73.{n:02}", y="40.7") for n in range(10)]))
        dataset = Dataset(version_folder(tmp_path / "data"))
        place = dataset.forces.index("testborough-council")
        whole, elsewhere = (dataset.areas.index(code) for code in ("all", "testborough-council"))
        assert forces_of_areas(dataset)[[whole, elsewhere], place].all()
        told = forces_for_source(dataset, "police-uk")
        assert told[[whole, elsewhere], place].tolist() == [False, True]
        assert forces_for_source(dataset, "asb-log")[whole, place]
