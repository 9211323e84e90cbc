"""Which sources must not be shown today: those whose agreement is over, and those that were removed since.

What is shown is a function of a version and a day. A version with something hidden goes by an id of its own,
so that pages, kept answers and browsers never take what it says for what the whole version said.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dashboard.data.history import Event, removed_since
from dashboard.data.schema import Source
from dashboard.data.store import Store, StoreError, version_number

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


class Hiding:
    """What is hidden of the versions of a store; not safe for threads."""

    def __init__(self, store: Store, day: Callable[[], date] | None = None) -> None:
        """`day` tells what day it is, `today` unless given."""
        self._store = store
        self._day = day
        self._said: dict[str, tuple[tuple[Source, ...], tuple[Event, ...]]] = {}

    def keys(self, version: str, in_force: str = "") -> frozenset[str]:
        """What of a version must not be shown: by what it says, and by what the one in force does.

        Removed registers of premises are among them: nothing of a version that holds one is shown as it was.
        `in_force` is the version in force, looked up unless given. Raises StoreError where the version can't
        be read.
        """
        day = (self._day or today)()
        own, _ = self._told(version)
        hidden = expired(own, day)
        if in_force == version:
            return hidden
        try:
            current = in_force or self._store.current_version()
            now, events = self._told(current) if current else ((), ())
        except StoreError:  # whoever asks for the version in force is told
            return hidden
        gone = expired(now, day) & {source.key for source in own}
        return hidden | gone | removed_since(events, version_number(version))

    def sources(self, version: str) -> tuple[Source, ...]:
        """The sources of a version that must not be shown."""
        hidden = self.keys(version)
        return tuple(source for source in self._told(version)[0] if source.key in hidden)

    def forget(self) -> None:
        """Let go of what was said of versions that are gone."""
        for version in [one for one in self._said if not self._store.has(one)]:
            del self._said[version]

    def _told(self, version: str) -> tuple[tuple[Source, ...], tuple[Event, ...]]:
        """The sources of a version, and what was done up to it; a version never changes."""
        if version not in self._said:
            self._said[version] = self._store.manifest(version).sources, self._store.history(version)
        return self._said[version]
