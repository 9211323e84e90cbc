"""Which sources must not be shown today: those whose agreement is over, and those that were removed since.

What is shown is a function of a version and a day. A version with something hidden goes by an id of its own,
so that pages, kept answers and browsers never take what it says for what the whole version said.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dashboard.data.schema import Source

_SERVED = re.compile(r"(v\d{6,}-[0-9a-f]{8})(?:-([0-9a-f]{8}))?")


def today() -> date:
    """The day it is for the partners of an agreement: in London, else by this machine's clock."""
    try:
        return datetime.now(ZoneInfo("Europe/London")).date()
    except ZoneInfoNotFoundError:  # a machine without a table of time zones
        return datetime.now().astimezone().date()


def expired(sources: Iterable[Source], day: date) -> frozenset[str]:
    """Keys of the sources whose agreement is over by that day."""
    return frozenset(source.key for source in sources if source.expired(day))


def served_id(version: str, hidden: frozenset[str]) -> str:
    """The id under which a version is served while these of its sources are hidden: its own for none."""
    if not hidden:
        return version
    return f"{version}-{hashlib.sha256(' '.join(sorted(hidden)).encode()).hexdigest()[:8]}"


def stored_id(served: str) -> str | None:
    """The version that an id of `served_id` speaks of; None for a text that is no such id."""
    found = _SERVED.fullmatch(served)
    return found[1] if found else None
