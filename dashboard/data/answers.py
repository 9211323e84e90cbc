"""Answers that are dear to work out, kept beyond the process: every worker finds what one of them has made.

What is kept is a table as Arrow bytes, never a pickle, and signed: what somebody else put into the store,
what was cut short or belongs to another key is no answer, and the table is made afresh. A store may be
broken, full, slow or absent; it is asked by a helper thread, waited for no longer than PATIENCE, and left
alone for a while once it has failed. docs/decisions/0012-kept-answers.md says what is worth keeping.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import logging
import os
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Protocol

import pandas as pd
import pyarrow as pa

from dashboard.data.schema import Source

log = logging.getLogger(__name__)

PATIENCE = 0.02
"""Seconds a reader waits for the store: less than what it keeps costs to work out."""

LARGEST = 512 * 1024
"""Bytes of one answer; a larger one is not kept."""

_SIGNATURE = hashlib.sha256().digest_size
_SHORTEST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
_MOST_WAITING = 16
_WHAT_IS_ASKED = ("selection.py", "query_fields.py")
"""What gives a question its meaning, beside the code that works out its answer."""


class AnswerStore(Protocol):
    """Where answers are kept. It may raise anything, and take its time."""

    def get(self, key: str) -> Any:
        """The bytes under a key, or None."""

    def set(self, key: str, value: bytes) -> Any:
        """Keep bytes under a key; False where that failed."""


class Answers:
    """Tables by what they answer: kept ones where a store has them, else made."""

    def __init__(self, store: AnswerStore | None = None, secret: str = "") -> None:
        """`secret` signs what is kept; without a store nothing is."""
        self._store = None if store is None else _Guarded(store)
        # Signed with the code too: what was kept by other code is no answer of ours.
        self._secret = hashlib.sha256(f"answers:{secret}:{_code()}".encode()).digest()

    def table(
        self, version: str, source: Source, question: str, make: Callable[[], pd.DataFrame]
    ) -> pd.DataFrame:
        """What `make` gives: the answer to a question about a source of a version, the same whoever asks.

        The question must name all that the answer depends on. Of a source that is not open nothing is kept:
        these figures have not passed `disclose` yet.
        """
        if self._store is None or source.sensitivity != "open":
            return make()
        key = f"{version}/{hashlib.sha256(question.encode()).hexdigest()}"
        kept = self._unsigned(key, self._store.get(key))
        if kept is not None:
            return kept
        made = make()
        value = to_bytes(made)
        if len(value) <= LARGEST:
            self._store.set(key, self._signature(key, value) + value)
        return made

    def _signature(self, key: str, value: bytes) -> bytes:
        return hmac.digest(self._secret, key.encode() + b"\0" + value, "sha256")

    def _unsigned(self, key: str, found: Any) -> pd.DataFrame | None:
        """The table in what the store gave; None for anything that was not put there by us under this key."""
        if not isinstance(found, bytes):
            return None
        signature, value = found[:_SIGNATURE], found[_SIGNATURE:]
        return from_bytes(value) if hmac.compare_digest(signature, self._signature(key, value)) else None


@functools.cache
def _code() -> str:
    """Stands for the code that makes answers and reads questions: other code may answer otherwise."""
    package = Path(__file__).parent.parent
    rooms = [sorted((package / room).rglob("*.py")) for room in ("analysis", "data")]
    files = [*rooms[0], *rooms[1], *(package / name for name in _WHAT_IS_ASKED)]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def to_bytes(table: pd.DataFrame) -> bytes:
    """A table with its types, compressed."""
    arrow = pa.Table.from_pandas(table, preserve_index=False)
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_stream(sink, arrow.schema, options=options) as writer:
        writer.write_table(arrow)
    written: bytes = sink.getvalue().to_pybytes()
    return written


def from_bytes(value: bytes) -> pd.DataFrame:
    """The table that `to_bytes` wrote."""
    with pa.ipc.open_stream(value) as reader:
        return reader.read_all().to_pandas()


class _Trust:
    """Whether something is tried now: not for a while once it failed, each time longer."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._pause = _SHORTEST_PAUSE
        self._until = 0.0

    def now(self) -> bool:
        return time.monotonic() >= self._until

    def lose(self, why: str) -> None:
        level = logging.WARNING if self._pause == _SHORTEST_PAUSE else logging.DEBUG  # said once
        log.log(level, "Kept answers can't be %s now: %s", self._what, why)
        self._until = time.monotonic() + self._pause
        self._pause = min(2 * self._pause, _LONGEST_PAUSE)

    def gain(self) -> None:
        self._pause = _SHORTEST_PAUSE


class _Guarded:
    """A store that never raises and is never waited for longer than PATIENCE."""

    def __init__(self, store: AnswerStore) -> None:
        self._store = store
        self._reading, self._writing = _Trust("read"), _Trust("written")
        self._readers, self._writers = _Helper("answers-read"), _Helper("answers-write")

    def get(self, key: str) -> Any:
        """What the store has; None where it can't say in time."""
        if not self._reading.now():
            return None
        asked = self._readers.ask(lambda: self._store.get(key))
        if asked is None:
            return None  # it has not answered others yet
        try:
            found = asked.result(PATIENCE)
        except Exception as error:  # noqa: BLE001 - whatever a store raises, the answer is made without it
            asked.cancel()  # where it still waits for its turn
            self._reading.lose(_words(error))
            return None
        self._reading.gain()
        return found

    def set(self, key: str, value: bytes) -> None:
        """Have it kept, by and by; nobody waits."""
        if self._writing.now():
            asked = self._writers.ask(lambda: self._store.set(key, value))
            if asked is not None:
                asked.add_done_callback(self._written)

    def _written(self, asked: Future[Any]) -> None:
        error = asked.exception()
        if error is not None or asked.result() is False:
            self._writing.lose("the store says no" if error is None else _words(error))
        else:
            self._writing.gain()


def _words(error: BaseException) -> str:
    return f"{type(error).__name__} {error}" if str(error) else f"no answer in time ({type(error).__name__})"


class _Helper:
    """A thread that does one thing after the other; it ends with the process, and a fork starts its own."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = threading.Lock()
        self._process = 0
        self._waiting: queue.Queue[tuple[Callable[[], Any], Future[Any]]] = queue.Queue(_MOST_WAITING)

    def ask(self, work: Callable[[], Any]) -> Future[Any] | None:
        """Have it done; None where too much waits already."""
        future: Future[Any] = Future()
        with self._lock:
            if self._process != os.getpid():
                self._process = os.getpid()
                self._waiting = queue.Queue(_MOST_WAITING)
                threading.Thread(target=self._work, name=self._name, daemon=True).start()
        try:
            self._waiting.put_nowait((work, future))
        except queue.Full:
            return None
        return future

    def _work(self) -> None:
        waiting = self._waiting
        while True:
            work, future = waiting.get()
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(work())
                except Exception as error:  # noqa: BLE001 - whoever waits is told
                    future.set_exception(error)
