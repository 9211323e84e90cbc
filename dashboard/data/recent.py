"""A few answers kept for those who ask again at once: the panels of one click, a reader going back."""

from __future__ import annotations

import dataclasses
import itertools
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import numpy as np

Made = TypeVar("Made")

_IN_USE = 8
"""An answer may grow while it is among the last so many asked for: more than one click asks for."""


class Recent:
    """The last answers asked for, at most so many; safe for threads. What it keeps must never be changed."""

    def __init__(
        self, most: int, sized: Callable[[Any], int] = lambda _: 1, number: int | None = None
    ) -> None:
        """Empty; of more than `most` answers those go first that were not asked for longest.

        `sized` says how much of `most` an answer takes up, where that is not one each; it is asked again of
        those in use (`_IN_USE`) whenever another comes, as an answer may grow. `number` is then the most
        answers, whatever their size.
        """
        self._most = most
        self._sized = sized
        self._number = number
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._sizes: dict[Hashable, int] = {}
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
        for key in itertools.islice(reversed(self._kept), _IN_USE):
            self._sizes[key] = self._sized(self._kept[key])
        held = sum(self._sizes.values())
        while held > self._most or (self._number is not None and len(self._kept) > self._number):
            key, _ = self._kept.popitem(last=False)  # that asked for longest ago comes first
            held -= self._sizes.pop(key)

    def __len__(self) -> int:
        """How many answers are kept."""
        return len(self._kept)


def bytes_of(made: Any) -> int:
    """Bytes of the arrays an answer, or a record in it, is or holds.

    Of mapped files none, nor of what it only refers to, such as the dataset.
    """
    if isinstance(made, np.ndarray):
        return _own_bytes(made)
    total = 0
    for part in tuple(getattr(made, "__dict__", {}).values()):  # another thread may be adding one
        if type(part) is np.ndarray:
            total += _own_bytes(part)
        elif hasattr(part, "_fields"):
            total += sum(map(bytes_of, part))
        elif dataclasses.is_dataclass(part):
            total += bytes_of(part)
    return total


def _own_bytes(array: Any) -> int:
    """Bytes of an array, none where they are those of a mapped file."""
    own: int = array.nbytes
    while isinstance(array, np.ndarray):
        if isinstance(array, np.memmap):
            return 0
        array = array.base
    return own
