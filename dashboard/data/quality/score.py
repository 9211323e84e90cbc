"""A supplier's score from 0 to 100, by a formula that anybody can follow (docs/data-quality.md).

Each dimension that could be checked has a score; the whole is their mean, weighted. Of rows, every one in a
hundred at fault takes 5 points from its dimension; of months, the score is the share that is as it should be.
"""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.data.quality.checks import Dimension

WEIGHTS: dict[Dimension, int] = {
    Dimension.COMPLETENESS: 25,
    Dimension.VALIDITY: 20,
    Dimension.ACCURACY: 20,
    Dimension.UNIQUENESS: 10,
    Dimension.CONSISTENCY: 10,
    Dimension.TIMELINESS: 15,
}

POINTS_A_PERCENT = 5.0
_GRADES = ((90, "good"), (70, "usable with care"), (0, "needs attention"))


def of_rows(at_fault: int, rows: int) -> float | None:
    """The score of a dimension of rows; None where there are no rows."""
    return max(0.0, 100 - POINTS_A_PERCENT * 100 * at_fault / rows) if rows else None


def of_months(as_they_should: int, expected: int) -> float | None:
    """The score of a dimension of months; None where no month is expected."""
    return 100 * as_they_should / expected if expected else None


def overall(scores: Mapping[Dimension, float | None]) -> int | None:
    """The weighted mean of the dimensions that could be checked, rounded down: 100 is faultless."""
    known = {dimension: score for dimension, score in scores.items() if score is not None}
    if not known:
        return None
    total = sum(WEIGHTS[dimension] * score for dimension, score in known.items())
    return int(total / sum(WEIGHTS[dimension] for dimension in known) + 1e-9)


def grade(score: int | None) -> str:
    """The score in words: "good" from 90, "usable with care" from 70, else "needs attention"."""
    if score is None:
        return "not checked"
    return next(words for least, words in _GRADES if score >= least)
