"""The quick way through a CSV that is as it should be: straight to typed columns, a block at a time.

It takes files that need no judgement: UTF-8 without quotation marks, rows of one length, numbers that are
numbers. Whatever is unusual is left to `delimited.read_table`, which reads the file again and finds the words
for it. So both give the same columns, and what is wrong is told alike.
"""

from __future__ import annotations

import codecs
from collections.abc import Collection, Mapping, Sequence
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from dashboard.data.chunks import one_array
from dashboard.data.schema import InputError
from dashboard.data.sources.delimited import BOM, Table, header_of
from dashboard.data.sources.files import DAMAGE, MAX_COLUMNS, MAX_FIELD, FileRef

ENCODED_TEXT = pa.dictionary(pa.int32(), pa.string())
"""Text that repeats: each different one is held, and later looked at, once."""

_BLOCK = 4 << 20
_BREAK = ord("\n")
_LONGEST_HEADER = 1 << 16


class _UnusualError(Exception):
    """The file needs the strict reader's judgement."""


class _Watched:
    """A binary stream that stops at the first byte the quick way can't take."""

    closed = False

    def __init__(self, stream: BinaryIO, most: int) -> None:
        """`stream` stands behind the header, and may give at most so many bytes."""
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._left = most
        self.breaks = 0
        """Line breaks so far."""
        self.ended = True
        """Whether the last byte so far was one."""

    def read(self, size: int = -1) -> bytes:
        """The next bytes. Raises _UnusualError at a quotation mark, a NUL, bad UTF-8 or the limit of size."""
        chunk = self._stream.read(size)
        self._left -= len(chunk)
        self.breaks += int(np.count_nonzero(np.frombuffer(chunk, np.uint8) == _BREAK))  # 4 times bytes.count
        self.ended = chunk.endswith(b"\n") if chunk else self.ended
        if self._left < 0 or b'"' in chunk or b"\0" in chunk:
            raise _UnusualError
        if not chunk.isascii() or self._decoder.getstate()[0] or not chunk:
            self._decoder.decode(chunk, final=not chunk)
        return chunk

    def readable(self) -> bool:
        """Arrow asks."""
        return True

    def writable(self) -> bool:
        """Arrow asks."""
        return False

    def seekable(self) -> bool:
        """Arrow asks."""
        return False

    def close(self) -> None:
        """The stream is closed by who opened it."""


def read_quickly(
    ref: FileRef,
    *,
    encoded: Collection[str],
    plain: Collection[str] = (),
    within: Mapping[str, float] | None = None,
) -> Table | None:
    """The columns named (case-folded), others empty; None where the file needs the strict reader.

    `encoded` become dictionaries, `plain` text, and those in `within` float64 (null where empty), none
    farther from 0 than its limit there.
    """
    limits = within or {}
    try:
        with ref.open() as stream:
            header = _header(stream)
            keys = {str(index): name.casefold() for index, name in enumerate(header)}
            types = {
                key: ENCODED_TEXT if name in encoded else pa.string() if name in plain else pa.float64()
                for key, name in keys.items()
                if name in encoded or name in plain or name in limits
            }
            watched = _Watched(stream, ref.most_bytes())
            table = _read(watched, list(keys), types)
    except (_UnusualError, pa.ArrowException, InputError, OSError, *DAMAGE):
        return None
    columns = {key: one_array(table[key]) for key in types}
    if any(longest(column) > MAX_FIELD for column in columns.values()):
        return None
    if not all(_within(columns[key], limits[keys[key]]) for key in types if keys[key] in limits):
        return None
    nothing = pa.nulls(table.num_rows, pa.string())
    body = tuple(columns.get(key, nothing) for key in keys)
    return Table(ref, tuple(header), body, _lines(table.num_rows, watched))


def _header(stream: BinaryIO) -> list[str]:
    line = stream.readline(_LONGEST_HEADER).removeprefix(BOM)
    header = header_of(line) if line.endswith(b"\n") and b'"' not in line else None
    inside = line.removesuffix(b"\n").removesuffix(b"\r")
    names = [name.casefold() for name in header or []]
    if b"\r" in inside or not any(names) or len(set(names)) < len(names) or len(names) > MAX_COLUMNS:
        raise _UnusualError
    return header or []


def _lines(rows: int, watched: _Watched) -> Sequence[int] | None:
    """The line of each row where no line is blank, so that each is a row; None where that is not so."""
    lines = watched.breaks if watched.ended else watched.breaks + 1
    return range(2, rows + 2) if lines == rows else None


def _read(watched: _Watched, keys: list[str], types: dict[str, Any]) -> Any:
    return pyarrow.csv.read_csv(
        pa.PythonFile(watched, mode="r"),
        pyarrow.csv.ReadOptions(column_names=keys, use_threads=False, block_size=_BLOCK),
        pyarrow.csv.ParseOptions(quote_char=False),
        pyarrow.csv.ConvertOptions(
            check_utf8=False, column_types=types, include_columns=list(types), null_values=[""]
        ),
    )


def longest(values: pa.Array) -> int:
    """How many bytes the longest text has; 0 for numbers and for none."""
    texts = values.dictionary if pa.types.is_dictionary(values.type) else values
    if not (pa.types.is_string(texts.type) or pa.types.is_large_string(texts.type)):
        return 0
    return pc.max(pc.binary_length(texts)).as_py() or 0


def _within(values: pa.Array, limit: float) -> bool:
    """Whether all known values are numbers at most so far from 0."""
    number = values.to_numpy(zero_copy_only=False)  # null is NaN, and so is a written "nan"
    beyond = np.isnan(number).sum() > values.null_count or (np.abs(number) > limit).any()
    return not (beyond or pc.is_nan(values).true_count > 0)
