"""Who may work out an answer now: clicks one by one, in the order they came, then what nobody waits for."""

from __future__ import annotations

import contextlib
import re
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any

BEHIND_SECONDS = 1.0
"""How long browsing data wait for a moment without a click, at most: endless clicks must not starve them."""

_CLICKS = re.compile(r"/data/[^/]+/(look|map|compare|why)/")
_BEHIND = re.compile(r"/data/[^/]+/(browse|near)/")
"""What readers wait for, and what their pages load behind that: each in a line of its own."""
_DEAR = re.compile(r"/data/[^/]+/why-near/|/export/why-near\.csv")
"""What takes seconds: one at a time, and in nobody's way."""
_EXPORTS = re.compile(r"/export/")
_READING = ("GET", "HEAD")
"""A HEAD is worked out as a GET is, only not sent."""
_MOST_EXPORTS = 8
"""So many whole tables are made at once: each takes memory."""

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def in_turn(app: App) -> App:
    """An application that works out one click at a time, while other threads receive and send.

    Python runs one thread at a time anyway. Eight that take turns every few milliseconds all finish late; one
    after the other, the first is done in an eighth of the time. Browsing data, which nobody waits for, stand
    in a second line and begin when there is no click to answer.
    """
    lines, dear, exports = Lines(), threading.Lock(), threading.Semaphore(_MOST_EXPORTS)

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        # Only what needs nothing more from the client: nobody holds up a line by sending slowly.
        path = environ["PATH_INFO"] if environ["REQUEST_METHOD"] in _READING else ""
        if _CLICKS.match(path):
            with lines.click():
                return app(environ, start_response)
        if _BEHIND.match(path):
            with lines.behind():
                return app(environ, start_response)
        if _DEAR.match(path):
            with dear:
                return app(environ, start_response)
        if _EXPORTS.match(path):
            with exports:
                return app(environ, start_response)
        return app(environ, start_response)

    return answer


class Lines:
    """Who may work something out now: one click, and one answer behind the clicks once there is none."""

    def __init__(self) -> None:
        """Nobody is in line."""
        self._click, self._behind = Queue(), threading.Lock()
        self._clicks = 0
        self._change = threading.Condition()

    @contextlib.contextmanager
    def click(self) -> Iterator[None]:
        """Wait until the clicks before are answered."""
        with self._change:
            self._clicks += 1
        try:
            with self._click.turn():
                yield
        finally:
            with self._change:
                self._clicks -= 1
                self._change.notify()

    @contextlib.contextmanager
    def behind(self) -> Iterator[None]:
        """Wait until those before are answered and, for BEHIND_SECONDS at most, until there is no click."""
        with self._behind:
            with self._change:
                self._change.wait_for(lambda: not self._clicks, BEHIND_SECONDS)
            yield


class Queue:
    """A lock that is given to those who wait for it in the order in which they came.

    Python's own goes to whoever asks while nobody holds it. One that has just been answered and asks again is
    there before the next in line has woken up, who then waits for two.
    """

    def __init__(self) -> None:
        """Nobody has it."""
        self._change = threading.Lock()
        self._held = False
        self._waiting: deque[threading.Lock] = deque()

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return len(self._waiting)

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn, and have it."""
        with self._change:
            mine = threading.Lock() if self._held else None
            self._held = True
            if mine is not None:
                mine.acquire()
                self._waiting.append(mine)
        if mine is not None:
            mine.acquire()  # whoever had the turn before releases it
        try:
            yield
        finally:
            with self._change:
                if self._waiting:
                    self._waiting.popleft().release()
                else:
                    self._held = False
