"""What is said where several sources are chosen and a page tells of the first."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.data.schema import Source
from dashboard.layouts import words


def first_alone(sources: Sequence[Source], figures: str) -> str:
    """That these are the figures ("the findings in") of the first alone, and which sources exports leave out.

    "" for one source. Sources are never added up; of controlled ones these figures are not given at all.
    """
    if len(sources) < 2:
        return ""
    said = f"Several sources are chosen: these are {figures} {sources[0].name} alone."
    refused = tuple(source.name for source in sources if source.controlled)
    if not refused:
        return f"{said} Exports hold all."
    if len(refused) == len(sources):
        return said
    are = "is a controlled source and is" if len(refused) == 1 else "are controlled sources and are"
    return f"{said} {words.listed(refused)} {are} left out here and in exports."
