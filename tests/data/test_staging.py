"""A file's incidents are divided by force and month, each part in the order of its rows."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from dashboard.data.staging import _by_force_and_month

FORCES = ["Cleveland Police", "cleveland police", "Durham"]


def table_of(forces: list[str], months: list[int]) -> Any:
    number = pa.array(range(len(forces)))
    return pa.table(
        {
            "number": number,
            "force": pa.array(forces, pa.string()).dictionary_encode(),
            "month": pa.array(months, pa.int32()),
        }
    )


@given(rows=st.lists(st.tuples(st.sampled_from(FORCES), st.integers(24300, 24303)), max_size=40))
def test_parts_hold_their_rows_in_order(rows: list[tuple[str, int]]) -> None:
    """Names that are filed under one folder are one force, called as its first row calls it."""
    table = table_of([force for force, _ in rows], [month for _, month in rows])
    expected: dict[tuple[str, int], list[int]] = {}
    for number, (force, month) in enumerate(rows):
        expected.setdefault((force.casefold(), month), []).append(number)
    found = list(_by_force_and_month(table, "a.csv"))
    assert [(force.casefold().split()[0], month) for force, month, _ in found] == [
        (force.split()[0], month) for force, month in sorted(expected)
    ]
    for force, month, part in found:
        own = expected[force.casefold(), month]
        assert part["number"].to_pylist() == own
        assert force == rows[own[0]][0]


def test_many_months_take_little_longer_than_few() -> None:
    """Work grows with the rows, not with rows times parts."""

    def seconds(months: int) -> float:
        rows = 400_000
        table = table_of(["Durham"] * rows, (24000 + np.arange(rows) % months).tolist())
        begun = time.thread_time()
        assert len(list(_by_force_and_month(table, "a.csv"))) == months
        return time.thread_time() - begun

    seconds(2)
    few, many = (min(seconds(months) for _ in range(3)) for months in (2, 600))
    assert many < 8 * few
