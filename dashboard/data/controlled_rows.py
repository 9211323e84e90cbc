"""How many rows of a controlled source are served: all that its status tells of their number."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from dashboard.data.disclosure import least_shown
from dashboard.data.schema import Source

_FILE = "rows.json"


class ServedRows(NamedTuple):
    """Rounded, and counted in what is served rather than in what came in."""

    rows: int
    without_location: int


def write_rows(folder: Path, source: Source, rows: int, without_location: int) -> None:
    """Keep them beside the cube that they were counted in."""
    shown = ServedRows(least_shown(rows, source), least_shown(without_location, source))
    (folder / _FILE).write_text(json.dumps(shown._asdict()))


def served_rows(folder: Path) -> ServedRows:
    """Those kept in the folder of a source's cube."""
    return ServedRows(**json.loads((folder / _FILE).read_text()))
