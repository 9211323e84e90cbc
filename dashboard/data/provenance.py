"""Which files an import's incidents are from, and which files it may leave out because theirs are there."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from dashboard.data.contents import Contents, InForce, PartKey, named
from dashboard.data.manifest import LeftOut


class JoinsLeftOutError(Exception):
    """A file adds to a month of a file that was left out as being in force: both have to be read."""


class Provenance:
    """What is in force at the start of an import, and what has been taken in since. Not safe for threads."""

    def __init__(self, before: Contents) -> None:
        """Nothing is taken in yet."""
        self._before = before
        self._from: dict[str, tuple[str, ...]] = {}  # part -> files; none where that is not known
        self._read: dict[str, InForce] = {}
        self._left: dict[str, LeftOut] = {}
        self._left_parts: set[str] = set()

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """The files that were left out."""
        return tuple(self._left.values())

    def knows(self, mark: str) -> bool:
        """Whether a file was in force at the start; safe for threads."""
        return mark in self._before.files

    def in_force(self, mark: str) -> bool:
        """Whether a file is in force still: nothing taken in by now has displaced some of it."""
        return self.knows(mark) and not self._before.parts_of(mark) & self._from.keys()

    def leave_out(self, mark: str, file: str) -> None:
        """Pass over a file that is `in_force`."""
        known = self._before.files[mark]
        self._left[mark] = LeftOut(file, known.version, known.when)
        self._left_parts |= self._before.parts_of(mark)

    def same_file(self, mark: str) -> str:
        """The file of this import that has the same content as this one, "" where none was read."""
        return self._read[mark].file if mark in self._read else ""

    def read(self, mark: str, file: str, keys: Iterable[PartKey], *, together: bool) -> None:
        """Note the parts that a file brings: in the place of what was there, or with `together` beside it.

        Raises JoinsLeftOutError where they would go beside those of a file that was left out.
        """
        parts = [named(key) for key in keys]
        if together and self._left_parts.intersection(parts):
            raise JoinsLeftOutError
        if mark and parts:
            self._read[mark] = InForce(file, "", "", len(parts))
        for part in parts:
            beside = self._from.get(part) if together else None
            self._from[part] = () if not mark or beside == () else (*(beside or ()), mark)

    def as_before(self) -> bool:
        """Whether all that was taken in is from the files that it was from already."""
        return all(marks and self._before.of_parts.get(part) == marks for part, marks in self._from.items())

    def contents(self, version: str, when: str) -> Contents:
        """What is in force once the version is made."""
        read = {
            mark: dataclasses.replace(one, version=version, when=when) for mark, one in self._read.items()
        }
        return self._before.with_taken(read, self._from)
