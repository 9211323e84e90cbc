"""Clicks are worked out one after the other, then what is loaded behind them, and all else at once."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from dashboard import server_turns
from dashboard.server_turns import Queue, in_turn

LOOK, MAP, BROWSE = "/data/v1/look/any", "/data/v1/map/9", "/data/v1/browse/police/9"
COMPARE, NEAR = "/data/v1/compare/any", "/data/v1/why-near/any"


def most_at_once(expected: int, *requests: tuple[str, str]) -> int:
    """How many of these requests, sent together, were being worked out at the same time.

    None is answered before as many as are expected have come, however busy the machine is.
    """
    now, most, lock = 0, 0, threading.Lock()
    all_there = threading.Event()

    def app(environ: dict[str, Any], start: Any) -> list[bytes]:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
            if now == expected:
                all_there.set()
        all_there.wait(10)
        time.sleep(0.05)  # one too many would come by then
        with lock:
            now -= 1
        return []

    served = in_turn(app)
    threads = [
        threading.Thread(target=served, args=({"REQUEST_METHOD": method, "PATH_INFO": path}, None))
        for method, path in requests
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return most


@pytest.mark.parametrize(
    ("requests", "most"),
    [
        ([("GET", LOOK), ("GET", MAP), ("GET", LOOK)], 1),
        ([("GET", LOOK), ("GET", COMPARE), ("GET", COMPARE)], 1),
        ([("GET", BROWSE)] * 3, 1),
        ([("GET", "/export/cells.csv")] * 3, 3),
        ([("GET", "/export/cells.csv")] * 12, 8),
        ([("GET", LOOK), ("HEAD", MAP), ("HEAD", LOOK)], 1),
        ([("HEAD", BROWSE)] * 3, 1),
        ([("GET", NEAR)] * 3, 1),
        ([("GET", NEAR), ("GET", "/export/why-near.csv"), ("GET", "/export/why-near.csv")], 1),
        ([("GET", NEAR), ("GET", NEAR), ("GET", LOOK)], 2),
        ([("HEAD", "/export/cells.csv")] * 12, 8),
        ([("POST", LOOK)] * 3, 3),
    ],
)
def test_who_waits_for_whom(requests: list[tuple[str, str]], most: int) -> None:
    assert most_at_once(most, *requests) == most


class Gated:
    """An application whose clicks last until they are let go; `done` has what was answered, in order."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.begun, self.go = threading.Semaphore(0), threading.Semaphore(0)

    def __call__(self, environ: dict[str, Any], start: Any) -> list[bytes]:
        path = environ["PATH_INFO"]
        self.begun.release()
        if path == LOOK:
            assert self.go.acquire(timeout=10)
        self.done.append(path)
        return []


def asking(served: Any, path: str) -> threading.Thread:
    thread = threading.Thread(target=served, args=({"REQUEST_METHOD": "GET", "PATH_INFO": path}, None))
    thread.start()
    return thread


def test_what_is_loaded_behind_clicks_waits_for_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_turns, "BEHIND_SECONDS", 60)
    app = Gated()
    served = in_turn(app)
    first = asking(served, LOOK)
    assert app.begun.acquire(timeout=10)
    behind = asking(served, BROWSE)
    second = asking(served, LOOK)
    assert not app.begun.acquire(timeout=0.1)  # neither begins before the first is answered
    app.go.release()
    first.join(10)
    assert app.begun.acquire(timeout=10)
    assert not app.begun.acquire(timeout=0.1)
    app.go.release()
    second.join(10)
    behind.join(10)
    assert app.done == [LOOK, LOOK, BROWSE]


def test_clicks_without_end_hold_up_what_is_behind_only_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_turns, "BEHIND_SECONDS", 0.05)
    app = Gated()
    served = in_turn(app)
    click = asking(served, LOOK)
    assert app.begun.acquire(timeout=10)
    asking(served, BROWSE).join(10)
    assert app.done == [BROWSE]
    app.go.release()
    click.join(10)


def test_an_answer_that_fails_lets_the_next_one_in() -> None:
    def app(environ: dict[str, Any], start: Any) -> list[bytes]:
        raise ValueError

    served = in_turn(app)
    for _ in range(2):
        with pytest.raises(ValueError):
            served({"REQUEST_METHOD": "GET", "PATH_INFO": LOOK}, None)


def test_a_turn_goes_to_who_came_first() -> None:
    """Whoever had it and asks again at once comes last, though nobody else has woken up yet."""
    queue = Queue()
    had: list[str] = []

    def wait_in_line(name: str) -> threading.Thread:
        def take() -> None:
            with queue.turn():
                had.append(name)

        waiting = threading.Thread(target=take)
        waiting.start()
        end = time.monotonic() + 10
        while queue.waiting < len(threads) + 1 and time.monotonic() < end:
            time.sleep(0.001)
        return waiting

    threads: list[threading.Thread] = []
    with queue.turn():
        threads += [wait_in_line("a")]
        threads += [wait_in_line("b")]
        threads += [wait_in_line("c")]
    with queue.turn():
        had.append("again")
    for thread in threads:
        thread.join()
    assert had == ["a", "b", "c", "again"]


def test_a_turn_that_fails_is_given_on() -> None:
    queue = Queue()
    with pytest.raises(ZeroDivisionError), queue.turn():
        raise ZeroDivisionError
    with queue.turn():
        assert queue.waiting == 0
