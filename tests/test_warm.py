"""What a worker prepares before anybody asks: the tables a version keeps; and no failure for want of data."""

from __future__ import annotations

import ctypes
import functools
import gc
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.data import cell_index, hotspot_ground, reach, search
from dashboard.data.dataset import Library
from dashboard.data.queries import cell_counts
from dashboard.data.search import search as find
from dashboard.data.statistics import statistics
from dashboard.selection import Selection
from dashboard.warm import give_back_memory, spare_the_collector, warm_in_background
from tests.worlds import import_small_world

PATIENCE = 60.0
FREE = """
import json, re
from pathlib import Path
from dashboard.warm import give_back_memory

def megabytes():
    return int(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024

many = [b"x" * size for size in range(60_000, 61_000)]
some = many[::25]  # between them the rest leaves holes, which are not the end of the heap
del many
held = megabytes()
give_back_memory()
print(json.dumps([held, megabytes()]))
"""


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("dashboard.warm.PAUSE_SECONDS", 0.0)
    yield
    gc.unfreeze()


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
    monkeypatch.setattr(cell_index, "_found", again)
    dataset = library.current()
    assert dataset is not None
    selection, _ = Selection.from_query("?types=burglary", dataset.catalogue)
    assert statistics(dataset, selection, selection.sources[0]).incidents
    assert find(dataset, selection.sources[0], "alderby")
    assert cell_counts(dataset, selection, selection.sources[0], 9).incidents.any()


def test_what_compare_shows_first_is_prepared_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import_small_world(tmp_path)
    asked: list[tuple[str, Selection, str]] = []
    for name in ("compared", "trends"):
        note = functools.partial(
            lambda name, _, selection, source: asked.append((name, selection, source)), name
        )
        monkeypatch.setattr(f"dashboard.warm.{name}", note)
    library = Library(tmp_path)
    warmed(library)
    dataset = library.current()
    assert dataset is not None
    default = Selection.default(dataset.catalogue)
    assert asked == [(name, default, default.sources[0]) for name in ("compared", "trends")]


def test_what_was_imported_is_nothing_for_the_collector() -> None:
    known = len(gc.get_objects())
    spare_the_collector()
    assert gc.get_freeze_count() > known / 2
    assert len(gc.get_objects()) < known / 2


def test_names_to_search_come_after_the_first_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import_small_world(tmp_path)
    said: list[str] = []
    monkeypatch.setattr("dashboard.warm.search", lambda *_: said.extend(caplog.messages))
    with caplog.at_level(logging.INFO, "dashboard.warm"):
        warmed(Library(tmp_path))
    assert any(message.startswith("First answers prepared") for message in said)


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


def test_memory_freed_goes_back_to_the_system() -> None:
    """In a process of its own, where nothing else is allocated meanwhile."""
    ran = subprocess.run([sys.executable, "-c", FREE], capture_output=True, text=True, check=True)
    held, kept = json.loads(ran.stdout)
    assert kept < held - 40


def test_a_system_without_that_function_serves_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    give_back_memory()
