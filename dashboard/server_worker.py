"""The gunicorn worker that serves Hexscan: gunicorn's threads, which no client can hold by sending nothing.

Threads are for waiting, which clients make them do; answers are worked out in turn (`server_turns`).

A connection is kept, so whoever accepts it answers all its requests. Workers that accept whatever they see
first share eight connections as four and four, or as none and eight; here one that has more steps back.

gunicorn's own gthread worker reads a request without a limit in time, so a few clients that send half a
request hold all its threads. Here a request must have come in whole within RECEIVE_SECONDS. Sending takes as
long as the client needs, and a kept connection waits for its next request outside the threads, as ever.
"""

from __future__ import annotations

import contextlib
import mmap
import select
import socket
import time
from typing import Any

from gunicorn.http.errors import NoMoreData  # type: ignore[import-untyped]
from gunicorn.workers.gthread import TConn, ThreadWorker  # type: ignore[import-untyped]

RECEIVE_SECONDS = 10.0
"""How long a client may take to send one request, from when its first bytes are expected."""

LINGER_SECONDS = 2.0
"""How long a client may take to read the last response before its connection is closed."""
_MOST_DISCARDED = 65_536


class LimitedSocket(socket.socket):
    """A client's socket from which nothing can be received after a deadline, but what is there already."""

    def __init__(self, accepted: socket.socket) -> None:
        """Take over an accepted socket."""
        super().__init__(fileno=accepted.detach())
        self._deadline = 0.0
        self._overdue = False

    def allow(self, seconds: float) -> None:
        """Set the deadline to so many seconds from now."""
        self._deadline = time.monotonic() + seconds

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        """Up to `size` bytes. Raises NoMoreData, as for a client that hung up, where the deadline passes."""
        poller = select.poll()
        poller.register(self, select.POLLIN)
        if not poller.poll(1000 * max(self._deadline - time.monotonic(), 0.0)):
            self._overdue = True
            raise NoMoreData
        return super().recv(size, flags)

    def finish(self) -> None:
        """Say that no more will be sent, and wait a little for the client to hang up.

        gunicorn waits too, but in the loop that accepts connections: this leaves it nothing to wait for.
        """
        if not self._overdue:
            self.allow(LINGER_SECONDS)
            discarded = 0
            with contextlib.suppress(OSError):  # the client is gone, or took too long
                self.shutdown(socket.SHUT_WR)
                while discarded < _MOST_DISCARDED and (received := self.recv(4096)):
                    discarded += len(received)
        self.allow(0)


STEP_BACK_SECONDS = 0.005
"""How long a worker leaves a new connection to those with fewer: Python lets a busy one see it by then."""

_NOBODY = -1
_PLACES = 256
_connections = memoryview(mmap.mmap(-1, 4 * _PLACES)).cast("i")
"""Connections of each worker, in memory that all processes share; _NOBODY in a place no worker has."""
for _place in range(_PLACES):
    _connections[_place] = _NOBODY


class Worker(ThreadWorker):
    """gunicorn's gthread worker with a limit on how long a request may take to arrive, and fair shares."""

    place = 0
    """Where it says how many connections it has; only the process that starts workers gives places."""

    def take_place(self) -> None:
        """Be counted, before the worker starts. Those beyond the last place share it."""
        free = (place for place in range(_PLACES) if _connections[place] == _NOBODY)
        self.place = next(free, _PLACES - 1)
        _connections[self.place] = 0

    def leave_place(self) -> None:
        """Be counted no more, once the worker has ended."""
        _connections[self.place] = _NOBODY

    def notify(self) -> None:
        """Say that it is alive, at every turn of its loop, and how many connections it has by now."""
        # One that accepts no more, as it is being replaced, is nobody to step back for.
        _connections[self.place] = self.nr_conns if self.alive else _NOBODY
        super().notify()

    def accept(self, listener: socket.socket) -> None:
        """Accept a connection; where another worker has fewer, only if that does not."""
        others = (count for count in _connections if count != _NOBODY)
        if self.nr_conns > min(others, default=self.nr_conns):
            time.sleep(STEP_BACK_SECONDS)
        super().accept(listener)
        _connections[self.place] = self.nr_conns

    def enqueue_req(self, conn: TConn) -> None:
        """Submit a connection to the threads. Its time runs from here: waiting for a thread counts."""
        if not isinstance(conn.sock, LimitedSocket):
            conn.sock = LimitedSocket(conn.sock)
        conn.sock.allow(RECEIVE_SECONDS)
        super().enqueue_req(conn)

    def handle(self, conn: TConn) -> Any:
        """Answer one request, in a thread; what gunicorn's own returns: whether to keep the connection."""
        kept = super().handle(conn)
        if not kept:
            conn.sock.finish()
        return kept
