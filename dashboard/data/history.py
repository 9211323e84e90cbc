"""What was done to the stored data: `history.json` in each version, the oldest event first.

A version holds the whole history up to itself. It is written with the version, so that there is never a
version without its event, or an event without its version. Later events tell of versions that are long gone.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dashboard.data.manifest import Manifest, read_manifest

FILE = "history.json"

IMPORT, DEMONSTRATION, ROLLBACK = "import", "demonstration", "rollback"
REMOVAL, RENEWAL, REBUILD = "removal", "renewal", "rebuild"
"""What an event can be. Renewal is of a source's agreement; a rebuild
is of maps and counts, after an upgrade."""

MOST_FILES = 100
"""Names of files that an event lists: a national archive brings thousands."""


@dataclasses.dataclass(frozen=True)
class Event:
    """One thing that was done, and the version that came of it."""

    version: str
    when: str  # UTC, ISO 8601, to the second
    what: str  # one of the above
    subject: str = ""  # the source removed or renewed, the version gone back to or built anew
    files: tuple[str, ...] = ()  # the first MOST_FILES
    files_in_all: int = 0
    incidents: Mapping[str, int] = dataclasses.field(default_factory=dict)  # by source, afterwards
    notes: tuple[str, ...] = ()  # sentences


def event_of(manifest: Manifest, what: str = "", subject: str = "", notes: tuple[str, ...] = ()) -> Event:
    """The event that made a version; without `what`, the import that its manifest tells of."""
    incidents = {source.key: 0 for source in manifest.sources}
    for part in manifest.parts:
        incidents[part.source] = incidents.get(part.source, 0) + part.rows_kept
    event = Event(manifest.id, manifest.created, what, subject, incidents=incidents, notes=notes)
    if what:
        return event
    if manifest.renewed_from:
        return dataclasses.replace(event, what=REBUILD, subject=manifest.renewed_from)
    names = tuple(report.path for report in manifest.report.files)
    return dataclasses.replace(
        event,
        what=DEMONSTRATION if manifest.demo else IMPORT,
        files=names[:MOST_FILES],
        files_in_all=len(names),
        notes=(*notes, *manifest.report.notes),
    )


def read_history(folder: Path) -> tuple[Event, ...]:
    """The events up to the version in `folder`; of one that an earlier Hexscan wrote, its own import alone.

    Raises OSError, KeyError, TypeError or ValueError where it is damaged.
    """
    path = folder / FILE
    if not path.exists():
        return (event_of(read_manifest(folder)),)
    return tuple(_event(one) for one in json.loads(path.read_text(encoding="utf-8")))


def write_history(folder: Path, former: tuple[Event, ...], event: Event) -> None:
    """Write the history of the version in `folder`: what was, then the event that made it."""
    events = [dataclasses.asdict(one) for one in (*former, event)]
    (folder / FILE).write_text(json.dumps(events, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def removed_since(events: tuple[Event, ...], number: int) -> frozenset[str]:
    """Keys of the sources that were removed after the version of that running number was made."""
    return frozenset(
        one.subject for one in events if one.what == REMOVAL and int(one.version[1:].split("-")[0]) > number
    )


def _event(content: dict[str, Any]) -> Event:
    return Event(**{**content, "files": tuple(content["files"]), "notes": tuple(content["notes"])})
