"""How far the cells of a sheet lie apart, told from its XML before the reader makes room for what is between.

The reader holds a sheet as one rectangle. Two cells in opposite corners would make that 17,000 million cells,
for which no memory suffices and at which it ends the process instead of raising an error.
"""

from __future__ import annotations

import re

from dashboard.data.sources.files import MAX_COLUMNS, FileRef

MAX_CELLS = 20_000_000
"""Cells of the rectangle, empty ones included: as much as a million rows of twenty columns."""

_PLACED = re.compile(rb"""[\s"']r\s*=\s*["']([A-Za-z]{1,9})([0-9]{1,20})["']""")
_ROW_AT = re.compile(rb"""[\s"']r\s*=\s*["']([0-9]{1,20})["']""")
_CELL = re.compile(rb"[<:]c[\s/>]")
_ROW = re.compile(rb"[<:]row[\s/>]")
_LONGEST_TAG = 1 << 20
_ASK = "Save the sheet as CSV UTF-8, or ask the supplier for the file again."


class Span:
    """The rectangle that the cells so far lie in. Cells that do not say where they are follow one another."""

    def __init__(self, ref: FileRef) -> None:
        """No cell yet of a sheet of this file."""
        self._ref = ref
        self._rest = b""
        self._placed = self._cells = self._rows = 0
        self._in_row = self._most_in_row = 0
        self._column = self._row = 0

    def look(self, chunk: bytes, *, last: bool = False) -> None:
        """Look at the next bytes. InputError where the cells span more than Hexscan reads."""
        content = self._rest + chunk
        end = len(content) if last else content.rfind(b"<")
        content, self._rest = content[:end], content[end:]
        if len(self._rest) > _LONGEST_TAG:
            raise self._ref.error("it holds XML that no workbook has", _ASK)
        self._count(content)
        for letters, number in set(_PLACED.findall(content)):
            self._column, self._row = max(self._column, _place(letters)), max(self._row, int(number))
        self._row = max([self._row, *map(int, set(_ROW_AT.findall(content)))])
        self._refuse()

    def _count(self, content: bytes) -> None:
        self._placed += sum(1 for _ in _PLACED.finditer(content))
        parts = _ROW.split(content)
        self._rows += len(parts) - 1
        for number, part in enumerate(parts):
            cells = sum(1 for _ in _CELL.finditer(part))
            self._cells += cells
            self._in_row = cells if number else self._in_row + cells
            self._most_in_row = max(self._most_in_row, self._in_row)

    def _refuse(self) -> None:
        columns, rows = self._column, self._row
        if self._placed < self._cells:  # each that says nothing stands next to the last that did, at most
            columns, rows = columns + self._most_in_row, rows + self._rows
        if columns > MAX_COLUMNS:
            raise self._ref.error(
                f"its sheet reaches to column {columns:,}, and Hexscan reads {MAX_COLUMNS:,}", _ASK
            )
        if columns * rows > MAX_CELLS:
            raise self._ref.error(
                f"its sheet spans {rows:,} rows of {columns:,} columns, more than Hexscan reads", _ASK
            )


def _place(letters: bytes) -> int:
    """The number of a column from its letters: 1 for A, 27 for AA."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
