"""Which reader takes a described file."""

from __future__ import annotations

from collections.abc import Collection

import pyarrow as pa
import pyarrow.compute as pc

from dashboard.data.sources.files import FileRef
from dashboard.data.sources.mapping.description import FileForm
from dashboard.data.sources.mapping.json_points import read_points
from dashboard.data.sources.mapping.tabular import Tabular, header_names
from dashboard.data.sources.mapping.text_table import read_text_table
from dashboard.data.sources.mapping.workbook import read_workbook
from dashboard.data.sources.parquet import PARQUET_MAGIC, open_parquet, read_columns

_FIRST_BYTES = {b"PAR1": "parquet", b"PK\x03\x04": "xlsx", b"\xd0\xcf\x11\xe0": "xls"}
_DAMAGED = (pa.ArrowException, OSError, UnicodeDecodeError)


def read_tabular(ref: FileRef, form: FileForm, dropped: Collection[str] = ()) -> Tabular:
    """The columns of a file as its description states it; those dropped are left out where the format allows.

    Raises InputError for a file of another format, a damaged one, and one beyond the limits.
    """
    _refuse_other_format(ref, form)
    table = _read(ref, form, dropped)
    if table.first_rejects and not table.rows:
        first = table.first_rejects[0]
        raise ref.error(
            f"{first['reason']} ({first['value']}), and no other row of the file can be used",
            "Correct the description or ask the supplier for the file again.",
            row=first["row"],
            column=first["column"],
        )
    return table


def _read(ref: FileRef, form: FileForm, dropped: Collection[str]) -> Tabular:
    if form.format == "xlsx":
        return read_workbook(ref, form)
    if form.format == "parquet":
        return _read_parquet(ref, dropped)
    if form.format == "geojson":
        return read_points(ref)
    return read_text_table(ref, form)


def _refuse_other_format(ref: FileRef, form: FileForm) -> None:
    """InputError where a file's first bytes say that it is of another format than its description."""
    head = ref.head(4)
    found = next((name for magic, name in _FIRST_BYTES.items() if head.startswith(magic)), "")
    text = form.format in ("csv", "geojson")
    if (found and found != form.format and not (found == "xls" and form.format == "xlsx")) or (
        form.format == "parquet" and head != PARQUET_MAGIC
    ):
        raise ref.error(
            f"it is {f'a file of format {found}' if found else 'no Parquet file'}, the description says "
            f"{form.format}",
            "Check that it is the file you meant"
            + (f', or write format = "{found}" in [file].' if text or found in ("parquet", "xlsx") else "."),
        )


def _read_parquet(ref: FileRef, dropped: Collection[str]) -> Tabular:
    """The columns of a Parquet file: times written out, numbers as they are. Rows are numbered from 1."""
    file = open_parquet(ref)
    header_names(ref, file.schema_arrow.names)
    folded = {name.casefold() for name in dropped}
    wanted = [name for name in file.schema_arrow.names if name.casefold() not in folded]
    try:
        columns = {name.strip(): _plain(ref, name, read) for name, read in read_columns(ref, wanted).items()}
    except _DAMAGED as error:
        raise ref.error(
            f"it can't be read as Parquet ({error})", "Write or download the file again."
        ) from error
    return Tabular(ref, columns, file.metadata.num_rows, lambda row: row + 1)


def _plain(ref: FileRef, name: str, values: pa.Array) -> pa.Array:
    """A column as text or numbers."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        return _plain(ref, name, values.dictionary_decode())
    if pa.types.is_timestamp(kind):
        seconds = values.cast(pa.timestamp("s", tz=kind.tz), safe=False)
        form = "%Y-%m-%d %H:%M:%S%z" if kind.tz else "%Y-%m-%d %H:%M:%S"
        return pc.strftime(seconds, format=form)
    if (
        pa.types.is_date(kind)
        or pa.types.is_time(kind)
        or pa.types.is_decimal(kind)
        or pa.types.is_boolean(kind)
    ):
        return values.cast(pa.string())
    if pa.types.is_floating(kind) or pa.types.is_integer(kind):
        return values
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return values.cast(pa.string())
    if pa.types.is_null(kind):
        return pa.nulls(len(values), pa.string())
    raise ref.error(f"it holds values of type {kind}", "Write plain values, or drop the column.", column=name)
