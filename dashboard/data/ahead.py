"""Work on many things on all processors, with results in the order of the things.

Threads, not processes: nearly all of an import's time goes into Arrow and NumPy, which leave Python's lock
alone, and so nothing has to be copied between processes, errors arrive whole, and a killed import leaves
nobody behind.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")

MOST_THREADS = 8
"""Each may hold a whole file, so that more would cost memory faster than they save time."""


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_order(work: Callable[[Given], Made], things: Iterable[Given], threads: int = 0) -> Iterator[Made]:
    """`work` of each thing, in their order, worked on ahead by threads (0: one for each processor).

    At most one result more than there are threads is held, so memory does not grow with the number of things.
    What `work` raises is raised here in its turn; later things are then left, once those begun have ended.
    """
    threads = threads or min(processors(), MOST_THREADS)
    if threads == 1:
        yield from map(work, things)
        return
    waiting: deque[Future[Made]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        try:
            for thing in things:
                waiting.append(pool.submit(work, thing))
                if len(waiting) > threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
