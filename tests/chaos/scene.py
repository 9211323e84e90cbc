"""A data folder with a former version, files that change it, and commands in processes of their own."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from dashboard.data.ingest import import_paths
from dashboard.data.leftovers import left_behind
from dashboard.data.status import status
from dashboard.data.store import Store
from tests.data.street_files import write_street

REPOSITORY = Path(__file__).resolve().parents[2]
DRIVER = Path(__file__).with_name("changes.py")

INTERRUPTED = "was interrupted before it was finished"
"""Said of what a killed import had left."""

FORMER_ROWS, NEW_ROWS = 2 * 3, 3 + 3 * 7


@dataclasses.dataclass(frozen=True)
class Scene:
    """Where things are; `data` is the folder that commands change."""

    data: Path
    new: Path
    former: str

    @property
    def store(self) -> Store:
        """The store, looked at afresh."""
        return Store(self.data)

    def rows(self) -> int:
        """Incidents that are served."""
        return sum(source.rows_kept for source in status(self.data).sources)

    def former_bytes(self) -> dict[str, str]:
        """The files of the former version, with their hashes."""
        return digests(self.store.version_dir(self.former))

    def left_over(self) -> list[str]:
        """What no finished command leaves: drafts, half of anything, files that wait."""
        strange = [path.name for path in left_behind(self.data)]
        known = {"current", "versions", "write.lock", "secret-key", "answers"}
        strange += [path.name for path in self.data.iterdir() if path.name not in known]
        return strange + [str(path) for path in self.data.rglob("staged")]


def make_scene(folder: Path) -> Scene:
    """Two versions, the later with two months; files that change one of them and bring two more.

    Taking these in removes the older version.
    """
    import_paths(folder / "data", [write_street(folder / "older", "2025-01", rows=5)])
    for month in ("2025-01", "2025-02"):
        write_street(folder / "old", month)
    for month in ("2025-02", "2025-03", "2025-04"):
        write_street(folder / "new", month, rows=7)
    former = import_paths(folder / "data", [folder / "old"]).version
    return Scene(folder / "data", folder / "new", former)


def copy_of(scene: Scene, folder: Path) -> Scene:
    """The scene with a data folder of its own."""
    shutil.copytree(scene.data, folder / "data")
    return dataclasses.replace(scene, data=folder / "data")


def digests(folder: Path) -> dict[str, str]:
    """Each file of a folder with its SHA-256, and each folder in it."""
    found = {}
    for path in sorted(folder.rglob("*")):
        found[str(path.relative_to(folder))] = (
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        )
    return found


def environment(scene: Scene) -> dict[str, str]:
    """For commands on the scene's data folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HEXSCAN_")}
    return kept | {"HEXSCAN_DATA_DIR": str(scene.data), "PYTHONPATH": str(REPOSITORY), "COLUMNS": "400"}


def hexscan(scene: Scene, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """A command of Hexscan, run to its end."""
    return subprocess.run(
        [sys.executable, "-m", "dashboard", *map(str, arguments)],
        env=environment(scene),
        cwd=scene.data.parent,
        capture_output=True,
        text=True,
    )


def killed_before(scene: Scene, change: int, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """A command that is killed before its n-th change to the data folder; 0: not at all."""
    counted = scene.data.parent / "changes.txt"
    command = [sys.executable, str(DRIVER), str(scene.data), str(change), str(counted), *map(str, arguments)]
    return subprocess.run(
        command, env=environment(scene), cwd=scene.data.parent, capture_output=True, text=True
    )
