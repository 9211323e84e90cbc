"""Dataset versions on disk: immutable folders, one atomic pointer, one writer at a time.

A version is prepared in a `.tmp-*` folder, made durable, renamed into place, and only then named by the file
`current`. Whatever happens on the way, `current` names a whole version: the former one or the new one.
Files of a published version are never written again; a draft shares unchanged ones by hard link, so a
changed file must be a new file (`Draft.fresh`).
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dashboard.data.disk import link_or_copy, size_on_disk, sync, sync_tree
from dashboard.data.history import FILE as HISTORY
from dashboard.data.history import Event, event_of, read_history, write_history
from dashboard.data.leftovers import DRAFT_PREFIX, VERSION, WAITING_POINTER, left_behind
from dashboard.data.manifest import Manifest, read_manifest
from dashboard.data.store_errors import BusyError, StoreError, full_disk, no_room, unusable

__all__ = [
    "KEPT_VERSIONS",
    "BusyError",
    "Checkpoint",
    "Draft",
    "Store",
    "StoreError",
    "no_checkpoint",
    "version_number",
]

Checkpoint = Callable[[str], None]
"""Called with the name of each step as it is completed; what it raises abandons the draft."""

KEPT_VERSIONS = 2
"""Versions kept unless told otherwise: the one served, and the one before it, which open pages still read."""


def no_checkpoint(step: str) -> None:
    """The checkpoint that does nothing."""


class Store:
    """The versions under one data directory. Making a Store touches nothing on disk."""

    def __init__(self, data_dir: Path, keep: int = KEPT_VERSIONS) -> None:
        """Remember where the versions live, and how many to keep; the folder need not exist yet."""
        self.data_dir = data_dir
        self.keep = keep
        self._versions = data_dir / "versions"
        self._pointer = data_dir / "current"

    def current_version(self) -> str | None:
        """The id of the version to serve, or None where nothing was imported yet.

        Raises StoreError where the pointer names no version that exists.
        """
        named = None
        while True:
            try:
                version = self._pointer.read_text(encoding="ascii").strip()
            except FileNotFoundError:
                return None
            except OSError as error:
                raise unusable(self.data_dir, "read", error) from error
            if VERSION.fullmatch(version) and self.version_dir(version).is_dir():
                return version
            if version == named:
                raise StoreError(
                    f"{self._pointer} names a dataset version that does not exist ({version!r}). "
                    "Restore the data directory from a backup, or remove that file and import again."
                )
            named = version  # imports may have replaced it between reading and looking: look once more

    def version_dir(self, version: str) -> Path:
        """The folder of a version; it need not exist."""
        return self._versions / version

    def versions(self) -> list[str]:
        """Ids of all complete versions, oldest first."""
        if not self._versions.is_dir():
            return []
        names = [path.name for path in self._versions.iterdir() if VERSION.fullmatch(path.name)]
        return sorted(names, key=version_number)

    def has(self, version: str) -> bool:
        """Whether a version is one of `versions`."""
        return VERSION.fullmatch(version) is not None and self.version_dir(version).exists()

    def manifest(self, version: str) -> Manifest:
        """The manifest of a version. Raises StoreError where it can't be read."""
        try:
            return read_manifest(self.version_dir(version))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError(f"Dataset version {version} can't be read: {error}.") from error

    def history(self, version: str) -> tuple[Event, ...]:
        """What was done up to a version, the oldest first. Raises StoreError where that can't be read."""
        try:
            return read_history(self.version_dir(version))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError(f"The history of dataset version {version} can't be read: {error}.") from error

    @contextmanager
    def writer(self, checkpoint: Checkpoint = no_checkpoint) -> Iterator[Draft]:
        """Hold the writer's lock and yield an empty draft; a draft that is not published leaves no trace.

        Raises StoreError when another process is writing, the data directory can't be written, or the disk
        is full.
        """
        with self._locked():
            swept = self._sweep()
            checkpoint("locked")
            try:
                draft = Draft(self, checkpoint, swept)
                try:
                    yield draft
                finally:
                    shutil.rmtree(draft.folder, ignore_errors=True)
            except OSError as error:
                if not no_room(error):
                    raise
                raise full_disk(self.data_dir) from error

    def sweep(self) -> str:
        """Remove what an interrupted writer left, and say what that was; "" where there was nothing.

        Raises BusyError while another process writes, StoreError where the folder can't be written.
        """
        if not left_behind(self.data_dir):
            return ""
        with self._locked():
            return self._sweep()

    def prune(self, keep: int) -> list[str]:
        """Remove all but the newest `keep` versions, never the one served; ids of those removed.

        Raises StoreError when another process is writing, or the data directory can't be written.
        """
        with self._locked():
            self._sweep()
            before = self.versions()
            self._keep_newest(keep)
            left = set(self.versions())
        return [version for version in before if version not in left]

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._versions.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise unusable(self.data_dir, "written", error) from error
        with self._lock():
            yield

    @contextmanager
    def _lock(self) -> Iterator[None]:
        try:
            opened = (self.data_dir / "write.lock").open("a")
        except OSError as error:
            raise unusable(self.data_dir, "written", error) from error
        with opened as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise BusyError(
                    f"Another import is running in {self.data_dir}. Try again when it has finished."
                ) from error
            yield

    def _sweep(self) -> str:
        """Remove what a killed writer left: drafts, half-removed versions, versions never pointed to.

        What was found is said in a sentence or two, "" where nothing was.
        """
        found = left_behind(self.data_dir)
        size = sum(map(size_on_disk, found))
        for path in found:
            if path.is_dir():
                self._discard(path)
            else:
                path.unlink(missing_ok=True)
        if not found:
            return ""
        served = "What was served is served still." if self.current_version() else "Nothing was stored yet."
        return (
            "An earlier import or other change was interrupted before it was finished. "
            f"Its unfinished files ({size / 1e6:,.1f} MB) were removed. {served}"
        )

    def _point_to(self, version: str, checkpoint: Checkpoint) -> None:
        waiting = self._pointer.with_name(WAITING_POINTER)
        with waiting.open("w", encoding="ascii") as handle:
            handle.write(f"{version}\n")
            handle.flush()
            os.fsync(handle.fileno())
        checkpoint("pointer written")
        waiting.replace(self._pointer)
        sync(self.data_dir)
        checkpoint("pointer swapped")

    def _keep_newest(self, keep: int) -> None:
        """Remove all but the newest `keep` versions; the one served stays, whatever its number."""
        current = self.current_version()
        for version in self.versions()[: -max(keep, 1)]:
            if version != current:
                self._discard(self.version_dir(version))

    def _discard(self, folder: Path) -> None:
        # Renamed first: a version half removed must not look like a version.
        doomed = folder
        if not folder.name.startswith(DRAFT_PREFIX):
            doomed = self._versions / f"{DRAFT_PREFIX}removed-{folder.name}"
            folder.rename(doomed)
        shutil.rmtree(doomed)


class Draft:
    """A version being made, in a folder that only its writer knows."""

    def __init__(self, store: Store, checkpoint: Checkpoint, swept: str = "") -> None:
        """Make the folder. `former` is the version served now, if any; `swept` what was found of others."""
        self.store = store
        self.swept = swept
        self.former = store.current_version()
        self.checkpoint = checkpoint
        self.number = max(map(version_number, store.versions()), default=0) + 1
        self.folder = store.version_dir(f"{DRAFT_PREFIX}{os.getpid()}-{self.number}")
        self.folder.mkdir(mode=0o700)

    def start_from(self, version: str) -> None:
        """Share the parts and inputs of `version`, by hard link where the file system can."""
        self._share(version, ("parts", "inputs", "quality", "contents.json"))

    def share_all_of(self, version: str, *, but: Collection[str] = ()) -> None:
        """Share all that `version` holds, except what is named in `but` and what it says of itself."""
        own = {"manifest.json", HISTORY, *but}
        listed = sorted(path.name for path in self.store.version_dir(version).iterdir())
        self._share(version, [name for name in listed if name not in own])

    def _share(self, version: str, names: Iterable[str]) -> None:
        for name in names:
            origin = self.store.version_dir(version) / name
            if origin.is_dir():
                shutil.copytree(origin, self.folder / name, copy_function=link_or_copy)
            elif origin.is_file():
                link_or_copy(str(origin), str(self.folder / name))
        self.checkpoint("former version linked")

    def fresh(self, relative: Path) -> Path:
        """The path for a new file at `relative`; a shared old file there is let go, not written into."""
        path = self.folder / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        return path

    def id_of(self, manifest: Manifest) -> str:
        """The id that the draft will have with this manifest."""
        return f"v{self.number:06d}-{manifest.digest()}"

    def publish(
        self, manifest: Manifest, what: str = "", subject: str = "", notes: tuple[str, ...] = ()
    ) -> str:
        """Make the draft durable, give it its id, point to it and remove versions beyond those to be kept.

        `what`, `subject` and `notes` are its event in the history; without them it is an import. Returns the
        id: the next number and 8 hexadecimal digits of the manifest's content.
        """
        version = self.id_of(manifest)
        named = manifest.with_id(version)
        self.fresh(Path("manifest.json")).write_text(named.to_json(), encoding="utf-8")
        former = self.store.history(self.former) if self.former else ()
        self.fresh(Path(HISTORY))
        write_history(self.folder, former, event_of(named, what, subject, notes))
        self.checkpoint("manifest written")
        sync_tree(self.folder)
        self.checkpoint("made durable")
        self.folder.rename(self.store.version_dir(version))
        sync(self.folder.parent)
        self.checkpoint("renamed")
        self.store._point_to(version, self.checkpoint)
        self.store._keep_newest(max(self.store.keep, KEPT_VERSIONS))
        self.checkpoint("older versions removed")
        return version


def version_number(version: str) -> int:
    """The running number in a version id: 12 for "v000012-0a1b2c3d"."""
    match = VERSION.fullmatch(version)
    if match is None:
        raise ValueError(f"{version!r} is not a version id")
    return int(match[1])
