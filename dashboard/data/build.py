"""Parts and inputs of a version -> what it serves: area tree, cubes, incident tables, coverage, map files.

Everything here can be rebuilt from `parts/` and `inputs/`; nothing is carried over from a former version, so
that an area table that arrives after the incidents moves them where they belong.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.data.areas import AreaTree, build_tree
from dashboard.data.cube import build_cube, write_cube
from dashboard.data.gazetteer import Gazetteer, gazetteer
from dashboard.data.grid import points_to_cells
from dashboard.data.inputs import read_inputs
from dashboard.data.leaves import Reporters, leaf_codes, leaves_table, reporters_of
from dashboard.data.map_files import extents, write_map_files
from dashboard.data.placing import place_records
from dashboard.data.premises import distance_bands, write_premises
from dashboard.data.schema import CRIME_TYPES, Source

_READ = ["month", "occurred_from", "occurred_to", "force", "longitude", "latitude", "lsoa_code", "lsoa_name"]
_READ += ["crime_type", "place"]


@dataclasses.dataclass(frozen=True)
class _Loaded:
    """One source's incidents, with the few distinct (code, point, force) they fall into."""

    source: Source
    rows: pd.DataFrame
    distinct: pd.DataFrame
    group: npt.NDArray[np.int64]  # row -> distinct


def build(version_folder: Path, sources: Sequence[Source]) -> None:
    """Write `derived/` into a draft version; raises nothing of its own on data the readers let through."""
    derived = version_folder / "derived"
    derived.mkdir()
    inputs = read_inputs(version_folder / "inputs")
    known = gazetteer(inputs)
    loaded = [_load(version_folder / "parts" / source.key, source) for source in sources]
    for one in loaded:
        one.distinct["lsoa"] = place_records(one.distinct, known, inputs.changes)
    distinct = pd.concat([one.distinct for one in loaded], ignore_index=True) if loaded else _no_records()
    reporters = reporters_of(distinct, known)
    tree = _write_areas(derived, distinct, known, reporters)
    premises = write_premises(derived, inputs.premises, known, tree)
    coverage = [_write_source(derived, one, tree, reporters, premises) for one in loaded]
    _write_coverage(derived, coverage)
    write_map_files(derived, tree, known, inputs)


def _no_records() -> pd.DataFrame:
    columns = ["force", "lsoa_code", "lsoa_name", "longitude", "latitude", "rows", "lsoa"]
    return pd.DataFrame({name: pd.Series(dtype=float if name in columns[3:6] else str) for name in columns})


def _load(folder: Path, source: Source) -> _Loaded:
    parts = [pq.read_table(path, columns=_READ) for path in sorted(folder.glob("*/*.parquet"))]
    rows = pa.concat_tables(parts).to_pandas()
    keys = ["force", "lsoa_code", "longitude", "latitude"]
    rows[["lsoa_code", "lsoa_name", "place"]] = rows[["lsoa_code", "lsoa_name", "place"]].fillna("")
    grouped = rows.groupby(keys, sort=False, dropna=False)
    group = grouped.ngroup().to_numpy()
    first = np.unique(group, return_index=True)[1]
    distinct = rows.iloc[first][[*keys, "lsoa_name"]].reset_index(drop=True)
    distinct["rows"] = np.bincount(group, minlength=len(first))
    return _Loaded(source, rows, distinct, group)


def _write_areas(derived: Path, distinct: pd.DataFrame, known: Gazetteer, reporters: Reporters) -> AreaTree:
    leaves = leaves_table(distinct, known, reporters)
    table = build_tree(leaves)
    aliases = {other: code for other, code in known.aliases.items() if code in set(table.code)}
    positions = AreaTree.from_table(table, aliases).positions
    by_leaf = leaves.set_index("lsoa")
    table["coverage_force"] = by_leaf.coverage_force.astype(str).reindex(table.code, fill_value="").to_numpy()
    leaf = [positions[code] for code in leaf_codes(distinct, reporters)]
    points = distinct[["longitude", "latitude"]].assign(leaf=leaf)
    table[["west", "south", "east", "north"]] = extents(known, AreaTree.from_table(table, aliases), points)
    table.to_parquet(derived / "areas.parquet", index=False)
    facts = {"aliases": aliases, "residents_dataset": known.residents_dataset, "notes": list(known.notes)}
    (derived / "areas.json").write_text(json.dumps(facts))
    return AreaTree.from_table(table, aliases)


def _write_source(
    derived: Path, one: _Loaded, tree: AreaTree, reporters: Reporters, premises: pd.DataFrame
) -> pd.DataFrame:
    """Write the cube and incident table of a source; its coverage is returned."""
    types = _types(one.rows.crime_type)
    first_month, last_month = int(one.rows.month.min()), int(one.rows.month.max())
    binned = _binned(one, tree, reporters, premises, types)
    arrays = build_cube(binned, types, first_month, last_month - first_month + 1)
    folder = derived / f"source-{one.source.key}"
    write_cube(folder, arrays, types, first_month, one.source.finest_resolution)
    places = pd.Series(pd.unique(one.rows.place.sort_values()), name="place")
    places.to_frame().to_parquet(folder / "places.parquet", index=False)
    counts = one.rows.groupby(["force", "month"], sort=True).size().rename("rows").reset_index()
    counts = counts.rename(columns={"force": "reporter"})
    counts["force"] = [reporters.forces[name] for name in counts.reporter]
    return counts.explode("force").assign(source=one.source.key)


def _types(stated: pd.Series) -> tuple[str, ...]:
    """The canonical crime types, then what the source adds, by name: only those that occur."""
    present = set(stated.unique())
    return tuple([name for name in CRIME_TYPES if name in present] + sorted(present - set(CRIME_TYPES)))


def _binned(
    one: _Loaded, tree: AreaTree, reporters: Reporters, premises: pd.DataFrame, types: tuple[str, ...]
) -> pd.DataFrame:
    distinct = one.distinct
    longitude, latitude = distinct.longitude.to_numpy(dtype=float), distinct.latitude.to_numpy(dtype=float)
    points = pd.DataFrame({"longitude": longitude, "latitude": latitude}).drop_duplicates()
    cell_of_point = points_to_cells(
        points.longitude.to_numpy(), points.latitude.to_numpy(), one.source.finest_resolution
    )
    point = pd.MultiIndex.from_frame(points).get_indexer(pd.MultiIndex.from_arrays([longitude, latitude]))
    cell = cell_of_point[point]
    leaf = np.array([tree.positions[code] for code in leaf_codes(distinct, reporters)], dtype=np.int32)
    band = distance_bands(premises, longitude, latitude)
    rows, group = one.rows, one.group
    places = np.sort(np.asarray(rows.place.unique(), dtype=object))
    return pd.DataFrame(
        {
            "cell": cell[group],
            "leaf": leaf[group],
            "band": band[group],
            "type": pd.Categorical(rows.crime_type, categories=list(types)).codes.astype(np.int16),
            "month": rows.month.to_numpy(),
            "longitude": rows.longitude.to_numpy(dtype=float),
            "latitude": rows.latitude.to_numpy(dtype=float),
            "place": pd.Categorical(rows.place, categories=list(places)).codes.astype(np.int32),
            "occurred_from": rows.occurred_from.dt.tz_localize(None).to_numpy(),
            "occurred_to": rows.occurred_to.dt.tz_localize(None).to_numpy(),
        }
    )


def _write_coverage(derived: Path, coverage: list[pd.DataFrame]) -> None:
    columns: dict[str, Any] = {
        "source": str,
        "reporter": str,
        "force": str,
        "month": "int32",
        "rows": "int64",
    }
    empty = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})
    table = pd.concat([empty, *coverage], ignore_index=True)[list(columns)].astype(columns)
    table.to_parquet(derived / "coverage.parquet", index=False)
