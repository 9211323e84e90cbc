"""What a worker prepares before anybody asks: the tables a version keeps; and no failure for want of data."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from dashboard.data import hotspot_ground, reach, search
from dashboard.data.dataset import Library
from dashboard.data.search import search as find
from dashboard.data.statistics import statistics
from dashboard.selection import Selection
from dashboard.warm import warm_in_background
from tests.worlds import import_small_world

PATIENCE = 60.0


def warmed(library: Library) -> None:
    thread = warm_in_background(library)
    thread.join(PATIENCE)
    assert not thread.is_alive()


def test_what_is_kept_is_not_made_again_for_the_first_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_small_world(tmp_path)
    library = Library(tmp_path)
    warmed(library)

    def again(*_: object) -> None:
        raise AssertionError("made again")

    monkeypatch.setattr(reach, "_measured", again)
    monkeypatch.setattr(search, "_index", again)
    monkeypatch.setattr(hotspot_ground, "_find", again)
    monkeypatch.setattr(hotspot_ground, "adjacency", again)
    dataset = library.current()
    assert dataset is not None
    selection, _ = Selection.from_query("?types=burglary", dataset.catalogue)
    assert statistics(dataset, selection, selection.sources[0]).incidents
    assert find(dataset, selection.sources[0], "alderby")


def test_without_data_there_is_nothing_to_prepare(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "dashboard.warm"):
        warmed(Library(tmp_path))
    assert not caplog.records


def test_damaged_data_end_in_the_log_and_nowhere_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    version = import_small_world(tmp_path)
    (tmp_path / "versions" / version / "derived" / "areas.parquet").write_bytes(b"no table")
    with caplog.at_level(logging.ERROR, "dashboard.warm"):
        warmed(Library(tmp_path))
    assert "Could not prepare the first answers" in caplog.text
