"""One version opened for reading, and the library that always hands out the newest.

Opening maps files and reads small tables; every worker shares the same pages of the cubes.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Hashable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.data.answers import Answers
from dashboard.data.area_features import denominators_known, features_known, read_area_measures
from dashboard.data.areas import AreaTree
from dashboard.data.cube import Cube, open_cube
from dashboard.data.manifest import read_manifest
from dashboard.data.peer_groups import read_peer_groups, tables_of_nobody
from dashboard.data.premises_kinds import kinds_known
from dashboard.data.recent import Recent, bytes_of
from dashboard.data.renewal import why_not_served
from dashboard.data.schema import CRIME_TYPES, Source
from dashboard.data.store import Store, StoreError, version_number
from dashboard.selection import Catalogue

Made = TypeVar("Made")

_KEPT = 24
_KEPT_BYTES = 24 << 20
"""How many answers on recent selections are kept, mostly of a few hundred kilobytes, and of what size."""

_NEAREST = 4


class Dataset:
    """A published version: its sources, areas, coverage and cubes. Read-only."""

    def __init__(self, folder: Path, answers: Answers | None = None) -> None:
        """Open the version in `folder`; `answers` keeps what is dear to work out, unless None."""
        derived = folder / "derived"
        manifest = read_manifest(folder)
        facts = json.loads((derived / "areas.json").read_text())
        table = pd.read_parquet(derived / "areas.parquet")
        self._made: dict[Hashable, Any] = {}
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()
        self.recent = Recent(_KEPT_BYTES, bytes_of, _KEPT)
        """What the selections last looked at need again and again: panels of one click share it."""
        self.nearest = Recent(_NEAREST)
        """Which areas are nearest to each, by the numbers and weights last asked for: dear to find."""
        self.answers = Answers() if answers is None else answers
        self.folder = folder
        self.version = folder.name
        self.demo = manifest.demo
        self.parts = manifest.parts
        """Each source's months of each reporter, and how their rows fared."""
        self.areas = AreaTree.from_table(table, facts["aliases"])
        self.residents_dataset = str(facts["residents_dataset"])
        self.notes = tuple(facts["notes"])
        self.extents: npt.NDArray[np.float64] = table[["west", "south", "east", "north"]].to_numpy(
            dtype=float
        )
        self.measures = read_area_measures(derived)
        """What is known of areas beside incidents and residents."""
        self.peer_groups = read_peer_groups(derived)
        """By level the table that says which areas are similar, where one is imported."""
        self.harm_weights = pd.read_parquet(derived / "harm_weights.parquet")
        self.premises = pd.read_parquet(derived / "premises.parquet")
        self.coverage = pd.read_parquet(derived / "coverage.parquet")
        self.sources = _by_size(manifest.sources, self.coverage)
        """By key, the one with most incidents first: that is what a page shows unless told otherwise."""
        self.forces = tuple(code for code in pd.unique(table.coverage_force) if code)
        """Codes of all covered forces; the axis of `covered()`."""
        position = {code: index for index, code in enumerate(self.forces)}
        elsewhere = len(self.forces)
        self.force_of_leaf = table.coverage_force.map(position).fillna(elsewhere).to_numpy(dtype=np.int64)
        """For each area index, its place in `forces`; one beyond the last where nobody reports."""
        self.cubes: Mapping[str, Cube] = {key: open_cube(derived / f"source-{key}") for key in self.sources}
        self.first_month, self.last_month = _month_range(self.coverage)
        self.types = _all_types(self.cubes.values())
        self.catalogue = Catalogue(
            self.areas,
            self.types,
            self.sources,
            self.first_month,
            self.last_month,
            features={feature.slug: feature.label for feature in features_known(self.measures, self.areas)},
            grouped=bool(self.peer_groups),
            groups_of_nobody=tables_of_nobody(derived),
            denominators=denominators_known(self.measures, self.premises),
            premises_kinds=kinds_known(self.premises),
            harm_tables=dict(zip(self.harm_weights.dataset, self.harm_weights.dated, strict=True)),
        )

    @property
    def empty(self) -> bool:
        """Whether there is no incident to show, whatever areas or premises are known."""
        return not self.sources

    def reach(self, source: str) -> tuple[int, int]:
        """First and last month of a source, whichever force reported."""
        return self.once(
            ("reach of months", source), lambda: _month_range(self.coverage[self.coverage.source == source])
        )

    def covered(self, source: str) -> npt.NDArray[np.bool_]:
        """[forces, months of the version]: whether the source has records of that force and month."""
        result = np.zeros((len(self.forces), self.last_month - self.first_month + 1), dtype=bool)
        rows = self.coverage[self.coverage.source == source]
        force = rows.force.map({code: index for index, code in enumerate(self.forces)})
        result[force.to_numpy(dtype=int), rows.month.to_numpy() - self.first_month] = True
        return result

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` gives, made once for each key and kept: a version never changes.

        Threads that ask while it is being made wait for it. Keys must be few: nothing that an address is free
        to choose. `make` may ask for other keys, but never for its own.
        """
        if key not in self._made:
            with self._lock:
                making = self._making.setdefault(key, threading.Lock())
            with making:
                if key not in self._made:
                    self._made[key] = make()
        made: Made = self._made[key]
        return made

    def source_file(self, source: str, name: str) -> Path:
        """Path of one file of a source's cube folder."""
        return self.folder / "derived" / f"source-{source}" / name

    def map_file(self, name: str) -> Path:
        """Path of one of the map's files."""
        return self.folder / "derived" / f"{name}.json"


def _by_size(sources: Iterable[Source], coverage: pd.DataFrame) -> Mapping[str, Source]:
    incidents = coverage.drop_duplicates(["source", "reporter", "month"]).groupby("source")["rows"].sum()
    ordered = sorted(sources, key=lambda source: (-int(incidents.get(source.key, 0)), source.key))
    return {source.key: source for source in ordered}


def _month_range(coverage: pd.DataFrame) -> tuple[int, int]:
    if coverage.empty:
        return 0, -1
    return int(coverage.month.min()), int(coverage.month.max())


def _all_types(cubes: Any) -> dict[str, str]:
    """Slug -> label of every crime type that occurs: the canonical ones first, in their order."""
    present = {name for cube in cubes for name in cube.types}
    own = sorted(present - set(CRIME_TYPES))
    labels = {name: label for name, label in CRIME_TYPES.items() if name in present}
    return labels | {name: name.replace("-", " ").capitalize() for name in own}


class Library:
    """Hands out the versions of a data folder; one for each process, safe for threads."""

    def __init__(self, data_dir: Path, answers: Answers | None = None) -> None:
        """Nothing is opened yet."""
        self._store = Store(data_dir)
        self._answers = answers
        self._open: dict[str, Dataset] = {}
        self._lock = threading.Lock()

    def current(self) -> Dataset | None:
        """The newest version, opened again when an import has published one; None before any incidents.

        One that another Hexscan built is not opened: `serve` builds it anew at its start. Meanwhile what is
        open goes on being served. Raises StoreError where nothing is.
        """
        version = self._store.current_version()
        if version is None:
            return None
        dataset = self.get(version)
        if dataset is None:
            dataset = self._instead_of(version)
        return None if dataset is None or dataset.empty else dataset

    def _instead_of(self, version: str) -> Dataset | None:
        """What is served where the current version is gone by now, or has another Hexscan's form."""
        try:
            manifest = self._store.manifest(version)
        except StoreError:
            if self._store.version_dir(version).is_dir():
                raise
            return self.current()
        with self._lock:
            still_there = [opened for opened in self._open if self._store.has(opened)]
            if still_there:
                return self._open[max(still_there, key=version_number)]
        raise StoreError(why_not_served(manifest))

    def get(self, version: str) -> Dataset | None:
        """A version that can still be read (the last two, if built by this Hexscan), else None."""
        with self._lock:
            if not self._store.has(version):
                self._open.pop(version, None)  # an import has removed its files
                return None
            if version in self._open:
                return self._open[version]
            folder = self._store.version_dir(version)
            try:
                if not self._store.manifest(version).served_as_it_is:
                    return None
                dataset = Dataset(folder, self._answers)
            except (StoreError, OSError):
                if folder.is_dir():
                    raise
                return None  # an import has removed it since it was listed
            self._open[version] = dataset
            for older in sorted(self._open)[:-2]:
                del self._open[older]
            return dataset
