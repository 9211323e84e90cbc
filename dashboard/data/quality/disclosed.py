"""What of a quality report may be shown to readers: of a controlled source nothing that tells of single rows.

Whoever looks after the server reads the whole report at the command line, and sends the supplier the CSV.
"""

from __future__ import annotations

import dataclasses

from dashboard.data.quality.report import Filled, Point, QualityReport, RuleFound, Scored, Summary
from dashboard.data.quality.score import grade

STEP = 5
"""Scores and shares of a controlled source are rounded to so many points or percent."""


def disclosed(report: QualityReport) -> QualityReport:
    """The report as it may be shown: of a controlled source without rows, faults, months and files."""
    if not report.controlled:
        return report
    score = _rounded(report.score)
    return dataclasses.replace(
        report,
        rows_read=None,
        rows_kept=None,
        rows_replaced=None,
        rows_left_out=None,
        identical=None,
        score=score,
        grade=grade(score),
        dimensions=tuple(Scored(one.dimension, _rounded(one.score), one.weight) for one in report.dimensions),
        fields=tuple(
            Filled(one.field, _rounded(100 * one.rows / one.of if one.of else 0.0) or 0, 100, one.expected)
            for one in report.fields
        ),
        rules=tuple(RuleFound(one.rule, None) for one in report.rules),
        months=(),
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
    score = _rounded(summary.score)
    return dataclasses.replace(summary, score=score, grade=grade(score), history=_points(summary.history))


def _points(history: tuple[Point, ...]) -> tuple[Point, ...]:
    return tuple(Point(one.when, _rounded(one.score), None, None) for one in history)


def _rounded(value: float | None) -> int | None:
    return None if value is None else STEP * round(value / STEP)
