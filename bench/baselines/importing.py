"""Street CSVs to tables on disk with pandas: read_csv, h3 for each row, groupby.

It reads with pandas' default engine and only the columns it needs, drops what the product drops (an id that a
later row of its month repeats), and writes the three things that the product serves: counts by cell, area,
crime type and month; the incidents in order of their cell; and who reported how much in which month.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from bench.baselines.binning import h3_per_row

COLUMNS = ["Crime ID", "Month", "Falls within", "Longitude", "Latitude", "Location"]
COLUMNS += ["LSOA code", "LSOA name", "Crime type"]
LABELS = ["Month", "Falls within", "Location", "LSOA code", "LSOA name", "Crime type"]
RESOLUTION = 9


def import_street_files(source: Path, target: Path, *, engine: str = "c") -> None:
    """Read every street file under `source` and write cube, incidents and coverage into `target`."""
    count_rows(read_street_files(source, engine=engine), target)


def read_street_files(source: Path, *, engine: str = "c") -> pd.DataFrame:
    """The rows of every street file under `source`."""
    return pd.concat(
        [_read(path, engine) for path in sorted(source.rglob("*-street.csv"))], ignore_index=True
    )


def count_rows(rows: pd.DataFrame, target: Path) -> None:
    """Write cube, incidents and coverage of the rows, to which columns are added, into `target`."""
    rows[LABELS] = rows[LABELS].astype("category")
    rows["cell"] = h3_per_row(rows["Longitude"].to_numpy(), rows["Latitude"].to_numpy(), RESOLUTION)
    target.mkdir(parents=True, exist_ok=True)
    keys = ["cell", "LSOA code", "Crime type", "Month"]
    counts = rows.groupby(keys, observed=True, sort=False).size()
    counts.rename("incidents").reset_index().to_parquet(target / "cube.parquet", index=False)
    coverage = rows.groupby(["Falls within", "Month"], observed=True).size()
    coverage.rename("incidents").reset_index().to_parquet(target / "coverage.parquet", index=False)
    rows.sort_values("cell").to_parquet(target / "incidents.parquet", index=False)


def _read(path: Path, engine: str) -> pd.DataFrame:
    frame = pd.read_csv(path, usecols=COLUMNS, engine=engine)  # type: ignore[call-overload]
    repeated = frame["Crime ID"].notna() & frame.duplicated("Crime ID", keep="last")
    return frame[~repeated]
