"""A dry run: the whole import in a passing folder, so that what it would do is known, not guessed.

The version in force is linked, not copied, where the system allows; nothing in the data folder is written.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from dashboard.data.disclosure_key import FILE as KEY
from dashboard.data.disk import link_or_copy
from dashboard.data.ingest import import_paths
from dashboard.data.manifest import ImportReport
from dashboard.data.progress import Progress
from dashboard.data.sources.mapping.description import Description
from dashboard.data.store import Store

_PREFIX = "hexscan-dry-run-"
_RUNNING = "running"
"""A file that a dry run holds locked for as long as it lives."""


def rehearse(
    data_dir: Path,
    paths: Sequence[Path],
    *,
    strict: bool = False,
    description: Description | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """The report of the import that `ingest.import_paths` would make; the data folder stays as it is.

    Raises what the import would raise.
    """
    with _scratch() as scratch:
        folder = scratch / data_dir.name
        folder.mkdir(mode=0o700)
        store = Store(data_dir)
        version = store.current_version()
        if version:
            origin, target = store.version_dir(version), Store(folder).version_dir(version)
            shutil.copytree(origin, target, copy_function=link_or_copy)
            (folder / "current").write_text(version, encoding="utf-8")
        if (data_dir / KEY).exists():
            shutil.copyfile(data_dir / KEY, folder / KEY)
            (folder / KEY).chmod(0o600)
        return import_paths(folder, paths, strict=strict, description=description, progress=progress)


@contextmanager
def _scratch() -> Iterator[Path]:
    """A passing folder of its own; those of dry runs that were killed go first, since they hold incidents."""
    for left in _left_behind():
        shutil.rmtree(left, ignore_errors=True)  # the next dry run comes by again
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as scratch, (Path(scratch) / _RUNNING).open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield Path(scratch)


def _left_behind() -> list[Path]:
    """Folders of our own dry runs that nobody works in. One without its file is just being made."""
    found = []
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        try:
            if folder.is_symlink() or folder.stat().st_uid != os.getuid():
                continue
            with (folder / _RUNNING).open() as held:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            continue
        found.append(folder)
    return found
