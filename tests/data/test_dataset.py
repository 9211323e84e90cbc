"""What a version makes once and keeps, however many threads ask."""

from __future__ import annotations

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dashboard.data.dataset import Dataset, Library
from dashboard.data.store import Store, StoreError
from tests.data.small_world import incident, middle, served, two_forces

THREADS = 8


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return served(tmp_path, [incident("2024-01", lsoa="L1", at=middle(0))], two_forces())


def test_threads_that_ask_at_once_get_what_one_of_them_makes(dataset: Dataset) -> None:
    together = threading.Barrier(THREADS)
    made: list[object] = []

    def make() -> object:
        threading.Event().wait(0.05)  # the others come while it is being made
        made.append(object())
        return made[-1]

    def ask(_: int) -> object:
        together.wait(timeout=10)
        return dataset.once("dear", make)

    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(ask, range(THREADS)))
    assert len(made) == 1
    assert all(one is made[0] for one in found)


def test_making_one_thing_may_ask_for_another(dataset: Dataset) -> None:
    assert dataset.once("one", lambda: dataset.once("other", lambda: 2) + 1) == 3


def test_a_failure_is_not_kept(dataset: Dataset) -> None:
    def fail() -> int:
        raise FileNotFoundError

    with pytest.raises(FileNotFoundError):
        dataset.once("place", fail)
    assert dataset.once("place", lambda: 1) == 1


class Going(Store):
    """A store from which an import removes a version just after it was seen."""

    def has(self, version: str) -> bool:
        found = super().has(version)
        shutil.rmtree(self.version_dir(version), ignore_errors=True)
        return found


def test_a_version_that_goes_while_it_is_opened_is_gone(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.data.dataset.Store", Going)
    library = Library(dataset.folder.parent.parent)
    assert library.get(dataset.version) is None


def test_a_version_that_is_there_but_damaged_is_told(dataset: Dataset) -> None:
    (dataset.folder / "derived" / "areas.parquet").unlink()
    with pytest.raises(FileNotFoundError):
        Library(dataset.folder.parent.parent).get(dataset.version)
    (dataset.folder / "manifest.json").unlink()
    for look in (lambda one: one.get(dataset.version), lambda one: one.current()):
        with pytest.raises(StoreError, match="can't be read"):
            look(Library(dataset.folder.parent.parent))
