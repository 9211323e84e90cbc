"""Parts and inputs of a version -> what it serves: area tree, cubes, incident tables, coverage, map files.

Everything here can be rebuilt from `parts/` and `inputs/`; nothing is carried over from a former version, so
that an area table that arrives after the incidents moves them where they belong.
"""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from dashboard.data.area_cube import require_countable
from dashboard.data.area_measures import write_area_measures
from dashboard.data.areas import AreaTree, build_tree
from dashboard.data.controlled_build import Placed, coarse_points, notes_on_key, write_controlled
from dashboard.data.cube import Pieces, build_cube, write_cube
from dashboard.data.gazetteer import Gazetteer, gazetteer
from dashboard.data.grid import rows_to_cells
from dashboard.data.inputs import read_inputs
from dashboard.data.leaves import Reporters, leaf_codes, leaves_table, reporters_of
from dashboard.data.map_files import extents, write_map_files
from dashboard.data.own_areas import give_own_areas
from dashboard.data.peer_groups import write_peer_groups
from dashboard.data.placing import place_records
from dashboard.data.premises import distance_bands, write_premises
from dashboard.data.premises_kinds import licensed_of
from dashboard.data.quality.places import write_place_faults
from dashboard.data.records import Records, read_records, reported
from dashboard.data.schema import CRIME_TYPES, Source, month_name, slug
from dashboard.data.spots import Spots, find_spots, write_incident_table

_SCRATCH = "rows"
_KEYS = ["force", "lsoa_code", "longitude", "latitude"]


@dataclasses.dataclass(frozen=True)
class _Loaded:
    """One source's records, with the few distinct (code, point, force) they fall into."""

    source: Source
    records: Records
    places: tuple[str, ...]  # sorted
    place: npt.NDArray[np.int32]  # record -> place
    distinct: pd.DataFrame
    group: npt.NDArray[np.int64]  # record -> distinct


def build(version_folder: Path, sources: Sequence[Source]) -> tuple[str, ...]:
    """Write `derived/` into a draft version; InputError where a source has too many incidents to count.

    What of the tables tells of nobody here is returned in sentences, which `areas.json` holds too.
    """
    derived = version_folder / "derived"
    derived.mkdir()
    inputs = read_inputs(version_folder / "inputs")
    known = gazetteer(inputs)
    scratch = derived / _SCRATCH
    loaded = [_load(version_folder / "parts" / one.key, scratch / one.key, one) for one in sources]
    for one in loaded:
        one.distinct["lsoa"] = place_records(one.distinct, known, inputs.changes)
    give_own_areas([one.distinct for one in loaded], known)
    distinct = pd.concat(map(_told, loaded), ignore_index=True) if loaded else _no_records()
    reporters = reporters_of(distinct, known)
    if _leave_areas_of_nobody(loaded, known, reporters):
        distinct = pd.concat(map(_told, loaded), ignore_index=True)
    tree = _write_areas(derived, distinct, known, reporters)
    for one in loaded:
        parts = sorted((version_folder / "parts" / one.source.key).glob("*/*.parquet"))
        places = (one.distinct, one.group, known, reporters, inputs.changes.lsoa11)
        write_place_faults(version_folder, one.source.key, parts, one.records, *places)
    premises = licensed_of(write_premises(derived, inputs.premises, known, tree))
    coverage = [_write_source(derived, one, tree, reporters, premises) for one in loaded]
    _write_coverage(derived, coverage)
    notes = (
        *write_area_measures(derived, inputs, known, tree),
        *write_peer_groups(derived, inputs, known, tree),
        *_recording_notes(sources, coverage),
        *_notes_on_keys(derived, sources),
    )
    _add_notes(derived / "areas.json", notes)
    inputs.harm_weights.to_parquet(derived / "harm_weights.parquet", index=False)
    write_map_files(derived, tree, known, inputs)
    shutil.rmtree(scratch, ignore_errors=True)
    return notes


def _told(one: _Loaded) -> pd.DataFrame:
    """The distinct records as all of a version may know them: of a controlled source without points."""
    source = one.source
    return coarse_points(one.distinct, source.finest_resolution) if source.controlled else one.distinct


def _leave_areas_of_nobody(loaded: Sequence[_Loaded], known: Gazetteer, reporters: Reporters) -> bool:
    """Take areas that nobody reports on from records of controlled sources; whether there were any.

    Such an area is listed for its records alone, so that its name would tell of one. These records count
    with those of no location.
    """
    outside = known.lsoas.index[(known.lsoas.force != "") & ~known.lsoas.force.isin(reporters.covered)]
    any_such = False
    for one in loaded:
        if one.source.controlled:
            there = one.distinct.lsoa.isin(set(outside))
            one.distinct["lsoa"] = one.distinct.lsoa.where(~there, "")
            any_such |= bool(there.any())
    return any_such


def _add_notes(file: Path, notes: Sequence[str]) -> None:
    facts = json.loads(file.read_text())
    facts["notes"] += notes
    file.write_text(json.dumps(facts))


def _recording_notes(sources: Sequence[Source], coverage: Sequence[pd.DataFrame]) -> Iterator[str]:
    """On changes of recording that are noted of somebody whose records these are not: none is ever shown."""
    for source, covered in zip(sources, coverage, strict=True):
        reporters = {slug(name) for name in covered.reporter}
        for one in source.recording:
            if slug(one.force) not in reporters:
                known = ", ".join(sorted(set(covered.reporter)))
                yield (
                    f"{source.name}: a change of recording in {month_name(one.month)} is noted of "
                    f"{one.force}, but these are records of {known}. It is not shown."
                )


def _notes_on_keys(derived: Path, sources: Sequence[Source]) -> Iterator[str]:
    for source in sources:
        if source.controlled:
            yield from notes_on_key(derived / f"source-{source.key}", source)


def _no_records() -> pd.DataFrame:
    columns = ["force", "lsoa_code", "lsoa_name", "longitude", "latitude", "rows", "lsoa"]
    return pd.DataFrame({name: pd.Series(dtype=float if name in columns[3:6] else str) for name in columns})


def _load(parts: Path, scratch: Path, source: Source) -> _Loaded:
    records = read_records(sorted(parts.glob("*/*.parquet")), scratch)
    require_countable(int(records.table["rows"].to_numpy().sum(dtype=np.int64)), source)
    places, place = _sorted_names(records.table["place"].combine_chunks())
    columns = records.table.select([*_KEYS, "lsoa_name", "rows"])
    rows = pa.table({name: _plain(columns[name]) for name in columns.column_names}).to_pandas()
    grouped = rows.groupby(_KEYS, sort=False, dropna=False)
    group = grouped.ngroup().to_numpy()
    first = np.unique(group, return_index=True)[1]
    distinct = rows.iloc[first][[*_KEYS, "lsoa_name"]].reset_index(drop=True)
    distinct["rows"] = np.bincount(group, weights=rows.rows, minlength=len(first)).astype(np.int64)
    return _Loaded(source, records, places, place, distinct, group)


def _plain(column: Any) -> Any:
    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column


def _sorted_names(column: Any) -> tuple[tuple[str, ...], npt.NDArray[np.int32]]:
    """The names that occur in a dictionary array, sorted, and the index among them of each entry."""
    codes = column.indices.to_numpy()
    used = np.unique(codes)
    names = column.dictionary.take(pa.array(used)).to_pylist()
    order = sorted(range(len(names)), key=names.__getitem__)
    rank = np.zeros(len(column.dictionary), dtype=np.int32)
    rank[used[order]] = np.arange(len(order))
    return tuple(names[i] for i in order), rank[codes]


def _write_areas(derived: Path, distinct: pd.DataFrame, known: Gazetteer, reporters: Reporters) -> AreaTree:
    leaves = leaves_table(distinct, known, reporters)
    table = build_tree(leaves)
    aliases = {other: code for other, code in known.aliases.items() if code in set(table.code)}
    positions = AreaTree.from_table(table, aliases).positions
    by_leaf = leaves.set_index("lsoa")
    table["coverage_force"] = by_leaf.coverage_force.astype(str).reindex(table.code, fill_value="").to_numpy()
    leaf = leaf_codes(distinct, reporters).map(positions).to_numpy(dtype=np.int64)
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
    folder = derived / f"source-{one.source.key}"
    folder.mkdir()
    types = _types(one.records.types)
    if one.source.controlled:
        placed = _placed(one, tree, reporters)
        counts = write_controlled(folder, one.source, one.records, placed, tree, types)
        return _of_forces(counts, one.source, reporters)
    first_month, last_month = one.records.months
    pieces, spots, spot = _spots(one, tree, reporters, premises)
    chunks = write_incident_table(folder, one.records, spots, spot, types, one.source.zone)
    values = build_cube(pieces, chunks, len(types), last_month - first_month + 1)
    resolution = one.source.finest_resolution
    write_cube(
        folder,
        pieces,
        values,
        areas=len(tree.codes),
        types=types,
        first_month=first_month,
        resolution=resolution,
    )
    pd.DataFrame({"place": pd.Series(one.places, dtype=str)}).to_parquet(
        folder / "places.parquet", index=False
    )
    return _of_forces(reported(one.records.parts), one.source, reporters)


def _of_forces(counts: pd.DataFrame, source: Source, reporters: Reporters) -> pd.DataFrame:
    """Coverage by force area, of which a reporter may cover several."""
    counts["force"] = [reporters.forces[name] for name in counts.reporter]
    return counts.explode("force").assign(source=source.key)


def _placed(one: _Loaded, tree: AreaTree, reporters: Reporters) -> Placed:
    """Where the records of a controlled source lie."""
    distinct, group = one.distinct, one.group
    longitude, latitude = (distinct[name].to_numpy(dtype=float) for name in ("longitude", "latitude"))
    cell = rows_to_cells(longitude, latitude, one.source.finest_resolution)
    leaf = leaf_codes(distinct, reporters).map(tree.positions).to_numpy(dtype=np.int32)
    return Placed(cell[group], leaf[group], distinct.force.to_numpy(dtype=object)[group])


def _types(present: set[str]) -> tuple[str, ...]:
    """The canonical crime types, then what the source adds, by name: only those that occur."""
    return tuple([name for name in CRIME_TYPES if name in present] + sorted(present - set(CRIME_TYPES)))


def _spots(
    one: _Loaded, tree: AreaTree, reporters: Reporters, premises: pd.DataFrame
) -> tuple[Pieces, Spots, npt.NDArray[Any]]:
    """The pieces and spots of a source, and the spot of each of its records."""
    distinct, group = one.distinct, one.group
    longitude, latitude = (distinct[name].to_numpy(dtype=float) for name in ("longitude", "latitude"))
    cell = rows_to_cells(longitude, latitude, one.source.finest_resolution)
    leaf = leaf_codes(distinct, reporters).map(tree.positions).to_numpy(dtype=np.int32)
    band = distance_bands(premises, longitude, latitude)
    return find_spots(
        cell[group],
        leaf[group],
        band[group],
        longitude[group],
        latitude[group],
        one.place,
        one.records.table["rows"].to_numpy(),
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
