"""Strict reading of CSV files: what does not fit is an error with its row, never a guess.

A file without quotation marks takes Arrow's fast path. One with them is read by the standard library in
strict mode, because a mark that is never closed can swallow rows without changing the number of columns.
"""

from __future__ import annotations

import csv
import dataclasses
import functools
import io
from collections.abc import Collection, Sequence

import pyarrow as pa
import pyarrow.csv

from dashboard.data.sources.files import FileRef

BOM = b"\xef\xbb\xbf"
"""What some programs put before UTF-8 text."""

_ASK = "Correct the row or ask the supplier for the file again."
_UTF8 = 'Save the file as "CSV UTF-8" and import it again.'


@dataclasses.dataclass(frozen=True)
class Table:
    """A CSV's columns as text; `names` are the header's, stripped of spaces."""

    ref: FileRef
    names: tuple[str, ...]
    columns: tuple[pa.Array, ...]
    lines: Sequence[int] | None = None  # the line each row begins at, where known from reading
    header_lines: int = 1

    @property
    def rows(self) -> int:
        """Number of data rows."""
        return len(self.columns[0])

    def column(self, name: str) -> pa.Array:
        """The column of that name, whatever its case; KeyError where there is none."""
        folded = [known.casefold() for known in self.names]
        if name.casefold() not in folded:
            raise KeyError(name)
        return self.columns[folded.index(name.casefold())]

    def row_number(self, row: int) -> int:
        """The line of the file at which data row `row` (from 0) begins; the header is line 1."""
        return self._lines[row]

    @functools.cached_property
    def _lines(self) -> Sequence[int]:
        if self.lines is not None:
            return self.lines
        lines = _content(
            self.ref
        ).splitlines()  # read again: few files ever need it, all would have to hold it
        return [number for number, line in enumerate(lines, 1) if line][self.header_lines :]


def header_of(head: bytes) -> list[str] | None:
    """The fields of the first line, stripped; None where the bytes are not the beginning of a CSV."""
    head = head.removeprefix(BOM)
    lines = head.splitlines()
    if not lines or b"\0" in head:
        return None
    try:
        return [name.strip() for name in next(csv.reader([lines[0].decode("utf-8")], strict=True))]
    except (csv.Error, UnicodeDecodeError, StopIteration):
        return None


def read_table(
    ref: FileRef, *, names: Sequence[str] = (), wanted: Collection[str] | None = None, multiline: bool = False
) -> Table:
    """The CSV file as text columns.

    `names` are the columns of a file without a header; `wanted` (case-folded) leaves other columns empty;
    `multiline` allows quoted values that hold line breaks. Blank lines are passed over. Raises InputError,
    naming the row, for bad UTF-8, a row of another length, or quotation marks that don't pair.
    """
    content = _content(ref)
    text = _decoded(ref, content)
    header = list(names) or _header(ref, content)
    header_lines = 0 if names else 1
    wanted_indices = [i for i, name in enumerate(header) if wanted is None or name.casefold() in wanted]
    if b'"' in content:
        columns, lines = _read_quoted(ref, text, header, header_lines, multiline)
        return Table(ref, tuple(header), columns, lines, header_lines=header_lines)
    columns = _read_plain(ref, content, header, header_lines, wanted_indices)
    return Table(ref, tuple(header), columns, None, header_lines)


def _content(ref: FileRef) -> bytes:
    """The file's bytes, its lines ended as elsewhere."""
    content = ref.read().removeprefix(BOM)
    return content if b"\n" in content else content.replace(b"\r", b"\n")


def _decoded(ref: FileRef, content: bytes) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise ref.error("the row is not UTF-8 text", _UTF8, row=row) from error
    if "\0" in text:
        raise ref.error("the row holds a NUL byte", _ASK, row=text.count("\n", 0, text.index("\0")) + 1)
    return text


def _header(ref: FileRef, content: bytes) -> list[str]:
    header = header_of(content[: content.find(b"\n") + 1] or content)
    if not header or not any(header):
        raise ref.error("there is no header with column names", "Add the supplier's header.", row=1)
    folded = [name.casefold() for name in header if name]
    for name in header:
        if folded.count(name.casefold()) > 1:
            raise ref.error("two columns have this name", "Take one of them out.", row=1, column=name)
    return header


def _read_plain(
    ref: FileRef, content: bytes, header: Sequence[str], header_lines: int, wanted: Sequence[int]
) -> tuple[pa.Array, ...]:
    """Columns of a CSV without quotation marks; those not wanted are empty arrays of nulls."""
    keys = [str(index) for index in range(len(header))]
    if len(content.split(b"\n", header_lines)[-1].strip(b"\r\n")) == 0 or (
        header_lines and b"\n" not in content
    ):
        return tuple(pa.array([], pa.string()) for _ in keys)
    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(content),
            pyarrow.csv.ReadOptions(column_names=keys, skip_rows=header_lines, use_threads=False),
            pyarrow.csv.ParseOptions(quote_char=False),
            pyarrow.csv.ConvertOptions(
                check_utf8=False,
                column_types=dict.fromkeys(keys, pa.string()),
                include_columns=[keys[index] for index in wanted],
            ),
        )
    except pa.ArrowInvalid as error:
        raise _ragged(ref, content, len(header)) or ref.error(
            f"it can't be read as CSV ({error})", "Ask the supplier for the file again."
        ) from error
    found = {name: table[name].combine_chunks() for name in table.column_names}
    nothing = pa.nulls(table.num_rows, pa.string())
    return tuple(found.get(key, nothing) for key in keys)


def _ragged(ref: FileRef, content: bytes, expected: int) -> Exception | None:
    for number, line in enumerate(content.splitlines(), 1):
        if line and line.count(b",") + 1 != expected:
            return _wrong_length(ref, number, line.count(b",") + 1, expected)
    return None


def _wrong_length(ref: FileRef, row: int, found: int, expected: int) -> Exception:
    columns = "1 column" if found == 1 else f"{found} columns"
    return ref.error(f"the row has {columns} where the file has {expected}", _ASK, row=row)


def _read_quoted(
    ref: FileRef, text: str, header: Sequence[str], header_lines: int, multiline: bool
) -> tuple[tuple[pa.Array, ...], list[int]]:
    """Columns of a CSV with quotation marks, and the line each row begins at."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    begins = 1
    try:
        for row in reader:
            if row:
                _check_row(ref, row, begins, len(header), reader.line_num == begins or multiline)
                rows.append(row)
                lines.append(begins)
            begins = reader.line_num + 1
    except csv.Error as error:
        raise ref.error(
            f"a quotation mark is not closed or not doubled ({error})", _ASK, row=begins
        ) from error
    del rows[:header_lines], lines[:header_lines]
    columns = list(zip(*rows, strict=True)) or [()] * len(header)
    return tuple(pa.array(column, pa.string()) for column in columns), lines


def _check_row(ref: FileRef, row: Sequence[str], begins: int, expected: int, lines_fit: bool) -> None:
    if len(row) != expected:
        raise _wrong_length(ref, begins, len(row), expected)
    if not lines_fit:
        raise ref.error(
            "a quoted value runs over several lines; its quotation mark is not closed", _ASK, row=begins
        )
