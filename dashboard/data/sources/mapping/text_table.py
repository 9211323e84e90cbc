"""CSV and its relatives, in the encodings partners' programs write; rows that do not fit are told by line.

A file without quotation marks takes Arrow's fast path, one with them the standard library's strict one, as in
`sources.delimited`. Unlike there a row of another length is left out and told: a partner's export of fifty
thousand rows should not wait for one of them.
"""

from __future__ import annotations

import csv
import functools
import io
from collections.abc import Sequence
from itertools import repeat
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from dashboard.data.sources.checks import truth
from dashboard.data.sources.files import FileRef
from dashboard.data.sources.gathered import Gathered
from dashboard.data.sources.mapping.description import FileForm
from dashboard.data.sources.mapping.tabular import MAX_FIELD, MAX_ROWS, Rejects, Tabular, header_names

BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_ASK = "Correct the row or ask the supplier for the file again."
RAGGED = "another number of columns"
_BLOCK = 8 << 20
_HEAD = 1 << 16
_SHORT = 60


def read_text_table(ref: FileRef, form: FileForm) -> Tabular:
    """The file's columns as text.

    Raises InputError, naming the row, for bytes that are not in the stated encoding, a NUL, quotation marks
    that don't pair, a header that is missing or doubled, and for what is beyond the limits.
    """
    content = _as_utf8(ref, ref.read(), form.encoding)
    if b"\n" not in content:
        content = content.replace(b"\r", b"\n")
    names, header_lines = _names(ref, content, form)
    if b'"' in content:
        return _read_quoted(ref, content, names, header_lines, form.delimiter)
    return _read_plain(ref, content, names, header_lines, form.delimiter)


def _as_utf8(ref: FileRef, content: bytes, encoding: str) -> bytes:
    """The content in UTF-8 without a byte-order mark."""
    marked = next((name for mark, name in BOMS.items() if content.startswith(mark)), "")
    if marked and marked != encoding and marked != "utf-8":
        raise ref.error(
            f"it is {marked.upper()} text, the description says {encoding}",
            f'Write encoding = "{marked}" in [file], or save the file as "CSV UTF-8".',
        )
    if marked == "utf-8":
        encoding, content = "utf-8", content[3:]
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise ref.error(
            f"the row is not {encoding.upper()} text",
            'Say the right encoding in [file] ("cp1252" for most of Windows), or save it as "CSV UTF-8".',
            row=content.count(b"\n", 0, error.start) + 1,
        ) from error
    if "\0" in text:
        raise ref.error("the row holds a NUL byte", _ASK, row=text.count("\n", 0, text.index("\0")) + 1)
    return content if encoding == "utf-8" else text.removeprefix("\ufeff").encode()


def _names(ref: FileRef, content: bytes, form: FileForm) -> tuple[tuple[str, ...], int]:
    """Names of the columns and how many lines they take."""
    line = content[: content.find(b"\n") + 1] or content
    if not line.strip():
        raise ref.error("it is empty or begins with an empty line", _ASK, row=1)
    try:
        first = next(csv.reader([line.decode()], delimiter=form.delimiter, strict=True))
    except (csv.Error, StopIteration) as error:
        raise ref.error(f"its first row can't be read ({error})", _ASK, row=1) from error
    if form.columns:
        if len(first) != len(form.columns):
            raise ref.error(
                f"the row has {len(first):,} columns where the description names {len(form.columns):,}",
                "Correct [file] columns of the description, or the delimiter.",
                row=1,
            )
        return form.columns, 0
    if len(first) == 1:
        _refuse_other_delimiter(ref, first[0], form.delimiter)
    return header_names(ref, first), 1


def _refuse_other_delimiter(ref: FileRef, header: str, delimiter: str) -> None:
    """InputError where a header that is one column by this delimiter is several by another."""
    for other, called in _DELIMITERS.items():
        if other != delimiter and header.count(other) > 1:
            raise ref.error(
                f"its columns seem to be separated by {called}, the description says otherwise",
                f"Write delimiter = {other!r} in [file] of the description.".replace("'", '"'),
                row=1,
            )


def _read_plain(
    ref: FileRef, content: bytes, names: Sequence[str], header_lines: int, delimiter: str
) -> Tabular:
    """Columns of a text without quotation marks."""
    keys = [str(place) for place in range(len(names))]
    ragged = 0

    def count(_: Any) -> str:
        nonlocal ragged
        ragged += 1
        return "skip"

    body = (
        content[content.find(b"\n") + 1 if b"\n" in content else len(content) :] if header_lines else content
    )
    if not body.strip(b"\r\n"):
        return Tabular(ref, {name: pa.array([], pa.string()) for name in names}, 0, lambda row: row + 1)
    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(body),
            pyarrow.csv.ReadOptions(column_names=keys, use_threads=False, block_size=_BLOCK),
            pyarrow.csv.ParseOptions(quote_char=False, delimiter=delimiter, invalid_row_handler=count),
            pyarrow.csv.ConvertOptions(check_utf8=False, column_types=dict.fromkeys(keys, pa.string())),
        )
    except (pa.ArrowInvalid, pa.ArrowCapacityError) as error:
        raise ref.error(
            f"it can't be read as a table of text ({error})", "Ask the supplier for the file again."
        ) from error
    columns = {name: table[key].combine_chunks() for name, key in zip(names, keys, strict=True)}
    lines = _Lines(body, delimiter.encode(), len(names), header_lines, table.num_rows)
    rejects = Rejects()
    if ragged:
        for number, found in lines.ragged():
            rejects.add(number, RAGGED, value=f"{found:,} instead of {len(names):,}")
    table_read = Tabular(ref, columns, table.num_rows, lines.number, rejects.counts, rejects.first)
    _check_limits(table_read)
    return table_read


class _Lines:
    """At which line of the file a row stands, found only when somebody asks: few files ever need it."""

    def __init__(self, body: bytes, delimiter: bytes, columns: int, before: int, rows: int) -> None:
        """`before` lines stand before the first of `rows` rows of so many `columns`."""
        self._body = body
        self._delimiter = delimiter
        self._columns = columns
        self._before = before
        self._rows = rows

    def number(self, row: int) -> int:
        """The line at which a row stands."""
        return row + 1 + self._before if self._even else self._fitting[row]

    def ragged(self) -> list[tuple[int, int]]:
        """Lines that are no rows of this table, each with its number of columns."""
        return [(number, found) for number, found in self._counted if found != self._columns]

    @functools.cached_property
    def _even(self) -> bool:
        """Whether every line is a row: none blank, none ragged, none ended otherwise than the others."""
        lines = self._body.count(b"\n") + (not self._body.endswith(b"\n"))
        return lines == self._rows and self._body.count(b"\r") == self._body.count(b"\r\n")

    @functools.cached_property
    def _counted(self) -> list[tuple[int, int]]:
        lines = self._body.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        return [
            (number, line.count(self._delimiter) + 1)
            for number, line in enumerate(lines, 1 + self._before)
            if line
        ]

    @functools.cached_property
    def _fitting(self) -> list[int]:
        return [number for number, found in self._counted if found == self._columns]


def _check_limits(table: Tabular) -> None:
    if table.rows > MAX_ROWS:
        raise table.ref.error(
            f"it holds {table.rows:,} rows, more than the {MAX_ROWS:,} that Hexscan reads at once",
            "Split it.",
        )
    for name, values in table.columns.items():
        longest = pc.max(pc.binary_length(values)).as_py() or 0
        if longest > MAX_FIELD:
            row = int(truth(pc.greater(pc.binary_length(values), MAX_FIELD)).argmax())
            raise _too_long(table.ref, table.row_number(row), name)


def _too_long(ref: FileRef, row: int, column: str = "") -> Exception:
    return ref.error(
        f"a value is longer than {MAX_FIELD:,} characters",
        "A quotation mark or a line's end may be missing there. " + _ASK,
        row=row,
        column=column,
    )


def _read_quoted(
    ref: FileRef, content: bytes, names: Sequence[str], header_lines: int, delimiter: str
) -> Tabular:
    """Columns of a text with quotation marks; a mark that is not closed is an error, as it swallows rows."""
    text = io.TextIOWrapper(io.BytesIO(content), "utf-8", newline="")
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    gathered = Gathered(len(names))
    rejects = Rejects()
    begins, wanted = 1, len(names)
    try:
        for _ in repeat(None, header_lines):
            next(reader)
            begins = reader.line_num + 1
        for row in reader:
            if len(row) == wanted and (wanted > 1 or row):
                _refuse_swallowing(ref, row, begins)
                gathered.add(row, begins)
            elif row:
                rejects.add(begins, RAGGED, value=f"{len(row):,} instead of {wanted:,}")
            begins = reader.line_num + 1
            if len(gathered.lines) > MAX_ROWS:
                raise ref.error(f"it holds more than {MAX_ROWS:,} rows", "Split it.")
    except csv.Error as error:
        if "field limit" in str(error):
            raise _too_long(ref, begins) from error
        raise ref.error(
            f"a quotation mark is not closed or not doubled ({error})", _ASK, row=begins
        ) from error
    made = dict(zip(names, gathered.columns(), strict=True))
    lines = gathered.lines
    return Tabular(ref, made, len(lines), lines.__getitem__, rejects.counts, rejects.first)


def _refuse_swallowing(ref: FileRef, row: Sequence[str], line: int) -> None:
    """InputError where a quoted value runs over so many lines that its mark can only have been left open.

    Addresses and notes have a few line breaks; rows swallowed by an open mark look like rows of this table.
    """
    width = max(1, len(row) - 1)
    for value in row:
        if "\n" in value and any(part.count(",") >= width for part in value.split("\n")[1:]):
            raise ref.error(
                "a quoted value holds what looks like further rows; its quotation mark is not closed",
                _ASK,
                row=line,
            )
