"""Parquet: damaged, of other columns, and larger than it says."""

from __future__ import annotations

import pyarrow as pa

from dashboard.data.schema import INCIDENTS, month_number
from tests.bad_input.case import Group, harmful, left_out, refused
from tests.bad_input.made import file, parquet, written

NAME = "incidents.parquet"
MONTH = month_number("2025-01")


def flipped() -> bytes:
    """A good file with every byte of its first pages turned round."""
    content = bytearray(parquet([{"incident_id": str(number)} for number in range(500)]))
    content[4:400] = bytes(255 - byte for byte in content[4:400])
    return bytes(content)


def footer_flipped() -> bytes:
    """A good file with the beginning of its footer turned round."""
    content = bytearray(parquet([{}]))
    start = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    content[start : start + 40] = bytes(255 - byte for byte in content[start : start + 40])
    return bytes(content)


def without(column: str) -> bytes:
    """A file that lacks a column."""
    table = pa.Table.from_pylist([], schema=INCIDENTS).drop_columns([column])
    return written(table.replace_schema_metadata({"hexscan_source": "{}"}))


def of_type(column: str, values: list[object]) -> bytes:
    """A file with a column of another type."""
    rows = len(values)
    table = pa.table(
        {
            "month": pa.array([MONTH] * rows, pa.int32()),
            "force": ["A"] * rows,
            "crime_type": ["burglary"] * rows,
            "longitude": [-1.2] * rows,
            "latitude": [54.5] * rows,
        }
    )
    return written(table.set_column(table.column_names.index(column), column, pa.array(values)))


def swollen(rows: int, length: int) -> bytes:
    """Rows that all hold the same long text: it is stored once."""
    same = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array(["x" * length]))
    table = pa.table(
        {
            "month": pa.array([MONTH] * rows, pa.int32()),
            "force": ["A"] * rows,
            "crime_type": ["burglary"] * rows,
            "longitude": [-1.2] * rows,
            "latitude": [54.5] * rows,
            "place": same,
        }
    )
    return written(table, store_schema=False)


def endless(rows: int) -> bytes:
    """So many rows, all alike: stored as one and a count."""
    import numpy as np

    number = pa.array(np.zeros(rows, np.int8))
    small = pa.table({"month": number.cast(pa.int32()), "longitude": number, "latitude": number})
    texts = pa.DictionaryArray.from_arrays(number, pa.array(["a"]))
    return written(
        small.append_column("force", texts).append_column("crime_type", texts), row_group_size=1 << 26
    )


PARQUET = Group(
    "Parquet",
    (
        refused(
            "Cut off in the middle",
            file(NAME, lambda: parquet([{}])[:-100]),
            NAME,
            "can't be read as Parquet",
        ),
        refused("Bytes turned round in its pages", file(NAME, flipped), NAME, "can't be read as Parquet"),
        refused(
            "Bytes turned round in its footer", file(NAME, footer_flipped), NAME, "can't be read as Parquet"
        ),
        refused(
            "A first line of Parquet and nothing else", file(NAME, b"PAR1"), NAME, "can't be read as Parquet"
        ),
        refused(
            "A column of incidents missing",
            file(NAME, lambda: without("month")),
            "column month",
            "is missing",
        ),
        refused(
            "A list where a text belongs",
            file(NAME, lambda: of_type("force", [["a"]])),
            "column force",
            "list",
        ),
        refused(
            "True and false for coordinates",
            file(NAME, lambda: of_type("longitude", [True])),
            "column longitude",
            "bool",
        ),
        refused(
            "A field of the source that does not exist",
            file(NAME, lambda: parquet([{}], {"sensitvity": "controlled"})),
            "'sensitvity'",
            "no field of a source",
        ),
        refused(
            "A key that climbs out of its folder",
            file(NAME, lambda: parquet([{}], {"key": "../../etc"})),
            "'../../etc'",
            "lower-case words",
        ),
        refused("No rows", file(NAME, lambda: parquet([])), "has a header but no rows"),
        refused(
            "Not-a-number for coordinates",
            file(NAME, lambda: parquet([{"longitude": float("inf")}])),
            "row 1",
            "column longitude",
            "not a number",
        ),
        left_out(
            "One row of a month to come",
            file(NAME, lambda: parquet([{}, {"month": month_number("2090-01")}])),
            "row 2, month",
            "in the future",
        ),
        harmful(
            "20 GB of text in 100 kB",
            file(NAME, lambda: swollen(20_000, 1 << 20)),
            NAME,
            "place",
            "longer than",
        ),
        harmful(
            "6 GB of text in short pieces", file(NAME, lambda: swollen(60_000, 100_000)), NAME, "decompressed"
        ),
        harmful("300 million rows in 1 MB", file(NAME, lambda: endless(300_000_000)), NAME, "rows"),
    ),
)
