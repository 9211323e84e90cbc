"""What a bad input is: how its file is made, and what must become of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

Argument = Path | str


class Outcome(StrEnum):
    """What becomes of an input."""

    REFUSED = "refused"
    """Nothing is taken in: a message, exit code 1, and what was stored is as it was, byte for byte."""
    LEFT_OUT = "rows left out"
    """What can be used is taken in; each row that can't is counted and named."""
    TAKEN = "taken in"
    """It looks bad but is not, and comes in as it was meant."""


@dataclass(frozen=True)
class Case:
    """One input. `make` writes it into a folder and returns what follows `import` on the command line."""

    name: str
    make: Callable[[Path], Sequence[Argument]]
    words: tuple[str, ...]
    """What the message says, file, row and column among it."""
    outcome: Outcome = Outcome.REFUSED
    harmful: bool = False
    """Whether it is made to exhaust the machine: it then runs in a process of its own, within limits."""


@dataclass(frozen=True)
class Group:
    """Cases of one sort, under a heading of the document."""

    title: str
    cases: tuple[Case, ...]


def refused(name: str, make: Callable[[Path], Sequence[Argument]], *words: str) -> Case:
    """An input that is refused."""
    return Case(name, make, words)


def harmful(name: str, make: Callable[[Path], Sequence[Argument]], *words: str) -> Case:
    """An input that is refused within narrow limits of memory and time."""
    return Case(name, make, words, harmful=True)


def left_out(name: str, make: Callable[[Path], Sequence[Argument]], *words: str) -> Case:
    """An input of which single rows are left out."""
    return Case(name, make, words, Outcome.LEFT_OUT)


def taken(name: str, make: Callable[[Path], Sequence[Argument]], *words: str) -> Case:
    """An input that comes in whole."""
    return Case(name, make, words, Outcome.TAKEN)
