"""How much room stored data take: by version, by source, and what is left on the disk.

Versions share unchanged files, so what one frees when it goes is less than what it holds.
"""

from __future__ import annotations

import dataclasses
import os
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from dashboard.data.store import Store


@dataclasses.dataclass(frozen=True)
class VersionUse:
    """One version on disk."""

    version: str
    bytes_held: int
    bytes_own: int  # of files that no other version has: what it would free


@dataclasses.dataclass(frozen=True)
class DiskUse:
    """All versions of a data folder, and the sources of one of them."""

    versions: tuple[VersionUse, ...] = ()  # oldest first
    by_source: Mapping[str, int] = dataclasses.field(default_factory=dict)  # incidents and what is derived
    bytes_in_all: int = 0  # of all versions, shared files once
    bytes_free: int = 0


def disk_use(store: Store, version: str) -> DiskUse:
    """What the versions of a store take up, by source for the one given. Files that go meanwhile count 0."""
    held = {one: list(_files(store.version_dir(one))) for one in store.versions()}
    users = Counter(inode for files in held.values() for inode, _ in set(files))
    versions = tuple(
        VersionUse(one, _total(files), sum(size for inode, size in set(files) if users[inode] == 1))
        for one, files in held.items()
    )
    folder = store.version_dir(version)
    keys = [source.key for source in store.manifest(version).sources]
    return DiskUse(
        versions=versions,
        by_source={
            key: _total([*_files(folder / "parts" / key), *_files(folder / "derived" / f"source-{key}")])
            for key in keys
        },
        bytes_in_all=sum(size for _, size in {file for files in held.values() for file in files}),
        bytes_free=shutil.disk_usage(store.data_dir).free,
    )


def bytes_stored(store: Store) -> int:
    """Bytes of all versions, shared files once."""
    return _total(list({file for one in store.versions() for file in _files(store.version_dir(one))}))


def _files(folder: Path) -> Iterator[tuple[int, int]]:
    """Inode and size of each file below a folder."""
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                found = (Path(parent) / name).stat()
            except FileNotFoundError:  # a version that is being removed
                continue
            yield found.st_ino, found.st_size


def _total(files: list[tuple[int, int]]) -> int:
    return sum(size for _, size in files)
