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
import pyarrow.compute as pc
import pyarrow.csv

from dashboard.data.sources.files import MAX_COLUMNS, MAX_FIELD, FileRef
from dashboard.data.sources.gathered import Gathered

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
    if not lines or b"\0" in lines[0]:
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
    _refuse_no_text(ref, content)
    header = list(names) or _header(ref, content)
    header_lines = 0 if names else 1
    wanted_indices = [i for i, name in enumerate(header) if wanted is None or name.casefold() in wanted]
    if b'"' in content:
        columns, lines = _read_quoted(ref, content, header, header_lines, multiline)
        return Table(ref, tuple(header), columns, lines, header_lines=header_lines)
    columns = _read_plain(ref, content, header, header_lines, wanted_indices)
    table = Table(ref, tuple(header), columns, None, header_lines)
    _refuse_long_values(table)
    return table


def _content(ref: FileRef) -> bytes:
    """The file's bytes, its lines ended as elsewhere."""
    content = ref.read().removeprefix(BOM)
    return content if b"\n" in content else content.replace(b"\r", b"\n")


def _refuse_no_text(ref: FileRef, content: bytes) -> None:
    """InputError, naming the row, for what is not UTF-8 and for a NUL."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise ref.error("the row is not UTF-8 text", _UTF8, row=row) from error
    if b"\0" in content:
        row = content.count(b"\n", 0, content.index(b"\0")) + 1
        raise ref.error("the row holds a NUL byte", _ASK, row=row)


def _refuse_long_values(table: Table) -> None:
    """InputError, naming row and column, for a value longer than MAX_FIELD bytes."""
    for name, values in zip(table.names, table.columns, strict=True):
        lengths = pc.binary_length(values)
        if (pc.max(lengths).as_py() or 0) > MAX_FIELD:
            row = pc.index(pc.fill_null(pc.greater(lengths, MAX_FIELD), False), True).as_py()
            raise _too_long(table.ref, table.row_number(row), name)


def _too_long(ref: FileRef, row: int, column: str = "") -> Exception:
    what = f"a value is longer than {MAX_FIELD:,} characters; a quotation mark or a line's end may be missing"
    return ref.error(what, _ASK, row=row, column=column)


def _header(ref: FileRef, content: bytes) -> list[str]:
    header = header_of(content[: content.find(b"\n") + 1] or content)
    if not header or not any(header):
        raise ref.error("there is no header with column names", "Add the supplier's header.", row=1)
    if len(header) > MAX_COLUMNS:
        raise ref.error(
            f"it has {len(header):,} columns, more than the {MAX_COLUMNS:,} that Hexscan reads",
            "Check that it is the file you meant.",
            row=1,
        )
    seen: dict[str, str] = {}
    for name in filter(None, header):
        if name.casefold() in seen:
            first = seen[name.casefold()][:80]
            raise ref.error("two columns have this name", "Take one of them out.", row=1, column=first)
        seen[name.casefold()] = name
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
        raise (
            _ragged(ref, content, len(header))
            or _long_value(ref, content, header)
            or ref.error(f"it can't be read as CSV ({error})", "Ask the supplier for the file again.")
        ) from error
    found = {name: table[name].combine_chunks() for name in table.column_names}
    nothing = pa.nulls(table.num_rows, pa.string())
    return tuple(found.get(key, nothing) for key in keys)


def _ragged(ref: FileRef, content: bytes, expected: int) -> Exception | None:
    for number, line in enumerate(content.splitlines(), 1):
        if line and line.count(b",") + 1 != expected:
            return _wrong_length(ref, number, line.count(b",") + 1, expected)
    return None


def _long_value(ref: FileRef, content: bytes, header: Sequence[str]) -> Exception | None:
    """The error about the first value longer than MAX_FIELD, for which a reader's blocks may be too short."""
    for number, line in enumerate(content.splitlines(), 1):
        if len(line) > MAX_FIELD:
            for name, value in zip(header, line.split(b","), strict=False):
                if len(value) > MAX_FIELD:
                    return _too_long(ref, number, name)
    return None


def _wrong_length(ref: FileRef, row: int, found: int, expected: int) -> Exception:
    columns = "1 column" if found == 1 else f"{found} columns"
    return ref.error(f"the row has {columns} where the file has {expected}", _ASK, row=row)


def _read_quoted(
    ref: FileRef, content: bytes, header: Sequence[str], header_lines: int, multiline: bool
) -> tuple[tuple[pa.Array, ...], Sequence[int]]:
    """Columns of a CSV with quotation marks, and the line each row begins at."""
    reader = csv.reader(io.TextIOWrapper(io.BytesIO(content), "utf-8", newline=""), strict=True)
    gathered = Gathered(len(header))
    begins, left = 1, header_lines
    try:
        for row in reader:
            if row:
                _check_row(ref, row, begins, len(header), reader.line_num == begins or multiline)
                if left:
                    left -= 1
                else:
                    gathered.add(row, begins)
            begins = reader.line_num + 1
    except csv.Error as error:
        if "field limit" in str(error):
            raise _too_long(ref, begins) from error
        raise ref.error(
            f"a quotation mark is not closed or not doubled ({error})", _ASK, row=begins
        ) from error
    return gathered.columns(), gathered.lines


def _check_row(ref: FileRef, row: Sequence[str], begins: int, expected: int, lines_fit: bool) -> None:
    if len(row) != expected:
        raise _wrong_length(ref, begins, len(row), expected)
    if not lines_fit:
        raise ref.error(
            "a quoted value runs over several lines; its quotation mark is not closed", _ASK, row=begins
        )
