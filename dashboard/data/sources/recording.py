"""Changes of recording that a file in Hexscan's own form notes of its source."""

from __future__ import annotations

from typing import Any

from dashboard.data.schema import Recording, month_number
from dashboard.data.sources.files import FileRef

_FIELDS = {"force", "month", "words"}
_LONGEST = 300
_MOST = 1_000


def recording_notes(ref: FileRef, noted: Any) -> tuple[Recording, ...]:
    """The notes of a source's description, by force and month.

    Raises InputError for what is no list of {force, month, words} with a month written as YYYY-MM.
    """
    if not isinstance(noted, list) or len(noted) > _MOST:
        raise _error(ref, f"it must be a list of at most {_MOST:,} notes")
    return tuple(sorted({_note(ref, number, one) for number, one in enumerate(noted, start=1)}))


def _note(ref: FileRef, number: int, one: Any) -> Recording:
    if not isinstance(one, dict) or set(one) != _FIELDS or not all(isinstance(v, str) for v in one.values()):
        raise _error(ref, f"note {number} must have the texts force, month and words, and nothing else")
    force, words = one["force"].strip(), " ".join(one["words"].split())
    if not force or not words or len(words) > _LONGEST:
        raise _error(ref, f"note {number} must name a force and what changed, in at most {_LONGEST} letters")
    try:
        return Recording(force, month_number(one["month"]), words)
    except ValueError as error:
        raise _error(ref, f"note {number} has {one['month']!r} for its month, not one as 2024-04") from error


def _error(ref: FileRef, what: str) -> Exception:
    fix = 'Write it as [{"force": "Cleveland Police", "month": "2024-04", "words": "..."}].'
    return ref.error(f"its hexscan_source metadata can't be used: in recording, {what}", fix)
