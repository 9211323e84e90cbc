"""What of a quality report may be shown to readers: of a controlled source nothing that tells of single rows.

Of a score or share a reader is told the band it lies in, and that only of sources of many rows. No band is
"all" or "none": one row would tell these from the next. Of few rows nothing is told that rows decide.

Whoever looks after the server reads the whole report at the command line, and sends the supplier the CSV.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from dashboard.data.quality.report import Filled, Point, QualityReport, RuleFound, Scored, Summary
from dashboard.data.quality.score import grade

ENOUGH_ROWS = 200
"""Of a controlled source with fewer rows no score and no share is told."""

LEAST_FILLED = 20
"""A field that fewer rows fill is not named: that it is filled at all may be the doing of one row."""

TOO_FEW = "withheld, too few rows"
_WITHHELD = "withheld"


def disclosed(report: QualityReport) -> QualityReport:
    """The report as it may be shown: of a controlled source without rows, faults, months and files."""
    if not report.controlled:
        return report
    enough = _enough(report.rows_kept)
    return dataclasses.replace(
        report,
        rows_read=None,
        rows_kept=None,
        rows_replaced=None,
        rows_left_out=None,
        identical=None,
        score=None,
        grade=report.grade if enough else TOO_FEW,
        dimensions=tuple(_dimension(one, enough=enough) for one in report.dimensions),
        fields=tuple(_fields(report.fields)) if enough else (),
        rules=tuple(RuleFound(one.rule, None) for one in report.rules),
        months=(),
        missing=(),
        overdue=0,
        faults=None,
        listed=(),
        files=(),
        words={},
        history=_points(report.history),
    )


def disclosed_summary(summary: Summary, *, controlled: bool) -> Summary:
    """The summary as it may be shown."""
    if not controlled:
        return summary
    enough = _enough(summary.history[-1].rows if summary.history else None)
    return dataclasses.replace(
        summary, score=None, grade=summary.grade if enough else TOO_FEW, history=_points(summary.history)
    )


def _band(value: float, unit: str = "") -> str:
    """The band that a score or share from 0 to 100 lies in; its limits are those of `score.grade`."""
    if value < 70:
        return f"under 70{unit}"
    return f"70{unit} to 90{unit}" if value < 90 else f"90{unit} or more"


def _enough(rows: int | None) -> bool:
    return rows is not None and rows >= ENOUGH_ROWS


def _dimension(one: Scored, *, enough: bool) -> Scored:
    if not enough:
        return Scored(one.dimension, None, one.weight, _WITHHELD)
    return Scored(one.dimension, None, one.weight, "" if one.score is None else _band(one.score))


def _fields(fields: Iterable[Filled]) -> Iterable[Filled]:
    for one in fields:
        if one.rows and one.of and one.rows >= LEAST_FILLED:
            yield Filled(one.field, None, None, one.expected, _band(100 * one.rows / one.of, "%"))


def _points(history: tuple[Point, ...]) -> tuple[Point, ...]:
    return tuple(
        Point(one.when, None, None, None, grade(one.score) if _enough(one.rows) else _WITHHELD)
        for one in history
    )
