"""Rows that a strict reader gives one by one, gathered into columns instead of held as Python's texts."""

from __future__ import annotations

import array
from collections.abc import Sequence

import pyarrow as pa

_AT_ONCE = 50_000


class Gathered:
    """Columns of text in the making, and the line of the file at which each row begins.

    Some thousands of rows at a time become Arrow columns: as lists of texts a file takes ten times its size.
    """

    def __init__(self, width: int) -> None:
        """No rows yet; each will have `width` values."""
        self.lines = array.array("q")
        self._pieces = [[pa.array([], pa.string())] for _ in range(width)]
        self._rows: list[Sequence[str]] = []

    def add(self, row: Sequence[str], line: int) -> None:
        """Add a row that begins at this line."""
        self._rows.append(row)
        self.lines.append(line)
        if len(self._rows) == _AT_ONCE:
            self._set_down()

    def columns(self) -> tuple[pa.Array, ...]:
        """The columns."""
        self._set_down()
        return tuple(pa.concat_arrays(pieces) for pieces in self._pieces)

    def _set_down(self) -> None:
        if self._rows:
            for values, pieces in zip(zip(*self._rows, strict=True), self._pieces, strict=True):
                pieces.append(pa.array(values, pa.string()))
            self._rows.clear()
