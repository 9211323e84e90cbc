"""Files as the store handles them: their size, shared by hard link, and made durable."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def size_on_disk(path: Path) -> int:
    """Bytes of a file, or of all files below a folder."""
    if not path.is_dir():
        return path.stat().st_size if path.exists() else 0
    return sum(one.stat().st_size for one in path.rglob("*") if one.is_file())


def link_or_copy(origin: str, target: str) -> str:
    """Hard-link `origin` as `target`; copy it where the file system has no hard links."""
    try:
        os.link(origin, target)
    except OSError:
        shutil.copy2(origin, target)
    return target


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, written to the disk itself."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """The same of all that a folder holds, and of the folder."""
    for parent, _, files in os.walk(folder):
        for name in files:
            sync(Path(parent) / name)
        sync(Path(parent))
