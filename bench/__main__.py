"""Run the benchmarks named on the command line, or all, and write `bench/results/latest.json`.

Results of benchmarks that did not run are kept there, so that one can be run again alone.
"""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table

from bench import hover, import_shared, one_selection, start
from bench.record import Row

BENCHES: dict[str, Callable[[], list[Row]]] = {
    "import_shared": import_shared.measure,
    "one_selection": one_selection.measure,
    "start": start.measure,
    "hover": hover.measure,
}
RESULTS = Path(__file__).parent / "results" / "latest.json"


def main(names: list[str]) -> int:
    """Print a table and write the results; 2 where a name is unknown."""
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"There is no benchmark called {unknown[0]}; there are {', '.join(BENCHES)}.", file=sys.stderr)
        return 2
    rows = [row for name in names or BENCHES for row in BENCHES[name]()]
    versions = f"Python {platform.python_version()}, numpy {np.__version__}, pandas {pd.__version__}"
    table = Table(
        "work", "data", "baseline", "ours", "theirs", "ratio", title=f"{platform.machine()}, {versions}"
    )
    for row in rows:
        ours, theirs = f"{row.ours:,.1f} {row.unit}", f"{row.theirs:,.1f} {row.unit}"
        table.add_row(row.work, row.data, row.baseline, ours, theirs, f"{row.ratio:.1f}")
    Console(width=160).print(table)
    RESULTS.parent.mkdir(exist_ok=True)
    former = json.loads(RESULTS.read_text()) if RESULTS.exists() else []
    RESULTS.write_text(json.dumps(merged(former, rows), indent=1) + "\n")
    return 0


def merged(former: Sequence[dict[str, object]], rows: Sequence[Row]) -> list[dict[str, object]]:
    """The former results, each replaced by a new one of the same work on the same data; new ones go last."""
    every = [*former, *(row.as_dict() for row in rows)]
    return list({(row["work"], row["data"]): row for row in every}.values())


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
