"""One version opened for reading, and the library that always hands out the newest.

Opening maps files and reads small tables; every worker shares the same pages of the cubes.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Hashable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.data.answers import Answers
from dashboard.data.area_features import denominators_known, features_known, read_area_measures
from dashboard.data.areas import AreaTree
from dashboard.data.cube import Cube, open_cube
from dashboard.data.hiding import Hiding, served_id, stored_id
from dashboard.data.manifest import read_manifest
from dashboard.data.narrowed import narrowed
from dashboard.data.peer_groups import read_peer_groups, tables_of_nobody
from dashboard.data.premises_kinds import (
    kinds_known,
    licensed_of,
    other_kinds_known,
    read_premises_table,
)
from dashboard.data.recent import Recent, bytes_of
from dashboard.data.renewal import why_not_served
from dashboard.data.schema import Source
from dashboard.data.store import Store, StoreError, version_number
from dashboard.data.version_facts import all_types, by_size, month_range
from dashboard.selection import Catalogue

Made = TypeVar("Made")

_KEPT = 24
_KEPT_BYTES = 24 << 20
"""How many answers on recent selections are kept, mostly of a few hundred kilobytes, and of what size."""

_NEAREST = 4
_OPEN = 2
"""Versions held open: pages of the former one are still being read."""


class Dataset:
    """A published version: its sources, areas, coverage and cubes. Read-only."""

    def __init__(
        self, folder: Path, answers: Answers | None = None, hidden: frozenset[str] = frozenset()
    ) -> None:
        """Open the version in `folder`, as if the sources with the keys `hidden` were not there.

        `answers` keeps what is dear to work out, unless None.
        """
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
        self.version = served_id(folder.name, hidden)
        """The id under which pages and addresses speak of it; the stored version is the folder's name."""
        self.demo = manifest.demo
        self.parts = tuple(part for part in manifest.parts if part.source not in hidden)
        """Each source's months of each reporter, and how their rows fared."""
        coverage = pd.read_parquet(derived / "coverage.parquet")
        self.coverage = coverage[~coverage.source.isin(hidden)].reset_index(drop=True) if hidden else coverage
        shown = [source for source in manifest.sources if source.key not in hidden]
        self.sources = by_size(shown, self.coverage)
        """By key, the one with most incidents first: that is what a page shows unless told otherwise."""
        cubes = {key: open_cube(derived / f"source-{key}") for key in self.sources}
        left = narrowed(table, cubes.values(), self.coverage.force) if hidden else None
        table = table if left is None else left.table
        self._left = left
        self.areas = AreaTree.from_table(table, facts["aliases"])
        self.residents_dataset = str(facts["residents_dataset"])
        names = [source.name for source in manifest.sources if source.key in hidden]
        self.notes = tuple(note for note in facts["notes"] if not any(name in note for name in names))
        self.extents: npt.NDArray[np.float64] = table[["west", "south", "east", "north"]].to_numpy(
            dtype=float
        )
        measures = read_area_measures(derived)
        self.measures = measures if left is None else left.measures(measures)
        """What is known of areas beside incidents and residents."""
        peers = read_peer_groups(derived)
        self.peer_groups = peers if left is None else left.peers(peers)
        """By level the table that says which areas are similar, where one is imported."""
        self.harm_weights = pd.read_parquet(derived / "harm_weights.parquet")
        premises = read_premises_table(derived)
        premises = premises[~premises.source.isin(hidden)].reset_index(drop=True) if hidden else premises
        premises = premises if left is None else left.premises(premises)
        self.premises = licensed_of(premises)
        """Licensed premises: what "premises" means everywhere but where another kind of place is chosen."""
        self.other_premises = licensed_of(premises, licensed=False)
        self.other_kinds = other_kinds_known(self.other_premises, self.premises)
        """Slug -> label of the kinds of other places."""
        self.forces = tuple(code for code in pd.unique(table.coverage_force) if code)
        """Codes of all covered forces; the axis of `covered()`."""
        position = {code: index for index, code in enumerate(self.forces)}
        elsewhere = len(self.forces)
        self.force_of_leaf = table.coverage_force.map(position).fillna(elsewhere).to_numpy(dtype=np.int64)
        """For each area index, its place in `forces`; one beyond the last where nobody reports."""
        self.cubes: Mapping[str, Cube] = (
            cubes if left is None else {key: left.cube(cube) for key, cube in cubes.items()}
        )
        self.first_month, self.last_month = month_range(self.coverage)
        self.types = all_types(self.cubes.values(), self.sources.values())
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
            premises_kinds=kinds_known(self.premises) | self.other_kinds,
            harm_tables=dict(zip(self.harm_weights.dataset, self.harm_weights.dated, strict=True)),
        )

    @property
    def empty(self) -> bool:
        """Whether there is no incident to show, whatever areas or premises are known."""
        return not self.sources

    def reach(self, source: str) -> tuple[int, int]:
        """First and last month of a source, whichever force reported."""
        return self.once(
            ("reach of months", source), lambda: month_range(self.coverage[self.coverage.source == source])
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

    def map_file(self, name: str) -> bytes:
        """Content of one of the map's files. Raises FileNotFoundError where the version is gone."""
        derived = self.folder / "derived"
        content = (derived / f"{name}.json").read_bytes()
        if self._left is None:
            return content
        if name == "land":
            return self._left.land(content, (derived / "boundaries-partnership.json").read_bytes())
        if name == "labels":
            return self._left.labels(content)
        return self._left.boundaries(content) if name.startswith("boundaries-") else content


class Library:
    """Hands out the versions of a data folder; one for each process, safe for threads."""

    def __init__(
        self, data_dir: Path, answers: Answers | None = None, day: Callable[[], date] | None = None
    ) -> None:
        """Nothing is opened yet. `day` tells what day it is, `hiding.today` unless given: agreements end."""
        self._store = Store(data_dir)
        self._answers = answers
        self._hiding = Hiding(self._store, day)
        self._open: dict[str, Dataset] = {}  # by the id under which each is served
        self._lock = threading.Lock()

    def current(self) -> Dataset | None:
        """The newest version as of today, opened again when an import has published one.

        None before any incidents, and where all sources are hidden (`hidden`). One that another Hexscan built
        is not opened: `serve` builds it anew at its start. Meanwhile what is open goes on being served.
        Raises StoreError where nothing is.
        """
        version = self._store.current_version()
        if version is None:
            return None
        dataset = self._opened(version, in_force=version)
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
            opened = {dataset.folder.name for dataset in self._open.values()}
            still_there = sorted(filter(self._store.has, opened), key=version_number)
        if still_there:
            return self._opened(still_there[-1])
        raise StoreError(why_not_served(manifest))

    def get(self, version: str) -> Dataset | None:
        """What is served under an id: of a version kept and built by this Hexscan, and as it is today.

        None for any other: a page that was opened before a source had to be hidden must ask anew.
        """
        stored = stored_id(version)
        dataset = None if stored is None else self._opened(stored)
        return dataset if dataset is not None and dataset.version == version else None

    def serving(self) -> str:
        """The id under which the data of now are served, also where all are hidden; "" without any."""
        dataset = self.current()
        if dataset is not None:
            return dataset.version
        hidden = frozenset(source.key for source in self.hidden())
        version = self._store.current_version()
        return served_id(version, hidden) if version and hidden else ""

    def hidden(self) -> tuple[Source, ...]:
        """The sources of the version in force that must not be shown today."""
        version = self._store.current_version()
        if version is None:
            return ()
        with self._lock:
            return self._hiding.sources(version)

    def _opened(self, version: str, in_force: str = "") -> Dataset | None:
        """A stored version without what is hidden today; None where it is gone or another Hexscan's."""
        with self._lock:
            if not self._store.has(version):
                self._forget()
                return None
            folder = self._store.version_dir(version)
            try:
                hidden = self._hiding.keys(version, in_force)
                served = served_id(version, hidden)
                if served in self._open:
                    return self._open[served]
                if not self._store.manifest(version).served_as_it_is:
                    return None
                dataset = Dataset(folder, self._answers, hidden)
            except (StoreError, OSError):
                if folder.is_dir():
                    raise
                return None  # an import has removed it since it was listed
            self._forget()
            self._open[served] = dataset
            for older in list(self._open)[:-_OPEN]:
                del self._open[older]
            return dataset

    def _forget(self) -> None:
        """Let go of versions that are gone, so that their files leave the disk."""
        for served in [
            one for one, dataset in self._open.items() if not self._store.has(dataset.folder.name)
        ]:
            del self._open[served]
        self._hiding.forget()
