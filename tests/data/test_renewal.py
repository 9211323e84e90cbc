"""A version built by another Hexscan is built anew once, and keeps working."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import logging
import threading
import zipfile
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from dashboard.data import renewal
from dashboard.data.cube import open_array
from dashboard.data.dataset import Library
from dashboard.data.forms import DERIVED, FORMAT, form_served
from dashboard.data.ingest import import_paths
from dashboard.data.manifest import Manifest
from dashboard.data.renewal import renewed
from dashboard.data.status import status
from dashboard.data.store import Draft, Store, StoreError
from tests.data.street_files import write_street

FORMER = Path(__file__).with_name("built_by_4570e83.zip")
"""Two months as that commit of Hexscan imported them: its program wrote it, not ours."""


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data folder that an earlier Hexscan left."""
    with zipfile.ZipFile(FORMER) as archive:
        archive.extractall(tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def of_a_later_one(data_dir: Path) -> Path:
    """A data folder that a later Hexscan has built anew."""
    renewed(data_dir)
    _rewrite(data_dir, derived=DERIVED + 1)
    return data_dir


def _rewrite(data_dir: Path, **changes: object) -> None:
    path = Store(data_dir).version_dir(_current(data_dir)[0]) / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def _current(data_dir: Path) -> tuple[str, Manifest]:
    version = Store(data_dir).current_version()
    assert version is not None
    return version, Store(data_dir).manifest(version)


def _digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_it_is_served_with_the_same_parts_and_report(
    data_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    former, before = _current(data_dir)
    untouched = _digests(Store(data_dir).version_dir(former))
    with caplog.at_level(logging.WARNING):
        renewed(data_dir)
    dataset = Library(data_dir).current()
    version, after = _current(data_dir)
    assert dataset is not None and dataset.version == version != former
    assert (after.parts, after.sources, after.report.files) == (
        before.parts,
        before.sources,
        before.report.files,
    )
    assert (after.derived, after.renewed_from) == (DERIVED, former)
    assert len(open_array(dataset.source_file("police-uk", ""), "incident_type")) == 6
    assert former in caplog.text and version in caplog.text
    assert _digests(Store(data_dir).version_dir(former)) == untouched


def test_it_is_done_once_and_the_former_version_is_no_longer_read(data_dir: Path) -> None:
    former, _ = _current(data_dir)
    library = Library(data_dir)
    assert library.get(former) is None
    renewed(data_dir)
    first = library.current()
    assert first is not None and library.current() is first
    assert library.get(former) is None
    assert Store(data_dir).versions() == [former, first.version]
    assert renewed(data_dir) == first.version


def test_status_says_so_before_and_after(data_dir: Path) -> None:
    former, _ = _current(data_dir)
    assert status(data_dir).to_renew
    renewed(data_dir)
    after = status(data_dir)
    assert (after.to_renew, after.renewed_from) == (False, former)


def test_servers_that_start_together_build_it_once(data_dir: Path) -> None:
    versions: list[str | None] = []
    threads = [threading.Thread(target=lambda: versions.append(renewed(data_dir))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(versions)) == 1
    assert len(Store(data_dir).versions()) == 2


def test_what_a_later_hexscan_publishes_meanwhile_is_left_alone(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Overtaken(Store):
        def writer(self, *given: Any) -> AbstractContextManager[Draft]:
            _rewrite(data_dir, derived=DERIVED + 1)
            return super().writer(*given)

    monkeypatch.setattr(renewal, "Store", Overtaken)
    with pytest.raises(StoreError, match=r"was built by a later Hexscan\. Serve it with"):
        renewed(data_dir)


def test_it_waits_for_an_import_that_is_running(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paused: list[float] = []
    with Store(data_dir).writer():
        monkeypatch.setattr(renewal.time, "sleep", lambda seconds: paused.append(seconds) or 1 / 0)
        with pytest.raises(ZeroDivisionError):
            renewed(data_dir)
    assert len(paused) == 1


def test_it_does_not_wait_for_ever(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(renewal, "LONGEST_WAIT", 0.3)
    with Store(data_dir).writer(), pytest.raises(StoreError, match=r"anew\. Another import is running"):
        renewed(data_dir)
    assert caplog.text.count("Waiting for another process") == 1


def test_a_request_neither_builds_it_nor_waits(data_dir: Path) -> None:
    before = _digests(data_dir)
    words = r"earlier Hexscan .* `python -m dashboard serve` does so"
    with Store(data_dir).writer(), pytest.raises(StoreError, match=words):
        Library(data_dir).current()
    assert _digests(data_dir) == before


def test_what_is_open_goes_on_being_served(data_dir: Path) -> None:
    renewed(data_dir)
    library = Library(data_dir)
    open_now = library.current()
    assert open_now is not None
    for derived in (DERIVED + 1, DERIVED - 1):
        with Store(data_dir).writer() as draft:
            draft.start_from(open_now.version)
            manifest = Store(data_dir).manifest(open_now.version)
            draft.publish(dataclasses.replace(manifest, derived=derived))
        assert library.current() is open_now
        assert _current(data_dir)[1].derived == derived
        with pytest.raises(StoreError, match=r"by (a later|an earlier) Hexscan"):
            Library(data_dir).current()
        Store(data_dir)._point_to(open_now.version, lambda _: None)


def test_what_is_open_and_removed_is_not_served(data_dir: Path) -> None:
    renewed(data_dir)
    library = Library(data_dir)
    opened = [library.current()]
    with Store(data_dir).writer() as draft:
        draft.start_from(_current(data_dir)[0])
        version = draft.publish(dataclasses.replace(_current(data_dir)[1], derived=DERIVED + 1))
    assert [library.current()] == opened
    Store(data_dir).prune(1)
    assert Store(data_dir).versions() == [version]
    with pytest.raises(StoreError, match="by a later Hexscan"):
        library.current()


def test_what_a_later_hexscan_built_is_left_alone(of_a_later_one: Path) -> None:
    before = _digests(of_a_later_one)
    for look in (renewed, lambda folder: Library(folder).current()):
        with pytest.raises(StoreError, match=r"v000002-.* was built by a later Hexscan\. Serve it with"):
            look(of_a_later_one)
    assert _digests(of_a_later_one) == before
    after = status(of_a_later_one)
    assert (after.to_renew, after.built_later) == (False, True)


def test_what_is_written_now_is_refused_by_programs_that_can_not_read_it(data_dir: Path) -> None:
    """Commit 4570e83 reads format 1 alone, and says so of any other."""
    assert _current(data_dir)[1].format == 1
    renewed(data_dir)
    assert _current(data_dir)[1].format == FORMAT > 1


def test_serve_looks_at_the_form_without_reading_data(data_dir: Path, tmp_path: Path) -> None:
    assert form_served(data_dir) == 1
    renewed(data_dir)
    assert form_served(data_dir) == DERIVED
    assert form_served(tmp_path / "nowhere") is None
    (data_dir / "current").write_text("nonsense")
    assert form_served(data_dir) is None


def test_an_import_makes_it_current_by_itself(data_dir: Path, tmp_path: Path) -> None:
    version = import_paths(data_dir, [write_street(tmp_path / "more", "2025-03")]).version
    assert _current(data_dir)[1].renewed_from == ""
    assert renewed(data_dir) == version


def test_a_failure_leaves_the_former_version_as_it_was(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise StoreError("The disk is full.")

    before = _digests(data_dir)
    monkeypatch.setattr("dashboard.data.build.build", refuse)
    with pytest.raises(StoreError, match=r"v000001-.* has to be built anew\. The disk is full\."):
        renewed(data_dir)
    assert _digests(data_dir) == before


def test_nothing_stored_is_nothing_to_serve(tmp_path: Path) -> None:
    assert renewed(tmp_path / "data") is None
    assert not (tmp_path / "data").exists()
