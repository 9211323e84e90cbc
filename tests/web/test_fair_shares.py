"""Workers share connections evenly: one that has more leaves a new one to those that have fewer."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator

import pytest
from gunicorn.workers.gthread import ThreadWorker

from dashboard.server_worker import STEP_BACK_SECONDS, Worker

NO_LISTENER = socket.socket()


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], Worker]]:
    """Makes workers with so many connections, counted as the process that starts them counts them."""
    made: list[Worker] = []

    def accepted(worker: Worker, _: socket.socket) -> None:
        worker.nr_conns += 1

    def start(connections: int) -> Worker:
        worker = object.__new__(Worker)
        worker.nr_conns = connections
        worker.alive = True
        worker.take_place()
        worker.notify()
        made.append(worker)
        return worker

    monkeypatch.setattr(ThreadWorker, "accept", accepted)
    monkeypatch.setattr(ThreadWorker, "notify", lambda _: None)
    yield start
    for worker in made:
        worker.leave_place()


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long workers stepped back."""
    found: list[float] = []
    monkeypatch.setattr(time, "sleep", found.append)
    return found


def test_a_worker_with_more_connections_steps_back(
    started: Callable[[int], Worker], waits: list[float]
) -> None:
    fuller, _ = started(3), started(2)
    fuller.accept(NO_LISTENER)
    assert waits == [STEP_BACK_SECONDS]


def test_one_with_as_many_or_alone_does_not(started: Callable[[int], Worker], waits: list[float]) -> None:
    alone = started(5)
    alone.accept(NO_LISTENER)
    as_many = started(6)
    as_many.accept(NO_LISTENER)
    assert waits == []


def test_what_was_accepted_counts_at_once(started: Callable[[int], Worker], waits: list[float]) -> None:
    one, other = started(0), started(0)
    for worker in (one, other, one, other):
        worker.accept(NO_LISTENER)
    assert waits == []
    one.accept(NO_LISTENER)
    one.accept(NO_LISTENER)
    assert waits == [STEP_BACK_SECONDS]


def test_a_worker_that_ended_holds_nobody_up(started: Callable[[int], Worker], waits: list[float]) -> None:
    one, ended = started(4), started(0)
    ended.leave_place()
    one.accept(NO_LISTENER)
    assert waits == []
    assert started(0).place == ended.place


def test_one_that_is_being_replaced_holds_nobody_up(
    started: Callable[[int], Worker], waits: list[float]
) -> None:
    busy, leaving = started(3), started(0)
    leaving.alive = False
    leaving.notify()
    busy.accept(NO_LISTENER)
    assert waits == []
