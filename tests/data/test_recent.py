"""What is kept for those who ask again: the newest few, made once, the same for all."""

from __future__ import annotations

import dataclasses
import threading
from pathlib import Path

import numpy as np
import pytest

from dashboard.analysis.xmr import Limits
from dashboard.data.dataset import Dataset, Library
from dashboard.data.recent import Recent, bytes_of
from dashboard.data.view import view_of
from dashboard.selection import Selection


def test_what_was_made_a_moment_ago_is_given_again() -> None:
    recent, made = Recent(2), []
    assert recent.get("a", lambda: made.append("a") or "first") == "first"
    assert recent.get("a", lambda: made.append("a") or "second") == "first"
    assert made == ["a"]


def test_what_was_not_asked_for_longest_goes_first() -> None:
    recent = Recent(2)
    for key in ("a", "b", "a", "c"):
        recent.get(key, lambda key=key: key)
    assert len(recent) == 2
    assert recent.get("a", lambda: "made anew") == "a"
    assert recent.get("b", lambda: "made anew") == "made anew"


def test_nothing_is_kept_of_what_failed() -> None:
    recent = Recent(2)
    with pytest.raises(ZeroDivisionError):
        recent.get("a", lambda: 1 // 0)
    assert recent.get("a", lambda: 1) == 1


def test_one_answer_may_need_another() -> None:
    recent = Recent(2)
    assert recent.get("sum", lambda: recent.get("part", lambda: 1) + 1) == 2
    assert len(recent) == 2


def test_threads_that_ask_at_once_get_the_same() -> None:
    recent, start = Recent(4), threading.Barrier(8)
    found: list[int] = []

    def ask(number: int) -> None:
        start.wait()
        found.extend(recent.get(key, lambda key=key: key * key) for key in range(number, number + 40))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == sorted(key * key for number in range(8) for key in range(number, number + 40))
    assert len(recent) == 4


def test_answers_may_take_up_room_by_their_size() -> None:
    recent = Recent(10, len)
    for text in ("four", "five5", "two"):
        recent.get(text, lambda text=text: text)
    assert len(recent) == 2  # 12 letters would be too many
    assert recent.get("four", lambda: "anew") == "anew"
    assert recent.get("too large", lambda: "x" * 11) == "x" * 11
    assert len(recent) == 0


def test_what_grows_after_it_was_made_is_let_go_by_its_size_of_then() -> None:
    recent = Recent(10, len)
    grown = recent.get("list", list)
    recent.get("short", lambda: [1])
    grown += [0] * 10
    recent.get("another", lambda: [1])
    assert len(recent) == 2
    assert recent.get("list", lambda: ["anew"]) == ["anew"]


def test_a_number_may_bound_them_too() -> None:
    recent = Recent(100, len, 2)
    for text in ("one", "two", "three"):
        recent.get(text, lambda text=text: text)
    assert len(recent) == 2


def test_an_answer_takes_the_bytes_of_the_arrays_it_holds(tmp_path: Path) -> None:
    np.save(tmp_path / "mapped.npy", np.zeros(1000))
    mapped = np.load(tmp_path / "mapped.npy", mmap_mode="r")
    assert bytes_of(np.zeros(1000)) == 8000
    assert bytes_of(mapped) == bytes_of(np.asarray(mapped[10:])) == 0
    assert bytes_of("no array") == 0


def test_the_arrays_of_records_in_an_answer_count_too() -> None:
    @dataclasses.dataclass
    class Inner:
        numbers: np.ndarray
        names: tuple[str, ...] = ("a", "b")

    @dataclasses.dataclass
    class Outer:
        inner: Inner
        limits: Limits
        dataset: object

    made = Outer(Inner(np.zeros(100)), Limits(np.zeros(10), np.zeros(10), 1.0), object())
    assert bytes_of(made) == 800 + 160


def test_the_views_of_a_version_are_bounded_by_their_bytes(demonstration: Dataset) -> None:
    dataset = Library(demonstration.folder.parent.parent).get(demonstration.version)
    assert dataset is not None
    selection = Selection.default(dataset.catalogue)
    source = selection.sources[0]
    view = view_of(dataset, selection, source)
    before = bytes_of(view)
    grown = view.by_piece.nbytes + view.whole.counts.nbytes
    assert bytes_of(view) >= before + grown > before
    dataset.recent._most = bytes_of(view) - 1
    view_of(dataset, selection.replace(types=("burglary",)), source)
    assert view_of(dataset, selection, source) is not view
