"""Columns of Arrow tables, which come in chunks, in one piece."""

from __future__ import annotations

from typing import Any

import pyarrow as pa


def one_array(column: Any) -> Any:
    """A chunked column as one array; chunks with dictionaries of their own get one for all."""
    return (column.unify_dictionaries() if pa.types.is_dictionary(column.type) else column).combine_chunks()
