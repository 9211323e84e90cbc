"""A version's areas as they are without some of its sources: areas that nobody reports on go.

What is derived was built with all sources together: an area is there because somebody reports on it, or has
an incident there. Where only hidden sources do, the area must not be offered, named or drawn.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.data.area_features import COUNT, AreaMeasures
from dashboard.data.areas import summed_up
from dashboard.data.cube import Cube
from dashboard.data.peer_groups import PeerTable
from dashboard.data.schema import Level

Flags = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]

_BOX = ["west", "south", "east", "north"]
_OUTLINED = (Level.PARTNERSHIP.value, Level.WARD.value, Level.LSOA.value)
"""Levels whose areas have outlines of their own, which tell their extent."""


@dataclasses.dataclass(frozen=True)
class Narrowed:
    """The areas that are left, as a table like `areas.parquet`, and how the former ones are found in it."""

    table: pd.DataFrame
    kept: Indices
    """Former index of each area, ascending."""
    moved: Indices
    """Index of each former area, -1 where it is not left."""
    touched: Flags
    """[areas left]: whether fewer of its parts are reported on than before."""

    def cube(self, cube: Cube) -> Cube:
        """A cube whose areas are those left; it must hold nothing in others."""
        columns = np.r_[0, self.kept + 1]  # counts are cumulated over areas, and 0 in those that went
        return dataclasses.replace(
            cube,
            leaves=self.moved[cube.leaves].astype(np.int32),
            area_values=np.take(cube.area_values, columns, axis=-1),
        )

    def measures(self, measures: AreaMeasures) -> AreaMeasures:
        """The measures of the areas left; of one that lost parts, the sum of what is left or not known."""
        kinds = {one.slug: one.kind for one in measures.told}
        values = {slug: self._measure(found, kinds[slug]) for slug, found in measures.by_slug.items()}
        known = {slug: found for slug, found in values.items() if np.isfinite(found).any()}
        return AreaMeasures(tuple(one for one in measures.told if one.slug in known), known)

    def _measure(self, found: npt.NDArray[np.float64], kind: str) -> npt.NDArray[np.float64]:
        own = found[self.kept].copy()
        if kind == COUNT:
            leaf = self._covered_small
            before = np.r_[0.0, np.cumsum(np.where(leaf, np.nan_to_num(own), 0.0))]
            unknown = np.r_[0, np.cumsum(leaf & np.isnan(own))]
            after, first = self.table["last"].to_numpy() + 1, np.arange(len(own))
            sums = np.where(unknown[after] == unknown[first], before[after] - before[first], np.nan)
        else:
            sums = np.full(len(own), np.nan)
        own[self.touched] = np.where(self.table.covered, sums, np.nan)[self.touched]
        return own

    @property
    def _covered_small(self) -> Flags:
        small = (self.table.level == Level.LSOA.value) & ~self.table.code.str.startswith("no-location")
        return np.asarray(small & self.table.covered, dtype=bool)

    def premises(self, premises: pd.DataFrame) -> pd.DataFrame:
        """Premises with the areas they stand in now, -1 in none."""
        leaf = premises.leaf.to_numpy(dtype=np.int64)
        return premises.assign(leaf=np.where(leaf >= 0, self.moved[leaf], -1).astype(np.int32))

    def peers(self, tables: Mapping[Level, PeerTable]) -> dict[Level, PeerTable]:
        """Tables of similar areas, of the areas left; another area in them is one that is not in the data."""
        found = {level: self._peers(table) for level, table in tables.items()}
        return {level: table for level, table in found.items() if len(table.area)}

    def _peers(self, table: PeerTable) -> PeerTable:
        area = self.moved[table.area]
        here = np.flatnonzero(area >= 0)

        def of(names: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(names[index] for index in here.tolist())

        return dataclasses.replace(
            table,
            area=area[here],
            peer=np.where(table.peer >= 0, self.moved[table.peer], -1)[here],
            peer_code=of(table.peer_code),
            peer_name=of(table.peer_name),
            group=of(table.group),
        )

    def boundaries(self, content: bytes) -> bytes:
        """A file of outlines with those of the covered areas alone."""
        codes = set(self.table.code[self.table.covered])
        shapes = json.loads(content)
        shapes["features"] = [one for one in shapes["features"] if one["properties"]["code"] in codes]
        return _written(shapes)

    def land(self, content: bytes, partnerships: bytes) -> bytes:
        """The file of land, with the outlines of `partnerships` covered no more: they are land still."""
        codes = set(self.table.code[self.table.covered])
        shapes = json.loads(content)
        shapes["features"] += [
            feature | {"properties": {}}
            for feature in json.loads(partnerships)["features"]
            if feature["properties"]["code"] not in codes
        ]
        return _written(shapes)

    def labels(self, content: bytes) -> bytes:
        """A file of labels: names of areas that are covered no more are left out, by name and place."""
        covered = self.table[self.table.covered]
        boxes: dict[tuple[str, str], list[Any]] = {}
        for level, name, *box in covered[["level", "name", *_BOX]].itertuples(index=False):
            boxes.setdefault((level, name), []).append(box)

        def shown(label: dict[str, Any]) -> bool:
            if label["kind"] not in _OUTLINED:
                return True  # a town
            found = boxes.get((label["kind"], label["name"]), ())
            return any(w <= label["lon"] <= e and s <= label["lat"] <= n for w, s, e, n in found)

        return json.dumps([label for label in json.loads(content) if shown(label)]).encode()


def _written(shapes: dict[str, Any]) -> bytes:
    return json.dumps(shapes, separators=(",", ":")).encode()


def narrowed(table: pd.DataFrame, cubes: Iterable[Cube], forces: Iterable[str]) -> Narrowed | None:
    """The areas of `areas.parquet` that concern the sources left, by their cubes and the forces they cover.

    None where all areas stay, and stay as they are.
    """
    reported = table.coverage_force.isin(set(forces)).to_numpy(dtype=bool)
    leaf = (table.level == Level.LSOA.value).to_numpy()
    wanted = leaf & reported
    for cube in cubes:
        wanted[np.unique(cube.leaves)] = True
    parents, lasts = table.parent.to_numpy(), table["last"].to_numpy()
    inside = np.r_[0, np.cumsum(wanted)]
    kept: Indices = np.flatnonzero(inside[lasts + 1] > inside[np.arange(len(table))])
    lost = leaf & table.covered.to_numpy(dtype=bool) & ~reported
    if not lost.any() and len(kept) == len(table):
        return None
    kept = kept if len(kept) else np.array([0])  # everything there is, of which nothing is left
    moved = np.full(len(table), -1, dtype=np.int64)
    moved[kept] = np.arange(len(kept))
    losses = np.r_[0, np.cumsum(lost)]
    touched = (losses[lasts + 1] > losses[np.arange(len(table))])[kept]
    left = table.iloc[kept].reset_index(drop=True)
    covered = (leaf & reported)[kept]
    left["coverage_force"] = left.coverage_force.where(covered, "")
    left["parent"] = np.where(parents[kept] >= 0, moved[parents[kept]], -1)
    left["residents"] = np.where(covered, left.residents, 0.0)
    left["covered"] = covered
    left = summed_up(left)
    left[_BOX] = _extents(left, touched)
    return Narrowed(left, kept, moved, touched)


def _extents(table: pd.DataFrame, touched: Flags) -> npt.NDArray[np.float64]:
    """Extents of the areas: of one without an outline that lost parts, the box around its covered parts."""
    boxes = table[_BOX].to_numpy(dtype=float, copy=True)
    again = touched & ~table.level.isin(_OUTLINED).to_numpy()
    boxes[again] = np.nan
    parents, covered = table.parent.to_numpy(), table.covered.to_numpy()
    for index in range(len(table) - 1, 0, -1):
        parent = parents[index]
        if again[parent] and covered[index]:
            boxes[parent, :2] = np.fmin(boxes[parent, :2], boxes[index, :2])
            boxes[parent, 2:] = np.fmax(boxes[parent, 2:], boxes[index, 2:])
    return boxes
