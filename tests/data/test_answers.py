"""Answers that are kept: the same as made ones, signed, and never worth waiting for."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dashboard.data import answers as module
from dashboard.data.answers import PATIENCE, Answers, from_bytes, to_bytes
from dashboard.data.dataset import Dataset, Library
from dashboard.data.hotspots import hotspot_cells
from dashboard.data.queries import premises
from dashboard.selection import Selection
from tests.data.small_world import SOURCE

DEAR = 0.5
"""Seconds that a slow store takes, many times what a reader waits for one."""

TABLE = pd.DataFrame(
    {
        "cell": pd.Series(["891942", "", None], dtype="str"),
        "incidents": np.array([3, 0, 2**40]),
        "share": [0.1, np.nan, 1 / 3],
        "known": [True, False, True],
    }
)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine may need longer for what is there at once."""
    monkeypatch.setattr(module, "PATIENCE", 60.0)


class Memory:
    """A store that works."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        return self.kept.get(key)

    def set(self, key: str, value: bytes) -> bool:
        self.kept[key] = value
        return True


class Doing:
    """A store that does something else: to be asked and to be written to."""

    def __init__(self, does: Callable[[], Any]) -> None:
        self.does = does
        self.asked = 0

    def get(self, key: str) -> Any:
        self.asked += 1
        return self.does()

    def set(self, key: str, value: bytes) -> Any:
        return self.does()


class Made:
    """Makes the table, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> pd.DataFrame:
        self.times += 1
        return TABLE.copy()


def written(store: Memory, number: int) -> None:
    """Wait until so many answers are in the store: they are written behind the reader's back."""
    end = time.monotonic() + 60
    while len(store.kept) < number:
        assert time.monotonic() < end
        time.sleep(0.005)


def raised() -> None:
    raise OSError(28, "No space left on device")


def test_a_table_comes_back_as_it_was() -> None:
    pd.testing.assert_frame_equal(from_bytes(to_bytes(TABLE)), TABLE)
    pd.testing.assert_frame_equal(from_bytes(to_bytes(TABLE.iloc[:0])), TABLE.iloc[:0])


def test_without_a_store_every_answer_is_made() -> None:
    made = Made()
    for _ in range(2):
        pd.testing.assert_frame_equal(Answers().table("v1", SOURCE, "q", made), TABLE)
    assert made.times == 2


def test_another_process_finds_what_one_has_made() -> None:
    store, made = Memory(), Made()
    for _ in range(2):
        pd.testing.assert_frame_equal(Answers(store, "key").table("v1", SOURCE, "q", made), TABLE)
        written(store, 1)
    assert made.times == 1


@pytest.mark.parametrize(("version", "question"), [("v2", "q"), ("v1", "r")])
def test_another_version_or_question_has_an_answer_of_its_own(version: str, question: str) -> None:
    store, made = Memory(), Made()
    Answers(store).table("v1", SOURCE, "q", made)
    written(store, 1)
    Answers(store).table(version, SOURCE, question, made)
    assert made.times == 2


def spoiled(value: bytes) -> Iterator[bytes]:
    yield b""
    yield b"nonsense"
    yield value[:-1]
    yield value[:40] + bytes([value[40] ^ 1]) + value[41:]
    yield to_bytes(TABLE)  # not signed


def test_what_was_not_put_there_by_us_under_this_key_is_no_answer() -> None:
    store, made = Memory(), Made()
    answers = Answers(store, "key")
    answers.table("v1", SOURCE, "q", made)
    answers.table("v1", SOURCE, "other", made)
    written(store, 2)
    (first, good), (_, other) = store.kept.items()
    assert made.times == 2

    def asked(value: bytes, secret: str) -> int:
        """How often the table is made anew where the store gives this value."""
        made = Made()
        giving = Doing(lambda: value)
        pd.testing.assert_frame_equal(Answers(giving, secret).table("v1", SOURCE, "q", made), TABLE)
        assert giving.asked == 1
        return made.times

    assert first in store.kept and asked(good, "key") == 0
    assert [asked(value, "key") for value in [*spoiled(good), other]] == [1] * 6
    assert asked(good, "another key") == 1


def test_answers_of_other_code_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    store, made = Memory(), Made()
    Answers(store).table("v1", SOURCE, "q", made)
    written(store, 1)
    monkeypatch.setattr(module, "_code", lambda: "another release")
    Answers(store).table("v1", SOURCE, "q", made)
    assert made.times == 2


@pytest.mark.parametrize("name", ["queries.py", "changes.py", "trends.py", "selection.py", "query_fields.py"])
def test_code_that_works_out_answers_or_reads_questions_counts(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    ours = module._code.__wrapped__()
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read(path) + b"#" * (path.name == name))
    assert module._code.__wrapped__() != ours


def test_a_large_answer_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", 10)
    store = Memory()
    answers = Answers(store)
    answers.table("v1", SOURCE, "q", Made())
    monkeypatch.setattr(module, "LARGEST", 10_000)
    answers.table("v1", SOURCE, "r", Made())
    written(store, 1)
    assert len(store.kept) == 1


def test_figures_that_may_not_leave_are_not_kept() -> None:
    store, made = Memory(), Made()
    answers = Answers(store, "key")
    controlled = dataclasses.replace(SOURCE, sensitivity="controlled")
    for _ in range(2):
        pd.testing.assert_frame_equal(answers.table("v1", controlled, "q", made), TABLE)
    answers.table("v1", SOURCE, "r", made)
    written(store, 1)  # in turn: what was to be kept before is there by now
    assert (made.times, len(store.kept)) == (3, 1)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float | None]:
    """How long each wait for a store may take at most; one that failed is left alone for good."""
    found: list[float | None] = []
    result = Future.result

    def waited(self: Future[Any], timeout: float | None = None) -> Any:
        if not self.done():
            found.append(timeout)
        return result(self, timeout)

    monkeypatch.setattr(module, "PATIENCE", PATIENCE)
    monkeypatch.setattr(Future, "result", waited)
    monkeypatch.setattr(module, "_SHORTEST_PAUSE", 3600.0)
    return found


@pytest.mark.parametrize(
    ("does", "fails"),
    [
        (raised, True),
        (threading.Event().wait, True),
        (lambda: False, False),
        (lambda: time.sleep(DEAR), True),
    ],
)
def test_a_broken_or_slow_store_is_hardly_noticed(
    does: Callable[[], Any], fails: bool, waits: list[float | None]
) -> None:
    """Less than twice as slow is what the page is promised, already at the first answer."""
    assert PATIENCE < DEAR
    answers = Answers(Doing(does))
    for number in range(5):
        pd.testing.assert_frame_equal(answers.table("v1", SOURCE, str(number), Made()), TABLE)
    assert set(waits) <= {PATIENCE}
    assert len(waits) <= (1 if fails else 5)


def test_a_store_that_failed_is_left_alone_for_a_while_and_then_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 1000.0
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: now))
    store = Doing(raised)
    answers = Answers(store)
    for _ in range(5):
        answers.table("v1", SOURCE, "q", Made())
    assert store.asked == 1
    now += module._SHORTEST_PAUSE
    store.does = lambda: None
    answers.table("v1", SOURCE, "q", Made())
    answers.table("v1", SOURCE, "q", Made())
    assert store.asked == 3


def test_readers_do_not_queue_for_a_store_that_hangs(waits: list[float | None]) -> None:
    answers, made = Answers(Doing(threading.Event().wait)), [Made() for _ in range(40)]
    readers = [
        threading.Thread(target=answers.table, args=["v1", SOURCE, str(i), own]) for i, own in enumerate(made)
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert [own.times for own in made] == [1] * 40
    assert set(waits) == {PATIENCE}


class TestOfADataset:
    @pytest.fixture
    def store(self) -> Memory:
        return Memory()

    @pytest.mark.parametrize("ask", [hotspot_cells, premises])
    def test_kept_answers_are_the_made_ones(
        self, demonstration: Dataset, store: Memory, ask: Callable[..., pd.DataFrame]
    ) -> None:
        data_dir = demonstration.folder.parent.parent
        for number, changes in enumerate([{}, {"types": ("burglary",)}], start=1):
            found = []
            for _ in range(2):
                dataset = Library(data_dir, Answers(store, "key")).get(demonstration.version)
                assert dataset is not None
                selection = Selection.default(dataset.catalogue).replace(**changes)
                found.append(ask(dataset, selection, selection.sources[0]))
                written(store, number)
            made = ask(demonstration, selection, selection.sources[0])
            assert len(made)
            for one in found:
                pd.testing.assert_frame_equal(one, made)
            assert len(store.kept) == number
