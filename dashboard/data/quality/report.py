"""A source's quality report: what pages, `python -m dashboard quality` and other programs read.

The version holds one as `quality/<key>.json`, every fault of a row as `quality/<key>-faults.csv`, and the
scores of all as `quality.json`.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

FOLDER = Path("quality")
SUMMARY = Path("quality.json")
REGISTER = "premises-"
"""What the keys of registers of premises begin with here, to be told from sources of incidents."""

MOST_LISTED = 1_000
"""So many faults of rows are in the report itself; the CSV beside it has them all."""


@dataclasses.dataclass(frozen=True)
class Filled:
    """How complete a field is."""

    field: str
    rows: int | None  # with a value; None: withheld, `band` tells the share
    of: int | None
    expected: bool  # the source should have it in each row, so it counts towards the score
    band: str = ""

    @property
    def missing(self) -> int:
        """Rows without a value; 0 where withheld."""
        return 0 if self.rows is None or self.of is None else self.of - self.rows


@dataclasses.dataclass(frozen=True)
class Scored:
    """One dimension: its score, None where it could not be checked, or where `band` stands for it."""

    dimension: str
    score: float | None
    weight: int
    band: str = ""


@dataclasses.dataclass(frozen=True)
class RuleFound:
    """How often a rule is broken; None where it could not be checked, or is withheld."""

    rule: str
    faults: int | None


@dataclasses.dataclass(frozen=True)
class Fault:
    """One row at fault: its line in the file, the column, what it holds, the rule and more about it."""

    file: str
    row: int  # 0 where the line is not known
    column: str
    value: str
    rule: str
    what: str = ""


@dataclasses.dataclass(frozen=True)
class MonthFound:
    """One month of one reporter."""

    force: str
    month: str  # "2025-01"
    rows: int
    faults: int
    low: float | None = None  # the usual range, where the month stands out of it
    high: float | None = None


@dataclasses.dataclass(frozen=True)
class FileFound:
    """One file that rows are from."""

    file: str
    rows: int
    faults: int


@dataclasses.dataclass(frozen=True)
class Point:
    """The score as it was after an import."""

    when: str
    score: int | None
    rows: int | None  # None: withheld, here and below
    faults: int | None
    band: str = ""  # in place of the score, where that is withheld


@dataclasses.dataclass(frozen=True)
class Summary:
    """The score of one source or register, for lists of them."""

    key: str
    name: str
    made: str
    score: int | None
    grade: str
    history: tuple[Point, ...]  # the oldest first; the last is now


@dataclasses.dataclass(frozen=True)
class QualityReport:
    """All that is known of the quality of one source, or of one register of premises."""

    key: str
    name: str
    made: str  # UTC, ISO 8601
    controlled: bool
    rows_read: int | None
    rows_kept: int | None
    rows_replaced: int | None
    rows_left_out: int | None
    identical: int | None  # rows without a number that are like another in all columns: kept, and no fault
    score: int | None
    grade: str
    dimensions: tuple[Scored, ...]
    fields: tuple[Filled, ...]
    rules: tuple[RuleFound, ...]
    months: tuple[MonthFound, ...]
    missing: tuple[tuple[str, str], ...]  # (force, month), those that should have come by now among them
    overdue: int  # how many of them come after the reporter's last month
    faults: int | None  # of rows, all of them
    listed: tuple[Fault, ...]
    files: tuple[FileFound, ...]
    words: dict[str, int]  # the supplier's, that no crime type is given -> rows
    not_checked: tuple[str, ...]  # what could not be checked and why, in sentences
    history: tuple[Point, ...]

    @property
    def is_register(self) -> bool:
        """Whether it is about a register of premises."""
        return self.key.startswith(REGISTER)

    @property
    def csv_name(self) -> str:
        """The name of the file with all faults."""
        return f"{self.key}-faults.csv"

    def to_json(self) -> str:
        """The text of its file."""
        return json.dumps(dataclasses.asdict(self), indent=1, ensure_ascii=False) + "\n"


def read_report(version_folder: Path, key: str) -> QualityReport | None:
    """The report of a source in a version; None where there is none.

    Raises ValueError, KeyError or TypeError where the file is damaged.
    """
    try:
        told = json.loads((version_folder / FOLDER / f"{key}.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    parts: dict[str, Any] = {
        "dimensions": Scored, "fields": Filled, "rules": RuleFound, "months": MonthFound,
        "listed": Fault, "files": FileFound, "history": Point,
    }  # fmt: skip
    for name, kind in parts.items():
        told[name] = tuple(kind(**one) for one in told[name])
    told["missing"] = tuple((force, month) for force, month in told["missing"])
    told["not_checked"] = tuple(told["not_checked"])
    return QualityReport(**told)


def read_summaries(version_folder: Path) -> dict[str, Summary]:
    """By key the summary of each report of a version; none where it was made before there were reports."""
    try:
        told = json.loads((version_folder / SUMMARY).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {
        one["key"]: Summary(**{**one, "history": tuple(Point(**point) for point in one["history"])})
        for one in told["reports"]
    }
