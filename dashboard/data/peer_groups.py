"""The tables of similar areas that were supplied, as a version serves them."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.data.areas import PARTNERSHIPS, AreaTree
from dashboard.data.schema import Level

if TYPE_CHECKING:  # a worker reads what is written, and needs nothing of them
    from dashboard.data.gazetteer import Gazetteer
    from dashboard.data.inputs import Inputs

Counts = npt.NDArray[np.int64]


@dataclasses.dataclass(frozen=True)
class PeerTable:
    """One table of similar areas at one level; arrays have an entry for each pair."""

    dataset: str
    dated: str
    """"2024-03-31"; "" where the table does not say."""
    area: Counts
    """Index in the tree."""
    peer: Counts
    """Likewise, -1 for an area that is not in the data."""
    peer_code: tuple[str, ...]
    peer_name: tuple[str, ...]
    group: tuple[str, ...]
    """What the area's group is called; "" where the table does not say."""


def write_peer_groups(derived: Path, inputs: Inputs, known: Gazetteer, tree: AreaTree) -> list[str]:
    """Write `peer_groups.parquet`: the pairs whose area is in the tree, in the order of the tables.

    Of a table that tells of no area here a row without area and level is kept, so that the page can say so. A
    sentence on each table is returned: how many of its areas are here.
    """
    pairs = inputs.peer_groups
    area = [_index(code, level, tree) for code, level in zip(pairs.code, pairs.level, strict=True)]
    peer = [_index(code, level, tree) for code, level in zip(pairs.peer, pairs.level, strict=True)]
    table = pairs.assign(
        area=np.array(area, dtype=np.int32),
        peer_index=np.array(peer, dtype=np.int32),
        peer_name=[
            _name(code, told, level, place, known, tree)
            for code, told, level, place in zip(pairs.peer, pairs.peer_name, pairs.level, peer, strict=True)
        ],
    )
    notes, nowhere = _matched(table)
    table = table[table.area >= 0].assign(level=lambda rows: [tree.levels[index] for index in rows.area])
    alike = [
        index < 0 or tree.levels[index] == level
        for index, level in zip(table.peer_index, table.level, strict=True)
    ]  # a code of another level is a slip of the table's
    columns = ["dataset", "dated", "level", "area", "peer_index", "peer", "peer_name", "group"]
    kept = pd.concat([table[np.array(alike, dtype=bool)][columns], nowhere[columns]], ignore_index=True)
    kept.astype({"area": np.int32, "peer_index": np.int32}).to_parquet(
        derived / "peer_groups.parquet", index=False
    )
    return notes


def _matched(table: pd.DataFrame) -> tuple[list[str], pd.DataFrame]:
    """What is to be said of each table's areas, and a row of each table that has none here."""
    notes, nowhere = [], []
    for dataset, rows in table.groupby("dataset", sort=False):
        areas, here = rows.code.nunique(), rows.code[rows.area >= 0].nunique()
        none = f"none of its areas, such as {rows.code.iloc[0]}, is in the data"
        found = f"{here:,} of its {areas:,} areas are in the data" if here else none
        notes.append(f"Similar areas by {dataset}: {found}.")
        if not here:
            nowhere.append(rows.iloc[:1].assign(level="", peer_index=np.int32(-1)))
    return notes, pd.concat(nowhere) if nowhere else table.iloc[:0]


def tables_of_nobody(derived: Path) -> tuple[str, ...]:
    """Names of the tables of similar areas that tell of no area here."""
    pairs = pd.read_parquet(derived / "peer_groups.parquet", columns=["dataset", "area"])
    return tuple(pairs.dataset[pairs.area < 0].drop_duplicates())


def read_peer_groups(derived: Path) -> dict[Level, PeerTable]:
    """By level the newest table of its areas; of several of one date the one that came last."""
    pairs = pd.read_parquet(derived / "peer_groups.parquet")
    pairs = pairs[pairs.area >= 0]
    found = {}
    for level, rows in pairs.groupby("level", sort=False):
        dataset = rows.sort_values("dated", kind="stable").dataset.iloc[-1]
        chosen = rows[rows.dataset == dataset]
        found[Level(str(level))] = PeerTable(
            dataset=str(dataset),
            dated=str(chosen.dated.iloc[-1]),
            area=chosen.area.to_numpy(dtype=np.int64),
            peer=chosen.peer_index.to_numpy(dtype=np.int64),
            peer_code=tuple(chosen.peer),
            peer_name=tuple(chosen.peer_name),
            group=tuple(chosen.group),
        )
    return found


def _index(code: str, level: str, tree: AreaTree) -> int:
    """Index of an area of a level ("": whichever the code is of) that is somewhere in the tree; -1 if not."""
    resolved = tree.resolve(code)
    if resolved is None or (level and tree.level(resolved) != PARTNERSHIPS.get(level, level)):
        return -1
    return tree.index(resolved)


def _name(code: str, told: str, level: str, index: int, known: Gazetteer, tree: AreaTree) -> str:
    """What an area is called: in the data, by its table, or by any table of names; else its code."""
    if index >= 0:
        return tree.names[index]
    levels = (level,) if level else ("force", "partnership", "district", "csp", "ward", "lsoa")
    return told or next((known.names[one, code] for one in levels if (one, code) in known.names), code)
