"""Tables of several formats as columns of text with the row numbers of their files.

The limits that hold for all of them stand here. They are far above what partners send, and low enough that a
file made to do harm is refused before it takes the machine's memory.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from dashboard.data.sources.checks import encoded
from dashboard.data.sources.files import MAX_COLUMNS, MAX_FIELD, MAX_ROWS, FileRef
from dashboard.data.sources.report import Reject

__all__ = ["MAX_COLUMNS", "MAX_FIELD", "MAX_ROWS", "Rejects", "Tabular", "header_names", "without_markers"]

MOST_REJECTS = 100_000
"""So many rows that are no rows of the table are told one by one, for the supplier."""

UNNAMED = "column {}"
"""What a column without a name is called, by its place from 1."""


@dataclasses.dataclass(frozen=True)
class Tabular:
    """A table as it was read: texts, or numbers where the format has them."""

    ref: FileRef
    columns: Mapping[str, pa.Array]
    rows: int
    row_number: Callable[[int], int]
    """The number of a row (from 0) by which a person finds it in the file."""
    rejected: Mapping[str, int] = dataclasses.field(default_factory=dict)
    """Rows that are no rows of this table, by reason; they are not among `columns`."""
    first_rejects: tuple[Reject, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in the file's order."""
        return tuple(self.columns)


class Rejects:
    """Collects rows that are left out while a file is read."""

    def __init__(self) -> None:
        """Nothing is left out yet."""
        self._counts: Counter[str] = Counter()
        self._first: list[Reject] = []

    def add(self, row: int, reason: str, *, column: str = "", value: str = "") -> None:
        """Leave out a row, named by its number in the file."""
        self._counts[reason] += 1
        if len(self._first) < MOST_REJECTS:
            self._first.append(Reject(row=row, column=column, value=value[:80], reason=reason))

    @property
    def counts(self) -> dict[str, int]:
        """Rows by reason."""
        return dict(self._counts)

    @property
    def first(self) -> tuple[Reject, ...]:
        """The first rows left out."""
        return tuple(self._first)

    @property
    def total(self) -> int:
        """Rows left out."""
        return self._counts.total()


def header_names(ref: FileRef, written: Sequence[str], row: int = 1) -> tuple[str, ...]:
    """The names of columns as given in a header: stripped, unnamed ones by their place.

    Raises InputError where there is none, there are too many, or two are alike but for case.
    """
    if len(written) > MAX_COLUMNS:
        raise ref.error(
            f"it has {len(written):,} columns, more than the {MAX_COLUMNS:,} that Hexscan reads",
            "Check that it is the file you meant.",
            row=row,
        )
    if not any(name.strip() for name in written):
        raise ref.error(
            "there is no header with column names",
            "Add the supplier's header, or name the columns in [file] columns of the description.",
            row=row,
        )
    names = [name.strip() or UNNAMED.format(place) for place, name in enumerate(written, 1)]
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            raise ref.error("two columns have this name", "Take one of them out.", row=row, column=name[:80])
        seen.add(name.casefold())
    return tuple(names)


def without_markers(values: pa.Array, missing: Sequence[str]) -> pa.Array:
    """Texts stripped, "" where they say that nothing is known, dictionary-encoded; numbers as they are."""
    if not (pa.types.is_string(values.type) or pa.types.is_dictionary(values.type)):
        return values
    marked = pa.array(sorted(set(missing)), pa.string())
    return encoded(values, lambda words: pc.if_else(pc.is_in(words, marked), "", words))
