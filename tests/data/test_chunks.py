"""Chunked columns in one piece."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from dashboard.data.chunks import one_array

TEXTS = [["b", "a", None], [], ["c", "a"]]


@pytest.mark.parametrize("kind", [pa.string(), pa.dictionary(pa.int32(), pa.string())])
@pytest.mark.parametrize("chunks", [[], [[]], TEXTS[:1], TEXTS])
def test_every_value_is_there_in_its_order(kind: Any, chunks: list[list[str | None]]) -> None:
    own = [pa.array(chunk, pa.string()).cast(kind) for chunk in chunks]
    found = one_array(pa.chunked_array(own, kind))
    assert isinstance(found, pa.Array) and found.type == kind
    assert found.to_pylist() == [value for chunk in chunks for value in chunk]
    if pa.types.is_dictionary(kind):
        words = found.dictionary.to_pylist()
        assert len(words) == len(set(words))
