"""Runs a command of Hexscan and kills it, as kill -9 does, before its n-th change to the files of a folder.

python changes.py FOLDER N FILE ARGUMENT...

With N 0 the command runs to its end, and the number of its changes is written to FILE.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
ONE_PATH = {"os.mkdir", "os.remove", "os.rmdir", "os.truncate", "os.symlink"}
REMOVALS = {"os.remove", "os.rmdir"}
TWO_PATHS = {"os.rename", "os.link"}


class Killer:
    """An audit hook: it hears of each file that is opened for writing, made, linked, renamed or removed."""

    def __init__(self, folder: str, last: int) -> None:
        self.folder = folder
        self.last = last
        self.changes = 0
        self._one_at_a_time = threading.Lock()

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            paths = arguments[:1] if isinstance(arguments[2], int) and arguments[2] & WRITING else ()
        else:
            paths = arguments[: 1 if event in ONE_PATH else 2 if event in TWO_PATHS else 0]
        within = event in REMOVALS and arguments[1] >= 0  # named within an open folder: one that is removed
        if within or any(self._inside(path) for path in paths):
            with self._one_at_a_time:
                self.changes += 1
                if self.changes == self.last:
                    os.kill(os.getpid(), signal.SIGKILL)

    def _inside(self, path: Any) -> bool:
        """Whether a path lies in the folder."""
        if isinstance(path, bytes):
            path = os.fsdecode(path)
        return isinstance(path, str | os.PathLike) and str(path).startswith(self.folder)


if __name__ == "__main__":
    folder, last, file, *command = sys.argv[1:]
    killer = Killer(folder, int(last))
    sys.addaudithook(killer)
    from dashboard.cli import app

    try:
        app(command)
    finally:
        Path(file).write_text(str(killer.changes))
