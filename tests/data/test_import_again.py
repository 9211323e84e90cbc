"""What is in force already is not taken in again; what was displaced, or is described otherwise, is."""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.data import contents
from dashboard.data.contents import read_contents
from dashboard.data.ingest import import_paths
from dashboard.data.manifest import ImportReport, SkippedFile
from dashboard.data.sources.mapping.finding import find_description
from dashboard.data.store import Store
from dashboard.data.upkeep import plan_removal, plan_rollback, remove, rollback
from tests.data.street_files import row, write_street

MONTHS = ("2025-01", "2025-02", "2025-03")

DESCRIPTION = """
[source]
kind = "incidents"
key = "calls"
name = "Calls"
owner = "A council"
licence = "Agreement 7"
agreement_expires = "2030-03-31"

[file]
format = "csv"

[time]
from = "when"
format = "iso"

[columns]
force_is = "Teesside"
crime_type_is = "anti-social-behaviour"
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Three months of street files and a register."""
    for month in MONTHS:
        write_street(tmp_path / "files", month)
    (tmp_path / "files/pubs.csv").write_text("name,latitude,longitude\nThe Ship,54.57,-1.23\n")
    return tmp_path / "files"


@pytest.fixture
def data_dir(tmp_path: Path, files: Path) -> Path:
    """A folder with all of them taken in."""
    import_paths(tmp_path / "data", [files])
    return tmp_path / "data"


def tree(folder: Path) -> dict[str, str]:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def names(report: ImportReport) -> list[str]:
    return [one.file.split("/")[-1] for one in report.left_out]


def read(report: ImportReport) -> list[str]:
    return [one.path.split("/")[-1] for one in report.files]


class TestNothingNew:
    def test_the_same_folder_changes_nothing_and_says_so(self, data_dir: Path, files: Path) -> None:
        before = tree(data_dir)
        first = Store(data_dir).current_version()
        report = import_paths(data_dir, [files])
        assert report.nothing_new
        assert report.version == first
        assert sorted(names(report)) == sorted(path.name for path in files.iterdir())
        assert {one.version for one in report.left_out} == {first}
        assert tree(data_dir) == before

    @pytest.mark.parametrize("packed", ["copied elsewhere", "in a zip", "gzipped", "under another name"])
    def test_it_is_the_content_that_counts(
        self, data_dir: Path, files: Path, tmp_path: Path, packed: str
    ) -> None:
        origin = files / "2025-02-cleveland-street.csv"
        target = tmp_path / "again" / origin.name
        target.parent.mkdir()
        if packed == "in a zip":
            target = target.with_suffix(".zip")
            with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.write(origin, "2025-02/a.csv")
        elif packed == "gzipped":
            target = target.with_suffix(".csv.gz")
            target.write_bytes(gzip.compress(origin.read_bytes()))
        else:
            shutil.copy(origin, target if packed == "copied elsewhere" else target.with_stem("latest"))
        assert import_paths(data_dir, [target.parent]).nothing_new

    def test_one_byte_more_is_another_file(self, data_dir: Path, files: Path) -> None:
        path = files / "2025-02-cleveland-street.csv"
        path.write_text(path.read_text() + "\n")
        report = import_paths(data_dir, [path])
        assert not report.nothing_new
        assert read(report) == [path.name]

    def test_tables_of_areas_and_premises_are_told_by_what_they_say(
        self, data_dir: Path, files: Path
    ) -> None:
        before = Store(data_dir).current_version()
        assert import_paths(data_dir, [files / "pubs.csv"]).version == before
        (files / "pubs.csv").write_text("name,latitude,longitude\nThe Ship,54.58,-1.23\n")
        assert import_paths(data_dir, [files / "pubs.csv"]).version != before

    def test_other_code_reads_it_again(
        self, data_dir: Path, files: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(contents, "_readers", lambda: "another release")
        report = import_paths(data_dir, [files])
        assert len(report.files) == 4
        assert not report.left_out

    def test_a_damaged_list_of_contents_does_no_harm(self, data_dir: Path, files: Path) -> None:
        for text in ("{", "[]", '{"files": {"a": {}}, "parts": {}}', '{"files": 1, "parts": 2}'):
            (Store(data_dir).version_dir(str(Store(data_dir).current_version())) / contents.FILE).write_text(
                text
            )
            report = import_paths(data_dir, [files])
            assert len(report.files) == 4

    def test_a_header_alone_beside_it_is_told(self, data_dir: Path, files: Path) -> None:
        write_street(files, "2025-04", rows=0)
        report = import_paths(data_dir, [files])
        assert report.nothing_new
        assert len(report.left_out) == 4
        assert "2025-04-cleveland-street.csv has a header but no rows." in report.notes[0]

    def test_files_of_no_known_kind_are_still_told(self, data_dir: Path, files: Path) -> None:
        (files / "notes.txt").write_text("hello")
        report = import_paths(data_dir, [files])
        assert report.nothing_new
        assert report.skipped == (SkippedFile("files/notes.txt", "not recognised"),)


class TestOnlyWhatIsNew:
    def test_of_a_mixture(self, data_dir: Path, files: Path) -> None:
        write_street(files, "2025-04", rows=7)
        report = import_paths(data_dir, [files])
        assert "2025-04-cleveland-street.csv" in read(report)
        assert not {f"{month}-cleveland-street.csv" for month in MONTHS} & set(read(report))
        manifest = Store(data_dir).manifest(report.version)
        assert [part.rows_kept for part in manifest.parts] == [3, 3, 3, 7]
        assert manifest.report.left_out == report.left_out
        assert import_paths(data_dir, [files]).nothing_new

    def test_what_was_displaced_since_is_taken_in_again(
        self, data_dir: Path, files: Path, tmp_path: Path
    ) -> None:
        import_paths(data_dir, [write_street(tmp_path / "other", "2025-02", rows=9)])
        report = import_paths(data_dir, [files])
        assert [name for name in read(report) if name != "pubs.csv"] == ["2025-02-cleveland-street.csv"]
        assert [part.rows_kept for part in Store(data_dir).manifest(report.version).parts] == [3, 3, 3]

    def test_what_was_displaced_in_part_is_no_longer_in_force(self, tmp_path: Path) -> None:
        lines = [row(month, "Cleveland Police") for month in MONTHS for _ in range(2)]
        whole = write_street(tmp_path, "2025", lines)
        import_paths(tmp_path / "data", [whole])
        import_paths(tmp_path / "data", [write_street(tmp_path / "other", "2025-02", rows=9)])
        report = import_paths(tmp_path / "data", [whole])
        assert not report.nothing_new
        assert [part.rows_kept for part in Store(tmp_path / "data").manifest(report.version).parts] == [
            2,
            2,
            2,
        ]

    def test_an_earlier_file_of_the_same_import_may_displace_it(self, tmp_path: Path) -> None:
        """The last file named wins, whatever is in force."""
        first = write_street(tmp_path / "a", "2025-01", rows=1)
        second = write_street(tmp_path / "b", "2025-01", rows=2)
        import_paths(tmp_path / "data", [first, second])
        assert import_paths(tmp_path / "data", [first, second]).nothing_new
        report = import_paths(tmp_path / "data", [second, first])
        assert [part.rows_kept for part in Store(tmp_path / "data").manifest(report.version).parts] == [1]

    def test_after_a_rollback_what_is_in_force_is_what_was_then(self, data_dir: Path, files: Path) -> None:
        later = write_street(files.parent / "later", "2025-04")
        import_paths(data_dir, [later])
        rollback(data_dir, plan_rollback(data_dir))
        assert import_paths(data_dir, [files]).nothing_new
        assert not import_paths(data_dir, [later]).nothing_new

    def test_a_removed_source_can_be_taken_in_again(self, data_dir: Path, files: Path) -> None:
        remove(data_dir, plan_removal(data_dir, "police-uk"))
        version = str(Store(data_dir).current_version())
        assert not read_contents(Store(data_dir).version_dir(version)).files
        report = import_paths(data_dir, [files])
        assert report.rows == 9


class TestDescribed:
    @pytest.fixture
    def described(self, tmp_path: Path) -> Path:
        (tmp_path / "sources").mkdir()
        (tmp_path / "sources/calls.toml").write_text(DESCRIPTION)
        return tmp_path / "sources"

    def calls(self, folder: Path, name: str, *days: str) -> Path:
        folder.mkdir(exist_ok=True)
        path = folder / f"{name}.csv"
        path.write_text("when\n" + "".join(f"{day}\n" for day in days))
        return path

    def take_in(self, tmp_path: Path, described: Path, *paths: Path) -> ImportReport:
        return import_paths(tmp_path / "data", paths, description=find_description("calls", described))

    def rows(self, tmp_path: Path) -> list[int]:
        store = Store(tmp_path / "data")
        return [part.rows_kept for part in store.manifest(str(store.current_version())).parts]

    def test_the_description_counts(self, tmp_path: Path, described: Path) -> None:
        path = self.calls(tmp_path / "calls", "a", "2025-01-03")
        self.take_in(tmp_path, described, path)
        assert self.take_in(tmp_path, described, path).nothing_new
        text = DESCRIPTION.replace("2030-03-31", "2031-03-31")
        (described / "calls.toml").write_text(text)
        report = self.take_in(tmp_path, described, path)
        assert not report.nothing_new
        (source,) = Store(tmp_path / "data").manifest(report.version).sources
        assert source.agreement_expires == "2031-03-31"

    def test_files_that_share_a_month(self, tmp_path: Path, described: Path) -> None:
        first = self.calls(tmp_path / "calls", "a", "2025-01-03")
        second = self.calls(tmp_path / "calls", "b", "2025-01-20", "2025-01-21")
        third = self.calls(tmp_path / "calls", "c", "2025-01-28", "2025-02-01")
        self.take_in(tmp_path, described, first, second)
        assert self.rows(tmp_path) == [3]
        assert self.take_in(tmp_path, described, first, second).nothing_new
        assert self.take_in(tmp_path, described, second).nothing_new
        report = self.take_in(tmp_path, described, first, second, third)  # all go into one month together
        assert self.rows(tmp_path) == [4, 1]
        assert len(report.files) == 3
        fourth = self.calls(tmp_path / "calls", "d", "2025-03-01")
        report = self.take_in(tmp_path, described, first, second, third, fourth)
        assert read(report) == ["d.csv"]
        assert self.rows(tmp_path) == [4, 1, 1]

    def test_the_same_file_twice_is_counted_once(self, tmp_path: Path, described: Path) -> None:
        first = self.calls(tmp_path / "calls", "a", "2025-01-03")
        again = self.calls(tmp_path / "copy", "a", "2025-01-03")
        report = self.take_in(tmp_path, described, first, again)
        assert self.rows(tmp_path) == [1]
        assert "is the same file as" in report.notes[0]


@dataclasses.dataclass(frozen=True)
class Made:
    """A street file of some months."""

    months: tuple[str, ...]
    rows: int


FILES = st.builds(
    Made, st.lists(st.sampled_from(MONTHS), min_size=1, unique=True).map(tuple), st.integers(1, 4)
)


@given(st.lists(st.lists(FILES, min_size=1, max_size=3), min_size=2, max_size=4))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_leaving_out_never_changes_what_an_import_does(
    tmp_path_factory: pytest.TempPathFactory, imports: list[list[Made]]
) -> None:
    """Against a store that reads every file every time."""
    folder: Any = tmp_path_factory.mktemp("again")

    def parts(data_dir: Path) -> dict[Any, int]:
        store = Store(data_dir)
        return {part.key: part.rows_kept for part in store.manifest(str(store.current_version())).parts}

    for made in imports:
        paths = []
        for one in made:
            lines = [row(month, "Cleveland Police") for month in one.months for _ in range(one.rows)]
            name = f"{'-'.join(one.months)}-{one.rows}"
            paths.append(write_street(folder / "files", name, lines))
        import_paths(folder / "left out", paths)
        if (folder / "read").exists():
            store = Store(folder / "read")
            (store.version_dir(str(store.current_version())) / contents.FILE).unlink(missing_ok=True)
        import_paths(folder / "read", paths)
        assert parts(folder / "left out") == parts(folder / "read")
