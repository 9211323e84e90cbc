"""What more or less of a measure means: worse, better, or neither."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.analysis.variation import Direction

FOUND_BY_POLICE = frozenset({"drugs", "possession-of-weapons"})
"""Crime types recorded mostly because police look for them: more of them may be good work or a worse
place."""


def direction(types: Sequence[str]) -> Direction:
    """What more of these crime types together means; of none or of a mixture more is worse."""
    if types and FOUND_BY_POLICE.issuperset(types):
        return Direction.NO_JUDGEMENT
    return Direction.HIGHER_WORSE
