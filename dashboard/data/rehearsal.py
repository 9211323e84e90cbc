"""A dry run: the whole import in a passing folder, so that what it would do is known, not guessed.

The version in force is linked, not copied, where the system allows; nothing in the data folder is written.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from dashboard.data.disclosure_key import FILE as KEY
from dashboard.data.disk import link_or_copy
from dashboard.data.ingest import import_paths
from dashboard.data.manifest import ImportReport
from dashboard.data.progress import Progress
from dashboard.data.sources.mapping.description import Description
from dashboard.data.store import Store

_PREFIX = "hexscan-dry-run-"


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
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as scratch:
        folder = Path(scratch) / data_dir.name
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
