"""Reading Parquet files with limits and plain errors."""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dashboard.data.chunks import one_array
from dashboard.data.schema import InputError
from dashboard.data.sources.files import MAX_COLUMNS, MAX_FIELD, MAX_ROWS, FileRef

PARQUET_MAGIC = b"PAR1"
MAX_PARQUET_BYTES = 4 << 30
"""Most bytes the columns of one file may hold uncompressed, by its own account (4 GiB)."""

_DAMAGED = (pa.ArrowException, OSError, UnicodeDecodeError)
_ASK = "Write or download the file again."


def open_parquet(ref: FileRef, encoded: Collection[str] = ()) -> Any:
    """The opened `pyarrow.parquet.ParquetFile`, which will read columns `encoded` as dictionaries.

    Raises InputError where it is damaged or too large.
    """
    try:
        plain = not ref.member and _is_plain(ref)
        file = pq.ParquetFile(ref.path if plain else io.BytesIO(ref.read()), read_dictionary=list(encoded))
        names = file.schema_arrow.names
    except _DAMAGED as error:
        raise ref.error(f"it can't be read as Parquet ({error})", _ASK) from error
    if len(set(names)) < len(names):
        raise ref.error("two columns have the same name", "Take one of them out.")
    if len(names) > MAX_COLUMNS:
        raise ref.error(
            f"it has {len(names):,} columns, more than the {MAX_COLUMNS:,} that Hexscan reads",
            "Check that it is the file you meant.",
        )
    if file.metadata.num_rows > MAX_ROWS:
        raise ref.error(
            f"it has {file.metadata.num_rows:,} rows, more than the {MAX_ROWS:,} that Hexscan reads at once",
            "Split it by month.",
        )
    size = sum(file.metadata.row_group(i).total_byte_size for i in range(file.metadata.num_row_groups))
    if size > MAX_PARQUET_BYTES:
        raise _too_large(ref)
    return file


def _too_large(ref: FileRef) -> InputError:
    return ref.error(
        f"it holds more than {MAX_PARQUET_BYTES >> 20:,} MB once decompressed", "Split it by month."
    )


def _is_plain(ref: FileRef) -> bool:
    """Whether the file is Parquet as it lies there, not within gzip: then it is read in pieces."""
    with ref.path.open("rb") as stream:
        return stream.read(4) == PARQUET_MAGIC


def parquet_columns(ref: FileRef, wanted: Collection[str]) -> dict[str, pa.Array]:
    """The columns whose case-folded, stripped names are `wanted`, by those names; texts as dictionaries.

    As such they take little more memory than in the file, in which a text that repeats may stand once.
    """
    names = [name for name in open_parquet(ref).schema_arrow.names if name.strip().casefold() in wanted]
    columns = read_columns(ref, names)
    for name, column in columns.items():
        if not _plain(column.type):
            raise ref.error(f"it holds values of type {column.type}", "Write plain values.", column=name)
    return {name.strip().casefold(): column for name, column in columns.items()}


def read_columns(ref: FileRef, names: Sequence[str]) -> dict[str, pa.Array]:
    """The columns of these names, of whatever type; texts as dictionaries.

    Raises InputError where the file is damaged, and for texts beyond the limits.
    """
    schema = open_parquet(ref).schema_arrow
    file = open_parquet(ref, [name for name in names if _is_text(schema.field(name).type)])
    try:
        table = file.read(columns=list(names))
        table.validate(full=True)  # text that is not UTF-8 included
    except _DAMAGED as error:
        raise ref.error(f"it can't be read as Parquet ({error})", _ASK) from error
    columns = {name: one_array(table[name]) for name in names}
    _refuse_long_texts(ref, columns)
    return columns


def _refuse_long_texts(ref: FileRef, columns: Mapping[str, pa.Array]) -> None:
    """InputError for a text beyond MAX_FIELD, and for more text than MAX_PARQUET_BYTES if written out."""
    size = 0
    for name, column in columns.items():
        encoded = pa.types.is_dictionary(column.type) and _is_text(column.type.value_type)
        if not encoded or not len(column.dictionary):
            continue
        lengths = pc.binary_length(column.dictionary).cast(pa.int64())
        longest = pc.max(lengths).as_py() or 0
        if longest > MAX_FIELD:
            code = pc.index(lengths, longest).as_py()
            raise ref.error(
                f"a value is longer than {MAX_FIELD:,} characters",
                "Shorten it or ask the supplier for the file again.",
                row=pc.index(column.indices.cast(pa.int64()), code).as_py() + 1,
                column=name,
            )
        size += pc.sum(lengths.take(column.indices)).as_py() or 0
    if size > MAX_PARQUET_BYTES:
        raise _too_large(ref)


def _is_text(kind: pa.DataType) -> bool:
    return any(test(kind) for test in (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view))


def _plain(kind: pa.DataType) -> bool:
    """Whether values of this type can be read as text, a number or a time."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    tests = (
        pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_integer,
        pa.types.is_floating, pa.types.is_timestamp, pa.types.is_null,
    )  # fmt: skip
    return any(test(kind) for test in tests)
