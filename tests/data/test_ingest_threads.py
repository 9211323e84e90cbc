"""Files read by several threads at once make the same version as files read one after another."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from dashboard.data import ahead, ingest
from dashboard.data.ingest import import_paths
from dashboard.data.manifest import ImportReport
from dashboard.data.schema import InputError
from dashboard.data.store import Store
from tests.data.street_files import UNPLACED, row, write_street


@pytest.fixture
def several(monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads for however few bytes, and more than one of them on any machine."""
    monkeypatch.setattr(ingest, "WORTH_THREADS", 0)
    monkeypatch.setattr(ahead, "processors", lambda: 3)


def _files(folder: Path) -> Path:
    """Months of two forces, of uneven sizes; one comes twice, with quotation marks and a rejected row."""
    for number in range(1, 8):
        rows = 400 if number % 3 == 0 else number
        write_street(folder / "a", f"2025-0{number}", rows)
        write_street(folder / "a", f"2025-0{number}", number, force="Durham Constabulary")
    odd = [row("2025-02", "Cleveland Police", crime_id="a"), row("soon", "Cleveland Police")]
    odd += [row("2025-02", "Cleveland Police", crime_id="a", place=UNPLACED, kind='"Drugs"')]
    write_street(folder / "b", "2025-02", odd)
    return folder


def _stored(data_dir: Path) -> dict[str, str]:
    """Digest of every file of the version but those that tell when it was made."""
    current = Store(data_dir).current_version()
    assert current is not None
    folder = Store(data_dir).version_dir(current)
    dated = {*folder.glob("*.json"), *folder.glob("quality/*.json")}
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path not in dated]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _told(report: ImportReport) -> tuple[object, ...]:
    return report.files, report.months, report.notes, report.skipped


def test_the_version_and_the_report_are_the_same(
    tmp_path: Path, several: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = _files(tmp_path / "files")
    at_once = import_paths(tmp_path / "at once", [files])
    monkeypatch.setattr(ahead, "processors", lambda: 1)
    in_turn = import_paths(tmp_path / "in turn", [files])
    assert _told(at_once) == _told(in_turn)
    assert at_once.notes and at_once.rows == in_turn.rows
    assert _stored(tmp_path / "at once") == _stored(tmp_path / "in turn")


def test_the_first_bad_file_is_told_whole_and_nothing_is_left(tmp_path: Path, several: None) -> None:
    files = _files(tmp_path / "files")
    write_street(files / "c", "2025-08", ["not,enough,fields"])
    write_street(files / "d", "2025-09", ["too,few"])
    with pytest.raises(InputError) as caught:
        import_paths(tmp_path / "data", [files])
    assert str(caught.value) == (
        "c/2025-08-cleveland-street.csv, row 2: the row has 3 columns where the file has 12. "
        "Correct the row or ask the supplier for the file again."
    )
    assert Store(tmp_path / "data").current_version() is None
    assert list((tmp_path / "data" / "versions").iterdir()) == []


def test_watchers_hear_of_files_in_their_order(tmp_path: Path, several: None) -> None:
    heard: list[str] = []

    class Listener:
        def start(self, files: int) -> None:
            heard.append(str(files))

        def file_done(self, label: str, rows: int) -> None:
            heard.append(label)

        def stage(self, name: str) -> None:
            """Stages are heard of elsewhere."""

    files = _files(tmp_path / "files")
    report = import_paths(tmp_path / "data", [files], progress=Listener())
    assert heard == ["15", *(file.path for file in report.files)]


def test_nothing_staged_is_published(tmp_path: Path, several: None) -> None:
    version = import_paths(tmp_path / "data", [_files(tmp_path / "files")]).version
    folder = Store(tmp_path / "data").version_dir(version)
    names = sorted(path.name for path in folder.iterdir())
    told = ["contents.json", "history.json", "manifest.json", "quality.json"]
    assert names == sorted([*told, "derived", "inputs", "parts", "quality"])
    assert not (folder / "derived" / "rows").exists()
