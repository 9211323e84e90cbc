"""What reading one file gives back: canonical rows, and how each of the file's rows fared."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, TypedDict

import pandas as pd

from dashboard.data.inputs import empty_table
from dashboard.data.schema import INCIDENTS, LICENSED, InputError, Source

if TYPE_CHECKING:
    from dashboard.data.quality.faults import FileQuality

FIRST_REJECTS = 20
"""How many rejected rows of a file are told one by one."""


class Reject(TypedDict):
    """A row that was left out: its line in the file (the header is line 1), the column at fault and why."""

    row: int
    column: str
    value: str
    reason: str


@dataclasses.dataclass(frozen=True)
class FileReport:
    """How one file fared: always `rows_read == rows_kept + rows_replaced + sum(rejected.values())`."""

    path: str
    kind: str
    rows_read: int = 0
    rows_kept: int = 0
    rows_replaced: int = 0  # the same id stands again later in the file; the later row wins
    rejected: dict[str, int] = dataclasses.field(default_factory=dict)  # reason -> rows
    first_rejects: list[Reject] = dataclasses.field(default_factory=list)
    without_location: int = 0  # of the rows kept
    note: str = ""
    unmapped: dict[str, int] = dataclasses.field(default_factory=dict)  # the supplier's word -> rows


@dataclasses.dataclass(frozen=True)
class IncidentsRead:
    """One file's incidents; `table` has the schema `schema.ENCODED`."""

    source: Source
    table: Any
    report: FileReport
    quality: FileQuality | None = None

    @property
    def frame(self) -> pd.DataFrame:
        """The incidents with the columns of `schema.INCIDENTS`."""
        frame: pd.DataFrame = self.table.cast(INCIDENTS).to_pandas()
        return frame


@dataclasses.dataclass(frozen=True)
class AreaInputs:
    """What one file says of areas; tables have the columns of `inputs.SCHEMAS` and any may be empty."""

    names: pd.DataFrame = dataclasses.field(default_factory=lambda: empty_table("names"))
    links: pd.DataFrame = dataclasses.field(default_factory=lambda: empty_table("links"))
    shapes: pd.DataFrame = dataclasses.field(default_factory=lambda: empty_table("shapes"))
    changes: pd.DataFrame = dataclasses.field(default_factory=lambda: empty_table("changes"))
    residents: pd.DataFrame = dataclasses.field(default_factory=lambda: empty_table("residents"))
    measures: pd.DataFrame = dataclasses.field(default_factory=lambda: empty_table("area_measures"))
    peers: pd.DataFrame = dataclasses.field(default_factory=lambda: empty_table("peer_groups"))
    weights: pd.DataFrame = dataclasses.field(default_factory=lambda: empty_table("harm_weights"))
    report: FileReport = dataclasses.field(default_factory=lambda: FileReport(path="", kind=""))


@dataclasses.dataclass(frozen=True)
class Register:
    """A register of premises: the key that names it in files, its name on screen, and its date if known."""

    key: str
    name: str
    as_of: str = ""  # "2025", "2025-03" or "2025-03-31"; "" where the file does not say
    holds: str = LICENSED  # or OTHER


@dataclasses.dataclass(frozen=True)
class PremisesRead:
    """One register's premises; `frame` has the columns of `schema.PREMISES`."""

    register: Register
    frame: pd.DataFrame
    report: FileReport
    quality: FileQuality | None = None


def input_error(label: str, what: str, fix: str, *, row: int | None = None, column: str = "") -> InputError:
    """The error for an unusable file: where (file, row, column), what was found, what to do about it."""
    where = label
    if row is not None:
        where += f", row {row}"
    if column:
        where += f", column {column}"
    return InputError(f"{where}: {what}. {fix}")


def shortened(value: object, length: int = 80) -> str:
    """The value as text that fits a report line."""
    text = str(value)
    return text if len(text) <= length else text[: length - 1] + "…"
