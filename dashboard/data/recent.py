"""A few answers kept for those who ask again at once: the panels of one click, a reader going back."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import numpy as np

from dashboard.data.grouped import GroupedMonths

Made = TypeVar("Made")


class Recent:
    """The last answers asked for, at most so many; safe for threads. What it keeps must never be changed."""

    def __init__(
        self, most: int, sized: Callable[[Any], int] = lambda _: 1, number: int | None = None
    ) -> None:
        """Empty; of more than `most` answers those go first that were not asked for longest.

        `sized` says how much of `most` an answer takes up, where that is not one each; it is asked again
        whenever another comes, as an answer may grow. `number` is then the most answers, whatever their size.
        """
        self._most = most
        self._sized = sized
        self._number = number
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` gives for a key, or gave a moment ago.

        Threads that ask for the same at the same time may each make it: they make the same, and nobody waits.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                kept: Made = self._kept[key]
                return kept
        made = make()
        with self._lock:
            self._kept[key] = made
            self._kept.move_to_end(key)  # somebody else may have made it meanwhile
            self._let_go()
        return made

    def _let_go(self) -> None:
        sizes = [self._sized(made) for made in self._kept.values()]
        held = sum(sizes)
        for size in sizes:  # that asked for longest ago comes first
            if held <= self._most and (self._number is None or len(self._kept) <= self._number):
                break
            self._kept.popitem(last=False)
            held -= size

    def __len__(self) -> int:
        """How many answers are kept."""
        return len(self._kept)


def bytes_of(made: Any) -> int:
    """Bytes of the arrays an answer is or holds: of mapped files none, nor of what it only refers to."""
    if isinstance(made, np.ndarray):
        return 0 if _mapped(made) else made.nbytes
    parts = tuple(getattr(made, "__dict__", {}).values())  # another thread may be adding one
    return sum(bytes_of(part) for part in parts if isinstance(part, np.ndarray | GroupedMonths))


def _mapped(array: Any) -> bool:
    while isinstance(array, np.ndarray):
        if isinstance(array, np.memmap):
            return True
        array = array.base
    return False
