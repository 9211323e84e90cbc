"""Import of the whole shared set: CSV to served version, against reading and counting it the usual way.

The baseline does far less (no areas, no checks, no stored version): pandas reads the street CSVs, h3 is asked
once per row, and a groupby counts cells, types and months.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.record import Row, Skipped, in_own_process

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
FOLDERS = (
    "police-street-cleveland",
    "police-street-north-east-2025",
    "boundaries",
    "lookups",
    "population",
    "licensed-premises",
)

OURS = """
import sys
from pathlib import Path
from dashboard.data.ingest import import_paths
import_paths(Path(sys.argv[1]), [Path(p) for p in sys.argv[2:]])
"""

THEIRS = """
import sys
from pathlib import Path
import h3
import pandas as pd
files = sorted(f for p in sys.argv[1:] for f in Path(p).rglob("*-street.csv.gz"))
rows = pd.concat([pd.read_csv(f) for f in files]).dropna(subset=["Longitude", "Latitude"])
rows["cell"] = [h3.latlng_to_cell(a, b, 9) for a, b in zip(rows["Latitude"], rows["Longitude"])]
rows.groupby(["cell", "Crime type", "Month"]).size()
"""


def measure() -> list[Row]:
    """Seconds and peak memory; skipped where the shared data are missing."""
    folders = [str(SHARED / name) for name in FOLDERS]
    if not all(Path(folder).is_dir() for folder in folders):
        raise Skipped(f"the shared open data are not in {SHARED}")
    with tempfile.TemporaryDirectory() as scratch:
        our_seconds, our_memory = in_own_process(OURS, f"{scratch}/data", *folders)
    their_seconds, their_memory = in_own_process(THEIRS, *folders[:2])
    data = "520,461 rows of street files"
    baseline = "pandas, counts only"
    return [
        Row("import, CSV to served version", data, baseline, our_seconds, their_seconds, "s"),
        Row("peak memory of an import", data, baseline, our_memory, their_memory, "MB"),
    ]
