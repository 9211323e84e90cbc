"""How often a hotspot is called where there is none.

    python -m bench.hotspot_calibration [surfaces per row] [seed]

Prints the tables of docs/methods.md. Quiet surfaces: independent Poisson counts of one mean on every cell of
a 30 by 30 rhombus of hexagons. Shuffled surfaces: Middlesbrough's real counts of 2025, dealt out afresh to
its own inhabited cells, so that the few very high counts stay but where they lie is chance (for these, the
shared data must lie beside the source tree). With no true hotspot, the false discovery rate is the share of
surfaces with a call. Baseline in the same run: z above 1.645, not corrected for looking at many cells.
"""

from __future__ import annotations

import sys
from pathlib import Path

import h3
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse, stats

from dashboard.analysis.hotspots import (
    FALSE_DISCOVERY_RATE,
    FEWEST_INCIDENTS,
    hotspot_gistar,
    hotspot_significance,
)

Counts = NDArray[np.int64]

MEANS = (0.1, 0.5, 1, 2, 5, 20, 100, 500)
TYPES = ("", "Violence and sexual offences", "Burglary", "Bicycle theft")
CLEVELAND = Path(__file__).resolve().parents[2] / "shared" / "data" / "police-street-cleveland"


def neighbours_of(cells: list[str]) -> sparse.csr_array:
    """1 where two cells share an edge and for each with itself."""
    place = {cell: i for i, cell in enumerate(cells)}
    pairs = [(i, place[near]) for cell, i in place.items() for near in h3.grid_disk(cell, 1) if near in place]
    rows, columns = zip(*pairs, strict=True)
    return sparse.csr_array((np.ones(len(pairs)), (rows, columns)), shape=(len(cells), len(cells)))


def rhombus(side: int) -> list[str]:
    """Cells of a rhombus at resolution 9."""
    origin = h3.latlng_to_cell(54.57, -1.23, 9)
    i, j = h3.cell_to_local_ij(origin, origin)
    return [h3.local_ij_to_cell(origin, i + di, j + dj) for di in range(side) for dj in range(side)]


def row(counts: Counts, neighbours: sparse.csr_array) -> dict[str, float]:
    """Shares of surfaces and of cells called, with the correction and without, in %."""
    z = hotspot_gistar(counts, neighbours)
    enough = counts >= FEWEST_INCIDENTS
    called = np.array([hotspot_significance(one) <= FALSE_DISCOVERY_RATE for one in z]) & enough
    raw = (stats.norm.sf(z) <= FALSE_DISCOVERY_RATE) & enough
    return {
        "surfaces called": 100 * called.any(axis=1).mean(),
        "cells called": 100 * called.mean(),
        "surfaces, uncorrected": 100 * raw.any(axis=1).mean(),
        "cells, uncorrected": 100 * raw.mean(),
    }


def middlesbrough() -> tuple[sparse.csr_array, dict[str, Counts]]:
    """Neighbours of the inhabited cells, and their counts of 2025 by type."""
    columns = ["Month", "Longitude", "Latitude", "LSOA name", "Crime type"]
    files = sorted(CLEVELAND.rglob("*-street.csv.gz"))
    rows = pd.concat([pd.read_csv(file, usecols=columns) for file in files], ignore_index=True)
    rows = rows[rows["LSOA name"].str.startswith("Middlesbrough ", na=False)].dropna(subset="Longitude")
    points = rows[["Latitude", "Longitude"]].drop_duplicates()
    cell = {(y, x): h3.latlng_to_cell(y, x, 9) for y, x in points.itertuples(index=False)}
    rows["cell"] = [cell[at] for at in zip(rows.Latitude, rows.Longitude, strict=True)]
    cells = sorted(rows.cell.unique())
    year = rows[rows.Month.str.startswith("2025")]
    counts = {}
    for name in TYPES:
        chosen = year if not name else year[year["Crime type"] == name]
        counts[name or "All crime"] = chosen.cell.value_counts().reindex(cells, fill_value=0).to_numpy()
    return neighbours_of(cells), counts


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    rng = np.random.default_rng(int(sys.argv[2]) if len(sys.argv) > 2 else 2025)
    near = neighbours_of(rhombus(30))
    rows = []
    for mean in MEANS:
        counts = rng.poisson(mean, (number, near.shape[0]))
        rows.append({"mean a cell": mean} | row(counts, near))
    print(
        f"{number} quiet surfaces a row, Poisson, 900 cells, %\n{pd.DataFrame(rows).round(3).to_string()}\n"
    )
    if not CLEVELAND.is_dir():
        print("Cleveland's files are not beside the source tree: no real counts shuffled")
        return
    near, real = middlesbrough()
    rows = []
    for name, counts in real.items():
        shuffled = np.array([rng.permutation(counts) for _ in range(number)])
        own = hotspot_significance(hotspot_gistar(counts, near)) <= FALSE_DISCOVERY_RATE
        rows.append(
            {"type": name, "mean a cell": counts.mean(), "variance / mean": counts.var() / counts.mean()}
            | row(shuffled, near)
            | {"cells called in reality": 100 * (own & (counts >= FEWEST_INCIDENTS)).mean()}
        )
    print(f"{number} shuffles of Middlesbrough's 2025 a row, %\n{pd.DataFrame(rows).round(3).to_string()}")


if __name__ == "__main__":
    main()
