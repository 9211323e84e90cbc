"""Reading Parquet files with limits and plain errors."""

from __future__ import annotations

import io
from collections.abc import Collection
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.data.chunks import one_array
from dashboard.data.sources.files import FileRef

PARQUET_MAGIC = b"PAR1"
MAX_PARQUET_BYTES = 4 << 30
"""Most bytes the columns of one file may hold uncompressed, by its own account (4 GiB)."""

_DAMAGED = (pa.ArrowException, OSError, UnicodeDecodeError)
_ASK = "Write or download the file again."


def open_parquet(ref: FileRef) -> Any:
    """The opened `pyarrow.parquet.ParquetFile`; InputError where it is damaged or too large."""
    try:
        plain = not ref.member and _is_plain(ref)
        file = pq.ParquetFile(ref.path if plain else io.BytesIO(ref.read()))
        names = file.schema_arrow.names
    except _DAMAGED as error:
        raise ref.error(f"it can't be read as Parquet ({error})", _ASK) from error
    if len(set(names)) < len(names):
        raise ref.error("two columns have the same name", "Take one of them out.")
    size = sum(file.metadata.row_group(i).total_byte_size for i in range(file.metadata.num_row_groups))
    if size > MAX_PARQUET_BYTES:
        raise ref.error(
            f"it holds more than {MAX_PARQUET_BYTES >> 20:,} MB once decompressed", "Split it by month."
        )
    return file


def _is_plain(ref: FileRef) -> bool:
    """Whether the file is Parquet as it lies there, not within gzip: then it is read in pieces."""
    with ref.path.open("rb") as stream:
        return stream.read(4) == PARQUET_MAGIC


def parquet_columns(ref: FileRef, wanted: Collection[str]) -> dict[str, pa.Array]:
    """The columns whose case-folded, stripped names are `wanted`, by those names."""
    file = open_parquet(ref)
    names = [name for name in file.schema_arrow.names if name.strip().casefold() in wanted]
    try:
        table = file.read(columns=names)
        table.validate(full=True)  # text that is not UTF-8 included
    except _DAMAGED as error:
        raise ref.error(f"it can't be read as Parquet ({error})", _ASK) from error
    for field in table.schema:
        if not _plain(field.type):
            raise ref.error(f"it holds values of type {field.type}", "Write plain values.", column=field.name)
    return {name.strip().casefold(): one_array(table[name]) for name in names}


def _plain(kind: pa.DataType) -> bool:
    """Whether values of this type can be read as text, a number or a time."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    tests = (
        pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_integer,
        pa.types.is_floating, pa.types.is_timestamp, pa.types.is_null,
    )  # fmt: skip
    return any(test(kind) for test in tests)
