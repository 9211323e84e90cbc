"""The tree of areas a version serves: everything > region > force > partnership > ward > LSOA.

Areas stand in pre-order, so that an area and all that lies in it are one run of indices: sums over any area
are sums over a range. Records without any area hang under their region as leaves of their own, one for each
reporting force, so that children plus "no location" always equal the parent.
"""

from __future__ import annotations

import dataclasses
import functools

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.data.schema import LEVELS, Level

NO_LOCATION = "no-location"
"""Code under which records without any area are shown, and prefix of the leaves that hold them."""

UNPLACED = "unplaced"
"""Code of the row for places that belong to no area of the level asked for (an LSOA of unknown ward)."""

ELSEWHERE = "elsewhere"
"""Code of the one row that stands for all areas nobody reports on."""

ROOT_NAME = "All areas"

PARTNERSHIPS = {"district": "partnership", "csp": "partnership"}
"""Levels of files -> levels of the tree, where they differ."""

Indices = npt.NDArray[np.int32]

_COLUMNS: tuple[tuple[str, Level], ...] = (
    ("region", Level.REGION),
    ("force", Level.FORCE),
    ("partnership", Level.PARTNERSHIP),
    ("ward", Level.WARD),
    ("lsoa", Level.LSOA),
)


def no_location_code(force: str) -> str:
    """Code of the leaf for a force's records without any area."""
    return f"{NO_LOCATION}:{force}"


def build_tree(leaves: pd.DataFrame) -> pd.DataFrame:
    """The tree as a table in pre-order from one row a leaf.

    `leaves` has, for each of region, force, partnership, ward and lsoa, a code and a name column (`ward`,
    `ward_name`; "" where unknown), `force_covered` (a source reports on it) and `residents` (NaN where
    unknown). The result has code, name, level, parent (index, -1 for the root), last (index of the last area
    inside), covered (some part is), residents of the covered parts (NaN where one of them is unknown).
    """
    keys = [column for column, _ in _COLUMNS]
    order = [f"{column}_name" for column in keys] + keys
    rows = leaves.sort_values([key for pair in zip(order[:5], order[5:], strict=True) for key in pair])
    nodes: list[tuple[str, str, str, int, float, bool]] = [
        ("all", ROOT_NAME, Level.ALL.value, -1, 0.0, False)
    ]
    seen: dict[tuple[str, str], int] = {}
    for row in rows.to_dict("records"):
        parent = 0
        for column, level in _COLUMNS:
            code = row[column]
            if not code:
                continue
            if (level, code) not in seen:
                seen[level, code] = len(nodes)
                covered = level is Level.LSOA and bool(row["force_covered"])
                residents = row["residents"] if covered and not code.startswith(NO_LOCATION) else 0.0
                nodes.append((code, row[f"{column}_name"] or code, level.value, parent, residents, covered))
            parent = seen[level, code]
    tree = pd.DataFrame(nodes, columns=["code", "name", "level", "parent", "residents", "covered"])
    return summed_up(tree)


def summed_up(tree: pd.DataFrame) -> pd.DataFrame:
    """The tree with `last`, and covered and residents summed upwards."""
    parent = tree.parent.to_numpy()
    last = np.arange(len(tree))
    covered = tree.covered.to_numpy(dtype=bool).copy()
    residents = tree.residents.to_numpy(dtype=float).copy()
    for node in range(len(tree) - 1, 0, -1):
        last[parent[node]] = max(last[parent[node]], last[node])
        covered[parent[node]] |= covered[node]
        residents[parent[node]] += residents[node]
    return tree.assign(last=last, covered=covered, residents=np.where(covered, residents, np.nan))


@dataclasses.dataclass(frozen=True)
class AreaTree:
    """Areas in pre-order; every method takes and gives codes or indices, never labels."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    levels: tuple[str, ...]
    parents: Indices
    lasts: Indices
    covered: npt.NDArray[np.bool_]
    residents_by_index: npt.NDArray[np.float64]
    aliases: dict[str, str]
    positions: dict[str, int]

    @classmethod
    def from_table(cls, table: pd.DataFrame, aliases: dict[str, str]) -> AreaTree:
        """The tree of a table made by `build_tree`."""
        codes = tuple(table.code)
        positions: dict[str, int] = {}
        for index, code in enumerate(codes):  # where a code serves two levels, the larger area comes first
            positions.setdefault(code, index)
        return cls(
            codes=codes,
            names=tuple(table.name),
            levels=tuple(table.level),
            parents=table.parent.to_numpy(dtype=np.int32),
            lasts=table["last"].to_numpy(dtype=np.int32),
            covered=table.covered.to_numpy(dtype=bool),
            residents_by_index=table.residents.to_numpy(dtype=np.float64),
            aliases=aliases,
            positions=positions,
        )

    def resolve(self, code: str) -> str | None:
        """The code Hexscan uses for a code or one of its aliases; None where it is unknown or no place."""
        chosen = self.aliases.get(code, code)
        position = self.positions.get(chosen)
        return None if position is None or self.is_no_location(position) else chosen

    def index(self, code: str) -> int:
        """Index of a known code; KeyError otherwise."""
        return self.positions[self.aliases.get(code, code)]

    def name(self, code: str) -> str:
        """Name of an area."""
        return self.names[self.index(code)]

    def level(self, code: str) -> Level:
        """Level of an area."""
        return Level(self.levels[self.index(code)])

    def span(self, code: str) -> tuple[int, int]:
        """First and last index (inclusive) of the area and all that lies in it."""
        index = self.index(code)
        return index, int(self.lasts[index])

    def parent(self, code: str) -> str | None:
        """Code of the next larger area, None for the root."""
        parent = int(self.parents[self.index(code)])
        return None if parent < 0 else self.codes[parent]

    def path(self, code: str) -> tuple[str, ...]:
        """Codes from the root to the area, itself included."""
        steps = [code if code in self.positions else self.aliases[code]]
        while (above := self.parent(steps[-1])) is not None:
            steps.append(above)
        return tuple(reversed(steps))

    def inside(self, code: str, level: Level) -> Indices:
        """Indices of the areas of a level that lie in an area (or are it), ascending."""
        first, last = self.span(code)
        every = self._of_level[level]
        # Of another type than its own numpy would search in a copy of the list.
        start, stop = np.searchsorted(every, np.array((first, last + 1), dtype=every.dtype)).tolist()
        return every[start:stop]

    def within(self, code: str, level: Level) -> list[int]:
        """`inside` as a list."""
        return list(map(int, self.inside(code, level)))

    def reported(self, level: Level, code: str) -> int:
        """How many areas of a level inside an area (or being it) somebody reports on."""
        first, last = self.span(code)
        before = self._reported_before[level]
        return int(before[last + 1] - before[first])

    @functools.cached_property
    def _reported_before(self) -> dict[Level, npt.NDArray[np.int64]]:
        """[areas + 1] for each level: such areas that come before each one in the tree's order."""
        result = {}
        for level, every in self._of_level.items():
            standing = np.bincount(every[self.covered[every]], minlength=len(self.codes))
            result[level] = np.r_[0, np.cumsum(standing)]
        return result

    def is_no_location(self, index: int) -> bool:
        """Whether an index is a leaf of records without any area."""
        return self.codes[index].startswith(f"{NO_LOCATION}:")

    @functools.cached_property
    def no_locations(self) -> npt.NDArray[np.bool_]:
        """For each index, whether it is a leaf of records without any area."""
        return np.array([self.is_no_location(index) for index in range(len(self.codes))])

    @functools.cached_property
    def _of_level(self) -> dict[Level, Indices]:
        """Indices of all areas of each level, ascending; leaves of records without any area are none."""
        own = np.array(self.levels)
        return {
            level: np.flatnonzero((own == level.value) & ~self.no_locations).astype(np.int32)
            for level in LEVELS
        }

    def ancestors(self, level: Level) -> Indices:
        """For each index, the index of the area of that level it lies in; -1 where there is none."""
        return self._ancestors[level]

    @functools.cached_property
    def _ancestors(self) -> dict[Level, Indices]:
        result = {level: np.full(len(self.codes), -1, dtype=np.int32) for level in LEVELS}
        for level, ancestor in result.items():
            for index in self._of_level[level].tolist():
                ancestor[index : self.lasts[index] + 1] = index
            ancestor.flags.writeable = False
        return result

    def residents(self, code: str) -> float:
        """Residents of an area, NaN where unknown."""
        return float(self.residents_by_index[self.index(code)])

    def levels_below(self, code: str) -> tuple[Level, ...]:
        """Levels that have at least one area inside this one, larger first."""
        return self._levels_below[self.index(code)]

    @functools.cached_property
    def _levels_below(self) -> tuple[tuple[Level, ...], ...]:
        """For each index what `levels_below` gives."""
        after = np.arange(len(self.codes)) + 1
        below = [
            (level, np.searchsorted(every, self.lasts, side="right") > np.searchsorted(every, after))
            for level, every in self._of_level.items()
        ]
        some = zip(*(found.tolist() for _, found in below), strict=True)
        return tuple(tuple(level for (level, _), has in zip(below, one, strict=True) if has) for one in some)
