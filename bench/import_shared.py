"""Import of the whole shared set: CSV to served version, against reading and counting it the usual way.

The baseline does far less (no areas, no checks, no stored version): pandas reads the street CSVs, h3 is asked
once per row, and a groupby counts cells, types and months. So there is nothing to compare but their times.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import h3
import pandas as pd

from bench.alone import Cost, cost_of, cost_rows
from bench.record import Row, Skipped
from dashboard.data.ingest import import_paths

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
TURNS = 3
FOLDERS = (
    "police-street-cleveland",
    "police-street-north-east-2025",
    "boundaries",
    "lookups",
    "population",
    "licensed-premises",
)

WORK, MEMORY = "import, CSV to served version", "peak memory of an import"


def measure() -> list[Row]:
    """Seconds and peak memory; skipped where the shared data are missing."""
    folders = [str(SHARED / name) for name in FOLDERS]
    if not all(Path(folder).is_dir() for folder in folders):
        raise Skipped(f"the shared open data are not in {SHARED}")
    costs = [_turn(folders) for _ in range(TURNS)]
    mine, theirs = zip(*costs, strict=True)
    data = "520,461 rows of street files"
    return cost_rows(WORK, MEMORY, data, "pandas, counts only", mine, theirs)


def _turn(folders: list[str]) -> tuple[Cost, Cost]:
    with tempfile.TemporaryDirectory() as scratch:
        mine = cost_of("bench.import_shared:ours", f"{scratch}/data", *folders)
    return mine, cost_of("bench.import_shared:theirs", *folders[:2])


def ours(target: str, *sources: str) -> None:
    """The product's own import."""
    import_paths(Path(target), [Path(source) for source in sources])


def theirs(*sources: str) -> None:
    """What somebody would write to count the same files."""
    files = sorted(file for source in sources for file in Path(source).rglob("*-street.csv.gz"))
    rows = pd.concat([pd.read_csv(file) for file in files]).dropna(subset=["Longitude", "Latitude"])
    rows["cell"] = [
        h3.latlng_to_cell(latitude, longitude, 9)
        for latitude, longitude in zip(rows["Latitude"], rows["Longitude"], strict=True)
    ]
    rows.groupby(["cell", "Crime type", "Month"]).size()
