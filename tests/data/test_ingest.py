"""Files in, a version out: what replaces what, what is refused, and what the report says."""

from __future__ import annotations

import dataclasses
import hashlib
import shutil
import zipfile
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from dashboard.data import ingest
from dashboard.data.ingest import import_frames, import_paths
from dashboard.data.inputs import Inputs, read_inputs
from dashboard.data.manifest import ImportReport, Manifest, MonthsTaken
from dashboard.data.schema import INCIDENTS, InputError, Source, month_number
from dashboard.data.sources import FileRef, write_incidents
from dashboard.data.store import Store, StoreError
from tests.data.street_files import UNPLACED, row, write_street

CLEVELAND = "Cleveland Police"
DURHAM = "Durham Constabulary"
DEMO = Source("demo", "Demonstration", "Nobody", "none", fictional=True)
PUBS = "name,latitude,longitude\nThe Ship,54.57,-1.23\n"


def months(*texts: str) -> tuple[int, ...]:
    return tuple(month_number(text) for text in texts)


def manifest(data_dir: Path) -> Manifest:
    store = Store(data_dir)
    current = store.current_version()
    assert current is not None
    return store.manifest(current)


def part(data_dir: Path, path: str) -> pd.DataFrame:
    frame: pd.DataFrame = (
        pq.ParquetFile(Store(data_dir).version_dir(manifest(data_dir).id) / "parts" / path).read().to_pandas()
    )
    return frame


def inputs(data_dir: Path) -> Inputs:
    return read_inputs(Store(data_dir).version_dir(manifest(data_dir).id) / "inputs")


def everything(data_dir: Path) -> dict[str, str]:
    files = sorted(path for path in data_dir.rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def incidents(month: str = "2025-01", rows: int = 2, force: str = "A Force") -> pd.DataFrame:
    frame = INCIDENTS.empty_table().to_pandas().reindex(range(rows))
    return frame.assign(
        incident_id="", month=month_number(month), force=force, longitude=-1.2, latitude=54.5,
        lsoa_code="", lsoa_name="", crime_type="burglary", place="",
    )  # fmt: skip


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return tmp_path / "files"


class TestParts:
    def test_one_part_for_each_source_force_and_month(self, data_dir: Path, files: Path) -> None:
        write_street(files, "2025-01", 3)
        write_street(files, "2025-02", 4)
        write_street(files, "2025-01", 5, force=DURHAM)
        report = import_paths(data_dir, [files])
        assert report.months == (
            MonthsTaken("police-uk", CLEVELAND, months("2025-01", "2025-02"), (), 7, 0),
            MonthsTaken("police-uk", DURHAM, months("2025-01"), (), 5, 0),
        )
        assert len(part(data_dir, "police-uk/cleveland-police/2025-02.parquet")) == 4
        assert len(part(data_dir, "police-uk/durham-constabulary/2025-01.parquet")) == 5

    def test_parts_have_the_canonical_columns_and_keep_the_order_of_rows(
        self, data_dir: Path, files: Path
    ) -> None:
        kinds = ["Drugs", "Burglary", "Robbery", "Drugs"]
        write_street(files, "2025-01", [row("2025-01", CLEVELAND, kind=kind) for kind in kinds])
        import_paths(data_dir, [files])
        version = Store(data_dir).version_dir(manifest(data_dir).id)
        path = version / "parts/police-uk/cleveland-police/2025-01.parquet"
        assert pq.read_schema(path).names == INCIDENTS.names
        assert pq.ParquetFile(path).read()["crime_type"].to_pylist() == [
            "drugs",
            "burglary",
            "robbery",
            "drugs",
        ]

    def test_identical_rows_are_all_kept(self, data_dir: Path, files: Path) -> None:
        write_street(files, "2025-01", 6)
        assert import_paths(data_dir, [files]).rows == 6

    def test_a_month_imported_again_replaces_that_month_and_no_other(
        self, data_dir: Path, files: Path
    ) -> None:
        write_street(files, "2025-01", 3)
        write_street(files, "2025-02", 4)
        write_street(files, "2025-02", 2, force=DURHAM)
        import_paths(data_dir, [files])
        again = write_street(files / "again", "2025-02", 9)
        new = write_street(files / "again", "2025-03", 1)
        report = import_paths(data_dir, [again, new])
        taken = MonthsTaken("police-uk", CLEVELAND, months("2025-03"), months("2025-02"), 10, 4)
        assert report.months == (taken,)
        kept = {(one.force, one.month): one.rows_kept for one in manifest(data_dir).parts}
        jan, feb, mar = months("2025-01", "2025-02", "2025-03")
        assert kept == {
            (CLEVELAND, jan): 3, (CLEVELAND, feb): 9, (CLEVELAND, mar): 1, (DURHAM, feb): 2,
        }  # fmt: skip
        assert len(part(data_dir, "police-uk/cleveland-police/2025-02.parquet")) == 9

    def test_the_same_month_twice_in_one_import_the_later_file_wins_and_it_is_said(
        self, data_dir: Path, files: Path
    ) -> None:
        first = write_street(files, "2025-01", 3, name="a.csv")
        second = write_street(files, "2025-01", 5, name="b.csv")
        report = import_paths(data_dir, [second, first])
        assert report.rows == 3
        (note,) = report.notes
        assert "Cleveland Police, January 2025" in note
        assert note.index("b.csv") < note.index("a.csv")

    def test_an_id_that_repeats_is_counted_once_in_a_file_and_kept_across_months(
        self, data_dir: Path, files: Path
    ) -> None:
        repeated = [row("2025-01", CLEVELAND, crime_id="f00d", kind=kind) for kind in ("Drugs", "Robbery")]
        write_street(files, "2025-01", repeated)
        write_street(files, "2025-02", [row("2025-02", CLEVELAND, crime_id="f00d")])
        report = import_paths(data_dir, [files])
        assert [file.rows_replaced for file in report.files] == [1, 0]
        stored = part(data_dir, "police-uk/cleveland-police/2025-01.parquet")
        assert stored["crime_type"].tolist() == ["robbery"]
        assert report.rows == 2

    def test_rows_of_one_file_with_several_months_are_told_apart(
        self, data_dir: Path, tmp_path: Path
    ) -> None:
        frame = pd.concat([incidents("2025-01", 2), incidents("2025-03", 3), incidents("2025-01", 1, "B")])
        source = Source("ambulance-calls", "Ambulance calls", "A trust", "by agreement")
        write_incidents(tmp_path / "calls.parquet", source, frame.reset_index(drop=True))
        report = import_paths(data_dir, [tmp_path / "calls.parquet"])
        assert [(taken.force, taken.rows) for taken in report.months] == [("A Force", 5), ("B", 1)]
        assert manifest(data_dir).sources == (source,)


class TestRefusals:
    def test_nothing_changes_when_one_file_of_many_is_bad(
        self, data_dir: Path, files: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write_street(files, "2025-01")
        import_paths(data_dir, [files])
        before = everything(data_dir)
        write_street(files, "2025-02")
        write_street(files, "2025-03", ["not,enough,fields"])
        with pytest.raises(InputError, match="2025-03"):
            import_paths(data_dir, [files])
        assert everything(data_dir) == before

    def test_nothing_changes_when_building_fails(
        self, data_dir: Path, files: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object) -> None:
            raise RuntimeError("no more memory")

        write_street(files, "2025-01")
        import_paths(data_dir, [files])
        before = everything(data_dir)
        monkeypatch.setattr("dashboard.data.intake.build", fail)
        write_street(files, "2025-02")
        with pytest.raises(RuntimeError, match="no more memory"):
            import_paths(data_dir, [files])
        assert everything(data_dir) == before

    def test_an_unrecognised_file_named_directly_is_refused_with_what_was_expected(
        self, data_dir: Path, files: Path
    ) -> None:
        good = write_street(files, "2025-01")
        (files / "notes.txt").write_text("Ring the council.\n")
        with pytest.raises(InputError, match=r"(?s)notes\.txt.*Hexscan takes street-level crime"):
            import_paths(data_dir, [good, files / "notes.txt"])
        assert not data_dir.exists()

    def test_an_unrecognised_file_in_a_folder_is_skipped_and_listed(
        self, data_dir: Path, files: Path
    ) -> None:
        write_street(files, "2025-01")
        (files / "notes.txt").write_text("Ring the council.\n")
        report = import_paths(data_dir, [files])
        assert [skipped.file for skipped in report.skipped] == ["files/notes.txt"]
        assert manifest(data_dir).report.skipped == report.skipped

    def test_strict_refuses_an_unrecognised_file_in_a_folder(self, data_dir: Path, files: Path) -> None:
        write_street(files, "2025-01")
        for number in range(9):
            (files / f"notes{number}.txt").write_text("Ring the council.\n")
        with pytest.raises(InputError, match=r"(?s)notes0\.txt.*and 4 more"):
            import_paths(data_dir, [files], strict=True)
        assert not data_dir.exists()

    def test_a_zip_is_treated_as_a_folder(self, data_dir: Path, files: Path) -> None:
        street = write_street(files, "2025-01")
        with zipfile.ZipFile(files / "download.zip", "w") as archive:
            archive.write(street, "2025-01/2025-01-cleveland-street.csv")
            archive.writestr("2025-01/readme.txt", "Ring the council.\n")
        report = import_paths(data_dir, [files / "download.zip"])
        assert report.rows == 3
        assert [skipped.file.split(": ")[1] for skipped in report.skipped] == ["2025-01/readme.txt"]

    def test_a_folder_without_anything_known_is_refused(self, data_dir: Path, files: Path) -> None:
        files.mkdir()
        (files / "notes.txt").write_text("Ring the council.\n")
        with pytest.raises(InputError, match="None of the 1 files"):
            import_paths(data_dir, [files])

    def test_files_without_a_single_row_are_refused(self, data_dir: Path, files: Path) -> None:
        blank = write_street(files, "2025-01", [])
        with pytest.raises(InputError, match=r"2025-01-cleveland-street\.csv has a header but no rows"):
            import_paths(data_dir, [files])
        assert Store(data_dir).current_version() is None
        stored = import_paths(data_dir, [write_street(files, "2025-02")])
        write_street(files, "2025-02", [])
        with pytest.raises(InputError, match=r"\(and 1 more\) have .* no rows; what is stored stays"):
            import_paths(data_dir, [blank.parent])
        assert manifest(data_dir).id == stored.version

    def test_a_path_that_does_not_exist_is_refused(self, data_dir: Path, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="no such file"):
            import_paths(data_dir, [tmp_path / "nowhere"])

    @pytest.mark.parametrize(
        ("field", "value"),
        [("place_precision", "exact"), ("time_precision", "day"), ("finest_resolution", 8)],
    )
    def test_a_source_can_not_change_its_precision(
        self, data_dir: Path, tmp_path: Path, field: str, value: object
    ) -> None:
        source = Source("calls", "Calls", "A trust", "by agreement")
        write_incidents(tmp_path / "one.parquet", source, incidents("2025-01"))
        changed = dataclasses.replace(source, **{field: value})
        write_incidents(tmp_path / "two.parquet", changed, incidents("2025-02"))
        import_paths(data_dir, [tmp_path / "one.parquet"])
        with pytest.raises(InputError, match=f"two.parquet.*{field}"):
            import_paths(data_dir, [tmp_path / "two.parquet"])

    def test_a_source_can_change_its_name(self, data_dir: Path, tmp_path: Path) -> None:
        source = Source("calls", "Calls", "A trust", "by agreement")
        write_incidents(tmp_path / "one.parquet", source, incidents("2025-01"))
        renamed = dataclasses.replace(source, name="Ambulance calls")
        write_incidents(tmp_path / "two.parquet", renamed, incidents("2025-02"))
        import_paths(data_dir, [tmp_path / "one.parquet"])
        import_paths(data_dir, [tmp_path / "two.parquet"])
        assert manifest(data_dir).sources == (renamed,)

    def test_a_source_key_can_not_lead_out_of_the_folder(self, data_dir: Path) -> None:
        source = Source("../../evil", "Evil", "", "")
        with pytest.raises(InputError, match="source key"):
            import_frames(data_dir, [(source, incidents())], Inputs(), demo=False)

    @pytest.mark.parametrize("column", ["force", "month", "crime_type"])
    def test_a_gap_where_a_value_is_needed_is_refused(self, data_dir: Path, column: str) -> None:
        frame = incidents().astype({column: object})
        frame.loc[1, column] = None
        with pytest.raises(InputError, match=r"needs a force and a month|own form"):
            import_frames(data_dir, [(DEMO, frame)], Inputs(), demo=False)

    def test_a_force_without_letters_is_refused(self, data_dir: Path) -> None:
        with pytest.raises(InputError, match="force name"):
            import_frames(data_dir, [(DEMO, incidents(force="///"))], Inputs(), demo=False)


class TestInputs:
    def test_premises_given_again_replace_their_register_only(self, data_dir: Path, files: Path) -> None:
        write_street(files, "2025-01")
        (files / "pubs.csv").write_text(PUBS)
        (files / "clubs.csv").write_text(PUBS.replace("The Ship", "Club Ship"))
        import_paths(data_dir, [files])
        assert sorted(inputs(data_dir).premises["name"]) == ["Club Ship", "The Ship"]
        (files / "pubs.csv").write_text(PUBS.replace("The Ship", "The Anchor"))
        import_paths(data_dir, [files / "pubs.csv"])
        assert sorted(inputs(data_dir).premises["name"]) == ["Club Ship", "The Anchor"]

    def test_a_lookup_given_again_does_not_double_anything(self, data_dir: Path, files: Path) -> None:
        write_street(files, "2025-01")
        lookup = files / "lookup.csv"
        lookup.write_text(
            "LSOA21CD,LSOA21NM,WD24CD,WD24NM,LAD24CD,LAD24NM\n"
            "E01011950,Hartlepool 001A,E05013843,Burn Valley,E06000001,Hartlepool\n"
        )
        import_paths(data_dir, [files])
        before = inputs(data_dir)
        assert len(before.names) == 3
        import_paths(data_dir, [lookup])
        for (name, old), (_, new) in zip(before.tables(), inputs(data_dir).tables(), strict=True):
            pd.testing.assert_frame_equal(old, new, obj=name)

    def test_inputs_may_come_first_and_stay_when_only_incidents_come(
        self, data_dir: Path, files: Path
    ) -> None:
        files.mkdir()
        (files / "pubs.csv").write_text(PUBS)
        import_paths(data_dir, [files])
        report = import_paths(data_dir, [write_street(files, "2025-01")])
        assert report.tables["premises"] == len(inputs(data_dir).premises) == 1


class TestDemonstration:
    def test_real_data_retire_it(self, data_dir: Path, files: Path) -> None:
        report = import_frames(data_dir, [(DEMO, incidents())], Inputs(), demo=True)
        assert report.demo and manifest(data_dir).demo
        report = import_paths(data_dir, [write_street(files, "2025-01")])
        assert report.retired_demo and not report.demo
        assert [source.key for source in manifest(data_dir).sources] == ["police-uk"]
        assert {one.source for one in manifest(data_dir).parts} == {"police-uk"}
        version = Store(data_dir).version_dir(report.version)
        assert [path.name for path in (version / "parts").iterdir()] == ["police-uk"]

    def test_areas_or_premises_alone_do_not_retire_it(self, data_dir: Path, files: Path) -> None:
        demo = import_frames(data_dir, [(DEMO, incidents())], Inputs(), demo=True)
        write_street(files, "2025-01", [])
        (files / "pubs.csv").write_text(PUBS)
        with pytest.raises(InputError, match="Import the incidents first, or together"):
            import_paths(data_dir, [files])
        assert manifest(data_dir).id == demo.version
        write_street(files, "2025-01")
        report = import_paths(data_dir, [files])
        assert report.retired_demo
        assert list(inputs(data_dir).premises["name"]) == ["The Ship"]

    def test_it_is_made_anew_each_time(self, data_dir: Path) -> None:
        import_frames(data_dir, [(DEMO, incidents("2024-01"))], Inputs(), demo=True)
        import_frames(data_dir, [(DEMO, incidents("2025-01"))], Inputs(), demo=True)
        assert [one.month for one in manifest(data_dir).parts] == list(months("2025-01"))

    def test_it_does_not_take_the_place_of_real_data(self, data_dir: Path, files: Path) -> None:
        import_paths(data_dir, [write_street(files, "2025-01")])
        before = everything(data_dir)
        with pytest.raises(StoreError, match="HEXSCAN_DATA_DIR"):
            import_frames(data_dir, [(DEMO, incidents())], Inputs(), demo=True)
        assert everything(data_dir) == before


class TestReport:
    def test_it_says_how_each_file_fared_and_is_stored(self, data_dir: Path, files: Path) -> None:
        lines = [row("2025-01", CLEVELAND), row("2025-01", CLEVELAND, place=UNPLACED), row("soon", CLEVELAND)]
        write_street(files, "2025-01", lines)
        report = import_paths(data_dir, [files])
        (file,) = report.files
        assert (file.rows_read, file.rows_kept, file.without_location) == (3, 2, 1)
        assert sum(file.rejected.values()) == 1
        assert file.first_rejects[0]["value"] == "soon"
        assert dataclasses.replace(manifest(data_dir).report, version=report.version) == report
        assert str(files.parent) not in manifest(data_dir).to_json()

    def test_watchers_hear_of_every_file(self, data_dir: Path, files: Path) -> None:
        heard: list[tuple[object, ...]] = []

        class Listener:
            def start(self, files: int) -> None:
                heard.append(("start", files))

            def file_done(self, label: str, rows: int) -> None:
                heard.append((label, rows))

            def stage(self, name: str) -> None:
                heard.append(("stage", name))

        write_street(files, "2025-01", 3)
        write_street(files, "2025-02", 4)
        import_paths(data_dir, [files], progress=Listener())
        assert [item[-1] for item in heard] == [2, 3, 4, "Building maps and counts", "Publishing"]

    def test_files_are_read_one_after_another(
        self, data_dir: Path, files: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Each month is on disk before the next file is opened: no more than one is held in memory."""
        stored: list[int] = []
        read = ingest.read_incidents

        def reading(*arguments: object) -> object:
            stored.append(len(list(data_dir.glob("versions/.tmp-*/parts/*/*/*.parquet"))))
            return read(*arguments)  # type: ignore[arg-type]

        for month in ("2025-01", "2025-02", "2025-03"):
            write_street(files, month)
        monkeypatch.setattr(ingest, "read_incidents", reading)
        import_paths(data_dir, [files])
        assert stored == [0, 1, 2]


@pytest.mark.shared
def test_real_months_downloaded_again(shared_data: Path, data_dir: Path, files: Path) -> None:
    published = sorted((shared_data / "police-street-cleveland").rglob("*2025-1*.csv*"))[:3]
    assert len(published) == 3
    first: ImportReport = import_paths(data_dir, published)
    files.mkdir()
    again = Path(shutil.copy(published[1], files))
    assert import_paths(data_dir, [again]).nothing_new
    text = FileRef(again).read()
    again.unlink()
    again = files / "again.csv"
    again.write_bytes(text + b"\n")  # the same rows in another file
    second = import_paths(data_dir, [again])
    assert second.months[0].rows == second.months[0].rows_displaced > 0
    assert sum(one.rows_kept for one in manifest(data_dir).parts) == first.rows
