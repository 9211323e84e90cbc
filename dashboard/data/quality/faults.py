"""Faults of the rows of one file, with their lines: how a file fares against the standard, as a table."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.data.sources.checks import RowChecks, text
from dashboard.data.sources.report import Reject, shortened

Array = npt.NDArray[Any]


Group = tuple[str, int]
"""Force (its slug) and month, as parts are filed; ("", 0) for what belongs to no month."""


NO_GROUP: Group = ("", 0)


FAULTS = pa.schema(
    [
        ("row", pa.int64()),
        ("rule", pa.string()),
        ("column", pa.string()),
        ("value", pa.string()),
        ("what", pa.string()),
        ("force", pa.string()),
        ("month", pa.int32()),
    ]
)
"""Faults of rows: the line in the file, the rule broken, the column in the file's words and what it holds."""


@dataclasses.dataclass(frozen=True)
class FileQuality:
    """One file against the standard; arrays run over `groups`."""

    file: str
    rows_read: int
    groups: tuple[Group, ...]
    rows: tuple[int, ...]  # kept
    filled: Mapping[str, tuple[int, ...]]  # field -> rows that have a value
    lines: tuple[int | Array, ...]  # of the kept rows: the first where they follow each other, else each
    faults: Any  # an Arrow table of FAULTS
    identical: int = 0  # kept rows without a number that are like an earlier one in every column
    words: dict[str, int] = dataclasses.field(default_factory=dict)  # the supplier's, that no type is given


def with_left_out(
    quality: FileQuality, rejected: RowChecks, row_number: Callable[[int], int], rows_read: int
) -> FileQuality:
    """The same with rows that were left out before: a reader's own checks."""
    found = left_out(rejected, numbering(row_number, rows_read))
    return dataclasses.replace(
        quality, rows_read=rows_read, faults=pa.concat_tables([quality.faults, *found]).sort_by("row")
    )


def with_rejects(quality: FileQuality, rejects: Sequence[Reject], rows_read: int) -> FileQuality:
    """The same with rows that are no rows of the table, of `rows_read` in all: told by reading the file."""
    columns: dict[str, list[str]] = {
        name: [str(reject[name]) for reject in rejects] for name in ("column", "value", "reason")
    }
    count = len(rejects)
    told = pa.table(
        {
            "row": pa.array([reject["row"] for reject in rejects], pa.int64()),
            "rule": pa.repeat("left-out", count),
            "column": pa.array(columns["column"], pa.string()),
            "value": pa.array(columns["value"], pa.string()),
            "what": pa.array(columns["reason"], pa.string()),
            "force": pa.repeat("", count),
            "month": pa.array([0] * count, pa.int32()),
        },
        schema=FAULTS,
    )
    return dataclasses.replace(
        quality, rows_read=rows_read, faults=pa.concat_tables([quality.faults, told]).sort_by("row")
    )


def numbering(row_number: Callable[[int], int], rows: int) -> Callable[[Array], Array]:
    """Many positions to lines at once. Lines ascend: where the last is as far as the first says, none is
    between."""

    def numbered(positions: Array) -> Array:
        if not len(positions):
            return np.zeros(0, dtype=np.int64)
        first = row_number(0)
        if row_number(rows - 1) - first == rows - 1:
            return np.asarray(positions, dtype=np.int64) + first
        return np.array([row_number(int(one)) for one in positions], dtype=np.int64)

    return numbered


def left_out(rejected: RowChecks | None, numbers_of: Callable[[Array], Array]) -> Iterable[Any]:
    """Faults of rows that a reader left out, a table for each reason."""
    for reason, column, rows, values in rejected.broken() if rejected is not None else ():
        yield faults_of(
            "left-out", column, text(values.take(pa.array(rows))), numbers_of(rows), (), None, reason
        )


def faults_of(
    rule: str,
    column: str,
    values: Any,
    lines: Array,
    groups: Sequence[Group],
    member: Array | None,
    what: str = "",
) -> Any:
    """Faults of one rule as a table; `member` says which group each is of (None: of none)."""
    count = len(lines)
    shown = values if not len(values) or pc.max(pc.utf8_length(values)).as_py() <= 80 else pa.array(
        [shortened(one) for one in values.to_pylist()], pa.string()
    )  # fmt: skip
    forces = pa.array([force for force, _ in groups] or [""])
    months = np.array([month for _, month in groups] or [0], dtype=np.int32)
    return pa.table(
        {
            "row": pa.array(lines, pa.int64()),
            "rule": pa.repeat(rule, count),
            "column": pa.repeat(column, count),
            "value": shown,
            "what": pa.repeat(what, count),
            "force": pa.repeat("", count) if member is None else forces.take(pa.array(member)),
            "month": pa.array(np.zeros(count, dtype=np.int32) if member is None else months[member]),
        },
        schema=FAULTS,
    )
