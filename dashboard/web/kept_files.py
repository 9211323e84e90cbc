"""A store of small files for flask-caching: private, bounded, and without pickles.

flask-caching's own unpickles whatever lies in its folder. This one gives back bytes, and whoever asks checks
them (`dashboard.data.answers`). A key is "version/hash"; each version has a folder, and only the two last
written to keep theirs: a backup may have brought back a version with a lower number.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import stat
import tempfile
import time
from pathlib import Path
from typing import Any

from flask import Flask
from flask_caching.backends.base import BaseCache

MOST_FILES = 2_000
MOST_BYTES = 256 * 1024 * 1024
DAYS = 7 * 24 * 3600
_VERSIONS = 2
_LOOKED_AFTER = 20
"""How many answers are written before the store is measured again: it may be so many files too large."""

_KEY = re.compile(r"[A-Za-z0-9][\w-]*/[0-9a-f]{64}")


def check_private(folder: Path) -> None:
    """Raise PermissionError for a folder that is somebody else's or that others can write to."""
    found = folder.stat()
    if found.st_uid != os.geteuid() or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise PermissionError(f"{folder} is not private to the user that runs Hexscan")


class KeptFiles(BaseCache):
    """Bytes by key in files below a folder that nobody else can write to."""

    def __init__(self, folder: Path, default_timeout: int = DAYS, **others: Any) -> None:
        """Nothing is made before something is kept."""
        super().__init__(default_timeout)
        self._folder = folder
        self._written = 0

    @classmethod
    def factory(
        cls, app: Flask, config: dict[str, Any], args: list[Any], kwargs: dict[str, Any]
    ) -> KeptFiles:
        """As flask-caching makes its stores."""
        return cls(Path(config["CACHE_DIR"]), *args, **kwargs)

    def get(self, key: str) -> bytes | None:
        """What is kept under a key, None where nothing is or it is too old.

        Raises OSError where the folder can't be read, PermissionError where it isn't private.
        """
        path = self._path(key)
        try:
            check_private(self._folder)
            if path.stat().st_mtime + self.default_timeout < time.time():
                return None
            return path.read_bytes()
        except FileNotFoundError:
            return None

    def set(self, key: str, value: bytes, timeout: Any = None) -> bool:
        """Keep bytes, whole or not at all. Raises OSError where that can't be."""
        path = self._path(key)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        check_private(self._folder)
        if not path.parent.is_dir():
            path.parent.mkdir(mode=0o700, exist_ok=True)
            self._forget_versions_but(path.parent)
        descriptor, waiting = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(value)
            Path(waiting).replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                Path(waiting).unlink()
            raise
        if self._written % _LOOKED_AFTER == 0:
            self._bound()
        self._written += 1
        return True

    def delete(self, key: str) -> bool:
        """Forget what is kept under a key."""
        self._path(key).unlink(missing_ok=True)
        return True

    def clear(self) -> bool:
        """Forget everything."""
        shutil.rmtree(self._folder, ignore_errors=True)
        return True

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError("a key that is none of ours")
        return self._folder / key

    def _forget_versions_but(self, own: Path) -> None:
        """Remove the folders of all versions but this one and the others last written to."""
        others = []
        for folder in self._folder.iterdir():
            with contextlib.suppress(FileNotFoundError):  # another process was quicker
                if folder.is_dir() and folder != own:
                    others.append((folder.stat().st_mtime_ns, folder))
        for _, folder in sorted(others)[: 1 - _VERSIONS]:
            shutil.rmtree(folder, ignore_errors=True)

    def _bound(self) -> None:
        """Remove what is too old, then the oldest, down to MOST_FILES and MOST_BYTES."""
        kept = []
        for path in self._folder.glob("*/*"):
            with contextlib.suppress(FileNotFoundError):  # another process was quicker
                kept.append((path.stat().st_mtime, path.stat().st_size, path))
        kept.sort(reverse=True)
        files = size = 0
        for when, one, path in kept:
            files, size = files + 1, size + one
            if files > MOST_FILES or size > MOST_BYTES or when + self.default_timeout < time.time():
                path.unlink(missing_ok=True)
