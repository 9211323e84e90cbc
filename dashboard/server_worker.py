"""The gunicorn worker that serves Hexscan: gunicorn's threads, which no client can hold by sending nothing.

gunicorn's own gthread worker reads a request without a limit in time, so a few clients that send half a
request hold all its threads. Here a request must have come in whole within RECEIVE_SECONDS. Sending takes as
long as the client needs, and a kept connection waits for its next request outside the threads, as ever.
"""

from __future__ import annotations

import contextlib
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


class Worker(ThreadWorker):
    """gunicorn's gthread worker with a limit on how long a request may take to arrive."""

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
