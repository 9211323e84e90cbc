"""The numbers that tell which Hexscan wrote a version folder. Light: `serve` looks here before it starts."""

from __future__ import annotations

import json
from pathlib import Path

FORMAT = 2
"""Raised when the layout of a version folder changes so that older programs can't read it."""

READABLE = frozenset({1, 2})
"""Formats whose manifest, parts and inputs this program reads; what is derived has a number of its own."""

DERIVED = 4
"""Raised when what is derived from parts and inputs changes its form: older versions are then built anew."""

FIRST_DERIVED = 1
"""The form of a version that names none."""


def form_served(data_dir: Path) -> int | None:
    """The form of what is derived in the current version; None where it can't be read or nothing is stored.

    Says nothing of what is wrong: that is for whoever opens the version.
    """
    try:
        version = (data_dir / "current").read_text(encoding="ascii").strip()
        manifest = data_dir / "versions" / version / "manifest.json"
        return int(json.loads(manifest.read_text(encoding="utf-8")).get("derived", FIRST_DERIVED))
    except (OSError, ValueError, TypeError, AttributeError):
        return None
