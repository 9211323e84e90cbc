"""What an interrupted writer left in a data folder. Light: `serve` looks here before it starts."""

from __future__ import annotations

import re
from pathlib import Path

VERSION = re.compile(r"v(\d{6,})-[0-9a-f]{8}")
"""The name of a version's folder; the number tells which is newer."""

DRAFT_PREFIX = ".tmp-"
"""How the folder of a version that is being made, or removed, begins."""

WAITING_POINTER = ".current.new"
"""The next pointer, before it takes the place of the pointer."""


def left_behind(data_dir: Path) -> list[Path]:
    """Drafts, half-removed versions, versions never pointed to, and a pointer not swapped.

    While somebody writes, these are what is worked on: only the holder of the lock may remove them.
    """
    versions = data_dir / "versions"
    try:
        listed = sorted(versions.iterdir())
    except OSError:
        return []  # nothing stored, or whoever reads it will say why not
    drafts = [path for path in listed if path.name.startswith(DRAFT_PREFIX)]
    waiting = data_dir / WAITING_POINTER
    found = [*drafts, *([waiting] if waiting.exists() else [])]
    try:
        current = VERSION.fullmatch((data_dir / "current").read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return found
    if current is None or not (versions / current[0]).is_dir():
        return found
    numbered = [(path, VERSION.fullmatch(path.name)) for path in listed]
    return found + [path for path, name in numbered if name and int(name[1]) > int(current[1])]
