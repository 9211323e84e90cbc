"""kill -9 at any point of an import leaves the former version served, byte for byte."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.data.ingest import import_paths
from dashboard.data.status import status
from dashboard.data.store import Store
from tests.data.street_files import write_street

DRIVER = Path(__file__).with_name("killed_import.py")

BEFORE_THE_SWAP = [
    ("locked", 1),
    ("former version linked", 1),
    ("part written", 1),
    ("part written", 3),
    ("inputs written", 1),
    ("built", 1),
    ("manifest written", 1),
    ("made durable", 1),
    ("renamed", 1),
    ("pointer written", 1),
]
AFTER_THE_SWAP = [("pointer swapped", 1), ("older versions removed", 1)]


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def kill_import(repository: Path, data_dir: Path, step: str, times: int, files: Path) -> None:
    """Run an import of `files` in a process of its own that is killed at the step."""
    environment = {**os.environ, "PYTHONPATH": str(repository)}
    command = [sys.executable, str(DRIVER), str(data_dir), step, str(times), str(files)]
    run = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert run.returncode == -signal.SIGKILL, run.stderr


@pytest.fixture
def old_files(tmp_path: Path) -> Path:
    for month in ("2025-01", "2025-02"):
        write_street(tmp_path / "old", month)
    return tmp_path / "old"


@pytest.fixture
def new_files(tmp_path: Path) -> Path:
    """A changed month that is stored already, and two new ones."""
    for month in ("2025-02", "2025-03", "2025-04"):
        write_street(tmp_path / "new", month, rows=7)
    return tmp_path / "new"


def assert_next_import_succeeds(data_dir: Path, new_files: Path) -> None:
    report = import_paths(data_dir, [new_files])
    store = Store(data_dir)
    assert store.current_version() == report.version
    assert len(store.versions()) <= 2
    assert not list((data_dir / "versions").glob(".*"))
    assert not list(data_dir.glob(".current*"))
    (source,) = status(data_dir).sources
    assert source.rows_kept == 3 + 3 * 7
    assert source.forces[0].missing == ()


@pytest.mark.parametrize(("step", "times"), BEFORE_THE_SWAP)
def test_killed_before_the_swap(
    repository: Path, tmp_path: Path, old_files: Path, new_files: Path, step: str, times: int
) -> None:
    data_dir = tmp_path / "data"
    former = import_paths(data_dir, [old_files]).version
    store = Store(data_dir)
    before = digests(store.version_dir(former))

    kill_import(repository, data_dir, step, times, new_files)

    assert store.current_version() == former
    assert digests(store.version_dir(former)) == before
    assert_next_import_succeeds(data_dir, new_files)
    assert digests(store.version_dir(former)) == before


@pytest.mark.parametrize(("step", "times"), AFTER_THE_SWAP)
def test_killed_after_the_swap(
    repository: Path, tmp_path: Path, old_files: Path, new_files: Path, step: str, times: int
) -> None:
    data_dir = tmp_path / "data"
    former = import_paths(data_dir, [old_files]).version
    store = Store(data_dir)
    before = digests(store.version_dir(former))

    kill_import(repository, data_dir, step, times, new_files)

    current = store.current_version()
    assert current is not None and current != former
    assert store.manifest(current).id == current
    assert status(data_dir).sources[0].rows_kept == 3 + 3 * 7
    assert digests(store.version_dir(former)) == before
    assert_next_import_succeeds(data_dir, new_files)


@pytest.mark.parametrize("step", ["part written", "renamed", "pointer written"])
def test_killed_in_the_first_import_of_all(
    repository: Path, tmp_path: Path, old_files: Path, new_files: Path, step: str
) -> None:
    data_dir = tmp_path / "data"
    kill_import(repository, data_dir, step, 1, old_files)
    assert Store(data_dir).current_version() is None
    import_paths(data_dir, [old_files])
    assert_next_import_succeeds(data_dir, new_files)
